"""Bids, negotiation, make or buy, the running contract, procurement."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.contracts import (
    Bid,
    Contract,
    ContractDelivery,
    ContractError,
    FirmFixedPrice,
    FixedPriceIncentive,
    Invoice,
    LiquidatedDamages,
    NegotiationRange,
    ProcurementStep,
    TimeAndMaterial,
    compare_bids,
    contract_status,
    make_or_buy,
    need_date,
    procurement,
)
from itpm.errors import UndefinedIndexError, UnknownNameError, UnknownTaskError
from itpm.model import ElapsedDuration, Money, Plan, Task, WorkCalendar, duration
from itpm.scheduling import schedule
from itpm.selection import SelectionCriterion, SelectionError, weight_changes
from itpm.tables import Undefined

BIDS = [
    Bid("Acme", "100k EUR", per_year=["20k EUR"] * 4, scores={"fit": 9, "support": 6}),
    Bid("Beta", "140k EUR", per_year=["5k EUR"] * 4, residual="10k EUR", scores={"fit": 8, "support": 9}),
    Bid("Core", "60k EUR", per_year=["30k EUR"] * 4, scores={"fit": 3, "support": 5}),
]
CRITERIA = [
    SelectionCriterion("fit", 40, minimum=5),
    SelectionCriterion("support", 20),
    SelectionCriterion("whole-life cost", 40),
]


def eur(amount):
    return Money(amount, "EUR")


# --- bids --------------------------------------------------------------------------------------------


def test_bids_are_ranked_on_merit_and_whole_life_cost_and_a_weak_one_is_out():
    found = compare_bids(BIDS, CRITERIA)
    assert [found.cost_of(bid.seller) for bid in BIDS] == [eur(180_000), eur(150_000), eur(180_000)]
    assert (found.best, found.cheapest) == (("Beta",), "Beta")
    assert found.scoring["Beta"] == Decimal(8) / 9 * Decimal("0.4") + Decimal("0.6")
    assert [(row[0], row[3]) for row in found.table().rows][-1] == ("Core", Undefined("fit 3 is below 5"))


def test_discounting_favours_the_bid_that_is_paid_later():
    assert [compare_bids(BIDS[:2], {"fit": 1, "support": 0, "whole-life cost": 1}, rate=rate).cheapest for rate in
            ("0", "0.3")] == ["Beta", "Acme"]  # fmt: skip


def test_the_choice_says_how_firm_it_is():
    change = weight_changes(compare_bids(BIDS[:2], {"fit": 40, "support": 20, "whole-life cost": 40}).scoring).smallest
    assert (change.criterion, change.direction, change.winner) == ("fit", "up", "Acme")


@pytest.mark.parametrize(
    ("bids", "criteria", "error", "message"),
    [
        ([], {"fit": 1}, ContractError, "bids: expected at least one bid, got none"),
        (BIDS[:1] * 2, {"fit": 1}, ContractError, "expected one bid of each seller, got two of one"),
        ([BIDS[0], Bid("D", "1 USD")], {"fit": 1}, ContractError, "expected one currency, got EUR and USD"),
        (BIDS, {"fit": 1}, SelectionError, "there is no criterion 'support'"),
        (BIDS, {"fit": 1, "support": 1, "price": 1}, SelectionError, "option 'Acme'.price: expected a score, got none"),
    ],
)
def test_bids_that_cannot_be_compared_are_refused(bids, criteria, error, message):
    with pytest.raises(error) as raised:
        compare_bids(bids, criteria)
    assert message in str(raised.value)


def test_an_unknown_seller_is_told_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'Acme'"):
        compare_bids(BIDS, CRITERIA).cost_of("Acne")


# --- negotiation, make or buy ---------------------------------------------------------------------------


def test_the_zone_of_agreement_lies_between_the_limits():
    talk = NegotiationRange(
        buyer_target="700k EUR", buyer_limit="850k EUR", seller_target="900k EUR", seller_limit="780k EUR"
    )
    assert (talk.can_agree, talk.zone, talk.midpoint) == (True, (eur(780_000), eur(850_000)), eur(815_000))
    assert [row[0] for row in talk.table().rows] == [
        "Buyer's target", "Seller's limit", "Buyer's limit", "Seller's target", "Zone of agreement",
    ]  # fmt: skip
    apart = attrs.evolve(talk, buyer_limit="770k EUR")
    with pytest.raises(UndefinedIndexError, match="the seller's limit is 10,000 EUR above the buyer's"):
        _ = apart.zone
    assert "no price suits both" in str(apart)
    with pytest.raises(ContractError, match="the buyer hopes to pay no more than the limit"):
        attrs.evolve(talk, buyer_target="900k EUR")
    with pytest.raises(ContractError, match="the seller hopes to get no less than the limit"):
        attrs.evolve(talk, seller_target="700k EUR")


@given(st.integers(0, 10_000))
def test_make_or_buy_changes_sides_at_the_break_even(quantity):
    choice = make_or_buy(
        quantity, make_fixed="60k EUR", make_variable="50 EUR", buy_variable="200 EUR", buy_fixed="6k EUR"
    )
    assert choice.break_even == 360
    assert choice.verdict == ("either" if quantity == 360 else "buy" if quantity < 360 else "make")


def test_make_or_buy_without_a_break_even_says_so():
    dear = make_or_buy(1, make_fixed="60k EUR", make_variable="50 EUR", buy_variable="20 EUR")
    same = make_or_buy(1, make_fixed="60k EUR", make_variable="50 EUR", buy_variable="50 EUR")
    assert (dear.break_even, same.break_even) == (
        Undefined("one way is cheaper at any quantity"), Undefined("each one costs the same either way"),
    )  # fmt: skip
    assert "one way is cheaper" in str(dear)
    with pytest.raises(ContractError, match="expected no negative quantity"):
        make_or_buy(-1, make_fixed="1 EUR", make_variable="1 EUR", buy_variable="1 EUR")


# --- the running contract ---------------------------------------------------------------------------------

RUNNING = Contract(
    id="PO-7",
    seller="Acme",
    terms=FirmFixedPrice("100k EUR"),
    signed="2026-01-10",
    changes=[("2026-03-01", "20k EUR")],
    deliveries=[
        ContractDelivery("design", "2026-02-28", worth="40k EUR", delivered="2026-03-02"),
        ContractDelivery("build", "2026-04-30", worth="80k EUR"),
    ],
    invoices=[
        Invoice("A1", "2026-03-05", amount="30k EUR", paid="2026-03-20"),
        Invoice("A2", "2026-03-25", amount="5k EUR"),
        Invoice("A3", "2026-03-26", amount="3k EUR", disputed=True),
        Invoice("A4", "2026-05-26", amount="3k EUR"),
    ],
    retainage="10%",
    damages=LiquidatedDamages("1k EUR", cap="12k EUR"),
)


def test_a_contract_s_amounts_are_told_apart():
    status = contract_status(RUNNING, as_of="2026-03-31")
    amounts = {row[0]: row[1] for row in status.table().values or ()}
    assert amounts == {
        "Committed": 120_000, "Delivered": 40_000, "Invoiced": 38_000, "Accrued": 2_000, "Retained": 3_800,
        "Disputed": 3_000, "Payable": 4_500, "Paid": 27_000, "Penalties": 2_000, "Still to invoice": 82_000,
        "Still to pay": 91_000,
    }  # fmt: skip
    assert [finding.code for finding in status.findings] == ["CON003"]


def test_before_the_signature_nothing_is_committed_and_later_facts_are_not_looked_at():
    status = contract_status(RUNNING, as_of="2026-01-05")
    assert (status.committed, status.invoiced, status.paid, status.penalties) == (eur(0),) * 4


def test_late_days_are_counted_until_today_for_what_is_not_delivered_and_capped():
    assert contract_status(RUNNING, as_of="2026-05-05").penalties == eur(2_000 + 5_000)
    assert contract_status(RUNNING, as_of="2026-12-31").penalties == eur(12_000)


def test_released_retainage_is_paid():
    released = attrs.evolve(RUNNING, retainage_released="2026-03-31", invoices=RUNNING.invoices[:1])
    status = contract_status(released, as_of="2026-03-31")
    assert (status.retained, status.paid) == (eur(0), eur(30_000))


def test_the_price_of_an_incentive_contract_follows_the_cost_expected():
    terms = FixedPriceIncentive(
        target_cost="800k EUR", target_profit="80k EUR", ceiling="960k EUR", buyer_share="60/40"
    )
    contract = Contract(id="C", seller="Acme", terms=terms)
    assert contract_status(contract, as_of="2026-03-31").committed == eur(880_000)
    assert contract_status(contract, as_of="2026-03-31", expected_cost="900k EUR").committed == eur(940_000)
    with pytest.raises(UndefinedIndexError, match="time and material without a cap has no agreed price"):
        contract_status(attrs.evolve(contract, terms=TimeAndMaterial(rates={"dev": "1 EUR"})), as_of="2026-03-31")


def test_too_much_invoiced_is_a_finding():
    greedy = attrs.evolve(RUNNING, invoices=[Invoice("A1", "2026-03-05", amount="130k EUR")])
    assert [finding.code for finding in contract_status(greedy, as_of="2026-03-31").findings] == [
        "CON001", "CON002", "CON003",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 900), st.booleans()), max_size=6), st.integers(0, 60))
def test_what_is_invoiced_is_paid_payable_disputed_or_retained(rows, day):
    begin = datetime(2026, 1, 1)
    contract = Contract(
        id="C",
        seller="Acme",
        terms=FirmFixedPrice("10k EUR"),
        retainage="0.1",
        invoices=[
            Invoice(f"I{n}", begin + timedelta(days=at), amount=eur(amount),
                    paid=begin + timedelta(days=at + 5) if paid else None)
            for n, (at, amount, paid) in enumerate(rows)
        ],
    )  # fmt: skip
    status = contract_status(contract, as_of=begin + timedelta(days=day))
    assert status.invoiced == status.paid + status.payable + status.retained
    assert status.committed == status.invoiced + status.to_invoice == status.paid + status.penalties + status.to_pay


def test_contracts_that_cannot_be_are_refused():
    with pytest.raises(ContractError, match="the invoice 'A1' stands there twice"):
        attrs.evolve(RUNNING, invoices=RUNNING.invoices[:1] * 2)
    with pytest.raises(ContractError, match="contract 'PO-7': expected one currency, got EUR and USD"):
        attrs.evolve(RUNNING, changes=[("2026-03-01", "20k USD")])
    with pytest.raises(ContractError, match="no negative penalty"):
        LiquidatedDamages("-1 EUR")
    assert pickle.loads(pickle.dumps(RUNNING)) == RUNNING


def test_damages_have_days_of_grace_and_begun_days_count():
    damages = LiquidatedDamages("1k EUR", cap="5k EUR", grace=2)
    owed = [damages.owed(due="2026-03-01", delivered=when).amount for when in
            ("2026-02-20", "2026-03-03", "2026-03-04 00:01", "2026-03-06", "2026-09-01")]  # fmt: skip
    assert owed == [0, 0, 1000, 3000, 5000]


# --- procurement ------------------------------------------------------------------------------------------


def test_working_steps_skip_weekends_and_holidays_and_elapsed_ones_do_not():
    calendar = WorkCalendar.standard().with_holidays(["2026-03-30"])
    bought = procurement(
        "laptops",
        [("tender", "10d"), ("delivery", "28ed"), ProcurementStep("set-up", "2d", calendar=calendar)],
        need="2026-04-01",
    )
    assert [(d.step.name, d.start, d.finish) for d in bought.steps] == [
        ("tender", datetime(2026, 2, 13, 8), datetime(2026, 2, 26, 17)),
        ("delivery", datetime(2026, 2, 27, 8), datetime(2026, 3, 27, 8)),
        ("set-up", datetime(2026, 3, 27, 8), datetime(2026, 3, 31, 17)),
    ]
    assert bought.order_by == datetime(2026, 2, 13, 8)
    assert (bought.days_left("2026-02-10"), bought.findings("2026-02-10")) == (3, ())
    assert bought.findings("2026-02-20")[0].message == "laptops had to be ordered by 2026-02-13 08:00, 7 days ago"
    assert "order by 2026-02-13 08:00" in str(bought)


@given(st.lists(st.sampled_from(["0d", "3h", "1d", "2w", "5ed", "12eh"]), max_size=5), st.integers(0, 10_000))
def test_ordered_in_time_everything_is_there_when_needed(leads, hours):
    need = datetime(2026, 6, 1) + timedelta(hours=hours)
    calendar = WorkCalendar.standard()
    at = procurement("x", [(f"s{n}", lead) for n, lead in enumerate(leads)], need=need).order_by
    for lead in map(duration, leads):
        if isinstance(lead, ElapsedDuration):
            at += timedelta(seconds=lead.seconds())
        else:
            seconds = int((at - datetime(1970, 1, 1)).total_seconds())
            at = datetime(1970, 1, 1) + timedelta(
                seconds=calendar.compiled.advance(seconds, lead.seconds(calendar.day))
                if lead.amount else seconds
            )  # fmt: skip
    assert at <= need


def test_the_need_comes_from_the_schedule():
    dates = schedule(Plan("p", start="2026-01-05", tasks=[
        Task("design", "5d"), Task("install", "2d", after=["design"]), Task("build", "20d")]))  # fmt: skip
    assert need_date(dates, "install") == datetime(2026, 1, 12, 8)
    assert need_date(dates, "install", latest=True) == datetime(2026, 1, 29, 8)
    with pytest.raises(UnknownTaskError, match="did you mean 'install'"):
        need_date(dates, "instal")


def test_a_negative_lead_time_is_refused():
    with pytest.raises(ContractError, match="expected no negative lead time, got -5d"):
        procurement("x", [("order", "-5d")], need="2026-04-01")
    with pytest.raises(ContractError, match="lies before the calendar"):
        procurement("x", [("order", "999999999ed")], need="2026-04-01")
    assert procurement("x", [], need="2026-04-01").order_by == datetime(2026, 4, 1)

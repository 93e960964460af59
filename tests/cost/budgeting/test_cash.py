"""Cash flow: terms of payment by hand, and payments that add up to what they pay."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.budgeting import BudgetError, Expense, PaymentTerms, PlanningPackage, budget, cash_flow

from tests.cost.budgeting.costed_plans import estimates, eur, one_task, rollout

VENDOR = Expense("vendor", "40k EUR", task="build")  # 20,000 in January (from the 5th) and 20,000 in February


def paid(terms, **more):
    flow = cash_flow(one_task("40d", expenses=[VENDOR]), terms={"vendor": terms}, **more)
    return [(f"{payment.at:%m-%d}", int(payment.gross.amount)) for payment in flow.payments]


# A payment falls due at the end of a day: midnight of 3 March is the end of 2 March.


def test_without_terms_a_cost_is_paid_at_the_end_of_its_month():
    flow = cash_flow(rollout())
    assert [(row.label, int(row.paid.amount)) for row in flow.rows] == [("2026-01", 8200), ("2026-02", 17_000)]


def test_net_30_is_30_days_from_the_invoice():
    assert paid(PaymentTerms(net=30)) == [("03-03", 20_000), ("03-31", 20_000)]
    assert paid(PaymentTerms(net=0, invoiced="finish")) == [("02-28", 40_000)]


def test_end_of_month_counts_from_the_end_of_the_invoices_month():
    assert paid(PaymentTerms(net=30, end_of_month=True, invoiced="finish")) == [("03-31", 40_000)]
    # The last week of February ends on 1 March, and so its invoice waits until the end of March.
    terms = PaymentTerms(net=0, end_of_month=True, invoiced="week")
    assert sorted(dict(paid(terms))) == ["02-01", "03-01", "04-01"]


def test_milestones_are_paid_whatever_has_arisen():
    terms = PaymentTerms(net=10, milestones=[("2026-01-09", "20%"), ("build", "0.8")])
    assert paid(terms) == [("01-20", 8000), ("03-10", 32_000)]


def test_retainage_is_held_back_from_each_invoice_and_paid_at_the_end():
    assert paid(PaymentTerms(net=30, retainage="10%")) == [("03-03", 18_000), ("03-31", 18_000), ("03-31", 4000)]
    terms = PaymentTerms(net=0, invoiced="finish", retainage="5%", released="build")
    assert paid(terms) == [("02-28", 38_000), ("02-28", 2000)]


def test_tax_is_paid_with_the_invoice_and_not_held_back():
    vendor = Expense("vendor", "40k EUR", task="build", tax=19)
    flow = cash_flow(
        one_task("40d", expenses=[vendor]), terms={"vendor": PaymentTerms(invoiced="finish", retainage="10%")}
    )
    assert [(str(one.amount), str(one.tax), one.reason) for one in flow.payments] == [
        ("36,000 EUR", "7,600 EUR", "invoice of 2026-02-27, net 30, 10% retained"),
        ("4,000 EUR", "0 EUR", "retainage released 2026-02-27"),
    ]


def test_terms_are_found_by_name_else_by_kind():
    flow = cash_flow(rollout(), terms={"labour": PaymentTerms(net=30), "acme": PaymentTerms(net=60)})
    when = {payment.to: f"{payment.at:%m-%d}" for payment in flow.payments}
    assert when == {"hosting": "03-01", "ann": "03-31", "acme": "04-30"}


def test_the_account_and_its_lowest_point():
    flow = cash_flow(rollout(), opening="10k EUR", receipts=[("2026-02-15", "10k EUR"), ("2026-03-10", "9k EUR")])
    assert [(row.label, int(row.received.amount), int(row.balance.amount)) for row in flow.rows] == [
        ("2026-01", 0, 1800),
        ("2026-02", 10_000, -5200),
        ("2026-03", 9000, 3800),
    ]
    assert flow.lowest == (datetime(2026, 3, 1), eur(-5200))
    assert str(flow).endswith("The account is at its lowest on 2026-02-28: -5,200 EUR.")


def test_planning_packages_are_paid_too():
    later = PlanningPackage("phase 2", "9k EUR", start="2026-03-02", finish="2026-03-31")
    flow = cash_flow(budget(rollout(), packages=[later]), terms={"planning package": PaymentTerms(net=30)})
    assert (flow.payments[-1].to, flow.payments[-1].gross, flow.paid) == ("phase 2", eur(9000), eur(34_200))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PaymentTerms(net=-1), "terms.net: expected days from 0 to 3660, got -1"),
        (
            lambda: PaymentTerms(invoiced="year"),  # type: ignore[arg-type]  # refused on purpose
            "terms.invoiced: expected day, week, month, quarter or finish, got 'year'",
        ),
        (lambda: PaymentTerms(milestones=[("a", "50%")]), "terms.milestones: their shares add up to 0.50, not to 1"),
        (
            lambda: PaymentTerms(retainage="110%"),
            "retainage: expected a share between 0 and 1, or like '10%', got '110%'",
        ),
        (lambda: paid(PaymentTerms(milestones=[("biuld", 1)])), "terms: expected a task id or a date, got 'biuld'"),
        (
            lambda: cash_flow(rollout(), terms={"acne": PaymentTerms()}),
            "terms: nothing is paid to 'acne'; known are acme",
        ),
        (lambda: cash_flow(rollout(), opening="1 USD"), "opening: expected EUR, got 1 USD"),
        (lambda: cash_flow(rollout(), receipts=[("2026-01-01", "1 USD")]), "receipts: expected EUR, got 1 USD"),
    ],
)
def test_terms_that_cannot_be_are_refused(make, message):
    with pytest.raises(BudgetError) as caught:
        make()
    assert message in str(caught.value)


TERMS = st.builds(
    PaymentTerms,
    net=st.integers(0, 90),
    end_of_month=st.booleans(),
    invoiced=st.sampled_from(["day", "week", "month", "quarter", "finish"]),
    retainage=st.integers(0, 100).map(lambda percent: f"{percent}%"),
    milestones=st.sampled_from([(), (("t0", "1"),), (("2026-01-01", "33%"), ("t0", "0.33"), ("2026-09-01", "0.34"))]),
)


@given(estimates(), TERMS, st.sampled_from(["week", "month"]))
def test_payments_add_up_to_cost_with_tax_and_are_whole_cents_but_for_the_last(estimate, terms, by):
    flow = cash_flow(estimate, default=terms, by=by)
    assert flow.paid == estimate.total + estimate.tax
    assert sum((row.paid.amount for row in flow.rows), Decimal(0)) == flow.paid.amount
    assert flow.rows[-1].balance == -flow.paid
    for payee in {payment.to for payment in flow.payments}:
        own = [payment for payment in flow.payments if payment.to == payee]
        invoiced = [payment.amount for payment in own if payment.reason.startswith("invoice")]
        assert all(amount == amount.rounded() for amount in invoiced[:-1])


@given(estimates(), TERMS)
def test_nothing_is_paid_before_it_has_arisen_unless_milestones_say_so(estimate, terms):
    if terms.milestones:
        return
    flow = cash_flow(estimate, default=terms)
    paid_by = Decimal(0)
    for payment in flow.payments:
        paid_by += payment.amount.amount
        assert paid_by <= estimate.planned(payment.at).amount + Decimal("0.01") * len(estimate.entries)

"""The example of the money of a roll-out: its figures against sums made here."""

from __future__ import annotations

from decimal import Decimal

import budget_to_cash as example

from itpm.cost.budgeting import FiscalPeriod
from itpm.model import Money

D = Decimal


def eur(amount):
    return Money(amount, "EUR")


def test_the_estimate_is_hours_times_rates_and_the_rest():
    ann = (160 + 160) * D("44.32") + 16 * D("55.40") + 40 * D("46.02")  # 81,000 / 1,760 = 46.02 from April on
    acme = 2 * 40 * 8 * 110 * D("0.90")
    others = 60 * 240 + 4000 + 3 * 650 + 4 * (260 + 2 * 170)
    assert example.estimate().total == eur(ann + acme + others)
    assert example.estimate().tax == eur(acme * D("0.19") + 3 * 650 * D("0.19"))


def test_a_draw_moves_contingency_into_bac_and_leaves_the_project_budget():
    before, after = example.agreed(), example.after_draw()
    assert after.bac == before.bac + eur(6000)
    assert after.contingency_left == eur(9000)
    assert after.total == before.total


def test_planned_value_ends_at_bac_by_month_and_by_fiscal_quarter():
    found = example.after_draw()
    assert found.phased("month").cumulative[-1] == found.bac
    quarters = found.phased(FiscalPeriod("quarter", first_month=4))
    assert (quarters.labels, quarters.total) == (("FY2026-Q4", "FY2027-Q1"), found.bac)


def test_april_needs_more_than_there_is():
    check = example.funding()
    assert [row.label for row in check.broken] == ["2026-04"]
    april = example.after_draw().phased("month").cumulative[2]
    assert check.broken[0].over == april - eur(70_000)


def test_all_that_arises_is_paid_and_the_vendor_by_its_terms():
    flow, found = example.cash(), example.after_draw()
    assert flow.paid == found.bac + example.estimate().tax
    acme = [payment for payment in flow.payments if payment.to == "acme"]
    assert [f"{payment.at:%Y-%m-%d}" for payment in acme] == ["2026-05-01", "2026-05-31", "2026-07-01"]
    assert acme[-1].amount == eur(6336)
    assert flow.payment_table().rows[-1] == ("2026-06-30", "acme", "retainage released 2026-05-06", "6,336.00", "0.00")


def test_the_dollar_made_the_vendor_dearer():
    found = example.bookings()
    assert found.difference == eur(38_000 * D("0.02") + 35_000 * D("0.05"))


def test_the_report_says_it_all():
    report = example.report()
    for sentence in (
        "640 h at 110 USD/h = 70,400 USD, converted",
        "Total 103,019.60 EUR, and 12,408.90 EUR of tax on top",
        "contingency drawn",
        "The money runs out on 2026-04-14 13:21.",
        "AC 68,210 EUR: 65,700 EUR at planning rates and 2,510 EUR of exchange difference",
    ):
        assert sentence in report

"""The example of a month end: its figures against sums made here."""

from __future__ import annotations

import monthly_report as example
import pytest

from itpm.model import Money


def eur(amount):
    return Money(amount, "EUR")


@pytest.fixture(scope="module")
def latest():
    return example.reports()[-1]


def test_each_package_earns_by_its_measure(latest):
    assert {row.id: str(row.ev) for row in latest} == {
        "analysis": "24,000 EUR",
        "interfaces": "39,000 EUR",  # 65 % of 60,000, as judged
        "portal": "28,800 EUR",  # 72 of 180 points accepted
        "migration": "15,600 EUR",  # 130 of 400 thousand records
        "licences": "40,000 EUR",
        "test": "0 EUR",
        "management": "18,666.67 EUR",  # as planned: 84 of 135 days
    }


def test_cost_is_by_accrual(latest):
    by_hours = sum(rate * sum(hours) for rate, hours in example.HOURS.values())
    assert latest.ac == eur(by_hours + 41_500)  # the invoice settles the accrual of 40,000; the prepayment is no cost
    assert [str(report.ac) for report in example.reports()[:2]] == ["30,100 EUR", "58,630 EUR"]


def test_the_forecast_is_told_with_its_range(latest):
    low, middle, high = example.history().limits().eac
    assert low < middle < high
    assert middle.rounded() == latest.eac().rounded()
    assert example.forecast() == (
        "As so far it will cost 351,877 EUR (budget 310,000 EUR; with 90 % confidence 333,852 EUR to 370,875 EUR) and end "
        "2026-09-14: CPI 0.88, SPI 0.76, SPI(t) 0.75."
    )


def test_the_review_names_the_packages_that_made_it():
    review = example.review()
    assert [row.id for row in review.cost_drivers] == ["interfaces", "portal", "migration"]
    # Interfaces: 600 hours at 84 instead of 75, and 65 % were to take 520.
    parts = {row.figures.id: row.parts for row in review.rows}["interfaces"]
    assert (parts.price, parts.quantity) == (eur(-9 * 600), eur(-80 * 75))
    assert [option.name for option in review.options if option.enough] == ["deliver less", "raise the budget"]
    assert {finding.code for finding in review.findings} == {"REV001", "REV002", "REV003"}


def test_the_report_says_it_all():
    report = example.report()
    for sentence in (
        "Earned value of CRM roll-out, 2026-04-30, against agreed",
        "–² nothing planned",
        "3 work packages explain at least 80% of the cost variance",
        "Outcome, 90% confidence",
    ):
        assert sentence in report

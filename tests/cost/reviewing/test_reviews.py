"""The budget review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import (
    CostRecord,
    Variance,
    VarianceThreshold,
    budget_review,
    earned_value,
    standard_thresholds,
    timesheet,
)
from itpm.errors import NotationError, UnknownNameError
from itpm.model.money import CurrencyMismatchError, money
from itpm.model.tasks import Task

from tests.cost.plans import agreed, baselined_plans, plan, progress


def project(**more):
    """Two weeks, on the Friday between: build too dear and too long, licences too dear, docs as planned."""
    tasks = [
        Task("it", name="System"),
        Task("build", "10d", parent="it", progress=progress(40, "6k EUR", actual_work="50h")),
        Task("licences", "5d", parent="it", progress=progress(100, "2.2k EUR", actual_finish="2026-01-09 17:00")),
        Task("docs", "10d", progress=progress(50, "500 EUR", actual_work="10h")),
    ]
    entries = [
        agreed("build", "10k EUR", 5, 16, work="100h"),
        agreed("licences", "2k EUR", 5, 9),
        agreed("docs", "1k EUR", 5, 16, work="20h"),
    ]
    more.setdefault("data_date", "2026-01-09")
    return plan(tasks, *entries, **more)


def test_a_variance_is_taken_apart_into_price_quantity_and_timing():
    # build: an hour was to cost 100 and cost 120 (50 hours: 1,000), and 40 % were to take 40 hours (10 too many: 1,000).
    review = budget_review(project())
    parts = {row.figures.id: row.parts for row in review.rows}
    found = {
        name: [str(getattr(parts[name], key)) for key in ("price", "quantity", "other", "timing")] for name in parts
    }
    assert found == {
        "": ["-1,000 EUR", "-1,000 EUR", "-200 EUR", "1,000 EUR"],
        "it": ["-1,000 EUR", "-1,000 EUR", "-200 EUR", "1,000 EUR"],
        "build": ["-1,000 EUR", "-1,000 EUR", "0 EUR", "1,000 EUR"],
        "licences": ["0 EUR", "0 EUR", "-200 EUR", "0 EUR"],
        "docs": ["0 EUR", "0 EUR", "0 EUR", "0 EUR"],
    }
    assert review.parts.cost == review.measured.cv
    assert review.parts.spending == review.measured.pv - review.measured.ac


def test_the_few_packages_that_explain_most_are_named():
    review = budget_review(project())
    assert [row.id for row in review.cost_drivers] == ["build"]
    assert [row.id for row in budget_review(project(), share=1).cost_drivers] == ["build", "licences"]
    assert [row.id for row in review.schedule_drivers] == ["build"]
    assert str(review.explain()).splitlines() == [
        "CRM was to have spent 7,500 EUR and has spent 8,700 EUR: -1,200 EUR",
        "  price of an hour: -1,000 EUR",
        "  hours needed: -1,000 EUR",
        "  cost without hours: -200 EUR",
        "  work planned by now and still to be done: +1,000 EUR",
        "  1 work package explains at least 80% of the cost variance",
        "    build: cost variance -2,000 EUR",
    ]


def test_variances_beyond_thresholds_are_found_at_every_level():
    review = budget_review(project(), thresholds=standard_thresholds(amount="500 EUR"))
    found = [(row.figures.id, [limit.variance.value for limit in row.breaches]) for row in review.breaches]
    everything = [variance.value for variance in Variance]
    assert found == [("", everything), ("it", everything), ("build", everything)]
    assert [str(finding) for finding in review.findings if finding.subject == "task:build"] == [
        (
            "REV001: build: cost variance of -2,000 EUR is beyond 10 % and 500 EUR. Lift it: say why, what it "
            "will come to, and what is done about it"
        ),
        (
            "REV002: build: schedule variance of -1,000 EUR is beyond 10 % and 500 EUR. Lift it: say why, "
            "what it will come to, and what is done about it"
        ),
        (
            "REV003: build: variance at completion of -5,000 EUR is beyond 10 % and 500 EUR. Lift it: "
            "say why, what it will come to, and what is done about it"
        ),
    ]


def exceeded(**limits):
    ev = earned_value(project())
    return [
        row.id
        for row in (ev.total, *ev)
        if VarianceThreshold(Variance.COST, **limits).exceeded_by(row, level=row.level)
    ]


def test_a_threshold_is_a_share_an_amount_both_or_either_at_some_levels():
    assert exceeded(percent=9) == ["", "it", "build", "licences"]
    assert exceeded(percent=10) == ["", "it", "build"]  # licences: exactly ten per cent
    assert exceeded(amount="2k EUR") == ["", "it"]
    assert exceeded(percent=9, amount="1k EUR") == ["", "it", "build"]
    assert exceeded(percent=9, amount="5k EUR", both=False) == ["", "it", "build", "licences"]
    assert exceeded(percent=9, levels=(2,)) == ["build", "licences"]


def test_a_variance_for_the_better_counts_unless_said_otherwise():
    cheap = plan(
        [Task("a", "5d", progress=progress(50, "100 EUR"))], agreed("a", "1k EUR", 5, 9), data_date="2026-01-07"
    )
    row = earned_value(cheap)["a"]
    assert VarianceThreshold(Variance.COST, percent=10).exceeded_by(row, level=1)
    assert not VarianceThreshold(Variance.COST, percent=10, favourable=False).exceeded_by(row, level=1)
    severities = [finding.severity.name for finding in budget_review(cheap).findings if finding.code == "REV001"]
    assert severities == ["MINOR", "MINOR"]


def test_what_can_be_done_is_listed_with_what_it_is_worth():
    review = budget_review(project(), contingency="1k EUR")
    gap = review.measured.eac() - review.measured.bac
    assert review.eac == review.measured.eac()
    assert [(option.name, option.enough) for option in review.options] == [
        ("deliver less", True),
        ("raise the budget", True),
        ("bring the price down", False),
        ("stop the extra work", False),
        ("draw contingency", False),
        ("catch up", False),
        ("work more cheaply", False),
    ]
    assert {option.worth for option in review.options if option.enough} == {gap}
    by_name = {option.name: option for option in review.options}
    # Taking out so much work that what is left of the budget pays for the rest at the CPI so far.
    cut = gap.amount * review.measured.cpi
    rest = review.measured.bac.amount - review.measured.ev.amount - cut
    assert abs(review.measured.ac.amount + rest / review.measured.cpi - review.measured.bac.amount) < Decimal("1e-9")
    assert f"budgeted at {money(f'{round(cut, 2)} EUR')}" in by_name["deliver less"].action
    assert by_name["work more cheaply"].action == "do the rest at a CPI of 1.51; so far it is 0.75"
    assert by_name["draw contingency"].worth == money("1k EUR")


def test_a_project_within_budget_needs_no_correction():
    fine = plan(
        [Task("a", "10d", progress=progress(50, "500 EUR"))], agreed("a", "1k EUR", 5, 16), data_date="2026-01-09"
    )
    review = budget_review(fine)
    assert (review.options, review.findings, review.breaches, review.cost_drivers) == ((), (), (), ())
    assert len(review.table().rows) == 1


def test_an_estimate_that_needs_much_better_work_than_so_far_is_not_believed():
    review = budget_review(project(), eac=money("13.5k EUR"))
    assert [finding.message for finding in review.findings if finding.code == "REV004"] == [
        (
            "the estimate at completion of 13,500 EUR needs a CPI of 1.35 from now on, and so far it is 0.75: more than "
            "0.10 better is not believable"
        )
    ]
    assert [finding.code for finding in budget_review(project()).findings if finding.code == "REV004"] == []


def test_hours_and_cost_come_from_the_books_where_they_are_given():
    books = [
        timesheet("build", 50, rate="120 EUR", on="2026-01-09"),
        CostRecord("licences", "2.2k EUR", on="2026-01-07"),
        timesheet("docs", 10, rate="50 EUR", on="2026-01-08"),
    ]
    by_books, recorded = budget_review(project(), costs=iter(books)), budget_review(project())
    assert [row.parts for row in by_books.rows] == [row.parts for row in recorded.rows]


def test_the_table_shows_the_project_and_what_is_beyond_a_threshold():
    table = budget_review(project()).table()
    assert [row[0] for row in table.rows] == ["", "it", "build"]
    assert table.records()[0]["cv_eur"] == -2200
    assert table.records()[0]["price_eur"] == -1000
    assert "raise the budget" in table.note


def test_nothing_begun_is_reviewed_without_an_error():
    review = budget_review(plan([Task("a", "5d")], agreed("a", "1k EUR", 5, 9)), as_of="2026-01-02")
    assert (str(review.eac), review.options) == ("– (nothing spent)", ())
    assert str(review)


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: budget_review(project(), share=0), NotationError, "expected a share above 0 and at most 1 like 0.8"),
        (lambda: budget_review(project(), eac="cip"), UnknownNameError, "did you mean 'cpi'"),
        (lambda: budget_review(project(), eac=money("1 USD")), CurrencyMismatchError, "have no common currency"),
        (
            lambda: budget_review(project(), thresholds=[VarianceThreshold(Variance.COST, amount="1 USD")]),
            CurrencyMismatchError,
            "the threshold of 1 USD and figures in EUR have no common currency",
        ),
        (lambda: VarianceThreshold(Variance.COST), NotationError, "a threshold needs a limit"),
        (
            lambda: VarianceThreshold(Variance.COST, percent=-1),
            NotationError,
            "threshold.percent: expected a number of zero or more",
        ),
        (
            lambda: VarianceThreshold(Variance.COST, amount="-1 EUR"),
            NotationError,
            "expected an amount of zero or more",
        ),
    ],
)
def test_what_makes_no_review_is_refused(ask, error, message):
    with pytest.raises(error, match=message):
        ask()


@given(baselined_plans(), st.dates(min_value=date(2025, 12, 20), max_value=date(2026, 4, 30)))
def test_parts_add_up_to_the_variance_at_every_level(made, day):
    review = budget_review(made, as_of=day)
    assert [row.figures.id for row in review.rows if row.parts.cost != row.figures.cv] == []
    assert [row.figures.id for row in review.rows if row.parts.timing != row.figures.pv - row.figures.ev] == []
    assert str(review)
    assert str(review.explain())

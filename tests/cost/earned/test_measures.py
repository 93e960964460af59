"""How work packages earn, and what they cost by accrual."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import (
    AcceptedPoints,
    Apportioned,
    CostBasis,
    CostRecord,
    EarningMilestone,
    FixedFormula,
    LevelOfEffort,
    PercentComplete,
    Units,
    WeightedMilestones,
    accrued_costs,
    earned_value,
    timesheet,
)
from itpm.errors import NotationError, PlanError
from itpm.model.baselines import BaselineTask
from itpm.model.money import CurrencyMismatchError, money
from itpm.model.resources import Assignment, Resource
from itpm.model.tasks import Task

from tests.cost.plans import agreed, plan, progress

MILESTONES = WeightedMilestones(
    [
        EarningMilestone("draft", 20, reached="2026-01-06", planned="2026-01-06"),
        EarningMilestone("review", 30, reached="2026-01-08", planned="2026-01-07"),
        EarningMilestone("approval", 50, planned="2026-01-09"),
    ]
)


def measured(measure, recorded=None, as_of="2026-01-07"):
    made = plan([Task("a", "5d", progress=recorded)], agreed("a", "1k EUR", 5, 9))
    return earned_value(made, as_of=as_of, measures={"a": measure})["a"]


@pytest.mark.parametrize(
    ("measure", "recorded", "pv", "ev"),
    [
        (FixedFormula(0), progress(50), 0, 0),
        (FixedFormula(25), progress(0), 250, 250),
        (FixedFormula(50), None, 500, 0),
        (FixedFormula(50), progress(100), 500, 1000),
        (FixedFormula(50), progress(50, actual_finish="2026-01-07 17:00"), 500, 1000),
        (FixedFormula(0, alike=False), progress(50), 600, 0),
        (FixedFormula(50, alike=False), progress(50), 600, 500),
        (MILESTONES, progress(90), 500, 200),
        (PercentComplete(), progress(30), 600, 300),
        (PercentComplete("work"), progress(30, percent_work=45), 600, 450),
        (PercentComplete("physical"), progress(30, physical_percent=70), 600, 700),
        (Units(400, 100), None, 600, 250),
        (Units(400, [("2026-01-06", 100), ("2026-01-08", 60)]), None, 600, 250),
        (AcceptedPoints(50, [("2026-01-07", 20)]), progress(99), 600, 400),
        (LevelOfEffort(), None, 600, 600),
    ],
)
def test_a_work_package_earns_and_is_planned_by_its_measure(measure, recorded, pv, ev):
    row = measured(measure, recorded)
    assert [row.pv.amount, row.ev.amount] == [pv, ev]
    assert (row.measure, row.method, row.method_name) == (measure.label, None, measure.label)


def test_milestones_with_planned_dates_are_due_at_them():
    found = [measured(MILESTONES, as_of=f"2026-01-{day:02}") for day in range(5, 10)]
    assert [row.pv.amount for row in found] == [0, 200, 500, 500, 1000]
    assert [row.ev.amount for row in found] == [0, 200, 200, 500, 500]


def test_apportioned_effort_is_planned_and_earned_as_what_it_follows():
    tasks = [
        Task("work"),
        Task("build", "5d", parent="work", progress=progress(50, "1k EUR")),
        Task("adapt", "5d", parent="work"),
        Task("inspect", "10d"),
    ]
    entries = [agreed("build", "3k EUR", 5, 9), agreed("adapt", "1k EUR", 12, 16), agreed("inspect", "400 EUR", 5, 16)]
    ev = earned_value(plan(tasks, *entries), as_of="2026-01-07", measures={"inspect": Apportioned("work")})
    # Planned by the 7th: 1,800 of 4,000; earned 1,500.
    assert (str(ev["inspect"].pv), str(ev["inspect"].ev)) == ("180 EUR", "150 EUR")
    alone = earned_value(plan(tasks, *entries), as_of="2026-01-07", measures={"inspect": Apportioned(["build"])})
    assert (str(alone["inspect"].pv), str(alone["inspect"].ev)) == ("240 EUR", "200 EUR")
    held = [*tasks[:3], Task("inspect"), Task("part", "1d", parent="inspect")]
    above = earned_value(plan(held, *entries), as_of="2026-01-07", measures={"inspect": Apportioned("work")})
    assert (str(above["inspect"].pv), str(above["inspect"].ev)) == ("180 EUR", "150 EUR")


def test_a_summarys_measure_holds_for_all_below_it_that_has_none_of_its_own():
    tasks = [
        Task("feature"),
        Task("a", "5d", parent="feature"),
        Task("b", "5d", parent="feature", progress=progress(90)),
    ]
    made = plan(tasks, agreed("feature", "4k EUR", 5, 9), agreed("a", "2k EUR", 5, 9), agreed("b", "1k EUR", 5, 9))
    whole = earned_value(made, as_of="2026-01-07", measures={"feature": AcceptedPoints(40, 10)})
    assert [str(row.ev) for row in whole] == ["1,000 EUR", "500 EUR", "250 EUR"]
    measures = {"feature": AcceptedPoints(40, 10), "b": PercentComplete()}
    parts = earned_value(made, as_of="2026-01-07", measures=measures)
    assert [str(row.ev) for row in parts] == ["1,650 EUR", "500 EUR", "900 EUR"]


def test_an_earlier_state_need_not_have_what_effort_follows_now():
    tasks = [Task("a", "5d", progress=progress(50, "1k EUR")), Task("b", "5d", progress=progress(50, "1k EUR"))]
    entries = [agreed("a", "1k EUR", 5, 9), agreed("b", "1k EUR", 5, 9)]
    then = plan(tasks[1:], entries[1], data_date="2026-01-07")
    found = earned_value(
        plan(tasks, *entries, data_date="2026-01-09"), history=[then], measures={"b": Apportioned("a")}
    )
    assert [finding.code for finding in found.findings] == ["EVM013"]


def test_more_units_than_planned_earn_more_than_the_budget_and_a_finding_says_so():
    made = plan([Task("a", "5d", progress=progress(50, "1k EUR"))], agreed("a", "1k EUR", 5, 9), data_date="2026-01-09")
    ev = earned_value(made, measures={"a": Units(400, 500)})
    assert ev["a"].ev == money("1250 EUR")
    assert [str(finding) for finding in ev.findings] == [
        "EVM002: 'a' (a) has earned 1,250 EUR, more than its budget of 1,000 EUR. Lift it: check its progress"
    ]
    assert (ev.times, ev.no_times) == (None, "more earned than ever planned")


def test_a_package_that_ended_without_all_its_points_accepted_is_a_finding():
    done = progress(100, "1k EUR", actual_finish="2026-01-09 17:00")
    made = plan([Task("a", "5d", progress=done)], agreed("a", "1k EUR", 5, 9), data_date="2026-01-09")
    assert [finding.message for finding in earned_value(made, measures={"a": AcceptedPoints(40, 30)}).findings] == [
        "'a' (a) is finished, but by accepted points it has earned 75 % of its budget"
    ]


def test_measures_that_fit_no_task_are_refused_together():
    made = plan([Task("a", "5d"), Task("b", "5d"), Task("c", "5d")], agreed("a", "1k EUR", 5, 9))
    measures = {"aa": Units(4, 1), "a": "50/50", "b": Apportioned("biuld"), "c": Apportioned("c")}
    with pytest.raises(PlanError) as error:
        earned_value(made, as_of="2026-01-07", measures=measures)  # type: ignore[arg-type]  # on purpose
    assert [str(fault) for fault in error.value.faults] == [
        "measures['aa']: there is no task 'aa'; did you mean 'a'?",
        "measures['a']: expected a method of measurement like Units(40, 10), got '50/50'",
        "measures['b']: it is apportioned to 'biuld', and there is no such task",
        "measures['c']: it is apportioned to 'c', which is itself apportioned; name the work that both follow",
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Units(0, 1), "expected a number above zero, got 0"),
        (lambda: Units(4, -1), "expected a number of zero or more, got -1"),
        (lambda: AcceptedPoints(4, [("2026-01-05", "some")]), "expected a number of zero or more, got 'some'"),
        (lambda: FixedFormula(101), "expected a percentage from 0 to 100, got 101"),
        (lambda: WeightedMilestones([]), "expected at least one milestone, got none"),
        (lambda: EarningMilestone("x", 0), "expected a number above zero, got 0"),
        (lambda: PercentComplete("felt"), "expected duration, work or physical, got 'felt'"),  # type: ignore[arg-type]  # on purpose
        (lambda: Apportioned([]), "expected the id of at least one task, got none"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(make, message):
    with pytest.raises(NotationError, match=message):
        make()


@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), min_size=1, max_size=8))
def test_milestones_earn_between_nothing_and_all(parts):
    made = WeightedMilestones(
        [
            EarningMilestone(str(place), weight, reached="2026-01-05" if hit else None)
            for place, (weight, hit) in enumerate(parts)
        ]
    )
    percent = made.percent(datetime(2026, 1, 6))
    assert 0 <= percent <= 100
    assert (percent == 100) == all(hit for _, hit in parts)


# --- actual cost by accrual -------------------------------------------------------------------------

BOOKS = [
    timesheet("a", 40, rate="50 EUR", on="2026-01-06"),
    CostRecord("a", "900 EUR", on="2026-01-08", basis=CostBasis.RECEIPT),
    CostRecord("a", "3k EUR", on="2026-01-09", basis=CostBasis.ACCRUAL, id="A-1"),
    CostRecord("a", "3.2k EUR", on="2026-01-26", basis=CostBasis.INVOICE, settles="A-1"),
    CostRecord("a", "7k EUR", on="2026-01-12", basis=CostBasis.INVOICE),
    CostRecord("", "100 EUR", on="2026-01-07", basis=CostBasis.RECEIPT),
]


def test_cost_counts_when_it_is_incurred_and_an_invoice_only_settles_what_was_accrued():
    made = plan([Task("a", "5d", progress=progress(50, "99k EUR"))], agreed("a", "10k EUR", 5, 9))
    found = {
        day: str(earned_value(made, as_of=day, costs=BOOKS).ac)
        for day in ("2026-01-05", "2026-01-06", "2026-01-08", "2026-01-09", "2026-01-12", "2026-01-26")
    }
    assert list(found.values()) == ["0 EUR", "2,000 EUR", "3,000 EUR", "6,000 EUR", "6,000 EUR", "6,200 EUR"]
    assert accrued_costs(BOOKS, as_of="2026-01-09")["a"].hours == 40


def test_the_projects_own_cost_stands_at_the_top():
    made = plan([Task("a", "5d", progress=progress(50))], agreed("a", "10k EUR", 5, 9))
    ev = earned_value(made, as_of="2026-01-09", costs=BOOKS)
    assert (str(ev["a"].ac), str(ev.ac)) == ("5,900 EUR", "6,000 EUR")


def test_cost_booked_later_for_a_time_already_reported_is_told():
    made = plan([Task("a", "5d", progress=progress(50))], agreed("a", "10k EUR", 5, 9), data_date="2026-01-09")
    late = [timesheet("a", 10, rate="50 EUR", on="2026-01-08", booked="2026-01-14")]
    now = plan([Task("a", "5d", progress=progress(50))], agreed("a", "10k EUR", 5, 9), data_date="2026-01-16")
    found = [finding for finding in earned_value(now, costs=late, history=[made]).findings if finding.code == "EVM015"]
    assert [finding.message for finding in found] == [
        "1 cost records of the time until 2026-01-09 were booked after it was reported (500 EUR on a)"
    ]


def test_records_that_fit_nothing_are_refused_together():
    made = plan([Task("a", "5d")], agreed("a", "10k EUR", 5, 9))
    books = [
        CostRecord("b", "1 EUR", on="2026-01-05", id="X"),
        CostRecord("a", "1 EUR", on="2026-01-05", id="X", settles="Y-1"),
        CostRecord("a", "1 EUR", on="2026-01-05", id="Z", settles="Z"),
    ]
    with pytest.raises(PlanError) as error:
        earned_value(made, as_of="2026-01-09", costs=books)
    assert [str(fault) for fault in error.value.faults] == [
        "costs[0].task: there is no task 'b'",
        "costs[1].id: two cost records are called 'X'",
        "costs[1].settles: there is no cost record 'Y-1' to settle",
        "costs[2].settles: a cost record cannot settle itself",
    ]


def test_books_in_another_currency_are_refused():
    made = plan([Task("a", "5d")], agreed("a", "10k EUR", 5, 9))
    with pytest.raises(
        CurrencyMismatchError, match=r"EUR \(baseline cost of task 'a'\), USD \(cost records of task 'a'\)"
    ):
        earned_value(made, as_of="2026-01-09", costs=[CostRecord("a", "1 USD", on="2026-01-05")])


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(-500, 5000)), max_size=12))
def test_accrued_cost_is_the_sum_of_what_was_incurred_by_then_in_any_order(entries):
    books = [CostRecord("a", f"{amount} EUR", on=f"2026-01-{day:02}") for day, amount in entries]
    expected = sum((amount for day, amount in entries if day <= 10), 0)
    for order in (books, books[::-1]):
        found = accrued_costs(order, as_of="2026-01-10").get("a")
        assert (found.amount.amount if found else 0) == expected


# --- hours ------------------------------------------------------------------------------------------


def test_hours_are_measured_where_there_is_no_money():
    tasks = [
        Task("a", "5d", progress=progress(50, actual_work="30h")),
        Task("b", "5d", progress=progress(25), assignments=[Assignment(resource="kim", actual_work="1d")]),
    ]
    entries = [agreed("a", None, 5, 9, work="40h"), agreed("b", None, 5, 9, work="40h")]
    ev = earned_value(plan(tasks, *entries, resources=[Resource("kim")]), as_of="2026-01-07", unit="hours")
    assert [str(getattr(ev, name)) for name in ("pv", "ev", "ac", "bac")] == ["48 h", "30 h", "38 h", "80 h"]
    assert (f"{ev.cpi:.3f}", str(ev.eac().rounded(1))) == ("0.789", "101.30 h")
    assert ev.table().columns[3].name == "PV [h]"
    assert ev.schedule.es == Decimal("1.875")


def test_hours_come_from_the_books_too():
    made = plan(
        [Task("a", "5d", progress=progress(50))],
        BaselineTask("a", start="2026-01-05 08:00", finish="2026-01-09 17:00", work="40h"),
    )
    assert str(earned_value(made, as_of="2026-01-09", costs=BOOKS, unit="hours").ac) == "40 h"
    with pytest.raises(PlanError, match="expected 'money' or 'hours', got 'points'"):
        earned_value(made, as_of="2026-01-09", unit="points")  # type: ignore[arg-type]  # on purpose


# --- other groups -----------------------------------------------------------------------------------


def test_figures_are_grouped_by_whatever_packages_belong_to_and_add_up():
    tasks = [Task("s"), Task("a", "5d", parent="s", progress=progress(50, "1k EUR")), Task("b", "5d", parent="s")]
    ev = earned_value(
        plan(tasks, agreed("s", "5k EUR", 5, 9), agreed("a", "3k EUR", 5, 9), agreed("b", "1k EUR", 5, 9)),
        as_of="2026-01-07",
    )
    rows = ev.by({"a": "red", "b": "blue"})
    assert [(row.name, str(row.bac)) for row in rows] == [
        ("without a group", "1,000 EUR"),
        ("red", "3,000 EUR"),
        ("blue", "1,000 EUR"),
    ]
    assert sum((row.ev for row in rows), money("0 EUR")) == ev.ev
    assert [row.id for row in ev.by(lambda row: row.method_name)] == ["", "percent complete"]

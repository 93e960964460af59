from __future__ import annotations

import pickle
import statistics
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import FaultsError, PlanError
from itpm.model import Plan, Progress, Task
from itpm.scheduling import schedule
from itpm.scheduling.comparing import ChangeKind, slip
from itpm.scheduling.living import Actual, PlanHistory, reschedule_remaining, update

from tests.strategies import valid_plans


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


START = Plan(
    "crm",
    start="2026-01-05",
    tasks=[
        Task("design", "5d"),
        Task("build", "5d", after=["design"]),
        Task("manual", "2d"),
        Task("live", after=["build", "manual"]),
    ],
)


def status(plan: Plan, actuals: list[Actual], as_of: str) -> Plan:
    return reschedule_remaining(update(plan, actuals, as_of))


def history() -> PlanHistory:
    """Design loses two days, build none; live moves from Friday 16 to Tuesday 20 January; the manual waits and waits."""
    found = PlanHistory([update(START, [], "2026-01-04")])
    found = found.then(status(found.plans[-1], [Actual("design", start="2026-01-07", remaining="3d")], "2026-01-08"))
    found = found.then(status(found.plans[-1], [Actual("design", finish="2026-01-13")], "2026-01-14"))
    done = [
        Actual("build", start="2026-01-15", finish="2026-01-20"),
        Actual("manual", start="2026-01-20", remaining="1d"),
    ]
    return found.then(status(found.plans[-1], done, "2026-01-20"))


def test_a_history_shows_the_finish_of_each_status() -> None:
    rows = history().table().rows
    assert [(row[0], f"{row[1]:%d %b}", *row[2:]) for row in rows] == [
        ("2026-01-04", "16 Jan", "0d", "0d", 0, 0, 4, 3),
        ("2026-01-08", "20 Jan", "+2d", "+2d", 0, 1, 3, 3),
        ("2026-01-14", "21 Jan", "+1d", "+3d", 1, 0, 3, 2),
        ("2026-01-20", "21 Jan", "0d", "+3d", 2, 1, 1, 2),
    ]


def test_the_milestone_trend_shows_what_each_status_expected() -> None:
    found = history()
    table = found.milestone_trend().table()
    assert [column.name for column in table.columns] == [
        "Milestone",
        "Name",
        "04 Jan",
        "08 Jan",
        "14 Jan",
        "20 Jan",
        "Slip",
    ]
    assert table.rows == (("live", "", "16 Jan", "20 Jan", "21 Jan", "21 Jan", "+3d"),)
    chosen = found.milestone_trend(["build", "design"])
    assert [row[:-1] for row in chosen.table().rows] == [
        ("design", "", "09 Jan", "13 Jan", "=13 Jan", "=13 Jan"),
        ("build", "", "16 Jan", "20 Jan", "21 Jan", "=20 Jan"),
    ]
    assert table.records()[0]["finish_as_of_2026-01-08"] == at("2026-01-20 17:00")
    with pytest.raises(FaultsError) as caught:
        found.milestone_trend(["lvie"])
    assert str(caught.value) == "tasks: the last plan has no task 'lvie'; did you mean 'live'?"


def test_the_slip_of_every_task() -> None:
    assert [(row[0], *row[4:]) for row in history().task_slips().table().rows] == [
        ("design", "+2d", "+2d", 1, True),
        ("build", "+2d", "+2d", 2, True),
        ("manual", "+11d", "+4d", 3, False),
        ("live", "+3d", "+2d", 2, False),
    ]


def test_float_is_used_up() -> None:
    found = history().float_erosion()
    assert [(row[0], *map(str, row[2:-2]), *row[-2:]) for row in found.table().rows] == [
        ("manual", "8d", "6d", "3d", "0d", "-8d", "2026-01-20"),
        ("live", "0d", "0d", "0d", "0d", "0d", "2026-01-04"),
    ]


def test_forecasts_are_held_against_the_facts() -> None:
    found = history().forecast_accuracy(leads=["5d", "10d"])
    assert [(one.task, f"{one.as_of:%d}", str(one.lead), str(one.error)) for one in found.errors] == [
        ("design", "05", "7d", "2d"),
        ("design", "09", "3d", "0d"),
        ("build", "05", "12d", "2d"),
        ("build", "09", "8d", "0d"),
        ("build", "15", "4d", "-1d"),
    ]
    assert [
        (r.lead, r.forecasts, r.tasks, str(r.bias), str(r.spread), str(r.worst), float(r.on_time)) for r in found.rows
    ] == [
        ("up to 5d", 2, 2, "-0.5d", "0.7d", "-1d", 1.0),
        ("5d to 10d", 2, 2, "1d", "1.4d", "2d", 0.5),
        ("over 10d", 1, 1, "2d", "None", "2d", 0.0),
        ("all", 5, 2, "0.6d", "1.35d", "2d", 0.6),
    ]
    errors = [2, 0, 2, 0, -1]
    assert abs(statistics.stdev(errors) - 1.35) < 0.025
    assert "the spread of a single forecast" in str(found)
    with pytest.raises(FaultsError) as caught:
        history().forecast_accuracy(leads=["10d", "5d"])
    assert "expected lead times above zero, each longer than the one before" in str(caught.value)
    assert PlanHistory(history().plans[:1]).forecast_accuracy().rows == ()


def test_every_slip_has_its_causes() -> None:
    found = history()
    records = found.slip_history().records()
    assert [(row["progress_minutes"], row["slip_minutes"]) for row in records] == [
        (960, 960),
        (480, 480),
        (0, 0),
        (1440, 1440),
    ]
    assert [line.task for line in found.slip_history("manual").slips[0].lines] == ["", "manual"]


def test_tasks_may_come_and_go() -> None:
    first = update(START, [], "2026-01-04")
    more = first.with_tasks([Task("pilot", "1d", after=["live"])])
    second = update(more, [], "2026-01-05")
    found = PlanHistory([first, second])
    assert found.task_slips(["pilot"]).rows[0].forecasts == (None, at("2026-01-19 17:00"))
    assert found.float_erosion(["pilot"]).rows[0].floats[0] is None
    third = found.then(update(second, [], "2026-01-06"))
    assert [f"{day:%d}" for day in third.slip_history("pilot").as_of] == ["07"]
    with pytest.raises(FaultsError) as caught:
        third.slip_history("pilto")
    assert str(caught.value) == "tasks: the last plan has no task 'pilto'; did you mean 'pilot'?"


def test_a_history_needs_data_dates_in_order() -> None:
    first, second = update(START, [], "2026-01-05"), update(START, [], "2026-01-09")
    with pytest.raises(PlanError) as caught:
        PlanHistory([second, first, START, 7])  # type: ignore[list-item]  # refused on purpose
    assert [str(fault) for fault in caught.value.faults] == [
        "plans[2].data_date: a status has a data date: record it with update",
        "plans[3]: expected a Plan, got 7",
        "plans[1].data_date: expected a data date after that of the status before, 2026-01-10 00:00:00, got 2026-01-06 00:00:00",
    ]
    with pytest.raises(PlanError) as caught:
        PlanHistory([])
    assert str(caught.value) == "plans: a history has at least one plan"


def test_a_history_pickles_compares_and_hashes() -> None:
    found = history()
    assert found.schedules
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(PlanHistory(found.plans)) == hash(found)


@st.composite
def series(draw: st.DrawFn) -> PlanHistory:
    """A plan, and up to three statuses in which tasks finish when the schedule said they would, or nothing happens."""
    plan = update(draw(valid_plans(min_tasks=2, summaries=True)), [], "2026-01-04")
    plans = [plan]
    for _ in range(draw(st.integers(1, 3))):
        last = plans[-1].data_date
        assert last is not None
        as_of = last + timedelta(hours=draw(st.integers(1, 150)))
        rows = schedule(plans[-1])
        due = [
            task.id
            for place, task in enumerate(plan.tasks)
            if not plan.structure.is_summary(place)
            and rows[task.id].finish <= as_of
            and plans[-1][task.id].progress is None
        ]
        done = draw(st.lists(st.sampled_from(due), unique=True)) if due else []
        actuals = {
            name: Progress(actual_start=rows[name].start, actual_finish=rows[name].finish, percent_complete=100)
            for name in done
        }
        plans.append(reschedule_remaining(update(plans[-1], actuals, as_of)))
    return PlanHistory(plans)


@given(series())
def test_causes_and_slips_add_up_over_any_series(found: PlanHistory) -> None:
    calendar, ends = found.plans[0].calendar, [one.finish for one in found.schedules]
    lines = [one.project for one in found.slip_history().slips]
    whole = slip(found.plans[0], found.plans[-1], calendar=calendar).project
    assert sum(line.slip.amount for line in lines) == whole.slip.amount
    assert [line.after for line in lines] == ends[1:]
    moved = {part.kind for line in lines for part in line.parts if part.elapsed.amount}
    assert moved <= {ChangeKind.PROGRESS}
    for row in found.task_slips().rows:
        assert None not in row.slips
        assert row.slip is not None
        assert sum(one.amount for one in row.slips if one is not None) == row.slip.amount
        assert row.forecasts == tuple(one[row.id].finish for one in found.schedules)


@given(series())
def test_a_forecast_that_was_kept_has_no_error(found: PlanHistory) -> None:
    for error in found.forecast_accuracy().errors:
        assert (error.error.amount == 0) or error.forecast != error.actual
        assert error.as_of < error.actual

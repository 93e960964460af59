"""Plans: both ways of linking, one error with every fault, values that compare, hash, pickle and copy."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime

import attrs
import pytest
from hypothesis import given

from itpm.errors import FaultsError, ItpmError, NotationError, PlanError, UnknownTaskError
from itpm.model.calendars import WorkCalendar
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import DayLength
from itpm.model.plans import Plan
from itpm.model.tasks import Task

from tests.strategies import CAPS, FAULTS, FLOORS, NIGHTS, PINS, BrokenPlan, broken_plans, valid_plans

RICH = valid_plans(
    summaries=True,
    summary_links=True,
    elapsed=True,
    estimates=True,
    deadlines=True,
    constraints=(*FLOORS, *CAPS, *PINS),
    progress=True,
    level_of_effort=True,
    inactive=True,
)


def plan_of(*tasks: Task, **fields: object) -> Plan:
    return Plan("plan", start="2026-01-05", tasks=tasks, **fields)  # type: ignore[arg-type]


def test_both_ways_of_linking_are_mixed_freely_and_kept_in_order():
    plan = plan_of(
        Task("a", "5d"),
        Task("b", "3d", after=["a SS+2d"]),
        Task("c", "8h"),
        dependencies=[Dependency("b", "c", type="FF", lag="-4h")],
    )
    assert plan.links == (
        Dependency("a", "b", type="SS", lag="2d"),
        Dependency("b", "c", type=DependencyType.FF, lag="-4h"),
    )
    assert plan.count_in_tasks == 1


def test_a_plan_takes_its_day_length_from_its_calendar_unless_it_says_otherwise():
    assert plan_of().day == DayLength()
    assert plan_of(calendar=WorkCalendar.continuous()).day.minutes_per_day == 1440
    assert plan_of(day=DayLength(minutes_per_day=450)).day.minutes_per_day == 450


def test_bare_dates_start_in_the_morning_and_end_at_night():
    plan = plan_of(deadline="2026-06-30", data_date="2026-02-01")
    assert (plan.start, plan.deadline, plan.data_date) == (
        datetime(2026, 1, 5),
        datetime(2026, 7, 1),
        datetime(2026, 2, 2),
    )


def test_any_iterable_of_tasks_and_any_mapping_of_calendars_will_do():
    nights = WorkCalendar.weekly(NIGHTS)
    plan = Plan("plan", start="2026-01-05", tasks=(Task(name, "1d") for name in "ab"), calendars={"nights": nights})
    assert plan == plan_of(Task("a", "1d"), Task("b", "1d"), calendars=[("nights", nights)])
    assert plan.calendar_by_name == {"nights": nights}


@given(RICH)
def test_plans_compare_hash_pickle_and_copy(plan):
    for other in (pickle.loads(pickle.dumps(plan)), copy.copy(plan), copy.deepcopy(plan), attrs.evolve(plan)):
        assert other == plan
        assert hash(other) == hash(plan)
        assert other.structure == plan.structure
        assert other.links == plan.links


@given(RICH)
def test_tasks_are_found_by_id_in_the_order_of_the_plan(plan):
    assert [plan[task.id] for task in plan.tasks] == list(plan.tasks)
    assert all(task.id in plan for task in plan.tasks)
    assert len(plan) == len(plan.tasks)
    assert plan.with_tasks(plan.tasks) == plan


def test_a_missing_task_is_named_with_the_nearest():
    plan = plan_of(Task("design", "1d"), Task("build", "1d"))
    with pytest.raises(UnknownTaskError) as caught:
        _ = plan["biuld"]
    assert str(caught.value) == "there is no task 'biuld'; did you mean 'build'?"
    assert isinstance(caught.value, KeyError)
    assert isinstance(caught.value, ItpmError)
    assert "biuld" not in plan


def test_with_tasks_changes_some_adds_others_and_keeps_the_order():
    plan = plan_of(Task("a", "1d"), Task("b", "1d", after=["a"]))
    changed = plan.with_tasks([Task("new", "1d", after=["a"]), Task("a", "9d")])
    assert [str(task.duration) for task in changed.tasks] == ["9d", "1d", "1d"]
    assert [task.id for task in changed.tasks] == ["a", "b", "new"]
    assert [task.id for task in plan.tasks] == ["a", "b"]


def test_with_tasks_is_validated_like_any_plan():
    with pytest.raises(PlanError, match="tasks depend on each other: a -> b -> a"):
        plan_of(Task("a", "1d"), Task("b", "1d", after=["a"])).with_tasks([Task("a", "1d", after=["b"])])


# --- what cannot exist


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_each_kind_of_fault_is_said_alone(fault):
    tasks, links, expected = fault()
    broken = BrokenPlan(_arguments(tasks, links), tuple(expected))
    _refused(broken)


def _arguments(tasks: list[Task], links: list[Dependency]) -> dict[str, object]:
    from itpm.model.resources import Resource

    return {
        "start": "2026-01-05",
        "tasks": tasks,
        "dependencies": links,
        "calendars": {"nights": WorkCalendar.weekly(NIGHTS)},
        "resources": [Resource("ann")],
    }


def _refused(broken: BrokenPlan) -> PlanError:
    with pytest.raises(PlanError) as caught:
        broken.make()
    error = caught.value
    text = str(error)
    assert [(expected, text.count(expected)) for expected in broken.expected] == [
        (expected, 1) for expected in broken.expected
    ]
    assert len(error.faults) == len(broken.expected)
    return error


@given(broken_plans())
def test_one_error_lists_every_fault_with_its_place(broken):
    error = _refused(broken)
    assert isinstance(error, FaultsError)
    assert isinstance(error, ValueError)
    assert all(fault.place and fault.message for fault in error.faults)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_several_faults_are_listed_in_one_message():
    with pytest.raises(PlanError) as caught:
        plan_of(Task("a", "-5d", after=["b"]), Task("b", "1d", calendar="nihgts", after=["a"]), Task("a", "1d"))
    assert str(caught.value).splitlines() == [
        "4 faults",
        "  tasks[2].id: task 'a' is there twice, first as tasks[0]",
        "  task 'a'.duration: a duration cannot be negative, got -5d",
        "  task 'b'.calendar: there is no calendar 'nihgts'",
        "  task 'a'.after: tasks depend on each other: a -> b -> a",
    ]


def test_two_circles_are_two_faults():
    tasks = [Task(name, "1d", after=[before]) for name, before in ("ab", "ba", "cd", "dc")]
    with pytest.raises(PlanError) as caught:
        plan_of(*tasks)
    assert [fault.message for fault in caught.value.faults] == [
        "tasks depend on each other: a -> b -> a",
        "tasks depend on each other: c -> d -> c",
    ]


def test_a_long_circle_is_named_by_its_ends():
    tasks = [Task(f"t{number}", "1d", after=[f"t{(number - 1) % 40}"]) for number in range(40)]
    with pytest.raises(PlanError) as caught:
        plan_of(*tasks)
    shown = "t0 -> t1 -> t2 -> t3 -> t4 -> t5 -> ... 29 more ... -> t35 -> t36 -> t37 -> t38 -> t39 -> t0"
    assert [fault.message for fault in caught.value.faults] == [f"tasks depend on each other: {shown}"]


def test_what_is_no_task_is_refused_with_its_place():
    with pytest.raises(NotationError) as caught:
        plan_of(Task("a", "1d"), "b")  # type: ignore[arg-type]
    assert str(caught.value) == "tasks[1]: expected a Task, got 'b'"


def test_notation_is_refused_where_it_is_written():
    with pytest.raises(NotationError, match=r"task 'a'.duration: expected a duration like 5d, .*, got '5 days'"):
        Task("a", "5 days")
    with pytest.raises(NotationError) as caught:
        Task("b", "1d", after=["a SS5d", "a FS+x", "a"])
    assert [fault.value for fault in caught.value.faults] == ["a SS5d", "a FS+x"]
    with pytest.raises(
        NotationError, match=r"task 'b'.after: expected a list of links like \['build SS\+5d'\], got 'a'"
    ):
        Task("b", "1d", after="a")
    with pytest.raises(NotationError, match=r"plan.start: expected a date"):
        Plan("plan", start="soon", tasks=[])


def test_a_plan_from_its_finish_needs_one():
    with pytest.raises(PlanError, match=r"plan.finish: a plan scheduled from its finish needs one"):
        plan_of(Task("a", "1d"), schedule_from="finish")


def test_a_plan_of_fifty_thousand_nested_summaries_is_validated_without_recursion():
    count = 50_000
    tasks = [Task(f"s{number}", parent=f"s{number - 1}" if number else None) for number in range(count)]
    plan = plan_of(*tasks, Task("other", "1d", after=[f"s{0}"]))
    assert len(plan.structure.descendants(0)) == count - 1

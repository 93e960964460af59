"""Levels of effort and hammocks: they last as long as what they are linked to."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.tasks import Task, TaskDetails, TaskKind
from itpm.scheduling import Schedule, schedule

from tests import strategies

P6 = SchedulingPolicy.primavera()
TEXTBOOK = SchedulingPolicy.textbook()
LOE = TaskKind.LEVEL_OF_EFFORT
WORK = (Task("a", "3d"), Task("b", "2d", after=["a"]), Task("c", "9d"))


def dates(result: Schedule, task: str, *names: str) -> tuple[str, ...]:
    row = result[task]
    return tuple(f"{getattr(row, name):%d %H}" for name in names)


def planned(*tasks: Task, policy: SchedulingPolicy = TEXTBOOK, data_date: str | None = None) -> Schedule:
    return schedule(Plan("p", start="2026-01-05 08:00", tasks=tasks, data_date=data_date), policy=policy)


@pytest.mark.parametrize(
    ("after", "start", "finish"),
    [
        (["a SS", "b FF"], "05 08", "09 17"),
        (["a SS+1d", "b FF+2d"], "06 08", "13 17"),
        (["a FS", "b FF"], "08 08", "09 17"),
        (["a SS", "b SF"], "05 08", "07 17"),
        (["b FS-1d", "c FF"], "09 08", "15 17"),
    ],
)
def test_links_of_what_waits_name_its_start_or_its_finish_with_their_lags(after, start, finish):
    result = planned(*WORK, Task("manage", kind=LOE, after=after))
    assert dates(result, "manage", "start", "finish") == (start, finish)


def test_links_of_what_is_waited_for_count_as_well():
    tasks = [
        Task("manage", kind=LOE),
        Task("a", "3d", after=["manage SS+1d"]),
        Task("b", "2d", after=["a", "manage FS-1d"]),
    ]
    assert dates(planned(*tasks), "manage", "start", "finish") == ("02 08", "08 17")


def test_of_several_the_first_start_and_the_last_finish_count():
    result = planned(*WORK, Task("manage", kind=LOE, after=["b SS", "a SS", "b FF", "c FF"]))
    assert dates(result, "manage", "start", "finish") == ("05 08", "15 17")


def test_what_no_link_ends_lasts_to_the_finish_and_what_none_begins_starts_with_the_plan():
    result = planned(*WORK, Task("on", kind=LOE, after=["b SS"]), Task("from", kind=LOE, after=["a FF"]))
    assert dates(result, "on", "start", "finish") == ("08 08", "15 17")
    assert dates(result, "from", "start", "finish") == ("05 08", "07 17")


def test_late_dates_follow_late_dates_so_that_float_is_shared():
    result = planned(*WORK, Task("manage", kind=LOE, after=["a SS", "b FF"]))
    assert dates(result, "manage", "late_start", "late_finish") == ("09 08", "15 17")
    row = result["manage"]
    assert (str(row.total_float), str(row.free_float), row.is_critical) == ("4d", "0d", False)


@pytest.mark.parametrize(("policy", "critical"), [(TEXTBOOK, False), (P6, True)])
def test_beside_critical_work_it_is_critical_in_p6_only(policy, critical):
    result = planned(*WORK, Task("manage", kind=LOE, after=["c SS", "c FF"]), policy=policy)
    assert (str(result["manage"].total_float), result["manage"].is_critical) == ("0d", critical)
    assert result.critical_path == ("c",)


def test_one_goes_by_another_that_it_waits_for_wherever_that_stands_in_the_plan():
    tasks = [
        Task("outer", kind=LOE, after=["inner SS", "c FF"]),
        Task("inner", kind=LOE, after=["b SS", "b FF"]),
        *WORK,
    ]
    result = planned(*tasks)
    assert dates(result, "outer", "start", "finish") == ("08 08", "15 17")
    assert dates(result, "inner", "start", "finish") == ("08 08", "09 17")


def test_of_two_that_wait_for_each_other_the_first_goes_by_the_second():
    tasks = [*WORK, Task("x", kind=LOE, after=["y SS"]), Task("y", kind=LOE, after=["x SS", "b SS", "b FF"])]
    result = planned(*tasks)
    assert dates(result, "y", "start", "finish") == ("08 08", "09 17")
    assert dates(result, "x", "start", "finish") == ("08 08", "15 17")


def test_what_is_inactive_holds_nothing():
    idle = Task("idle", "20d", details=TaskDetails(active=False))
    result = planned(*WORK, idle, Task("manage", kind=LOE, after=["a SS", "b FF", "idle FF"]))
    assert dates(result, "manage", "finish") == ("09 17",)


BEGUN = Progress(actual_start="2026-01-05 08:00", remaining="8h")
OVER = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-06 17:00")


def test_with_progress_it_began_with_the_actual_start_and_the_rest_is_ahead_of_the_data_date():
    tasks = [Task("a", "3d", progress=BEGUN), Task("b", "2d", after=["a"]), Task("m", kind=LOE, after=["a SS", "b FF"])]
    result = planned(*tasks, policy=P6, data_date="2026-01-07 17:00")
    assert dates(result, "m", "start", "finish") == ("05 08", "12 17")
    assert dates(result, "m", "early_start", "early_finish", "late_finish") == ("08 08", "12 17", "12 17")


def test_when_all_it_spans_is_over_so_is_it():
    tasks = [Task("a", "2d", progress=OVER), Task("b", "2d"), Task("m", kind=LOE, after=["a SS", "a FF"])]
    result = planned(*tasks, policy=P6, data_date="2026-01-07 17:00")
    assert dates(result, "m", "start", "finish") == ("05 08", "06 17")
    assert (result["m"].total_float.minutes, result["m"].is_critical) == (0, False)


@given(strategies.valid_plans(inactive=True, level_of_effort=True), strategies.policies())
def test_what_spans_others_moves_nothing(plan, policy):
    gone = {task.id for task in plan.tasks if task.spans_others}
    kept = [task for task in plan.tasks if task.id not in gone]
    links = [link for link in plan.links if not gone & {link.predecessor, link.successor}]
    without = attrs.evolve(plan, tasks=[attrs.evolve(task, after=()) for task in kept], dependencies=links)
    assert list(schedule(without, policy=policy)) == [
        row for row in schedule(plan, policy=policy) if row.id not in gone
    ]

"""MS Project's rules, each on a plan of its own: a sentence and the smallest plan that tells it from its neighbours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest

from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.resources import Assignment, Resource
from itpm.model.tasks import EffortType, Task, TaskDetails, TaskKind
from itpm.scheduling import Schedule, schedule

MS_PROJECT = SchedulingPolicy.ms_project()
MONDAY = "2026-01-05"


def scheduled(*tasks: Task, policy: SchedulingPolicy = MS_PROJECT, **more: Any) -> Schedule:
    return schedule(Plan("p", tasks=tasks, **{"start": MONDAY, **more}), policy=policy)


def by_hand(name: str, start: str, finish: str, **more: Any) -> Task:
    details = TaskDetails(manual_start=start, manual_finish=finish)
    return Task(name, kind=TaskKind.MANUAL, details=details, **more)


def begun(start: str, **more: Any) -> Progress:
    return Progress(actual_start=start, **more)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def late(result: Schedule, task: str) -> tuple[datetime, datetime]:
    return result[task].late_start, result[task].late_finish


# --- constraints


def test_a_date_not_to_finish_before_places_a_task_before_the_plans_start_too():
    early = Task("a", "2d", constraints=[Constraint(ConstraintType.FNET, "2025-12-31 17:00")])
    row = scheduled(early)["a"]
    assert (row.start, row.finish) == (at("2025-12-30 08:00"), at("2025-12-31 17:00"))


def test_a_date_not_to_finish_before_is_the_finish_even_where_nobody_works():
    row = scheduled(Task("a", "2d", constraints=[Constraint(ConstraintType.FNET, "2026-01-10 17:00")]))["a"]
    assert (row.start, row.finish) == (at("2026-01-08 08:00"), at("2026-01-10 17:00"))


def test_a_date_not_to_finish_before_frees_late_dates_from_the_links_out_of_the_start():
    """The example of Microsoft's Knowledge Base article 192027: tasks one and two show slack that they do not have."""
    tasks = (
        Task("one", "1d"),
        Task("two", "1d", after=["one FF"], constraints=[Constraint(ConstraintType.FNET, "2026-01-05 17:00")]),
        Task("three", "2d", after=["two SS"]),
    )

    def floats(policy: SchedulingPolicy) -> list[str]:
        return [str(row.total_float) for row in scheduled(*tasks, policy=policy)]

    assert floats(MS_PROJECT) == ["1d", "1d", "0d"]
    assert floats(attrs.evolve(MS_PROJECT, finish_floor_frees=False)) == ["0d", "0d", "0d"]


def test_a_plan_scheduled_from_its_finish_keeps_such_a_task_before_what_waits_for_its_start():
    own = Constraint(ConstraintType.FNET, "2026-01-05 17:00")
    result = scheduled(
        Task("two", "1d", constraints=[own]),
        Task("three", "2d", after=["two SS"]),
        schedule_from="finish",
        finish="2026-01-16 17:00",
    )
    assert result["two"].start == at("2026-01-15 08:00")


@pytest.mark.parametrize("on_summary", [False, True])
def test_a_date_not_to_finish_after_takes_the_place_of_the_projects_finish_even_a_later_one(on_summary):
    """Microsoft's Knowledge Base article 182899; on a summary it reaches the tasks in it."""
    own = [Constraint(ConstraintType.FNLT, "2026-01-16 17:00")]
    tasks = (
        Task("s", constraints=own if on_summary else []),
        Task("a", "1d", parent="s", constraints=[] if on_summary else own),
        Task("long", "5d"),
    )
    assert late(scheduled(*tasks), "a") == (at("2026-01-16 08:00"), at("2026-01-16 17:00"))
    literature = scheduled(*tasks, policy=attrs.evolve(MS_PROJECT, finish_cap_replaces=False))
    assert late(literature, "a")[1] == at("2026-01-09 17:00")


def test_a_milestone_stays_at_the_plans_start_on_a_free_day():
    def start_under(policy: SchedulingPolicy) -> datetime:
        return scheduled(Task("kick-off", "0d"), start="2026-01-04 08:00", policy=policy)["kick-off"].start

    assert start_under(MS_PROJECT) == at("2026-01-04 08:00")
    assert start_under(attrs.evolve(MS_PROJECT, milestones_leave_start=True)) == at("2026-01-05 08:00")


# --- progress


def test_what_precedes_a_begun_task_must_end_when_that_goes_on_however_much_float_it_has():
    tasks = (
        Task("a", "1d", progress=begun("2026-01-05 08:00", percent_complete=50)),
        Task("b", "2d", after=["a"], progress=begun("2026-01-06 08:00", percent_complete=25)),
        Task("long", "10d"),
    )
    result = scheduled(*tasks)
    assert late(result, "b") == (at("2026-01-06 08:00"), at("2026-01-16 17:00"))
    assert late(result, "a") == (at("2026-01-05 08:00"), at("2026-01-06 12:00"))
    literature = scheduled(*tasks, policy=attrs.evolve(MS_PROJECT, started_holds="remaining"))
    assert late(literature, "a") == (at("2026-01-05 08:00"), at("2026-01-15 12:00"))


def test_a_begun_task_that_is_late_already_is_shown_to_end_when_it_does_and_its_float_says_how_late_it_is():
    row = scheduled(
        Task("a", "5d", deadline="2026-01-07 17:00", progress=begun("2026-01-05 08:00", percent_complete=20))
    )["a"]
    assert (row.late_finish, str(row.total_float)) == (at("2026-01-09 17:00"), "-2d")


def test_a_resume_date_that_is_rounded_to_the_minute_is_when_the_work_done_so_far_ended():
    progress = begun("2026-01-05 08:00", remaining="960.1m", resume="2026-01-08 08:00")
    assert scheduled(Task("a", "5d", progress=progress))["a"].finish == at("2026-01-09 17:00")


def test_a_begun_task_with_no_work_left_ends_late_at_the_end_of_a_shift():
    result = scheduled(
        Task("a", "1d", progress=begun("2026-01-05 08:00", remaining="0d")),
        Task("b", "1d", after=["a"], progress=begun("2026-01-07 08:00", percent_complete=0)),
    )
    assert result["a"].late_finish == at("2026-01-06 17:00")


# --- summaries


def test_a_tasks_free_float_ends_at_its_own_links_not_at_those_of_its_summary():
    tasks = [Task("s"), Task("a", "2d", parent="s"), Task("b", "1d", after=["s"]), Task("long", "5d")]
    result = scheduled(*tasks)
    assert [str(result[task].free_float) for task in ("a", "s")] == ["2d", "0d"]
    literature = scheduled(*tasks, policy=attrs.evolve(MS_PROJECT, free_float_by="logic"))
    assert str(literature["a"].free_float) == "0d"


def test_a_begun_summary_has_the_float_of_its_finish():
    result = scheduled(
        Task("s"),
        Task("a", "1d", parent="s", progress=begun("2026-01-05 08:00", percent_complete=50)),
        Task("b", "2d", parent="s", after=["a"]),
        Task("long", "5d"),
    )
    assert str(result["s"].total_float) == "2d"


def test_a_link_to_a_summary_holds_what_precedes_it_to_the_start_of_a_begun_task_in_it():
    result = scheduled(
        Task("a", "1d"),
        Task("s", after=["a"]),
        Task("b", "2d", parent="s", progress=begun("2026-01-07 08:00", percent_complete=50)),
        Task("c", "1d", parent="s"),
        Task("long", "10d"),
    )
    assert result["a"].late_finish == at("2026-01-06 17:00")


def test_a_link_to_a_summary_that_is_complete_holds_nothing():
    done = Progress(actual_start="2026-01-06 08:00", actual_finish="2026-01-06 17:00")
    result = scheduled(
        Task("a", "1d"), Task("s", after=["a"]), Task("b", "1d", parent="s", progress=done), Task("long", "10d")
    )
    assert result["a"].late_finish == at("2026-01-16 17:00")


# --- manual tasks and summaries


def test_a_manual_summary_hands_no_link_on_to_its_tasks():
    result = scheduled(
        Task("a", "5d"), by_hand("s", "2026-01-06 08:00", "2026-01-09 17:00", after=["a"]), Task("b", "1d", parent="s")
    )
    assert result["b"].start == at("2026-01-06 08:00")


def test_what_waits_for_a_manual_summary_waits_for_its_own_finish():
    result = scheduled(by_hand("s", MONDAY, "2026-01-09"), Task("a", "1d", parent="s"), Task("b", "1d", after=["s"]))
    assert result["b"].start == at("2026-01-12 08:00")


def test_the_project_ends_with_a_manual_summary_that_ends_last():
    result = scheduled(by_hand("s", MONDAY, "2026-01-16"), Task("a", "1d", parent="s"), Task("b", "1d"))
    assert late(result, "b") == (at("2026-01-16 08:00"), at("2026-01-16 17:00"))


def test_a_manual_summary_at_the_top_ends_the_tasks_in_it_that_nothing_waits_for():
    nested = [by_hand("in", MONDAY, "2026-01-07", parent="s"), Task("b", "1d", parent="in")]
    result = scheduled(by_hand("s", MONDAY, "2026-01-08"), Task("a", "1d", parent="s"), *nested, Task("long", "10d"))
    assert result["a"].late_finish == at("2026-01-08 17:00")
    assert result["b"].late_finish == at("2026-01-16 17:00")


@pytest.mark.parametrize("kind", [ConstraintType.SNET, ConstraintType.FNET, ConstraintType.SNLT, ConstraintType.FNLT])
def test_a_date_of_its_own_frees_a_task_from_the_manual_summary_above_it(kind):
    own = Constraint(kind, "2026-01-16 17:00" if kind.name.endswith("LT") else "2026-01-06")
    result = scheduled(
        by_hand("s", MONDAY, "2026-01-08"),
        Task("a", "1d", parent="s", constraints=[own]),
        Task("b", "1d", parent="s"),
        Task("next", "1d", after=["s"]),
        Task("long", "10d"),
    )
    assert result["a"].late_finish == at("2026-01-16 17:00")
    assert result["b"].late_finish == at("2026-01-15 17:00")


def test_late_dates_of_a_manual_task_are_shown_no_earlier_than_its_own_though_logic_goes_by_what_they_are():
    result = scheduled(
        Task("a", "1d"),
        by_hand("m", "2026-01-07 08:00", "2026-01-07 17:00", after=["a"], duration="1d"),
        Task("b", "1d", after=["m"], deadline="2026-01-07 17:00"),
    )
    assert late(result, "m") == (at("2026-01-07 08:00"), at("2026-01-07 17:00"))
    assert (result["a"].late_finish, str(result["m"].total_float)) == (at("2026-01-05 17:00"), "0d")


def test_the_late_finish_of_a_manual_task_stands_where_what_follows_must_begin():
    result = scheduled(
        by_hand("m", "2026-01-06 08:00", "2026-01-06 17:00", duration="1d"),
        Task("b", "1d", after=["m"]),
        Task("long", "10d"),
    )
    assert late(result, "m") == (at("2026-01-15 08:00"), at("2026-01-16 08:00"))
    assert (str(result["m"].total_float), late(result, "b")[0]) == ("7d", at("2026-01-16 08:00"))


def test_a_summary_counts_the_own_dates_of_a_manual_task_in_it_as_late_ones():
    result = scheduled(
        Task("a", "1d"),
        Task("s", after=["a"]),
        by_hand("m", "2026-01-08 08:00", "2026-01-08 17:00", parent="s"),
        Task("long", "10d"),
    )
    assert result["s"].late_start == at("2026-01-08 08:00")
    assert result["a"].late_finish == at("2026-01-07 17:00")


# --- what makes a task longer


def test_overtime_makes_nothing_longer():
    ann = Assignment(resource="ann", work="16h", overtime="3h")
    details = TaskDetails(effort=EffortType.FIXED_UNITS)
    row = scheduled(Task("a", "13h", assignments=[ann], details=details), resources=[Resource("ann")])["a"]
    assert row.finish == at("2026-01-06 14:00")


def test_work_that_is_spread_unevenly_goes_on_as_long_as_the_task_in_the_resources_calendar():
    nights = Assignment(resource="robot", work="4h", contoured=True)
    details = TaskDetails(effort=EffortType.FIXED_UNITS)
    result = scheduled(
        Task("a", "24h", assignments=[nights], details=details),
        resources=[Resource("robot", calendar="always")],
        calendars={"always": WorkCalendar.continuous()},
    )
    assert (result["a"].finish - result["a"].start).total_seconds() == 24 * 3600


def test_a_split_task_moves_as_a_whole_with_its_pauses():
    parts = [(at("2026-01-05 08:00"), at("2026-01-05 17:00")), (at("2026-01-08 08:00"), at("2026-01-08 17:00"))]
    result = scheduled(Task("before", "1d"), Task("a", "2d", after=["before"], details=TaskDetails(splits=parts)))
    assert (result["a"].start, result["a"].finish) == (at("2026-01-06 08:00"), at("2026-01-09 17:00"))


# --- levelling, finish


def test_a_levelling_delay_lies_between_a_task_and_what_precedes_it_both_ways():
    put_off = TaskDetails(levelling_delay="2ed")
    result = scheduled(Task("a", "1d"), Task("b", "1d", after=["a"], details=put_off), Task("c", "1d", after=["b"]))
    assert result["b"].start == at("2026-01-08 08:00")
    assert late(result, "a") == (at("2026-01-05 08:00"), at("2026-01-05 17:00"))
    assert [str(result["a"].total_float), str(result["a"].free_float)] == ["0d", "0d"]


@pytest.mark.parametrize(
    ("constraint", "start"), [(None, "2026-01-15 08:00"), (ConstraintType.ASAP, "2026-01-14 08:00")]
)
def test_a_plan_scheduled_from_its_finish_goes_late_but_for_tasks_to_go_as_soon_as_possible(constraint, start):
    kept = [Constraint(constraint)] if constraint else []
    tasks = [Task("a", "1d", constraints=kept), Task("b", "1d", after=["a"]), Task("long", "3d")]
    result = scheduled(*tasks, schedule_from="finish", finish="2026-01-16 17:00")
    assert (result["a"].start, result["a"].early_start) == (at(start), at("2026-01-14 08:00"))
    assert result["b"].finish == at("2026-01-16 17:00")


FROM_FINISH: dict[str, Any] = {"schedule_from": "finish", "finish": "2026-01-16 17:00"}


def test_from_the_finish_a_manual_tasks_own_dates_are_its_late_ones_and_logic_makes_the_early_ones():
    result = scheduled(
        Task("a", "1d"),
        by_hand("m", "2026-01-15 08:00", "2026-01-15 17:00", duration="1d", after=["a"]),
        Task("b", "1d", after=["m"]),
        Task("long", "5d"),
        **FROM_FINISH,
    )
    assert (result["m"].start, late(result, "m")) == (
        at("2026-01-15 08:00"),
        (at("2026-01-15 08:00"), at("2026-01-15 17:00")),
    )
    assert late(result, "a")[1] == at("2026-01-14 17:00")
    assert result["m"].early_start == at("2026-01-12 17:00")
    assert (result["b"].early_start, str(result["m"].total_float)) == (at("2026-01-14 08:00"), "2d")


def test_from_the_finish_early_dates_of_a_manual_task_are_shown_no_later_than_its_own():
    result = scheduled(
        Task("a", "3d", constraints=[Constraint(ConstraintType.ASAP)]),
        by_hand("m", "2026-01-14 08:00", "2026-01-14 17:00", duration="1d", after=["a"]),
        Task("long", "5d"),
        **FROM_FINISH,
    )
    assert (result["m"].early_start, result["m"].early_finish) == (at("2026-01-13 17:00"), at("2026-01-14 17:00"))


def test_from_the_finish_a_manual_summary_spans_early_what_its_manual_tasks_say_and_its_others_could():
    result = scheduled(
        by_hand("s", "2026-01-13 08:00", "2026-01-16 17:00"),
        by_hand("m", "2026-01-14 08:00", "2026-01-14 17:00", duration="1d", parent="s"),
        Task("a", "1d", parent="s"),
        Task("long", "5d"),
        **FROM_FINISH,
    )
    row = result["s"]
    assert (row.early_start, row.early_finish) == (at("2026-01-13 08:00"), at("2026-01-14 17:00"))
    assert late(result, "s") == (row.start, row.finish) == (at("2026-01-13 08:00"), at("2026-01-16 17:00"))

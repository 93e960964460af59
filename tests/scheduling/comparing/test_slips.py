from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import FaultsError
from itpm.model import (
    Assignment,
    Constraint,
    EffortType,
    Plan,
    Progress,
    Resource,
    SchedulingPolicy,
    Task,
    TaskDetails,
    TaskKind,
    WorkCalendar,
)
from itpm.model.moments import to_seconds
from itpm.model.windows import Window
from itpm.scheduling import schedule
from itpm.scheduling.comparing import ChangeKind, slip
from itpm.scheduling.comparing.stages import stages
from itpm.scheduling.living import Actual, reschedule_remaining, update

from tests.strategies import policies, valid_plans, wide_plans

K = ChangeKind


def half_of(name: str) -> Assignment:
    return Assignment(resource=name, work="40h")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def plan_of(*tasks: Task, **fields) -> Plan:
    return Plan("crm", start="2026-01-05", tasks=tasks, **fields)


def shares(found, task: str = "") -> dict[ChangeKind, str]:
    """What moved the finish, as text."""
    line = next(line for line in found.lines if line.task == task)
    return {part.kind: str(part.slip) for part in line.parts if part.slip.amount}


BEFORE = plan_of(
    Task("design", "5d"),
    Task("build", "10d", after=["design"]),
    Task("train", "2d", after=["design"]),
    Task("golive", "0d", after=["build", "train"]),
)


def test_each_kind_of_change_gets_what_its_step_moved() -> None:
    held = Constraint("SNET", "2026-02-10 17:00")
    after = plan_of(
        Task("design", "5d", progress=Progress(actual_start="2026-01-06 08:00", actual_finish="2026-01-12 17:00")),
        Task("build", "12d", after=["design"]),
        Task("train", "2d", after=["build"]),
        Task("pilot", "3d", after=["train"]),
        Task("golive", "0d", after=["build", "train", "pilot"], constraints=[held]),
        calendar=WorkCalendar.standard().with_holidays(["2026-01-19"]),
        data_date="2026-01-12",
    )
    found = slip(BEFORE, after, of="build")
    assert [(part.kind, str(part.slip), f"{part.finish:%d %b}") for part in found.project.parts] == [
        (K.PROGRESS, "1d", "26 Jan"),
        (K.DURATION, "2d", "28 Jan"),
        (K.SCOPE_REMOVED, "0d", "28 Jan"),
        (K.LOGIC, "2d", "30 Jan"),
        (K.SCOPE_ADDED, "3d", "04 Feb"),
        (K.CALENDAR, "1d", "05 Feb"),
        (K.CONSTRAINT, "3d", "10 Feb"),
        (K.POLICY, "0d", "10 Feb"),
    ]
    assert (found.project.before, found.project.after) == (at("2026-01-23 17:00"), at("2026-02-10 17:00"))
    assert (str(found.project.slip), str(found.project.elapsed), found.together) == ("12d", "18ed", ())
    assert shares(found, "build") == {K.PROGRESS: "1d", K.DURATION: "2d", K.CALENDAR: "1d"}
    assert [str(change) for change in found.changes] == [
        "data date none -> 2026-01-12",
        "the plan's calendar",
        "design: not begun -> finished 2026-01-12 17:00",
        "build: duration 10d -> 12d",
        "pilot: added",
        "golive: constraint none -> SNET 2026-02-10 17:00",
        "train: now waits for build",
        "train: no longer waits for design",
    ]


def test_the_slip_shows_itself_in_order_and_in_words() -> None:
    after = BEFORE.with_tasks([Task("build", "12d", after=["design"]), Task("pilot", "1d", after=["build"])])
    found = slip(BEFORE, after, of=["golive"])
    assert found.summary == (
        "the project finishes 3d later: Fri 2026-01-23 17:00 -> Wed 2026-01-28 17:00 (+2d duration, +1d scope added)"
    )
    assert str(found.explain()).splitlines()[1:] == [
        "  duration: +2d",
        "    build: duration 10d -> 12d",
        "  scope added: +1d",
        "    pilot: added",
    ]
    assert found.records()[1] == {
        "kind": "duration",
        "project_slip_minutes": 960.0,
        "golive_slip_minutes": 960.0,
        "finish": at("2026-01-27 17:00"),
        "changes": "build: duration 10d -> 12d",
    }
    assert [row[:3] for row in found.table().rows][-1] == ("together", "+3d", "+2d")
    assert slip(BEFORE, BEFORE).summary == "the project still finishes Fri 2026-01-23 17:00"
    assert pickle.loads(pickle.dumps(found)) == found


def test_work_that_was_not_begun_in_time_is_progress() -> None:
    after = reschedule_remaining(update(BEFORE, [], "2026-01-07"))
    found = slip(BEFORE, after)
    assert shares(found) == {K.PROGRESS: "3d"}
    assert "design: not begun by 2026-01-07" in map(str, found.of(K.PROGRESS))
    later = reschedule_remaining(update(after, [Actual("design", start="2026-01-08", remaining="4d")], "2026-01-13"))
    assert shares(slip(after, later)) == {K.PROGRESS: "3d"}


def test_removed_scope_is_taken_out_before_links_change() -> None:
    before = plan_of(Task("a", "1d"), Task("x", "2d", after=["a"]), Task("b", "1d", after=["x"]))
    after = plan_of(Task("a", "1d", after=["b"]), Task("b", "1d"))
    assert shares(slip(before, after)) == {K.SCOPE_REMOVED: "-3d", K.LOGIC: "1d"}


def test_a_task_that_becomes_a_summary_is_scope() -> None:
    before = plan_of(Task("build", "5d"), Task("test", "1d", after=["build"]))
    after = plan_of(
        Task("build"),
        Task("code", "4d", parent="build"),
        Task("review", "3d", parent="build", after=["code"]),
        Task("test", "1d", after=["build"]),
    )
    found = slip(before, after, of="build")
    assert shares(found) == {K.SCOPE_REMOVED: "-5d", K.SCOPE_ADDED: "7d"}
    assert shares(found, "build") == {K.SCOPE_ADDED: "2d"}
    assert [str(change) for change in found.of(K.SCOPE_ADDED)] == [
        "build: now a summary",
        "code: added",
        "review: added",
    ]


def test_switching_a_task_off_is_scope_and_by_hand_is_a_constraint() -> None:
    off = BEFORE.with_tasks([Task("build", "10d", after=["design"], details=TaskDetails(active=False))])
    assert [str(change) for change in slip(BEFORE, off).of(K.SCOPE_ADDED)] == ["build: made inactive"]
    assert sum(part.slip.amount for part in slip(BEFORE, off).project.parts) == -8 * 8 * 3600
    manual = TaskDetails(manual_start="2026-01-26 08:00", manual_finish="2026-02-06 17:00")
    by_hand = BEFORE.with_tasks([Task("build", "10d", after=["design"], kind=TaskKind.MANUAL, details=manual)])
    assert shares(slip(BEFORE, by_hand)) == {K.CONSTRAINT: "10d"}


def test_people_who_come_count_as_duration_and_their_calendars_as_calendar() -> None:
    def staffed(*names: str, away: Sequence[str] = ()) -> Plan:
        shares = [Assignment(resource=name, work="80h") if len(names) == 1 else half_of(name) for name in names]
        details = TaskDetails(effort=EffortType.FIXED_WORK)
        return plan_of(
            Task("build", "10d", assignments=shares, details=details),
            resources=[Resource(name, calendar="own") for name in names],
            calendars={"own": WorkCalendar.standard().with_holidays(away)},
        )

    found = slip(staffed("ann"), staffed("ann", "bob", away=["2026-01-07"]))
    assert shares(found) == {K.DURATION: "-5d", K.CALENDAR: "1d"}
    assert [str(change) for change in found.changes] == ["calendar own", "build: assignments"]


def test_a_step_that_cannot_be_scheduled_alone_counts_with_the_next() -> None:
    days, nights = {"own": WorkCalendar.standard()}, {"own": WorkCalendar.continuous()}
    before = plan_of(Task("a", "1d"), calendars=days)
    after = plan_of(Task("a", "1d"), Task("b", "17000000h", after=["a"], calendar="own"), calendars=nights)
    found = slip(before, after)
    assert found.together == (K.SCOPE_ADDED,)
    assert found.project.part(K.SCOPE_ADDED).slip.amount == 0
    assert found.project.part(K.CALENDAR).elapsed.amount == found.project.elapsed.amount > 0
    assert found.table().note == "scope added could not be scheduled alone and counts with the next."


def test_the_calendar_that_slips_are_counted_in_can_be_chosen() -> None:
    after = attrs.evolve(BEFORE, calendar=WorkCalendar.standard().with_holidays(["2026-01-12"]))
    assert shares(slip(BEFORE, after)) == {K.CALENDAR: "1d"}
    assert str(slip(BEFORE, after, calendar=WorkCalendar.continuous()).project.slip) == "3d"


def test_a_new_freeze_is_a_constraint_and_goes_with_the_tasks_it_names() -> None:
    freeze = Window("year end", "2026-01-23", "2026-01-27", tasks=["golive"])
    frozen_plan = attrs.evolve(BEFORE, windows=[freeze])
    found = slip(BEFORE, frozen_plan)
    assert [part.kind for part in found.project.parts if part.elapsed.amount] == [K.CONSTRAINT]
    assert [str(change) for change in found.changes] == [f"new {freeze}"]
    without = attrs.evolve(BEFORE, tasks=BEFORE.tasks[:-1], windows=[])
    assert slip(frozen_plan, without).together == ()
    assert [change.kind for change in slip(frozen_plan, without).changes] == [K.CONSTRAINT, K.SCOPE_REMOVED]


def test_the_policy_counts_last() -> None:
    lagging = plan_of(
        Task("a", "1d", calendar="nights"), Task("b", "1d", after=["a FS+1d"]), calendars={"nights": NIGHTS}
    )
    found = slip(schedule(lagging), schedule(lagging, policy=SchedulingPolicy.primavera()))
    assert [part.kind for part in found.project.parts if part.elapsed.amount] in ([], [K.POLICY])
    assert "lag calendar successor -> predecessor" in map(str, found.of(K.POLICY))


NIGHTS = WorkCalendar.weekly({day: [("22:00", "06:00")] for day in range(5)})


def test_a_task_that_is_not_in_both_plans_is_refused() -> None:
    after = BEFORE.with_tasks([Task("pilot", "1d")])
    with pytest.raises(FaultsError) as caught:
        slip(BEFORE, after, of=["pilto", "pilot"])
    assert str(caught.value).splitlines() == [
        "2 faults",
        "  of: there is no task 'pilto'; did you mean 'pilot'?",
        "  of: task 'pilot' is not in the plan before: it was added, so it has not slipped",
    ]


@given(wide_plans(), wide_plans(), policies(), policies())
def test_every_plan_on_the_way_can_be_scheduled_and_the_shares_add_up(
    before: Plan, after: Plan, one: SchedulingPolicy, other: SchedulingPolicy
) -> None:
    old, new = schedule(before, policy=one), schedule(after, policy=other)
    common = [task.id for task in after.tasks if task.id in before]
    found = slip(old, new, of=common)
    assert found.together == ()
    calendar = before.calendar.compiled
    for line in found.lines:
        assert sum(part.slip.amount for part in line.parts) == line.slip.amount
        assert sum(part.elapsed.amount for part in line.parts) == line.elapsed.amount
        assert line.slip.amount == calendar.between(to_seconds(line.before), to_seconds(line.after))
        assert line.parts[-1].finish == line.after
    assert (found.project.before, found.project.after) == (old.finish, new.finish)
    on_the_way = list(stages(before, after))
    assert [stage.kind for stage in on_the_way] == list(ChangeKind)[:-1]
    assert on_the_way[-1].made() == after


@given(valid_plans(summaries=True), st.integers(1, 200))
def test_what_only_time_did_is_all_progress(plan: Plan, hours: int) -> None:
    after = reschedule_remaining(update(plan, [], plan.start + timedelta(hours=hours)))
    found = slip(plan, after)
    assert {part.kind for part in found.project.parts if part.elapsed.amount} <= {K.PROGRESS}
    assert {change.kind for change in found.changes} <= {K.PROGRESS}


@given(wide_plans(), st.sampled_from(("1d", "7h", "20m")))
def test_what_only_durations_did_is_all_duration_and_what_nothing_did_is_nothing(plan: Plan, duration: str) -> None:
    first = next((task for place, task in enumerate(plan.tasks) if not plan.structure.is_summary(place)), None)
    if first is None:
        return
    same = slip(plan, plan)
    assert same.changes == ()
    assert {part.elapsed.amount for part in same.project.parts} == {0}
    found = slip(plan, plan.with_tasks([attrs.evolve(first, duration=duration)]))
    assert {part.kind for part in found.project.parts if part.elapsed.amount} <= {K.DURATION}

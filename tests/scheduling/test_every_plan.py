"""Every plan that validates is scheduled, by every policy; what no date can keep is said beside the dates."""

from __future__ import annotations

import pickle

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itpm.errors import PlanError
from itpm.model import Assignment, Plan, Progress, Resource, SchedulingPolicy, Task, TaskDetails, TaskKind, WorkCalendar
from itpm.model.tasks import EffortType
from itpm.model.windows import Window
from itpm.scheduling import Schedule, schedule

from tests.scheduling.furnished_plans import NEVER, WEEKENDS, any_plans
from tests.strategies import policies

NAMED = [SchedulingPolicy.textbook(), SchedulingPolicy.ms_project(), SchedulingPolicy.primavera()]
FAR = ("0001-01-01", "0001-01-20", "0001-03-01", "1500-01-01", "5000-06-01", "9999-06-01", "9999-12-10", "9999-12-30")


def everything(result: Schedule) -> None:
    """Ask a schedule for all that it knows."""
    assert len(list(result)) == len(result.records()) == len(result.table().rows) == len(result.graph)
    assert result.start <= result.finish
    assert len(result.near_critical_paths()) >= 0
    assert set(result.critical_path) <= {task.id for task in result.plan.tasks}
    for task in result.plan.tasks:
        assert result.explain(task.id).statement
        assert result.why_critical(task.id).statement
    for conflict in result.conflicts:
        assert conflict.message
        assert conflict.remedy
    assert pickle.loads(pickle.dumps(result)) == result


@given(any_plans(), policies())
def test_every_plan_that_validates_is_scheduled_by_each_policy(plan, policy):
    everything(schedule(plan, policy=policy))


@given(any_plans(max_tasks=4), policies(), st.sampled_from(FAR))
def test_at_the_ends_of_the_calendar_the_years_are_the_only_reason_not_to(plan, policy, start):
    try:
        result = schedule(attrs.evolve(plan, start=start), policy=policy)
    except PlanError as error:
        said = {fault.message for fault in error.faults}
    else:
        everything(result)
        said = set()
    assert said <= {"its dates lie beyond the years 1 to 9999"}


@given(any_plans(), policies())
def test_a_task_occurs_in_its_windows_or_a_conflict_says_that_it_does_not(plan, policy):
    result = schedule(plan, policy=policy)
    assume(plan.windows)
    network, solution = result.network, result.solution
    said = {conflict.subject for conflict in result.conflicts if conflict.code == "CNF001"}
    assert said == {f"task:{plan.tasks[place].id}" for place in network.unfit}
    for place, window in network.windows.items():
        assert place not in network.unfit
        if not network.rules_of(place).has_own_dates:
            dates = solution.start[place], solution.finish[place]
            assert window.holds(network.calendars, solution.stretched.get(place) or network.tracks[place], *dates)


# --- windows


def released(*tasks: Task, **fields: object) -> Plan:
    """A plan with a release window from Wednesday 7 to Thursday 8 January for the task "go"."""
    window = Window("release", "2026-01-07", "2026-01-08", kind="release", tasks=["go"])
    return Plan("p", start="2026-01-05", tasks=tasks, **{"windows": [window], **fields})  # type: ignore[arg-type]  # fields by name


def stands(plan: Plan, name: str = "go", policy: SchedulingPolicy | None = None) -> tuple[str, str, list[str]]:
    """When a task stands, and which tasks and calendars have conflicts."""
    result = schedule(plan, policy=policy)
    row = result[name]
    return f"{row.start:%d %H:%M}", f"{row.finish:%d %H:%M}", [conflict.subject for conflict in result.conflicts]


@pytest.mark.parametrize("policy", NAMED, ids=["textbook", "msp", "p6"])
@pytest.mark.parametrize(
    ("tasks", "dates"),
    [
        ([Task("go", "2d")], ("07 08:00", "08 17:00", [])),
        ([Task("go", "3d")], ("05 08:00", "07 17:00", ["task:go"])),
        ([Task("build", "4d"), Task("go", "1d", after=["build"])], ("09 08:00", "09 17:00", ["task:go"])),
        (
            [Task("build", "4d"), Task("go", after=["build FS+1d"], details=TaskDetails(milestone=True))],
            ("09 17:00", "09 17:00", ["task:go"]),
        ),
    ],
    ids=["it fits", "too long", "too late", "a milestone too late"],
)
def test_a_task_that_fits_into_none_of_its_windows_is_placed_by_logic_alone(tasks, dates, policy):
    assert stands(released(*tasks), policy=policy) == dates


def test_the_conflict_and_the_explanation_name_the_window_and_the_remedy():
    result = schedule(released(Task("go", "3d")))
    said = "fits into no time that release window release (2026-01-07 00:00 to 2026-01-09 00:00) leaves, and is placed without it"
    conflict = result.conflicts[0]
    assert (conflict.code, conflict.message) == ("CNF001", f"go {said}")
    assert conflict.remedy == "open a longer or later window, let the task pause, or take it out of the window"
    assert f"it {said}" in str(result.explain("go"))
    assert schedule(released(Task("go", "2d"))).conflicts == ()


def test_what_waits_for_a_task_without_a_window_is_placed_after_it_and_may_miss_its_own():
    plan = released(
        Task("build", "3d"),
        Task("go", "2d", after=["build"]),
        Task("watch", "1d", after=["go"]),
        windows=[
            Window("release", "2026-01-07", "2026-01-08", kind="release", tasks=["go"]),
            Window("staffed", "2026-01-05", "2026-01-09", kind="release", tasks=["watch"]),
        ],
    )
    assert stands(plan, "watch") == ("12 08:00", "12 17:00", ["task:go", "task:watch"])


def test_a_freeze_that_holds_on_for_ever_and_one_without_a_gap_long_enough_are_named():
    daily = Window(
        "mornings",
        "2026-01-05 08:00",
        "2026-01-05 12:00",
        tasks=["go"],
        recurrence="DTSTART:20260105\nRRULE:FREQ=DAILY;COUNT=9000",
    )
    never = Window("closed", "1990-01-01", "1990-01-02", kind="release", tasks=["go"])
    assert stands(released(Task("go", "3h"), windows=[daily])) == ("05 13:00", "05 16:00", [])
    assert stands(released(Task("go", "5h"), windows=[daily])) == ("05 08:00", "05 14:00", ["task:go"])
    assert stands(released(Task("go", "1h"), windows=[never])) == ("05 08:00", "05 09:00", ["task:go"])


def test_a_date_not_to_finish_before_that_no_window_reaches_is_kept_in_the_next_or_without():
    not_before = Task("go", "1h", constraints=["FNET 2026-01-09 15:00"])
    assert stands(released(not_before)) == ("09 14:00", "09 15:00", ["task:go"])
    later = Window("later", "2026-01-13", "2026-01-13", kind="release", tasks=["go"])
    plan = released(not_before)
    assert stands(attrs.evolve(plan, windows=[*plan.windows, later])) == ("13 08:00", "13 09:00", [])


def test_a_manual_task_with_a_start_after_its_last_window_keeps_that_start():
    by_hand = TaskDetails(manual_start="2026-01-13 08:00")
    plan = released(Task("go", "1d", kind=TaskKind.MANUAL, details=by_hand))
    assert stands(plan) == ("13 08:00", "13 17:00", ["task:go"])


def test_what_is_left_of_a_begun_task_goes_on_without_a_window_that_is_over():
    begun = Progress(actual_start="2026-01-07 08:00", percent_complete=25)
    assert stands(released(Task("go", "4d", progress=begun))) == ("07 08:00", "12 17:00", ["task:go"])


def test_what_is_complete_has_no_conflict():
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-05 17:00")
    for policy in NAMED:
        assert stands(released(Task("go", "1d", progress=done)), policy=policy) == ("05 08:00", "05 17:00", [])


def test_a_plan_from_its_finish_keeps_to_windows_or_says_so():
    late = {"schedule_from": "finish", "finish": "2026-01-16 17:00"}
    assert stands(released(Task("go", "2d"), **late)) == ("07 08:00", "08 17:00", [])
    assert stands(released(Task("go", "3d"), **late)) == ("14 08:00", "16 17:00", ["task:go"])


def test_before_the_first_window_a_link_to_the_finish_holds_nothing():
    plan = released(Task("build", "1d"), Task("go", "1d", after=["build FF"]))
    assert stands(plan) == ("07 08:00", "07 17:00", [])


def test_after_the_last_window_a_predecessor_may_end_when_it_likes():
    plan = released(Task("build", "1d"), Task("go", "1d", after=["build FF"]), Task("long", "20d"))
    row = schedule(plan, policy=SchedulingPolicy.textbook())["build"]
    assert f"{row.late_finish:%b %d %H:%M}" == "Jan 30 17:00"


# --- calendars


def test_what_goes_by_a_calendar_that_never_works_goes_by_the_plans():
    plan = Plan(
        "p",
        start="2026-01-05",
        calendars={"never": NEVER, "unused": NEVER},
        tasks=[Task("a", "1d", calendar="never"), Task("b", "1d", after=["a"], calendar="never")],
    )
    result = schedule(plan)
    assert [f"{row.start:%d %H:%M}" for row in result] == ["05 08:00", "06 08:00"]
    said = "calendar 'never' has no regular working time; what goes by it goes by the plan's instead"
    assert [str(conflict) for conflict in result.conflicts] == [f"CNF002: {said}. Lift it: give it working hours"]


def test_a_plan_whose_own_calendar_never_works_goes_by_the_clock():
    plan = Plan("p", start="2026-01-05", calendar=NEVER, tasks=[Task("a", "30h")])
    result = schedule(plan)
    assert f"{result.finish:%d %H:%M}" == "06 06:00"
    assert result.conflicts[0].message == (
        "the plan's calendar has no regular working time; what goes by it goes by the clock instead"
    )


def test_people_who_never_work_when_their_task_does_leave_it_to_its_own_calendar():
    office = WorkCalendar.standard()
    task = Task(
        "a",
        "2d",
        calendar="office",
        assignments=[Assignment(resource="ann", work="16h")],
        details=TaskDetails(effort=EffortType.FIXED_UNITS),
    )
    plan = Plan(
        "p",
        start="2026-01-05",
        tasks=[task],
        calendars={"office": office, "weekends": WEEKENDS},
        resources=[Resource("ann", calendar="weekends")],
    )
    result = schedule(plan)
    assert f"{result.finish:%d %H:%M}" == "06 17:00"
    assert result.conflicts[0].message == (
        "calendars 'office' and 'weekends' share no regular working time; a task that needs both goes by 'office'"
    )


def test_a_lead_to_before_the_year_1_is_told_as_such():
    plan = Plan("p", start="0001-01-01", tasks=[Task("a", "1d"), Task("b", "1d", after=["a SS-4d"])])
    policy = attrs.evolve(SchedulingPolicy.textbook(), lag_calendar="continuous")
    assert "before the year 1" in str(schedule(plan, policy=policy).explain("b"))

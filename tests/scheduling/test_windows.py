"""Change freezes and release windows: which tasks may occur when."""

from __future__ import annotations

from datetime import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError, PlanError
from itpm.model import Plan, SchedulingPolicy, Task, TaskDetails, TaskKind, WorkCalendar
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.windows import Window, open_time, united
from itpm.scheduling import schedule
from itpm.scheduling.bounds import early_bounds, held_by
from itpm.scheduling.solutions import BoundKind

from tests.strategies import policies, valid_plans

YEAR_END = Window("year end", "2026-12-18", "2027-01-06", tasks=["deploy"])
SATURDAY = Window("January release", "2027-01-16 22:00", "2027-01-17 04:00", kind="release", tasks=["live"])


def release(*windows: Window) -> Plan:
    tasks = [
        Task("build", "3d"),
        Task("deploy", "2d", after=["build"]),
        Task("live", after=["deploy"]),
        Task("watch", "1d", after=["live"]),
    ]
    return Plan("release", start="2026-12-14", tasks=tasks, windows=windows)


def dates(plan: Plan) -> dict[str, tuple[str, str]]:
    return {row.id: (f"{row.start:%m-%d %H:%M}", f"{row.finish:%m-%d %H:%M}") for row in schedule(plan)}


def test_a_task_waits_for_the_end_of_a_freeze_into_which_it_would_run_and_a_milestone_for_its_release_window():
    assert dates(release(YEAR_END, SATURDAY)) == {
        "build": ("12-14 08:00", "12-16 17:00"),
        "deploy": ("01-07 08:00", "01-08 17:00"),
        "live": ("01-16 22:00", "01-16 22:00"),
        "watch": ("01-18 08:00", "01-18 17:00"),
    }


def test_late_dates_and_floats_keep_out_of_closed_time():
    result = schedule(release(YEAR_END, SATURDAY))
    assert [(row.late_finish, str(row.total_float)) for row in result] == [
        (datetime(2027, 1, 13, 17), "20d"),
        (datetime(2027, 1, 15, 17), "5d"),
        (datetime(2027, 1, 17, 4), "0d"),
        (datetime(2027, 1, 18, 17), "0d"),
    ]


def test_a_late_finish_falls_back_before_a_freeze_that_it_would_run_into():
    plan = release(attrs.evolve(YEAR_END, start="2026-12-21", finish="2026-12-30"))
    late = attrs.evolve(plan, deadline="2026-12-28")
    assert schedule(late)["deploy"].late_finish == datetime(2026, 12, 18, 17)


def test_the_explanation_names_the_freeze_and_what_would_have_held_the_task_without_it():
    text = str(schedule(release(YEAR_END)).explain("deploy"))
    assert "has to wait until Thu 07 Jan 2027 08:00: freeze year end (2026-12-18 00:00 to 2027-01-07 00:00)" in text
    assert "build would hold it" in text
    assert "freeze" not in str(schedule(release()).explain("deploy"))


def test_the_explanation_names_the_release_window():
    assert "release window January release" in str(schedule(release(SATURDAY)).explain("live"))


def test_work_may_pause_over_a_freeze_that_allows_it():
    assert dates(release(attrs.evolve(YEAR_END, pauses=True)))["deploy"] == ("12-17 08:00", "01-07 17:00")


def test_a_window_that_names_a_summary_holds_for_the_tasks_below_it_and_one_that_names_nothing_for_all():
    tasks = [Task("roll out"), Task("a", "1d", parent="roll out"), Task("b", parent="roll out"), Task("c", "1d")]
    week = Window("freeze", "2026-01-05", "2026-01-09")
    some = Plan("p", start="2026-01-05", tasks=tasks, windows=[attrs.evolve(week, tasks=["roll out"])])
    starts = {name: start for name, (start, _) in dates(some).items()}
    assert starts == {"roll out": "01-12 08:00", "a": "01-12 08:00", "b": "01-12 08:00", "c": "01-05 08:00"}
    assert dates(attrs.evolve(some, windows=[week]))["c"] == ("01-12 08:00", "01-12 17:00")


def test_of_several_release_windows_the_first_that_is_long_enough_is_taken():
    short = Window("short", "2026-01-06 08:00", "2026-01-06 12:00", kind="release", tasks=["deploy"])
    long = Window("long", "2026-01-08", "2026-01-09", kind="release", tasks=["deploy"])
    plan = Plan("p", start="2026-01-05", tasks=[Task("deploy", "6h")], windows=[short, long])
    assert dates(plan)["deploy"] == ("01-08 08:00", "01-08 15:00")


def test_windows_recur():
    nights = Window(
        "Saturday nights",
        "2026-01-10 20:00",
        "2026-01-11 04:00",
        kind="release",
        recurrence="DTSTART:20260110\nRRULE:FREQ=WEEKLY",
        tasks=["live"],
    )
    plan = Plan("p", start="2026-01-05", tasks=[Task("build", "7d"), Task("live", after=["build"])], windows=[nights])
    assert dates(plan)["live"][0] == "01-17 20:00"


def test_a_manual_task_after_its_last_window_keeps_its_dates_and_has_no_independent_float():
    by_hand = TaskDetails(manual_start="2026-01-16 12:00", manual_finish="2026-01-17")
    window = Window("w", "2026-01-13", "2026-01-14", kind="release")
    plan = Plan(
        "p", start="2026-01-05", tasks=[Task("a", "1d", kind=TaskKind.MANUAL, details=by_hand)], windows=[window]
    )
    row = schedule(plan)["a"]
    assert (row.start, str(row.independent_float)) == (datetime(2026, 1, 16, 12), "0d")


def test_every_fault_of_the_windows_is_named():
    with pytest.raises(PlanError) as caught:
        attrs.evolve(release(), windows=[YEAR_END, attrs.evolve(YEAR_END, tasks=["deploi"])])
    assert [fault.place for fault in caught.value.faults] == ["windows[1]", "windows[1].tasks"]
    assert "deploy" in str(caught.value)
    with pytest.raises(NotationError, match="not after it begins"):
        Window("w", "2026-01-06", "2026-01-01")
    with pytest.raises(NotationError, match="recurrence"):
        Window("w", "2026-01-06", "2026-01-07", recurrence="never")


spans = st.lists(
    st.tuples(st.integers(0, 60 * 24), st.integers(1, 24 * 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=4,
)


@given(spans, st.integers(-100, 2000))
def test_open_time_is_what_no_freeze_covers(closed, at):
    start = to_seconds(datetime(2026, 1, 5))
    windows = [
        Window(f"w{number}", to_datetime(start + 3600 * begin), to_datetime(start + 3600 * end))
        for number, (begin, end) in enumerate(closed)
    ]
    instant = start + 3600 * at
    covered = any(begin <= at < end for begin, end in closed)
    assert open_time(windows).is_working(instant) == (not covered)
    assert united(closed) == united(united(closed))


@st.composite
def windowed(draw: st.DrawFn) -> Plan:
    plan = draw(valid_plans(calendars=st.just(WorkCalendar.standard()), elapsed=True))
    names = [task.id for task in plan.tasks]
    windows = []
    for number, (begin, end) in enumerate(draw(spans)):
        start = to_seconds(plan.start)
        windows.append(
            Window(
                f"w{number}",
                to_datetime(start + 3600 * begin),
                to_datetime(start + 3600 * end),
                pauses=draw(st.booleans()),
                tasks=draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)),
            )
        )
    return attrs.evolve(plan, windows=windows)


@given(windowed(), policies())
def test_nothing_occurs_in_a_freeze_and_nothing_is_late_for_it(plan, policy):
    policy = attrs.evolve(policy, floor_at_start=True, date_display="as_computed")
    result = schedule(plan, policy=policy)
    for place, window in result.network.windows.items():
        begin, end = result.solution.early_start[place], result.solution.early_finish[place]
        if window.whole:
            assert window.open.between(begin, end) == end - begin
        elif begin == end:
            assert window.open.between(begin - 1, begin + 1) > 0
        held = held_by(early_bounds(result.network, result.solution, place))
        assert held.kind is not BoundKind.WINDOW or held.date == begin


@given(windowed())
def test_without_deadlines_no_window_makes_a_float_negative(plan):
    result = schedule(plan, policy=attrs.evolve(SchedulingPolicy.textbook(), project_finish_holds="all"))
    assert [row.id for row in result if row.total_float.seconds(plan.day) < 0] == []

"""Every cause that is named holds: without all of them the date moves, without anything else it stays."""

from __future__ import annotations

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from itpm.model import Constraint, Plan, SchedulingPolicy, Task, WorkCalendar
from itpm.model.moments import to_seconds
from itpm.scheduling import BoundKind, Schedule, schedule
from itpm.scheduling.holding import cappers, holders
from itpm.scheduling.why import drag, longest_paths, reverse_critical_tasks

from tests.strategies import FLOORS, valid_plans

HELD = attrs.evolve(SchedulingPolicy.textbook(), project_finish_holds="all")
OFFICE = st.just(WorkCalendar.standard())


def without(plan: Plan, ends: set[tuple[str, str]]) -> Plan:
    tasks = [
        attrs.evolve(task, after=[link for link in task.after if (link.predecessor, task.id) not in ends])
        for task in plan.tasks
    ]
    links = [link for link in plan.dependencies if (link.predecessor, link.successor) not in ends]
    return attrs.evolve(plan, tasks=tasks, dependencies=links)


@given(valid_plans(calendars=OFFICE, constraints=FLOORS, max_tasks=10), st.data())
def test_a_start_moves_without_all_that_hold_it_and_stays_without_anything_else(plan, data):
    result = schedule(plan, policy=HELD)
    place = data.draw(st.integers(0, len(plan.tasks) - 1))
    name, before = plan.tasks[place].id, result.solution.early_start[place]
    holding = holders(result.network, result.solution, place)
    linked = {(bound.link.predecessor, name) for bound in holding if bound.link is not None}
    constrained = any(bound.kind is BoundKind.CONSTRAINT for bound in holding)
    if not any(bound.kind is BoundKind.PROJECT for bound in holding):
        freed = without(plan, linked)
        if constrained:
            freed = freed.with_tasks([attrs.evolve(freed[name], constraints=())])
        after = schedule(freed, policy=HELD)
        calendar = plan.calendar.compiled
        assert calendar.between(after.solution.early_start[place], before) >= 0
        assert after.solution.early_start[place] < before or not plan.tasks[place].duration
    others = {(link.predecessor, link.successor) for link in plan.links if link.successor == name} - linked
    if others:
        assert schedule(without(plan, others), policy=HELD).solution.early_start[place] == before


@given(valid_plans(calendars=OFFICE, deadlines=True, max_tasks=10), st.data())
def test_a_late_finish_moves_without_all_that_cap_it_and_stays_without_anything_else(plan, data):
    result = schedule(plan, policy=HELD)
    place = data.draw(st.integers(0, len(plan.tasks) - 1))
    name, before = plan.tasks[place].id, result.solution.late_finish[place]
    assume(plan.tasks[place].duration)
    capping = cappers(result.network, result.solution, place)
    kinds = {bound.kind for bound in capping}
    linked = {(name, plan.tasks[bound.node].id) for bound in capping if bound.node >= 0}
    if kinds == {BoundKind.LINK}:
        after = schedule(without(plan, linked), policy=HELD)
        assume(after.finish == result.finish)
        assert after.solution.late_finish[place] > before
    others = {(link.predecessor, link.successor) for link in plan.links if link.predecessor == name} - linked
    after = schedule(without(plan, others), policy=HELD)
    if others and after.finish == result.finish:
        assert after.solution.late_finish[place] == before


def rollout(**fields: object) -> Schedule:
    tasks = [
        Task("design", "10d"),
        Task("build", "20d", after=["design"]),
        Task("train", "5d", after=["build SS+10d"]),
        Task("golive", "0d", after=["build", "train FS+1d"]),
    ]
    return schedule(Plan("rollout", start="2026-01-05", tasks=tasks, **fields))  # type: ignore[arg-type]  # by name


def test_why_a_task_is_critical_is_told_step_by_step_on_to_the_finish():
    assert [line.strip() for line in rollout().why_critical("design").lines()] == [
        "design is critical: a delay past Fri 16 Jan 2026 17:00 delays what follows, and the finish",
        "design must finish by Fri 16 Jan 2026 17:00, for build to start by Mon 19 Jan 2026 08:00",
        "build must finish by Fri 13 Feb 2026 17:00, for golive to start by Fri 13 Feb 2026 17:00",
        "golive must finish by Fri 13 Feb 2026 17:00: the project finish",
    ]


def test_why_a_task_is_not_critical_names_what_it_would_meet_and_what_holds_that():
    assert [line.strip() for line in rollout().why_not_critical("train").lines()] == [
        "train could slip 4d, to Thu 12 Feb 2026 17:00",
        "golive waits for it, but is held already",
        "build finishes Fri 13 Feb 2026 17:00 and holds the start of golive",
    ]
    assert rollout().why_not_critical("build") == rollout().why_critical("build")


def test_a_deadline_that_is_missed_makes_critical_by_how_much():
    text = str(rollout(deadline="2026-02-11").why_critical("build"))
    assert text.startswith("build is critical: it is 2d too late already for what must be kept")
    assert "build must finish by Wed 11 Feb 2026 17:00: the plan deadline" in text


def test_what_moves_lists_single_changes_with_what_they_bring():
    found = rollout().what_moves("golive", by="5d")
    assert [(lever.what, str(lever.gain)) for lever in found.levers] == [
        ("design in 5d instead of 10d", "5d"),
        ("build begins 5d before design ends", "5d"),
        ("build in 15d instead of 20d", "4d"),
        ("golive begins 5d before build ends", "4d"),
    ]
    assert "build in 15d instead of 20d" in str(found)


def test_a_lag_is_a_lever_and_the_other_links_of_a_ladder_stay():
    tasks = [Task("a", "4d"), Task("b", "4d", after=["a SS+1d", "a FF+3d"])]
    found = schedule(Plan("ladder", start="2026-01-05", tasks=tasks)).what_moves("b")
    assert [(lever.what, str(lever.gain)) for lever in found.levers] == [
        ("a in 3d instead of 4d", "1d"),
        ("no lag (3d) between a and b", "2d"),
    ][::-1]
    assert [str(link) for link in found.levers[0].changes.links] == ["a SS+1d -> b", "a FF -> b"]


def test_a_constraint_is_a_lever():
    held = rollout().what_if(constraints={"build": [Constraint("SNET", "2026-03-02")]})
    assert held.what_moves("golive").levers[0].what == "build without SNET 2026-03-02 00:00"


@given(valid_plans(calendars=OFFICE, max_tasks=8), st.data())
def test_every_gain_is_what_a_fresh_schedule_says(plan, data):
    result = schedule(plan, policy=HELD)
    name = plan.tasks[data.draw(st.integers(0, len(plan.tasks) - 1))].id
    found = result.what_moves(name)
    gains = []
    for lever in found.levers:
        after = schedule(lever.changes.applied(plan), policy=HELD)
        gain = plan.calendar.compiled.between(to_seconds(after[name].finish), to_seconds(result[name].finish))
        assert int(lever.gain.amount) == gain > 0
        gains.append(gain)
    assert gains == sorted(gains, reverse=True)


@given(valid_plans(calendars=OFFICE, link_types=("FS", "SS", "FF"), max_tasks=10))
def test_drag_is_how_much_earlier_the_plan_would_end_without_the_tasks_time(plan):
    result = schedule(plan, policy=HELD)
    for name, held in drag(result):
        without_it = result.what_if(durations={name: "0h"})
        seconds = plan.calendar.compiled.between(to_seconds(without_it.finish), to_seconds(result.finish))
        assert int(held.amount) == seconds
        assert result[name].is_critical


@given(valid_plans(calendars=OFFICE, max_tasks=12), st.integers(1, 6))
def test_the_longest_paths_begin_with_the_critical_one_and_grow_in_float(plan, count):
    result = schedule(plan, policy=HELD)
    paths = longest_paths(result, count)
    assert paths[0].tasks == result.critical_path
    assert len(paths) <= count
    rooms = [int(path.total_float.amount) for path in paths[1:]]
    assert rooms == sorted(rooms)


def test_a_task_that_works_backwards_is_found():
    tasks = [Task("a", "10d"), Task("b", "2d", after=["a FF"]), Task("c", "10d", after=["b SS"])]
    result = schedule(Plan("reverse", start="2026-01-05", tasks=tasks))
    assert [(name, str(gain)) for name, gain in reverse_critical_tasks(result, by="1d")] == [("b", "1d")]
    assert reverse_critical_tasks(rollout()) == ()


def test_a_link_into_a_summary_is_a_lever():
    tasks = [Task("x", "2d"), Task("phase", after=["x FS+3d"]), Task("a", "1d", parent="phase")]
    found = schedule(Plan("move", start="2026-01-05", tasks=tasks)).what_moves("a")
    assert (found.levers[0].what, str(found.levers[0].gain)) == ("no lag (3d) between x and phase", "3d")


def test_links_of_a_task_that_several_hold_alike_are_no_levers():
    tasks = [*(Task(f"t{number}", "2d") for number in range(3)), Task("end", "1d", after=["t0", "t1", "t2"])]
    found = schedule(Plan("fan", start="2026-01-05", tasks=tasks)).what_moves("end")
    assert [lever.what for lever in found.levers] == ["end in 0d instead of 1d"]


def test_a_summary_moves_with_the_last_of_its_tasks():
    tasks = [Task("phase"), Task("a", "4d", parent="phase"), Task("b", "1d", parent="phase")]
    found = schedule(Plan("move", start="2026-01-05", tasks=tasks)).what_moves("phase")
    assert [(lever.task, str(lever.gain)) for lever in found.levers] == [("a", "1d")]

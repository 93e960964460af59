"""A plan without what holds a date: each cause that an explanation names, taken out of the plan the way people would."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import attrs

from itpm.model import Dependency, Plan, Task, TaskKind
from itpm.model.windows import Window
from itpm.scheduling import Bound, BoundKind, Schedule
from itpm.scheduling.causes import place_of
from itpm.scheduling.holding import closing_late

FAR = timedelta(days=120)
FACTS = ("actual start", "actual finish", "manual start", "manual finish", "MSO", "MFO", "pinned", "expected finish")
"""What stands whatever logic says: such a date is not lifted but moved."""


def without_early(result: Schedule, node: int, bounds: Iterable[Bound]) -> Plan:
    """The plan without what holds an early date of a node."""
    plan = result.plan
    for bound in bounds:
        plan = _without(result, plan, node, bound)
    return plan


def without_late(result: Schedule, node: int, bounds: Iterable[Bound], *, windows: bool = True) -> Plan:
    """The plan without what holds the late finish of a node; `windows`: also without those into which it must not run then."""
    plan, closing = result.plan, list[Window]()
    for bound in bounds:
        plan = _without_follower(result, plan, node, bound)
        closing += closing_late(result.network, result.solution, node, bound) if windows else []
    return attrs.evolve(plan, windows=[window for window in plan.windows if window not in closing])


def _without(result: Schedule, plan: Plan, node: int, bound: Bound) -> Plan:
    if bound.kind is BoundKind.LINK:  # one into a summary lifts the summary, which is what is named
        into = _summaries(result, bound.node) if bound.link is None else ()
        return unlinked(plan, [link for link in plan.links if link == bound.link or link.successor in into])
    if bound.kind is BoundKind.WINDOW:
        return attrs.evolve(plan, windows=[one for one in plan.windows if str(one) not in bound.by])
    match bound.by:
        case "plan start":
            return attrs.evolve(plan, start=plan.start - FAR)
        case "data date":
            assert plan.data_date is not None
            return attrs.evolve(plan, data_date=plan.data_date - FAR)
        case "plan deadline":
            return attrs.evolve(plan, deadline=None)
    place = place_of(result.network, node)
    names = [result.plan.tasks[one].id for one in (place, *result.plan.structure.ancestors(place))]
    if bound.by == "manual summary":
        return changed(plan, names[1:], _stretched_hand)
    if bound.by in ("SNET", "FNET", "SNLT", "FNLT"):
        return changed(plan, names, lambda task: attrs.evolve(task, constraints=()))
    return changed(plan, names[:1], lambda task: _free_of(task, bound))


def _free_of(task: Task, bound: Bound) -> Task:
    """The task without a date of its own, or with that date moved where it stands as a fact."""
    match bound.by:
        case "MSO" | "MFO":
            return _shifted_pin(task)
        case "pinned" | "ALAP":
            return _unpinned(task)
        case "expected finish":
            return attrs.evolve(task, details=None)
        case "deadline":
            return attrs.evolve(task, deadline=None)
        case "manual start" | "manual finish":
            return _shifted_hand(task, bound.by)
        case "actual start" | "actual finish" | "resumption":
            return _shifted_progress(task, bound.by)
    raise AssertionError(f"nobody could lift {bound}")


def _without_follower(result: Schedule, plan: Plan, node: int, bound: Bound) -> Plan:
    if bound.link is not None:
        return unlinked(plan, [bound.link])
    if bound.node < 0:
        return _without(result, plan, node, bound)
    return unlinked(plan, [link for link in plan.links if link.predecessor in _summaries(result, bound.node)])


def _summaries(result: Schedule, node: int) -> set[str]:
    """Ids of the summary that a node stands for, and of those above it."""
    place = place_of(result.network, node)
    return {result.plan.tasks[one].id for one in (place, *result.plan.structure.ancestors(place))}


def unlinked(plan: Plan, links: Iterable[Dependency]) -> Plan:
    """The plan without some of its links."""
    gone = list(links)
    tasks = [attrs.evolve(task, after=[link for link in task.after if link not in gone]) for task in plan.tasks]
    return attrs.evolve(plan, tasks=tasks, dependencies=[link for link in plan.dependencies if link not in gone])


def changed(plan: Plan, names: Iterable[str], change: Callable[[Task], Task]) -> Plan:
    """The plan with some tasks changed."""
    return plan.with_tasks([change(plan[name]) for name in names])


def _stretched_hand(task: Task) -> Task:
    """A summary set by hand that begins long before and ends long after."""
    start, finish = task.extra.manual_start, task.extra.manual_finish
    if task.kind is not TaskKind.MANUAL or start is None or finish is None:
        return task
    details = attrs.evolve(task.extra, manual_start=start - FAR, manual_finish=finish + FAR)
    return attrs.evolve(task, details=details)


def _unpinned(task: Task) -> Task:
    details = None if task.kind is TaskKind.MANUAL else task.details
    return attrs.evolve(task, kind=TaskKind.TASK, constraints=(), details=details)


def _shifted_pin(task: Task) -> Task:
    pins = [attrs.evolve(held, date=held.date - FAR) if held.date else held for held in task.constraints]
    details = task.details
    if details is not None and task.kind is TaskKind.MANUAL:
        for name in ("manual_start", "manual_finish"):
            if (date := getattr(details, name)) is not None:
                details = attrs.evolve(details, **{name: date - FAR})
    return attrs.evolve(task, constraints=pins, details=details)


def _shifted_progress(task: Task, by: str) -> Task:
    progress = task.progress
    assert progress is not None
    names = {"actual start": ["actual_start"], "actual finish": ["actual_start", "actual_finish"]}
    moved = names.get(by, ["actual_start", "stop", "resume"])
    dates = {name: getattr(progress, name) - FAR for name in moved if getattr(progress, name) is not None}
    return attrs.evolve(task, progress=attrs.evolve(progress, **dates))


def _shifted_hand(task: Task, by: str) -> Task:
    week = timedelta(days=7)
    start, finish = task.extra.manual_start, task.extra.manual_finish
    assert start is not None
    assert finish is not None
    if by == "manual start":
        return attrs.evolve(task, details=attrs.evolve(task.extra, manual_start=start - week))
    return attrs.evolve(task, details=attrs.evolve(task.extra, manual_finish=finish + week))

"""Questions about a plan's logic and progress that facts and rules share, asked of its census.

Only what takes part in the network counts: no summaries, nothing inactive, and nothing that merely spans others (level of
effort, hammock). A task inherits the links of the summaries above it.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from itpm.governance.facts.census import (
    COMPLETE,
    EXTERNAL,
    FOLLOWED,
    INACTIVE,
    MILESTONE,
    PRECEDED,
    SPANNING,
    SUMMARY,
    Census,
    frees_finish,
    holds_start,
)
from itpm.model.constraints import ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.durations import ThreePointEstimate
from itpm.model.tasks import Task

NO_WORK = SUMMARY | INACTIVE
"""What is no work."""
NO_NETWORK = NO_WORK | SPANNING
"""What takes no part in the network."""
SETTLED = NO_NETWORK | COMPLETE
"""What takes no part in the network, or none any more."""

HARD_CONSTRAINTS = frozenset(
    {
        ConstraintType.MSO,
        ConstraintType.MFO,
        ConstraintType.SNLT,
        ConstraintType.FNLT,
        ConstraintType.START_ON,
        ConstraintType.FINISH_ON,
        ConstraintType.MANDATORY_START,
        ConstraintType.MANDATORY_FINISH,
    }
)
"""Constraints that hold a date against logic, or cap it: those that keep a delay from showing.

Source:
    DCMA 14-point assessment, check 5 (must start/finish on, start/finish no later than); P6's "start on" and "finish on"
    cap as well.
"""


def work_packages(census: Census) -> tuple[Task, ...]:
    """Everything that is work: no summaries and nothing inactive, but levels of effort too; in plan order."""
    return census.tasks(without=NO_WORK)


def network_tasks(census: Census) -> tuple[Task, ...]:
    """Work packages and milestones that take part in the network, in plan order."""
    return census.tasks(without=NO_NETWORK)


def drives(task: Task) -> bool:
    """Whether its links count: not inactive, and not merely spanning others."""
    return task.is_active and not task.spans_others


def incomplete_tasks(census: Census) -> tuple[Task, ...]:
    """Work packages and milestones still to be done, or going on."""
    return census.tasks(without=SETTLED)


def summaries(census: Census) -> tuple[Task, ...]:
    """The tasks that hold others."""
    return census.tasks(without=0, having=SUMMARY)


def milestones(census: Census) -> tuple[Task, ...]:
    """The tasks of the network that take no time, or are shown as milestones."""
    return census.tasks(without=NO_NETWORK, having=MILESTONE)


def without_predecessor(census: Census) -> tuple[Task, ...]:
    """Incomplete tasks that wait for nothing."""
    return census.tasks(without=SETTLED | EXTERNAL | PRECEDED)


def without_successor(census: Census) -> tuple[Task, ...]:
    """Incomplete tasks that nothing waits for."""
    return census.tasks(without=SETTLED | EXTERNAL | FOLLOWED)


def open_links(census: Census) -> tuple[Dependency, ...]:
    """The links that can still hold something: both ends count, and the successor is not complete."""
    return census.open_links


def leads(census: Census) -> tuple[Dependency, ...]:
    """Open links whose successor overlaps its predecessor: a negative lag."""
    return census.leads


def lags(census: Census) -> tuple[Dependency, ...]:
    """Open links that wait on top: a positive lag."""
    return census.lags


def summary_links(census: Census) -> tuple[Dependency, ...]:
    """Links that begin or end at a summary."""
    of_summaries = {task.id for task in summaries(census)}
    if not of_summaries:
        return ()
    return tuple(
        link for link in census.plan.links if link.predecessor in of_summaries or link.successor in of_summaries
    )


def dangling_starts(census: Census) -> tuple[Task, ...]:
    """Incomplete tasks with predecessors, none of which holds their start: only their finish is held (FF, SF)."""
    held = _with_ends_above(census, {link.successor for link in census.plan.links if holds_start(link)})
    return tuple(task for task in census.tasks(without=SETTLED | MILESTONE, having=PRECEDED) if task.id not in held)


def dangling_finishes(census: Census) -> tuple[Task, ...]:
    """Incomplete tasks with successors, none of which waits for their finish: only for their start (SS, SF)."""
    held = _with_ends_above(census, {link.predecessor for link in census.plan.links if frees_finish(link)})
    return tuple(task for task in census.tasks(without=SETTLED | MILESTONE, having=FOLLOWED) if task.id not in held)


def _with_ends_above(census: Census, ids: set[str]) -> set[str]:
    """The ids, and those of everything below the summaries among them."""
    structure, tasks = census.plan.structure, census.plan.tasks
    above = [structure.position[task] for task in ids if structure.children[structure.position[task]]]
    return ids.union(tasks[below].id for place in above for below in structure.descendants(place))


def duplicated_links(census: Census) -> tuple[Dependency, ...]:
    """Links that say over again what an earlier link between the same two tasks, of the same type, says."""
    counted = Counter((link.predecessor, link.successor, link.type) for link in census.plan.links)
    if len(counted) == len(census.plan.links):
        return ()
    seen: set[tuple[str, str, object]] = set()
    found = []
    for link in census.plan.links:
        key = (link.predecessor, link.successor, link.type)
        if key in seen:
            found.append(link)
        seen.add(key)
    return tuple(found)


def hard_constrained(census: Census) -> tuple[Task, ...]:
    """Incomplete tasks with a constraint that keeps a delay from showing."""
    return tuple(
        task
        for task in incomplete_tasks(census)
        if task.constraints and any(held.type in HARD_CONSTRAINTS for held in task.constraints)
    )


def dates_beyond(census: Census, limit: datetime) -> tuple[tuple[Task, str, datetime], ...]:
    """(task, ``"start"`` or ``"finish"``, date) of every actual date later than `limit`; summaries aside."""
    return tuple(
        (task, name, date)
        for task in work_packages(census)
        if task.progress is not None
        for name, date in (("start", task.progress.actual_start), ("finish", task.progress.actual_finish))
        if date is not None and date > limit
    )


def without_range(census: Census) -> tuple[Task, ...]:
    """Incomplete tasks with one estimate of their duration where three would show how sure it is; milestones aside."""
    return tuple(
        task for task in census.tasks(without=SETTLED | MILESTONE) if not isinstance(task.duration, ThreePointEstimate)
    )


def unassigned(census: Census) -> tuple[Task, ...]:
    """Incomplete tasks that nobody is assigned to; milestones aside."""
    return tuple(task for task in census.tasks(without=SETTLED | MILESTONE) if not task.assignments)

"""Questions about a plan's logic and progress that facts and rules share.

Only what takes part in the network counts: no summaries, nothing inactive, and nothing that merely spans others (level of
effort, hammock). A task inherits the links of the summaries above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from itpm.model.constraints import ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.durations import Percent, ThreePointEstimate
from itpm.model.plans import Plan
from itpm.model.tasks import Task, TaskKind

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


def work_packages(plan: Plan) -> tuple[Task, ...]:
    """Everything that is work: no summaries and nothing inactive, but levels of effort too; in plan order."""
    structure = plan.structure
    return tuple(task for place, task in enumerate(plan.tasks) if not structure.is_summary(place) and task.is_active)


def network_tasks(plan: Plan) -> tuple[Task, ...]:
    """Work packages and milestones that take part in the network, in plan order."""
    return tuple(task for task in work_packages(plan) if drives(task))


def drives(task: Task) -> bool:
    """Whether its links count: not inactive, and not merely spanning others."""
    return task.is_active and not task.spans_others


def is_complete(task: Task) -> bool:
    """Whether its work has ended."""
    return task.progress is not None and task.progress.is_complete


def incomplete_tasks(plan: Plan) -> tuple[Task, ...]:
    """Work packages and milestones still to be done, or going on."""
    return tuple(task for task in network_tasks(plan) if not is_complete(task))


def summaries(plan: Plan) -> tuple[Task, ...]:
    """The tasks that hold others."""
    return tuple(task for place, task in enumerate(plan.tasks) if plan.structure.is_summary(place))


def milestones(plan: Plan) -> tuple[Task, ...]:
    """The tasks of the network that take no time, or are shown as milestones."""
    return tuple(task for task in network_tasks(plan) if _is_milestone(plan, task))


def _is_milestone(plan: Plan, task: Task) -> bool:
    length = task.duration
    if length is None or task.extra.milestone:
        return True
    return not isinstance(length, ThreePointEstimate) and not length.seconds(plan.day)


def without_predecessor(plan: Plan) -> tuple[Task, ...]:
    """Incomplete tasks that wait for nothing."""
    linked = {link.successor for link in plan.links if drives(plan[link.predecessor])}
    return tuple(_unlinked(plan, linked))


def without_successor(plan: Plan) -> tuple[Task, ...]:
    """Incomplete tasks that nothing waits for."""
    linked = {link.predecessor for link in plan.links if drives(plan[link.successor])}
    return tuple(_unlinked(plan, linked))


def _unlinked(plan: Plan, linked: set[str]) -> Iterator[Task]:
    structure = plan.structure
    for task in incomplete_tasks(plan):
        above = structure.ancestors(structure.position[task.id])
        if task.kind is not TaskKind.EXTERNAL and linked.isdisjoint(
            [task.id, *(plan.tasks[place].id for place in above)]
        ):
            yield task


def open_links(plan: Plan) -> tuple[Dependency, ...]:
    """The links that can still hold something: both ends count, and the successor is not complete."""
    return tuple(
        link
        for link in plan.links
        if drives(plan[link.predecessor]) and drives(plan[link.successor]) and not is_complete(plan[link.successor])
    )


def leads(plan: Plan) -> tuple[Dependency, ...]:
    """Open links whose successor overlaps its predecessor: a negative lag."""
    return tuple(link for link in open_links(plan) if _size(link) < 0)


def lags(plan: Plan) -> tuple[Dependency, ...]:
    """Open links that wait on top: a positive lag."""
    return tuple(link for link in open_links(plan) if _size(link) > 0)


def _size(link: Dependency) -> float:
    return float(link.lag.value if isinstance(link.lag, Percent) else link.lag.amount)


def summary_links(plan: Plan) -> tuple[Dependency, ...]:
    """Links that begin or end at a summary."""
    of_summaries = {task.id for task in summaries(plan)}
    return tuple(link for link in plan.links if link.predecessor in of_summaries or link.successor in of_summaries)


def hard_constrained(plan: Plan) -> tuple[Task, ...]:
    """Incomplete tasks with a constraint that keeps a delay from showing."""
    return tuple(
        task for task in incomplete_tasks(plan) if any(held.type in HARD_CONSTRAINTS for held in task.constraints)
    )


def dates_beyond(plan: Plan, limit: datetime) -> tuple[tuple[Task, str, datetime], ...]:
    """(task, ``"start"`` or ``"finish"``, date) of every actual date later than `limit`; summaries aside."""
    return tuple(
        (task, name, date)
        for task in work_packages(plan)
        if task.progress is not None
        for name, date in (("start", task.progress.actual_start), ("finish", task.progress.actual_finish))
        if date is not None and date > limit
    )


def without_range(plan: Plan) -> tuple[Task, ...]:
    """Incomplete tasks with one estimate of their duration where three would show how sure it is; milestones aside."""
    return tuple(
        task
        for task in incomplete_tasks(plan)
        if not isinstance(task.duration, ThreePointEstimate) and not _is_milestone(plan, task)
    )


def unassigned(plan: Plan) -> tuple[Task, ...]:
    """Incomplete tasks that nobody is assigned to; milestones aside."""
    return tuple(task for task in incomplete_tasks(plan) if not task.assignments and not _is_milestone(plan, task))

"""Baselines: named, immutable pictures of what was agreed, to measure against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from itpm.model.durations import Duration, WorkDuration
from itpm.model.given import several
from itpm.model.moments import finish_moment, start_moment
from itpm.model.money import Money, optional_money
from itpm.model.progress import optional_duration, work_duration


@frozen
class BaselineTask:
    """What was agreed for one task.

    Attributes:
        id: the task's id.
        start: agreed start.
        finish: agreed finish.
        duration: agreed duration.
        work: agreed work.
        cost: agreed cost (the task's budget).
    """

    id: str
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    duration: Duration | None = field(default=None, kw_only=True, converter=optional_duration)
    work: WorkDuration | None = field(default=None, kw_only=True, converter=work_duration)
    cost: Money | None = field(default=None, kw_only=True, converter=optional_money)


def _tasks(tasks: Iterable[BaselineTask]) -> tuple[BaselineTask, ...]:
    return several(tasks, BaselineTask, "tasks")


@frozen
class Baseline:
    """A named picture of the plan as agreed; a task it lacks was added later.

    Attributes:
        name: what it is called.
        tasks: what was agreed for each task.
        set_at: when it was agreed.
    """

    name: str
    tasks: tuple[BaselineTask, ...] = field(default=(), converter=_tasks)
    set_at: datetime | None = field(default=None, kw_only=True, converter=finish_moment)

    def by_task(self) -> dict[str, BaselineTask]:
        """What was agreed, by task id."""
        return {task.id: task for task in self.tasks}

"""The dates another tool computed and stored in a file: what a schedule is compared with, never what it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen

from itpm.errors import UnknownTaskError, nearest
from itpm.model.durations import Duration
from itpm.model.given import several
from itpm.model.moments import finish_moment, start_moment
from itpm.model.progress import optional_duration
from itpm.tables import Column, Table, Tabular


@frozen
class StoredTask:
    """One task's dates as another tool computed them; None where the file has none.

    Attributes:
        id: the task's id.
        name: what people call it.
        start: when it starts.
        finish: when it finishes.
        early_start: the earliest it can start.
        early_finish: the earliest it can finish.
        late_start: the latest it may start.
        late_finish: the latest it may finish.
        total_float: how far it may slip before the project does; clock time for a task that runs on the clock.
        free_float: how far it may slip before any other task does.
        is_critical: whether the tool marks it as critical.
    """

    id: str
    name: str = field(default="", kw_only=True)
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    early_start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    early_finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    late_start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    late_finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    total_float: Duration | None = field(default=None, kw_only=True, converter=optional_duration)
    free_float: Duration | None = field(default=None, kw_only=True, converter=optional_duration)
    is_critical: bool | None = field(default=None, kw_only=True)


def _tasks(tasks: Iterable[StoredTask]) -> tuple[StoredTask, ...]:
    return several(tasks, StoredTask, "tasks")


@frozen(slots=False)
class StoredDates(Tabular):
    """Every task's dates as another tool computed them.

    Attributes:
        source: the tool.
        tasks: in the order people read them; where an id is there twice, look-ups find the first.
        start: start of the project.
        finish: finish of the project.

    Example:
        >>> stored = StoredDates("MS Project", tasks=[StoredTask("17", start="2026-01-05 08:00", total_float="0h")])
        >>> stored["17"].start
        datetime.datetime(2026, 1, 5, 8, 0)
    """

    source: str
    tasks: tuple[StoredTask, ...] = field(default=(), kw_only=True, converter=_tasks)
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)

    def __getitem__(self, task_id: str) -> StoredTask:
        """The dates of a task.

        Raises:
            UnknownTaskError: there is none; the nearest ids are offered.
        """
        if task_id not in self._by_id:
            raise UnknownTaskError(task_id, nearest(task_id, self._by_id))
        return self._by_id[task_id]

    def __contains__(self, task_id: object) -> bool:
        return task_id in self._by_id

    def __iter__(self) -> Iterator[StoredTask]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    def table(self) -> Table:
        """One row a task: dates, float, critical."""
        return Table(
            title=f"Dates stored by {self.source}",
            columns=_COLUMNS,
            rows=[_shown(task) for task in self.tasks],
            values=[_plain(task) for task in self.tasks],
        )

    @cached_property
    def _by_id(self) -> Mapping[str, StoredTask]:
        return {task.id: task for task in reversed(self.tasks)}

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(StoredDates)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


_COLUMNS = (
    Column("Task", key="id"),
    Column("Name"),
    Column("Start"),
    Column("Finish"),
    Column("Early start"),
    Column("Early finish"),
    Column("Late start"),
    Column("Late finish"),
    Column("Total float", key="total_float_minutes", align="right"),
    Column("Free float", key="free_float_minutes", align="right"),
    Column("Critical"),
)


def _shown(task: StoredTask) -> tuple[object, ...]:
    return attrs.astuple(task, recurse=False)


def _plain(task: StoredTask) -> tuple[object, ...]:
    floats = (task.total_float, task.free_float)
    minutes = (None if value is None else value.minutes for value in floats)
    return (*_shown(task)[:-3], *minutes, task.is_critical)

"""What a comparison of two schedules says: task by task, field by field, with the cause on each side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen

from itpm.errors import UnknownTaskError, nearest
from itpm.model.durations import Duration
from itpm.scheduling.comparing.changes import PlanChange
from itpm.scheduling.comparing.showing import signed
from itpm.tables import Column, Table, Tabular

_MOST_NAMED = 3


@frozen(kw_only=True)
class Difference:
    """One field in which a task differs.

    Attributes:
        field: name of the field.
        first: its value on the first side.
        second: its value on the second.
        shift: from the first to the second, in the task's working time; None for what is no date and no duration.
        first_cause: what holds it on the first side.
        second_cause: what holds it on the second.
    """

    field: str
    first: datetime | Duration | bool | None
    second: datetime | Duration | bool | None
    shift: Duration | None = None
    first_cause: str = ""
    second_cause: str = ""

    def __str__(self) -> str:
        how = f" ({signed(self.shift)})" if self.shift is not None else ""
        return f"{self.field} {_text(self.first)} -> {_text(self.second)}{how}"


def _differences(values: Iterable[Difference]) -> tuple[Difference, ...]:
    return tuple(values)


def _changes(values: Iterable[PlanChange]) -> tuple[PlanChange, ...]:
    return tuple(values)


@frozen(kw_only=True)
class TaskComparison:
    """A task that differs.

    Attributes:
        id: the task's id.
        name: what people call it.
        differences: the fields in which it differs.
        follows: id of the task whose difference it hands on; empty where a difference begins.
        changes: what differs in the task as it is written down.
    """

    id: str
    name: str = ""
    differences: tuple[Difference, ...] = field(converter=_differences)
    follows: str = ""
    changes: tuple[PlanChange, ...] = field(default=(), converter=_changes)

    def __getitem__(self, name: str) -> Difference | None:
        """The difference in one field; None where there is none."""
        return next((one for one in self.differences if one.field == name), None)


def _tasks(values: Iterable[TaskComparison]) -> tuple[TaskComparison, ...]:
    return tuple(values)


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True, slots=False)
class Comparison(Tabular):
    """What differs between two schedules; the shift is from the first to the second.

    Attributes:
        first: what the first side is called.
        second: what the second is called.
        fields: the fields compared.
        compared: how many tasks both sides have [1].
        tasks: those that differ, in plan order.
        added: ids of the tasks that only the second side has.
        removed: ids of those that only the first has.
        first_finish: finish of the project on the first side.
        second_finish: finish on the second, where it is known.
        changes: what differs in the plans and policies themselves, tasks left aside.
    """

    first: str
    second: str
    fields: tuple[str, ...] = field(converter=_names)
    compared: int
    tasks: tuple[TaskComparison, ...] = field(converter=_tasks, repr=False)
    added: tuple[str, ...] = field(default=(), converter=_names)
    removed: tuple[str, ...] = field(default=(), converter=_names)
    first_finish: datetime | None = None
    second_finish: datetime | None = None
    changes: tuple[PlanChange, ...] = field(default=(), converter=_changes)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.tasks or self.added or self.removed)

    @property
    def origins(self) -> tuple[TaskComparison, ...]:
        """The tasks where differences begin: what differs there is not handed on from another task."""
        return tuple(task for task in self.tasks if not task.follows)

    @property
    def summary(self) -> str:
        """How much differs, in one sentence."""
        return _sentence(self)

    def __contains__(self, task_id: object) -> bool:
        return task_id in self._by_id

    def __getitem__(self, task_id: str) -> TaskComparison:
        """How one task differs.

        Raises:
            UnknownTaskError: it does not differ, or there is no such task.
        """
        if task_id not in self._by_id:
            raise UnknownTaskError(task_id, nearest(task_id, self._by_id))
        return self._by_id[task_id]

    def __len__(self) -> int:
        return len(self.tasks)

    def table(self) -> Table:
        """One row a task that differs: by how much, what holds it on each side, and whose difference it hands on."""
        return _table(self)

    def details(self) -> Table:
        """One row a field that differs: the value on each side, and what holds it there."""
        return _details(self)

    @cached_property
    def _by_id(self) -> Mapping[str, TaskComparison]:
        return {task.id: task for task in self.tasks}

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Comparison)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def _text(value: datetime | Duration | bool | None) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _sentence(found: Comparison) -> str:
    sides = f"{found.first} and {found.second}"
    if found.is_same:
        return f"{sides} agree in all {found.compared} tasks"
    parts = [f"{len(found.tasks)} of {found.compared} tasks differ between {sides}"]
    if found.tasks:
        begins = [task.name or task.id for task in found.origins]
        more = f" and {len(begins) - _MOST_NAMED} more" if len(begins) > _MOST_NAMED else ""
        if begins:
            parts.append(f"beginning with {', '.join(begins[:_MOST_NAMED])}{more}")
    if found.added or found.removed:
        parts.append(f"{len(found.added)} added, {len(found.removed)} removed")
    if found.first_finish is not None and found.second_finish is not None:
        parts.append(_finish(found.first_finish, found.second_finish))
    return "; ".join(parts)


def _finish(first: datetime, second: datetime) -> str:
    if first == second:
        return f"both finish {first:%Y-%m-%d %H:%M}"
    return f"the finish moves from {first:%Y-%m-%d %H:%M} to {second:%Y-%m-%d %H:%M}"


def _table(found: Comparison) -> Table:
    names = [name for name in found.fields if any(task[name] is not None for task in found.tasks)]
    columns = [Column("Task", key="id"), Column("Name")]
    for name in names:
        title = name.replace("_", " ").capitalize().replace("Is c", "C")
        columns.append(Column(title, key=name if name == "is_critical" else f"{name}_shift_minutes", align="right"))
    columns += [
        Column(f"Held by, {found.first}", key="first_cause"),
        Column(f"Held by, {found.second}", key="second_cause"),
        Column("Follows", key="follows"),
        Column("Changed", key="changes"),
    ]
    rows: list[list[object]] = []
    values: list[list[object]] = []
    for task in found.tasks:
        differ = [task[name] for name in names]
        tail = [task.differences[0].first_cause, task.differences[0].second_cause, task.follows]
        tail.append("; ".join(change.text for change in task.changes))
        rows.append([task.id, task.name, *map(_cell, differ), *tail])
        values.append([task.id, task.name, *map(_plain, differ), *tail])
    for way, ids in (("added", found.added), ("removed", found.removed)):
        blank = [None for _ in names]
        rows += [[name, "", *blank, "", "", "", way] for name in ids]
        values += [[name, "", *blank, "", "", "", way] for name in ids]
    title = _title(found.summary)
    note = f"Besides: {'; '.join(map(str, found.changes))}" if found.changes else ""
    return Table(title=title, columns=columns, rows=rows, values=values, note=note)


def _cell(one: Difference | None) -> str:
    if one is None:
        return ""
    return signed(one.shift) if one.shift is not None else f"{_text(one.first)} -> {_text(one.second)}"


def _plain(one: Difference | None) -> object:
    if one is None:
        return None
    return one.shift.minutes if one.shift is not None else one.second


def _details(found: Comparison) -> Table:
    columns = [
        Column("Task", key="id"),
        Column("Name"),
        Column("Field"),
        Column(_title(found.first), key="first"),
        Column(_title(found.second), key="second"),
        Column("Shift", key="shift_minutes", align="right"),
        Column(f"Held by, {found.first}", key="first_cause"),
        Column(f"Held by, {found.second}", key="second_cause"),
    ]
    pairs = [(task, one) for task in found.tasks for one in task.differences]
    shown = [
        (task.id, task.name, one.field, one.first, one.second, signed(one.shift), one.first_cause, one.second_cause)
        for task, one in pairs
    ]
    values = [
        (*row[:5], None if one.shift is None else one.shift.minutes, *row[6:])
        for row, (_, one) in zip(shown, pairs, strict=True)
    ]
    return Table(title=_title(found.summary), columns=columns, rows=shown, values=values)


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]

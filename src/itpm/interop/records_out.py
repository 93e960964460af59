"""Rows from a plan: as a spreadsheet shows tasks, and as `plan_from_records` reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import attrs

from itpm.errors import Fault, PlanError
from itpm.interop.record_columns import SPELLINGS, is_free
from itpm.interop.record_notation import Share, duration_text, link_text, share_text
from itpm.interop.record_tasks import CONSTRAINTS, EFFORTS, ESTIMATED, KINDS
from itpm.interop.records import plan_from_records
from itpm.model.constraints import ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.durations import Duration, ThreePointEstimate
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.model.resources import ResourceKind
from itpm.model.tasks import EffortType, Task, TaskKind

_ALWAYS = ("id", "level", "name", "duration", "predecessors", "resources")
_USUAL_PRIORITY = 500


def plan_to_records(plan: Plan, *, partial: bool = False) -> list[dict[str, str]]:
    """A row for each task, with columns as MS Project names them; those that no task needs are left out.

    Read again with `plan_from_records`, with the plan's start, calendars and resources, the tasks are the same. What
    tasks have and rows have no columns for (splits, work of assignments, a second constraint) is refused, not dropped.
    Baselines, windows and policy are the plan's, not the tasks', and stay with it.

    Args:
        plan: the plan.
        partial: True: write what rows can hold, and leave out the rest.

    Raises:
        PlanError: with everything about tasks that rows cannot hold.

    Example:
        >>> from itpm.model import Task
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("1", "2d", name="pack"), Task("2", "1d", after=["1 SS+4h"])])
        >>> plan_to_records(plan)[1]
        {'ID': '2', 'Outline Level': '1', 'Name': '', 'Duration': '1d', 'Predecessors': '1SS+4h', 'Resource Names': ''}
    """
    after: dict[str, list[Dependency]] = {}
    for link in plan.links:
        after.setdefault(link.successor, []).append(link)
    levels = _levels(plan)
    rows = [_row(plan, task, after.get(task.id, []), levels) for task in plan.tasks]
    usual = [field for field in _ALWAYS if levels is not None or field != "level"]
    used = {header: None for field in SPELLINGS if field in usual or any(field in row for row in rows)
            for header in (SPELLINGS[field][0],)}  # fmt: skip
    custom = dict.fromkeys(name for task in plan.tasks for name, _ in task.extra.custom if is_free(name))
    records = [
        {header: row.get(field, "") for field, (header, *_) in SPELLINGS.items() if header in used}
        | {name: dict(reversed(task.extra.custom)).get(name, "") for name in custom}
        for row, task in zip(rows, plan.tasks, strict=True)
    ]
    if partial:
        return _readable(plan, records)
    faults = list(_lost(plan, records))
    if faults:
        raise PlanError(faults)
    return records


def _readable(plan: Plan, records: list[dict[str, str]]) -> list[dict[str, str]]:
    """The records without the cells that cannot be read again."""
    while places := _unread(plan, records):
        kept = [
            {column: "" if f"row {number}, {column}" in places else cell for column, cell in record.items()}
            for number, record in enumerate(records, 1)
        ]
        if kept == records:
            break
        records = kept
    return records


def _unread(plan: Plan, records: list[dict[str, str]]) -> frozenset[str]:
    """Rows and columns of the cells that cannot be read again."""
    try:
        _read(plan, records)
    except PlanError as error:
        return frozenset(fault.place for fault in error.faults)
    return frozenset()


def _read(plan: Plan, records: list[dict[str, str]]) -> Plan:
    return plan_from_records(
        records,
        start=plan.start,
        name=plan.name,
        calendar=plan.calendar,
        calendars=plan.calendars,
        day=plan.day,
        resources=plan.resources,
        currency=plan.currency,
        data_date=plan.data_date,
    )


def _lost(plan: Plan, records: list[dict[str, str]]) -> Iterator[Fault]:
    """What would not come back."""
    try:
        read = _read(plan, _readable(plan, records))
    except PlanError as error:
        yield from (Fault(one.place, one.value, f"rows cannot hold this: {one.message}") for one in error.faults)
        return
    after: dict[str, tuple[Dependency, ...]] = {}
    for link in plan.links:
        after[link.successor] = (*after.get(link.successor, ()), link)
    for task, found in zip(plan.tasks, read.tasks, strict=True):
        wanted = attrs.evolve(
            task, after=after.get(task.id, ()), details=task.details if task.extra != Task("x").extra else None
        )
        yield from _differences(f"task {task.id!r}", found, wanted)


def _differences(place: str, found: Any, wanted: Any) -> Iterator[Fault]:  # two tasks, or the details of two
    """The fields in which they differ, those of details one by one."""
    for field in attrs.fields(type(wanted)):
        one, other = getattr(found, field.name), getattr(wanted, field.name)
        if one == other:
            continue
        if field.name == "details":
            yield from _differences(place, found.extra, wanted.extra)
        else:
            yield Fault(f"{place}.{field.name}", other, f"rows cannot hold this; they would say {str(one)[:80]}")


def _levels(plan: Plan) -> dict[str, int] | None:
    """The outline level of each task; None where the order of the tasks is not that of an outline."""
    levels: dict[str, int] = {}
    above: list[str] = []
    for task in plan.tasks:
        while above and above[-1] != task.parent:
            above.pop()
        if (above[-1] if above else None) != task.parent:
            return None
        levels[task.id] = len(above) + 1
        above.append(task.id)
    return levels


def _row(plan: Plan, task: Task, after: list[Dependency], levels: Mapping[str, int] | None) -> dict[str, str]:
    """A task's cells by field, without those that say nothing."""
    details = task.extra
    cells = {
        "id": task.id,
        "wbs": details.wbs,
        "level": "" if levels is None else str(levels[task.id]),
        "parent": "" if levels is not None else task.parent or "",
        "name": task.name,
        "duration": _duration(task),
        "predecessors": ";".join(link_text(link, plan.structure.position) for link in after),
        "resources": ";".join(_resources(plan, task)),
        "deadline": _moment(task.deadline, finish=True),
        "calendar": task.calendar or "",
        "priority": "" if task.priority == _USUAL_PRIORITY else str(task.priority),
        "mode": "" if task.kind is TaskKind.TASK else KINDS[task.kind],
        "start": _moment(details.manual_start),
        "finish": _moment(details.manual_finish, finish=True),
        "active": "" if details.active else "No",
        "milestone": "Yes" if details.milestone else "",
        "type": "" if details.effort is EffortType.FIXED_DURATION else EFFORTS[details.effort],
        "effort_driven": "Yes" if details.effort_driven else "",
        "ignores_resource_calendars": "Yes" if details.ignores_resource_calendars else "",
        "levelling_delay": _optional(details.levelling_delay),
        "fixed_cost": _money(details.fixed_cost),
        "cost_account": details.cost_account,
        "notes": details.notes,
        **_constraint(task),
        **_progress(task),
    }
    return {field: text for field, text in cells.items() if text}


def _duration(task: Task) -> str:
    value = task.duration
    if isinstance(value, ThreePointEstimate):
        return "/".join(map(duration_text, (value.optimistic, value.most_likely, value.pessimistic)))
    estimated = "?" if ESTIMATED in task.extra.foreign else ""
    return "" if value is None else duration_text(value) + estimated


def _optional(value: Duration | None) -> str:
    return "" if value is None else duration_text(value)


def _resources(plan: Plan, task: Task) -> Iterator[str]:
    for one in task.assignments:
        resource = plan.resource_by_id[one.resource]
        material = resource.unit or "units" if resource.kind is ResourceKind.MATERIAL else ""
        yield share_text(Share(resource.id, one.units, material))


def _constraint(task: Task) -> dict[str, str]:
    if not task.constraints or task.constraints[0].type is ConstraintType.ASAP:
        return {}
    first = task.constraints[0]
    return {"constraint": CONSTRAINTS[first.type], "constraint_date": _moment(first.date, finish=first.type.on_finish)}


def _progress(task: Task) -> dict[str, str]:
    progress = task.progress
    if progress is None:
        return {}
    return {
        "percent_complete": _percent(progress.percent_complete),
        "percent_work": _percent(progress.percent_work),
        "physical_percent": _percent(progress.physical_percent),
        "actual_start": _moment(progress.actual_start),
        "actual_finish": _moment(progress.actual_finish, finish=True),
        "remaining": _optional(progress.remaining),
        "stop": _moment(progress.stop, finish=True),
        "resume": _moment(progress.resume),
        "actual_work": _optional(progress.actual_work),
        "actual_cost": _money(progress.actual_cost),
    }


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{format(abs(value), 'f')}%"


def _money(value: Money | None) -> str:
    return "" if value is None else f"{format(value.amount, 'f')} {value.currency}"


def _moment(value: datetime | None, *, finish: bool = False) -> str:
    """A date and time; a bare date where it means the same."""
    if value is None:
        return ""
    return value.date().isoformat() if value.time() == time.min and not finish else value.isoformat(" ")

"""The file's assignments, by task."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from itpm.interop.xer.packing import Pairs, packed
from itpm.interop.xer.resources_in import ROLE
from itpm.interop.xer.rows import Row, Tables, trimmed
from itpm.model.durations import Unit, WorkDuration
from itpm.model.money import Money
from itpm.model.resources import Assignment, Resource, ResourceKind

READ = frozenset(
    {
        "task_id",
        "rsrc_id",
        "remain_qty",
        "target_qty",
        "target_qty_per_hr",
        "target_lag_drtn_hr_cnt",
        "act_ot_qty",
        "act_reg_qty",
        "target_cost",
        "act_reg_cost",
        "act_ot_cost",
        "restart_date",
        "reend_date",
        "rem_late_start_date",
        "rem_late_end_date",
    }
)
WORK_READ = frozenset({"remain_qty", "target_qty_per_hr", "act_ot_qty", "act_reg_qty"})
"""Amounts of work; of anything but work they are kept as they are written."""


@frozen(eq=False)
class Assignments:
    """A file's assignments.

    Attributes:
        by_task: the assignments of each task, in the file's order.
        foreign: what the file says of them besides.
    """

    by_task: Mapping[str, list[Assignment]]
    foreign: Pairs


def roles_assigned(tables: Tables) -> tuple[str, ...]:
    """Numbers of the roles that stand for somebody not yet named, each once."""
    rows = tables.rows("TASKRSRC")
    return tuple(dict.fromkeys(row.raw("role_id") for row in rows if row.raw("role_id") and not row.raw("rsrc_id")))


def assignments_of(
    tables: Tables, project: str, tasks: Collection[str], resources: Mapping[str, Resource], currency: str
) -> Assignments:
    """The assignments of a project's `tasks`, in the order of the plan; one to a resource that the file lacks is a fault."""
    found: dict[str, list[Assignment]] = {}
    besides: dict[str, list[tuple[str, str]]] = {task: [] for task in tasks}
    for row in tables.rows("TASKRSRC"):
        name = row.raw("rsrc_id") or f"{ROLE}{row.raw('role_id')}"
        if row.raw("proj_id") not in ("", project) or name == ROLE:
            continue
        if name not in resources:
            row.fault("rsrc_id", name[:40], f"expected one of the file's resources, got {name[:40]!r}")
            continue
        task = row.raw("task_id")
        if task not in besides:
            row.fault("task_id", task[:40], f"expected a task of the project, got {task[:40]!r}")
            continue
        assignments = found.setdefault(task, [])
        assignments.append(_assignment(row, resources[name], currency))
        read = READ if resources[name].kind is ResourceKind.WORK else READ - WORK_READ
        besides[task].append((f"TASKRSRC {task} {len(assignments)}", packed(row.others(read))))
    return Assignments(found, tuple(pair for pairs in besides.values() for pair in pairs))


def _assignment(row: Row, resource: Resource, currency: str) -> Assignment:
    is_work = resource.kind is ResourceKind.WORK
    units = row.number_in("target_qty_per_hr" if is_work else "target_qty")
    return Assignment(
        resource=resource.id,
        units=Decimal(1) if units is None else trimmed(abs(units)),
        work=row.positive_hours("target_qty") if is_work else None,
        remaining=row.positive_hours("remain_qty") if is_work else None,
        actual_work=_sum(row, "act_reg_qty", "act_ot_qty") if is_work else None,
        actual_overtime=row.some_hours("act_ot_qty") if is_work else None,
        delay=row.some_hours("target_lag_drtn_hr_cnt"),
        cost=row.money("target_cost", currency),
        actual_cost=_spent(row, currency),
    )


def _numbers(row: Row, *columns: str) -> Iterator[Decimal]:
    for column in columns:
        number = row.number_in(column)
        if number is not None:
            yield number


def _sum(row: Row, *columns: str) -> WorkDuration | None:
    total = sum(_numbers(row, *columns), Decimal(0))
    return WorkDuration(trimmed(total), Unit.HOUR) if total else None


def _spent(row: Row, currency: str) -> Money | None:
    total = sum(_numbers(row, "act_reg_cost", "act_ot_cost"), Decimal(0))
    return Money(trimmed(total), currency) if total else None

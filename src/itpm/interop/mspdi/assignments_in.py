"""The file's assignments, by task.

Work without a resource (ResourceUID -65535) only repeats what the task's duration says and is left out; its
distribution over time still tells where a task is interrupted, see `itpm.interop.mspdi.splits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from itpm.interop.mspdi.elements_out import raw_groups
from itpm.interop.mspdi.measures import Measures
from itpm.interop.mspdi.records import Record
from itpm.interop.mspdi.task_fields import ASSIGNMENT_READ, ASSIGNMENT_USUAL
from itpm.model.resources import Assignment, Resource, ResourceKind

_EVEN = "0"
_SAID = ("", _EVEN, "8")
_OVER_TIME = frozenset({"TimephasedData"})


def assignment_records(project: Record) -> dict[str, list[Record]]:
    """The assignments' elements by the UID of their task."""
    found: dict[str, list[Record]] = {}
    for record in project.list_of("Assignments", "Assignment"):
        found.setdefault(record.text("TaskUID"), []).append(record)
    return found


def assignments_of(
    records: list[Record], resources: Mapping[str, Resource], measures: Measures
) -> tuple[Assignment, ...]:
    """The assignments of a task; one to a resource that the file lacks is a fault."""
    found = []
    for record in records:
        uid = record.text("ResourceUID")
        if uid in resources:
            found.append(_assignment(record, resources[uid], measures))
        elif uid and uid != "0" and not uid.startswith("-"):
            record.fault("ResourceUID", uid, "expected the UID of one of the file's resources")
    return tuple(found)


def _assignment(record: Record, resource: Resource, measures: Measures) -> Assignment:
    units = record.number("Units")
    delay, levelling_delay = measures.assignment_delays(record)
    is_cost = resource.kind is ResourceKind.COST
    is_work = resource.kind is ResourceKind.WORK
    return Assignment(
        resource=resource.id,
        units=Decimal(1) if units is None else units,
        work=measures.work(record, "Work") if is_work else None,
        remaining=measures.work(record, "RemainingWork") if is_work else None,
        actual_work=measures.some_work(record, "ActualWork") if is_work else None,
        overtime=measures.some_work(record, "OvertimeWork") if is_work else None,
        actual_overtime=measures.some_work(record, "ActualOvertimeWork") if is_work else None,
        contoured=record.text("WorkContour") not in ("", _EVEN),
        delay=delay,
        levelling_delay=levelling_delay,
        cost=measures.cost(record, "Cost") if is_cost else None,
        actual_cost=measures.some_cost(record, "ActualCost"),
        foreign=_foreign(record),
    )


def _foreign(record: Record) -> tuple[tuple[str, str], ...]:
    """What is kept for the writer; of contours, which one it is."""
    contour = record.text("WorkContour")
    return (
        *record.foreign(ASSIGNMENT_READ, ASSIGNMENT_USUAL),
        *((("WorkContour", contour),) if contour not in _SAID else ()),
        *raw_groups(record.strangers(_OVER_TIME)),
    )

"""Which elements are tasks, in which order people read them, and who contains whom.

MS Project shows tasks in the order of their ID, wherever they stand in the file. A task belongs to the last one
before it that stands a level higher. The project's own summary (UID 0) and blank rows are no tasks.
"""

from __future__ import annotations

from attrs import frozen

from itpm.errors import Fault
from itpm.interop.mspdi.records import Record

PROJECT_SUMMARY = "0"


@frozen
class Row:
    """A task's element and its place in the outline.

    Attributes:
        uid: the task's UID, which is its id in the plan.
        record: its element.
        parent: UID of its summary.
        is_summary: whether others belong to it.
    """

    uid: str
    record: Record
    parent: str | None
    is_summary: bool


def rows_of(project: Record) -> list[Row]:
    """The tasks of a file in the order of their IDs; one without UID is a fault and left out."""
    records = [record for record in project.list_of("Tasks", "Task") if not record.flag("IsNull")]
    named = [record for record in records if _has_uid(record) and record.text("UID") != PROJECT_SUMMARY]
    ordered = _in_order(named)
    parents: list[str | None] = []
    above: list[tuple[int, str]] = []
    for record in ordered:
        level = _level(record)
        while above and above[-1][0] >= level:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((level, record.text("UID")))
    summaries = set(parents)
    return [
        Row(record.text("UID"), record, parent, record.text("UID") in summaries)
        for record, parent in zip(ordered, parents, strict=True)
    ]


def project_summary(project: Record) -> Record | None:
    """The element of the project's own summary, if the file has one."""
    return next((record for record in project.list_of("Tasks", "Task") if record.text("UID") == PROJECT_SUMMARY), None)


def _has_uid(record: Record) -> bool:
    if record.text("UID"):
        return True
    record.faults.append(
        Fault(f"{record.place}/UID", None, "a task needs a UID, which links and assignments call it by")
    )
    return False


def _in_order(records: list[Record]) -> list[Record]:
    ids = [record.integer("ID") for record in records]
    known = [number for number in ids if number is not None]
    if len(known) < len(records):
        return records
    return [record for _, record in sorted(zip(known, records, strict=True), key=lambda pair: pair[0])]


def _level(record: Record) -> int:
    level = record.integer("OutlineLevel")
    if level is not None:
        return level
    number = record.text("OutlineNumber")
    return number.count(".") + 1

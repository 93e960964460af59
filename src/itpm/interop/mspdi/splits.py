"""Where a task is interrupted, as its assignments' work over time tells.

The file lists for an assignment the periods in which it works and those in which it does not. Periods of all
assignments of a task that touch, or have only free time between them, are one part. A task with several parts is
split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from itpm.interop.mspdi.records import Record
from itpm.model.calendars import WorkCalendar
from itpm.model.moments import to_seconds
from itpm.model.resources import Resource, ResourceKind

Part = tuple[datetime, datetime]

_REMAINING, _ACTUAL = "1", "2"


@frozen
class Interruptions:
    """What finding a task's parts needs to know.

    Attributes:
        resources: the file's resources by UID.
        calendars: the file's calendars by name.
        usual: the project's calendar.
    """

    resources: Mapping[str, Resource]
    calendars: Mapping[str, WorkCalendar]
    usual: WorkCalendar

    def parts(self, records: Iterable[Record], task_calendar: str | None) -> tuple[Part, ...]:
        """The working parts of a task; empty where it is not interrupted."""
        working = [record for record in records if self._does_work(record)]
        if not any("TimephasedData" in record.groups for record in working):
            return ()
        periods = sorted({period for record in working for period in _periods(record)})
        if len(periods) < 2:
            return ()
        parts = _joined(periods, [self._calendar(record, task_calendar) for record in working])
        return tuple(parts) if len(parts) > 1 else ()

    def _does_work(self, record: Record) -> bool:
        resource = self.resources.get(record.text("ResourceUID"))
        return resource is None or resource.kind is ResourceKind.WORK

    def _calendar(self, record: Record, task_calendar: str | None) -> WorkCalendar:
        resource = self.resources.get(record.text("ResourceUID"))
        name = task_calendar if resource is None or resource.calendar is None else resource.calendar
        return self.usual if name is None else self.calendars[name]


def _periods(record: Record) -> list[Part]:
    """The periods in which something is or was worked."""
    found = []
    for period in record.each("TimephasedData"):
        if period.text("Type") in (_REMAINING, _ACTUAL) and period.seconds("Value"):
            start, finish = period.moment("Start"), period.moment("Finish")
            if start is not None and finish is not None and start < finish:
                found.append((start, finish))
    return found


def _joined(periods: list[Part], calendars: list[WorkCalendar]) -> list[Part]:
    parts = [periods[0]]
    for start, finish in periods[1:]:
        before, end = parts[-1]
        if start <= end or not _could_work(calendars, end, start):
            parts[-1] = before, max(end, finish)
        else:
            parts.append((start, finish))
    return parts


def _could_work(calendars: list[WorkCalendar], begin: datetime, end: datetime) -> bool:
    first, last = to_seconds(begin), to_seconds(end)
    return any(calendar.compiled.between(first, last) for calendar in calendars)

"""The dates that MS Project computed and stored, to compare a schedule with."""

from __future__ import annotations

from collections.abc import Mapping

from itpm.errors import Fault, PlanError
from itpm.interop.mspdi.custom_fields import custom_fields_of
from itpm.interop.mspdi.measures import Measures, day_length
from itpm.interop.mspdi.outline import Row, rows_of
from itpm.interop.mspdi.records import Record
from itpm.interop.mspdi.restoring import kept_in
from itpm.interop.xml_text import parse_xml
from itpm.model.durations import DayLength, Duration, seconds_of
from itpm.model.stored_dates import StoredDates, StoredTask


def stored_dates(text: str | bytes) -> StoredDates:
    """The dates, slack and criticality that MS Project stored in a file, by task UID.

    They may be out of date, and no scheduler sees them: they are what a schedule is compared with.

    Args:
        text: the file's text; bytes are decoded as they declare.

    Raises:
        PlanError: not MS Project XML, or values that cannot be read; with every fault and its place.

    Example:
        >>> stored = stored_dates('''<Project><Tasks><Task><UID>1</UID><Start>2026-01-05T08:00:00</Start>
        ...   <TotalSlack>4800</TotalSlack><Critical>0</Critical></Task></Tasks></Project>''')
        >>> print(stored["1"].start, stored["1"].total_float, stored["1"].is_critical)
        2026-01-05 08:00:00 1d False
    """
    faults: list[Fault] = []
    project = Record(parse_xml(text, root="Project"), "", faults)
    measures = Measures(day=day_length(project))
    ids = kept_in(project, custom_fields_of(project)).tasks
    tasks = [_stored_task(row, measures, ids) for row in rows_of(project)]
    start, finish = project.moment("StartDate"), project.moment("FinishDate", edge="finish")
    if faults:
        raise PlanError(faults)
    return StoredDates("MS Project", tasks=tasks, start=start, finish=finish)


def _stored_task(row: Row, measures: Measures, ids: Mapping[str, str]) -> StoredTask:
    record = row.record
    elapsed = measures.code(record, "DurationFormat") % 2 == 0
    return StoredTask(
        ids.get(row.uid, row.uid),
        name=record.text("Name"),
        start=record.moment("Start"),
        finish=record.moment("Finish", edge="finish"),
        early_start=record.moment("EarlyStart"),
        early_finish=record.moment("EarlyFinish", edge="finish"),
        late_start=record.moment("LateStart"),
        late_finish=record.moment("LateFinish", edge="finish"),
        total_float=_slack(record, "TotalSlack", measures.day, elapsed=elapsed),
        free_float=_slack(record, "FreeSlack", measures.day, elapsed=elapsed),
        is_critical=record.flag("Critical") if record.text("Critical") else None,
    )


def _slack(record: Record, name: str, day: DayLength, *, elapsed: bool) -> Duration | None:
    """A slack, in tenths of minutes; that of an elapsed task is clock time."""
    tenths = record.number(name)
    return None if tenths is None else seconds_of(round(tenths * 6), day=day, elapsed=elapsed)

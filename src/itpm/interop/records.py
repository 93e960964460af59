"""A plan from the rows of a spreadsheet, and rows from a plan.

Rows are mappings from column to cell, as `csv.DictReader` and a data frame's ``to_dict("records")`` give them. Which
columns there may be is told in `itpm.interop.record_columns`, what may stand in them in `itpm.interop.record_cells` and
`itpm.interop.record_notation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from itpm.errors import Fault, FaultsError, Hints, PlanError
from itpm.interop.record_cells import Cells, Reading, cell_text, decimal_of
from itpm.interop.record_columns import SPELLINGS, fields_of
from itpm.interop.record_structure import lines_of
from itpm.interop.record_tasks import RowReader
from itpm.model.calendars import WorkCalendar
from itpm.model.durations import DayLength, Unit
from itpm.model.moments import Moment, moment
from itpm.model.money import NO_CURRENCY
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.resources import Resource

_PERCENTS = ("percent_complete", "percent_work", "physical_percent")
_UNITS: Mapping[str, Unit] = {unit.value: unit for unit in Unit}


def plan_from_records(
    rows: Iterable[Mapping[Any, object]],  # Any: whatever a row has as keys
    *,
    start: Moment,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    unit: Literal["s", "m", "h", "d", "w", "mo"] = "d",
    date_format: str | None = None,
    calendar: WorkCalendar | None = None,
    calendars: Mapping[str, WorkCalendar] | Iterable[tuple[str, WorkCalendar]] = (),
    day: DayLength | None = None,
    resources: Iterable[Resource] = (),
    currency: str = NO_CURRENCY,
    deadline: Moment | None = None,
    data_date: Moment | None = None,
    policy: SchedulingPolicy | None = None,
) -> Plan:
    """The plan that rows of a spreadsheet hold, a task a row.

    Tasks are known by the ``ID`` column, or by their row's number, from 1. Summaries come from the outline level, a
    parent's id, or the dots of the WBS, whichever there is. A task without a duration, but with a start and a finish, keeps
    these dates; other starts and finishes are taken for computed, and left out like slack. A resource that is not given
    is made. Columns that stand for nothing else are custom fields.

    Args:
        rows: the rows; one that is blank only counts.
        start: when the plan may begin.
        name: what it is called; None: as the row of outline level 0 is, else ``"Plan"``.
        columns: fields by column, for columns under names of their own: ``{"Vorgänger": "predecessors"}``.
        unit: unit of a duration that says none.
        date_format: how dates are written, as ``datetime.strptime`` knows it: ``"%d.%m.%Y"``; None: ISO 8601.
        calendar: the plan's working time; None: the standard one.
        calendars: further calendars, which a column may name.
        day: how days, weeks and months are read; None: as the calendar says.
        resources: who and what there is, found by id or name.
        currency: currency of amounts that say none.
        deadline: when the plan should be finished.
        data_date: up to when progress is recorded.
        policy: how its dates are computed.

    Raises:
        PlanError: with every fault at its row and column.

    Example:
        >>> rows = [
        ...     {"ID": 11, "Task Name": "Move", "Outline Level": 1, "Duration": "", "Predecessors": ""},
        ...     {"ID": 12, "Task Name": "pack", "Outline Level": 2, "Duration": "2 days", "Predecessors": ""},
        ...     {"ID": 14, "Task Name": "drive", "Outline Level": 2, "Duration": "4h", "Predecessors": "12SS+1d"},
        ... ]
        >>> plan = plan_from_records(rows, start="2026-01-05")
        >>> [(task.id, task.parent, str(task.duration)) for task in plan.tasks]
        [('11', None, 'None'), ('12', '11', '2d'), ('14', '11', '4h')]
        >>> plan_from_records([{"Name": "pack", "Duration": "2 dyas", "Predecessors": "7"}], start="2026-01-05")
        Traceback (most recent call last):
        itpm.errors.PlanError: 2 faults
          row 1, Duration: expected a duration like '5d', '5 days' or '3 edays', got '2 dyas'
          row 1, Predecessors: there is no task '7'
    """
    faults: list[Fault] = []
    sheet = _sheet(rows, columns or {}, _Options(unit, date_format, currency), faults)
    lines = lines_of(sheet)
    reader = RowReader(lines=lines, calendars=dict(calendars), resources={one.id: one for one in resources})
    tasks = [reader.task(line) for line in lines.tasks]
    given: dict[str, Any] = {  # Any: arguments of one call
        "calendar": calendar if calendar is not None else WorkCalendar.standard(),
        "calendars": calendars,
        "resources": tuple(reader.resources.values()),
    } | ({} if day is None else {"day": day})
    try:
        plan = Plan(
            name or lines.name or "Plan",
            start=_start(start),
            tasks=tasks,
            currency=currency,
            deadline=deadline,
            data_date=data_date,
            policy=policy,
            **given,
        )
    except FaultsError as error:
        by_place = {f"task {line.id!r}": line.cells for line in lines.tasks}
        raise PlanError(_by_row([*faults, *(_at_row(fault, by_place) for fault in error.faults)])) from None
    if faults:
        raise PlanError(_by_row(faults))
    return plan


_TASK = re.compile(r"(task (?:'.*'|\".*\"))(?:\.(.*))?")
_FIELDS: Mapping[str, str] = {
    "after": "predecessors",
    "assignments": "resources",
    "details.manual_start": "start",
    "details.manual_finish": "finish",
}


def _at_row(fault: Fault, rows: Mapping[str, Cells]) -> Fault:
    """A fault of a task with the row and column it comes from; any other as it is."""
    match = _TASK.fullmatch(fault.place)
    cells = rows.get(match[1]) if match else None
    if match is None or cells is None:
        return fault
    said = (match[2] or "id").partition("[")[0]
    field = _FIELDS.get(said, said.rpartition(".")[2])
    if field == "parent" and "level" in cells.fields:
        field = "level"
    return Fault(cells.place(field if field in SPELLINGS else "id"), fault.value, fault.message)


def _by_row(faults: list[Fault]) -> list[Fault]:
    """The faults in the order of the rows, those of the whole first."""
    rows = [re.match(r"row ([0-9]+)", fault.place) for fault in faults]
    keys = [int(match[1]) if match else 0 for match in rows]
    return [fault for _, fault in sorted(zip(keys, faults, strict=True), key=lambda pair: pair[0])]


def _start(value: Moment) -> datetime:
    return moment(value, place="start")


class _Options:
    """What the caller says of cells; lives only while rows are read."""

    def __init__(self, unit: str, date_format: str | None, currency: str) -> None:
        self.unit, self.date_format, self.currency = unit, date_format, currency


def _sheet(
    rows: Iterable[Mapping[Any, object]], columns: Mapping[str, str], options: _Options, faults: list[Fault]
) -> list[Cells]:
    """The rows with their columns understood, blank ones left out."""
    numbered: list[tuple[int, Mapping[Any, object]]] = []
    headers: dict[str, None] = {}
    unnamed: dict[object, None] = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            faults.append(
                Fault(f"row {number}", row, f"expected a mapping from column to cell, got {type(row).__name__}")
            )
            continue
        if cell_text(row.get(None)) not in ("", "[]"):
            faults.append(Fault(f"row {number}", row[None], "there are more cells than columns"))
        headers |= {header: None for header in row if isinstance(header, str)}
        unnamed |= {header: None for header in row if header is not None and not isinstance(header, str)}
        numbered.append((number, row))
    faults += [Fault(f"column {one!r}", one, f"expected a column's name as text, got {one!r}") for one in unnamed]
    fields, others = fields_of(headers, columns, faults)
    unit = _UNITS.get(options.unit)
    if unit is None:
        faults.append(Fault("unit", options.unit, f"expected one of {', '.join(_UNITS)}, got {options.unit!r}"))
    reading = Reading(
        faults=faults,
        unit=unit or Unit.DAY,
        date_format=options.date_format,
        currency=options.currency,
        shares=_shares(fields, numbered, faults),
        others=others,
        hints=Hints(),
    )
    cells = (Cells(number, row, fields, reading) for number, row in numbered)
    return [one for one in cells if any(cell_text(value) for key, value in one.row.items() if isinstance(key, str))]


def _shares(
    fields: Mapping[str, str], rows: list[tuple[int, Mapping[Any, object]]], faults: list[Fault]
) -> frozenset[str]:
    """The columns of percentages that hold shares of one, as spreadsheets store them: fractions, none above one."""
    found = set()
    for field in _PERCENTS:
        cells = [(row, cells.get(fields[field])) for row, cells in rows] if field in fields else []
        told = [(row, cell, decimal_of(cell_text(cell).replace(",", "."))) for row, cell in cells if cell_text(cell)]
        if not told or not all(number is not None and 0 <= number <= 1 for _, _, number in told):
            continue
        if all(isinstance(cell, float) for _, cell, _ in told) or any(number not in (0, 1) for _, _, number in told):
            found.add(fields[field])
            continue
        place = next((f"row {row}, {fields[field]}" for row, _, number in told if number), "")
        if place:
            faults.append(Fault(place, "1", "1 may be 1% or 100% here; write it with its sign"))
    return frozenset(found)

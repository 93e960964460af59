"""One row as a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import frozen

from itpm.errors import FaultsError
from itpm.interop.record_cells import Cells, cell_text, duration_of
from itpm.interop.record_notation import items_of, link_of, share_of
from itpm.interop.record_structure import Line, Lines
from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.durations import Duration, ElapsedDuration, ThreePointEstimate, WorkDuration
from itpm.model.progress import Progress
from itpm.model.resources import Assignment, Resource, ResourceKind
from itpm.model.tasks import NO_DETAILS, EffortType, Task, TaskDetails, TaskKind

_T = TypeVar("_T")
CONSTRAINTS: Mapping[ConstraintType, str] = {
    ConstraintType.ASAP: "As Soon As Possible",
    ConstraintType.ALAP: "As Late As Possible",
    ConstraintType.MSO: "Must Start On",
    ConstraintType.MFO: "Must Finish On",
    ConstraintType.SNET: "Start No Earlier Than",
    ConstraintType.SNLT: "Start No Later Than",
    ConstraintType.FNET: "Finish No Earlier Than",
    ConstraintType.FNLT: "Finish No Later Than",
    ConstraintType.START_ON: "Start On",
    ConstraintType.FINISH_ON: "Finish On",
    ConstraintType.MANDATORY_START: "Mandatory Start",
    ConstraintType.MANDATORY_FINISH: "Mandatory Finish",
}
KINDS: Mapping[TaskKind, str] = {
    TaskKind.TASK: "Auto Scheduled",
    TaskKind.MANUAL: "Manually Scheduled",
    TaskKind.LEVEL_OF_EFFORT: "Level Of Effort",
    TaskKind.HAMMOCK: "Hammock",
    TaskKind.EXTERNAL: "External",
}
EFFORTS: Mapping[EffortType, str] = {
    EffortType.FIXED_UNITS: "Fixed Units",
    EffortType.FIXED_DURATION: "Fixed Duration",
    EffortType.FIXED_WORK: "Fixed Work",
}
ESTIMATED = ("Estimated", "1")
"""What MS Project says of a duration with a question mark."""
_MORE_KINDS = {"automatic": TaskKind.TASK, "auto": TaskKind.TASK, "manual": TaskKind.MANUAL, "task": TaskKind.TASK}
_KIND_TEXTS = {text.lower(): kind for kind, text in KINDS.items()} | _MORE_KINDS
_CONSTRAINT_TEXTS = {text.lower(): kind for kind, text in CONSTRAINTS.items()} | {
    kind.name.lower(): kind for kind in ConstraintType
}
_EFFORT_TEXTS = {text.lower(): effort for effort, text in EFFORTS.items()}
_USUAL_PRIORITY = 500


@frozen(kw_only=True)
class RowReader:
    """What reading a row needs to know of the sheet.

    Attributes:
        lines: the tasks.
        calendars: calendars that rows may name.
        resources: resources by id; those that only rows name are added.
    """

    lines: Lines
    calendars: Mapping[str, WorkCalendar]
    resources: dict[str, Resource]

    def task(self, line: Line) -> Task:
        """The task of a row."""
        cells = line.cells
        is_summary = line.id in self.lines.summaries
        duration, estimated = (None, False) if is_summary else _duration(cells)
        kind = _kind(cells, timeless=duration is None and not is_summary)
        priority = cells.integer("priority")
        details = self._details(cells, kind, estimated=estimated)
        given = {
            "name": cells.text("name"),
            "parent": line.parent,
            "kind": kind,
            "after": tuple(self._links(line)),
            "constraints": _constraints(cells),
            "deadline": cells.moment("deadline", "finish"),
            "calendar": self._calendar(cells),
            "assignments": tuple(self._assignments(cells)),
            "progress": _progress(cells),
            "priority": _USUAL_PRIORITY if priority is None else priority,
            "details": None if details == NO_DETAILS else details,
        }
        try:
            return Task(line.id, duration, **given)  # type: ignore[arg-type]  # one value for each field
        except FaultsError as error:
            for fault in error.faults:
                cells.fault("id", fault.value, f"{fault.place}: {fault.message}")
            return Task(line.id)

    def _links(self, line: Line) -> Iterator[Dependency]:
        cells = line.cells
        for item in items_of(cells.text("predecessors")):
            found = link_of(item, self.lines.find, cells.reading.unit)
            if isinstance(found, str):
                hint = cells.reading.hints(_called(found), self.lines.names()) if found.startswith("there") else ""
                cells.fault("predecessors", item, found + hint)
            else:
                yield Dependency(found[0], line.id, type=found[1], lag=found[2])

    def _assignments(self, cells: Cells) -> Iterator[Assignment]:
        for item in items_of(cells.text("resources")):
            share = share_of(item)
            if isinstance(share, str):
                cells.fault("resources", item, share)
            else:
                yield Assignment(resource=self._resource(share.name, share.material), units=share.units)

    def _resource(self, name: str, material: str) -> str:
        """Id of the resource of that id or name; a new one where there is none."""
        if name in self.resources:
            return name
        found = next((one.id for one in self.resources.values() if one.name == name), None)
        if found is None:
            kind = ResourceKind.MATERIAL if material else ResourceKind.WORK
            self.resources[name] = Resource(name, kind=kind, unit=material)
        return found or name

    def _calendar(self, cells: Cells) -> str | None:
        name = cells.text("calendar")
        if not name or name.lower() == "none":
            return None
        if name not in self.calendars:
            hint = cells.reading.hints(name, self.calendars)
            cells.fault("calendar", name, f"there is no calendar {name[:60]!r} among the given ones{hint}")
            return None
        return name

    def _details(self, cells: Cells, kind: TaskKind, *, estimated: bool) -> TaskDetails:
        keeps_dates = kind in (TaskKind.MANUAL, TaskKind.EXTERNAL)
        others = ((header, cell_text(cells.row.get(header))) for header in cells.reading.others)
        return TaskDetails(
            active=cells.flag("active", default=True),
            milestone=cells.flag("milestone"),
            effort=_choice(cells, "type", _EFFORT_TEXTS, EffortType.FIXED_DURATION),
            effort_driven=cells.flag("effort_driven"),
            ignores_resource_calendars=cells.flag("ignores_resource_calendars"),
            levelling_delay=_elapsed(cells, "levelling_delay"),
            manual_start=cells.moment("start") if keeps_dates else None,
            manual_finish=cells.moment("finish", "finish") if keeps_dates else None,
            fixed_cost=cells.money("fixed_cost"),
            cost_account=cells.text("cost_account"),
            wbs=cells.text("wbs"),
            custom=tuple((header, text) for header, text in others if text),
            notes=cells.text("notes"),
            foreign=(ESTIMATED,) if estimated else (),
        )


def _choice(cells: Cells, field: str, choices: Mapping[str, _T], default: _T) -> _T:
    text = cells.text(field)
    if text and text.lower() not in choices:
        hint = cells.reading.hints(text.lower(), choices)
        shown: dict[_T, str] = {}
        for name, choice in choices.items():
            shown.setdefault(choice, name)
        cells.fault(field, text, f"expected one of {', '.join(shown.values())}, got {text[:60]!r}{hint}")
    return choices.get(text.lower(), default)


def _duration(cells: Cells) -> tuple[Duration | ThreePointEstimate | None, bool]:
    """The duration, and whether it is but estimated; three with slashes between them are optimistic, likely, pessimistic."""
    text = cells.text("duration")
    if text.count("/") == 2:
        three = [duration_of(part, cells.unit("duration")) for part in text.split("/")]
        found = [one for one in three if one is not None]
        if len(found) == 3:
            return ThreePointEstimate(*found), False
        cells.unread("duration", "three durations like '1d/2d/4d'")
        return None, False
    return cells.duration("duration"), text.endswith("?")


def _kind(cells: Cells, *, timeless: bool) -> TaskKind:
    """As the row says; without a duration, but with a start and a finish, it keeps these dates."""
    if not cells.text("mode") and timeless and cells.text("start") and cells.text("finish"):
        return TaskKind.MANUAL
    return _choice(cells, "mode", _KIND_TEXTS, TaskKind.TASK)


def _constraints(cells: Cells) -> tuple[Constraint, ...]:
    if not cells.text("constraint"):
        if cells.text("constraint_date"):
            cells.fault("constraint", "", "a constraint's date needs its type")
        return ()
    kind = _choice(cells, "constraint", _CONSTRAINT_TEXTS, ConstraintType.ASAP)
    if not kind.has_date:
        return () if kind is ConstraintType.ASAP else (Constraint(kind),)
    date = cells.moment("constraint_date", "finish" if kind.on_finish else "start")
    if date is None:
        if not cells.text("constraint_date"):
            cells.fault("constraint_date", "", f"expected the date of the constraint {CONSTRAINTS[kind]!r}")
        return ()
    return (Constraint(kind, date),)


def _progress(cells: Cells) -> Progress | None:
    complete = cells.percent("percent_complete")
    found = Progress(
        actual_start=cells.moment("actual_start"),
        actual_finish=cells.moment("actual_finish", "finish"),
        remaining=cells.duration("remaining"),
        percent_complete=complete,
        percent_work=cells.percent("percent_work"),
        physical_percent=cells.percent("physical_percent"),
        stop=cells.moment("stop", "finish"),
        resume=cells.moment("resume"),
        actual_work=_work(cells, "actual_work"),
        actual_cost=cells.money("actual_cost"),
    )
    said: tuple[object, ...] = (found.percent_work, found.physical_percent, found.actual_work, found.actual_cost)
    dates: tuple[datetime | None, ...] = (found.actual_start, found.actual_finish, found.stop, found.resume)
    if complete or any(said) or any(dates):
        return found
    return None if not cells.text("actual_start") else found


def _work(cells: Cells, field: str) -> WorkDuration | None:
    found = cells.duration(field)
    if isinstance(found, ElapsedDuration):
        cells.unread(field, "working time")
        return None
    return found


def _elapsed(cells: Cells, field: str) -> ElapsedDuration | None:
    found = cells.duration(field)
    if isinstance(found, WorkDuration):
        if found.amount:
            cells.unread(field, "clock time like '3ed'")
        return None
    return found if found is not None and found.amount else None


def _called(message: str) -> str:
    """What a message says is not there."""
    return message.partition("'")[2].removesuffix("'")

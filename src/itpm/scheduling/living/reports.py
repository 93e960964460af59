"""A batch of status reports as it comes in: values, rows of a spreadsheet, or a mapping by task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import attrs
from attrs import frozen

from itpm.errors import Fault, Hints, NotationError
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.scheduling.living.actuals import Actual

Row: TypeAlias = Mapping[str, object]
Actuals: TypeAlias = Iterable[Actual | Row] | Mapping[str, Actual | Progress | Row]

# Any: each converter takes what its own field may be typed as, and refuses the rest with a NotationError
_READ: Mapping[str, Callable[[Any], object]] = {
    attribute.name: attribute.converter  # type: ignore[misc]  # every field named here has a plain function
    for attribute in attrs.fields(Actual)
    if attribute.name not in ("task", "correction")
}
_FIELDS = (*_READ, "correction")


@frozen(kw_only=True)
class Report:
    """One entry of a batch.

    Attributes:
        place: where it stands, for faults.
        task: id of the task it is about.
        said: what it says: news, or all that is known.
    """

    place: str
    task: str
    said: Actual | Progress

    @property
    def correction(self) -> str:
        """Why recorded progress is undone; empty where it is not."""
        return self.said.correction if isinstance(self.said, Actual) else ""


def reports_of(plan: Plan, actuals: Actuals, faults: list[Fault]) -> list[Report]:
    """The entries of a batch that can be read and name a task of the plan; what is wrong with the others goes to `faults`."""
    if isinstance(actuals, Mapping):
        entries = [(f"actuals[{name!r}]", name, said) for name, said in actuals.items()]
    else:
        entries = [(f"actuals[{number}]", _named(said), said) for number, said in enumerate(actuals)]
    hint, position = Hints(), plan.structure.position
    found: list[Report] = []
    for place, name, said in entries:
        if not isinstance(name, str):
            faults.append(
                Fault(place, said, f"expected an Actual, or a mapping with a task and what is known, got {said!r}")
            )
        elif name not in position:
            faults.append(Fault(f"{place}.task", name, f"there is no task {name!r}{hint(name, position)}"))
        elif (read := _read(place, name, said, faults)) is not None:
            found.append(Report(place=place, task=name, said=read))
    times = Counter(report.task for report in found)
    faults.extend(
        Fault(f"{report.place}.task", report.task, f"task {report.task!r} is reported {times[report.task]} times")
        for report in found
        if times[report.task] > 1
    )
    return found


def _named(said: Actual | Row) -> object:
    """The task an entry of a list is about."""
    if isinstance(said, Actual):
        return said.task
    return said.get("task") if isinstance(said, Mapping) else None


def _read(place: str, name: str, said: object, faults: list[Fault]) -> Actual | Progress | None:
    if isinstance(said, Actual) and said.task != name:
        faults.append(Fault(f"{place}.task", said.task, f"expected task {name!r}, got {said.task!r}"))
        return None
    if isinstance(said, Actual | Progress):
        return said
    if not isinstance(said, Mapping):
        faults.append(Fault(place, said, f"expected an Actual, a Progress or a mapping, got {said!r}"))
        return None
    return _of_row(place, name, said, faults)


def _of_row(place: str, name: str, row: Row, faults: list[Fault]) -> Actual | None:
    """A row as an `Actual`; empty cells say nothing."""
    values: dict[str, Any] = {}  # Any: fields of several types, each read by its own converter
    before = len(faults)
    hint = Hints()
    for key, value in row.items():
        if key == "task" or value is None or value == "":
            continue
        if key not in _FIELDS:
            faults.append(Fault(f"{place}.{key}", value, f"a status has no field {key!r}{hint(key, _FIELDS)}"))
            continue
        try:
            values[key] = _READ[key](value) if key in _READ else str(value)
        except NotationError as error:
            faults.extend(Fault(f"{place}.{key}", fault.value, fault.message) for fault in error.faults)
        except TypeError:
            faults.append(Fault(f"{place}.{key}", value, f"cannot be read, got {value!r}"))
    return Actual(name, **values) if len(faults) == before else None

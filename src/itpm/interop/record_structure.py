"""Which rows are tasks, what they are called, and who contains whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from attrs import frozen

from itpm.interop.record_cells import Cells

_WHOLE = re.compile(r"[0-9]{1,15}\.0")


@frozen
class Line:
    """A row that is a task.

    Attributes:
        id: the task's id.
        cells: its row.
        parent: id of its summary.
    """

    id: str
    cells: Cells
    parent: str | None


@frozen
class Lines:
    """The tasks of a sheet.

    Attributes:
        tasks: their rows, in order.
        name: the plan's, where a row of outline level 0 says one.
        summaries: ids of tasks that contain others.
        by_id: the ids.
        by_wbs: ids by WBS code, where only one has it.
        by_name: ids by name, where only one has it.
    """

    tasks: tuple[Line, ...]
    name: str
    summaries: frozenset[str]
    by_id: frozenset[str]
    by_wbs: Mapping[str, str]
    by_name: Mapping[str, str]

    def names(self) -> Iterator[str]:
        """Everything that a task may be called, to offer the nearest."""
        return chain(self.by_id, self.by_wbs, self.by_name)

    def find(self, text: str) -> str | None:
        """The task that a text names: by its id, else its WBS code, else its name; None: none, or several.

        Spreadsheets write the id 12 as 12.0 where some cell of its column is blank.
        """
        if text in self.by_id:
            return text
        found = self.by_wbs.get(text) or self.by_name.get(text)
        return self.find(text[:-2]) if found is None and _WHOLE.fullmatch(text) else found


def lines_of(sheet: Iterable[Cells]) -> Lines:
    """The tasks of the rows; of two with one id, the first."""
    rows = list(sheet)
    name = ""
    if rows and rows[0].text("level") == "0":
        name = rows[0].text("name")
        rows = rows[1:]
    named: dict[str, Cells] = {}
    for row in rows:
        own = _id(row)
        if own in named:
            row.fault("id", own, f"task {own[:60]!r} is there twice, first in row {named[own].number}")
        else:
            named[own] = row
    by_wbs = _unique({own: row.text("wbs") for own, row in named.items()})
    by_name = _unique({own: row.text("name") for own, row in named.items()})
    parents = _parents(named, by_wbs)
    lines = tuple(Line(own, row, parents[own]) for own, row in named.items())
    above = frozenset(parent for parent in parents.values() if parent is not None)
    return Lines(lines, name, above, frozenset(named), by_wbs, by_name)


def _id(row: Cells) -> str:
    if "id" not in row.fields:
        return str(row.number)
    own = row.text("id")
    if not own:
        row.fault("id", own, "a task needs an id, as links call it by that")
    return own or f"row {row.number}"


def _unique(texts: Mapping[str, str]) -> dict[str, str]:
    """Id by text, for the texts that only one has."""
    counts = Counter(texts.values())
    return {text: own for own, text in texts.items() if text and counts[text] == 1}


def _parents(named: Mapping[str, Cells], by_wbs: Mapping[str, str]) -> dict[str, str | None]:
    """Each task's summary: by outline level, else as its row says, else by the dots of its WBS code."""
    first = next(iter(named.values()), None)
    columns = () if first is None else first.fields
    if "level" in columns:
        return _by_level(named)
    if "parent" in columns:
        return {own: _told(own, row, named, by_wbs) for own, row in named.items()}
    return {own: _by_code(own, row.text("wbs"), by_wbs) for own, row in named.items()}


def _by_level(named: Mapping[str, Cells]) -> dict[str, str | None]:
    """The last task before it that stands on a higher level."""
    found: dict[str, str | None] = {}
    above: list[tuple[int, str]] = []
    for own, row in named.items():
        level = row.integer("level")
        if level is None:
            level = above[-1][0] if above else 1
            if not row.text("level"):
                row.fault("level", "", "a task needs its level in the outline, 1 for the outermost")
        elif level < 1:
            row.fault("level", level, f"expected a level of the outline from 1, got {level}")
        while above and above[-1][0] >= level:
            above.pop()
        found[own] = above[-1][1] if above else None
        above.append((level, own))
    return found


def _told(own: str, row: Cells, named: Mapping[str, Cells], by_wbs: Mapping[str, str]) -> str | None:
    text = row.text("parent")
    if not text:
        return None
    found = text if text in named else by_wbs.get(text)
    if found is None or found == own:
        hint = row.reading.hints(text, named)
        message = (
            f"a task cannot contain itself, got {text[:60]!r}" if found else f"there is no task {text[:60]!r}{hint}"
        )
        row.fault("parent", text, message)
        return None
    return found


def _by_code(own: str, code: str, by_wbs: Mapping[str, str]) -> str | None:
    """The task with the longest code that this one's begins with."""
    parts = code.split(".")[:100]
    for count in range(len(parts) - 1, 0, -1):
        found = by_wbs.get(".".join(parts[:count]))
        if found is not None and found != own:
            return found
    return None

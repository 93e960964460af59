"""The DCMA's checks counted again, straight from MS Project's XML and its own computed dates: slowly, and so that one can see it.

Nothing here comes from the library. Tasks are dictionaries of the file's elements; every check is a comprehension over them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

_SPACE = "{http://schemas.microsoft.com/project}"
_HARD = {"2", "3", "5", "7"}  # must start on, must finish on, start no later than, finish no later than
_FINISH_TO_START = "1"
_LONG = 44


@dataclass
class Row:
    """One task of the file."""

    uid: str
    fields: dict[str, str]
    predecessors: list[dict[str, str]]
    baseline: dict[str, str]
    parents: list[str]
    is_summary: bool = False

    def flag(self, name: str, default: str = "0") -> bool:
        return self.fields.get(name, default) == "1"

    def date(self, name: str) -> datetime | None:
        return datetime.fromisoformat(self.fields[name]) if name in self.fields else None

    @property
    def is_left_out(self) -> bool:
        return self.is_summary or not self.flag("Active", "1") or self.is_milestone or self.flag("ExternalTask")

    @property
    def is_milestone(self) -> bool:
        return self.flag("Milestone") or minutes(self.fields.get("Duration", "PT0H")) == 0

    @property
    def is_complete(self) -> bool:
        return "ActualFinish" in self.fields


def minutes(text: str) -> float:
    """An XML duration such as PT12H30M0S [min]."""
    found = re.fullmatch(r"PT(\d+)H(?:(\d+)M)?(?:([\d.]+)S)?", text)
    if found is None:
        raise ValueError(text)
    hours, mins, seconds = found.groups()
    return int(hours) * 60 + int(mins or 0) + float(seconds or 0) / 60


def rows_of(text: str) -> tuple[dict[str, str], list[Row], set[str]]:
    """The project's own elements, its tasks, and the uids of tasks that somebody is assigned to."""
    root = ElementTree.fromstring(text)
    project = _leaves(root)
    rows: list[Row] = []
    above: list[tuple[int, str]] = []
    for element in root.iter(f"{_SPACE}Task"):
        fields = _leaves(element)
        if fields.get("UID") == "0" or fields.get("IsNull") == "1":
            continue
        level = int(fields.get("OutlineLevel", "1"))
        above = [(depth, uid) for depth, uid in above if depth < level]
        links = [_leaves(link) for link in element.findall(f"{_SPACE}PredecessorLink")]
        agreed = next(
            (b for e in element.findall(f"{_SPACE}Baseline") if (b := _leaves(e)).get("Number", "0") == "0"), {}
        )
        rows.append(Row(fields["UID"], fields, links, agreed, [uid for _, uid in above]))
        above.append((level, fields["UID"]))
    summaries = {row.parents[-1] for row in rows if row.parents}
    for row in rows:
        row.is_summary = row.uid in summaries
    worked = {
        found["TaskUID"]
        for element in root.iter(f"{_SPACE}Assignment")
        if (found := _leaves(element)).get("ResourceUID", "-65535") not in {"-65535", "-1"}
    }
    return project, rows, worked


def _leaves(element: ElementTree.Element) -> dict[str, str]:
    return {child.tag.removeprefix(_SPACE): (child.text or "").strip() for child in element if not len(child)}


@dataclass
class Counts:
    """(offenders, of how many) of checks 1 to 5, 8 and 10; (finished, owed) of 14."""

    logic: tuple[int, int]
    leads: tuple[int, int]
    lags: tuple[int, int]
    finish_to_start: tuple[int, int]
    hard: tuple[int, int]
    long: tuple[int, int]
    unassigned: tuple[int, int]
    bei: tuple[int, int]


def counts(text: str, status: datetime) -> Counts:
    """The checks that need nobody's scheduling engine."""
    project, rows, worked = rows_of(text)
    day = float(project.get("MinutesPerDay", "480"))
    by_uid = {row.uid: row for row in rows}
    links = [
        (by_uid[link["PredecessorUID"]], row, link)
        for row in rows
        for link in row.predecessors
        if link.get("PredecessorUID") in by_uid
        and row.flag("Active", "1")
        and by_uid[link["PredecessorUID"]].flag("Active", "1")
    ]
    still = [link for link in links if not link[1].is_complete]
    waiting = {row.uid for _, row, _ in links}
    waited_for = {before.uid for before, _, _ in links}
    todo = [row for row in rows if not row.is_left_out and not row.is_complete]

    def linked(row: Row, known: set[str]) -> bool:
        return not known.isdisjoint([row.uid, *row.parents])

    lag = [float(link.get("LinkLag", "0")) for _, _, link in still]
    agreed = {
        row.uid: datetime.fromisoformat(row.baseline["Finish"])
        for row in rows
        if not row.is_left_out and "Finish" in row.baseline
    }
    known = [row for row in rows if not row.is_left_out]
    finished = [row for row in known if (date := row.date("ActualFinish")) is not None and date <= status]
    owed = [row for row in known if row.uid not in agreed or agreed[row.uid] <= status]
    length = {row.uid: _agreed_or_planned(row) for row in todo}
    a_day = [row for row in todo if minutes(row.fields.get("Duration", "PT0H")) >= day]
    return Counts(
        logic=(sum(not (linked(row, waiting) and linked(row, waited_for)) for row in todo), len(todo)),
        leads=(sum(one < 0 for one in lag), len(still)),
        lags=(sum(one > 0 for one in lag), len(still)),
        finish_to_start=(sum(link.get("Type", "1") == _FINISH_TO_START for _, _, link in still), len(still)),
        hard=(sum(row.fields.get("ConstraintType") in _HARD for row in todo), len(todo)),
        long=(sum(length[row.uid] > _LONG * day for row in todo), len(todo)),
        unassigned=(
            sum(row.uid not in worked and not float(row.fields.get("FixedCost", "0")) for row in a_day),
            len(a_day),
        ),
        bei=(len(finished), len(owed)),
    )


def _agreed_or_planned(row: Row) -> float:
    return minutes(row.baseline.get("Duration") or row.fields.get("Duration", "PT0H"))


@dataclass
class DatedCounts:
    """(offenders, of how many) of checks 6, 7, 9 and 11, by MS Project's own dates and slack."""

    high_float: tuple[int, int]
    negative_float: tuple[int, int]
    invalid: tuple[int, int]
    missed: tuple[int, int]


def dated_counts(text: str, expected: Mapping[str, Any], status: datetime) -> DatedCounts:
    """The checks that need dates, from what MS Project computed."""
    project, rows, _ = rows_of(text)
    day = float(project.get("MinutesPerDay", "480"))
    tasks = expected["tasks"]
    known = [row for row in rows if not row.is_left_out and row.uid in tasks]
    todo = [row for row in known if not row.is_complete]
    slack = [tasks[row.uid]["total_slack"] for row in todo]
    invalid = [row for row in known if _is_invalid(row, tasks[row.uid], status)]
    due = [
        (datetime.fromisoformat(row.baseline["Finish"]), row.date("ActualFinish") or _moment(tasks[row.uid]["finish"]))
        for row in known
        if "Finish" in row.baseline and datetime.fromisoformat(row.baseline["Finish"]) <= status
    ]
    return DatedCounts(
        high_float=(sum(one > _LONG * day for one in slack), len(todo)),
        negative_float=(sum(one < 0 for one in slack), len(todo)),
        invalid=(len(invalid), len(known)),
        missed=(sum(finish > agreed for agreed, finish in due), len(due)),
    )


def _is_invalid(row: Row, computed: Mapping[str, Any], status: datetime) -> bool:
    begun, ended = row.date("ActualStart"), row.date("ActualFinish")
    if (begun is not None and begun > status) or (ended is not None and ended > status):
        return True
    late_start = begun is None and ended is None and _moment(computed["start"]) < status
    return late_start or (ended is None and _moment(computed["finish"]) < status)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

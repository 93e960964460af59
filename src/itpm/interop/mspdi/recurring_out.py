"""Recurring exceptions from RFC 5545 text: the way back from `itpm.interop.mspdi.recurring`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from itpm.interop.mspdi.elements_out import Value
from itpm.model.recurrence_text import WEEKDAYS, Recurrence, compact_date, integers, read_recurrence
from itpm.model.recurrences import occurrences

_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_WORKDAYS = frozenset({"MO", "TU", "WE", "TH", "FR"})
_WEEKEND = frozenset({"SA", "SU"})
_LAST = date(2049, 12, 31)
_MOST_PERIODS = 99
_NUMBERED = re.compile(r"(-?[0-9]+)([A-Z]{2})")
_POSITIONS = {1: 0, 2: 1, 3: 2, 4: 3, -1: 4}


class Pattern(NamedTuple):
    """A recurrence as MS Project's dialogue knows it.

    Attributes:
        start: the first day it may fall on.
        finish: the last one.
        values: type, period, days and months, and how often, where that was typed.
    """

    start: date
    finish: date
    values: tuple[tuple[str, Value], ...]


def pattern_of(text: str, week_start: int = 1) -> Pattern | None:
    r"""The pattern of a recurrence; None where the dialogue knows none such.

    Args:
        text: the recurrence.
        week_start: day the project's weeks begin with, 0 = Sunday.

    Example:
        >>> pattern_of("DTSTART:20260101\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3").values
        (('EnteredByOccurrences', 1), ('Occurrences', 3), ('Period', 1), ('Type', 5), ('MonthItem', 8), ('MonthPosition', 4))
    """
    recurrence = read_recurrence(text, "recurrence", [])
    if recurrence.added or recurrence.left_out or not recurrence.parts:
        return None
    parts = dict(recurrence.parts)
    period, count = int(parts.get("INTERVAL", 1)), int(parts.get("COUNT", 0))
    rule = _rule(parts, recurrence, _DAYS[week_start % 7])
    if rule is None or not 1 <= period <= _MOST_PERIODS or (parts["FREQ"] == "YEARLY" and period > 1):
        return None
    finish = min(occurrences(text)[-1:] or (recurrence.start,)) if count else compact_date(parts.get("UNTIL", ""))
    if finish is not None and finish < recurrence.start:
        return None
    times = (("EnteredByOccurrences", int(bool(count))), ("Occurrences", count or None), ("Period", period))
    return Pattern(recurrence.start, finish or _LAST, (*(pair for pair in times if pair[1] is not None), *rule))


def _rule(parts: Mapping[str, str], recurrence: Recurrence, week_start: str) -> tuple[tuple[str, Value], ...] | None:
    by = {name: content for name, content in parts.items() if name.startswith("BY")}
    match parts["FREQ"]:
        case "DAILY" if not by:
            return (("Type", 7),)
        case "WEEKLY" if by.keys() <= {"BYDAY"}:
            return _weekly(by.get("BYDAY", WEEKDAYS[recurrence.start.weekday()]), parts, week_start)
        case "MONTHLY" if "BYMONTH" not in by:
            return _in_month(by or {"BYMONTHDAY": str(recurrence.start.day)}, dated=4, positioned=5)
        case "YEARLY" if not by:
            day = recurrence.start
            return ("Type", 2), ("Month", day.month - 1), ("MonthDay", day.day)
        case "YEARLY" if "BYMONTH" in by and len(integers(by["BYMONTH"])) == 1:
            rule = _in_month({k: v for k, v in by.items() if k != "BYMONTH"}, dated=2, positioned=3)
            return None if rule is None else (*rule, ("Month", integers(by["BYMONTH"])[0] - 1))
        case _:
            return None


def _weekly(days: str, parts: Mapping[str, str], week_start: str) -> tuple[tuple[str, Value], ...] | None:
    """Chosen days of the week; where weeks are skipped, it matters on which day they begin."""
    if int(parts.get("INTERVAL", 1)) > 1 and parts.get("WKST", "MO") != week_start:
        return None
    names = days.split(",")
    if set(names) == _WORKDAYS and "WKST" not in parts and int(parts.get("INTERVAL", 1)) == 1:
        return (("Type", 8),)
    return ("Type", 6), ("DaysOfWeek", sum(1 << _DAYS.index(name) for name in {*names}))


def _in_month(by: Mapping[str, str], *, dated: int, positioned: int) -> tuple[tuple[str, Value], ...] | None:
    if by.keys() == {"BYMONTHDAY"}:
        days = integers(by["BYMONTHDAY"])
        if len(days) != 1 or days[0] < -1:
            return None
        if days[0] == -1:
            return ("Type", positioned), ("MonthItem", 0), ("MonthPosition", 4)
        return ("Type", dated), ("MonthDay", days[0])
    if by.keys() == {"BYDAY"} and (match := _NUMBERED.fullmatch(by["BYDAY"])):
        return _positioned(positioned, 3 + _DAYS.index(match[2]), int(match[1]))
    if by.keys() == {"BYDAY", "BYSETPOS"} and len(integers(by["BYSETPOS"])) == 1:
        items = {_WORKDAYS: 1, _WEEKEND: 2}
        item = items.get(frozenset(by["BYDAY"].split(",")))
        return None if item is None else _positioned(positioned, item, integers(by["BYSETPOS"])[0])
    return None


def _positioned(kind: int, item: int, position: int) -> tuple[tuple[str, Value], ...] | None:
    if position not in _POSITIONS:
        return None
    return ("Type", kind), ("MonthItem", item), ("MonthPosition", _POSITIONS[position])


def week_start_of(texts: Iterable[str]) -> int:
    """The day that weeks begin with in recurrences, 0 = Sunday: what the first says that says it, else Monday.

    Sunday where there are none.
    """
    given = [text for text in texts if text]
    starts = (part for text in given for part in re.findall(r"WKST=([A-Z]{2})", text.upper()))
    return next((_DAYS.index(start) for start in starts if start in _DAYS), 1 if given else 0)

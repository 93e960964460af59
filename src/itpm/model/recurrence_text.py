"""Reading a recurrence's text: every part is checked before anything computes with it.

What is checked here keeps the computing bounded: no interval of zero, no part finer than a day, no list of positions
so long that searching would take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from attrs import frozen

from itpm.errors import Fault, did_you_mean

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)

_LONGEST = 4000
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{6}Z?)?")
_BYDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@frozen(kw_only=True)
class Recurrence:
    """A recurrence as read: its first day, the parts of its rule, days added and days left out."""

    start: date
    parts: tuple[tuple[str, str], ...]
    added: tuple[date, ...]
    left_out: frozenset[date]

    def part(self, name: str) -> str:
        """What stands behind ``name=`` in the rule; empty where it is missing."""
        return dict(self.parts).get(name, "")


def read_recurrence(text: object, place: str, faults: list[Fault]) -> Recurrence:
    """The recurrence that `text` writes; what is wrong with it is added to `faults`."""
    start: date | None = None
    parts: dict[str, str] = {}
    dates: dict[str, list[date]] = {"RDATE": [], "EXDATE": []}
    for name, value in _properties(text, place, faults):
        if name == "DTSTART" and start is None:
            start = _checked_date(value, place, faults)
        elif name == "RRULE" and not parts:
            parts = _rule(value, place, faults)
        elif name in dates:
            dates[name] += filter(None, (_checked_date(day, place, faults) for day in value.split(",")))
        else:
            faults.append(Fault(place, name, f"expected one DTSTART, one RRULE, RDATE and EXDATE, got {name[:20]!r}"))
    if not faults and (start is None or not (parts or dates["RDATE"])):
        faults.append(Fault(place, text, "a recurrence needs a DTSTART, and a RRULE or RDATE"))
    if start is not None and not FIRST_DAY <= start <= LAST_DAY:
        faults.append(Fault(place, start, f"a recurrence starts between 1900 and 2199, got {start}"))
    return Recurrence(
        start=start or FIRST_DAY,
        parts=tuple(parts.items()),
        added=tuple(dates["RDATE"]),
        left_out=frozenset(dates["EXDATE"]),
    )


def _properties(text: object, place: str, faults: list[Fault]) -> list[tuple[str, str]]:
    """(name, value) of each line; parameters like ``;VALUE=DATE`` are dropped, but a time zone is a fault."""
    if not isinstance(text, str) or len(text) > _LONGEST or not text.strip():
        faults.append(Fault(place, text, f"a recurrence is RFC 5545 text of at most {_LONGEST} characters"))
        return []
    found = []
    for line in text.upper().split():
        name, colon, value = line.partition(":")
        name, _, parameters = name.partition(";")
        if not colon:
            faults.append(Fault(place, line, f"expected a line like RRULE:FREQ=YEARLY, got {line[:60]!r}"))
        elif parameters not in ("", "VALUE=DATE", "VALUE=DATE-TIME"):
            faults.append(Fault(place, line, f"{name[:20]} takes dates without a zone, got {parameters[:60]!r}"))
        else:
            found.append((name, value))
    return found


def _rule(value: str, place: str, faults: list[Fault]) -> dict[str, str]:
    """The parts of a rule, each checked; UNTIL and COUNT exclude each other."""
    parts: dict[str, str] = {}
    for pair in filter(None, value.split(";")):
        name, _, content = pair.partition("=")
        known = len(faults)
        if name not in _PARTS:
            hint = did_you_mean(name, _PARTS)
            faults.append(Fault(place, pair, f"a recurrence has no part {name[:20]!r}; it is daily or coarser{hint}"))
        elif name in parts:
            faults.append(Fault(place, pair, f"{name} stands twice in the rule"))
        elif not _PARTS[name](content):
            faults.append(Fault(place, pair, f"{name} {_expected(name)}, got {content[:60]!r}"))
        if len(faults) == known:
            parts[name] = content
    faults.extend(Fault(place, value, message) for message in _contradictions(parts, value))
    return parts


def _contradictions(parts: dict[str, str], value: str) -> Iterator[str]:
    frequency = parts.get("FREQ", "")
    if "FREQ=" not in value:
        yield "a rule needs a FREQ: DAILY, WEEKLY, MONTHLY or YEARLY"
    if not frequency:
        return
    if "COUNT" in parts and "UNTIL" in parts:
        yield "a rule has COUNT or UNTIL, not both"
    for name in sorted(parts.keys() & _MISPLACED[frequency]):
        yield f"{name} does not belong into a rule with FREQ={frequency}"
    if frequency in ("DAILY", "WEEKLY") and any(len(day) > 2 for day in parts.get("BYDAY", "").split(",")):
        yield f"a numbered day in BYDAY belongs into a monthly or yearly rule, got FREQ={frequency}"
    chosen = [name for name in parts if name.startswith("BY")]
    if "BYSETPOS" in chosen and len(chosen) == 1:
        yield "BYSETPOS chooses among the days of another BY part, which is missing"
    if "BYEASTER" in chosen and len(chosen) > 1:
        yield "BYEASTER stands alone, without another BY part"


_MISPLACED = {
    "DAILY": frozenset({"BYEASTER", "BYWEEKNO", "BYYEARDAY", "BYSETPOS"}),
    "WEEKLY": frozenset({"BYEASTER", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYSETPOS"}),
    "MONTHLY": frozenset({"BYEASTER", "BYWEEKNO", "BYYEARDAY"}),
    "YEARLY": frozenset[str](),
}


def _numbers(least: int, most: int, *, zero: bool = False, longest: int = 800) -> Callable[[str], bool]:
    """A test for a list of at most `longest` whole numbers from `least` to `most`, zero only where allowed."""

    def fits(content: str) -> bool:
        items = content.split(",")
        if len(items) > longest or not all(re.fullmatch(r"[+-]?[0-9]{1,5}", item) for item in items):
            return False
        return all(least <= int(item) <= most and (zero or int(item) != 0) for item in items)

    return fits


def _number(most: int) -> Callable[[str], bool]:
    return lambda content: re.fullmatch(r"[0-9]{1,6}", content) is not None and 1 <= int(content) <= most


def _weekdays(content: str) -> bool:
    items = content.split(",")
    matches = [_BYDAY.fullmatch(item) for item in items]
    return len(items) <= 400 and all(m is not None and (m[1] is None or 1 <= abs(int(m[1])) <= 53) for m in matches)


_PARTS: dict[str, Callable[[str], bool]] = {
    "FREQ": lambda content: content in _FREQUENCIES,
    "INTERVAL": _number(10_000),
    "COUNT": _number(200_000),
    "UNTIL": lambda content: compact_date(content) is not None,
    "WKST": lambda content: content in WEEKDAYS,
    "BYDAY": _weekdays,
    "BYMONTH": _numbers(1, 12),
    "BYMONTHDAY": _numbers(-31, 31),
    "BYYEARDAY": _numbers(-366, 366),
    "BYWEEKNO": _numbers(-53, 53),
    "BYSETPOS": _numbers(-366, 366, longest=5),
    "BYEASTER": _numbers(-80, 250, zero=True),
}


def _expected(name: str) -> str:
    match name:
        case "FREQ":
            return "is DAILY, WEEKLY, MONTHLY or YEARLY"
        case "UNTIL":
            return "is a date like 20261231"
        case "BYDAY":
            return "lists days like MO,TU or 4TH,-1FR"
        case "WKST":
            return "is one of MO, TU, WE, TH, FR, SA, SU"
        case _:
            return "is out of range or no whole number"


def integers(content: str) -> list[int]:
    """The numbers of a checked list; none of an empty text."""
    return [int(item) for item in content.split(",")] if content else []


def _checked_date(text: str, place: str, faults: list[Fault]) -> date | None:
    day = compact_date(text)
    if day is None:
        faults.append(Fault(place, text, f"expected a date like 20261225, got {text[:60]!r}"))
    return day


def compact_date(text: str) -> date | None:
    """The date that ``20261225`` or ``20261225T080000`` writes; None where it writes none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None

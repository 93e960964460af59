"""The text in which P6 keeps a calendar: nested records ``(0||name(key|value|...)(records))``.

A calendar is a record with two others in it: ``DaysOfWeek`` holds days 1 (Sunday) to 7, each with its shifts
``(s|08:00|f|12:00)``; ``Exceptions`` holds dates, counted in days from 1899-12-30 ``(d|44557)``, with the shifts worked
instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import field, frozen

_TOKEN = re.compile(r"\(|\)|[^()]+")
_DEEPEST = 12
_MOST_RECORDS = 200_000
_FIRST_DAY = date(1899, 12, 30)
_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)
_DAYS, _EXCEPTIONS = "DaysOfWeek", "Exceptions"

Shifts = tuple[tuple[str, str], ...]


@frozen
class CalendarText:
    """What a calendar's text says.

    Attributes:
        week: shifts by weekday, 0 = Monday; None where the text says nothing of a usual week.
        exceptions: shifts by date.
    """

    week: Mapping[int, Shifts] | None
    exceptions: Mapping[date, Shifts] = field(factory=dict)


class CalendarTextError(ValueError):
    """A text that is no calendar; says what was expected."""


@frozen
class _Record:
    name: str
    values: Mapping[str, str]
    records: tuple[_Record, ...] = ()

    def child(self, name: str) -> _Record | None:
        return next((record for record in self.records if record.name == name), None)


def read_calendar_text(text: str) -> CalendarText:
    """What a calendar's text says.

    Raises:
        CalendarTextError: the text cannot be read.

    Example:
        >>> found = read_calendar_text("(0||CalendarData()((0||DaysOfWeek()((0||2()((0||0(s|08:00|f|16:00)())))))))")
        >>> found.week
        {0: (('08:00', '16:00'),)}
    """
    cleaned = "".join(character for character in text if character.isprintable()).strip()
    if not cleaned:
        return CalendarText(None)
    root = _parsed(cleaned)
    days, exceptions = root.child(_DAYS), root.child(_EXCEPTIONS)
    week = None if days is None or not days.records else dict(map(_weekday, days.records))
    return CalendarText(week, dict(map(_exception, exceptions.records)) if exceptions is not None else {})


def _weekday(record: _Record) -> tuple[int, Shifts]:
    if record.name not in ("1", "2", "3", "4", "5", "6", "7"):
        raise CalendarTextError(f"expected a day of the week from 1 (Sunday) to 7, got {record.name[:20]!r}")
    return _SUNDAY_FIRST[int(record.name) - 1], _shifts(record)


def _exception(record: _Record) -> tuple[date, Shifts]:
    count = record.values.get("d", "")
    if not count.isascii() or not count.isdigit() or len(count) > 7:
        raise CalendarTextError(f"expected the days of an exception since 1899-12-30, got {count[:20]!r}")
    try:
        return _FIRST_DAY + timedelta(days=int(count)), _shifts(record)
    except OverflowError:
        raise CalendarTextError(f"the exception {count} lies beyond the year 9999") from None


def _shifts(record: _Record) -> Shifts:
    found = []
    for part in record.records:
        start, finish = part.values.get("s", ""), part.values.get("f", "")
        if not start or not finish:
            raise CalendarTextError("expected a shift with its start and finish like (s|08:00|f|12:00)")
        found.append((start, "24:00" if finish == "00:00" else finish))
    return tuple(found)


def _parsed(text: str) -> _Record:
    """The record that a text is, without recursing: a stack of those still open."""
    tokens = iter(_TOKEN.findall(text))
    _expect(tokens, "(")
    open_records: list[tuple[str, dict[str, str], list[_Record]]] = [_head(tokens)]
    count = 1
    for token in tokens:
        match token.strip():
            case "(":
                open_records.append(_head(tokens))
                count += 1
                if len(open_records) > _DEEPEST or count > _MOST_RECORDS:
                    raise CalendarTextError("records lie in each other too deep, or there are too many of them")
            case ")":  # ends the list of records; the next ends the record
                _expect(tokens, ")")
                name, values, records = open_records.pop()
                done = _Record(name, values, tuple(records))
                if not open_records:
                    return done
                open_records[-1][2].append(done)
            case "":
                continue
            case other:
                raise CalendarTextError(f"expected a record in brackets, got {other[:20]!r}")
    raise CalendarTextError("expected a closing bracket, got the end of the text")


def _head(tokens: Iterator[str]) -> tuple[str, dict[str, str], list[_Record]]:
    """Name and values of a record, and the bracket that opens its list of records."""
    name = next(tokens, "").strip()
    _expect(tokens, "(")
    values: dict[str, str] = {}
    inside = _next(tokens)
    if inside != ")":
        values = _values(inside)
        _expect(tokens, ")")
    _expect(tokens, "(")
    return name.rpartition("||")[2], values, []


def _values(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split("|")]
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _next(tokens: Iterator[str]) -> str:
    for token in tokens:
        if token.strip():
            return token.strip()
    return ""


def _expect(tokens: Iterator[str], wanted: str) -> None:
    found = _next(tokens)
    if found != wanted:
        raise CalendarTextError(f"expected {wanted!r}, got {found[:20] or 'the end of the text'!r}")


def calendar_text(week: Sequence[Shifts], exceptions: Mapping[date, Shifts]) -> str:
    """The text of a calendar.

    Args:
        week: shifts of the seven days from Monday; none where the calendar it rests on says them.
        exceptions: shifts by date.

    Example:
        >>> text = calendar_text([(("08:00", "16:00"),)] * 5 + [()] * 2, {date(2021, 12, 27): ()})
        >>> read_calendar_text(text).exceptions
        {datetime.date(2021, 12, 27): ()}
    """
    numbered = enumerate(_SUNDAY_FIRST, start=1) if week else ()
    days = [_text(str(number), "", _shift_texts(week[day])) for number, day in numbered]
    dates = [
        _text(str(number), f"d|{(day - _FIRST_DAY).days}", _shift_texts(shifts))
        for number, (day, shifts) in enumerate(sorted(exceptions.items()))
    ]
    parts = [_text(_DAYS, "", days), _text("VIEW", "ShowTotal|Y", []), _text(_EXCEPTIONS, "", dates)]
    return _text("CalendarData", "", parts)


def _shift_texts(shifts: Shifts) -> list[str]:
    return [
        _text(str(number), f"s|{start}|f|{'00:00' if finish == '24:00' else finish}", [])
        for number, (start, finish) in enumerate(shifts)
    ]


def _text(name: str, values: str, records: Sequence[str]) -> str:
    return f"(0||{name}({values})({''.join(records)}))"

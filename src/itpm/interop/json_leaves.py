"""The smallest parts of a document, which are no objects: numbers, dates, and durations in planner's notation.

A decimal is text, so that no reader makes a binary fraction of it (``"0.1"``); a whole number is taken, too. A duration is
``"5d"`` or ``"3ed"``, a share ``"50%"``, a three-point estimate an array of three durations, a shift a pair of times. Equal
values are written alike: ``Decimal("5.0")`` as ``"5"``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from itpm.interop.json_faults import each, expected, refusal
from itpm.interop.json_text import LONGEST_NUMBER
from itpm.model.calendar_reading import clock
from itpm.model.durations import ElapsedDuration, Percent, ThreePointEstimate, Unit, WorkDuration
from itpm.model.moments import DAY

_NUMBER = rf"-?[0-9]{{1,{LONGEST_NUMBER}}}(?:\.[0-9]{{1,{LONGEST_NUMBER}}})?"
_DURATION = re.compile(rf"({_NUMBER})(e?)(mo|s|m|h|d|w)")
_PERCENT = re.compile(rf"({_NUMBER})(e?)%")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(rf"{_DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{6}})?)?")
_BEYOND = 10 ** (LONGEST_NUMBER - 1)
_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?"


class ShiftText:
    """Stands for a shift of a calendar: two seconds of a day, written as a pair of times."""


@frozen
class Leaf:
    """How one type is read and written.

    Attributes:
        type: the type in Python.
        read: the value of a part of a document; refuses what is none.
        write: the part of a document for a value.
        schema: JSON Schema of that part.
    """

    type: type[object]
    # Any: a leaf's functions know its type, the table of leaves does not
    read: Callable[[object], Any]
    write: Callable[[Any], object]
    schema: tuple[tuple[str, object], ...]

    def written(self, value: object) -> object:
        """The part of a document for what should be a value of the type.

        Raises:
            PartError: it is none.
        """
        if type(value) is self.type or (self.type is float and type(value) is int) or self.type is ShiftText:
            return self.write(value)
        raise expected(f"a value of type {self.type.__name__}", value)


def _exactly(kind: type[object], what: str) -> Callable[[object], object]:
    def same(value: object) -> object:
        if type(value) is not kind:
            raise expected(what, value)
        return value

    return same


def _integer(value: object) -> int:
    if type(value) is not int:
        raise expected("a whole number", value)
    if abs(value) >= _BEYOND:
        raise refusal(value, f"expected a number of less than {LONGEST_NUMBER} digits")
    return value


def decimal_text(value: Decimal) -> str:
    """A number without trailing zeros or exponent.

    Raises:
        PartError: not finite, or longer than 400 digits before or after the point.
    """
    if not value.is_finite():
        raise expected("a finite number", value)
    if not value:
        return "0"
    exponent = value.as_tuple().exponent
    if value.adjusted() >= LONGEST_NUMBER or (isinstance(exponent, int) and exponent < -LONGEST_NUMBER):
        raise expected(f"a number of at most {LONGEST_NUMBER} digits", value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_decimal(value: object) -> Decimal:
    if type(value) is int or (isinstance(value, str) and re.fullmatch(_NUMBER, value)):
        return Decimal(value)
    raise expected("a number as text like '0.1'", value)


def _read_float(value: object) -> float:
    if type(value) is int or type(value) is float:
        return float(value)
    raise expected("a number", value)


def _write_float(value: float) -> float:
    if not math.isfinite(value):
        raise expected("a finite number", value)
    return float(value)


def _read_moment(value: object) -> datetime:
    what = "a date and time like '2026-01-05T08:00:00'"
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise expected(what, value)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise expected(what, value) from None


def _write_moment(value: datetime) -> str:
    if value.tzinfo is not None:
        raise refusal(value, f"a moment is wall-clock time without a zone, got {value}")
    return value.isoformat()


def _read_date(value: object) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise expected("a date like '2026-01-05'", value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise expected("a date like '2026-01-05'", value) from None


def read_duration(value: object) -> WorkDuration | ElapsedDuration:
    """The duration that a text writes; unlike people, documents may use as many digits as a number has."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise expected("a duration like '5d', '4h' or '3ed'", value)
    number, elapsed, unit = match.groups()
    return (ElapsedDuration if elapsed else WorkDuration)(Decimal(number), Unit(unit))


def _read_work(value: object) -> WorkDuration:
    found = read_duration(value)
    if not isinstance(found, WorkDuration):
        raise expected("working time like '5d'", value)
    return found


def _read_elapsed(value: object) -> ElapsedDuration:
    found = read_duration(value)
    if not isinstance(found, ElapsedDuration):
        raise expected("clock time like '3ed'", value)
    return found


def _write_work(value: WorkDuration) -> str:
    return f"{decimal_text(value.amount)}{value.unit.value}"


def _write_elapsed(value: ElapsedDuration) -> str:
    return f"{decimal_text(value.amount)}e{value.unit.value}"


def _read_percent(value: object) -> Percent:
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise expected("a share like '50%' or '50e%'", value)
    return Percent(Decimal(match[1]), bool(match[2]))


def _write_percent(value: Percent) -> str:
    return f"{decimal_text(value.value)}{'e' if value.elapsed else ''}%"


def _read_estimate(value: object) -> ThreePointEstimate:
    if not isinstance(value, list) or len(value) != 3:
        raise expected("three durations", value)
    return ThreePointEstimate(*each(read_duration, value))


def write_duration(value: WorkDuration | ElapsedDuration) -> str:
    """The duration in planner's notation, exactly."""
    return _write_work(value) if isinstance(value, WorkDuration) else _write_elapsed(value)


def _write_estimate(value: ThreePointEstimate) -> list[str]:
    return [write_duration(part) for part in (value.optimistic, value.most_likely, value.pessimistic)]


def _read_shift(value: object) -> tuple[str, str]:
    if isinstance(value, list) and len(value) == 2:
        start, finish = value
        if all(isinstance(edge, str) and re.fullmatch(_CLOCK, edge) for edge in (start, finish)):
            return start, finish
    raise expected('a pair of times like ["08:00", "12:00"]', value)


def _write_shift(value: tuple[int, int]) -> list[str]:
    start, finish = value
    return [clock(start), clock(finish if finish <= DAY else finish - DAY)]


def _text(pattern: str) -> tuple[tuple[str, object], ...]:
    return ("type", "string"), ("pattern", f"^(?:{pattern})$")


_ANY_DURATION = (("type", "string"), ("pattern", f"^(?:{_DURATION.pattern})$"))
_THREE = (("type", "array"), ("items", dict(_ANY_DURATION)), ("minItems", 3), ("maxItems", 3))
_PAIR = (("type", "array"), ("items", dict(_text(_CLOCK))), ("minItems", 2), ("maxItems", 2))

LEAVES = (
    Leaf(str, _exactly(str, "text"), _exactly(str, "text"), (("type", "string"),)),
    Leaf(bool, _exactly(bool, "true or false"), _exactly(bool, "true or false"), (("type", "boolean"),)),
    Leaf(int, _integer, _integer, (("type", "integer"),)),
    Leaf(float, _read_float, _write_float, (("type", "number"),)),
    Leaf(Decimal, _read_decimal, decimal_text, (("type", ["string", "integer"]), ("pattern", f"^{_NUMBER}$"))),
    Leaf(datetime, _read_moment, _write_moment, _text(_MOMENT.pattern)),
    Leaf(date, _read_date, date.isoformat, _text(_DATE.pattern)),
    Leaf(WorkDuration, _read_work, _write_work, _text(rf"{_NUMBER}(mo|s|m|h|d|w)")),
    Leaf(ElapsedDuration, _read_elapsed, _write_elapsed, _text(rf"{_NUMBER}e(mo|s|m|h|d|w)")),
    Leaf(Percent, _read_percent, _write_percent, _text(_PERCENT.pattern)),
    Leaf(ThreePointEstimate, _read_estimate, _write_estimate, _THREE),
    Leaf(ShiftText, _read_shift, _write_shift, _PAIR),
)
SHAPED = frozenset({WorkDuration, ElapsedDuration, Percent, ThreePointEstimate})


def by_shape(value: object) -> type[object]:
    """Which of the kinds of duration a part of a document looks like."""
    if isinstance(value, list):
        return ThreePointEstimate
    if isinstance(value, str) and value.endswith("%"):
        return Percent
    return ElapsedDuration if isinstance(value, str) and "e" in value else WorkDuration


def by_type(value: object) -> type[object]:
    """Which of the kinds of duration a value is; of anything else, working time, so that it is refused as none."""
    return type(value) if type(value) in SHAPED else WorkDuration

"""Durations as planners write them: ``5d``, ``2w``, ``4h``, ``30m``, ``1mo``, ``3ed``.

A duration keeps what was typed. It becomes seconds when a plan is compiled, with the plan's `DayLength`, in
`WorkDuration.seconds`: the only place that rounds. Working time (`WorkDuration`) and time on a clock that never stops
(`ElapsedDuration`, prefix ``e``) are different types and never mix silently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, NotationError, UnresolvedDurationError
from itpm.model.given import shortened


class Unit(Enum):
    """Unit of a duration, by its letter in planner's notation."""

    SECOND = "s"
    MINUTE = "m"
    HOUR = "h"
    DAY = "d"
    WEEK = "w"
    MONTH = "mo"


_CLOCK_SECONDS = {
    Unit.SECOND: 1,
    Unit.MINUTE: 60,
    Unit.HOUR: 3600,
    Unit.DAY: 86_400,
    Unit.WEEK: 604_800,
    Unit.MONTH: 2_592_000,
}


@frozen(kw_only=True)
class DayLength:
    """How much working time "d", "w" and "mo" stand for.

    Attributes:
        minutes_per_day: length of a day [min].
        minutes_per_week: length of a week [min].
        days_per_month: length of a month [day].
    """

    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault(f"day.{name}", value, f"a {name.split('_')[-1]} must be longer than nothing, got {shortened(value)}")
            for name in ("minutes_per_day", "minutes_per_week", "days_per_month")
            if type(value := getattr(self, name)) is not int or value <= 0
        ]
        if faults:
            raise NotationError(faults)

    def unit_seconds(self, unit: Unit) -> int:
        """Working seconds in one `unit` [s]."""
        match unit:
            case Unit.DAY:
                return self.minutes_per_day * 60
            case Unit.WEEK:
                return self.minutes_per_week * 60
            case Unit.MONTH:
                return self.days_per_month * self.minutes_per_day * 60
            case _:
                return _CLOCK_SECONDS[unit]


def _amount(value: Decimal | int | str) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value)


def _number(amount: Decimal) -> str:
    text = format(amount, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _rounded(seconds: Decimal) -> int:
    return int(seconds.to_integral_value(ROUND_HALF_EVEN))


@frozen
class WorkDuration:
    """An amount of working time, exactly as typed; equal when amount and unit are equal.

    Attributes:
        amount: how many [unit].
        unit: the unit typed; results of the library are in seconds.
        day: the day length a result was made with, only to write it in days; outside equality.

    Example:
        >>> WorkDuration(Decimal(5), Unit.DAY).seconds(DayLength())
        144000
    """

    amount: Decimal = field(converter=_amount)
    unit: Unit
    day: DayLength | None = field(default=None, kw_only=True, eq=False, repr=False)

    def seconds(self, day: DayLength) -> int:
        """Working seconds, rounded half to even [s]."""
        return _rounded(self.amount * day.unit_seconds(self.unit))

    @property
    def minutes(self) -> float:
        """Working minutes [min].

        Raises:
            UnresolvedDurationError: typed in days, weeks or months, whose length is the plan's to say.
        """
        if self.unit in (Unit.DAY, Unit.WEEK, Unit.MONTH):
            raise UnresolvedDurationError(f"{self} has no minutes without a day length; ask for seconds(plan.day)")
        return float(self.amount * _CLOCK_SECONDS[self.unit] / 60)

    def __str__(self) -> str:
        if self.unit is Unit.SECOND:
            return _written(int(self.amount), self.day)
        return f"{_number(self.amount)}{self.unit.value}"


NO_TIME = WorkDuration(Decimal(0), Unit.HOUR)


@frozen
class ElapsedDuration:
    """An amount of clock time, day and night; never needs a day length (1ed = 86,400 s, 1emo = 30ed)."""

    amount: Decimal = field(converter=_amount)
    unit: Unit

    def seconds(self, day: DayLength | None = None) -> int:
        """Clock seconds, rounded half to even [s]; `day` is taken so that both kinds are asked alike."""
        return _rounded(self.amount * _CLOCK_SECONDS[self.unit])

    @property
    def minutes(self) -> float:
        """Clock minutes [min]."""
        return float(self.amount * _CLOCK_SECONDS[self.unit] / 60)

    def __str__(self) -> str:
        if self.unit is Unit.SECOND:
            return _written(int(self.amount), None, prefix="e")
        return f"{_number(self.amount)}e{self.unit.value}"


Duration: TypeAlias = WorkDuration | ElapsedDuration


@frozen
class Percent:
    """A lag as a share of the predecessor's duration: ``50%``, or ``50e%`` of it as clock time.

    Attributes:
        value: the share [%].
        elapsed: whether the lag runs on the clock instead of in working time.
    """

    value: Decimal = field(converter=_amount)
    elapsed: bool = False

    def of(self, seconds: int) -> int:
        """That share of `seconds`, rounded half to even [s]."""
        return _rounded(self.value * seconds / 100)

    def __str__(self) -> str:
        return f"{_number(self.value)}{'e' if self.elapsed else ''}%"


@frozen
class ThreePointEstimate:
    """What a task takes if all goes well, as a rule, and if much goes wrong; it is scheduled at its most likely value."""

    optimistic: Duration
    most_likely: Duration
    pessimistic: Duration

    def __str__(self) -> str:
        return f"{self.optimistic}/{self.most_likely}/{self.pessimistic}"


def seconds_of(seconds: int, *, day: DayLength | None = None, elapsed: bool = False) -> Duration:
    """A result's duration: `seconds` [s] of working (or elapsed) time, written in days of `day` where that is known."""
    if elapsed:
        return ElapsedDuration(Decimal(seconds), Unit.SECOND)
    return WorkDuration(Decimal(seconds), Unit.SECOND, day=day)


def _written(seconds: int, day: DayLength | None, prefix: str = "") -> str:
    """The shortest exact text: days where a day's length is known and it divides well, else hours, minutes, seconds."""
    per_day = day.minutes_per_day * 60 if day else (86_400 if prefix else 0)
    if per_day and seconds * 20 % per_day == 0:
        return f"{_number(Decimal(seconds) / per_day)}{prefix}d"
    for unit in (Unit.HOUR, Unit.MINUTE):
        size = _CLOCK_SECONDS[unit]
        if seconds * 4 % size == 0:
            return f"{_number(Decimal(seconds) / size)}{prefix}{unit.value}"
    return f"{seconds}{prefix}s"


_NOTATION = re.compile(r"([+-]?)(\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})\s*(e?)(mo|s|m|h|d|w)")
_PERCENT = re.compile(r"([+-]?)(\d{1,9}(?:\.\d{1,9})?)\s*(e?)%")
_EXPECTED = "expected a duration like 5d, 2w, 4h, 30m, 1mo or 3ed"


def duration(value: Duration | str, *, place: str = "duration") -> Duration:
    """The duration that `value` writes.

    Args:
        value: a duration, or planner's notation: amount and one of s, m, h, d, w, mo; with ``e`` before the unit for
            clock time. A sign is allowed; whether a negative one makes sense is for the user of the value to say.
        place: where the value stands, for the error.

    Raises:
        NotationError: not a duration.

    Example:
        >>> print(duration("1.5d"), duration("3ed"))
        1.5d 3ed
    """
    if isinstance(value, (WorkDuration, ElapsedDuration)):
        return value
    found = _duration(value) if isinstance(value, str) else None
    if found is None:
        raise NotationError([Fault(place, value, f"{_EXPECTED}, got {shortened(value)}")])
    return found


@lru_cache(maxsize=8192)
def _duration(text: str) -> Duration | None:
    match = _NOTATION.fullmatch(text.strip()) if len(text) <= 64 else None
    if match is None:
        return None
    sign, number, elapsed, unit = match.groups()
    return (ElapsedDuration if elapsed else WorkDuration)(Decimal(sign + number), Unit(unit))


def lag(value: Duration | Percent | str, *, place: str = "lag") -> Duration | Percent:
    """The lag that `value` writes: a duration, or a percentage of the predecessor's duration (``50%``, ``50e%``).

    Raises:
        NotationError: neither.
    """
    if not isinstance(value, str):
        return value if isinstance(value, Percent) else duration(value, place=place)
    found = _lag(value)
    if found is None:
        expected = "expected a percentage like 50% or 50e%" if "%" in value else _EXPECTED
        raise NotationError([Fault(place, value, f"{expected}, got {shortened(value)}")])
    return found


@lru_cache(maxsize=8192)
def _lag(text: str) -> Duration | Percent | None:
    if not text.rstrip().endswith("%"):
        return _duration(text)
    match = _PERCENT.fullmatch(text.strip()) if len(text) <= 64 else None
    if match is None:
        return None
    sign, number, elapsed = match.groups()
    return Percent(Decimal(sign + number), bool(elapsed))


def estimate(
    value: Duration | ThreePointEstimate | str | Sequence[Duration | str] | None, *, place: str = "duration"
) -> Duration | ThreePointEstimate | None:
    """What a task's duration may be written as: one duration, three of them (optimistic, most likely, pessimistic), or none.

    Raises:
        NotationError: not a duration, or not exactly three.
    """
    if value is None or isinstance(value, (WorkDuration, ElapsedDuration, ThreePointEstimate)):
        return value
    if isinstance(value, str):
        return _duration(value) or duration(value, place=place)
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        raise NotationError([Fault(place, value, f"{_EXPECTED}, or three of them, got {shortened(value)}")])
    return ThreePointEstimate(*(duration(part, place=place) for part in value))


def scheduled(value: Duration | ThreePointEstimate) -> Duration:
    """The duration a task is scheduled with: of a three-point estimate, the most likely."""
    return value.most_likely if isinstance(value, ThreePointEstimate) else value

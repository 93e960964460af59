"""From a calendar's layers to compiled working time.

A calendar and the calendars it rests on are *layers*, its own first. What is worked on a date is decided like this:

1. an exception: of the first layer that has one for the date; in a layer, those given by dates before those that
   recur, each in the order they are listed;
2. else an alternative work week: the first, in the same order, that covers the date and says something about its
   weekday;
3. else the usual week: of the first layer that says something about the weekday; where none does, the day is free.

Overtime of all layers is added to a day that is worked, or falls on the weekdays it names; a day that an exception
closes stays closed. This is how MS Project reads base calendars: a holiday of the base calendar holds for a derived
one, too, even where that has its own working week.

Compiling cuts the days at every date where something begins or ends. A week without such a cut is like its neighbour,
so only the others need a table of their own, and a run of alike weeks costs the same however long it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import pairwise
from typing import Protocol, TypeAlias

from attrs import frozen

from itpm.errors import Fault
from itpm.model.calendar_parts import CalendarException, Overtime, WorkWeek
from itpm.model.calendar_reading import DayShifts, Shift
from itpm.model.recurrences import days_walked, occurrences
from itpm.model.working_time import WorkingTime, working_time
from itpm.model.working_weeks import MONDAY, WEEK, WeekTable, week_of_days

_MONDAY = date(1970, 1, 5).toordinal()
_MOST_RANGES = 1000
_MOST_WALKED = 1_500_000
_FIRST, _LAST = -(10**9), 10**9
"""Days before and after all others: where something holds for ever."""
_Week: TypeAlias = tuple[DayShifts, ...]


class Layer(Protocol):
    """What compiling needs of a calendar."""

    @property
    def week(self) -> tuple[DayShifts | None, ...]:
        """The usual week from Monday; None where the next layer answers."""
        ...

    @property
    def exceptions(self) -> tuple[CalendarException, ...]:
        """Days that differ."""
        ...

    @property
    def work_weeks(self) -> tuple[WorkWeek, ...]:
        """Weeks that replace the usual one for a while."""
        ...

    @property
    def overtime(self) -> tuple[Overtime, ...]:
        """Working time added to what a day has."""
        ...


@frozen
class Days:
    """What is worked on every day there is; days are counted from Monday 1970-01-05.

    Attributes:
        changes: days on which the usual week changes; ``usual[i]`` holds from ``changes[i - 1]`` on.
        usual: the week without exceptions, overtime included.
        extra: the overtime that is added to the hours of an exception.
        begins: the first days of what exceptions cover, ascending.
        ends: the days after.
        shifts: what is worked on them.
    """

    changes: tuple[int, ...]
    usual: tuple[_Week, ...]
    extra: tuple[_Week, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    shifts: tuple[DayShifts, ...]

    def on(self, day: int) -> DayShifts:
        """The shifts that begin on `day`."""
        span = bisect_right(self.begins, day) - 1
        change = bisect_right(self.changes, day)
        if span < 0 or day >= self.ends[span]:
            return self.usual[change][day % 7]
        shifts = self.shifts[span]
        added = self.extra[change][day % 7]
        return united(shifts + added) if shifts and added else shifts


def day_number(day: date) -> int:
    """Days since Monday 1970-01-05 [day]."""
    return day.toordinal() - _MONDAY


def days_of(layers: Sequence[Layer]) -> Days:
    """What the given layers, the calendar's own first, say about every day."""
    spans = list(_winners(_dated(layers), _recurring(layers)))
    weeks = {edge for layer in layers for part in layer.work_weeks for edge in _edges(part.start, part.finish)}
    overtime = {edge for layer in layers for part in layer.overtime for edge in _edges(part.start, part.finish)}
    changes = sorted((weeks | overtime) - {_FIRST, _LAST})
    regimes = [_regime(layers, day) for day in [changes[0] - 1 if changes else 0, *changes]]
    return Days(
        changes=tuple(changes),
        usual=tuple(usual for usual, _ in regimes),
        extra=tuple(extra for _, extra in regimes),
        begins=tuple(begin for begin, _, _ in spans),
        ends=tuple(end for _, end, _ in spans),
        shifts=tuple(shifts for _, _, shifts in spans),
    )


def _edges(start: date, finish: date) -> tuple[int, int]:
    """The first day and the day after the last; what reaches to the calendar's first or last day has no end there."""
    begin, end = day_number(start), day_number(finish) + 1
    return (begin if start > date.min else _FIRST), (end if finish < date.max else _LAST)


_Span: TypeAlias = tuple[int, int, int, DayShifts]
"""First day, day after the last, rank (the lowest wins), shifts."""


def _dated(layers: Sequence[Layer]) -> Iterator[_Span]:
    for level, layer in enumerate(layers):
        for part in layer.exceptions:
            if part.start is not None and part.finish is not None:
                yield *_edges(part.start, part.finish), 2 * level, part.shifts


def _recurring(layers: Sequence[Layer]) -> Iterator[_Span]:
    """Single days; where two recurrences of one layer meet, only the first listed is kept."""
    for level, layer in enumerate(layers):
        found: dict[int, DayShifts] = {}
        for part in layer.exceptions:
            for day in occurrences(part.recurrence) if part.recurrence else ():
                found.setdefault(day_number(day), part.shifts)
        yield from ((day, day + 1, 2 * level + 1, shifts) for day, shifts in found.items())


def _winners(*sources: Iterable[_Span]) -> Iterator[tuple[int, int, DayShifts]]:
    """The line of days cut at every edge, with the winner wherever something covers it."""
    ranked = ((number, *span) for source in sources for number, span in enumerate(source))
    spans = sorted((begin, end, (rank, number), shifts) for number, begin, end, rank, shifts in ranked)
    waiting = 0
    covering: list[tuple[tuple[int, int], int, DayShifts]] = []
    for begin, end in pairwise(sorted({edge for span in spans for edge in span[:2]})):
        while waiting < len(spans) and spans[waiting][0] <= begin:
            _, until, rank, shifts = spans[waiting]
            heappush(covering, (rank, until, shifts))
            waiting += 1
        while covering and covering[0][1] <= begin:
            heappop(covering)
        if covering:
            yield begin, end, covering[0][2]


def _regime(layers: Sequence[Layer], number: int) -> tuple[_Week, _Week]:
    """The usual week around day `number`, and the overtime that the hours of an exception get."""
    day = date.fromordinal(min(max(number + _MONDAY, 1), date.max.toordinal()))
    weeks = [part.week for layer in layers for part in layer.work_weeks if part.covers(day)]
    weeks += [layer.week for layer in layers]
    overtime = [part for layer in layers for part in layer.overtime if part.covers(day)]
    usual, extra = [], []
    for weekday in range(7):
        shifts = next((stated for week in weeks if (stated := week[weekday]) is not None), ())
        added = [part for part in overtime if part.weekdays is None or weekday in part.weekdays]
        more = [shift for part in added if shifts or part.weekdays for shift in part.shifts]
        usual.append(united((*shifts, *more)) if more else shifts)
        extra.append(tuple(shift for part in added for shift in part.shifts))
    return tuple(usual), tuple(extra)


def united(shifts: Iterable[Shift]) -> DayShifts:
    """The same time as ordered shifts that neither overlap nor touch.

    Example:
        >>> united([(13, 17), (17, 19), (8, 12)])
        ((8, 12), (13, 19))
    """
    merged: list[Shift] = []
    for begin, end in sorted(shifts):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return tuple(merged)


def compiled(days: Days) -> WorkingTime:
    """The days as working time.

    A week in which a change falls has a table of its own; the week after it stands for all weeks up to the next change.
    The night shift of a Sunday belongs to the table of the week it runs into, so a change on a Monday makes that week
    special, too.
    """
    known: dict[tuple[DayShifts, ...], WeekTable] = {}

    def table(week: int) -> WeekTable:
        key = tuple(days.on(week * 7 + day) for day in range(-1, 7))
        if key not in known:
            known[key] = week_of_days(key[1:], spill=key[0])
        return known[key]

    edges = {*days.changes, *days.begins, *days.ends} - {_FIRST, _LAST}
    special = sorted({edge // 7 for edge in edges}) or [0]
    weeks = sorted({special[0] - 1, *special, *(week + 1 for week in special)})
    return working_time((MONDAY + week * WEEK, table(week)) for week in weeks)


def limit_faults(layers: Sequence[Layer], place: str) -> list[Fault]:
    """What would make compiling slow: too many ranges that are looked at one by one, or recurrences to walk through."""
    ranges = sum(len(layer.work_weeks) + len(layer.overtime) for layer in layers)
    texts = {part.recurrence for layer in layers for part in layer.exceptions if part.recurrence}
    walked = sum(map(days_walked, texts))
    faults = []
    if ranges > _MOST_RANGES:
        message = f"at most {_MOST_RANGES} alternative weeks and ranges of overtime, got {ranges}"
        faults.append(Fault(place, ranges, message))
    if walked > _MOST_WALKED:
        message = f"recurrences may walk through {_MOST_WALKED} days in all, got {walked}; give their rules an UNTIL"
        faults.append(Fault(place, walked, message))
    return faults

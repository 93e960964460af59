"""Amounts over periods: what falls into each, along working time, so that the parts add up to the whole exactly.

An amount is a whole number of units of 1e-12 (`amounts`), an instant a whole second. Up to an instant, a prorated amount is
``amount * work so far // work in all``, cut off towards zero; a period's part is the difference of two such figures. So the
parts add up, whatever the periods, and a curve of planned value ends at the budget. What is due at once is due behind the
beginning of its span (``START``) or at its end (``END``), so that a licence bought on the first of a month is that month's and
an invoice at the end of its last day is, too.

Working time is asked of a calendar once for each end of an amount and once for each edge of a period; nothing goes by the day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple, Protocol

from itpm.cost.budgeting.amounts import share
from itpm.model.resources import Accrual


class Cumulative(Protocol):
    """What spreading asks of a calendar."""

    def total_until(self, at: int) -> int:
        """Working time from a fixed origin up to an instant [s]."""
        ...


class Piece(NamedTuple):
    """An amount in time.

    Attributes:
        units: how much [1e-12 currency].
        begin: first instant [s].
        end: last instant [s].
        calendar: number of the calendar it is spread along.
        accrual: when it is due.
    """

    units: int
    begin: int
    end: int
    calendar: int
    accrual: Accrual


def extent(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """From the first to the last instant, so that periods over it hold every amount; None where there is none [s].

    What is due behind an instant needs the second behind it; what is due at an instant needs the one before.
    """
    if not pieces:
        return None
    begins, ends = list(map(_BEGIN, pieces)), list(map(_END, pieces))
    first, last = min(begins), max(ends)
    early = min(ends) == first and any(
        begin == first == end and accrual is not _START for _, begin, end, _, accrual in pieces
    )
    late = max(begins) == last and any(begin == last and accrual is _START for _, begin, _, _, accrual in pieces)
    return first - early, last + late


_BEGIN, _END = itemgetter(1), itemgetter(2)
_START = Accrual.START


def due(piece: Piece, calendars: Sequence[Cumulative], at: int) -> int:
    """What of an amount is due by an instant [1e-12 currency]; never falls for an amount above zero."""
    units, begin, end, calendar, accrual = piece
    if accrual is Accrual.START:
        return units if at > begin else 0
    if at >= end:
        return units
    if accrual is Accrual.END or at <= begin:
        return 0
    until = calendars[calendar].total_until
    first = until(begin)
    whole = until(end) - first
    return share(units, until(at) - first, whole) if whole > 0 else share(units, at - begin, end - begin)


class Spread:
    """What falls into each period for one group of amounts: grows while they are spread.

    Attributes:
        first: number of the first period that gets anything [1].
        units: what it and those behind it get [1e-12 currency].
    """

    __slots__ = ("first", "units")

    def __init__(self) -> None:
        self.first = 0
        self.units: list[int] = []

    def reach(self, first: int, last: int) -> int:
        """Make room for periods `first` to `last`; the place of the first."""
        units = self.units
        if not units:
            self.first = first
        elif first < self.first:
            units[:0] = [0] * (self.first - first)
            self.first = first
        place = first - self.first
        if (missing := last - self.first + 1 - len(units)) > 0:
            units.extend([0] * missing)
        return place


def spread(
    pieces: Iterable[Piece],
    calendars: Sequence[Cumulative],
    edges: Sequence[int],
    *,
    group_of: Iterable[int] | None = None,
    groups: int = 1,
) -> list[Spread]:
    """What falls into each period, for each group of amounts.

    Args:
        pieces: amounts in time, none of which begins before the first or ends behind the last edge.
        calendars: working time, by number.
        edges: where periods begin, and where the last ends, ascending [s].
        group_of: number of the group of each amount; None: all are in one.
        groups: how many groups there are [1].
    """
    placing = _Placing(calendars, edges)
    found = [Spread() for _ in range(groups)]
    if groups == 1:
        found[0].reach(0, len(edges) - 2)
    now_begin, now_end, now_calendar, now_accrual = -1, -2, -1, Accrual.END
    first, whole, marks = 0, 1, _NONE
    for (units, begin, end, calendar, accrual), group in zip(pieces, group_of or repeat(0), strict=False):
        # What one task costs stands together and mostly lies in the same time.
        if begin != now_begin or end != now_end or calendar != now_calendar or accrual is not now_accrual:
            now_begin, now_end, now_calendar, now_accrual = begin, end, calendar, accrual
            first, whole, marks = placing.place(begin, end, calendar, accrual)
        own = found[group]
        sums, place = own.units, first - own.first
        if place < 0 or place + len(marks) >= len(sums):
            place = own.reach(first, first + len(marks))
        before = 0
        for mark in marks:
            until = units * mark // whole if units >= 0 else -(-units * mark // whole)
            sums[place] += until - before
            before = until
            place += 1
        sums[place] += units - before
    return found


_NONE: list[int] = []


class _Placing:
    """Where amounts lie among periods; asks each calendar only once for each instant. Lives only while amounts are spread."""

    def __init__(self, calendars: Sequence[Cumulative], edges: Sequence[int]) -> None:
        self.edges = edges
        self.untils = [calendar.total_until for calendar in calendars]
        self.known: list[dict[int, int]] = [{} for _ in calendars]

    def place(self, begin: int, end: int, calendar: int, accrual: Accrual) -> tuple[int, int, list[int]]:
        """The first period of a span, its working time [s], and how much of it lies before each edge inside it [s]."""
        edges = self.edges
        if accrual is Accrual.START:
            return bisect_right(edges, begin) - 1, 1, _NONE
        if accrual is Accrual.END or begin >= end:
            return bisect_left(edges, end) - 1, 1, _NONE
        low, high = bisect_right(edges, begin), bisect_left(edges, end)
        if low == high:
            return low - 1, 1, _NONE
        start = self._until(calendar, begin)
        whole = self._until(calendar, end) - start
        if whole <= 0:
            return low - 1, end - begin, [edge - begin for edge in edges[low:high]]
        return low - 1, whole, [self._until(calendar, edge) - start for edge in edges[low:high]]

    def _until(self, calendar: int, at: int) -> int:
        known = self.known[calendar]
        found = known.get(at)
        if found is None:
            found = known[at] = self.untils[calendar](at)
        return found

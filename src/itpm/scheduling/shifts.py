"""A calendar's working intervals over some years as flat lists, in which instants and working time are looked up by bisection.

`WorkingTime` answers for all time, in about a microsecond. A pass asks tens of thousands of times within a few years; there the
same answers cost a third. A loop that leaves the years listed is told so by `BeyondError`, widens the lists and goes on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NoReturn, TypeAlias

from itpm.model.moments import FIRST, LAST
from itpm.model.working_time import WorkingTime
from itpm.model.working_weeks import WEEK, WeekTable

Part: TypeAlias = tuple[int, int, int]
"""A working interval: where it begins, the working time before it, and how long it lasts [s]."""

_MOST_WEEKS = 40_000
_FEWEST_WEEKS, _USUAL_WEEKS = 12, 200


class BeyondError(Exception):
    """An instant lies outside the years that are listed."""


class _Edge(tuple[int, int, int]):
    """What stands at both ends of the list instead of an interval: it cannot be unpacked."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        raise BeyondError


class Shifts:
    """The working intervals of a calendar over some years.

    The lists are read where they are used, because a call costs as much as what it does:

    - working time until `at`: ``begin, before, length = parts[bisect_right(starts, at)]``, then ``before`` and the smaller of
      ``at - begin`` and ``length``;
    - the latest instant with `amount` behind it: ``begin, before, _ = parts[bisect_right(befores, amount)]``, then
      ``begin + amount - before``; the earliest likewise with `bisect_left`.

    Attributes:
        calendar: whose they are.
        starts: where each begins, and where the list ends [s].
        befores: the working time before each, and before the end [s].
        parts: each as a whole, one place further on; at either end something that cannot be unpacked.

    Example:
        >>> from itpm.model import WorkCalendar
        >>> shifts = Shifts(WorkCalendar.standard().compiled, 0, 10)
        >>> shifts.until(8 * 3600) == WorkCalendar.standard().compiled.total_until(8 * 3600)
        True
    """

    def __init__(self, calendar: WorkingTime, since: int, weeks: int) -> None:
        """List the intervals of `weeks` [1] from the Monday before `since` [s] on, and of some before it."""
        self.calendar = calendar
        first = calendar.mondays[0]
        self._since = first + ((since - first) // WEEK - weeks // 4) * WEEK
        self._weeks = weeks + weeks // 4
        self.starts: list[int] = []
        self.befores: list[int] = []
        self.parts: list[Part] = []
        self._fill()

    @classmethod
    def beside(cls, calendar: WorkingTime, since: int, count: int) -> Shifts:
        """Those that a plan of `count` tasks is likely to need [1]."""
        return cls(calendar, since, min(_USUAL_WEEKS, _FEWEST_WEEKS + count // 2))

    def widen(self) -> bool:
        """List three times as many years; False where that were too many, or no instant could be told."""
        until = self._since + self._weeks * WEEK
        if 3 * self._weeks > _MOST_WEEKS or (self._since < FIRST and until > LAST):
            return False
        self._since -= self._weeks // 2 * WEEK
        self._weeks *= 3
        self._fill()
        return True

    def until(self, at: int) -> int:
        """Working time from the calendar's origin to `at`, negative before it [s]."""
        begin, before, length = self.parts[bisect_right(self.starts, at)]
        return before + min(at - begin, length)

    def latest(self, amount: int) -> int:
        """The latest instant with no more than `amount` of working time behind it [s]."""
        begin, before, _ = self.parts[bisect_right(self.befores, amount)]
        return begin + amount - before

    def earliest(self, amount: int) -> int:
        """The earliest instant with `amount` of working time behind it [s]."""
        begin, before, _ = self.parts[bisect_left(self.befores, amount)]
        return begin + amount - before

    def _fill(self) -> None:
        """Fill the lists in place: the loops hold on to them."""
        starts, befores, lengths = [], [], []
        end = self._since + self._weeks * WEEK
        for monday, weeks, done, week in self._runs(end):
            mondays = range(monday, monday + weeks * WEEK, WEEK)
            totals = range(done, done + weeks * week.total, week.total) if week.total else ()
            starts += [at + start for at in mondays for start in week.starts] if week.total else []
            befores += [at + before for at in totals for before in week.before]
            lengths += [stop - start for start, stop in zip(week.starts, week.ends, strict=True)] * weeks
        edge = _Edge((0, 0, 0))
        self.parts[:] = [edge, *zip(starts, befores, lengths, strict=True), edge]
        self.starts[:] = [*starts, end]
        self.befores[:] = [*befores, self.calendar.total_until(end)]

    def _runs(self, end: int) -> Iterator[tuple[int, int, int, WeekTable]]:
        """Of each run of alike weeks within the years: its Monday, how many, the working time before it, and the week."""
        calendar = self.calendar
        for number, week in enumerate(calendar.weeks):
            begins = calendar.mondays[number] if number else self._since
            until = calendar.mondays[number + 1] if number + 1 < len(calendar.mondays) else end
            begins, until = max(begins, self._since), min(until, end)
            if begins < until:
                yield begins, (until - begins) // WEEK, calendar.total_until(begins), week

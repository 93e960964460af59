"""Working time, compiled: instants go in as seconds, instants come out, in about a microsecond.

The line of time is cut into weeks that begin on Mondays. Most weeks of a calendar are alike, so the line is kept as
*runs*: a Monday, and the week that repeats from there until the next run begins. A holiday makes a run of one week,
an alternative week valid for fifty years makes one run, and a calendar without exceptions is a single run. The first
run reaches back and the last one forward without end, so there is no horizon, and memory grows with the exceptions
alone.

Everything rests on one function, ``W(t)``: the working seconds from a fixed origin up to `t`. It is a bisection for
the run, a division for the week and a bisection in the week. It rises in working time and is level in between, so its
inverse has two sides: the *earliest* `t` with a given ``W`` sits at the end of a shift, the *latest* at the beginning
of the next one. Hence

- ``advance(at, work)`` is the earliest ``t`` with ``W(t) = W(at) + work``, a finish;
- ``retreat(at, work)`` is the latest ``t`` with ``W(t) = W(at) - work``, a start;
- ``next_start(at)`` is the latest ``t`` with ``W(t) = W(at)``, ``previous_finish(at)`` the earliest.

No work moves nothing: ``advance(at, 0) == retreat(at, 0) == at``, wherever `at` lies.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

from attrs import field, frozen

from itpm.errors import NoWorkingTimeError
from itpm.model.working_weeks import MONDAY, WEEK, WeekTable, overlaps, week_table


class CompiledCalendar(Protocol):
    """What an engine asks of a calendar; instants and amounts are whole seconds on the local line."""

    def advance(self, at: int, work: int) -> int:
        """The earliest instant by which `work` [s] is done from `at` on [s]."""
        ...

    def retreat(self, at: int, work: int) -> int:
        """The latest instant from which `work` [s] is done by `at` [s]."""
        ...

    def between(self, begin: int, end: int) -> int:
        """Working time from `begin` to `end`, negative when they are the other way round [s]."""
        ...

    def next_start(self, at: int) -> int:
        """`at` where work can go on at once, else the beginning of the next shift [s]."""
        ...

    def previous_finish(self, at: int) -> int:
        """`at` where work went on until then, else the end of the shift before [s]."""
        ...

    def intervals(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The working intervals between two instants, clipped to them [s]."""
        ...


@frozen
class WorkingTime:
    """A compiled calendar: runs of alike weeks. Made by `working_time`, `WorkCalendar.compiled` or `intersection`.

    Attributes:
        mondays: where each run begins, ascending [s].
        weeks: the week that each run repeats.
        worked: working time from the first run's Monday to each run's [s].

    Example:
        Eight hours a day from Monday to Friday, from 1970-01-05 on.

        >>> office = working_time([(MONDAY, week_table((d * 86_400 + 28_800, d * 86_400 + 57_600) for d in range(5)))])
        >>> friday = MONDAY + 4 * 86_400
        >>> (office.advance(friday + 57_600, 3600) - MONDAY - WEEK) / 3600
        9.0
    """

    mondays: tuple[int, ...]
    weeks: tuple[WeekTable, ...]
    worked: tuple[int, ...] = field(repr=False)

    def total_until(self, at: int) -> int:
        """Working time from the first run's Monday to `at`, negative before it [s]."""
        run = bisect_right(self.mondays, at, 1) - 1
        starts, ends, before, after, total = self.weeks[run]
        if not total:
            return self.worked[run]
        week, second = divmod(at - self.mondays[run], WEEK)
        shift = bisect_right(starts, second) - 1
        if shift < 0:
            return self.worked[run] + week * total
        done = before[shift] + second - starts[shift] if second < ends[shift] else after[shift]
        return self.worked[run] + week * total + done

    def earliest(self, amount: int) -> int:
        """The earliest instant at which `amount` [s] of working time lies behind: an end of work [s].

        Raises:
            NoWorkingTimeError: the calendar never has that much.
        """
        run = bisect_left(self.worked, amount, 1) - 1
        _, ends, _, after, total = self.weeks[run]
        if not total:
            raise NoWorkingTimeError("the calendar has no working time left there")
        week, done = divmod(amount - self.worked[run] - 1, total)
        done += 1
        shift = bisect_left(after, done)
        return self.mondays[run] + week * WEEK + ends[shift] - after[shift] + done

    def latest(self, amount: int) -> int:
        """The latest instant at which no more than `amount` [s] of working time lies behind: a beginning of work [s].

        Raises:
            NoWorkingTimeError: no work follows.
        """
        run = bisect_right(self.worked, amount, 1) - 1
        starts, _, before, _, total = self.weeks[run]
        if not total:
            raise NoWorkingTimeError("the calendar has no working time left there")
        week, done = divmod(amount - self.worked[run], total)
        shift = bisect_right(before, done) - 1
        return self.mondays[run] + week * WEEK + starts[shift] + done - before[shift]

    def advance(self, at: int, work: int) -> int:
        """The earliest instant by which `work` [s] is done when it starts at `at`; negative work goes back [s].

        Raises:
            NoWorkingTimeError: the calendar has not that much working time left.
        """
        if work > 0:
            return self.earliest(self.total_until(at) + work)
        return self.latest(self.total_until(at) + work) if work else at

    def retreat(self, at: int, work: int) -> int:
        """The latest instant at which to start so that `work` [s] is done by `at`; negative work goes forward [s].

        Raises:
            NoWorkingTimeError: the calendar has not that much working time before.
        """
        if work > 0:
            return self.latest(self.total_until(at) - work)
        return self.earliest(self.total_until(at) - work) if work else at

    def between(self, begin: int, end: int) -> int:
        """Working time from `begin` to `end`, negative when they are the other way round [s]."""
        return self.total_until(end) - self.total_until(begin)

    def next_start(self, at: int) -> int:
        """`at` where work can go on at once, else the beginning of the next interval [s].

        Raises:
            NoWorkingTimeError: no work follows.
        """
        return self.latest(self.total_until(at))

    def previous_finish(self, at: int) -> int:
        """`at` where work went on until then, else the end of the interval before [s].

        Raises:
            NoWorkingTimeError: no work precedes.
        """
        return self.earliest(self.total_until(at))

    def is_working(self, at: int) -> bool:
        """Whether the second that begins at `at` is worked."""
        return self.total_until(at + 1) > self.total_until(at)

    def intervals(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The working intervals between `begin` and `end`, clipped to them, in order and never touching [s]."""
        held: tuple[int, int] | None = None
        for start, finish in self._pieces(begin, end):
            if held is not None and start <= held[1]:
                held = held[0], finish
                continue
            if held is not None:
                yield held
            held = start, finish
        if held is not None:
            yield held

    def _pieces(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The intervals week by week, cut at the weeks' edges."""
        first = bisect_right(self.mondays, begin, 1) - 1
        for run in range(first, len(self.mondays)):
            monday, table = self.mondays[run], self.weeks[run]
            if run > first and monday >= end:
                return
            until = min(end, self.mondays[run + 1]) if run + 1 < len(self.mondays) else end
            since = begin if run == first else monday
            if table.total:
                yield from _repeated(table, since - (since - monday) % WEEK, since, until)


def _repeated(table: WeekTable, monday: int, since: int, until: int) -> Iterator[tuple[int, int]]:
    while monday < until:
        for start, finish in zip(table.starts, table.ends, strict=True):
            begin, end = max(monday + start, since), min(monday + finish, until)
            if begin < end:
                yield begin, end
        monday += WEEK


class ContinuousTime(WorkingTime):
    """Working time that never stops: the same answers as a calendar of full weeks, by plain addition."""

    __slots__ = ()

    def advance(self, at: int, work: int) -> int:
        """`work` [s] after `at` [s]."""
        return at + work

    def retreat(self, at: int, work: int) -> int:
        """`work` [s] before `at` [s]."""
        return at - work

    def between(self, begin: int, end: int) -> int:
        """Clock time from `begin` to `end` [s]."""
        return end - begin

    def next_start(self, at: int) -> int:
        """`at` itself [s]."""
        return at

    def previous_finish(self, at: int) -> int:
        """`at` itself [s]."""
        return at

    def intervals(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The one interval from `begin` to `end` [s]."""
        if begin < end:
            yield begin, end


def working_time(runs: Iterable[tuple[int, WeekTable]]) -> WorkingTime:
    """The compiled calendar of the given runs: each a Monday [s], and the week repeated from there on.

    Args:
        runs: at least one, by ascending Monday; the first also reaches back without end.
    """
    mondays: list[int] = []
    weeks: list[WeekTable] = []
    worked: list[int] = []
    for monday, table in runs:
        if weeks and weeks[-1] == table:
            continue
        worked.append(worked[-1] + (monday - mondays[-1]) // WEEK * weeks[-1].total if worked else 0)
        mondays.append(monday)
        weeks.append(table)
    kind = ContinuousTime if len(weeks) == 1 and weeks[0].total == WEEK else WorkingTime
    return kind(tuple(mondays), tuple(weeks), tuple(worked))


CONTINUOUS = working_time([(MONDAY, week_table([(0, WEEK)]))])
"""Day and night, every day: what elapsed durations and continuous calendars run on."""


def intersection(first: WorkingTime, second: WorkingTime) -> WorkingTime:
    """The time in which both calendars work: a task with its own calendar is done when its resource works, too.

    Example:
        >>> early, late = week_table([(0, 100)]), week_table([(50, 200)])
        >>> intersection(working_time([(MONDAY, early)]), working_time([(MONDAY, late)])).weeks[0].starts
        (50,)
    """
    if isinstance(first, ContinuousTime) or first == second:
        return second
    if isinstance(second, ContinuousTime):
        return first
    known: dict[tuple[int, int], WeekTable] = {}
    runs: list[tuple[int, WeekTable]] = []
    for monday in sorted({*first.mondays, *second.mondays}):
        pair = _week_at(first, monday), _week_at(second, monday)
        key = id(pair[0]), id(pair[1])
        if key not in known:
            known[key] = week_table(overlaps(*pair))
        runs.append((monday, known[key]))
    return working_time(runs)


def _week_at(time: WorkingTime, monday: int) -> WeekTable:
    return time.weeks[bisect_right(time.mondays, monday, 1) - 1]

"""Calendars as tables: working time behind an instant, and the instant behind an amount of working time, for many at once.

An instant is a whole number of *ticks* (minutes where everything in the plan is whole minutes, else seconds) since the beginning
of the horizon. A *line* is the working time of one calendar: line 0 is the clock. As on any calendar, an amount of working
time has two instants: the earliest (the end of a shift) and the latest (the beginning of the next).

Where the horizon is short enough, each line is two plain tables, and going from one line to another is one look-up in a
table made of both. Otherwise the shifts are searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itpm.model.working_time import ContinuousTime, WorkingTime

Ints: TypeAlias = NDArray[Any]
"""Instants or amounts in ticks: int32 in minutes, int64 in seconds."""
EARLIEST, LATEST = 0, 1
CLOCK = 0
_LONGEST_TABLE = 8_000_000


class Lines:
    """The lines of a plan over a horizon.

    Attributes:
        calendars: the compiled calendars by number.
        tick: length of a tick [s].
        begin: where the horizon begins [s].
        ticks: how long it is [tick].
        dtype: integer type of instants and amounts.
    """

    def __init__(self, calendars: Sequence[WorkingTime], *, tick: int, begin: int, end: int) -> None:
        self.calendars, self.tick = calendars, tick
        self.begin = begin - begin % tick
        self.ticks = (end - self.begin) // tick + 1
        self.dtype = np.dtype(np.int32 if tick > 1 and self.ticks < _LONGEST_TABLE else np.int64)
        self.by_table = self.ticks < _LONGEST_TABLE
        self._lines = [CLOCK if isinstance(calendar, ContinuousTime) else n for n, calendar in enumerate(calendars)]
        self._shifts: dict[int, tuple[Ints, Ints, Ints]] = {}
        self._until: dict[int, Ints] = {}
        self._asked: set[int] = set()
        self._inverse: dict[tuple[int, int], Ints] = {}
        self._between: dict[tuple[int, int, int], Ints] = {}

    def line(self, calendar: int) -> int:
        """The line of a calendar; one that never stops is the clock."""
        return self._lines[calendar]

    def instant(self, seconds: int) -> int:
        """An instant in ticks."""
        return (seconds - self.begin) // self.tick

    def amount(self, line: int, seconds: int) -> int:
        """The working time on a line behind an instant in seconds; exact, also outside the horizon [tick]."""
        if line == CLOCK:
            return self.instant(seconds)
        return self.calendars[line].between(self.begin, seconds) // self.tick

    def convert(self, line: int, side: int, other: int, amounts: Ints) -> Ints:
        """Amounts of one line as amounts of another, for the earliest or the latest instant with that amount."""
        if line == other:
            return amounts
        if line == CLOCK:
            return self.until(other, amounts)
        if other == CLOCK:
            return self.at(line, side, amounts)
        if not self.by_table:
            return self.until(other, self.at(line, side, amounts))
        key = line, other, side
        if key not in self._between:
            self._between[key] = self._until_table(other).take(self._inverse_table(line, side), mode="clip")
        return self._between[key].take(amounts, mode="clip")

    def until(self, line: int, instants: Ints) -> Ints:
        """Working time on a line behind instants."""
        if line == CLOCK:
            return instants
        if self.by_table:
            self._asked.add(line)
            return self._until_table(line).take(instants, mode="clip")
        starts, ends, passed = self._edges(line)
        shift = np.maximum(np.searchsorted(starts, instants, "right") - 1, 0)
        lengths = ends - starts
        found: Ints = passed[shift] - lengths[shift] + np.clip(instants - starts[shift], 0, lengths[shift])
        return found

    def at(self, line: int, side: int, amounts: Ints) -> Ints:
        """The earliest or latest instants with the given working time behind them."""
        if line == CLOCK:
            return amounts
        if self.by_table:
            return self._inverse_table(line, side).take(amounts, mode="clip")
        _, ends, passed = self._edges(line)
        shift = np.searchsorted(passed, amounts, "left" if side == EARLIEST else "right")
        shift = np.minimum(shift, len(ends) - 1)
        found: Ints = ends[shift] - (passed[shift] - amounts)
        return found

    def tidy(self) -> None:
        """Drop tables that were needed only to make others."""
        for line in set(self._until) - self._asked:
            del self._until[line]

    def _edges(self, line: int) -> tuple[Ints, Ints, Ints]:
        """Beginnings and ends of the shifts, and the working time behind each end."""
        if line not in self._shifts:
            last = self.begin + self.ticks * self.tick
            pairs = np.array(list(self.calendars[line].intervals(self.begin, last)), dtype=np.int64).reshape(-1, 2)
            pairs = (pairs - self.begin) // self.tick
            passed = np.cumsum(pairs[:, 1] - pairs[:, 0])
            self._shifts[line] = pairs[:, 0].copy(), pairs[:, 1].copy(), passed
        return self._shifts[line]

    def _until_table(self, line: int) -> Ints:
        if line not in self._until:
            starts, ends, _ = self._edges(line)
            steps = np.zeros(self.ticks + 2, dtype=np.int8)
            steps[starts + 1] += 1
            steps[ends + 1] -= 1
            works = np.cumsum(steps, dtype=np.int8)
            self._until[line] = np.cumsum(works, dtype=self.dtype)
        return self._until[line]

    def _inverse_table(self, line: int, side: int) -> Ints:
        key = line, side
        if key not in self._inverse:
            starts, ends, passed = self._edges(line)
            lengths = ends - starts
            before = np.repeat(starts - (passed - lengths), lengths)
            at = (before + np.arange(len(before))).astype(self.dtype)
            if side == EARLIEST:
                self._inverse[key] = np.concatenate([np.zeros(1, self.dtype), at + self.dtype.type(1)])
            else:
                self._inverse[key] = np.concatenate([at, np.full(1, self.ticks, self.dtype)])
        return self._inverse[key]

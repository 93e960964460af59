"""The week as compiled working time keeps it: a table of working intervals from a Monday on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from itpm.model.moments import DAY

WEEK = 7 * DAY
MONDAY = 4 * DAY
"""1970-01-05 00:00, the Monday that weeks are counted from [s]."""


class WeekTable(NamedTuple):
    """The working intervals of one week, in seconds from its Monday: parallel tuples, touching intervals merged.

    Attributes:
        starts: where each interval begins [s].
        ends: where each ends [s].
        before: working time of the week before each [s].
        after: working time of the week up to the end of each [s].
        total: working time of the week [s].
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    total: int


def week_table(intervals: Iterable[tuple[int, int]]) -> WeekTable:
    """The table of the given intervals, clipped to the week, united where they touch or overlap.

    Example:
        >>> week_table([(0, 100), (100, 200), (300, 400)])
        WeekTable(starts=(0, 300), ends=(200, 400), before=(0, 200), after=(200, 300), total=300)
    """
    clipped = sorted((max(begin, 0), min(end, WEEK)) for begin, end in intervals)
    merged: list[tuple[int, int]] = []
    for begin, end in clipped:
        if begin >= end:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    before, after, total = [], [], 0
    for begin, end in merged:
        before.append(total)
        total += end - begin
        after.append(total)
    return WeekTable(tuple(b for b, _ in merged), tuple(e for _, e in merged), tuple(before), tuple(after), total)


def week_of_days(days: Sequence[Sequence[tuple[int, int]]], spill: Sequence[tuple[int, int]]) -> WeekTable:
    """The week of seven days' shifts [s of the day], and of what the Sunday before leaves for its Monday."""
    shifts = [(day * DAY + begin, day * DAY + end) for day, shifts in enumerate(days) for begin, end in shifts]
    return week_table([*shifts, *((begin - DAY, end - DAY) for begin, end in spill)])


def overlaps(first: WeekTable, second: WeekTable) -> Iterator[tuple[int, int]]:
    """The overlaps of two ordered lists of intervals; of two, the one that ends first is left behind."""
    i = j = 0
    while i < len(first.starts) and j < len(second.starts):
        begin, end = max(first.starts[i], second.starts[j]), min(first.ends[i], second.ends[j])
        if begin < end:
            yield begin, end
        if first.ends[i] <= second.ends[j]:
            i += 1
        else:
            j += 1

"""The engine of working time against an oracle that simply lists every interval."""

from __future__ import annotations

import pickle
from bisect import bisect_right
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm.errors import NoWorkingTimeError
from itpm.model.moments import DAY
from itpm.model.working_time import CONTINUOUS, ContinuousTime, WorkingTime, intersection, working_time
from itpm.model.working_weeks import MONDAY, WEEK, WeekTable, week_of_days, week_table

HOUR = 3600
OFFICE = week_table((d * DAY + a * HOUR, d * DAY + b * HOUR) for d in range(5) for a, b in ((8, 12), (13, 17)))
NIGHTS = week_of_days([[(22 * HOUR, 30 * HOUR)]] * 5 + [[], []], spill=[])
FULL = week_table([(0, WEEK)])
FREE = week_table([])
STANDARD = working_time([(MONDAY, OFFICE)])


def listed(time: WorkingTime, begin: int, end: int) -> list[tuple[int, int]]:
    """The oracle's intervals: week by week from the definition of a run, touching ones united."""
    pieces: list[tuple[int, int]] = []
    for monday in range(begin - (begin - MONDAY) % WEEK, end, WEEK):
        run = max(bisect_right(time.mondays, monday) - 1, 0)
        for start, finish in zip(time.weeks[run].starts, time.weeks[run].ends, strict=True):
            pieces.append((monday + start, monday + finish))
    merged: list[tuple[int, int]] = []
    for start, finish in pieces:
        if merged and merged[-1][1] == start:
            merged[-1] = merged[-1][0], finish
        else:
            merged.append((start, finish))
    return [(max(s, begin), min(f, end)) for s, f in merged if max(s, begin) < min(f, end)]


def advanced(intervals: list[tuple[int, int]], at: int, work: int) -> int:
    for start, finish in intervals:
        free = finish - max(start, at)
        if free > 0:
            if work <= free:
                return max(start, at) + work
            work -= free
    raise NoWorkingTimeError


def retreated(intervals: list[tuple[int, int]], at: int, work: int) -> int:
    return -advanced([(-finish, -start) for start, finish in reversed(intervals)], -at, work)


@st.composite
def week_tables(draw: st.DrawFn) -> WeekTable:
    edges = draw(st.lists(st.integers(0, WEEK // 1800), max_size=10, unique=True).map(sorted))
    return week_table((a * 1800, b * 1800) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def times(draw: st.DrawFn) -> WorkingTime:
    """A calendar whose runs lie in the first ten weeks, and whose first and last week are worked in."""
    edges = draw(st.lists(st.integers(1, 10), max_size=6, unique=True).map(sorted))
    tables = st.one_of(st.sampled_from([OFFICE, NIGHTS, FULL, FREE]), week_tables())
    worked = tables.filter(lambda table: table.total > 0)
    weeks = [draw(worked), *(draw(tables) for _ in edges[:-1]), *(draw(worked) for _ in edges[-1:])]
    return working_time((MONDAY + week * WEEK, table) for week, table in zip([0, *edges], weeks, strict=True))


# Every week but the outermost may be free, so 40 weeks around the window hold all the work that is asked for.
INSTANTS = st.integers(MONDAY - WEEK, MONDAY + 12 * WEEK) | st.integers(-24, 24 * 12).map(
    lambda n: MONDAY + n * 12 * HOUR
)
WORK = st.integers(1, 1800) | st.integers(1, 40).map(lambda n: n * 1800)
WINDOW = MONDAY - 60 * WEEK, MONDAY + 72 * WEEK


@given(time=times(), at=INSTANTS, work=WORK)
def test_advance_and_retreat_are_what_counting_through_the_intervals_gives(
    time: WorkingTime, at: int, work: int
) -> None:
    intervals = listed(time, *WINDOW)
    assert (time.advance(at, work), time.retreat(at, work)) == (
        advanced(intervals, at, work),
        retreated(intervals, at, work),
    )


@given(time=times(), begin=INSTANTS, end=INSTANTS)
def test_between_is_the_sum_of_the_clipped_intervals(time: WorkingTime, begin: int, end: int) -> None:
    low, high = min(begin, end), max(begin, end)
    length = sum(finish - start for start, finish in listed(time, low, high))
    assert time.between(begin, end) == (length if begin <= end else -length)


@given(time=times(), at=INSTANTS)
def test_next_start_and_previous_finish_are_the_edges_around_a_gap(time: WorkingTime, at: int) -> None:
    intervals = listed(time, *WINDOW)
    assert time.next_start(at) == next(max(start, at) for start, finish in intervals if at < finish)
    assert time.previous_finish(at) == next(min(finish, at) for start, finish in reversed(intervals) if start < at)
    assert time.is_working(at) == any(start <= at < finish for start, finish in intervals)


@given(time=times(), begin=INSTANTS, end=INSTANTS)
def test_intervals_are_clipped_ordered_and_never_touch(time: WorkingTime, begin: int, end: int) -> None:
    found = list(time.intervals(begin, end))
    assert found == (listed(time, begin, end) if begin < end else [])
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(time=times(), at=INSTANTS, work=WORK, more=WORK)
def test_working_time_obeys_its_algebra(time: WorkingTime, at: int, work: int, more: int) -> None:
    finish, start = time.advance(at, work), time.retreat(at, work)
    assert time.between(at, finish) == work == time.between(start, at)
    assert time.advance(finish, more) == time.advance(at, work + more)
    assert time.retreat(start, more) == time.retreat(at, work + more)
    assert time.retreat(finish, work) == time.next_start(at)
    assert time.advance(start, work) == time.previous_finish(at)
    assert time.advance(at, -work) == start
    assert time.retreat(at, -work) == finish
    assert time.advance(at, 0) == at == time.retreat(at, 0)
    assert time.next_start(time.next_start(at)) == time.next_start(at) == time.next_start(time.previous_finish(at))
    assert time.previous_finish(time.previous_finish(at)) == time.previous_finish(at)
    assert time.advance(at + more, work) >= finish


@given(first=times(), second=times(), begin=INSTANTS, end=INSTANTS)
def test_the_intersection_works_where_both_work(first: WorkingTime, second: WorkingTime, begin: int, end: int) -> None:
    both = intersection(first, second)
    low, high = min(begin, end), max(begin, end)
    expected = [
        (max(a, c), min(b, d))
        for a, b in listed(first, low, high)
        for c, d in listed(second, low, high)
        if max(a, c) < min(b, d)
    ]
    assert list(both.intervals(low, high)) == expected
    assert list(intersection(second, first).intervals(low, high)) == expected
    assert both.between(low, high) == sum(finish - start for start, finish in expected)


@given(at=INSTANTS, work=st.integers(-10 * DAY, 10 * DAY), end=INSTANTS)
def test_continuous_time_answers_like_weeks_that_are_full(at: int, work: int, end: int) -> None:
    full = WorkingTime((MONDAY,), (FULL,), (0,))
    for time in (full, CONTINUOUS):
        answers = time.advance(at, work), time.retreat(at, work), time.between(at, end), time.next_start(at)
        assert answers == (at + work, at - work, end - at, at)
        assert (time.previous_finish(at), time.is_working(at)) == (at, True)
        assert list(time.intervals(at, end)) == ([(at, end)] if at < end else [])


def test_a_task_of_ten_hours_from_friday_afternoon_ends_on_tuesday_morning() -> None:
    friday_16 = MONDAY + 4 * DAY + 16 * HOUR
    assert STANDARD.advance(friday_16, 10 * HOUR) == MONDAY + WEEK + DAY + 9 * HOUR
    assert STANDARD.retreat(MONDAY + WEEK + DAY + 9 * HOUR, 10 * HOUR) == friday_16


def test_work_that_fills_a_day_ends_that_evening_and_starts_that_morning() -> None:
    assert STANDARD.advance(MONDAY + 8 * HOUR, 8 * HOUR) == MONDAY + 17 * HOUR
    assert STANDARD.advance(MONDAY - DAY, 8 * HOUR) == MONDAY + 17 * HOUR
    assert STANDARD.retreat(MONDAY + DAY + 8 * HOUR, 8 * HOUR) == MONDAY + 8 * HOUR


def test_a_shift_across_sunday_midnight_is_one_interval() -> None:
    week = week_of_days([[]] * 6 + [[(22 * HOUR, 30 * HOUR)]], spill=[(22 * HOUR, 30 * HOUR)])
    time = working_time([(MONDAY, week)])
    begin, end = MONDAY - 2 * HOUR, MONDAY + 6 * HOUR
    assert list(time.intervals(MONDAY - DAY, MONDAY + DAY)) == [(begin, end)]
    assert time.advance(begin, 8 * HOUR) == end
    assert time.retreat(end, 8 * HOUR) == begin
    assert (time.next_start(MONDAY), time.previous_finish(MONDAY)) == (MONDAY, MONDAY)


def test_the_first_and_the_last_second_of_the_calendar_are_no_horizon() -> None:
    long_ago, far_ahead = MONDAY - 200_000 * WEEK, MONDAY + 900_000 * WEEK
    assert STANDARD.advance(long_ago, 40 * HOUR) == long_ago + 4 * DAY + 17 * HOUR
    assert STANDARD.between(long_ago, far_ahead) == 1_100_000 * 40 * HOUR
    assert STANDARD.advance(0, 10**30) > 10**30


def test_equal_neighbouring_runs_are_one_run() -> None:
    assert working_time([(MONDAY, OFFICE), (MONDAY + WEEK, OFFICE)]) == STANDARD
    assert isinstance(working_time([(MONDAY, FULL), (MONDAY + WEEK, FULL)]), ContinuousTime)


def test_compiled_calendars_compare_hash_and_pickle() -> None:
    for time in (STANDARD, CONTINUOUS):
        copy = pickle.loads(pickle.dumps(time))
        assert copy == time
        assert hash(copy) == hash(time)
        assert type(copy) is type(time)


@pytest.mark.parametrize("ask", ["next_start", "previous_finish"])
def test_a_calendar_without_working_time_refuses_to_find_any(ask: str) -> None:
    never = working_time([(MONDAY, FREE)])
    with pytest.raises(NoWorkingTimeError, match="the calendar has no working time left there"):
        getattr(never, ask)(MONDAY)
    for work in (1, -1):
        with pytest.raises(NoWorkingTimeError):
            never.advance(MONDAY, work)
        with pytest.raises(NoWorkingTimeError):
            never.retreat(MONDAY, work)
    assert (never.advance(7, 0), never.between(0, 10**9), list(never.intervals(0, 10**15))) == (7, 0, [])


def test_a_calendar_with_one_working_week_knows_both_of_its_ends() -> None:
    once = working_time([(MONDAY, FREE), (MONDAY + WEEK, OFFICE), (MONDAY + 2 * WEEK, FREE)])
    start, finish = MONDAY + WEEK + 8 * HOUR, MONDAY + WEEK + 4 * DAY + 17 * HOUR
    assert (once.next_start(0), once.previous_finish(10**10)) == (start, finish)
    assert (once.advance(0, 40 * HOUR), once.retreat(10**10, 40 * HOUR)) == (finish, start)
    for lost in (
        lambda: once.next_start(finish),
        lambda: once.previous_finish(start),
        lambda: once.advance(0, 40 * HOUR + 1),
        lambda: once.retreat(10**10, 40 * HOUR + 1),
    ):
        with pytest.raises(NoWorkingTimeError):
            lost()


@settings(max_examples=30)
@given(table=week_tables())
def test_a_week_table_counts_its_own_intervals(table: WeekTable) -> None:
    assert table == week_table(zip(table.starts, table.ends, strict=True))
    lengths = [end - start for start, end in zip(table.starts, table.ends, strict=True)]
    assert [after - before for before, after in zip(table.before, table.after, strict=True)] == lengths
    assert table.total == sum(lengths)

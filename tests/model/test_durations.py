"""Durations as typed, as seconds, and as text."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError, UnresolvedDurationError
from itpm.model.durations import (
    DayLength,
    Duration,
    ElapsedDuration,
    Percent,
    ThreePointEstimate,
    Unit,
    WorkDuration,
    duration,
    estimate,
    lag,
    scheduled,
    seconds_of,
)

from tests.strategies import durations

OFFICE = DayLength()
CLOCK = DayLength(minutes_per_day=1440, minutes_per_week=10_080, days_per_month=30)


@pytest.mark.parametrize(
    ("text", "office", "clock"),
    [
        ("5d", 5 * 8 * 3600, 5 * 24 * 3600),
        ("2w", 2 * 40 * 3600, 2 * 168 * 3600),
        ("4h", 4 * 3600, 4 * 3600),
        ("30m", 1800, 1800),
        ("45s", 45, 45),
        ("1mo", 20 * 8 * 3600, 30 * 24 * 3600),
        ("1.5d", 12 * 3600, 36 * 3600),
        (".5d", 4 * 3600, 12 * 3600),
        (" 5 d ", 5 * 8 * 3600, 5 * 24 * 3600),
        ("-2d", -16 * 3600, -48 * 3600),
        ("+2d", 16 * 3600, 48 * 3600),
        ("0d", 0, 0),
    ],
)
def test_working_time_is_as_long_as_the_day_length_says(text, office, clock):
    found = duration(text)
    assert isinstance(found, WorkDuration)
    assert (found.seconds(OFFICE), found.seconds(CLOCK)) == (office, clock)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3ed", 3 * 86_400), ("1ew", 7 * 86_400), ("1emo", 30 * 86_400), ("5eh", 18_000), ("5em", 300), ("5es", 5)],
)
def test_elapsed_time_runs_on_the_clock_whatever_the_day_length(text, expected):
    found = duration(text)
    assert isinstance(found, ElapsedDuration)
    assert found.seconds() == found.seconds(OFFICE) == found.seconds(CLOCK) == expected


@pytest.mark.parametrize(
    "text",
    ["", "d", "5", "five days", "5 days", "5x", "5dd", "5d5h", "--5d", "1e5d", "5D", "5,5d", "1/2d", "nan d", "inf", "٣d٣",
     "9" * 16 + "d", "1.0000000001d", "5d\n6d", "5d" + " " * 100],
)  # fmt: skip
def test_what_is_no_duration_is_refused_with_what_was_expected(text):
    with pytest.raises(NotationError) as caught:
        duration(text, place="task 'a'.duration")
    expected = f"task 'a'.duration: expected a duration like 5d, 2w, 4h, 30m, 1mo or 3ed, got {text[:60]!r}"
    assert str(caught.value) == expected
    assert caught.value.faults[0].value == text


@pytest.mark.parametrize("value", [None, 5, 5.0, b"5d", ["5d"], Decimal(5)])
def test_what_is_no_text_is_no_duration_either(value):
    with pytest.raises(NotationError, match="expected a duration like 5d"):
        duration(value)


@given(durations(negative=True))
def test_a_duration_reads_back_what_it_writes(value):
    assert duration(str(value)) == _shortest(value)


def _shortest(value: Duration) -> Duration:
    """Seconds are written in the largest unit that is exact, as results are; all else as typed."""
    return duration(str(value)) if value.unit is Unit.SECOND else value


@given(durations(negative=True, elapsed=False))
def test_seconds_in_working_time_round_half_to_even(value):
    exact = value.amount * OFFICE.unit_seconds(value.unit)
    assert abs(value.seconds(OFFICE) - exact) <= Decimal("0.5")
    if abs(value.seconds(OFFICE) - exact) == Decimal("0.5"):
        assert value.seconds(OFFICE) % 2 == 0


@given(durations())
def test_equal_means_same_amount_in_the_same_unit(value):
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
    assert hash(copy.copy(value)) == hash(value)


def test_a_week_is_not_equal_to_five_days_because_only_a_plan_says_so():
    assert duration("1w") != duration("5d")
    assert duration("1w").seconds(OFFICE) == duration("5d").seconds(OFFICE)


def test_working_and_elapsed_time_are_never_equal():
    assert duration("1h") != duration("1eh")


def test_minutes_of_days_are_for_the_plan_to_say():
    assert duration("90m").minutes == 90.0
    assert duration("3ed").minutes == 4320.0
    with pytest.raises(
        UnresolvedDurationError, match=r"5d has no minutes without a day length; ask for seconds\(plan.day\)"
    ):
        _ = duration("5d").minutes


@pytest.mark.parametrize(
    ("seconds", "day", "elapsed", "text"),
    [
        (4 * 8 * 3600, OFFICE, False, "4d"),
        (36 * 3600, OFFICE, False, "4.5d"),
        (1440, OFFICE, False, "0.05d"),
        (1380, OFFICE, False, "23m"),
        (7, OFFICE, False, "7s"),
        (3600, None, False, "1h"),
        (0, OFFICE, False, "0d"),
        (-28_800, OFFICE, False, "-1d"),
        (86_400, None, True, "1ed"),
        (900, None, True, "0.25eh"),
    ],
)
def test_a_result_is_written_in_the_largest_unit_that_is_exact(seconds, day, elapsed, text):
    found = seconds_of(seconds, day=day, elapsed=elapsed)
    assert str(found) == text
    assert duration(text).seconds(OFFICE) == seconds


@given(st.integers(-(10**9), 10**9), st.booleans())
def test_writing_a_result_loses_nothing(seconds, elapsed):
    written = str(seconds_of(seconds, day=OFFICE, elapsed=elapsed))
    assert duration(written).seconds(OFFICE) == seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [("50%", Percent(Decimal(50))), ("-12.5%", Percent(Decimal("-12.5"))), ("50e%", Percent(Decimal(50), True)),
     ("+5 %", Percent(Decimal(5)))],
)  # fmt: skip
def test_a_lag_may_be_a_share_of_the_predecessor(text, expected):
    assert lag(text) == expected


def test_a_percentage_reads_back_what_it_writes():
    for text in ("50%", "-12.5e%", "0%"):
        assert str(lag(text)) == text


def test_a_percentage_that_cannot_be_read_says_what_was_expected():
    with pytest.raises(NotationError) as caught:
        lag("half%")
    assert str(caught.value) == "lag: expected a percentage like 50% or 50e%, got 'half%'"


def test_three_points_are_read_and_the_likely_one_is_scheduled():
    found = estimate(("15d", "20d", "32d"))
    assert found == ThreePointEstimate(duration("15d"), duration("20d"), duration("32d"))
    assert str(found) == "15d/20d/32d"
    assert scheduled(found) == duration("20d")
    assert scheduled(duration("3d")) == duration("3d")
    assert estimate(None) is None


@pytest.mark.parametrize("value", [("1d",), ("1d", "2d"), ("1d", "2d", "3d", "4d"), (), 5, {"1d"}])
def test_an_estimate_has_one_point_or_three(value):
    with pytest.raises(NotationError, match="or three of them"):
        estimate(value)


def test_a_day_length_longer_than_nothing_is_asked_for_every_unit_at_once():
    with pytest.raises(NotationError) as caught:
        DayLength(minutes_per_day=0, minutes_per_week=-5, days_per_month=True)
    assert [(fault.place, fault.value) for fault in caught.value.faults] == [
        ("day.minutes_per_day", 0),
        ("day.minutes_per_week", -5),
        ("day.days_per_month", True),
    ]

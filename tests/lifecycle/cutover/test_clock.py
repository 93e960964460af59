from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.lifecycle.cutover import CutoverError
from itpm.lifecycle.cutover.clock import after, amount, minute, minutes, span, when
from itpm.model.durations import duration


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("20h", 1200),
        ("90m", 90),
        ("1.5h", 90),
        ("2ed", 2880),
        ("120s", 2),
        (45, 45),
        (0, 0),
        (timedelta(hours=1), 60),
        (duration("3h"), 180),
        ("525600m", 525_600),
    ],
)
def test_a_span_is_read_as_whole_minutes(typed, expected):
    assert minutes(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["2d", "1w", "-5m", "30s", "", "soon", -1, True, 1.5, None, timedelta(seconds=5), "525601m", "999999999h", []],
)
def test_what_is_no_span_on_the_clock_is_refused(typed):
    with pytest.raises(CutoverError, match="expected whole minutes on the clock like '20h', '90m', '2ed' or 90"):
        minutes(typed)


def test_a_moment_has_no_seconds():
    assert minute("2026-06-26 20:00") == datetime(2026, 6, 26, 20)
    with pytest.raises(CutoverError, match="a runbook counts whole minutes, got 2026-06-26 20:00:30"):
        minute("2026-06-26 20:00:30")
    with pytest.raises(CutoverError, match="60 minutes after 9999-12-31 23:30:00 lies beyond the calendar"):
        after(datetime(9999, 12, 31, 23, 30), 60)


@pytest.mark.parametrize("typed", [0, -1, "none", "NaN", "inf", "1e16", None, []])
def test_an_amount_is_above_zero(typed):
    assert amount("1.5") == Decimal("1.5")
    with pytest.raises(CutoverError, match="expected a number above zero"):
        amount(typed)


@given(st.integers(0, 525_600))
def test_a_span_is_written_so_that_it_can_be_read(length):
    parts = span(length).split()
    assert sum(int(n) * (60 if unit == "h" else 1) for n, unit in zip(parts[::2], parts[1::2], strict=True)) == length
    assert span(-length) == (f"-{span(length)}" if length else "0 min")


def test_moments_are_written_with_their_weekday():
    assert [when(datetime(2026, 6, 28, 21)), when(datetime(2026, 1, 5))] == ["Sun 28 Jun 21:00", "Mon 5 Jan 00:00"]

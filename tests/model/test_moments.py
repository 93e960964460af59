"""Dates as people write them, and instants as whole seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError
from itpm.model.moments import FIRST, LAST, finish_moment, moment, start_moment, to_datetime, to_seconds

MOMENTS = st.datetimes().map(lambda instant: instant.replace(microsecond=0))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-05", datetime(2026, 1, 5)),
        (" 2026-01-05 ", datetime(2026, 1, 5)),
        ("2026-01-05 08:00", datetime(2026, 1, 5, 8)),
        ("2026-01-05T08:00:30", datetime(2026, 1, 5, 8, 0, 30)),
        (date(2026, 1, 5), datetime(2026, 1, 5)),
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 8)),
        ("2024-02-29", datetime(2024, 2, 29)),
    ],
)
def test_a_moment_is_a_date_with_or_without_a_time(value, expected):
    assert moment(value) == expected
    assert type(moment(value)) is datetime


@given(st.dates(max_value=date(9999, 12, 30)))
def test_a_bare_date_starts_in_the_morning_and_ends_at_midnight(day):
    midnight = datetime(day.year, day.month, day.day)
    for value in (day, day.isoformat()):
        assert start_moment(value) == midnight
        assert finish_moment(value) == midnight + timedelta(days=1)


@given(MOMENTS)
def test_an_instant_is_the_same_at_both_edges(instant):
    for value in (instant, instant.isoformat(), instant.isoformat(sep=" ")):
        assert start_moment(value) == finish_moment(value) == instant


@given(MOMENTS)
def test_seconds_and_datetimes_are_one_to_one(instant):
    assert FIRST <= to_seconds(instant) <= LAST
    assert to_datetime(to_seconds(instant)) == instant


@given(MOMENTS, MOMENTS)
def test_seconds_keep_the_order_and_the_distance(one, other):
    assert to_seconds(one) - to_seconds(other) == (one - other).total_seconds()


def test_no_moment_stays_none():
    assert start_moment(None) is None
    assert finish_moment(None) is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-29",
        "2026-01-05 25:00",
        "05.01.2026",
        "99999-01-01",
        20260105,
        None,
        3.5,
        "x" * 999,
    ],
)
def test_what_is_no_date_is_refused_with_what_was_expected(value):
    with pytest.raises(NotationError) as caught:
        moment(value, place="plan.start")
    shown = repr(value[:60] if isinstance(value, str) else value)
    assert (
        str(caught.value)
        == f"plan.start: expected a date or date and time like 2026-01-05 or 2026-01-05T08:00, got {shown}"
    )


@pytest.mark.parametrize("value", ["2026-01-05T08:00Z", "2026-01-05T08:00+01:00", datetime(2026, 1, 5, tzinfo=UTC)])
def test_a_zone_is_refused(value):
    with pytest.raises(NotationError, match=r"plan.start: a moment is wall-clock time without a zone, got 2026-01-05"):
        moment(value, place="plan.start")


@pytest.mark.parametrize("value", ["2026-01-05T08:00:00.5", datetime(2026, 1, 5, 8, 0, 0, 1)])
def test_fractions_of_a_second_are_refused(value):
    with pytest.raises(NotationError, match=r"a moment is a whole second, got 2026-01-05"):
        moment(value)


def test_the_last_day_of_all_has_no_end():
    assert moment("9999-12-31") == datetime(9999, 12, 31)
    with pytest.raises(NotationError, match="the end of 9999-12-31 lies beyond the calendar"):
        moment("9999-12-31", edge="finish")


def test_a_subclass_of_datetime_becomes_a_plain_one():
    class Stamp(datetime):
        pass

    assert type(moment(Stamp(2026, 1, 5, 8, 30))) is datetime
    assert moment(Stamp(2026, 1, 5, 8, 30)) == datetime(2026, 1, 5, 8, 30)

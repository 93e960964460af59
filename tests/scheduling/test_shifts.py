"""The listed shifts of a calendar answer as the calendar does, and say so where they end."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.model import WorkCalendar
from itpm.model.moments import FIRST, LAST
from itpm.scheduling.shifts import BeyondError, Shifts

from tests.strategies import calendars

YEAR = 366 * 86_400


@given(calendars(), st.integers(0, 60 * YEAR), st.integers(-YEAR, YEAR))
def test_they_answer_as_the_calendar_does(calendar, since, later):
    time = calendar.compiled
    listed = Shifts(time, since, 10)
    while True:
        try:
            amount = listed.until(since + later)
            found = amount, listed.latest(amount), listed.earliest(amount)
            break
        except BeyondError:
            assert listed.widen()
    assert found == (time.total_until(since + later), time.latest(amount), time.earliest(amount))


def test_beyond_both_ends_they_say_so():
    listed = Shifts(WorkCalendar.standard().compiled, 0, 4)
    for at in (listed.starts[0] - 1, listed.starts[-1]):
        with pytest.raises(BeyondError):
            listed.until(at)
    with pytest.raises(BeyondError):
        listed.latest(listed.befores[-1])
    with pytest.raises(BeyondError):
        listed.earliest(listed.befores[0])
    assert bisect_right(listed.starts, listed.starts[-1]) == len(listed.parts) - 1


def test_they_are_not_listed_for_ever():
    listed = Shifts(WorkCalendar.standard().compiled, 0, 4)
    rounds = 0
    while listed.widen():
        rounds += 1
    assert rounds < 12
    assert listed.starts[0] > FIRST * 2
    assert listed.starts[-1] < LAST * 2

"""Recurring exceptions of MS Project calendars."""

from __future__ import annotations

from datetime import date

import pytest

from itpm.interop import mspdi
from itpm.interop.xml_text import parse_xml
from itpm.model.recurrences import occurrences

from tests.interop.mspdi_snippets import STANDARD_WEEK, element, faults, plan, project, task


def calendar(**exception: object) -> str:
    period = element("TimePeriod", FromDate="2026-01-01T00:00:00", ToDate="2027-12-31T23:59:59")
    given = {"Name": "off", "DayWorking": 0} | exception
    inside = (
        f"<WeekDays>{STANDARD_WEEK}</WeekDays><Exceptions>{element('Exception', inside=period, **given)}</Exceptions>"
    )
    return element("Calendar", UID=1, Name="Standard", IsBaseCalendar=1, inside=inside)


def days(**exception: object) -> list[str]:
    """The first four days of a recurring exception from 2026 to 2027."""
    (found,) = plan(task(1), calendars=calendar(**exception), CalendarUID=1, WeekStartDay=1).calendar.exceptions
    return [f"{day:%a %d %b}" for day in occurrences(found.recurrence)][:4]


RULES = {
    "every third day": ({"Type": 7, "Period": 3}, ["Thu 01 Jan", "Sun 04 Jan", "Wed 07 Jan", "Sat 10 Jan"]),
    "every second day, the old way": (
        {"Type": 1, "Period": 2},
        ["Thu 01 Jan", "Sat 03 Jan", "Mon 05 Jan", "Wed 07 Jan"],
    ),
    "every weekday": ({"Type": 8, "Period": 1}, ["Thu 01 Jan", "Fri 02 Jan", "Mon 05 Jan", "Tue 06 Jan"]),
    "every third weekday": ({"Type": 8, "Period": 3}, ["Thu 01 Jan", "Tue 06 Jan", "Fri 09 Jan", "Wed 14 Jan"]),
    "Fridays": ({"Type": 6, "Period": 1, "DaysOfWeek": 32}, ["Fri 02 Jan", "Fri 09 Jan", "Fri 16 Jan", "Fri 23 Jan"]),
    "Sunday and Monday of every second week": (
        {"Type": 6, "Period": 2, "DaysOfWeek": 3},
        ["Sun 04 Jan", "Mon 12 Jan", "Sun 18 Jan", "Mon 26 Jan"],
    ),
    "the 15th of every second month": (
        {"Type": 4, "Period": 2, "MonthDay": 15},
        ["Thu 15 Jan", "Sun 15 Mar", "Fri 15 May", "Wed 15 Jul"],
    ),
    "the last Friday of the month": (
        {"Type": 5, "Period": 1, "MonthItem": 8, "MonthPosition": 4},
        ["Fri 30 Jan", "Fri 27 Feb", "Fri 27 Mar", "Fri 24 Apr"],
    ),
    "the second weekday of the month": (
        {"Type": 5, "Period": 1, "MonthItem": 1, "MonthPosition": 1},
        ["Fri 02 Jan", "Tue 03 Feb", "Tue 03 Mar", "Thu 02 Apr"],
    ),
    "the first weekend day of the month": (
        {"Type": 5, "Period": 1, "MonthItem": 2, "MonthPosition": 0},
        ["Sat 03 Jan", "Sun 01 Feb", "Sun 01 Mar", "Sat 04 Apr"],
    ),
    "the last day of the month": (
        {"Type": 5, "Period": 1, "MonthItem": 0, "MonthPosition": 4},
        ["Sat 31 Jan", "Sat 28 Feb", "Tue 31 Mar", "Thu 30 Apr"],
    ),
    "Christmas": ({"Type": 2, "Month": 11, "MonthDay": 25}, ["Fri 25 Dec", "Sat 25 Dec"]),
    "the fourth Thursday of November": (
        {"Type": 3, "Month": 10, "MonthItem": 7, "MonthPosition": 3},
        ["Thu 26 Nov", "Thu 25 Nov"],
    ),
    "two Fridays": (
        {"Type": 6, "DaysOfWeek": 32, "EnteredByOccurrences": 1, "Occurrences": 2},
        ["Fri 02 Jan", "Fri 09 Jan"],
    ),
}


@pytest.mark.parametrize(("exception", "expected"), RULES.values(), ids=list(RULES))
def test_an_exception_recurs_as_the_dialogue_says(exception, expected):
    assert days(**exception) == expected


# Without an end of its own, an exception runs to the end of its period; the dialogue's two old ways of saying
# "daily" are written in the new one, and a set number of days as the number of times it was typed as.
AS_IT_WAS = ("Name", "DaysOfWeek", "MonthItem", "MonthPosition", "Month", "MonthDay", "DayWorking")


@pytest.mark.parametrize("exception", [one for one, _ in RULES.values()], ids=list(RULES))
def test_a_recurring_exception_is_written_and_read_the_same(exception):
    read = plan(task(1), calendars=calendar(**exception), CalendarUID=1, WeekStartDay=1)
    text = mspdi.dumps(read)
    assert mspdi.loads(text) == read
    written = [one for one in _all(parse_xml(text)) if one.name == "Exception"]
    fields = [{child.name: child.text for child in one.children} for one in written]
    if "Period" in fields[0]:  # the dialogue knows it; else it is written day by day
        told = {"Name": "off", "DayWorking": "0"} | {name: str(value) for name, value in exception.items()}
        assert {name: fields[0].get(name) for name in AS_IT_WAS} == {name: told.get(name) for name in AS_IT_WAS}
        assert [one["Type"] for one in fields] == [str(exception.get("Type") if exception["Type"] > 1 else 7)]


def _all(one):
    yield one
    for child in one.children:
        yield from _all(child)


def test_a_recurring_task_stays_one():
    text = project(task(1, Recurring=1, Summary=1), task(2, OutlineLevel=2), task(3, OutlineLevel=2))
    read = mspdi.loads(text)
    assert ("Recurring", "1") in read["1"].extra.foreign
    assert mspdi.loads(mspdi.dumps(read)) == read
    assert "<Recurring>1</Recurring>" in mspdi.dumps(read)


def test_a_daily_exception_is_a_range_of_dates():
    (found,) = plan(task(1), calendars=calendar(Type=1), CalendarUID=1).calendar.exceptions
    assert (found.start, found.finish, found.recurrence) == (date(2026, 1, 1), date(2027, 12, 31), "")


WRONG = {
    "type": ({"Type": 12}, "Type: expected the type of an exception from 1 to 9, got '12'"),
    "no day": ({"Type": 4}, "MonthDay: expected a day of the month from 1 to 31, got ''"),
    "no days": ({"Type": 6}, "DaysOfWeek: expected days of the week, as a sum of 1 for Sunday to 64, got ''"),
    "item": ({"Type": 5, "MonthItem": 10}, "MonthItem: expected what a position counts, from 0 to 9, got '10'"),
    "position": (
        {"Type": 5, "MonthPosition": 5},
        "MonthPosition: expected a position from 0 (first) to 4 (last), got '5'",
    ),
}


@pytest.mark.parametrize(("exception", "message"), WRONG.values(), ids=list(WRONG))
def test_a_recurrence_that_makes_no_sense_is_a_fault(exception, message):
    text = project(task(1), calendars=calendar(**exception), CalendarUID=1)
    assert faults(text) == [f"Calendars/Calendar[UID=1]/Exceptions/Exception[Name=off]/{message}"]

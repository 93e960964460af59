"""Recurrences against dateutil and against the days that RFC 5545 itself lists."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from dateutil.rrule import rrule, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm.errors import PlanError
from itpm.model.recurrences import days_walked, occurrences, recurrence_faults


def by_dateutil(start: date, rule: str) -> tuple[date, ...]:
    read = rrulestr(f"RRULE:{rule}", dtstart=datetime(start.year, start.month, start.day))
    assert isinstance(read, rrule)
    return tuple(instant.date() for instant in read)


def numbers(low: int, high: int, most: int = 3) -> st.SearchStrategy[str]:
    number = st.integers(low, high).filter(lambda n: low > 0 or n != 0)
    return st.lists(number, min_size=1, max_size=most, unique=True).map(lambda ns: ",".join(map(str, ns)))


NAMES = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
PLAIN_DAYS = st.lists(NAMES, min_size=1, max_size=4, unique=True).map(",".join)
NTH_DAYS = st.lists(
    st.tuples(st.integers(-5, 5).filter(bool), NAMES).map(lambda day: f"{day[0]}{day[1]}"), min_size=1, max_size=3
).map(",".join)
PARTS = {
    "DAILY": {"BYMONTH": numbers(1, 12), "BYMONTHDAY": numbers(-31, 31), "BYDAY": PLAIN_DAYS},
    "WEEKLY": {"BYMONTH": numbers(1, 12), "BYDAY": PLAIN_DAYS, "WKST": NAMES},
    "MONTHLY": {"BYMONTH": numbers(1, 12), "BYMONTHDAY": numbers(-31, 31), "BYDAY": PLAIN_DAYS | NTH_DAYS},
    "YEARLY": {
        "BYMONTH": numbers(1, 12), "BYMONTHDAY": numbers(-31, 31), "BYDAY": PLAIN_DAYS | NTH_DAYS,
        "BYYEARDAY": numbers(-366, 366), "BYWEEKNO": numbers(-53, 53),
    },
}  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(sorted(PARTS)))
    if frequency == "YEARLY" and draw(st.integers(0, 4)) == 0:
        parts = {"BYEASTER": draw(numbers(-80, 250))}
    else:
        names = draw(st.sets(st.sampled_from(sorted(PARTS[frequency])), max_size=3))
        parts = {name: draw(PARTS[frequency][name]) for name in sorted(names)}
    if {"BYMONTH", "BYDAY"} & parts.keys() and frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts["BYSETPOS"] = draw(numbers(-4, 4))
    interval = draw(st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=5"]))
    return f"FREQ={frequency}{interval};UNTIL=20401231" + "".join(f";{n}={v}" for n, v in parts.items())


@settings(max_examples=150, deadline=None)
@given(start=st.dates(date(2024, 1, 1), date(2027, 12, 31)), rule=rules())
def test_the_days_are_those_that_dateutil_finds(start: date, rule: str) -> None:
    assert occurrences(f"DTSTART:{start:%Y%m%d}\nRRULE:{rule}") == by_dateutil(start, rule)


# RFC 5545, section 3.8.5.3, with the times of day left out.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DTSTART:19970902\nRRULE:FREQ=DAILY;INTERVAL=10;COUNT=5", ["0902", "0912", "0922", "1002", "1012"]),
        ("DTSTART:19970902\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH", [
            "0902", "0904", "0916", "0918"]),
        ("DTSTART:19970905\nRRULE:FREQ=MONTHLY;COUNT=4;BYDAY=1FR", ["0905", "1003", "1107", "1205"]),
        ("DTSTART:19970904\nRRULE:FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", ["0904", "1007", "1106"]),
        ("DTSTART:19970902\nRRULE:FREQ=MONTHLY;UNTIL=19971224T000000Z;BYMONTHDAY=2,15", [
            "0902", "0915", "1002", "1015", "1102", "1115", "1202", "1215"]),
    ],
)  # fmt: skip
def test_the_standards_own_examples_hold(text: str, expected: list[str]) -> None:
    assert [f"{day:%m%d}" for day in occurrences(text)] == expected


def test_thanksgiving_and_good_friday_are_found() -> None:
    thanksgiving = occurrences("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2")
    good_friday = occurrences("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYEASTER=-2;COUNT=2")
    assert (thanksgiving, good_friday) == (
        (date(2026, 11, 26), date(2027, 11, 25)),
        (date(2026, 4, 3), date(2027, 3, 26)),
    )


def test_days_are_added_and_left_out() -> None:
    text = "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY;COUNT=3\nRDATE:20260110,20251231\nEXDATE:20260106"
    assert occurrences(text) == (date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 10))
    assert occurrences("DTSTART:20260105\nRDATE:20260110") == (date(2026, 1, 5), date(2026, 1, 10))


def test_leap_days_come_in_leap_years_only() -> None:
    assert occurrences("DTSTART:20240229\nRRULE:FREQ=YEARLY;COUNT=3") == (
        date(2024, 2, 29),
        date(2028, 2, 29),
        date(2032, 2, 29),
    )


def test_a_rule_whose_day_never_comes_has_no_days() -> None:
    assert occurrences("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") == ()
    assert occurrences("DTSTART:20260101\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5") == ()
    assert occurrences("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYWEEKNO=2;BYMONTH=7") == ()


def test_an_endless_rule_ends_with_the_year_2199() -> None:
    days = occurrences("DTSTART:20260101\nRRULE:FREQ=YEARLY")
    assert (len(days), days[0], days[-1]) == (174, date(2026, 1, 1), date(2199, 1, 1))


def test_only_rules_that_are_walked_through_count_the_days_they_look_at() -> None:
    plain = ("", ";BYMONTH=11;BYDAY=4TH", ";BYMONTH=5;BYMONTHDAY=1", ";BYEASTER=1,39", ";INTERVAL=2;COUNT=4")
    assert [days_walked(f"DTSTART:20260101\nRRULE:FREQ=YEARLY{rule}") for rule in plain] == [0] * len(plain)
    assert days_walked("DTSTART:20260101\nRDATE:20260105") == 0
    assert days_walked("DTSTART:20260101\nRRULE:FREQ=DAILY") == (date(2199, 12, 31) - date(2025, 12, 31)).days
    assert days_walked("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYDAY=MO;BYMONTH=1;UNTIL=20261231") == 365
    assert days_walked("DTSTART:20260101\nRRULE:FREQ=WEEKLY;UNTIL=20251231") == 0


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["a recurrence is RFC 5545 text of at most 4000 characters"]),
        (7, ["a recurrence is RFC 5545 text of at most 4000 characters"]),
        ("x" * 5000, ["a recurrence is RFC 5545 text of at most 4000 characters"]),
        ("FREQ=YEARLY", ["expected a line like RRULE:FREQ=YEARLY, got 'FREQ=YEARLY'"]),
        ("RRULE:FREQ=YEARLY", ["a recurrence needs a DTSTART, and a RRULE or RDATE"]),
        ("DTSTART:20260101", ["a recurrence needs a DTSTART, and a RRULE or RDATE"]),
        ("DTSTART:20260230\nRRULE:FREQ=YEARLY", ["expected a date like 20261225, got '20260230'"]),
        ("DTSTART:18991231\nRRULE:FREQ=YEARLY", ["a recurrence starts between 1900 and 2199, got 1899-12-31"]),
        ("DTSTART;TZID=Europe/Berlin:20260101\nRRULE:FREQ=YEARLY", [
            "DTSTART takes dates without a zone, got 'TZID=EUROPE/BERLIN'"]),
        ("DTSTART:20260101\nEXRULE:FREQ=YEARLY", ["expected one DTSTART, one RRULE, RDATE and EXDATE, got 'EXRULE'"]),
        ("DTSTART:20260101\nRRULE:FREQ=SECONDLY", ["FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, got 'SECONDLY'"]),
        ("DTSTART:20260101\nRRULE:INTERVAL=2", ["a rule needs a FREQ: DAILY, WEEKLY, MONTHLY or YEARLY"]),
        ("DTSTART:20260101\nRRULE:FREQ=DAILY;INTERVAL=0", ["INTERVAL is out of range or no whole number, got '0'"]),
        ("DTSTART:20260101\nRRULE:FREQ=DAILY;BYHOUR=8", ["a recurrence has no part 'BYHOUR'; it is daily or coarser"]),
        ("DTSTART:20260101\nRRULE:FREQ=DAILY;FREQ=DAILY", ["FREQ stands twice in the rule"]),
        ("DTSTART:20260101\nRRULE:FREQ=DAILY;COUNT=1;UNTIL=20260102", ["a rule has COUNT or UNTIL, not both"]),
        ("DTSTART:20260101\nRRULE:FREQ=WEEKLY;BYDAY=1MO", [
            "a numbered day in BYDAY belongs into a monthly or yearly rule, got FREQ=WEEKLY"]),
        ("DTSTART:20260101\nRRULE:FREQ=WEEKLY;BYMONTHDAY=1", [
            "BYMONTHDAY does not belong into a rule with FREQ=WEEKLY"]),
        ("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYSETPOS=1", [
            "BYSETPOS chooses among the days of another BY part, which is missing"]),
        ("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYEASTER=1;BYMONTH=4", [
            "BYEASTER stands alone, without another BY part"]),
        ("DTSTART:2026\nRRULE:FREQ=DAILY;BYDAY=XX;UNTIL=soon;WKST=1", [
            "expected a date like 20261225, got '2026'",
            "BYDAY lists days like MO,TU or 4TH,-1FR, got 'XX'",
            "UNTIL is a date like 20261231, got 'SOON'",
            "WKST is one of MO, TU, WE, TH, FR, SA, SU, got '1'"]),
    ],
)  # fmt: skip
def test_what_is_no_recurrence_is_refused_with_all_its_faults(text: str, messages: list[str]) -> None:
    faults = recurrence_faults(text, place="exception.recurrence")
    assert [fault.message for fault in faults] == messages
    assert {fault.place for fault in faults} == {"exception.recurrence"}
    with pytest.raises(PlanError):
        occurrences(text)


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="DTSARULE:FQYIM=;,0123456789-\nBCO", max_size=80) | st.text(max_size=40))
def test_any_text_is_a_recurrence_or_refused(text: str) -> None:
    if recurrence_faults(text):
        with pytest.raises(PlanError):
            occurrences(text)
    else:
        assert list(occurrences(text)) == sorted(set(occurrences(text)))

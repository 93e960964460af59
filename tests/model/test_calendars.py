"""Working calendars against their definition, read out day by day."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm.errors import NotationError, NoWorkingTimeError, PlanError
from itpm.model.calendar_parts import CalendarException, Overtime, WorkWeek
from itpm.model.calendar_reading import DayShifts
from itpm.model.calendars import WorkCalendar, common
from itpm.model.durations import DayLength
from itpm.model.moments import DAY, to_datetime, to_seconds
from itpm.model.recurrences import occurrences
from itpm.model.working_time import ContinuousTime

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)
OFFICE = ((28_800, 43_200), (46_800, 61_200))
NIGHT = ((79_200, 108_000),)
RECURRENCES = (
    "DTSTART:20260105\nRRULE:FREQ=WEEKLY;BYDAY=MO;INTERVAL=3",
    "DTSTART:20200214\nRRULE:FREQ=YEARLY",
    "DTSTART:20260101\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
)


def at(text: str) -> int:
    return to_seconds(datetime.fromisoformat(text))


# --- the oracle: the rules of calendar_weeks, one date at a time ------------------------------------


def exception_on(layer: WorkCalendar, day: date) -> CalendarException | None:
    dated = (part for part in layer.exceptions if part.covers(day))
    recurring = (part for part in layer.exceptions if part.recurrence and day in occurrences(part.recurrence))
    return next(dated, None) or next(recurring, None)


def worked_on(calendar: WorkCalendar, day: date) -> DayShifts:
    found = next((e for layer in calendar.layers if (e := exception_on(layer, day))), None)
    weeks = [w.week for layer in calendar.layers for w in layer.work_weeks if w.covers(day)]
    weeks += [layer.week for layer in calendar.layers]
    usual = next((week[day.weekday()] for week in weeks if week[day.weekday()] is not None), ()) or ()
    shifts = regular = usual if found is None else found.shifts
    closed = found is not None and not found.shifts
    for layer in calendar.layers:
        for part in layer.overtime:
            due = bool(regular) if part.weekdays is None else day.weekday() in part.weekdays
            if part.covers(day) and due and not closed:
                shifts = (*shifts, *part.shifts)
    return shifts


def worked_seconds(calendar: WorkCalendar, first: date, last: date) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    day = first - timedelta(days=1)
    while day <= last:
        midnight = to_seconds(datetime(day.year, day.month, day.day))
        pieces += [(midnight + start, midnight + finish) for start, finish in worked_on(calendar, day)]
        day += timedelta(days=1)
    merged: list[tuple[int, int]] = []
    for start, finish in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(finish, merged[-1][1])
        else:
            merged.append((start, finish))
    low, high = to_seconds(datetime(first.year, first.month, first.day)), at("2026-05-01")
    return [(max(s, low), min(f, high)) for s, f in merged if max(s, low) < min(f, high)]


@st.composite
def shifts(draw: st.DrawFn) -> DayShifts:
    known = st.sampled_from([OFFICE, NIGHT, (), ((0, DAY),), ((0, 21_600), (79_200, 86_400)), ((82_800, 150_000),)])
    start = draw(st.integers(0, 23)) * 3600
    return draw(known | st.just(((start, start + draw(st.integers(1, 8)) * 1800),)))


def ranges() -> st.SearchStrategy[tuple[date, date]]:
    days = st.dates(FIRST - timedelta(days=3), LAST)
    return st.tuples(days, st.sampled_from([0, 0, 1, 6, 7, 20])).map(lambda r: (r[0], r[0] + timedelta(days=r[1])))


@st.composite
def exceptions(draw: st.DrawFn) -> CalendarException:
    if draw(st.integers(0, 3)) == 0:
        return CalendarException(recurrence=draw(st.sampled_from(RECURRENCES)), shifts=draw(shifts()))
    start, finish = draw(ranges())
    return CalendarException(start=start, finish=finish, shifts=draw(shifts()))


@st.composite
def work_weeks(draw: st.DrawFn) -> WorkWeek:
    start, finish = draw(ranges())
    return WorkWeek(start=start, finish=finish, week=draw(st.lists(st.none() | shifts(), min_size=7, max_size=7)))


@st.composite
def overtimes(draw: st.DrawFn) -> Overtime:
    start, finish = draw(ranges())
    weekdays = draw(st.none() | st.sets(st.integers(0, 6)))
    return Overtime(start=start, finish=finish, shifts=draw(shifts().filter(bool)), weekdays=weekdays)


@st.composite
def calendars(draw: st.DrawFn, depth: int = 2) -> WorkCalendar:
    base = draw(st.none() | calendars(depth=depth - 1)) if depth else None
    return WorkCalendar(
        week=draw(st.none() | st.lists(st.none() | shifts(), min_size=7, max_size=7)),
        exceptions=draw(st.lists(exceptions(), max_size=4)),
        work_weeks=draw(st.lists(work_weeks(), max_size=2)),
        overtime=draw(st.lists(overtimes(), max_size=2)),
        base=base,
    )


@settings(max_examples=150, deadline=None)
@given(calendar=calendars())
def test_a_compiled_calendar_works_when_its_definition_says_so(calendar: WorkCalendar) -> None:
    low, high = at("2026-01-01"), at("2026-05-01")
    expected = worked_seconds(calendar, FIRST, LAST)
    assert list(calendar.compiled.intervals(low, high)) == expected
    assert calendar.compiled.between(low, high) == sum(finish - start for start, finish in expected)


@settings(max_examples=40, deadline=None)
@given(calendar=calendars())
def test_a_calendar_compares_hashes_copies_and_pickles_whether_compiled_or_not(calendar: WorkCalendar) -> None:
    fresh = pickle.dumps(calendar)
    calendar.compiled  # noqa: B018 - filling the cache is what is tested
    assert pickle.dumps(calendar) == fresh
    for other in (pickle.loads(fresh), copy.deepcopy(calendar), attrs.evolve(calendar)):
        assert other == calendar
        assert hash(other) == hash(calendar)
        assert repr(other) == repr(calendar)
        assert other.compiled == calendar.compiled


# --- worked examples --------------------------------------------------------------------------------


def test_the_standard_calendar_works_forty_hours_a_week_from_monday_to_friday() -> None:
    calendar = WorkCalendar.standard()
    assert calendar.day == DayLength(minutes_per_day=480, minutes_per_week=2400, days_per_month=20)
    assert calendar.working_minutes("2026-01-05", "2026-01-12") == 2400
    assert list(calendar.compiled.intervals(at("2026-01-09"), at("2026-01-12T09:00"))) == [
        (at("2026-01-09T08:00"), at("2026-01-09T12:00")),
        (at("2026-01-09T13:00"), at("2026-01-09T17:00")),
        (at("2026-01-12T08:00"), at("2026-01-12T09:00")),
    ]


def test_the_continuous_calendar_never_stops() -> None:
    calendar = WorkCalendar.continuous()
    assert calendar.day == DayLength(minutes_per_day=1440, minutes_per_week=10_080, days_per_month=30)
    assert isinstance(calendar.compiled, ContinuousTime)
    assert calendar.compiled.advance(at("2026-01-10T23:00"), 7200) == at("2026-01-11T01:00")


def test_a_weekly_calendar_reads_days_as_its_commonest_working_day() -> None:
    calendar = WorkCalendar.weekly(
        {0: [("08:00", "12:00"), ("13:00", "17:00")], 1: [(time(8), time(16))], 4: [("08:00", "12:00")]}
    )
    assert calendar.day == DayLength(minutes_per_day=480, minutes_per_week=1200, days_per_month=20)
    assert calendar.week == (OFFICE, ((28_800, 57_600),), (), (), ((28_800, 43_200),), (), ())
    assert WorkCalendar.weekly({}).day == DayLength()
    assert WorkCalendar.weekly({0: [("08:00", "12:00")], 1: [("08:00", "14:00")]}).day.minutes_per_day == 360


def test_a_night_shift_belongs_to_the_day_it_starts_on() -> None:
    calendar = WorkCalendar.weekly({day: [("22:00", "06:00")] for day in range(5)}, holidays=["2026-01-06"])
    assert calendar.shifts_on("2026-01-05") == ((datetime(2026, 1, 5, 22), datetime(2026, 1, 6, 6)),)
    assert calendar.shifts_on("2026-01-06") == ()
    found = [
        (to_datetime(s), to_datetime(f)) for s, f in calendar.compiled.intervals(at("2026-01-05"), at("2026-01-08"))
    ]
    assert found == [
        (datetime(2026, 1, 5, 22), datetime(2026, 1, 6, 6)),
        (datetime(2026, 1, 7, 22), datetime(2026, 1, 8)),
    ]


def test_a_closure_moves_the_finish_to_the_first_day_after_it() -> None:
    calendar = WorkCalendar.standard().with_closure("2026-12-24", "2027-01-03", name="Christmas holidays")
    assert calendar.compiled.advance(at("2026-12-23T13:00"), 8 * 3600) == at("2027-01-04T12:00")


def test_overtime_is_added_to_working_days_and_counts_once_where_it_overlaps() -> None:
    calendar = WorkCalendar.standard().with_overtime("2026-03-02", "2026-03-13", ("16:00", "19:00"))
    plain = calendar.working_minutes("2026-03-16", "2026-03-23")
    assert (calendar.working_minutes("2026-03-02", "2026-03-09"), plain) == (3000, 2400)
    assert calendar.shifts_on("2026-03-07") == ()
    assert calendar.day == DayLength()


def test_overtime_on_named_weekdays_works_saturdays_but_not_holidays() -> None:
    calendar = (
        WorkCalendar.standard()
        .with_overtime("2026-03-01", "2026-03-31", ("09:00", "13:00"), weekdays=[5])
        .with_holidays(["2026-03-14"])
    )
    saturdays = [calendar.working_minutes(f"2026-03-{day:02d}", f"2026-03-{day + 1:02d}") for day in (7, 14, 21, 28)]
    assert saturdays == [240, 0, 240, 240]


def test_what_is_added_last_wins() -> None:
    closed = WorkCalendar.standard().with_closure("2026-12-24", "2027-01-03")
    opened = closed.with_shifts("2026-12-29", "2026-12-29", ("09:00", "12:00"), name="stand-by")
    assert opened.working_minutes("2026-12-24", "2027-01-04") == 180
    assert opened.with_closure("2026-12-28", "2026-12-30").working_minutes("2026-12-24", "2027-01-04") == 0


def test_an_exception_by_date_beats_a_recurring_one_listed_before_it() -> None:
    calendar = WorkCalendar.standard().with_exceptions(
        CalendarException(name="founding day", recurrence="DTSTART:20260304\nRRULE:FREQ=YEARLY"),
        CalendarException(name="but not this year", start="2026-03-04", shifts=[("08:00", "09:00")]),
    )
    assert calendar.working_minutes("2026-03-04", "2026-03-05") == 60
    assert calendar.working_minutes("2027-03-04", "2027-03-05") == 0


def test_a_derived_calendar_keeps_the_holidays_of_its_base_in_its_own_week() -> None:
    base = WorkCalendar.standard().with_holidays(["2026-01-06"])
    part_time = WorkCalendar(name="Ann", base=base, week=[None, [("08:00", "10:00")], (), None, None, None, None])
    assert part_time.day == base.day
    assert [part_time.working_minutes(f"2026-01-{d:02d}", f"2026-01-{d + 1:02d}") for d in (5, 6, 7, 13)] == [
        480, 0, 0, 120,
    ]  # fmt: skip
    own = part_time.with_shifts("2026-01-06", "2026-01-06", ("08:00", "09:00"))
    assert own.working_minutes("2026-01-06", "2026-01-07") == 60


def test_an_alternative_week_of_half_a_century_costs_two_runs() -> None:
    summer = WorkWeek(start="2026-01-01", finish="2075-12-31", week=[[("07:00", "11:00")]] * 4 + [None, (), ()])
    calendar = WorkCalendar(work_weeks=[summer])
    assert calendar.working_minutes("2050-01-03", "2050-01-10") == 4 * 240 + 480
    assert len(calendar.compiled.mondays) <= 5
    assert calendar.compiled.next_start(at("2075-12-31T12:00")) == at("2076-01-01T08:00")


def test_recurring_holidays_are_free_every_year() -> None:
    calendar = WorkCalendar.standard().with_holidays(
        {"2026-12-25": "Christmas", "2026-05-01": "Labour Day"}, yearly=True
    )
    assert [calendar.shifts_on(day) for day in ("2026-12-25", "2030-12-25", "2028-05-01")] == [(), (), ()]
    assert calendar.is_working("2025-12-25 09:00")


def test_common_time_is_where_task_and_resource_both_work() -> None:
    late = WorkCalendar.weekly({day: [("12:30", "21:00")] for day in range(3)}, holidays=["2026-01-06"])
    both = common(WorkCalendar.standard(), late, WorkCalendar.continuous())
    assert list(both.intervals(at("2026-01-05"), at("2026-01-12"))) == [
        (at("2026-01-05T13:00"), at("2026-01-05T17:00")),
        (at("2026-01-07T13:00"), at("2026-01-07T17:00")),
    ]
    never = common(WorkCalendar.standard(), WorkCalendar.weekly({5: [("08:00", "12:00")]}))
    with pytest.raises(NoWorkingTimeError):
        never.next_start(0)


def test_a_moment_at_the_end_of_a_shift_is_not_worked() -> None:
    calendar = WorkCalendar.standard()
    moments = ("2026-01-05 07:59:59", "2026-01-05 08:00", "2026-01-05 11:59:59", "2026-01-05 12:00", "2026-01-05")
    assert [calendar.is_working(moment) for moment in moments] == [False, True, True, False, False]


def test_a_closure_up_to_the_last_day_there_is_leaves_no_working_time() -> None:
    calendar = WorkCalendar.standard().with_closure("2027-01-01", "9999-12-31")
    assert calendar.compiled.previous_finish(at("2500-01-01")) == at("2026-12-31T17:00")
    with pytest.raises(NoWorkingTimeError):
        calendar.compiled.next_start(at("2027-01-01"))
    ever = WorkCalendar.standard().with_closure("0001-01-01", "9999-12-31")
    with pytest.raises(NoWorkingTimeError):
        ever.compiled.advance(0, 1)
    since = WorkCalendar.standard().with_overtime("0001-01-01", "9999-12-31", ("17:00", "18:00"))
    assert (
        since.working_minutes("0001-01-01", "0001-01-08") == since.working_minutes("9999-12-20", "9999-12-27") == 2700
    )


# --- refusals ---------------------------------------------------------------------------------------


def faults(make: Callable[[], object]) -> list[str]:
    with pytest.raises(PlanError) as caught:
        make()
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_of_a_week_come_in_one_error() -> None:
    # Any: bad on purpose, which a type checker would see.
    week: dict[Any, Any] = {
        0: [("8", "12:00"), ("13:00", "25:00")],
        1: [("08:00", "12:00"), ("11:00", "13:00")],
        2: "08:00-12:00",
        3: [("08:00",)],
        7: [("08:00", "12:00")],
    }
    a_date = "a date or date and time like 2026-01-05"
    holidays: list[Any] = ["2026-02-30", 3]
    assert faults(lambda: WorkCalendar.weekly(week, holidays=holidays, name="ops")) == [
        "calendar 'ops'.week[0][0]: expected a time of day like 08:00, 17:30:15 or 24:00, got '8'",
        "calendar 'ops'.week[0][1]: expected a time of day like 08:00, 17:30:15 or 24:00, got '25:00'",
        "calendar 'ops'.week[1]: shifts overlap: 08:00-12:00 and 11:00-13:00",
        "calendar 'ops'.week[2]: expected shifts as pairs of times, got '08:00-12:00'",
        "calendar 'ops'.week[3][0]: expected a shift as a pair of times like (\"08:00\", \"12:00\"), got ('08:00',)",
        "calendar 'ops'.week: expected a day of the week from 0 (Monday) to 6 (Sunday), got 7",
        f"calendar 'ops'.holidays[0]: expected {a_date} or 2026-01-05T08:00, got '2026-02-30'",
        "calendar 'ops'.holidays[1]: expected a date like 2026-12-25, got 3",
    ]


def refused() -> Iterator[tuple[Callable[[], object], list[str]]]:
    standard = WorkCalendar.standard()
    a_time = "exception.shifts[0]: expected a time of day like 08:00, 17:30:15 or 24:00, got"
    yield (
        lambda: CalendarException(name="x", start="2026-01-05", finish="2026-01-04"),
        ["exception 'x'.finish: finish 2026-01-04 lies before start 2026-01-05"],
    )
    yield (
        lambda: CalendarException(start="2026-01-05 08:00"),
        ["exception.start: expected a date like 2026-12-25, got '2026-01-05 08:00'"],
    )
    yield (CalendarException, ["exception.start: expected a date like 2026-12-25, got None"])
    yield (
        lambda: CalendarException(start="2026-01-05", recurrence="DTSTART:20260101\nRRULE:FREQ=YEARLY"),
        ["exception: an exception has dates or a recurrence, not both"],
    )
    yield (
        lambda: CalendarException(recurrence="DTSTART:20260101\nRRULE:FREQ=HOURLY", shifts=[("a", "b")]),
        [
            "exception.recurrence: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, got 'HOURLY'",
            f"{a_time} 'a'",
            f"{a_time} 'b'",
        ],
    )
    yield (
        lambda: WorkWeek(name="s", start="2026-01-05", finish="2026-01-11", week=[()] * 6),
        ["work week 's'.week: a week has 7 days from Monday to Sunday, got 6"],
    )
    yield (
        lambda: standard.with_overtime("2026-01-05", "2026-01-06"),
        ["overtime 'overtime'.shifts: overtime needs at least one shift"],
    )
    yield (
        lambda: Overtime(start="2026-01-05", shifts=[("17:00", "18:00")], weekdays=[1, -1, True]),
        [
            "overtime.weekdays: expected a day of the week from 0 (Monday) to 6 (Sunday), got -1",
            "overtime.weekdays: expected a day of the week from 0 (Monday) to 6 (Sunday), got True",
        ],
    )
    yield (
        lambda: standard.with_shifts("2026-01-05", "2026-01-05", (0, 10**5000)),
        [f"{a_time} a number of more than 76 digits"],
    )
    yield (
        lambda: standard.with_shifts("2026-01-05", "2026-01-05", (3600, 100_000)),
        ["exception.shifts[0]: a shift lasts at most 24 hours, got 01:00-27:46:40"],
    )
    yield (
        lambda: standard.with_shifts("2026-01-05", "2026-01-05", *[(second, second + 1) for second in range(2000)]),
        ["exception.shifts: a day has at most 1440 shifts, got 2000"],
    )
    yield (
        lambda: WorkCalendar(name="c", exceptions=["2026-12-25"]),  # type: ignore[list-item]  # bad on purpose
        ["calendar 'c'.exceptions[0]: expected a CalendarException, got '2026-12-25'"],
    )
    something: Any = 7  # Any: bad on purpose, which a type checker would see
    yield (
        lambda: WorkCalendar(base=something, day=something),
        ["calendar.base: expected a WorkCalendar, got 7", "calendar.day: expected a DayLength, got 7"],
    )
    yield (
        lambda: WorkCalendar(week=something, overtime=something),
        [
            "calendar.week: a week has 7 days from Monday to Sunday, got 7",
            "calendar.overtime: expected several Overtimes, got 7",
        ],
    )
    yield (lambda: WorkCalendar.weekly(something), ["calendar.week: expected shifts by weekday, got 7"])
    yield (
        lambda: standard.with_holidays("2026-12-25"),
        ["holidays: expected a list of dates, got '2026-12-25'"],
    )
    yield (lambda: WorkCalendar(name=something), ["calendar.name: a name is text, got 7"])
    yield (common, ["calendars: common time needs at least one calendar"])


@pytest.mark.parametrize(("make", "expected"), list(refused()))
def test_what_cannot_be_a_calendar_is_refused(make: Callable[[], object], expected: list[str]) -> None:
    assert faults(make) == expected


def test_what_would_take_long_to_compile_is_refused() -> None:
    chain = WorkCalendar.standard()
    for _ in range(31):
        chain = WorkCalendar(base=chain)
    assert chain.working_minutes("2026-01-05", "2026-01-06") == 480
    assert faults(lambda: WorkCalendar(name="deep", base=chain)) == [
        "calendar 'deep'.base: at most 32 calendars may rest on each other"
    ]
    overtime = [Overtime(start="2026-01-05", shifts=[("17:00", "18:00")])] * 1001
    assert faults(lambda: WorkCalendar(overtime=overtime)) == [
        "calendar: at most 1000 alternative weeks and ranges of overtime, got 1001"
    ]
    daily = [CalendarException(recurrence=f"DTSTART:20260101\nRRULE:FREQ=DAILY;INTERVAL={n}") for n in range(1, 42)]
    assert faults(lambda: WorkCalendar(exceptions=daily)) == [
        "calendar: recurrences may walk through 1500000 days in all, got 2605632; give their rules an UNTIL"
    ]


def test_a_shift_beyond_the_year_9999_is_refused() -> None:
    with pytest.raises(NotationError, match="day: a shift of 9999-12-31 ends beyond the calendar"):
        WorkCalendar.continuous().shifts_on("9999-12-31")

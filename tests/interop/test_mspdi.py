"""MS Project files as a whole: header, calendars, resources, baselines, stored dates, faults, hostile files, the corpus."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm import Plan
from itpm.errors import Fault, PlanError, UnknownTaskError
from itpm.interop import mspdi
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.calendars import WorkCalendar
from itpm.model.durations import DayLength, ElapsedDuration, Unit, WorkDuration
from itpm.model.money import Money
from itpm.model.policy import SchedulingPolicy
from itpm.model.resources import Accrual, Rate, Resource, ResourceKind
from itpm.model.stored_dates import StoredDates, StoredTask

from tests.interop.mspdi_snippets import STANDARD_WEEK, element, faults, link, plan, project, task
from tests.support import oracle_files

# --- header -----------------------------------------------------------------------------------------


def test_the_header_becomes_the_plans_own_fields():
    found = plan(
        CurrencyCode="eur",
        StatusDate="2026-02-06T17:00:00",
        MinutesPerDay=420,
        MinutesPerWeek=2100,
        DaysPerMonth=21,
        CriticalSlackLimit=2,
        HonorConstraints=0,
        MultipleCriticalPaths=1,
        FinishDate="2027-01-01T17:00:00",
        Author="Bo",
        Company="",
    )
    assert (found.name, found.start, found.currency) == ("Test", datetime(2026, 1, 5, 8), "EUR")
    assert (found.data_date, found.finish, found.schedule_from) == (datetime(2026, 2, 6, 17), None, "start")
    assert found.day == DayLength(minutes_per_day=420, minutes_per_week=2100, days_per_month=21)
    assert found.policy == attrs.evolve(
        SchedulingPolicy.ms_project(), critical_limit="2d", honour_constraints=False, open_ends_critical=True
    )
    assert found.foreign == (("Author", "Bo"),)


def test_a_bare_header_has_ms_projects_defaults():
    found = plan(Title=None)
    assert (found.name, found.currency, found.data_date) == ("Project", "XXX", None)
    assert (found.day, found.calendar, found.policy) == (
        DayLength(),
        WorkCalendar.standard(),
        SchedulingPolicy.ms_project(),
    )


@pytest.mark.parametrize(
    ("names", "name"), [({"Title": "T", "Name": "n.xml"}, "T"), ({"Title": None, "Name": "n.xml"}, "n.xml")]
)
def test_the_name_is_the_title_else_the_files(names, name):
    assert plan(task(0, Name="Summary"), **names).name == name


def test_the_name_may_be_the_summarys():
    assert plan(task(0, Name="Summary"), Title=None).name == "Summary"


def test_a_plan_scheduled_from_its_finish_keeps_it():
    found = plan(task(1, ConstraintType=1), ScheduleFromStart=0, FinishDate="2026-06-30T17:00:00", StartDate=None)
    assert (found.schedule_from, found.finish, found.start) == (
        "finish",
        datetime(2026, 6, 30, 17),
        datetime(2026, 6, 30, 17),
    )


# --- calendars -----------------------------------------------------------------------------------------


def weekday(day: int, *times: tuple[str, str]) -> str:
    inside = "".join(element("WorkingTime", FromTime=f"{a}:00", ToTime=f"{b}:00") for a, b in times)
    working = element("WorkingTimes", inside=inside) if times else ""
    return element("WeekDay", DayType=day, DayWorking=int(bool(times)), inside=working)


def calendar(uid: int, name: str, inside: str = "", base: int | None = None) -> str:
    return element(
        "Calendar", UID=uid, Name=name, IsBaseCalendar=int(base is None), BaseCalendarUID=base or -1, inside=inside
    )


def exception(first: str, last: str, *times: tuple[str, str], name: str = "off") -> str:
    inside = element("TimePeriod", FromDate=f"{first}T00:00:00", ToDate=f"{last}T23:59:00")
    shifts = "".join(element("WorkingTime", FromTime=f"{a}:00", ToTime=f"{b}:00") for a, b in times)
    inside += element("WorkingTimes", inside=shifts) if times else ""
    return element("Exception", Name=name, Type=1, DayWorking=int(bool(times)), inside=inside)


STANDARD = calendar(1, "Standard", f"<WeekDays>{STANDARD_WEEK}</WeekDays>")


def shifts(found: WorkCalendar, day: str) -> list[str]:
    return [f"{start:%H:%M:%S}-{finish:%d %H:%M:%S}" for start, finish in found.shifts_on(day)]


def test_a_base_calendar_has_its_week_and_exceptions():
    inside = f"<WeekDays>{STANDARD_WEEK}</WeekDays><Exceptions>"
    inside += exception("2026-01-06", "2026-01-07") + exception("2026-01-10", "2026-01-10", ("09:00", "12:00"))
    found = plan(calendars=calendar(1, "Office", f"{inside}</Exceptions>"), CalendarUID=1)
    assert found.calendar.name == "Office"
    assert dict(found.calendars) == {"Office": found.calendar}
    assert [bool(shifts(found.calendar, f"2026-01-{day:02}")) for day in range(5, 12)] == [
        True,
        False,
        False,
        True,
        True,
        True,
        False,
    ]
    assert shifts(found.calendar, "2026-01-10") == ["09:00:00-10 12:00:00"]


def test_exceptions_of_old_files_stand_among_the_weekdays_and_are_read_once():
    period = element("TimePeriod", FromDate="2026-01-06T00:00:00", ToDate="2026-01-06T23:59:59")
    old = f"<WeekDays>{STANDARD_WEEK}{element('WeekDay', DayType=0, DayWorking=0, inside=period)}</WeekDays>"
    found = plan(calendars=calendar(1, "Office", old), CalendarUID=1).calendar
    assert [(e.start, e.finish) for e in found.exceptions] == [(date(2026, 1, 6), date(2026, 1, 6))]
    both = old + f"<Exceptions>{exception('2026-01-06', '2026-01-06', name='Epiphany')}</Exceptions>"
    found = plan(calendars=calendar(1, "Office", both), CalendarUID=1).calendar
    assert [e.name for e in found.exceptions] == ["Epiphany"]


def test_shifts_may_cross_midnight_last_a_day_or_seconds():
    inside = weekday(2, ("22:00", "06:00")) + weekday(4, ("00:00", "00:00")) + weekday(5, ("23:00", "00:00"))
    found = plan(calendars=calendar(1, "Odd", f"<WeekDays>{inside}</WeekDays>"), CalendarUID=1).calendar
    assert [shifts(found, f"2026-01-{day:02}") for day in (5, 6, 7, 8)] == [
        ["22:00:00-06 06:00:00"],
        [],
        ["00:00:00-08 00:00:00"],
        ["23:00:00-09 00:00:00"],
    ]
    seconds = "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>08:00:30</ToTime></WorkingTime>"
    inside = element("WeekDay", DayType=2, DayWorking=1, inside=f"<WorkingTimes>{seconds}</WorkingTimes>")
    found = plan(calendars=calendar(1, "Odd", f"<WeekDays>{inside}</WeekDays>"), CalendarUID=1).calendar
    assert shifts(found, "2026-01-05") == ["08:00:00-05 08:00:30"]


def test_a_derived_calendar_changes_only_what_it_says():
    inside = f"<WeekDays>{weekday(6)}{element('WeekDay', DayType=7, DayWorking=1)}</WeekDays>"
    resources = element("Resource", UID=1, Name="Ann", Type=1, CalendarUID=2)
    found = plan(calendars=STANDARD + calendar(2, "Ann", inside, base=1), resources=resources, CalendarUID=1)
    ann = found.calendar_by_name[found.resource_by_id["1"].calendar or ""]
    assert [shifts(ann, f"2026-01-{day:02}") != [] for day in range(5, 12)] == [True] * 4 + [False] * 3
    assert ann.base == found.calendar


def test_a_derived_calendar_that_changes_nothing_is_its_base():
    calendars = STANDARD + calendar(2, "Ann", base=1) + calendar(3, "Bo", base=2)
    resources = "".join(element("Resource", UID=uid, Name=f"R{uid}", CalendarUID=uid + 1) for uid in (1, 2))
    found = plan(calendars=calendars, resources=resources, CalendarUID=3)
    assert [r.calendar for r in found.resources] == ["Standard", "Standard"]
    assert found.calendar.name == "Standard"


def test_a_calendar_whose_base_was_deleted_stands_alone():
    found = plan(calendars=calendar(4, "", base=-65533) + calendar(5, "", base=-65533), CalendarUID=4)
    assert [name for name, _ in found.calendars] == ["[4]", "[5]"]
    assert shifts(found.calendar, "2026-01-05") == ["08:00:00-05 12:00:00", "13:00:00-05 17:00:00"]


def test_a_task_has_its_own_calendar_or_the_projects():
    night = calendar(2, "Night", f"<WeekDays>{weekday(2, ('20:00', '23:00'))}</WeekDays>")
    found = plan(task(1, CalendarUID=2), task(2, CalendarUID=-1), calendars=STANDARD + night, CalendarUID=1)
    assert [t.calendar for t in found.tasks] == ["Night", None]


def test_calendars_of_one_name_are_told_apart():
    found = plan(calendars=STANDARD + STANDARD.replace("<UID>1<", "<UID>2<"), CalendarUID=2)
    assert [name for name, _ in found.calendars] == ["Standard [1]", "Standard [2]"]
    assert found.calendar.name == "Standard [2]"


def test_a_work_week_replaces_the_usual_one_on_the_days_it_tells():
    days = f"<WeekDays>{weekday(2, ('08:30', '12:30'))}{weekday(3)}</WeekDays>"
    period = element("TimePeriod", FromDate="2026-01-05T00:00:00", ToDate="2026-01-11T23:59:59")
    weeks = element("WorkWeeks", inside=element("WorkWeek", Name="short", inside=period + days))
    found = plan(calendars=calendar(1, "S", f"<WeekDays>{STANDARD_WEEK}</WeekDays>{weeks}"), CalendarUID=1).calendar
    assert [shifts(found, day) for day in ("2026-01-05", "2026-01-06")] == [["08:30:00-05 12:30:00"], []]
    assert shifts(found, "2026-01-07") == shifts(WorkCalendar.standard(), "2026-01-07")
    assert shifts(found, "2026-01-12") == shifts(WorkCalendar.standard(), "2026-01-12")


CALENDAR_FAULTS = {
    "a calendar the file lacks": (
        project(task(1, CalendarUID=9), calendars=STANDARD),
        "Tasks/Task[UID=1]/CalendarUID: expected the UID of one of the file's calendars, got '9'",
    ),
    "a base the file lacks": (
        project(calendars=calendar(2, "A", base=9)),
        "Calendars/Calendar[UID=2]/BaseCalendarUID: expected the UID of one of the file's calendars, got '9'",
    ),
    "shifts that overlap": (
        project(
            calendars=calendar(1, "A", f"<WeekDays>{weekday(2, ('08:00', '12:00'), ('11:00', '13:00'))}</WeekDays>")
        ),
        "Calendars/Calendar[UID=1] (calendar 'A'.week[0]): shifts overlap: 08:00-12:00 and 11:00-13:00",
    ),
    "a time that is none": (
        project(calendars=calendar(1, "A", f"<WeekDays>{weekday(2, ('25:00', '12:00'))}</WeekDays>")),
        (
            "Calendars/Calendar[UID=1] (calendar 'A'.week[0][0]): expected a time of day like 08:00, 17:30:15 or 24:00, "
            "got '25:00:00'"
        ),
    ),
    "an exception without dates": (
        project(
            calendars=calendar(1, "A", "<Exceptions><Exception><Name>x</Name><Type>1</Type></Exception></Exceptions>")
        ),
        "Calendars/Calendar[UID=1]/Exceptions/Exception[Name=x]/TimePeriod/FromDate: expected the first day of the period",
    ),
    "an exception that ends before it begins": (
        project(calendars=calendar(1, "A", f"<Exceptions>{exception('2026-01-06', '2026-01-05')}</Exceptions>")),
        (
            "Calendars/Calendar[UID=1]/Exceptions/Exception[Name=off] (exception 'off'.finish): "
            "finish 2026-01-05 lies before start 2026-01-06"
        ),
    ),
}


@pytest.mark.parametrize(("text", "message"), CALENDAR_FAULTS.values(), ids=list(CALENDAR_FAULTS))
def test_a_calendar_that_cannot_be_is_a_fault(text, message):
    assert faults(text) == [message]


def test_calendars_that_rest_on_each_other_are_a_fault():
    week = f"<WeekDays>{STANDARD_WEEK}</WeekDays>"
    found = faults(project(calendars=calendar(1, "A", week, base=2) + calendar(2, "B", week, base=1)))
    assert found == [
        "Calendars/Calendar[UID=2]/BaseCalendarUID: expected a base that does not rest on this calendar in turn, got '1'"
    ]
    assert len(faults(project(calendars=calendar(1, "A", base=2) + calendar(2, "B", base=1)))) == 2


# --- resources, baselines --------------------------------------------------------------------------------


def test_resources_have_rates_per_hour_and_costs_in_hundredths():
    rates = "".join(
        element("Rate", RatesFrom=start, RateTable=table, StandardRate=rate, OvertimeRate=0, CostPerUse=use)
        for start, table, rate, use in [
            ("2026-07-01T00:00:00", 0, 55, 0),
            ("1984-01-01T00:00:00", 0, 50, 1000),
            ("1984-01-01T00:00:00", 1, 999, 0),
        ]
    )
    resources = (
        element(
            "Resource", UID=1, Name="Ann", Type=1, MaxUnits="0.50", StandardRate=99, inside=f"<Rates>{rates}</Rates>"
        )
        + element(
            "Resource",
            UID=2,
            Name="Bo",
            Type=1,
            StandardRate="43.75",
            StandardRateFormat=3,
            OvertimeRate=80,
            AccrueAt=1,
        )
        + element("Resource", UID=3, Name="Cable", Type=0, StandardRate=4, MaterialLabel="metre", AccrueAt=2)
        + element("Resource", UID=4, Name="Travel", Type=0, IsCostResource=1, StandardRate=0, Group="G", GUID="")
        + element("Resource", UID=5, IsNull=1)
    )
    found = plan(resources=resources, CurrencyCode="USD").resources

    def usd(amount: str) -> Money:
        return Money(Decimal(amount), "USD")

    first = Rate(standard=usd("50"), per_use=usd("10"))
    second = Rate(standard=usd("55"), effective="2026-07-01")
    further = (
        "<Rate><RatesFrom>1984-01-01T00:00:00</RatesFrom><RateTable>1</RateTable><StandardRate>999</StandardRate>"
        "<OvertimeRate>0</OvertimeRate><CostPerUse>0</CostPerUse></Rate>"
    )
    assert found == (
        Resource("1", "Ann", max_units="0.5", rates=[first, second], foreign=[("<Rate", further)]),
        Resource("2", "Bo", rates=[Rate(standard=usd("43.75"), overtime=usd("80"))], accrual=Accrual.START,
                 foreign=[("StandardRateFormat", "3")]),
        Resource("3", "Cable", kind=ResourceKind.MATERIAL, unit="metre", rates=[Rate(standard=usd("4"))],
                 accrual=Accrual.END),
        Resource("4", "Travel", kind=ResourceKind.COST, foreign=[("Group", "G")]),
    )  # fmt: skip


def baseline(number: int, **values: object) -> str:
    return element("Baseline", Number=number, **values)


AGREED = {
    "Start": "2026-01-05T08:00:00",
    "Finish": "2026-01-06T17:00:00",
    "Duration": "PT16H0M0S",
    "DurationFormat": 7,
    "Work": "PT12H0M0S",
    "Cost": 120050,
}


def test_baselines_are_gathered_from_the_tasks():
    tasks = [task(0, baseline(0, Cost=1)), task(1, baseline(0, **AGREED) + baseline(3, Cost=100)), task(2)]
    agreed = BaselineTask(
        "1",
        start="2026-01-05 08:00",
        finish="2026-01-06 17:00",
        duration="2d",
        work="12h",
        cost=Money(Decimal("1200.5")),
    )
    normal, third = Baseline("Baseline", [agreed]), Baseline("Baseline 3", [BaselineTask("1", cost=Money(1))])
    assert plan(*tasks).baselines == (normal, third)
    assert plan(*tasks, BaselineForEarnedValue=3).baselines == (third, normal)


# --- stored dates -----------------------------------------------------------------------------------------


def test_stored_dates_are_what_ms_project_computed():
    stored: dict[str, Any] = {
        "Name": "a",
        "Start": "2026-01-05T08:00:00",
        "Finish": "2026-01-05T17:00:00",
        "EarlyStart": "2026-01-05T08:00:00",
        "EarlyFinish": "2026-01-05T17:00:00",
        "LateStart": "2026-01-06T08:00:00",
        "LateFinish": "2026-01-06T17:00:00",
        "TotalSlack": 4800,
        "FreeSlack": -15,
        "Critical": 1,
    }
    elapsed = task(2, DurationFormat=8, TotalSlack=14400)
    text = project(task(0, OutlineLevel=0, **stored), task(1, **stored), elapsed, FinishDate="2026-01-06T17:00:00")
    found = mspdi.stored_dates(text)
    assert found == StoredDates(
        "MS Project",
        start="2026-01-05 08:00",
        finish="2026-01-06 17:00",
        tasks=[
            StoredTask(
                "1",
                name="a",
                start="2026-01-05 08:00",
                finish="2026-01-05 17:00",
                early_start="2026-01-05 08:00",
                early_finish="2026-01-05 17:00",
                late_start="2026-01-06 08:00",
                late_finish="2026-01-06 17:00",
                total_float=WorkDuration(28_800, Unit.SECOND),
                free_float=WorkDuration(-90, Unit.SECOND),
                is_critical=True,
            ),
            StoredTask("2", total_float=ElapsedDuration(86_400, Unit.SECOND)),
        ],
    )
    assert [str(found["1"].total_float), str(found["2"].total_float)] == ["1d", "1ed"]


def test_stored_dates_of_a_faulty_file_are_refused_with_every_fault():
    with pytest.raises(PlanError) as caught:
        mspdi.stored_dates(project(task(1, Start="soon"), task(2, TotalSlack="much")))
    assert [fault.place for fault in caught.value.faults] == ["Tasks/Task[UID=1]/Start", "Tasks/Task[UID=2]/TotalSlack"]


def test_an_unknown_id_is_refused_with_the_nearest():
    with pytest.raises(UnknownTaskError, match="did you mean '1017'"):
        mspdi.stored_dates(project(task(1017)))["1071"]


# --- faults -----------------------------------------------------------------------------------------


def test_every_fault_of_a_file_comes_in_one_error():
    text = project(
        task(17, Duration="5 days"),
        task(18, link(99) + link(17, Type=5) + link(17, LinkLag="soon") + link(17, LinkLag=5, LagFormat=99)),
        task(19, Start="2026-01-05", Deadline="2026-02-30T08:00:00", ConstraintType=4),
        task(20, Priority="high", Active="yes", PercentComplete=150, Type=9, ActualStart="2026-01-05T08:00:00+01:00"),
        task(21, ConstraintType=8, OutlineLevel="deep", Manual=1, ManualStart="now"),
        task(21),
        task(None),
        StatusDate="today",
        MinutesPerDay=0,
        CurrencyCode="euro",
    )
    assert faults(text) == [
        "MinutesPerDay: expected a whole number from 1 to 100,000, got '0'",
        "CurrencyCode: expected an ISO 4217 code like EUR, got 'EURO'",
        "Tasks/Task[7]/UID: a task needs a UID, which links and assignments call it by",
        "Tasks/Task[UID=21]/OutlineLevel: expected a whole number, got 'deep'",
        "Tasks/Task[UID=17]/Duration: expected a duration like PT40H0M0S, got '5 days'",
        "Tasks/Task[UID=18]/PredecessorLink[1]/PredecessorUID: expected the UID of one of the file's tasks, got '99'",
        "Tasks/Task[UID=18]/PredecessorLink[2]/Type: expected one of 0, 1, 2, 3, got '5'",
        "Tasks/Task[UID=18]/PredecessorLink[3]/LinkLag: expected a number, got 'soon'",
        (
            "Tasks/Task[UID=18]/PredecessorLink[4]/LagFormat: expected the code of a unit of time: "
            "3 to 12, 19 to 21, or 32 more, got '99'"
        ),
        "Tasks/Task[UID=19]/ConstraintDate: expected the date of the constraint SNET, got ''",
        (
            "Tasks/Task[UID=19]/Deadline: expected a date or date and time like 2026-01-05 or 2026-01-05T08:00, "
            "got '2026-02-30T08:00:00'"
        ),
        "Tasks/Task[UID=20]/Priority: expected a whole number, got 'high'",
        "Tasks/Task[UID=20]/ActualStart: a moment is wall-clock time without a zone, got 2026-01-05T08:00:00+01:00",
        "Tasks/Task[UID=20]/PercentComplete: expected a percentage from 0 to 100, got '150'",
        "Tasks/Task[UID=20]/Active: expected 0 or 1, got 'yes'",
        "Tasks/Task[UID=20]/Type: expected one of 0, 1, 2, got '9'",
        "Tasks/Task[UID=21]/ConstraintType: expected one of 0, 1, 2, 3, 4, 5, 6, 7, got '8'",
        "Tasks/Task[UID=21]/ManualStart: expected a date or date and time like 2026-01-05 or 2026-01-05T08:00, got 'now'",
        "StatusDate: expected a date or date and time like 2026-01-05 or 2026-01-05T08:00, got 'today'",
        "tasks[5].id: task '21' is there twice, first as tasks[4]",
    ]


def test_faults_of_the_plan_come_with_those_of_the_file():
    text = project(task(1, link(2)), task(2, link(1), Priority="x"))
    assert faults(text) == [
        "Tasks/Task[UID=2]/Priority: expected a whole number, got 'x'",
        "task '1'.after: tasks depend on each other: 1 -> 2 -> 1",
    ]


def test_a_file_that_says_no_start_is_refused():
    assert faults(project(StartDate=None)) == ["StartDate: expected when the project starts"]


def test_an_empty_project_is_refused_for_its_start_alone():
    assert faults("<Project/>") == ["StartDate: expected when the project starts"]


# --- hostile files -----------------------------------------------------------------------------------------

HOSTILE = {
    "an entity bomb": '<!DOCTYPE P [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Project><Title>&b;</Title></Project>',
    "an external entity": '<!DOCTYPE P [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project><Title>&a;</Title></Project>',
    "endless nesting": "<Project>" + "<Task>" * 100_000,
    "another root": "<APIBusinessObjects/>",
    "a truncated file": project(task(1))[:-40],
    "no text": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("read", [mspdi.loads, mspdi.stored_dates], ids=["loads", "stored_dates"])
def test_a_hostile_file_gets_one_clear_error(read, text):
    with pytest.raises(PlanError) as caught:
        read(text)
    assert len(caught.value.faults) == 1


def test_many_faults_are_still_found_quickly():
    tasks = [task(uid, link(uid + 100_000) + link(f"x{uid}"), CalendarUID=uid) for uid in range(1, 3001)]
    assert len(faults(project(*tasks))) == 9000


VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "-1",
            "0",
            "1",
            "9" * 15,
            "1e99",
            "NaN",
            "PT999999999H0M0S",
            "-PT1H",
            "P",
            "9999-12-31T23:59:59",
            "0001-01-01",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&>"), max_size=12),
    st.integers(-(10**9), 10**9).map(str),
)
FIELDS = st.sampled_from(
    [
        "UID",
        "ID",
        "OutlineLevel",
        "OutlineNumber",
        "Duration",
        "DurationFormat",
        "LevelingDelay",
        "LevelingDelayFormat",
        "Priority",
        "Type",
        "Manual",
        "ManualStart",
        "ManualFinish",
        "ManualDuration",
        "ConstraintType",
        "ConstraintDate",
        "Deadline",
        "CalendarUID",
        "FixedCost",
        "PercentComplete",
        "ActualStart",
        "ActualFinish",
        "RemainingDuration",
        "Stop",
        "Resume",
        "ActualWork",
        "ActualCost",
        "IsNull",
        "ExternalTask",
    ]
)
HEADERS = st.sampled_from(
    [
        "StartDate",
        "FinishDate",
        "ScheduleFromStart",
        "StatusDate",
        "MinutesPerDay",
        "MinutesPerWeek",
        "DaysPerMonth",
        "CalendarUID",
        "CriticalSlackLimit",
        "CurrencyCode",
        "DurationFormat",
        "WeekStartDay",
    ]
)
RECURRING = st.sampled_from(
    [
        "Type",
        "Period",
        "DaysOfWeek",
        "MonthItem",
        "MonthPosition",
        "Month",
        "MonthDay",
        "Occurrences",
        "EnteredByOccurrences",
        "DayWorking",
    ]
)


@settings(max_examples=150)
@given(
    st.dictionaries(HEADERS, VALUES, max_size=3),
    st.dictionaries(FIELDS, VALUES, max_size=6),
    st.dictionaries(RECURRING, VALUES, max_size=5),
    st.dictionaries(st.sampled_from(["PredecessorUID", "Type", "LinkLag", "LagFormat", "CrossProject"]), VALUES),
)
def test_whatever_the_values_are_a_file_is_read_or_refused(header, fields, recurring, linked):
    period = element("TimePeriod", FromDate="2026-01-01T00:00:00", ToDate="2026-12-31T00:00:00")
    inside = element("Exceptions", inside=element("Exception", inside=period, **recurring))
    text = project(
        task(1), task(2, element("PredecessorLink", **linked), **fields), calendars=calendar(1, "A", inside), **header
    )
    for read in (mspdi.loads, mspdi.stored_dates):
        try:
            found: object = read(text)
        except PlanError as error:
            found = error.faults[0]
        assert isinstance(found, (Plan, StoredDates, Fault))


# --- the corpus -----------------------------------------------------------------------------------------

CORPUS = oracle_files("msproject/xml", "*.xml")


@pytest.mark.skipif(not CORPUS, reason="oracles absent: no folder 'msproject' beside the project")
def test_every_file_of_the_corpus_is_read_with_the_tasks_ms_project_has():
    for file in CORPUS:
        expected = json.loads((file.parents[1] / "expected" / f"{file.stem}.json").read_text(encoding="utf-8"))
        text = file.read_text(encoding="utf-8")
        found, stored = mspdi.loads(text), mspdi.stored_dates(text)
        tasks = {uid: one for uid, one in expected["tasks"].items() if uid != "0"}
        assert {t.id for t in found.tasks} == set(tasks) == {t.id for t in stored}, file.name
        summaries = {t.parent for t in found.tasks} - {None}
        assert summaries == {uid for uid, one in tasks.items() if one["summary"]}, file.name
        for uid, one in tasks.items():
            start = None if one["start"] is None else datetime.fromisoformat(one["start"])
            assert stored[uid].start == start, (file.name, uid)

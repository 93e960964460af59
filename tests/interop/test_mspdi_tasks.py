"""Tasks of MS Project files: outline, durations, links, constraints, progress, splits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from itpm import Constraint, Dependency, Plan, Task, schedule
from itpm.interop import mspdi
from itpm.model.durations import ElapsedDuration, Percent, Unit, WorkDuration, scheduled
from itpm.model.money import Money
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.resources import Accrual, Assignment, Resource
from itpm.model.tasks import EarnedValueMethod, EffortType, TaskDetails, TaskKind

from tests.interop.mspdi_snippets import element, faults, link, plan, project, task


def only(inside: str = "", **values: object) -> Task:
    """The task read from a file with one."""
    (found,) = plan(task(1, inside, **values)).tasks
    return found


def test_a_small_file_becomes_the_plan_a_person_would_have_typed():
    text = project(
        task(0, Name="Test", OutlineLevel=0),
        task(1, Name="Phase", Summary=1, Duration="PT40H0M0S", Start="2026-01-05T08:00:00", PercentComplete=50),
        task(7, link(9, Type=1, LinkLag=4800, LagFormat=7), Name="build", OutlineLevel=2, ID=3, Duration="PT16H0M0S"),
        task(9, Name="design", OutlineLevel=2, ID=2, Type=1),
        task(4, link(7), Name="", Duration="PT0H0M0S", Milestone=1),
        CurrencyCode="EUR",
    )
    details = TaskDetails(effort=EffortType.FIXED_UNITS)
    assert mspdi.loads(text) == Plan(
        "Test",
        start="2026-01-05 08:00",
        currency="EUR",
        policy=SchedulingPolicy.ms_project(),
        tasks=[
            Task("1", name="Phase", details=details),
            Task("9", "1d", name="design", parent="1"),
            Task("7", "2d", name="build", parent="1", after=["9 FS+1d"], details=details),
            Task("4", "0d", after=["7"], details=TaskDetails(effort=EffortType.FIXED_UNITS, milestone=True)),
        ],
    )


def test_elements_stand_in_any_order():
    header, name, uid = "<Title>T</Title><StartDate>2026-01-05T08:00:00</StartDate>", "<Name>b</Name>", "<UID>2</UID>"
    tasks = element("Tasks", inside=f"<Task><UID>1</UID></Task><Task>{link(1)}%s</Task>")
    usual = f"<Project>{header}{tasks % (uid + name)}</Project>"
    turned = f"<Project>{tasks % (name + uid)}{header}</Project>"
    assert mspdi.loads(turned) == mspdi.loads(usual)


# --- outline -----------------------------------------------------------------------------------------


def test_a_task_belongs_to_the_last_one_before_it_that_stands_higher():
    levels = {1: 1, 2: 2, 3: 3, 4: 2, 5: 1, 6: 3}
    parents = {t.id: t.parent for t in plan(*(task(uid, OutlineLevel=level) for uid, level in levels.items())).tasks}
    assert parents == {"1": None, "2": "1", "3": "2", "4": "1", "5": None, "6": "5"}


def test_the_outline_number_tells_the_level_where_nothing_else_does():
    numbers = {1: "1", 2: "1.1", 3: "1.1.1", 4: "2"}
    found = plan(*(task(uid, OutlineLevel=None, OutlineNumber=number) for uid, number in numbers.items()))
    assert [t.parent for t in found.tasks] == [None, "1", "2", None]


def test_tasks_without_ids_stay_in_the_order_of_the_file():
    assert [t.id for t in plan(task(5, ID=None), task(3, ID=None), task(4, ID=1)).tasks] == ["5", "3", "4"]


def test_the_project_summary_and_blank_rows_are_no_tasks():
    assert [t.id for t in plan(task(0, OutlineLevel=0), task(1), task(2, IsNull=1), task(3)).tasks] == ["1", "3"]


def test_a_very_deep_outline_is_read():
    found = plan(*(task(uid, OutlineLevel=uid) for uid in range(1, 3001)))
    assert [t.parent for t in found.tasks] == [None, *map(str, range(1, 3000))]


# --- durations -----------------------------------------------------------------------------------------

DURATIONS = [
    ("PT8H0M0S", 7, "1d"),
    ("PT40H0M0S", 7, "5d"),
    ("PT40H0M0S", 9, "1w"),
    ("PT40H0M0S", 5, "40h"),
    ("PT0H30M0S", 3, "30m"),
    ("PT320H0M0S", 11, "2mo"),
    ("PT4H0M0S", 39, "0.5d"),  # estimated
    ("PT80H0M0S", 41, "2w"),
    ("PT72H0M0S", 8, "3ed"),
    ("PT6H0M0S", 6, "6eh"),
    ("PT0H90M0S", 4, "90em"),
    ("PT168H0M0S", 42, "1ew"),
    ("PT1440H0M0S", 12, "2emo"),
    ("PT24H0M0S", 21, "3d"),  # no unit said: the project's
    ("PT24H0M0S", 53, "3d"),
    ("P1DT8H", 5, "32h"),
    ("PT0H0M0S", 7, "0d"),
    ("PT2H40M0S", 7, "160m"),  # a third of a day is not exact in days
    ("PT0H0M7S", 7, "7s"),
    ("PT1H6M5.07S", 5, "66.0845m"),
    ("PT0H0M0.01S", 5, "0.01s"),
]


@pytest.mark.parametrize(("text", "code", "typed"), DURATIONS)
def test_a_duration_comes_back_as_it_was_typed(text, code, typed):
    assert only(Duration=text, DurationFormat=code).duration == Task("x", typed).duration


def test_days_weeks_and_months_are_the_projects():
    lengths = {"MinutesPerDay": 600, "MinutesPerWeek": 2400, "DaysPerMonth": 10}
    found = plan(*(task(code, Duration="PT40H0M0S", DurationFormat=code) for code in (7, 9, 11)), **lengths)
    assert [str(t.duration) for t in found.tasks] == ["4d", "1w", "0.4mo"]
    assert {scheduled(t.duration).seconds(found.day) for t in found.tasks if t.duration} == {144_000}


def test_a_duration_without_unit_is_in_the_projects():
    assert str(plan(task(1, DurationFormat=None), DurationFormat=5)["1"].duration) == "8h"


def test_a_task_that_says_no_duration_is_new_and_takes_a_day():
    assert str(only(Duration=None).duration) == "1d"


# --- links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "kind"), [(0, "FF"), (1, "FS"), (2, "SF"), (3, "SS"), (None, "FS")])
def test_a_link_has_its_type(code, kind):
    inside = link(1) if code is None else link(1, Type=code)
    assert plan(task(1), task(2, inside))["2"].after == (Dependency("1", "2", type=kind),)


LAGS = [
    (4800, 7, WorkDuration(1, Unit.DAY)),
    (-9600, 7, WorkDuration(-2, Unit.DAY)),
    (24000, 9, WorkDuration(1, Unit.WEEK)),
    (-50, 5, WorkDuration(-5, Unit.MINUTE)),
    (1, 3, WorkDuration(Decimal("0.1"), Unit.MINUTE)),
    (43200, 8, ElapsedDuration(3, Unit.DAY)),
    (43200, 40, ElapsedDuration(3, Unit.DAY)),
    (-50, 19, Percent(Decimal(-50))),
    (25, 20, Percent(Decimal(25), elapsed=True)),
    (25, 51, Percent(Decimal(25))),
    (0, 7, WorkDuration(0, Unit.HOUR)),
]


@pytest.mark.parametrize(("amount", "code", "lag"), LAGS)
def test_a_lag_comes_back_as_it_was_typed(amount, code, lag):
    (found,) = plan(task(1), task(2, link(1, LinkLag=amount, LagFormat=code)))["2"].after
    assert found.lag == lag


def test_two_tasks_may_have_several_links():
    found = plan(task(1), task(2, link(1, Type=3) + link(1, Type=0)))["2"].after
    assert [str(one) for one in found] == ["1 SS -> 2", "1 FF -> 2"]


def test_a_link_into_another_project_makes_an_external_task():
    inside = link(9, CrossProject=1, CrossProjectName=r"C:\other.mpp\9")
    found = plan(task(1, inside), task(2, inside))
    assert [(t.id, t.kind) for t in found.tasks] == [
        ("1", TaskKind.TASK),
        ("2", TaskKind.TASK),
        (r"C:\other.mpp\9", TaskKind.EXTERNAL),
    ]
    assert str(found["2"].after[0]) == r"C:\other.mpp\9 -> 2"


def test_a_copy_of_another_projects_task_keeps_its_dates():
    found = plan(
        task(1, ExternalTask=1, Start="2026-01-07T08:00:00", Finish="2026-01-08T17:00:00"),
        task(2, link(1, CrossProject=1, CrossProjectName="x")),
    )
    external = found["1"]
    assert (external.kind, external.extra.manual_start, external.extra.manual_finish) == (
        TaskKind.EXTERNAL,
        datetime(2026, 1, 7, 8),
        datetime(2026, 1, 8, 17),
    )
    assert str(found["2"].after[0]) == "1 -> 2"


# --- constraints, deadlines, options -------------------------------------------------------------------


@pytest.mark.parametrize(("code", "name"), [(2, "MSO"), (3, "MFO"), (4, "SNET"), (5, "SNLT"), (6, "FNET"), (7, "FNLT")])
def test_a_constraint_has_its_type_and_date(code, name):
    found = only(ConstraintType=code, ConstraintDate="2026-02-02T12:00:00").constraints
    assert found == (Constraint(name, "2026-02-02 12:00"),)


def test_as_soon_as_possible_is_no_constraint_and_as_late_as_possible_has_no_date():
    assert only(ConstraintType=0).constraints == ()
    assert only(ConstraintType=1, ConstraintDate="2026-02-02T08:00:00").constraints == (Constraint("ALAP"),)


def test_options_of_a_task_are_read():
    found = only(
        Deadline="2026-03-01T17:00:00",
        Priority=700,
        Active=0,
        Type=2,
        EffortDriven=1,
        IgnoreResourceCalendar=1,
        LevelingDelay=14400,
        LevelingDelayFormat=8,
        FixedCost=12345,
        FixedCostAccrual=2,
        EarnedValueMethod=1,
        WBS="A.1",
        Notes="careful",
        Estimated=1,
        LevelAssignments=1,
        LevelingCanSplit=0,
        Contact="Ann",
    )
    assert found == Task(
        "1",
        "1d",
        deadline="2026-03-01 17:00",
        priority=700,
        details=TaskDetails(
            active=False,
            effort=EffortType.FIXED_WORK,
            effort_driven=True,
            ignores_resource_calendars=True,
            levelling_delay="1ed",
            fixed_cost=Money(Decimal("123.45")),
            fixed_cost_accrual=Accrual.END,
            earned_value=EarnedValueMethod.PHYSICAL_PERCENT,
            wbs="A.1",
            notes="careful",
            foreign=[("Estimated", "1"), ("LevelingCanSplit", "0"), ("Contact", "Ann")],
        ),
    )


def test_a_levelling_delay_is_clock_time_even_if_its_unit_says_days():
    found = only(LevelingDelay=4800, LevelingDelayFormat=7).extra.levelling_delay
    assert found == ElapsedDuration(480, Unit.MINUTE)


# --- dates that come along, and those that must not ------------------------------------------------------

DATES = ("Start", "Finish", "EarlyStart", "EarlyFinish", "LateStart", "LateFinish", "PreLeveledStart")
AMOUNTS = {"TotalSlack": 999, "FreeSlack": 999, "StartSlack": 999, "Critical": 1, "Work": "PT999H0M0S", "Cost": 999}
COMPUTED: dict[str, Any] = dict.fromkeys(DATES, "2031-01-01T08:00:00") | AMOUNTS


def test_what_ms_project_computed_never_reaches_the_plan():
    bare = plan(task(1), task(2, link(1)), task(3, OutlineLevel=2))
    full = plan(
        task(1, **COMPUTED), task(2, link(1), **COMPUTED), task(3, OutlineLevel=2, **COMPUTED), FinishDate="2031-01-01"
    )
    assert full == bare


def test_a_manual_task_keeps_the_dates_that_were_typed():
    shown = {"Start": "2026-01-06T08:00:00", "Finish": "2026-01-07T17:00:00"}
    found = only(Manual=1, ManualStart="2026-01-08T08:00:00", ManualDuration="PT24H0M0S", **shown)
    assert (found.kind, str(found.duration), found.extra.manual_start, found.extra.manual_finish) == (
        TaskKind.MANUAL,
        "3d",
        datetime(2026, 1, 8, 8),
        None,
    )


def test_a_manual_task_without_typed_dates_has_the_shown_ones():
    details = only(Manual=1, Start="2026-01-06T08:00:00", Finish="2026-01-07T17:00:00").extra
    assert (details.manual_start, details.manual_finish) == (datetime(2026, 1, 6, 8), datetime(2026, 1, 7, 17))


def test_an_automatic_task_ignores_manual_dates():
    details = only(Manual=0, ManualStart="2026-01-06T08:00:00", ManualFinish="2026-01-07T17:00:00").extra
    assert (details.manual_start, details.manual_finish) == (None, None)


# --- progress -----------------------------------------------------------------------------------------


def test_a_task_under_way_has_its_progress():
    found = only(
        ActualStart="2026-01-05T08:00:00",
        Stop="2026-01-06T12:00:00",
        Resume="2026-01-08T08:00:00",
        RemainingDuration="PT20H0M0S",
        PercentComplete=40,
        PercentWorkComplete=45,
        PhysicalPercentComplete=30,
        ActualWork="PT12H0M0S",
        ActualCost=60000,
        Duration="PT32H0M0S",
    )
    assert found.progress == Progress(
        actual_start="2026-01-05 08:00",
        stop="2026-01-06 12:00",
        resume="2026-01-08 08:00",
        remaining="2.5d",
        percent_complete=40,
        percent_work=45,
        physical_percent=30,
        actual_work="12h",
        actual_cost=Money(600),
    )


def test_a_complete_task_has_nothing_left():
    found = only(
        ActualStart="2026-01-05T08:00:00",
        ActualFinish="2026-01-05T17:00:00",
        Stop="2026-01-05T17:00:00",
        Resume="2026-01-05T17:00:00",
        RemainingDuration="PT0H0M0S",
        PercentComplete=100,
    )
    assert found.progress == Progress(
        actual_start="2026-01-05 08:00", actual_finish="2026-01-05 17:00", percent_complete=100
    )


def test_a_task_with_nothing_left_to_do_went_on_until_the_last_of_its_assignments_was_done():
    paid = element("Assignment", UID=1, TaskUID=1, ResourceUID=1, ActualFinish="2026-01-06T12:00:00")
    begun = task(
        1,
        ActualStart="2026-01-05T08:00:00",
        Stop="2026-01-05T17:00:00",
        Resume="2026-01-05T17:00:00",
        RemainingDuration="PT0H0M0S",
        PercentComplete=99,
    )
    found = plan(begun, assignments=paid, resources=element("Resource", UID=1, Name="fee", Type=2))
    assert found["1"].progress == Progress(
        actual_start="2026-01-05 08:00", stop="2026-01-06 12:00", remaining="0d", percent_complete=99
    )
    assert schedule(found)["1"].finish == datetime(2026, 1, 6, 12, 0)


def test_a_task_not_begun_has_no_progress():
    assert only(PercentComplete=0, RemainingDuration="PT8H0M0S", ActualCost=0, ActualWork="PT0H0M0S").progress is None


def test_a_summarys_computed_progress_is_left_out():
    found = plan(
        task(1, ActualStart="2026-01-05T08:00:00", PercentComplete=50, PhysicalPercentComplete=20),
        task(2, OutlineLevel=2),
    )
    assert found["1"].progress == Progress(physical_percent=20)


# --- splits -----------------------------------------------------------------------------------------


def period(start: str, finish: str, value: str | None = "PT8H0M0S", kind: int = 1) -> str:
    given = {"Type": kind, "UID": 1, "Start": f"2026-01-{start}:00", "Finish": f"2026-01-{finish}:00", "Unit": 2}
    return element("TimephasedData", **given | ({} if value is None else {"Value": value}))


def parts_of(*periods: str, **values: Any) -> tuple[tuple[datetime, datetime], ...]:
    assignment = element("Assignment", UID=1, TaskUID=1, ResourceUID=-65535, Work="PT16H0M0S", inside="".join(periods))
    return plan(task(1, Duration="PT16H0M0S", **values), assignments=assignment)["1"].extra.splits


def test_a_task_that_rests_on_working_days_is_split():
    found = parts_of(
        period("05T08:00", "05T17:00"), period("06T08:00", "07T17:00", None), period("08T08:00", "08T17:00")
    )
    assert found == (
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 17)),
        (datetime(2026, 1, 8, 8), datetime(2026, 1, 8, 17)),
    )


def test_nights_and_weekends_do_not_split_a_task():
    assert (
        parts_of(period("08T08:00", "08T17:00"), period("09T08:00", "09T17:00"), period("12T08:00", "12T17:00")) == ()
    )


def test_time_without_work_splits_a_task_as_a_gap_does():
    found = parts_of(
        period("05T08:00", "05T17:00"), period("05T17:00", "07T17:00", "PT0H0M0S"), period("07T17:00", "08T17:00")
    )
    assert found == (
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 17)),
        (datetime(2026, 1, 7, 17), datetime(2026, 1, 8, 17)),
    )


def test_work_done_and_work_left_are_parts_alike_and_a_baseline_is_not():
    found = parts_of(
        period("05T08:00", "05T17:00", kind=2),
        period("06T08:00", "07T17:00", kind=4),
        period("08T08:00", "08T17:00", kind=1),
        ActualStart="2026-01-05T08:00:00",
        PercentComplete=50,
    )
    assert found == (
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 17)),
        (datetime(2026, 1, 8, 8), datetime(2026, 1, 8, 17)),
    )


def test_a_complete_task_is_not_split_any_more():
    done = {"ActualStart": "2026-01-05T08:00:00", "ActualFinish": "2026-01-08T17:00:00"}
    assert parts_of(period("05T08:00", "05T17:00"), period("08T08:00", "08T17:00"), **done) == ()


# --- custom fields -----------------------------------------------------------------------------------------


def attribute(field: int, **values: object) -> str:
    return element("ExtendedAttribute", FieldID=field, **values)


DEFINITIONS = element(
    "ExtendedAttributes",
    inside=element("ExtendedAttribute", FieldID=11, FieldName="Text1", Alias="Owner")
    + element("ExtendedAttribute", FieldID=12, FieldName="Text2", Alias="Activity Type")
    + element("ExtendedAttribute", FieldID=13, FieldName="Text3")
    + element("ExtendedAttribute", FieldID=14, FieldName="Text4", Ltuid="guid-1"),
)
CODES = element(
    "OutlineCodes",
    inside=element(
        "OutlineCode",
        FieldID=21,
        FieldName="Outline Code1",
        Alias="Phase",
        inside="<Values>"
        + element("Value", ValueID=1, Value="Build")
        + element("Value", ValueID=2, Value="Database", ParentValueID=1)
        + element("Value", ValueID=3, Value="Loop", ParentValueID=3)
        + "</Values>",
    )
    + element("OutlineCode", Guid="guid-1", inside=f"<Values>{element('Value', ValueID=7, Value='red')}</Values>"),
)


def test_custom_fields_go_by_their_alias_and_codes_by_their_path():
    inside = (
        attribute(11, Value="Ann")
        + attribute(13, Value="x")
        + attribute(14, ValueID=7)
        + attribute(99, Value="odd")
        + attribute(11)
        + element("OutlineCode", FieldID=21, ValueID=2)
    )
    details = plan(task(1, inside), inside=DEFINITIONS + CODES)["1"].extra
    assert details.custom == (("Owner", "Ann"), ("Text3", "x"), ("Text4", "red"), ("99", "odd"))
    assert details.codes == (("Phase", "Build.Database"),)


def test_entries_that_contain_themselves_come_to_an_end():
    details = plan(task(1, element("OutlineCode", FieldID=21, ValueID=3)), inside=CODES)["1"].extra
    assert details.codes == (("Phase", ".".join(["Loop"] * 50)),)


def test_a_level_of_effort_is_one_by_the_field_that_says_so():
    effort, plain = task(1, attribute(12, Value="Level of Effort")), task(2, attribute(12, Value="Task Dependent"))
    found = plan(effort, plain, inside=DEFINITIONS)
    assert [t.kind for t in found.tasks] == [TaskKind.LEVEL_OF_EFFORT, TaskKind.TASK]


# --- assignments -----------------------------------------------------------------------------------------

RESOURCES = (
    element("Resource", UID=0, Type=1)
    + element("Resource", UID=1, Name="Ann", Type=1)
    + element("Resource", UID=2, Name="Cable", Type=0)
    + element("Resource", UID=3, Name="Travel", Type=0, IsCostResource=1)
)


def assigned(**values: object) -> tuple[Assignment, ...]:
    given = {"UID": 1, "TaskUID": 1, "ResourceUID": 1} | values
    return plan(task(1), resources=RESOURCES, assignments=element("Assignment", **given))["1"].assignments


def test_an_assignment_of_work_has_all_that_was_planned_and_done():
    assert assigned(
        Units="0.5",
        Work="PT8H0M0S",
        RemainingWork="PT6H0M0S",
        ActualWork="PT2H0M0S",
        OvertimeWork="PT1H0M0S",
        ActualOvertimeWork="PT0H30M0S",
        Delay=4800,
        LevelingDelay=14400,
        LevelingDelayFormat=8,
        WorkContour=8,
        Cost=99900,
        ActualCost=25050,
    ) == (
        Assignment(
            resource="1",
            units=Decimal("0.5"),
            work="8h",
            remaining="6h",
            actual_work="2h",
            overtime="1h",
            actual_overtime=WorkDuration(Decimal("0.5"), Unit.HOUR),
            contoured=True,
            delay="8h",
            levelling_delay=ElapsedDuration(1, Unit.DAY),
            actual_cost=Money(Decimal("250.5")),
        ),
    )


@pytest.mark.parametrize(
    ("code", "delay", "levelling"), [(7, "10h", None), (5, "10h", None), (8, "2h", ElapsedDuration(480, Unit.MINUTE))]
)
def test_levelling_puts_an_assignment_off_by_working_time_unless_its_unit_is_clock_time(code, delay, levelling):
    found = assigned(Delay=1200, LevelingDelay=4800, LevelingDelayFormat=code)
    assert found == (Assignment(resource="1", delay=delay, levelling_delay=levelling),)


def test_material_has_units_and_a_cost_resource_its_cost():
    assert assigned(ResourceUID=2, Units=12, Work="PT12H0M0S") == (Assignment(resource="2", units=12),)
    assert assigned(ResourceUID=3, Units="0.0006", Cost=300000) == (
        Assignment(resource="3", units=Decimal("0.0006"), cost=Money(3000)),
    )


@pytest.mark.parametrize("uid", [-65535, 0, ""])
def test_work_without_a_resource_is_no_assignment(uid):
    assert assigned(ResourceUID=uid, Work="PT8H0M0S") == ()


def test_the_blank_resource_is_left_out():
    assert [r.id for r in plan(task(1), resources=RESOURCES).resources] == ["1", "2", "3"]
    assert plan(task(1), resources=RESOURCES).resource_by_id["1"] == Resource("1", "Ann")


def test_an_assignment_to_nobody_known_is_a_fault():
    text = project(task(1), assignments=element("Assignment", UID=5, TaskUID=1, ResourceUID=77))
    assert faults(text) == [
        "Assignments/Assignment[UID=5]/ResourceUID: expected the UID of one of the file's resources, got '77'"
    ]

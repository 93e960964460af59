"""MS Project's XML out: what was read or typed comes back the same, in the schema's order, with the schedule's dates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from itpm.errors import PlanError
from itpm.interop import mspdi
from itpm.interop.xml_text import Element, parse_xml
from itpm.model import (
    Assignment,
    Baseline,
    BaselineTask,
    Constraint,
    Dependency,
    Duration,
    Money,
    Plan,
    Progress,
    Rate,
    Resource,
    Task,
    TaskDetails,
    TaskKind,
    ThreePointEstimate,
    Window,
    WorkCalendar,
)
from itpm.scheduling import Schedule, schedule

from tests.interop.exchange_strategies import full_plans
from tests.interop.mspdi_snippets import STANDARD_WEEK, element, link, project, task
from tests.interop.plan_strategies import rich_plans

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "oracles" / "msproject" / "xml"
FILES = sorted(CORPUS.glob("*.xml"))
TENTH = 0.1 / 2
"""Slack stands in the file in tenths of minutes [min]."""


def elements(text: str, *path: str) -> list[Element]:
    """The elements at a path."""
    found = [parse_xml(text)]
    for name in path:
        found = [child for one in found for child in one.children if child.name == name]
    return found


def values(one: Element, *names: str) -> list[str]:
    """The texts of an element's children, in the order asked for; empty where there is none."""
    texts = {child.name: child.text for child in one.children}
    return [texts.get(name, "") for name in names]


# --- there and back ------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(full_plans())
def test_any_plan_comes_back_equal_and_is_written_alike_again(plan: Plan) -> None:
    text = mspdi.dumps(plan)
    read = mspdi.loads(text)
    assert read == plan
    assert mspdi.dumps(read) == text


def test_ms_projects_files_come_back_equal_and_are_written_alike_again() -> None:
    if not FILES:
        pytest.skip(f"MS Project's files are absent: {CORPUS}")
    for file in FILES[::4]:  # all of them: tests/corpus/round_trip.py
        plan = mspdi.loads(file.read_bytes())
        text = mspdi.dumps(plan)
        read = mspdi.loads(text)
        assert read == plan, file.name
        assert mspdi.dumps(read) == text, file.name


STRANGE = element("Strange", inside="<Deep><Deeper>1</Deeper></Deep>") + "<Odd>yes</Odd>"


def test_unknown_elements_survive() -> None:
    text = project(
        task(1, STRANGE),
        calendars=element(
            "Calendar", UID=1, Name="Day", IsBaseCalendar=1, inside=f"<WeekDays>{STANDARD_WEEK}</WeekDays>{STRANGE}"
        ),
        resources=element("Resource", UID=1, Name="Ann", Type=1, CanLevel=0, inside=STRANGE),
        assignments=element("Assignment", UID=1, TaskUID=1, ResourceUID=1, Units=1, Work="PT8H0M0S", inside=STRANGE),
        inside=STRANGE,
    )
    written = mspdi.dumps(mspdi.loads(text))
    for path in (
        (),
        ("Tasks", "Task"),
        ("Calendars", "Calendar"),
        ("Resources", "Resource"),
        ("Assignments", "Assignment"),
    ):
        assert [child.text for child in elements(written, *path, "Odd")] == ["yes"]
        assert [child.text for child in elements(written, *path, "Strange", "Deep", "Deeper")] == ["1"]
    assert values(elements(written, "Resources", "Resource")[0], "CanLevel") == ["0"]


def test_entries_of_an_outline_code_that_no_task_has_survive_and_new_ones_join_them() -> None:
    entries = "".join(
        element("Value", ValueID=number, ParentValueID=above, Value=text)
        for number, above, text in ((7, 0, "IT"), (9, 7, "Build"), (3, 0, "v1.2"))
    )
    table = element("OutlineCode", FieldID=188744098, Alias="Phase", Enterprise=0, inside=f"<Values>{entries}</Values>")
    code = element("OutlineCode", FieldID=188744098, ValueID=3)
    plan = mspdi.loads(project(task(1, code), inside=f"<OutlineCodes>{table}</OutlineCodes>"))
    assert plan["1"].extra.codes == (("Phase", "v1.2"),)
    moved = attrs.evolve(plan["1"], details=attrs.evolve(plan["1"].extra, codes=[("Phase", "IT.Test")]))
    changed = plan.with_tasks([moved])
    text = mspdi.dumps(changed)
    assert mspdi.loads(text).tasks == changed.tasks
    values_of = elements(text, "OutlineCodes", "OutlineCode", "Values", "Value")
    assert [values(one, "ValueID", "ParentValueID", "Value") for one in values_of] == [
        ["7", "0", "IT"],
        ["9", "7", "Build"],
        ["3", "0", "v1.2"],
        ["10", "7", "Test"],
    ]


def test_a_file_from_elsewhere_needs_no_fields_of_ours() -> None:
    calendar = element("Calendar", UID=1, Name="Day", IsBaseCalendar=1, inside=f"<WeekDays>{STANDARD_WEEK}</WeekDays>")
    text = project(task(1), task(2, link(1, Type=1)), calendars=calendar, CalendarUID=1, CurrencyCode="EUR")
    assert elements(mspdi.dumps(mspdi.loads(text)), "ExtendedAttributes") == []


def test_texts_that_a_resource_uses_are_left_to_it() -> None:
    own = element("ExtendedAttribute", FieldID=205520904, Value="gold")
    plan = mspdi.loads(project(task(1), resources=element("Resource", UID=1, Name="Ann", Type=1, inside=own)))
    renamed = attrs.evolve(plan, resources=[attrs.evolve(plan.resources[0], id="ann")])
    text = mspdi.dumps(renamed)
    assert mspdi.loads(text) == renamed
    fields = elements(text, "Resources", "Resource", "ExtendedAttribute")
    assert [values(one, "FieldID", "Value") for one in fields] == [["205520904", "gold"], ["205520905", "ann"]]


# --- a plan typed in Python ------------------------------------------------------------------------------

PLAN = Plan(
    "Move & more",
    start="2026-01-05 08:00",
    currency="EUR",
    data_date="2026-01-06",
    calendars={"night": WorkCalendar.weekly({0: [("18:00", "22:00")]}, holidays=["2026-01-12"])},
    resources=[Resource("ann", "Ann", calendar="night", max_units="0.5", rates=[Rate(standard=Money(80, "EUR"))])],
    tasks=[
        Task("phase"),
        Task(
            "pack",
            "2d",
            parent="phase",
            assignments=[Assignment(resource="ann", units="0.5", work="8h")],
            progress=Progress(actual_start="2026-01-05 08:00", remaining="1d", percent_complete=50),
        ),
        Task(
            "move",
            "1d",
            after=["pack SS+4h"],
            constraints=[Constraint("SNET", "2026-01-08 08:00")],
            deadline="2026-01-09",
        ),
        Task("done", "0d", after=["move", "pack FF+2ed", "phase FS+50%"], calendar="night"),
    ],
    baselines=[
        Baseline("Baseline", [BaselineTask("pack", start="2026-01-05 08:00", duration="2d", cost=Money(640, "EUR"))])
    ],
)


def test_tasks_are_numbered_and_stand_in_an_outline() -> None:
    tasks = elements(mspdi.dumps(PLAN), "Tasks", "Task")
    assert [
        values(one, "UID", "ID", "Name", "OutlineNumber", "OutlineLevel", "Summary", "Milestone") for one in tasks
    ] == [
        ["0", "0", "Move & more", "0", "0", "1", ""],
        ["1", "1", "phase", "1", "1", "1", "0"],
        ["2", "2", "pack", "1.1", "2", "0", "0"],
        ["3", "3", "move", "2", "1", "0", "0"],
        ["4", "4", "done", "3", "1", "0", "1"],
    ]


def test_links_have_types_lags_and_the_unit_they_were_typed_in() -> None:
    links = elements(mspdi.dumps(PLAN), "Tasks", "Task", "PredecessorLink")
    assert [values(one, "PredecessorUID", "Type", "LinkLag", "LagFormat") for one in links] == [
        ["2", "3", "2400", "5"],
        ["3", "1", "0", "7"],
        ["2", "0", "28800", "8"],
        ["1", "1", "50", "19"],
    ]


def test_constraints_deadlines_progress_and_baselines_are_ms_projects_own() -> None:
    text = mspdi.dumps(PLAN)
    _, _, pack, move, done = elements(text, "Tasks", "Task")
    assert values(move, "ConstraintType", "ConstraintDate", "Deadline") == [
        "4",
        "2026-01-08T08:00:00",
        "2026-01-10T00:00:00",
    ]
    assert values(pack, "ActualStart", "RemainingDuration", "PercentComplete") == [
        "2026-01-05T08:00:00",
        "PT8H0M0S",
        "50",
    ]
    assert values(done, "CalendarUID") == ["1"]
    (agreed,) = elements(text, "Tasks", "Task", "Baseline")
    assert values(agreed, "Number", "Start", "Duration", "Cost") == ["0", "2026-01-05T08:00:00", "PT16H0M0S", "64000"]
    assert values(parse_xml(text), "StatusDate", "CurrencyCode", "MinutesPerDay") == [
        "2026-01-07T00:00:00",
        "EUR",
        "480",
    ]


def test_calendars_have_weekdays_and_exceptions_and_a_resource_has_its_own() -> None:
    text = mspdi.dumps(PLAN)
    calendars = elements(text, "Calendars", "Calendar")
    assert [values(one, "UID", "Name", "IsBaseCalendar", "BaseCalendarUID") for one in calendars] == [
        ["1", "night", "1", "-1"],
        ["2", "Standard", "1", "-1"],
        ["3", "Ann", "0", "1"],
    ]
    days = elements(text, "Calendars", "Calendar", "WeekDays", "WeekDay")
    monday = next(one for one in days if values(one, "DayType") == ["2"])
    times = [one for child in monday.children if child.name == "WorkingTimes" for one in child.children]
    assert [values(one, "FromTime", "ToTime") for one in times] == [["18:00:00", "22:00:00"]]
    (holiday,) = elements(text, "Calendars", "Calendar", "Exceptions", "Exception", "TimePeriod")
    assert values(holiday, "FromDate", "ToDate") == ["2026-01-12T00:00:00", "2026-01-12T23:59:00"]
    (ann,) = elements(text, "Resources", "Resource")
    assert values(ann, "UID", "Name", "Type", "MaxUnits", "StandardRate", "CalendarUID") == [
        "1",
        "Ann",
        "1",
        "0.5",
        "80",
        "3",
    ]
    (work,) = elements(text, "Assignments", "Assignment")
    assert values(work, "TaskUID", "ResourceUID", "Units", "Work") == ["2", "1", "0.5", "PT8H0M0S"]


def test_what_ms_project_has_no_means_for_is_written_as_what_comes_nearest_and_comes_back() -> None:
    tasks = [
        Task("three", ("1d", "2d", "4d")),
        Task("span", "1d", kind=TaskKind.HAMMOCK),
        Task("pinned", "1d", constraints=[Constraint("START_ON", "2026-01-06"), Constraint("FNLT", "2026-02-06")]),
        Task(
            "named",
            "1d",
            details=TaskDetails(cost_account="IT-7", codes=[("Phase", "Build.Code")], custom=[("Site", "Bonn")]),
        ),
    ]
    plan = Plan(
        "odd", start="2026-01-05", tasks=tasks, deadline="2026-03-01", dependencies=[Dependency("three", "named")]
    )
    text = mspdi.dumps(plan)
    assert mspdi.loads(text) == plan
    _, three, _, pinned, _ = elements(text, "Tasks", "Task")
    assert values(three, "Duration") == ["PT16H0M0S"]
    assert values(pinned, "ConstraintType", "ConstraintDate") == ["4", "2026-01-06T00:00:00"]


def test_what_was_changed_in_ms_project_counts_more_than_what_was_kept() -> None:
    plan = Plan("odd", start="2026-01-05", tasks=[Task("three", ("1d", "2d", "4d")), Task("four", "4d")])
    text = mspdi.dumps(plan)
    changed = mspdi.loads(text.replace("<Duration>PT16H0M0S", "<Duration>PT24H0M0S"))
    assert [(one.id, str(one.duration)) for one in changed.tasks] == [("three", "3d"), ("four", "4d")]
    assert isinstance(plan["three"].duration, ThreePointEstimate)


def test_fields_of_ours_that_somebody_spoilt_are_as_if_they_were_not_there() -> None:
    plan = Plan("odd", start="2026-01-05", tasks=[Task("three", ("1d", "2d", "4d"))])
    spoilt = mspdi.dumps(plan).replace('{"fields"', '{"fie[[[[lds"')
    assert [(one.id, str(one.duration)) for one in mspdi.loads(spoilt).tasks] == [("three", "2d")]


# --- dates -----------------------------------------------------------------------------------------------

DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish", "is_critical")


def check_dates(result: Schedule, text: str) -> None:
    stored = mspdi.stored_dates(text)
    assert (stored.start, stored.finish) == (result.plan.start, result.finish)
    for row in result:
        other = stored[row.id]
        assert [getattr(other, name) for name in DATES] == [getattr(row, name) for name in DATES]
        for ours, theirs in ((row.total_float, other.total_float), (row.free_float, other.free_float)):
            assert isinstance(theirs, Duration)
            assert ours.minutes == pytest.approx(theirs.minutes, abs=TENTH + 1e-9)


@settings(max_examples=30)
@given(rich_plans())
def test_the_dates_of_any_schedule_are_read_back(plan: Plan) -> None:
    result = schedule(plan)
    text = mspdi.dumps(plan, result)
    check_dates(result, text)
    assert mspdi.loads(text) == plan


def test_the_dates_of_ms_projects_files_are_read_back() -> None:
    if not FILES:
        pytest.skip(f"MS Project's files are absent: {CORPUS}")
    for file in FILES[::12]:
        plan = mspdi.loads(file.read_bytes())
        text = mspdi.dumps(plan, schedule(plan))
        assert mspdi.loads(text) == plan, file.name
        if plan.schedule_from == "start":
            check_dates(schedule(plan), text)


def test_without_a_schedule_no_dates_are_written() -> None:
    (one,) = elements(mspdi.dumps(Plan("p", start="2026-01-05", tasks=[Task("a", "1d")])), "Tasks", "Task")[1:]
    assert values(one, "Start", "EarlyStart", "TotalSlack", "Critical") == [""] * 4


# --- refusals --------------------------------------------------------------------------------------------


def test_what_the_file_cannot_hold_is_refused_all_at_once() -> None:
    much = Money("1E+20", "EUR")
    plan = Plan(
        "rich",
        start="2026-01-05",
        currency="EUR",
        resources=[Resource("ann", max_units="1E+20")],
        tasks=[
            Task(
                "build",
                "1d",
                details=TaskDetails(fixed_cost=much),
                assignments=[Assignment(resource="ann", actual_cost=much)],
            )
        ],
    )
    with pytest.raises(PlanError) as caught:
        mspdi.dumps(plan)
    assert [(fault.place, fault.message) for fault in caught.value.faults] == [
        (place, f"MS Project XML cannot hold this: expected a number, got {amount!r}")
        for place, amount in (
            ("Resources/Resource[ann]/MaxUnits", "100000000000000000000"),
            ("Assignments/Assignment[build, ann]/ActualCost", "10000000000000000000000"),
            ("Tasks/Task[build]/FixedCost", "10000000000000000000000"),
        )
    ]


def test_a_schedule_of_another_plan_is_refused() -> None:
    other = Plan("other", start=datetime(2026, 1, 5), tasks=[Task("a", "1d")])
    with pytest.raises(PlanError, match="a schedule of other tasks than those of 'Move & more'"):
        mspdi.dumps(PLAN, schedule(other))


def test_a_task_that_somebody_took_out_leaves_its_windows() -> None:
    windows = [
        Window("freeze", "2026-01-05", "2026-01-06", tasks=["a", "b"]),
        Window("launch", "2026-01-07", "2026-01-08", tasks=["b"]),
    ]
    plan = Plan("Move", start="2026-01-05", tasks=[Task("a", "1d"), Task("b", "1d")], windows=windows)
    head, last = mspdi.dumps(plan).rsplit("<Task>", 1)
    read = mspdi.loads(head + last.split("</Task>", 1)[1])
    assert "b" not in read
    assert [(window.name, window.tasks) for window in read.windows] == [("freeze", ("a",))]

"""A plan from the rows of a spreadsheet, and rows from a plan that read the same again."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm.errors import PlanError
from itpm.interop import plan_from_records, plan_to_records
from itpm.interop.record_columns import SPELLINGS
from itpm.model import (
    Assignment,
    Constraint,
    Money,
    Plan,
    Progress,
    Resource,
    ResourceKind,
    Task,
    TaskDetails,
    TaskKind,
    WorkCalendar,
)

from tests.interop.exchange_strategies import full_plans
from tests.strategies import lags_of

START = "2026-01-05 08:00"


def plan(*rows: Any, **options: Any) -> Plan:
    return plan_from_records(rows, start=START, **options)


def faults(*rows: Any, **options: Any) -> list[str]:
    with pytest.raises(PlanError) as caught:
        plan(*rows, **options)
    return [str(fault) for fault in caught.value.faults]


def again(known: Plan, rows: list[dict[str, str]]) -> Plan:
    return plan_from_records(
        rows,
        start=known.start,
        name=known.name,
        calendar=known.calendar,
        calendars=known.calendars,
        day=known.day,
        resources=known.resources,
        currency=known.currency,
        deadline=known.deadline,
        data_date=known.data_date,
        policy=known.policy,
    )


# --- worked examples ---------------------------------------------------------------------------------------

MS_PROJECT = """\
ID,Task Mode,Task Name,Outline Level,Duration,Start,Finish,Predecessors,Resource Names,% Complete,Deadline,Total Slack
0,Auto Scheduled,CRM rollout,0,12 days?,2026-01-05,2026-01-20,,,0%,NA,0 days
1,Auto Scheduled,Prepare,1,7 days,2026-01-05,2026-01-13,,,0%,NA,0 days
2,Auto Scheduled,Charter,2,2 days,2026-01-05,2026-01-06,,"Ann[50%],Bob",100%,NA,0 days
3,Auto Scheduled,Design,2,1 wk?,2026-01-07,2026-01-13,2FS+1 day,Ann,0%,NA,0 days
4,Auto Scheduled,Build,1,4 edays,2026-01-14,2026-01-18,"3,2SS+50%",Cement[5 t],0%,2026-01-30,0 days
5,Manually Scheduled,Golive,1,,2026-01-20,2026-01-20,4FF-2 hrs,,0%,NA,0 days
"""


def test_what_ms_project_exports_becomes_the_plan_it_shows() -> None:
    rows = csv.DictReader(StringIO(MS_PROJECT))
    assert plan_from_records(rows, start=START) == Plan(
        "CRM rollout",
        start=START,
        tasks=[
            Task("1", name="Prepare"),
            Task(
                "2",
                "2d",
                name="Charter",
                parent="1",
                assignments=[Assignment(resource="Ann", units="0.5"), Assignment(resource="Bob")],
                progress=Progress(percent_complete=100),
            ),
            Task(
                "3",
                "1w",
                name="Design",
                parent="1",
                after=["2 FS+1d"],
                assignments=[Assignment(resource="Ann")],
                details=TaskDetails(foreign=[("Estimated", "1")]),
            ),
            Task(
                "4",
                "4ed",
                name="Build",
                after=["3", "2 SS+50%"],
                deadline="2026-01-30",
                assignments=[Assignment(resource="Cement", units=5)],
            ),
            Task(
                "5",
                name="Golive",
                kind=TaskKind.MANUAL,
                after=["4 FF-2h"],
                details=TaskDetails(manual_start="2026-01-20", manual_finish="2026-01-20"),
            ),
        ],
        resources=[Resource("Ann"), Resource("Bob"), Resource("Cement", kind=ResourceKind.MATERIAL, unit="t")],
    )


def test_a_list_of_two_columns_is_a_plan_whose_rows_are_numbered() -> None:
    found = plan({"Task": "pack", "Duration": 2}, {"Task": "", "Duration": None}, {"Task": "move", "Duration": "4h"})
    assert [(task.id, task.name, str(task.duration)) for task in found.tasks] == [
        ("1", "pack", "2d"),
        ("3", "move", "4h"),
    ]


def test_what_data_frames_have_for_missing_cells_is_nothing() -> None:
    nothing = float("nan")
    found = plan(
        {
            "id": 7.0,
            "name": "a",
            "duration": 1.5,
            "predecessors": nothing,
            "deadline": datetime(2026, 2, 1),
            "wbs": nothing,
        },
        {"id": 9.0, "name": "b", "duration": "1 day", "predecessors": 7.0, "deadline": None, "wbs": "NA"},
    )
    assert found.tasks == (
        Task("7", "1.5d", name="a", deadline="2026-02-01"),
        Task("9", "1d", name="b", after=["7"]),
    )


HEADERS = {"task name": "name", "TASK_NAME": "name", " Outline-Level ": "level", "percent complete": "percent_complete"}


@pytest.mark.parametrize("header", HEADERS)
def test_case_and_spacing_of_headers_do_not_count(header: str) -> None:
    cells = {"name": "x", "level": "1", "percent_complete": "5"}
    (found,) = plan({header: cells[HEADERS[header]]}).tasks
    assert found.extra.custom == ()


def test_columns_under_other_names_are_told_by_the_caller() -> None:
    found = plan(
        {"Vorgang": "packen", "Dauer": "2", "Ende bis": "30.01.2026"},
        {"Vorgang": "fahren", "Dauer": "1,5 h", "Vorgänger": "1AA"[:1]},
        columns={"Vorgang": "name", "Dauer": "duration", "Vorgänger": "predecessors", "Ende bis": "deadline"},
        date_format="%d.%m.%Y",
    )
    assert found.tasks == (
        Task("1", "2d", name="packen", deadline="2026-01-30"),
        Task("2", "1.5h", name="fahren", after=["1"]),
    )


def test_summaries_come_from_levels_parents_or_the_dots_of_the_wbs() -> None:
    wanted = [("1", None), ("2", "1"), ("3", "2"), ("4", "1"), ("5", None)]
    rows = [
        {"Level": level, "Parent": parent, "WBS": wbs}
        for level, parent, wbs in [(1, "", "1"), (2, "1", "1.1"), (3, "2", "1.1.1"), (2, "1", "1.2"), (1, "", "2")]
    ]
    for column in ("Level", "Parent", "WBS"):
        found = plan(*({column: row[column], "Name": "x"} for row in rows))
        assert [(task.id, task.parent) for task in found.tasks] == wanted


LINKS = {
    "12": "12",
    "12FS": "12",
    "12SS+5d": "12 SS+5d",
    "12 ff - 2 days": "12 FF-2d",
    "12SF+1,5h": "12 SF+1.5h",
    "12FS+50%": "12 FS+50%",
    "12FF-25e%": "12 FF-25e%",
    "12+3": "12 FS+3d",
    "12SS+2 ewks": "12 SS+2ew",
    '"12"SS': "12 SS",
    "1.4SS+1d": "12 SS+1d",
    "design the thing FS+1d": "12 FS+1d",
    "design the thing": "12",
    "a-b+1d": "a-b FS+1d",
}


@pytest.mark.parametrize("text", LINKS)
def test_predecessors_are_read_as_people_write_them(text: str) -> None:
    rows = [
        {"ID": "12", "WBS": "1.4", "Name": "design the thing", "Predecessors": ""},
        {"ID": "a-b", "WBS": "", "Name": "", "Predecessors": ""},
        {"ID": "x", "WBS": "", "Name": "", "Predecessors": text},
    ]
    assert plan(*rows)["x"].after == Task("x", after=[LINKS[text]]).after


@pytest.mark.parametrize("separator", [";", ",", " ; ", "\n"])
def test_lists_are_separated_by_semicolons_or_else_commas(separator: str) -> None:
    rows = [{"ID": str(number), "Predecessors": ""} for number in (1, 2)]
    found = plan(*rows, {"ID": "3", "Predecessors": separator.join(("1SS+5d", "2"))})
    assert found["3"].after == Task("3", after=["1 SS+5d", "2"]).after


SHARES: list[tuple[list[object], list[object]]] = [
    ([0.25, 1.0, None], [25, 100, None]),
    ([0.25, 1, 0], [25, 100, None]),
    (["0.25", "1", ""], [25, 100, None]),
    ([Decimal("0.25"), "0,5"], [25, 50]),
    ([1, "12.5 %"], [1, Decimal("12.5")]),
    ([0.5, 40], [Decimal("0.5"), 40]),
    (["50%", "40 %", "30"], [50, 40, 30]),
]


@pytest.mark.parametrize(("cells", "percents"), SHARES)
def test_fractions_up_to_one_are_shares_where_the_whole_column_has_no_others(
    cells: list[object], percents: list[object]
) -> None:
    found = plan(*({"Name": "a", "% Complete": cell} for cell in cells))
    assert [task.progress.percent_complete if task.progress else None for task in found.tasks] == percents


@pytest.mark.parametrize("cells", [[1, 0], ["1", ""], [Decimal(1)]])
def test_a_column_of_noughts_and_ones_may_be_either_and_is_refused(cells: list[object]) -> None:
    assert faults(*({"Name": "a", "% Complete": cell} for cell in cells)) == [
        "row 1, % Complete: 1 may be 1% or 100% here; write it with its sign"
    ]


def test_numbers_are_read_without_what_a_computer_rounded() -> None:
    durations = [0.1 + 0.2, 1 / 3, 2.0000000001, "1,5", "0,125d"]
    found = plan(*({"Name": "a", "Duration": one} for one in durations))
    assert [str(task.duration) for task in found.tasks] == ["0.3d", "0.333333333d", "2d", "1.5d", "0.125d"]


@pytest.mark.parametrize("text", ["1,000d", "12,500 days"])
def test_a_comma_that_may_be_a_decimal_one_or_not_is_refused(text: str) -> None:
    assert faults({"Name": "a", "Duration": text}) == [
        f"row 1, Duration: expected a duration like '5d', '5 days' or '3 edays', got {text!r}; is the comma a decimal one?"
    ]


def test_ids_that_a_spreadsheet_made_decimals_are_the_same_ids() -> None:
    found = plan(
        {"ID": 12.0}, {"ID": "14"}, {"ID": 15, "Predecessors": "12.0SS+5d;14.0"}, {"ID": 16, "Predecessors": 12.0}
    )
    assert [link.short_form for task in found.tasks for link in task.after] == ["12 SS+5d", "14", "12"]


def test_the_unit_behind_a_columns_name_is_that_of_its_numbers() -> None:
    found = plan({"Task": "a", "Duration (h)": 12, "Remaining [days]": 1, "Deadline (agreed)": "2026-02-01"}).tasks[0]
    assert (str(found.duration), found.deadline) == ("12h", datetime(2026, 2, 2))
    assert found.extra.custom == ()


def test_values_of_numpy_are_read_as_those_of_the_standard_library() -> None:
    numpy = pytest.importorskip("numpy")
    rows = [
        {
            "ID": numpy.int64(1),
            "Duration": numpy.float64(1.5),
            "Deadline": numpy.datetime64("2026-02-01T00:00:00", "ns"),
        },
        {"ID": numpy.int64(2), "Duration": numpy.float64("nan"), "Deadline": numpy.datetime64("NaT")},
    ]
    found = plan(*rows, {"ID": numpy.str_("3"), "Milestone": numpy.bool_(True), "Predecessors": numpy.float64(1)})
    assert [(task.id, str(task.duration), task.deadline) for task in found.tasks] == [
        ("1", "1.5d", datetime(2026, 2, 2)),
        ("2", "None", None),
        ("3", "None", None),
    ]
    assert found["3"].extra.milestone
    assert found["3"].after[0].predecessor == "1"


def test_columns_that_stand_for_nothing_else_are_custom_fields_and_computed_ones_are_left_out() -> None:
    (found,) = plan({"Name": "a", "Site": "Bonn", "Total Slack": "3 days", "Late Start": "2026-01-09"}).tasks
    assert found.extra.custom == (("Site", "Bonn"),)


def test_a_task_with_dates_but_no_duration_keeps_its_dates() -> None:
    (found,) = plan({"Name": "a", "Start": date(2026, 1, 7), "Finish": "2026-01-09"}).tasks
    assert (found.kind, found.extra.manual_start, found.extra.manual_finish) == (
        TaskKind.MANUAL,
        datetime(2026, 1, 7),
        datetime(2026, 1, 10),
    )


# --- there and back ----------------------------------------------------------------------------------------

TEXTS = st.sampled_from(["", "a", "design the thing", 'quote " ; , []', "Überblick 項目", "12SS+5d", "yes"])
CELLS: dict[str, st.SearchStrategy[object]] = {
    "Name": TEXTS,
    "WBS": st.sampled_from(["", "1", "1.1", "A.2"]),
    "Outline Level": st.integers(1, 3),
    "Duration": st.sampled_from(["", "5d", "5 days", "2 wks?", "1d/2d/4d", "3 ewks", "1,5h", 4, 2.5, "0d"]),
    "Resource Names": st.sampled_from(["", "Ann", "Ann[50%];Bob", "Cement[5 t]", 'Ann,"B;C"[25%]', "Kim"]),
    "Constraint": st.sampled_from(["", "ASAP", "As Late As Possible"]),
    "Deadline": st.sampled_from(["", "2026-02-01", "2026-02-01 12:00", date(2026, 3, 1), None]),
    "% Complete": st.sampled_from(["", 0, "50%", "12.5"]),
    "Actual Start": st.sampled_from(["", "2026-01-05", datetime(2026, 1, 5, 8)]),
    "Fixed Cost": st.sampled_from(["", 100, "80.50 USD"]),
    "Priority": st.sampled_from(["", 0, 1000]),
    "Milestone": st.sampled_from(["", "Yes", False]),
    "Task Calendar": st.sampled_from(["", "None", "night"]),
    "Notes": st.sampled_from(["", "two\nlines", "semi;colon"]),
    "Site": st.sampled_from(["", "Bonn"]),
}


@st.composite
def sheets(draw: st.DrawFn) -> list[dict[str, object]]:
    columns = ["Name", *draw(st.lists(st.sampled_from(sorted(CELLS)), unique=True))]
    rows: list[dict[str, object]] = []
    for number in range(draw(st.integers(1, 6))):
        row = {column: draw(CELLS[column]) for column in columns} | {"ID": f"{number}"}
        lags = [draw(lags_of()) for _ in range(draw(st.integers(0, min(number, 2))))]
        row["Predecessors"] = ";".join(f"{draw(st.integers(0, number - 1))}FS{_signed(lag)}" for lag in lags)
        rows.append(row)
    return rows


def _signed(lag: object) -> str:
    text = str(lag).replace("2h 30m", "150m")
    return "" if text.startswith("0") or " " in text else text if text.startswith("-") else f"+{text}"


@settings(max_examples=150)
@given(sheets())
def test_rows_become_a_plan_whose_rows_become_the_same_plan(rows: list[dict[str, object]]) -> None:
    try:
        first = plan_from_records(rows, start=START, calendars={"night": WorkCalendar.standard()})
    except PlanError:
        return
    written = plan_to_records(first)
    assert again(first, written) == first
    assert plan_to_records(again(first, written)) == written


def told_missing(known: Plan) -> set[str]:
    """Places of what rows cannot hold of a plan, as refusing it names them."""
    try:
        plan_to_records(known)
    except PlanError as error:
        return {fault.place for fault in error.faults}
    return set()


def differences(known: Plan, read: Plan) -> set[str]:
    """Places in which the tasks of two plans differ."""
    found = set()
    for task, other in zip(known.tasks, read.tasks, strict=True):
        wanted = attrs.evolve(task, after=[link for link in known.links if link.successor == task.id], details=None)
        for one, two in ((wanted, attrs.evolve(other, details=None)), (task.extra, other.extra)):
            names = [field.name for field in attrs.fields(type(one))]
            found |= {f"task {task.id!r}.{name}" for name in names if getattr(one, name) != getattr(two, name)}
    return found


@settings(max_examples=30)
@given(full_plans())
def test_what_rows_can_hold_of_any_plan_comes_back_and_the_rest_is_refused_by_name(known: Plan) -> None:
    told = told_missing(known)
    read = again(known, plan_to_records(known, partial=True))
    assert differences(known, read) == told


def test_every_row_has_the_same_columns_and_those_nobody_needs_are_left_out() -> None:
    known = Plan(
        "p",
        start=START,
        tasks=[Task("a", "1d", deadline="2026-02-01 12:00"), Task("b", "0d", after=["a FF+50%"], parent=None)],
    )
    assert plan_to_records(known) == [
        {"ID": "a", "Outline Level": "1", "Name": "", "Duration": "1d", "Predecessors": "", "Resource Names": "",
         "Deadline": "2026-02-01 12:00:00"},
        {"ID": "b", "Outline Level": "1", "Name": "", "Duration": "0d", "Predecessors": "a FF+50%", "Resource Names": "",
         "Deadline": ""},
    ]  # fmt: skip


def test_tasks_in_another_order_than_that_of_an_outline_name_their_parent() -> None:
    known = Plan("p", start=START, tasks=[Task("a", "1d", parent="s"), Task("b", "1d"), Task("s")])
    rows = plan_to_records(known)
    assert [row["Parent"] for row in rows] == ["s", "", ""]
    assert again(known, rows) == known


# --- refusals ----------------------------------------------------------------------------------------------


def test_every_fault_is_told_with_row_and_column() -> None:
    rows = [
        {"ID": "1", "Task Name": "a", "Level": 1, "Duration": "2 dyas", "Predecessors": "3FS+2 lightyears;Desgin"},
        {"ID": "1", "Task Name": "b", "Level": "x", "Duration": "1d"},
        {"ID": "3", "Task Name": "Design", "Level": 1, "Duration": "1/2/x", "Type": "Fixed Wrok", "Deadline": "soon"},
        {"ID": "", "Task Name": "c", "Level": 1, "Constraint": "MSO", "Milestone": "maybe", "Calendar": "nigth"},
        {
            "ID": "9",
            "Task Name": "d",
            "Level": "x",
            "% Complete": "150%",
            "Resources": "Ann[much]",
            "Fixed Cost": "ten",
        },
    ]
    assert faults(*rows, calendars={"night": WorkCalendar.standard()}) == [
        "row 1, Duration: expected a duration like '5d', '5 days' or '3 edays', got '2 dyas'",
        "row 1, Predecessors: expected a link like '12', '12SS+5d' or '12FF-50%', got '3FS+2 lightyears'",
        "row 1, Predecessors: there is no task 'Desgin'; did you mean 'Design'?",
        "row 2, ID: task '1' is there twice, first in row 1",
        "row 3, Duration: expected three durations like '1d/2d/4d', got '1/2/x'",
        (
            "row 3, Type: expected one of fixed units, fixed duration, fixed work, got 'Fixed Wrok'; "
            "did you mean 'fixed work'?"
        ),
        "row 3, Deadline: expected a date or date and time like 2026-01-05 or 2026-01-05T08:00, got 'soon'",
        "row 4, ID: a task needs an id, as links call it by that",
        "row 4, Milestone: expected yes or no, got 'maybe'",
        "row 4, Constraint Date: expected the date of the constraint 'Must Start On'",
        "row 4, Calendar: there is no calendar 'nigth' among the given ones; did you mean 'night'?",
        "row 5, Level: expected a whole number, got 'x'",
        "row 5, Fixed Cost: expected an amount with its currency like '8k EUR' or '1250.50 USD', got 'ten'",
        "row 5, Resources: expected units like [50%], [0.5] or [5 t], got [much]",
        "row 5, % Complete: expected a percentage from 0% to 100%, got '150%'",
    ]


def test_faults_of_the_whole_come_with_those_of_the_cells() -> None:
    found = faults({"ID": "1", "Duration": "x", "Predecessors": "2"}, {"ID": "2", "Predecessors": "1"})
    assert found == [
        "row 1, Duration: expected a duration like '5d', '5 days' or '3 edays', got 'x'",
        "row 1, Predecessors: tasks depend on each other: 1 -> 2 -> 1",
    ]


def test_what_is_wrong_with_the_plan_as_a_whole_is_told_by_row_and_column() -> None:
    assert faults(
        {"ID": 7.0, "Level": 1, "Duration": "", "Predecessors": "8"},
        {"ID": 8.0, "Level": 2, "Duration": "-2d", "Predecessors": 8.0},
        {"ID": 9.0, "Level": 1, "Duration": 1, "Actual Start": "2026-02-05", "Actual Finish": "2026-01-05"},
    ) == [
        "row 1, Predecessors: '8' and '7' are linked though one contains the other",
        "row 2, Duration: a duration cannot be negative, got -2d",
        "row 2, Predecessors: task '8' waits for itself",
        "row 3, Actual Finish: finished on 2026-01-06 00:00:00, before it started on 2026-02-05 00:00:00",
    ]


def test_columns_that_are_there_twice_misspelt_or_without_a_name_are_faults() -> None:
    assert faults({"Name": "a", "Duration": 1, "duration ": 2, "Predeccessors": "1", 3: "x"}) == [
        "column 3: expected a column's name as text, got 3",
        "column 'duration ': it is called like column 'Duration'; which counts?",
        "column 'Predeccessors': did you mean 'Predecessors'? If so, call it that; if not, call it otherwise",
    ]
    (chosen,) = plan({"Duration": 1, "duration ": 2}, columns={"duration ": "duration"}).tasks
    assert str(chosen.duration) == "2d"


def test_a_resource_whose_name_needs_quotes_is_refused_without_them() -> None:
    assert faults({"Name": "a", "Resources": "Ann[50%], Bob[25%]; Kim"}) == [
        "row 1, Resources: expected a resource like 'Ann', 'Ann[50%]' or 'Cement[5 t]', got 'Ann[50%], Bob[25%]'"
    ]


def test_columns_the_caller_names_must_be_there_and_mean_something() -> None:
    assert faults({"Dauer": "1d"}, columns={"Dauer": "durtion", "Namen": "name"}) == [
        "columns['Dauer']: expected the name of a field, got 'durtion'; did you mean 'duration'?",
        "columns['Namen']: there is no column 'Namen'",
    ]


def test_rows_that_are_none_and_cells_beyond_the_columns_are_faults() -> None:
    (extra,) = csv.DictReader(StringIO("ID,Name\n1,a,b\n"))
    assert faults(extra, ["x"]) == [
        "row 1: there are more cells than columns",
        "row 2: expected a mapping from column to cell, got list",
    ]


def test_what_rows_have_no_columns_for_is_refused_by_name() -> None:
    known = Plan(
        "p",
        start=START,
        tasks=[
            Task(
                "a",
                "1d",
                constraints=[Constraint("SNET", "2026-01-06"), Constraint("FNLT", "2026-02-06")],
                details=TaskDetails(levelling_delay="2ed", codes=[("Phase", "Build")]),
                assignments=[Assignment(resource="ann", work="8h", cost=Money(1, "EUR"))],
            )
        ],
        resources=[Resource("ann")],
        currency="EUR",
    )
    with pytest.raises(PlanError) as caught:
        plan_to_records(known)
    assert [fault.place for fault in caught.value.faults] == [
        "task 'a'.constraints",
        "task 'a'.assignments",
        "task 'a'.codes",
    ]
    assert plan_to_records(known, partial=True)[0]["Levelling Delay"] == "2ed"


HOSTILE = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.binary(max_size=3)
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@settings(max_examples=150)
@given(
    st.lists(
        st.dictionaries(st.sampled_from([name for names in SPELLINGS.values() for name in names[:1]]), HOSTILE),
        max_size=3,
    )
)
def test_whatever_stands_in_cells_is_read_or_refused_with_faults(rows: list[dict[str, object]]) -> None:
    try:
        plan_from_records(rows, start=START)
    except PlanError as error:
        assert error.faults  # noqa: PT017  # both ends are right

"""P6's files out: what was read and written again reads the same, and what P6 cannot say is refused."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from itpm.errors import PlanError
from itpm.interop import xer
from itpm.model import (
    Accrual,
    Assignment,
    Baseline,
    BaselineTask,
    Constraint,
    Dependency,
    Money,
    Plan,
    Rate,
    Resource,
    ResourceKind,
    SchedulingPolicy,
    Task,
    TaskDetails,
    Unit,
    Window,
    WorkCalendar,
    WorkDuration,
)
from itpm.scheduling import schedule

from tests.interop.exchange_strategies import P6_LAGS, full_plans
from tests.interop.plan_strategies import rich_plans
from tests.interop.xer_snippets import activity, link, xer_file
from tests.strategies import CAPS, FLOORS, valid_plans

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "oracles" / "primavera"
FILES = sorted(CORPUS.glob("*.xer"))
RICH = {
    "PROJWBS": [
        {
            "wbs_id": "1",
            "proj_id": "1",
            "obs_id": "4",
            "proj_node_flag": "Y",
            "wbs_name": "Move",
            "wbs_short_name": "M",
        },
        {"wbs_id": "2", "proj_id": "1", "obs_id": "4", "wbs_name": "Empty", "parent_wbs_id": "1"},
    ],
    "SCHEDOPTIONS": [
        {"schedoptions_id": "8", "proj_id": "1", "sched_float_type": "FT_Min", "level_all_rsrc_flag": "Y"}
    ],
    "RSRC": [{"rsrc_id": "5", "rsrc_name": "Kim", "rsrc_type": "RT_Equip", "clndr_id": "7", "email_addr": "k@x"}],
    "RSRCRATE": [
        {"rsrc_rate_id": "3", "rsrc_id": "5", "max_qty_per_hr": "0.5", "cost_per_qty": "80.5", "shift_period_id": "2"}
    ],
    "ROLES": [{"role_id": "9", "role_name": "Tester"}],
    "ACTVTYPE": [{"actv_code_type_id": "1", "actv_code_type": "Phase"}],
    "ACTVCODE": [{"actv_code_id": "4", "actv_code_type_id": "1", "short_name": "B", "actv_code_name": "Build"}],
    "TASKACTV": [{"task_id": "10", "actv_code_type_id": "1", "actv_code_id": "4", "proj_id": "1"}],
    "UDFTYPE": [{"udf_type_id": "2", "table_name": "TASK", "udf_type_label": "Cost centre"}],
    "UDFVALUE": [{"udf_type_id": "2", "fk_id": "10", "udf_text": '4711 ""west""', "udf_code_id": ""}],
    "TASKMEMO": [{"memo_id": "1", "task_id": "10", "task_memo": "one\x7f\x7ftwo"}],
    "TASKRSRC": [
        {"taskrsrc_id": "6", "task_id": "10", "proj_id": "1", "rsrc_id": "5", "target_qty": "16", "curv_id": "3"},
        {"taskrsrc_id": "7", "task_id": "10", "proj_id": "1", "role_id": "9", "remain_qty": "4"},
    ],
}


def rich_file() -> str:
    tasks = [
        activity(10, wbs_id="1", location_id="77", cstr_type="CS_MSO", cstr_date="2026-01-06 08:00"),
        activity(20, wbs_id="1", external_early_start_date="2026-01-07 08:00", target_drtn_hr_cnt="12"),
        activity(
            30, wbs_id="1", act_start_date="2026-01-02 08:00", status_code="TK_Active", suspend_date="2026-01-03 08:00"
        ),
    ]
    outside = {"task_pred_id": "8", "task_id": "20", "pred_task_id": "99", "proj_id": "1", "pred_proj_id": "5"}
    links = [link(10, 20, "SS", "4") | {"comments": "why"}, outside]
    return xer_file(tasks, links, RICH)


def tables_of(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line[:2] in ("%T", "%F")]


def test_what_was_read_and_written_again_reads_the_same():
    plan = xer.loads(rich_file())
    assert xer.loads(xer.dumps(plan)) == plan


def test_unknown_tables_columns_and_their_order_survive():
    text = rich_file()
    assert tables_of(xer.dumps(xer.loads(text))) == tables_of(text)


def test_p6s_files_written_again_read_the_same():
    if not FILES:
        pytest.skip(f"P6's files are absent: {CORPUS}")
    for file in FILES:
        plan = xer.loads(file.read_bytes())
        written = xer.dumps(plan)
        assert xer.loads(written) == plan
        assert tables_of(written) == tables_of(file.read_bytes().decode("cp1252", errors="replace"))


def test_p6s_files_written_with_their_schedule_hold_p6s_dates():
    if not FILES:
        pytest.skip(f"P6's files are absent: {CORPUS}")
    for file in FILES:
        plan = xer.loads(file.read_bytes())
        written = xer.stored_dates(xer.dumps(plan, schedule(plan)))
        stored = {task.id: task for task in xer.stored_dates(file.read_bytes())}
        assert {task.id: task for task in written} == stored


@given(
    valid_plans(
        lags=("work", "lead", "percent"),
        summaries=True,
        progress=True,
        constraints=(*FLOORS, *CAPS),
    )
)
def test_any_plan_is_written_so_that_reading_and_writing_it_again_changes_nothing(plan: Plan):
    once = xer.loads(xer.dumps(plan))
    assert xer.loads(xer.dumps(once)) == once


@given(valid_plans(lags=("work", "lead"), constraints=(*FLOORS, *CAPS)))
def test_a_plan_written_and_read_has_the_same_dates_under_p6s_policy(plan: Plan):
    policy = SchedulingPolicy.primavera()
    ours = schedule(plan, policy=policy)
    read = as_p6_has_it(attrs.evolve(plan, policy=policy))
    codes = {task.extra.wbs: task.id for task in read.tasks}
    theirs = schedule(read)
    for row in ours:
        if not plan[row.id].spans_others:
            other = theirs[codes[row.id]]
            assert (row.early_start, row.early_finish) == (other.early_start, other.early_finish)


def as_p6_has_it(plan: Plan) -> Plan:
    """What a tool that knows nothing of the library's own fields reads."""
    return xer.loads(xer.dumps(plan).replace("\titpm\t", "\tother\t").replace("\titpm ", "\tother "))


def test_ids_that_are_no_numbers_become_activity_codes():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("7", "1d", after=["pack"])])
    root, *activities = as_p6_has_it(plan).tasks
    assert root.name == "Move"
    assert [(task.id, task.extra.wbs, task.name) for task in activities] == [
        ("8", "pack", "pack"),
        ("7", "7", ""),
    ]
    assert xer.loads(xer.dumps(plan)) == plan


def test_changed_codes_and_fields_are_written():
    plan = xer.loads(rich_file())
    details = attrs.evolve(plan["20"].extra, codes=[("Phase", "Test")], custom=[("Site", "Bonn")])
    changed = plan.with_tasks([attrs.evolve(plan["20"], details=details)])
    text = xer.dumps(changed)
    assert "itpm" not in text
    read = xer.loads(text)
    assert [(task.extra.codes, task.extra.custom) for task in read.tasks] == [
        (task.extra.codes, task.extra.custom) for task in changed.tasks
    ]


@settings(max_examples=40)
@given(full_plans(for_p6=True))
def test_any_plan_that_p6_can_say_comes_back_equal_and_is_written_alike_again(plan: Plan):
    text = xer.dumps(plan)
    read = xer.loads(text.encode())
    assert read == plan
    assert xer.dumps(read) == text


@settings(max_examples=20)
@given(rich_plans(lags=P6_LAGS, summary_links=False))
def test_a_plan_written_with_its_dates_comes_back_equal_too(plan: Plan):
    assert xer.loads(xer.dumps(plan, schedule(plan))) == plan


def test_a_third_constraint_three_points_splits_and_a_deadline_come_back():
    constraints = [
        Constraint("SNET", "2026-01-06"),
        Constraint("FNLT", "2026-02-06"),
        Constraint("SNLT", "2026-02-01"),
    ]
    splits = [(datetime(2026, 1, 6, 8), datetime(2026, 1, 6, 12)), (datetime(2026, 1, 8, 8), datetime(2026, 1, 8, 12))]
    tasks = [
        Task("1", ("1d", "2d", "4d"), constraints=constraints),
        Task("2", "1d", deadline="2026-01-30", details=TaskDetails(splits=splits, notes="why", cost_account="IT-7")),
    ]
    assert xer.loads(xer.dumps(Plan("Move", start="2026-01-05", tasks=tasks))).tasks == tuple(tasks)


def test_what_was_changed_in_p6_counts_more_than_what_was_kept():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("1", ("1d", "2d", "4d"))])
    text = xer.dumps(plan)
    changed = xer.loads(text.replace("\t16\t", "\t24\t").replace("\t16\r", "\t24\r"))
    assert str(xer.loads(text)["1"].duration) == "1d/2d/4d"
    assert str(changed["1"].duration) == "24h"


H2, H8 = WorkDuration(Decimal(2), Unit.HOUR), WorkDuration(Decimal(8), Unit.HOUR)
RATES = [
    Rate(standard=Money(80, "EUR"), overtime=Money(120, "EUR"), per_use=Money(10, "EUR")),
    Rate(standard=Money(90, "EUR"), effective="2026-06-01"),
]
ANN = Assignment(resource="ann", units="0.5", work=H8, actual_work=H2, overtime="1h", contoured=True, delay="4h")
AGREED = Plan(
    "Move",
    start="2026-01-05",
    currency="EUR",
    data_date="2026-01-06",
    calendars={"night": WorkCalendar.weekly({0: [("18:00", "22:00")]}, name="night")},
    resources=[
        Resource("ann", "Ann", max_units="0.5", accrual=Accrual.END, rates=RATES),
        Resource("cement", kind=ResourceKind.MATERIAL, unit="t"),
    ],
    tasks=[
        Task("pack", "2d", assignments=[ANN, Assignment(resource="cement", units=3)]),
        Task("move", "1d", after=["pack FS+50%"], calendar="night"),
    ],
    baselines=[
        Baseline("May", [BaselineTask("pack", start="2026-01-05 08:00", duration="2d", cost=Money(640, "EUR"))]),
        Baseline("June", [BaselineTask("move"), BaselineTask("sold since"), BaselineTask("pack", work="9h")]),
    ],
)


def test_baselines_overtime_rates_and_the_details_of_assignments_come_back():
    text = xer.dumps(AGREED)
    assert xer.loads(text) == AGREED
    longest = max(len(line.split("\t")[-1].replace('""', '"')) for line in text.splitlines() if "fields" in line)
    assert longest <= 255


def test_rates_work_and_costs_stand_in_p6s_own_tables():
    read = as_p6_has_it(AGREED)
    ann, cement = read.resources
    assert (ann.name, ann.max_units, cement.name, cement.kind) == (
        "Ann",
        Decimal("0.5"),
        "cement",
        ResourceKind.MATERIAL,
    )
    assert [(rate.standard, rate.effective) for rate in ann.rates] == [
        (rate.standard, rate.effective) for rate in RATES
    ]
    work, material = read["1"].assignments
    assert (work.units, work.work, work.actual_work, material.units) == (Decimal("0.5"), H8, H2, Decimal(3))


def without(text: str, table: str, *cells: str) -> str:
    """The file without the rows of a table that begin with these cells, as P6 writes it when somebody took them out."""
    head, mark, rest = text.partition(f"%T\t{table}\r\n")
    rows, end, behind = rest.partition("%T\t" if "%T" in rest else "%E")
    beginning = "\t".join(("%R", *cells, ""))
    kept = "".join(line for line in rows.splitlines(keepends=True) if not line.startswith(beginning))
    assert kept != rows
    return head + mark + kept + end + behind


def test_what_was_taken_out_in_p6_is_gone_and_the_rest_comes_back():
    text = without(without(xer.dumps(AGREED), "TASK", "2"), "TASKPRED", "1")
    (field,) = [line.split("\t")[1] for line in text.splitlines() if "\tTASK\titpm\t" in line]
    read = xer.loads(without(text, "UDFVALUE", field, "2"))
    assert [task.id for task in read.tasks] == ["pack"]
    assert read["pack"] == AGREED["pack"]
    assert [(one.name, [task.id for task in one.tasks]) for one in read.baselines] == [
        ("May", ["pack"]),
        ("June", ["sold since", "pack"]),
    ]


def test_an_assignment_that_was_taken_out_in_p6_leaves_the_others_as_they_were():
    read = xer.loads(without(xer.dumps(AGREED), "TASKRSRC", "1"))
    assert read["pack"].assignments == (AGREED["pack"].assignments[1],)


def test_a_calendar_that_was_given_to_a_task_in_p6_comes_with_the_plan():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("1", "2ed"), Task("2", "16h")])
    text = xer.dumps(plan)
    (row,) = [line for line in text.splitlines() if line.startswith("%R\t2\t1\tDT")]
    (other,) = [line for line in text.splitlines() if line.startswith("%R\t1\t1\tDT")]
    assert (other.split("\t")[6], row.split("\t")[6]) == ("2", "1")
    moved = row.replace("\t1\t2\tTT", "\t2\t2\tTT")
    changed = text.replace(row, moved)
    assert moved != row
    read = xer.loads(changed)
    assert read["2"].calendar == "24 hours"
    assert [name for name, _ in read.calendars] == ["24 hours"]


def test_a_plan_that_went_through_p6_keeps_its_ids_and_p6_its_numbers():
    text = xer.dumps(Plan("Move", start="2026-01-05", tasks=[Task("phase"), Task("pack", "2d", parent="phase")]))
    memo = "%T\tTASKMEMO\r\n%F\tmemo_id\ttask_id\ttask_memo\r\n%R\t1\t4711\twhy\r\n"
    for table, old, new in (("TASK", "1\t1\tDT", "4711\t1\tDT"), ("PROJWBS", "2\t1\t0\tY", "90\t1\t0\tY")):
        head, mark, rest = text.partition(f"%T\t{table}\r\n")
        text = head + mark + rest.replace(f"%R\t{old}", f"%R\t{new}")
    text = text.replace("\tphase\tphase\t2", "\tphase\tphase\t90").replace("%T\tUDFVALUE", f"{memo}%T\tUDFVALUE")
    fields = {line.split("\t")[2]: line.split("\t")[1] for line in text.splitlines() if "\titpm\tuser_field" in line}
    read = xer.loads(text.replace(f"%R\t{fields['TASK']}\t1\t", f"%R\t{fields['TASK']}\t4711\t"))
    assert [(task.id, task.parent) for task in read.tasks] == [("phase", None), ("pack", "phase")]
    again = xer.dumps(read)
    assert "%R\t4711\t1\tDT" in again
    assert "%R\t90\t1\t0\tY" in again
    assert xer.loads(again) == read


SPOILT = (
    '{""fields',
    '{""id"":5,""place"":""x"",""beside"":{},""baselines"":{""a"":1},""fields"":[1]}',
    '{""id"":""pack"",""baselines"":[[0],[0,""x"",{}],[0,0,7],[9,0,{}]],""fields"":{""duration"":[""?"",1],""after"":[[]]}}',
    '{""root"":{},""fields"":{""baselines"":[""4f53cda1"",[7,{""name"":3,""tasks"":[[""x""],7]}]],""policy"":{}}}',
    "[]",
    "",
)


@pytest.mark.parametrize("text", SPOILT)
def test_what_somebody_spoilt_in_the_librarys_own_fields_is_as_if_it_were_not_there(text: str):
    lines = xer.dumps(AGREED).splitlines(keepends=True)
    head, own = lines[:-1], [line for line in lines if line.startswith("%R") and '""fields""' in line]
    spoilt = "".join(line.rsplit("\t", 1)[0] + f"\t{text}\r\n" if line in own else line for line in head)
    read = xer.loads(spoilt)
    assert sorted(str(task.duration) for task in read.tasks if task.duration) == ["16h", "8h"]
    assert xer.loads(xer.dumps(read)) == read


def test_an_id_that_something_new_in_p6_is_called_is_given_up():
    text = xer.dumps(Plan("Move", start="2026-01-05", tasks=[Task("WBS 2", "1d"), Task("b", "2d")]))
    (node,) = [line for line in text.splitlines() if line.startswith("%R\t1\t1\t0\tY")]
    (task,) = [line for line in text.splitlines() if line.startswith("%R\t2\t1\tDT")]
    more = task.replace("%R\t2\t", "%R\t3\t").replace("\t1\t1\tb\tb", "\t2\t1\tnew\tnew")
    added = text.replace(task, f"{task}\r\n{more}").replace(node, f"{node}\r\n%R\t2\t1\t1\tN\tWS_Open\tS\tS")
    assert [(one.id, one.name) for one in xer.loads(added).tasks] == [
        ("1", "WBS 2"),
        ("b", ""),
        ("WBS 2", "S"),
        ("3", "new"),
    ]


def test_what_is_added_to_a_file_of_p6_needs_no_copy_of_its_tables():
    plan = xer.loads(rich_file())
    changed = attrs.evolve(
        plan,
        tasks=[*plan.tasks, Task("test", ("1d", "2d", "3d"), after=["30 SS+1d"])],
        baselines=[Baseline("May", [BaselineTask("10", duration="3d")])],
    )
    text = xer.dumps(changed)
    read = xer.loads(text)
    assert attrs.evolve(read, foreign=()) == attrs.evolve(changed, foreign=())
    assert len(text) < len(rich_file()) + 2500
    assert xer.dumps(read) == text


def test_an_elapsed_duration_is_written_in_a_calendar_around_the_clock():
    plan = Plan("Move", start="2026-01-09", tasks=[Task("1", "2ed"), Task("2", "1d", after=["1"])])
    text = xer.dumps(plan, schedule(plan))
    (row,) = [line.split("\t") for line in text.splitlines() if "TT_Task" in line and "\t48\t" in line]
    assert row[0] == "%R"
    read = xer.loads(text)
    assert read["1"].duration == plan["1"].duration
    assert read == plan
    assert as_p6_has_it(plan)["1"].calendar == "24 hours"


def test_a_policy_that_p6s_options_cannot_say_comes_back():
    policy = SchedulingPolicy.textbook()
    plan = Plan("Move", start="2026-01-05", tasks=[Task("1", "1d")], policy=policy)
    assert xer.loads(xer.dumps(plan)).policy == policy


def test_what_p6_cannot_say_is_refused_all_at_once():
    tasks = [Task("phase"), Task("a", "1d", parent="phase"), Task("b", "2ed", after=["phase", "a SS+1ed"])]
    with pytest.raises(PlanError) as caught:
        xer.dumps(Plan("Move", start="2026-01-05", tasks=tasks, dependencies=[Dependency("a", "b")]))
    assert [str(fault) for fault in caught.value.faults] == [
        "link phase -> b: P6 has no links with summaries; link their tasks instead",
        "link a SS+1ed -> b: P6 counts lags in working time, unless all of them are on the clock",
    ]


def test_amounts_that_p6s_file_cannot_hold_are_refused_all_at_once():
    much = Money("1E+20", "EUR")
    build = Task("build", "1d", assignments=[Assignment(resource="ann", cost=much, actual_cost=Money("1E+60", "EUR"))])
    resources = [Resource("ann", max_units="1E+20", rates=[Rate(standard=much)])]
    with pytest.raises(PlanError) as caught:
        xer.dumps(Plan("rich", start="2026-01-05", currency="EUR", resources=resources, tasks=[build]))
    assert {fault.place for fault in caught.value.faults} == {
        "task 'build', resource 'ann', target_cost",
        "task 'build', resource 'ann', act_reg_cost",
        "resource 'ann', cost_per_qty",
        "resource 'ann', max_qty_per_hr",
    }
    assert {fault.message for fault in caught.value.faults} == {
        "P6's file cannot hold this: expected a number, got '100000000000000000000'",
        "P6's file cannot hold this: expected a number, got '1E+60'",
    }


def test_windows_name_the_tasks_as_the_plan_does():
    tasks = [Task("phase"), Task("a", "1d", parent="phase"), Task("b", "1d", parent="phase")]
    windows = [
        Window("freeze", "2026-01-05", "2026-01-06", tasks=["b"]),
        Window("year end", "2026-12-18", "2027-01-06", tasks=["phase"]),
    ]
    read = xer.loads(xer.dumps(Plan("Move", start="2026-01-05", tasks=tasks, windows=windows)))
    assert [window.tasks for window in read.windows] == [("b",), ("phase",)]


def test_an_activity_that_somebody_took_out_leaves_its_windows():
    windows = [
        Window("freeze", "2026-01-05", "2026-01-06", tasks=["1", "2"]),
        Window("launch", "2026-01-07", "2026-01-08", tasks=["2"]),
    ]
    plan = Plan("Move", start="2026-01-05", tasks=[Task("1", "1d"), Task("2", "1d")], windows=windows)
    activities, rest = xer.dumps(plan).split("%T\tTASK")[1].split("%T", 1)
    text = xer.dumps(plan).replace(activities, "\n".join(activities.splitlines()[:-1]) + "\n")
    assert rest
    read = xer.loads(text)
    assert "2" not in read
    assert "1" in read
    assert [(window.name, window.tasks) for window in read.windows] == [("freeze", ("1",))]


def test_a_plan_without_tasks_is_a_project_without_activities():
    plan = Plan("Move", start="2026-01-05", tasks=[])
    read = xer.loads(xer.dumps(plan, schedule(plan)))
    assert (read.name, read.tasks) == ("Move", ())
    assert xer.loads(xer.dumps(read)) == read

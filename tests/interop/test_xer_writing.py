"""P6's files out: what was read and written again reads the same, and what P6 cannot say is refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from itpm.errors import PlanError
from itpm.interop import xer
from itpm.interop.xer.numbering import Numbers
from itpm.model import (
    Constraint,
    DayLength,
    Dependency,
    Plan,
    SchedulingPolicy,
    Task,
    TaskDetails,
    Window,
    WorkDuration,
)
from itpm.scheduling import schedule

from tests.interop.xer_snippets import activity, link, xer_file
from tests.strategies import CAPS, FLOORS, PINS, valid_plans

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "oracles" / "primavera"
FILES = sorted(CORPUS.glob("*.xer"))
DAY = DayLength()
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
    read = xer.loads(xer.dumps(attrs.evolve(plan, policy=policy)))
    codes = {task.extra.wbs: task.id for task in read.tasks}
    theirs = schedule(read)
    for row in ours:
        if not plan[row.id].spans_others:
            other = theirs[codes[row.id]]
            assert (row.early_start, row.early_finish) == (other.early_start, other.early_finish)


def test_ids_that_are_no_numbers_become_activity_codes():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("7", "1d", after=["pack"])])
    read = xer.loads(xer.dumps(plan))
    assert [(task.id, task.extra.wbs) for task in read.tasks if task.duration is not None] == [
        ("8", "pack"),
        ("7", "7"),
    ]


def test_changed_codes_and_fields_are_written():
    plan = xer.loads(rich_file())
    details = attrs.evolve(plan["20"].extra, codes=[("Phase", "Test")], custom=[("Site", "Bonn")])
    changed = plan.with_tasks([attrs.evolve(plan["20"], details=details)])
    read = xer.loads(xer.dumps(changed))
    assert [(task.extra.codes, task.extra.custom) for task in read.tasks] == [
        (task.extra.codes, task.extra.custom) for task in changed.tasks
    ]


@settings(max_examples=40)
@given(
    valid_plans(
        max_tasks=5,
        lags=("work", "lead"),
        elapsed=True,
        estimates=True,
        constraints=(*FLOORS, *CAPS, *PINS),
        deadlines=True,
        progress=True,
        summaries=True,
        level_of_effort=True,
        inactive=True,
    )
)
def test_what_p6_has_no_means_for_is_kept_and_comes_back(plan: Plan):
    text = xer.dumps(plan)
    read = xer.loads(text)
    numbers, theirs = Numbers(plan), Numbers(read)
    names = {number: name for name, number in theirs.activities.items()}
    nodes = {number: name for name, number in theirs.nodes.items()}
    for task in plan.tasks:
        own = numbers.activities.get(task.id)
        other = read[names[own]] if own is not None else read[nodes[numbers.nodes[task.id]]]
        assert bare(other, plan.day) == bare(task, plan.day)
    assert xer.dumps(read) == xer.dumps(xer.loads(xer.dumps(read)))


def bare(task: Task, day: DayLength = DAY) -> Task:
    """The task without what P6 numbers anew or keeps in tables of its own."""
    details = attrs.evolve(task.extra, wbs="", codes=(), custom=(), foreign=())
    seconds = task.duration.seconds(day) if isinstance(task.duration, WorkDuration) else None
    duration = task.duration if seconds is None else f"{seconds}s"
    return attrs.evolve(task, id="x", duration=duration, after=(), parent=None, details=details)


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
    read = xer.loads(xer.dumps(Plan("Move", start="2026-01-05", tasks=tasks)))
    assert [bare(task) for task in read.tasks if task.parent] == [bare(task) for task in tasks]


def test_what_was_changed_in_p6_counts_more_than_what_was_kept():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("1", ("1d", "2d", "4d"))])
    text = xer.dumps(plan)
    changed = xer.loads(text.replace("\t16\t", "\t24\t"))
    assert str(xer.loads(text)["1"].duration) == "1d/2d/4d"
    assert str(changed["1"].duration) == "24h"


def test_an_elapsed_duration_is_written_in_a_calendar_around_the_clock():
    plan = Plan("Move", start="2026-01-09", tasks=[Task("1", "2ed"), Task("2", "1d", after=["1"])])
    text = xer.dumps(plan, schedule(plan))
    (row,) = [line.split("\t") for line in text.splitlines() if "TT_Task" in line and "\t48\t" in line]
    assert row[0] == "%R"
    read = xer.loads(text)
    assert read["1"].duration == plan["1"].duration
    assert read["1"].calendar is None
    assert "24 hours" in dict(read.calendars)
    assert [row.finish for row in schedule(read) if row.id == "2"] == [schedule(plan)["2"].finish]


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


def test_windows_call_the_activities_as_the_file_does():
    tasks = [Task("phase"), Task("a", "1d", parent="phase"), Task("b", "1d", parent="phase")]
    windows = [
        Window("freeze", "2026-01-05", "2026-01-06", tasks=["b"]),
        Window("year end", "2026-12-18", "2027-01-06", tasks=["phase"]),
    ]
    read = xer.loads(xer.dumps(Plan("Move", start="2026-01-05", tasks=tasks, windows=windows)))
    assert [[read[name].extra.wbs for name in window.tasks] for window in read.windows] == [["b"], ["phase"]]


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

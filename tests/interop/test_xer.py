"""P6's files in: what is read, what is refused, and that every date comes out as P6 computed it."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from itpm.errors import PlanError
from itpm.interop import xer
from itpm.model import ConstraintType, Money, Plan, ResourceKind, SchedulingPolicy, TaskKind
from itpm.scheduling import schedule

from tests.interop.xer_snippets import CALENDAR, OFFICE, PROJECT, activity, link, xer_file

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "oracles" / "primavera"
FILES = sorted(CORPUS.glob("*.xer"))


def corpus() -> list[Path]:
    if not FILES:
        pytest.skip(f"P6's files are absent: {CORPUS}")
    return FILES


def score_module():
    spec = importlib.util.spec_from_file_location("score_primavera", ROOT / "tests" / "corpus" / "score_primavera.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(text: str | bytes) -> list[str]:
    with pytest.raises(PlanError) as caught:
        xer.loads(text)
    return [str(fault) for fault in caught.value.faults]


# --- against P6


def test_every_field_of_every_activity_is_as_p6_computed_it():
    mismatches = score_module().mismatches
    assert {file.stem: list(mismatches(file)) for file in corpus()} == {file.stem: [] for file in FILES}


def test_stored_dates_are_those_of_the_file():
    for file in corpus():
        text = file.read_bytes()
        computed = schedule(xer.loads(text))
        for task in xer.stored_dates(text):
            row = computed[task.id]
            assert (task.start, task.finish, task.is_critical) == (row.start, row.finish, row.is_critical)
            assert (task.early_start, task.late_finish) == (row.early_start, row.late_finish)


# --- what is read


def test_a_plan_has_the_projects_dates_calendar_and_options():
    options = {
        "schedoptions_id": "1",
        "proj_id": "1",
        "sched_calendar_on_relationship_lag": "rcal_24Hour",
        "sched_float_type": "FT_SS",
        "sched_open_critical_flag": "Y",
        "sched_retained_logic": "N",
        "sched_progress_override": "Y",
        "sched_use_expect_end_flag": "N",
    }
    project = {"critical_path_type": "CT_DrivPath", "critical_drtn_hr_cnt": "16", "plan_end_date": "2026-02-02 17:00"}
    plan = xer.loads(xer_file([activity(10)], project=project, tables={"SCHEDOPTIONS": [options]}))
    assert (str(plan.start), str(plan.data_date), str(plan.deadline)) == (
        "2026-01-05 08:00:00",
        "2026-01-05 08:00:00",
        "2026-02-02 17:00:00",
    )
    policy = plan.policy
    assert policy is not None
    assert (policy.lag_calendar, policy.float_from, policy.open_ends_critical) == ("continuous", "start", True)
    assert (policy.out_of_sequence, policy.critical_by, str(policy.critical_limit)) == (
        "progress_override",
        "longest_path",
        "16h",
    )
    assert not policy.expected_finish
    assert plan.calendar.name == "Office"


def test_without_options_the_policy_is_p6s_default():
    assert xer.loads(xer_file([activity(10)])).policy == SchedulingPolicy.primavera()


def test_neither_flag_of_out_of_sequence_progress_means_actual_dates():
    options = {"proj_id": "1", "sched_retained_logic": "N", "sched_progress_override": "N"}
    plan = xer.loads(xer_file([activity(10)], tables={"SCHEDOPTIONS": [options]}))
    assert plan.policy is not None
    assert plan.policy.out_of_sequence == "actual_dates"


def test_wbs_nodes_are_summaries_in_the_order_of_their_sequence_numbers():
    nodes = [
        {
            "wbs_id": "1",
            "proj_id": "1",
            "seq_num": "0",
            "proj_node_flag": "Y",
            "wbs_name": "Move",
            "parent_wbs_id": "99",
        },
        {"wbs_id": "2", "proj_id": "1", "seq_num": "20", "wbs_name": "Second", "parent_wbs_id": "1"},
        {"wbs_id": "3", "proj_id": "1", "seq_num": "10", "wbs_name": "First", "parent_wbs_id": "1"},
        {"wbs_id": "4", "proj_id": "1", "seq_num": "30", "wbs_name": "Nothing", "parent_wbs_id": "1"},
    ]
    tasks = [activity(10, wbs_id="2"), activity(3, wbs_id="3")]
    plan = xer.loads(xer_file(tasks, tables={"PROJWBS": nodes}))
    assert [(task.id, task.name, task.parent) for task in plan.tasks] == [
        ("1", "Move", None),
        ("WBS 3", "First", "1"),
        ("3", "task 3", "WBS 3"),
        ("2", "Second", "1"),
        ("10", "task 10", "2"),
    ]
    assert plan.name == "Move"


def test_constraints_are_p6s_start_on_respecting_logic_and_mandatory_start_not():
    types = {
        "CS_MSO": ConstraintType.START_ON,
        "CS_MANDSTART": ConstraintType.MANDATORY_START,
        "CS_MEO": ConstraintType.FINISH_ON,
        "CS_MANDFIN": ConstraintType.MANDATORY_FINISH,
        "CS_MSOA": ConstraintType.SNET,
        "CS_MEOB": ConstraintType.FNLT,
    }
    for word, kind in types.items():
        date = "2026-01-06 17:00"
        tasks = [activity(10, cstr_type=word, cstr_date=date, cstr_type2="CS_MSOB", cstr_date2=date)]
        found = xer.loads(xer_file(tasks))["10"].constraints
        assert [constraint.type for constraint in found] == [kind, ConstraintType.SNLT]


def test_activity_types_are_kinds_and_milestones():
    kinds = ("TT_Task", "TT_Mile", "TT_FinMile", "TT_LOE", "TT_WBS")
    plan = xer.loads(xer_file([activity(number, "0", task_type=kind) for number, kind in enumerate(kinds, start=1)]))
    assert [(task.kind, task.extra.milestone, task.extra.start_milestone) for task in plan.tasks] == [
        (TaskKind.TASK, False, False),
        (TaskKind.TASK, True, True),
        (TaskKind.TASK, True, False),
        (TaskKind.LEVEL_OF_EFFORT, False, False),
        (TaskKind.HAMMOCK, False, False),
    ]


def test_resources_rates_roles_and_assignments_are_read():
    tables = {
        "RSRC": [{"rsrc_id": "5", "rsrc_name": "Kim", "rsrc_type": "RT_Labor", "clndr_id": "7"}],
        "RSRCRATE": [{"rsrc_rate_id": "1", "rsrc_id": "5", "max_qty_per_hr": "0.5", "cost_per_qty": "80,50"}],
        "ROLES": [{"role_id": "9", "role_name": "Tester"}],
        "TASKRSRC": [
            {
                "taskrsrc_id": "1",
                "task_id": "10",
                "proj_id": "1",
                "rsrc_id": "5",
                "target_qty": "16",
                "remain_qty": "16",
            },
            {"taskrsrc_id": "2", "task_id": "10", "proj_id": "1", "role_id": "9", "target_qty": "4", "remain_qty": "4"},
        ],
    }
    plan = xer.loads(xer_file([activity(10)], tables=tables))
    kim, tester = plan.resources
    assert (kim.name, kim.kind, kim.max_units) == ("Kim", ResourceKind.WORK, Decimal("0.5"))
    assert [rate.standard for rate in kim.rates] == [Money("80.5")]
    assert (tester.id, tester.name) == ("role 9", "Tester")
    assert [(part.resource, str(part.work)) for part in plan["10"].assignments] == [("5", "16h"), ("role 9", "4h")]


def test_activity_codes_and_user_fields_are_read():
    tables = {
        "ACTVTYPE": [{"actv_code_type_id": "1", "actv_code_type": "Phase"}],
        "ACTVCODE": [{"actv_code_id": "4", "actv_code_type_id": "1", "short_name": "B", "actv_code_name": "Build"}],
        "TASKACTV": [{"task_id": "10", "actv_code_type_id": "1", "actv_code_id": "4"}],
        "UDFTYPE": [{"udf_type_id": "2", "table_name": "TASK", "udf_type_label": "Cost centre"}],
        "UDFVALUE": [{"udf_type_id": "2", "fk_id": "10", "udf_text": '4711 ""west""'}],
    }
    details = xer.loads(xer_file([activity(10)], tables=tables))["10"].extra
    assert (details.codes, details.custom) == ((("Phase", "B"),), (("Cost centre", '4711 "west"'),))


def test_exceptions_of_a_calendar_are_days_since_1899():
    data = OFFICE.format(exceptions="(0||0(d|46028)())(0||1(d|46029)((0||0(s|08:00|f|10:00)())))")
    plan = xer.loads(xer_file([activity(10)], tables={"CALENDAR": [CALENDAR | {"clndr_data": data}]}))
    assert [(str(part.start), part.shifts) for part in plan.calendar.exceptions] == [
        ("2026-01-06", ()),
        ("2026-01-07", ((28_800, 36_000),)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_bytes_are_decoded(encoding):
    assert xer.loads(xer_file([activity(10, task_name="Übergabe")]).encode(encoding))["10"].name == "Übergabe"


def test_one_of_several_projects_is_chosen():
    projects = [PROJECT, PROJECT | {"proj_id": "2", "proj_short_name": "STAY"}]
    text = xer_file([activity(10), activity(20, proj_id="2")], tables={"PROJECT": projects})
    assert [task.id for task in xer.loads(text, project="STAY").tasks] == ["20"]
    assert messages(text) == ["table PROJECT: expected one project, or project= to choose one of MOVE (1), STAY (2)"]


# --- what P6 does


def under_way(**cells: str) -> Plan:
    """A complete task, one under way, and one that waits for the second; the data date is Wednesday evening."""
    done = {"status_code": "TK_Complete", "act_start_date": "2026-01-05 08:00", "act_end_date": "2026-01-05 17:00"}
    begun = {"status_code": "TK_Active", "act_start_date": "2026-01-06 08:00", "remain_drtn_hr_cnt": "16"}
    tasks = [activity(1, **done), activity(2, "32", **(begun | cells)), activity(3)]
    return xer.loads(
        xer_file(
            tasks, [link(1, 2), link(2, 3), link(1, 3, lag="32")], project={"last_recalc_date": "2026-01-07 17:00"}
        )
    )


def test_early_dates_are_those_of_what_is_left():
    rows = [
        (f"{row.start:%d %H}", f"{row.finish:%d %H}", f"{row.early_start:%d %H}", f"{row.early_finish:%d %H}")
        for row in schedule(under_way())
    ]
    assert rows == [
        ("05 08", "05 17", "07 17", "07 17"),
        ("06 08", "09 17", "08 08", "09 17"),
        ("12 08", "12 17", "12 08", "12 17"),
    ]


def test_an_expected_finish_says_how_long_the_rest_lasts():
    row = schedule(under_way(expect_end_date="2026-01-13 17:00"))["2"]
    assert f"{row.early_finish:%d %H}" == "13 17"


def test_a_suspended_task_goes_on_when_it_is_resumed():
    row = schedule(under_way(suspend_date="2026-01-06 12:00", resume_date="2026-01-12 08:00"))["2"]
    assert f"{row.early_start:%d %H}" == "12 08"


def test_a_start_milestone_stands_at_the_morning_and_a_finish_milestone_at_the_evening():
    tasks = [activity(1), activity(2, "0", task_type="TT_Mile"), activity(3, "0", task_type="TT_FinMile")]
    result = schedule(xer.loads(xer_file(tasks, [link(1, 2), link(1, 3)])))
    assert (f"{result['2'].start:%d %H}", f"{result['3'].start:%d %H}") == ("06 08", "05 17")


def test_as_late_as_possible_gives_up_free_float_only():
    tasks = [activity(1, "8"), activity(2, "40"), activity(3), activity(4, "80"), activity(5, cstr_type="CS_ALAP")]
    links = [link(1, 5), link(5, 3), link(2, 3), link(1, 4)]
    row = schedule(xer.loads(xer_file(tasks, links)))["5"]
    assert f"{row.start:%d %H}" == "09 08"


# --- refusals


def test_every_fault_is_named_with_its_table_row_and_column():
    tasks = [
        activity(10, remain_drtn_hr_cnt="many", act_start_date="yesterday"),
        activity(20, cstr_type="CS_MSO", task_type="TT_Tsak"),
    ]
    links = [link(10, 20, kind="XX"), link(99, 20)]
    assert messages(xer_file(tasks, links)) == [
        "TASKPRED row 1 (line 14), pred_type: expected one of PR_FS, PR_SS, PR_FF, PR_SF, got 'PR_XX'; did you mean 'PR_SS'?",
        "TASKPRED row 2 (line 15), pred_task_id: expected a task of the project, got '99'",
        "TASK row 1 (line 10), remain_drtn_hr_cnt: expected a number, got 'many'",
        "TASK row 1 (line 10), act_start_date: expected a date like 2026-01-05 08:00, got 'yesterday'",
        "TASK row 2 (line 11), task_type: expected one of TT_Task, TT_Rsrc, TT_Mile, TT_FinMile, TT_LOE, TT_WBS, got 'TT_Tsak'; "  # noqa: ISC004
        "did you mean 'TT_Task'?",
        "TASK row 2 (line 11), cstr_date: expected the date of the constraint CS_MSO",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: expected a P6 XER file, whose first line begins with ERMHDR, got ''"),
        ("ERMHDR\t8.2\n%E", "table PROJECT: expected the table PROJECT"),
        ("ERMHDR\n%R\t1\n%E", "line 2: expected a table (%T) before %R"),
        ("ERMHDR\n%T\tPROJECT\n%R\t1\n%E", "PROJECT (line 3): expected the table's columns (%F) before its rows"),
        ("ERMHDR\n%T\tPROJECT\n%F\ta\ta\n%E", "PROJECT (line 3): the column 'a' is there twice"),
        ("ERMHDR\n%T\tPROJECT\n%F\ta\n%R\t1\t2\n%E", "PROJECT (line 4): expected at most 1 cells, got 2"),
        (
            "ERMHDR\n%T\tPROJECTS\n%F\tproj_id\n%E",
            "table PROJECT: expected the table PROJECT; did you mean 'PROJECTS'?",
        ),
    ],
)
def test_what_is_no_file_of_p6_is_refused(text, said):
    assert said in messages(text)


@pytest.mark.parametrize(
    "data",
    ["(", "(0||CalendarData()(", "(0||C()((0||DaysOfWeek()((0||9()())))))", "x", "(" * 5000, "(0||C()(" * 500],
)
def test_a_calendar_that_cannot_be_read_is_one_fault(data):
    found = messages(xer_file([activity(10)], tables={"CALENDAR": [CALENDAR | {"clndr_data": data}]}))
    assert [fault.split(":")[0] for fault in found] == ["CALENDAR row 1 (line 7), clndr_data"]


def test_wbs_nodes_in_a_circle_are_refused():
    nodes = [
        {"wbs_id": "1", "proj_id": "1", "parent_wbs_id": "2"},
        {"wbs_id": "2", "proj_id": "1", "parent_wbs_id": "1"},
    ]
    assert any(
        "contain each other" in said
        for said in messages(xer_file([activity(10, wbs_id="1")], tables={"PROJWBS": nodes}))
    )

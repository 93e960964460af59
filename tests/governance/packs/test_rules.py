"""What the library's rules say, offender by offender."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from itpm.governance import Project, all_packs, facts_of, packs
from itpm.lifecycle import PassGate, ProjectCharter, Refused, begin, decide, waterfall
from itpm.model import Constraint, Plan, Progress, Task, TaskDetails
from itpm.risk import RiskRegister, Threat
from itpm.rules import Outcome, RuleError, RulePack, RuleProfile, evaluate

from tests.governance.samples import AS_OF, PLAN, PROJECT
from tests.strategies import valid_plans

MONDAY = "2026-01-05"


def plan_of(*tasks: Task, **fields: str) -> Plan:
    return Plan("CRM", start=MONDAY, tasks=tasks, **fields)  # type: ignore[arg-type]  # dates are read


def messages(code: str, subject: Plan | Project, *, as_of: str = MONDAY, **params: object) -> list[str]:
    profile = RuleProfile("test", select=[code], params={f"{code}.{name}": value for name, value in params.items()})
    return [
        finding.message
        for finding in evaluate(all_packs(), facts_of(subject, as_of=as_of), profile=profile)[code].findings
    ]


# --- schedule health ------------------------------------------------------------------------------


def test_what_is_not_linked_is_named_for_each_side() -> None:
    plan = plan_of(Task("a", "1d"), Task("b", "1d", after=["a"]), Task("c", "1d", name="Training"))
    assert messages("SCH001", plan) == ["nothing waits for 'b'", "'Training' (c) waits for nothing"]
    assert messages("SCH001", plan, open_starts=2, open_ends=2) == []


def test_milestones_are_excused_before_others() -> None:
    plan = plan_of(
        Task("a", "1d"), Task("b", "1d", after=["kick-off"]), Task("kick-off", "0d"), Task("end", "0d", after=["b"])
    )
    assert messages("SCH001", plan) == ["'a' waits for nothing", "nothing waits for 'a'"]


def test_links_of_a_summary_count_for_what_is_below_it_and_links_to_what_is_inactive_do_not() -> None:
    tasks = [
        Task("a", "1d"),
        Task("phase", after=["a"]),
        Task("b", "1d", parent="phase"),
        Task("c", "1d", parent="phase"),
    ]
    assert messages("SCH001", plan_of(*tasks), open_ends=2) == []
    idle = Task("a", "1d", details=TaskDetails(active=False))
    assert messages(
        "SCH001", plan_of(idle, Task("b", "1d", after=["a"]), Task("c", "1d", after=["a"])), open_ends=2
    ) == ["'c' waits for nothing"]


def test_complete_work_needs_no_links() -> None:
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-05 17:00")
    assert messages("SCH001", plan_of(Task("a", "1d", progress=done), Task("b", "1d", progress=done))) == []


def test_leads_are_named_whatever_their_unit() -> None:
    plan = plan_of(Task("a", "10d"), Task("b", "1d", after=["a FS-2d"]), Task("c", "1d", after=["b FF-50%", "a SS+1d"]))
    assert messages("SCH002", plan) == ["'b' overlaps 'a' by a lead of 2d", "'c' overlaps 'b' by a lead of 50%"]


def test_lags_are_named_where_there_are_too_many() -> None:
    plan = plan_of(Task("a", "1d"), Task("b", "1d", after=["a FS+3d"]), Task("c", "1d", after=["b"]))
    assert messages("SCH003", plan) == ["'b' waits 3d on top of 'a'"]
    assert messages("SCH003", plan, max_percent=50) == []
    assert messages("SCH003", plan_of(Task("a", "1d"))) == []


@pytest.mark.parametrize(
    ("type_", "hard"),
    [
        ("MSO", True),
        ("MFO", True),
        ("SNLT", True),
        ("FNLT", True),
        ("START_ON", True),
        ("FINISH_ON", True),
        ("MANDATORY_START", True),
        ("MANDATORY_FINISH", True),
        ("SNET", False),
        ("FNET", False),
    ],
)
def test_a_constraint_is_hard_when_it_keeps_a_delay_from_showing(type_, hard) -> None:
    plan = plan_of(Task("a", "1d", constraints=[Constraint(type_, "2026-01-12")]))
    assert bool(messages("SCH004", plan)) == hard


def test_hard_constraints_are_counted_among_what_is_still_to_be_done() -> None:
    held = Task("a", "1d", constraints=[Constraint("MSO", "2026-01-12 08:00")])
    plan = plan_of(held, Task("b", "1d"), Task("c", "1d"), Task("d", "1d"))
    assert messages("SCH004", plan) == ["'a' is held by MSO 2026-01-12 08:00"]
    assert messages("SCH004", plan, max_percent=25) == []


def test_negative_float_is_named_with_its_size() -> None:
    plan = plan_of(Task("a", "10d"), Task("b", "2d"), deadline="2026-01-14")
    assert messages("SCH005", plan) == ["'a' is too late: its total float is -2d"]


@pytest.mark.parametrize(
    ("link", "finished", "expected"),
    [
        ("a", False, "'b' started on 2026-01-06 08:00, while 'a' holds it until 2026-01-09 17:00"),
        ("a FS-4d", False, ""),
        ("a SS", False, ""),
        ("a SS+2d", False, "'b' started on 2026-01-06 08:00, while 'a SS+2d' holds it until 2026-01-06 17:00"),
        ("a FF", False, ""),
        ("a FF", True, "'b' finished on 2026-01-07 17:00, while 'a FF' holds it until 2026-01-09 17:00"),
        ("a SF+2d", True, ""),
        ("a SF+4d", True, "'b' finished on 2026-01-07 17:00, while 'a SF+4d' holds it until 2026-01-08 17:00"),
    ],
)
def test_progress_out_of_sequence_is_judged_by_each_kind_of_link(link, finished, expected) -> None:
    going_on = Progress(actual_start="2026-01-05 08:00", percent_complete=40)
    progress = Progress(actual_start="2026-01-06 08:00", actual_finish="2026-01-07 17:00" if finished else None)
    plan = plan_of(Task("a", "5d", progress=going_on), Task("b", "2d", after=[link], progress=progress))
    assert messages("SCH006", plan) == ([expected] if expected else [])


def test_progress_beyond_the_data_date_is_named_by_its_edge() -> None:
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-09 17:00")
    plan = plan_of(Task("a", "5d", progress=done), data_date="2026-01-07")
    assert messages("SCH007", plan) == ["'a' has an actual finish on 2026-01-09 17:00, after 2026-01-08 00:00"]
    undated = plan_of(Task("a", "5d", progress=done))
    assert messages("SCH007", undated, as_of="2026-01-09") == []
    assert len(messages("SCH007", undated, as_of="2026-01-04")) == 2


def test_deadlines_of_plan_and_tasks_are_judged() -> None:
    plan = plan_of(Task("a", "10d", deadline="2026-01-09"), deadline="2026-01-12")
    assert messages("SCH009", plan) == [
        "the plan finishes on 2026-01-16 17:00, after its deadline 2026-01-13 00:00",
        "'a' finishes on 2026-01-16 17:00, after its deadline 2026-01-10 00:00",
    ]


# --- the others -----------------------------------------------------------------------------------

OFFENDERS = {
    "BUD001": ["plan:cost"],
    "BUD003": ["task:sso"],
    "BUD004": ["plan:cost"],
    "BUD008": ["task:build", "task:sso", "task:test"],
    "BUD009": ["plan:cost"],
    "CHG001": ["task:sso"],
    "CMP001": ["obligation:DPIA"],
    "CMP002": ["obligation:licences"],
    "CMP003": ["obligation:works agreement"],
    "COM001": ["stakeholder:ann"],
    "COM002": ["stakeholder:bo"],
    "COM003": ["stakeholder:bo"],
    "DCMA001": ["task:sso"],
    "DCMA007": ["task:build", "task:sso", "task:test"],
    "DCMA010": ["task:sso"],
    "DCMA013": ["task:sso"],
    "DCMA014": ["task:sso"],
    "EST001": ["task:build", "task:sso", "task:test"],
    "GAO003": ["task:sso"],
    "GAO007": ["task:build", "task:sso", "task:test"],
    "GAO010": ["task:sso"],
    "GAT001": ["deliverable:feasibility_study", "deliverable:goal"],
    "RAC001": ["item:test"],
    "RES003": ["resource:tester"],
    "RSK001": ["risk:vendor late"],
    "RSK002": ["risk:re-use portal", "risk:vendor late"],
    "RSK008": ["risk:re-use portal"],
    "SCH005": ["task:build", "task:sso", "task:test"],
    "SCH009": ["plan:deadline"],
    "TEA001": ["member:bo"],
}

UNDECIDED = {
    "BUD006": ("cost.eac_stated",),
    "BUD007": ("cost.eac_stated",),
    "GAO008": ("schedule.risk_analysis_age",),
    **{f"LOG{number:03}": ("log.findings",) for number in (1, 2, 3, 7, 8, 9, 10)},
    **{f"LOG{number:03}": ("log.schedule_findings",) for number in (4, 5, 6)},
    "QUA001": ("deliverable.test_report.open_severity_1",),
    "QUA002": ("deliverable.requirements.untested",),
    "QUA003": ("deliverable.requirements.coverage",),
    "QUA004": ("deliverable.test_report.pass_rate",),
    "QUA005": ("deliverable.security_test.open_critical",),
    "RSK012": ("risk.days_since_review",),
    "SCO001": ("deliverable.requirements.uncovered",),
    "SCO002": ("deliverable.requirements.orphans",),
}


def test_a_project_with_something_wrong_everywhere_is_told_so() -> None:
    report = evaluate(all_packs(), facts_of(PROJECT, as_of=AS_OF))
    assert {
        result.code: [finding.subject for finding in result.findings] for result in report if result.findings
    } == OFFENDERS
    assert {result.code: result.missing for result in report if result.outcome is Outcome.UNKNOWN} == UNDECIDED
    assert [str(finding) for finding in report["BUD001"].findings] == [
        (
            "BUD001: work worth 1,800 EUR has cost 2,500 EUR: the cost performance index is 0.72, at least 0.9 is wanted. "
            "Lift it: ask earned value which work packages make it so, and re-plan the rest"
        )
    ]
    assert report["BUD004"].findings[0].message == "it will cost 5,556 EUR, more than the limit of 4,500 EUR"
    assert report["CMP001"].findings[0].remedy == "meet it, and record the evidence"


def test_a_threshold_is_exact() -> None:
    assert messages("BUD001", PLAN, as_of=AS_OF, min_cpi=0.72) == []
    assert len(messages("BUD001", PLAN, as_of=AS_OF, min_cpi=0.73)) == 1


def test_nothing_spent_is_nothing_to_judge() -> None:
    fresh = PLAN.with_tasks([Task("design", "5d"), Task("build", "10d", after=["design"])])
    report = evaluate(packs.budget, facts_of(fresh, as_of=AS_OF))
    assert report.outcome("BUD001") is Outcome.NOT_APPLICABLE
    assert report["BUD004"].missing == ("cost.eac", "budget.limit")


def test_amounts_in_two_currencies_are_not_compared() -> None:
    project = Project("CRM", PLAN, deliverables=[ProjectCharter("one CRM", budget_limit="9k USD")])
    message = "the forecast of 5,555.56 EUR and the limit of 9,000 USD cannot be compared: they are in two currencies"
    assert messages("BUD004", project, as_of=AS_OF) == [message]


def test_the_appetite_is_the_highest_band_that_needs_no_response() -> None:
    threat = Threat("vendor late", probability=0.5, owner="bo", impact={"time": "moderate"})
    project = Project("CRM", register=RiskRegister([threat]))
    assert messages("RSK002", project) == []
    assert messages("RSK002", project, appetite="low") == [
        "threat 'vendor late' scores 0.1 moderate and has no response"
    ]
    with pytest.raises(RuleError, match="there is no band 'lo'; did you mean 'low'"):
        messages("RSK002", project, appetite="lo")


def test_a_promise_may_be_late_by_the_days_of_grace() -> None:
    assert messages("COM001", PROJECT, as_of=AS_OF, grace_days=4) == []
    assert messages("COM001", PROJECT, as_of=AS_OF, grace_days=3) == [
        "ann has waited for the status update since 2026-01-12"
    ]


def test_a_gate_asks_the_librarys_rules_by_code() -> None:
    method = waterfall(rules={"G1": ["BUD003", "RSK"]})
    command = PassGate("G1", by="ann", at=AS_OF)
    decision = decide(
        method, begin(method, at="2025-12-01"), command, facts_of(PROJECT, as_of=AS_OF), rules=all_packs()
    )
    assert isinstance(decision, Refused)
    assert [reason.code for reason in decision.reasons][-6:] == [
        "BUD003",
        "RSK001",
        "RSK002",
        "RSK002",
        "RSK008",
        "RSK012",
    ]


@settings(max_examples=40)
@given(
    valid_plans(summaries=True, summary_links=True, level_of_effort=True, inactive=True, progress=True, deadlines=True)
)
def test_every_plan_can_be_judged_and_every_offender_is_in_it(plan) -> None:
    report = evaluate(packs.schedule_health, facts_of(plan, as_of="2026-02-02"))
    assert Outcome.UNKNOWN not in {result.outcome for result in report}
    subjects = {finding.subject for finding in report.findings}
    assert {subject for subject in subjects if subject.startswith("task:")} <= {
        f"task:{task.id}" for task in plan.tasks
    }
    assert {subject for subject in subjects if subject.startswith("link:")} <= {f"link:{link}" for link in plan.links}


def test_packs_are_what_one_evaluates() -> None:
    assert all(isinstance(pack, RulePack) for pack in all_packs())
    named = [getattr(packs, name) for name in packs.__all__]
    assert set(all_packs()) == {one for one in named if isinstance(one, RulePack)}


def test_what_has_not_happened_by_the_data_date_holds_until_then() -> None:
    begun = Progress(actual_start="2026-01-12 08:00", percent_complete=10)
    late = (Task("a", "2d"), Task("b", "5d", after=["a"], progress=begun))
    message = "'b' started on 2026-01-12 08:00, while 'a' holds it until 2026-01-15 00:00"
    assert messages("SCH006", plan_of(*late, data_date="2026-01-14")) == [message]
    assert messages("SCH006", plan_of(*late)) == []


def test_progress_is_judged_against_summaries_too() -> None:
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-06 17:00")
    begun = Progress(actual_start="2026-01-07 08:00", percent_complete=10)
    tasks = [
        Task("phase"),
        Task("a", "2d", parent="phase", progress=done),
        Task("b", "2d", parent="phase", progress=done),
        Task("c", "2d", after=["phase"], progress=begun),
    ]
    assert messages("SCH006", plan_of(*tasks, data_date="2026-01-07")) == []
    tasks[2] = Task("b", "4d", parent="phase")
    message = "'c' started on 2026-01-07 08:00, while 'phase' holds it until 2026-01-08 17:00"
    assert messages("SCH006", plan_of(*tasks, data_date="2026-01-07")) == [message]

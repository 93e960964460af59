"""Whom the library's rules name, and whom they let pass: plans and projects with one thing wrong each."""

from __future__ import annotations

import pytest

from itpm.governance import FACT_CATALOGUE, Project, all_packs, facts_of, packs
from itpm.lifecycle import Begun, GateCondition, GatePassed, PutOnHold, Requirement, Requirements
from itpm.model import (
    Assignment,
    Baseline,
    BaselineTask,
    Constraint,
    ConstraintType,
    Plan,
    Progress,
    Resource,
    Task,
    TaskDetails,
    TaskKind,
    WorkCalendar,
)
from itpm.risk import (
    Accept,
    DecisionRecord,
    Issue,
    Mitigate,
    RaidLog,
    Response,
    RiskAppetite,
    RiskLimit,
    RiskRegister,
    Threat,
    raid_findings,
)
from itpm.rules import Facts, Outcome, RuleProfile, evaluate
from itpm.scheduling import schedule

from tests.governance.samples import AS_OF, PLAN

MONDAY = "2026-01-05"
KIM, BO = [Assignment(resource="kim")], [Assignment(resource="bo")]


def plan_of(*tasks: Task, **fields: object) -> Plan:
    return Plan("CRM", start=MONDAY, tasks=tasks, **fields)  # type: ignore[arg-type]  # dates are read


def said(code: str, subject: Plan | Project | Facts, *, as_of: str = MONDAY, **params: object) -> list[str]:
    profile = RuleProfile("test", select=[code], params={f"{code}.{name}": value for name, value in params.items()})
    facts = subject if isinstance(subject, Facts) else facts_of(subject, as_of=as_of)
    return [finding.message for finding in evaluate(all_packs(), facts, profile=profile)[code].findings]


def subjects(code: str, subject: Plan | Project, *, as_of: str = MONDAY, **params: object) -> list[str]:
    profile = RuleProfile("test", select=[code], params={f"{code}.{name}": value for name, value in params.items()})
    report = evaluate(all_packs(), facts_of(subject, as_of=as_of), profile=profile)
    return [finding.subject for finding in report[code].findings]


# --- structure ----------------------------------------------------------------------------------------


def test_dangling_ends_are_named_by_side() -> None:
    plan = plan_of(
        Task("build", "20d"), Task("write", "10d", after=["build FF"]), Task("train", "5d", after=["write SS"])
    )
    assert said("SCH011", plan) == [
        "nothing holds the start of 'write', only its finish",
        "nothing waits for 'write' to finish, only for its start",
    ]


def test_a_lag_is_measured_in_days_whatever_it_is_written_in() -> None:
    tasks = [
        Task("a", "20d"),
        Task("b", "1d", after=["a FS+2w"]),
        Task("c", "1d", after=["a FS+11ed"]),
        Task("d", "1d", after=["a FS+50%"]),
        Task("e", "1d", after=["a FS-75%"]),
    ]
    assert subjects("SCH014", plan_of(*tasks)) == ["link:a FS+11ed -> c", "link:a FS-75% -> e"]
    assert len(subjects("SCH014", plan_of(*tasks), max_days=9)) == 4


def test_a_calendar_without_working_time_is_named_though_nobody_uses_it() -> None:
    never = WorkCalendar.weekly({}, name="never")
    assert said("SCH015", plan_of(Task("a", "1d"), calendars={"never": never})) == [
        "the calendar 'never' has no regular working time"
    ]


def test_what_stands_in_the_way_of_a_schedule_is_the_finding_and_the_rest_is_undecided() -> None:
    far = Plan("CRM", start="9999-12-01", tasks=[Task("a", "300d")])
    report = evaluate(all_packs(), facts_of(far, as_of=MONDAY))
    assert "its dates lie beyond the years 1 to 9999" in report["SCH016"].findings[0].message
    assert report["DCMA006"].missing == ("schedule",)
    assert report.outcome("DCMA001") is Outcome.FAIL


def test_what_no_date_can_keep_is_a_finding_though_there_are_dates() -> None:
    never = WorkCalendar.weekly({}, name="never")
    assert said("SCH016", plan_of(Task("a", "1d", calendar="never"), calendars={"never": never})) == [
        "calendar 'never' has no regular working time; what goes by it goes by the plan's instead"
    ]


# --- GAO ----------------------------------------------------------------------------------------------


def test_what_left_the_plan_but_not_the_baseline_is_missing() -> None:
    agreed = Baseline("agreed", [BaselineTask("a", finish="2026-01-05"), BaselineTask("gone", finish="2026-01-06")])
    assert said("GAO001", plan_of(Task("a", "1d"), baselines=[agreed])) == [
        "'gone' is in the baseline, and not in the plan any more"
    ]


def test_a_stray_task_beside_a_work_breakdown_is_named() -> None:
    agreed = Baseline("agreed", [])
    tasks = [Task("phase"), *(Task(name, "1d", parent="phase") for name in "abc"), Task("stray", "1d")]
    assert subjects("GAO001", plan_of(*tasks, baselines=[agreed])) == ["task:stray"]


def test_the_first_and_the_last_of_a_plan_need_no_link() -> None:
    chain = [Task("a", "1d"), Task("b", "1d", after=["a"]), Task("c", "1d", after=["b"])]
    assert said("GAO002", plan_of(*chain)) == []
    dated = Task("d", "1d", constraints=[Constraint(ConstraintType.SNET, "2026-02-02")])
    assert said("GAO002", plan_of(*chain, dated)) == [
        "'c' has no successor",
        "'d' has no predecessor",
        "'d' is held by a date, and by no link",
    ]


def test_a_planning_package_needs_no_resource_yet() -> None:
    later = Task("later", "60d", details=TaskDetails(notes="PP"))
    assert subjects("GAO003", plan_of(Task("a", "1d"), later)) == ["task:a"]
    assert subjects("GAO004", plan_of(Task("a", "45d"), later)) == ["task:a"]


def test_parts_without_a_link_to_each_other_and_summaries_that_do_not_span_are_named() -> None:
    two = plan_of(
        Task("a", "1d"),
        Task("b", "1d", after=["a"]),
        Task("c", "1d", after=["b"]),
        Task("x", "1d"),
        Task("y", "1d", after=["x"]),
    )
    assert said("GAO005", two) == ["2 tasks around 'x' have no link to the rest of the plan"]
    own = TaskDetails(manual_start="2026-01-05 08:00", manual_finish="2026-01-06 17:00")
    short = plan_of(Task("phase", kind=TaskKind.MANUAL, details=own), Task("a", "5d", parent="phase"))
    assert said("GAO005", short) == ["the dates of the summary 'phase' do not span what it holds"]


def test_a_critical_path_that_a_date_begins_or_a_lag_stretches_is_not_valid() -> None:
    dated = Task("a", "5d", constraints=[Constraint(ConstraintType.SNET, "2026-02-02")])
    assert said("GAO006", plan_of(dated, Task("b", "1d", after=["a"]))) == [
        "the critical path begins with 'a' on 2026-02-02, which nothing but a date holds back"
    ]
    assert said("GAO006", plan_of(Task("a", "5d"), Task("b", "1d", after=["a FS+2d"]))) == [
        "the link a FS+2d -> b on the critical path has a lag"
    ]


def test_a_plan_that_is_old_or_was_not_updated_is_named() -> None:
    late = plan_of(Task("a", "1d"), Task("b", "9d"), data_date="2026-01-07")
    assert said("GAO009", late, as_of="2026-03-02") == [
        "the plan was last updated for 2026-01-07",
        "'a' should have begun by 2026-01-07, and nothing is recorded",
        "'b' should have begun by 2026-01-07, and nothing is recorded",
    ]


def test_a_baseline_without_a_date_is_none() -> None:
    half = Baseline("agreed", [BaselineTask("a", finish="2026-01-05"), BaselineTask("b")])
    assert subjects("GAO010", plan_of(Task("a", "1d"), Task("b", "1d"), baselines=[half])) == ["task:b"]


# --- estimates and resources ----------------------------------------------------------------------------


def test_a_range_is_compared_with_the_likely_value() -> None:
    tasks = [Task("a", ("9d", "10d", "11d")), Task("b", ("9d", "10d", "12d")), Task("c", ("1d", "10d", "12d"))]
    assert said("EST002", plan_of(*tasks)) == []
    assert said("EST002", plan_of(*tasks), min_percent=25) == ["the estimate of 'a' varies by 20 % only: 9d/10d/11d"]
    assert said("EST003", plan_of(*tasks)) == ["the estimate of 'c' has more room below than above: 1d/10d/12d"]


def test_some_tasks_may_lack_a_range() -> None:
    tasks = [Task("a", "1d"), *(Task(name, ("1d", "2d", "4d")) for name in "bcde")]
    assert subjects("EST001", plan_of(*tasks)) == []
    assert subjects("EST001", plan_of(*tasks), max_percent=10) == ["task:a"]


STAFF = [Resource("kim", "Kim"), Resource("bo")]


def test_who_is_booked_twice_is_named_with_the_time() -> None:
    plan = plan_of(Task("a", "5d", assignments=KIM), Task("b", "2d", assignments=KIM), resources=STAFF)
    assert said("RES001", plan) == [
        "Kim is booked 2 times from 2026-01-05 08:00 to 2026-01-06 17:00, with 1 available: a, b"
    ]
    assert said("RES001", plan, min_hours=48) == []


def test_work_that_two_can_do_hangs_on_nobody() -> None:
    alone = plan_of(Task("a", "6d", assignments=KIM), Task("b", "4d", after=["a"], assignments=BO), resources=STAFF)
    assert said("RES002", alone) == []
    assert said("RES002", alone, max_percent=50) == ["Kim alone does 60 % of the critical work that is left"]
    paired = plan_of(
        Task("a", "6d", assignments=[*KIM, *BO]), Task("b", "4d", after=["a"], assignments=BO), resources=STAFF
    )
    assert said("RES002", paired, max_percent=50) == []


# --- money, with what only those in charge can say --------------------------------------------------------


def with_stated(amount: str) -> Facts:
    said_so = Facts.of({"cost.eac_stated": amount}, as_of=AS_OF, catalogue=FACT_CATALOGUE)
    return facts_of(PLAN, as_of=AS_OF) | said_so


def test_a_forecast_is_judged_by_what_the_rest_would_have_to_do() -> None:
    # 4,000 are agreed, 1,800 earned, 2,500 spent: to end at 5,000 the rest must perform at 0.88, not 0.72.
    assert said("BUD006", with_stated("5000 EUR")) == [
        "to end at 5,000 EUR the rest must perform at 0.88; so far it was 0.72"
    ]
    assert said("BUD006", with_stated("5500 EUR")) == []
    assert said("BUD007", with_stated("2400 EUR")) == ["the forecast is 2,400 EUR, but 2,500 EUR is spent already"]


def test_without_a_stated_forecast_it_cannot_be_judged() -> None:
    report = evaluate(all_packs(), facts_of(PLAN, as_of=AS_OF))
    assert report["BUD006"].missing == report["BUD007"].missing == ("cost.eac_stated",)
    assert evaluate(all_packs(), with_stated("2400 EUR")).outcome("BUD006") is Outcome.NOT_APPLICABLE


def test_a_plan_without_any_deadline_misses_none() -> None:
    tight = plan_of(Task("a", "5d", constraints=[Constraint(ConstraintType.FNLT, "2026-01-06")]))
    report = evaluate(all_packs(), facts_of(tight, as_of=MONDAY))
    assert report.outcome("BUD008") is Outcome.NOT_APPLICABLE


# --- gates, scope, risk -----------------------------------------------------------------------------------


def test_a_condition_is_overdue_from_the_day_after() -> None:
    passed = GatePassed(
        gate="G1", by="ann", at="2026-02-02", conditions=[GateCondition("G1.charter", "sign", due="2026-03-01")]
    )
    project = Project("CRM", history=[Begun(MONDAY), passed])
    assert said("GAT002", project, as_of="2026-03-01") == []


def test_a_project_on_hold_is_forgotten_after_a_while() -> None:
    project = Project("CRM", history=[Begun(MONDAY), PutOnHold(reason="no budget", by="ann", at="2026-01-30")])
    assert said("GAT005", project, as_of="2026-03-31") == []
    assert said("GAT005", project, as_of="2026-04-01") == ["the project has been on hold for 61 days"]
    assert said("GAT005", Project("CRM", history=[Begun(MONDAY)]), as_of="2026-12-31") == []


def test_requirements_are_followed_to_work_and_tests() -> None:
    asked = [
        Requirement("R-1", "leads can be found", work_packages=["build"], tests=["T-1"]),
        Requirement("R-2", "leads can be merged"),
        Requirement("R-3", "leads can sing", priority="won't"),
    ]
    project = Project("CRM", deliverables=[Requirements(asked, work_packages=["build", "party"])])
    assert subjects("SCO001", project) == ["requirement:R-2"]
    assert subjects("SCO002", project) == ["scope:work package party"]
    assert subjects("QUA002", project) == ["requirement:R-2"]
    assert said("QUA003", project) == ["50 % of the requirements are covered by tests, 95 % are wanted"]
    assert said("QUA003", project, min_percent=50) == []


@pytest.mark.parametrize(
    "code",
    ["QUA001", "QUA002", "QUA003", "QUA004", "QUA005", "SCO001", "SCO002", "RSK012", "GAO008", "BUD006", "BUD007"],
)
def test_what_nobody_has_recorded_is_unknown_and_not_a_pass(code: str) -> None:
    report = evaluate(all_packs(), facts_of(Project("CRM", PLAN), as_of=AS_OF))
    assert report.outcome(code) is Outcome.UNKNOWN
    assert report[code].missing


def test_a_residual_risk_that_was_accepted_is_somebodys_decision() -> None:
    def threat(name: str, response: Response) -> Threat:
        return Threat(name, probability=0.9, impact={"time": "very high"}, owner="bo", response=response)

    answered = RiskRegister([threat("vendor late", Mitigate("second source")), threat("strike", Accept("too rare"))])
    assert subjects("RSK013", Project("CRM", register=answered)) == ["risk:vendor late"]


def test_a_response_is_overdue_when_its_task_is_late_by_any_date() -> None:
    register = RiskRegister(
        [Threat("vendor late", probability=0.3, response=Mitigate("second source", tasks=["contract"]))]
    )
    tasks = [Task("contract", "5d"), Task("build", "30d")]
    assert subjects("RSK014", Project("CRM", plan_of(*tasks), register=register), as_of="2026-01-08") == []
    assert subjects("RSK014", Project("CRM", plan_of(*tasks), register=register), as_of="2026-01-12") == [
        "risk:vendor late"
    ]
    begun = Task("contract", "5d", progress=Progress(actual_start="2026-01-05 08:00", percent_complete=20))
    due = plan_of(begun, tasks[1], baselines=[Baseline("b", [BaselineTask("contract", finish="2026-01-06")])])
    assert subjects("RSK014", Project("CRM", due, register=register), as_of="2026-01-08") == ["risk:vendor late"]


# --- what is borne, and the log ---------------------------------------------------------------------------


def borne(*limits: RiskLimit) -> Project:
    """A project with a threat that nothing is done about and one whose response leaves little."""
    answer = Mitigate("second source", residual_impact={"time": "low"})
    register = RiskRegister(
        [
            Threat("strike", probability=0.5, impact={"time": "moderate"}, owner="bo", category="external"),
            Threat("vendor late", probability=0.9, impact={"time": "very high"}, owner="bo", response=answer),
        ]
    )
    return Project("CRM", register=register, risk_appetite=RiskAppetite(limits) if limits else None)


def test_a_projects_appetite_says_what_needs_a_response_and_what_may_be_left() -> None:
    everything = RiskLimit("low", "low")
    assert said("RSK002", borne()) == said("RSK013", borne()) == []
    assert said("RSK002", borne(everything)) == [
        "threat 'strike' has no response, and scores 0.1 moderate (at most low is borne without a response)"
    ]
    assert said("RSK013", borne(everything)) == [
        "threat 'strike' is 0.1 moderate (at most low is borne)",
        "threat 'vendor late' leaves 0.09 moderate (at most low is borne)",
    ]
    assert said("RSK002", borne(everything, RiskLimit("moderate", category="external"))) == []


def test_a_profile_that_sets_the_band_overrides_the_projects_appetite() -> None:
    project = borne(RiskLimit("low", "low"))
    assert said("RSK002", project, appetite="moderate") == said("RSK013", project, target="moderate") == []


def test_without_an_appetite_no_limit_can_be_exceeded() -> None:
    report = evaluate(all_packs(), facts_of(borne(), as_of=MONDAY))
    assert report.outcome("RSK016") is Outcome.NOT_APPLICABLE
    assert evaluate(all_packs(), facts_of(Project("CRM"), as_of=MONDAY))["RSK016"].missing == ("risk",)


def test_the_log_is_judged_as_the_engine_finds_it() -> None:
    log = RaidLog(
        issues=[Issue("server down", due="2026-01-07")],
        decisions=[DecisionRecord("where to host", owner="koch", due="2026-01-14", tasks=["install"])],
    )
    tasks = [Task("build", "5d"), Task("install", "2d"), Task("live", "0d", after=["build", "install"])]
    project = Project("CRM", plan_of(*tasks), log=log)
    report = evaluate(packs.log, facts_of(project, as_of="2026-01-12"))
    found = {(one.code, one.subject, one.message, one.severity, one.remedy) for one in report.findings}
    engine = raid_findings(log, as_of="2026-01-12", schedule=schedule(project.plan or PLAN))
    assert found == {(one.code, one.subject, one.message, one.severity, one.remedy) for one in engine}
    assert [one.code for one in report.findings] == ["LOG001", "LOG002", "LOG004", "LOG010"]


def test_who_writes_only_a_log_is_not_judged_on_dates() -> None:
    report = evaluate(packs.log, facts_of(Project("CRM", log=RaidLog()), as_of=MONDAY))
    assert {result.code for result in report if result.outcome is Outcome.UNKNOWN} == {"LOG004", "LOG005", "LOG006"}
    assert report["LOG004"].missing == ("log.schedule_findings",)

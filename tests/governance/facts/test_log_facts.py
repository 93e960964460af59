"""What is known of the RAID log and of how much risk is borne, as of a moment."""

from __future__ import annotations

from attrs import evolve

from itpm.governance import FACT_CATALOGUE, Project, facts_of
from itpm.model import Money, Plan, Progress, Task
from itpm.risk import (
    Accept,
    Action,
    Assumption,
    AssumptionStatus,
    DecisionRecord,
    Issue,
    IssueStatus,
    Mitigate,
    RaidLog,
    RiskAppetite,
    RiskLimit,
    RiskRegister,
    RiskStatus,
    Threat,
    raid_findings,
)

PLAN = Plan(
    "CRM",
    start="2026-01-05",
    tasks=[
        Task("design", "5d", progress=Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-09 17:00")),
        Task("build", "10d", after=["design"]),
        Task("install", "5d"),
        Task("live", "0d", after=["build", "install"]),
    ],
)

REGISTER = RiskRegister(
    [
        Threat("vendor late", probability=0.3, cost="40k EUR", owner="bo", category="commercial", on=["build"]),
        Threat(
            "breach",
            probability=0.2,
            cost="30k EUR",
            impact={"quality": "very high"},
            owner="al",
            category="technical",
            response=Mitigate("second factor", probability=0.1),
            status=RiskStatus.TREATED,
        ),
        Threat(
            "strike", probability=0.9, impact={"time": "high"}, delay="5d", response=Accept("too rare"), on=["build"]
        ),
    ]
)

LOG = RaidLog(
    REGISTER,
    issues=[
        Issue("server down", due="2026-01-15", raised="2026-01-12"),
        Issue("data lost", owner="kim", due="2026-01-30", raised="2026-01-12"),
        Issue("badge", owner="kim", raised="2026-01-12", status=IssueStatus.RESOLVED, resolved="2026-01-20"),
        Issue("tomorrow's", raised="2026-01-17"),
    ],
    actions=[
        Action("restart", owner="bo", due="2026-01-15", about=["server down", "tomorrow's"]),
        Action("order", owner="bo", due="2026-01-15", done="2026-01-16"),
        Action("ask", due="2026-01-30", about=["badge"]),
    ],
    assumptions=[
        Assumption("the ERP stays", owner="ines", due="2026-01-15"),
        Assumption(
            "nobody leaves", owner="ines", due="2026-02-15", status=AssumptionStatus.CONFIRMED, checked="2026-01-20"
        ),
        Assumption("it fits", status=AssumptionStatus.REFUTED, checked="2026-01-12"),
    ],
    decisions=[
        DecisionRecord("where to host", owner="koch", due="2026-01-22", tasks=["install"]),
        DecisionRecord("which colour", owner="koch", due="2026-01-15", tasks=["design"]),
        DecisionRecord("which bus", owner="koch", tasks=["built"]),
        DecisionRecord("who trains", owner="koch", decided="2026-01-09", decision="bo", tasks=["build"]),
    ],
)

APPETITE = RiskAppetite(
    [RiskLimit("low", "low", expected_cost="12k EUR"), RiskLimit("high", "high", category="commercial")]
)

PROJECT = Project("CRM", PLAN, log=LOG, risk_appetite=APPETITE)
AS_OF = "2026-01-16"

NAMES = [
    spec.name
    for spec in FACT_CATALOGUE
    if spec.name.partition(".")[0] in {"issues", "actions", "assumptions", "decisions"}
]


def test_what_is_known_of_the_log_is_what_was_so_then() -> None:
    facts = facts_of(PROJECT, as_of=AS_OF)
    assert {name: facts[name] for name in NAMES} == {
        "issues.open": 3,  # the badge was given out four days later; tomorrow's is not known
        "issues.overdue": ("server down",),
        "issues.without_owner": ("server down",),
        "issues.without_action": ("data lost",),
        "actions.open": 2,
        "actions.overdue": ("restart",),
        "actions.without_owner": ("ask",),
        "assumptions.unvalidated": ("the ERP stays", "nobody leaves"),
        "assumptions.overdue": ("the ERP stays",),
        "assumptions.unanswered": ("it fits",),
        "decisions.open": 3,
        "decisions.overdue": ("which colour",),
        "decisions.late": ("where to host",),  # agreed for the 22nd, needed by the 19th
    }
    assert facts["log"].action("restart").about == ("server down",)


def test_a_decision_is_late_from_the_late_start_of_what_waits_for_it() -> None:
    agreed = evolve(LOG, decisions=[DecisionRecord("where to host", owner="koch", tasks=["install"])])
    project = evolve(PROJECT, log=agreed)
    assert facts_of(project, as_of="2026-01-18")["decisions.late"] == ()
    assert facts_of(project, as_of="2026-01-19")["decisions.late"] == ("where to host",)


def test_what_the_engine_finds_is_what_is_known() -> None:
    facts = facts_of(PROJECT, as_of="2026-02-28")
    assert facts["log"] == LOG
    assert facts["log.findings"] == raid_findings(LOG, as_of="2026-02-28")
    assert facts["log.schedule_findings"] == raid_findings(LOG, as_of="2026-02-28", schedule=facts["schedule"])


def test_without_a_log_nothing_of_it_is_known_and_without_a_plan_no_date_is() -> None:
    nothing = facts_of(Project("CRM", PLAN), as_of=AS_OF)
    assert [name for name in NAMES if nothing.known(name)] == []
    unplanned = facts_of(Project("CRM", log=LOG), as_of=AS_OF)
    assert [name for name in NAMES if not unplanned.known(name)] == ["decisions.late"]
    assert facts_of(Project("CRM", log=RaidLog()), as_of=AS_OF)["actions.overdue"] == ()


def test_exposure_is_what_stands_and_the_appetite_says_what_is_borne() -> None:
    facts = facts_of(PROJECT, as_of=AS_OF)
    assert facts["risk.exposure"] == Money(15_000, "EUR")  # 0.3 x 40k, and 0.1 x 30k for what the response leaves
    assert facts["risk.expected_cost"] == Money(18_000, "EUR")
    assert facts["risk.exposure_days"] == facts["risk.exposures"].days == 4.5
    assert facts["risk.above_appetite"] == ("strike",)  # accepted, which is no response to it
    assert facts["risk.above_tolerance"] == ("breach", "strike")
    assert facts["risk.above_limit"] == ("all",)
    assert {"RSK002", "RSK013", "RSK016"} <= {finding.code for finding in facts["risk.findings"]}


def test_without_an_appetite_nobody_knows_what_is_borne() -> None:
    facts = facts_of(evolve(PROJECT, risk_appetite=None), as_of=AS_OF)
    names = ("risk.appetite", "risk.above_appetite", "risk.above_tolerance", "risk.above_limit")
    assert [facts.known(name) for name in names] == [False] * 4
    assert facts.known("risk.exposure")
    assert not facts_of(Project("CRM", risk_appetite=APPETITE), as_of=AS_OF).known("risk.above_appetite")

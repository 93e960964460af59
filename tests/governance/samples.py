"""A plan and a project that several tests of governance ask about: half-way through, with something wrong everywhere.

Four tasks in a row, the second over budget and going on, the fourth not in the baseline; as of Friday 16 January 2026.
"""

from __future__ import annotations

from itpm.governance import (
    Alternative,
    Change,
    CommunicationPlan,
    Obligation,
    Project,
    Responsibilities,
    Stakeholder,
    SuccessDefinition,
    TeamMember,
    UpdatePlan,
)
from itpm.lifecycle import Begun, Budget, BudgetLine, Lesson, ProjectCharter
from itpm.model import Assignment, Baseline, BaselineTask, Money, Plan, Progress, Resource, Task
from itpm.risk import Mitigate, Opportunity, RiskRegister, Threat

AS_OF = "2026-01-16"


def eur(amount: int) -> Money:
    return Money(amount, "EUR")


def agreed(name: str, start: str, finish: str, cost: int) -> BaselineTask:
    return BaselineTask(name, start=f"{start} 08:00", finish=f"{finish} 17:00", cost=eur(cost))


PLAN = Plan(
    "CRM",
    start="2026-01-05",
    data_date=AS_OF,
    deadline="2026-01-30",
    currency="EUR",
    resources=[Resource("dev"), Resource("tester")],
    tasks=[
        Task(
            "design",
            "5d",
            assignments=[Assignment(resource="dev")],
            progress=Progress(
                actual_start="2026-01-05 08:00",
                actual_finish="2026-01-09 17:00",
                actual_cost=eur(1000),
                percent_complete=100,
            ),
        ),
        Task(
            "build",
            "10d",
            after=["design"],
            assignments=[Assignment(resource="dev")],
            progress=Progress(actual_start="2026-01-12 08:00", percent_complete=40, actual_cost=eur(1500)),
        ),
        Task("test", "5d", after=["build"], assignments=[Assignment(resource="tester")]),
        Task("sso", "2d", after=["test"]),
    ],
    baselines=[
        Baseline(
            "agreed",
            [
                agreed("design", "2026-01-05", "2026-01-09", 1000),
                agreed("build", "2026-01-12", "2026-01-23", 2000),
                agreed("test", "2026-01-26", "2026-01-30", 1000),
            ],
            set_at="2025-12-19",
        )
    ],
)

REGISTER = RiskRegister(
    [
        Threat("vendor late", probability=0.5, cost="4k EUR", impact={"time": "very high"}, on=["build"]),
        Threat(
            "key person leaves",
            probability=0.2,
            cost="1k EUR",
            owner="bo",
            response=Mitigate("second developer", cost="200 EUR", probability=0.1),
        ),
        Opportunity("re-use portal", probability=0.5, cost="-1k EUR", owner="bo", expires="2026-01-15"),
    ]
)

PROJECT = Project(
    "CRM rollout",
    PLAN,
    history=[Begun("2025-12-01")],
    deliverables=[
        ProjectCharter(
            "one CRM",
            sponsor="ann",
            project_manager="kim",
            authority="up to 1k EUR",
            success_criteria=["all leads in one place"],
            budget_limit="4.5k EUR",
            status="accepted",
            reviewer="ann",
            reviewed="2025-12-15",
        ),
        Budget([BudgetLine("people", "4k EUR")], contingency="500 EUR"),
    ],
    register=REGISTER,
    communication=CommunicationPlan(
        [Stakeholder("ann", "sponsor", channel="mail", power="high"), Stakeholder("bo", "works council", power="high")],
        [UpdatePlan("ann", 7, sent=["2026-01-05"])],
    ),
    responsibilities=Responsibilities({"build": {"kim": "A", "bo": "R"}, "test": {"bo": "R"}}),
    obligations=[
        Obligation("DPIA", "GDPR, art. 35", owner="kim", due="2026-01-09"),
        Obligation("licences", owner="kim", met="2026-01-07"),
        Obligation("works agreement", due="2026-06-30"),
    ],
    changes=[Change("CR-1", "sign-on", tasks=["sso"], cost="300 EUR", delay="2d", asked_at="2026-01-12")],
    team=[
        TeamMember("kim", "analyst", weekly_hours=35, travel_days=2),
        TeamMember("bo", "developer", resource="dev", hired="2026-01-05", overtime_hours="12.5"),
        TeamMember("cy", "tester", hired="2026-02-02"),
    ],
    alternatives=[Alternative("key person leaves", "hire a contractor", trigger="notice given", owner="kim")],
    success=SuccessDefinition(
        ["all leads in one place"], roles={"sponsor": "ann"}, deadlines={"go-live": "2026-01-30"}
    ),
    lessons=[Lesson("ask the works council early", owner="kim"), Lesson("estimate with ranges")],
)

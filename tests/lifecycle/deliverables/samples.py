"""A complete deliverable of every kind that makes an IT project's gates, accepted; beside those of `tests.lifecycle.samples`."""

from __future__ import annotations

from attrs import evolve

from itpm.lifecycle.backlogs import Backlog, BacklogItem, Sprint, SprintFeedback
from itpm.lifecycle.deliverables import (
    GO_NO_GO_CHECKS,
    OPERATIONAL_CHECKS,
    AccessibilityAudit,
    ArchitectureReview,
    Check,
    CriterionResult,
    CutoverPlan,
    Defect,
    Deliverable,
    ExitCriterion,
    GoNoGo,
    Hypercare,
    Increment,
    MigrationRehearsal,
    MigrationRun,
    OperationalReadiness,
    PrivacyAssessment,
    PrivacyRisk,
    ProductBacklog,
    QualityScenario,
    Reconciliation,
    RecoveryResult,
    RecoveryTest,
    Release,
    ReleasePlan,
    Requirement,
    Requirements,
    SecurityTest,
    SprintReview,
    TestCase,
    TestReport,
    TestSuite,
    Vote,
    Vulnerability,
    success_criteria,
)

from tests.lifecycle.cutover.samples import runbook
from tests.lifecycle.samples import COMPLETE

ASKED = ("performance efficiency", "compatibility", "reliability", "security", "maintainability")

_DRAFTS: tuple[Deliverable, ...] = (
    Requirements(
        [
            Requirement("R1", "leads are found by name", deliverables="release 1", work_packages="build", tests="T1"),
            Requirement("R2", "speaks Klingon", priority="won't"),
        ],
        delivered=["release 1"],
        work_packages=["build"],
    ),
    ProductBacklog(
        Backlog(
            [BacklogItem("A", 5, status="done", sprint=1, meets="tested"), BacklogItem("B", 8)],
            sprints=[Sprint(1, "search", review=SprintFeedback("2026-03-06", "sales"))],
            definition_of_done="tested",
        ),
        goal="one CRM",
        product_owner="bo",
    ),
    ReleasePlan([Release("1.0", "2026-06-26", items=["A", "B"])], definition_of_done="tested"),
    ArchitectureReview(
        scenarios=[QualityScenario(name, f"{name} in numbers", holds=True, evidence="prototype") for name in ASKED],
        decisions=["one database"],
        reviewers=["sven"],
    ),
    PrivacyAssessment(
        is_needed=True,
        because="customer data on a large scale",
        processing="leads and their history, to answer them",
        legal_basis="art. 6(1)(b)",
        necessity="no answer without an address",
        retention="three years",
        risks=[PrivacyRisk("a lead is seen by strangers", ["roles"], residual="low")],
        officer="dora",
        advice="go on",
        views="works council agrees",
    ),
    Increment(sprint=1, items="A", shown_to="sales", goal_met=True),
    SprintReview(sprint=1, held_at="2026-03-06", attended_by="sales", shown="A", feedback="well done"),
    TestReport(
        suites=[TestSuite("regression", planned=99, run=99, passed=98)],
        cases=[TestCase("T1", "passed")],
        defects=[Defect("B1", 1, is_open=False), Defect("B2", 3, owner="tom")],
    ),
    SecurityTest(
        scope=["web", "interfaces"],
        tested_by="outside house",
        built_by="vendor",
        tested_at="2026-06-01",
        vulnerabilities=[Vulnerability("V1", "7.5", is_fixed=True), Vulnerability("V2", "4.3")],
    ),
    AccessibilityAudit(
        results=map(CriterionResult, success_criteria("AA")),
        pages=["search", "lead"],
        tried_with="NVDA",
        audited_at="2026-06-02",
    ),
    RecoveryTest(
        [RecoveryResult("CRM", rto="4h", rpo="15m", took="3h", lost="5m", tested_at="2026-06-03", scenario="fire")]
    ),
    MigrationRehearsal(
        volume=1_800_000,
        runs=[
            MigrationRun(
                "2026-06-13",
                records=450_000,
                loaded=449_900,
                took="5h",
                reconciled=[Reconciliation("open orders", 12_004, 12_004)],
            )
        ],
        allowed="22h",
    ),
    OperationalReadiness([Check(text, True, by="olaf") for text in OPERATIONAL_CHECKS], accepted_by="olaf"),
    CutoverPlan(runbook(), decided_by="ann", informed="everybody, Wednesday"),
    GoNoGo(
        [Check(text, True, by="kim") for text in GO_NO_GO_CHECKS],
        votes=[Vote("sponsor", True, by="ann"), Vote("operations", True, by="olaf")],
        held_at="2026-06-25",
    ),
    Hypercare(
        starts="2026-06-29",
        finish="2026-07-24",
        team=["kim", "vendor"],
        exit_criteria=[
            ExitCriterion("open severity-1 incidents", 0, 0),
            ExitCriterion("calls solved at once [%]", 70, 81, better="higher"),
        ],
        measured_at="2026-07-24",
        handed_over_to="service desk",
    ),
)

IT_COMPLETE: tuple[Deliverable, ...] = tuple(
    evolve(draft, status="accepted", owner="kim", reviewer="ann", reviewed="2026-06-20") for draft in _DRAFTS
)
EVERYTHING: tuple[Deliverable, ...] = (*COMPLETE, *IT_COMPLETE)


def it_complete(key: str) -> Deliverable:
    """The complete, accepted deliverable of that kind."""
    return next(deliverable for deliverable in IT_COMPLETE if deliverable.key == key)

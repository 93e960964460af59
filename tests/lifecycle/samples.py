"""A complete deliverable of every kind, accepted; and the facts about them."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from itpm.lifecycle import (
    Acceptance,
    Assessment,
    Budget,
    BudgetLine,
    Criterion,
    Deliverable,
    Delivery,
    FeasibilityStudy,
    FinalReport,
    Goal,
    Lesson,
    Objective,
    Objectives,
    PlanOfRecord,
    PostMortem,
    ProjectCharter,
    Prototype,
    Prototypes,
    ResourceNeed,
    ResourcePlan,
    RiskReview,
    RiskReviews,
    ScopeStatement,
    ServiceLevel,
    StatusUpdate,
    StatusUpdates,
    SupportMember,
    SupportTeam,
    TaskAssignment,
    TaskAssignments,
    ToolOption,
    ToolSelection,
    Training,
    UserGroup,
    deliverable_facts,
)
from itpm.rules import Facts

_DRAFTS: tuple[Deliverable, ...] = (
    Goal(
        "one CRM for all of sales", measure="no lead outside it", target_date="2026-12-31", benefits="fewer lost leads"
    ),
    FeasibilityStudy(
        technical=Assessment("both vendors have the interfaces", "feasible"),
        financial=Assessment("pays in 2.5 years", "conditional", conditions=["licences below 120k EUR"]),
        operational=Assessment("sales has key users", "feasible"),
        verdict="feasible on conditions",
    ),
    ProjectCharter(
        "one CRM for all of sales",
        sponsor="ann",
        project_manager="kim",
        authority="spends up to 10k EUR alone",
        success_criteria=["all leads in one place", "reports by 8:00"],
        budget_limit="400k EUR",
    ),
    Objectives(
        [Objective("leads in one place", measure="share of leads, 40 % to 100 %", due="2026-12-31", owner="bo")]
    ),
    ScopeStatement(["lead management", "migration"], excluded=["telephony"]),
    Budget([BudgetLine("licences", "120k EUR"), BudgetLine("people", "230k EUR")], contingency="30k EUR"),
    ResourcePlan([ResourceNeed("developer", 2, filled_by=["dee", "eve"])]),
    PlanOfRecord("CRM rollout", baseline="B0", finish="2026-06-30", cost="350k EUR"),
    Prototypes([Prototype("import", question="can it read the old data?", finding="yes", shown_to=["key users"])]),
    TaskAssignments([TaskAssignment("build", ["dee"]), TaskAssignment("test", "eve")]),
    ToolSelection(
        criteria=[Criterion("fit", 3), Criterion("price", 1)],
        options=[ToolOption("Alpha", {"fit": 5, "price": 2}), ToolOption("Beta", {"fit": 3, "price": 4})],
        choice="Alpha",
    ),
    Delivery(
        ["release 1.0"],
        delivered_at="2026-06-26",
        client="sales",
        acceptances=[Acceptance("all leads in one place", True, by="bo"), Acceptance("reports by 8:00", True, by="bo")],
    ),
    StatusUpdates([StatusUpdate("2026-03-31", ["ann", "sales"], summary="on time")], stakeholders=["ann", "sales"]),
    RiskReviews([RiskReview("2026-03-15", ["kim", "dee"], findings="vendor risk down")]),
    SupportTeam(
        [SupportMember("fay", "first level", contact="4711")],
        service_levels=[ServiceLevel("answer to severity 1", "30m")],
        runbooks=["restart", "restore"],
        starts="2026-07-01",
    ),
    Training([UserGroup("sales", users=100, trained=95)], materials=["handbook"]),
    FinalReport("done", scope="all of it", schedule="on time", budget="2 % below", quality="both criteria met"),
    PostMortem(
        went_well=["prototypes"],
        went_badly=["data quality"],
        causes=["nobody owned the old data"],
        lessons=[Lesson("look at the data first", owner="kim", tag="migration")],
        held_at="2026-07-10",
        participants=["kim", "dee"],
    ),
)

COMPLETE: tuple[Deliverable, ...] = tuple(
    evolve(draft, status="accepted", reviewer="ann", reviewed="2026-01-20") for draft in _DRAFTS
)


def complete(key: str) -> Deliverable:
    """The complete, accepted deliverable of that kind."""
    return next(deliverable for deliverable in COMPLETE if deliverable.key == key)


def facts(deliverables: Iterable[Deliverable] = COMPLETE, *, as_of: str = "2026-02-02", **more: object) -> Facts:
    """Facts about the deliverables; more by name, two underscores standing for the dot."""
    named = {name.replace("__", "."): value for name, value in more.items()}
    return Facts.of({**deliverable_facts(deliverables), **named}, as_of=as_of)

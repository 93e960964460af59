"""What the CRM rollout's plan file does not say: where the project stands in its lifecycle, and what may go wrong.

Havelwerk Armaturen GmbH, a maker of valves with some 600 people, replaces its CRM. The dates, people and costs are in
``crm_rollout.xml``; task ids here are its UIDs. Everything is as known on 31 March 2026, the plan's status date:
charter and plan are accepted, the contract is signed, and the project is on its way to gate G3, out of Design &
Development.
"""

from __future__ import annotations

from itpm.lifecycle import (
    Assessment,
    Begun,
    Budget,
    BudgetLine,
    Criterion,
    FeasibilityStudy,
    GateApproved,
    GatePassed,
    Goal,
    Objective,
    Objectives,
    PlanOfRecord,
    ProjectCharter,
    Prototype,
    Prototypes,
    ResourceNeed,
    ResourcePlan,
    RiskReview,
    RiskReviews,
    ScopeStatement,
    StatusUpdate,
    StatusUpdates,
    TaskAssignment,
    TaskAssignments,
    ToolOption,
    ToolSelection,
)

AS_OF = "2026-03-31 17:00"
SPONSOR = "Dr. Iris Koch"
MANAGER = "Petra Lindner"

HISTORY = (
    Begun("2026-01-05 08:00", methodology="waterfall@1"),
    GateApproved(gate="G1", role="sponsor", by=SPONSOR, at="2026-01-19 16:00"),
    GatePassed(gate="G1", by=MANAGER, at="2026-01-19 17:00"),
    GateApproved(gate="G2", role="sponsor", by=SPONSOR, at="2026-02-10 16:00"),
    GatePassed(gate="G2", by=MANAGER, at="2026-02-10 17:00"),
)


def _accepted(reviewed: str, owner: str, reviewer: str = SPONSOR) -> dict[str, str]:
    return {"status": "accepted", "owner": owner, "reviewer": reviewer, "reviewed": reviewed}


# --- Initiation: accepted --------------------------------------------------------------------------------------------

GOAL = Goal(
    "Sales and service work with one view of every customer",
    measure="share of orders and cases that are handled in the CRM, 41 % to 95 %",
    target_date="2026-12-31",
    benefits=[
        "two hours a week saved for each of 85 sales and service people",
        "support for the old CRM ends: 46k EUR a year",
    ],
    **_accepted("2026-01-05 17:00", MANAGER),
)

FEASIBILITY = FeasibilityStudy(
    technical=Assessment(
        "The ERP offers an order interface; prices in two currencies need a mapping of our own",
        "conditional",
        conditions=["the ERP team answers questions within two days"],
    ),
    financial=Assessment("Pays back after 26 months at 500k EUR; after 31 months at 600k EUR", "feasible"),
    operational=Assessment(
        "Sales and service can release four key users each, not in the last week of a quarter", "feasible"
    ),
    verdict="feasible",
    **_accepted("2026-01-14 17:00", "Bea Arndt"),
)

CHARTER = ProjectCharter(
    "Sales and service work with one view of every customer by the end of the second quarter",
    sponsor=SPONSOR,
    project_manager=MANAGER,
    authority="may spend the budget and up to 10k EUR of contingency; may move dates that do not move the go-live",
    success_criteria=[
        "go-live on 30 June 2026 at the latest",
        "all 48,000 active customers are in the new CRM, fewer than 0.5 % of them twice",
        "orders and prices are never older than 15 minutes",
        "90 % of every user group are trained before they begin",
    ],
    budget_limit="500k EUR",
    **_accepted("2026-01-19 15:00", MANAGER),
)

# --- Definition & Planning: accepted ---------------------------------------------------------------------------------

OBJECTIVES = Objectives(
    [
        Objective(
            "Quotes leave the house faster",
            measure="median from request to quote, 3.5 days to 1 day",
            due="2026-09-30",
            owner="head of sales",
        ),
        Objective(
            "Service knows what the customer bought",
            measure="cases solved at the first call, 52 % to 70 %",
            due="2026-12-31",
            owner="head of service",
        ),
        Objective(
            "The forecast can be relied on",
            measure="deviation of the monthly sales forecast, 24 % to 10 %",
            due="2026-12-31",
            owner="Clara Ohm",
        ),
    ],
    **_accepted("2026-01-21 17:00", "Bea Arndt"),
)

SCOPE = ScopeStatement(
    [
        "accounts, opportunities, quotes, service cases, campaigns and reports",
        "interfaces to ERP, mail and calendar, and telephony",
        "migration of customers, contacts, open opportunities and three years of cases",
        "training of sales, service and the pilot branch",
    ],
    excluded=["a customer portal", "the subsidiaries in Austria and Poland", "replacement of the telephone system"],
    assumptions=["the ERP stays on its release until the end of 2026"],
    constraints=["the cut-over takes place on a weekend", "personal data stay in the European Union"],
    **_accepted("2026-02-03 17:00", "Bea Arndt"),
)

RESOURCES = ResourcePlan(
    [
        ResourceNeed("business analyst", start="2026-01-05", finish="2026-07-31", filled_by=["Bea Arndt"]),
        ResourceNeed("solution architect", start="2026-01-05", finish="2026-05-29", filled_by=["Sven Adler"]),
        ResourceNeed(
            "integration developer", 2, start="2026-02-09", finish="2026-06-12", filled_by=["Ines Dahl", "Ivo Brandt"]
        ),
        ResourceNeed("data engineer", start="2026-03-02", finish="2026-07-10", filled_by=["Dana Engel"]),
        ResourceNeed("CRM administrator", start="2026-01-19", finish="2026-07-31", filled_by=["Carl Aust"]),
        ResourceNeed("test manager", start="2026-05-04", finish="2026-07-17", filled_by=["Tom Meier"]),
        ResourceNeed("trainer, half-time", start="2026-03-23", finish="2026-06-30", filled_by=["Tanja Roth"]),
    ],
    **_accepted("2026-02-04 17:00", MANAGER),
)

BUDGET = Budget(
    [
        BudgetLine("our own people", "296788 EUR"),
        BudgetLine("vendor", "74232 EUR"),
        BudgetLine("penetration test", "5820 EUR"),
        BudgetLine("licences and middleware", "70800 EUR"),
        BudgetLine("travel", "9400 EUR"),
    ],
    contingency="40k EUR",
    management_reserve="25k EUR",
    **_accepted("2026-02-06 17:00", "Clara Ohm"),
)

PLAN = PlanOfRecord(
    "CRM rollout",
    baseline="Baseline",
    finish="2026-07-30 17:00",
    cost="457040 EUR",
    **_accepted("2026-02-10 15:00", MANAGER),
)

# --- Design & Development: what gate G3 still lacks ------------------------------------------------------------------

PROTOTYPES = Prototypes(
    [
        Prototype(
            "sales prototype",
            question="Can a field representative write a quote in ten minutes, on a tablet?",
            finding="Yes for a known customer (7 minutes); not for a new one (16 minutes): the address check is slow",
            shown_to=["three field representatives", "head of sales"],
        ),
        Prototype("service prototype", question="Does a case open by itself when a known customer calls?"),
    ],
    owner="Wiktor Nowak",
)

TOOL_SELECTION = ToolSelection(
    criteria=[
        Criterion("fit to sales and service", 30),
        Criterion("interfaces", 25),
        Criterion("cost over five years", 20),
        Criterion("data protection", 15),
        Criterion("support in German", 10),
    ],
    options=[
        ToolOption(
            "Relatio",
            {
                "fit to sales and service": 4,
                "interfaces": 3,
                "cost over five years": 5,
                "data protection": 4,
                "support in German": 4,
            },
        ),
        ToolOption(
            "Clientwerk",
            {
                "fit to sales and service": 5,
                "interfaces": 5,
                "cost over five years": 2,
                "data protection": 5,
                "support in German": 5,
            },
        ),
        ToolOption(
            "OpenPipeline",
            {"fit to sales and service": 3, "interfaces": 4, "cost over five years": 5, "support in German": 2},
        ),
    ],
    choice="Relatio",  # the contract is signed; why not the one with the highest score was never written down
    owner="Sven Adler",
)

_PEOPLE = {
    "Bea Arndt": (39, 47, 73, 74, 77, 89, 90, 91),
    "Carl Aust": (54, 55, 56, 61, 73, 77, 86, 88, 90),
    "Clara Ohm": (91,),
    "Dana Engel": (47, 48, 49, 50, 51, 81, 90),
    "Ines Dahl": (42, 44, 61, 64),
    "Ivo Brandt": (42,),
    "Olaf Peters": (50, 51, 62, 76, 78, 80, 81, 84, 88),
    "Petra Lindner": (1,),
    "Sven Adler": (90,),
    "Tanja Roth": (68, 69, 70, 71),
    "Tom Meier": (61, 62, 65, 74, 82, 86, 90),
    "Wiktor Nowak": (38, 53, 54, 55, 56, 64, 86),
}
_NOBODY = (63, 93)  # penetration test; single sign-on integration, added by change request 4

ASSIGNMENTS = TaskAssignments(
    [
        TaskAssignment(str(task), [name for name, tasks in _PEOPLE.items() if task in tasks])
        for task in sorted({*_NOBODY, *(task for tasks in _PEOPLE.values() for task in tasks)})
    ],
    status="in review",
    owner=MANAGER,
    reviewer="Sven Adler",
)

# --- Implementation & Monitoring: begun ------------------------------------------------------------------------------

UPDATES = StatusUpdates(
    [
        StatusUpdate(
            "2026-01-30",
            [SPONSOR, "works council"],
            summary="Charter approved; requirements workshops held",
            by=MANAGER,
        ),
        StatusUpdate(
            "2026-02-27", [SPONSOR, "head of sales"], summary="Plan and budget approved, four days late", by=MANAGER
        ),
        StatusUpdate(
            "2026-03-27", [SPONSOR, "head of sales"], summary="Contract signed; the data analysis is late", by=MANAGER
        ),
    ],
    stakeholders=[SPONSOR, "head of sales", "head of service", "works council"],
    owner=MANAGER,
)

RISK_REVIEWS = RiskReviews(
    [
        RiskReview("2026-02-09", [MANAGER, "Sven Adler", "Dana Engel", "Tom Meier"], findings="register written"),
        RiskReview(
            "2026-03-13", [MANAGER, "Sven Adler"], findings="vendor late raised to likely; single sign-on added"
        ),
    ],
    owner=MANAGER,
)

DELIVERABLES = (
    GOAL,
    FEASIBILITY,
    CHARTER,
    OBJECTIVES,
    SCOPE,
    BUDGET,
    RESOURCES,
    PLAN,
    PROTOTYPES,
    ASSIGNMENTS,
    TOOL_SELECTION,
    UPDATES,
    RISK_REVIEWS,
)

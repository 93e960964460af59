"""What the CRM rollout's plan file does not say: where the project stands in its lifecycle, and what may go wrong.

Havelwerk Armaturen GmbH, a maker of valves with some 600 people, replaces its CRM. The dates, people and costs are in
``crm_rollout.xml``; task ids here are its UIDs. Everything is as known on 31 March 2026, the plan's status date:
charter and plan are accepted, the contract is signed, and the project is on its way to gate G3, out of Design &
Development. What it lacks for that is left in on purpose.
"""

from __future__ import annotations

from typing import TypeVar

from crm_register import MANAGER, REGISTER, SPONSOR

from itpm import lifecycle

__all__ = ["AS_OF", "DELIVERABLES", "HISTORY", "MANAGER", "REGISTER", "SPONSOR"]

AS_OF = "2026-03-31 17:00"

HISTORY = (
    lifecycle.Begun("2026-01-05 08:00", methodology="waterfall@1"),
    lifecycle.GateApproved(gate="G1", role="sponsor", by=SPONSOR, at="2026-01-19 16:00"),
    lifecycle.GatePassed(gate="G1", by=MANAGER, at="2026-01-19 17:00"),
    lifecycle.GateApproved(gate="G2", role="sponsor", by=SPONSOR, at="2026-02-10 16:00"),
    lifecycle.GatePassed(gate="G2", by=MANAGER, at="2026-02-10 17:00"),
)


D = TypeVar("D", bound=lifecycle.Deliverable)


def _accepted(at: str, deliverable: D, *, by: str = SPONSOR) -> D:
    return lifecycle.accept(lifecycle.submit(deliverable, to=by), at=at)


# --- Initiation: accepted --------------------------------------------------------------------------------------------

GOAL = _accepted(
    "2026-01-05 17:00",
    lifecycle.Goal(
        "Sales and service work with one view of every customer",
        measure="share of orders and cases that are handled in the CRM, 41 % to 95 %",
        target_date="2026-12-31",
        benefits=[
            "two hours a week saved for each of 85 sales and service people",
            "support for the old CRM ends: 46k EUR a year",
        ],
        owner=MANAGER,
    ),
)

FEASIBILITY = _accepted(
    "2026-01-14 17:00",
    lifecycle.FeasibilityStudy(
        technical=lifecycle.Assessment(
            "The ERP offers an order interface; prices in two currencies need a mapping of our own",
            "conditional",
            conditions=["the ERP team answers questions within two days"],
        ),
        financial=lifecycle.Assessment(
            "Pays back after 26 months at 500k EUR; after 31 months at 600k EUR", "feasible"
        ),
        operational=lifecycle.Assessment(
            "Sales and service can release four key users each, not in the last week of a quarter", "feasible"
        ),
        verdict="feasible",
        owner="Bea Arndt",
    ),
)

CHARTER = _accepted(
    "2026-01-19 15:00",
    lifecycle.ProjectCharter(
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
        owner=MANAGER,
    ),
)

# --- Definition & Planning: accepted ---------------------------------------------------------------------------------

OBJECTIVES = _accepted(
    "2026-01-21 17:00",
    lifecycle.Objectives(
        [
            lifecycle.Objective(
                "Quotes leave the house faster",
                measure="median from request to quote, 3.5 days to 1 day",
                due="2026-09-30",
                owner="head of sales",
            ),
            lifecycle.Objective(
                "Service knows what the customer bought",
                measure="cases solved at the first call, 52 % to 70 %",
                due="2026-12-31",
                owner="head of service",
            ),
            lifecycle.Objective(
                "The forecast can be relied on",
                measure="deviation of the monthly sales forecast, 24 % to 10 %",
                due="2026-12-31",
                owner="Clara Ohm",
            ),
        ],
        owner="Bea Arndt",
    ),
)

SCOPE = _accepted(
    "2026-02-03 17:00",
    lifecycle.ScopeStatement(
        [
            "accounts, opportunities, quotes, service cases, campaigns and reports",
            "interfaces to ERP, mail and calendar, and telephony",
            "migration of customers, contacts, open opportunities and three years of cases",
            "training of sales, service and the pilot branch",
        ],
        excluded=["a customer portal", "the subsidiaries in Austria and Poland", "replacement of the telephone system"],
        assumptions=["the ERP stays on its release until the end of 2026"],
        constraints=["the cut-over takes place on a weekend", "personal data stay in the European Union"],
        owner="Bea Arndt",
    ),
)

RESOURCES = _accepted(
    "2026-02-04 17:00",
    lifecycle.ResourcePlan(
        [
            lifecycle.ResourceNeed(
                "business analyst", start="2026-01-05", finish="2026-07-31", filled_by=["Bea Arndt"]
            ),
            lifecycle.ResourceNeed(
                "solution architect", start="2026-01-05", finish="2026-05-29", filled_by=["Sven Adler"]
            ),
            lifecycle.ResourceNeed(
                "integration developer",
                2,
                start="2026-02-09",
                finish="2026-06-12",
                filled_by=["Ines Dahl", "Ivo Brandt"],
            ),
            lifecycle.ResourceNeed("data engineer", start="2026-03-02", finish="2026-07-10", filled_by=["Dana Engel"]),
            lifecycle.ResourceNeed(
                "CRM administrator", start="2026-01-19", finish="2026-07-31", filled_by=["Carl Aust"]
            ),
            lifecycle.ResourceNeed("test manager", start="2026-05-04", finish="2026-07-17", filled_by=["Tom Meier"]),
            lifecycle.ResourceNeed(
                "trainer, half-time", start="2026-03-23", finish="2026-06-30", filled_by=["Tanja Roth"]
            ),
        ],
        owner=MANAGER,
    ),
)

BUDGET = _accepted(
    "2026-02-06 17:00",
    lifecycle.Budget(
        [
            lifecycle.BudgetLine("our own people", "296788 EUR"),
            lifecycle.BudgetLine("vendor", "74232 EUR"),
            lifecycle.BudgetLine("penetration test", "5820 EUR"),
            lifecycle.BudgetLine("licences and middleware", "70800 EUR"),
            lifecycle.BudgetLine("travel", "9400 EUR"),
        ],
        contingency="40k EUR",
        management_reserve="25k EUR",
        owner="Clara Ohm",
    ),
)

PLAN = _accepted(
    "2026-02-10 15:00",
    lifecycle.PlanOfRecord(
        "CRM rollout",
        baseline="Baseline",
        finish="2026-07-30 17:00",
        cost="457040 EUR",
        owner=MANAGER,
    ),
)

# --- Design & Development: what gate G3 still lacks ------------------------------------------------------------------

PROTOTYPES = lifecycle.Prototypes(
    [
        lifecycle.Prototype(
            "sales prototype",
            question="Can a field representative write a quote in ten minutes, on a tablet?",
            finding="Yes for a known customer (7 minutes); not for a new one (16 minutes): the address check is slow",
            shown_to=["three field representatives", "head of sales"],
        ),
        lifecycle.Prototype("service prototype", question="Does a case open by itself when a known customer calls?"),
    ],
    owner="Wiktor Nowak",
)

_WEIGHTS = {"fit": 30, "interfaces": 25, "cost over five years": 20, "data protection": 15, "support in German": 10}

TOOL_SELECTION = lifecycle.ToolSelection(
    criteria=[lifecycle.Criterion(name, weight) for name, weight in _WEIGHTS.items()],
    options=[
        lifecycle.ToolOption("Relatio", zip(_WEIGHTS, (4, 3, 5, 4, 4), strict=True)),
        lifecycle.ToolOption("Clientwerk", zip(_WEIGHTS, (5, 5, 2, 5, 5), strict=True)),
        lifecycle.ToolOption(
            "OpenPipeline", {"fit": 3, "interfaces": 4, "cost over five years": 5, "support in German": 2}
        ),
    ],
    choice="Relatio",  # the contract is signed; why it is not the one that scores highest was never written down
    owner="Sven Adler",
)

_PEOPLE = {
    "Bea Arndt": (39, 47, 73, 74, 77, 89, 90, 91),
    "Carl Aust": (54, 55, 56, 61, 73, 77, 85, 88, 90),
    "Clara Ohm": (91,),
    "Dana Engel": (47, 48, 49, 50, 51, 81, 90),
    "Ines Dahl": (42, 44, 61, 64),
    "Ivo Brandt": (42,),
    "Olaf Peters": (50, 51, 62, 76, 78, 80, 81, 84, 88),
    "Petra Lindner": (1,),
    "Sven Adler": (90,),
    "Tanja Roth": (68, 69, 70, 71),
    "Tom Meier": (61, 62, 65, 74, 82, 85, 90),
    "Wiktor Nowak": (38, 53, 54, 55, 56, 64, 85),
}
_NOBODY = (63, 93)  # penetration test; single sign-on integration, added by change request 4

ASSIGNMENTS = lifecycle.TaskAssignments(
    [
        lifecycle.TaskAssignment(str(task), [name for name, tasks in _PEOPLE.items() if task in tasks])
        for task in sorted({*_NOBODY, *(task for tasks in _PEOPLE.values() for task in tasks)})
    ],
    status="in review",
    owner=MANAGER,
    reviewer="Sven Adler",
)

# --- Implementation & Monitoring: begun ------------------------------------------------------------------------------

UPDATES = lifecycle.StatusUpdates(
    [
        lifecycle.StatusUpdate(
            "2026-01-30",
            [SPONSOR, "works council"],
            summary="Charter approved; requirements workshops held",
            by=MANAGER,
        ),
        lifecycle.StatusUpdate(
            "2026-02-27", [SPONSOR, "head of sales"], summary="Plan and budget approved, four days late", by=MANAGER
        ),
        lifecycle.StatusUpdate(
            "2026-03-27", [SPONSOR, "head of sales"], summary="Contract signed; the data analysis is late", by=MANAGER
        ),
    ],
    stakeholders=[SPONSOR, "head of sales", "head of service", "works council"],
    owner=MANAGER,
)

RISK_REVIEWS = lifecycle.RiskReviews(
    [
        lifecycle.RiskReview(
            "2026-02-09", [MANAGER, "Sven Adler", "Dana Engel", "Tom Meier"], findings="register written"
        ),
        lifecycle.RiskReview(
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

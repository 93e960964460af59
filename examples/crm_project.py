"""What the CRM rollout's plan file does not say: where the project stands in its lifecycle, and what may go wrong.

Havelwerk Armaturen GmbH, a maker of valves with some 600 people, replaces its CRM. The dates, people and costs are in
``crm_rollout.xml``; task ids here are its UIDs. Everything is as known on 31 March 2026, the plan's status date:
charter and plan are accepted, the contract is signed, and the project is on its way to gate G3, out of Design &
Development. What it lacks for that is left in on purpose.
"""

from __future__ import annotations

from typing import TypeVar

from itpm import lifecycle, risk

AS_OF = "2026-03-31 17:00"
SPONSOR = "Dr. Iris Koch"
MANAGER = "Petra Lindner"

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

# --- Risks: what may go wrong, and what may go better ----------------------------------------------------------------

REGISTER = risk.RiskRegister(
    [
        risk.Threat(
            "vendor delivers late again",
            probability=0.5,
            delay=("2d", "4d", "8d"),
            cost=("4k EUR", "9k EUR", "16k EUR"),
            on=["54", "55", "56"],
            cause="a developer who works for two customers",
            effect="a later build, and a go-live after the summer holidays have begun",
            category="external/vendor",
            owner="Petra Lindner",
            triggers=["a sprint demonstration is put off"],
            expires="2026-05-21",
            response=risk.Mitigate(
                "weekly demonstration, and a second developer named in the contract",
                cost="3500 EUR",
                probability=0.25,
                residual_delay=("1d", "2d", "5d"),
                owner="Wiktor Nowak",
            ),
        ),
        risk.Threat(
            "legacy data are worse than the analysis shows",
            probability=0.4,
            delay=("3d", "5d", "12d"),
            cost=("5k EUR", "8k EUR", "15k EUR"),
            on=["48", "51"],
            cause="twenty years of free text in the address fields",
            effect="more cleansing by key users",
            category="technical/data",
            owner="Dana Engel",
            triggers=["more than 3 % of the sample fail in rehearsal 1"],
            expires="2026-05-28",
            response=risk.Mitigate(
                "cleanse the 2,000 largest customers first", cost="2k EUR", probability=0.25, owner="Dana Engel"
            ),
        ),
        risk.Threat(
            "ERP changes its prices interface once more",
            probability=0.3,
            delay=("3d", "5d", "10d"),
            cost=("6k EUR", "9k EUR", "14k EUR"),
            on=["42"],
            cause="a release of the ERP in May",
            effect="rework of the interface",
            category="technical/interfaces",
            owner="Ines Dahl",
            expires="2026-05-31",
            response=risk.Escalate("the sponsor has the ERP release frozen until go-live", owner=SPONSOR),
        ),
        risk.Threat(
            "the booked cut-over weekend is missed",
            probability=0.35,
            delay="5d",
            cost="12k EUR",
            on=["79"],
            cause="only two working days between the decision and the weekend",
            effect="another week of both systems, and a second booking of the data centre",
            category="organisation/operations",
            owner="Olaf Peters",
            triggers=["the acceptance test ends after 18 June"],
            response=risk.Mitigate(
                "book two weekends in a row", cost="1500 EUR", residual_cost="6k EUR", owner="Olaf Peters", tasks=["76"]
            ),
        ),
        risk.Threat(
            "penetration test finds a severe flaw",
            probability=0.25,
            delay=("3d", "5d", "10d"),
            cost="10k EUR",
            on=["64"],
            category="technical/security",
            owner="Tom Meier",
            proximity="2026-06-02",
            response=risk.Transfer("the vendor mends flaws in its own code at its own cost", residual_cost="3k EUR"),
        ),
        risk.Threat(
            "key users are not released at the end of the quarter",
            probability=0.5,
            delay=("1d", "3d", "5d"),
            cost="2k EUR",
            on=["65", "73"],
            cause="sales targets that end on 30 June",
            effect="a longer acceptance test and pilot",
            category="organisation/people",
            owner="Bea Arndt",
            response=risk.Mitigate("the head of sales names deputies by 30 April", probability=0.2, owner=MANAGER),
        ),
        risk.Threat(
            "data engineer falls ill",
            probability=0.1,
            delay=("5d", "10d", "20d"),
            cost="14k EUR",
            on=["49", "50", "51"],
            cause="one person who knows the legacy data",
            category="organisation/people",
            owner="Petra Lindner",
            response=risk.Mitigate(
                "write the mapping rules down, and show them to the CRM administrator",
                cost="1200 EUR",
                residual_delay=("2d", "4d", "8d"),
                residual_cost="6k EUR",
                tasks=["47"],
            ),
        ),
        risk.Threat(
            "works council objects to statistics on single persons",
            probability=0.2,
            delay=("5d", "10d", "15d"),
            cost="4k EUR",
            on=["55"],
            category="organisation/works council",
            owner="Petra Lindner",
            response=risk.Avoid("reports show teams of five and more only", cost="800 EUR", owner="Carl Aust"),
        ),
        risk.Threat(
            "training material has to be rewritten",
            probability=0.3,
            delay="3d",
            cost="1k EUR",
            on=["68"],
            cause="work that began before the prototypes were reviewed",
            category="technical/prototype",
            owner="Tanja Roth",
            response=risk.Accept("there are weeks of float"),
        ),
        risk.Opportunity(
            "a standard connector for single sign-on fits",
            probability=0.4,
            delay="-3d",
            cost="-2k EUR",
            on=["93"],
            category="technical/interfaces",
            owner="Ines Dahl",
            response=risk.Exploit("have the vendor license it", cost="900 EUR", owner="Ines Dahl"),
        ),
        risk.Opportunity(
            "a discount for 120 licences at once",
            probability=0.35,
            cost="-7k EUR",
            on=["78"],
            category="external/vendor",
            owner="Lena Cornelius",
            expires="2026-06-30",
            response=risk.Enhance("offer to be the vendor's reference customer", probability=0.6, owner=SPONSOR),
        ),
    ]
)

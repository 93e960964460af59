from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from itpm.lifecycle import (
    Acceptance,
    Assessment,
    Budget,
    BudgetLine,
    Criterion,
    DeliverableError,
    Delivery,
    FeasibilityStudy,
    Lesson,
    Objective,
    Objectives,
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
    TaskAssignment,
    TaskAssignments,
    ToolOption,
    ToolSelection,
    Training,
    UserGroup,
    revise,
)
from itpm.model.money import Money
from itpm.selection import weight_changes

from tests.lifecycle.samples import complete

STUDY, CHARTER, DELIVERY = complete("feasibility_study"), complete("charter"), complete("delivery")
SELECTION: Any = complete("tool_selection")


def said(deliverable, *beside):
    return [f"{finding.code}: {finding.message}" for finding in deliverable.lacks(beside)]


@pytest.mark.parametrize(
    ("deliverable", "expected"),
    [
        (revise(CHARTER, sponsor=""), ["charter.sponsor: the charter has no sponsor"]),
        (revise(CHARTER, budget_limit=None), ["charter.budget_limit: the charter sets no budget limit"]),
        (
            revise(STUDY, technical=None, operational=Assessment("unclear")),
            [
                "feasibility_study.technical: the feasibility study has no technical finding",
                "feasibility_study.operational: the operational finding has no verdict",
            ],
        ),
        (
            revise(STUDY, financial=Assessment("pays", "conditional")),
            ["feasibility_study.financial: the financial finding depends on conditions that are not named"],
        ),
        (
            revise(STUDY, technical=Assessment("no interface", "not feasible")),
            [
                (
                    "feasibility_study.verdict: the study's verdict is feasible on conditions, "
                    "but the technical finding is not feasible"
                )
            ],
        ),
        (
            revise(STUDY, verdict="not feasible"),
            ["feasibility_study.verdict: the feasibility study says that the project is not feasible"],
        ),
        (
            Objectives(["fast", Objective("cheap", measure="EUR"), Objective("good", due="2026-06-30")]),
            [
                "objectives.measure: no measure is given for: fast and good",
                "objectives.due: no date is given for: fast and cheap",
            ],
        ),
        (
            ResourcePlan([ResourceNeed("tester", 3, filled_by=["dee"])]),
            ["resource_plan.needs.tester: 1 of 3 tester found"],
        ),
        (
            Prototypes([Prototype("import")]),
            [
                "prototypes.import.question: import answers no stated question",
                "prototypes.import.finding: import has no finding",
                "prototypes.import.shown_to: import was shown to nobody",
            ],
        ),
        (
            TaskAssignments([TaskAssignment("a", "dee"), TaskAssignment("b"), TaskAssignment("c")]),
            ["assignments.people: b and c have nobody to do them"],
        ),
        (
            StatusUpdates([StatusUpdate("2026-03-31", "ann")], stakeholders=["ann", "bo"]),
            [
                "status_updates.stakeholders: never told where the project stands: bo",
                "status_updates.summary: a status update says nothing",
            ],
        ),
        (
            RiskReviews([RiskReview("2026-03-31")]),
            [
                "risk_reviews.by: a risk review names nobody who took part",
                "risk_reviews.findings: a risk review has no finding",
            ],
        ),
        (
            revise(complete("support_team"), members=[SupportMember("fay"), SupportMember("gus", contact="1")]),
            ["support_team.contact: nothing says how to reach fay"],
        ),
        (
            revise(complete("support_team"), service_levels=[ServiceLevel("answers"), ServiceLevel("is up", "99.5 %")]),
            ["support_team.service_levels: nothing is promised for answers"],
        ),
        (
            revise(complete("training"), groups=[UserGroup("sales", users=10, trained=8), UserGroup("none", users=0)]),
            ["training.groups.sales: 8 of 10 in sales are trained, 90% are required"],
        ),
        (
            revise(complete("post_mortem"), lessons=[Lesson("look first", owner="kim"), Lesson("ask", tag="people")]),
            [
                "post_mortem.lessons.owner: nobody owns the lesson: ask",
                "post_mortem.lessons.tag: a lesson has no tag: look first",
            ],
        ),
    ],
)
def test_a_deliverable_says_what_its_content_lacks(deliverable, expected):
    assert said(deliverable) == expected


def test_a_delivery_answers_every_success_criterion_of_the_charter():
    said_so = [
        Acceptance("all leads in one place", False, by="bo"),
        Acceptance("fast"),
        Acceptance("cheap", True),
    ]
    assert said(revise(DELIVERY, acceptances=said_so), CHARTER) == [
        "delivery.acceptances.all leads in one place: the client does not accept 'all leads in one place'",
        "delivery.acceptances.reports by 8:00: the client has not said whether 'reports by 8:00' is met",
        "delivery.acceptances.fast: the client has not said whether 'fast' is met",
        "delivery.acceptances.cheap: nobody is named who accepted 'cheap'",
    ]
    assert said(Delivery(["x"], delivered_at="2026-06-30", client="sales")) == [
        "delivery.acceptances: the client accepted nothing"
    ]


def test_a_budget_adds_up_and_stays_within_the_charters_limit():
    budget = Budget([BudgetLine("a", "300k EUR"), BudgetLine("b", "90k EUR")], contingency="20k EUR")
    assert budget.total == Money(410_000, "EUR")
    assert said(budget, CHARTER) == [
        "budget.limit: the budget of 410,000 EUR exceeds the charter's limit of 400,000 EUR by 10,000 EUR"
    ]
    assert said(revise(budget, contingency="10k EUR"), CHARTER) == []
    assert said(budget) == []
    assert said(Budget([BudgetLine("a", "1k USD")], contingency="0 USD"), CHARTER) == [
        "budget.limit: the budget is in USD, the charter's limit in EUR"
    ]
    assert Budget().total is None


def test_a_plan_of_record_stays_within_the_budget():
    plan = revise(complete("plan"), cost="390k EUR")
    assert said(plan, complete("budget")) == [
        "plan.cost: by the plan of record it costs 390,000 EUR, 10,000 EUR more than the budget of 380,000 EUR"
    ]
    assert said(plan) == said(revise(plan, cost="1M USD"), complete("budget")) == []


def test_training_is_covered_group_by_group_and_in_all():
    training = Training([UserGroup("sales", users=90, trained=90), UserGroup("service", users=10, trained=5)])
    assert (training.coverage, [group.coverage for group in training.groups]) == (Decimal("0.95"), [1, Decimal("0.5")])
    assert Training().coverage is None


def test_how_firm_a_choice_of_tools_is_can_be_asked():
    firm = weight_changes(SELECTION.scoring).smallest
    assert (firm.criterion, firm.winner, firm.threshold) == ("fit", "Beta", Decimal("0.5"))
    assert ToolSelection(options=[ToolOption("A")]).scoring is None
    assert ToolSelection().ranking == ()


def test_tools_are_ranked_by_weighted_mean():
    # (3 x 5 + 1 x 2) / 4 = 4.25 and (3 x 3 + 1 x 4) / 4 = 3.25
    assert SELECTION.ranking == (("Alpha", Decimal("4.25")), ("Beta", Decimal("3.25")))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"choice": ""}, ["tool_selection.choice: no tool is chosen"]),
        (
            {"choice": "Beta"},
            ["tool_selection.reason: Beta is chosen although Alpha scores higher, without a reason"],
        ),
        ({"choice": "Beta", "reason": "runs on our database"}, []),
        (
            {"options": [ToolOption("Alpha", {"fit": 5})]},
            [
                "tool_selection.options: the tool selection compares 1 option(s)",
                "tool_selection.options.Alpha: Alpha has no score for price",
            ],
        ),
    ],
)
def test_a_choice_of_tools_gives_its_reasons(changes, expected):
    assert said(revise(SELECTION, **changes)) == expected


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Budget([BudgetLine("a", "1 EUR"), BudgetLine("b", "1 USD")]),
            "a budget is in one currency, this one in EUR and USD",
        ),
        (lambda: Budget([BudgetLine("a", "1 EUR"), BudgetLine("a", "2 EUR")]), "the position 'a' is listed twice"),
        (lambda: ScopeStatement(["a"], excluded=["a"]), "'a' is both included and excluded"),
        (lambda: ResourcePlan([ResourceNeed("x", 0)]), "a need is more than nothing, got 0"),
        (lambda: ResourceNeed("x", "many"), "expected a finite number, got 'many'"),
        (lambda: ResourceNeed("x", "inf"), "expected a finite number, got 'inf'"),
        (
            lambda: ResourcePlan([ResourceNeed("x", start="2026-02-02", finish="2026-02-01")]),
            "it ends 2026-02-02 00:00:00, before it starts 2026-02-02 00:00:00",
        ),
        (lambda: Training([UserGroup("x", users=1, trained=2)]), "2 of 1 users cannot be trained"),
        (lambda: Training(required=2), "a share lies between 0 and 1, got 2"),
        (lambda: revise(SELECTION, choice="Alfa"), "'Alfa' is not among the options 'Alpha' and 'Beta'"),
        (lambda: ToolSelection(criteria=[Criterion("x", 0)]), "a weight is above zero, got 0"),
        (
            lambda: ToolSelection(options=[ToolOption("A", {"x": 1})]),
            "it has a score for 'x', which is not a criterion",
        ),
        (
            lambda: ToolSelection(criteria=[Criterion("x", "1e-40")], options=[ToolOption("A", {"x": 1})]),
            "expected a number between 1e-30 and 1e30, got 1E-40",
        ),
        (lambda: ToolSelection(criteria=[Criterion("x"), Criterion("x")]), "a criterion is listed twice"),
        (lambda: ToolSelection(options=[ToolOption("A"), ToolOption("A")]), "an option is listed twice"),
        (lambda: Delivery(acceptances=[Acceptance("a"), Acceptance("a")]), "the criterion 'a' is judged twice"),
        (lambda: revise(CHARTER, budget_limit="-1 EUR"), "a budget limit cannot be negative, got -1 EUR"),
        (
            lambda: FeasibilityStudy(verdict="feasable"),
            "expected one of feasible, .*, got 'feasable'; did you mean 'feasible'",
        ),
    ],
)
def test_content_that_cannot_be_is_refused(make, message):
    with pytest.raises(DeliverableError, match=message):
        make()

"""Input of the wrong kind is one error of the library that names place and value, whichever package it is given to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

import itpm
from itpm import governance, risk, rules, selection
from itpm.cost import contracts, estimation, finance
from itpm.errors import ItpmError
from itpm.lifecycle import cutover, deliverables

# Any: what a type checker refuses is the point here
api: Any = itpm
bids: Any = contracts
choosing: Any = selection
documents: Any = deliverables
estimates: Any = estimation
governing: Any = governance
rated: Any = risk
returns: Any = finance
ruled: Any = rules
runbooks: Any = cutover

HUGE = 10**9999


def _deep() -> list[object]:
    found: list[object] = []
    for _ in range(100_000):
        found = [found]
    return found


PLAN = itpm.Plan("CRM", start="2026-01-05", tasks=[itpm.Task("build", "5d")])
SCHEDULE = itpm.schedule(PLAN)
PROJECT = itpm.Project("CRM", PLAN)
PACK = rules.RulePack("office", prefix="OFF", version="1")
LEVELS = [risk.Level("low", 1), risk.Level("high", 2)]

CASES = [
    (lambda: api.Plan("p", start="2026-01-05", tasks=["a"]), "tasks[0]: expected a Task, got 'a'"),
    (lambda: api.Plan("p", start="2026-01-05", tasks=None), "tasks: expected several Tasks, got None"),
    (
        lambda: api.Plan("p", start="2026-01-05", tasks=[], baselines=["b"]),
        "baselines[0]: expected a Baseline, got 'b'",
    ),
    (lambda: api.Plan("p", start=HUGE, tasks=[]), "got a number of more than 76 digits"),
    (lambda: api.Task("a", "5d", assignments=["ann"]), "assignments[0]: expected an Assignment, got 'ann'"),
    (lambda: api.Task("a", HUGE), "task 'a'.duration: expected a duration"),
    (lambda: api.Task("a", "9" * 9999), "task 'a'.duration: expected a duration"),
    (
        lambda: api.Window("w", "2026-01-05", "2026-01-06", kind="frees"),
        "window.kind: expected one of freeze, release",
    ),
    (lambda: api.Money(1, None), "money.currency: expected a currency like 'EUR', got None"),
    (lambda: api.Baseline("agreed", {"a": 1}), "tasks: expected several BaselineTasks, got {'a': 1}"),
    (lambda: api.Resource("ann", max_units="much"), "units: expected a finite number, got 'much'"),
    (lambda: api.Methodology("m", stages=["start"]), "stages[0]: expected a Stage, got 'start'"),
    (lambda: api.Gate("G1", requires=None), "texts: expected several texts, got None"),
    (lambda: api.deliverable_facts(["charter"]), "deliverables[0]: expected a Deliverable, got 'charter'"),
    (
        lambda: documents.TestSuite("x", planned="100"),
        "TestSuite.planned: expected a whole number of 0 or more, got '100'",
    ),
    (lambda: api.Backlog([("A", 5)]), "items[0]: expected a BacklogItem, got ('A', 5)"),
    (lambda: api.BacklogItem("A", "many"), "points: expected a number of zero or more, got 'many'"),
    (
        lambda: runbooks.CutoverRunbook("x", ["stop"], opens="2026-01-05", closes="2026-01-06"),
        "steps[0]: expected a CutoverStep",
    ),
    (lambda: runbooks.CutoverStep("stop", HUGE), "duration: expected whole minutes on the clock"),
    (lambda: returns.npv("5%", None), "flows: expected several values, got None"),
    (lambda: returns.npv("5%", [1], first_period=1.5), "first_period: expected a whole number from"),
    (lambda: returns.xnpv("5%", ["2026-01-05"]), "flows[0]: expected 2 values in a tuple or list, got '2026-01-05'"),
    (lambda: bids.compare_bids(["Acme"], {"fit": 1}), "bids[0]: expected a Bid, got 'Acme'"),
    (lambda: estimates.forecast_items("6", [1], seed=1), "periods: expected a whole number of 0 or more, got '6'"),
    (lambda: estimates.velocity(5, backlog=10), "expected several numbers, got 5"),
    (lambda: api.earned_schedule_of_periods(pv=[1, "x"], ev=[1], ac=[1]), "pv[1]: expected a finite number, got 'x'"),
    (
        lambda: choosing.pairwise([("price", "fit")]),
        "pairs[0]: expected 3 values in a tuple or list, got ('price', 'fit')",
    ),
    (
        lambda: choosing.weighted_scoring(["Acme"], {"fit": 1}),
        "options[0]: expected 2 values in a tuple or list, got 'Acme'",
    ),
    (lambda: api.Project("CRM", PLAN, history=["begun"]), "project.history[0]: expected an event like Begun(...)"),
    (lambda: api.Project("CRM", SCHEDULE), "project.plan: expected a Plan, got a Schedule; use its .plan"),
    (lambda: api.Project("CRM", team=["kim"]), "team[0]: expected a TeamMember, got 'kim'"),
    (lambda: governing.Change(HUGE), "change.id: a change needs an id, got a number of more than 76 digits"),
    (lambda: governing.Change(_deep()), "change.id: a change needs an id, got [[[[[...]]]]]"),
    (lambda: api.Threat(_deep(), probability=0.1, on=_deep()), "got [[[[[...]]]]]"),
    (lambda: governing.Change("CR-7", 7), "change.title: expected a text, got 7"),
    (lambda: governing.ChangeLog(None), "changes: expected several Changes, got None"),
    (lambda: governing.TeamMember("kim", weekly_hours="9" * 9999), "amount: expected a number of zero or more"),
    (lambda: governing.UpdatePlan("ann", 10**12), "every [day]: expected a whole number from 1 to 3,660"),
    (lambda: governing.Responsibilities({"charter": "ann"}), "duties of 'charter': expected several values, got 'ann'"),
    (lambda: governing.uncovered(["kim"], ["bo"], as_of="2026-01-05"), "alternatives[0]: expected an Alternative"),
    (lambda: api.facts_of(SCHEDULE, as_of="2026-01-05"), "expected a Plan or a Project, got a Schedule; use its .plan"),
    (lambda: api.dcma_assessment(PROJECT), "expected a Plan or a Facts, got a Project; use its .plan"),
    (lambda: governing.recorded(PROJECT, "G1"), "decision: expected an Accepted, got 'G1'"),
    (lambda: api.evaluate(PACK, PLAN), "expected a Facts, got a Plan; facts_of(plan, as_of=...) gives them"),
    (lambda: api.evaluate("schedule", api.facts_of(PLAN, as_of="2026-01-05")), "rules: expected several RulePacks"),
    (lambda: ruled.RuleProfile(params={1: 2}), "params[0]: expected a text, got 1"),
    (lambda: ruled.RuleProfile(params="x=1"), "params: expected several values, got 'x=1'"),
    (lambda: ruled.RuleProfile(enforcement={"BUD": HUGE}), "enforcement: expected one of advisory, soft, hard"),
    (lambda: ruled.merge_profiles("bank", "crm"), "profiles[0]: expected a RuleProfile, got 'bank'"),
    (lambda: ruled.RulePack("office", prefix=None, version="1"), "pack.prefix: expected a text, got None"),
    (lambda: ruled.RulePack("office", prefix="OFF", version="1", rules=[5]), "pack.rules[0]: expected a Rule, got 5"),
    (lambda: ruled.Facts.of(["team.size"], as_of="2026-01-05"), "facts: expected a Mapping, got ['team.size']"),
    (lambda: ruled.Facts.of({}, as_of="2026-01-05")[[1]], "there is no fact [1]"),
    (lambda: ruled.compile_condition(HUGE, []), "expected a condition such as F('team.size') > 1, got a number"),
    (lambda: ruled.DecisionTable("t", inputs=[None], outputs=["b"], rows=[]), "a column needs a name"),
    (lambda: ruled.check_examples("office"), "pack: expected a RulePack, got 'office'"),
    (lambda: api.Threat("late", probability=HUGE), "probability: expected a probability from 0 to 1, got a number of"),
    (lambda: api.Threat("late", probability=0.1, cost=HUGE), "expected an amount like '40k EUR', or three of them"),
    (lambda: api.Threat("late", probability=0.1, owner=None), "threat 'late'.owner: expected a text, got None"),
    (lambda: api.Threat("late", probability=0.1, on=[5]), "texts[0]: expected a text, got 5"),
    (lambda: api.RiskRegister(["late"]), "register.risks[0]: expected a Risk, got 'late'"),
    (lambda: api.RiskRegister(matrix="pmbok"), "register.matrix: expected a RiskMatrix, got 'pmbok'"),
    (lambda: rated.RaidLog(api.Project("CRM")), "log.register: expected a RiskRegister, got a Project"),
    (lambda: rated.Level("low", "sNaN"), "level: expected a finite number, got 'sNaN'"),
    (
        lambda: rated.product_matrix("m", likelihoods=LEVELS, impacts=LEVELS, bands={}),
        "bands: expected at least one band",
    ),
    (
        lambda: rated.product_matrix("m", likelihoods=LEVELS, impacts=LEVELS, bands={"a": 0}, places=10**9),
        "places: expected a whole number from 0 to 6",
    ),
    (
        lambda: rated.risk_findings(api.Project("CRM", register=api.RiskRegister())),
        "register: expected a RiskRegister, got a Project; use its .register",
    ),
    (lambda: rated.finish_delay("late", SCHEDULE), "risk: expected a Risk, got 'late'"),
    (lambda: rated.decisions_due([], PLAN), "expected a Schedule, got a Plan; schedule(plan) gives one"),
    (lambda: rated.decisions_due([], SCHEDULE, within_days=10**10), "within_days: expected a whole number from 0 to"),
    (lambda: rated.burn_down([None]), "registers[0]: expected 2 values in a tuple or list, got None"),
    (lambda: rated.Option("build", [0.5]), "option.outcomes[0]: expected 2 values in a tuple or list, got 0.5"),
    (lambda: rated.best_option("build"), "decision: expected a Decision, got 'build'"),
]


@pytest.mark.parametrize(("make", "message"), CASES)
def test_input_of_the_wrong_kind_is_named_with_its_place(make, message):
    with pytest.raises(ItpmError) as caught:
        make()
    assert message in str(caught.value)
    assert len(str(caught.value)) < 500
    assert len(repr(caught.value)) < 1000


HOSTILE: tuple[Any, ...] = (
    *(None, HUGE, "x", "", [], ["x"], [None], [[]], [("a", 1)], {}, {"x": 1}, {1: 2}, -1, 1.5, True, int, object()),
    *(float("nan"), float("inf"), Decimal("sNaN"), Decimal("1e999999"), "9" * 5000),
    *(date.max, datetime.min, datetime(2026, 1, 5, tzinfo=UTC)),
)
THREAT = api.Threat("late", probability=0.3, cost="40k EUR", delay="5d", on=["build"], response=risk.Mitigate("watch"))
REGISTER = api.RiskRegister([THREAT], budget="400k EUR", duration="100d")
FACTS = api.facts_of(PROJECT, as_of="2026-01-05")
CALLS: tuple[tuple[Any, tuple[Any, ...], dict[str, Any]], ...] = (
    (api.facts_of, (PROJECT,), {"as_of": "2026-01-05"}),
    (api.dcma_assessment, (PLAN,), {"as_of": "2026-01-05", "profile": None}),
    (api.evaluate, (PACK, FACTS), {"profile": None, "waivers": (), "previous": None}),
    (api.Project, ("CRM", PLAN), dict.fromkeys(("team", "changes", "obligations", "alternatives", "lessons", "log"))),
    (governing.Change, ("CR-7", "logo"), {"status": "proposed", "cost": "1k EUR", "delay": "2d", "tasks": ["build"]}),
    (governing.CommunicationPlan, ([governing.Stakeholder("ann")], [governing.UpdatePlan("ann", 7)]), {}),
    (governing.UpdatePlan, ("ann", 7), {"sent": ["2026-01-05"], "starts": None}),
    (governing.Responsibilities, ({"charter": {"ann": "AR"}},), {}),
    (governing.SuccessDefinition, (["done"],), {"roles": {"sponsor": "ann"}, "deadlines": {"live": "2026-01-05"}}),
    (governing.TeamMember, ("kim",), {"hired": "2026-01-05", "weekly_hours": 40}),
    (ruled.RuleProfile, ("pmo",), {"select": ["A"], "params": {"A.b": 1}, "enforcement": {"A": "hard"}, "layers": ()}),
    (ruled.Waiver, ("A001", "task:1"), {"reason": "x", "owner": "x", "approved_by": "x", "expires": "2026-01-05"}),
    (ruled.Facts.of, ({"team.size": 4},), {"as_of": "2026-01-05", "catalogue": ()}),
    (ruled.FactSpec, (), {"name": "team.size", "type": ruled.FactType.NUMBER, "unit": "1", "doc": "people"}),
    (ruled.RulePack, ("office",), {"prefix": "OFF", "version": "1", "rules": (), "catalogue": ()}),
    (ruled.compile_rules, (PACK,), {"profile": None, "catalogue": ()}),
    (api.Threat, ("late",), {"probability": 0.3, "cost": "1k EUR", "delay": "5d", "impact": {}, "on": ["build"]}),
    (api.Threat, ("late",), {"probability": 0.3, "status": risk.RiskStatus.PLANNED, "response": None, "history": ()}),
    (risk.Mitigate, ("watch",), {"cost": "1k EUR", "probability": 0.1, "residual_cost": None, "secondary": ()}),
    (api.RiskRegister, ([THREAT],), {"budget": "400k EUR", "duration": "9d", "categories": ["a"], "day_value": None}),
    (REGISTER.ranked, (), {"matrix": None, "budget": None, "duration": None, "day_value": None}),
    (rated.advance_risk, (THREAT, "analysed"), {"at": "2026-01-12", "note": "x"}),
    (rated.risk_findings, (REGISTER,), {"as_of": "2026-01-12", "review_days": 5}),
    (rated.response_worth, (REGISTER,), {"day_value": "1k EUR", "schedule": SCHEDULE}),
    (rated.risk_proximities, (REGISTER, SCHEDULE), {"as_of": "2026-01-12", "within_days": 30}),
    (rated.burn_down, ({"2026-01-31": REGISTER},), {"planned_at": ["2026-03-01"]}),
    (rated.Issue, ("late",), {"occurred": "2026-01-05", "cost": "1k EUR", "delay": "2d", "tasks": ["build"]}),
    (rated.DecisionRecord, ("where",), {"options": ["a"], "decided": "2026-01-05", "decision": "a"}),
    (rated.RaidLog, (REGISTER,), {"issues": (), "actions": (), "assumptions": (), "decisions": ()}),
    (rated.Option, ("build", [(0.5, "1k EUR"), (0.5, "2k EUR")]), {"cost": "1k EUR"}),
    (rated.product_matrix, ("m",), {"likelihoods": LEVELS, "impacts": LEVELS, "bands": {"a": 0}, "places": 2}),
)


@pytest.mark.parametrize(("function", "values", "named"), CALLS, ids=lambda one: getattr(one, "__qualname__", ""))
def test_whatever_stands_where_a_value_should_is_accepted_or_refused_by_an_error_of_the_library(
    function, values, named
):
    function(*values, **named)
    refused: list[ItpmError] = []
    for wrong in HOSTILE:
        calls = [([*values[:at], wrong, *values[at + 1 :]], named) for at in range(len(values))]
        calls += [(values, {**named, name: wrong}) for name in named]
        for positional, by_name in calls:
            try:
                function(*positional, **by_name)
            except ItpmError as error:
                refused.append(error)
    assert all(str(error) and repr(error) for error in refused)

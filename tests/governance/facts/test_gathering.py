"""The door from plans and projects to facts."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm import scheduling
from itpm.errors import NotationError
from itpm.governance import FACT_CATALOGUE, CommunicationPlan, Project, Stakeholder, TeamMember, facts_of
from itpm.governance.facts.resource_facts import Overload
from itpm.lifecycle import Deliverable, DeliverableKind, Gate, Methodology, ProjectCharter, Stage
from itpm.model import Assignment, Baseline, BaselineTask, Money, Plan, Resource, Task, WorkCalendar
from itpm.risk import RiskRegister, Threat
from itpm.rules import Facts, FactType, UnknownFactError

from tests.governance.samples import AS_OF, PLAN, PROJECT
from tests.strategies import valid_plans

SCALARS = {spec.name for spec in FACT_CATALOGUE if spec.type is not FactType.SECTION}


def known(facts, *, prefix="") -> dict[str, Any]:
    """What is known, sections and findings aside."""
    return {
        name: facts[name]
        for name in facts.names
        if name.startswith(prefix)
        and name in SCALARS
        and facts.known(name)
        and "lacks" not in name
        and "findings" not in name
    }


def test_the_catalogue_lists_every_fact_once_and_says_what_it_is() -> None:
    names = [spec.name for spec in FACT_CATALOGUE]
    assert names == sorted(set(names))
    assert [spec.name for spec in FACT_CATALOGUE if spec.type is FactType.NUMBER and not spec.unit] == []
    assert facts_of(PLAN, as_of=AS_OF).catalogue == FACT_CATALOGUE


def test_what_is_known_of_a_plan() -> None:
    facts = facts_of(PLAN, as_of=AS_OF)
    assert known(facts, prefix="plan.") == {
        "plan.name": "CRM",
        "plan.start": datetime(2026, 1, 5),
        "plan.deadline": datetime(2026, 1, 31),
        "plan.data_date": datetime(2026, 1, 17),
        "plan.tasks": 4,
        "plan.summaries": 0,
        "plan.milestones": 0,
        "plan.links": 3,
        "plan.resources": 2,
        "plan.incomplete_tasks": ("build", "test", "sso"),
        "plan.without_predecessor": (),
        "plan.without_successor": ("sso",),
        "plan.leads": (),
        "plan.lags": (),
        "plan.summary_links": (),
        "plan.hard_constrained_tasks": (),
        "plan.status_beyond_data_date": (),
        "plan.without_range": ("build", "test", "sso"),
        "plan.unassigned_tasks": ("sso",),
        "plan.status_date": datetime(2026, 1, 17),
        "plan.dangling_starts": (),
        "plan.dangling_finishes": (),
        "plan.duplicated_links": (),
        "plan.redundant_links": (),
        "plan.calendars_without_work": (),
    }


def test_what_is_known_of_a_schedule() -> None:
    # 10 + 5 + 2 working days from Monday 12 January end on Tuesday 3 February, two working days after Friday the 30th.
    assert known(facts_of(PLAN, as_of=AS_OF), prefix="schedule.") == {
        "schedule.start": datetime(2026, 1, 5, 8),
        "schedule.finish": datetime(2026, 2, 3, 17),
        "schedule.critical_path": ("build", "test", "sso"),
        "schedule.critical_tasks": ("build", "test", "sso"),
        "schedule.total_float_min_days": Decimal(-2),
        "schedule.negative_float_tasks": ("build", "test", "sso"),
        "schedule.late_tasks": (),
        "schedule.days_to_deadline": Decimal(-89) / 24,
        "schedule.out_of_sequence_tasks": (),
        "schedule.target": "sso",
        "schedule.committed_finish": datetime(2026, 1, 31),
        "schedule.days_left": 12,
        "schedule.days_to_commitment": -2,
        "schedule.has_deadlines": True,
        "schedule.reverse_critical_tasks": (),
    }


def test_what_is_known_of_baseline_and_cost() -> None:
    # PV: design 1000 and half of build's 2000; EV: design 1000 and 40 % of 2000; AC 2500.
    facts = facts_of(PLAN, as_of=AS_OF)
    assert known(facts, prefix="baseline.") == {
        "baseline.exists": True,
        "baseline.name": "agreed",
        "baseline.set_at": datetime(2025, 12, 20),
        "baseline.tasks": 3,
        "baseline.unbaselined_tasks": ("sso",),
    }
    money = {name: value.amount for name, value in known(facts, prefix="cost.").items() if isinstance(value, Money)}
    assert {name: round(amount, 2) for name, amount in money.items()} == {
        "cost.bac": 4000,
        "cost.pv": 2000,
        "cost.ev": 1800,
        "cost.ac": 2500,
        "cost.sv": -200,
        "cost.cv": -700,
        "cost.eac": Decimal("5555.56"),
        "cost.vac": Decimal("-1555.56"),
    }
    assert facts["cost.spi"] == Decimal("0.9")
    assert facts["cost.cpi"] == Decimal("0.72")
    assert facts["cost.percent_complete"] == 45
    assert facts["cost.percent_spent"] == Decimal("62.5")


def test_what_is_known_of_risks() -> None:
    assert known(facts_of(PROJECT, as_of=AS_OF), prefix="risk.") == {
        "risk.count": 3,
        "risk.open": 3,
        "risk.open_threats": 2,
        "risk.open_opportunities": 1,
        "risk.open_without_owner": ("vendor late",),
        "risk.without_response": ("vendor late", "re-use portal"),
        "risk.expired": ("re-use portal",),
        "risk.expected_cost": Money(1700, "EUR"),
        "risk.residual_cost": Money(1600, "EUR"),
        "risk.response_cost": Money(200, "EUR"),
        "risk.overdue_responses": (),
        "risk.response_unowned": (),
        "risk.exposure": Money(2200, "EUR"),  # the opportunity expired the day before
        "risk.exposure_days": 0,
        "risk.exposure_score": Decimal("0.40"),
    }


def test_what_is_known_of_people() -> None:
    facts = facts_of(PROJECT, as_of=AS_OF)
    found = (
        known(facts, prefix="communication.") | known(facts, prefix="responsibility.") | known(facts, prefix="team.")
    )
    assert found == {
        "communication.stakeholders": 2,
        "communication.due": ("ann",),
        "communication.overdue": ("ann",),
        "communication.days_overdue": 4,
        "communication.without_channel": ("bo",),
        "communication.without_updates": ("bo",),
        "responsibility.items": 2,
        "responsibility.without_accountable": ("test",),
        "responsibility.several_accountable": (),
        "responsibility.without_responsible": (),
        "team.size": 2,
        "team.onboarding_open": ("bo",),
        "team.onboarding_unplanned": ("bo",),
        "team.with_overtime": ("bo",),
        "team.overtime_hours": Decimal("12.5"),
        "team.weekly_hours": 75,
        "team.travel_days": 2,
        "team.unmanned_resources": ("tester",),
    }


def test_what_is_known_of_the_records() -> None:
    facts = facts_of(PROJECT, as_of=AS_OF)
    prefixes = ("budget.", "compliance.", "change.", "alternative.", "success.", "lessons.", "lifecycle.")
    assert {name: value for prefix in prefixes for name, value in known(facts, prefix=prefix).items()} == {
        "budget.limit": Money(4500, "EUR"),
        "budget.total": Money(4500, "EUR"),
        "compliance.obligations": 3,
        "compliance.open_obligations": ("DPIA", "works agreement"),
        "compliance.overdue_obligations": ("DPIA",),
        "compliance.without_evidence": ("licences",),
        "compliance.without_owner": ("works agreement",),
        "change.count": 1,
        "change.undecided": ("CR-1",),
        "change.approved_days": 0,
        "change.unapproved_tasks": ("sso",),
        "alternative.prepared": ("key person leaves",),
        "alternative.missing": ("vendor late",),
        "success.agreed": False,
        "lessons.count": 2,
        "lessons.without_owner": ("estimate with ranges",),
        "lifecycle.status": "running",
        "lifecycle.stages": ("initiation",),
        "lifecycle.stage": "initiation",
        "lifecycle.next_gate": "G1",
        "lifecycle.gates_passed": (),
        "lifecycle.begun": datetime(2025, 12, 1),
        "lifecycle.last_event": datetime(2025, 12, 1),
        "lifecycle.days_since_event": 47,
        "lifecycle.overdue_conditions": (),
    }
    assert facts["deliverable.charter.accepted"] is True
    assert facts["deliverable.goal.status"] == "not begun"


def test_what_has_no_source_is_absent_and_not_false() -> None:
    facts = facts_of(Project("CRM"), as_of=AS_OF)
    assert {name for name in known(facts) if not name.startswith("deliverable.")} == {"as_of", "project.name"}
    bare = facts_of(Plan("CRM", start="2026-01-05", tasks=[Task("a", "1d")]), as_of=AS_OF)
    assert bare["baseline.exists"] is False
    gone = ("baseline.unbaselined_tasks", "cost.cpi", "risk.count", "team.size", "deliverable.charter.accepted")
    assert [name for name in gone if bare.known(name)] == []


def test_a_baseline_without_costs_has_no_earned_value() -> None:
    plan = Plan("CRM", start="2026-01-05", tasks=[Task("a", "1d")], baselines=[Baseline("agreed", [BaselineTask("a")])])
    facts = facts_of(plan, as_of=AS_OF)
    assert facts["baseline.unbaselined_tasks"] == ()
    assert not facts.known("cost.bac")


def test_an_index_without_a_denominator_is_absent() -> None:
    agreed = BaselineTask("a", start="2026-02-02 08:00", finish="2026-02-02 17:00", cost=Money(100, "EUR"))
    plan = Plan("CRM", start="2026-01-05", tasks=[Task("a", "1d")], baselines=[Baseline("agreed", [agreed])])
    facts = facts_of(plan, as_of=AS_OF)
    assert (facts["cost.bac"], facts["cost.ac"]) == (Money(100, "EUR"), Money(0, "EUR"))
    assert [name for name in ("cost.cpi", "cost.spi", "cost.eac") if facts.known(name)] == []


def test_what_was_accepted_later_is_in_review_then() -> None:
    charter = ProjectCharter("one CRM", status="accepted", reviewer="ann", reviewed="2026-02-02")
    project = Project("CRM", deliverables=[charter])
    assert facts_of(project, as_of="2026-02-01")["deliverable.charter.status"] == "in review"
    assert facts_of(project, as_of="2026-02-02")["deliverable.charter.status"] == "accepted"


@frozen
class DataInventory(Deliverable):
    key: ClassVar[str] = "data_inventory"
    noun: ClassVar[str] = "the data inventory"


def test_deliverables_of_the_projects_own_are_facts_too() -> None:
    method = Methodology(
        "own",
        stages=[Stage("all", "All", exit=Gate("G1", requires=["migration_plan"]))],
        kinds=[DeliverableKind("migration_plan", "the migration plan")],
    )
    facts = facts_of(Project("CRM", methodology=method, deliverables=[DataInventory()]), as_of=AS_OF)
    assert facts["deliverable.data_inventory.status"] == "draft"
    assert facts["deliverable.migration_plan.status"] == "not begun"


def test_an_engine_runs_when_it_is_asked_for_and_once(monkeypatch) -> None:
    from itpm.governance.facts import schedule_facts

    runs: Counter[str] = Counter()
    real = scheduling.schedule
    monkeypatch.setattr(schedule_facts, "schedule", lambda plan: runs.update(["run"]) or real(plan))
    facts = facts_of(PLAN, as_of=AS_OF)
    assert facts["plan.tasks"] == 4
    assert runs["run"] == 0
    assert facts["schedule.finish"] == facts["schedule"].finish
    assert facts.known("schedule.negative_float_tasks")
    assert runs["run"] == 1


def test_a_register_in_another_currency_than_the_budget_is_ranked_without_it() -> None:
    register = RiskRegister([Threat("vendor late", probability=0.5, cost="4k USD", owner="bo")])
    project = Project("CRM", deliverables=[ProjectCharter("one CRM", budget_limit="9k EUR")], register=register)
    assert [row.risk.name for row in facts_of(project, as_of=AS_OF)["risk.ranking"]] == ["vendor late"]


def test_facts_compare_and_pickle() -> None:
    facts = facts_of(PROJECT, as_of=AS_OF)
    copy = pickle.loads(pickle.dumps(facts))
    assert copy == facts == facts_of(PROJECT, as_of=AS_OF)
    assert known(copy) == known(facts)


def test_a_name_nobody_knows_and_a_moment_nobody_can_read_are_refused() -> None:
    with pytest.raises(UnknownFactError, match=r"there is no fact 'schedule.finnish'; did you mean 'schedule.finish'"):
        facts_of(PLAN, as_of=AS_OF)["schedule.finnish"]
    with pytest.raises(NotationError, match="as_of: expected a date"):
        facts_of(PLAN, as_of="someday")


@given(
    valid_plans(summaries=True, summary_links=True, level_of_effort=True, inactive=True, progress=True, deadlines=True)
)
def test_every_fact_of_every_plan_can_be_asked_for(plan) -> None:
    facts = facts_of(plan, as_of="2026-02-02")
    found = known(facts)
    ids = {task.id for task in plan.tasks}
    for name in ("plan.incomplete_tasks", "plan.without_predecessor", "schedule.negative_float_tasks"):
        assert set(found[name]) <= ids
    assert set(found["plan.without_predecessor"]) <= set(found["plan.incomplete_tasks"])
    least = found.get("schedule.total_float_min_days")
    assert (least is not None and least < 0) == bool(found["schedule.negative_float_tasks"])


@settings(max_examples=40)
@given(st.data())
def test_what_is_said_of_a_plan_is_said_of_the_project_that_has_it(data) -> None:
    plan = data.draw(valid_plans(max_tasks=4, progress=True))
    of_plan = known(facts_of(plan, as_of="2026-02-02"))
    of_project = known(facts_of(Project("p", plan), as_of="2026-02-02"))
    assert {name: of_project[name] for name in of_plan} == of_plan


def test_a_plan_that_cannot_be_scheduled_has_no_dates_and_says_why() -> None:
    tasks = [Task("build", "300d"), Task("test", "1d", after=["build"])]
    facts = facts_of(Plan("CRM", start="9999-12-01", tasks=tasks), as_of="9999-12-01")
    assert facts["schedule.problem"] == "task 'build': its dates lie beyond the years 1 to 9999"
    assert [name for name in facts.names if name.startswith("schedule.") and facts.known(name)] == [
        "schedule.attempt",
        "schedule.problem",
    ]
    assert facts["plan.without_successor"] == ("test",)


def test_amounts_that_cannot_be_added_leave_earned_value_absent_and_say_why() -> None:
    mixed = Baseline("mixed", [BaselineTask("a", cost=Money(1, "EUR")), BaselineTask("b", cost=Money(1, "USD"))])
    plan = Plan("CRM", start="2026-01-05", tasks=[Task("a", "1d"), Task("b", "1d")], baselines=[mixed])
    facts = facts_of(plan, as_of="2026-01-05")
    assert not facts.known("cost.cpi")
    assert "EUR" in facts["cost.problem"]


def test_a_fact_that_the_library_cannot_know_is_absent_until_somebody_supplies_it() -> None:
    facts = facts_of(PLAN, as_of=AS_OF)
    assert not facts.known("cost.eac_stated")
    said = Facts.of({"cost.eac_stated": "5k EUR"}, as_of=AS_OF, catalogue=FACT_CATALOGUE)
    assert (facts | said)["cost.eac_stated"] == Money(5000, "EUR")
    assert (facts | said)["cost.cpi"] == Decimal("0.72")


def test_somebody_is_overloaded_from_when_too_much_is_booked_until_it_is_not() -> None:
    kim, half = Assignment(resource="kim"), Assignment(resource="kim", units="0.5")
    plan = Plan(
        "CRM",
        start="2026-01-05",
        resources=[Resource("kim"), Resource("bo", max_units=2)],
        tasks=[
            Task("a", "5d", assignments=[kim]),
            Task("b", "2d", assignments=[half]),
            Task("c", "1d", after=["a"], assignments=[kim]),
            Task("d", "2d", assignments=[Assignment(resource="bo", units=2)]),
        ],
    )
    facts = facts_of(plan, as_of="2026-01-05")
    assert facts["resource.overloads"] == (
        Overload(
            resource="kim",
            start=datetime(2026, 1, 5, 8),
            finish=datetime(2026, 1, 6, 17),
            booked=Decimal("1.5"),
            available=Decimal(1),
            tasks=("a", "b"),
        ),
    )
    assert facts["resource.overloaded"] == ("kim",)


@given(valid_plans())
def test_an_overload_is_where_a_slow_count_finds_too_much(bare: Plan) -> None:
    kim = [Assignment(resource="kim", units="0.7")]
    tasks = [evolve(task, assignments=kim if task.duration is not None else []) for task in bare.tasks]
    plan = evolve(bare, tasks=tasks, resources=[Resource("kim")])
    facts = facts_of(plan, as_of="2026-01-05")
    computed = facts["schedule"]
    for found in facts["resource.overloads"]:
        booked = sum(
            share.units
            for task in plan.tasks
            if task.id in found.tasks and computed[task.id].start <= found.start < computed[task.id].finish
            for share in task.assignments
            if share.resource == found.resource
        )
        assert booked > found.available


def test_a_reverse_critical_task_makes_the_plan_finish_earlier_when_it_takes_longer() -> None:
    # Wiest (1981): A(10) FF B, B SS C(10): the plan ends after 18 days with B = 2, after 16 with B = 4.
    def plan(days: int) -> Plan:
        tasks = [Task("a", "10d"), Task("b", f"{days}d", after=["a FF"]), Task("c", "10d", after=["b SS"])]
        return Plan("p", start="1970-01-01", calendar=WorkCalendar.continuous(), tasks=tasks)

    finishes = {days: facts_of(plan(days), as_of="1970-01-01")["schedule.finish"] for days in (2, 4)}
    assert {days: (finish - datetime(1970, 1, 1)).days for days, finish in finishes.items()} == {2: 18, 4: 16}
    assert facts_of(plan(2), as_of="1970-01-01")["schedule.reverse_critical_tasks"] == ("b",)


def test_who_holds_a_role_is_known_from_the_team_and_the_stakeholders():
    project = Project(
        "roles",
        team=[
            TeamMember("Olaf Peters", "Operations Manager"),
            TeamMember("Ines Dahl", "developer", hired="2026-03-01"),
            TeamMember("Tom Meier", "developer", leaves="2026-01-31"),
        ],
        communication=CommunicationPlan([Stakeholder("Iris Koch", "sponsor"), Stakeholder("Works council")]),
    )
    facts = facts_of(project, as_of="2026-02-15")
    assert facts["role.operations_manager"] == ("Olaf Peters",)
    assert facts["role.sponsor"] == ("Iris Koch",)
    assert not facts.known("role.developer")
    assert facts_of(project, as_of="2026-03-02")["role.developer"] == ("Ines Dahl",)

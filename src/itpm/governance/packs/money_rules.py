"""Budget and earned value: whether the money will do, and whether one could tell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.budget", prefix="BUD", version="1.0", catalogue=FACT_CATALOGUE)


def _was_spent(context: RuleContext) -> bool:
    return bool(context.facts["cost.ac"])


@_pack.rule(
    "BUD001",
    "Work costs what it was budgeted for",
    needs=("cost.ac", "cost.ev"),
    optional=("cost.cpi",),
    applies=_was_spent,
    source="PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4",
    params={"min_cpi": 0.9},
    fix="ask earned value which work packages make it so, and re-plan the rest",
)
def cost_performance(context: RuleContext) -> Iterator[Finding]:
    """The cost performance index (CPI = EV / AC) is not below `min_cpi` [1].

    Why: after the first fifth of a project the index hardly ever recovers; what has cost too much so far will go on.

    How: earned value per actual cost, as of the moment asked about. While nothing was spent the rule does not apply.

    What to do: ``earned_value(plan).explain("cpi")`` names the work packages.

    Example:
        >>> agreed = Baseline("agreed", [BaselineTask("build", start="2026-01-05 08:00", finish="2026-01-16 17:00",
        ...                                           cost=Money(1000, "EUR"))])
        >>> def spent(amount):
        ...     done = Progress(actual_start="2026-01-05 08:00", percent_complete=50, actual_cost=Money(amount, "EUR"))
        ...     return Plan("CRM", start="2026-01-05", baselines=[agreed], tasks=[Task("build", "10d", progress=done)])
        >>> outcome_of("BUD001", spent(500), as_of="2026-01-09")
        <Outcome.PASS: 1>
        >>> outcome_of("BUD001", spent(600), as_of="2026-01-09")
        <Outcome.FAIL: 2>
    """
    index: Decimal = context.facts["cost.cpi"]
    limit = Decimal(str(context.params.min_cpi))
    if index < limit:
        ev, ac = context.facts["cost.ev"], context.facts["cost.ac"]
        message = (
            f"work worth {ev} has cost {ac}: the cost performance index is {index:.2f}, at least {limit} is wanted"
        )
        yield context.fail("plan:cost", message, evidence={"cpi": index, "ev": ev, "ac": ac})


@_pack.rule(
    "BUD002",
    "The plan has a baseline",
    needs=("baseline.exists",),
    source="GAO-16-89G, practice 10; EIA-748-C, guideline 6",
    fix="have the plan agreed, and keep it as a baseline",
)
def no_baseline(context: RuleContext) -> Iterator[Finding]:
    """Without a picture of what was agreed, nobody can say how far off the project is.

    How: the plan has at least one baseline.

    Example:
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "5d")])
        >>> agreed = Plan("CRM", start="2026-01-05", tasks=plan.tasks, baselines=[Baseline("agreed", [BaselineTask("build")])])
        >>> outcome_of("BUD002", agreed, as_of="2026-01-05")
        <Outcome.PASS: 1>
        >>> outcome_of("BUD002", plan, as_of="2026-01-05")
        <Outcome.FAIL: 2>
    """
    if not context.facts["baseline.exists"]:
        yield context.fail("plan:baseline", "the plan has no baseline, so there is nothing to measure it against")


@_pack.rule(
    "BUD003",
    "All work is in the baseline",
    needs=("plan", "baseline.unbaselined_tasks"),
    source="EIA-748-C, guidelines 6 and 28; GAO-16-89G, practice 10",
    fix="have it approved as a change and added to the baseline, or take it out",
)
def unbaselined_work(context: RuleContext) -> Iterator[Finding]:
    """Work that the baseline lacks costs money and earns nothing: it came in without anybody's approval.

    How: work packages and milestones that the first baseline does not have.

    What to do: raise a change request; once approved, the baseline gets the task.

    Example:
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "5d")],
        ...             baselines=[Baseline("agreed", [BaselineTask("build")])])
        >>> outcome_of("BUD003", plan, as_of="2026-01-05")
        <Outcome.PASS: 1>
        >>> outcome_of("BUD003", plan.with_tasks([Task("sso", "3d")]), as_of="2026-01-05")
        <Outcome.FAIL: 2>
    """
    plan: Plan = context.facts["plan"]
    for task_id in context.facts["baseline.unbaselined_tasks"]:
        yield context.fail(f"task:{task_id}", f"{plan[task_id].label!r} ({task_id}) is not in the baseline")


@_pack.rule(
    "BUD004",
    "The forecast stays within the budget limit",
    severity=Severity.CRITICAL,
    needs=("cost.eac", "budget.limit"),
    source="PMBOK Guide, 6th ed., 7.4.2.2",
    params={"max_percent_over": 0.0},
    fix="take scope out, or have the sponsor raise the limit",
)
def forecast_over_limit(context: RuleContext) -> Iterator[Finding]:
    """What it will cost, if it goes on like this, is not more than the charter allows.

    How: the estimate at completion (BAC / CPI) against the charter's budget limit, raised by `max_percent_over` [%].
    Amounts in two currencies cannot be compared, which is a finding too.

    What to do: tell the sponsor now, with the ways out.

    Example:
        >>> agreed = Baseline("agreed", [BaselineTask("build", start="2026-01-05 08:00", finish="2026-01-16 17:00",
        ...                                           cost=Money(1000, "EUR"))])
        >>> done = Progress(actual_start="2026-01-05 08:00", percent_complete=50, actual_cost=Money(600, "EUR"))
        >>> plan = Plan("CRM", start="2026-01-05", baselines=[agreed], tasks=[Task("build", "10d", progress=done)])
        >>> generous = Project("CRM", plan, deliverables=[ProjectCharter("one CRM", budget_limit="1.5k EUR")])
        >>> outcome_of("BUD004", generous, as_of="2026-01-09")
        <Outcome.PASS: 1>
        >>> tight = Project("CRM", plan, deliverables=[ProjectCharter("one CRM", budget_limit="1k EUR")])
        >>> outcome_of("BUD004", tight, as_of="2026-01-09")
        <Outcome.FAIL: 2>
    """
    forecast: Money = context.facts["cost.eac"]
    limit: Money = context.facts["budget.limit"]
    if forecast.currency != limit.currency:
        message = f"the forecast of {forecast} and the limit of {limit} cannot be compared: they are in two currencies"
        yield context.fail("plan:cost", message, remedy="state the limit in the plan's currency")
        return
    allowed = limit * (1 + Decimal(str(context.params.max_percent_over)) / 100)
    if forecast > allowed:
        message = f"it will cost {forecast.rounded(0)}, more than the limit of {limit}"
        yield context.fail("plan:cost", message, evidence={"eac": forecast, "limit": limit})


budget = _pack.build()

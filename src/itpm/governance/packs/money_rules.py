"""Budget and earned value: whether the money will do, and whether one could tell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from itpm.cost import to_complete_performance_index
from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import activity, agreed, begun, facts, plan
from itpm.governance.projects import Project
from itpm.lifecycle import ProjectCharter
from itpm.model.money import Money
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.rules import RuleContext, RulePackBuilder
from itpm.scheduling import Schedule

_pack = RulePackBuilder("itpm.budget", prefix="BUD", version="1.0", catalogue=FACT_CATALOGUE)


def _limited(limit: str) -> Project:
    """A project half done for 600 EUR of 1,000, with a charter that lets it cost so much."""
    half = plan(
        activity("build", "10d", progress=begun("2026-01-05", 50, spent=600)), agreed=agreed(build="2026-01-16")
    )
    return Project("CRM", half, deliverables=[ProjectCharter("one CRM", budget_limit=limit)])


def _half_way(percent: int) -> Plan:
    """A plan of ten days, so much of it done after five."""
    return plan(activity("build", "10d", progress=begun("2026-01-05", percent)), agreed=agreed(build="2026-01-16"))


_SPENT: dict[str, object] = {
    "cost.bac": "1000 EUR",
    "cost.ev": "500 EUR",
    "cost.ac": "600 EUR",
    "cost.cpi": Decimal("0.83"),
}


def _has_deadlines(context: RuleContext) -> bool:
    return bool(context.facts["schedule.has_deadlines"])


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
    tighter={"min_cpi": "higher"},
    fix="ask earned value which work packages make it so, and re-plan the rest",
    passing=lambda: facts(
        plan(activity("build", "10d", progress=begun("2026-01-05", 50, spent=500)), agreed=agreed(build="2026-01-16")),
        "2026-01-09",
    ),
    failing=lambda: facts(
        plan(activity("build", "10d", progress=begun("2026-01-05", 50, spent=600)), agreed=agreed(build="2026-01-16")),
        "2026-01-09",
    ),
)
def cost_performance(context: RuleContext) -> Iterator[Finding]:
    """The cost performance index (CPI = EV / AC) is not below `min_cpi` [1].

    Why: after the first fifth of a project the index hardly ever recovers; what has cost too much so far will go on.

    How: earned value per actual cost, as of the moment asked about. While nothing was spent the rule does not apply.

    What to do: ``earned_value(plan).explain("cpi")`` names the work packages.
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
    passing=lambda: facts(plan(activity("build", "5d"), agreed=agreed(build="2026-01-09"))),
    failing=lambda: facts(plan(activity("build", "5d"))),
)
def no_baseline(context: RuleContext) -> Iterator[Finding]:
    """Without a picture of what was agreed, nobody can say how far off the project is.

    How: the plan has at least one baseline.
    """
    if not context.facts["baseline.exists"]:
        yield context.fail("plan:baseline", "the plan has no baseline, so there is nothing to measure it against")


@_pack.rule(
    "BUD003",
    "All work is in the baseline",
    needs=("plan", "baseline.unbaselined_tasks"),
    source="EIA-748-C, guidelines 6 and 28; GAO-16-89G, practice 10",
    fix="have it approved as a change and added to the baseline, or take it out",
    passing=lambda: facts(plan(activity("build", "5d"), agreed=agreed(build="2026-01-09"))),
    failing=lambda: facts(plan(activity("build", "5d"), activity("sso", "3d"), agreed=agreed(build="2026-01-09"))),
)
def unbaselined_work(context: RuleContext) -> Iterator[Finding]:
    """Work that the baseline lacks costs money and earns nothing: it came in without anybody's approval.

    How: work packages and milestones that the first baseline does not have.

    What to do: raise a change request; once approved, the baseline gets the task.
    """
    plan_: Plan = context.facts["plan"]
    for task_id in context.facts["baseline.unbaselined_tasks"]:
        yield context.fail(f"task:{task_id}", f"{plan_[task_id].label!r} ({task_id}) is not in the baseline")


@_pack.rule(
    "BUD004",
    "The forecast stays within the budget limit",
    severity=Severity.CRITICAL,
    needs=("cost.eac", "budget.limit"),
    source="PMBOK Guide, 6th ed., 7.4.2.2",
    params={"max_percent_over": 0.0},
    tighter={"max_percent_over": "lower"},
    fix="take scope out, or have the sponsor raise the limit",
    passing=lambda: facts(_limited("1.5k EUR"), "2026-01-09"),
    failing=lambda: facts(_limited("1k EUR"), "2026-01-09"),
)
def forecast_over_limit(context: RuleContext) -> Iterator[Finding]:
    """What it will cost, if it goes on like this, is not more than the charter allows.

    How: the estimate at completion (BAC / CPI) against the charter's budget limit, raised by `max_percent_over` [%].
    Amounts in two currencies cannot be compared, which is a finding too.

    What to do: tell the sponsor now, with the ways out.
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


@_pack.rule(
    "BUD005",
    "Work is done as planned",
    needs=("cost.spi", "cost.ev", "cost.pv"),
    source="PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4",
    params={"min_spi": 0.9},
    tighter={"min_spi": "higher"},
    fix="ask the schedule what holds the critical path, and whether the late work lies on it",
    passing=lambda: facts(_half_way(50), "2026-01-09"),
    failing=lambda: facts(_half_way(40), "2026-01-09"),
)
def schedule_performance(context: RuleContext) -> Iterator[Finding]:
    """The schedule performance index (SPI = EV / PV) is not below `min_spi` [1].

    Why: work that should be done and is not has to be done later, beside what is planned for then.

    How: earned value per planned value as of the moment asked about; unknown while nothing was planned. The index returns
    to one at the end of every project, however late; trust the schedule's own rules for the finish.

    What to do: see which work is late, and whether it lies on the critical path.
    """
    index, limit = context.facts["cost.spi"], Decimal(str(context.params.min_spi))
    if index < limit:
        ev, pv = context.facts["cost.ev"], context.facts["cost.pv"]
        message = (
            f"work worth {ev} is done of {pv} planned: the schedule performance index is {index:.2f}, "
            f"at least {limit} is wanted"
        )
        yield context.fail("plan:cost", message, evidence={"spi": index, "ev": ev, "pv": pv})


def _is_left(context: RuleContext) -> bool:
    left: bool = (
        context.facts["cost.ev"] < context.facts["cost.bac"]
        and context.facts["cost.eac_stated"] > context.facts["cost.ac"]
    )
    return left


@_pack.rule(
    "BUD006",
    "The stated forecast is not out of reach",
    needs=("cost.eac_stated", "cost.bac", "cost.ev", "cost.ac", "cost.cpi"),
    applies=_is_left,
    source="DoD, Earned Value Management Interpretation Guide and Gold Card: TCPI to EAC against cumulative CPI",
    params={"max_gap": 0.1},
    tighter={"max_gap": "lower"},
    fix="have the forecast made again from what the work has cost so far",
    passing={**_SPENT, "cost.eac_stated": "1200 EUR"},
    failing={**_SPENT, "cost.eac_stated": "1000 EUR"},
)
def unrealistic_forecast(context: RuleContext) -> Iterator[Finding]:
    """Whoever forecasts must not need a team that is suddenly much cheaper than it was.

    How: the performance that the rest needs to end at the stated estimate, TCPI = (BAC - EV) / (EAC - AC), is not more
    than `max_gap` [1] above the CPI so far. The stated estimate is a fact that you supply (``cost.eac_stated``): one
    worked out from the CPI needs exactly the CPI. Where all is earned, or the estimate is already spent, the rule does
    not apply; BUD007 speaks of the latter.

    What to do: have the forecast made again from what the work has cost so far.
    """
    known = context.facts
    needed = to_complete_performance_index(
        bac=known["cost.bac"].amount,
        ev=known["cost.ev"].amount,
        ac=known["cost.ac"].amount,
        eac=known["cost.eac_stated"].amount,
    )
    if needed - known["cost.cpi"] > Decimal(str(context.params.max_gap)):
        stated, so_far = known["cost.eac_stated"], known["cost.cpi"]
        message = f"to end at {stated} the rest must perform at {needed:.2f}; so far it was {so_far:.2f}"
        yield context.fail("plan:cost", message, evidence={"tcpi": needed, "cpi": so_far})


@_pack.rule(
    "BUD007",
    "The forecast is not below what was spent",
    severity=Severity.CRITICAL,
    needs=("cost.eac_stated", "cost.ac"),
    source="DCMA EVMS Compliance Metrics (DECM), data validity: EAC below cumulative AC",
    fix="correct the forecast or the booking",
    passing={**_SPENT, "cost.eac_stated": "1200 EUR"},
    failing={**_SPENT, "cost.eac_stated": "500 EUR"},
)
def forecast_below_spent(context: RuleContext) -> Iterator[Finding]:
    """What it will cost in the end cannot be less than what it has cost already.

    How: the stated estimate at completion (``cost.eac_stated``, a fact that you supply) against the actual cost.

    What to do: correct the forecast, or find what was booked on the wrong project.
    """
    forecast, spent = context.facts["cost.eac_stated"], context.facts["cost.ac"]
    if forecast.currency == spent.currency and forecast < spent:
        yield context.fail(
            "plan:cost",
            f"the forecast is {forecast}, but {spent} is spent already",
            evidence={"eac": forecast, "ac": spent},
        )


@_pack.rule(
    "BUD008",
    "Money is not planned for work that misses its deadline",
    severity=Severity.CRITICAL,
    needs=("schedule", "schedule.negative_float_tasks", "schedule.has_deadlines"),
    applies=_has_deadlines,
    source="GAO-16-89G, practice 7; PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 5",
    fix="agree on another date, or pay for a way to keep this one",
    passing=lambda: facts(plan(activity("build", "10d"), deadline="2026-01-30")),
    failing=lambda: facts(plan(activity("build", "30d"), deadline="2026-01-30")),
)
def late_for_deadline(context: RuleContext) -> Iterator[Finding]:
    """A budget that was agreed for a date buys nothing after it: earned value sees money, not deadlines.

    How: incomplete tasks with negative float in a plan that has a deadline of its own or of a task. Without any deadline
    the rule does not apply; negative float from constraints is SCH005's.

    What to do: agree on another date, or pay for a way to keep this one.
    """
    computed: Schedule = context.facts["schedule"]
    for task_id in context.facts["schedule.negative_float_tasks"]:
        late = computed[task_id].total_float
        yield context.fail(
            f"task:{task_id}", f"{computed.plan[task_id].label!r} ({task_id}) misses its deadline: its float is {late}"
        )


@_pack.rule(
    "BUD009",
    "The forecast stays near the budget",
    needs=("cost.vac", "cost.bac"),
    source="EIA-748-C, guideline 27; the usual threshold of ten per cent, which contracts set",
    params={"max_percent_over": 10.0},
    tighter={"max_percent_over": "lower"},
    fix="explain the variance, and decide on a corrective action",
    passing=lambda: facts(
        plan(activity("build", "10d", progress=begun("2026-01-05", 50, spent=540)), agreed=agreed(build="2026-01-16")),
        "2026-01-09",
    ),
    failing=lambda: facts(
        plan(activity("build", "10d", progress=begun("2026-01-05", 50, spent=560)), agreed=agreed(build="2026-01-16")),
        "2026-01-09",
    ),
)
def variance_at_completion(context: RuleContext) -> Iterator[Finding]:
    """A variance beyond the agreed threshold is explained and acted upon, not only reported.

    How: what the forecast (BAC / CPI) exceeds the budget by, per budget, at most `max_percent_over` [%].

    What to do: explain the variance, and decide on a corrective action.
    """
    over, bac = -context.facts["cost.vac"].amount, context.facts["cost.bac"]
    percent = quotient(100 * over, bac.amount)
    if percent > Decimal(str(context.params.max_percent_over)):
        message = f"the forecast exceeds the budget of {bac} by {percent:.0f} %"
        yield context.fail("plan:cost", message, evidence={"percent": percent, "vac": context.facts["cost.vac"]})


budget = _pack.build()

"""Facts about money: the baseline, earned value against it, and what the project may spend.

Without a baseline that has costs there is no earned value, and so no index: absent, not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from itpm.cost import EarnedValue, earned_value
from itpm.errors import UndefinedIndexError
from itpm.governance.facts.census import Census
from itpm.governance.facts.known import Asked, Attempt, KnownFact, attempted, known, unsourced
from itpm.governance.facts.logic import work_packages
from itpm.governance.projects import Project
from itpm.lifecycle import Budget, Deliverable, DeliverableStatus, ProjectCharter
from itpm.model.baselines import Baseline
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.rules import FactType

_FLAG, _LIST, _MONEY, _NUMBER = FactType.FLAG, FactType.LIST, FactType.MONEY, FactType.NUMBER


def _baseline(plan: Plan) -> Baseline | None:
    return next(iter(plan.baselines), None)


def _has_baseline(plan: Plan) -> bool:
    return bool(plan.baselines)


def _baselined(baseline: Baseline) -> int:
    return len(baseline.tasks)


def unbaselined(census: Census, baseline: Baseline) -> tuple[str, ...]:
    """Ids of work packages and milestones that the baseline does not have, in plan order."""
    agreed = baseline.by_task()
    return tuple(task.id for task in work_packages(census) if task.id not in agreed)


def _measured(plan: Plan, baseline: Baseline, as_of: datetime) -> Attempt[EarnedValue]:
    if not any(task.cost for task in baseline.tasks):
        return Attempt()
    return attempted(lambda: earned_value(plan, as_of=as_of))


def _estimate(measured: EarnedValue) -> Money | None:
    try:
        return measured.eac()
    except UndefinedIndexError:
        return None


def _variance(measured: EarnedValue, estimate: Money) -> Money:
    return measured.bac - estimate


def _live(project: Project, key: str) -> Deliverable | None:
    known_ones = (one for one in project.deliverables if one.status is not DeliverableStatus.SUPERSEDED)
    return next((one for one in known_ones if one.key == key), None)


def budget_limit(project: Project) -> Money | None:
    """What the charter lets the project cost at most."""
    charter = _live(project, ProjectCharter.key)
    return charter.budget_limit if isinstance(charter, ProjectCharter) else None


def budget_total(project: Project) -> Money | None:
    """Positions of the budget with contingency, without the management reserve."""
    budget = _live(project, Budget.key)
    return budget.total if isinstance(budget, Budget) else None


def _finishes(plan: Plan, baseline: Baseline) -> Mapping[int, datetime]:
    """Agreed finish by place in the plan, of the tasks that have one."""
    position = plan.structure.position
    found = {position[one.id]: one.finish for one in baseline.tasks if one.id in position and one.finish is not None}
    return dict(sorted(found.items()))


_MEASURED = (
    ("cost.bac", _MONEY, "budget at completion", "bac", ""),
    ("cost.pv", _MONEY, "planned value: budget of the work planned by now", "pv", ""),
    ("cost.ev", _MONEY, "earned value: budget of the work done by now", "ev", ""),
    ("cost.ac", _MONEY, "actual cost of the work done by now", "ac", ""),
    ("cost.sv", _MONEY, "schedule variance; negative is behind plan", "sv", ""),
    ("cost.cv", _MONEY, "cost variance; negative is over budget", "cv", ""),
    ("cost.spi", _NUMBER, "schedule performance index; absent while nothing was planned", "spi", "1"),
    ("cost.cpi", _NUMBER, "cost performance index; absent while nothing was spent", "cpi", "1"),
    ("cost.tcpi", _NUMBER, "performance that the rest needs to end on budget; absent once that is spent", "tcpi", "1"),
    ("cost.percent_complete", _NUMBER, "share of the budget that is earned", "percent_complete", "%"),
    ("cost.percent_spent", _NUMBER, "share of the budget that is spent", "percent_spent", "%"),
    ("cost.findings", _LIST, "what is doubtful in the figures, as findings", "findings", ""),
)

COST_FACTS: tuple[KnownFact, ...] = (
    known("baseline", FactType.SECTION, "the baseline to measure against: the plan's first", _baseline, "plan"),
    known("baseline.exists", _FLAG, "whether the plan has a baseline", _has_baseline, "plan"),
    known("baseline.name", FactType.TEXT, "what the baseline is called", Asked("name"), "baseline"),
    known("baseline.set_at", FactType.MOMENT, "when it was agreed", Asked("set_at"), "baseline"),
    known("baseline.tasks", _NUMBER, "tasks it has", _baselined, "baseline", unit="1"),
    known(
        "baseline.finishes",
        FactType.SECTION,
        "agreed finish by place in the plan, of the tasks that have one",
        _finishes,
        "plan",
        "baseline",
    ),
    known(
        "baseline.unbaselined_tasks",
        _LIST,
        "ids of work packages and milestones that it does not have",
        unbaselined,
        "plan.census",
        "baseline",
    ),
    known(
        "cost.attempt", FactType.SECTION, "earned value, or why there is none", _measured, "plan", "baseline", "as_of"
    ),
    known("cost.problem", FactType.TEXT, "why earned value cannot be worked out", Asked("problem"), "cost.attempt"),
    known("cost", FactType.SECTION, "earned value as of then", Asked("value"), "cost.attempt"),
    unsourced(
        "cost.eac_stated",
        _MONEY,
        "what those in charge say it will cost in the end; supply it, the library cannot know",
    ),
    *(known(name, type_, doc, Asked(asked), "cost", unit=unit) for name, type_, doc, asked, unit in _MEASURED),
    known("cost.eac", _MONEY, "estimate at completion, BAC / CPI; absent while nothing can be told", _estimate, "cost"),
    known("cost.vac", _MONEY, "variance at completion; negative is over budget", _variance, "cost", "cost.eac"),
    known("budget.limit", _MONEY, "what the project may cost at most, by its charter", budget_limit, "project"),
    known("budget.total", _MONEY, "positions of the budget with contingency", budget_total, "project"),
)

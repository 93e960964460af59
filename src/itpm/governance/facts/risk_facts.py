"""Facts about the risk register and how much risk is borne; without a register, or an appetite, they are absent, not zero.

What is doubtful is found once, by `itpm.risk.risk_findings` and `itpm.risk.appetite_findings`; the lists of names are read off
their findings.
"""

from __future__ import annotations

from datetime import datetime

from itpm.findings import Finding
from itpm.governance.facts.cost_facts import budget_limit, budget_total
from itpm.governance.facts.known import Asked, KnownFact, found_in, known
from itpm.governance.projects import Project
from itpm.governance.records.inputs import whole_days
from itpm.lifecycle import RiskReviews
from itpm.model.money import NO_CURRENCY, Money
from itpm.risk import (
    Exposure,
    RiskAppetite,
    RiskRanking,
    RiskRegister,
    appetite_findings,
    exposure,
    risk_findings,
)
from itpm.rules import FactType
from itpm.scheduling import Schedule

_LIST, _MONEY, _NUMBER, _SECTION = FactType.LIST, FactType.MONEY, FactType.NUMBER, FactType.SECTION


def _count(register: RiskRegister) -> int:
    return len(register)


def _open(register: RiskRegister) -> int:
    return len(register.open)


def _threats(register: RiskRegister) -> int:
    return sum(risk.harmful for risk in register.open)


def _opportunities(register: RiskRegister) -> int:
    return sum(not risk.harmful for risk in register.open)


def _without_response(register: RiskRegister) -> tuple[str, ...]:
    return tuple(risk.name for risk in register.open if risk.response is None)


def _after_responses(register: RiskRegister) -> Money:
    return register.expected_cost(after_responses=True)


def _ranking(register: RiskRegister, project: Project) -> RiskRanking:
    """On the register's matrix; where it names no budget, against the project's."""
    budget = register.budget or budget_total(project) or budget_limit(project)
    fits = budget is not None and register.currency in {budget.currency, NO_CURRENCY}
    return register.ranked(budget=budget if fits else None)


def _findings(register: RiskRegister, project: Project, as_of: datetime) -> tuple[Finding, ...]:
    return risk_findings(register, plan=project.plan, as_of=as_of, appetite=project.risk_appetite)


def _stands(register: RiskRegister, as_of: datetime) -> Exposure:
    return exposure(register, as_of)


def _beyond(register: RiskRegister, appetite: RiskAppetite) -> tuple[Finding, ...]:
    return appetite_findings(register, appetite)


def _last_review(project: Project, as_of: datetime) -> datetime | None:
    """When the risks were last reviewed; absent where the project keeps no record of reviews, or the first is still to come."""
    kept = [one for one in project.deliverables if isinstance(one, RiskReviews)]
    return max((review.at for one in kept for review in one.reviews if review.at <= as_of), default=None)


def _overdue_responses(register: RiskRegister, computed: Schedule, status: datetime) -> tuple[str, ...]:
    """Names of open risks whose response has a task that should be finished and is not."""
    return tuple(
        risk.name
        for risk in register.open
        if risk.response is not None and any(_is_late(computed, task, status) for task in risk.response.tasks)
    )


def _is_late(computed: Schedule, task_id: str, status: datetime) -> bool:
    if task_id not in computed:
        return False
    task, row = computed.plan[task_id], computed[task_id]
    if task.is_complete:
        return False
    agreed = next((one.finish for b in computed.plan.baselines[:1] for one in b.tasks if one.id == task_id), None)
    return min(date for date in (task.deadline, agreed, row.finish) if date is not None) < status


_FINDINGS, _BEYOND = "risk.findings", "risk.beyond_appetite"

RISK_FACTS: tuple[KnownFact, ...] = (
    known("risk", _SECTION, "the risk register", Asked("register"), "project"),
    known("risk.ranking", _SECTION, "the open risks, worst first", _ranking, "risk", "project"),
    known("risk.count", _NUMBER, "threats and opportunities in the register", _count, "risk", unit="1"),
    known("risk.open", _NUMBER, "risks that can still occur", _open, "risk", unit="1"),
    known("risk.open_threats", _NUMBER, "threats that can still occur", _threats, "risk", unit="1"),
    known("risk.open_opportunities", _NUMBER, "opportunities that can still occur", _opportunities, "risk", unit="1"),
    found_in(_FINDINGS, "risk.open_without_owner", "names of open risks that nobody watches", "risk", "RSK001"),
    known("risk.without_response", _LIST, "names of open risks without a response", _without_response, "risk"),
    found_in(_FINDINGS, "risk.expired", "names of risks kept open past their time", "risk", "RSK008"),
    known("risk.expected_cost", _MONEY, "expected monetary value of open risks", Asked("expected_cost"), "risk"),
    known("risk.residual_cost", _MONEY, "the same once the responses work", _after_responses, "risk"),
    known("risk.response_cost", _MONEY, "what the responses to open risks cost", Asked("response_cost"), "risk"),
    known(
        "risk.reviewed_at",
        FactType.MOMENT,
        "when the risks were last reviewed, by the record",
        _last_review,
        "project",
        "as_of",
    ),
    known(
        "risk.days_since_review",
        _NUMBER,
        "days since the risks were last reviewed",
        whole_days,
        "risk.reviewed_at",
        "as_of",
        unit="day",
    ),
    known(
        "risk.overdue_responses",
        _LIST,
        "names of open risks whose response has a task that should be finished and is not",
        _overdue_responses,
        "risk",
        "schedule",
        "plan.status_date",
    ),
    found_in(_FINDINGS, "risk.response_unowned", "names of open risks whose response nobody sees to", "risk", "RSK015"),
    known("risk.exposures", _SECTION, "how much risk there is as things stand then", _stands, "risk", "as_of"),
    known(
        "risk.exposure",
        _MONEY,
        "what the risks are expected to cost as things stand: a response counts once it is in place",
        Asked("expected_cost"),
        "risk.exposures",
    ),
    known(
        "risk.exposure_days",
        _NUMBER,
        "expected delay of the tasks that the risks strike, as things stand; summed, no delay of the project",
        Asked("days"),
        "risk.exposures",
        unit="day",
    ),
    known(
        "risk.exposure_score",
        _NUMBER,
        "sum of the open threats' scores, as things stand",
        Asked("score"),
        "risk.exposures",
        unit="1",
    ),
    known("risk.appetite", _SECTION, "how much risk is borne", Asked("risk_appetite"), "project"),
    known(
        _BEYOND,
        _LIST,
        "where the register exceeds the appetite, as findings",
        _beyond,
        "risk",
        "risk.appetite",
    ),
    found_in(
        _BEYOND,
        "risk.above_appetite",
        "names of open threats above the appetite that nothing is done about",
        "risk",
        "RSK002",
    ),
    found_in(
        _BEYOND,
        "risk.above_tolerance",
        "names of open threats of which more is left than is tolerated",
        "risk",
        "RSK013",
    ),
    found_in(
        _BEYOND,
        "risk.above_limit",
        'categories whose risks together are expected to cost more than is borne; "all" for all risks',
        "risks",
        "RSK016",
    ),
    known(_FINDINGS, _LIST, "what is doubtful in the register", _findings, "risk", "project", "as_of"),
)

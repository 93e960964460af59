"""Facts about the risk register; without one they are absent, not zero."""

from __future__ import annotations

from datetime import datetime

from itpm.findings import Finding
from itpm.governance.facts.cost_facts import budget_limit, budget_total
from itpm.governance.facts.known import Asked, KnownFact, known
from itpm.governance.projects import Project
from itpm.model.money import Money
from itpm.risk import RiskRanking, RiskRegister, risk_findings
from itpm.rules import FactType

_LIST, _MONEY, _NUMBER, _SECTION = FactType.LIST, FactType.MONEY, FactType.NUMBER, FactType.SECTION


def _count(register: RiskRegister) -> int:
    return len(register)


def _open(register: RiskRegister) -> int:
    return len(register.open)


def _threats(register: RiskRegister) -> int:
    return sum(risk.harmful for risk in register.open)


def _opportunities(register: RiskRegister) -> int:
    return sum(not risk.harmful for risk in register.open)


def _without_owner(register: RiskRegister) -> tuple[str, ...]:
    return tuple(risk.name for risk in register.open if not risk.owner)


def _without_response(register: RiskRegister) -> tuple[str, ...]:
    return tuple(risk.name for risk in register.open if risk.response is None)


def _expired(register: RiskRegister, as_of: datetime) -> tuple[str, ...]:
    return tuple(risk.name for risk in register.open if risk.expires is not None and risk.expires < as_of)


def _after_responses(register: RiskRegister) -> Money:
    return register.expected_cost(after_responses=True)


def _ranking(register: RiskRegister, project: Project) -> RiskRanking:
    """On the register's matrix; where it names no budget, against the project's."""
    budget = register.budget or budget_total(project) or budget_limit(project)
    fits = budget is not None and register.currency in {budget.currency, "XXX"}
    return register.ranked(budget=budget if fits else None)


def _findings(register: RiskRegister, project: Project, as_of: datetime) -> tuple[Finding, ...]:
    return risk_findings(register, plan=project.plan, as_of=as_of)


RISK_FACTS: tuple[KnownFact, ...] = (
    known("risk", _SECTION, "the risk register", Asked("register"), "project"),
    known("risk.ranking", _SECTION, "the open risks, worst first", _ranking, "risk", "project"),
    known("risk.count", _NUMBER, "threats and opportunities in the register", _count, "risk", unit="1"),
    known("risk.open", _NUMBER, "risks that can still occur", _open, "risk", unit="1"),
    known("risk.open_threats", _NUMBER, "threats that can still occur", _threats, "risk", unit="1"),
    known("risk.open_opportunities", _NUMBER, "opportunities that can still occur", _opportunities, "risk", unit="1"),
    known("risk.open_without_owner", _LIST, "names of open risks that nobody watches", _without_owner, "risk"),
    known("risk.without_response", _LIST, "names of open risks without a response", _without_response, "risk"),
    known("risk.expired", _LIST, "names of risks kept open past their time", _expired, "risk", "as_of"),
    known("risk.expected_cost", _MONEY, "expected monetary value of open risks", Asked("expected_cost"), "risk"),
    known("risk.residual_cost", _MONEY, "the same once the responses work", _after_responses, "risk"),
    known("risk.response_cost", _MONEY, "what the responses to open risks cost", Asked("response_cost"), "risk"),
    known("risk.findings", _LIST, "what is doubtful in the register", _findings, "risk", "project", "as_of"),
)

"""Every pack of the library, and one rule asked alone."""

from __future__ import annotations

from itpm.errors import nearest
from itpm.governance.facts import facts_of
from itpm.governance.packs.dcma import dcma14
from itpm.governance.packs.estimate_rules import estimates
from itpm.governance.packs.gao_rules import gao10
from itpm.governance.packs.gate_rules import gates
from itpm.governance.packs.log_rules import log
from itpm.governance.packs.money_rules import budget
from itpm.governance.packs.people_rules import communication, responsibility, team
from itpm.governance.packs.quality_rules import quality
from itpm.governance.packs.record_rules import change, compliance, scope
from itpm.governance.packs.resource_rules import resources
from itpm.governance.packs.risk_rules import risk
from itpm.governance.packs.schedule_rules import schedule_health
from itpm.governance.projects import Project
from itpm.model.moments import Moment
from itpm.model.plans import Plan
from itpm.rules import Outcome, RulePack, RuleProfile, UnknownRuleError, evaluate

_PACKS = (
    dcma14,
    gao10,
    schedule_health,
    estimates,
    resources,
    gates,
    scope,
    quality,
    budget,
    risk,
    log,
    communication,
    responsibility,
    team,
    compliance,
    change,
)


def all_packs() -> tuple[RulePack, ...]:
    """Every pack of the library.

    Example:
        >>> [pack.prefix for pack in all_packs()]
        ['DCMA', 'GAO', 'SCH', 'EST', 'RES', 'GAT', 'SCO', 'QUA', 'BUD', 'RSK', 'LOG', 'COM', 'RAC', 'TEA', 'CMP', 'CHG']
    """
    return _PACKS


def outcome_of(code: str, subject: Plan | Project, *, as_of: Moment) -> Outcome:
    """What one rule of the library says of a plan or project.

    Args:
        code: the rule's.
        subject: a plan or a project.
        as_of: the moment asked about; a bare date means the end of that day.

    Raises:
        UnknownRuleError: no pack of the library has that rule; the nearest is offered.

    Example:
        >>> from itpm.model import Task
        >>> outcome_of("BUD002", Plan("CRM", start="2026-01-05", tasks=[Task("build", "5d")]), as_of="2026-01-05")
        <Outcome.FAIL: 2>
    """
    codes = [rule.code for pack in _PACKS for rule in pack]
    if code not in codes:
        raise UnknownRuleError(code, nearest(code, codes))
    return evaluate(_PACKS, facts_of(subject, as_of=as_of), profile=RuleProfile(select=[code])).outcome(code)

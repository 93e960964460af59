"""The one door from plans and projects to facts, and the catalogue of everything that can be known.

A fact is worked out when it is first asked for, and once; so a rule that needs an engine's work names a fact, and pays for
it only then. What has no source (no baseline, no register, no team) is absent, which is neither false nor zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from itpm.governance.errors import GovernanceError
from itpm.governance.facts.cost_facts import COST_FACTS
from itpm.governance.facts.gate_facts import GATE_FACTS
from itpm.governance.facts.known import KnownFact
from itpm.governance.facts.log_facts import LOG_FACTS
from itpm.governance.facts.people_facts import PEOPLE_FACTS
from itpm.governance.facts.plan_facts import PLAN_FACTS
from itpm.governance.facts.record_facts import RECORD_FACTS, picked
from itpm.governance.facts.resource_facts import RESOURCE_FACTS
from itpm.governance.facts.risk_facts import RISK_FACTS
from itpm.governance.facts.role_facts import role_holders
from itpm.governance.facts.schedule_facts import SCHEDULE_FACTS
from itpm.governance.projects import Project
from itpm.lifecycle import DeliverableKind, deliverable_specs, role_fact
from itpm.model.given import expect
from itpm.model.moments import Moment, moment
from itpm.model.plans import Plan
from itpm.rules import Derived, Facts, FactSpec, FactType, Later

T = TypeVar("T")

_KNOWN: tuple[KnownFact, ...] = (
    *PLAN_FACTS,
    *SCHEDULE_FACTS,
    *COST_FACTS,
    *RISK_FACTS,
    *LOG_FACTS,
    *PEOPLE_FACTS,
    *RESOURCE_FACTS,
    *GATE_FACTS,
    *RECORD_FACTS,
)

FACT_CATALOGUE: tuple[FactSpec, ...] = tuple(sorted((fact.spec for fact in _KNOWN), key=lambda spec: spec.name))
"""Every fact that `facts_of` knows, by name."""


def facts_of(subject: Plan | Project, *, as_of: Moment) -> Facts:
    """What is known of a plan or a project, by name of fact.

    Args:
        subject: a project, or a plan alone; of a plan alone, everything about the project is absent.
        as_of: the moment asked about; a bare date means the end of that day. Decisions, acceptances and messages after it
            are not known.

    Raises:
        NotationError: `as_of` cannot be read.

    Example:
        >>> from itpm.model import Task
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> facts = facts_of(plan, as_of="2026-01-05")
        >>> facts["plan.tasks"], facts["schedule.critical_path"], facts.known("cost.cpi")
        (2, ('pack', 'move'), False)
    """
    expect(subject, "subject", Plan, Project, error=GovernanceError)
    at = moment(as_of, edge="finish", place="as_of")
    project = subject if isinstance(subject, Project) else None
    plan = subject if isinstance(subject, Plan) else subject.plan
    own = picked(_own_specs(project), "deliverables") if project is not None else ()
    facts = (*_KNOWN, *own)
    roots = {"plan": Later(_itself, plan), "project": Later(_itself, project), "as_of": Later(_itself, at)}
    roles = role_holders(project, at) if project is not None else {}
    sources: dict[str, Derived | Later] = {fact.spec.name: fact.source for fact in facts if fact.source is not None}
    sources |= {role_fact(role): Later(_itself, names) for role, names in roles.items() if names}
    specs = [*(fact.spec for fact in facts), *map(_role_spec, roles)]
    return Facts.lazy({**sources, **roots}, as_of=at, catalogue=specs)


def _role_spec(role: str) -> FactSpec:
    return FactSpec(name=role_fact(role), type=FactType.LIST, doc=f"who is {role}, of the team and the stakeholders")


def _itself(value: T) -> T:
    return value


def _own_specs(project: Project) -> Iterable[FactSpec]:
    """Entries of the deliverables that only this project or its methodology has."""
    kinds = {kind.key: kind for kind in project.methodology.kinds}
    kinds |= {known.key: DeliverableKind(known.key, known.noun) for known in project.deliverables}
    names = {spec.name for spec in FACT_CATALOGUE}
    return [spec for spec in deliverable_specs(kinds.values()) if spec.name not in names]

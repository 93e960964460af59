"""Facts about the project's records: its lifecycle, obligations, changes, alternatives, success and lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from attrs import evolve, frozen

from itpm.findings import Finding
from itpm.governance.facts.known import Asked, KnownFact, Picked, known, root
from itpm.governance.projects import Project
from itpm.governance.records import (
    Alternative,
    ChangeLog,
    ChangeStatus,
    Obligation,
    SuccessDefinition,
    changes_at,
    uncovered,
)
from itpm.lifecycle import (
    DELIVERABLE_FACTS,
    LIFECYCLE_FACTS,
    Deliverable,
    DeliverableStatus,
    Lesson,
    deliverable_facts,
    lifecycle_facts,
)
from itpm.model.money import Money, total
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.risk import RiskRegister
from itpm.rules import Derived, FactSpec, FactType

_FLAG, _LIST, _MONEY, _NUMBER, _SECTION = (
    FactType.FLAG,
    FactType.LIST,
    FactType.MONEY,
    FactType.NUMBER,
    FactType.SECTION,
)

Obligations = tuple[Obligation, ...]
Alternatives = tuple[Alternative, ...]


def _deliverables(project: Project, as_of: datetime) -> Mapping[str, object]:
    return deliverable_facts([_as_known(one, as_of) for one in project.deliverables], kinds=project.methodology.kinds)


def _as_known(deliverable: Deliverable, as_of: datetime) -> Deliverable:
    """The deliverable as it was then: an acceptance after `as_of` had not been given."""
    if deliverable.status is DeliverableStatus.ACCEPTED and deliverable.reviewed and deliverable.reviewed > as_of:
        return evolve(deliverable, status=DeliverableStatus.IN_REVIEW, reviewed=None)
    return deliverable


def _lifecycle(project: Project, as_of: datetime) -> Mapping[str, object] | None:
    state = project.state_at(as_of)
    return None if state is None else lifecycle_facts(project.methodology, state)


def picked(specs: Iterable[FactSpec], section: str) -> tuple[KnownFact, ...]:
    """Facts that are entries of a section, by their names."""
    return tuple(KnownFact(spec, Derived(Picked(spec.name), (section,))) for spec in specs)


@frozen
class Which:
    """Names of the obligations of which something holds."""

    holds: Callable[[Obligation, datetime], bool]

    def __call__(self, obligations: Obligations, as_of: datetime) -> tuple[str, ...]:
        """Their names, in the order of listing."""
        return tuple(obligation.name for obligation in obligations if self.holds(obligation, as_of))


def _is_open(obligation: Obligation, as_of: datetime) -> bool:
    return obligation.is_open(as_of)


def _is_overdue(obligation: Obligation, as_of: datetime) -> bool:
    return obligation.is_overdue(as_of)


def _lacks_evidence(obligation: Obligation, as_of: datetime) -> bool:
    return obligation.lacks_evidence(as_of)


def _is_unowned(obligation: Obligation, as_of: datetime) -> bool:
    return obligation.is_open(as_of) and not obligation.owner


def _undecided(changes: ChangeLog, as_of: datetime) -> tuple[str, ...]:
    return tuple(change.id for change in changes_at(changes, ChangeStatus.PROPOSED, as_of))


def _approved_cost(changes: ChangeLog, as_of: datetime) -> Money | None:
    """What approved changes add to the cost; absent where none says, or where they say it in several currencies."""
    costs = [change.cost for change in changes_at(changes, ChangeStatus.APPROVED, as_of) if change.cost is not None]
    return total(costs, currency=costs[0].currency) if len({cost.currency for cost in costs}) == 1 else None


def _approved_days(changes: ChangeLog, plan: Plan, as_of: datetime) -> Decimal:
    delays = [change.delay for change in changes_at(changes, ChangeStatus.APPROVED, as_of) if change.delay is not None]
    return quotient(sum(delay.seconds(plan.day) for delay in delays), plan.day.minutes_per_day * 60)


def unapproved_tasks(changes: ChangeLog, plan: Plan, as_of: datetime) -> tuple[str, ...]:
    """Ids of tasks in the plan that only changes not approved then would bring, in plan order."""
    approved = {task for change in changes_at(changes, ChangeStatus.APPROVED, as_of) for task in change.tasks}
    asked = {task for change in changes for task in change.tasks}
    return tuple(task.id for task in plan.tasks if task.id in asked - approved)


def _prepared(alternatives: Alternatives, as_of: datetime) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.covers for one in alternatives if one.holds(as_of)))


def _uncovered(alternatives: Alternatives, register: RiskRegister, as_of: datetime) -> tuple[str, ...]:
    threats = (risk.name for risk in register.open if risk.harmful and risk.response is None and not risk.fallback)
    return uncovered(threats, alternatives, as_of=as_of)


def _lacks(success: SuccessDefinition) -> tuple[Finding, ...]:
    return success.findings()


def _is_agreed(success: SuccessDefinition) -> bool:
    return bool(success.agreed_by)


def _lesson_count(lessons: tuple[Lesson, ...]) -> int:
    return len(lessons)


def _open_lessons(lessons: tuple[Lesson, ...]) -> tuple[str, ...]:
    return tuple(lesson.statement for lesson in lessons if not lesson.owner)


def _change_count(changes: ChangeLog) -> int:
    return len(changes)


def _obligation_count(obligations: Obligations) -> int:
    return len(obligations)


def _of_obligations(name: str, doc: str, holds: Callable[[Obligation, datetime], bool]) -> KnownFact:
    return known(name, _LIST, doc, Which(holds), "compliance", "as_of")


RECORD_FACTS: tuple[KnownFact, ...] = (
    root("as_of", FactType.MOMENT, "the moment that is asked about; what happened later is not known"),
    root("project", _SECTION, "the project; absent where only a plan is asked about"),
    known("project.name", FactType.TEXT, "what the project is called", Asked("name"), "project"),
    known(
        "deliverables",
        _SECTION,
        "what is known of every deliverable, by name of fact",
        _deliverables,
        "project",
        "as_of",
    ),
    *picked(DELIVERABLE_FACTS, "deliverables"),
    known("lifecycle", _SECTION, "what is known of the lifecycle, by name of fact", _lifecycle, "project", "as_of"),
    *picked(LIFECYCLE_FACTS, "lifecycle"),
    known("compliance", _SECTION, "what law, contracts and policies demand", Asked("obligations"), "project"),
    known("compliance.obligations", _NUMBER, "how many there are", _obligation_count, "compliance", unit="1"),
    _of_obligations("compliance.open_obligations", "names of obligations not met yet", _is_open),
    _of_obligations("compliance.overdue_obligations", "names of open obligations past their date", _is_overdue),
    _of_obligations("compliance.without_evidence", "names of obligations met without evidence", _lacks_evidence),
    _of_obligations("compliance.without_owner", "names of open obligations nobody sees to", _is_unowned),
    known("change", _SECTION, "the change log", Asked("changes"), "project"),
    known("change.count", _NUMBER, "changes asked for", _change_count, "change", unit="1"),
    known("change.undecided", _LIST, "ids of changes that wait for a decision", _undecided, "change", "as_of"),
    known(
        "change.approved_cost",
        _MONEY,
        "what approved changes add to the cost; absent where none says so in one currency",
        _approved_cost,
        "change",
        "as_of",
    ),
    known(
        "change.approved_days",
        _NUMBER,
        "what approved changes add to the duration",
        _approved_days,
        "change",
        "plan",
        "as_of",
        unit="day",
    ),
    known(
        "change.unapproved_tasks",
        _LIST,
        "ids of tasks in the plan that belong to a change nobody has approved",
        unapproved_tasks,
        "change",
        "plan",
        "as_of",
    ),
    known("alternative", _SECTION, "what is prepared if something critical fails", Asked("alternatives"), "project"),
    known("alternative.prepared", _LIST, "what an alternative stands ready for", _prepared, "alternative", "as_of"),
    known(
        "alternative.missing",
        _LIST,
        "names of open threats without response, fallback and alternative",
        _uncovered,
        "alternative",
        "risk",
        "as_of",
    ),
    known("success", _SECTION, "the definition of success", Asked("success"), "project"),
    known("success.lacks", _LIST, "what the definition lacks, as findings", _lacks, "success"),
    known("success.agreed", _FLAG, "whether somebody has agreed to it", _is_agreed, "success"),
    known("lessons", _SECTION, "what to do otherwise next time", Asked("lessons"), "project"),
    known("lessons.count", _NUMBER, "lessons recorded", _lesson_count, "lessons", unit="1"),
    known("lessons.without_owner", _LIST, "lessons that nobody sees to", _open_lessons, "lessons"),
)

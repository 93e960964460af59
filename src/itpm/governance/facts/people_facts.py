"""Facts about people: who is told, who does what, who is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from itpm.governance.facts.known import Asked, KnownFact, known
from itpm.governance.projects import Project
from itpm.governance.records import CommunicationPlan, Responsibilities, TeamMember, UpdatesDue
from itpm.model.plans import Plan
from itpm.rules import FactType

_LIST, _NUMBER, _SECTION = FactType.LIST, FactType.NUMBER, FactType.SECTION

Team = tuple[TeamMember, ...]


def _due(communication: CommunicationPlan, as_of: datetime) -> UpdatesDue:
    return communication.due(as_of)


def _told(updates: UpdatesDue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(update.to for update in updates))


def _overdue(updates: UpdatesDue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(update.to for update in updates if update.days_overdue))


def _most_overdue(updates: UpdatesDue) -> int:
    return max((update.days_overdue for update in updates), default=0)


def _stakeholders(communication: CommunicationPlan) -> int:
    return len(communication.stakeholders)


def _without_channel(communication: CommunicationPlan) -> tuple[str, ...]:
    return _names(communication.without_channel)


def _without_updates(communication: CommunicationPlan) -> tuple[str, ...]:
    return _names(communication.without_updates)


def _names(named: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(getattr(one, "name", one)) for one in named)


@frozen
class There:
    """Names of the members who are there and of whom something more holds."""

    holds: Callable[[TeamMember, datetime], bool]

    def __call__(self, team: Team, as_of: datetime) -> tuple[str, ...]:
        """Their names, in the order of listing."""
        return tuple(member.name for member in team if member.is_there(as_of) and self.holds(member, as_of))


def _onboarding(member: TeamMember, as_of: datetime) -> bool:
    return member.is_onboarding(as_of)


def _no_onboarding_planned(member: TeamMember, _as_of: datetime) -> bool:
    return member.hired is not None and member.onboarded is None


def _with_overtime(member: TeamMember, _as_of: datetime) -> bool:
    return member.overtime_hours > 0


def _size(team: Team, as_of: datetime) -> int:
    return sum(member.is_there(as_of) for member in team)


@frozen
class Summed:
    """A figure of the members who are there, added up."""

    name: str

    def __call__(self, team: Team, as_of: datetime) -> Decimal:
        """The sum."""
        return sum((getattr(member, self.name) for member in team if member.is_there(as_of)), Decimal(0))


def _unmanned(plan: Plan, project: Project) -> tuple[str, ...] | None:
    """People the plan counts on whom no member of the team stands for; absent where no member names a resource."""
    filled = {member.resource for member in project.team or () if member.resource}
    if not filled:
        return None
    used = {share.resource for task in plan.tasks for share in task.assignments}
    return tuple(
        resource.id for resource in plan.resources if resource.id in used - filled and resource.kind.name == "WORK"
    )


def _items(matrix: Responsibilities) -> int:
    return len(matrix.items)


PEOPLE_FACTS: tuple[KnownFact, ...] = (
    known("communication", _SECTION, "stakeholders, and what they are promised", Asked("communication"), "project"),
    known(
        "communication.stakeholders", _NUMBER, "people the project concerns", _stakeholders, "communication", unit="1"
    ),
    known("communication.updates_due", _SECTION, "updates due by then", _due, "communication", "as_of"),
    known("communication.due", _LIST, "who is to be told by then", _told, "communication.updates_due"),
    known("communication.overdue", _LIST, "who should have been told before", _overdue, "communication.updates_due"),
    known(
        "communication.days_overdue",
        _NUMBER,
        "days that the most overdue update is late",
        _most_overdue,
        "communication.updates_due",
        unit="day",
    ),
    known(
        "communication.without_channel",
        _LIST,
        "stakeholders of whom nobody knows how they are told",
        _without_channel,
        "communication",
    ),
    known(
        "communication.without_updates",
        _LIST,
        "stakeholders with power or interest whom nobody has promised an update",
        _without_updates,
        "communication",
    ),
    known("responsibility", _SECTION, "who does what", Asked("responsibilities"), "project"),
    known("responsibility.items", _NUMBER, "items that somebody has a part in", _items, "responsibility", unit="1"),
    known(
        "responsibility.without_accountable",
        _LIST,
        "items for which nobody is accountable",
        Asked("without_accountable"),
        "responsibility",
    ),
    known(
        "responsibility.several_accountable",
        _LIST,
        "items for which more than one is accountable",
        Asked("several_accountable"),
        "responsibility",
    ),
    known(
        "responsibility.without_responsible",
        _LIST,
        "items that nobody does",
        Asked("without_responsible"),
        "responsibility",
    ),
    known("team", _SECTION, "who works for the project", Asked("team"), "project"),
    known("team.size", _NUMBER, "members who are there", _size, "team", "as_of", unit="1"),
    known(
        "team.onboarding_open",
        _LIST,
        "members who are there and cannot work alone yet",
        There(_onboarding),
        "team",
        "as_of",
    ),
    known(
        "team.onboarding_unplanned",
        _LIST,
        "members who joined and whose onboarding has no date",
        There(_no_onboarding_planned),
        "team",
        "as_of",
    ),
    known("team.with_overtime", _LIST, "members with overtime so far", There(_with_overtime), "team", "as_of"),
    known("team.overtime_hours", _NUMBER, "overtime so far", Summed("overtime_hours"), "team", "as_of", unit="h"),
    known("team.weekly_hours", _NUMBER, "hours agreed for a week", Summed("weekly_hours"), "team", "as_of", unit="h"),
    known("team.travel_days", _NUMBER, "days spent travelling", Summed("travel_days"), "team", "as_of", unit="day"),
    known("team.unmanned_resources", _LIST, "ids of resources nobody stands for", _unmanned, "plan", "project"),
)

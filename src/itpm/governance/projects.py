"""The project: the plan, and everything else that decides whether it will be a good one.

A record that nobody has made is None, not empty: an empty team is a statement, no team is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, cast

import attrs
from attrs import evolve, field, frozen

from itpm.errors import Fault, FaultsError, UnknownNameError, did_you_mean, shortened
from itpm.governance.errors import GovernanceError
from itpm.governance.records.changes import Change, ChangeLog
from itpm.governance.records.communication import CommunicationPlan
from itpm.governance.records.contingencies import Alternative
from itpm.governance.records.inputs import record_faults, repeated
from itpm.governance.records.obligations import Obligation
from itpm.governance.records.responsibilities import Responsibilities
from itpm.governance.records.success import SuccessDefinition
from itpm.governance.records.team import TeamMember
from itpm.lifecycle import (
    Accepted,
    Deliverable,
    Lesson,
    LifecycleEvent,
    LifecycleState,
    Methodology,
    deliverable_facts,
    replay,
    waterfall,
)
from itpm.model.given import expect, kind_faults, several
from itpm.model.moments import Moment, moment
from itpm.model.plans import Plan
from itpm.risk import RaidLog, RiskAppetite, RiskRegister, appetite_findings


def _history(events: Iterable[LifecycleEvent]) -> tuple[LifecycleEvent, ...]:
    given = several(cast("Iterable[object]", events), object, "history", GovernanceError)
    return cast("tuple[LifecycleEvent, ...]", given)  # each is looked at by the project


def _deliverables(values: Iterable[Deliverable]) -> tuple[Deliverable, ...]:
    return several(values, Deliverable, "deliverables", GovernanceError)


def _team(values: Iterable[TeamMember] | None) -> tuple[TeamMember, ...] | None:
    return None if values is None else several(values, TeamMember, "team", GovernanceError)


def _obligations(values: Iterable[Obligation] | None) -> tuple[Obligation, ...] | None:
    return None if values is None else several(values, Obligation, "obligations", GovernanceError)


def _alternatives(values: Iterable[Alternative] | None) -> tuple[Alternative, ...] | None:
    return None if values is None else several(values, Alternative, "alternatives", GovernanceError)


def _lessons(values: Iterable[Lesson] | None) -> tuple[Lesson, ...] | None:
    return None if values is None else several(values, Lesson, "lessons", GovernanceError)


def _changes(values: ChangeLog | Iterable[Change] | None) -> ChangeLog | None:
    return values if values is None or isinstance(values, ChangeLog) else ChangeLog(values)


@frozen(slots=False)
class Project:
    """Everything that is known of a project.

    Attributes:
        name: what it is called.
        plan: its schedule, resources and baselines; None: not planned yet.
        methodology: what it follows; default: the five classical phases.
        history: what happened in its lifecycle, `Begun` first; only ever appended to. None of it: not begun.
        deliverables: what it produces for its gates.
        register: its threats and opportunities; those of the log, where that has any.
        log: its issues, actions, assumptions and decisions, beside its risks.
        risk_appetite: how much risk those who answer for it bear.
        communication: whom it concerns, and what they are told.
        responsibilities: who does what.
        obligations: what law, contracts and policies demand.
        changes: the changes asked for, and what was decided; a list of them is accepted.
        team: who works for it.
        alternatives: what is prepared for the case that something critical fails.
        success: what success is.
        lessons: what to do otherwise next time.

    Raises:
        GovernanceError: with every fault: a history that the methodology cannot have had, two deliverables of one kind,
            names given twice, a team member who stands for a resource that the plan does not have, a register beside a log
            with other risks, an appetite for bands or a currency that the register does not have.

    Example:
        >>> from itpm.lifecycle import Begun, ProjectCharter
        >>> project = Project("CRM", history=[Begun("2026-01-05")], deliverables=[ProjectCharter("one CRM")])
        >>> project.state.active, project.plan is None
        (('initiation',), True)
    """

    name: str
    plan: Plan | None = None
    methodology: Methodology = field(factory=waterfall, kw_only=True, repr=False)
    history: tuple[LifecycleEvent, ...] = field(default=(), kw_only=True, converter=_history, repr=False)
    deliverables: tuple[Deliverable, ...] = field(default=(), kw_only=True, converter=_deliverables, repr=False)
    _register: RiskRegister | None = field(default=None, kw_only=True, alias="register", repr=False)
    log: RaidLog | None = field(default=None, kw_only=True, repr=False)
    risk_appetite: RiskAppetite | None = field(default=None, kw_only=True, repr=False)
    communication: CommunicationPlan | None = field(default=None, kw_only=True, repr=False)
    responsibilities: Responsibilities | None = field(default=None, kw_only=True, repr=False)
    obligations: tuple[Obligation, ...] | None = field(default=None, kw_only=True, converter=_obligations, repr=False)
    changes: ChangeLog | None = field(default=None, kw_only=True, converter=_changes, repr=False)
    team: tuple[TeamMember, ...] | None = field(default=None, kw_only=True, converter=_team, repr=False)
    alternatives: tuple[Alternative, ...] | None = field(
        default=None, kw_only=True, converter=_alternatives, repr=False
    )
    success: SuccessDefinition | None = field(default=None, kw_only=True, repr=False)
    lessons: tuple[Lesson, ...] | None = field(default=None, kw_only=True, converter=_lessons, repr=False)

    def __attrs_post_init__(self) -> None:
        GovernanceError.refuse(_wrong_parts(self))
        GovernanceError.refuse(_faults(self))

    @property
    def register(self) -> RiskRegister | None:
        """Its threats and opportunities: as given, or those of the log; a log without risks says nothing of them."""
        if self._register is not None or self.log is None or not self.log.register:
            return self._register
        return self.log.register

    @cached_property
    def state(self) -> LifecycleState | None:
        """Where it stands in its lifecycle: the fold of its history; None: not begun."""
        return replay(self.methodology, self.history) if self.history else None

    def state_at(self, as_of: Moment) -> LifecycleState | None:
        """Where it stood then; a bare date means the end of that day. None: not begun then."""
        until = moment(as_of, edge="finish", place="as_of")
        if not self.history or self.history[0].at > until:
            return None
        return replay(self.methodology, self.history, at=until)

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Project)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


_PARTS = {
    "plan": Plan,
    "methodology": Methodology,
    "_register": RiskRegister,
    "log": RaidLog,
    "risk_appetite": RiskAppetite,
    "communication": CommunicationPlan,
    "responsibilities": Responsibilities,
    "success": SuccessDefinition,
}


def _wrong_parts(project: Project) -> Iterator[Fault]:
    """Parts of another type than theirs: nothing more can be said of a project with such a one."""
    for name, kind in _PARTS.items():
        part = getattr(project, name)
        if part is None and name != "methodology":
            continue
        yield from kind_faults(part, f"project.{name.strip('_')}", kind)
    for place, event in enumerate(project.history):
        if not isinstance(event, LifecycleEvent):
            yield Fault(
                f"project.history[{place}]", event, f"expected an event like Begun(...), got {shortened(event)}"
            )


def _faults(project: Project) -> Iterator[Fault]:
    yield from record_faults(project, "project", name="a name")
    if project.history:
        yield from _refused_by(lambda: replay(project.methodology, project.history), "history")
    yield from _refused_by(lambda: deliverable_facts(project.deliverables), "deliverables")
    yield from repeated("team member", (member.name for member in project.team or ()))
    yield from repeated("obligation", (obligation.name for obligation in project.obligations or ()))
    yield from _strangers(project)
    yield from _risk_faults(project)


def _refused_by(make: Any, place: str) -> Iterator[Fault]:  # Any: whatever it makes is thrown away
    try:
        make()
    except FaultsError as error:
        for fault in error.faults:
            yield Fault(f"{place}: {fault.place}", fault.value, fault.message)
    except UnknownNameError as error:
        yield Fault(place, error.name, str(error))


def _strangers(project: Project) -> Iterator[Fault]:
    if project.plan is None:
        return
    known = project.plan.resource_by_id
    for member in project.team or ():
        if member.resource and member.resource not in known:
            message = f"the plan has no resource {member.resource!r}{did_you_mean(member.resource, known)}"
            yield Fault(f"team member {member.name!r}.resource", member.resource, message)


def _risk_faults(project: Project) -> Iterator[Fault]:
    register, log, appetite = project.register, project.log, project.risk_appetite
    if register is not None and log is not None and register != log.register:
        message = "the log holds other risks; give them in the log alone: RaidLog(register, ...)"
        yield Fault("register", register, message)
    if register is not None and appetite is not None:
        yield from _refused_by(lambda: appetite_findings(register, appetite), "risk_appetite")


def recorded(project: Project, decision: Accepted) -> Project:
    """The project with what was decided appended to its history.

    Args:
        project: as it was when the decision was asked for.
        decision: what `itpm.lifecycle.decide` accepted.

    Raises:
        GovernanceError: the decision does not continue the project's history.

    Example:
        >>> from itpm.lifecycle import Begun, Hold, decide
        >>> from itpm.rules import Facts
        >>> project = Project("CRM", history=[Begun("2026-01-05")])
        >>> command = Hold("no budget yet", by="ann", at="2026-01-20")
        >>> decision = decide(project.methodology, project.state, command, Facts.of({}, as_of="2026-01-20"))
        >>> str(recorded(project, decision).state.status)
        'on hold'
    """
    expect(project, "project", Project, error=GovernanceError)
    expect(decision, "decision", Accepted, error=GovernanceError)
    return evolve(project, history=(*project.history, *decision.events))

"""Single things that a gate asks for, looked at with what is known: facts, tolerances, approvals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import field, frozen

from itpm.findings import Finding
from itpm.lifecycle.events import GateApproved
from itpm.lifecycle.stages import Gate, GateCriterion, Stage, Tolerance
from itpm.lifecycle.states import LifecycleState
from itpm.rules import Facts
from itpm.rules.wording import day, listed


def _findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(findings)


@frozen
class GateCheck:
    """One thing a gate asks for, and what stands against it.

    Attributes:
        subject: what is asked for, as ``kind:id``: ``"deliverable:charter"``.
        title: what people call it.
        reasons: what stands against it; nothing means it is met.
    """

    subject: str
    title: str
    reasons: tuple[Finding, ...] = field(default=(), converter=_findings)

    @property
    def is_met(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons

    @property
    def is_unknown(self) -> bool:
        """Whether all that stands against it is that something is not known."""
        return bool(self.reasons) and all(reason.missing for reason in self.reasons)


def criterion_check(gate: Gate, criterion: GateCriterion, facts: Facts) -> GateCheck:
    """A criterion, looked at."""
    subject = f"criterion:{gate.key}.{criterion.key}"
    return GateCheck(subject, criterion.title, _criterion_reasons(gate, criterion, subject, facts))


def _criterion_reasons(gate: Gate, criterion: GateCriterion, subject: str, facts: Facts) -> Iterator[Finding]:
    code = f"{gate.key}.{criterion.key}"
    if not facts.supplied(criterion.fact):
        yield _unknown(code, subject, f"whether {criterion.title}", criterion.fact)
        return
    value = facts[criterion.fact]
    wanted = _wanted(criterion.at_least, criterion.at_most)
    if (value is True) if not wanted else _is_within(value, criterion.at_least, criterion.at_most):
        return
    message = f"it does not hold that {criterion.title}: {criterion.fact} is {value}" + (
        f", {wanted} is wanted" if wanted else ""
    )
    remedy = criterion.remedy or f"see to it that {criterion.title}"
    yield Finding(code=code, subject=subject, message=message, remedy=remedy, evidence=[(criterion.fact, value)])


def _wanted(at_least: Decimal | None, at_most: Decimal | None) -> str:
    bounds = [
        *([f"at least {at_least}"] if at_least is not None else []),
        *([f"at most {at_most}"] if at_most is not None else []),
    ]
    return listed(bounds) if bounds else ""


def _is_within(value: object, at_least: Decimal | None, at_most: Decimal | None) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return (at_least is None or value >= at_least) and (at_most is None or value <= at_most)


def _unknown(code: str, subject: str, question: str, *names: str) -> Finding:
    return Finding(
        code=code,
        subject=subject,
        message=f"cannot be decided {question}: no one supplied {listed(names)}",
        missing=names,
        remedy=f"supply {listed(names)}",
    )


def tolerance_check(stage: Stage, tolerance: Tolerance, state: LifecycleState, facts: Facts) -> GateCheck:
    """A tolerance, looked at; what was allowed on an exception counts."""
    subject = f"tolerance:{stage.key}.{tolerance.area}"
    limit = state.limit(stage.key, tolerance.area, tolerance.at_most)
    title = f"{tolerance.area} of {stage.title} within {limit}"
    code = f"{stage.key}.tolerance.{tolerance.area}"
    if not facts.supplied(tolerance.fact):
        return GateCheck(subject, title, [_unknown(code, subject, f"whether {title}", tolerance.fact)])
    value = facts[tolerance.fact]
    if _is_within(value, None, limit):
        return GateCheck(subject, title)
    forecast = f"{tolerance.fact} is {value}, at most {limit}"
    message = f"{stage.title} is forecast to leave its tolerance of {tolerance.area}: {forecast}"
    remedy = (
        f"RaiseException({stage.key!r}, ...); the {stage.exceptions_to} decides: "
        f"SettleException({stage.key!r}, ..., allows={{{tolerance.area!r}: {value}}})"
    )
    reason = Finding(code=code, subject=subject, message=message, remedy=remedy, evidence=[(tolerance.fact, value)])
    return GateCheck(subject, title, [reason])


def approval_check(gate: Gate, role: str, state: LifecycleState, facts: Facts) -> GateCheck:
    """An approval, looked at: whether it was given, and to what is there now."""
    subject = f"approval:{role}"
    title = f"approval by the {role}"
    given = state.approval(gate.key, role)
    remedy = f"the {role} decides: ApproveGate({gate.key!r}, {role!r}, by=..., at=...)"
    code = f"{gate.key}.approval"
    if given is None:
        message = f"gate {gate.key} is not approved by the {role}"
        return GateCheck(subject, title, [Finding(code=code, subject=subject, message=message, remedy=remedy)])
    missing = [name for name in map(content_fact, dict(given.content)) if not facts.supplied(name)]
    if missing:
        question = f"whether what the {role} approved is what is there now"
        return GateCheck(subject, title, [_unknown(code, subject, question, *missing)])
    changed = changed_since(given, facts)
    if not changed:
        return GateCheck(subject, title)
    message = f"the {role} approved gate {gate.key} on {day(given.at)}; since then {listed(changed)} changed"
    again = Finding(code=code, subject=subject, message=message, remedy=remedy.replace("decides:", "decides again:"))
    return GateCheck(subject, title, [again])


def content_fact(kind: str) -> str:
    """The fact with the fingerprint of a deliverable's content."""
    return f"deliverable.{kind}.fingerprint"


def changed_since(approval: GateApproved, facts: Facts) -> tuple[str, ...]:
    """Deliverables whose content is no longer what was approved."""
    return tuple(
        kind
        for kind, fingerprint in approval.content
        if facts.supplied(content_fact(kind)) and facts[content_fact(kind)] != fingerprint
    )


def approved_content(gate: Gate, facts: Facts) -> tuple[tuple[str, str], ...]:
    """(deliverable, fingerprint) of what an approval is given to, as far as it is known."""
    names = {kind: content_fact(kind) for kind in (*gate.requires, *gate.desired)}
    return tuple((kind, str(facts[name])) for kind, name in names.items() if facts.supplied(name))

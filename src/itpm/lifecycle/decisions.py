"""May this be done now? Yes, with what happens then; or no, with every reason and what lifts it.

A refusal is a value, not an exception, and it is complete: whoever does away with all of its reasons is accepted.
Only what no circumstance could make right is raised: a gate or a role that does not exist, a state of another
methodology.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn, assert_never

from attrs import field, frozen

from itpm.errors import Fault, nearest
from itpm.findings import Finding
from itpm.lifecycle.commands import (
    COMMAND_TYPES,
    ApproveGate,
    BeginIteration,
    Command,
    Hold,
    MeetCondition,
    PassGate,
    RaiseException,
    RecycleGate,
    Resume,
    SettleException,
    Terminate,
)
from itpm.lifecycle.conditions import GateVerdict
from itpm.lifecycle.errors import LifecycleError, RefusedError, UnknownApproverError
from itpm.lifecycle.events import (
    ConditionMet,
    ExceptionRaised,
    ExceptionSettled,
    GateApproved,
    GatePassed,
    GateRecycled,
    IterationBegun,
    PutOnHold,
    Resumed,
    Terminated,
)
from itpm.lifecycle.folding import advanced, folded
from itpm.lifecycle.gate_checks import approved_content
from itpm.lifecycle.gates import GateReview, outcomes, review
from itpm.lifecycle.histories import LifecycleEvent
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.objections import not_now, over, settled, untimely
from itpm.lifecycle.persons import conditional, unnamed, wrong_person
from itpm.lifecycle.states import LifecycleState
from itpm.model.given import expect
from itpm.rules import Facts, RulePack, RuleProfile, Waiver


def _events(events: Iterable[LifecycleEvent]) -> tuple[LifecycleEvent, ...]:
    return tuple(events)


def _findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(findings)


@frozen
class Accepted:
    """The command is granted.

    Attributes:
        state: where the project stands then.
        events: what happened; append them to the history.
        warnings: what did not stand against it, but should be known.
    """

    state: LifecycleState
    events: tuple[LifecycleEvent, ...] = field(converter=_events)
    warnings: tuple[Finding, ...] = field(default=(), converter=_findings)

    def unwrap(self) -> LifecycleState:
        """The state; for those who prefer an exception to a refusal."""
        return self.state


@frozen
class Refused:
    """The command is refused; the state stays as it was.

    Attributes:
        reasons: every one; a reason without a remedy cannot be lifted.
    """

    reasons: tuple[Finding, ...] = field(converter=_findings)

    def unwrap(self) -> NoReturn:
        """Never returns.

        Raises:
            RefusedError: always, with every reason.
        """
        raise RefusedError(self.reasons)

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))


def decide(
    methodology: Methodology,
    state: LifecycleState,
    command: Command,
    facts: Facts,
    *,
    rules: Iterable[RulePack] = (),
    profile: RuleProfile | None = None,
    waivers: Iterable[Waiver] = (),
) -> Accepted | Refused:
    """Whether the command is granted, and what then happens; or every reason why not.

    Args:
        methodology: what the project follows.
        state: where it stands.
        command: what is asked.
        facts: what is known; not later than the command.
        rules: packs with the rules that gates name.
        profile: parameters and enforcement of the rules; an advisory rule warns and does not refuse.
        waivers: offences somebody answers for.

    Raises:
        UnknownGateError: the command names a gate that the methodology does not have.
        UnknownNameError: it names a stage that the methodology does not have.
        UnknownApproverError: the command approves in a role that does not approve the gate.
        LifecycleError: the state is of another methodology, or what is asked is no command.
        RuleError: a rule broke.
        FactError: a fact could not be worked out.

    Example:
        >>> from itpm.lifecycle import begin, deliverable_facts, waterfall
        >>> from itpm.rules import Facts
        >>> method = waterfall()
        >>> facts = Facts.of(deliverable_facts([]), as_of="2026-02-02")
        >>> print(decide(method, begin(method, at="2026-01-05"), PassGate("G1", by="ann", at="2026-02-02"), facts))
        G1.goal: the goal has not been begun. Lift it: write it, have it reviewed and accepted
        G1.feasibility_study: the feasibility study has not been begun. Lift it: write it, have it reviewed and accepted
        G1.charter: the charter has not been begun. Lift it: write it, have it reviewed and accepted
        G1.approval: gate G1 is not approved by the sponsor. Lift it: the sponsor decides: ApproveGate('G1',
        'sponsor', by=..., at=...)
    """
    _check(methodology, state, command)
    if state.is_over:
        return Refused([over(methodology, state)])
    state = advanced(methodology, state, command.at)
    final = settled(methodology, state, command, facts)
    if final is not None:
        return Refused([final])
    looked = _looked(methodology, state, command, facts, rules, profile, waivers)
    reasons = [
        *untimely(state, command, facts),
        *not_now(methodology, state, command),
        *wrong_person(methodology, state, command, facts),
        *_against(methodology, state, command, looked),
    ]
    if reasons:
        return Refused(reasons)
    event = _event(methodology, command, facts, looked)
    warnings = [*unnamed(command, facts), *_passed_over(command, looked), *(looked.warnings if looked else ())]
    return Accepted(folded(methodology, state, event), [event], warnings)


def _looked(  # noqa: PLR0917  # as decide has them
    methodology: Methodology,
    state: LifecycleState,
    command: Command,
    facts: Facts,
    rules: Iterable[RulePack],
    profile: RuleProfile | None,
    waivers: Iterable[Waiver],
) -> GateReview | None:
    """The review of the gate that the command is about; an approval needs none."""
    key = "" if isinstance(command, ApproveGate) else getattr(command, "gate", "")
    if not key:
        return None
    return review(methodology, methodology.gate(key), state, facts, rules=rules, profile=profile, waivers=waivers)


def _against(
    methodology: Methodology, state: LifecycleState, command: Command, looked: GateReview | None
) -> Iterator[Finding]:
    """What the gate's review says against the command, less what conditions stand for."""
    if looked is None:
        return
    if isinstance(command, PassGate):
        yield from conditional(methodology, state, command)
        covered = {condition.covers for condition in command.conditions} - looked.strict_codes
        yield from (reason for reason in looked.reasons if reason.code not in covered)
    if isinstance(command, MeetCondition):
        yield from (reason for reason in looked.reasons if reason.code == command.covers)


def _passed_over(command: Command, looked: GateReview | None) -> Iterator[Finding]:
    """Reasons that conditions stand for: they stay visible as warnings."""
    if isinstance(command, PassGate) and looked is not None:
        yield from looked.reasons


def _check(methodology: Methodology, state: LifecycleState, command: Command) -> None:
    expect(methodology, "methodology", Methodology, error=LifecycleError)
    expect(state, "state", LifecycleState, error=LifecycleError, hint="; begin(...) or replay(...) makes one")
    if state.methodology != methodology.label:
        message = f"the state is of {state.methodology!r}, the methodology is {methodology.label!r}"
        raise LifecycleError([Fault("state.methodology", state.methodology, message)])
    if not _is_command(command):
        raise LifecycleError([Fault("command", command, f"expected a command, got {type(command).__name__}")])
    for name, known in (("stage", methodology.stage), ("to", methodology.stage), ("gate", methodology.gate)):
        if getattr(command, name, ""):
            known(getattr(command, name))
    if isinstance(command, ApproveGate):
        approvers = methodology.gate(command.gate).approvers
        if command.role not in approvers:
            raise UnknownApproverError(command.role, nearest(command.role, approvers) or approvers)


def _is_command(value: object) -> bool:
    return isinstance(value, COMMAND_TYPES)


def _event(methodology: Methodology, command: Command, facts: Facts, looked: GateReview | None) -> LifecycleEvent:
    who: Any = {"by": command.by, "at": command.at}
    report = looked.report if looked else None
    kept: Any = {"outcomes": outcomes(report), "rules": report.fingerprint if report else ""}
    match command:
        case PassGate():
            verdict = GateVerdict.CONDITIONAL_GO if command.conditions else GateVerdict.GO
            return GatePassed(gate=command.gate, verdict=verdict, conditions=command.conditions, **who, **kept)
        case ApproveGate():
            content = approved_content(methodology.gate(command.gate), facts)
            return GateApproved(
                gate=command.gate, role=command.role, delegated_by=command.delegated_by, content=content, **who
            )
        case MeetCondition():
            return ConditionMet(gate=command.gate, covers=command.covers, **who)
        case RecycleGate():
            return GateRecycled(gate=command.gate, to=command.to, reason=command.reason, **who, **kept)
        case BeginIteration():
            return IterationBegun(stage=command.stage, goal=command.goal, **who)
        case RaiseException():
            return ExceptionRaised(stage=command.stage, reason=command.reason, **who)
        case SettleException():
            return ExceptionSettled(stage=command.stage, decision=command.decision, allows=command.allows, **who)
        case Hold():
            return PutOnHold(reason=command.reason, gate=command.gate, **who, **kept)
        case Resume():
            return Resumed(**who)
        case Terminate():
            return Terminated(reason=command.reason, gate=command.gate, **who, **kept)
        case _:
            assert_never(command)

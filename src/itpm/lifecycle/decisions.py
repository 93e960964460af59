"""May this be done now? Yes, with what happens then; or no, with every reason and what lifts it.

A refusal is a value, not an exception, and it is complete: whoever does away with all of its reasons is accepted.
Only what no circumstance could make right is raised: a gate or a role that does not exist, a state of another
methodology.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NoReturn, assert_never

from attrs import field, frozen

from itpm.errors import Fault, nearest
from itpm.findings import Finding
from itpm.lifecycle.commands import COMMAND_TYPES, ApproveGate, Command, Hold, PassGate, Resume, Terminate
from itpm.lifecycle.errors import LifecycleError, RefusedError, UnknownApproverError
from itpm.lifecycle.events import GateApproved, GatePassed, LifecycleEvent, PutOnHold, Resumed, Terminated
from itpm.lifecycle.gates import GateReview, outcomes, review
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.states import LifecycleState, LifecycleStatus, folded
from itpm.rules import Facts, RulePack, RuleProfile, Waiver
from itpm.rules.wording import day, listed


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
        return Refused([_over(methodology, state)])
    settled = _settled(state, command)
    if settled is not None:
        return Refused([settled])
    looked = None
    if isinstance(command, PassGate):
        gate = methodology.gate(command.gate)
        looked = review(methodology, gate, state, facts, rules=rules, profile=profile, waivers=waivers)
    reasons = [
        *_untimely(state, command, facts),
        *_not_now(methodology, state, command),
        *(looked.reasons if looked else ()),
    ]
    if reasons:
        return Refused(reasons)
    event = _event(command, looked)
    return Accepted(folded(methodology, state, event), [event], looked.warnings if looked else ())


def _check(methodology: Methodology, state: LifecycleState, command: Command) -> None:
    if state.methodology != methodology.label:
        message = f"the state is of {state.methodology!r}, the methodology is {methodology.label!r}"
        raise LifecycleError([Fault("state.methodology", state.methodology, message)])
    if not _is_command(command):
        raise LifecycleError([Fault("command", command, f"expected a command, got {type(command).__name__}")])
    if isinstance(command, (PassGate, ApproveGate)):
        gate = methodology.gate(command.gate)
        if isinstance(command, ApproveGate) and command.role not in gate.approvers:
            raise UnknownApproverError(command.role, nearest(command.role, gate.approvers) or gate.approvers)


def _is_command(value: object) -> bool:
    return isinstance(value, COMMAND_TYPES)


def _over(methodology: Methodology, state: LifecycleState) -> Finding:
    if state.status is LifecycleStatus.TERMINATED:
        message = f"the project was terminated on {day(state.last)}: {state.reason}"
        return Finding(code="LIF004", subject=f"lifecycle:{methodology.name}", message=message)
    return Finding(
        code="LIF005", subject=f"lifecycle:{methodology.name}", message=f"the project was closed on {day(state.last)}"
    )


def _settled(state: LifecycleState, command: Command) -> Finding | None:
    """Why the command is pointless: what it asks for is so already."""
    match command:
        case PassGate() | ApproveGate() if (passed := state.passing(command.gate)) is not None:
            message = f"gate {command.gate} was passed on {day(passed.at)} by {passed.by}"
            return Finding(code="LIF007", subject=f"gate:{command.gate}", message=message)
        case ApproveGate() if (given := state.approval(command.gate, command.role)) is not None:
            message = f"gate {command.gate} was approved by the {command.role} on {day(given.at)}, by {given.by}"
            return Finding(code="LIF008", subject=f"gate:{command.gate}", message=message)
        case Resume() if state.status is not LifecycleStatus.ON_HOLD:
            return Finding(code="LIF009", subject="lifecycle:hold", message="the project is not on hold")
        case Hold() if state.status is LifecycleStatus.ON_HOLD:
            message = f"the project has been on hold since {day(state.last)}: {state.reason}"
            return Finding(code="LIF010", subject="lifecycle:hold", message=message)
        case _:
            return None


def _untimely(state: LifecycleState, command: Command, facts: Facts) -> Iterator[Finding]:
    if command.at < state.last:
        yield Finding(
            code="LIF001",
            subject="command:at",
            message=f"the command is of {day(command.at)}, before the last event on {day(state.last)}",
            remedy=f"date it {day(state.last)} or later",
        )
    if facts.as_of > command.at:
        yield Finding(
            code="LIF002",
            subject="facts:as_of",
            message=f"the facts are as of {day(facts.as_of)}, later than the command of {day(command.at)}",
            remedy=f"ask for facts as of {day(command.at)}, or date the command {day(facts.as_of)} or later",
        )


def _not_now(methodology: Methodology, state: LifecycleState, command: Command) -> Iterator[Finding]:
    """Why the gate's turn has not come."""
    if not isinstance(command, (PassGate, ApproveGate)):
        return
    if state.status is LifecycleStatus.ON_HOLD:
        message = f"the project has been on hold since {day(state.last)}: {state.reason}"
        yield Finding(code="LIF003", subject="lifecycle:hold", message=message, remedy="go on: Resume(by=..., at=...)")
    before = gates_before(methodology, state, command.gate)
    if before:
        yield Finding(
            code="LIF006",
            subject=f"gate:{command.gate}",
            message=f"gate {command.gate} is not open: {listed(before)} {'come' if len(before) > 1 else 'comes'} first",
            remedy=f"pass {listed(before)}",
        )


def gates_before(methodology: Methodology, state: LifecycleState, gate: str) -> tuple[str, ...]:
    """Gates that must be passed before this one is open, in the methodology's order."""
    after = {stage.key: stage.after for stage in methodology.stages}
    needed: set[str] = set()
    waiting = list(methodology.stage_of(gate).after)
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed.add(key)
            waiting.extend(after[key])
    gates = [stage.exit.key for stage in methodology.stages if stage.key in needed]
    return tuple(key for key in gates if state.passing(key) is None)


def _event(command: Command, looked: GateReview | None) -> LifecycleEvent:
    match command:
        case PassGate():
            report = looked.report if looked else None
            fingerprint = report.fingerprint if report else ""
            return GatePassed(
                gate=command.gate, by=command.by, at=command.at, outcomes=outcomes(report), rules=fingerprint
            )
        case ApproveGate():
            return GateApproved(gate=command.gate, role=command.role, by=command.by, at=command.at)
        case Hold():
            return PutOnHold(reason=command.reason, by=command.by, at=command.at)
        case Resume():
            return Resumed(by=command.by, at=command.at)
        case Terminate():
            return Terminated(reason=command.reason, by=command.by, at=command.at)
        case _:
            assert_never(command)

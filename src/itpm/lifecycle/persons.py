"""What stands against a command because of who gives it, or because of conditions set or not met."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.lifecycle.commands import ApproveGate, Command, PassGate, SettleException
from itpm.lifecycle.holders import holders, is_same, role_fact
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.states import LifecycleState
from itpm.rules import Facts
from itpm.rules.wording import day, listed


def wrong_person(methodology: Methodology, state: LifecycleState, command: Command, facts: Facts) -> Iterator[Finding]:
    """Why somebody else has to give the command."""
    match command:
        case ApproveGate():
            yield from _wrong_approver(methodology, command, facts)
        case SettleException():
            yield from _wrong_judge(methodology, state, command, facts)


def _wrong_judge(
    methodology: Methodology, state: LifecycleState, command: SettleException, facts: Facts
) -> Iterator[Finding]:
    """An exception is decided on above: by who holds that role, and never by who raised it."""
    role = methodology.stage(command.stage).exceptions_to
    raised = state.exception(command.stage)
    raiser = raised.by if raised else ""
    named = holders(role, facts)
    able = [name for name in named if not is_same(name, raiser)]
    is_raiser = is_same(raiser, command.by)
    if not is_raiser and (not named or any(is_same(name, command.by) for name in able)):
        return
    message = f"{command.by} raised the exception, so somebody above decides on it"
    if not is_raiser:
        message = f"{command.by} does not decide for the {role}: that is {listed(named)}"
    remedy = f"{listed(able)} decides" if able else f"name somebody else for the {role}, who decides: {role_fact(role)}"
    yield Finding(code="LIF017", subject=f"role:{role}", message=message, remedy=remedy)


def _wrong_approver(methodology: Methodology, command: ApproveGate, facts: Facts) -> Iterator[Finding]:
    gate = methodology.gate(command.gate)
    subject = f"role:{command.role}"
    named = holders(command.role, facts)
    if command.delegated_by and not gate.is_delegable:
        message = f"the approval of gate {gate.key} cannot be delegated"
        in_person = f"{listed(named or (command.delegated_by,))} approves in person"
        yield Finding(code="LIF024", subject=subject, message=message, remedy=in_person)
    who = command.delegated_by or command.by
    if named and not any(is_same(name, who) for name in named):
        message = f"{who} is not the {command.role}: {listed(named)} is"
        remedy = f"{listed(named)} approves" + (f", or says delegated_by={named[0]!r}" if gate.is_delegable else "")
        yield Finding(code="LIF011", subject=subject, message=message, remedy=remedy)


def unnamed(command: Command, facts: Facts) -> Iterator[Finding]:
    """That nobody said who holds the role: known, but no reason to refuse."""
    if isinstance(command, ApproveGate) and not holders(command.role, facts):
        name = role_fact(command.role)
        message = f"nobody has said who the {command.role} is, so {command.by} is taken at their word"
        yield Finding(
            code="LIF011",
            subject=f"role:{command.role}",
            message=message,
            severity=Severity.INFO,
            missing=[name],
            remedy=f"supply {name}",
        )


def conditional(methodology: Methodology, state: LifecycleState, command: PassGate) -> Iterator[Finding]:
    """Why conditions cannot be set here, or why the project cannot end yet."""
    subject = f"gate:{command.gate}"
    stage = methodology.stage_of(command.gate)
    is_exit = command.gate == stage.exit.key and stage is not methodology.ending
    closes = is_exit and not any(stage.key in (*one.after, *one.alongside) for one in methodology.stages)
    if command.conditions and (closes or not is_exit):
        message = f"gate {command.gate} is passed or not: nothing comes after it in which a condition could be met"
        if not closes:
            message = f"gate {command.gate} leaves no stage, so it is passed or not, without conditions"
        yield Finding(
            code="LIF019", subject=subject, message=message, remedy="lift the reasons, and pass it without conditions"
        )
    for condition in command.conditions:
        if condition.due <= command.at:
            message = f"condition {condition.covers!r} is due on {day(condition.due)}, not after the gate"
            yield Finding(
                code="LIF018",
                subject=f"condition:{condition.covers}",
                message=message,
                remedy=f"date it after {day(command.at)}",
            )
    if closes or stage is methodology.ending:
        for open_ in state.conditions:
            condition = open_.condition
            yield Finding(
                code="LIF012",
                subject=f"condition:{open_.gate}.{condition.covers}",
                message=f"gate {open_.gate} was passed on condition that by {day(condition.due)}: {condition.action}",
                remedy=f"do it, and say so: MeetCondition({open_.gate!r}, {condition.covers!r}, by=..., at=...)",
            )

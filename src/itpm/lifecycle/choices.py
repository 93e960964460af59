"""Every command that can be given, with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from itpm.lifecycle.commands import (
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
from itpm.lifecycle.conditions import happens
from itpm.lifecycle.decisions import Accepted, Refused, decide
from itpm.lifecycle.folding import advanced
from itpm.lifecycle.gate_checks import changed_since
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.states import LifecycleState, LifecycleStatus
from itpm.model.moments import Moment
from itpm.rules import Facts, RulePack, RuleProfile, Waiver
from itpm.tables import Column, Table, Tabular


def _choices(choices: Iterable[tuple[Command, Accepted | Refused]]) -> tuple[tuple[Command, Accepted | Refused], ...]:
    return tuple(choices)


@frozen
class Options(Tabular):
    """Every command that can be given, with its verdict.

    Attributes:
        choices: (command, decision) of each.
    """

    choices: tuple[tuple[Command, Accepted | Refused], ...] = field(converter=_choices)

    @property
    def possible(self) -> tuple[Command, ...]:
        """The commands that would be accepted now."""
        return tuple(command for command, decision in self.choices if isinstance(decision, Accepted))

    def __iter__(self) -> Iterator[tuple[Command, Accepted | Refused]]:
        return iter(self.choices)

    def __len__(self) -> int:
        return len(self.choices)

    def table(self) -> Table:
        """A line for each command: whether it would be accepted, and how many reasons stand against it."""
        return Table(
            title="What can be done",
            columns=(
                Column("Command"),
                Column("About"),
                Column("Verdict"),
                Column("Reasons", align="right"),
                Column("First"),
            ),
            rows=tuple(_option_row(command, decision) for command, decision in self.choices),
        )


def _option_row(command: Command, decision: Accepted | Refused) -> tuple[object, ...]:
    about = " ".join(
        str(getattr(command, name)) for name in ("gate", "role", "stage", "covers") if hasattr(command, name)
    )
    reasons = decision.reasons if isinstance(decision, Refused) else ()
    verdict = "refused" if reasons else "accepted"
    return type(command).__name__, about, verdict, len(reasons), reasons[0].message if reasons else ""


def options(
    methodology: Methodology,
    state: LifecycleState,
    facts: Facts,
    *,
    by: str,
    at: Moment,
    rules: Iterable[RulePack] = (),
    profile: RuleProfile | None = None,
    waivers: Iterable[Waiver] = (),
) -> Options:
    """Every command that can be given now, with its verdict: what can be done, and what blocks the rest.

    Args:
        methodology: what the project follows.
        state: where it stands.
        facts: what is known; not later than `at`.
        by: who would ask.
        at: when; a bare date means the end of that day.
        rules: as for `decide`.
        profile: as for `decide`.
        waivers: as for `decide`.

    Example:
        >>> from itpm.lifecycle import begin, deliverable_facts, waterfall
        >>> method, facts = waterfall(), Facts.of(deliverable_facts([]), as_of="2026-02-02")
        >>> found = options(method, begin(method, at="2026-01-05"), facts, by="ann", at="2026-02-02")
        >>> [type(command).__name__ for command, decision in found if isinstance(decision, Accepted)][:2]
        ['ApproveGate', 'RecycleGate']
    """
    packs, allowed = tuple(rules), tuple(waivers)
    return Options(
        (command, decide(methodology, state, command, facts, rules=packs, profile=profile, waivers=allowed))
        for command in _commands(methodology, advanced(methodology, state, happens(at)), facts, by, at)
    )


def _commands(methodology: Methodology, state: LifecycleState, facts: Facts, by: str, at: Moment) -> Iterator[Command]:
    for gate in methodology.gates:
        if state.passing(gate.key) is None and _is_in_play(methodology, state, gate.key):
            for role in gate.approvers:
                given = state.approval(gate.key, role)
                if given is None or changed_since(given, facts):
                    yield ApproveGate(gate.key, role, by=by, at=at)
            yield PassGate(gate.key, by=by, at=at)
            if methodology.stage_of(gate.key).key in state.active:
                yield RecycleGate(gate.key, "to be given", by=by, at=at)
    for stage in methodology.stages:
        if stage.repeats and state.passing(stage.exit.key) is None:
            yield BeginIteration(stage.key, by=by, at=at)
        if stage.exceptions_to and stage.key in state.active:
            raised = state.exception(stage.key) is not None
            yield _exceptional(stage.key, by, at, raised=raised)
    for open_ in state.conditions:
        yield MeetCondition(open_.gate, open_.condition.covers, by=by, at=at)
    yield Hold("to be given", by=by, at=at)
    yield Resume(by=by, at=at)
    yield Terminate("to be given", by=by, at=at)


def _is_in_play(methodology: Methodology, state: LifecycleState, gate: str) -> bool:
    """Whether the gate can come at all: that of the early closure only when there is one, the others only when not."""
    return (methodology.stage_of(gate) is methodology.ending) == (state.status is LifecycleStatus.ENDING)


def _exceptional(stage: str, by: str, at: Moment, *, raised: bool) -> Command:
    if raised:
        return SettleException(stage, "to be given", by=by, at=at)
    return RaiseException(stage, "to be given", by=by, at=at)

"""Where a project stands before its next gate, and the facts that other parts may ask of a lifecycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from itpm.findings import Finding
from itpm.lifecycle.gate_checks import GateCheck
from itpm.lifecycle.gates import GateReview, review
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.objections import gates_before
from itpm.lifecycle.states import LifecycleState, LifecycleStatus
from itpm.rules import Facts, FactSpec, FactType, RulePack, RuleProfile, Waiver
from itpm.rules.wording import day, listed
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class GateReport(Tabular):
    """What a gate asks for, what of it is met, and what is still lacking.

    Attributes:
        gate: key of the gate; empty where no gate is left.
        stage: title of the stage that is left through it.
        checks: one for each deliverable, approver and rule.
        warnings: what does not stand against passing, but should be known.
        note: what else to know: that the project is on hold, closed or terminated.
    """

    gate: str
    stage: str = ""
    checks: tuple[GateCheck, ...] = ()
    warnings: tuple[Finding, ...] = ()
    note: str = field(default="")

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Everything that stands against passing."""
        return tuple(reason for check in self.checks for reason in check.reasons)

    @property
    def is_clear(self) -> bool:
        """Whether nothing stands against passing."""
        return not self.reasons

    def table(self) -> Table:
        """A line for each thing asked for that is met, and for each reason against one that is not."""
        rows = [row for check in self.checks for row in _rows(check)]
        met = sum(check.is_met for check in self.checks)
        title = (
            f"Gate {self.gate}, out of {self.stage}: {met} of {len(self.checks)} met"
            if self.gate
            else "No gate is left"
        )
        warnings = [f"warning: {finding}" for finding in self.warnings]
        return Table(
            title=title,
            columns=(Column("Asked for"), Column("State"), Column("Lacking"), Column("What lifts it")),
            rows=rows,
            note="\n".join(filter(None, [self.note, *warnings])),
        )


def _rows(check: GateCheck) -> Iterator[tuple[str, ...]]:
    if check.is_met:
        yield check.title, "met", "", ""
    for reason in check.reasons:
        yield check.title, "unknown" if reason.missing else "lacking", reason.message, reason.remedy


def standing(
    methodology: Methodology,
    state: LifecycleState,
    facts: Facts,
    *,
    gate: str | None = None,
    rules: Iterable[RulePack] = (),
    profile: RuleProfile | None = None,
    waivers: Iterable[Waiver] = (),
) -> GateReport:
    """What a gate still lacks.

    Args:
        methodology: what the project follows.
        state: where it stands.
        facts: what is known.
        gate: key of the gate; default: the next one.
        rules: packs with the rules that the gate names.
        profile: parameters and enforcement of the rules.
        waivers: offences somebody answers for.

    Raises:
        UnknownGateError: the methodology has no such gate.

    Example:
        >>> from itpm.lifecycle import begin, deliverable_facts, waterfall
        >>> method = waterfall()
        >>> facts = Facts.of(deliverable_facts([]), as_of="2026-02-02")
        >>> report = standing(method, begin(method, at="2026-01-05"), facts)
        >>> report.gate, report.is_clear, len(report.reasons)
        ('G1', False, 4)
    """
    key = gate or next_gate(methodology, state)
    if key is None:
        return GateReport(gate="", note=_note(state))
    stage = methodology.stage_of(key)
    looked: GateReview = review(
        methodology, methodology.gate(key), state, facts, rules=rules, profile=profile, waivers=waivers
    )
    return GateReport(
        gate=key,
        stage=stage.title,
        checks=looked.checks,
        warnings=looked.warnings,
        note=_notes(methodology, state, key),
    )


def next_gate(methodology: Methodology, state: LifecycleState) -> str | None:
    """Key of the first gate that is open; None where the project is over.

    Example:
        >>> from itpm.lifecycle import begin, waterfall
        >>> next_gate(waterfall(), begin(waterfall(), at="2026-01-05"))
        'G1'
    """
    if state.is_over:
        return None
    if state.status is LifecycleStatus.ENDING and methodology.ending:
        return methodology.ending.exit.key
    for stage in methodology.stages:
        if stage.entry and stage.key in state.ready:
            return stage.entry.key
        if stage.key in state.active:
            return stage.repeats.end.key if stage.repeats and state.iteration(stage.key) else stage.exit.key
    return None


def _notes(methodology: Methodology, state: LifecycleState, gate: str) -> str:
    """What else to know of a gate: that the project does not run, that other gates come first."""
    before = () if state.is_over else gates_before(methodology, state, gate)
    first = f"not open yet: {listed(before)} {'come' if len(before) > 1 else 'comes'} first" if before else ""
    return "\n".join(filter(None, [_note(state), first]))


def _note(state: LifecycleState) -> str:
    if state.status is LifecycleStatus.RUNNING:
        return ""
    reason = f": {state.reason}" if state.reason else ""
    return f"the project is {state.status} since {day(state.last)}{reason}"


LIFECYCLE_FACTS = (
    FactSpec(
        name="lifecycle.status", type=FactType.TEXT, doc="whether the project is running, on hold, terminated or closed"
    ),
    FactSpec(name="lifecycle.stages", type=FactType.LIST, doc="keys of the stages the project is in"),
    FactSpec(
        name="lifecycle.stage", type=FactType.TEXT, doc="key of the first stage the project is in; absent when over"
    ),
    FactSpec(
        name="lifecycle.next_gate", type=FactType.TEXT, doc="key of the next gate; absent when the project is over"
    ),
    FactSpec(
        name="lifecycle.gates_passed", type=FactType.LIST, doc="keys of the gates passed, in the order of passing"
    ),
    FactSpec(name="lifecycle.begun", type=FactType.MOMENT, doc="when the project began"),
    FactSpec(name="lifecycle.last_event", type=FactType.MOMENT, doc="when something last happened in the lifecycle"),
)


def lifecycle_facts(methodology: Methodology, state: LifecycleState) -> dict[str, object]:
    """What is known of a lifecycle, by name of fact; None means absent.

    Example:
        >>> from itpm.lifecycle import begin, waterfall
        >>> lifecycle_facts(waterfall(), begin(waterfall(), at="2026-01-05"))["lifecycle.next_gate"]
        'G1'
    """
    return {
        "lifecycle.status": str(state.status),
        "lifecycle.stages": state.active,
        "lifecycle.stage": state.active[0] if state.active and not state.is_over else None,
        "lifecycle.next_gate": next_gate(methodology, state),
        "lifecycle.gates_passed": tuple(event.gate for event in state.passed),
        "lifecycle.begun": state.begun,
        "lifecycle.last_event": state.last,
    }

"""From one methodology to another while a project runs: what carries over, and what could not be mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding
from itpm.lifecycle.conditions import happens
from itpm.lifecycle.errors import LifecycleError
from itpm.lifecycle.folding import advanced
from itpm.lifecycle.histories import Migrated
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Stage
from itpm.lifecycle.states import LifecycleState, LifecycleStatus
from itpm.model.moments import Moment
from itpm.rules.wording import day, listed
from itpm.tables import Column, Table, Tabular


def _findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(findings)


@frozen(kw_only=True)
class Migration(Tabular):
    """A project carried over to another methodology.

    Attributes:
        event: what happened; append it to the history.
        state: where the project stands then.
        findings: what could not be mapped, and what the new methodology asks for that was not asked for before.
    """

    event: Migrated
    state: LifecycleState
    findings: tuple[Finding, ...] = field(default=(), converter=_findings)

    @property
    def is_complete(self) -> bool:
        """Whether everything could be mapped."""
        return not any(finding.code.startswith("MIG1") for finding in self.findings)

    def table(self) -> Table:
        """A line for each thing that could not be mapped, or is new."""
        return Table(
            title=f"{self.event.was} to {self.state.methodology}",
            columns=[Column("Code"), Column("About"), Column("What"), Column("What lifts it")],
            rows=[(known.code, known.subject, known.message, known.remedy) for known in self.findings],
            note="" if self.findings else "everything could be mapped",
        )


def migrate(
    state: LifecycleState,
    old: Methodology,
    new: Methodology,
    *,
    by: str,
    at: Moment,
    stages: Mapping[str, str | None] | None = None,
) -> Migration:
    """The project under another methodology, or another version of its own, with what could not be mapped.

    Stages are mapped by key unless said otherwise; their gates go with them. A stage of the new methodology counts as left
    when the stage mapped to it was left; it is entered when that was entered, or when all before it are left. What can no
    longer be told is reported: stages that were worked on, gates passed, approvals, conditions, iterations, exceptions.

    Args:
        state: where the project stands.
        old: the methodology that it followed.
        new: the methodology from now on.
        by: who decides.
        at: when; a bare date means the end of that day.
        stages: new stage by old stage, where the key changed; None: the old stage has no counterpart.

    Raises:
        LifecycleError: the state is not of the old methodology or over, the moment lies before its last event, or a
            mapping names stages that do not exist.

    Example:
        >>> from attrs import evolve as changed
        >>> from itpm.lifecycle import begin, waterfall
        >>> old, new = waterfall(), changed(waterfall(), version=2)
        >>> moved = migrate(begin(old, at="2026-01-05"), old, new, by="pmo", at="2026-02-02")
        >>> moved.state.methodology, moved.state.active, moved.is_complete
        ('waterfall@2', ('initiation',), True)
    """
    moment = happens(at)
    faults = list(_faults(state, old, new, moment, dict(stages or {})))
    if faults:
        raise LifecycleError(faults)
    carried = _Carried(advanced(old, state, moment), old, new, dict(stages or {}))
    kept = evolve(carried.state(), last=moment)
    event = Migrated(was=old.label, state=kept, by=by, at=at)
    return Migration(event=event, state=kept, findings=carried.findings(moment))


def _faults(
    state: LifecycleState, old: Methodology, new: Methodology, moment: object, stages: Mapping[str, str | None]
) -> Iterator[Fault]:
    if state.methodology != old.label:
        message = f"the state is of {state.methodology!r}, the methodology is {old.label!r}"
        yield Fault("state.methodology", state.methodology, message)
    if old.label == new.label:
        yield Fault("new", new.label, f"both are {new.label!r}; a change of stages or gates is a new version")
    if state.is_over:
        yield Fault("state", state.status, f"the project is {state.status}; there is nothing to carry over")
    if isinstance(moment, type(state.last)) and moment < state.last:
        yield Fault("at", moment, f"{moment} lies before the last event at {state.last}")
    known, other = [stage.key for stage in old.stages], [stage.key for stage in new.stages]
    for key, to in stages.items():
        if key not in known:
            yield Fault(f"stages[{key!r}]", key, f"{old.label} has no stage {key!r}{did_you_mean(key, known)}")
        if to is not None and to not in other:
            yield Fault(f"stages[{key!r}]", to, f"{new.label} has no stage {to!r}{did_you_mean(to, other)}")


class _Carried:
    """The books of the old methodology, told in the new one's words."""

    def __init__(
        self, old_state: LifecycleState, old: Methodology, new: Methodology, stages: Mapping[str, str | None]
    ) -> None:
        self.was, self.old, self.new = old_state, old, new
        keys = {stage.key for stage in new.stages}
        self.stages: dict[str, str] = {}
        for stage in old.stages:
            to = stages.get(stage.key, stage.key if stage.key in keys else None)
            if to is not None:
                self.stages[stage.key] = to
        self.gates = dict(self._gates())

    def _gates(self) -> Iterator[tuple[str, str]]:
        pairs = [(self.old.stage(key), self.new.stage(to)) for key, to in self.stages.items()]
        if self.old.ending and self.new.ending:
            pairs.append((self.old.ending, self.new.ending))
        for before, after in pairs:
            yield before.exit.key, after.exit.key
            if before.entry and after.entry:
                yield before.entry.key, after.entry.key
            if before.repeats and after.repeats:
                yield before.repeats.end.key, after.repeats.end.key

    def state(self) -> LifecycleState:
        """Where the project stands, in the new methodology's words."""
        was = self.was
        passed = [evolve(event, gate=self.gates[event.gate]) for event in was.passed if event.gate in self.gates]
        left = {event.gate for event in passed}
        active, ready = self._entered(left)
        return LifecycleState(
            methodology=self.new.label,
            status=self._status(),
            active=active,
            ready=ready,
            passed=passed,
            approvals=[
                evolve(known, gate=self.gates[known.gate])
                for known in was.approvals
                if self._has_role(known.gate, known.role)
            ],
            iterations=[
                evolve(known, stage=self.stages[known.stage])
                for known in was.iterations
                if self._repeats(known.stage) and (not known.is_open or self.stages[known.stage] in active)
            ],
            conditions=[
                evolve(known, gate=self.gates[known.gate]) for known in was.conditions if known.gate in self.gates
            ],
            reopened=[evolve(known, gate=self.gates[known.gate]) for known in was.reopened if known.gate in self.gates],
            exceptions=[
                evolve(known, stage=self.stages[known.stage]) for known in was.exceptions if self._settles(known.stage)
            ],
            settled=[
                evolve(known, stage=self.stages[known.stage]) for known in was.settled if self._settles(known.stage)
            ],
            begun=was.begun,
            last=was.last,
            reason=was.reason,
        )

    def _status(self) -> LifecycleStatus:
        if self.was.status is LifecycleStatus.ENDING and self.new.ending is None:
            return LifecycleStatus.TERMINATED
        return self.was.status

    def _entered(self, left: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Stages that the project is in, and those whose entry gate is open."""
        carried = {self.stages[key] for key in self.was.active if key in self.stages}
        waits = {self.stages[key] for key in self.was.ready if key in self.stages}
        active: list[str] = []
        ready: list[str] = []
        for stage in self.new.stages:
            if stage.exit.key in left:
                continue
            may_begin = all(self.new.stage(key).exit.key in left for key in stage.after) and all(
                key in active or self.new.stage(key).exit.key in left for key in stage.alongside
            )
            is_gated = stage.entry is not None and stage.entry.key not in left
            if stage.key in carried or (may_begin and not is_gated):
                active.append(stage.key)
            elif may_begin or (stage.key in waits and stage.entry is not None):
                ready.append(stage.key)
        return tuple(active), tuple(ready)

    def _has_role(self, gate: str, role: str) -> bool:
        return gate in self.gates and role in self.new.gate(self.gates[gate]).approvers

    def _repeats(self, stage: str) -> bool:
        return stage in self.stages and self.new.stage(self.stages[stage]).repeats is not None

    def _settles(self, stage: str) -> bool:
        return stage in self.stages and bool(self.new.stage(self.stages[stage]).exceptions_to)

    def findings(self, moment: object) -> Iterator[Finding]:
        """What could not be mapped (MIG1..), and what is newly asked for at gates passed before (MIG2..)."""
        was = self.was
        for stage in self.old.stages:
            if stage.key not in self.stages and (stage.key in was.active or was.passing(stage.exit.key)):
                yield self._lost("MIG101", f"stage:{stage.key}", _how_far(stage, was))
        for known in was.approvals:
            if not self._has_role(known.gate, known.role) and was.passing(known.gate) is None:
                message = f"the approval of gate {known.gate} by the {known.role} has no counterpart"
                yield self._lost("MIG102", f"approval:{known.role}", message)
        for open_ in was.conditions:
            if open_.gate not in self.gates:
                message = f"the condition {open_.condition.action!r} of gate {open_.gate} has no counterpart"
                yield self._lost("MIG103", f"condition:{open_.gate}.{open_.condition.covers}", message)
        for running in was.iterations:
            if running.is_open and not self._repeats(running.stage):
                message = f"iteration {running.number} of {running.stage} is running, and nothing is repeated any more"
                yield self._lost("MIG104", f"stage:{running.stage}", message)
        for raised in was.exceptions:
            if not self._settles(raised.stage):
                message = f"nobody decides any more on the exception of {raised.stage}: {raised.reason}"
                yield self._lost("MIG105", f"stage:{raised.stage}", message)
        if self._status() is not was.status:
            message = "the new methodology has no early closure, so the project is terminated"
            yield self._lost("MIG106", "lifecycle:ending", message)
        yield from self._newly_asked()

    def _lost(self, code: str, subject: str, message: str) -> Finding:
        remedy = "say what it becomes: migrate(..., stages={...})" if code == "MIG101" else "see to it by hand"
        return Finding(code=code, subject=subject, message=message, remedy=remedy)

    def _newly_asked(self) -> Iterator[Finding]:
        for event in self.was.passed:
            if event.gate not in self.gates:
                continue
            before, after = self.old.gate(event.gate), self.new.gate(self.gates[event.gate])
            new = [kind for kind in after.requires if kind not in before.requires]
            if new:
                message = f"gate {after.key} was passed without {listed(new)}, which it asks for now"
                yield Finding(
                    code="MIG201", subject=f"gate:{after.key}", message=message, remedy=f"make up for {listed(new)}"
                )


def _how_far(stage: Stage, was: LifecycleState) -> str:
    passing = was.passing(stage.exit.key)
    if passing:
        return f"{stage.title} was left on {day(passing.at)} through {stage.exit.key}, and has no counterpart"
    return f"the project is in {stage.title}, which has no counterpart"

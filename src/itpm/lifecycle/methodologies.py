"""Methodologies as data: stages in an order, each left through a gate.

A stage is entered when every stage it comes `after` has been left; it is left by passing its exit gate. So stages may
run one after the other, or side by side; one that runs `alongside` another overlaps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import attrs
from attrs import field, frozen

from itpm.errors import UnknownNameError, nearest
from itpm.findings import Finding, Severity
from itpm.lifecycle.charting import stage_chart
from itpm.lifecycle.checking import methodology_faults
from itpm.lifecycle.deliverables.kinds import DELIVERABLE_KINDS, DeliverableKind
from itpm.lifecycle.errors import MethodologyError, UnknownGateError
from itpm.lifecycle.inputs import is_count
from itpm.lifecycle.stages import Gate, Stage
from itpm.model.given import several
from itpm.statecharts import Chart
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class Tailoring:
    """One thing that was changed about a methodology, why, and by whom.

    Attributes:
        change: what was changed, as a sentence.
        because: why.
        by: who answers for it.
        subject: what it is about, as ``kind:id``.
        dropped: key of the mandatory deliverable that is no longer asked for; empty where none was dropped.
        gate: the gate that no longer asks for it.
    """

    change: str
    because: str = ""
    by: str
    subject: str = ""
    dropped: str = ""
    gate: str = ""

    @property
    def finding(self) -> Finding | None:
        """The dropped deliverable as something that stays visible; None where none was dropped."""
        if not self.dropped:
            return None
        message = f"{self.dropped} was dropped from gate {self.gate} by {self.by}: {self.because}"
        return Finding(
            code=f"{self.gate}.{self.dropped}.dropped", subject=self.subject, message=message, severity=Severity.MINOR
        )


def _stages(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    return several(stages, Stage, "stages", MethodologyError)


def _kinds(kinds: Iterable[DeliverableKind]) -> tuple[DeliverableKind, ...]:
    return several(kinds, DeliverableKind, "kinds", MethodologyError)


def _tailorings(entries: Iterable[Tailoring]) -> tuple[Tailoring, ...]:
    return several(entries, Tailoring, "tailoring", MethodologyError)


@frozen(slots=False)
class Methodology(Tabular):
    """Stages and gates, checked as a whole.

    Attributes:
        name: what it is called: ``"waterfall"``.
        version: a change of stages or gates is a new version [1].
        stages: in the order in which they are shown; every stage can be reached.
        kinds: deliverables that gates may ask for.
        ending: how a project is closed that is terminated before its time; none: it is over at once.
        edition: the publication that it follows.
        tailoring: what was changed about it.

    Raises:
        MethodologyError: no stages, names given twice, stages after unknown ones or after themselves, unknown
        deliverables;
            every fault is listed.

    Example:
        >>> Methodology("short", stages=[Stage("all", "All of it", exit=Gate("G1", requires=["chartre"]))])
        Traceback (most recent call last):
        itpm.lifecycle.errors.MethodologyError: gate 'G1'.requires: there is no deliverable 'chartre'; did you mean
        'charter'?
    """

    name: str
    version: int = field(default=1, kw_only=True, validator=is_count)
    stages: tuple[Stage, ...] = field(kw_only=True, converter=_stages)
    kinds: tuple[DeliverableKind, ...] = field(default=DELIVERABLE_KINDS, kw_only=True, converter=_kinds, repr=False)
    ending: Stage | None = field(default=None, kw_only=True)
    edition: str = field(default="", kw_only=True)
    tailoring: tuple[Tailoring, ...] = field(default=(), kw_only=True, converter=_tailorings)

    def __attrs_post_init__(self) -> None:
        kinds = {kind.key: kind for kind in self.kinds}
        faults = methodology_faults(self.name, self.stages, self.ending, [kind.key for kind in self.kinds], kinds)
        if faults:
            raise MethodologyError(faults)

    @cached_property
    def chart(self) -> Chart:
        """The methodology as a statechart."""
        return stage_chart(self.label, self.stages, self.ending)

    def __getstate__(self) -> dict[str, object]:
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Methodology)}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)

    @property
    def label(self) -> str:
        """Name and version, as states and events carry them: ``"waterfall@1"``."""
        return f"{self.name}@{self.version}"

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates in the order of their stages; that of the early closure last."""
        stages = (*self.stages, self.ending) if self.ending else self.stages
        return tuple(gate for stage in stages for gate in stage.gates)

    def gate(self, key: str) -> Gate:
        """The gate of that key.

        Raises:
            UnknownGateError: there is none.
        """
        return next(gate for gate in self.stage_of(key).gates if gate.key == key)

    def stage_of(self, gate: str) -> Stage:
        """The stage that is left or entered through the gate, or in which it ends a part.

        Raises:
            UnknownGateError: there is none.
        """
        for stage in (*self.stages, *([self.ending] if self.ending else [])):
            if any(known.key == gate for known in stage.gates):
                return stage
        raise UnknownGateError(gate, nearest(gate, [known.key for known in self.gates]))

    def stage(self, key: str) -> Stage:
        """The stage of that key.

        Raises:
            UnknownNameError: there is none.
        """
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise UnknownNameError("stage", key, nearest(key, [known.key for known in self.stages]))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What tailoring took away and should stay visible: mandatory deliverables that were dropped."""
        return tuple(entry.finding for entry in self.tailoring if entry.finding is not None)

    def noun(self, kind: str) -> str:
        """What sentences call a deliverable."""
        return next((known.noun for known in self.kinds if known.key == kind and known.noun), kind)

    def table(self) -> Table:
        """A line for each gate: its stage, what that comes after, and what the gate asks for."""
        names = ("Stage", "After", "Gate", "Deliverables", "Approvers", "Rules")
        stages = (*self.stages, *([self.ending] if self.ending else []))
        return Table(
            title=f"{self.name}, version {self.version}",
            columns=[Column(name) for name in names],
            rows=[self._row(stage, gate) for stage in stages for gate in stage.gates],
            note="\n".join(filter(None, [self.edition, *map(str, self.findings)])),
        )

    def _row(self, stage: Stage, gate: Gate) -> tuple[str, ...]:
        after = [self.stage(key).title for key in stage.after]
        after += [f"with {self.stage(key).title}" for key in stage.alongside]
        wanted = [*gate.requires, *(f"({kind})" for kind in gate.desired), *(known.title for known in gate.criteria)]
        name = f"{gate.key} {gate.title}".strip()
        if stage.repeats and gate is stage.repeats.end:
            name = f"{name} (each {stage.repeats.noun})"
        if gate is stage.entry:
            name = f"{name} (entry)"
        return (stage.title, *map(", ".join, (after, [name], wanted, gate.approvers, gate.rules)))

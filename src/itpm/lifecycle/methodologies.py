"""Methodologies as data: stages in an order, each left through a gate.

A stage is entered when every stage it comes `after` has been left; it is left by passing its exit gate. So stages may
run one after the other, or side by side. A gate asks for deliverables, approvals and rules; the three are only named
here, what is known of them comes with the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from itpm.errors import Fault, UnknownNameError, did_you_mean, nearest
from itpm.lifecycle.deliverables.kinds import DELIVERABLE_KINDS, DeliverableKind
from itpm.lifecycle.errors import MethodologyError, UnknownGateError
from itpm.lifecycle.inputs import repeated, texts
from itpm.rules.wording import listed
from itpm.tables import Column, Table, Tabular


@frozen
class Gate:
    """What must hold before a stage is left.

    Attributes:
        key: what commands, events and reasons call it: ``"G1"``.
        requires: keys of deliverables that must be accepted and complete.
        approvers: roles that must approve.
        rules: codes or prefixes of rules that must not stand against it.
    """

    key: str
    requires: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    approvers: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    rules: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)


@frozen
class Stage:
    """A part of a project's life.

    Attributes:
        key: what `after` and facts call it: ``"planning"``.
        title: what people call it.
        after: keys of the stages that must be left before it is entered; none means it is entered at the beginning.
        exit: the gate through which it is left.
    """

    key: str
    title: str
    after: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    exit: Gate = field(kw_only=True)


def _stages(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    return tuple(stages)


def _kinds(kinds: Iterable[DeliverableKind]) -> tuple[DeliverableKind, ...]:
    return tuple(kinds)


@frozen
class Methodology(Tabular):
    """Stages and gates, checked as a whole.

    Attributes:
        name: what it is called: ``"waterfall"``.
        version: a change of stages or gates is a new version [1].
        stages: in the order in which they are shown; every stage can be reached.
        kinds: deliverables that gates may ask for.

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
    version: int = field(default=1, kw_only=True)
    stages: tuple[Stage, ...] = field(kw_only=True, converter=_stages)
    kinds: tuple[DeliverableKind, ...] = field(default=DELIVERABLE_KINDS, kw_only=True, converter=_kinds, repr=False)

    def __attrs_post_init__(self) -> None:
        faults = [*_name_faults(self), *_order_faults(self.stages), *_gate_faults(self)]
        if faults:
            raise MethodologyError(faults)

    @property
    def label(self) -> str:
        """Name and version, as states and events carry them: ``"waterfall@1"``."""
        return f"{self.name}@{self.version}"

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates in the order of their stages."""
        return tuple(stage.exit for stage in self.stages)

    def gate(self, key: str) -> Gate:
        """The gate of that key.

        Raises:
            UnknownGateError: there is none.
        """
        return self.stage_of(key).exit

    def stage_of(self, gate: str) -> Stage:
        """The stage that is left through the gate.

        Raises:
            UnknownGateError: there is none.
        """
        for stage in self.stages:
            if stage.exit.key == gate:
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

    def noun(self, kind: str) -> str:
        """What sentences call a deliverable."""
        return next((known.noun for known in self.kinds if known.key == kind and known.noun), kind)

    def table(self) -> Table:
        """A line for each stage: what it comes after, its gate and what the gate asks for."""
        return Table(
            title=f"{self.name}, version {self.version}",
            columns=(
                Column("Stage"),
                Column("After"),
                Column("Gate"),
                Column("Deliverables"),
                Column("Approvers"),
                Column("Rules"),
            ),
            rows=tuple(self._row(stage) for stage in self.stages),
        )

    def _row(self, stage: Stage) -> tuple[str, ...]:
        after = [self.stage(key).title for key in stage.after]
        gate = stage.exit
        return (stage.title, *map(", ".join, (after, [gate.key], gate.requires, gate.approvers, gate.rules)))


def _name_faults(methodology: Methodology) -> Iterator[Fault]:
    if not methodology.name or "@" in methodology.name:
        yield Fault("name", methodology.name, f"a methodology needs a name without '@', got {methodology.name!r}")
    if not methodology.stages:
        yield Fault("stages", (), "a methodology has at least one stage")
    yield from _key_faults("stage", [stage.key for stage in methodology.stages])
    yield from _key_faults("gate", [gate.key for gate in methodology.gates])
    yield from _key_faults("deliverable", [kind.key for kind in methodology.kinds])


def _key_faults(noun: str, keys: list[str]) -> Iterator[Fault]:
    for key, times in repeated(keys).items():
        yield Fault(f"{noun} {key!r}", key, f"the key is given to {times} of them")
    if "" in keys:
        yield Fault(noun, "", f"a {noun} needs a key")


def _order_faults(stages: tuple[Stage, ...]) -> Iterator[Fault]:
    keys = {stage.key: stage for stage in stages}
    for stage in stages:
        for before in stage.after:
            if before not in keys:
                message = f"there is no stage {before!r}{did_you_mean(before, keys)}"
                yield Fault(f"stage {stage.key!r}.after", before, message)
    waiting = _never_reached(stages)
    if waiting:
        message = f"never reached, because they come after each other: {listed(waiting)}"
        yield Fault("stages", waiting, message)


def _never_reached(stages: tuple[Stage, ...]) -> tuple[str, ...]:
    """Stages that come after each other, or after such; stages that do not exist hold up nobody."""
    known = {stage.key for stage in stages}
    before = {stage.key: set(stage.after) & known for stage in stages}
    followers: dict[str, list[str]] = {key: [] for key in before}
    for key, needed in before.items():
        for need in needed:
            followers[need].append(key)
    ready = [key for key, needed in before.items() if not needed]
    while ready:
        for follower in followers[ready.pop()]:
            before[follower].pop()  # which one does not matter, only how many are left
            if not before[follower]:
                ready.append(follower)
    return tuple(key for key, needed in before.items() if needed)


def _gate_faults(methodology: Methodology) -> Iterator[Fault]:
    kinds = {kind.key: kind for kind in methodology.kinds}
    for gate in methodology.gates:
        for kind in gate.requires:
            if kind not in kinds:
                message = f"there is no deliverable {kind!r}{did_you_mean(kind, kinds)}"
                yield Fault(f"gate {gate.key!r}.requires", kind, message)
        for name in ("requires", "approvers", "rules"):
            values: tuple[str, ...] = getattr(gate, name)
            for value in [*repeated(values), *([""] if "" in values else [])]:
                yield Fault(f"gate {gate.key!r}.{name}", value, f"{value!r} is empty or listed twice")

"""A methodology fitted to a project: a new value, and a record of what was changed, why, and by whom.

Changes are data, made one after the other. A mandatory deliverable can be dropped for a reason only, and stays visible as a
finding of the new methodology.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve, field, frozen

from itpm.errors import Fault, ItpmError
from itpm.findings import Finding
from itpm.lifecycle.changes import (
    AddCriterion,
    AddDeliverable,
    AddEarlyClosure,
    AddStage,
    BaseChange,
    DropDeliverable,
    DropStage,
    OverlapStage,
    RepeatStage,
    ReplaceStage,
    SetApprovers,
    SetRules,
)
from itpm.lifecycle.deliverables.kinds import DeliverableKind
from itpm.lifecycle.errors import MethodologyError
from itpm.lifecycle.methodologies import Methodology, Tailoring
from itpm.lifecycle.stages import Gate, Stage
from itpm.rules.wording import listed
from itpm.tables import Column, Table, Tabular


def _entries(entries: Iterable[Tailoring]) -> tuple[Tailoring, ...]:
    return tuple(entries)


@frozen
class TailoringRecord(Tabular):
    """What was changed about a methodology, why, and by whom.

    Attributes:
        was: label of the methodology before.
        methodology: label of the new one.
        entries: every change.
    """

    was: str
    methodology: str
    entries: tuple[Tailoring, ...] = field(kw_only=True, converter=_entries)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Mandatory deliverables that were dropped."""
        return tuple(entry.finding for entry in self.entries if entry.finding is not None)

    def table(self) -> Table:
        """A line for each change."""
        return Table(
            title=f"{self.was} tailored to {self.methodology}",
            columns=[Column("Change"), Column("Because"), Column("By")],
            rows=[(entry.change, entry.because, entry.by) for entry in self.entries],
            note="\n".join(map(str, self.findings)),
        )


@frozen
class Tailored:
    """A methodology fitted to a project, with the record of it; it unpacks into the two.

    Attributes:
        methodology: the new methodology.
        record: what was changed, why, and by whom.
    """

    methodology: Methodology
    record: TailoringRecord

    def __iter__(self) -> Iterator[Methodology | TailoringRecord]:
        return iter((self.methodology, self.record))


def tailor(
    methodology: Methodology,
    changes: Iterable[BaseChange] | BaseChange,
    *,
    by: str,
    because: str = "",
    name: str | None = None,
) -> Tailored:
    """A new methodology, and the record of what was changed.

    Args:
        methodology: what is tailored; it stays as it is.
        changes: what is changed, one after the other.
        by: who answers for it.
        because: why, for changes that do not say so themselves.
        name: what the new one is called; default: the old name with "tailored", or the next version of a tailored one.

    Raises:
        MethodologyError: unknown gates, stages or deliverables, a mandatory deliverable dropped without a reason, nobody
            who answers for it, or a result that cannot exist; every fault is listed.

    Example:
        >>> from itpm.lifecycle import waterfall
        >>> method, record = tailor(waterfall(), DropDeliverable("G1", "feasibility_study", because="phase 2 of a programme"),
        ...                         by="pmo")
        >>> method.gate("G1").requires, method.label
        (('goal', 'charter'), 'waterfall tailored@1')
        >>> print(*record.findings)
        G1.feasibility_study.dropped: feasibility_study was dropped from gate G1 by pmo: phase 2 of a programme
    """
    named = isinstance(by, str) and by.strip()
    faults = [] if named else [Fault("by", by, "somebody answers for a tailoring; say who")]
    draft = _Draft(methodology)
    entries: list[Tailoring] = []
    for number, change in enumerate([changes] if isinstance(changes, BaseChange) else list(changes)):
        place = f"changes[{number}]"
        reason = change.because or because if isinstance(change, BaseChange) else ""
        try:
            made = [evolve(entry, by=by, because=reason) for entry in draft.change(change)]
        except ItpmError as error:
            faults.append(Fault(place, change, str(error)))
            continue
        faults += [_unreasoned(place, entry) for entry in made if entry.dropped and not reason.strip()]
        entries += made
    if not faults:
        try:
            tailored = draft.finished(methodology, entries, name)
        except MethodologyError as error:
            faults = list(error.faults)
        else:
            return Tailored(tailored, TailoringRecord(methodology.label, tailored.label, entries=entries))
    raise MethodologyError(faults)


def _unreasoned(place: str, entry: Tailoring) -> Fault:
    message = f"{entry.dropped} is mandatory at gate {entry.gate}; to drop it needs a reason: because=..."
    return Fault(place, entry.dropped, message)


class _Draft:
    """The stages while they are changed."""

    def __init__(self, methodology: Methodology) -> None:
        self.methodology = methodology
        self.stages = list(methodology.stages)
        self.kinds = list(methodology.kinds)
        self.ending = methodology.ending

    def finished(self, was: Methodology, entries: list[Tailoring], name: str | None) -> Methodology:
        """The new methodology."""
        new_name = name or (was.name if was.tailoring else f"{was.name} tailored")
        return evolve(
            was,
            name=new_name,
            version=was.version + 1 if new_name == was.name else 1,
            stages=self.stages,
            kinds=self.kinds,
            ending=self.ending,
            tailoring=(*was.tailoring, *entries),
        )

    def change(self, change: BaseChange) -> list[Tailoring]:
        """Make one change; what it was, in words, and what it dropped."""
        match change:
            case DropDeliverable():
                return self._drop(change)
            case AddDeliverable():
                return self._add(change)
            case AddCriterion():
                self._gate(change.gate, lambda gate: evolve(gate, criteria=(*gate.criteria, change.criterion)))
                return [_entry(f"gate {change.gate} asks that {change.criterion.title}", f"gate:{change.gate}")]
            case SetApprovers():
                self._gate(change.gate, lambda gate: evolve(gate, approvers=change.approvers))
                who = listed(change.approvers) or "nobody"
                return [_entry(f"gate {change.gate} is approved by {who}", f"gate:{change.gate}")]
            case SetRules():
                self._gate(change.gate, lambda gate: evolve(gate, rules=change.rules))
                return [
                    _entry(f"gate {change.gate} asks for {listed(change.rules) or 'no rules'}", f"gate:{change.gate}")
                ]
            case ReplaceStage():
                return self._replace(change)
            case AddStage():
                return self._insert(change)
            case DropStage():
                return self._remove(change)
            case OverlapStage():
                return self._overlap(change)
            case RepeatStage():
                stage = self._stage(change.stage)
                self._put(stage, evolve(stage, repeats=change.repeats))
                return [_entry(f"{stage.title} is worked on in {change.repeats.noun}s", f"stage:{stage.key}")]
            case AddEarlyClosure():
                self.ending = change.stage
                return [_entry(f"a project ended early is closed by {change.stage.title}", f"stage:{change.stage.key}")]
            case _:
                raise MethodologyError([Fault("changes", change, f"expected a change, got {type(change).__name__}")])

    def _drop(self, change: DropDeliverable) -> list[Tailoring]:
        gate = self._known().gate(change.gate)
        if change.deliverable not in (*gate.requires, *gate.desired):
            message = f"gate {gate.key} does not ask for {change.deliverable!r}"
            raise MethodologyError([Fault("deliverable", change.deliverable, message)])

        def without(gate: Gate) -> Gate:
            requires = [kind for kind in gate.requires if kind != change.deliverable]
            desired = [kind for kind in gate.desired if kind != change.deliverable]
            return evolve(gate, requires=requires, desired=desired)

        self._gate(change.gate, without)
        return [_dropped(gate, change.deliverable, mandatory=change.deliverable in gate.requires)]

    def _add(self, change: AddDeliverable) -> list[Tailoring]:
        kind = change.deliverable
        key = kind.key if isinstance(kind, DeliverableKind) else kind
        if isinstance(kind, DeliverableKind) and all(known.key != key for known in self.kinds):
            self.kinds.append(kind)
        requires, desired = ((key,), ()) if change.is_mandatory else ((), (key,))
        self._gate(
            change.gate,
            lambda gate: evolve(gate, requires=(*gate.requires, *requires), desired=(*gate.desired, *desired)),
        )
        wish = "asks for" if change.is_mandatory else "wishes for"
        return [_entry(f"gate {change.gate} {wish} {key}", f"deliverable:{key}")]

    def _replace(self, change: ReplaceStage) -> list[Tailoring]:
        old, new = self._stage(change.stage), change.by_stage
        self._put(old, new)
        self.stages = [
            evolve(
                one,
                after=_instead(one.after, old.key, (new.key,)),
                alongside=_instead(one.alongside, old.key, (new.key,)),
            )
            for one in self.stages
        ]
        asked = {kind for gate in new.gates for kind in gate.requires}
        lost = [_dropped(gate, kind) for gate in old.gates for kind in gate.requires if kind not in asked]
        return [_entry(f"{old.title} is replaced by {new.title}", f"stage:{old.key}"), *lost]

    def _insert(self, change: AddStage) -> list[Tailoring]:
        new = change.stage
        places = [number for number, one in enumerate(self.stages) if one.key in change.before]
        for key in change.before:
            later = self._stage(key)
            after = tuple(before for before in later.after if before not in new.after)
            self._put(later, evolve(later, after=(*after, new.key)))
        self.stages.insert(min(places, default=len(self.stages)), new)
        return [_entry(f"{new.title} is added", f"stage:{new.key}")]

    def _remove(self, change: DropStage) -> list[Tailoring]:
        old = self._stage(change.stage)
        self.stages.remove(old)
        self.stages = [
            evolve(one, after=_instead(one.after, old.key, old.after), alongside=_instead(one.alongside, old.key, ()))
            for one in self.stages
        ]
        lost = [_dropped(gate, kind) for gate in old.gates for kind in gate.requires]
        return [_entry(f"{old.title} is left out", f"stage:{old.key}"), *lost]

    def _overlap(self, change: OverlapStage) -> list[Tailoring]:
        stage, other = self._stage(change.stage), self._stage(change.with_stage)
        after = tuple(dict.fromkeys(_instead(stage.after, other.key, other.after)))
        self._put(stage, evolve(stage, after=after, alongside=(*stage.alongside, other.key)))
        return [_entry(f"{stage.title} overlaps {other.title}", f"stage:{stage.key}")]

    def _known(self) -> Methodology:
        return evolve(self.methodology, stages=self.stages, kinds=self.kinds)

    def _stage(self, key: str) -> Stage:
        found = next((stage for stage in self.stages if stage.key == key), None)
        return found if found is not None else self.methodology.stage(key)

    def _put(self, old: Stage, new: Stage) -> None:
        self.stages = [new if stage.key == old.key else stage for stage in self.stages]

    def _gate(self, key: str, change: Callable[[Gate], Gate]) -> None:
        stage = next((one for one in self.stages if any(gate.key == key for gate in one.gates)), None)
        if stage is None:
            self.methodology.gate(key)
            raise MethodologyError([Fault("gate", key, f"gate {key} cannot be changed")])
        if stage.exit.key == key:
            self._put(stage, evolve(stage, exit=change(stage.exit)))
        elif stage.entry is not None and stage.entry.key == key:
            self._put(stage, evolve(stage, entry=change(stage.entry)))
        elif stage.repeats is not None:
            self._put(stage, evolve(stage, repeats=evolve(stage.repeats, end=change(stage.repeats.end))))


def _instead(keys: tuple[str, ...], old: str, new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other for key in keys for other in (new if key == old else (key,))))


def _entry(change: str, subject: str) -> Tailoring:
    return Tailoring(change=change, by="", subject=subject)


def _dropped(gate: Gate, kind: str, *, mandatory: bool = True) -> Tailoring:
    return Tailoring(
        change=f"gate {gate.key} no longer asks for {kind}",
        by="",
        subject=f"deliverable:{kind}",
        dropped=kind if mandatory else "",
        gate=gate.key,
    )

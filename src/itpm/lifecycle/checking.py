"""What is wrong with a methodology: names, order, gates; every fault is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from itpm.errors import Fault, Hints
from itpm.lifecycle.inputs import repeated
from itpm.lifecycle.stages import Gate, Stage
from itpm.rules.wording import listed


def methodology_faults(
    name: str, stages: tuple[Stage, ...], ending: Stage | None, kind_keys: list[str], kinds: Mapping[str, object]
) -> list[Fault]:
    """Every fault, in the order of the methodology."""
    every = (*stages, ending) if ending else stages
    gates = [gate for stage in every for gate in stage.gates]
    return [
        *_name_faults(name, stages, every, gates, kind_keys),
        *_order_faults(stages),
        *_stage_faults(stages),
        *_ending_faults(ending),
        *_gate_faults(gates, kinds),
    ]


def _name_faults(
    name: str, stages: tuple[Stage, ...], every: tuple[Stage, ...], gates: list[Gate], kind_keys: list[str]
) -> Iterator[Fault]:
    if not name or "@" in name:
        yield Fault("name", name, f"a methodology needs a name without '@', got {name!r}")
    if not stages:
        yield Fault("stages", (), "a methodology has at least one stage")
    yield from _key_faults("stage", [stage.key for stage in every])
    yield from _key_faults("gate", [gate.key for gate in gates])
    yield from _key_faults("deliverable", kind_keys)


def _key_faults(noun: str, keys: list[str]) -> Iterator[Fault]:
    for key, times in repeated(keys).items():
        yield Fault(f"{noun} {key!r}", key, f"the key is given to {times} of them")
    if "" in keys:
        yield Fault(noun, "", f"a {noun} needs a key")


def _order_faults(stages: tuple[Stage, ...]) -> Iterator[Fault]:
    keys = {stage.key: stage for stage in stages}
    hint = Hints()
    for stage in stages:
        for name, befores in (("after", stage.after), ("alongside", stage.alongside)):
            for before in befores:
                if before not in keys:
                    message = f"there is no stage {before!r}{hint(before, keys)}"
                    yield Fault(f"stage {stage.key!r}.{name}", before, message)
        for both in sorted(set(stage.after) & set(stage.alongside)):
            yield Fault(f"stage {stage.key!r}.alongside", both, f"it comes after {both!r}, so it cannot overlap it")
    waiting = _never_reached(stages)
    if waiting:
        message = f"never reached, because they come after each other: {listed(waiting)}"
        yield Fault("stages", waiting, message)


def _never_reached(stages: tuple[Stage, ...]) -> tuple[str, ...]:
    """Stages that come after each other, or after such; stages that do not exist hold up nobody."""
    known = {stage.key for stage in stages}
    before = {stage.key: {*stage.after, *stage.alongside} & known for stage in stages}
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


def _stage_faults(stages: tuple[Stage, ...]) -> Iterator[Fault]:
    for stage in stages:
        place = f"stage {stage.key!r}"
        times = stage.repeats
        if times and times.at_least < 0:
            yield Fault(f"{place}.repeats.at_least", times.at_least, f"expected 0 or more, got {times.at_least}")
        if times and times.at_most is not None and times.at_most < max(1, times.at_least):
            message = f"expected {max(1, times.at_least)} or more, got {times.at_most}"
            yield Fault(f"{place}.repeats.at_most", times.at_most, message)
        for area in repeated(tolerance.area for tolerance in stage.tolerances):
            yield Fault(f"{place}.tolerances", area, f"{area!r} is listed twice")
        if stage.tolerances and not stage.exceptions_to:
            message = "a stage with tolerances says who decides on exceptions"
            yield Fault(f"{place}.exceptions_to", stage.exceptions_to, message)


def _ending_faults(ending: Stage | None) -> Iterator[Fault]:
    if ending is None:
        return
    for name in ("after", "alongside", "entry", "repeats", "tolerances", "exceptions_to"):
        value = getattr(ending, name)
        if value:
            yield Fault(f"ending.{name}", value, f"the early closure is one stage with an exit gate, without {name}")


def _gate_faults(gates: list[Gate], kinds: Mapping[str, object]) -> Iterator[Fault]:
    hint = Hints()
    for gate in gates:
        for name in ("requires", "desired"):
            for kind in getattr(gate, name):
                if kind not in kinds:
                    message = f"there is no deliverable {kind!r}{hint(kind, kinds)}"
                    yield Fault(f"gate {gate.key!r}.{name}", kind, message)
        for name in ("requires", "desired", "approvers", "rules"):
            values: tuple[str, ...] = getattr(gate, name)
            for value in [*repeated(values), *([""] if "" in values else [])]:
                yield Fault(f"gate {gate.key!r}.{name}", value, f"{value!r} is empty or listed twice")
        for key in repeated(criterion.key for criterion in gate.criteria):
            yield Fault(f"gate {gate.key!r}.criteria", key, f"{key!r} is listed twice")

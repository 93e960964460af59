"""Configurations from what was stored of them, and what can be done from where a chart stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from itpm.errors import Fault, Hints
from itpm.findings import Finding
from itpm.model.given import texts
from itpm.statecharts.charts import Chart
from itpm.statecharts.compiling import Compiled
from itpm.statecharts.configurations import Configuration, Memories, kept
from itpm.statecharts.errors import ChartError
from itpm.statecharts.guards import YES, Verdict, Yes, reasons, verdict
from itpm.statecharts.nodes import Kind
from itpm.statecharts.transitions import Transition

_INNERMOST = frozenset({Kind.ATOMIC, Kind.FINAL})
Histories = Mapping[str, Iterable[str]] | Iterable[tuple[str, Iterable[str]]]


def restore(chart: Chart, states: str | Iterable[str], *, history: Histories = ()) -> Configuration:
    """The configuration that a stored one describes.

    Args:
        chart: the chart.
        states: the innermost active states.
        history: what each history remembers.

    Raises:
        ChartError: unknown states, states that cannot be active together or are not innermost, regions without a state,
            memories that are none; every fault is listed.

    Example:
        >>> from itpm.statecharts import State, Transition, start, step
        >>> lamp = Chart("lamp", [State("off", transitions=Transition("press", "on")),
        ...                       State("on", transitions=Transition("press", "off"))])
        >>> restore(lamp, "on") == step(lamp, start(lamp).configuration, "press").configuration
        True
    """
    memories = _memories(history)
    place = tuple(dict.fromkeys(texts(states)))
    places = chart.memory.places
    known: Configuration | None = places.get((place, memories, False)) or places.get((place, memories, True))
    if known is not None and place:
        return known
    inner = chart.compiled
    faults = [*_unknown(inner, "states", place), *_memory_faults(inner, memories)] or list(_place_faults(inner, place))
    if faults:
        raise ChartError(faults)
    numbers = inner.states_of(place)
    active = {*numbers} | {above for number in numbers for above in inner.ancestors(number) if above}
    ordered = sorted((inner.index[name], inner.ids_of(inner.states_of(states))) for name, states in memories)
    found = Configuration(
        inner.ids_of(numbers),
        history=[(inner.nodes[number].id, states) for number, states in ordered],
        active=inner.ids_of(active),
        is_over=any(inner.nodes[number].parent == 0 and inner.nodes[number].kind is Kind.FINAL for number in numbers),
    )
    return kept(chart.memory, found)


def _memories(history: Histories) -> Memories:
    return tuple((name, texts(states)) for name, states in dict(history).items())


def _unknown(inner: Compiled, place: str, ids: Iterable[str]) -> Iterator[Fault]:
    hint = Hints()
    for id in ids:
        if id not in inner.index:
            yield Fault(place, id, f"there is no state {id!r}{hint(id, inner.index)}")


def _memory_faults(inner: Compiled, memories: Memories) -> Iterator[Fault]:
    for name, states in memories:
        unknown = [*_unknown(inner, "history", [name]), *_unknown(inner, f"history {name!r}", states)]
        yield from unknown
        if unknown:
            continue
        number = inner.index[name]
        above = inner.nodes[number].parent
        if not inner.nodes[number].kind.is_history:
            yield Fault("history", name, f"{name!r} is no history")
        elif not all(inner.is_inside(inner.index[state], above) for state in states) or not states:
            message = f"{name!r} remembers states inside of {inner.nodes[above].id!r}, got {', '.join(states)}"
            yield Fault(f"history {name!r}", states, message)


def _place_faults(inner: Compiled, place: tuple[str, ...]) -> Iterator[Fault]:
    numbers = inner.states_of(place)
    active = {0, *numbers} | {above for number in numbers for above in inner.ancestors(number)}
    for state in sorted(active):
        node = inner.nodes[state]
        inside = [child for child in inner.children[state] if child in active]
        if node.kind.is_history:
            yield Fault("states", node.id, f"history {node.id!r} is never active itself")
        elif node.kind is Kind.COMPOUND and len(inside) != 1:
            names = ", ".join(inner.nodes[child].id for child in inside) or "none"
            yield Fault("states", node.id, f"of the states inside {node.place}, one is active, got {names}")
        elif node.kind is Kind.PARALLEL:
            for child in inner.children[state]:
                if child not in active:
                    yield Fault(
                        "states", node.id, f"region {inner.nodes[child].id!r} of {node.place} has no active state"
                    )


@frozen
class Offer:
    """A transition out of an active state, with what its guard says.

    Attributes:
        source: the state it leads out of.
        transition: the transition.
        verdict: what its guard says; yes where it has none.
    """

    source: str
    transition: Transition
    verdict: Verdict

    @property
    def is_open(self) -> bool:
        """Whether it may be taken."""
        return isinstance(self.verdict, Yes)

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Why not."""
        return reasons(self.verdict)


# Any: a context is whatever the guards of the chart understand
def offers(chart: Chart, configuration: Configuration, context: Any = None) -> tuple[Offer, ...]:
    """Every transition that an event can set off from here, with what its guard says; inner states first.

    Args:
        chart: the chart.
        configuration: where it stands.
        context: what guards are asked about.

    Raises:
        ChartError: the configuration is not one of this chart.
        GuardError: a guard answered something that is no verdict.

    Example:
        >>> from itpm.statecharts import State, Transition, start
        >>> lamp = Chart("lamp", [State("off", transitions=Transition("press", "on", guard=lambda power: power)),
        ...                       State("on", transitions=Transition("press", "off"))])
        >>> [(offer.transition.event, offer.is_open) for offer in offers(lamp, start(lamp).configuration, False)]
        [(('press',), False)]
    """
    if configuration.learnt is None or configuration.learnt.age is not chart.memory.age:
        configuration = restore(chart, configuration.states, history=configuration.history)
    if configuration.is_over:
        return ()
    inner = chart.compiled
    active = frozenset(inner.states_of(configuration.active))
    inner_first = sorted(active, key=lambda state: (-inner.nodes[state].depth, state))
    return tuple(
        Offer(
            inner.nodes[state].id,
            arc.transition,
            YES if arc.asked is None else verdict(arc.asked, active, inner.index, context),
        )
        for state in inner_first
        for arc in inner.arcs[state]
        if arc.transition.event
    )

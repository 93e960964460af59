"""A statechart as literal data: states within states, transitions between them, checked as a whole.

    State("on", initial="low", states=[State("low", transitions=[...]), State("high")], transitions=[...])

A state with states inside is a compound (one of them is active) or, if it says so, parallel (all of them are). `History`
remembers what was active inside when the state above it was left. `Final` ends the compound it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cached_property

import attrs
from attrs import field, frozen

from itpm.errors import Fault
from itpm.findings import Finding
from itpm.model.given import member, texts
from itpm.statecharts.checking import found_faults
from itpm.statecharts.compiling import Compiled, compiled
from itpm.statecharts.errors import ChartError
from itpm.statecharts.learning import Memory
from itpm.statecharts.nodes import Kind, Node
from itpm.statecharts.transitions import Action, Transition, actions
from itpm.statecharts.weaknesses import Weak, Weakness, found_weaknesses


def _transitions(values: Iterable[Transition] | Transition) -> tuple[Transition, ...]:
    return (values,) if isinstance(values, Transition) else tuple(values)


class HistoryKind(Enum):
    """How much a history remembers."""

    SHALLOW = "shallow"
    DEEP = "deep"


def _history_kind(value: HistoryKind | str) -> HistoryKind:
    return member(value, HistoryKind, "history.kind", ChartError)


@frozen
class History:
    """A state that stands for what was active beside it when the state above was left.

    Attributes:
        id: its name.
        default: the states meant before anything is remembered.
        kind: shallow (the states beside it) or deep (down to the innermost).
        actions: what happens when the default is taken.
    """

    id: str
    default: tuple[str, ...] = field(converter=texts)
    kind: HistoryKind = field(default=HistoryKind.SHALLOW, kw_only=True, converter=_history_kind)
    actions: tuple[Action, ...] = field(default=(), kw_only=True, converter=actions)


@frozen
class Final:
    """A state that ends the compound it stands in; at the top, the chart.

    Attributes:
        id: its name.
        on_entry: what happens when it is entered.
        on_exit: what happens when it is left.
    """

    id: str
    on_entry: tuple[Action, ...] = field(default=(), kw_only=True, converter=actions)
    on_exit: tuple[Action, ...] = field(default=(), kw_only=True, converter=actions)


def _states(values: Iterable[State | Final | History] | State | Final | History) -> tuple[State | Final | History, ...]:
    return (values,) if isinstance(values, (State, Final, History)) else tuple(values)


@frozen
class State:
    """A state, with the states inside it.

    Attributes:
        id: its name, unique in the chart.
        states: what it is made of; none: it is simple.
        parallel: whether all of them are active together.
        initial: the states entered first, at any depth; default: the first one inside.
        initial_actions: what happens when it is entered by default.
        transitions: ways out; the first that matches is taken, and inner states go before outer ones.
        on_entry: what happens when it is entered.
        on_exit: what happens when it is left.
        dead_end: whether it is meant that it cannot be left.
    """

    id: str
    states: tuple[State | Final | History, ...] = field(default=(), converter=_states)
    parallel: bool = field(default=False, kw_only=True)
    initial: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    initial_actions: tuple[Action, ...] = field(default=(), kw_only=True, converter=actions)
    transitions: tuple[Transition, ...] = field(default=(), kw_only=True, converter=_transitions)
    on_entry: tuple[Action, ...] = field(default=(), kw_only=True, converter=actions)
    on_exit: tuple[Action, ...] = field(default=(), kw_only=True, converter=actions)
    dead_end: bool = field(default=False, kw_only=True)


def _weaknesses(values: Iterable[Weakness] | Weakness) -> frozenset[Weakness]:
    return frozenset((values,) if isinstance(values, Weakness) else values)


@frozen(slots=False)
class Chart:
    """A whole statechart.

    A chart is refused if it cannot work, and also if it works but is weak: a state that is never reached, one that cannot
    be left, a transition that another always goes before. A weakness can be allowed by name.

    Attributes:
        name: what it is called.
        states: its top states.
        initial: the states entered first; default: the first one.
        allow: weaknesses that are wanted.

    Raises:
        ChartError: every fault: ids given twice, unknown targets, targets that cannot be active together, weaknesses.

    Example:
        >>> door = Chart("door", [
        ...     State("closed", transitions=Transition("open", "opened")),
        ...     State("opened", transitions=Transition("close", "clsoed"))])
        Traceback (most recent call last):
        itpm.statecharts.errors.ChartError: state 'opened'.transitions[0].target: there is no state 'clsoed'; did you mean
        'closed'?
    """

    name: str
    states: tuple[State | Final | History, ...] = field(converter=_states)
    initial: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    allow: frozenset[Weakness] = field(default=frozenset(), kw_only=True, converter=_weaknesses)

    def __attrs_post_init__(self) -> None:
        faults = _strangers(self) or found_faults(self._nodes)
        if not faults:
            faults = [weakness.as_fault() for weakness in self._weaknesses if weakness.kind not in self.allow]
        if faults:
            raise ChartError(faults)

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return _flat(self)

    @cached_property
    def _weaknesses(self) -> tuple[Weak, ...]:
        return tuple(found_weaknesses(self.compiled))

    @cached_property
    def compiled(self) -> Compiled:
        """The chart as flat lists, as steps read it."""
        return compiled(self._nodes)

    @cached_property
    def memory(self) -> Memory:
        """What steps have learnt about the order in which guards are asked."""
        return Memory()

    @property
    def weaknesses(self) -> tuple[Finding, ...]:
        """States never reached or never left, transitions never taken: those that were allowed."""
        return tuple(weakness.as_finding() for weakness in self._weaknesses)

    def __getstate__(self) -> dict[str, object]:
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Chart)}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)


def _strangers(chart: Chart) -> list[Fault]:
    """What stands where a state should."""
    faults: list[Fault] = []
    waiting: list[tuple[str, tuple[object, ...]]] = [("chart", chart.states)]
    while waiting:
        place, states = waiting.pop()
        for state in states:
            if isinstance(state, State):
                waiting.append((f"state {state.id!r}", state.states))
            elif not isinstance(state, (Final, History)):
                message = f"expected a State, Final or History, got {type(state).__name__}"
                faults.append(Fault(f"{place}.states", state, message))
    return faults


def _flat(chart: Chart) -> tuple[Node, ...]:
    """Every state in document order, the chart itself first."""
    nodes = [Node(id=chart.name, parent=-1, depth=0, kind=Kind.COMPOUND, initial=chart.initial)]
    waiting: list[tuple[State | Final | History, int]] = [(state, 0) for state in reversed(chart.states)]
    while waiting:
        state, parent = waiting.pop()
        place = len(nodes)
        nodes.append(_node(state, parent, nodes[parent].depth + 1))
        if isinstance(state, State):
            waiting.extend((inner, place) for inner in reversed(state.states))
    return tuple(nodes)


def _node(state: State | Final | History, parent: int, depth: int) -> Node:
    match state:
        case History():
            kind = Kind.DEEP if state.kind is HistoryKind.DEEP else Kind.SHALLOW
            return Node(
                id=state.id, parent=parent, depth=depth, kind=kind, initial=state.default, initial_actions=state.actions
            )
        case Final():
            return Node(
                id=state.id,
                parent=parent,
                depth=depth,
                kind=Kind.FINAL,
                on_entry=state.on_entry,
                on_exit=state.on_exit,
            )
        case _:
            return Node(
                id=state.id,
                parent=parent,
                depth=depth,
                kind=Kind.PARALLEL if state.parallel else Kind.COMPOUND if state.states else Kind.ATOMIC,
                initial=state.initial,
                initial_actions=state.initial_actions,
                transitions=state.transitions,
                on_entry=state.on_entry,
                on_exit=state.on_exit,
                dead_end=state.dead_end,
            )

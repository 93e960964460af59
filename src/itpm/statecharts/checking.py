"""What a chart cannot be: every fault is named with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from itpm.errors import Fault, Hints
from itpm.statecharts.guards import Guard, depth_of, states_of
from itpm.statecharts.guards import program as program_of
from itpm.statecharts.nodes import Kind, Node
from itpm.statecharts.transitions import Raise, Send, Transition

DEEPEST = 100


def found_faults(nodes: tuple[Node, ...]) -> list[Fault]:
    """Everything that makes a chart impossible, in the order of the chart.

    Args:
        nodes: its states in document order, itself first.
    """
    check = _Check(nodes)
    return [*check.names(), *(fault for number in range(len(nodes)) for fault in check.state(number))]


class _Check:
    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes
        self.index = {node.id: number for number, node in enumerate(nodes) if number}
        self.hint = Hints()
        self.children: list[list[int]] = [[] for _ in nodes]
        for number in range(1, len(nodes)):
            self.children[nodes[number].parent].append(number)

    def names(self) -> Iterator[Fault]:
        """Names that are none, or given twice; states nested too deep."""
        if not isinstance(self.nodes[0].id, str) or not self.nodes[0].id:
            yield Fault("chart", self.nodes[0].id, f"a chart needs a name, got {self.nodes[0].id!r}")
        for node in self.nodes[1:]:
            if not isinstance(node.id, str) or not node.id or any(letter.isspace() for letter in node.id):
                yield Fault("states", node.id, f"a state needs an id without blanks, got {str(node.id)[:60]!r}")
        for id, times in Counter(node.id for node in self.nodes[1:]).items():
            if times > 1:
                yield Fault(f"state {id!r}", id, f"the id is given to {times} states")
        deepest = max(self.nodes, key=lambda node: node.depth)
        if deepest.depth > DEEPEST:
            message = f"states are nested at most {DEEPEST} deep, {deepest.id!r} is {deepest.depth} deep"
            yield Fault(f"state {deepest.id!r}", deepest.depth, message)

    def state(self, number: int) -> Iterator[Fault]:
        """What is wrong with one state."""
        node = self.nodes[number]
        yield from self._content(number, node)
        if node.kind.is_history:
            yield from self._default(node)
        else:
            yield from self._initial(number, node)
        for place, actions in (("on_entry", node.on_entry), ("on_exit", node.on_exit)):
            yield from _action_faults(f"{node.place}.{place}", actions)
        yield from _action_faults(f"{node.place}.initial_actions", node.initial_actions)
        for which, way in enumerate(node.transitions):
            yield from self._transition(f"{node.place}.transitions[{which}]", way)

    def _content(self, number: int, node: Node) -> Iterator[Fault]:
        inside = [child for child in self.children[number] if not self.nodes[child].kind.is_history]
        if node.kind in {Kind.COMPOUND, Kind.PARALLEL} and not inside:
            yield Fault(node.place, (), f"{node.place} needs a state inside that can be active")
        if node.kind is Kind.PARALLEL and any(self.nodes[child].kind is Kind.FINAL for child in inside):
            yield Fault(node.place, (), f"a region of the parallel {node.place} is a state, not a final one")

    def _default(self, node: Node) -> Iterator[Fault]:
        place, above = f"history {node.id!r}", self.nodes[node.parent]
        if not node.initial:
            yield Fault(f"{place}.default", (), "a history needs the states meant before anything is remembered")
        if node.parent == 0:
            yield Fault(place, node.id, "a history stands in a state, not in the chart itself")
        yield from self._targets(f"{place}.default", node.initial, node.parent, f"inside of {above.id!r}")
        for target in node.initial:
            if target in self.index and self.nodes[self.index[target]].kind.is_history:
                yield Fault(f"{place}.default", target, f"the default of a history is a state, {target!r} is a history")

    def _initial(self, number: int, node: Node) -> Iterator[Fault]:
        if node.initial and node.kind is not Kind.COMPOUND:
            kind = (
                "a parallel state enters all of its regions"
                if node.kind is Kind.PARALLEL
                else "there is nothing inside"
            )
            yield Fault(f"{node.place}.initial", node.initial, f"{kind}, so it has no initial state")
            return
        yield from self._targets(f"{node.place}.initial", node.initial, number, f"inside of {node.id!r}")

    def _transition(self, place: str, way: Transition) -> Iterator[Fault]:
        if not isinstance(way, Transition):
            yield Fault(place, way, f"expected a Transition, got {type(way).__name__}")
            return
        for event in way.event:
            if not isinstance(event, str) or not event or any(letter.isspace() for letter in event):
                message = f"an event is a name without blanks, got {str(event)[:60]!r}"
                yield Fault(f"{place}.event", event, message)
        if not way.event and not way.target and way.guard is None:
            message = "without event, target and guard it would be taken without end"
            yield Fault(place, None, message)
        yield from self._targets(f"{place}.target", way.target, 0, "")
        yield from _action_faults(f"{place}.actions", way.actions)
        if way.guard is not None:
            yield from self._guard(f"{place}.guard", way.guard)

    def _guard(self, place: str, guard: Guard) -> Iterator[Fault]:
        if depth_of(guard) > DEEPEST:
            yield Fault(place, None, f"guards are nested at most {DEEPEST} deep")
            return
        asked = program_of(guard)
        for name, value in asked:
            if name == "ask" and not callable(value):
                yield Fault(place, value, f"a guard is a function, In, Not, AllOf or AnyOf, got {type(value).__name__}")
        yield from self._unknown(place, states_of(asked))

    def _unknown(self, place: str, ids: Iterable[str]) -> Iterator[Fault]:
        for id in ids:
            if id not in self.index:
                yield Fault(place, id, f"there is no state {id!r}{self.hint(id, self.index)}")

    def _targets(self, place: str, ids: tuple[str, ...], scope: int, where: str) -> Iterator[Fault]:
        unknown = list(self._unknown(place, ids))
        if unknown:
            yield from unknown
            return
        numbers = [self.index[id] for id in ids]
        for number in numbers:
            if scope and scope not in self._above(number):
                yield Fault(place, self.nodes[number].id, f"{self.nodes[number].id!r} does not stand {where}")
        for one, other in zip(sorted(numbers), sorted(numbers)[1:], strict=False):
            if not self._together(one, other):
                pair = f"{self.nodes[one].id!r} and {self.nodes[other].id!r}"
                yield Fault(place, ids, f"{pair} cannot be entered together: they are not in parallel regions")

    def _above(self, number: int) -> list[int]:
        found = []
        while number > 0:
            number = self.nodes[number].parent
            found.append(number)
        return found

    def _together(self, one: int, other: int) -> bool:
        """Whether the two lie in different regions of a parallel state."""
        mine, theirs = self._above(one), self._above(other)
        if one == other or one in theirs or other in mine:
            return False
        common = next(above for above in mine if above in theirs)
        return self.nodes[common].kind is Kind.PARALLEL


def _action_faults(place: str, actions: tuple[object, ...]) -> Iterator[Fault]:
    for action in actions:
        if isinstance(action, (Raise, Send)) and (not isinstance(action.event, str) or not action.event.strip()):
            yield Fault(place, action, f"{type(action).__name__} needs the name of an event, got {action.event!r}")

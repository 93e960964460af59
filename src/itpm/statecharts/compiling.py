"""A chart as flat lists, as steps read it.

States are numbered in document order, the chart itself being 0, so that the states inside state ``s`` are the numbers from
``s + 1`` to ``ends[s] - 1``: whether one state lies inside another is a comparison, and document order is the order of
numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from itpm.statecharts.guards import Program, program
from itpm.statecharts.nodes import Kind, Node
from itpm.statecharts.transitions import Transition


@frozen(eq=False)
class Arc:
    """A transition with its states as numbers.

    Attributes:
        number: its place among all transitions.
        source: the state it leads out of.
        targets: the states it leads to; histories among them.
        domain: the state inside of which everything is left when it is taken; None: depends on what is remembered;
            -1: nothing is left.
        asked: its guard as a program; None: it has none.
        transition: as it was written.
    """

    number: int
    source: int
    targets: tuple[int, ...]
    domain: int | None
    asked: Program | None
    transition: Transition


@frozen(eq=False)
class Compiled:
    """A chart as flat lists; every list is by number of state.

    Attributes:
        nodes: the states in document order.
        index: number of a state by its id; without the chart itself.
        children: states directly inside, without histories.
        histories: histories directly inside.
        ends: one more than the last number inside.
        initial: states entered first; of a history, its default.
        arcs: transitions out of each state, in document order.
    """

    nodes: tuple[Node, ...] = field(repr=False)
    index: dict[str, int] = field(repr=False)
    children: tuple[tuple[int, ...], ...] = field(repr=False)
    histories: tuple[tuple[int, ...], ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    initial: tuple[tuple[int, ...], ...] = field(repr=False)
    arcs: tuple[tuple[Arc, ...], ...] = field(repr=False)

    def is_inside(self, state: int, other: int) -> bool:
        """Whether a state lies inside another, at any depth; not inside itself."""
        return other < state < self.ends[other]

    def ancestors(self, state: int, up_to: int = -1) -> Iterator[int]:
        """The states above, innermost first, up to but without `up_to`."""
        above = self.nodes[state].parent
        while above not in (up_to, -1):
            yield above
            above = self.nodes[above].parent

    def common_compound(self, states: Iterable[int]) -> int:
        """The innermost compound that all of the states lie inside of."""
        first, *rest = states
        for above in self.ancestors(first):
            if self.nodes[above].kind is Kind.COMPOUND and all(self.is_inside(state, above) for state in rest):
                return above
        return 0

    def domain(self, source: int, targets: Iterable[int], *, internal: bool) -> int:
        """The state inside of which everything is left on the way from the source to the targets; -1: nothing is."""
        ends = tuple(targets)
        if not ends:
            return -1
        inside = all(self.is_inside(target, source) for target in ends)
        if internal and inside and self.nodes[source].kind is Kind.COMPOUND:
            return source
        return self.common_compound((source, *ends))

    def states_of(self, ids: Iterable[str]) -> tuple[int, ...]:
        """Numbers of the states, in document order."""
        return tuple(sorted(self.index[id] for id in ids))

    def ids_of(self, states: Iterable[int]) -> tuple[str, ...]:
        """Ids of the states, in document order."""
        return tuple(self.nodes[state].id for state in sorted(states))


def compiled(nodes: tuple[Node, ...]) -> Compiled:
    """The chart as flat lists.

    Args:
        nodes: its states in document order, itself first; without faults.
    """
    index = {node.id: number for number, node in enumerate(nodes) if number}
    children: list[list[int]] = [[] for _ in nodes]
    histories: list[list[int]] = [[] for _ in nodes]
    ends = [number + 1 for number in range(len(nodes))]
    for number in range(1, len(nodes)):
        (histories if nodes[number].kind.is_history else children)[nodes[number].parent].append(number)
    for number in range(len(nodes) - 1, 0, -1):
        ends[nodes[number].parent] = max(ends[nodes[number].parent], ends[number])
    whole = Compiled(
        nodes=nodes,
        index=index,
        children=tuple(map(tuple, children)),
        histories=tuple(map(tuple, histories)),
        ends=tuple(ends),
        initial=tuple(_initial(node, inside, index) for node, inside in zip(nodes, children, strict=True)),
        arcs=(),
    )
    return Compiled(
        nodes=nodes,
        index=index,
        children=whole.children,
        histories=whole.histories,
        ends=whole.ends,
        initial=whole.initial,
        arcs=_arcs(whole),
    )


def _initial(node: Node, inside: list[int], index: dict[str, int]) -> tuple[int, ...]:
    if node.initial:
        return tuple(index[id] for id in node.initial)
    return tuple(inside[:1]) if node.kind is Kind.COMPOUND else ()


def _arcs(whole: Compiled) -> tuple[tuple[Arc, ...], ...]:
    found: list[tuple[Arc, ...]] = []
    number = 0
    for source, node in enumerate(whole.nodes):
        arcs = tuple(_arc(whole, number + more, source, way) for more, way in enumerate(node.transitions))
        number += len(arcs)
        found.append(arcs)
    return tuple(found)


def _arc(whole: Compiled, number: int, source: int, way: Transition) -> Arc:
    targets = tuple(whole.index[id] for id in way.target)
    varies = any(whole.nodes[target].kind.is_history for target in targets)
    return Arc(
        number=number,
        source=source,
        targets=targets,
        domain=None if varies else whole.domain(source, targets, internal=way.internal),
        asked=None if way.guard is None else program(way.guard),
        transition=way,
    )

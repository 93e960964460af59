"""The skeleton of a plan: ids as indexes, the work breakdown, and links as edges between nodes in topological order.

Nodes 0 to n-1 are the tasks in plan order. A summary is no node of the network; where a link begins or ends at one, *hubs*
stand for it behind the tasks, so that a link between two summaries costs as many edges as they have tasks, not their product:

- a `START_IN` hub passes "not before" on to the starts of the summary's tasks, a `FINISH_IN` hub to their finishes;
- a `FINISH_OUT` hub is reached when the last of them finishes, a `START_OUT` hub when the first of them starts.

Inactive tasks, levels of effort and hammocks drive nothing and are left out of the edges.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from attrs import field, frozen

from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.tasks import Task, TaskKind


class HubKind(IntEnum):
    """What a hub stands for."""

    START_IN = 0
    FINISH_IN = 1
    FINISH_OUT = 2
    START_OUT = 3


@frozen
class Hub:
    """A node that stands for a summary in the network."""

    kind: HubKind
    summary: int


class Edge(NamedTuple):
    """A link between two nodes, or the membership of a task in a hub.

    Attributes:
        before: node that is waited for.
        behind: node that waits.
        type: which date holds which.
        link: position in the plan's links; -1 for a membership.
    """

    before: int
    behind: int
    type: DependencyType
    link: int


@frozen(kw_only=True)
class Structure:
    """Ids as indexes and an order; made by validation, used by every engine.

    Attributes:
        position: place of each task in the plan, by id.
        parents: place of each task's summary; -1 for none.
        children: places of each task's direct children, in plan order.
        hubs: the hubs behind the tasks.
        before: of each link or membership, the node that is waited for.
        behind: of each, the node that waits.
        types: of each, which date holds which.
        links: of each, its position in the plan's links; -1 for a membership.
        order: all nodes, each behind those it waits for; shorter than the number of nodes when links form a cycle.
        flow: places in `before`, by the order of the nodes that are waited for.
    """

    position: dict[str, int]
    parents: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    hubs: tuple[Hub, ...] = ()
    before: tuple[int, ...] = field(default=(), repr=False)
    behind: tuple[int, ...] = field(default=(), repr=False)
    types: tuple[DependencyType, ...] = field(default=(), repr=False)
    links: tuple[int, ...] = field(default=(), repr=False)
    order: tuple[int, ...] = field(default=(), repr=False)
    flow: tuple[int, ...] = field(default=(), repr=False)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Links and memberships between nodes."""
        return tuple(map(Edge, self.before, self.behind, self.types, self.links))

    def descendants(self, place: int) -> list[int]:
        """Places of all tasks below `place`, depth first in plan order."""
        found: list[int] = []
        stack = list(reversed(self.children[place]))
        while stack:
            child = stack.pop()
            found.append(child)
            stack.extend(reversed(self.children[child]))
        return found

    def ancestors(self, place: int) -> list[int]:
        """Places of the summaries above `place`, nearest first."""
        found = []
        while (place := self.parents[place]) >= 0:
            found.append(place)
        return found

    def summaries_upwards(self) -> list[int]:
        """Places of the summaries, each before the one above it."""
        order = [place for place, parent in enumerate(self.parents) if parent < 0]
        for place in order:  # grows while it is walked
            order.extend(self.children[place])
        return [place for place in reversed(order) if self.children[place]]

    def is_summary(self, place: int) -> bool:
        """Whether the task has children."""
        return bool(self.children[place])


_MEMBERSHIP = {
    HubKind.START_IN: DependencyType.SS,
    HubKind.FINISH_IN: DependencyType.FF,
    HubKind.FINISH_OUT: DependencyType.FF,
    HubKind.START_OUT: DependencyType.SS,
}


class _Builder:
    """Collects hubs and edges; lives only while `with_network` runs."""

    def __init__(self, tasks: Sequence[Task], tree: Structure) -> None:
        self.tasks, self.tree = tasks, tree
        self.hubs: dict[Hub, int] = {}
        self.edges: list[Edge] = []

    def drives(self, place: int) -> bool:
        task = self.tasks[place]
        return (task.details is None and task.kind.value == 1) or (task.is_active and not task.spans_others)

    def link(self, before: int, behind: int, kind: DependencyType, number: int) -> None:
        tree = self.tree
        if tree.children[before]:
            before = self.hub(HubKind.FINISH_OUT if kind.from_finish else HubKind.START_OUT, before)
        elif not self.drives(before):
            return
        if tree.children[behind]:
            behind = self.hub(HubKind.FINISH_IN if kind.to_finish else HubKind.START_IN, behind)
        elif not self.drives(behind):
            return
        self.edges.append(Edge(before, behind, kind, number))

    def hub(self, kind: HubKind, summary: int) -> int:
        wanted = Hub(kind, summary)
        if wanted in self.hubs:
            return self.hubs[wanted]
        stack = [wanted]
        self.number(wanted)
        while stack:
            hub = stack.pop()
            node = self.hubs[hub]
            for child in self.tree.children[hub.summary]:
                if self.tree.children[child]:
                    below = Hub(kind, child)
                    if below not in self.hubs:
                        self.number(below)
                        stack.append(below)
                    self.member(kind, node, self.hubs[below])
                elif self.drives(child):
                    self.member(kind, node, child)
        return self.hubs[wanted]

    def number(self, hub: Hub) -> None:
        self.hubs[hub] = len(self.tasks) + len(self.hubs)

    def member(self, kind: HubKind, hub: int, below: int) -> None:
        inward = kind in (HubKind.START_IN, HubKind.FINISH_IN)
        before, behind = (hub, below) if inward else (below, hub)
        self.edges.append(Edge(before, behind, _MEMBERSHIP[kind], -1))


def with_network(
    tree: Structure, tasks: Sequence[Task], links: Sequence[Dependency], before: Sequence[int], behind: Sequence[int]
) -> Structure:
    """The structure with hubs, edges and order added.

    Args:
        tree: positions and work breakdown.
        tasks: the plan's tasks.
        links: the plan's links.
        before: place of the predecessor of each; -1 for a faulty link, which is left out.
        behind: place of the successor of each.
    """
    if -1 not in before and not any(tree.children) and all(map(_is_plain, tasks)):
        builder = None
        types: Iterable[DependencyType] = (link.type for link in links)
        numbers: Iterable[int] = range(len(links))
    else:
        builder = _Builder(tasks, tree)
        for number, link in enumerate(links):
            if before[number] >= 0:
                builder.link(before[number], behind[number], link.type, number)
        before, behind = [edge.before for edge in builder.edges], [edge.behind for edge in builder.edges]
        types, numbers = (edge.type for edge in builder.edges), (edge.link for edge in builder.edges)
    hubs = tuple(builder.hubs) if builder else ()
    order, flow = ordered(len(tasks) + len(hubs), before, behind)
    return Structure(
        position=tree.position,
        parents=tree.parents,
        children=tree.children,
        hubs=hubs,
        before=tuple(before),
        behind=tuple(behind),
        types=tuple(types),
        links=tuple(numbers),
        order=order,
        flow=flow,
    )


def _is_plain(task: Task) -> bool:
    return task.details is None and task.kind is TaskKind.TASK


def topological_order(count: int, edges: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Nodes 0 to count-1, each behind those it waits for; without the nodes on or behind a cycle."""
    pairs = list(edges)
    return ordered(count, [before for before, _ in pairs], [behind for _, behind in pairs])[0]


def ordered(count: int, before: Sequence[int], behind: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Nodes 0 to count-1, each behind those it waits for, and the edges by the order of the nodes that are waited for.

    Nodes on or behind a cycle are left out, and what leads out of them.

    Args:
        count: how many nodes there are [1].
        before: of each edge, the node that is waited for.
        behind: of each edge, the node that waits.

    Example:
        >>> ordered(3, [2, 0], [1, 2])
        ((0, 2, 1), (1, 0))
    """
    waiting = [0] * count
    leaving: list[list[int]] = [[] for _ in range(count)]
    for number, node in enumerate(before):
        leaving[node].append(number)
    for node in behind:
        waiting[node] += 1
    order = [node for node in range(count) if not waiting[node]]
    flow: list[int] = []
    for node in order:  # grows while it is walked
        flow += leaving[node]
        for number in leaving[node]:
            follower = behind[number]
            waiting[follower] -= 1
            if not waiting[follower]:
                order.append(follower)
    return tuple(order), tuple(flow)


def cycles(count: int, edges: Sequence[tuple[int, int]], *, most: int = 20) -> list[list[int]]:
    """Circles among the nodes, each as the nodes along it; nodes of one circle are not in the next. At most `most` [1]."""
    dropped: set[int] = set()
    found: list[list[int]] = []
    while len(found) < most:
        left = [(a, b) for a, b in edges if a not in dropped and b not in dropped]
        stuck = set(range(count)) - set(topological_order(count, left))
        if not stuck:
            break
        circle = _walk_back(stuck, left)
        found.append(circle)
        dropped.update(circle)
    return found


def _walk_back(stuck: set[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """One circle: every stuck node has a stuck node before it, so walking back must come round."""
    before: dict[int, int] = {}
    for a, b in edges:
        if a in stuck and b in stuck:
            before.setdefault(b, a)
    node, seen = min(stuck), dict[int, int]()
    path: list[int] = []
    while node not in seen:
        seen[node] = len(path)
        path.append(node)
        node = before[node]
    return _from_smallest(list(reversed(path[seen[node] :])))


def _from_smallest(circle: list[int]) -> list[int]:
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]

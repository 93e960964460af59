"""Chains through the network: the one that holds the project's finish, and those that nearly do.

A task *drives* its successor when the link between them is the bound that won (`itpm.scheduling.bounds`). Walking from the
task that finishes last back along driving links gives the critical path. A float path is a chain of non-critical tasks that
lead to, or from, a chain already found; it is as urgent as its least total float.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from itpm.model.durations import Duration, duration, seconds_of
from itpm.scheduling.bounds import early_bounds, held_by
from itpm.scheduling.floats import Floats
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Bound, BoundKind, Solution


def _ids(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(ids)


@frozen
class FloatPath:
    """A chain of tasks, first to last, and the least total float among them.

    Attributes:
        tasks: ids along the chain.
        total_float: by how much the chain can slip.
        joins: the task it leads into, on a more urgent chain; empty where it runs to the end.
    """

    tasks: tuple[str, ...] = field(converter=_ids)
    total_float: Duration
    joins: str = ""

    def __str__(self) -> str:
        tail = f" (into {self.joins})" if self.joins else ""
        return f"{' -> '.join(self.tasks)}{tail}: {self.total_float}"


def driving_chain(network: Network, solution: Solution) -> tuple[str, ...]:
    """Ids of the chain that holds the project's finish, first to last."""
    last = last_task(network, solution)
    return () if last is None else tuple(network.plan.tasks[place].id for place in chain_to(network, solution, last))


def last_task(network: Network, solution: Solution) -> int | None:
    """Place of the task that finishes last; of several, a milestone before others, then the first in plan order."""
    driving = [place for place in range(len(network.plan.tasks)) if network.drives(place)]
    return min(
        (place for place in driving if solution.early_finish[place] == solution.project_finish),
        key=lambda place: (
            solution.early_start[place] != solution.early_finish[place],
            bool(network.out[place]),
            place,
        ),
        default=None,
    )


def chain_to(network: Network, solution: Solution, place: int) -> list[int]:
    """Places of the driving chain that ends with `place`, first to last; of a summary, with the last of its tasks.

    Empty for what drives nothing: a level of effort, a hammock, an inactive task.
    """
    return [node for node in nodes_to(network, solution, place) if not network.is_hub(node)]


def nodes_to(network: Network, solution: Solution, place: int) -> list[int]:
    """The same, with the nodes that stand for summaries on the way."""
    chain: list[int] = []
    node: int | None = place if network.drives(place) else _last_below(network, solution, place)
    while node is not None:
        chain.append(node)
        node = driver(network, solution, node)
    chain.reverse()
    return chain


def _last_below(network: Network, solution: Solution, place: int) -> int | None:
    """The task below a summary that finishes last; of several, the first in plan order."""
    below = [child for child in network.plan.structure.descendants(place) if network.drives(child)]
    return max(sorted(below), key=lambda child: solution.early_finish[child], default=None)


def driver(network: Network, solution: Solution, node: int) -> int | None:
    """The node whose date holds the start of `node`; None where something else does."""
    bound = winner(network, solution, node)
    return bound.node if bound is not None and bound.kind is BoundKind.LINK else None


def winner(network: Network, solution: Solution, node: int) -> Bound | None:
    """The bound that holds a node's early start."""
    if not network.is_hub(node):
        return held_by(early_bounds(network, solution, node))
    bounds = early_bounds(network, solution, node)[1:]
    if not bounds:
        return None
    return min(bounds, key=lambda b: b.date) if node in network.first_starts else held_by(bounds)


def near_critical_paths(
    network: Network, solution: Solution, floats: Floats, within: Duration | str
) -> tuple[FloatPath, ...]:
    """Chains of tasks whose total float is above the critical limit and at most `within`, least float first."""
    limit = duration(within, place="within").seconds(network.plan.day)
    tasks = network.plan.tasks
    left = {
        place: floats.total[place]
        for place in range(len(tasks))
        if network.drives(place)
        and not floats.critical[place]
        and network.rules_of(place).finished is None
        and floats.total[place] <= limit
    }
    paths = []
    while left:
        seed = min(left, key=lambda place: (left[place], solution.early_start[place], place))
        chain = _around(network, left, seed)
        total = min(left[place] for place in chain)
        joins = _joined(network, chain[-1])
        elapsed = network.own_calendar[seed] == 0
        ids = [tasks[place].id for place in chain]
        paths.append(FloatPath(ids, seconds_of(total, day=network.plan.day, elapsed=elapsed), joins))
        for place in chain:
            del left[place]
    return tuple(paths)


def _around(network: Network, left: dict[int, int], seed: int) -> list[int]:
    """The chain through `seed`, each step to the neighbour with the least float that no chain has yet."""
    chain = [seed]
    for ends, back in ((network.into, True), (network.out, False)):
        place = seed
        while True:
            nearest = [end[0] for end in ends[place] if end[0] in left and end[0] not in chain]
            if not nearest:
                break
            place = min(nearest, key=lambda other: (left[other], other))
            chain.insert(0, place) if back else chain.append(place)
    return chain


def _joined(network: Network, place: int) -> str:
    tasks = network.plan.tasks
    followers = [end[0] for end in network.out[place] if not network.is_hub(end[0])]
    return tasks[min(followers)].id if followers else ""

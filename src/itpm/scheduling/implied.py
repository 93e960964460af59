"""Links that others imply, found in one sweep over the network.

From the last task back, the set of tasks that a task leads to is the union of what its followers lead to. A set is one
whole number with a bit for each task, so that a union is one operation; it is dropped once nothing before it is left to
look at. Of a task's followers, taken in topological order, those that an earlier one leads to are implied.
"""

from __future__ import annotations

from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.plans import Plan
from itpm.model.structure import topological_order


def redundant_links(plan: Plan) -> tuple[Dependency, ...]:
    """Plain links that others imply: without them, every task would still wait for the same tasks.

    Only finish-to-start links without lag are looked at, and only those are counted as implying: a link with lag, or of
    another type, says something of its own.

    Source: transitive reduction; Aho, Garey, Ullman, "The transitive reduction of a directed graph", SIAM J. Comput. 1 (1972).

    Example:
        >>> from itpm.model import Task
        >>> tasks = [Task("a", "1d"), Task("b", "1d", after=["a"]), Task("c", "1d", after=["a", "b"])]
        >>> [str(link) for link in redundant_links(Plan("p", start="2026-01-05", tasks=tasks))]
        ['a -> c']
    """
    position = plan.structure.position
    plain = [link for link in plan.links if link.type is DependencyType.FS and not link.lag_amount]
    pairs = dict.fromkeys((position[link.predecessor], position[link.successor]) for link in plain)
    found = _implied(len(plan.tasks), list(pairs))
    return tuple(link for link in plain if (position[link.predecessor], position[link.successor]) in found)


def _implied(count: int, pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs that others imply; none where they form a circle (only levels of effort can, which hold nothing)."""
    order = topological_order(count, pairs)
    if len(order) < count:
        return set()
    rank = {node: number for number, node in enumerate(order)}
    followers: list[list[int]] = [[] for _ in range(count)]
    left = [0] * count
    for before, behind in pairs:
        followers[before].append(behind)
        left[behind] += 1
    reached: dict[int, int] = {}
    found: set[tuple[int, int]] = set()
    for node in reversed(order):
        ahead = 0
        for follower in sorted(followers[node], key=rank.__getitem__):
            if ahead >> follower & 1:
                found.add((node, follower))
            ahead |= reached[follower] | 1 << follower
            left[follower] -= 1
            if not left[follower]:
                del reached[follower]
        if left[node]:
            reached[node] = ahead
    return found

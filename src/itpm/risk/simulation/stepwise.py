"""The exact slow way: each iteration is a plan of its own, scheduled by the scheduler itself.

It serves what cannot be done to many iterations at once: tasks that go as late as possible, plans scheduled from their finish,
windows, expected finishes, lags that are shares of a summary's length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itpm.risk.simulation.amounts import Amounts
from itpm.risk.simulation.changing import with_amounts
from itpm.scheduling.bounds import early_bounds
from itpm.scheduling.networks import Network
from itpm.scheduling.paths import last_task, winner
from itpm.scheduling.settling import settled
from itpm.scheduling.solutions import BoundKind, Solution

Ints: TypeAlias = NDArray[Any]


class Stepwise:
    """Dates of a block, each iteration by itself."""

    def __init__(self, networks: Sequence[Network], solutions: Sequence[Solution]) -> None:
        self.networks, self.solutions = networks, solutions

    @property
    def project(self) -> NDArray[np.int64]:
        """When the project finishes [s]."""
        return np.array([solution.project_finish for solution in self.solutions], np.int64)

    def finish_of(self, place: int) -> NDArray[np.int64]:
        """When a task finishes [s]."""
        return np.array([solution.finish[place] for solution in self.solutions], np.int64)

    def start_of(self, place: int) -> NDArray[np.int64]:
        """When a task starts [s]."""
        return np.array([solution.early_start[place] for solution in self.solutions], np.int64)

    def critical(self, count: int) -> NDArray[np.int64]:
        """In how many of the first iterations each task drove the finish [1]."""
        found = np.zeros(len(self.networks[0].plan.tasks), np.int64)
        for network, solution in zip(self.networks[:count], self.solutions[:count], strict=True):
            for place in driving(network, solution):
                found[place] += 1
        return found


def solved(network: Network, amounts: Amounts, drawn: Ints, count: int) -> Stepwise:
    """The dates of the first `count` iterations of a block."""
    dated = [settled(with_amounts(network, amounts, drawn[:, column].tolist())) for column in range(count)]
    return Stepwise([network for network, _ in dated], [solution for _, solution in dated])


def driving(network: Network, solution: Solution) -> set[int]:
    """Places of the tasks from which driving links lead to the project's finish."""
    last = last_task(network, solution)
    if last is None:
        return set()
    finish = solution.project_finish
    waiting = [node for node in network.order if network.tracks[node] and solution.early_finish[node] == finish]
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        won = winner(network, solution, node)
        if won is None or won.kind is not BoundKind.LINK:
            continue
        for bound in early_bounds(network, solution, node):
            if bound.kind is BoundKind.LINK and bound.date == won.date and bound.node not in seen:
                seen.add(bound.node)
                waiting.append(bound.node)
    return {node for node in seen if not network.is_hub(node)}

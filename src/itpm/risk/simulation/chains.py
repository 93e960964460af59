"""Which tasks drove the project's finish in each iteration, and by how much the others missed it.

A link drives when it is the bound that won. A task is critical in an iteration when driving links lead from it to the finish.
"Float is zero" would not do: where calendars differ, a driving task has float over time in which its successor does not work.

The pass goes backward with *reach*: the finish at which a task would begin to drive, its own finish plus the least sum of gaps on
the way to the project's finish. On one calendar that is the late finish.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itpm.risk.simulation.forwarding import Forward
from itpm.risk.simulation.lines import CLOCK, EARLIEST
from itpm.risk.simulation.steps import LAGGED, LinkStep, Step
from itpm.scheduling.link_ends import FF, SF

Ints: TypeAlias = NDArray[Any]
NEVER = 1 << 29


class Chains:
    """The reach of every node in every iteration.

    Attributes:
        project: when the project finishes [tick since the horizon's beginning].
        reach: by node, on its line [tick].
    """

    def __init__(self, forward: Forward, last: Sequence[int], least: int | None) -> None:
        self.forward, self.lines = forward, forward.lines
        self.reach: Ints = np.empty(0)
        self._last = list(last)
        own = {forward.line.get(node, CLOCK) for node in last}
        self._common = own.pop() if len(own) == 1 and least is None else CLOCK
        self._ends = [self._end(node) for node in last]
        self._latest = self._maximum(least)
        self.project: Ints = self.lines.convert(self._common, EARLIEST, CLOCK, self._latest)

    def _end(self, node: int) -> Ints:
        forward = self.forward
        return self.lines.convert(forward.line.get(node, CLOCK), EARLIEST, self._common, forward.finish[node])

    def _maximum(self, least: int | None) -> Ints:
        count, dtype = self.forward.count, self.lines.dtype
        if not self._ends:
            return np.full(count, self.lines.instant(self.forward.network.start) if least is None else least, dtype)
        found: Ints = self._ends[0].copy()
        for end in self._ends[1:]:
            np.maximum(found, end, out=found)
        return found if least is None else np.maximum(found, dtype.type(least))

    def run(self) -> None:
        """Fill in the reach."""
        forward = self.forward
        self.reach = np.full_like(forward.rows, NEVER)
        self.rows = list(self.reach)
        for node, end in zip(self._last, self._ends, strict=True):
            if forward.line.get(node, CLOCK) == self._common:
                self.rows[node][...] = self._latest
            else:
                self.rows[node][...] = forward.finish[node] + (self._latest - end)
        self.spare, self.starts = np.empty((2, forward.count), dtype=self.lines.dtype)
        for step in reversed(forward.steps):
            if step.moves and step.links:
                self._plain(step) if step.plain else self._other(step)

    def critical(self, nodes: Sequence[int], count: int) -> Ints:
        """In how many of the first iterations each node was critical."""
        finish, rows, same = self.forward.finish, self.rows, np.empty(self.forward.count, dtype=bool)
        found = np.zeros(len(nodes), dtype=np.int64)
        for number, node in enumerate(nodes):
            np.equal(rows[node], finish[node], out=same)
            found[number] = np.count_nonzero(same[:count])
        return found

    def _plain(self, step: Step) -> None:
        """From what waits to what it waits for, within a line: one subtraction a node, one minimum a link."""
        rows, amount, spare = self.rows, self.forward.amount(step.tracks[0]), self.spare
        start = np.subtract(rows[step.node], amount, out=self.starts)
        for before in step.near:
            row = rows[before]
            np.minimum(row, start, out=row)
        for link in step.others:
            row = rows[link.before]
            if link.way == LAGGED:
                np.minimum(row, np.subtract(start, link.lag, out=spare), out=row)
                continue
            bound = self.forward.bound(link, step.line)
            np.subtract(start, bound, out=spare)
            np.add(spare, self.forward.finish[link.before], out=spare)
            if link.code in (FF, SF):
                np.add(spare, amount, out=spare)
            np.minimum(row, spare, out=row)

    def _other(self, step: Step) -> None:
        """From a node on the clock: a gap is measured where the links lead to, before working time moves the node."""
        forward, node = self.forward, step.node
        late = self.rows[node] - forward.finish[node]
        for link in step.links:
            bound = forward.bound(link, CLOCK)
            if link.code in (FF, SF) and step.tracks:
                bound = forward.begun(step.tracks, bound)
            gap = forward.held[node] - bound
            if step.takes_first or step.rules.pulled:
                gap = np.where(gap == 0, 0, NEVER // 2)
            self._pull(link, late + gap)

    def _pull(self, link: LinkStep, missed: Ints) -> None:
        """Bring the reach of a predecessor down to its finish plus what it misses driving by."""
        row = self.rows[link.before]
        np.minimum(row, self.forward.finish[link.before] + missed, out=row)

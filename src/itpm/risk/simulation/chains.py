"""Which tasks drove the project's finish in each iteration, and by how much the others missed it.

A link drives when it is the bound that won. A task is critical in an iteration when driving links lead from it to the finish.
"Float is zero" would not do: where calendars differ, a driving task has float over time in which its successor does not work.

The pass goes backward with *reach*: the finish at which a task would begin to drive, its own finish plus the least sum of gaps on
the way to the project's finish. On one calendar that is the late finish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itpm.risk.simulation.forwarding import Forward
from itpm.risk.simulation.lines import CLOCK, EARLIEST
from itpm.risk.simulation.steps import FAR_BACK, Step
from itpm.scheduling.link_ends import FF, SF

Ints: TypeAlias = NDArray[Any]
NEVER = 1 << 29


class Chains:
    """The reach of every node in every iteration.

    Attributes:
        project: when the project finishes [tick since the horizon's beginning].
    """

    def __init__(self, forward: Forward, last: Sequence[int], least: int | None) -> None:
        self.forward, self.lines, self._last = forward, forward.lines, frozenset(last)
        latest = self._latest(last)
        ends = {line: self.lines.convert(line, EARLIEST, CLOCK, row) for line, row in latest.items()}
        if least is None:
            least = FAR_BACK if ends else self.lines.instant(forward.network.start)
        self.project: Ints = np.full(forward.count, least, self.lines.dtype)
        for end in ends.values():
            np.maximum(self.project, end, out=self.project)
        self._furthest = {line: row + (self.project - ends[line]) for line, row in latest.items()}

    def _latest(self, last: Sequence[int]) -> dict[int, Ints]:
        """The last finish on each line."""
        found: dict[int, Ints] = {}
        for node in last:
            line, finish = self.forward.line.get(node, CLOCK), self.forward.finish[node]
            if line in found:
                np.maximum(found[line], finish, out=found[line])
            else:
                found[line] = finish.copy()
        return found

    def reaches(self) -> Iterator[tuple[int, Ints]]:
        """Node by node from the last to the first, how far it reaches, on its line [tick]; left out are those that cannot drive.

        A row is yielded when all behind it is known, and serves another node afterwards: what is to be kept of it is copied.
        """
        count, dtype = self.forward.count, self.lines.dtype
        self._rows: list[Ints | None] = [None] * len(self.forward.finish)
        self._free: list[Ints] = []
        self._spare = np.empty(count, dtype)
        for step in reversed(self.forward.steps):
            if step.node in self._last:
                self._lower(step.node, self._furthest[step.line])
            row = self._rows[step.node]
            if row is None:
                continue
            yield step.node, row
            if step.moves and step.plain:
                self._plain(step, row)
                continue
            if step.moves:
                self._other(step, row)
            self._free.append(row)

    def critical(self, count: int) -> Ints:
        """In how many of the first iterations each node was critical."""
        finish, same = self.forward.finish, np.empty(self.forward.count, dtype=bool)
        first = same[:count]
        found = np.zeros(len(finish), dtype=np.int64)
        for node, reach in self.reaches():
            np.equal(reach, finish[node], out=same)
            found[node] = np.count_nonzero(first)
        return found

    def _lower(self, node: int, reach: Ints) -> None:
        """Bring the reach of a node down to a bound."""
        row = self._rows[node]
        if row is not None:
            np.minimum(row, reach, out=row)
            return
        self._rows[node] = row = self._free.pop() if self._free else np.empty_like(reach)
        np.copyto(row, reach)

    def _pass_on(self, node: int, row: Ints) -> None:
        """Bring the reach of a node down to a row that nobody needs any more."""
        if self._rows[node] is None:
            self._rows[node] = row
        else:
            self._lower(node, row)
            self._free.append(row)

    def _plain(self, step: Step, row: Ints) -> None:
        """From what waits to what it waits for, within a line: one subtraction a node, one minimum a link."""
        forward, spare, amount = self.forward, self._spare, self.forward.amount(step.tracks[0])
        start = np.subtract(row, amount, out=row)
        for before in step.near[1:]:
            self._lower(before, start)
        for link in step.links:
            if link.is_plain:
                self._lower(link.before, np.subtract(start, link.lag, out=spare))
                continue
            np.subtract(start, forward.bound(link, step.line), out=spare)
            np.add(spare, forward.finish[link.before], out=spare)
            if link.code in (FF, SF):
                np.add(spare, amount, out=spare)
            self._lower(link.before, spare)
        if step.near:
            self._pass_on(step.near[0], start)
        else:
            self._free.append(start)

    def _other(self, step: Step, row: Ints) -> None:
        """From a node on the clock: a gap is measured where the links lead to, before working time moves the node."""
        forward, node = self.forward, step.node
        late = row - forward.finish[node]
        for link in step.links:
            bound = forward.bound(link, CLOCK)
            if link.code in (FF, SF) and step.tracks:
                bound = forward.begun(step.tracks, bound)
            gap = forward.held[node] - bound
            if step.takes_first or step.rules.pulled:
                gap = np.where(gap == 0, 0, NEVER // 2)
            self._lower(link.before, np.minimum(forward.finish[link.before] + (late + gap), NEVER))

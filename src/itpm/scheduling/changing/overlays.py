"""A plain plan's dates after a few durations have changed: what differs from the dates before, and no more work than that.

Early dates are worked out again from the changed tasks onward, in topological order, as far as something moves. Late dates wait
until somebody asks: backward from the changed tasks where the project's finish has stayed, else in one pass. Where much moves,
a flat pass over everything is quicker, and is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from heapq import heappop, heappush

from itpm.model.plans import Plan
from itpm.scheduling.lines import Line
from itpm.scheduling.one_line import OneLine
from itpm.scheduling.sides import Sides

_SHARE = 8


class Overlay:
    """The dates of a plain plan with some lengths changed, as differences from those before.

    Attributes:
        base: the dates before.
        lengths: the changed lengths by place [s].
        early: the early starts that differ, by place [s].
        finish: when the last task ends [s].
    """

    def __init__(self, base: OneLine, lengths: Mapping[int, int]) -> None:
        self.base, self.lengths = base, lengths
        self.web = base.line.web
        self.weights = self._weights()
        self.early: dict[int, int] = {}
        self.is_wide = not self._spread_early()
        self.finish = self._finish()

    def _weights(self) -> dict[int, int]:
        """The weights of the links that begin or end at a finish of a changed task [s]."""
        line, web, weights = self.base.line, self.web, dict[int, int]()
        for place, length in self.lengths.items():
            longer = length - line.lengths[place]
            for edge in web.out[place]:
                if line.types[edge].from_finish:
                    weights[edge] = weights.get(edge, line.weights[edge]) + longer
            for edge in web.into[place]:
                if line.types[edge].to_finish:
                    weights[edge] = weights.get(edge, line.weights[edge]) - longer
        return weights

    def length_at(self, place: int) -> int:
        """Work of a task [s]."""
        return self.lengths.get(place, self.base.line.lengths[place])

    def ending_last(self) -> frozenset[int]:
        """Places of the tasks that end when the project does."""
        return self.last_tasks

    def early_at(self, place: int) -> int:
        """The earliest start of a task [s]."""
        return self.early.get(place, self.base.early[place])

    def late_at(self, place: int) -> int:
        """The latest start of a task [s]."""
        return self.late.get(place, self.base.late[place])

    def weight_at(self, number: int) -> int:
        """By how much a link holds the start behind it from the start before it [s]."""
        return self.weights.get(number, self.base.line.weights[number])

    def _spread_early(self) -> bool:
        """Work out early starts onward from the changed tasks; False where too many move."""
        line, web, early = self.base.line, self.web, self.early
        before, behind, into, out, rank = line.before, line.behind, web.into, web.out, web.rank
        most = len(rank) // _SHARE + 64
        waiting: list[tuple[int, int]] = []
        queued = {behind[edge] for edge in self.weights}
        for place in queued:
            heappush(waiting, (rank[place], place))
        worked = 0
        while waiting:
            _, place = heappop(waiting)
            at = line.floor(place)
            for edge in into[place]:
                bound = self.early_at(before[edge]) + self.weight_at(edge)
                at = max(at, bound)
            worked += 1
            if worked > most:
                return False
            if at == self.early_at(place):
                continue
            early[place] = at
            for edge in out[place]:
                follower = behind[edge]
                if follower not in queued:
                    queued.add(follower)
                    heappush(waiting, (rank[follower], follower))
        return True

    @property
    def line(self) -> Line:
        """The plan before on its line."""
        return self.base.line

    def _finish(self) -> int:
        base = self.base
        if self.is_wide:
            return self.flat.finish
        latest = max((self.early_at(place) + self.length_at(place) for place in self._touched), default=base.finish)
        if latest >= base.finish:
            return latest
        if not base.last_tasks <= self._touched:
            return base.finish
        return max(self.early_at(place) + self.length_at(place) for place in base.leaves)

    @cached_property
    def _touched(self) -> frozenset[int]:
        return frozenset((*self.early, *self.lengths))

    @cached_property
    def last_tasks(self) -> frozenset[int]:
        """Places of the tasks that end when the project does."""
        base, finish = self.base, self.finish
        if self.is_wide:
            return self.flat.last_tasks
        among = self._touched if finish >= base.finish else frozenset(base.leaves)
        found = {place for place in among if self.early_at(place) + self.length_at(place) == finish}
        return frozenset(found | (base.last_tasks - self._touched if finish == base.finish else set()))

    @cached_property
    def sides(self) -> Sides:
        """Where milestones stand."""
        return Sides(self)

    @cached_property
    def late(self) -> Mapping[int, int]:
        """The late starts that differ, by place; all of them where the finish has moved or too many do [s]."""
        base, line, web = self.base, self.base.line, self.web
        if self.is_wide or self.finish != base.finish:
            return dict(enumerate(self.flat.late))
        late: dict[int, int] = {}
        before, behind, out, into, rank = line.before, line.behind, web.out, web.into, web.rank
        waiting: list[tuple[int, int]] = []
        queued = {before[edge] for edge in self.weights} | self.lengths.keys()
        for place in queued:
            heappush(waiting, (-rank[place], place))
        worked, most = 0, len(rank) // _SHARE + 64
        while waiting:
            _, place = heappop(waiting)
            at = line.ceiling(place, self.finish) - self.length_at(place)
            for edge in out[place]:
                follower = behind[edge]
                at = min(at, late.get(follower, base.late[follower]) - self.weight_at(edge))
            worked += 1
            if worked > most:
                return dict(enumerate(self.flat.late))
            if at == base.late[place]:
                continue
            late[place] = at
            for edge in into[place]:
                preceding = before[edge]
                if preceding not in queued:
                    queued.add(preceding)
                    heappush(waiting, (-rank[preceding], preceding))
        return late

    def floats_at(self, place: int) -> tuple[int, int, int]:
        """Total, free and independent float of a task that is no summary [s]."""
        line, web = self.base.line, self.web
        early, late = self.early_at(place), self.late_at(place)
        total = late - early
        rooms = [self.early_at(line.behind[edge]) - self.weight_at(edge) for edge in web.out[place]]
        free = max(0, min([total, *(room - early for room in rooms)]))
        pushed = max([early, *(self.late_at(line.before[edge]) + self.weight_at(edge) for edge in web.into[place])])
        left = min([free, late - pushed, *(room - pushed for room in rooms)])
        return total, free, max(0, left)

    @property
    def changed(self) -> frozenset[int]:
        """Places of the tasks with another length, early or late date than before."""
        late = self.late
        moved = (
            late.keys()
            if len(late) < len(self.base.late)
            else (place for place, at in late.items() if at != self.base.late[place])
        )
        return frozenset((*self.early, *self.lengths, *moved))

    @cached_property
    def flat(self) -> OneLine:
        """The same dates as lists, for whoever looks at all of them."""
        lengths, weights = list(self.base.line.lengths), list(self.base.line.weights)
        for place, length in self.lengths.items():
            lengths[place] = length
        for edge, weight in self.weights.items():
            weights[edge] = weight
        return OneLine(self.base.line.changed(lengths, weights))

    def planned(self, plan: Plan) -> OneLine:
        """The dates as lists, with the plan they belong to."""
        flat = self.flat
        flat.line.plan = plan
        return flat

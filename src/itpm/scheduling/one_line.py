"""The fast way for plain plans: one calendar, so one line of working time, and dates as plain numbers on it.

On one line every date is the working time that lies behind it, so the end of a shift and the beginning of the next are one
number, a lag is an addition, and a link asks ``start[behind] >= start[before] + weight``. Both passes are one loop over flat
lists. Instants come back only when somebody looks at rows. A milestone takes no time and may stand at either edge of what
nobody works; which one follows afterwards from what holds it.

Plain is a plan whose tasks have durations and links and nothing else: no constraints, deadlines, progress, own calendars, no
hubs of summaries. All others go the general way (`itpm.scheduling.passes`), which this one must equal: a property says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.scheduling.floats import Floats
from itpm.scheduling.lines import Line, line_of
from itpm.scheduling.sides import Sides
from itpm.scheduling.solutions import Solution


class OneLine:
    """The dates of a plain plan.

    Attributes:
        line: the plan on its line.
        early: the earliest start of each task; of a summary, of the first of its tasks [s].
        late: the latest start, likewise [s].
        finish: when the last task ends [s].
        leaves: places of the tasks that are no summaries.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        children = line.plan.structure.children
        self.leaves: Sequence[int] = (
            [place for place, below in enumerate(children) if not below] if any(children) else range(len(children))
        )
        self.early = line.early()
        ends = map(int.__add__, self.early, line.lengths)
        self.finish = max(
            ends if len(self.leaves) == len(children) else [self.early[p] + line.lengths[p] for p in self.leaves]
        )
        self.late = line.late(self.finish)

    def lies_in_range(self) -> bool:
        """Whether every date can be told: the calendar has working time there, and the years are 1 to 9999."""
        lengths = self.line.lengths
        lasts = (self.finish, max(self.late[place] + lengths[place] for place in self.leaves))
        return self.line.tells(min(*self.early, *self.late)) and self.line.tells(max(lasts))

    @cached_property
    def last_tasks(self) -> frozenset[int]:
        """Places of the tasks that end when the project does."""
        lengths = self.line.lengths
        return frozenset(place for place in self.leaves if self.early[place] + lengths[place] == self.finish)

    @cached_property
    def _spans(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Early start and finish, late start and finish of every task; of a summary, those of its tasks [s]."""
        lengths, structure = self.line.lengths, self.line.plan.structure
        early, late = list(self.early), list(self.late)
        ends = list(map(int.__add__, early, lengths))
        late_ends = list(map(int.__add__, late, lengths))
        for place in structure.summaries_upwards() if len(self.leaves) < len(lengths) else ():
            below = structure.children[place]
            early[place], late[place] = min(early[child] for child in below), min(late[child] for child in below)
            ends[place], late_ends[place] = (
                max(ends[child] for child in below),
                max(late_ends[child] for child in below),
            )
        return early, ends, late, late_ends

    @cached_property
    def total(self) -> list[int]:
        """Total float of every task [s]."""
        early, ends, late, late_ends = self._spans
        if len(self.leaves) == len(early) or self.line.policy.float_from == "start":
            return list(map(int.__sub__, late, early))
        at_finish = list(map(int.__sub__, late_ends, ends))
        if self.line.policy.float_from == "finish":
            return at_finish
        return list(map(min, map(int.__sub__, late, early), at_finish))

    @cached_property
    def floats(self) -> Floats:
        """Total and free float of every task, and whether it is critical."""
        line, early, total = self.line, self.early, self.total
        free = [max(0, room) for room in total]
        for before, behind, weight in zip(line.before, line.behind, line.weights, strict=True):
            room = early[behind] - early[before] - weight
            if room < free[before]:
                free[before] = max(0, room)
        limit = line.policy.critical_limit.seconds(line.plan.day)
        return Floats(total=total, free=free, critical=[room <= limit for room in total], released={}, pushed={})

    @cached_property
    def independent(self) -> list[int]:
        """Free float that is left when all predecessors are as late as they may be [s]."""
        line, late, total, free = self.line, self.late, self.total, self.floats.free
        pushed = list(self.early)
        for before, behind, weight in zip(line.before, line.behind, line.weights, strict=True):
            at = late[before] + weight
            pushed[behind] = max(pushed[behind], at)
        left = [min(f, t - (at - e)) for f, t, at, e in zip(free, total, pushed, self.early, strict=True)]
        early = self.early
        for before, behind, weight in zip(line.before, line.behind, line.weights, strict=True):
            room = early[behind] - pushed[before] - weight
            left[before] = min(left[before], room)
        children = line.plan.structure.children
        return [0 if room < 0 or below else room for room, below in zip(left, children, strict=True)]

    @cached_property
    def project_finish(self) -> int:
        """When the last task ends, as an instant [s]."""
        return Sides(self).project_finish

    def ending_last(self) -> frozenset[int]:
        """Places of the tasks that end when the project does."""
        return self.last_tasks

    def early_at(self, place: int) -> int:
        """The earliest start of a task that is no summary [s]."""
        return self.early[place]

    def late_at(self, place: int) -> int:
        """The latest start of a task that is no summary [s]."""
        return self.late[place]

    def length_at(self, place: int) -> int:
        """Work of a task [s]."""
        return self.line.lengths[place]

    def weight_at(self, number: int) -> int:
        """By how much a link holds the start behind it from the start before it [s]."""
        return self.line.weights[number]

    @cached_property
    def solution(self) -> Solution:
        """The dates as instants."""
        line = self.line
        ends, starts = _Instants(line.calendar.earliest), _Instants(line.calendar.latest)
        lengths = line.lengths
        early_start, late_start = [starts[at] for at in self.early], [starts[at] for at in self.late]
        early_finish = [ends[at + length] for at, length in zip(self.early, lengths, strict=True)]
        late_finish = [ends[at + length] for at, length in zip(self.late, lengths, strict=True)]
        milestones = [place for place in self.leaves if not lengths[place]]
        finish = self.project_finish
        if milestones:
            sides = Sides(self)
            for place in milestones:
                early_start[place] = early_finish[place] = (starts if sides.starts_late(place) else ends)[
                    self.early[place]
                ]
                late_start[place] = late_finish[place] = (ends if sides.ends_early(place) else starts)[self.late[place]]
        structure = line.plan.structure
        for place in structure.summaries_upwards() if len(self.leaves) < len(lengths) else ():
            below = structure.children[place]
            for dates, choose in ((early_start, min), (late_start, min), (early_finish, max), (late_finish, max)):
                dates[place] = choose(dates[child] for child in below)
        return Solution(
            early_start=early_start,
            early_finish=early_finish,
            late_start=late_start,
            late_finish=late_finish,
            late_begin=late_start,
            late_end=late_finish,
            start=early_start,
            finish=early_finish,
            project_finish=finish,
            floor=to_seconds(line.plan.start),
            anchor=finish,
        )


def on_one_line(plan: Plan, policy: SchedulingPolicy) -> OneLine | None:
    """The dates of a plain plan; None where the plan or the policy asks for the general way."""
    line = line_of(plan, policy)
    if line is None:
        return None
    found = OneLine(line)
    return found if found.lies_in_range() else None


class _Instants(dict[int, int]):
    """Instants of the line by number [s], each looked up once."""

    def __init__(self, find: Callable[[int], int]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, number: int) -> int:
        found = self[number] = self._find(number)
        return found

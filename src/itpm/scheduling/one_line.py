"""The fast way for plain plans: one calendar, so one line of working time, and dates as plain numbers on it.

On one line every date is the working time that lies behind it, so the end of a shift and the beginning of the next are one
number, a lag is an addition, and a link asks ``start[behind] >= start[before] + weight``. Both passes are one loop over flat
lists. Instants come back only when somebody looks at rows. A milestone takes no time and may stand at either edge of what
nobody works; which one follows afterwards from what holds it.

Plain is a plan whose tasks have durations and links and nothing else: no constraints, deadlines, progress, own calendars, no
hubs of summaries. All others go the general way (`itpm.scheduling.passes`), which this one must equal: a property says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TypeVar

from itpm.errors import NoWorkingTimeError
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import ElapsedDuration, Percent, scheduled
from itpm.model.moments import FIRST, LAST, to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.tasks import Task, TaskKind
from itpm.model.working_time import ContinuousTime, WorkingTime
from itpm.scheduling.floats import Floats
from itpm.scheduling.solutions import Solution

_FAR = LAST * 4
_DAY = 86_400
_OPEN = (DependencyType.FS, DependencyType.SS)
_FROM_START = (DependencyType.SS, DependencyType.SF)
_T = TypeVar("_T")


class Line:
    """A plain plan on its line: links as flat lists in topological order, lengths, and what the policy holds.

    Attributes:
        plan: the plan.
        policy: how it is scheduled.
        calendar: whose working time the numbers count.
        lengths: work of each task; 0 for summaries [s].
        before: place of the predecessor of each link, by its place in the topological order.
        behind: place of the successor of each link.
        weights: by how much the successor's start lies behind the predecessor's, at the least [s].
        lags: the lag of each link [s].
        types: the type of each link.
    """

    def __init__(self, plan: Plan, policy: SchedulingPolicy, calendar: WorkingTime, lengths: list[int]) -> None:
        structure = plan.structure
        self.plan, self.policy, self.calendar, self.lengths = plan, policy, calendar, lengths
        self.before = _gathered(structure.before, structure.flow)
        self.behind = _gathered(structure.behind, structure.flow)
        self.types: Sequence[DependencyType] = structure.types
        self.lags: Sequence[int] = ()
        self.weights: list[int] = []

    def weigh(self, links: Sequence[Dependency]) -> bool:
        """Fill in weights and lags; False where a lag runs on another line."""
        lengths, flow = self.lengths, self.plan.structure.flow
        wanted = _gathered(links, flow)
        types = self.types = _gathered(self.types, flow)
        kinds = set(types)
        found = _Lags(self.plan, self.calendar, by_clock=self.policy.lag_calendar == "continuous")
        lags = self.lags = found.of(wanted, self.before, lengths)
        if found.foreign:
            return False
        if kinds <= {DependencyType.FS}:
            self.weights = [lengths[before] + lag for before, lag in zip(self.before, lags, strict=True)]
            return True
        from_finish = {kind: kind.from_finish for kind in DependencyType}
        to_finish = {kind: kind.to_finish for kind in DependencyType}
        self.weights = [
            lag + (lengths[before] if from_finish[kind] else 0) - (lengths[behind] if to_finish[kind] else 0)
            for before, behind, kind, lag in zip(self.before, self.behind, types, lags, strict=True)
        ]
        return True

    @cached_property
    def start(self) -> int:
        """Where the plan starts [s]."""
        return self.calendar.total_until(to_seconds(self.plan.start))

    @cached_property
    def free_of_start(self) -> frozenset[int]:
        """Places of the tasks that the plan's start does not hold, because a link does and the policy lets that win."""
        if not self.policy.floor_at_start:
            return frozenset(self.behind)
        if not self.policy.floor_yields:
            return frozenset()
        return frozenset(behind for behind, kind in zip(self.behind, self.types, strict=True) if kind in _OPEN)

    @cached_property
    def free_of_finish(self) -> frozenset[int]:
        """Places of the tasks that the project's finish does not hold, because a link does."""
        return frozenset(self.before) if self.policy.project_finish_holds == "open_ends" else frozenset()

    def early(self) -> list[int]:
        """The earliest start of each task [s]."""
        early = [self.start] * len(self.lengths)
        for place in self.free_of_start:
            early[place] = -_FAR
        for before, behind, weight in zip(self.before, self.behind, self.weights, strict=True):
            at = early[before] + weight
            early[behind] = max(early[behind], at)
        return early

    def late(self, finish: int) -> list[int]:
        """The latest start of each task, for the project to end by `finish` [s]."""
        late = [finish - length for length in self.lengths]
        for place in self.free_of_finish:
            late[place] = _FAR
        for before, behind, weight in zip(
            reversed(self.before), reversed(self.behind), reversed(self.weights), strict=True
        ):
            at = late[behind] - weight
            late[before] = min(late[before], at)
        return late


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
        calendar, lengths = self.line.calendar, self.line.lengths
        firsts = (min(self.early), min(self.late))
        lasts = (self.finish, max(self.late[place] + lengths[place] for place in self.leaves))
        try:
            earliest, latest = calendar.earliest(min(firsts)), calendar.latest(max(lasts))
            return earliest > FIRST + _DAY and latest < LAST - _DAY
        except NoWorkingTimeError:
            return False

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
    def solution(self) -> Solution:
        """The dates as instants."""
        line = self.line
        ends, starts = _Instants(line.calendar.earliest), _Instants(line.calendar.latest)
        lengths = line.lengths
        early_start, late_start = [starts[at] for at in self.early], [starts[at] for at in self.late]
        early_finish = [ends[at + length] for at, length in zip(self.early, lengths, strict=True)]
        late_finish = [ends[at + length] for at, length in zip(self.late, lengths, strict=True)]
        milestones = [place for place in self.leaves if not lengths[place]]
        finish = ends[self.finish]
        if milestones:
            moved = _starting_late(self, milestones)
            for place in milestones:
                at = (starts if place in moved else ends)[self.early[place]]
                early_start[place] = early_finish[place] = at
            if any(self.early[place] == self.finish for place in moved):
                finish = starts[self.finish]
            held = _ending_early(self, milestones, ends_early=finish == ends[self.finish])
            for place in milestones:
                late_start[place] = late_finish[place] = (ends if place in held else starts)[self.late[place]]
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


def line_of(plan: Plan, policy: SchedulingPolicy) -> Line | None:
    """A plain plan on its line, before any date is computed; None where the plan or the policy asks for the general way."""
    if not plan.tasks or not _fits(plan, policy) or plan.structure.hubs:
        return None
    lengths = _lengths(plan)
    if lengths is None:
        return None
    calendar = plan.calendar.compiled
    if not (calendar.weeks[0].total and calendar.weeks[-1].total):
        return None
    has_milestones = not all(lengths) and any(
        not (length or below) for length, below in zip(lengths, plan.structure.children, strict=True)
    )
    if has_milestones and (policy.milestones == "by_kind" or _moves_to_a_free_day(plan, policy, calendar)):
        return None
    line = Line(plan, policy, calendar, lengths)
    return line if line.weigh(plan.links) else None


def _fits(plan: Plan, policy: SchedulingPolicy) -> bool:
    """Whether nothing but durations and links places tasks."""
    return (
        plan.schedule_from == "start"
        and not plan.windows
        and (plan.deadline is None or policy.deadline == "ignored")
        and (plan.data_date is None or not policy.remaining_from_data_date)
        and not policy.open_ends_critical
        and policy.critical_by == "float"
        and policy.free_float_capped
    )


def _moves_to_a_free_day(plan: Plan, policy: SchedulingPolicy, calendar: WorkingTime) -> bool:
    start = to_seconds(plan.start)
    return not policy.milestones_leave_start and calendar.next_start(start) // _DAY > start // _DAY


def _lengths(plan: Plan) -> list[int] | None:
    """Work of each task; None where a task has more than a duration, or one on the clock [s]."""
    known: dict[int, int] = {id(None): 0}
    day, lengths = plan.day, []
    for task in plan.tasks:
        value = task.duration
        if not _is_plain(task):
            return None
        length = known.get(id(value))
        if length is None:
            if value is None or isinstance(scheduled(value), ElapsedDuration):
                return None
            length = known[id(value)] = scheduled(value).seconds(day)
        lengths.append(length)
    return lengths


def _is_plain(task: Task) -> bool:
    return (
        task.details is None
        and task.progress is None
        and task.calendar is None
        and task.deadline is None
        and not task.constraints
        and task.kind is TaskKind.TASK
    )


class _Lags:
    """Lags in seconds of the line, each distinct one worked out once."""

    def __init__(self, plan: Plan, calendar: WorkingTime, *, by_clock: bool) -> None:
        self.plan, self.foreign = plan, False
        self.is_clock = isinstance(calendar, ContinuousTime)
        self.by_clock = by_clock and not self.is_clock

    def of(self, links: Iterable[Dependency], before: Sequence[int], lengths: Sequence[int]) -> list[int]:
        """The lag of each link; `foreign` tells whether one runs on another line."""
        known: dict[int, int] = {}
        lags = []
        for link, place in zip(links, before, strict=True):
            lag = link.lag
            seconds = known.get(id(lag))
            if seconds is None:
                if isinstance(lag, Percent):
                    seconds = lag.of(lengths[place])
                    self.foreign |= bool(seconds and (lag.elapsed or self.by_clock) and not self.is_clock)
                else:
                    elapsed = isinstance(lag, ElapsedDuration)
                    seconds = known[id(lag)] = lag.seconds(self.plan.day)
                    self.foreign |= bool(seconds and (elapsed or self.by_clock) and not self.is_clock)
            lags.append(seconds)
        return lags


def _gathered(values: Sequence[_T], places: Sequence[int]) -> Sequence[_T]:
    """The values at the given places."""
    if len(places) < 2:
        return [values[place] for place in places]
    found: Sequence[_T] = itemgetter(*places)(values)
    return found


class _Instants(dict[int, int]):
    """Instants of the line by number [s], each looked up once."""

    def __init__(self, find: Callable[[int], int]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, number: int) -> int:
        found = self[number] = self._find(number)
        return found


def _starting_late(found: OneLine, milestones: Sequence[int]) -> set[int]:
    """The milestones that stand where work goes on, not where it ended before: held by a start, a lead, or the plan's start."""
    line, early, lengths = found.line, found.early, found.line.lengths
    moved: set[int] = set()
    if to_seconds(line.plan.start) != line.calendar.earliest(line.start):
        moved = {place for place in milestones if early[place] == line.start and place not in line.free_of_start}
    wanted = set(milestones)
    for before, behind, weight, kind, lag in zip(
        line.before, line.behind, line.weights, line.types, line.lags, strict=True
    ):
        if behind in wanted and early[before] + weight == early[behind] and lag <= 0:
            from_start = kind in _FROM_START if lengths[before] else before in moved
            if lag or from_start:
                moved.add(behind)
    return moved


def _ending_early(found: OneLine, milestones: Sequence[int], *, ends_early: bool) -> set[int]:
    """The milestones that must stand where work ends, not where it goes on next.

    Args:
        found: the dates.
        milestones: their places.
        ends_early: whether the project ends where work ends.
    """
    line, late, lengths = found.line, found.late, found.line.lengths
    held = (
        {place for place in milestones if late[place] == found.finish and place not in line.free_of_finish}
        if ends_early
        else set()
    )
    wanted = set(milestones)
    links = (line.before, line.behind, line.weights, line.lags)
    for before, behind, weight, lag in zip(*map(reversed, links), strict=True):
        is_held = before in wanted and late[behind] - weight == late[before]
        if is_held and lag <= 0 and not lengths[behind] and behind in held:
            held.add(before)
    return held

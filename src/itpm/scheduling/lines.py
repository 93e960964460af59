"""A plain plan on one line of working time: its links as weights between starts, as flat lists in topological order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

_FAR = LAST * 4
_DAY = 86_400
_OPEN = (DependencyType.FS, DependencyType.SS)
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
        percents: places of the tasks that a lag is a share of.
    """

    def __init__(self, plan: Plan, policy: SchedulingPolicy, calendar: WorkingTime, lengths: list[int]) -> None:
        structure = plan.structure
        self.plan, self.policy, self.calendar, self.lengths = plan, policy, calendar, lengths
        self.before = _gathered(structure.before, structure.flow)
        self.behind = _gathered(structure.behind, structure.flow)
        self.types: Sequence[DependencyType] = structure.types
        self.lags: Sequence[int] = ()
        self.weights: list[int] = []
        self.percents: frozenset[int] = frozenset()

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
        self.percents = frozenset(found.percents)
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
    def web(self) -> Web:
        """The links as each task sees them; shared by every change of the line."""
        return Web(self)

    def floor(self, place: int) -> int:
        """The earliest start of a task that no link holds [s]."""
        return -_FAR if place in self.free_of_start else self.start

    def ceiling(self, place: int, finish: int) -> int:
        """The latest finish of a task that no link holds, for the project to end by `finish` [s]."""
        return _FAR if place in self.free_of_finish else finish

    def takes(self, places: Iterable[int]) -> bool:
        """Whether these tasks may change their lengths without moving a lag."""
        return self.percents.isdisjoint(places)

    def tells(self, at: int) -> bool:
        """Whether a date can be told: the calendar has working time there, and the year is one of 1 to 9999."""
        try:
            return self.calendar.earliest(at) > FIRST + _DAY and self.calendar.latest(at) < LAST - _DAY
        except NoWorkingTimeError:
            return False

    def changed(self, lengths: list[int], weights: list[int]) -> Line:
        """The line with other lengths; its plan is still the one before."""
        made = object.__new__(Line)
        made.__dict__.update(self.__dict__, lengths=lengths, weights=weights)
        return made

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


class Web:
    """Links as each task sees them.

    Attributes:
        into: for each task, numbers of the links it waits for.
        out: numbers of the links that wait for it.
        rank: of each task, its place in the topological order.
    """

    def __init__(self, line: Line) -> None:
        count = len(line.lengths)
        self.into: list[list[int]] = [[] for _ in range(count)]
        self.out: list[list[int]] = [[] for _ in range(count)]
        for number, place in enumerate(line.before):
            self.out[place].append(number)
        for number, place in enumerate(line.behind):
            self.into[place].append(number)
        self.rank = [0] * count
        for position, place in enumerate(line.plan.structure.order):
            self.rank[place] = position


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
        self.plan, self.foreign, self.percents = plan, False, set[int]()
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
                    self.percents.add(place)
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

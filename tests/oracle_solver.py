"""The slow and obvious scheduler: dates and floats straight from their definitions, to check the quick one against.

It shares no code with the engine. A calendar is a list of working intervals, made day by day from what the calendar value says.
Work is done by walking along that list. Dates are found by asking every task again, in any order, until none changes.

With W(t) for the working seconds up to t, in the calendar at hand:

- done(t, work) is the earliest u with W(u) = W(t) + work; begun(t, work) the latest u with W(u) = W(t) - work;
- a lag moves an instant on with `done`, a lead moves it back with `begun`, none leaves it. The way back is to the latest
  instant from which the way forward leads no further: a task that ends with a shift may be told to end until the next one
  begins, and a lead that reaches the beginning of a shift may come from anywhere before the corresponding beginning of work;
- early: the latest of the plan's start (where the policy lets it hold), floors and all links' bounds, then the next working
  instant. A milestone stays where it is, unless it lies outside working time and not at the end of it;
- a bound on the finish is a bound on the start: begun(bound, duration). A task that may not finish before a date that nobody
  works on finishes on that date, and its late finish is not moved back before it;
- late: the earliest of deadlines, caps, all links' bounds, and the project's finish (where the policy lets it hold, or where
  no link does), then back to the end of work. A bound on the start is one on the finish: done(bound, duration). A milestone
  stays where it is;
- total float: working time from early to late, at start, finish, or the smaller; free float: the least working time to the
  latest date that moves no successor's early date and misses no late one, not below nothing;
- independent float: the same, with every predecessor at its late dates;
- a summary waits and is waited for through the tasks below it, and spans them. Its start is that of the first of them to
  start (of several, the first in the plan), and a lag at a summary runs in the plan's calendar;
- to an elapsed task the clock is its calendar, also for lags; a percentage of an elapsed duration runs on the clock;
- a percentage of a summary is one of the working time of the plan's calendar from the first early start to the last early finish
  of the tasks below it.

Out of its reach: progress, pins, as-late-as-possible, effort-driven durations, splits, manual tasks, spanning tasks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from attrs import frozen
from dateutil.rrule import rrulestr

from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.durations import ElapsedDuration, Percent, ThreePointEstimate
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.tasks import Task, TaskKind

_EPOCH = datetime(1970, 1, 1)
_START_FLOORS, _FINISH_FLOORS = ("SNET", "START_ON", "MSO"), ("FNET", "FINISH_ON", "MFO")
_FIRST, _LAST = date(2022, 1, 1), date(2034, 1, 1)


def seconds(instant: datetime) -> int:
    return int((instant - _EPOCH).total_seconds())


def instant(at: int) -> datetime:
    return _EPOCH + timedelta(seconds=at)


# --- working time, by walking ----------------------------------------------------------------------


@frozen(eq=False)
class Line:
    """Working intervals, in order, apart from each other."""

    intervals: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]

    def ahead(self, at: int) -> Iterator[tuple[int, int]]:
        """What is worked from `at` on."""
        place = max(bisect_right(self.starts, at) - 1, 0)
        for begin, end in self.intervals[place:]:
            if end > at:
                yield max(begin, at), end
        raise AssertionError("the oracle's line of time is too short")

    def behind(self, at: int) -> Iterator[tuple[int, int]]:
        """What is worked up to `at`, latest first."""
        for place in range(bisect_right(self.starts, at) - 1, -1, -1):
            begin, end = self.intervals[place]
            if begin < at:
                yield begin, min(end, at)
        raise AssertionError("the oracle's line of time is too short")

    def done(self, at: int, work: int) -> int:
        if work == 0:
            return at
        for begin, end in self.ahead(at):
            if end - begin >= work:
                return begin + work
            work -= end - begin
        raise AssertionError

    def begun(self, at: int, work: int) -> int:
        if work == 0:
            return at
        for begin, end in self.behind(at):
            if end - begin >= work:
                return end - work
            work -= end - begin
        raise AssertionError

    def between(self, begin: int, end: int) -> int:
        if end < begin:
            return -self.between(end, begin)
        total = 0
        for start, finish in self.ahead(begin):
            total += max(0, min(finish, end) - start)
            if finish >= end:
                return total
        raise AssertionError

    def next_start(self, at: int) -> int:
        return next(self.ahead(at))[0]

    def previous_finish(self, at: int) -> int:
        return next(self.behind(at))[1]

    def touches(self, at: int) -> bool:
        """Whether `at` lies in working time or at one of its edges."""
        return self.next_start(at) == at or self.previous_finish(at) == at

    def moved(self, at: int, lag: int) -> int:
        return self.done(at, lag) if lag >= 0 else self.begun(at, -lag)

    def moved_back(self, at: int, lag: int) -> int:
        """The latest instant from which the lag leads no further than `at`."""
        if lag >= 0:
            return self.begun(at, lag)
        earliest = self.done(at, -lag)
        return self.next_start(earliest) if self.next_start(at) == at else earliest


@lru_cache(maxsize=64)
def line_of(calendar: WorkCalendar) -> Line:
    """The working intervals of twelve years, from the calendar's own words."""
    assert calendar.base is None
    assert not calendar.work_weeks
    assert not calendar.overtime
    worked: list[tuple[int, int]] = []
    recurring = [(_recurring_days(part.recurrence), part.shifts) for part in calendar.exceptions if part.recurrence]
    dated = [part for part in calendar.exceptions if not part.recurrence]
    day = _FIRST
    while day < _LAST:
        shifts = calendar.week[day.weekday()] or ()
        for days, other in reversed(recurring):
            shifts = other if day in days else shifts
        for part in reversed(dated):
            assert part.start is not None
            assert part.finish is not None
            shifts = part.shifts if part.start <= day <= part.finish else shifts
        midnight = seconds(datetime(day.year, day.month, day.day))
        worked += [(midnight + begin, midnight + end) for begin, end in shifts]
        day += timedelta(days=1)
    merged = tuple(_united(worked))
    return Line(merged, tuple(begin for begin, _ in merged))


def _recurring_days(text: str) -> set[date]:
    found = rrulestr(text, forceset=True).between(datetime(2021, 12, 31), datetime(2034, 1, 1), inc=True)
    return {day.date() for day in found}


def _united(intervals: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for begin, end in sorted(intervals):
        if held is None:
            held = begin, end
        elif begin <= held[1]:
            held = held[0], max(held[1], end)
        else:
            yield held
            held = begin, end
    if held is not None:
        yield held


CLOCK = Line(((seconds(datetime(2000, 1, 1)), seconds(datetime(2060, 1, 1))),), (seconds(datetime(2000, 1, 1)),))

# --- the plan, as the definitions need it ----------------------------------------------------------


@frozen(kw_only=True)
class Row:
    """What the oracle says of one task; dates in seconds since 1970, floats in seconds of the task's calendar."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_float: int
    free_float: int
    independent_float: int


@frozen(eq=False)
class Wait:
    """A link between two tasks that do work."""

    before: str
    behind: str
    type: str
    lag: int
    """Of a percentage of a summary, none: see `Oracle.lag`."""
    line: Line
    share_of: tuple[Decimal, str] | None
    """The percentage, and the summary."""
    first_of: tuple[str, ...]
    """All tasks of the summary that the link begins at, of which the first to start counts; else empty."""


class Oracle:
    """The answers for one plan, each computed when it is first needed."""

    def __init__(self, plan: Plan, policy: SchedulingPolicy) -> None:
        self.plan, self.policy = plan, policy
        self.task = {task.id: task for task in plan.tasks}
        self.place = {task.id: place for place, task in enumerate(plan.tasks)}
        self.below: dict[str, list[str]] = {task.id: [] for task in plan.tasks}
        for task in plan.tasks:
            if task.parent is not None:
                self.below[task.parent].append(task.id)
        self.worked = [task.id for task in plan.tasks if not self.below[task.id] and _drives(task)]
        self.line = {name: self._line(self.task[name]) for name in self.worked}
        self.work = {name: self._work(self.task[name]) for name in self.worked}
        self.waits = [wait for link in plan.links for wait in self._waits(link)]
        self.start: dict[str, int] = {}
        self.finish: dict[str, int] = {}
        self.late_start: dict[str, int] = {}
        self.late_finish: dict[str, int] = {}
        self._early()
        self.project_finish = max(self.finish.values(), default=seconds(plan.start))
        self._late()

    def _line(self, task: Task) -> Line:
        return CLOCK if isinstance(_duration(task), ElapsedDuration) else self._named_line(task)

    def _named_line(self, task: Task) -> Line:
        return line_of(self.plan.calendar if task.calendar is None else dict(self.plan.calendars)[task.calendar])

    def _work(self, task: Task) -> int:
        value = _duration(task)
        if value is None:
            return 0
        return value.seconds(self.plan.day)

    def leaves(self, name: str) -> list[str]:
        if not self.below[name]:
            return [name] if name in self.work else []
        return [leaf for child in self.below[name] for leaf in self.leaves(child)]

    def _waits(self, link: Dependency) -> Iterator[Wait]:
        if not self.leaves(link.predecessor) or not self.leaves(link.successor):
            return
        sources, line = self.leaves(link.predecessor), self._lag_line(link)
        is_summary = bool(self.below[link.predecessor])
        first = tuple(sources) if is_summary and link.type.value[0] == "S" else ()
        share = (link.lag.value, link.predecessor) if is_summary and isinstance(link.lag, Percent) else None
        lag = 0 if share else self._lag(link)
        for before in sources:
            for behind in self.leaves(link.successor):
                yield Wait(before, behind, link.type.value, lag, line, share, first)

    def _lag(self, link: Dependency) -> int:
        if isinstance(link.lag, Percent):
            return _share(self.work[link.predecessor], link.lag.value)
        return link.lag.seconds(self.plan.day)

    def lag(self, wait: Wait) -> int:
        """The lag of a link, by the early dates found so far."""
        if wait.share_of is None:
            return wait.lag
        percent, summary = wait.share_of
        below = self.leaves(summary)
        begin, end = min(self.start[name] for name in below), max(self.finish[name] for name in below)
        return _share(line_of(self.plan.calendar).between(begin, end), percent)

    def _lag_line(self, link: Dependency) -> Line:
        if isinstance(link.lag, ElapsedDuration) or (isinstance(link.lag, Percent) and link.lag.elapsed):
            return CLOCK
        if isinstance(link.lag, Percent) and self.line.get(link.predecessor) is CLOCK:
            return CLOCK
        match self.policy.lag_calendar:
            case "predecessor":
                return self._lag_line_of(link.predecessor)
            case "successor":
                return self._lag_line_of(link.successor)
            case "project":
                return line_of(self.plan.calendar)
            case "continuous":
                return CLOCK

    def _lag_line_of(self, name: str) -> Line:
        return line_of(self.plan.calendar) if self.below[name] else self.line[name]

    # --- early dates

    def _early(self) -> None:
        floor = seconds(self.plan.start)
        self.start = dict.fromkeys(self.worked, floor)
        self.finish = {name: self.line[name].done(floor, self.work[name]) for name in self.worked}
        changing = True
        while changing:
            changing = False
            for name in self.worked:
                start = self.placed(name, self._early_bounds(name))
                floors = [at for kind, at in self._constraints(name) if kind in _FINISH_FLOORS]
                finish = max([self.line[name].done(start, self.work[name]), *floors])
                if (start, finish) != (self.start[name], self.finish[name]):
                    self.start[name], self.finish[name], changing = start, finish, True

    def _early_bounds(self, name: str) -> list[int]:
        line, work = self.line[name], self.work[name]
        linked = [bound for _, bound in self._link_bounds(name, self.start, self.finish)]
        floor = [] if self._is_free_of_start(name) else [seconds(self.plan.start)]
        starts = [at for kind, at in self._constraints(name) if kind in _START_FLOORS]
        finishes = [at for kind, at in self._constraints(name) if kind in _FINISH_FLOORS]
        return [*floor, *linked, *starts, *(line.begun(at, work) for at in finishes)]

    def _is_free_of_start(self, name: str) -> bool:
        """Whether the plan's start holds nothing here, because something else does and the policy lets that win."""
        links = [wait for wait in self.waits if wait.behind == name]
        if not self.policy.floor_at_start:
            return bool(links)
        placed = any(wait.type[1] == "S" for wait in links) or any(
            kind in _START_FLOORS for kind, _ in self._constraints(name)
        )
        return self.policy.floor_yields and placed

    def _link_bounds(self, name: str, start: dict[str, int], finish: dict[str, int]) -> Iterator[tuple[Wait, int]]:
        """The earliest start that each link leaves open, going by the given dates."""
        for wait in self.waits:
            if wait.behind == name and self._counts(wait):
                at = start[wait.before] if wait.type[0] == "S" else finish[wait.before]
                bound = wait.line.moved(at, self.lag(wait))
                yield wait, bound if wait.type[1] == "S" else self.line[name].begun(bound, self.work[name])

    def _counts(self, wait: Wait) -> bool:
        """Whether the link is between these two tasks; of a summary that is waited for by its start, one task's is."""
        return not wait.first_of or wait.before == min(
            wait.first_of, key=lambda name: (self.start[name], self.place[name])
        )

    def _constraints(self, name: str) -> list[tuple[str, int]]:
        pinned = (ConstraintType.MANDATORY_START, ConstraintType.MANDATORY_FINISH, ConstraintType.ALAP)
        kept = [part for part in self.task[name].constraints if part.date is not None]
        assert not any(part.type in pinned for part in self.task[name].constraints)
        assert not (kept and self.policy.honour_constraints)
        return [(part.type.name, seconds(part.date)) for part in kept if part.date is not None]

    def placed(self, name: str, bounds: list[int]) -> int:
        line, at = self.line[name], max(bounds)
        return at if self.work[name] == 0 and line.touches(at) else line.next_start(at)

    # --- late dates

    def _late(self) -> None:
        self.late_finish = dict.fromkeys(self.worked, self.project_finish)
        self.late_start = dict.fromkeys(self.worked, self.project_finish)
        changing = True
        while changing:
            changing = False
            for name in self.worked:
                line, work = self.line[name], self.work[name]
                finish = min(self._late_bounds(name))
                end = line.previous_finish(finish) if work else finish
                floors = [at for kind, at in self._constraints(name) if kind in _FINISH_FLOORS]
                finish = finish if any(end < at <= finish for at in floors) else end
                start = line.begun(finish, work)
                if (start, finish) != (self.late_start[name], self.late_finish[name]):
                    self.late_start[name], self.late_finish[name], changing = start, finish, True

    def _late_bounds(self, name: str) -> list[int]:
        line, work = self.line[name], self.work[name]
        bounds = []
        for wait in self.waits:
            if wait.before == name and self._counts(wait):
                bound = self._left_open(wait, self.late_start, self.late_finish)
                bounds.append(bound if wait.type[0] == "F" else line.done(bound, work))
        bounds += self._last(is_open=not bounds)
        for kind, at in self._constraints(name):
            if kind in ("SNLT", "START_ON", "MSO"):
                bounds.append(line.done(at, work))
            if kind in ("FNLT", "FINISH_ON", "MFO"):
                bounds.append(at)
        deadline = self.task[name].deadline
        if deadline is not None and self.policy.deadline != "ignored":
            bounds.append(seconds(deadline))
        return bounds

    def _left_open(self, wait: Wait, start: dict[str, int], finish: dict[str, int]) -> int:
        """The latest instant from which the link leads its successor no further than these dates."""
        if wait.type[1] == "S":
            return wait.line.moved_back(start[wait.behind], self.lag(wait))
        end = finish[wait.behind]
        by = self.line[wait.behind].next_start(end) if self.work[wait.behind] else end
        return wait.line.moved_back(by, self.lag(wait))

    def _last(self, *, is_open: bool) -> list[int]:
        """What the project's finish and the plan's deadline leave open."""
        held = is_open or self.policy.project_finish_holds == "all"
        if self.plan.deadline is None or self.policy.deadline == "ignored":
            return [self.project_finish] if held else []
        wanted = seconds(self.plan.deadline)
        if self.policy.deadline == "replaces":
            return [wanted] if held else []
        return [wanted, self.project_finish] if held else [wanted]

    # --- floats

    def _room(self, name: str, start: int, finish: int) -> int:
        """From these dates of a task to its late ones; from its early ones, that is its total float."""
        at_start = self.line[name].between(start, self.late_start[name])
        at_finish = self.line[name].between(finish, self.late_finish[name])
        return {"start": at_start, "finish": at_finish, "smaller": min(at_start, at_finish)}[self.policy.float_from]

    def _free(self, name: str, start: int, finish: int) -> int:
        line = self.line[name]
        rooms = [self._room(name, start, finish)]
        for wait in self.waits:
            if wait.before == name and self._counts(wait):
                latest = self._left_open(wait, self.start, self.finish)
                rooms.append(line.between(start if wait.type[0] == "S" else finish, latest))
        return max(0, min(rooms))

    def _independent_float(self, name: str) -> int:
        late = [bound for _, bound in self._link_bounds(name, self.late_start, self.late_finish)]
        start = self.placed(name, [self.start[name], *late])
        return self._free(name, start, self.line[name].done(start, self.work[name]))

    def row(self, name: str) -> Row:
        return Row(
            early_start=self.start[name],
            early_finish=self.finish[name],
            late_start=self.late_start[name],
            late_finish=self.late_finish[name],
            total_float=self._room(name, self.start[name], self.finish[name]),
            free_float=self._free(name, self.start[name], self.finish[name]),
            independent_float=self._independent_float(name),
        )

    def dates(self, name: str) -> tuple[int, int, int, int]:
        """Early start and finish, late start and finish; of a summary, those of the tasks below it."""
        below = self.leaves(name)
        return (
            min(self.start[leaf] for leaf in below),
            max(self.finish[leaf] for leaf in below),
            min(self.late_start[leaf] for leaf in below),
            max(self.late_finish[leaf] for leaf in below),
        )


def _share(amount: int, percent: Decimal) -> int:
    return int(Decimal(amount * percent / 100).to_integral_value(ROUND_HALF_EVEN))


def _drives(task: Task) -> bool:
    return task.is_active and task.kind is TaskKind.TASK


def _duration(task: Task):
    value = task.duration
    return value.most_likely if isinstance(value, ThreePointEstimate) else value


def solve(plan: Plan, policy: SchedulingPolicy | None = None) -> dict[str, Row]:
    """The rows of all tasks that do work (no summaries, no inactive or spanning tasks), by id."""
    oracle = Oracle(plan, policy or SchedulingPolicy.textbook())
    return {name: oracle.row(name) for name in oracle.worked}

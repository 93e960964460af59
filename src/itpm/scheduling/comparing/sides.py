"""One side of a comparison: what it says of each task, and what holds the task there.

A schedule knows what holds its dates. Dates that another tool stored do not; so they are put in place of the computed ones, and
of all that could hold a task (its predecessors where the *stored* dates have them) the candidate is named that asks for just the
date stored. Where none does, the difference begins there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from attrs import evolve, field, frozen

from itpm.model.durations import Duration, seconds_of
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.plans import Plan
from itpm.model.stored_dates import StoredDates, StoredTask
from itpm.scheduling.bounds import capped_by, early_bounds, held_by, late_bounds
from itpm.scheduling.holding import finish_holders
from itpm.scheduling.networks import Network
from itpm.scheduling.paths import last_task, winner
from itpm.scheduling.schedules import Schedule
from itpm.scheduling.solutions import Bound, BoundKind, Solution

DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
FLOATS = ("total_float", "free_float")
FIELDS = (*DATES, *FLOATS, "is_critical")
_LAST = -1
"""Where the memory of late winners keeps the task that finishes last."""


@frozen
class Cause:
    """What holds a date.

    Attributes:
        text: in words.
        by: id of the task that does; empty where none does.
        explained: whether the dates of this side follow from it.
    """

    text: str
    by: str = ""
    explained: bool = True


@frozen(kw_only=True, eq=False)
class Side:
    """One side of a comparison.

    Attributes:
        network: the compiled plan.
        solution: this side's dates.
        value: the value of a field of the task at a place: seconds, or whether it is critical; None where it is not known.
        ids: ids of the tasks that this side has dates of, in order.
        stored: whether the dates come from another tool.
        early: memory of what holds hubs early.
        late: likewise late.
        causes: memory of what holds tasks, by place; late ones by its complement.
    """

    network: Network
    solution: Solution
    value: Callable[[str, int], int | bool | None]
    ids: tuple[str, ...]
    stored: bool = False
    early: dict[int, int] = field(factory=dict)
    late: dict[int, int] = field(factory=dict)
    causes: dict[int, Cause] = field(factory=dict)

    @property
    def plan(self) -> Plan:
        """What it is the dates of."""
        return self.network.plan

    def place(self, task_id: str) -> int:
        """Where the task stands in the plan."""
        return self.plan.structure.position[task_id]

    def held(self, place: int, *, finish: bool) -> Cause:
        """What holds a task's early date."""
        if not self.network.drives(place):
            return self._spanned(place, finish=finish)
        ends = finish_holders(self.network, self.solution, place) if finish and not self.stored else []
        if ends and (ends[0].by != "resumption" or self._is_resumed(place)):
            return self._cause(ends[0], self._early_words(ends[0]))
        if place not in self.causes:
            self.causes[place] = self._held(place)
        return self.causes[place]

    def _is_resumed(self, place: int) -> bool:
        """Whether it is recorded when the work of a begun task goes on: else it went on without a pause."""
        progress = self.plan.tasks[place].progress
        return progress is not None and progress.resume is not None

    def _held(self, place: int) -> Cause:
        bounds = early_bounds(self.network, self.solution, place)
        best = held_by(bounds)
        if self.stored and not self._fits(place, best):
            return self._fitting(place, bounds, best)
        return self._cause(best, self._early_words(best))

    def capped(self, place: int, *, finish: bool) -> Cause:
        """What holds a task's late date."""
        if not self.network.drives(place):
            return self._spanned(place, finish=finish)
        if ~place not in self.causes:
            self.causes[~place] = self._capped(place)
        return self.causes[~place]

    def _capped(self, place: int) -> Cause:
        bound = capped_by(late_bounds(self.network, self.solution, place))
        if bound.kind is not BoundKind.LINK:
            return Cause(_named(bound))
        node = self._through(
            bound.node, self.late, lambda hub: capped_by(late_bounds(self.network, self.solution, hub))
        )
        return Cause(f"{self._label(node)} needs it", self._id(node))

    def lasting(self, place: int) -> int:
        """Working time from early start to early finish [s]."""
        calendar = self.network.calendars[self.network.own_calendar[place]]
        return calendar.between(self.solution.early_start[place], self.solution.early_finish[place])

    def _fits(self, place: int, bound: Bound) -> bool:
        """Whether the stored start is where the bound asks for it: no working time lies between."""
        calendar = self.network.calendars[self.network.own_calendar[place]]
        return calendar.between(bound.date, self.solution.early_start[place]) == 0

    def _fitting(self, place: int, bounds: list[Bound], best: Bound) -> Cause:
        """The bound that asks for the stored start though another asks for a later one; or none."""
        fits = [bound for bound in bounds if self._fits(place, bound)]
        asked = f"{self._early_words(best)} asks for {_at(best.date)}"
        if not fits:
            return Cause(f"nothing in the plan asks for it; {asked}", explained=False)
        return evolve(self._cause(fits[0], f"{self._early_words(fits[0])}, though {asked}"), explained=False)

    def _cause(self, bound: Bound, text: str) -> Cause:
        return Cause(text, self._id(self._driver(bound)) if bound.kind is BoundKind.LINK else "")

    def _driver(self, bound: Bound) -> int:
        return self._through(bound.node, self.early, lambda hub: winner(self.network, self.solution, hub))

    def _early_words(self, bound: Bound) -> str:
        if bound.kind is not BoundKind.LINK:
            return _named(bound)
        node, from_finish = self._driver(bound), bound.by[0] == "F"
        if self.network.is_hub(node):
            return self._label(node)
        date = (self.solution.early_finish if from_finish else self.solution.early_start)[node]
        link = bound.link.short_form.removeprefix(bound.link.predecessor).strip() if bound.link else ""
        how = f" ({link})" if link else ""
        return f"{self._label(node)} {'finishes' if from_finish else 'starts'} {_at(date)}{how}"

    def _last(self) -> str:
        """Id of the task that finishes last."""
        if _LAST not in self.late:
            place = last_task(self.network, self.solution)
            self.late[_LAST] = -1 if place is None else place
        place = self.late[_LAST]
        return "" if place < 0 else self._id(place)

    def _through(self, node: int, memory: dict[int, int], step: Callable[[int], Bound | None]) -> int:
        """The task behind a hub, found by going on from winner to winner; the hub itself where nothing holds it."""
        passed: list[int] = []
        while self.network.is_hub(node) and node not in memory and node not in passed:
            passed.append(node)
            bound = step(node)
            if bound is None or bound.kind is not BoundKind.LINK:
                break
            node = bound.node
        node = memory.get(node, node)
        memory.update(dict.fromkeys(passed, node))
        return node

    def _spanned(self, place: int, *, finish: bool) -> Cause:
        """What a summary spans; of another task that drives nothing, what it is linked to."""
        structure, tasks = self.plan.structure, self.plan.tasks
        below = [child for child in structure.children[place] if tasks[child].is_active]
        if not below:
            return Cause("what it is linked to")
        if finish:
            child = max(below, key=lambda one: self.solution.finish[one])
        else:
            child = min(below, key=lambda one: self.solution.start[one])
        return Cause(f"{tasks[child].label} is its {'last' if finish else 'first'}", tasks[child].id)

    def _label(self, node: int) -> str:
        return self.plan.tasks[self._task(node)].label

    def _id(self, node: int) -> str:
        return self.plan.tasks[self._task(node)].id

    def _task(self, node: int) -> int:
        tasks = self.plan.tasks
        return self.plan.structure.hubs[node - len(tasks)].summary if self.network.is_hub(node) else node


def _at(seconds: int) -> str:
    try:
        return f"{to_datetime(seconds):%Y-%m-%d %H:%M}"
    except OverflowError:
        return "no date at all"


_WORDS = {
    "resumption": "the date its work goes on",
    "manual summary": "its summary, set by hand",
    "pinned": "the date it is set to",
}


def _named(bound: Bound) -> str:
    if bound.by in _WORDS:
        return _WORDS[bound.by]
    return (
        f"constraint {bound.by}" if bound.kind is BoundKind.CONSTRAINT and bound.by != "expected finish" else bound.by
    )


def computed(schedule: Schedule) -> Side:
    """The side of a schedule."""
    solution, floats = schedule.solution, schedule.floats
    columns: dict[str, list[int] | list[bool]] = {name: getattr(solution, name) for name in DATES}
    columns |= {
        "total_float": list(floats.total),
        "free_float": list(floats.free),
        "is_critical": list(floats.critical),
    }
    return Side(
        network=schedule.network,
        solution=solution,
        value=lambda name, place: columns[name][place],
        ids=schedule.network.ids,
    )


def stored(schedule: Schedule, dates: StoredDates) -> Side:
    """The side of dates that another tool stored for the plan of a schedule."""
    network, day = schedule.network, schedule.plan.day
    by_id = {row.id: row for row in reversed(dates.tasks)}
    rows = [by_id.get(task.id) for task in schedule.plan.tasks]

    def value(name: str, place: int) -> int | bool | None:
        row = rows[place]
        found = None if row is None else getattr(row, name)
        if isinstance(found, datetime):
            return to_seconds(found)
        return found if found is None or isinstance(found, bool) else int(found.seconds(day))

    ids = tuple(dict.fromkeys(row.id for row in dates.tasks))
    return Side(network=network, solution=_with_stored(schedule, rows, dates.finish), value=value, ids=ids, stored=True)


def _with_stored(schedule: Schedule, rows: Iterable[StoredTask | None], finish: datetime | None) -> Solution:
    """The solution with the stored dates in place of the computed ones, and its hubs following them."""
    known = schedule.solution
    at = known.project_finish if finish is None else to_seconds(finish)
    made = evolve(
        known,
        early_start=list(known.early_start),
        early_finish=list(known.early_finish),
        late_start=list(known.late_start),
        late_finish=list(known.late_finish),
        late_begin=list(known.late_begin),
        late_end=list(known.late_end),
        start=list(known.start),
        finish=list(known.finish),
        project_finish=at,
        anchor=at if known.anchor == known.project_finish else known.anchor,
    )
    for place, row in enumerate(rows):
        if row is None:
            continue
        for name in DATES:
            instant = getattr(row, name) or getattr(row, name.removeprefix("early_") if "early" in name else name)
            if instant is not None:
                getattr(made, name)[place] = to_seconds(instant)
        if row.late_start is not None and row.late_finish is not None:
            made.late_begin[place], made.late_end[place] = to_seconds(row.late_start), to_seconds(row.late_finish)
    _follow(schedule.network, made)
    return made


def _follow(network: Network, made: Solution) -> None:
    """Dates of the hubs, in place, from those of the tasks."""
    hubs = [node for node in network.order if network.is_hub(node)]
    for node in hubs:
        bound = winner(network, made, node)
        date = network.kept.get(node, bound.date if bound is not None else network.start)
        made.early_start[node] = made.early_finish[node] = date
    for node in reversed(hubs):
        bounds = late_bounds(network, made, node)
        if bounds:
            made.late_begin[node] = made.late_end[node] = capped_by(bounds).date


def written(side: Side, place: int, name: str, value: int | bool) -> datetime | Duration | bool:
    """A value of a field as people read it."""
    if isinstance(value, bool):
        return value
    if name in DATES:
        return to_datetime(value)
    return seconds_of(value, day=side.plan.day, elapsed=side.network.own_calendar[place] == 0)

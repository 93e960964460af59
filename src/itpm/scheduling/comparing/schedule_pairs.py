"""Compare two schedules, or a schedule with the dates that another tool stored.

A task differs where any of the chosen fields does; there is no tolerance. On each side stands what holds the date there, and for
each task whose difference it hands on: that of the task that holds it, if that one has moved as well. What is left is where
differences begin, and that is usually short: a changed duration, a new link, a rule that two tools read differently.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from itpm.errors import UnknownNameError, nearest
from itpm.model.durations import Duration, seconds_of
from itpm.model.given import expect
from itpm.model.policy import SchedulingPolicy
from itpm.model.stored_dates import StoredDates
from itpm.scheduling.comparing.changes import PlanChange, changes_between, policy_changes
from itpm.scheduling.comparing.comparisons import Comparison, Difference, TaskComparison
from itpm.scheduling.comparing.showing import status_day
from itpm.scheduling.comparing.sides import DATES, FIELDS, Cause, Side, computed, stored, written
from itpm.scheduling.schedules import Schedule

_EARLY = ("start", "finish", "early_start", "early_finish")


def compare(schedule: Schedule, other: Schedule | StoredDates, *, fields: Iterable[str] = FIELDS) -> Comparison:
    """Task by task what differs between two schedules, and why on each side.

    Args:
        schedule: the first side.
        other: the second side: of the same plan under another policy, of a later update, or dates that a file held
            (`mspdi.stored_dates`, `xer.stored_dates`). What it does not say is not compared, and summaries of which a file says
            nothing count as neither there nor removed.
        fields: what is compared: start, finish, early_start, early_finish, late_start, late_finish, total_float, free_float,
            is_critical. Default: all.

    Raises:
        UnknownNameError: there is no such field; the nearest is offered.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling.schedules import schedule
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> later = plan.with_tasks([Task("pack", "3d")])
        >>> found = compare(schedule(plan), schedule(later), fields=["start", "finish"])
        >>> [(task.id, task.follows, str(task.differences[0].shift)) for task in found.tasks]
        [('pack', '', '1d'), ('move', 'pack', '1d')]
    """
    expect(schedule, "schedule", Schedule, hint="; schedule(plan) makes one")
    expect(other, "other", Schedule, StoredDates, hint="; schedule(plan) makes one")
    names = _checked(fields)
    first = computed(schedule)
    second = computed(other) if isinstance(other, Schedule) else stored(schedule, other)
    there, here = frozenset(second.ids), frozenset(first.ids)
    common = [name for name in first.ids if name in there]
    changes = _changes(schedule, other)
    pair = _Pair(first, second)
    tasks = [pair.compared(name, names, changes.get(name, [])) for name in common]
    return Comparison(
        **_called(schedule, other),
        fields=names,
        compared=len(common),
        tasks=[task for task in tasks if task is not None],
        added=[name for name in second.ids if name not in here],
        removed=[name for name in first.ids if name not in there and not (second.stored and _is_summary(first, name))],
        first_finish=schedule.finish,
        second_finish=other.finish,
        changes=changes.get("", []),
    )


def _is_summary(side: Side, name: str) -> bool:
    """Whether the task is a summary: some files say nothing of the dates of those."""
    return side.plan.structure.is_summary(side.place(name))


def _checked(fields: Iterable[str]) -> tuple[str, ...]:
    names = (fields,) if isinstance(fields, str) else tuple(fields)
    for name in names:
        if name not in FIELDS:
            raise UnknownNameError("field", name, nearest(name, FIELDS))
    return names


def _changes(schedule: Schedule, other: Schedule | StoredDates) -> dict[str, list[PlanChange]]:
    found: dict[str, list[PlanChange]] = {}
    if isinstance(other, Schedule) and other.plan is not schedule.plan:
        for change in changes_between(schedule.plan, other.plan):
            found.setdefault(change.task, []).append(change)
    if isinstance(other, Schedule) and other.policy != schedule.policy:
        found.setdefault("", []).extend(policy_changes(schedule.policy, other.policy))
    return found


def _called(schedule: Schedule, other: Schedule | StoredDates) -> dict[str, str]:
    """What the two sides are called."""
    if isinstance(other, StoredDates):
        return {"first": "computed", "second": f"stored by {other.source}"}
    if schedule.policy != other.policy:
        return {"first": _policy(schedule.policy), "second": _policy(other.policy, "second policy")}
    one, two = schedule.plan.data_date, other.plan.data_date
    if one != two and one is not None and two is not None:
        return {"first": f"as of {status_day(one)}", "second": f"as of {status_day(two)}"}
    return {"first": "before", "second": "after"}


def _policy(policy: SchedulingPolicy, otherwise: str = "first policy") -> str:
    named = {
        "MS Project": SchedulingPolicy.ms_project(),
        "Primavera": SchedulingPolicy.primavera(),
        "textbook": SchedulingPolicy.textbook(),
    }
    return next((name for name, known in named.items() if known == policy), otherwise)


class _Pair:
    """Both sides; lives while they are compared."""

    def __init__(self, first: Side, second: Side) -> None:
        self.first, self.second = first, second

    def compared(self, name: str, fields: Iterable[str], changes: list[PlanChange]) -> TaskComparison | None:
        """How a task differs; None where it does not."""
        one, two = self.first.place(name), self.second.place(name)
        differ = [(each, values) for each in fields if (values := self.values(each, one, two)) is not None]
        if not differ:
            return None
        early = any(self.values(each, one, two) is not None for each in _EARLY)
        causes: dict[tuple[bool, bool], tuple[Cause, Cause]] = {}
        found = []
        for each, values in differ:
            held = early if each not in DATES else each in _EARLY
            finish = each.endswith("finish")
            if (held, finish) not in causes:
                causes[held, finish] = self.causes(one, two, held=held, finish=finish)
            found.append(self.difference(each, one, two, values, causes[held, finish]))
        lead = next(iter(causes.values()))
        follows = self.followed(one, two, lead, early=early)
        return TaskComparison(
            id=name, name=self.first.plan.tasks[one].name, differences=found, follows=follows, changes=changes
        )

    def values(self, name: str, one: int, two: int) -> tuple[int | bool, int | bool] | None:
        """Both values, if they are known and differ."""
        first, second = self.first.value(name, one), self.second.value(name, two)
        if first is None or second is None or first == second:
            return None
        return first, second

    def difference(
        self, name: str, one: int, two: int, values: tuple[int | bool, int | bool], causes: tuple[Cause, Cause]
    ) -> Difference:
        first, second = values
        return Difference(
            field=name,
            first=written(self.first, one, name, first),
            second=written(self.second, two, name, second),
            shift=self.shift(name, one, first, second),
            first_cause=causes[0].text,
            second_cause=causes[1].text,
        )

    def shift(self, name: str, place: int, first: int, second: int) -> Duration | None:
        if name == "is_critical":
            return None
        network = self.first.network
        number = network.own_calendar[place]
        seconds = network.calendars[number].between(first, second) if name in DATES else second - first
        return seconds_of(seconds, day=self.first.plan.day, elapsed=number == 0)

    def causes(self, one: int, two: int, *, held: bool, finish: bool) -> tuple[Cause, Cause]:
        """What holds the task on each side; at the finish, also how long it lasts where that differs."""
        if not held:
            return self.first.capped(one, finish=finish), self.second.capped(two, finish=finish)
        first, second = self.first.held(one, finish=finish), self.second.held(two, finish=finish)
        lasts = self.first.lasting(one), self.second.lasting(two)
        if not finish or lasts[0] == lasts[1] or not self.first.network.drives(one):
            return first, second
        return self.with_length(self.first, one, first), self.with_length(self.second, two, second)

    @staticmethod
    def with_length(side: Side, place: int, cause: Cause) -> Cause:
        """The cause with what the task lasts, or what is left of it."""
        elapsed, rules = side.network.own_calendar[place] == 0, side.network.rules_of(place)
        if rules.is_over:
            return cause
        left = max((seconds for _, seconds in rules.remaining), default=0)
        length = seconds_of(left or side.lasting(place), day=side.plan.day, elapsed=elapsed)
        return evolve(cause, text=f"{cause.text}; {length} left" if left else f"{cause.text}; lasts {length}")

    def followed(self, one: int, two: int, causes: tuple[Cause, Cause], *, early: bool) -> str:
        """Id of the task that holds this one and has moved as well, on the side where it holds it later (or, late, earlier)."""
        first, second = causes
        if not second.explained or (early and self.begins(one, two)):
            return ""
        later = self.moves_later(one, two, early=early)
        order = (second, first) if later is early else (first, second)
        own = self.first.plan.tasks[one].id
        return next((by for cause in order if (by := cause.by) not in ("", own) and self.moved(by, early=early)), "")

    def begins(self, one: int, two: int) -> bool:
        """Whether the task only finishes otherwise: it starts alike and lasts longer or shorter."""
        drives = self.first.network.drives(one)
        return drives and self.first.solution.early_start[one] == self.second.solution.early_start[two]

    def moves_later(self, one: int, two: int, *, early: bool) -> bool:
        first, second = self.first.solution, self.second.solution
        if early:
            return second.early_start[two] >= first.early_start[one]
        return second.late_finish[two] >= first.late_finish[one]

    def moved(self, name: str, *, early: bool) -> bool:
        """Whether a task's own dates differ: early ones, or late ones; one that came or went has moved."""
        if name not in self.first.plan or name not in self.second.plan:
            return True
        one, two = self.first.place(name), self.second.place(name)
        which = ("early_start", "early_finish") if early else ("late_start", "late_finish")
        return any(
            getattr(self.first.solution, each)[one] != getattr(self.second.solution, each)[two] for each in which
        )

"""The plan: tasks, links, calendars and resources as one validated, immutable value.

Caches (the skeleton of indexes, look-ups by name) are attributes outside equality, hash, repr and pickle; a copy makes its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

import attrs
from attrs import Factory, field, frozen
from attrs.validators import in_

from itpm.errors import UnknownTaskError, nearest
from itpm.model.baselines import Baseline
from itpm.model.calendars import WorkCalendar
from itpm.model.dependencies import Dependency
from itpm.model.durations import DayLength, Duration, ThreePointEstimate
from itpm.model.given import pairs, several, text_pairs
from itpm.model.moments import Moment, finish_moment, moment
from itpm.model.money import NO_CURRENCY
from itpm.model.policy import SchedulingPolicy
from itpm.model.resources import Resource
from itpm.model.structure import Structure
from itpm.model.tasks import Task
from itpm.model.validation import validated
from itpm.model.windows import Window


def _start(value: Moment) -> datetime:
    return moment(value, place="plan.start")


def _finish(value: Moment | None) -> datetime | None:
    return None if value is None else moment(value, edge="finish", place="plan.finish")


def _calendars(
    value: Mapping[str, WorkCalendar] | Iterable[tuple[str, WorkCalendar]],
) -> tuple[tuple[str, WorkCalendar], ...]:
    return pairs(value, "calendars")


def _tasks(value: Iterable[Task]) -> tuple[Task, ...]:
    return several(value, Task, "tasks")


def _dependencies(values: Iterable[Dependency]) -> tuple[Dependency, ...]:
    return several(values, Dependency, "dependencies")


def _resources(values: Iterable[Resource]) -> tuple[Resource, ...]:
    return several(values, Resource, "resources")


def _baselines(values: Iterable[Baseline]) -> tuple[Baseline, ...]:
    return several(values, Baseline, "baselines")


def _windows(values: Iterable[Window]) -> tuple[Window, ...]:
    return several(values, Window, "windows")


@frozen(slots=False)
class Plan:
    """A project's schedule as it is written down, before any date is computed.

    Attributes:
        name: what the plan is called.
        start: when it may begin; a bare date is the day's beginning.
        tasks: in the order people read them; results keep it.
        dependencies: links written here, beside those in ``Task.after``; both ways may be mixed.
        calendar: the plan's working time.
        calendars: further calendars by name, for tasks and resources; a mapping is accepted.
        day: how "d", "w" and "mo" are read; default: as the calendar says.
        resources: who and what does the work.
        currency: ISO 4217 code of the plan's money.
        deadline: when it should be finished; caps late finishes, never raises them.
        finish: when it must end, for a plan that is scheduled from its finish.
        data_date: up to when progress is recorded; a bare date is the day's end.
        baselines: what was agreed, first the one to measure against.
        policy: how the file it came from computes dates.
        schedule_from: whether tasks go as early as possible from the start, or as late as possible from the finish.
        windows: change freezes and release windows, which say when certain tasks may occur.
        foreign: (element, text) pairs that a file held and the library does not read, kept for the writer.

    Raises:
        PlanError: with every fault at once: circles by name, unknown names with the nearest, duplicate ids, impossible
            dates, negative durations.

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> plan["move"].after[0].predecessor
        'pack'
    """

    name: str
    start: datetime = field(kw_only=True, converter=_start)
    tasks: tuple[Task, ...] = field(kw_only=True, converter=_tasks, repr=lambda tasks: f"<{len(tasks)} tasks>")
    dependencies: tuple[Dependency, ...] = field(default=(), kw_only=True, converter=_dependencies)
    calendar: WorkCalendar = field(factory=WorkCalendar.standard, kw_only=True, repr=False)
    calendars: tuple[tuple[str, WorkCalendar], ...] = field(default=(), kw_only=True, converter=_calendars, repr=False)
    day: DayLength = field(default=Factory(lambda plan: plan.calendar.day, takes_self=True), kw_only=True)
    resources: tuple[Resource, ...] = field(default=(), kw_only=True, converter=_resources, repr=False)
    currency: str = field(default=NO_CURRENCY, kw_only=True)
    deadline: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=_finish)
    data_date: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    baselines: tuple[Baseline, ...] = field(default=(), kw_only=True, converter=_baselines, repr=False)
    policy: SchedulingPolicy | None = field(default=None, kw_only=True)
    schedule_from: Literal["start", "finish"] = field(default="start", kw_only=True, validator=in_(("start", "finish")))
    windows: tuple[Window, ...] = field(default=(), kw_only=True, converter=_windows)
    foreign: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, converter=text_pairs, repr=False)

    def __attrs_post_init__(self) -> None:
        self.__dict__["structure"] = validated(self)

    @cached_property
    def structure(self) -> Structure:
        """Ids as indexes, the work breakdown, and the order in which dates can be computed."""
        return validated(self)

    @cached_property
    def links(self) -> tuple[Dependency, ...]:
        """Every dependency: those in ``Task.after`` in plan order, then those of the plan."""
        return (*(link for task in self.tasks for link in task.after), *self.dependencies)

    @cached_property
    def count_in_tasks(self) -> int:
        """How many of `links` are written in ``Task.after`` [1]."""
        return len(self.links) - len(self.dependencies)

    @cached_property
    def calendar_by_name(self) -> Mapping[str, WorkCalendar]:
        """The further calendars, by name."""
        return dict(self.calendars)

    @cached_property
    def resource_by_id(self) -> Mapping[str, Resource]:
        """The resources, by id."""
        return {resource.id: resource for resource in self.resources}

    def __getitem__(self, task_id: str) -> Task:
        """The task with that id.

        Raises:
            UnknownTaskError: there is none; the nearest ids are offered.
        """
        place = self.structure.position.get(task_id)
        if place is None:
            raise UnknownTaskError(task_id, nearest(task_id, self.structure.position))
        return self.tasks[place]

    def __contains__(self, task_id: object) -> bool:
        return task_id in self.structure.position

    def __len__(self) -> int:
        return len(self.tasks)

    def with_tasks(self, tasks: Iterable[Task]) -> Plan:
        """The plan with these tasks instead of those with the same id, new ones behind; validated once.

        Raises:
            PlanError: the result would have faults.
        """
        changed = {task.id: task for task in tasks}
        kept = [changed.pop(task.id, task) for task in self.tasks]
        return attrs.evolve(self, tasks=(*kept, *changed.values()))

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Plan)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def with_durations(plan: Plan, durations: Mapping[str, Duration | ThreePointEstimate | None]) -> Plan:
    """The plan with other durations of tasks that have one; nothing can be at fault with that, so nothing is checked again.

    Args:
        plan: a valid plan.
        durations: positive durations by id, of tasks that are no summaries.

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d")])
        >>> from itpm.model.durations import duration
        >>> with_durations(plan, {"pack": duration("3d")}).tasks[0].duration == duration("3d")
        True
    """
    tasks = list(plan.tasks)
    for name, value in durations.items():
        place = plan.structure.position[name]
        tasks[place] = attrs.evolve(tasks[place], duration=value)
    made = object.__new__(Plan)
    made.__dict__.update(plan.__getstate__(), tasks=tuple(tasks), structure=plan.structure, links=plan.links)
    return made

"""The calendars a network runs on, compiled once and numbered: 0 is the clock (24 h), 1 the plan's.

A calendar without regular working time dates nothing: what goes by it goes by the plan's, and where that is the one, by the
clock. Where a task and a resource share no working time, the task's calendar counts. The schedule says so.
"""

from __future__ import annotations

from attrs import field, frozen

from itpm.model.plans import Plan
from itpm.model.resources import Resource
from itpm.model.tasks import Task
from itpm.model.working_time import CONTINUOUS, WorkingTime, intersection

CLOCK, PROJECT = 0, 1


@frozen(eq=False)
class CalendarTable:
    """Compiled calendars by number; grows while a network is built, and is dropped with the builder.

    Attributes:
        plan: whose calendars they are.
        idle: names of the calendars without regular working time, None for the plan's own; and pairs that share none.
    """

    plan: Plan
    _list: list[WorkingTime]
    _numbers: dict[object, int] = field(factory=dict)
    idle: list[tuple[str | None, ...]] = field(factory=list)

    @classmethod
    def of(cls, plan: Plan) -> CalendarTable:
        """The table of a plan, with the clock and the plan's own calendar."""
        table = cls(plan, [CONTINUOUS])
        own = plan.calendar.compiled
        if not _is_regular(own):
            table.idle.append((None,))
            own = CONTINUOUS
        table._list.append(own)
        return table

    @property
    def compiled(self) -> tuple[WorkingTime, ...]:
        """The calendars, by number."""
        return tuple(self._list)

    def named(self, name: str | None) -> int:
        """Number of one of the plan's calendars; of the plan's own where None."""
        if name is None:
            return PROJECT
        if name not in self._numbers:
            self._numbers[name] = self._regular(self.plan.calendar_by_name[name].compiled, PROJECT, name)
        return self._numbers[name]

    def of_task(self, task: Task) -> int:
        """Number of the calendar a task names, or the plan's."""
        return PROJECT if task.calendar is None else self.named(task.calendar)

    def of_assignment(self, task: Task, resource: Resource) -> int:
        """Number of the calendar in which `resource` works on `task`: common time where both have one."""
        if task.calendar is not None and (task.extra.ignores_resource_calendars or resource.calendar is None):
            return self.named(task.calendar)
        if task.calendar is None or resource.calendar is None:
            return self.named(resource.calendar)
        return self._common(task.calendar, resource.calendar)

    def opened(self, number: int, time: WorkingTime, key: tuple[int, ...]) -> int:
        """Number of calendar `number` without the time that windows close; `key` names them."""
        found = (number, *key)
        if found not in self._numbers:
            self._numbers[found] = self._add(intersection(self._list[number], time))
        return self._numbers[found]

    def _common(self, one: str, other: str) -> int:
        key = (one, other)
        if key not in self._numbers:
            common = intersection(self._list[self.named(one)], self._list[self.named(other)])
            self._numbers[key] = self._regular(common, self.named(one), one, other)
        return self._numbers[key]

    def _regular(self, calendar: WorkingTime, instead: int, *names: str) -> int:
        """Number of a calendar; of the one `instead` where it has no regular working time."""
        if _is_regular(calendar):
            return self._add(calendar)
        self.idle.append(names)
        return instead

    def _add(self, calendar: WorkingTime) -> int:
        self._list.append(calendar)
        return len(self._list) - 1


def _is_regular(time: WorkingTime) -> bool:
    """Whether work can be found however far one looks, both ways."""
    return bool(time.weeks[0].total and time.weeks[-1].total)

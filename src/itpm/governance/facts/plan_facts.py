"""Facts about the plan as it is written down, before any date is computed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from itpm.governance.facts import logic
from itpm.governance.facts.census import Census, census_of
from itpm.governance.facts.known import Asked, KnownFact, known, root
from itpm.model.calendars import WorkCalendar
from itpm.model.dependencies import Dependency
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.rules import FactType
from itpm.scheduling import redundant_links

_NUMBER, _LIST, _MOMENT, _TEXT = FactType.NUMBER, FactType.LIST, FactType.MOMENT, FactType.TEXT


@frozen
class Ids:
    """Ids of the tasks, or texts of the links, that a question about a plan brings."""

    question: Callable[[Census], tuple[Task | Dependency, ...]]

    def __call__(self, census: Census) -> tuple[str, ...]:
        """The answer, by id."""
        return tuple(one.id if isinstance(one, Task) else str(one) for one in self.question(census))


@frozen
class Count:
    """How many a question about a plan brings."""

    question: Callable[[Census], tuple[Task | Dependency, ...]]

    def __call__(self, census: Census) -> int:
        """The number."""
        return len(self.question(census))


def _links(census: Census) -> tuple[Dependency, ...]:
    return census.plan.links


def _resources(plan: Plan) -> int:
    return len(plan.resources)


def _counted(plan: Plan) -> Census:
    return census_of(plan)


def _status_date(plan: Plan, as_of: datetime) -> datetime:
    return plan.data_date or as_of


def _redundant(plan: Plan) -> tuple[str, ...]:
    return tuple(str(link) for link in redundant_links(plan))


def calendars_without_work(plan: Plan) -> tuple[str, ...]:
    """Names of the plan's calendars that have no regular working time: nothing in them would ever finish."""
    calendars = {plan.calendar.name: plan.calendar, **plan.calendar_by_name}
    return tuple(name for name, calendar in calendars.items() if not _works(calendar))


def _works(calendar: WorkCalendar) -> bool:
    weeks = calendar.compiled.weeks
    return bool(weeks[0].total and weeks[-1].total)


def _beyond(census: Census, status: datetime) -> tuple[str, ...]:
    found = logic.dates_beyond(census, status)
    return tuple(dict.fromkeys(task.id for task, _, _ in found))


PLAN_FACTS: tuple[KnownFact, ...] = (
    root("plan", FactType.SECTION, "the plan"),
    known("plan.name", _TEXT, "what the plan is called", Asked("name"), "plan"),
    known("plan.start", _MOMENT, "when it may begin", Asked("start"), "plan"),
    known("plan.deadline", _MOMENT, "when it should be finished", Asked("deadline"), "plan"),
    known("plan.data_date", _MOMENT, "up to when progress is recorded", Asked("data_date"), "plan"),
    known(
        "plan.tasks",
        _NUMBER,
        "work packages and milestones; no summaries, nothing inactive, no level of effort",
        Count(logic.network_tasks),
        "plan.census",
        unit="1",
    ),
    known("plan.summaries", _NUMBER, "tasks that hold others", Count(logic.summaries), "plan.census", unit="1"),
    known("plan.milestones", _NUMBER, "tasks without a duration", Count(logic.milestones), "plan.census", unit="1"),
    known("plan.links", _NUMBER, "dependencies", Count(_links), "plan.census", unit="1"),
    known(
        "plan.census", FactType.SECTION, "what each task of the plan is, and which links still hold", _counted, "plan"
    ),
    known(
        "plan.status_date",
        _MOMENT,
        "up to when progress counts: the data date; without one, the moment asked about",
        _status_date,
        "plan",
        "as_of",
    ),
    known("plan.resources", _NUMBER, "resources", _resources, "plan", unit="1"),
    known("plan.incomplete_tasks", _LIST, "ids of tasks not finished", Ids(logic.incomplete_tasks), "plan.census"),
    known(
        "plan.without_predecessor",
        _LIST,
        "ids of incomplete tasks that wait for nothing",
        Ids(logic.without_predecessor),
        "plan.census",
    ),
    known(
        "plan.without_successor",
        _LIST,
        "ids of incomplete tasks that nothing waits for",
        Ids(logic.without_successor),
        "plan.census",
    ),
    known("plan.leads", _LIST, "open links with a negative lag", Ids(logic.leads), "plan.census"),
    known("plan.lags", _LIST, "open links with a positive lag", Ids(logic.lags), "plan.census"),
    known("plan.summary_links", _LIST, "links that begin or end at a summary", Ids(logic.summary_links), "plan.census"),
    known(
        "plan.hard_constrained_tasks",
        _LIST,
        "ids of incomplete tasks with a constraint that keeps a delay from showing",
        Ids(logic.hard_constrained),
        "plan.census",
    ),
    known(
        "plan.status_beyond_data_date",
        _LIST,
        "ids of tasks with actual dates after the data date; without one, after the moment asked about",
        _beyond,
        "plan.census",
        "plan.status_date",
    ),
    known(
        "plan.without_range",
        _LIST,
        "ids of incomplete tasks with one estimate instead of three",
        Ids(logic.without_range),
        "plan.census",
    ),
    known(
        "plan.dangling_starts",
        _LIST,
        "ids of incomplete tasks with predecessors that hold only their finish",
        Ids(logic.dangling_starts),
        "plan.census",
    ),
    known(
        "plan.dangling_finishes",
        _LIST,
        "ids of incomplete tasks with successors that wait only for their start",
        Ids(logic.dangling_finishes),
        "plan.census",
    ),
    known(
        "plan.duplicated_links",
        _LIST,
        "links that repeat one of the same type between the same two tasks",
        Ids(logic.duplicated_links),
        "plan.census",
    ),
    known("plan.redundant_links", _LIST, "plain links that others imply", _redundant, "plan"),
    known(
        "plan.calendars_without_work",
        _LIST,
        "names of the calendars in which nothing can ever be done",
        calendars_without_work,
        "plan",
    ),
    known(
        "plan.unassigned_tasks", _LIST, "ids of incomplete tasks that nobody does", Ids(logic.unassigned), "plan.census"
    ),
)

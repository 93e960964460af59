"""Facts about the plan as it is written down, before any date is computed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from itpm.governance.facts import logic
from itpm.governance.facts.known import Asked, KnownFact, known, root
from itpm.model.dependencies import Dependency
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.rules import FactType

_NUMBER, _LIST, _MOMENT, _TEXT = FactType.NUMBER, FactType.LIST, FactType.MOMENT, FactType.TEXT


@frozen
class Ids:
    """Ids of the tasks, or texts of the links, that a question about a plan brings."""

    question: Callable[[Plan], tuple[Task | Dependency, ...]]

    def __call__(self, plan: Plan) -> tuple[str, ...]:
        """The answer, by id."""
        return tuple(one.id if isinstance(one, Task) else str(one) for one in self.question(plan))


@frozen
class Count:
    """How many a question about a plan brings."""

    question: Callable[[Plan], tuple[Task | Dependency, ...]]

    def __call__(self, plan: Plan) -> int:
        """The number."""
        return len(self.question(plan))


def _links(plan: Plan) -> tuple[Dependency, ...]:
    return plan.links


def _resources(plan: Plan) -> int:
    return len(plan.resources)


def _beyond(plan: Plan, as_of: datetime) -> tuple[str, ...]:
    found = logic.dates_beyond(plan, plan.data_date or as_of)
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
        "plan",
        unit="1",
    ),
    known("plan.summaries", _NUMBER, "tasks that hold others", Count(logic.summaries), "plan", unit="1"),
    known("plan.milestones", _NUMBER, "tasks without a duration", Count(logic.milestones), "plan", unit="1"),
    known("plan.links", _NUMBER, "dependencies", Count(_links), "plan", unit="1"),
    known("plan.resources", _NUMBER, "resources", _resources, "plan", unit="1"),
    known("plan.incomplete_tasks", _LIST, "ids of tasks not finished", Ids(logic.incomplete_tasks), "plan"),
    known(
        "plan.without_predecessor",
        _LIST,
        "ids of incomplete tasks that wait for nothing",
        Ids(logic.without_predecessor),
        "plan",
    ),
    known(
        "plan.without_successor",
        _LIST,
        "ids of incomplete tasks that nothing waits for",
        Ids(logic.without_successor),
        "plan",
    ),
    known("plan.leads", _LIST, "open links with a negative lag", Ids(logic.leads), "plan"),
    known("plan.lags", _LIST, "open links with a positive lag", Ids(logic.lags), "plan"),
    known("plan.summary_links", _LIST, "links that begin or end at a summary", Ids(logic.summary_links), "plan"),
    known(
        "plan.hard_constrained_tasks",
        _LIST,
        "ids of incomplete tasks with a constraint that keeps a delay from showing",
        Ids(logic.hard_constrained),
        "plan",
    ),
    known(
        "plan.status_beyond_data_date",
        _LIST,
        "ids of tasks with actual dates after the data date; without one, after the moment asked about",
        _beyond,
        "plan",
        "as_of",
    ),
    known(
        "plan.without_range",
        _LIST,
        "ids of incomplete tasks with one estimate instead of three",
        Ids(logic.without_range),
        "plan",
    ),
    known("plan.unassigned_tasks", _LIST, "ids of incomplete tasks that nobody does", Ids(logic.unassigned), "plan"),
)

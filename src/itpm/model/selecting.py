"""Finding tasks by their activity codes and custom fields, and grouping a plan by one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from itpm.errors import UnknownNameError, nearest
from itpm.model.given import pairs, texts
from itpm.model.plans import Plan
from itpm.model.tasks import Task

Wanted: TypeAlias = str | Iterable[str]
Pairs: TypeAlias = tuple[tuple[str, str], ...]


def select_tasks(
    plan: Plan,
    *,
    codes: Mapping[str, Wanted] | None = None,
    custom: Mapping[str, Wanted] | None = None,
    where: Callable[[Task], bool] | None = None,
) -> tuple[Task, ...]:
    """The tasks that meet every condition, in plan order.

    Args:
        plan: where to look.
        codes: activity code to the value wanted, or to several of which one suffices.
        custom: custom field to the text wanted, or to several of which one suffices.
        where: what else must hold of the task.

    Raises:
        UnknownNameError: no task of the plan has that code or field; the nearest that exist are offered.

    Example:
        >>> from itpm.model import TaskDetails
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[
        ...     Task("design", "5d", details=TaskDetails(codes=[("Phase", "Design")])),
        ...     Task("build", "20d", details=TaskDetails(codes=[("Phase", "Build")])),
        ...     Task("test", "5d", details=TaskDetails(codes=[("Phase", "Build")]))])
        >>> [task.id for task in select_tasks(plan, codes={"Phase": "Build"}, where=lambda task: not task.after)]
        ['build', 'test']
        >>> select_tasks(plan, codes={"Fase": "Build"})
        Traceback (most recent call last):
        itpm.errors.UnknownNameError: there is no activity code 'Fase'; did you mean 'Phase'?
    """
    by_code = [(name, _values(wanted)) for name, wanted in pairs(codes or {}, "codes")]
    by_field = [(name, _values(wanted)) for name, wanted in pairs(custom or {}, "custom")]
    _check("activity code", [name for name, _ in by_code], activity_codes(plan))
    _check("custom field", [name for name, _ in by_field], custom_fields(plan))
    return tuple(
        task
        for task in plan.tasks
        if _meets(task.extra.codes, by_code) and _meets(task.extra.custom, by_field) and (where is None or where(task))
    )


def _values(wanted: Wanted) -> frozenset[str]:
    return frozenset(texts(wanted))


def _check(kind: str, names: Iterable[str], known: tuple[str, ...]) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError(kind, str(name), nearest(name, known))


def _meets(pairs: Pairs, wanted: Iterable[tuple[str, frozenset[str]]]) -> bool:
    return all(any(name == asked and value in values for name, value in pairs) for asked, values in wanted)


def group_tasks(plan: Plan, *, by: str) -> tuple[tuple[str, tuple[Task, ...]], ...]:
    """The tasks by the value of an activity code, else of the custom field of that name.

    Returns:
        (value, tasks) pairs; values in the order in which the plan first has them, tasks in plan order. Tasks without
        a value come last, under the empty text. A task with several values stands under each.

    Raises:
        UnknownNameError: the plan has neither such a code nor such a field.

    Example:
        >>> from itpm.model import TaskDetails
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[
        ...     Task("kick-off", "0d"),
        ...     Task("build", "20d", details=TaskDetails(codes=[("Phase", "Build")])),
        ...     Task("test", "5d", details=TaskDetails(codes=[("Phase", "Build")]))])
        >>> [(value, [task.id for task in tasks]) for value, tasks in group_tasks(plan, by="Phase")]
        [('Build', ['build', 'test']), ('', ['kick-off'])]
    """
    codes, fields = activity_codes(plan), custom_fields(plan)
    _check("activity code or custom field", [by], (*codes, *fields))
    groups: dict[str, list[Task]] = {}
    without: list[Task] = []
    for task in plan.tasks:
        values = _of(task.extra.codes if by in codes else task.extra.custom, by)
        for value in values:
            groups.setdefault(value, []).append(task)
        if not values:
            without.append(task)
    return (*((value, tuple(tasks)) for value, tasks in groups.items()), *([("", tuple(without))] if without else []))


def _of(pairs: Pairs, name: str) -> tuple[str, ...]:
    """The values of a name, each once; an empty value is none."""
    return tuple(dict.fromkeys(value for known, value in pairs if known == name and value))


def activity_code(task: Task, name: str) -> str | None:
    """The task's value of an activity code, the first of several; None where it has none.

    Example:
        >>> from itpm.model import TaskDetails
        >>> task = Task("build", "20d", details=TaskDetails(codes=[("Phase", "Build")]))
        >>> activity_code(task, "Phase"), activity_code(task, "Site")
        ('Build', None)
    """
    return next(iter(_of(task.extra.codes, name)), None)


def activity_codes(plan: Plan) -> tuple[str, ...]:
    """Names of the activity codes that tasks of the plan have, in the order in which they first appear.

    Example:
        >>> from itpm.model import TaskDetails
        >>> plan = Plan("CRM", start="2026-01-05",
        ...             tasks=[Task("build", "20d", details=TaskDetails(codes=[("Phase", "Build"), ("Site", "Bonn")]))])
        >>> activity_codes(plan)
        ('Phase', 'Site')
    """
    return tuple(_names(task.extra.codes for task in plan.tasks))


def custom_fields(plan: Plan) -> tuple[str, ...]:
    """Names of the custom fields that tasks of the plan have, in the order in which they first appear.

    Example:
        >>> from itpm.model import TaskDetails
        >>> plan = Plan("CRM", start="2026-01-05",
        ...             tasks=[Task("build", "20d", details=TaskDetails(custom=[("Cost centre", "4711")]))])
        >>> custom_fields(plan)
        ('Cost centre',)
    """
    return tuple(_names(task.extra.custom for task in plan.tasks))


def _names(tasks: Iterable[Pairs]) -> Iterator[str]:
    return iter(dict.fromkeys(name for pairs in tasks for name, _ in pairs))

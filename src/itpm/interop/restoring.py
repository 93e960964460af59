"""From what a file says to what was written, and what a file has to keep for that: ids, order, links beside tasks, hints.

Works on the fields of a plan before they become one, because only together they make sense.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

import attrs
from attrs import Factory, frozen

from itpm.interop.kept import (
    Fields,
    Hints,
    difference,
    fields_difference,
    fingerprint,
    patched,
    patched_fields,
    windows_left,
)
from itpm.model.baselines import Baseline
from itpm.model.calendars import WorkCalendar
from itpm.model.dependencies import Dependency
from itpm.model.plans import Plan
from itpm.model.resources import Resource
from itpm.model.tasks import Task

_Calendars: TypeAlias = tuple[tuple[str, WorkCalendar], ...]
_Holder = TypeVar("_Holder", Task, Resource)


@frozen(kw_only=True)
class Kept:
    """What a file keeps of a plan, by what the file calls tasks and resources.

    Attributes:
        tasks: id of each task that is called otherwise in the file.
        resources: the same for resources.
        task_hints: hints by task.
        resource_hints: hints by resource.
        plan_hints: hints that concern the plan.
    """

    tasks: dict[str, str] = Factory(dict)
    resources: dict[str, str] = Factory(dict)
    task_hints: dict[str, Hints] = Factory(dict)
    resource_hints: dict[str, Hints] = Factory(dict)
    plan_hints: Hints = Factory(dict)


def restored(fields: Fields, kept: Kept) -> Fields:
    """The fields of the plan that was written, from those that the file says."""
    if kept == Kept():
        return fields
    kept = attrs.evolve(
        kept,
        tasks=_free(kept.tasks, (task.id for task in fields["tasks"])),
        resources=_free(kept.resources, (one.id for one in fields["resources"])),
    )
    tasks, links = _beside(_in_order(_renamed(fields["tasks"], kept)))
    found = fields | {
        "tasks": tuple(task for task, _ in tasks),
        "resources": _resources(fields["resources"], kept),
        "baselines": _baselines(fields["baselines"], kept.tasks),
        "dependencies": links,
    }
    patch = kept.plan_hints.get("fields", {})
    found |= patched_fields(found, patch, Plan) if isinstance(patch, dict) else {}
    names = {name for name, _ in (*found["calendars"], *fields["calendars"])}
    hints = [kept.resource_hints.get(one.id, {}) for one in fields["resources"]]
    found["tasks"] = tuple(_hinted(task, hint, names) for task, hint in tasks)
    found["resources"] = tuple(_hinted(one, hint, names) for one, hint in zip(found["resources"], hints, strict=True))
    return found | {
        "calendars": _needed(found, fields["calendars"]),
        "windows": windows_left(found.get("windows", ()), (task.id for task in found["tasks"])),
    }


def _free(ids: Mapping[str, str], there: Iterable[str]) -> dict[str, str]:
    """The ids without those that something new in the file is called by now."""
    taken = {name for name in there if name not in ids}
    return {name: own for name, own in ids.items() if own not in taken}


def _hinted(one: _Holder, hint: Hints, calendars: Container[str]) -> _Holder:
    """A task or resource with its hints; where its calendar is gone from the file, with the one the file says."""
    found: _Holder = patched(one, hint.get("fields", {}), type(one))
    return (
        found if found.calendar is None or found.calendar in calendars else attrs.evolve(found, calendar=one.calendar)
    )


def _needed(found: Fields, calendars: _Calendars) -> _Calendars:
    """The plan's calendars, and those of the file's that somebody has given to a task or resource since."""
    used = {one.calendar for one in (*found["tasks"], *found["resources"])} - {name for name, _ in found["calendars"]}
    return (*found["calendars"], *(pair for pair in calendars if pair[0] in used))


_Hinted: TypeAlias = tuple[Task, Hints]


def _renamed(tasks: Iterable[Task], kept: Kept) -> list[_Hinted]:
    return [(_with_ids(task, kept), kept.task_hints.get(task.id, {})) for task in tasks]


def _with_ids(task: Task, kept: Kept) -> Task:
    """The task, with the ids it was written with; a name that only repeats its own is none."""
    ids = kept.tasks
    own = ids.get(task.id, task.id)
    after = [
        attrs.evolve(link, predecessor=ids.get(link.predecessor, link.predecessor), successor=own)
        for link in task.after
    ]
    assignments = [
        attrs.evolve(one, resource=kept.resources.get(one.resource, one.resource)) for one in task.assignments
    ]
    return attrs.evolve(
        task,
        id=own,
        name="" if task.id in ids and task.name == own else task.name,
        parent=None if task.parent is None else ids.get(task.parent, task.parent),
        after=after,
        assignments=assignments,
    )


def _in_order(tasks: list[_Hinted]) -> list[_Hinted]:
    """The tasks in the plan's order; a new one stays behind the one before it."""
    place = -1
    keys: list[tuple[int, int]] = []
    for number, (_, hint) in enumerate(tasks):
        place = hint["place"] if type(hint.get("place")) is int else place
        keys.append((place, number))
    if all(hint.get("place") is None for _, hint in tasks):
        return tasks
    return [task for _, task in sorted(zip(keys, tasks, strict=True), key=lambda pair: pair[0])]


def _beside(tasks: list[_Hinted]) -> tuple[list[_Hinted], tuple[Dependency, ...]]:
    """The links that were written in the plan instead of the task, taken out of the tasks; in the plan's order."""
    found: list[tuple[int, Dependency]] = []
    left: list[_Hinted] = []
    for task, hint in tasks:
        places = _places(hint.get("beside"), task)
        found += [(places[number], link) for number, link in enumerate(task.after) if number in places]
        after = [link for number, link in enumerate(task.after) if number not in places]
        left.append((attrs.evolve(task, after=after) if places else task, hint))
    return left, tuple(link for _, link in sorted(found, key=lambda pair: pair[0]))


def _places(beside: Any, task: Task) -> dict[int, int]:  # Any: plain JSON
    """Place in the plan's links of each of the task's that was written there, if the task's are still the same."""
    if not isinstance(beside, list) or len(beside) != 2 or beside[0] != fingerprint(task.after, tuple[Dependency, ...]):
        return {}
    pairs = beside[1] if isinstance(beside[1], list) else []
    return {
        pair[0]: pair[1]
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and all(type(number) is int for number in pair)
    }


def _resources(resources: Iterable[Resource], kept: Kept) -> tuple[Resource, ...]:
    found = []
    for resource in resources:
        own = kept.resources.get(resource.id, resource.id)
        name = "" if resource.id in kept.resources and resource.name == own else resource.name
        found.append(attrs.evolve(resource, id=own, name=name))
    return tuple(found)


def _baselines(baselines: Iterable[Baseline], ids: Mapping[str, str]) -> tuple[Baseline, ...]:
    return tuple(
        attrs.evolve(one, tasks=[attrs.evolve(task, id=ids.get(task.id, task.id)) for task in one.tasks])
        for one in baselines
    )


def kept_of(
    plan: Plan, seen: Fields, tasks: Mapping[str, str], resources: Mapping[str, str], *, but: Iterable[str] = ()
) -> Kept:
    """What the file of a plan has to keep: ids, order, links beside tasks, and whatever still differs.

    Args:
        plan: what reading the file should give.
        seen: the fields of the plan that it gives without.
        tasks: what the file calls each task.
        resources: what it calls each resource.
        but: fields of the plan that need not come back.
    """
    ids = {called: name for name, called in tasks.items() if called != name}
    resource_ids = {called: name for name, called in resources.items() if called != name}
    hints: dict[str, Hints] = {called: {} for called in tasks.values()}
    renamed = restored(seen, Kept(tasks=ids, resources=resource_ids))
    if [task.id for task in renamed["tasks"]] != [task.id for task in plan.tasks]:
        for place, task in enumerate(plan.tasks):
            hints[tasks[task.id]]["place"] = place
    beside = dict(_links_beside(plan))
    for task in renamed["tasks"]:
        if task.id in beside:
            mark = fingerprint(task.after, tuple[Dependency, ...])
            hints[tasks[task.id]]["beside"] = [mark, beside[task.id]]
    found = restored(seen, Kept(tasks=ids, resources=resource_ids, task_hints=hints))
    for task, wanted in zip(found["tasks"], plan.tasks, strict=True):
        _note(hints[tasks[wanted.id]], difference(task, wanted, Task))
    resource_hints: dict[str, Hints] = {}
    for resource, told in zip(found["resources"], plan.resources, strict=True):
        _note(resource_hints.setdefault(resources[told.id], {}), difference(resource, told, Resource))
    plan_hints: Hints = {}
    _note(plan_hints, fields_difference(found, plan, but=("tasks", "resources", *but)))
    return Kept(
        tasks=ids, resources=resource_ids, task_hints=hints, resource_hints=resource_hints, plan_hints=plan_hints
    )


def _note(hint: Hints, patch: object) -> None:
    if patch:
        hint["fields"] = patch


def _links_beside(plan: Plan) -> Iterator[tuple[str, list[list[int]]]]:
    """For each task, those of its links that stand in the plan: place among the task's links, place in the plan's."""
    found: dict[str, list[int]] = {}
    for place, link in enumerate(plan.dependencies):
        found.setdefault(link.successor, []).append(place)
    for name, places in found.items():
        first = len(plan[name].after)
        yield name, [[first + number, place] for number, place in enumerate(places)]

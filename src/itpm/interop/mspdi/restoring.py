"""From what the file says to what was written: ids, the order of the tasks, links beside tasks, and hints.

Works on the fields of a plan before they become one, because only together they make sense.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import attrs
from attrs import Factory, frozen

from itpm.interop.kept import ID_FIELD, Fields, Hints, fingerprint, hints_in, patched, patched_fields, windows_left
from itpm.interop.mspdi.custom_fields import CustomFields
from itpm.interop.mspdi.outline import project_summary
from itpm.interop.mspdi.records import Record
from itpm.model.baselines import Baseline
from itpm.model.dependencies import Dependency
from itpm.model.plans import Plan
from itpm.model.resources import Resource
from itpm.model.tasks import Task


@frozen(kw_only=True)
class Kept:
    """What the reserved custom fields of a file hold.

    Attributes:
        tasks: id of each task that has one of its own, by its UID.
        resources: the same for resources.
        task_hints: hints by the task's UID.
        resource_hints: hints by the resource's UID.
        plan_hints: hints that concern the plan.
    """

    tasks: dict[str, str] = Factory(dict)
    resources: dict[str, str] = Factory(dict)
    task_hints: dict[str, Hints] = Factory(dict)
    resource_hints: dict[str, Hints] = Factory(dict)
    plan_hints: Hints = Factory(dict)


def kept_in(project: Record, fields: CustomFields) -> Kept:
    """What the reserved custom fields of a file hold; of two tasks with one id, the first has it."""
    if not fields.has_reserved:
        return Kept()
    tasks, task_hints = _of_records(project.list_of("Tasks", "Task"), fields)
    resources, resource_hints = _of_records(project.list_of("Resources", "Resource"), fields)
    summary = project_summary(project)
    return Kept(
        tasks=tasks,
        resources=resources,
        task_hints=task_hints,
        resource_hints=resource_hints,
        plan_hints={} if summary is None else hints_in(fields.reserved(summary)),
    )


def _of_records(records: Iterable[Record], fields: CustomFields) -> tuple[dict[str, str], dict[str, Hints]]:
    ids: dict[str, str] = {}
    found: dict[str, Hints] = {}
    used: set[str] = set()
    for record in records:
        reserved = fields.reserved(record)
        if reserved and record.text("UID") not in found:
            uid = record.text("UID")
            found[uid] = hints_in(reserved)
            given = found[uid].get("id", reserved.get(ID_FIELD))
            if isinstance(given, str) and given and given not in used:
                ids[uid] = given
                used.add(given)
    return ids, found


def restored(fields: Fields, kept: Kept) -> Fields:
    """The fields of the plan that was written, from those that the file says."""
    if kept == Kept():
        return fields
    tasks, links = _beside(_in_order(_renamed(fields["tasks"], kept)))
    found = fields | {
        "tasks": tuple(patched(task, hint.get("fields", {}), Task) for task, hint in tasks),
        "resources": _resources(fields["resources"], kept),
        "baselines": _baselines(fields["baselines"], kept.tasks),
        "dependencies": links,
    }
    patch = kept.plan_hints.get("fields", {})
    found |= patched_fields(found, patch, Plan) if isinstance(patch, dict) else {}
    return found | {"windows": windows_left(found.get("windows", ()), (task.id for task in found["tasks"]))}


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
        hint = kept.resource_hints.get(resource.id, {})
        found.append(patched(attrs.evolve(resource, id=own, name=name), hint.get("fields", {}), Resource))
    return tuple(found)


def _baselines(baselines: Iterable[Baseline], ids: Mapping[str, str]) -> tuple[Baseline, ...]:
    return tuple(
        attrs.evolve(one, tasks=[attrs.evolve(task, id=ids.get(task.id, task.id)) for task in one.tasks])
        for one in baselines
    )

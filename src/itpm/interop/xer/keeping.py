"""What P6 has no means for, kept in user-defined fields so that it comes back; see `itpm.interop.kept`.

Three points, elapsed durations, splits, deadlines, a third constraint, and what summaries have beside their names. Ids are
not among them: in P6 an id that is no number is the activity's code, and stays it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

from itpm.interop.kept import Fields, fields_difference, hint_texts, hints_in, patched, patched_fields, windows_left
from itpm.interop.xer.numbering import Numbers
from itpm.model.durations import DayLength, WorkDuration
from itpm.model.plans import Plan
from itpm.model.tasks import Task, TaskDetails

Kept: TypeAlias = dict[tuple[str, str], dict[str, str]]
"""Texts of the reserved fields, by table and number in it."""

HINT_FIELD = "itpm"
_MOST = 20
_IN_TABLES = ("id", "name", "after", "parent", "assignments", "details")
_DETAILS_IN_TABLES = ("wbs", "codes", "custom", "foreign")
_PLAN_IN_TABLES = (
    *("name", "start", "tasks", "dependencies", "calendar", "calendars", "resources", "currency", "deadline"),
    *("data_date", "baselines", "foreign"),
)


def kept_of(plan: Plan, seen: Plan, project: str) -> Kept:
    """What the file of a plan has to keep, given what it brings back without.

    Args:
        plan: the plan.
        seen: what reading its file gives.
        project: the project's number.
    """
    ours, theirs = Numbers(plan), Numbers(seen)
    found: Kept = {}
    called: dict[str, str] = {}  # what reading calls each task
    for table, own, other in (("TASK", ours.activities, theirs.activities), ("PROJWBS", ours.nodes, theirs.nodes)):
        by_number = {number: seen[name] for name, number in other.items()}
        for name, number in own.items():
            called[name] = by_number[number].id if number in by_number else name
            patch = _difference(by_number[number], plan[name], plan.day) if number in by_number else {}
            if patch:
                found[table, number] = _texts(patch)
    # A plan without a policy of its own gets P6's, as its file says.
    but = (*_PLAN_IN_TABLES, "policy") if plan.policy is None else _PLAN_IN_TABLES
    whole = fields_difference(attrs.asdict(seen, recurse=False), _windows_by(plan, called), but=but)
    return found | ({("PROJECT", project): _texts(whole)} if whole else {})


def _windows_by(plan: Plan, called: Mapping[str, str]) -> Plan:
    """The plan, for comparing only, with windows that call tasks as reading will."""
    if not any(window.tasks for window in plan.windows):
        return plan
    renamed = [attrs.evolve(window, tasks=[called[name] for name in window.tasks]) for window in plan.windows]
    copy = object.__new__(Plan)
    copy.__dict__.update(plan.__getstate__(), windows=tuple(renamed))
    return copy


def _difference(seen: Task, wanted: Task, day: DayLength) -> dict[str, Any]:  # Any: plain JSON
    """What differs; a duration in another unit does not, as P6 counts in hours."""
    one, other = seen.duration, wanted.duration
    same = isinstance(one, WorkDuration) and isinstance(other, WorkDuration) and one.seconds(day) == other.seconds(day)
    but = (*_IN_TABLES, "duration") if same else _IN_TABLES
    patch = fields_difference(attrs.asdict(seen, recurse=False), wanted, but=but)
    details = fields_difference(attrs.asdict(seen.extra, recurse=False), wanted.extra, but=_DETAILS_IN_TABLES)
    return patch | ({"details": details} if details else {})


def _texts(patch: Mapping[str, Any]) -> dict[str, str]:
    texts = hint_texts(dict(patch), most=_MOST)
    return {HINT_FIELD if number == 1 else f"{HINT_FIELD} {number}": text for number, text in enumerate(texts, 1)}


def restored(task: Task, texts: Mapping[str, str] | None) -> Task:
    """The task that was written, of what the tables say and what was kept."""
    hints = hints_in(texts) if texts else {}
    details = hints.pop("details", None)
    found: Task = patched(task, hints, Task)
    if not isinstance(details, dict):
        return found
    return attrs.evolve(found, details=patched(found.extra, details, TaskDetails))


def restored_fields(fields: Fields, texts: Mapping[str, str] | None) -> Fields:
    """The same for the plan itself."""
    found = fields | patched_fields(fields, hints_in(texts) if texts else {}, Plan)
    return found | {"windows": windows_left(found.get("windows", ()), (task.id for task in found["tasks"]))}

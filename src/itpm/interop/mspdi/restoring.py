"""What the reserved custom fields of an MS Project file hold."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.interop.kept import ID_FIELD, Hints, hints_in
from itpm.interop.mspdi.custom_fields import CustomFields
from itpm.interop.mspdi.outline import project_summary
from itpm.interop.mspdi.records import Record
from itpm.interop.restoring import Kept


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

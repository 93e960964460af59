"""What P6 has no means for, kept in user-defined fields so that it comes back; see `itpm.interop.kept`.

A field of P6 holds 255 characters, so what belongs to an activity, a node or a resource stands there, baselines too; only what
concerns the plan as a whole stands in the project's fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from itpm.interop.kept import HINT_FIELD, Hints, hint_texts, hints_in
from itpm.interop.restoring import Kept
from itpm.interop.xer.breakdown import ids_of_nodes
from itpm.interop.xer.numbering import ROOT, Numbers

Texts: TypeAlias = Mapping[tuple[str, str], Mapping[str, str]]
"""Texts of the reserved fields, by table and number in it."""


def mark(project: str, root: str) -> Texts:
    """The least that a file with anything kept has: whether the project's node is not the plan's."""
    return _texts("PROJECT", project, {ROOT: True} if root else {})


def texts_of(kept: Kept, numbers: Numbers, project: str, root: str) -> Texts:
    """What is kept, as texts of the rows it belongs to."""
    plan_hints, agreed = _apart(kept)
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    if root or plan_hints:
        found |= _texts("PROJECT", project, ({ROOT: True} if root else {}) | plan_hints)
    tables = (
        ("TASK", {number: number for number in numbers.activities.values()}, kept.tasks, kept.task_hints),
        ("PROJWBS", _nodes(numbers), kept.tasks, kept.task_hints),
        ("RSRC", {number: number for number in numbers.resources.values()}, kept.resources, kept.resource_hints),
    )
    for table, called, ids, hints in tables:
        for number, name in called.items():
            own: Hints = {"id": ids[name]} if name in ids else {}
            own |= hints.get(name, {})
            if table != "RSRC" and name in agreed:
                own["baselines"] = agreed[name]
            if own:
                found |= _texts(table, number, own)
    return found


def called_in_file(numbers: Numbers) -> tuple[dict[str, str], dict[str, str]]:
    """What reading a file calls each task and each resource of its plan."""
    nodes = _nodes(numbers)
    tasks = numbers.activities | {name: nodes[number] for name, number in numbers.nodes.items()}
    return tasks, numbers.resources | {name: name for name in numbers.roles}


def _nodes(numbers: Numbers) -> Mapping[str, str]:
    return ids_of_nodes(numbers.nodes.values(), frozenset(numbers.activities.values()))


def _texts(table: str, number: str, hints: Hints) -> Texts:
    pieces = enumerate(hint_texts(hints), 1)
    return {(table, number): {HINT_FIELD if n == 1 else f"{HINT_FIELD} {n}": text for n, text in pieces}}


def kept_in(texts: Texts, nodes: Mapping[str, str], project: str) -> Kept:
    """What the reserved fields of a file hold.

    Args:
        texts: their texts.
        nodes: what the plan's summaries are called, by number.
        project: the project's number.
    """
    ids: dict[str, dict[str, str]] = {"TASK": {}, "RSRC": {}}
    found: dict[str, dict[str, Hints]] = {"TASK": {}, "RSRC": {}}
    plan_hints: Hints = {}
    agreed: list[tuple[str, object]] = []
    for (table, number), fields in texts.items():
        hints = hints_in(fields)
        kind = "TASK" if table == "PROJWBS" else table
        name = nodes.get(number, "") if table == "PROJWBS" else number
        if table == "PROJECT" and number == project:
            plan_hints = hints
        elif kind in found and name:
            found[kind][name] = hints
            own = hints.get("id")
            if isinstance(own, str) and own and own not in ids[kind].values():
                ids[kind][name] = own
            agreed.append((ids[kind].get(name, name), hints.pop("baselines", None)))
    _join(plan_hints, agreed)
    return Kept(
        tasks=ids["TASK"],
        resources=ids["RSRC"],
        task_hints=found["TASK"],
        resource_hints=found["RSRC"],
        plan_hints=plan_hints,
    )


def _apart(kept: Kept) -> tuple[Hints, dict[str, list[Any]]]:  # Any: plain JSON, here and below
    """The plan's hints without what was agreed for its tasks, and that by task: number of the baseline, place in it, values."""
    patch = kept.plan_hints.get("fields", {})
    if "baselines" not in patch:
        return kept.plan_hints, {}
    called = {kept.tasks.get(name, name): name for name in kept.task_hints}
    seen, baselines = patch["baselines"]
    agreed: dict[str, list[Any]] = {}
    left = []
    for number, baseline in enumerate(baselines):
        others = []
        for place, entry in enumerate(baseline.get("tasks", ())):
            if entry["id"] in called:
                values = {name: value for name, value in entry.items() if name != "id"}
                agreed.setdefault(called[entry["id"]], []).append([number, place, values])
            else:
                others.append([place, entry])
        left.append(baseline | {"tasks": others})
    return kept.plan_hints | {"fields": patch | {"baselines": [seen, left]}}, agreed


def _join(plan_hints: Hints, agreed: list[tuple[str, object]]) -> None:
    """Put what was agreed for each task back into the plan's hints; what somebody spoilt is left out."""
    patch = plan_hints.get("fields")
    stored = patch.get("baselines") if isinstance(patch, dict) else None
    if not (isinstance(stored, list) and len(stored) == 2 and isinstance(stored[1], list)):
        return
    baselines = [one for one in stored[1] if isinstance(one, dict)]
    for number, baseline in enumerate(baselines):
        entries = [*_pairs(baseline.get("tasks")), *_agreed(agreed, number)]
        baseline["tasks"] = [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]
    stored[1] = baselines


def _pairs(entries: object) -> Iterator[tuple[int, Any]]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, list) and len(entry) == 2 and type(entry[0]) is int:
            yield entry[0], entry[1]


def _agreed(agreed: list[tuple[str, object]], wanted: int) -> Iterator[tuple[int, Any]]:
    """Places and entries of one baseline."""
    for name, entries in agreed:
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, list) and len(entry) == 3 and entry[0] == wanted and isinstance(entry[2], dict):
                yield from _pairs([[entry[1], entry[2] | {"id": name}]])

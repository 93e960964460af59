"""Writing what the file alone would not bring back into custom fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from itpm.interop.kept import HINT_FIELD, ID_FIELD, LONGEST, Fields, Hints, hint_texts
from itpm.interop.mspdi.elements_out import element, in_order, text_of
from itpm.interop.mspdi.fields_out import definition, free_resource_texts
from itpm.interop.restoring import kept_of
from itpm.interop.xml_text import Element
from itpm.model.plans import Plan

_Fields: TypeAlias = Sequence[tuple[str, int]]
"""Names and FieldIDs of the texts that nobody uses."""


def with_hints(
    root: Element, plan: Plan, seen: Fields, *, free: _Fields, tasks: Mapping[str, int], resources: Mapping[str, int]
) -> Element:
    """The file with what it would not bring back.

    Args:
        root: the file.
        plan: what it should bring back.
        seen: what it does bring back.
        free: the task texts that nobody uses.
        tasks: UIDs of the tasks.
        resources: UIDs of the resources.
    """
    called = [{name: str(uid) for name, uid in uids.items()} for uids in (tasks, resources)]
    kept = kept_of(plan, seen, *called)
    task_texts = _texts(kept.tasks, kept.task_hints, most=len(free) - 1)
    task_texts["0"] = _text_fields("", kept.plan_hints, most=len(free) - 1)
    held = next((child.children for child in root.children if child.name == "ExtendedAttributes"), ())
    own = free_resource_texts(plan, held)
    resource_fields = _texts(kept.resources, kept.resource_hints, most=len(own) - 1)
    definitions = [*_definitions(task_texts, free), *_definitions(resource_fields, own)]
    if not definitions:
        return root
    children = [_with_values(child, task_texts, free, resource_fields, own) for child in root.children]
    others = [child for child in children if child.name != "ExtendedAttributes"]
    defined = Element("ExtendedAttributes", "", (*held, *definitions))
    return Element(root.name, "", in_order("Project", [*others, defined]))


def _texts(ids: Mapping[str, str], hints: Mapping[str, Hints], *, most: int) -> dict[str, dict[str, str]]:
    """What each UID's reserved fields hold, by the field's name."""
    return {uid: _text_fields(ids.get(uid, ""), hints.get(uid, {}), most=most) for uid in dict.fromkeys((*ids, *hints))}


def _text_fields(own_id: str, hints: Hints, *, most: int) -> dict[str, str]:
    fits = text_of(own_id) == own_id and len(own_id) <= LONGEST
    kept = hints if fits else {"id": own_id, **hints}
    found = {ID_FIELD: own_id} if own_id and fits else {}
    texts = hint_texts(kept, most=max(most, 1)) if kept else []
    return found | {_hint_name(number): text for number, text in enumerate(texts, 1)}


def _hint_name(number: int) -> str:
    return HINT_FIELD if number == 1 else f"{HINT_FIELD} {number}"


def _used(texts: Mapping[str, Mapping[str, str]], free: _Fields) -> dict[str, tuple[str, int]]:
    """The field of MS Project that each reserved name gets."""
    count = max((sum(name != ID_FIELD for name in fields) for fields in texts.values()), default=0)
    names = [ID_FIELD] if any(ID_FIELD in fields for fields in texts.values()) else []
    names += [_hint_name(number) for number in range(1, count + 1)]
    return dict(zip(names, free, strict=False))


def _definitions(texts: Mapping[str, Mapping[str, str]], free: _Fields) -> list[Element]:
    return [definition(field, own, name) for name, (own, field) in _used(texts, free).items()]


def _with_values(
    group: Element,
    tasks: Mapping[str, Mapping[str, str]],
    task_fields: _Fields,
    resources: Mapping[str, Mapping[str, str]],
    resource_fields: _Fields,
) -> Element:
    if group.name not in ("Tasks", "Resources"):
        return group
    texts, free = (tasks, task_fields) if group.name == "Tasks" else (resources, resource_fields)
    fields = {name: field for name, (_, field) in _used(texts, free).items()}
    return Element(
        group.name, "", tuple(_with_texts(one, texts.get(one.children[0].text, {}), fields) for one in group.children)
    )


def _with_texts(one: Element, texts: Mapping[str, str], fields: Mapping[str, int]) -> Element:
    """A task or resource, whose first element is its UID, with the texts of its reserved fields."""
    values = [
        element("ExtendedAttribute", [("FieldID", fields[name]), ("Value", text)])
        for name, text in texts.items()
        if name in fields
    ]
    return Element(one.name, "", in_order(one.name, [*one.children, *values])) if values else one

"""Custom fields and outline codes: their definitions, and which field of MS Project each name gets.

MS Project has 30 texts and 10 outline codes for tasks. Fields that a file defined keep their definition; a name that is
one of MS Project's own (``Text7``) keeps that field; others get the first free text. What is more than there are fields
is left to `itpm.interop.kept`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from itpm.errors import PlanError
from itpm.interop.mspdi.codes_out import codes_out
from itpm.interop.mspdi.elements_out import RAW, Value, element
from itpm.interop.xml_text import Element, parse_xml
from itpm.model.plans import Plan
from itpm.model.tasks import Task

_EARLY_TEXTS = (188743731, 188743734, 188743737, 188743740, 188743743, *range(188743746, 188743751))
_TEXTS: Mapping[str, int] = {
    f"Text{number}": field for number, field in enumerate((*_EARLY_TEXTS, *range(188743997, 188744017)), 1)
}
_RESOURCE_TEXTS = {f"Text{number}": 205520903 + number for number in range(1, 6)}
_LONGEST = 255


@frozen(kw_only=True)
class FieldsOut:
    """Which fields are written.

    Attributes:
        custom: FieldID of each custom field, by the name it goes by.
        codes: the same for outline codes.
        entries: by outline code: number of each entry of its table, by the path to it.
        definitions: definitions of custom fields.
        tables: definitions of outline codes.
        free: names and FieldIDs of task texts that nobody uses, last first.
    """

    custom: dict[str, int]
    codes: dict[str, int]
    entries: dict[str, dict[str, int]]
    definitions: tuple[Element, ...]
    tables: tuple[Element, ...]
    free: tuple[tuple[str, int], ...]

    def of_task(self, task: Task) -> Iterator[Element]:
        """The elements of a task's custom fields and codes; of several values for a name, the first."""
        for name, value in dict(reversed(task.extra.custom)).items():
            if name in self.custom and value:
                yield element("ExtendedAttribute", [("FieldID", self.custom[name]), ("Value", value)])
        for name, value in dict(reversed(task.extra.codes)).items():
            if name in self.codes and value:
                yield element("OutlineCode", [("FieldID", self.codes[name]), ("ValueID", self.entries[name][value])])


def fields_out(plan: Plan) -> FieldsOut:
    """The fields that a plan's tasks need."""
    given = [
        raw for name, text in plan.foreign if name == f"{RAW}ExtendedAttribute" for raw in raw_elements(name, text)
    ]
    custom = {_called(raw): _number(raw) for raw in given}
    names = dict.fromkeys(name for task in plan.tasks for name, _ in task.extra.custom)
    free = {name: field for name, field in _TEXTS.items() if field not in custom.values() and name not in names}
    added: dict[str, tuple[str, int]] = {}
    for name in names:
        if name in custom:
            continue
        if name in _TEXTS and _TEXTS[name] not in custom.values():
            added[name] = name, _TEXTS[name]
        elif free:
            own = next(iter(free))
            added[name] = own, free.pop(own)
    tables = [raw for name, text in plan.foreign if name == f"{RAW}OutlineCode" for raw in raw_elements(name, text)]
    codes = codes_out(plan, tables)
    return FieldsOut(
        custom=custom | {name: field for name, (_, field) in added.items()},
        codes=codes.fields,
        entries=codes.entries,
        definitions=(*given, *(definition(field, own, alias) for alias, (own, field) in added.items())),
        tables=codes.tables,
        free=tuple(free.items())[::-1],
    )


def definition(field: int, own: str, alias: str) -> Element:
    """The definition of a custom field that goes by a name of its own."""
    values: list[tuple[str, Value]] = [
        ("FieldID", field),
        ("FieldName", own),
        ("Alias", alias if alias != own else None),
    ]
    return element("ExtendedAttribute", values)


def free_resource_texts(plan: Plan, definitions: Iterable[Element]) -> list[tuple[str, int]]:
    """Names and FieldIDs of the resources' texts that neither a definition nor a resource uses."""
    kept = [raw for resource in plan.resources for name, text in resource.foreign for raw in raw_elements(name, text)]
    used = {_number(raw) for raw in (*definitions, *kept)}
    return [(name, field) for name, field in _RESOURCE_TEXTS.items() if field not in used]


def raw_elements(name: str, text: str) -> list[Element]:
    """The element that a ``foreign`` pair keeps as XML; nothing where it does not hold one of that name."""
    try:
        return [parse_xml(text, root=name.removeprefix(RAW))] if name.startswith(RAW) else []
    except PlanError:
        return []


def _called(raw: Element) -> str:
    texts = {child.name: child.text for child in raw.children}
    return texts.get("Alias") or texts.get("FieldName") or texts.get("FieldID", "")


def _number(raw: Element) -> int:
    text = next((child.text for child in raw.children if child.name == "FieldID"), "")
    return int(text) if text.isdecimal() and len(text) < 12 else 0

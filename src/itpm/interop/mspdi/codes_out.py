"""Outline codes: the tables that a file had, with what tasks need besides, and new ones for codes it lacks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from hashlib import sha256

from attrs import frozen

from itpm.interop.mspdi.custom_fields import CustomFields, custom_fields_of
from itpm.interop.mspdi.elements_out import Value, element, in_order, listed
from itpm.interop.mspdi.records import Record
from itpm.interop.xml_text import Element
from itpm.model.plans import Plan

_TEXT = 21
"""What the schema calls an entry that is a text."""
_FIELDS: Mapping[str, int] = {f"Outline Code{number}": 188744094 + 2 * number for number in range(1, 11)}


@frozen(kw_only=True)
class CodesOut:
    """Which outline codes are written.

    Attributes:
        fields: FieldID of each code, by the name it goes by.
        entries: by code: number of each entry of its table, by the path to it.
        tables: the tables of values.
    """

    fields: dict[str, int]
    entries: dict[str, dict[str, int]]
    tables: tuple[Element, ...]


def codes_out(plan: Plan, given: Iterable[Element]) -> CodesOut:
    """The outline codes that a plan's tasks need; `given` are the tables of the file it came from."""
    kept = list(given)
    known = custom_fields_of(Record(Element("Project", "", tuple(listed("OutlineCodes", kept))), "", []))
    wanted = _wanted(plan)
    fields: dict[str, int] = {}
    entries: dict[str, dict[str, int]] = {}
    tables: list[Element] = []
    for table in kept:
        name = known.name_of(table)
        if not known.is_task_code(table) or name in fields:
            tables.append(table)
            continue
        fields[name] = int(next(child.text for child in table.children if child.name == "FieldID"))
        entries[name] = _entries(known, str(fields[name]))
        missing = _missing(wanted.pop(name, ()), entries[name])
        first = max(entries[name].values(), default=0) + 1
        entries[name] |= {path: number for number, path in enumerate(missing, first)}
        more = _values(name, missing, entries[name])
        tables.append(_with_values(table, more) if more else table)
    free = ((own, field) for own, field in _FIELDS.items() if field not in fields.values())
    for (own, field), (name, values) in zip(free, wanted.items(), strict=False):
        fields[name] = field
        paths = _missing(values, ())
        entries[name] = {path: number for number, path in enumerate(paths, 1)}
        head: list[tuple[str, Value]] = [
            ("Guid", _guid(name)),
            ("FieldID", field),
            ("FieldName", own),
            ("Alias", name if name != own else None),
        ]
        tables.append(element("OutlineCode", head, *listed("Values", _values(name, paths, entries[name]))))
    return CodesOut(fields=fields, entries=entries, tables=tuple(tables))


def _entries(known: CustomFields, field: str) -> dict[str, int]:
    """Number of each entry of a table, by the path to it; of two with one path, the first."""
    found: dict[str, int] = {}
    for number in known.tables.get(field, {}):
        if number.isdecimal() and len(number) < 12:
            found.setdefault(known.entry(field, number), int(number))
    return found


def _wanted(plan: Plan) -> dict[str, list[str]]:
    """The values that tasks have, by outline code."""
    found: dict[str, dict[str, None]] = {}
    for task in plan.tasks:
        for name, value in task.extra.codes:
            found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items()}


def _missing(values: Iterable[str], known: Container[str]) -> list[str]:
    """The paths that a table lacks for values: each value's own, and every one above it, from the top."""
    found: dict[str, None] = {}
    for value in values:
        if value not in known:
            parts = value.split(".")
            paths = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
            found |= {path: None for path in paths if path not in known}
    return list(found)


def _with_values(table: Element, more: Iterable[Element]) -> Element:
    """The table with more entries."""
    had = next((child.children for child in table.children if child.name == "Values"), ())
    values = Element("Values", "", (*had, *more))
    others = [child for child in table.children if child.name != "Values"]
    return Element(table.name, "", in_order(table.name, [*others, values]))


def _values(code: str, paths: Iterable[str], numbers: Mapping[str, int]) -> list[Element]:
    return [
        element(
            "Value",
            [
                ("ValueID", numbers[path]),
                ("FieldGUID", _guid(code, path)),
                ("Type", _TEXT),
                ("ParentValueID", numbers.get(path.rpartition(".")[0]) if "." in path else 0),
                ("Value", path.rpartition(".")[2]),
            ],
        )
        for path in paths
    ]


def _guid(*names: str) -> str:
    """The number that a code or an entry goes by everywhere; the same for the same names."""
    digits = sha256("/".join(names).encode("utf-8", "replace")).hexdigest().upper()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))

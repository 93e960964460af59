"""The JSON Schema of the documents, made from the same types that make the reader.

Source:
    JSON Schema 2020-12, core and validation.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, TypeAlias, get_args, get_origin

import attrs

from itpm.interop.json_leaves import LEAVES, SHAPED
from itpm.interop.json_types import (
    FORMAT,
    Kind,
    ScheduleRecord,
    is_series,
    is_set,
    is_tuple,
    is_union,
    kind_names,
    members,
    value_kinds,
    variants,
)
from itpm.scheduling import Schedule

# Any: JSON's own types, whatever they hold
Schema: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ANYTHING = "anything"


def json_schema() -> Schema:
    """The JSON Schema of what `to_json` writes, one definition for each type of value.

    It says what a document looks like, not what makes sense together: circles of tasks pass it.

    Example:
        >>> schema = json_schema()
        >>> schema["$defs"]["Money"]["properties"]["currency"]
        {'type': 'string'}
        >>> schema["$defs"]["Task"]["required"]
        ['id']
    """
    return {
        "$schema": _DIALECT,
        "title": f"itpm document, version {FORMAT}",
        "type": "object",
        "properties": {"itpm": {"const": FORMAT}, "type": {"enum": list(value_kinds())}, "value": True},
        "required": ["itpm", "type", "value"],
        "additionalProperties": False,
        "allOf": [_when(name, kind) for name, kind in value_kinds().items()],
        "$defs": {_ANYTHING: _anything(), **dict(sorted((name_of(kind), _definition(kind)) for kind in _objects()))},
    }


def _when(name: str, kind: Kind) -> Schema:
    """What the value looks like where the type has that name."""
    return {
        "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
        "then": {"properties": {"value": _reference(kind)}},
    }


def _anything() -> Schema:
    scalars = {"type": ["null", "boolean", "string", "number"]}
    items = {"type": "array", "items": _named(_ANYTHING)}
    return {"anyOf": [scalars, items, *(_tagged(kind) for kind in value_kinds().values())]}


def _named(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _tagged(kind: Kind) -> Schema:
    return {
        "type": "object",
        "properties": {"type": {"const": name_of(kind)}, "value": _reference(kind)},
        "required": ["type", "value"],
        "additionalProperties": False,
    }


def name_of(kind: Kind) -> str:
    """What definitions call a type: as documents do, where they do."""
    return kind_names().get(kind, kind.__name__)


def _objects() -> Iterator[Kind]:
    """Every kind of value that has fields, those that occur only inside others included."""
    leaves = {leaf.type for leaf in LEAVES}
    open_kinds: list[object] = list(value_kinds().values())
    seen: set[object] = set()
    while open_kinds:
        type_ = open_kinds.pop()
        if type_ in seen:
            continue
        seen.add(type_)
        if isinstance(type_, type) and type_ not in leaves and (attrs.has(type_) or type_ is Schedule):
            yield type_
            open_kinds.extend(member.type for member in members(_fields_of(type_)))
        open_kinds.extend(part for part in get_args(type_) if not isinstance(part, str))


def _fields_of(kind: Kind) -> Kind:
    return ScheduleRecord if kind is Schedule else kind


def _definition(kind: Kind) -> Schema:
    known = members(_fields_of(kind))
    return {
        "type": "object",
        "properties": {member.name: _field(member.type) for member in known},
        "required": [member.name for member in known if member.required],
        "additionalProperties": False,
    }


def _field(type_: object) -> Schema:
    """What a field of that type looks like; a base class stands for what is derived from it."""
    choices = variants(type_) if isinstance(type_, type) else ()
    return {"anyOf": [_tagged(kind) for kind in choices]} if len(choices) > 1 else _reference(type_)


def _reference(type_: object) -> Schema:
    """What a value of exactly that type looks like."""
    for leaf in LEAVES:
        if leaf.type is type_:
            return dict(leaf.schema)
    if type_ is type(None):
        return {"type": "null"}
    if type_ is object:
        return _named(_ANYTHING)
    if get_origin(type_) is Literal:
        return {"enum": list(get_args(type_))}
    if isinstance(type_, type) and issubclass(type_, Enum):
        return {"enum": [member.name for member in type_]}
    if is_set(type_):
        return {"type": "array", "items": _field(get_args(type_)[0]), "uniqueItems": True}
    if is_union(type_) or is_tuple(type_):
        return _several(type_)
    return _named(name_of(type_))


def _several(type_: object) -> Schema:
    parts = get_args(type_)
    if is_series(type_):
        return {"type": "array", "items": _field(parts[0])}
    if is_tuple(type_):
        count = len(parts)
        return {"type": "array", "prefixItems": [_field(part) for part in parts], "minItems": count, "maxItems": count}
    return {"anyOf": [choice for part in parts for choice in _choices(type_, part)]}


def _choices(union: object, part: object) -> Iterator[Schema]:
    """How a part of a union looks: values say what they are, unless there is only one kind of them."""
    others = [other for other in get_args(union) if other is not type(None)]
    if len(others) > 1 and is_tagged(part, others):
        yield from (_tagged(kind) for kind in variants(part))
    else:
        yield _field(part)


def is_tagged(part: object, others: list[object]) -> bool:
    """Whether a part of a union of several says in a document what it is."""
    if is_tuple(part):
        return False
    return part not in {str, bool, int, float, type(None)} and not SHAPED.issuperset(others)

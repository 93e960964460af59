"""The converter between values and plain JSON, made from the types of the fields.

How a part of a document looks follows from the type that its place asks for. Where that leaves several (a union of
values, a base class, ``object``), the part says what it is: ``{"type": "Money", "value": {...}}``.

Hooks are looked up when first needed, so that a type may hold itself (`itpm.findings.Explanation`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, Union, get_args

import attrs

from itpm.errors import Fault, did_you_mean
from itpm.interop.json_faults import PartError, each, expected, made, quoted, refusal
from itpm.interop.json_keys import (
    enum_reader,
    enum_writer,
    is_enum,
    is_literal,
    key_faults,
    literal_reader,
    with_article,
)
from itpm.interop.json_leaves import LEAVES, SHAPED, by_shape, by_type
from itpm.interop.json_text import written
from itpm.interop.json_types import (
    Kind,
    Member,
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

if TYPE_CHECKING:
    from cattrs import Converter

# Any: a hook's values have the type it was made for, which only running code knows
Read: TypeAlias = Callable[[object], Any]
Write: TypeAlias = Callable[[Any], object]


@cache
def json_converter() -> Converter:
    """The converter; made once, because making it imports cattrs."""
    from cattrs import Converter

    converter = Converter(detailed_validation=False)
    # A later hook goes before an earlier one.
    for asks, reader, writer in (
        (_is_value, _value_reader, _value_writer),
        (is_enum, enum_reader, enum_writer),
        (is_literal, literal_reader, literal_reader),
        (is_tuple, _pair_reader, _pair_writer),
        (is_series, _series_reader, _series_writer),
        (is_set, _set_reader, _set_writer),
        (_is_open, _open_reader, _open_writer),
        (_is_shaped, _shaped_reader, _shaped_writer),
        (_is_optional, _optional_reader, _optional_writer),
    ):
        converter.register_structure_hook_factory(asks, _as_structure(reader))
        converter.register_unstructure_hook_factory(asks, writer)
    for leaf in LEAVES:
        converter.register_structure_hook(leaf.type, _typed(leaf.read))
        converter.register_unstructure_hook(leaf.type, leaf.written)
    return converter


def _typed(read: Read) -> Callable[[object, object], Any]:
    return lambda value, _: read(value)


def _as_structure(reader: Callable[[Any], Read]) -> Callable[[Any], Callable[[object, object], Any]]:
    return lambda type_: _typed(reader(type_))


@cache
def reader_of(type_: object) -> Read:
    """The function that reads a part of a document as that type."""
    hook = json_converter().get_structure_hook(type_)
    return lambda value: hook(value, type_)


@cache
def writer_of(type_: object) -> Write:
    """The function that writes a value of that type."""
    return json_converter().get_unstructure_hook(type_)


# --- values, by their fields ------------------------------------------------------------------------


def _is_value(type_: object) -> bool:
    return isinstance(type_, type) and (attrs.has(type_) or type_ is Schedule)


def _value_reader(kind: Kind) -> Read:
    """A value of exactly that kind, from its fields."""
    if kind is Schedule:
        return lambda value: reader_of(ScheduleRecord)(value).made()
    known = {member.name: member for member in members(kind)}
    readers = {member.name: _later(field_reader, member.type) for member in members(kind)}
    return lambda value: made(kind, _fields(kind, known, readers, value))


# Any: what the function is for is known to the one who finds it
def _later(find: Callable[[object], Callable[[Any], Any]], type_: object) -> Callable[[Any], Any]:
    """The function for a type, found when first called, so that a type may hold itself."""
    found = cache(lambda: find(type_))

    def call(value: object) -> Any:
        return found()(value)

    return call


def _fields(kind: Kind, known: Mapping[str, Member], readers: Mapping[str, Read], value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise expected(f"an object with the fields of {with_article(kind.__name__)}", value)
    faults = key_faults(kind.__name__, known, value)
    read: dict[str, object] = {}
    for name, reader in readers.items():
        if name in value:
            try:
                read[name] = reader(value[name])
            except PartError as found:
                faults.extend(found.under(f".{name}"))
    if faults:
        raise PartError(faults)
    return read


def _value_writer(kind: Kind) -> Write:
    if kind is Schedule:
        return _write_schedule
    known = tuple((member, _later(field_writer, member.type)) for member in members(kind))
    return lambda value: _written_fields(kind, known, value)


def _written_fields(kind: Kind, known: tuple[tuple[Member, Write], ...], value: object) -> dict[str, object]:
    if type(value) is not kind:
        raise expected(with_article(kind.__name__), value)
    found: dict[str, object] = {}
    for member, writer in known:
        content = getattr(value, member.attribute)
        if member.default is not None and content == member.default(value):
            continue
        try:
            found[member.name] = writer(content)
        except PartError as refused:
            raise PartError(refused.under(f".{member.name}")) from None
    return found


def _write_schedule(value: Schedule) -> object:
    record = ScheduleRecord(value.plan, value.policy)
    if record.made() != value:
        raise refusal(value.plan.name, "a schedule that does not follow from its plan and policy cannot be written")
    return writer_of(ScheduleRecord)(record)


@cache
def field_reader(type_: object) -> Read:
    """Like `reader_of`, for a field: where it asks for a base class, the part says what it is."""
    return _open_reader(type_) if isinstance(type_, type) and len(variants(type_)) > 1 else reader_of(type_)


@cache
def field_writer(type_: object) -> Write:
    """Like `writer_of`, for a field."""
    return _open_writer(type_) if isinstance(type_, type) and len(variants(type_)) > 1 else writer_of(type_)


# --- arrays -----------------------------------------------------------------------------------------


def _series_reader(type_: object) -> Read:
    item = _later(field_reader, get_args(type_)[0])
    return lambda value: tuple(each(item, _array(value)))


def _series_writer(type_: object) -> Write:
    item = _later(field_writer, get_args(type_)[0])
    return lambda value: each(item, _tuple(value))


def _pair_reader(type_: object) -> Read:
    items = get_args(type_)

    def read(value: object) -> tuple[object, ...]:
        given = _array(value)
        if len(given) != len(items):
            raise refusal(value, f"expected an array of {len(items)}, got one of {len(given)}")
        return tuple(each(lambda pair: field_reader(pair[0])(pair[1]), zip(items, given, strict=True)))

    return read


def _pair_writer(type_: object) -> Write:
    items = get_args(type_)

    def write(value: object) -> list[object]:
        given = _tuple(value)
        if len(given) != len(items):
            raise refusal(value, f"expected {len(items)} values, got {len(given)}")
        return each(lambda pair: field_writer(pair[0])(pair[1]), zip(items, given, strict=True))

    return write


def _set_reader(type_: object) -> Read:
    item = _later(field_reader, get_args(type_)[0])
    return lambda value: frozenset(each(item, _array(value)))


def _set_writer(type_: object) -> Write:
    """In the order of their text, so that equal sets are written alike."""
    item = _later(field_writer, get_args(type_)[0])
    return lambda value: sorted(each(item, _tuple(value, frozenset)), key=written)


def _array(value: object) -> list[object]:
    if not isinstance(value, list):
        raise expected("an array", value)
    return value


def _tuple(value: Any, kind: Kind = tuple) -> tuple[object, ...]:  # Any: checked right here
    if not isinstance(value, kind):
        raise expected(f"a {kind.__name__}", value)
    return tuple(value)


# --- what may be of several types -------------------------------------------------------------------


def _is_optional(type_: object) -> bool:
    return is_union(type_) and type(None) in get_args(type_)


def _optional_reader(type_: Any) -> Read:  # Any: a union made at run time
    inner = _later(field_reader, _without_none(type_))
    return lambda value: None if value is None else inner(value)


def _optional_writer(type_: Any) -> Write:  # Any: a union made at run time
    inner = _later(field_writer, _without_none(type_))
    return lambda value: None if value is None else inner(value)


def _without_none(type_: object) -> Any:  # Any: a type made at run time
    return Union[tuple(part for part in get_args(type_) if part is not type(None))]  # noqa: UP007  # made at run time


def _is_shaped(type_: object) -> bool:
    return is_union(type_) and SHAPED.issuperset(get_args(type_))


def _shaped_reader(type_: object) -> Read:
    allowed = get_args(type_)

    def read(value: object) -> object:
        kind: Kind = by_shape(value)
        if kind not in allowed:
            raise expected("a duration like '5d', '4h' or '3ed'", value)
        return reader_of(kind)(value)

    return read


def _shaped_writer(_: object) -> Write:
    return lambda value: _own_writer(by_type(value))(value)


def _is_open(type_: object) -> bool:
    return type_ is object or is_union(type_)


def _open_reader(type_: object) -> Read:
    allowed, arrays = _allowed(type_), _arrays(type_)

    def read(value: object) -> object:
        if arrays is not None and isinstance(value, list):
            return reader_of(arrays)(value)
        found = read_any(value)
        if type(found) not in allowed and object not in allowed:
            names = ", ".join(sorted(kind_names().get(kind, kind.__name__) for kind in allowed))
            raise refusal(value, f"expected one of {names}, got {_name_of(found)}")
        return found

    return read


def _allowed(type_: object) -> frozenset[Kind]:
    return frozenset(kind for part in (get_args(type_) or (type_,)) for kind in variants(part))


def _open_writer(type_: object) -> Write:
    arrays = _arrays(type_)
    if arrays is None:
        return write_any
    return lambda value: writer_of(arrays)(value) if isinstance(value, tuple) else write_any(value)


def _arrays(type_: object) -> object | None:
    """The one type of tuples among those of a union, so that an array need not say what it holds."""
    parts = [part for part in get_args(type_) if is_tuple(part)] if is_union(type_) else []
    return parts[0] if len(parts) == 1 else None


def read_any(value: object) -> object:
    """A scalar as it is, an array as a tuple, and ``{"type": ..., "value": ...}`` as what it says it is."""
    if value is None or type(value) in (str, bool, int, float):
        return value
    if isinstance(value, list):
        return tuple(each(read_any, value))
    if isinstance(value, dict):
        return read_named(value)
    raise expected("a value", value)


def read_named(value: dict[str, object], *, more: frozenset[str] = frozenset()) -> object:
    """What an object with a type and a value says it is; keys in `more` are the caller's.

    Raises:
        PartError: not just a type and a value, an unknown type, or a value that is none of that type.
    """
    keys = Member(name="type", attribute="", type=str, required=True)
    known = {"type": keys, "value": attrs.evolve(keys, name="value"), **dict.fromkeys(more, keys)}
    faults = key_faults("document" if more else "value with its type", known, value)
    name = value.get("type")
    kind = value_kinds().get(name) if isinstance(name, str) else None
    if "type" in value and kind is None:
        unknown = f"there is no type {quoted(name)}{did_you_mean(name, value_kinds())}"
        message = unknown if isinstance(name, str) else f"expected the name of a type, got {quoted(name)}"
        faults.append(Fault(".type", name, message))
    found: object = None
    if kind is not None and "value" in value:
        try:
            found = reader_of(kind)(value["value"])
        except PartError as refused:
            faults.extend(refused.under(".value"))
    if faults:
        raise PartError(faults)
    return found


def write_any(value: object) -> object:
    """A scalar as it is, a tuple as an array, anything else with the name of its type."""
    kind = type(value)
    if value is None:
        return None
    if kind in (str, bool, int, float):
        return _own_writer(kind)(value)
    if isinstance(value, tuple) and kind is tuple:
        return each(write_any, value)
    return write_named(value)


def _own_writer(kind: Kind) -> Write:
    return writer_of(kind)


def write_named(value: object) -> dict[str, object]:
    """An object with the type and the value.

    Raises:
        PartError: nothing that a document may hold.
    """
    name = kind_names().get(type(value))
    if name is None:
        raise refusal(value, f"a {type(value).__name__} is no value that a document can hold, see value_types()")
    try:
        return {"type": name, "value": _own_writer(type(value))(value)}
    except PartError as refused:
        raise PartError(refused.under(".value")) from None


def _name_of(value: object) -> str:
    return kind_names().get(type(value)) or quoted(value)

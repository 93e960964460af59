"""Conditions as JSON values: what organisations store and edit.

An operation is an object with one key, its operator, and an array of operands: ``{"le": [{"fact": "team.size"}, 9]}``.
Leaves: ``{"fact": name}``, ``{"param": name}``, ``{"item": field or ""}``, ``{"as_of": true}``, ``{"number": "0.10"}`` for
an exact decimal; flags, numbers, texts and arrays of them stand for themselves. What is not one of these is refused with
its path; nothing is guessed, nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import assert_never

from itpm.errors import Fault, shortened
from itpm.rules.conditions.nodes import (
    DEEPEST,
    LARGEST,
    AsOfRef,
    FactRef,
    ItemRef,
    Literal,
    Node,
    Operation,
    ParamRef,
    op_named,
)
from itpm.rules.errors import RulesError

VERSION = 1


def versioned(key: str, content: object) -> dict[str, object]:
    """The content under its key, with the version of the form."""
    return {"version": VERSION, key: content}


def content_of(data: object, key: str) -> object:
    """What `versioned` put under the key.

    Raises:
        RulesError: no object, another version, or nothing under the key.
    """
    if not isinstance(data, Mapping):
        raise _fault(key, data, f"expected an object with 'version' and {key!r}, got {shortened(data)}")
    version = data.get("version")
    if version != VERSION or isinstance(version, bool):
        raise _fault(f"{key}.version", version, f"expected version {VERSION}, got {shortened(version)}")
    strangers = [name for name in data if name not in {"version", key}]
    if key not in data or strangers:
        raise _fault(key, data, f"expected 'version' and {key!r} only, got {shortened(sorted(map(str, data)))}")
    return data[key]


def node_to(node: Node) -> object:
    """The tree as JSON values."""
    match node:
        case FactRef():
            return {"fact": node.name}
        case ParamRef():
            return {"param": node.name}
        case ItemRef():
            return {"item": node.key}
        case AsOfRef():
            return {"as_of": True}
        case Literal():
            return literal_to(node.value)
        case Operation():
            return {node.op.value: [node_to(operand) for operand in node.operands]}
        case _:
            assert_never(node)


def literal_to(value: object) -> object:
    """A literal as a JSON value; decimals keep their digits.

    Example:
        >>> literal_to(Decimal("0.10")), literal_to(("a", 1))
        ({'number': '0.10'}, ['a', 1])
    """
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return [literal_to(item) for item in value] if isinstance(value, tuple) else value


def node_from(data: object, key: str) -> Node:
    """The tree of a versioned document.

    Raises:
        RulesError: an unknown version or operator, a malformed, too deep or too large tree; with the path.
    """
    return tree_from(content_of(data, key), key)


def tree_from(data: object, place: str) -> Node:
    """The tree of JSON values that stand at `place`.

    Raises:
        RulesError: an unknown operator, a malformed, too deep or too large tree; every fault with its path.
    """
    reader = _Reader()
    node = reader.read(data, place, 1)
    if reader.faults or node is None:
        raise RulesError(reader.faults)
    return node


def literal_from(data: object, place: str) -> object:
    """The literal of a JSON value.

    Raises:
        RulesError: not a flag, a number, a text, or an array of those.
    """
    node = tree_from(data, place)
    if not isinstance(node, Literal):
        raise _fault(place, data, f"expected a flag, a number, a text, or an array of those, got {shortened(data)}")
    return node.value


class _Reader:
    """Reads one tree, counts its parts, and collects every fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._parts = 0

    def read(self, data: object, place: str, level: int) -> Node | None:
        """The tree, or None where it has a fault."""
        self._parts += 1
        if level > DEEPEST or self._parts > LARGEST:
            if not any(fault.place == "condition" for fault in self.faults):
                message = f"a condition has at most {DEEPEST} levels and {LARGEST} parts; this one has more"
                self.faults.append(Fault("condition", place, message))
            return None
        try:
            return self._node(data, place, level)
        except RulesError as error:
            if not self.faults or len(self.faults) < _MOST_FAULTS:
                self.faults += [Fault(place, fault.value, fault.message) for fault in error.faults]
            return None

    def _node(self, data: object, place: str, level: int) -> Node | None:
        if not isinstance(data, Mapping):
            return self._literal(data, place)
        if len(data) != 1:
            raise _fault(
                place, data, f"expected an object with one key, its operator, got {shortened(sorted(map(str, data)))}"
            )
        [(name, content)] = data.items()
        match name:
            case "fact":
                return FactRef(content)
            case "param":
                return ParamRef(content)
            case "item" if isinstance(content, str):
                return ItemRef(content)
            case "as_of" if content is True:
                return AsOfRef()
            case "number" if isinstance(content, str):
                return Literal(_decimal(content, place))
            case "item" | "as_of" | "number":
                raise _fault(place, content, f"expected {_LEAVES[name]}, got {shortened(content)}")
            case _:
                return self._operation(name, content, place, level)

    def _literal(self, data: object, place: str) -> Literal:
        if not isinstance(data, list | tuple):
            return Literal(data)
        self._parts += len(data)
        if self._parts > LARGEST:
            raise _fault(place, len(data), f"a condition has at most {LARGEST} parts; this one has more")
        items = [_item(item, f"{place}[{number}]") for number, item in enumerate(data)]
        return Literal(items)

    def _operation(self, name: object, content: object, place: str, level: int) -> Operation | None:
        op = op_named(name if isinstance(name, str) else str(name), place)
        if not isinstance(content, list | tuple):
            raise _fault(place, content, f"{op.value!r} takes an array of operands, got {shortened(content)}")
        below: list[Node] = []
        for number, operand in enumerate(content):
            if self._parts > LARGEST:
                break
            node = self.read(operand, f"{place}.{op.value}[{number}]", level + 1)
            if node is not None:
                below.append(node)
        return Operation(op, below) if len(below) == len(content) else None


def _item(data: object, place: str) -> object:
    if isinstance(data, Mapping) and list(data) == ["number"] and isinstance(data["number"], str):
        return _decimal(data["number"], place)
    return data


def _decimal(text: str, place: str) -> Decimal:
    try:
        return Decimal(text) if len(text) <= _LONGEST_NUMBER else Decimal("nan")
    except InvalidOperation:
        raise _fault(place, text, f"expected a number such as '0.10', got {shortened(text)}") from None


def _fault(place: str, value: object, message: str) -> RulesError:
    return RulesError([Fault(place, value, message)])


_LEAVES = {"item": "the name of a field, or an empty text", "as_of": "true", "number": "a text such as '0.10'"}
_MOST_FAULTS = 100
_LONGEST_NUMBER = 60

"""A condition in words, for sentences and findings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import assert_never

from itpm.rules.conditions.nodes import AsOfRef, FactRef, ItemRef, Literal, Node, Op, Operation, ParamRef

_INFIX = (
    (Op.ALL, " and "),
    (Op.ANY, " or "),
    (Op.EQ, " = "),
    (Op.NE, " ≠ "),
    (Op.LT, " < "),
    (Op.LE, " <= "),
    (Op.GT, " > "),
    (Op.GE, " >= "),
    (Op.IN, " in "),
    (Op.ADD, " + "),
    (Op.SUB, " - "),
    (Op.MUL, " * "),
    (Op.DIV, " / "),
)
_MOST_ITEMS = 8
_LONGEST_NUMBER = 12


def words(node: Node) -> str:
    """The tree in words.

    Example:
        >>> words(Operation(Op.BETWEEN, [FactRef("cost.cpi"), Literal(0.9), ParamRef("most")]))
        'cost.cpi between 0.9 and most'
    """
    match node:
        case FactRef() | ParamRef():
            return node.name
        case ItemRef():
            return f"item.{node.key}" if node.key else "item"
        case AsOfRef():
            return "as_of"
        case Literal():
            return value_words(node.value)
        case Operation():
            return _operation(node)
        case _:
            assert_never(node)


def value_words(value: object) -> str:
    """A value as a condition's words show it: text quoted, lists in brackets and cut short, long fractions rounded.

    Example:
        >>> value_words(("build", 2)), value_words(True)
        ("['build', 2]", 'true')
    """
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, (tuple, list)):
        more = ", ..." if len(value) > _MOST_ITEMS else ""
        return f"[{', '.join(value_words(item) for item in value[:_MOST_ITEMS])}{more}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | Decimal) and len(str(value)) > _LONGEST_NUMBER:
        return f"{value:.6g}"
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _operation(node: Operation) -> str:
    infix = next((sign for op, sign in _INFIX if op is node.op), None)
    if infix is not None:
        return infix.join(_inner(operand) for operand in node.operands)
    first, *rest = (words(operand) for operand in node.operands)
    match node.op:
        case Op.NOT:
            return f"not ({first})"
        case Op.BETWEEN:
            return f"{first} between {rest[0]} and {rest[1]}"
        case Op.KNOWN:
            return f"{first} is known"
        case Op.DAYS_BETWEEN:
            return f"days from {first} to {rest[0]}"
        case Op.COUNT:
            return f"count of {first}{f' with {rest[0]}' if rest else ''}"
        case Op.EVERY | Op.SOME:
            return f"{node.op.value} of {first} has {rest[0]}"
        case Op.COALESCE:
            return f"({' else '.join([first, *rest])})"
        case _:
            return f"{node.op.value}({', '.join([first, *rest])})"


def _inner(node: Node) -> str:
    """An operand, in brackets where another infix operator would swallow part of it."""
    text = words(node)
    loose = isinstance(node, Operation) and node.op in _LOOSE
    return f"({text})" if loose else text


_LOOSE = (Op.ALL, Op.ANY, Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.EVERY, Op.SOME, Op.BETWEEN)

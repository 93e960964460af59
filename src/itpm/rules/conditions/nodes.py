"""The tree behind a condition: leaves and operations, both from closed lists.

Leaves are a fact, a parameter, a literal, an item of a list, and the moment asked about. All are plain values: they compare,
hash and pickle; what they mean is said by `compiling`.

Depth and size are limited where an operation is made, so everything that walks a tree may recurse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean, shortened
from itpm.model.durations import ElapsedDuration, WorkDuration
from itpm.model.money import Money
from itpm.rules.catalogue import is_usual
from itpm.rules.errors import RulesError

DEEPEST = 40
"""Levels a condition may have."""
LARGEST = 2_000
"""Parts a condition may have, items of literal lists included."""
_LONGEST_TEXT = 1_000
_WIDEST_NUMBER = 10**40
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_NAME = 120
_MANY = LARGEST

Scalar: TypeAlias = bool | int | float | Decimal | str


class Op(Enum):
    """Every operator there is; the value is its name in stored conditions."""

    ALL = "all"
    ANY = "any"
    NOT = "not"
    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"
    BETWEEN = "between"
    KNOWN = "known"
    COALESCE = "coalesce"
    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    DIV = "div"
    MIN = "min"
    MAX = "max"
    COUNT = "count"
    EVERY = "every"
    SOME = "some"
    DAYS_BETWEEN = "days_between"


COMPARISONS = (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE)
QUANTIFIERS = (Op.COUNT, Op.EVERY, Op.SOME)

_PAIR = (2, 2)
_SEVERAL = (1, _MANY)
_ARITY = (
    *((op, _PAIR) for op in (*COMPARISONS, Op.IN, Op.SUB, Op.DIV, Op.EVERY, Op.SOME, Op.DAYS_BETWEEN)),
    *((op, _SEVERAL) for op in (Op.ALL, Op.ANY, Op.MIN, Op.MAX, Op.ADD, Op.MUL, Op.COALESCE)),
    (Op.NOT, (1, 1)),
    (Op.KNOWN, (1, 1)),
    (Op.BETWEEN, (3, 3)),
    (Op.COUNT, (1, 2)),
)


def arity(op: Op) -> tuple[int, int]:
    """The least and the most operands an operator takes.

    Example:
        >>> arity(Op.BETWEEN)
        (3, 3)
    """
    return dict(_ARITY)[op]


def _refuse(place: str, value: object, message: str) -> RulesError:
    return RulesError([Fault(place, value, message)])


def _scalar(value: object) -> Scalar:
    """The literal in the one form it is kept in: dates, durations and money as the text that writes them."""
    match value:
        case bool():
            return value
        case int() if abs(value) < _WIDEST_NUMBER:
            return value
        case float() | Decimal() if is_usual(value):
            return value
        case str() if len(value) <= _LONGEST_TEXT:
            return value
        case Money():
            return f"{value.amount:f} {value.currency}"
        case datetime() | date():
            return value.isoformat()
        case WorkDuration() | ElapsedDuration():
            return str(value)
        case _:
            raise _refuse(
                "literal", value, f"expected a flag, a finite number, a text, or a date, got {shortened(value)}"
            )


def _literal(value: object) -> Scalar | tuple[Scalar, ...]:
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        return tuple(_scalar(item) for item in items)
    return _scalar(value)


@frozen
class Literal:
    """A value written into the condition: a flag, a number, a text, or a list of those.

    A text beside a moment, a duration or money is read as one.
    """

    value: Scalar | tuple[Scalar, ...] = field(converter=_literal)

    @property
    def size(self) -> int:
        """Parts it counts for."""
        return 1 + len(self.value) if isinstance(self.value, tuple) else 1

    def __eq__(self, other: object) -> bool:
        """Equal values of the same kind: ``1`` and ``True`` are two literals, and so are ``1`` and ``1.0``."""
        return isinstance(other, Literal) and _typed(self.value) == _typed(other.value)

    def __hash__(self) -> int:
        return hash(_typed(self.value))


def _typed(value: object) -> object:
    return tuple(_typed(item) for item in value) if isinstance(value, tuple) else (type(value), value)


def _fact_name(name: str) -> str:
    if not isinstance(name, str) or len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise _refuse("fact", name, f"expected a name like 'schedule.finish', got {shortened(name)}")
    return name


def _param_name(name: str) -> str:
    if not isinstance(name, str) or len(name) > _LONGEST_NAME or not _FIELD.fullmatch(name):
        raise _refuse("param", name, f"expected a name like 'max_days', got {shortened(name)}")
    return name


def _item_field(name: str) -> str:
    return _param_name(name) if name else ""


@frozen
class FactRef:
    """A fact, by name."""

    name: str = field(converter=_fact_name)


@frozen
class ParamRef:
    """A parameter of the rule, by name."""

    name: str = field(converter=_param_name)


@frozen
class ItemRef:
    """The item of the innermost list that is being looked at, or one of its fields."""

    key: str = field(default="", converter=_item_field)


@frozen
class AsOfRef:
    """The moment the facts hold at."""


def _operands(operands: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(operands)


@frozen
class Operation:
    """An operator with its operands.

    Raises:
        RulesError: too few or too many operands, too deep, or too large.
    """

    op: Op
    operands: tuple[Node, ...] = field(converter=_operands)
    depth: int = field(init=False, eq=False, repr=False)
    size: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "depth", 1 + max((depth_of(node) for node in self.operands), default=0))
        object.__setattr__(self, "size", 1 + sum(size_of(node) for node in self.operands))
        faults = list(self._faults())
        RulesError.refuse(faults)

    def _faults(self) -> Iterator[Fault]:
        least, most = arity(self.op)
        count = len(self.operands)
        if not least <= count <= most:
            expected = str(least) if least == most else f"{least} to {most}" if most < _MANY else f"{least} or more"
            yield Fault(self.op.value, count, f"{self.op.value!r} takes {expected} operands, got {count}")
        if self.depth > DEEPEST:
            yield Fault("condition", self.depth, f"a condition has at most {DEEPEST} levels; this one has more")
        if self.size > LARGEST:
            yield Fault("condition", self.size, f"a condition has at most {LARGEST} parts; this one has more")


Leaf: TypeAlias = Literal | FactRef | ParamRef | ItemRef | AsOfRef
Node: TypeAlias = Leaf | Operation


def depth_of(node: Node) -> int:
    """Levels of the tree below and including `node`."""
    return node.depth if isinstance(node, Operation) else 1


def size_of(node: Node) -> int:
    """Parts of the tree below and including `node`."""
    return node.size if isinstance(node, (Operation, Literal)) else 1


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order it is written."""
    pending = [node]
    while pending:
        top = pending.pop()
        yield top
        if isinstance(top, Operation):
            pending.extend(reversed(top.operands))


def facts_in(node: Node) -> tuple[str, ...]:
    """Names of the facts in the tree, each once, in the order they are written."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, FactRef)))


def params_in(node: Node) -> tuple[str, ...]:
    """Names of the parameters in the tree, each once, in the order they are written."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, ParamRef)))


def op_named(name: str, place: str) -> Op:
    """The operator of that name.

    Raises:
        RulesError: there is none; the nearest is offered.
    """
    names = {op.value: op for op in Op}
    if name not in names:
        hint = did_you_mean(name, (*names, "fact", "param", "item", "as_of", "number"))
        raise _refuse(place, name, f"there is no operator {shortened(name)}{hint}")
    return names[name]

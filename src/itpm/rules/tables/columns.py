"""The columns of a decision table: what it asks, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean, shortened
from itpm.model.given import member, several
from itpm.rules.catalogue import FactType
from itpm.rules.conditions.nodes import Literal, Node
from itpm.rules.conditions.terms import Condition, Term, node_of
from itpm.rules.errors import RulesError
from itpm.rules.tables.cells import ANYTHING, cell_of
from itpm.rules.tables.keys import KINDS

_LONGEST_NAME = 120
_E = TypeVar("_E", bound=Enum)


class HitPolicy(Enum):
    """What DMN makes of the rows that match."""

    UNIQUE = "unique"
    ANY = "any"
    PRIORITY = "priority"
    FIRST = "first"
    OUTPUT_ORDER = "output order"
    RULE_ORDER = "rule order"
    COLLECT = "collect"


class Aggregation(Enum):
    """What ``collect`` makes of the outputs of the rows that match."""

    SUM = "sum"
    MIN = "min"
    MAX = "max"
    COUNT = "count"


def hit_policy(value: HitPolicy | str) -> HitPolicy:
    """The hit policy of that name.

    Raises:
        RulesError: there is none.
    """
    return member(value, HitPolicy, "hit", RulesError)


def aggregation(value: Aggregation | str | None) -> Aggregation | None:
    """The aggregation of that name.

    Raises:
        RulesError: there is none.
    """
    return None if value is None else member(value, Aggregation, "aggregate", RulesError)


def _name(value: str) -> str:
    if not isinstance(value, str) or not value or len(value) > _LONGEST_NAME:
        message = f"a column needs a name of at most {_LONGEST_NAME} letters, got {shortened(value)}"
        raise RulesError([Fault("column", value, message)])
    return value


def _kind(value: FactType | str | None) -> FactType | None:
    if value is None or isinstance(value, FactType):
        return value
    names = {kind.name.lower(): kind for kind in KINDS}
    found = names.get(value) if isinstance(value, str) else None
    if found is None:
        message = f"expected one of {', '.join(names)}, got {shortened(value)}{did_you_mean(value, names)}"
        raise RulesError([Fault("kind", value, message)])
    return found


def _term(value: Term | Condition | Node | None) -> Node | None:
    return node_of(value) if isinstance(value, (Term, Condition)) else value


def _cell(value: object) -> Node:
    return value if isinstance(value, Node) else cell_of(value)


@frozen
class TableInput:
    """What a table asks.

    Attributes:
        name: of the column; without `of`, of the fact as well.
        kind: kind of value, or its name: ``"number"``; None: that of the constants in its cells.
        allowed: the values it may have, as a cell: a list of them, or a condition such as ``ITEM >= 0``. A table need not
            cover others, and a value that is not allowed is an error.
        whole: whether a number is always a whole one; then nothing lies between 5 and 6.
        optional: whether "nobody said" is a value like any other, which only ``"-"`` and ``None`` match (DMN's null); else it
            is unknown, and could be anything. A column with a cell ``None`` is optional anyway.
        of: what is asked, where that is more than the fact of that name: ``days_between(F("risk.found"), AS_OF)``.

    Example:
        >>> TableInput("severity", allowed=["minor", "major"]).kind is None
        True
    """

    name: str = field(converter=_name)
    kind: FactType | None = field(default=None, converter=_kind, kw_only=True)
    allowed: Node = field(default=ANYTHING, converter=_cell, kw_only=True)
    whole: bool = field(default=False, kw_only=True)
    optional: bool = field(default=False, kw_only=True)
    of: Node | None = field(default=None, converter=_term, kw_only=True)


def _values(values: Iterable[object]) -> tuple[object, ...]:
    return tuple(Literal(value).value for value in several(values, object, "values", RulesError))


def _default(value: object) -> object:
    return None if value is None else Literal(value).value


@frozen
class TableOutput:
    """What a table answers.

    Attributes:
        name: of the column.
        values: the values there are, the one of highest priority first; none given: any.
        default: the answer where no row matches.
    """

    name: str = field(converter=_name)
    values: tuple[object, ...] = field(default=(), converter=_values, kw_only=True)
    default: object = field(default=None, converter=_default, kw_only=True)

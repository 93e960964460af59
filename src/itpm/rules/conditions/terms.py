"""Conditions as people build them in Python: terms (values) with operators, and conditions (truth values) with ``& | ~``.

A comparison of terms makes a condition, so a term cannot be compared in the ordinary sense: ``F("a") == F("b")`` is a
condition, not an answer. A condition can: it is a frozen value, equal to another with the same tree. Neither has a truth
value of its own. ``and``, ``or``, ``not`` and ``if`` would ask for one and silently drop half of the rule, so they raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Never, TypeAlias

from attrs.exceptions import FrozenInstanceError

from itpm.errors import Fault, shortened
from itpm.rules.conditions.nodes import (
    AsOfRef,
    FactRef,
    ItemRef,
    Literal,
    Node,
    Op,
    Operation,
    ParamRef,
    facts_in,
    params_in,
)
from itpm.rules.conditions.stored import node_from, node_to, versioned
from itpm.rules.conditions.wording import words
from itpm.rules.errors import RulesError

_HINT = "a condition has no truth value before it meets facts; write & | ~ for and, or, not, with brackets"


class Part:
    """What conditions and terms share: ``& | ~`` join them, and ``and``, ``or``, ``not`` and ``if`` raise."""

    __slots__ = ()

    def __and__(self, other: Operand) -> Condition:
        return all_of(self, other)

    def __or__(self, other: Operand) -> Condition:
        return any_of(self, other)

    def __rand__(self, other: Operand) -> Condition:
        return all_of(other, self)

    def __ror__(self, other: Operand) -> Condition:
        return any_of(other, self)

    def __invert__(self) -> Condition:
        return Condition(Operation(Op.NOT, [node_of(self)]))

    def __bool__(self) -> Never:
        raise TypeError(_HINT)


class Condition(Part):
    """A truth value to be: true, false or unknown once it meets facts.

    A frozen value; it is stored by `to_dict`, in a form of its own, and not among the library's other documents.

    Made by comparing terms, by `all_of` and `any_of`, and joined with ``& | ~``; ``and``, ``or``, ``not`` raise.

    Attributes:
        root: the tree.

    Raises:
        RulesError: too deep or too large.

    Example:
        >>> late = (F("phase") == "build") & (F("reporting.days_since_status") > P("max_days"))
        >>> print(late)
        phase = 'build' and reporting.days_since_status > max_days
        >>> late.facts, late.params
        (('phase', 'reporting.days_since_status'), ('max_days',))
        >>> Condition.from_dict(late.to_dict()) == late
        True
    """

    __slots__ = ("root",)
    root: Node

    def __init__(self, root: Node) -> None:
        object.__setattr__(self, "root", root)

    def __setattr__(self, name: str, value: object) -> Never:
        raise FrozenInstanceError

    def __delattr__(self, name: str) -> Never:
        raise FrozenInstanceError

    def __eq__(self, other: object) -> bool:
        return self.root == other.root if isinstance(other, Condition) else NotImplemented

    def __hash__(self) -> int:
        return hash((Condition, self.root))

    def __reduce__(self) -> tuple[type[Condition], tuple[Node]]:
        return Condition, (self.root,)

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts it reads, in the order they are written."""
        return facts_in(self.root)

    @property
    def params(self) -> tuple[str, ...]:
        """Names of the parameters it reads, in the order they are written."""
        return params_in(self.root)

    def to_dict(self) -> dict[str, object]:
        """The condition as JSON values, with the version of the form.

        Example:
            >>> (F("team.size") >= 2).to_dict()
            {'version': 1, 'condition': {'ge': [{'fact': 'team.size'}, 2]}}
        """
        return versioned("condition", node_to(self.root))

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Condition:
        """The condition that `to_dict` wrote.

        Raises:
            RulesError: an unknown version or operator, a malformed, too deep or too large tree; with the path.
        """
        return cls(node_from(data, "condition"))

    def __str__(self) -> str:
        return words(self.root)

    def __repr__(self) -> str:
        return f"Condition({words(self.root)})"


class Term(Part):
    """A value to be: a fact, a parameter, an item, a number; compared, it makes a `Condition`.

    Example:
        >>> print((F("cost.ac") + 1000) / F("cost.ev") < 1.1)
        ((cost.ac + 1000) / cost.ev) < 1.1
    """

    __slots__ = ("node",)
    __hash__ = None  # type: ignore[assignment]  # equality makes a condition, so a term has no place in a set

    def __init__(self, node: Node) -> None:
        self.node = node

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]  # compared, a term makes a condition
        return _compared(Op.EQ, self, other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]  # compared, a term makes a condition
        return _compared(Op.NE, self, other)

    def __lt__(self, other: object) -> Condition:
        return _compared(Op.LT, self, other)

    def __le__(self, other: object) -> Condition:
        return _compared(Op.LE, self, other)

    def __gt__(self, other: object) -> Condition:
        return _compared(Op.GT, self, other)

    def __ge__(self, other: object) -> Condition:
        return _compared(Op.GE, self, other)

    def __add__(self, other: object) -> Term:
        return _term(Op.ADD, self, other)

    def __radd__(self, other: object) -> Term:
        return _term(Op.ADD, other, self)

    def __sub__(self, other: object) -> Term:
        return _term(Op.SUB, self, other)

    def __rsub__(self, other: object) -> Term:
        return _term(Op.SUB, other, self)

    def __mul__(self, other: object) -> Term:
        return _term(Op.MUL, self, other)

    def __rmul__(self, other: object) -> Term:
        return _term(Op.MUL, other, self)

    def __truediv__(self, other: object) -> Term:
        return _term(Op.DIV, self, other)

    def __rtruediv__(self, other: object) -> Term:
        return _term(Op.DIV, other, self)

    def __iter__(self) -> Never:
        raise TypeError("a term has no items before it meets facts; use count, every or some")

    def is_in(self, *values: object) -> Condition:
        """Whether it is one of the values, or an item of a list given as one term."""
        among = values[0] if len(values) == 1 and isinstance(values[0], (Term, list, tuple, set, frozenset)) else values
        return _compared(Op.IN, self, among)

    def contains(self, value: object) -> Condition:
        """Whether the list has it as an item, or the text has it as a part."""
        return _compared(Op.IN, value, self)

    def between(self, least: object, most: object) -> Condition:
        """Whether it lies between two values, both included."""
        return Condition(Operation(Op.BETWEEN, [node_of(self), node_of(least), node_of(most)]))

    def known(self) -> Condition:
        """Whether it has a value; this is never unknown."""
        return Condition(Operation(Op.KNOWN, [self.node]))

    def coalesce(self, *others: object) -> Term:
        """Its value, or where that is unknown the next one's."""
        return _term(Op.COALESCE, self, *others)

    def count(self, where: Operand | None = None) -> Term:
        """How many items the list has [1], or how many of them the condition holds for; `ITEM` is the item."""
        return _term(Op.COUNT, self) if where is None else _term(Op.COUNT, self, where)

    def every(self, where: Operand) -> Condition:
        """Whether the condition holds for every item; `ITEM` is the item. Of no items it holds."""
        return _compared(Op.EVERY, self, where)

    def some(self, where: Operand) -> Condition:
        """Whether the condition holds for an item; `ITEM` is the item. Of no items it does not."""
        return _compared(Op.SOME, self, where)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({words(self.node)})"


Operand: TypeAlias = Part | bool


class Worked(Term):
    """A value worked out of others.

    A class of its own beside `F` and `P`, because Python asks the right operand of a comparison first where its class derives
    from the left one's: ``a + b <= P("most")`` would turn into ``most >= a + b``.
    """

    __slots__ = ()


class F(Term):
    """A fact, by name.

    Raises:
        RulesError: not a name of that form.

    Example:
        >>> print(F("phase").is_in("build", "rollout"))
        phase in ['build', 'rollout']
    """

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(FactRef(name))


class P(Term):
    """A parameter of the rule, by name.

    Example:
        >>> print(F("team.size") >= P("least"))
        team.size >= least
    """

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(ParamRef(name))


class ItemTerm(Term):
    """The item a list is being looked at with; ``ITEM["days"]`` is a field of it."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Term:
        return Worked(ItemRef(key))


ITEM = ItemTerm(ItemRef())
"""The item that `count`, `every` and `some` are looking at; in nested ones, that of the innermost."""
AS_OF: Term = Worked(AsOfRef())
"""The moment the facts hold at."""


def all_of(*conditions: Operand | Iterable[Operand]) -> Condition:
    """That all of the conditions hold.

    Example:
        >>> print(all_of(F("plan.baseline").known(), F("team.size") > 1, F("charter.accepted")))
        plan.baseline is known and team.size > 1 and charter.accepted
    """
    return _joined(Op.ALL, conditions)


def any_of(*conditions: Operand | Iterable[Operand]) -> Condition:
    """That at least one of the conditions holds.

    Example:
        >>> print(any_of([F("team.size") > 1, F("charter.accepted")]))
        team.size > 1 or charter.accepted
    """
    return _joined(Op.ANY, conditions)


def days_between(first: object, second: object) -> Term:
    """Days from the first moment to the second [day], negative when it comes later; hours count as parts of a day.

    Example:
        >>> print(days_between(F("reporting.last_status"), AS_OF) <= 14)
        days from reporting.last_status to as_of <= 14
    """
    return _term(Op.DAYS_BETWEEN, first, second)


def least_of(*values: object) -> Term:
    """The least of the values; unknown when one of them is.

    Example:
        >>> print(least_of(F("cost.cpi"), F("cost.spi")) >= 0.9)
        min(cost.cpi, cost.spi) >= 0.9
    """
    return _term(Op.MIN, *values)


def greatest_of(*values: object) -> Term:
    """The greatest of the values; unknown when one of them is.

    Example:
        >>> print(greatest_of(F("cost.cpi"), F("cost.spi")) < 1.2)
        max(cost.cpi, cost.spi) < 1.2
    """
    return _term(Op.MAX, *values)


def node_of(value: object) -> Node:
    """The tree of a term or condition, or a literal."""
    match value:
        case Condition():
            return value.root
        case Term():
            return value.node
        case _:
            return Literal(value)


def as_condition(value: Operand, *, place: str = "condition") -> Condition:
    """The condition; a term is one that asks whether it is true.

    Raises:
        RulesError: neither a condition, nor a term, nor a flag.
    """
    if not isinstance(value, (Part, bool)):
        raise RulesError(
            [Fault(place, value, f"expected a condition such as F('team.size') > 1, got {shortened(value)}")]
        )
    return Condition(node_of(value))


def _joined(op: Op, conditions: Iterable[Operand | Iterable[Operand]]) -> Condition:
    parts: list[Node] = []
    for one in conditions:
        several = (one,) if isinstance(one, (Part, bool)) or not isinstance(one, Iterable) else one
        for part in several:
            node = as_condition(part).root
            parts.extend(node.operands if isinstance(node, Operation) and node.op is op else (node,))
    return Condition(Operation(op, parts))


def _compared(op: Op, *operands: object) -> Condition:
    return Condition(Operation(op, [node_of(operand) for operand in operands]))


def _term(op: Op, *operands: object) -> Term:
    return Worked(Operation(op, [node_of(operand) for operand in operands]))

"""A compiled condition: closures, with the tree they were made from kept beside them for whoever asks why.

A closure is called with `get`, which gives a fact's value by name, or None where it is unknown. The item of a list and the
moment asked about come through the same door, under names that no fact can have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import field, frozen

from itpm.rules.catalogue import FactType, Unfit, fitted
from itpm.rules.conditions.nodes import Node
from itpm.rules.conditions.wording import value_words, words
from itpm.rules.errors import FactError

# Any: what a fact holds depends on its name; the compiler checks the kinds.
Value: TypeAlias = Any
Get: TypeAlias = Callable[[str], Value]
Run: TypeAlias = Callable[[Get], Value]
Verdict: TypeAlias = Any
"""True, False, or None where it is unknown; Any, because it is made of values."""

THE_ITEM = "@item"
THE_MOMENT = "@as_of"

KINDS = {
    FactType.FLAG: "yes or no",
    FactType.NUMBER: "a number",
    FactType.TEXT: "a text",
    FactType.MOMENT: "a moment",
    FactType.DURATION: "a duration",
    FactType.MONEY: "an amount of money",
    FactType.LIST: "a list",
    FactType.SECTION: "a whole section",
}


@frozen(eq=False)
class Code:
    """A part of a condition, compiled.

    Attributes:
        node: what it was made from.
        kind: kind of its value; None where that shows only when values come (the item of a list).
        run: gives the value, or None where it is unknown.
        below: the operands.
        constant: its value where that is known without any fact; else None.
    """

    node: Node
    kind: FactType | None
    run: Run = field(repr=False)
    below: tuple[Code, ...] = ()
    constant: object = None


def constant(node: Node, kind: FactType | None, value: object) -> Code:
    """A part whose value is known without any fact."""
    return Code(node, kind, lambda _: value, constant=value)


def checked(code: Code, kind: FactType) -> Code:
    """The part, whose values are of no kind known beforehand, held to one kind when they come."""

    def run(get: Get) -> Value:
        value = code.run(get)
        return None if value is None else as_kind(kind, value, code.node)

    return Code(code.node, kind, run, code.below)


def as_kind(kind: FactType, value: object, node: Node) -> Value:
    """The value in the form that facts of the kind have.

    Raises:
        FactError: it is of another kind.
    """
    fit = fitted(kind, value)
    if isinstance(fit, Unfit):
        raise FactError(words(node), f"expected {fit.expected}, got {value_words(value)[:60]}")
    return fit


def bound(get: Get, item: object) -> Get:
    """The same facts with one item of a list."""
    return lambda name: item if name == THE_ITEM else get(name)

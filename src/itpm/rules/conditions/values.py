"""Closures for values: comparisons, membership, arithmetic. The common case, a fact beside a constant, has its own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from itpm.rules.catalogue import FactType, type_of
from itpm.rules.conditions.arithmetic import Binary, arithmetic, comparison, extreme, plain_comparison
from itpm.rules.conditions.code import Code, Get, Run, Value, Verdict, as_kind
from itpm.rules.conditions.nodes import FactRef, Node, Op

_PLAIN = (FactType.TEXT, FactType.FLAG, FactType.MOMENT)


def comparing(op: Op, left: Code, right: Code, kind: FactType | None) -> Run:
    """Two values of a kind, compared."""
    if isinstance(left.node, FactRef) and left.kind is kind and right.constant is not None:
        return _fact_beside_constant(op, left.node.name, right.constant, kind)
    compare = comparison(op, kind) if kind is not None else _as_they_come(op, left.node)
    return _both(compare, left.run, right.run)


def _fact_beside_constant(op: Op, name: str, value: Value, kind: FactType | None) -> Run:
    if kind in _PLAIN or (kind is FactType.NUMBER and isinstance(value, int)):
        return _inlined(op, name, value)
    if kind is FactType.NUMBER and isinstance(value, float):
        return _beside_float(plain_comparison(op), name, value)
    compare = comparison(op, kind)

    def run(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else compare(fact, value)

    return run


def _inlined(op: Op, name: str, value: Value) -> Run:
    """The most frequent closures, with the operator written out: calling it by name costs a third more."""

    def equal(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else fact == value

    def unequal(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else fact != value

    def below(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else fact < value

    def at_most(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else fact <= value

    def above(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else fact > value

    def at_least(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else fact >= value

    return {Op.EQ: equal, Op.NE: unequal, Op.LT: below, Op.LE: at_most, Op.GT: above, Op.GE: at_least}[op]


def _beside_float(compare: Binary, name: str, value: float) -> Run:
    decimal = Decimal(repr(value))

    def run(get: Get) -> bool | None:
        fact = get(name)
        return None if fact is None else compare(fact, decimal if type(fact) is Decimal else value)

    return run


def _both(compare: Binary, left: Run, right: Run) -> Run:
    def run(get: Get) -> Value:
        one = left(get)
        if one is None:
            return None
        other = right(get)
        return None if other is None else compare(one, other)

    return run


def _as_they_come(op: Op, node: Node) -> Binary:
    """A comparison of two items whose kinds show only now; they must be of one kind."""

    def compare(one: Value, other: Value) -> Verdict:
        kind = type_of(one)
        return comparison(op, kind)(one, as_kind(kind, other, node))

    return compare


def membership(needle: Code, hay: Code, kind: FactType | None) -> Run:
    """Whether a value is an item of a list, or part of a text."""
    if hay.kind is FactType.TEXT:
        return _both(lambda part, text: part in text, needle.run, hay.run)
    if isinstance(hay.constant, tuple) and hay.constant and _hashes_well(hay.constant, kind):
        return _in_set(needle.run, frozenset(hay.constant))
    same = comparison(Op.EQ, kind)

    def run(get: Get) -> bool | None:
        items = hay.run(get)
        if not items:
            return None if items is None else False
        value = needle.run(get)
        if value is None:
            return None
        expected = kind or type_of(value)
        return _found(value, [None if item is None else as_kind(expected, item, hay.node) for item in items], same)

    return run


def _hashes_well(items: tuple[object, ...], kind: FactType | None) -> bool:
    """Whether a set finds what ``==`` would: binary and decimal fractions hash apart."""
    return kind in _PLAIN or (kind is FactType.NUMBER and all(isinstance(item, int) for item in items))


def _in_set(needle: Run, items: frozenset[object]) -> Run:
    def run(get: Get) -> bool | None:
        value = needle(get)
        return None if value is None else value in items

    return run


def _found(value: Value, items: list[Value], same: Binary) -> bool | None:
    verdicts = [None if item is None else same(value, item) for item in items]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def between(value: Run, least: Run, most: Run, kind: FactType | None) -> Run:
    """Whether a value lies between two others: both comparisons, joined as Kleene joins them."""
    at_least = _both(comparison(Op.GE, kind), value, least)
    at_most = _both(comparison(Op.LE, kind), value, most)

    def run(get: Get) -> bool | None:
        low = at_least(get)
        if low is False:
            return False
        high = at_most(get)
        return False if high is False else None if low is None or high is None else True

    return run


def folded(op: Op, runs: tuple[Run, ...], kind: FactType | None) -> Run:
    """Sums, differences, products, quotients, extremes; unknown as soon as one operand is."""
    if op in (Op.MIN, Op.MAX):
        return _of_all(runs, extreme(op, kind))
    step = arithmetic(op)
    if len(runs) == 2:
        return _both(step, *runs)

    def together(values: list[Value]) -> Value:
        total = values[0]
        for value in values[1:]:
            total = step(total, value) if total is not None else None
        return total

    return _of_all(runs, together)


def _of_all(runs: tuple[Run, ...], together: Callable[[list[Value]], Value]) -> Run:
    def run(get: Get) -> Value:
        values = [one(get) for one in runs]
        return None if None in values else together(values)

    return run


def first_known(runs: tuple[Run, ...]) -> Run:
    """The first value that is known."""

    def run(get: Get) -> Value:
        return next((value for one in runs if (value := one(get)) is not None), None)

    return run

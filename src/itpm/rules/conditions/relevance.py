"""Which of the facts an unknown condition misses could still change what it says.

A fact matters when, with some of the other missing facts supplied, supplying it too turns "unknown" into an answer. Reading
the tree gives every fact that can matter, and mostly no other: where each missing fact is asked for in one place, nothing
can hide it. Where one is asked for in several, a part may hide another: of ``(a or f) and a`` only ``a`` matters, since f
counts only once a is known, and then no more.

There the values each fact could have are tried: between the constants that a fact is compared with nothing changes, so a few
stand for all. A part that is not one fact beside known values is taken as a whole, true or false, whatever it asks for. What
would take too many trials is answered with every fact the tree names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from math import prod
from typing import TypeAlias

from attrs import field, frozen

from itpm.model.money import Money
from itpm.rules.catalogue import FactType
from itpm.rules.conditions.code import Code, Get, Value
from itpm.rules.conditions.nodes import COMPARISONS, FactRef, Op, Operation

_MOST_TRIALS = 2_000

_Key: TypeAlias = tuple[str, str]
"""A fact by name, or a part of the condition taken as a whole."""


@frozen(eq=False)
class _Part:
    """An unknown part below the logic: what it waits for, and what it says once that has a value."""

    key: _Key
    facts: tuple[str, ...]
    says: Callable[[Value], bool | None] = field(repr=False)
    cuts: tuple[Value, ...] = ()


def relevant(
    codes: Sequence[Code],
    get: Get,
    missing: Callable[[Code, Get], Iterable[str]],
    together: Callable[[Sequence[bool | None]], object] = lambda said: said[0],
) -> tuple[str, ...]:
    """The facts that could still change the answer, in the order they are written.

    Args:
        codes: the conditions that the answer rests on.
        get: what gives a fact's value.
        missing: what names the missing facts of a part.
        together: the answer, given what the conditions say; None is unknown.
    """
    names = tuple(dict.fromkeys(name for code in codes if code.run(get) is None for name in missing(code, get)))
    if not any(map(_is_logic, codes)) and len(codes) == 1:
        return names
    reader = _Reader(get, missing)
    trees = [reader.tree(code) for code in codes]
    parts = reader.parts
    asked = [name for part in parts for name in part.facts]
    if len(asked) == len(set(asked)):
        return names
    values = {key: _values([part for part in parts if part.key == key]) for key in dict.fromkeys(p.key for p in parts)}
    if prod(1 + len(some) for some in values.values()) > _MOST_TRIALS:
        return names
    keys = [key for key in values if _matters(key, values, lambda known: together([tree(known) for tree in trees]))]
    found = {name for part in parts if part.key in keys for name in part.facts}
    return tuple(name for name in names if name in found)


def _is_logic(code: Code) -> bool:
    return isinstance(code.node, Operation) and code.node.op in (Op.ALL, Op.ANY, Op.NOT)


_Tree: TypeAlias = Callable[[Mapping[_Key, Value]], bool | None]
"""What the condition says, given what is known of the keys."""


class _Reader:
    """Takes a condition apart into its logic and the unknown parts below."""

    def __init__(self, get: Get, missing: Callable[[Code, Get], Iterable[str]]) -> None:
        self._get, self._missing = get, missing
        self.parts: list[_Part] = []

    def tree(self, code: Code) -> _Tree:
        """What a condition says, given what is known of its unknown parts, which are noted."""
        said = code.run(self._get)
        if said is not None:
            return lambda _: said
        if isinstance(code.node, Operation) and _is_logic(code):
            below = [self.tree(part) for part in code.below]
            return {Op.ALL: _all, Op.ANY: _any, Op.NOT: _not}[code.node.op](below)
        part = self._part(code)
        self.parts.append(part)

        def tree(known: Mapping[_Key, Value]) -> bool | None:
            value = known.get(part.key)
            return None if value is None else part.says(value)

        return tree

    def _part(self, code: Code) -> _Part:
        names = tuple(dict.fromkeys(self._missing(code, self._get)))
        fact = _fact_beside_known(code, self._get)
        if fact is not None and len(names) == 1:
            get = self._get
            cuts = tuple(
                part.run(get) for part in code.below if not isinstance(part.node, FactRef) or part.run(get) is not None
            )
            return _Part(
                ("fact", fact.name), names, lambda value: code.run(_with(get, fact.name, value)), cuts or _FLAGS
            )
        return _Part(("part", repr(code.node)), names, bool, _FLAGS)


_FLAGS = (False, True)


def _fact_beside_known(code: Code, get: Get) -> FactRef | None:
    """The fact, where a part is a flag, or one missing fact compared with known values that have an order."""
    if isinstance(code.node, FactRef):
        return code.node
    if not isinstance(code.node, Operation) or code.node.op not in (*COMPARISONS, Op.BETWEEN, Op.IN):
        return None
    unknown = [part for part in code.below if part.run(get) is None]
    first = code.below[0]
    if code.node.op is Op.IN and (unknown != [first] or not isinstance(code.below[1].constant, tuple)):
        return None
    fact = unknown[0].node if len(unknown) == 1 else None
    return fact if isinstance(fact, FactRef) and unknown[0].kind in _TRIED else None


_TRIED = (FactType.FLAG, FactType.NUMBER, FactType.TEXT, FactType.MOMENT, FactType.MONEY)


def _with(get: Get, name: str, value: Value) -> Get:
    return lambda asked: value if asked == name else get(asked)


def _all(below: Sequence[_Tree]) -> _Tree:
    def tree(known: Mapping[_Key, Value]) -> bool | None:
        verdicts = [part(known) for part in below]
        return False if False in verdicts else None if None in verdicts else True

    return tree


def _any(below: Sequence[_Tree]) -> _Tree:
    def tree(known: Mapping[_Key, Value]) -> bool | None:
        verdicts = [part(known) for part in below]
        return True if True in verdicts else None if None in verdicts else False

    return tree


def _not(below: Sequence[_Tree]) -> _Tree:
    def tree(known: Mapping[_Key, Value]) -> bool | None:
        verdict = below[0](known)
        return None if verdict is None else not verdict

    return tree


def _matters(key: _Key, values: Mapping[_Key, Sequence[Value]], says: Callable[[Mapping[_Key, Value]], object]) -> bool:
    others = [other for other in values if other != key]
    for some in product(*([None, *values[other]] for other in others)):
        known = dict(zip(others, some, strict=True))
        if says(known) is None and any(says({**known, key: value}) is not None for value in values[key]):
            return True
    return False


def _values(parts: Sequence[_Part]) -> tuple[Value, ...]:
    """Values that stand for all: each said differently by one of the parts, at least."""
    tried = (
        [*_FLAGS] if any(part.cuts == _FLAGS for part in parts) else list(_around([c for p in parts for c in p.cuts]))
    )
    by_verdicts: dict[tuple[bool | None, ...], Value] = {}
    for value in tried:
        by_verdicts.setdefault(tuple(part.says(value) for part in parts), value)
    return tuple(by_verdicts.values())


def _around(cuts: Sequence[Value]) -> Iterator[Value]:
    """The constants, what lies between two, and what lies outside."""
    flat = [item for cut in cuts for item in (cut if isinstance(cut, tuple) else (cut,))]
    if all(isinstance(cut, str) for cut in flat):
        yield from ("", *flat, *(f"{cut}\0" for cut in flat))
    elif all(isinstance(cut, bool) for cut in flat):
        yield from _FLAGS
    elif all(isinstance(cut, datetime) for cut in flat):
        second = timedelta(seconds=1)
        yield from (cut + step for cut in flat for step in (-second, timedelta(), second))
    elif all(isinstance(cut, Money) for cut in flat):
        for currency in dict.fromkeys(cut.currency for cut in flat):
            yield from (Money(n, currency) for n in _numbers([c.amount for c in flat if c.currency == currency]))
    else:
        yield from _numbers([Decimal(repr(cut)) if isinstance(cut, float) else Decimal(cut) for cut in flat])


def _numbers(cuts: Sequence[Decimal]) -> Iterator[Decimal]:
    ordered = sorted(cuts)
    yield ordered[0] - 1
    for low, high in zip(ordered, [*ordered[1:], ordered[-1] + 2], strict=True):
        yield low
        yield (low + high) / 2

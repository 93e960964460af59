"""Closures for truth values: Kleene's three-valued logic, and lists looked at item by item."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.rules.conditions.code import Code, Get, Run, Value, Verdict, bound
from itpm.rules.conditions.nodes import Op


def conjunction(runs: tuple[Run, ...]) -> Run:
    """All of them: one false decides, else one unknown leaves it open.

    Example:
        >>> conjunction((lambda get: None, lambda get: False))(str) is False
        True
    """
    return _joined(runs, False)


def disjunction(runs: tuple[Run, ...]) -> Run:
    """At least one of them: one true decides, else one unknown leaves it open.

    Example:
        >>> disjunction((lambda get: None, lambda get: False))(str) is None
        True
    """
    return _joined(runs, True)


def _joined(runs: tuple[Run, ...], decides: bool) -> Run:
    if len(runs) == 1:
        return runs[0]
    otherwise = not decides
    if len(runs) == 2:
        return _of_two(*runs, decides)
    if len(runs) == 3:
        return _of_three(*runs, decides)

    def run(get: Get) -> Verdict:
        is_open = False
        for one in runs:
            value = one(get)
            if value is decides:
                return decides
            if value is None:
                is_open = True
        return None if is_open else otherwise

    return run


def _of_two(first: Run, second: Run, decides: bool) -> Run:
    otherwise = not decides

    def run(get: Get) -> Verdict:
        one = first(get)
        if one is decides:
            return decides
        other = second(get)
        if other is decides:
            return decides
        return None if one is None or other is None else otherwise

    return run


def _of_three(first: Run, second: Run, third: Run, decides: bool) -> Run:
    otherwise = not decides

    def run(get: Get) -> Verdict:
        one = first(get)
        if one is decides:
            return decides
        other = second(get)
        if other is decides:
            return decides
        last = third(get)
        if last is decides:
            return decides
        return None if one is None or other is None or last is None else otherwise

    return run


def negation(inner: Run) -> Run:
    """The opposite; unknown stays unknown.

    Example:
        >>> negation(lambda get: None)(str) is None
        True
    """

    def run(get: Get) -> Verdict:
        value = inner(get)
        return None if value is None else not value

    return run


def quantifier(op: Op, source: Run, where: Run | None) -> Run:
    """Counting a list's items, or those for which the condition holds; or whether it holds for every or for some item."""

    def every(get: Get, items: tuple[Value, ...]) -> bool | None:
        return _verdict((where(bound(get, item)) for item in items), decides=False) if where else None

    def some(get: Get, items: tuple[Value, ...]) -> bool | None:
        return _verdict((where(bound(get, item)) for item in items), decides=True) if where else None

    def count(get: Get, items: tuple[Value, ...]) -> int | None:
        if where is None:
            return len(items)
        verdicts = [where(bound(get, item)) for item in items]
        return None if None in verdicts else sum(verdicts)

    asked = {Op.EVERY: every, Op.SOME: some, Op.COUNT: count}[op]

    def run(get: Get) -> Value:
        items = source(get)
        return None if items is None else asked(get, items)

    return run


def _verdict(verdicts: Iterable[bool | None], *, decides: bool) -> bool | None:
    is_open = False
    for verdict in verdicts:
        if verdict is decides:
            return decides
        if verdict is None:
            is_open = True
    return None if is_open else not decides


def runs_of(codes: tuple[Code, ...]) -> tuple[Run, ...]:
    """The closures of parts."""
    return tuple(code.run for code in codes)

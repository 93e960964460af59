"""Asking a compiled condition why: which facts it misses, which ones decided it, and the tree with its values.

The missing facts are minimal: a part that is already decided hides what is unknown below it, and `relevance` sorts out facts
that another missing one hides, so a fact is named only where its value could still change the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itpm.findings import Explanation
from itpm.rules.conditions.code import Code, Get, bound
from itpm.rules.conditions.nodes import COMPARISONS, AsOfRef, FactRef, ItemRef, Literal, Op, Operation, ParamRef
from itpm.rules.conditions.relevance import relevant
from itpm.rules.conditions.wording import value_words, words

_MOST_ITEMS = 12


def missing(code: Code, get: Get) -> tuple[str, ...]:
    """The facts without which the part stays unknown, in the order they are written; none where it is known."""
    return relevant([code], get, _missing) if code.run(get) is None else ()


def missing_of_both(when: Code, require: Code, get: Get) -> tuple[str, ...]:
    """The facts that could still decide whether something applies, or whether it holds where it does."""
    return relevant([when, require], get, _missing, _where_it_applies)


def _where_it_applies(said: Sequence[bool | None]) -> object:
    applies, holds = said
    return "no matter" if applies is False else None if applies is None else holds


def _missing(code: Code, get: Get) -> Iterator[str]:
    """Facts behind an unknown part."""
    if isinstance(code.node, FactRef):
        yield code.node.name
    elif isinstance(code.node, Operation) and code.node.op in (Op.COUNT, Op.EVERY, Op.SOME):
        yield from _missing_in_list(code, get)
    else:
        for part in code.below:
            if part.run(get) is None:
                yield from _missing(part, get)


def _missing_in_list(code: Code, get: Get) -> Iterator[str]:
    source, *where = code.below
    items = source.run(get)
    if items is None:
        yield from _missing(source, get)
        return
    for item in items:
        inner = bound(get, item)
        for part in where:
            if part.run(inner) is None:
                names = tuple(_missing(part, inner))
                yield from names or (words(source.node),)


def undefined(code: Code, get: Get) -> tuple[str, ...]:
    """Parts that have no value though all their operands do, with the reason: ``"1 / 0 has no value"``."""
    return tuple(dict.fromkeys(_undefined(code, get))) if code.run(get) is None else ()


def _undefined(code: Code, get: Get) -> Iterator[str]:
    if not isinstance(code.node, Operation) or code.node.op in (Op.COUNT, Op.EVERY, Op.SOME):
        return
    unknown = [part for part in code.below if part.run(get) is None]
    if unknown:
        for part in unknown:
            yield from _undefined(part, get)
    elif code.below:
        values = ", ".join(f"{words(part.node)} is {value_words(part.run(get))}" for part in code.below)
        yield f"{words(code.node)} has no value ({values})"


def deciding(code: Code, get: Get) -> tuple[tuple[str, object], ...]:
    """(fact, value) of the facts that made the part what it is, each once."""
    return tuple(dict(_deciding(code, get)).items())


def _deciding(code: Code, get: Get) -> Iterator[tuple[str, object]]:
    if isinstance(code.node, FactRef):
        value = code.run(get)
        if value is not None:
            yield code.node.name, value
        return
    verdict = code.run(get)
    joins = isinstance(code.node, Operation) and code.node.op in (Op.ALL, Op.ANY)
    for part in code.below:
        if not joins or part.run(get) is verdict:
            yield from _deciding(part, get)


def explained(code: Code, get: Get) -> Explanation:
    """The tree with the value of every part."""
    because = [explained(part, get) for part in code.below if _says_something(part)]
    because += _items(code, get)
    return Explanation(_subject(code), _statement(code, get), tuple(because), evidence=code.run(get))


def _says_something(code: Code) -> bool:
    return not isinstance(code.node, (Literal, ItemRef)) and not (
        isinstance(code.node, Operation) and any(isinstance(part.node, ItemRef) for part in code.below)
    )


def _subject(code: Code) -> str:
    match code.node:
        case FactRef():
            return f"fact:{code.node.name}"
        case ParamRef():
            return f"param:{code.node.name}"
        case _:
            return f"condition:{words(code.node)[:80]}"


def _statement(code: Code, get: Get) -> str:
    value = code.run(get)
    said = "unknown" if value is None else value_words(value)
    match code.node:
        case FactRef() | ParamRef() | AsOfRef():
            return f"{words(code.node)} is {said}"
        case Operation(op=Op.ALL | Op.ANY):
            how = "all of these hold" if code.node.op is Op.ALL else "one of these holds"
            return f"{said}: {how}"
        case Operation(op=Op.NOT):
            return f"{said}: this does not hold"
        case Operation(op=op) if op in COMPARISONS or op in (Op.IN, Op.BETWEEN):
            return f"{said}: {words(code.node)}"
        case _:
            return f"{said}: {words(code.node)}" if isinstance(value, bool) else f"{words(code.node)} is {said}"


def _items(code: Code, get: Get) -> list[Explanation]:
    """What the condition says of each item of a list, the first few."""
    if not isinstance(code.node, Operation) or code.node.op not in (Op.COUNT, Op.EVERY, Op.SOME) or len(code.below) < 2:
        return []
    source, where = code.below
    items = source.run(get) or ()
    said = []
    for item in items[:_MOST_ITEMS]:
        verdict = where.run(bound(get, item))
        text = "unknown" if verdict is None else value_words(verdict)
        said.append(Explanation(_subject(source), f"{text}: {value_words(item)}", evidence=item))
    if len(items) > _MOST_ITEMS:
        said.append(Explanation(_subject(source), f"and {len(items) - _MOST_ITEMS} more"))
    return said

"""Where a decision table's inputs get their values from: facts by name, or terms over facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from itpm.errors import did_you_mean
from itpm.findings import Finding
from itpm.rules.catalogue import FactSpec, FactType, type_of
from itpm.rules.conditions.code import Code, Get
from itpm.rules.conditions.compiled import reader
from itpm.rules.conditions.compiling import code_of
from itpm.rules.conditions.nodes import Node, facts_in
from itpm.rules.conditions.tracing import missing
from itpm.rules.facts import Facts
from itpm.rules.tables.columns import TableInput


class Asked:
    """The inputs' values, and what is missing where there is none."""

    def __init__(self, inputs: Sequence[TableInput], facts: Facts | Mapping[str, object]) -> None:
        self._inputs = inputs
        self._get: Get = reader(facts)
        self._codes = [None if one.of is None else _code(one.of, facts) for one in inputs]
        self.values: list[object] = [
            self._get(one.name) if code is None else code.run(self._get)
            for one, code in zip(inputs, self._codes, strict=True)
        ]

    def missing(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The facts behind these inputs that are unknown."""
        names: list[str] = []
        for number in numbers:
            code = self._codes[number]
            names += [self._inputs[number].name] if code is None else missing(code, self._get)
        return tuple(dict.fromkeys(names))


def _code(node: Node, facts: Facts | Mapping[str, object]) -> Code:
    return code_of(node, kinds=_kinds(node, facts), params={}, is_listed=False, place="of", kind=None)


def _kinds(node: Node, facts: Facts | Mapping[str, object]) -> dict[str, FactType]:
    if isinstance(facts, Facts):
        return {name: facts.spec(name).type for name in facts_in(node) if name in facts}
    return {name: type_of(facts[name]) for name in facts_in(node) if facts.get(name) is not None}


def unlisted(name: str, inputs: Iterable[TableInput], catalogue: Iterable[FactSpec]) -> tuple[Finding, ...]:
    """A finding for each fact that a table asks for and the catalogue does not list."""
    known = {spec.name for spec in catalogue}
    asked = [fact for one in inputs for fact in ((one.name,) if one.of is None else facts_in(one.of))]
    return tuple(
        Finding(
            code="TAB005",
            subject=f"table:{name}",
            message=f"the catalogue does not list the fact {fact!r}{did_you_mean(fact, known)}",
            remedy="correct the name",
        )
        for fact in dict.fromkeys(asked)
        if known and fact not in known
    )

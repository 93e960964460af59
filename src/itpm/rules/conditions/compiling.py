"""Compiling a condition once: every name looked up, every kind checked, closures made.

A fact that the catalogue does not list, a parameter that the rule does not have and operands whose kinds do not go together
are faults here, with the path to them and the nearest name; an evaluation never meets them. Only the items of lists have no
kind beforehand: they are held to what they are compared with when they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from itpm.errors import Fault, Hints
from itpm.rules.catalogue import FactSpec, FactType, Unfit, fitted, specs, type_of
from itpm.rules.conditions.arithmetic import days_from
from itpm.rules.conditions.code import KINDS, THE_ITEM, THE_MOMENT, Code, Get, Value, checked, constant
from itpm.rules.conditions.logic import conjunction, disjunction, negation, quantifier, runs_of
from itpm.rules.conditions.nodes import (
    COMPARISONS,
    AsOfRef,
    FactRef,
    ItemRef,
    Literal,
    Node,
    Op,
    Operation,
    ParamRef,
)
from itpm.rules.conditions.values import between, comparing, first_known, folded, membership
from itpm.rules.conditions.wording import words
from itpm.rules.errors import FactError, RulesError

_ORDERED = (FactType.NUMBER, FactType.TEXT, FactType.MOMENT, FactType.DURATION, FactType.MONEY)
_FROM_TEXT = (FactType.MOMENT, FactType.DURATION, FactType.MONEY)
_NEVER = Code(Literal(value=False), None, lambda _: None)


def code_of(
    node: Node,
    *,
    kinds: Mapping[str, FactType],
    params: Mapping[str, object],
    is_listed: bool,
    place: str = "condition",
    kind: FactType | None = FactType.FLAG,
) -> Code:
    """The tree, compiled.

    Args:
        node: the tree.
        kinds: kind of each fact that is listed.
        params: value of each parameter.
        is_listed: whether `kinds` lists every fact there is; else a name it lacks is a fact that is never known.
        place: where the tree stands, for faults.
        kind: kind of value it must give; None: any.

    Raises:
        RulesError: unknown names, kinds that do not go together; all of them.
    """
    compiler = _Compiler(kinds, params, is_listed=is_listed)
    code = compiler.code(node, place, in_list=False)
    if kind is not None:
        code = compiler.of_kind(code, kind, place)
    if compiler.faults:
        raise RulesError(compiler.faults)
    return code


def kinds_of(catalogue: Iterable[FactSpec]) -> dict[str, FactType]:
    """Kind of each fact of a catalogue.

    Example:
        >>> kinds_of([FactSpec(name="team.size", type=FactType.NUMBER, doc="people")])["team.size"].name
        'NUMBER'
    """
    return {spec.name: spec.type for spec in specs(catalogue)}


class _Compiler:
    def __init__(self, kinds: Mapping[str, FactType], params: Mapping[str, object], *, is_listed: bool) -> None:
        self.faults: list[Fault] = []
        self._kinds, self._params, self._is_listed = kinds, params, is_listed
        self._hints = Hints()

    def code(self, node: Node, place: str, *, in_list: bool) -> Code:
        match node:
            case Literal():
                return constant(node, type_of(node.value), node.value)
            case FactRef():
                return self._fact(node, place)
            case ParamRef():
                return self._param(node, place)
            case ItemRef():
                return self._item(node, place, in_list=in_list)
            case AsOfRef():
                return Code(node, FactType.MOMENT, lambda get: get(THE_MOMENT))
            case Operation():
                return self._operation(node, f"{place}.{node.op.value}", in_list=in_list)
            case _:
                assert_never(node)

    def _fault(self, place: str, value: object, message: str) -> Code:
        self.faults.append(Fault(place, value, message))
        return _NEVER

    def _fact(self, node: FactRef, place: str) -> Code:
        name = node.name
        kind = self._kinds.get(name)
        if kind is None and self._is_listed:
            hint = self._hints(name, self._kinds)
            return self._fault(place, name, f"the catalogue does not list the fact {name!r}{hint}")
        return Code(node, kind, lambda get: get(name))

    def _param(self, node: ParamRef, place: str) -> Code:
        if node.name not in self._params:
            hint = self._hints(node.name, self._params)
            return self._fault(place, node.name, f"the rule has no parameter {node.name!r}{hint}")
        value = self._params[node.name]
        kind = type_of(value)
        fit = fitted(kind, value)
        if value is None or kind is FactType.SECTION or isinstance(fit, Unfit):
            return self._fault(place, value, f"the parameter {node.name!r} has no value that a condition can use")
        return constant(node, kind, fit)

    def _item(self, node: ItemRef, place: str, *, in_list: bool) -> Code:
        if not in_list:
            return self._fault(place, node.key, "an item is named outside count, every and some")
        if not node.key:
            return Code(node, None, lambda get: get(THE_ITEM))
        return Code(node, None, lambda get: _field(get, node))

    def _operation(self, node: Operation, place: str, *, in_list: bool) -> Code:
        quantifies = node.op in (Op.COUNT, Op.EVERY, Op.SOME)
        below = tuple(
            self.code(operand, f"{place}[{number}]", in_list=in_list or (quantifies and number == 1))
            for number, operand in enumerate(node.operands)
        )
        match node.op:
            case Op.ALL | Op.ANY | Op.NOT:
                return self._logic(node, below, place)
            case Op.EQ | Op.NE | Op.LT | Op.LE | Op.GT | Op.GE | Op.BETWEEN:
                return self._comparison(node, below, place)
            case Op.IN:
                return self._membership(node, below, place)
            case Op.KNOWN:
                return Code(node, FactType.FLAG, lambda get: below[0].run(get) is not None, below)
            case Op.COALESCE:
                return self._coalesce(node, below, place)
            case Op.ADD | Op.SUB | Op.MUL | Op.DIV | Op.MIN | Op.MAX:
                return self._arithmetic(node, below, place)
            case Op.COUNT | Op.EVERY | Op.SOME:
                return self._quantifier(node, below, place)
            case Op.DAYS_BETWEEN:
                return self._days(node, below, place)
            case _:
                assert_never(node.op)

    def _logic(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        flags = tuple(self.of_kind(code, FactType.FLAG, f"{place}[{n}]") for n, code in enumerate(below))
        if node.op is Op.NOT:
            return Code(node, FactType.FLAG, negation(flags[0].run), flags)
        join = conjunction if node.op is Op.ALL else disjunction
        return Code(node, FactType.FLAG, join(runs_of(flags)), flags)

    def _comparison(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        codes, kind = self.common(below, place, "they do not compare")
        needs_order = node.op not in (Op.EQ, Op.NE)
        if kind is FactType.SECTION or (needs_order and kind is not None and kind not in _ORDERED):
            return self._fault(place, words(node), f"{words(codes[0].node)} is {KINDS[kind]}, which has no order")
        if node.op in COMPARISONS:
            return Code(node, FactType.FLAG, comparing(node.op, codes[0], codes[1], kind), codes)
        if kind is None:
            return self._fault(place, words(node), "nothing says of what kind the compared values are")
        value, least, most = codes
        return Code(node, FactType.FLAG, between(value.run, least.run, most.run, kind), codes)

    def _membership(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        needle, hay = below
        if hay.kind not in (FactType.LIST, FactType.TEXT):
            hay = self.of_kind(hay, FactType.LIST, f"{place}[1]")
        if hay.kind is FactType.TEXT:
            needle = self.of_kind(needle, FactType.TEXT, f"{place}[0]")
            return Code(node, FactType.FLAG, membership(needle, hay, FactType.TEXT), (needle, hay))
        needle, hay = self._alike(needle, hay, place)
        if needle.kind in (FactType.LIST, FactType.SECTION):
            return self._fault(f"{place}[0]", words(needle.node), f"{KINDS[needle.kind]} is no item of a list")
        return Code(node, FactType.FLAG, membership(needle, hay, needle.kind), (needle, hay))

    def _alike(self, needle: Code, hay: Code, place: str) -> tuple[Code, Code]:
        """A value and the literal list it is looked for in, of one kind."""
        if not isinstance(hay.constant, tuple) or needle.kind is None:
            return needle, hay
        items = [constant(Literal(item), type_of(item), item) for item in hay.constant]
        other = next((item.kind for item in items if item.kind not in (FactType.TEXT, None)), None)
        if other is not None:
            needle = self.of_kind(needle, other, f"{place}[0]")
        if needle is _NEVER:
            return needle, hay
        kind = needle.kind or FactType.TEXT
        fits = [self.of_kind(item, kind, f"{place}[1][{number}]") for number, item in enumerate(items)]
        return needle, constant(hay.node, FactType.LIST, tuple(item.constant for item in fits))

    def _coalesce(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        codes, kind = self.common(below, place, "one cannot stand for the other")
        return Code(node, kind, first_known(runs_of(codes)), codes)

    def _arithmetic(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        if node.op in (Op.MUL, Op.DIV):
            return self._scaling(node, below, place)
        codes, kind = self.common(below, place, "they do not go together")
        if kind is None:
            kind = FactType.NUMBER
            codes = tuple(self.of_kind(code, kind, place) for code in codes)
        allowed = _ORDERED if node.op in (Op.MIN, Op.MAX) else (FactType.NUMBER, FactType.MONEY)
        if kind not in allowed:
            return self._fault(place, words(node), f"{node.op.value!r} does not work on {KINDS[kind]}")
        return Code(node, kind, folded(node.op, runs_of(codes), kind), codes)

    def _scaling(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        codes = tuple(
            code if code.kind is FactType.MONEY else self.of_kind(code, FactType.NUMBER, f"{place}[{number}]")
            for number, code in enumerate(below)
        )
        money = [number for number, code in enumerate(codes) if code.kind is FactType.MONEY]
        kind = FactType.MONEY if money else FactType.NUMBER
        if node.op is Op.DIV:
            kind = FactType.NUMBER if len(money) == 2 else kind
            if money == [1]:
                return self._fault(place, words(node), "a number cannot be divided by an amount of money")
            if isinstance(codes[1].constant, (int, float)) and not codes[1].constant:
                return self._fault(place, words(node), f"{words(node)} divides by zero")
        elif len(money) > 1:
            return self._fault(place, words(node), "an amount of money cannot be multiplied by another")
        return Code(node, kind, folded(node.op, runs_of(codes), kind), codes)

    def _quantifier(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        source = self.of_kind(below[0], FactType.LIST, f"{place}[0]")
        where = tuple(self.of_kind(code, FactType.FLAG, f"{place}[1]") for code in below[1:])
        kind = FactType.NUMBER if node.op is Op.COUNT else FactType.FLAG
        run = quantifier(node.op, source.run, where[0].run if where else None)
        return Code(node, kind, run, (source, *where))

    def _days(self, node: Operation, below: tuple[Code, ...], place: str) -> Code:
        codes = tuple(self.of_kind(code, FactType.MOMENT, f"{place}[{n}]") for n, code in enumerate(below))
        first, second = runs_of(codes)

        def run(get: Get) -> float | None:
            start, finish = first(get), second(get)
            return None if start is None or finish is None else days_from(start, finish)

        return Code(node, FactType.NUMBER, run, codes)

    def of_kind(self, code: Code, kind: FactType, place: str) -> Code:
        """The part, if its value is of that kind or is a text that writes one; else a fault."""
        if code is _NEVER or code.kind is kind:
            return code
        if code.kind is None:
            return Code(code.node, kind, code.run) if isinstance(code.node, FactRef) else checked(code, kind)
        if code.kind is FactType.TEXT and code.constant is not None and kind in _FROM_TEXT:
            fit = fitted(kind, code.constant)
            if not isinstance(fit, Unfit):
                return constant(code.node, kind, fit)
            return self._fault(place, code.constant, f"expected {fit.expected}, got {words(code.node)[:60]}")
        return self._fault(place, words(code.node), f"expected {KINDS[kind]}; {words(code.node)} is {KINDS[code.kind]}")

    def common(self, codes: tuple[Code, ...], place: str, trouble: str) -> tuple[tuple[Code, ...], FactType | None]:
        """The parts brought to one kind, and that kind; None where no part says."""
        if any(code is _NEVER for code in codes):
            return codes, None
        texts = [code for code in codes if code.kind is FactType.TEXT and code.constant is not None]
        said = [code for code in codes if code.kind is not None and code not in texts] or texts
        if not said:
            return codes, None
        first = said[0]
        kind = first.kind or FactType.TEXT
        other = next((code for code in said if code.kind is not kind), None)
        if other is not None and other.kind is not None:
            message = f"{words(first.node)} is {KINDS[kind]} and {words(other.node)} is {KINDS[other.kind]}; {trouble}"
            self._fault(place, words(first.node), message)
            return codes, None
        return tuple(self.of_kind(code, kind, f"{place}[{n}]") for n, code in enumerate(codes)), kind


def _field(get: Get, node: ItemRef) -> Value:
    item = get(THE_ITEM)
    if item is None:
        return None
    if not isinstance(item, Mapping):
        raise FactError(words(node), f"the list's items have no fields; one is a {type(item).__name__}")
    return item.get(node.key)

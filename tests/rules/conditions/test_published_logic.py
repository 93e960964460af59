"""Published cases of three-valued logic (DMN's kit, CEL's) and of JsonLogic, where it asks for no coercion.

What those languages do at run time with operands of a wrong kind ("true and 123") is a fault here when the condition is
compiled; the cases hold with such an operand as a fact that nobody knows.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import pairwise
from typing import Any

from itpm.rules import (
    ITEM,
    Condition,
    DecisionTable,
    F,
    FactError,
    Facts,
    FactSpec,
    FactType,
    Later,
    RulesError,
    TableInput,
    Term,
    all_of,
    any_of,
    compile_condition,
    greatest_of,
    least_of,
)
from itpm.rules.catalogue import type_of

from tests.rules.oracles import cases

COMPARE: dict[Any, Callable[[Any, Any], Any]] = {
    ast.Gt: operator.gt,
    ast.NotEq: operator.ne,
    "==": operator.eq,
    "===": operator.eq,
    "!=": operator.ne,
    "!==": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}
AS_OF = "2026-02-02"


class Known:
    """Values that become facts: lazily, so that asking for one that cannot be worked out is noticed."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.kinds: dict[str, FactType] = {}

    def fact(self, value: Any, kind: FactType | None = None) -> F:
        name = f"v{len(self.values)}"
        self.values[name], self.kinds[name] = value, kind or type_of(value)
        return F(name)

    def never(self) -> F:
        return self.fact(None, FactType.FLAG)

    def broken(self) -> F:
        return self.fact(Later(operator.truediv, 1, 0), FactType.FLAG)

    def facts(self) -> Facts:
        catalogue = [FactSpec(name=name, type=kind, doc="a case's value") for name, kind in self.kinds.items()]
        sources = {
            name: value if isinstance(value, Later) else Later(_same, value) for name, value in self.values.items()
        }
        return Facts.lazy(sources, as_of=AS_OF, catalogue=catalogue)

    def said(self, condition: Any) -> Any:
        facts = self.facts()
        return compile_condition(condition, facts.catalogue).value(facts)


def _same(value: Any) -> Any:
    return value


# --- DMN and CEL ----------------------------------------------------------------------------------


def test_every_case_of_three_valued_logic_holds() -> None:
    wrong = []
    published = cases("three_valued_logic.json")
    for case in published:
        known = Known()
        flags = {name: known.fact(value, FactType.FLAG) for name, value in case["inputs"].items()}
        tree = ast.parse(pythonic(case["expr"]), mode="eval").body
        said = known.said(flag(tree, flags, known))
        if said is not case["expected"]:
            wrong.append((case["expr"], case["inputs"], said))
    assert published
    assert wrong == []


def pythonic(text: str) -> str:
    """``&& || !`` and ``c ? false : true`` in Python's words; its parser does the rest."""
    text = re.sub(r"\(([^()?]*)\? false : true\)", r"(not (\1))", text)
    text = re.sub(r"\(([^()?]*)\? true : false\)", r"(\1)", text)
    text = text.replace("&&", " and ").replace("||", " or ")
    return re.sub(r"!(?!=)", " not ", text).strip()


def flag(tree: ast.expr, flags: dict[str, F], known: Known) -> Any:
    match tree:
        case ast.BoolOp(op=op, values=values):
            parts = [flag(value, flags, known) for value in values]
            return all_of(*parts) if isinstance(op, ast.And) else any_of(*parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand) | ast.Call(func=ast.Name(id="not"), args=[operand]):
            return ~all_of(flag(operand, flags, known))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return COMPARE[type(op)](number(left, known), number(right, known))
        case ast.Name(id="true" | "false" as name):
            return name == "true"
        case ast.Name(id=name) if name in flags:
            return flags[name]
        case _:
            return known.never()


def number(tree: ast.expr, known: Known) -> Term:
    match tree:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return number(left, known) / number(right, known)
        case ast.Constant(value=value):
            return known.fact(value)
        case _:
            raise AssertionError(ast.dump(tree))


# --- JsonLogic ------------------------------------------------------------------------------------


def test_every_strict_case_of_json_logic_holds() -> None:
    wrong = []
    published = cases("jsonlogic_strict_subset.json")
    for case in published:
        said = Logic(case.get("data")).said(case["rule"])
        if said != case["result"] or type(said) is not type(case["result"]):
            wrong.append((case["rule"], case.get("data"), said, case["result"]))
    assert published
    assert wrong == []


class Logic(Known):
    """A JsonLogic rule as a term or condition of ours; ``if`` is a decision table of two rows."""

    def __init__(self, data: Any) -> None:
        super().__init__()
        self.paths = dict(leaves(data))

    def said(self, rule: Any) -> Any:
        if isinstance(rule, list):
            return [self.said(item) for item in rule]
        if isinstance(rule, dict) and "if" in rule:
            return self.chosen(*rule["if"])
        term = self.term(rule)
        return super().said(term) if isinstance(term, Term | Condition) else term

    def chosen(self, when: Any = None, *choices: Any) -> Any:
        """``[when, then, when, then, ..., otherwise]``."""
        if not choices:
            return self.said(when)
        choices = (choices[0], {"if": list(choices[1:])})
        table = DecisionTable(
            "IF", inputs=[TableInput("when", kind="flag")], outputs="branch", rows=[((True,), (0,)), ((False,), (1,))]
        )
        return self.said(choices[int(str(table.decide({"when": self.said(when)}).value))])

    def term(self, rule: Any) -> Any:
        if not isinstance(rule, dict):
            return rule
        [(name, given)] = rule.items()
        operands = given if isinstance(given, list) else [given]
        match name:
            case "var":
                return self.var(*operands)
            case "and" | "or":
                parts = [self.flag(part) for part in operands]
                return all_of(*parts) if name == "and" else any_of(*parts)
            case "!":
                return ~all_of(self.flag(operands[0]))
            case "max" | "min":
                return (greatest_of if name == "max" else least_of)(*map(self.value, operands))
            case "+" | "-" | "*":
                return reduce(ARITHMETIC[name], map(self.value, operands))
            case "in":
                return self.value(operands[1]).contains(self.value(operands[0]))
            case "if":
                return self.fact(self.chosen(*operands))
            case "throw":
                return self.broken()
            case _:
                values = [self.value(operand) for operand in operands]
                return all_of(COMPARE[name](one, other) for one, other in pairwise(values))

    def var(self, path: Any = "", default: Any = None) -> Any:
        value = self.paths.get("" if path is None else str(path))
        known = self.fact(value, type_of(value) if value is not None else type_of(default))
        return known if default is None else known.coalesce(default)

    def value(self, operand: Any) -> Term:
        made = self.term(operand)
        return made if isinstance(made, Term) else self.fact(made)

    def flag(self, operand: Any) -> Any:
        made = self.term(operand)
        return made if isinstance(made, Term | Condition | bool) else self.never()


def leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, data
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in below:
        yield from leaves(value, f"{path}.{key}" if path else str(key))


def test_what_a_decided_part_hides_is_not_worked_out() -> None:
    known = Known()
    assert known.said(any_of(True, known.broken())) is True
    assert known.said(all_of(False, known.broken())) is False


def test_an_operand_of_another_kind_is_a_fault_before_anything_is_asked() -> None:
    for condition in (all_of(True, F("n")), ~F("n"), F("n") == "a", F("n") < True, any_of(F("t"), F("n") > 1)):
        try:
            compile_condition(condition, [spec("n", FactType.NUMBER), spec("t", FactType.TEXT)])
        except RulesError:
            continue
        raise AssertionError(str(condition))
    assert str(ITEM == 1)
    assert issubclass(FactError, Exception)


def spec(name: str, kind: FactType) -> FactSpec:
    return FactSpec(name=name, type=kind, doc=name)

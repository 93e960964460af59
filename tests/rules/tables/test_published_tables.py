"""Decision tables of the DMN technology compatibility kit: every table and case, read into ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from itpm.rules import ITEM, Condition, DecisionTable, FactError, TableInput, TableOutput, all_of, any_of

from tests.rules.oracles import cases

KINDS = {"number": "number", "string": "text", "boolean": "flag", "date": "moment", "dateTime": "moment"}


def cell(tree: Any) -> Any:
    """A unary test of the kit as a cell of ours."""
    op, *operands = tree
    match op:
        case "any":
            return "-"
        case "=":
            return None if operands[0] is None else typed(operands[0]) == ITEM
        case "<" | "<=" | ">" | ">=":
            compare = {"<": ITEM.__lt__, "<=": ITEM.__le__, ">": ITEM.__gt__, ">=": ITEM.__ge__}[op]
            return compare(typed(operands[0]))
        case "or":
            return any_of(*map(condition, operands))
        case "and":
            return all_of(*map(condition, operands))
        case "not":
            return ~any_of(*map(condition, operands))
        case "!=":
            return typed(operands[0]) != ITEM
        case "range" | "between" | "in":
            return ranged(operands)
        case _ if op[0] in "[](" and op[-1] in "[])":
            return ranged([op[0], *operands, op[-1]])
        case _:
            raise AssertionError(f"a unary test of an unknown form: {tree!r}")


def condition(tree: Any) -> Any:
    made = cell(tree)
    return ~ITEM.known() if made is None else made if isinstance(made, Condition) else all_of(True)


def ranged(operands: list[Any]) -> Any:
    """``["[", 1, 5, ")"]`` or ``[1, 5]`` or ``[1, 5, True, False]``."""
    marks = [one for one in operands if isinstance(one, str) and one in ("[", "]", "(", ")")]
    flags = [one for one in operands if isinstance(one, bool)]
    low, high = (typed(one) for one in operands if one not in marks and not isinstance(one, bool))
    closed_low = marks[0] == "[" if marks else flags[0] if flags else True
    closed_high = marks[-1] == "]" if marks else flags[-1] if flags else True
    return (low <= ITEM if closed_low else low < ITEM) & (high >= ITEM if closed_high else high > ITEM)


def typed(value: Any) -> Any:
    """Tagged dates and durations stand for themselves."""
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value


def table_of(given: dict[str, Any]) -> DecisionTable:
    return DecisionTable(
        given["suite"],
        hit=given["hit_policy"].lower(),
        aggregate=given["aggregation"] and given["aggregation"].lower(),
        inputs=[
            TableInput(
                ".".join(column["path"]),
                kind=KINDS.get(column["type"]),
                optional=True,
                allowed=cell(column["allowed_ast"]) if column["allowed_ast"] else "-",
            )
            for column in given["inputs"]
        ],
        outputs=[
            TableOutput(column["name"] or "answer", values=in_order(column), default=column["default_value"])
            for column in given["outputs"]
        ],
        rows=[([cell(tree) for tree in row["when_ast"]], row["then_value"]) for row in given["rules"]],
    )


def in_order(column: dict[str, Any]) -> list[Any]:
    listed = column["values_list"] or []
    return listed if isinstance(listed, list) else [listed]


def flat(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Leaves of nested inputs by their dotted path."""
    if isinstance(values, dict) and not any(key.startswith("$") for key in values):
        for key, value in values.items():
            yield from flat(value, f"{path}.{key}" if path else key)
    else:
        yield path, typed(values)


def answer(table: DecisionTable, values: dict[str, Any]) -> Any:
    """The table's answer; an input that is not allowed has none."""
    try:
        return table.decide(values).value
    except FactError:
        return None


def as_ours(expected: Any) -> Any:
    return tuple(expected) if isinstance(expected, list) else expected


def test_every_case_of_every_table_holds() -> None:
    wrong = []
    tables = [given for given in cases("decision_tables.json")["tables"] if given["simple"]]
    for given in tables:
        table = table_of(given)
        for case in given["cases"]:
            said = answer(table, dict(flat(case["inputs"])))
            if said != (None if case["error"] else as_ours(case["expected"])):
                wrong.append((given["suite"], case["id"], said, case["expected"]))
    assert tables
    assert wrong == []


def test_every_table_survives_being_stored() -> None:
    tables = [table_of(given) for given in cases("decision_tables.json")["tables"] if given["simple"]]
    assert [DecisionTable.from_dict(table.to_dict()) for table in tables] == tables

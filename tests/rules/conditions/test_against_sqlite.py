"""Conditions agree with SQL, which has had three-valued logic for fifty years: random ones, on rows with NULLs, in sqlite3."""

from __future__ import annotations

import operator
import sqlite3
from collections.abc import Callable
from contextlib import closing
from random import Random
from typing import Any

import pytest

from itpm.rules import (
    Condition,
    F,
    FactSpec,
    FactType,
    Term,
    all_of,
    any_of,
    compile_condition,
    greatest_of,
    least_of,
)

COLUMNS = {"n1": "REAL", "n2": "REAL", "n3": "REAL", "t1": "TEXT", "t2": "TEXT", "f1": "INTEGER", "f2": "INTEGER"}
KINDS = {"n": FactType.NUMBER, "t": FactType.TEXT, "f": FactType.FLAG}
CATALOGUE = [FactSpec(name=name, type=KINDS[name[0]], doc=name) for name in COLUMNS]
NUMBERS = (-2, -1, 0, 0.5, 1, 2, 3)
TEXTS = ("", "a", "ab", "b")
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


class Writer:
    """Writes random conditions twice: as ours, and as SQL."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def condition(self, depth: int) -> tuple[Condition, str]:
        if depth == 0 or self.random.random() < 0.2:
            return self.leaf(depth)
        kind = self.random.choice(["all", "any", "not"])
        parts = [self.condition(depth - 1) for _ in range(self.random.randint(1, 3))]
        if kind == "not":
            return ~parts[0][0], f"(NOT {parts[0][1]})"
        ours = (all_of if kind == "all" else any_of)(*(part for part, _ in parts))
        return ours, f"({(' AND ' if kind == 'all' else ' OR ').join(sql for _, sql in parts)})"

    def leaf(self, depth: int) -> tuple[Condition, str]:
        kind = self.random.choice(["flag", "number", "number", "text", "in", "between", "known"])
        match kind:
            case "flag":
                name = self.random.choice(["f1", "f2"])
                return all_of(F(name)), name
            case "number" | "text":
                sign = self.random.choice(list(COMPARE))
                make = self.number if kind == "number" else lambda _: self.text()
                (one, left), (other, right) = make(depth), make(depth)
                return COMPARE[sign](one, other), f"({left} {sign} {right})"
            case "in":
                some = [self.random.choice(NUMBERS) for _ in range(self.random.randint(0, 3))]
                term, sql = self.number(depth)
                return term.is_in(some), f"({sql} IN ({', '.join(map(str, some))}))"
            case "between":
                (term, sql), (low, least), (high, most) = self.number(depth), self.number(0), self.number(0)
                return term.between(low, high), f"({sql} BETWEEN {least} AND {most})"
            case _:
                name = self.random.choice(list(COLUMNS))
                return F(name).known(), f"({name} IS NOT NULL)"

    def number(self, depth: int) -> tuple[Term, str]:
        kind = self.random.choice(["column", "column", "sum", "extreme", "coalesce"]) if depth else "column"
        if kind == "column":
            name = self.random.choice(["n1", "n2", "n3"])
            return F(name), name
        (one, left), (other, right) = self.number(depth - 1), self.number(depth - 1)
        constant = self.random.choice(NUMBERS)
        match kind:
            case "sum":
                sign = self.random.choice(list(ARITHMETIC))
                return ARITHMETIC[sign](one, other), f"({left} {sign} {right})"
            case "extreme":
                which, name = self.random.choice([(least_of, "MIN"), (greatest_of, "MAX")])
                return which(one, other, constant), f"{name}({left}, {right}, {constant})"
            case _:
                return one.coalesce(other, constant), f"COALESCE({left}, {right}, {float(constant)})"

    def text(self) -> tuple[Any, str]:
        if self.random.random() < 0.5:
            name = self.random.choice(["t1", "t2"])
            return F(name), name
        name, constant = self.random.choice(["t1", "t2"]), self.random.choice(TEXTS)
        return F(name).coalesce(constant), f"COALESCE({name}, '{constant}')"

    def row(self) -> dict[str, Any]:
        values: dict[str, tuple[Any, ...]] = {"n": NUMBERS, "t": TEXTS, "f": (False, True)}
        return {name: None if self.random.random() < 0.3 else self.random.choice(values[name[0]]) for name in COLUMNS}


@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_random_conditions_say_what_sql_says(seed: int) -> None:
    writer = Writer(seed)
    rows = [writer.row() for _ in range(50)]
    pairs = [writer.condition(4) for _ in range(60)]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE TABLE facts ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        database.executemany(
            f"INSERT INTO facts VALUES ({', '.join('?' * len(COLUMNS))})",
            [tuple(row.values()) for row in rows],
        )
        compared = 0
        for condition, sql in pairs:
            compiled = compile_condition(condition, CATALOGUE)
            theirs = [said for (said,) in database.execute(f"SELECT {sql} FROM facts ORDER BY rowid")]
            ours = [compiled.value({k: v for k, v in row.items() if v is not None}) for row in rows]
            assert [None if said is None else bool(said) for said in theirs] == ours, (str(condition), sql)
            compared += len(ours)
    assert compared == 3_000

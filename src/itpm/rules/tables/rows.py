"""The rows of a decision table, as people write them: ``(("critical", "-"), ("sponsor", 1))``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, cast

from attrs import frozen

from itpm.errors import Fault, shortened
from itpm.model.given import several
from itpm.rules.conditions.nodes import Literal, Node
from itpm.rules.errors import RulesError
from itpm.rules.tables.cells import cell_of
from itpm.rules.tables.hits import Answers


@frozen
class TableRow:
    """One row of a decision table.

    Attributes:
        when: a cell for each input.
        then: a value for each output.
        note: why the row is there.
    """

    when: tuple[Node, ...]
    then: Answers
    note: str = ""


RowLike: TypeAlias = (
    TableRow | tuple[Iterable[object], Iterable[object]] | tuple[Iterable[object], Iterable[object], str]
)


def rows_of(rows: Iterable[RowLike]) -> tuple[TableRow, ...]:
    """The rows as values.

    Raises:
        RulesError: rows that are not cells and answers; all of them.
    """
    faults: list[Fault] = []
    given = cast("tuple[RowLike, ...]", several(cast("Iterable[object]", rows), object, "rows", RulesError))
    made = [_row(row, f"rows[{number}]", faults) for number, row in enumerate(given, 1)]
    RulesError.refuse(faults)
    return tuple(made)


def _row(row: RowLike, place: str, faults: list[Fault]) -> TableRow:
    if isinstance(row, TableRow):
        return row
    try:
        when, then, *note = row
        cells = [_cell(cell, f"{place}.when[{number}]", faults) for number, cell in enumerate(_several(when), 1)]
        answers = [_answer(value, f"{place}.then[{number}]", faults) for number, value in enumerate(_several(then), 1)]
        return TableRow(tuple(cells), tuple(answers), str(note[0]) if note else "")
    except (TypeError, ValueError):
        faults.append(
            Fault(place, row, f"expected a row like (('critical', '-'), ('sponsor', 1)), got {shortened(row)}")
        )
        return TableRow((), ())


def _several(values: Iterable[object]) -> tuple[object, ...]:
    if isinstance(values, str) or not isinstance(values, (tuple, list)):
        raise TypeError
    return tuple(values)


def _cell(cell: object, place: str, faults: list[Fault]) -> Node:
    try:
        return cell if isinstance(cell, Node) else cell_of(cell)
    except RulesError as error:
        faults += [Fault(place, fault.value, fault.message) for fault in error.faults]
        return Literal("-")


def _answer(value: object, place: str, faults: list[Fault]) -> object:
    try:
        return None if value is None else Literal(value).value
    except RulesError as error:
        faults += [Fault(place, fault.value, fault.message) for fault in error.faults]
        return None

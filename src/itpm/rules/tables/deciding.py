"""Asking a decision table when some inputs are unknown.

An unknown input could lie in any of its column's regions. Where every way to complete the inputs gives the same answer, that
is the answer; else the inputs are named whose value could still change it, and no others. Where there are too many ways to try,
the table is undecided and names every input that any row asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import prod

from attrs import frozen

from itpm.rules.tables.compiled import CompiledColumn
from itpm.rules.tables.hits import Ruling
from itpm.rules.tables.keys import Key

_MOST_COMPLETIONS = 20_000


@frozen(kw_only=True)
class Undecided:
    """Inputs, by index, whose values could still change the answer."""

    inputs: tuple[int, ...]


def decided(
    columns: Sequence[CompiledColumn], keys: Sequence[Key | None], rows: int, rule: Callable[[int], Ruling]
) -> Ruling | Undecided:
    """The ruling, or the inputs that it waits for.

    Args:
        columns: the inputs.
        keys: a key for each, None where it is unknown.
        rows: bits of all rows there are.
        rule: what a set of matching rows, as bits, amounts to.
    """
    open_columns = [
        number
        for number, (column, key) in enumerate(zip(columns, keys, strict=True))
        if key is None and not column.asks_absence
    ]
    for number, column in enumerate(columns):
        if number not in open_columns:
            rows &= column.rows(keys[number])
    if not open_columns:
        return rule(rows)
    rule = _remembered(rule)
    choices = {number: _choices(columns[number], rows) for number in open_columns}
    if prod(map(len, choices.values())) > _MOST_COMPLETIONS:
        return Undecided(inputs=tuple(number for number in open_columns if len(choices[number]) > 1))
    waiting = tuple(number for number in open_columns if _matters(number, choices, rows, rule))
    return Undecided(inputs=waiting) if waiting else rule(next(_completions(choices, rows)))


def _remembered(rule: Callable[[int], Ruling]) -> Callable[[int], Ruling]:
    """The rule, asked once for each set of rows: many completions leave the same ones."""
    said: dict[int, Ruling] = {}

    def remembered(rows: int) -> Ruling:
        if rows not in said:
            said[rows] = rule(rows)
        return said[rows]

    return remembered


def _choices(column: CompiledColumn, rows: int) -> tuple[int, ...]:
    """The different sets of rows that the column can leave of these."""
    return tuple(dict.fromkeys(region.rows & rows for region in column.regions)) or (0,)


def _matters(number: int, choices: dict[int, tuple[int, ...]], rows: int, rule: Callable[[int], Ruling]) -> bool:
    others = {other: left for other, left in choices.items() if other != number}
    return any(
        len({rule(completed & choice) for choice in choices[number]}) > 1
        for completed in dict.fromkeys(_completions(others, rows))
    )


def _completions(choices: dict[int, tuple[int, ...]], rows: int) -> Iterator[int]:
    for combination in product(*choices.values()):
        left = rows
        for choice in combination:
            left &= choice
        yield left

"""Sets of inputs that a table does not tell apart: for every column, some of its regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise

from attrs import frozen

from itpm.rules.catalogue import FactType
from itpm.rules.conditions.wording import value_words
from itpm.rules.tables.compiled import CompiledColumn, Region
from itpm.rules.tables.keys import Key

_MOST_STATES = 30_000


class TooLargeError(Exception):
    """More cases than are looked at."""


class Budget:
    """How many cases may still be looked at."""

    def __init__(self, left: int = _MOST_STATES) -> None:
        self._left = left

    def spend(self) -> None:
        """One case less.

        Raises:
            TooLargeError: none is left.
        """
        self._left -= 1
        if self._left < 0:
            raise TooLargeError


@frozen
class Box:
    """For every column, the regions that belong to it."""

    regions: tuple[tuple[Region, ...], ...]

    def words(self, columns: Sequence[CompiledColumn]) -> str:
        """The box as a sentence says it: ``severity = 'info', days_open < 10``."""
        parts = [
            _words(column, some)
            for column, some in zip(columns, self.regions, strict=True)
            if len(some) < len(column.regions)
        ]
        return ", ".join(parts) or "any input"

    def example(self, columns: Sequence[CompiledColumn]) -> tuple[tuple[str, object], ...]:
        """(input, value) of one case in the box."""
        return tuple(
            (column.name, column.value(some[0]))
            for column, some in zip(columns, self.regions, strict=True)
            if column.kind is not None
        )

    def holds(self, columns: Sequence[CompiledColumn], values: Mapping[str, object]) -> bool:
        """Whether the inputs lie in the box."""
        return all(
            _region_at(column, column.key(values.get(column.name))) in some
            for column, some in zip(columns, self.regions, strict=True)
        )


def _region_at(column: CompiledColumn, key: Key | None) -> Region | None:
    """The region that a value lies in."""
    points = [region for region in column.regions if region.is_point or region.key is None]
    for region in points:
        if key == (region.low if region.is_point else None):
            return region
    return next((region for region in column.regions if region not in points and _holds(region, key)), None)


def _holds(region: Region, key: Key | None) -> bool:
    above = region.low is None or (key is not None and region.low < key)  # type: ignore[operator]  # of one kind
    return above and (region.high is None or (key is not None and key < region.high))  # type: ignore[operator]


def uncovered(
    columns: Sequence[CompiledColumn], rows: int, budget: Budget, *, within: Sequence[Sequence[Region]] | None = None
) -> Iterator[Box]:
    """Boxes that none of the rows matches, each case in one of them.

    Args:
        columns: the inputs.
        rows: the rows, as bits.
        budget: of cases to look at.
        within: regions of every column to look in; None: all.

    Raises:
        TooLargeError: more cases than are looked at.
    """
    choices = [tuple(column.regions) for column in columns] if within is None else [tuple(some) for some in within]
    covered: set[tuple[int, int]] = set()

    def search(depth: int, live: int) -> Iterator[tuple[tuple[Region, ...], ...]]:
        """Boxes below: the regions chosen for the columns from `depth` on."""
        if not live:
            yield tuple(choices[depth:])
            return
        if depth == len(choices) or (depth, live) in covered:
            return
        budget.spend()
        is_covered = True
        for left, some in _grouped(choices[depth], live).items():
            for below in search(depth + 1, left):
                is_covered = False
                yield (tuple(some), *below)
        if is_covered:
            covered.add((depth, live))

    for regions in search(0, rows):
        if all(regions):
            yield Box(regions)


def _grouped(regions: Sequence[Region], live: int) -> dict[int, list[Region]]:
    """Regions by the rows they leave."""
    groups: dict[int, list[Region]] = {}
    for region in regions:
        groups.setdefault(region.rows & live, []).append(region)
    return groups


def common(columns: Sequence[CompiledColumn], rows: int) -> Box | None:
    """The box of what all of these rows match; None where there is nothing."""
    regions = tuple(tuple(region for region in column.regions if region.rows & rows == rows) for column in columns)
    return Box(regions) if all(regions) else None


def _words(column: CompiledColumn, some: Sequence[Region]) -> str:
    known = [region for region in some if region.key is not None]
    said = [f"{column.name} unknown"] if len(known) < len(some) else []
    if column.kind is FactType.FLAG or (column.kind is FactType.TEXT and not column.is_ordered):
        said += _among(column, known)
    else:
        said += [_between(column, run) for run in _runs(column, known)]
    return " or ".join(said)


def _among(column: CompiledColumn, some: Sequence[Region]) -> list[str]:
    if not some:
        return []
    if not all(region.is_point for region in some):
        others = [region for region in column.regions if region.is_point and region not in some]
        return [f"{column.name} other than {_listed(column, others)}"]
    return [f"{column.name} {'=' if len(some) == 1 else 'in'} {_listed(column, some)}"]


def _listed(column: CompiledColumn, some: Sequence[Region]) -> str:
    values = [region.key if column.kind is FactType.FLAG else column.value(region) for region in some]
    return value_words(values[0]) if len(values) == 1 else value_words(values)


def _runs(column: CompiledColumn, some: Sequence[Region]) -> list[list[Region]]:
    """Regions that lie side by side, together."""
    places = {id(region): number for number, region in enumerate(column.regions)}
    ordered = sorted(some, key=lambda region: places[id(region)])
    breaks = [n for n, (a, b) in enumerate(pairwise(ordered), 1) if places[id(b)] != places[id(a)] + 1]
    return (
        reduce(
            lambda runs, span: [*runs, list(ordered[span[0] : span[1]])],
            pairwise([0, *breaks, len(ordered)]),
            list[list[Region]](),
        )
        if ordered
        else []
    )


def _between(column: CompiledColumn, run: Sequence[Region]) -> str:
    first, last = run[0], run[-1]
    if len(run) == 1 and first.is_point:
        return f"{column.name} = {_written(column, first.low)}"
    low = "" if first.low is None else f"{_written(column, first.low)} {'<=' if first.is_point else '<'} "
    high = "" if last.high is None else f" {'<=' if last.is_point else '<'} {_written(column, last.high)}"
    if low and not high:
        return f"{column.name} {'>=' if first.is_point else '>'} {_written(column, first.low)}"
    return f"{low}{column.name}{high}"


def _written(column: CompiledColumn, key: Key | None) -> str:
    return value_words(column.written[key]) if key is not None else ""

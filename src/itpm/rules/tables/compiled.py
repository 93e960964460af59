"""A decision table compiled: for every column, which rows a value leaves, as the bits of a whole number.

A column's values fall into regions: between two neighbouring constants of its cells, every cell says the same of every
value. So a few regions stand for all values there are, whether a table is verified or an input is not known yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor

from attrs import field, frozen

from itpm.errors import Fault
from itpm.rules.catalogue import FactType, Unfit
from itpm.rules.conditions.nodes import Node
from itpm.rules.conditions.wording import value_words
from itpm.rules.errors import FactError, RulesError
from itpm.rules.tables.cells import ANYTHING, CellCompiler, CompiledCell, kind_among
from itpm.rules.tables.columns import TableInput
from itpm.rules.tables.keys import WHOLE, Key, key_of, value_of


@frozen(kw_only=True)
class Region:
    """Values of a column of which every cell says the same.

    Attributes:
        key: a value in it; None: nobody gave one.
        low: the constant it begins at or after; None: no limit.
        high: the constant it ends at or before; None: no limit.
        rows: the rows that it leaves, as bits.
    """

    key: Key | None
    low: Key | None = None
    high: Key | None = None
    rows: int

    @property
    def is_point(self) -> bool:
        """Whether it is one constant alone."""
        return self.low is not None and self.low == self.high


@frozen(kw_only=True, eq=False)
class CompiledColumn:
    """One input, ready to be asked.

    Attributes:
        name: of the column.
        kind: kind of its values; None: no cell cares.
        scale: what makes its values comparable: a currency, working or elapsed time.
        cells: for each row.
        allowed: the values it may have.
        whole: whether its values are whole numbers.
        optional: whether "nobody said" is a value like any other.
        written: the constants of its cells as they were written, by key.
    """

    name: str
    kind: FactType | None
    scale: str
    cells: tuple[CompiledCell, ...]
    allowed: CompiledCell
    whole: bool
    optional: bool
    written: dict[Key, object] = field(repr=False)
    _regions: list[tuple[Region, ...]] = field(init=False, repr=False, factory=list)

    @property
    def regions(self) -> tuple[Region, ...]:
        """What its values fall into; worked out when first asked for."""
        if not self._regions:
            self._regions.append(tuple(_regions(self)))
        return self._regions[0]

    @property
    def asks_absence(self) -> bool:
        """Whether a cell asks if the input is known; then "nobody said" is a value like any other."""
        return self.optional or any(cell.asks_absence for cell in self.cells)

    @property
    def is_ordered(self) -> bool:
        """Whether more or less matters to a cell."""
        return self.allowed.is_ordered or any(cell.is_ordered for cell in self.cells)

    def key(self, value: object) -> Key | None:
        """The key of a value; None where nobody gave one.

        Raises:
            FactError: it is of another kind, or not among the values allowed.
        """
        if value is None or self.kind is None:
            return None if value is None else ""
        found = key_of(self.kind, value)
        if isinstance(found, Unfit):
            raise FactError(self.name, f"expected {found.expected}, got {value_words(value)[:60]}")
        key, scale = found
        if scale != self.scale and self.written:
            raise FactError(self.name, f"expected {self.scale or 'a plain value'}, got {value_words(value)[:60]}")
        if self.whole and isinstance(key, Fraction) and key.denominator != 1:
            raise FactError(self.name, f"expected a whole number, got {value_words(value)[:60]}")
        if not self.allowed.test(key):
            raise FactError(self.name, f"the table does not allow {value_words(value)[:60]}")
        return key

    def rows(self, key: Key | None) -> int:
        """The rows that a value leaves, as bits."""
        return sum(1 << number for number, cell in enumerate(self.cells) if cell.test(key))

    def value(self, region: Region) -> object:
        """A value in the region."""
        if region.key is None:
            return None
        return self.written.get(region.key) if region.is_point else value_of(self.kind, region.key, self.scale)


def compiled_columns(
    inputs: Sequence[TableInput], rows: Sequence[Sequence[Node]], place: str
) -> tuple[CompiledColumn, ...]:
    """The columns of a table, compiled.

    Raises:
        RulesError: cells whose constants do not go together, or that do not compare the input with constants.
    """
    faults: list[Fault] = []
    columns = [
        _column(one, [row[number] for row in rows], f"{place}.{one.name}", faults) for number, one in enumerate(inputs)
    ]
    RulesError.refuse(faults)
    return tuple(columns)


def _column(one: TableInput, cells: Sequence[Node], place: str, faults: list[Fault]) -> CompiledColumn:
    kind = one.kind
    if kind is None:
        try:
            kind = kind_among([one.allowed, *cells])
        except RulesError as error:
            faults += [Fault(place, fault.value, fault.message) for fault in error.faults]
    compiler = CellCompiler(kind)
    allowed = compiler.compiled(one.allowed, f"{place}.allowed")
    compiled = tuple(compiler.compiled(cell, f"{place}[{number}]") for number, cell in enumerate(cells, 1))
    if one.whole and kind is not FactType.NUMBER:
        compiler.faults.append(Fault(place, one.whole, "only numbers are whole"))
    faults += compiler.faults
    wanted = kind is FactType.FLAG or any(cell != ANYTHING for cell in (one.allowed, *cells))
    return CompiledColumn(
        name=one.name,
        kind=kind if wanted else None,
        scale=compiler.scale,
        cells=compiled,
        allowed=allowed,
        whole=one.whole or kind in WHOLE,
        optional=one.optional,
        written=compiler.written if not compiler.faults else {},
    )


def _regions(column: CompiledColumn) -> Iterator[Region]:
    for region in _every_region(column):
        if column.allowed.test(region.key):
            yield Region(key=region.key, low=region.low, high=region.high, rows=column.rows(region.key))
    if column.asks_absence:
        yield Region(key=None, rows=column.rows(None))


def _every_region(column: CompiledColumn) -> Iterable[Region]:
    cuts = list(column.written)
    match column.kind:
        case None:
            return [Region(key="", rows=0)]
        case FactType.FLAG:
            return [_point(False), _point(True)]
        case FactType.TEXT:
            return _among_texts(sorted(map(str, cuts)), is_ordered=column.is_ordered)
        case _:
            return _among_numbers(sorted(Fraction(cut) for cut in cuts), whole=column.whole)


def _point(key: Key) -> Region:
    return Region(key=key, low=key, high=key, rows=0)


def _among_texts(cuts: list[str], *, is_ordered: bool) -> Iterator[Region]:
    """Texts; where order does not matter, each constant and whatever else there is."""
    if not is_ordered:
        yield from map(_point, cuts)
        yield Region(key=_another(cuts), rows=0)
        return
    if not cuts or cuts[0]:
        yield Region(key="", high=cuts[0] if cuts else None, rows=0)
    for number, cut in enumerate(cuts):
        yield _point(cut)
        after = cuts[number + 1] if number + 1 < len(cuts) else None
        if after is None or f"{cut}\0" < after:
            yield Region(key=f"{cut}\0", low=cut, high=after, rows=0)


def _another(texts: Iterable[str]) -> str:
    taken, text = set(texts), "another"
    while text in taken:
        text += "'"
    return text


def _among_numbers(cuts: list[Fraction], *, whole: bool) -> Iterator[Region]:
    bounds: list[Fraction | None] = [None, *cuts, None]
    for low, high in pairwise(bounds):
        if low is not None and (not whole or low.denominator == 1):
            yield _point(_exact(low))
        between = _whole_between(low, high) if whole else _between(low, high)
        if between is not None:
            low_key, high_key = (None if bound is None else _exact(bound) for bound in (low, high))
            yield Region(key=between, low=low_key, high=high_key, rows=0)


def _between(low: Fraction | None, high: Fraction | None) -> Key:
    if low is None:
        return 0 if high is None else _exact(high - 1)
    return _exact(low + 1 if high is None else (low + high) / 2)


def _whole_between(low: Fraction | None, high: Fraction | None) -> Key | None:
    if low is None:
        return 0 if high is None else -floor(-high) - 1
    found = floor(low) + 1
    return found if high is None or found < high else None


def _exact(number: Fraction) -> Key:
    return int(number) if number.denominator == 1 else number

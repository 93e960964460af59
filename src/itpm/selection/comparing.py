"""Pairwise comparisons: how many times one item is better than another, and the priorities that follow.

Priorities are the principal right eigenvector of the matrix, summed to one. It is found by power iteration with squaring:
the matrix is multiplied by itself until its row sums, normalised, no longer change at 30 digits. Each squaring doubles the
number of steps, so even comparisons that contradict each other wildly settle, and the work is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property

import attrs
from attrs import field, frozen

from itpm.errors import Fault, UnknownNameError, nearest
from itpm.model.given import rows
from itpm.selection.inputs import Number, SelectionError, exact, refuse, rounded
from itpm.selection.random_index import random_index
from itpm.tables import Column, Table, Tabular

ACCEPTED_RATIO = Decimal("0.10")
"""Up to this consistency ratio comparisons are usually accepted. Source: Saaty (1980), p. 21."""

_MOST_ITEMS = 50
_CONTEXT = Context(prec=45, Emax=10**15, Emin=-(10**15))
_SETTLED = Decimal("1e-30")
_MOST_SQUARINGS = 120
_RECIPROCAL = Fraction(1, 10**6)


def _rows(value: Iterable[Iterable[Number]]) -> tuple[tuple[Decimal, ...], ...]:
    faults: list[Fault] = []
    rows = [
        tuple(rounded(exact(cell, f"matrix[{i}][{j}]", faults)) for j, cell in enumerate(row))
        for i, row in enumerate(value)
    ]
    refuse(faults)
    return tuple(rows)


def _names(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


@frozen(slots=False)
class Comparisons(Tabular):
    """Items compared with each other, two at a time.

    Attributes:
        items: what is compared, in order.
        matrix: row over column: how many times better the row's item is, to 28 digits [1].
    """

    items: tuple[str, ...] = field(converter=_names)
    matrix: tuple[tuple[Decimal, ...], ...] = field(converter=_rows)

    def __attrs_post_init__(self) -> None:
        refuse(_faults(self.items, self.matrix))

    @cached_property
    def _eigen(self) -> tuple[tuple[Decimal, ...], Decimal]:
        return _principal([list(row) for row in self.matrix])

    @property
    def priorities(self) -> dict[str, Decimal]:
        """Each item's priority; they sum to one [1]."""
        return {item: _shown(weight) for item, weight in zip(self.items, self._eigen[0], strict=True)}

    @property
    def principal_eigenvalue(self) -> Decimal:
        """The largest eigenvalue [1]: the number of items where the comparisons agree, more where not."""
        return _shown(self._eigen[1])

    @property
    def consistency_index(self) -> Decimal:
        """``(eigenvalue - n) / (n - 1)`` [1]; zero where one or two items are compared."""
        n = len(self.items)
        if n < 3:
            return Decimal(0)
        index = _CONTEXT.divide(_CONTEXT.subtract(self._eigen[1], n), n - 1)
        return Decimal(0) if index < Decimal("1e-25") else _shown(index)

    def consistency_ratio(self, table: str | Mapping[int, Decimal] = "saaty_1980") -> Decimal:
        """Consistency index over random index [1]; up to 0.10 is usually accepted.

        Raises:
            UnknownNameError: no table of random indices of that name.
            UndefinedIndexError: the table knows no random index for so many items.
        """
        index = self.consistency_index
        return index if not index else _shown(_CONTEXT.divide(index, random_index(len(self.items), table)))

    def __getitem__(self, item: str) -> Decimal:
        """The item's priority [1].

        Raises:
            UnknownNameError: no such item; the nearest is offered.
        """
        if item not in self.items:
            raise UnknownNameError("item", item, nearest(item, self.items))
        return self.priorities[item]

    def table(self) -> Table:
        """The matrix, and each item's priority."""
        priorities = self.priorities
        rows = [(item, *row, priorities[item]) for item, row in zip(self.items, self.matrix, strict=True)]
        columns = [Column(item, key=f"over_{item}", align="right") for item in self.items]
        return Table(columns=[Column("Item"), *columns, Column("Priority", align="right")], rows=rows)

    def __getstate__(self) -> dict[str, object]:
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Comparisons)}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)


def pairwise(pairs: Iterable[tuple[str, str, Number]]) -> Comparisons:
    """Comparisons from pairs: ``("price", "fit", 3)`` says that price counts three times as much as fit.

    Each pair is given once, either way round; a share may be written ``"1/3"``. A pair given twice must agree.

    Raises:
        SelectionError: a pair is missing or contradicts itself, a ratio is not above zero, an item meets itself.

    Source:
        Saaty, The Analytic Hierarchy Process (1980), ch. 1.

    Example:
        >>> pairs = [("price", "fit", 6), ("price", "risk", 3), ("fit", "risk", "1/2")]
        >>> {item: round(weight, 3) for item, weight in pairwise(pairs).priorities.items()}
        {'price': Decimal('0.667'), 'fit': Decimal('0.111'), 'risk': Decimal('0.222')}
    """
    faults: list[Fault] = []
    known: dict[tuple[str, str], Fraction] = {}
    items: dict[str, None] = {}
    for first, second, ratio in rows(pairs, 3, "pairs", SelectionError):
        items.update({first: None, second: None})
        _note(first, second, ratio, known, faults)
    missing = (
        [(a, b) for place, a in enumerate(items) for b in list(items)[place + 1 :] if (a, b) not in known]
        if len(items) <= _MOST_ITEMS and not faults
        else []
    )
    faults += [Fault(f"{a!r} with {b!r}", None, "expected a comparison of the two, got none") for a, b in missing]
    if len(items) > _MOST_ITEMS:
        faults.append(Fault("pairs", len(items), f"expected at most {_MOST_ITEMS} items, got {len(items)}"))
    refuse(faults)
    return Comparisons(items, [[Fraction(1) if a == b else known[a, b] for b in items] for a in items])


def _note(first: str, second: str, ratio: Number, known: dict[tuple[str, str], Fraction], faults: list[Fault]) -> None:
    place = f"{first!r} with {second!r}"
    value = exact(ratio, place, faults)
    if first == second:
        faults.append(Fault(place, ratio, "expected two different items"))
    elif value <= 0:
        faults.append(Fault(place, ratio, f"expected a ratio above zero, got {ratio}"))
    elif abs(known.get((first, second), value) / value - 1) > _RECIPROCAL:
        faults.append(Fault(place, ratio, "the two are compared twice, with different results"))
    else:
        known[first, second], known[second, first] = value, 1 / value


def comparison_matrix(items: Iterable[str], matrix: Sequence[Sequence[Number]]) -> Comparisons:
    """Comparisons from a whole matrix, row over column.

    Raises:
        SelectionError: not square, a cell not above zero, or two opposite cells that are not each other's reciprocal.

    Example:
        >>> comparison_matrix(["price", "fit"], [[1, 3], ["1/3", 1]])["price"]
        Decimal('0.75')
    """
    return Comparisons(items, matrix)


def _faults(items: tuple[str, ...], matrix: tuple[tuple[Decimal, ...], ...]) -> list[Fault]:
    n = len(items)
    if not 1 <= n <= _MOST_ITEMS or len(set(items)) < n:
        return [Fault("items", n, f"expected one to {_MOST_ITEMS} different items, got {n}")]
    if len(matrix) != n or any(len(row) != n for row in matrix):
        return [Fault("matrix", len(matrix), f"expected {n} rows of {n} cells")]
    faults = []
    for i in range(n):
        for j in range(i + 1):
            cell, opposite = matrix[i][j], matrix[j][i]
            if cell <= 0 or opposite <= 0:
                message = f"expected a ratio above zero, got {min(cell, opposite)}"
                faults.append(Fault(f"matrix[{i}][{j}]", cell, message))
            elif abs(Fraction(cell) * Fraction(opposite) - 1) > _RECIPROCAL:
                message = f"expected the reciprocal of {float(opposite):g}, got {float(cell):g}"
                faults.append(Fault(f"matrix[{i}][{j}]", cell, message))
    return faults


def _principal(matrix: list[list[Decimal]]) -> tuple[tuple[Decimal, ...], Decimal]:
    """Principal right eigenvector, summed to one, and its eigenvalue."""
    power, vector = matrix, _normalised(matrix)
    for _ in range(_MOST_SQUARINGS):
        power = _square(power)
        after = _normalised(power)
        settled = max(abs(a - b) for a, b in zip(after, vector, strict=True)) < _SETTLED
        vector = after
        if settled:
            break
    image = [_dot(row, vector) for row in matrix]
    ratios = [_CONTEXT.divide(a, b) for a, b in zip(image, vector, strict=True)]
    return tuple(vector), _CONTEXT.divide(_sum(ratios), len(ratios))


def _square(matrix: list[list[Decimal]]) -> list[list[Decimal]]:
    columns = [list(column) for column in zip(*matrix, strict=True)]
    squared = [[_dot(row, column) for column in columns] for row in matrix]
    largest = max(max(row) for row in squared)
    return [[_CONTEXT.divide(cell, largest) for cell in row] for row in squared]


def _normalised(matrix: list[list[Decimal]]) -> list[Decimal]:
    sums = [_sum(row) for row in matrix]
    total = _sum(sums)
    return [_CONTEXT.divide(part, total) for part in sums]


def _dot(row: Sequence[Decimal], column: Sequence[Decimal]) -> Decimal:
    result = Decimal(0)
    for a, b in zip(row, column, strict=True):
        result = _CONTEXT.fma(a, b, result)
    return result


def _sum(values: Iterable[Decimal]) -> Decimal:
    result = Decimal(0)
    for value in values:
        result = _CONTEXT.add(result, value)
    return result


def _shown(value: Decimal) -> Decimal:
    """To 25 digits: what the iteration settles well beyond; trailing zeros dropped."""
    context = Context(prec=25)
    found = context.plus(value)
    whole = found.to_integral_value(context=context)
    return whole if found == whole else found.normalize(context)

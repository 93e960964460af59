"""Probability–impact matrices: what a likelihood and an impact together amount to.

A matrix has levels of likelihood and of impact, ascending, and for each pair a score and a band. Scores rank, bands decide what
must be done. Numbers reach a level by its lower limit, which belongs to it. An impact on cost or time is read as a share of the
budget or of the project's duration by the matrix's scales.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import cast

from attrs import Factory, field, frozen

from itpm.errors import Fault, UnknownNameError, nearest, shortened
from itpm.findings import Finding
from itpm.model.given import pairs, several, text_faults, whole
from itpm.model.numbers import Number, number, numbers
from itpm.risk.inputs import RiskError
from itpm.risk.responses import objective_name
from itpm.tables import Column, Table, Tabular

_MOST_PLACES = 6
_LARGEST = 9  # digits before the point: a score, the product of two, has less than Python's 28


def _decimal(value: Number) -> Decimal:
    return number(value, "level", error=RiskError, largest_exponent=_LARGEST)


@frozen
class Level:
    """One step of a scale.

    Attributes:
        name: what people call it: ``"very high"``; its initials are understood too.
        value: the number it stands for in a score.
        at_least: least number that belongs to it; default: its value.
    """

    name: str
    value: Decimal = field(converter=_decimal)
    at_least: Decimal = field(
        default=Factory(lambda level: level.value, takes_self=True), kw_only=True, converter=_decimal
    )

    def __attrs_post_init__(self) -> None:
        RiskError.refuse(text_faults(self, "level"))


@frozen
class Cell:
    """What a likelihood and an impact amount to."""

    score: Decimal
    band: str


def _levels(levels: Iterable[Level]) -> tuple[Level, ...]:
    return several(levels, Level, "levels", RiskError)


def _cells(rows: Iterable[Iterable[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    given = enumerate(several(rows, object, "cells", RiskError))
    return tuple(several(cast("Iterable[Cell]", row), Cell, f"cells[{place}]", RiskError) for place, row in given)


def _scales(
    scales: Mapping[str, Iterable[Number]] | Iterable[tuple[str, Iterable[Number]]],
) -> tuple[tuple[str, tuple[Decimal, ...]], ...]:
    return tuple(
        (objective_name(name), tuple(numbers(limits, f"scales[{name!r}]", error=RiskError)))
        for name, limits in pairs(scales, "scales", RiskError)
    )


@frozen
class RiskMatrix(Tabular):
    """A probability–impact matrix; see `pmbok_matrix` and its neighbours for usual ones, `product_matrix` for one's own.

    Attributes:
        name: what it is called.
        likelihoods: levels of likelihood, ascending.
        impacts: levels of impact, ascending.
        cells: a row for each likelihood with a cell for each impact.
        scales: for each objective the least share of the whole that belongs to each level of impact [1].

    Raises:
        RiskError: with every fault of its shape.
    """

    name: str
    likelihoods: tuple[Level, ...] = field(kw_only=True, converter=_levels)
    impacts: tuple[Level, ...] = field(kw_only=True, converter=_levels)
    cells: tuple[tuple[Cell, ...], ...] = field(kw_only=True, converter=_cells, repr=False)
    scales: tuple[tuple[str, tuple[Decimal, ...]], ...] = field(default=(), kw_only=True, converter=_scales)

    def __attrs_post_init__(self) -> None:
        RiskError.refuse(text_faults(self, "matrix"))
        RiskError.refuse(_faults(self))

    def cell(self, likelihood: Number, impact: Number) -> Cell:
        """Score and band of a likelihood and an impact, each as a number or by name.

        Raises:
            UnknownNameError: a level of that name does not exist; the nearest are offered.

        Example:
            >>> from itpm.risk.matrices import pmbok_matrix
            >>> pmbok_matrix().cell("0.3", "high")
            Cell(score=Decimal('0.12'), band='moderate')
        """
        row = level_of(likelihood, self.likelihoods, kind="likelihood")
        return self.cells[row][level_of(impact, self.impacts, kind="impact")]

    def impact_of_share(self, objective: str, share: Decimal) -> str | None:
        """Name of the level of impact that a share of the whole [1] reaches; None where the objective has no scale."""
        limits = dict(self.scales).get(objective_name(objective))
        if limits is None:
            return None
        return self.impacts[_reached(share, limits)].name

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands, the mildest first: by the least score in each, then by the highest."""
        scores: dict[str, list[Decimal]] = {}
        for row in self.cells:
            for cell in row:
                scores.setdefault(cell.band, []).append(cell.score)
        return tuple(sorted(scores, key=lambda band: (min(scores[band]), max(scores[band]), band)))

    def above(self, band: str) -> frozenset[str]:
        """The bands worse than this one.

        Raises:
            UnknownNameError: the matrix has no such band; the nearest are offered.

        Example:
            >>> from itpm.risk.matrices import pmbok_matrix
            >>> pmbok_matrix().above("moderate")
            frozenset({'high'})
        """
        if band not in self.bands:
            raise UnknownNameError("band", band, nearest(band, self.bands))
        return frozenset(self.bands[self.bands.index(band) + 1 :])

    @property
    def is_monotone(self) -> bool:
        """Whether more likelihood or more impact never scores less and never falls in a milder band."""
        return not self.findings

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Where the matrix is not monotone: more likelihood or more impact that scores less, or falls in a milder band."""
        return tuple(_falls(self))

    def table(self) -> Table:
        """The matrix as it is drawn: the highest likelihood on top, impact rising to the right."""
        columns = [Column("Likelihood"), *(Column(level.name, align="right") for level in self.impacts)]
        pairs = list(zip(self.likelihoods, self.cells, strict=True))
        rows = [
            (level.name, *(f"{cell.score.normalize():f} {cell.band}" for cell in row)) for level, row in reversed(pairs)
        ]
        return Table(title=self.name, columns=columns, rows=rows)


def level_of(value: Number, levels: Sequence[Level], *, kind: str) -> int:
    """Place of the level that a number reaches or a name (or its initials) names.

    Raises:
        UnknownNameError: no level has that name; the nearest are offered.
    """
    if not isinstance(value, str):
        return _reached(number(value, f"level of {kind}", error=RiskError), [level.at_least for level in levels])
    asked = _plain(value)
    names = [_plain(level.name) for level in levels]
    initials = ["".join(word[0] for word in name.split()) for name in names]
    for known in (names, initials):
        if known.count(asked) == 1:
            return known.index(asked)
    try:
        return _reached(Decimal(asked), [level.at_least for level in levels])
    except ArithmeticError:  # no number either
        raise UnknownNameError(f"level of {kind}", value, nearest(asked, names)) from None


def product_matrix(
    name: str,
    *,
    likelihoods: Iterable[Level],
    impacts: Iterable[Level],
    bands: Mapping[str, Number],
    scales: Mapping[str, Iterable[Number]] | None = None,
    places: int = 2,
) -> RiskMatrix:
    """A matrix whose score is likelihood times impact.

    Args:
        name: what it is called.
        likelihoods: levels of likelihood, ascending.
        impacts: levels of impact, ascending.
        bands: least score of each band.
        scales: for each objective the least share of the whole that belongs to each level of impact [1].
        places: decimals that scores are rounded to, half up.

    Example:
        >>> levels = [Level("low", 1), Level("high", 2)]
        >>> ours = product_matrix("ours", likelihoods=levels, impacts=levels, bands={"watch": 0, "act": 4})
        >>> ours.cell("high", "high").band
        'act'
    """
    rows, columns = _levels(likelihoods), _levels(impacts)
    limits = sorted(((least, band) for band, least in _values(bands)), key=lambda pair: pair[0])
    whole(places, "places", most=_MOST_PLACES, error=RiskError)

    def cell(likelihood: Level, impact: Level) -> Cell:
        score = (likelihood.value * impact.value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return Cell(score, limits[_reached(score, [least for least, _ in limits])][1])

    cells = [[cell(likelihood, impact) for impact in columns] for likelihood in rows]
    return RiskMatrix(name, likelihoods=rows, impacts=columns, cells=cells, scales=scales or {})


def banded_matrix(
    name: str,
    *,
    likelihoods: Iterable[Level],
    impacts: Iterable[Level],
    cells: Iterable[Iterable[str]],
    bands: Mapping[str, Number],
    scales: Mapping[str, Iterable[Number]] | None = None,
) -> RiskMatrix:
    """A matrix given by its bands; a cell's score is its band's value.

    Args:
        name: what it is called.
        likelihoods: levels of likelihood, ascending.
        impacts: levels of impact, ascending.
        cells: band of each pair, a row for each likelihood, ascending.
        bands: value of each band; a milder band has a lower one.
        scales: for each objective the least share of the whole that belongs to each level of impact [1].

    Raises:
        RiskError: a cell names a band that does not exist.

    Example:
        >>> levels = [Level("low", 0), Level("high", "0.5")]
        >>> grid = [["watch", "watch"], ["watch", "act"]]
        >>> ours = banded_matrix("ours", likelihoods=levels, impacts=levels, cells=grid, bands={"watch": 1, "act": 2})
        >>> ours.cell(0.7, "high").band
        'act'
    """
    values = dict(_values(bands))
    rows = enumerate(several(cells, object, "cells", RiskError))
    given = [several(cast("Iterable[str]", row), str, f"cells[{place}]", RiskError) for place, row in rows]
    unknown = sorted({band for row in given for band in row if band not in values})
    if unknown:
        raise RiskError(
            [Fault(f"matrix {shortened(name)}.cells", band, f"there is no band {shortened(band)}") for band in unknown]
        )
    grid = [[Cell(values[band], band) for band in row] for row in given]
    return RiskMatrix(name, likelihoods=likelihoods, impacts=impacts, cells=grid, scales=scales or {})


def _values(bands: Mapping[str, Number]) -> list[tuple[str, Decimal]]:
    """The bands with their numbers, at least one."""
    found = [(band, _decimal(value)) for band, value in pairs(bands, "bands", RiskError)]
    if not found:
        raise RiskError([Fault("bands", bands, "expected at least one band")])
    return found


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def _reached(number: Decimal, limits: Sequence[Decimal]) -> int:
    """Place of the last limit that `number` reaches; the first also takes what lies below it."""
    return max((place for place, limit in enumerate(limits) if number >= limit), default=0)


def _faults(matrix: RiskMatrix) -> Iterable[Fault]:
    place = f"matrix {matrix.name!r}"
    for name, levels in (("likelihoods", matrix.likelihoods), ("impacts", matrix.impacts)):
        if not levels:
            yield Fault(f"{place}.{name}", levels, "expected at least one level")
        limits = [level.at_least for level in levels]
        if not _ascend(limits):
            yield Fault(f"{place}.{name}", limits, f"levels ascend, got {', '.join(map(str, limits))}")
        if len({_plain(level.name) for level in levels}) < len(levels):
            yield Fault(f"{place}.{name}", levels, "levels have different names")
    shape = [len(row) for row in matrix.cells]
    if shape != [len(matrix.impacts)] * len(matrix.likelihoods):
        expected = f"{len(matrix.likelihoods)} rows of {len(matrix.impacts)}"
        yield Fault(f"{place}.cells", shape, f"expected {expected} cells, got rows of {shape}")
    for objective, shares in matrix.scales:
        if len(shares) != len(matrix.impacts) or not _ascend(shares):
            message = f"expected {len(matrix.impacts)} ascending limits, got {', '.join(map(str, shares))}"
            yield Fault(f"{place}.scales[{objective!r}]", shares, message)


def _ascend(limits: Sequence[Decimal]) -> bool:
    return all(first < second for first, second in pairwise(limits))


def _falls(matrix: RiskMatrix) -> Iterable[Finding]:
    order = {band: place for place, band in enumerate(matrix.bands)}
    for row, cells in enumerate(matrix.cells):
        for column, cell in enumerate(cells):
            below = [(row - 1, column)] if row else []
            beside = [(row, column - 1)] if column else []
            for i, j in (*below, *beside):
                other = matrix.cells[i][j]
                if other.score > cell.score:
                    yield _fall(matrix, (row, column), "scores less than", (i, j))
                elif order[other.band] > order[cell.band]:
                    yield _fall(matrix, (row, column), f"is only {cell.band}, not {other.band} like", (i, j))


def _fall(matrix: RiskMatrix, cell: tuple[int, int], how: str, than: tuple[int, int]) -> Finding:
    named, milder = (
        f"{matrix.likelihoods[row].name} likelihood, {matrix.impacts[column].name} impact"
        for row, column in (cell, than)
    )
    return Finding(
        code="RSK011",
        subject=f"matrix:{matrix.name}",
        message=f"{named} {how} {milder}",
        remedy="let scores and bands rise with likelihood and with impact",
    )

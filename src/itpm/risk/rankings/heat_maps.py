"""Which risks stand in which cell of a matrix: what a heat map is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import Fault, UndefinedIndexError, UnknownNameError, nearest, shortened
from itpm.model.given import several
from itpm.risk.inputs import RiskError
from itpm.risk.matrices.grids import RiskMatrix, level_of
from itpm.risk.rankings.order import ranking
from itpm.risk.responses import objective_name
from itpm.risk.risks import Risk
from itpm.risk.scoring import RiskScore, Stakes, rated_likelihood, risk_score
from itpm.tables import Column, Table, Tabular


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


@frozen(kw_only=True)
class HeatCell:
    """One cell of a heat map.

    Attributes:
        likelihood: its level of likelihood.
        impact: its level of impact.
        score: what both amount to [1].
        band: the band of that score.
        risks: names of the risks in it, in the order of their rank.
        labels: how each is shown: its id, or its rank as ``"#3"``.
    """

    likelihood: str
    impact: str
    score: Decimal
    band: str
    risks: tuple[str, ...] = field(default=(), converter=_names)
    labels: tuple[str, ...] = field(default=(), converter=_names)


def _cells(cells: Iterable[HeatCell]) -> tuple[HeatCell, ...]:
    return tuple(cells)


def _pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, other in pairs)


@frozen(kw_only=True)
class HeatMap(Tabular):
    """The open risks on a matrix; every cell is there, empty ones too.

    Attributes:
        matrix: name of the matrix.
        cells: row by row, the lowest likelihood first, impact rising.
        gone: names of the risks that cannot occur any more once their response works.
        unplaced: (name, why) of the risks that have no place.
        after_responses: whether responses have done their work.
        objective: the one that impacts are of; empty: the worst of all.
    """

    matrix: str
    cells: tuple[HeatCell, ...] = field(converter=_cells)
    gone: tuple[str, ...] = field(default=(), converter=_names)
    unplaced: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs)
    after_responses: bool = False
    objective: str = ""

    def __iter__(self) -> Iterator[HeatCell]:
        return iter(self.cells)

    def __getitem__(self, place: tuple[str, str]) -> HeatCell:
        """The cell of a likelihood and an impact, each by name.

        Raises:
            UnknownNameError: there is no level of that name.
        """
        for cell in self.cells:
            if (cell.likelihood, cell.impact) == place:
                return cell
        raise UnknownNameError(
            "cell", str(place), nearest(str(place), [f"{(c.likelihood, c.impact)}" for c in self.cells])
        )

    @property
    def by_band(self) -> tuple[tuple[str, int], ...]:
        """How many risks stand in each band, the worst band first."""
        scores: dict[str, list[Decimal]] = {}
        counts: dict[str, int] = {}
        for cell in self.cells:
            scores.setdefault(cell.band, []).append(cell.score)
            counts[cell.band] = counts.get(cell.band, 0) + len(cell.risks)
        order = sorted(scores, key=lambda band: (min(scores[band]), max(scores[band]), band), reverse=True)
        return tuple((band, counts[band]) for band in order)

    def table(self) -> Table:
        """The map as it is drawn: the highest likelihood on top, impact rising to the right, each cell with its band."""
        impacts = list(dict.fromkeys(cell.impact for cell in self.cells))
        rows = [self.cells[place : place + len(impacts)] for place in range(0, len(self.cells), len(impacts))]
        columns = [Column("Likelihood"), *(Column(impact) for impact in impacts)]
        legend = [f"{label} {name}" for cell in self.cells for label, name in zip(cell.labels, cell.risks, strict=True)]
        notes = sorted(legend, key=_by_number)
        notes += [f"gone once the response works: {', '.join(self.gone)}"] if self.gone else []
        notes += [f"not on the map: {name} ({why})" for name, why in self.unplaced]
        about = f", impact on {self.objective}" if self.objective else ""
        return Table(
            title=f"Heat map on {self.matrix}{about}{', after responses' if self.after_responses else ''}",
            columns=columns,
            rows=[(row[0].likelihood, *(_shown(cell) for cell in row)) for row in reversed(rows)],
            note="\n".join(notes),
        )

    def records(self) -> list[dict[str, object]]:
        """One record a cell: levels, score, band, how many risks, and which."""
        return [
            {
                "likelihood": cell.likelihood,
                "impact": cell.impact,
                "score": cell.score,
                "band": cell.band,
                "count": len(cell.risks),
                "risks": "; ".join(cell.risks),
            }
            for cell in self.cells
        ]


def heat_map(
    risks: Iterable[Risk],
    matrix: RiskMatrix,
    stakes: Stakes,
    *,
    after_responses: bool = False,
    kind: str = "",
    objective: str = "",
) -> HeatMap:
    """Which open risks stand in which cell of the matrix: by likelihood, and by the impact that scores highest.

    Args:
        risks: threats and opportunities.
        matrix: the matrix to place them on.
        stakes: budget and duration that effects are measured against.
        after_responses: whether responses have done their work.
        kind: ``"threat"`` or ``"opportunity"`` alone; empty: both.
        objective: the one that impacts are of: ``"cost"``, ``"time"``, ``"quality"``; empty: the worst of all.

    Raises:
        RiskError: there is no such kind.

    Example:
        >>> from itpm.risk.matrices import pmbok_matrix
        >>> from itpm.risk.risks import Threat
        >>> risks = [Threat("grave", id="R1", probability=0.7, impact={"time": "high"}), Threat("mild", probability=0.1)]
        >>> found = heat_map(risks, pmbok_matrix(), Stakes())
        >>> found["high", "high"].risks, found.by_band, found.unplaced
        (('grave',), (('high', 1), ('moderate', 0), ('low', 0)), (('mild', 'no impact given'),))
    """
    if kind not in ("", "threat", "opportunity"):
        raise RiskError(
            [Fault("heat map.kind", kind, f"expected 'threat', 'opportunity' or nothing, got {shortened(kind)}")]
        )
    chosen = [risk for risk in several(risks, Risk, "risks", RiskError) if kind in {"", risk.kind}]
    placed: dict[tuple[int, int], list[tuple[str, str]]] = {}
    gone, unplaced = [], []
    for row in ranking(chosen, matrix, stakes):
        risk = row.risk
        try:
            score = risk_score(risk, matrix, stakes, after_response=after_responses)
        except UndefinedIndexError as why:
            unplaced.append((risk.name, str(why)))
            continue
        if not score.by_objective:
            gone.append(risk.name)
            continue
        impact = _impact(score, objective_name(objective))
        if impact is None:
            unplaced.append((risk.name, f"no impact on {objective_name(objective)}"))
            continue
        place = _place(risk, impact, matrix, after_response=after_responses)
        placed.setdefault(place, []).append((risk.name, risk.id or f"#{row.rank}"))
    return HeatMap(
        matrix=matrix.name,
        cells=_all_cells(matrix, placed),
        gone=gone,
        unplaced=unplaced,
        after_responses=after_responses,
        objective=objective_name(objective),
    )


def _impact(score: RiskScore, objective: str) -> str | None:
    """The level of impact on an objective; with none named, the one that the score comes from."""
    for name, level, value, _ in score.by_objective:
        if name == objective or (not objective and value == score.score):
            return level
    return None


def _place(risk: Risk, impact: str, matrix: RiskMatrix, *, after_response: bool) -> tuple[int, int]:
    likelihood = level_of(rated_likelihood(risk, after_response=after_response), matrix.likelihoods, kind="likelihood")
    return likelihood, level_of(impact, matrix.impacts, kind="impact")


def _all_cells(matrix: RiskMatrix, placed: dict[tuple[int, int], list[tuple[str, str]]]) -> Iterator[HeatCell]:
    for i, likelihood in enumerate(matrix.likelihoods):
        for j, impact in enumerate(matrix.impacts):
            here = placed.get((i, j), [])
            cell = matrix.cells[i][j]
            yield HeatCell(
                likelihood=likelihood.name,
                impact=impact.name,
                score=cell.score,
                band=cell.band,
                risks=[name for name, _ in here],
                labels=[label for _, label in here],
            )


def _shown(cell: HeatCell) -> str:
    return f"{cell.band}: {' '.join(cell.labels)}" if cell.labels else f"{cell.band[:1]}"


def _by_number(entry: str) -> tuple[int, str]:
    number = entry.split(maxsplit=1)[0].removeprefix("#")
    return (int(number) if number.isdecimal() else 0), entry

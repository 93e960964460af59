"""A register in order: the worst first, before and after responses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from attrs import evolve, field, frozen

from itpm.errors import UndefinedIndexError
from itpm.model.given import expect, several
from itpm.model.money import NO_CURRENCY, Money
from itpm.risk.inputs import RiskError
from itpm.risk.matrices import RiskMatrix
from itpm.risk.risks import Risk
from itpm.risk.scoring import (
    ResponseValue,
    RiskScore,
    Stakes,
    expected_delay,
    expected_monetary_value,
    response_value,
    risk_score,
)
from itpm.tables import Column, Table, Tabular, Undefined

_T = TypeVar("_T")


@frozen(kw_only=True)
class RankedRisk:
    """One risk with its place.

    Attributes:
        rank: its place, 1 is the worst [1].
        risk: the risk.
        score: its place on the matrix.
        emv: its expected monetary value; negative for an opportunity.
        residual_score: its place on the matrix after the response.
        residual_emv: its expected monetary value after the response, without the response's cost.
        response: whether the response pays.
    """

    rank: int
    risk: Risk
    score: RiskScore | Undefined
    emv: Money | Undefined
    residual_score: RiskScore | Undefined
    residual_emv: Money | Undefined
    response: ResponseValue | Undefined


def _rows(rows: Iterable[RankedRisk]) -> tuple[RankedRisk, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class RiskRanking(Tabular):
    """Open risks in order: by score, then by the size of the expected monetary value, then by expected delay, then by name.

    Attributes:
        matrix: name of the matrix they are scored on.
        rows: the risks, worst first.
    """

    matrix: str
    rows: tuple[RankedRisk, ...] = field(converter=_rows)

    def __iter__(self) -> Iterator[RankedRisk]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> RankedRisk:
        """The risk at a place, from 0 on."""
        return self.rows[place]

    @property
    def currency(self) -> str:
        """ISO 4217 code of the values; ``"XXX"`` where none is known."""
        return next((row.emv.currency for row in self.rows if isinstance(row.emv, Money)), NO_CURRENCY)

    def table(self) -> Table:
        """Rank, risk, probability, effects, score and expected value, before and after the response."""
        unit = self.currency
        columns = [
            Column("#", key="rank", align="right"),
            Column("Risk"),
            Column("Kind"),
            Column("P [1]", key="probability", align="right"),
            Column("Cost", align="right"),
            Column("Delay", align="right"),
            Column("Score", align="right"),
            Column("Band"),
            Column(f"EMV [{unit}]", key=f"emv_{unit.lower()}", align="right"),
            Column("Owner"),
            Column("Response"),
            Column("Score after", align="right"),
            Column("Band after"),
            Column(f"EMV after [{unit}]", key=f"emv_after_{unit.lower()}", align="right"),
            Column(f"Response costs [{unit}]", key=f"response_cost_{unit.lower()}", align="right"),
            Column("Response pays", key="response_pays"),
        ]
        values = [_values(row) for row in self.rows]
        money = [column.key.endswith(f"_{unit.lower()}") for column in columns]
        rows = [tuple(map(_shown, cells, money)) for cells in values]
        return Table(title=f"Risks on {self.matrix}", columns=columns, rows=rows, values=values)


def ranking(risks: Iterable[Risk], matrix: RiskMatrix, stakes: Stakes) -> RiskRanking:
    """The open risks in order, worst first.

    Args:
        risks: threats and opportunities, together.
        matrix: the matrix to score on.
        stakes: budget and duration that effects are measured against.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> from itpm.risk.matrices import pmbok_matrix
        >>> mild = Threat("mild", probability=0.5, impact={"time": "low"})
        >>> risks = [mild, Threat("grave", likelihood="high", impact={"time": "high"})]
        >>> [(row.rank, row.risk.name, str(row.score)) for row in ranking(risks, pmbok_matrix(), Stakes())]
        [(1, 'grave', '0.28 high'), (2, 'mild', '0.05 low')]
    """
    expect(matrix, "matrix", RiskMatrix, error=RiskError)
    expect(stakes, "stakes", Stakes, error=RiskError)
    given = several(risks, Risk, "risks", RiskError)
    by_name = {risk.name: risk for risk in given}
    found = [_ranked(risk, matrix, stakes, by_name) for risk in given if risk.is_open]
    found.sort(key=lambda row: _order(row, stakes))
    return RiskRanking(matrix=matrix.name, rows=[evolve(row, rank=rank) for rank, row in enumerate(found, 1)])


def _ranked(risk: Risk, matrix: RiskMatrix, stakes: Stakes, by_name: Mapping[str, Risk]) -> RankedRisk:
    return RankedRisk(
        rank=0,
        risk=risk,
        score=or_why(lambda: risk_score(risk, matrix, stakes)),
        emv=or_why(lambda: expected_monetary_value(risk)),
        residual_score=or_why(lambda: risk_score(risk, matrix, stakes, after_response=True)),
        residual_emv=or_why(lambda: expected_monetary_value(risk, after_response=True)),
        response=or_why(lambda: valued_response(risk, stakes, by_name)),
    )


def valued_response(risk: Risk, stakes: Stakes, by_name: Mapping[str, Risk]) -> ResponseValue:
    """Whether the response pays, with the open risks that it brings.

    Raises:
        UndefinedIndexError: there is no response, or what it wins has no price.
    """
    brought = () if risk.response is None else (by_name[name] for name in risk.response.secondary if name in by_name)
    return response_value(
        risk, day_value=stakes.day_value, day=stakes.day, secondary=[one for one in brought if one.is_open]
    )


def or_why(ask: Callable[[], _T]) -> _T | Undefined:
    """The answer, or a cell that says why there is none."""
    try:
        return ask()
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))


def _order(row: RankedRisk, stakes: Stakes) -> tuple[Decimal, Decimal, Decimal, str]:
    score = row.score.score if isinstance(row.score, RiskScore) else Decimal(-1)
    value = abs(row.emv.amount) if isinstance(row.emv, Money) else Decimal(0)
    return -score, -value, -abs(expected_delay(row.risk, day=stakes.day)), row.risk.name


def _values(row: RankedRisk) -> tuple[object, ...]:
    risk, response = row.risk, row.risk.response
    chance = risk.probability if risk.probability is not None else risk.likelihood
    cost = response.cost if response is not None else None
    pays = row.response.pays if isinstance(row.response, ResponseValue) else row.response
    before = (row.rank, risk.name, risk.kind, chance, risk.cost, risk.delay, *_score(row.score), _amount(row.emv))
    after = (
        *_score(row.residual_score),
        _amount(row.residual_emv),
        _amount(cost),
        pays if response is not None else None,
    )
    return (*before, risk.owner, response, *after)


def _score(score: RiskScore | Undefined) -> tuple[object, object]:
    return (score, None) if isinstance(score, Undefined) else (score.score, score.band)


def _amount(value: Money | Undefined | None) -> object:
    return value.amount if isinstance(value, Money) else value


def _shown(cell: object, is_money: bool) -> object:
    """Money in whole units with separators, a verdict in words."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return format(cell, ",.0f") if is_money and isinstance(cell, Decimal) else cell

"""Choosing a seller: bids on weighted criteria, and on what they cost over the whole life of what is bought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import field, frozen

from itpm.cost.contracts.terms import ContractError, refuse
from itpm.cost.finance.inputs import Number, amount, number, one_currency
from itpm.cost.finance.measures import total_cost_of_ownership
from itpm.errors import Fault, UnknownNameError, nearest
from itpm.model.given import pairs, several
from itpm.model.money import Money, money, optional_money
from itpm.selection import Scoring, SelectionCriterion, weighted_scoring
from itpm.selection.scoring import criteria_of
from itpm.tables import Column, Table, Tabular, Undefined

WHOLE_LIFE_COST = "whole-life cost"
"""The criterion that bids are given by their cost; every other is scored by the evaluators."""


def _scores(value: Mapping[str, Number] | Iterable[tuple[str, Number]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple(
        (name, number(score, place=f"scores[{name!r}]")) for name, score in pairs(value, "scores", ContractError)
    )


def _yearly(value: Iterable[Money | str]) -> tuple[Money, ...]:
    return tuple(money(cost, place=f"per_year[{year}]") for year, cost in enumerate(value))


@frozen
class Bid:
    """A seller's offer.

    Attributes:
        seller: who offers.
        price: paid at the beginning.
        per_year: what it costs at the end of year 1, 2, ...: licences, maintenance, operation.
        residual: what it still brings at the end of the last year.
        scores: criterion to marks, more is better.
    """

    seller: str
    price: Money = field(converter=amount)
    per_year: tuple[Money, ...] = field(default=(), converter=_yearly, kw_only=True)
    residual: Money | None = field(default=None, converter=optional_money, kw_only=True)
    scores: tuple[tuple[str, Decimal], ...] = field(default=(), converter=_scores, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(one_currency(f"bid of {self.seller}", [self.price, *self.per_year, self.residual]))

    def whole_life_cost(self, rate: Number = 0) -> Money:
        """Present value of everything that the bid costs, at a discount rate a year [1]."""
        cost = total_cost_of_ownership(
            purchase=self.price.amount,
            per_year=[cost.amount for cost in self.per_year],
            rate=rate,
            residual=0 if self.residual is None else self.residual.amount,
        )
        return Money(cost, self.price.currency)


@frozen(kw_only=True)
class BidComparison(Tabular):
    """Bids side by side.

    Attributes:
        bids: as given.
        scoring: the weighted scores; `weight_changes` of it says how firm the choice is.
        costs: each bid's whole-life cost, in the order of the bids.
    """

    bids: tuple[Bid, ...]
    scoring: Scoring
    costs: tuple[Money, ...]

    @property
    def best(self) -> tuple[str, ...]:
        """The seller with the highest score; several where they share it, none where all miss a minimum."""
        return self.scoring.best

    @property
    def cheapest(self) -> str:
        """The seller with the least whole-life cost."""
        return min(zip(self.costs, self.bids, strict=True), key=lambda pair: pair[0])[1].seller

    def cost_of(self, seller: str) -> Money:
        """The seller's whole-life cost.

        Raises:
            UnknownNameError: no such seller; the nearest is offered.
        """
        for cost, bid in zip(self.costs, self.bids, strict=True):
            if bid.seller == seller:
                return cost
        raise UnknownNameError("seller", seller, nearest(seller, [bid.seller for bid in self.bids]))

    def table(self) -> Table:
        """One bid a row, best first: price, whole-life cost, score, and cost per point of score."""
        order = [*self.scoring.ranking, *self.scoring.rejected]
        rows = [self._row(seller) for seller in order]
        names = ("Price", "Whole-life cost", "Score", "Cost per point")
        columns = [Column(name, align="right") for name in names]
        return Table(title="Bids", columns=[Column("Seller"), *columns], rows=rows)

    def _row(self, seller: str) -> tuple[object, ...]:
        bid = next(bid for bid in self.bids if bid.seller == seller)
        cost = self.cost_of(seller)
        if seller in self.scoring.rejected:
            why = Undefined(self.scoring.rejected[seller])
            return seller, bid.price, cost, why, why
        score = self.scoring[seller]
        return seller, bid.price, cost, score, cost / score if score else Undefined("no score")


def compare_bids(
    bids: Iterable[Bid], criteria: Mapping[str, Number] | Iterable[SelectionCriterion], *, rate: Number = 0
) -> BidComparison:
    """Bids on weighted criteria, whole-life cost among them where it has a weight.

    Marks and cost are read as shares of the best bid's, so the cheapest bid gets all points for cost and one that costs twice as
    much half of them.

    Args:
        bids: the offers.
        criteria: criterion to weight, or criteria with minimums; the name ``"whole-life cost"`` means the bids' cost.
        rate: discount rate a year for whole-life cost [1].

    Raises:
        ContractError: no bid, two of one seller, or several currencies.
        SelectionError: a bid lacks a score, or has one for no criterion.

    Example:
        >>> comparison = compare_bids([
        ...     Bid("Acme", "100k EUR", per_year=["20k EUR"] * 4, scores={"fit": 9}),
        ...     Bid("Beta", "140k EUR", per_year=["5k EUR"] * 4, scores={"fit": 8}),
        ... ], {"fit": 30, "whole-life cost": 70}, rate="0.05")
        >>> comparison.best, comparison.cheapest, round(comparison.scoring["Beta"], 3)
        (('Beta',), 'Beta', Decimal('0.967'))
    """
    offers = several(bids, Bid, "bids", ContractError)
    sellers = [bid.seller for bid in offers]
    faults = [] if offers else [Fault("bids", (), "expected at least one bid, got none")]
    if len(set(sellers)) < len(sellers):
        faults.append(Fault("bids", sellers, "expected one bid of each seller, got two of one"))
    faults += one_currency("bids", [bid.price for bid in offers])
    refuse(faults)
    judged = [_by_cost(criterion) if _is_cost(criterion) else criterion for criterion in criteria_of(criteria)]
    costs = tuple(bid.whole_life_cost(rate) for bid in offers)
    scores = {
        bid.seller: {**dict(bid.scores), **({WHOLE_LIFE_COST: cost.amount} if any(map(_is_cost, judged)) else {})}
        for bid, cost in zip(offers, costs, strict=True)
    }
    return BidComparison(bids=offers, scoring=weighted_scoring(scores, judged, scale="best"), costs=costs)


def _is_cost(criterion: SelectionCriterion) -> bool:
    return criterion.name == WHOLE_LIFE_COST


def _by_cost(criterion: SelectionCriterion) -> SelectionCriterion:
    return SelectionCriterion(criterion.name, criterion.weight, better="lower", minimum=criterion.minimum)

"""Payout over cost: what the buyer pays and what the seller keeps, at one cost or at many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import field, frozen

from itpm.cost.contracts.terms import FixedPriceIncentive, Terms, TimeAndMaterial, refuse
from itpm.cost.finance.inputs import CONTEXT
from itpm.errors import Fault, UndefinedIndexError
from itpm.model.money import NO_CURRENCY, Money, money
from itpm.tables import Column, Table, Tabular, Undefined


@frozen(kw_only=True)
class Payout:
    """What a contract pays at one cost.

    Attributes:
        cost: what the work costs the seller (time and material: its value at the agreed rates).
        price: what the buyer pays.
    """

    cost: Money
    price: Money

    @property
    def profit(self) -> Money:
        """Price less cost: the seller's profit or fee; negative is a loss (time and material: what is worked for nothing)."""
        return self.price - self.cost

    @property
    def profit_share(self) -> Decimal:
        """Profit per cost [1].

        Raises:
            UndefinedIndexError: the work costs nothing.
        """
        if not self.cost:
            raise UndefinedIndexError("no profit per cost where the work costs nothing")
        return CONTEXT.divide(self.profit.amount, self.cost.amount)


def payout(terms: Terms, cost: Money | str) -> Payout:
    """What a contract pays where the work costs `cost`.

    Raises:
        ContractError: a negative cost.
        CurrencyMismatchError: another currency than the contract's.

    Example:
        >>> from itpm.cost.contracts import FixedPriceIncentive
        >>> terms = FixedPriceIncentive(target_cost="800k EUR", target_profit="80k EUR", ceiling="960k EUR",
        ...                             buyer_share="60/40")
        >>> print(payout(terms, "900k EUR").price, payout(terms, "900k EUR").profit)
        940,000 EUR 40,000 EUR
    """
    spent = money(cost, place="cost")
    if spent.amount < 0:
        refuse([Fault("cost", spent, f"expected no negative cost, got {spent}")])
    return Payout(cost=spent, price=terms.price_at(spent))


def _payouts(value: Iterable[Payout]) -> tuple[Payout, ...]:
    return tuple(value)


@frozen
class Payouts(Tabular):
    """What a contract pays over a range of costs.

    Attributes:
        terms: the contract's terms.
        payouts: one for each cost, in the order asked.
    """

    terms: Terms
    payouts: tuple[Payout, ...] = field(converter=_payouts)

    def __iter__(self) -> Iterator[Payout]:
        return iter(self.payouts)

    def table(self) -> Table:
        """One cost a row: price, profit, profit per cost."""
        unit = self.payouts[0].cost.currency if self.payouts else NO_CURRENCY
        names = ("Cost", "Price", "Profit")
        columns = [Column(f"{name} [{unit}]", key=f"{name.lower()}_{unit.lower()}", align="right") for name in names]
        values = [(p.cost.amount, p.price.amount, p.profit.amount, _share(p)) for p in self.payouts]
        rows = [(*(f"{cell:,.2f}" for cell in row[:3]), row[3]) for row in values]
        return Table(
            title=type(self.terms).__name__,
            columns=[*columns, Column("Profit [%]", key="profit_percent", align="right")],
            rows=rows,
            values=values,
            note=self._note(),
        )

    def _note(self) -> str:
        if isinstance(self.terms, TimeAndMaterial):
            return "Cost is the value of hours and material at the agreed rates."
        if not isinstance(self.terms, FixedPriceIncentive) or not self.terms.buyer_share:
            return ""
        return f"Point of total assumption: {self.terms.point_of_total_assumption}"


def _share(payout: Payout) -> Decimal | Undefined:
    try:
        return CONTEXT.multiply(payout.profit_share, 100)
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))


def payout_table(terms: Terms, costs: Iterable[Money | str]) -> Payouts:
    """What a contract pays at each of several costs.

    Raises:
        ContractError: a negative cost.

    Example:
        >>> from itpm.cost.contracts import CostPlusFixedFee
        >>> print(payout_table(CostPlusFixedFee("100k EUR", "10k EUR"), ["90k EUR", "120k EUR"]))
        CostPlusFixedFee
        Cost [EUR]  Price [EUR]  Profit [EUR]  Profit [%]
        ----------  -----------  ------------  ----------
         90,000.00   100,000.00     10,000.00       11.11
        120,000.00   130,000.00     10,000.00        8.33
    """
    return Payouts(terms, [payout(terms, cost) for cost in costs])

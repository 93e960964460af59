"""Before the talk: between which prices agreement is possible, and whether to make or buy at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from itpm.cost.contracts.terms import refuse
from itpm.cost.finance.inputs import CONTEXT, Number, amount, number, one_currency, times
from itpm.errors import Fault, UndefinedIndexError
from itpm.model.money import Money, money, optional_money
from itpm.tables import Column, Table, Tabular, Undefined


@frozen(kw_only=True)
class NegotiationRange(Tabular):
    """Prices at which each side opens, hopes to close, and walks away.

    Attributes:
        buyer_target: what the buyer hopes to pay.
        buyer_limit: the most that the buyer pays before walking away.
        seller_target: what the seller hopes to get, as the buyer believes.
        seller_limit: the least that the seller takes, as the buyer believes.

    Source:
        Raiffa, The Art and Science of Negotiation (1982), ch. 4 (zone of agreement).

    Example:
        >>> talk = NegotiationRange(buyer_target="700k EUR", buyer_limit="850k EUR",
        ...                         seller_target="900k EUR", seller_limit="780k EUR")
        >>> print(*talk.zone, sep=" to ")
        780,000 EUR to 850,000 EUR
    """

    buyer_target: Money = field(converter=amount)
    buyer_limit: Money = field(converter=amount)
    seller_target: Money = field(converter=amount)
    seller_limit: Money = field(converter=amount)

    def __attrs_post_init__(self) -> None:
        faults = one_currency("prices", [self.buyer_target, self.buyer_limit, self.seller_target, self.seller_limit])
        if not faults and self.buyer_target > self.buyer_limit:
            message = f"the buyer hopes to pay no more than the limit {self.buyer_limit}, got {self.buyer_target}"
            faults.append(Fault("buyer_target", self.buyer_target, message))
        if not faults and self.seller_target < self.seller_limit:
            message = f"the seller hopes to get no less than the limit {self.seller_limit}, got {self.seller_target}"
            faults.append(Fault("seller_target", self.seller_target, message))
        refuse(faults)

    @property
    def can_agree(self) -> bool:
        """Whether any price suits both."""
        return self.seller_limit <= self.buyer_limit

    @property
    def zone(self) -> tuple[Money, Money]:
        """The zone of possible agreement: the seller's limit to the buyer's.

        Raises:
            UndefinedIndexError: the limits leave none; told by how much.
        """
        if not self.can_agree:
            gap = self.seller_limit - self.buyer_limit
            raise UndefinedIndexError(f"no price suits both: the seller's limit is {gap} above the buyer's")
        return self.seller_limit, self.buyer_limit

    @property
    def midpoint(self) -> Money:
        """The middle of the zone: where both give up alike.

        Raises:
            UndefinedIndexError: there is no zone.
        """
        low, high = self.zone
        return times(low + high, Decimal("0.5"))

    def table(self) -> Table:
        """The prices from low to high, with whose they are, and the zone."""
        prices: list[tuple[str, Money]] = [
            ("Buyer's target", self.buyer_target),
            ("Buyer's limit", self.buyer_limit),
            ("Seller's limit", self.seller_limit),
            ("Seller's target", self.seller_target),
        ]
        ordered = sorted(prices, key=lambda pair: pair[1].amount)
        rows: list[tuple[str, object]] = [*ordered, ("Zone of agreement", self._zone_text())]
        return Table(title="Negotiation", columns=[Column("Price"), Column("Amount", align="right")], rows=rows)

    def _zone_text(self) -> str | Undefined:
        try:
            low, high = self.zone
        except UndefinedIndexError as undefined:
            return Undefined(str(undefined))
        return f"{low} to {high}"


@frozen(kw_only=True)
class MakeOrBuy(Tabular):
    """Making against buying at a quantity.

    Attributes:
        quantity: how many are needed [unit].
        make: what making them costs.
        buy: what buying them costs.
        break_even: the quantity at which both cost the same [unit]; undefined where there is none.
    """

    quantity: Decimal
    make: Money
    buy: Money
    break_even: Decimal | Undefined

    @property
    def verdict(self) -> Literal["make", "buy", "either"]:
        """The cheaper way at this quantity."""
        if self.make == self.buy:
            return "either"
        return "make" if self.make < self.buy else "buy"

    def table(self) -> Table:
        """Both costs, the verdict and the break-even quantity."""
        rows: list[tuple[str, object]] = [
            ("Make", self.make),
            ("Buy", self.buy),
            ("Verdict", self.verdict),
            ("Same cost at", self.break_even),
        ]
        return Table(
            title=f"Make or buy {self.quantity}", columns=[Column("What"), Column("Value", align="right")], rows=rows
        )


def make_or_buy(
    quantity: Number,
    *,
    make_fixed: Money | str,
    make_variable: Money | str,
    buy_variable: Money | str,
    buy_fixed: Money | str | None = None,
) -> MakeOrBuy:
    """Whether to make or to buy, and from which quantity on the answer changes.

    Args:
        quantity: how many are needed [unit].
        make_fixed: what making costs however many.
        make_variable: what making each one costs.
        buy_variable: what buying each one costs.
        buy_fixed: what buying costs however many (tender, integration); None: nothing.

    Returns:
        Both costs and ``(make_fixed - buy_fixed) / (buy_variable - make_variable)``.

    Raises:
        ContractError: a negative quantity, or several currencies.

    Example:
        >>> choice = make_or_buy(300, make_fixed="60k EUR", make_variable="50 EUR", buy_variable="200 EUR",
        ...                      buy_fixed="6k EUR")
        >>> choice.verdict, choice.break_even
        ('buy', Decimal('360'))
    """
    count = number(quantity, place="quantity")
    fixed, each = money(make_fixed, place="make_fixed"), money(make_variable, place="make_variable")
    bought = money(buy_variable, place="buy_variable")
    tender = optional_money(buy_fixed) or Money(0, fixed.currency)
    faults = one_currency("costs", [fixed, each, bought, tender])
    if count < 0:
        faults.append(Fault("quantity", count, f"expected no negative quantity, got {count}"))
    refuse(faults)
    return MakeOrBuy(
        quantity=count,
        make=fixed + times(each, count),
        buy=tender + times(bought, count),
        break_even=_break_even((fixed - tender).amount, (bought - each).amount),
    )


def _break_even(more_fixed: Decimal, saved: Decimal) -> Decimal | Undefined:
    if not saved:
        return Undefined("each one costs the same either way" if more_fixed else "both cost the same at any quantity")
    quantity = CONTEXT.divide(more_fixed, saved)
    return quantity if quantity >= 0 else Undefined("one way is cheaper at any quantity")

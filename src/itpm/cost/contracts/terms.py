"""Contract types: how what the work costs the seller becomes what the buyer pays.

Each type is a value; `payout` asks it for the price at a cost. Shares are the buyer's: 0.6 (or ``"60/40"``) means that of every
unit over target the buyer bears 0.60 and the seller 0.40.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from attrs import field, frozen

from itpm.cost.finance.inputs import CONTEXT, Number, amount, number, one_currency, share, times
from itpm.errors import Fault, FaultsError, UndefinedIndexError, did_you_mean
from itpm.model.given import pairs
from itpm.model.money import Money, money, optional_money


class ContractError(FaultsError):
    """Terms, bids or a contract that cannot be, with every fault found."""


refuse = ContractError.refuse
"""Raises all faults found, if any."""


def _share(value: Number) -> Decimal:
    return share(value, place="buyer_share")


def _optional_share(value: Number | None) -> Decimal | None:
    return None if value is None else share(value, place="buyer_share_under")


def _positive(**amounts: Money | None) -> list[Fault]:
    faults = one_currency("terms", amounts.values())
    return faults + [
        Fault(name, value, f"expected no negative amount, got {value}")
        for name, value in amounts.items()
        if value is not None and value.amount < 0
    ]


@frozen
class FirmFixedPrice:
    """FFP: the price is agreed; what the work costs is the seller's affair.

    Attributes:
        price: what the buyer pays.
    """

    price: Money = field(converter=amount)

    def __attrs_post_init__(self) -> None:
        refuse(_positive(price=self.price))

    @property
    def target_price(self) -> Money:
        """The price agreed."""
        return self.price

    def price_at(self, cost: Money) -> Money:
        """What the buyer pays where the work costs the seller `cost`."""
        return self.price


@frozen(kw_only=True)
class FixedPriceIncentive:
    """FPIF: cost over or under target is shared, up to a ceiling that the buyer never pays more than.

    Attributes:
        target_cost: what the work should cost.
        target_profit: what the seller earns then.
        ceiling: the most that the buyer pays.
        buyer_share: the buyer's share of cost over target [1]; ``"60/40"`` or 0.6.
        buyer_share_under: the buyer's share of cost under target [1]; None: the same.

    Source:
        Federal Acquisition Regulation 16.403-1 (firm target).

    Example:
        >>> terms = FixedPriceIncentive(target_cost="800k EUR", target_profit="80k EUR", ceiling="960k EUR",
        ...                             buyer_share="60/40")
        >>> print(terms.price_at(Money(900_000, "EUR")), terms.point_of_total_assumption)
        940,000 EUR 933,333.33 EUR
    """

    target_cost: Money = field(converter=amount)
    target_profit: Money = field(converter=amount)
    ceiling: Money = field(converter=amount)
    buyer_share: Decimal = field(converter=_share)
    buyer_share_under: Decimal | None = field(default=None, converter=_optional_share)

    def __attrs_post_init__(self) -> None:
        faults = _positive(target_cost=self.target_cost, target_profit=self.target_profit, ceiling=self.ceiling)
        if not faults and self.ceiling < self.target_price:
            message = f"expected at least the target price {self.target_price}, got {self.ceiling}"
            faults.append(Fault("ceiling", self.ceiling, message))
        refuse(faults)

    @property
    def target_price(self) -> Money:
        """Target cost and target profit."""
        return self.target_cost + self.target_profit

    @property
    def point_of_total_assumption(self) -> Money:
        """The cost from which on the seller bears every further unit: there the shared price meets the ceiling.

        It may lie above the ceiling: where the buyer's share is small, the seller is at a loss before the ceiling is met.

        Raises:
            UndefinedIndexError: the buyer bears nothing, so the price never meets the ceiling.

        Source:
            ``(ceiling - target price) / buyer's share + target cost``; Defense Acquisition University, Contract Pricing
            Reference Guides, vol. 4, ch. 1.
        """
        if not self.buyer_share:
            raise UndefinedIndexError(
                "no point of total assumption where the buyer bears nothing of a cost over target"
            )
        room = (self.ceiling - self.target_price).amount
        return Money(
            CONTEXT.add(CONTEXT.divide(room, self.buyer_share), self.target_cost.amount), self.target_cost.currency
        )

    def price_at(self, cost: Money) -> Money:
        """What the buyer pays where the work costs the seller `cost`."""
        over = cost - self.target_cost
        buyer = self.buyer_share if over.amount > 0 or self.buyer_share_under is None else self.buyer_share_under
        return min(self.ceiling, self.target_price + times(over, buyer))


@frozen
class CostPlusFixedFee:
    """CPFF: the buyer pays what the work costs, and a fee that does not change with it.

    Attributes:
        estimated_cost: what the work should cost.
        fee: the seller's fee.
        limit: the most that is paid in all, fee included (limitation of cost); None: no limit.
    """

    estimated_cost: Money = field(converter=amount)
    fee: Money = field(converter=amount)
    limit: Money | None = field(default=None, converter=optional_money, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(_positive(estimated_cost=self.estimated_cost, fee=self.fee, limit=self.limit))

    @property
    def target_price(self) -> Money:
        """Estimated cost and fee."""
        return self.price_at(self.estimated_cost)

    def price_at(self, cost: Money) -> Money:
        """What the buyer pays where the work costs the seller `cost`."""
        whole = cost + self.fee
        return whole if self.limit is None else min(whole, self.limit)


@frozen(kw_only=True)
class CostPlusIncentiveFee:
    """CPIF: the buyer pays what the work costs, and a fee that falls with it between two limits.

    Attributes:
        target_cost: what the work should cost.
        target_fee: the fee then.
        least_fee: the fee never falls below this.
        most_fee: the fee never rises above this.
        buyer_share: the buyer's share of cost over target [1]; ``"80/20"`` or 0.8.
        buyer_share_under: the buyer's share of cost under target [1]; None: the same.

    Source:
        Federal Acquisition Regulation 16.405-1.

    Example:
        >>> terms = CostPlusIncentiveFee(target_cost="200k EUR", target_fee="20k EUR", least_fee="10k EUR",
        ...                              most_fee="30k EUR", buyer_share="75/25")
        >>> print(terms.fee_at(Money(180_000, "EUR")), terms.price_at(Money(260_000, "EUR")))
        25,000 EUR 270,000 EUR
    """

    target_cost: Money = field(converter=amount)
    target_fee: Money = field(converter=amount)
    least_fee: Money = field(converter=amount)
    most_fee: Money = field(converter=amount)
    buyer_share: Decimal = field(converter=_share)
    buyer_share_under: Decimal | None = field(default=None, converter=_optional_share)

    def __attrs_post_init__(self) -> None:
        faults = _positive(target_cost=self.target_cost, target_fee=self.target_fee, most_fee=self.most_fee)
        faults += one_currency("terms", [self.target_cost, self.least_fee])
        if not faults and not self.least_fee <= self.target_fee <= self.most_fee:
            limits = f"{self.least_fee} to {self.most_fee}"
            faults.append(Fault("target_fee", self.target_fee, f"expected a fee of {limits}, got {self.target_fee}"))
        refuse(faults)

    @property
    def target_price(self) -> Money:
        """Target cost and target fee."""
        return self.target_cost + self.target_fee

    @property
    def range_of_incentive(self) -> tuple[Money, Money]:
        """The costs between which the fee moves: below the first and above the second it stands still.

        Raises:
            UndefinedIndexError: the seller bears nothing, so the fee never moves.
        """
        under = self.buyer_share if self.buyer_share_under is None else self.buyer_share_under
        sellers = [CONTEXT.subtract(1, under), CONTEXT.subtract(1, self.buyer_share)]
        if not all(sellers):
            raise UndefinedIndexError("no range of incentive where the seller bears nothing")
        room = (self.target_fee - self.most_fee, self.target_fee - self.least_fee)
        low, high = (CONTEXT.divide(part.amount, seller) for part, seller in zip(room, sellers, strict=True))
        unit = self.target_cost.currency
        return self.target_cost + Money(low, unit), self.target_cost + Money(high, unit)

    def fee_at(self, cost: Money) -> Money:
        """The fee where the work costs the seller `cost`."""
        over = cost - self.target_cost
        buyer = self.buyer_share if over.amount > 0 or self.buyer_share_under is None else self.buyer_share_under
        fee = self.target_fee - times(over, CONTEXT.subtract(1, buyer))
        return min(self.most_fee, max(self.least_fee, fee))

    def price_at(self, cost: Money) -> Money:
        """What the buyer pays where the work costs the seller `cost`."""
        return cost + self.fee_at(cost)


def _rates(value: Mapping[str, Money | str] | Iterable[tuple[str, Money | str]]) -> tuple[tuple[str, Money], ...]:
    return tuple((role, money(rate, place=f"rates[{role!r}]")) for role, rate in pairs(value, "rates", ContractError))


def _number(value: Number) -> Decimal:
    return number(value, place="markup")


@frozen(kw_only=True)
class TimeAndMaterial:
    """T&M: hours at agreed rates and material, up to a cap where one was agreed.

    `payout` takes the value at rates (hours and material) as the cost: the seller's own cost is not the buyer's to know.

    Attributes:
        rates: role to rate an hour.
        cap: the most that the buyer pays (not to exceed); None: no cap.
        material_markup: what is added to material [1].

    Example:
        >>> terms = TimeAndMaterial(rates={"developer": "100 EUR"}, cap="50k EUR")
        >>> print(terms.value_of({"developer": 480}, material="1k EUR"), terms.price_at(Money(70_000, "EUR")))
        49,000 EUR 50,000 EUR
    """

    rates: tuple[tuple[str, Money], ...] = field(converter=_rates)
    cap: Money | None = field(default=None, converter=optional_money)
    material_markup: Decimal = field(default=Decimal(0), converter=_number)

    def __attrs_post_init__(self) -> None:
        faults = [] if self.rates else [Fault("rates", (), "expected at least one rate, got none")]
        faults += _positive(cap=self.cap, **{f"rates[{role!r}]": rate for role, rate in self.rates})
        refuse(faults)

    @property
    def target_price(self) -> Money:
        """The cap.

        Raises:
            UndefinedIndexError: no cap was agreed, so no price is.
        """
        if self.cap is None:
            raise UndefinedIndexError("time and material without a cap has no agreed price")
        return self.cap

    def value_of(self, hours: Mapping[str, Number], *, material: Money | str | None = None) -> Money:
        """Hours at their rates, and material with its markup, before any cap.

        Raises:
            ContractError: a role without a rate.
        """
        rates, worked = dict(self.rates), dict(pairs(hours, "hours", ContractError))
        refuse(
            Fault(f"hours[{role!r}]", role, f"there is no rate for {role!r}{did_you_mean(role, rates)}")
            for role in worked
            if role not in rates
        )
        total = Money(0, self.rates[0][1].currency)
        for role, count in worked.items():
            total = total + times(rates[role], number(count, place=f"hours[{role!r}]"))
        if material is None:
            return total
        return total + times(money(material, place="material"), CONTEXT.add(1, self.material_markup))

    def price_at(self, cost: Money) -> Money:
        """What the buyer pays where hours and material are worth `cost` at the agreed rates."""
        return cost if self.cap is None else min(cost, self.cap)


Terms: TypeAlias = FirmFixedPrice | FixedPriceIncentive | CostPlusFixedFee | CostPlusIncentiveFee | TimeAndMaterial

"""What a variance is made of: price, quantity, timing.

What was planned to be spent by now, less what was spent, PV - AC, falls into parts that different people answer for:

- **timing**, PV - EV: work that was planned by now and is not done; it will cost its money later;
- **quantity**, EV - hours spent x budgeted rate: the work done took more or fewer hours than budgeted;
- **price**, hours spent x (budgeted rate - rate paid): an hour cost more or less than budgeted;
- **other**: cost variance of packages without hours, budgeted or spent: material, fixed prices, travel.

Quantity, price and other are together exactly the cost variance, EV - AC.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal

from attrs import frozen

from itpm.cost.figures import EarnedValueRow
from itpm.model.money import Money

_CONTEXT = Context(prec=34)


@frozen(kw_only=True)
class VarianceParts:
    """The parts of PV - AC; negative is for the worse, but for timing, where it is money spent ahead of plan.

    Attributes:
        price: an hour cost less (more) than budgeted.
        quantity: the work done took fewer (more) hours than budgeted.
        other: cost variance of packages without hours.
        timing: work that was planned by now and is still to be done and paid.

    Example:
        >>> zero = Money(0, "EUR")
        >>> print(VarianceParts(price=Money(-300, "EUR"), quantity=Money(100, "EUR"), other=zero, timing=zero).cost)
        -200 EUR
    """

    price: Money
    quantity: Money
    other: Money
    timing: Money

    @property
    def cost(self) -> Money:
        """Cost variance, EV - AC: price, quantity and other."""
        return self.price + self.quantity + self.other

    @property
    def spending(self) -> Money:
        """PV - AC: all of them."""
        return self.cost + self.timing

    def __add__(self, other: VarianceParts) -> VarianceParts:
        return VarianceParts(
            price=self.price + other.price,
            quantity=self.quantity + other.quantity,
            other=self.other + other.other,
            timing=self.timing + other.timing,
        )


def no_parts(currency: str) -> VarianceParts:
    """Nothing of all."""
    zero = Money(0, currency)
    return VarianceParts(price=zero, quantity=zero, other=zero, timing=zero)


def parts_of(package: EarnedValueRow, hours: Mapping[str, tuple[Decimal, Decimal]]) -> VarianceParts:
    """The parts of one work package's variance.

    Args:
        package: its figures in money.
        hours: hours budgeted and hours spent, by task id [h].
    """
    zero = Money(0, package.bac.currency)
    budgeted, spent = hours.get(package.id, (Decimal(0), Decimal(0)))
    timing = package.pv - package.ev
    if budgeted <= 0 or spent <= 0 or not package.bac:
        return VarianceParts(price=zero, quantity=zero, other=package.cv, timing=timing)
    at_budgeted_rate = _CONTEXT.divide(_CONTEXT.multiply(package.bac.amount, spent), budgeted)
    quantity = package.ev - Money(at_budgeted_rate, zero.currency)
    return VarianceParts(price=package.cv - quantity, quantity=quantity, other=zero, timing=timing)

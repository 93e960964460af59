"""Penalties for lateness (liquidated damages): agreed beforehand, by the day, usually up to a cap."""

from __future__ import annotations

from attrs import field, frozen

from itpm.cost.contracts.terms import refuse
from itpm.cost.finance.inputs import amount, one_currency
from itpm.errors import Fault
from itpm.model.moments import DAY, Moment, moment, to_seconds
from itpm.model.money import Money, optional_money


@frozen
class LiquidatedDamages:
    """What the seller owes for every begun calendar day that something is late.

    Attributes:
        per_day: for each begun day.
        cap: never more than this; None: no cap.
        grace: days that cost nothing [day].

    Example:
        >>> LiquidatedDamages("2k EUR", cap="30k EUR").owed(due="2026-06-30", delivered="2026-07-03").amount
        Decimal('6000')
    """

    per_day: Money = field(converter=amount)
    cap: Money | None = field(default=None, converter=optional_money, kw_only=True)
    grace: int = field(default=0, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = one_currency("damages", [self.per_day, self.cap])
        if self.per_day.amount < 0 or self.grace < 0:
            faults.append(Fault("per_day", self.per_day, "expected no negative penalty and no negative grace"))
        refuse(faults)

    def owed(self, *, due: Moment, delivered: Moment) -> Money:
        """What is owed where something due on one date was delivered on another; a bare date is the day's end."""
        late = to_seconds(moment(delivered, edge="finish")) - to_seconds(moment(due, edge="finish"))
        days = max(0, -(-late // DAY) - self.grace)
        owed = self.per_day * days
        return owed if self.cap is None else min(owed, self.cap)

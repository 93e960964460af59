"""What many iterations say of one number: percentiles, probabilities, and how far off these may be.

A percentile is the least value that at least so many percent of the iterations did not exceed. Its interval holds the truth with
95 % whatever the distribution is, because it counts ranks only; that of a probability is Wilson's.
"""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault
from itpm.model.moments import Moment, moment, to_datetime, to_seconds
from itpm.model.money import NO_CURRENCY, Money, money
from itpm.risk.inputs import RiskError
from itpm.tables import Column, Table, Tabular

Array: TypeAlias = Any  # a numpy array; this module loads where numpy is not installed
Z95 = 1.959963984540054


@frozen
class Estimate:
    """A number that a simulation came to, with its standard error and a 95 % interval.

    Attributes:
        value: the estimate.
        standard_error: how far off it typically is.
        low: the truth lies above with 97.5 %.
        high: the truth lies below with 97.5 %.
    """

    value: float
    standard_error: float
    low: float
    high: float

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        return f"{self.value:.3f} ± {self.standard_error:.3f}"


def share_estimate(hits: int, count: int) -> Estimate:
    """A probability from how often something came true.

    Source:
        Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    Example:
        >>> print(share_estimate(8000, 10_000))
        0.800 ± 0.004
    """
    share, square = hits / count, Z95**2 / count
    centre, reach = share + square / 2, Z95 * math.sqrt(share * (1 - share) / count + square / (4 * count))
    low, high = (centre - reach) / (1 + square), (centre + reach) / (1 + square)
    return Estimate(share, math.sqrt(share * (1 - share) / count), max(0.0, low), min(1.0, high))


def rank_of(percent: float, count: int) -> int:
    """Place, from 0 on, of a percentile among `count` sorted values.

    Raises:
        RiskError: not between 0 and 100.
    """
    if not 0 <= percent <= 100:
        raise RiskError([Fault("percent", percent, f"expected a percentage from 0 to 100, got {percent}")])
    return min(count - 1, max(0, math.ceil(count * percent / 100 - 1e-9) - 1))


def ranks_around(percent: float, count: int) -> tuple[int, int]:
    """Places of the two values between which a percentile lies with 95 %."""
    share = percent / 100
    reach = Z95 * math.sqrt(count * share * (1 - share))
    low, high = math.floor(count * share - reach) - 1, math.ceil(count * share + reach)
    return min(count - 1, max(0, low)), min(count - 1, max(0, high))


@frozen(eq=False)
class Sample(Tabular):
    """Base of what iterations say of one number; values are sorted.

    Attributes:
        values: the values of all iterations, ascending; seconds of dates, amounts of money.
        base: the value without uncertainty and risks.
        name: what it is a number of.
    """

    values: Array = field(repr=False)
    base: float
    name: str = ""

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sample) or type(other) is not type(self):
            return NotImplemented
        mine, theirs = (self.name, self.base, self.values.tobytes()), (other.name, other.base, other.values.tobytes())
        return mine == theirs

    def __hash__(self) -> int:
        return hash((self.name, self.base, len(self.values)))

    def number(self, percent: float) -> float:
        """The percentile as a plain number: seconds of a date, amount of money."""
        return float(self.values[rank_of(percent, len(self.values))])

    def estimate(self, percent: float) -> Estimate:
        """The percentile as a plain number, with its standard error and 95 % interval."""
        low, high = (float(self.values[place]) for place in ranks_around(percent, len(self.values)))
        return Estimate(self.number(percent), (high - low) / (2 * Z95), low, high)

    def mean_estimate(self) -> Estimate:
        """The mean as a plain number, with its standard error and 95 % interval."""
        mean, error = float(self.values.mean()), float(self.values.std()) / math.sqrt(len(self.values))
        return Estimate(mean, error, mean - Z95 * error, mean + Z95 * error)

    def below(self, limit: float) -> Estimate:
        """Probability of not exceeding a plain number [1]."""
        return share_estimate(int(self.values.searchsorted(limit, "right")), len(self.values))

    def shown(self, value: float) -> object:
        """A plain number as people read it."""
        return value

    def table(self) -> Table:
        """Percentiles with their 95 % intervals."""
        rows = []
        for percent in (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95):
            found = self.estimate(percent)
            rows.append((f"P{percent}", *(self.shown(value) for value in (found.value, found.low, found.high))))
        columns = [Column(name) for name in ("Percentile", "Value", "Truth above", "Truth below")]
        chance = self.below(self.base)
        note = f"Without uncertainty and risks {self.shown(self.base)}; held with probability {chance}"
        return Table(title=self.name, columns=columns, rows=rows, note=note)


@frozen(eq=False)
class DateSample(Sample):
    """When something finishes, in all iterations."""

    def percentile(self, percent: float) -> datetime:
        """The date that is not exceeded with so many percent."""
        return to_datetime(int(self.number(percent)))

    @property
    def p10(self) -> datetime:
        """The date that is kept in 10 % of all cases."""
        return self.percentile(10)

    @property
    def p50(self) -> datetime:
        """The date that is as likely kept as not."""
        return self.percentile(50)

    @property
    def p80(self) -> datetime:
        """The date that is kept in 80 % of all cases."""
        return self.percentile(80)

    @property
    def p90(self) -> datetime:
        """The date that is kept in 90 % of all cases."""
        return self.percentile(90)

    @property
    def mean(self) -> datetime:
        """The expected date."""
        return to_datetime(round(float(self.values.mean())))

    def interval(self, percent: float) -> tuple[datetime, datetime]:
        """Between which dates the true percentile lies with 95 %."""
        found = self.estimate(percent)
        return to_datetime(int(found.low)), to_datetime(int(found.high))

    def probability(self, finish: Moment) -> Estimate:
        """Probability of keeping a date [1]; a bare date means its end."""
        return self.below(to_seconds(moment(finish, edge="finish", place="finish")))

    def shown(self, value: float) -> object:
        """Seconds as a date."""
        return to_datetime(round(value))


@frozen(eq=False)
class CostSample(Sample):
    """What something costs, in all iterations.

    Attributes:
        currency: ISO 4217 code.
    """

    currency: str = NO_CURRENCY

    def percentile(self, percent: float) -> Money:
        """The amount that is not exceeded with so many percent."""
        return self.money(self.number(percent))

    @property
    def p10(self) -> Money:
        """The budget that suffices in 10 % of all cases."""
        return self.percentile(10)

    @property
    def p50(self) -> Money:
        """The budget that is as likely to suffice as not."""
        return self.percentile(50)

    @property
    def p80(self) -> Money:
        """The budget that suffices in 80 % of all cases."""
        return self.percentile(80)

    @property
    def p90(self) -> Money:
        """The budget that suffices in 90 % of all cases."""
        return self.percentile(90)

    @property
    def mean(self) -> Money:
        """The expected cost."""
        return self.money(float(self.values.mean()))

    def interval(self, percent: float) -> tuple[Money, Money]:
        """Between which amounts the true percentile lies with 95 %."""
        found = self.estimate(percent)
        return self.money(found.low), self.money(found.high)

    def probability(self, cost: Money | str) -> Estimate:
        """Probability that a budget suffices [1].

        Raises:
            RiskError: the budget is in another currency.
        """
        return self.below(self.amount(cost))

    def amount(self, cost: Money | str) -> float:
        """A budget as a plain number.

        Raises:
            RiskError: it is in another currency.
        """
        found = money(cost, place="cost")
        if found.currency != self.currency:
            message = f"costs are simulated in {self.currency}, got {found}; a rate is the caller's to give"
            raise RiskError([Fault("cost", found, message)])
        return float(found.amount)

    def money(self, value: float) -> Money:
        """A plain number as money, to the hundredth."""
        return Money(Decimal(repr(round(value, 2))), self.currency)

    def shown(self, value: float) -> object:
        """An amount as money."""
        return self.money(value)

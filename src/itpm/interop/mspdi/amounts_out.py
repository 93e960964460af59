"""Amounts as the file writes them: the way back from `itpm.interop.mspdi.measures`."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from attrs import frozen

from itpm.interop.mspdi.elements_out import Value, plain_number, whole
from itpm.model.dependencies import Lag
from itpm.model.durations import DayLength, Duration, ElapsedDuration, Percent, ThreePointEstimate, Unit, scheduled
from itpm.model.money import Money
from itpm.model.resources import Accrual

_CODES = {Unit.SECOND: 3, Unit.MINUTE: 3, Unit.HOUR: 5, Unit.DAY: 7, Unit.WEEK: 9, Unit.MONTH: 11}
_PERCENT, _ELAPSED_PERCENT = 19, 20
DAYS = 7
CLOCK = DayLength(minutes_per_day=1440, minutes_per_week=10_080, days_per_month=30)
_BILLIONTH = Decimal("1E-9")
_EXACT = Context(prec=60)
ACCRUAL_CODES = {Accrual.START: 1, Accrual.END: 2, Accrual.PRORATED: 3}


@frozen(kw_only=True)
class Amounts:
    """How amounts are written in one file.

    Attributes:
        day: the plan's lengths of days, weeks and months.
    """

    day: DayLength

    def duration(self, value: Duration | ThreePointEstimate | None) -> str | None:
        """Hours, minutes and seconds; of a three-point estimate, the most likely."""
        return None if value is None else clock_text(self.exact(scheduled(value)))

    def exact(self, value: Duration) -> Decimal:
        """Seconds [s], to a billionth."""
        day = CLOCK if isinstance(value, ElapsedDuration) else self.day
        return (value.amount * day.unit_seconds(value.unit)).quantize(_BILLIONTH, ROUND_HALF_EVEN, _EXACT)

    def code(self, value: Duration | ThreePointEstimate | None) -> int:
        """Code of the unit it was typed in; days where there is none."""
        if value is None:
            return DAYS
        typed = scheduled(value)
        return _CODES[typed.unit] + isinstance(typed, ElapsedDuration)

    def tenths(self, value: Duration | None) -> int | None:
        """Tenths of minutes."""
        return None if value is None else tenths_of(value.seconds(self.day))

    def lag(self, lag: Lag) -> tuple[tuple[str, Value], ...]:
        """Amount and format of a lag."""
        if isinstance(lag, Percent):
            return ("LinkLag", whole(lag.value)), ("LagFormat", _ELAPSED_PERCENT if lag.elapsed else _PERCENT)
        return ("LinkLag", tenths_of(lag.seconds(self.day))), ("LagFormat", self.code(lag) if lag.amount else DAYS)


def tenths_of(seconds: int) -> int:
    """Seconds [s] as tenths of minutes."""
    return whole(Decimal(seconds) / 6)


def clock_text(seconds: Decimal | int) -> str:
    """Seconds [s] as ISO 8601 writes a duration.

    Example:
        >>> clock_text(144_030), clock_text(-3600)
        ('PT40H0M30S', '-PT1H0M0S')
    """
    whole_minutes, rest = divmod(abs(Decimal(seconds)), 60)
    hours, minutes = divmod(int(whole_minutes), 60)
    return f"{'-' if seconds < 0 else ''}PT{hours}H{minutes}M{plain_number(Decimal(rest))}S"


def hundredths(value: Money | None) -> Decimal | None:
    """A cost in hundredths of the currency's unit."""
    return None if value is None else value.amount * 100


def rate(value: Money | None) -> Decimal | None:
    """A rate in whole units."""
    return None if value is None else value.amount

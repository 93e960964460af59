"""Amounts as the file writes them, and as people typed them.

Durations stand in the file as hours, minutes and seconds, lags and delays as tenths of minutes, beside a code for the
unit they were typed in. With the project's day length the typed amount comes back: 4800 tenths of a minute, typed in
days of 8 hours, are ``1d``. Where it would not be exact, the amount is given in minutes or seconds.

Costs stand in the file in hundredths of the currency unit, rates in whole units and always per hour, whatever unit
they are shown in; the rate of a material is per unit of it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from itpm.errors import Fault
from itpm.interop.currencies import is_currency
from itpm.interop.mspdi.records import Record
from itpm.model.dependencies import Lag
from itpm.model.durations import NO_TIME, DayLength, Duration, ElapsedDuration, Percent, Unit, WorkDuration
from itpm.model.money import NO_CURRENCY, Money

_UNITS = {3: Unit.MINUTE, 5: Unit.HOUR, 7: Unit.DAY, 9: Unit.WEEK, 11: Unit.MONTH}
_PERCENT, _ELAPSED_PERCENT = 19, 20
_NONE = 21
_ESTIMATED = 32
_DAYS = 7
_MOST_DECIMALS = -4
_LONGEST = 100_000
_LENGTHS = {"MinutesPerDay": "minutes_per_day", "MinutesPerWeek": "minutes_per_week", "DaysPerMonth": "days_per_month"}
_CLOCK = DayLength(minutes_per_day=1440, minutes_per_week=10_080, days_per_month=30)


@frozen(kw_only=True)
class Measures:
    """How amounts are read in one file.

    Attributes:
        day: the project's lengths of days, weeks and months.
        usual: code of the unit for durations that say none.
        currency: ISO 4217 code of the project's money.
    """

    day: DayLength
    usual: int = _DAYS
    currency: str = NO_CURRENCY

    def duration(self, record: Record, name: str, code_name: str = "DurationFormat") -> Duration | None:
        """A duration in the unit it was typed in."""
        seconds = record.seconds(name)
        return None if seconds is None else self.typed(seconds, self.code(record, code_name))

    def code(self, record: Record, name: str) -> int:
        """Code of the unit an amount was typed in; estimates ("5 days?") have the unit's own."""
        code = record.integer(name)
        if code is None:
            return self.usual
        kept = code - _ESTIMATED if code > _ESTIMATED else code
        if kept == _NONE:
            return self.usual
        if kept not in (_PERCENT, _ELAPSED_PERCENT) and (kept if kept % 2 else kept - 1) not in _UNITS:
            record.fault(name, str(code), "expected the code of a unit of time: 3 to 12, 19 to 21, or 32 more")
            return self.usual
        return kept

    def typed(self, seconds: Decimal, code: int) -> Duration:
        """`seconds` [s] in the unit of `code`, or in minutes or seconds where that is not exact."""
        elapsed = code % 2 == 0
        unit = _UNITS.get(code - 1 if elapsed else code, Unit.DAY)
        return _typed(seconds, unit, elapsed, _CLOCK if elapsed else self.day)

    def work(self, record: Record, name: str) -> WorkDuration | None:
        """An amount of work, in hours."""
        seconds = record.seconds(name)
        return None if seconds is None else _working(seconds, Unit.HOUR, self.day)

    def some_work(self, record: Record, name: str) -> WorkDuration | None:
        """An amount of work; None where it is nothing."""
        work = self.work(record, name)
        return work if work is not None and work.amount else None

    def lag(self, record: Record) -> Lag:
        """The lag of a link: a percentage, or tenths of minutes with their unit."""
        amount = record.number("LinkLag")
        if not amount:
            return NO_TIME
        code = self.code(record, "LagFormat")
        if code in (_PERCENT, _ELAPSED_PERCENT):
            return Percent(amount, code == _ELAPSED_PERCENT)
        return self.typed(amount * 6, code)

    def assignment_delays(self, record: Record) -> tuple[WorkDuration | None, ElapsedDuration | None]:
        """Working time and clock time after its task's start at which an assignment begins; None where it is nothing.

        Levelling puts an assignment off by working time, unless the unit is one of clock time.
        """
        typed, levelled = record.number("Delay") or Decimal(0), record.number("LevelingDelay") or Decimal(0)
        if levelled and self.code(record, "LevelingDelayFormat") % 2 == 0:
            return self._hours(typed), self.levelling_delay(record)
        return self._hours(typed + levelled), None

    def _hours(self, tenths: Decimal) -> WorkDuration | None:
        return _working(tenths * 6, Unit.HOUR, self.day) if tenths else None

    def levelling_delay(self, record: Record) -> ElapsedDuration | None:
        """Clock time by which levelling put a task off, even where its unit is said as one of working time."""
        tenths = record.number("LevelingDelay")
        if not tenths:
            return None
        code = self.code(record, "LevelingDelayFormat")
        unit = _UNITS.get(code if code % 2 else code - 1, Unit.DAY)
        found = _typed(tenths * 6, unit, elapsed=True, day=_CLOCK)
        return found if isinstance(found, ElapsedDuration) else None

    def cost(self, record: Record, name: str) -> Money | None:
        """A cost, which the file holds in hundredths."""
        hundredths = record.number(name)
        return None if hundredths is None else Money(hundredths / 100, self.currency)

    def some_cost(self, record: Record, name: str) -> Money | None:
        """A cost; None where it is nothing."""
        return self.cost(record, name) or None

    def rate(self, record: Record, name: str) -> Money | None:
        """A rate, per hour or per unit of a material; None where it is nothing."""
        amount = record.number(name)
        return Money(amount, self.currency) if amount else None


def day_length(project: Record) -> DayLength:
    """What the project says of days, weeks and months; eight hours, five days and twenty days where it says nothing."""
    lengths = {field: _length(project, name) for name, field in _LENGTHS.items()}
    return DayLength(**{field: length for field, length in lengths.items() if length is not None})


def _length(project: Record, name: str) -> int | None:
    length = project.integer(name)
    if length is not None and not 0 < length <= _LONGEST:
        project.fault(name, str(length), f"expected a whole number from 1 to {_LONGEST:,}")
        return None
    return length


def currency_code(project: Record) -> str:
    """The code of the project's money; ``XXX`` where it says none."""
    code = project.text("CurrencyCode").upper()
    if code and not is_currency(code):
        message = f"expected an ISO 4217 code like EUR, got {code[:20]!r}"
        project.faults.append(Fault("CurrencyCode", code, message))
        return NO_CURRENCY
    return code or NO_CURRENCY


@lru_cache(maxsize=8192)
def _typed(seconds: Decimal, unit: Unit, elapsed: bool, day: DayLength) -> Duration:
    if not elapsed:
        return _working(seconds, unit, day)
    amount, kept = _exact(seconds, unit, day)
    return ElapsedDuration(amount, kept)


@lru_cache(maxsize=8192)
def _working(seconds: Decimal, unit: Unit, day: DayLength) -> WorkDuration:
    amount, kept = _exact(seconds, unit, day)
    return WorkDuration(amount, kept)


def _exact(seconds: Decimal, unit: Unit, day: DayLength) -> tuple[Decimal, Unit]:
    """The amount in the first of `unit`, minutes and seconds in which few decimals tell it exactly."""
    for tried in (unit, Unit.MINUTE):
        amount = (seconds / day.unit_seconds(tried)).normalize()
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= _MOST_DECIMALS:
            return (Decimal(int(amount)) if exponent > 0 else amount), tried
    return seconds, Unit.SECOND

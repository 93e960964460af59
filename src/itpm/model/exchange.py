"""Rates between currencies, dated and given by the caller; the library knows none.

A rate is good from its date until the next one of the same pair. A pair that is given one way is also read the other way,
as one divided by it, and of the two the later one counts; a rate by way of a third currency is never guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property

from attrs import field, frozen

from itpm.errors import Fault, ItpmError, NotationError
from itpm.model.given import several
from itpm.model.moments import Moment, moment, start_moment
from itpm.model.money import Money
from itpm.model.numbers import number

_QUOTIENT = Context(prec=34, rounding=ROUND_HALF_EVEN)


class MissingRateError(ItpmError, LookupError):
    """A conversion was asked for and no rate was given for it; rates are the caller's to give.

    Attributes:
        source: currency that was to be converted.
        target: currency that was wanted.
        at: date it was wanted for.
        known: the rates that were given, in words.
    """

    source: str
    target: str
    at: datetime | None
    known: str

    def __init__(self, source: str, target: str, at: datetime | None = None, known: str = "") -> None:
        self.source, self.target, self.at, self.known = source, target, at, known
        super().__init__(source, target, at, known)

    def __str__(self) -> str:
        when = f" on {self.at:%Y-%m-%d}" if self.at is not None else " without a date"
        return f"there is no rate from {self.source} to {self.target}{when}; given are {self.known or 'none'}"


def _rate(value: Decimal | int | str) -> Decimal:
    if isinstance(value, float):
        raise NotationError([Fault("rate", value, f"a rate is written as text or a decimal, not a float, got {value}")])
    return number(value, "rate", above=0)


@frozen
class ExchangeRate:
    """What one unit of a currency is worth in another, from a date on.

    Attributes:
        source: currency that is converted.
        target: currency it becomes.
        rate: units of `target` for one of `source` [target/source].
        effective: from when on; None: always.

    Raises:
        NotationError: the rate is no decimal above zero, or not 1 between a currency and itself; a float is refused, because
            it is not what was written.

    Example:
        >>> ExchangeRate("USD", "EUR", "0.92", effective="2026-01-01").rate
        Decimal('0.92')
    """

    source: str
    target: str
    rate: Decimal = field(converter=_rate)
    effective: datetime | None = field(default=None, kw_only=True, converter=start_moment)

    def __attrs_post_init__(self) -> None:
        if self.source == self.target and self.rate != 1:
            message = f"{self.source} is worth one {self.target}, not {self.rate}; which is the other currency?"
            raise NotationError([Fault("rate", self.rate, message)])


def _rates(rates: Iterable[ExchangeRate]) -> tuple[ExchangeRate, ...]:
    return several(rates, ExchangeRate, "rates")


@frozen
class ExchangeRates:
    """Dated rates of one kind: those the budget was planned with, or those that bookings are made at.

    Attributes:
        rates: in any order; of two for the same pair and date the last one counts.
        name: what they are: ``"planning"``, ``"booking"``.

    Example:
        >>> planning = ExchangeRates([ExchangeRate("USD", "EUR", "0.90")], name="planning")
        >>> print(planning.convert(Money(1000, "USD"), "EUR"))
        900 EUR
    """

    rates: tuple[ExchangeRate, ...] = field(default=(), converter=_rates)
    name: str = field(default="", kw_only=True)

    def rate(self, source: str, target: str, *, at: Moment | None = None) -> Decimal:
        """Units of `target` for one of `source` on a date [target/source].

        Args:
            source: currency that is converted.
            target: currency it becomes.
            at: date of the rate; None: the pair's rate must then have no date.

        Raises:
            MissingRateError: none was given for the pair by that date.

        Example:
            >>> rates = ExchangeRates([ExchangeRate("USD", "EUR", "0.90"),
            ...                        ExchangeRate("USD", "EUR", "0.95", effective="2026-07-01")])
            >>> rates.rate("USD", "EUR", at="2026-06-30"), rates.rate("USD", "EUR", at="2026-07-01")
            (Decimal('0.90'), Decimal('0.95'))
        """
        if source == target:
            return Decimal(1)
        when = None if at is None else moment(at, place="at")
        found, inverse = self._latest(source, target, when), self._latest(target, source, when)
        if found is not None and (inverse is None or inverse[0] <= found[0]):
            return found[1]
        if inverse is None:
            raise MissingRateError(source, target, when, self._known())
        return _QUOTIENT.divide(Decimal(1), inverse[1])

    def convert(self, amount: Money, currency: str, *, at: Moment | None = None) -> Money:
        """The amount in another currency: an exact product, not rounded.

        Raises:
            MissingRateError: there is no rate for it.
        """
        return Money((amount * self.rate(amount.currency, currency, at=at)).amount, currency)

    def _latest(self, source: str, target: str, at: datetime | None) -> tuple[datetime, Decimal] | None:
        dated, rates = self._by_pair.get((source, target), ((), ()))
        place = bisect_right(dated, datetime.min if at is None else at) - 1
        return (dated[place], rates[place]) if place >= 0 else None

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], tuple[list[datetime], list[Decimal]]]:
        """Dates and rates of each pair, ascending; without a date comes first, of one date the last given counts."""
        found: dict[tuple[str, str], tuple[list[datetime], list[Decimal]]] = {}
        for one in sorted(self.rates, key=lambda rate: rate.effective or datetime.min):
            dates, rates = found.setdefault((one.source, one.target), ([], []))
            dates.append(one.effective or datetime.min)
            rates.append(one.rate)
        return found

    def _known(self) -> str:
        pairs = (
            f"{one.source} to {one.target}" + (f" from {one.effective:%Y-%m-%d}" if one.effective else "")
            for one in self.rates[:5]
        )
        return ", ".join(pairs) + (" ..." if len(self.rates) > 5 else "")

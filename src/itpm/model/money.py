"""Money: an exact decimal amount in one currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from attrs import field, frozen

from itpm.errors import Fault, ItpmError, NotationError

_NOTATION = re.compile(r"([+-]?\d[\d_]{0,20}(?:\.\d{1,12})?)\s*([kKmM]?)\s+([A-Z]{3})")
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000}
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)
"""Sums and products of money are exact whatever precision the caller's own decimal context has."""
_QUOTIENT = Context(prec=34, rounding=ROUND_HALF_EVEN)
_EXPECTED = "expected an amount with its currency like '8k EUR' or '1250.50 USD'"


class CurrencyMismatchError(ItpmError, TypeError):
    """Two currencies met in one sum or comparison; an exchange rate is the caller's to give."""


def _amount(value: Decimal | int | str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        raise NotationError(
            [Fault("money.amount", value, f"expected a decimal, a whole number or text, got {value!r}")]
        )
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise NotationError([Fault("money.amount", value, f"expected a number, got {value!r}")]) from None
    if not amount.is_finite():
        raise NotationError([Fault("money.amount", value, f"an amount is a finite number, got {amount}")])
    return amount


@frozen
class Money:
    """An amount of one currency; sums are exact, nothing rounds unasked.

    Attributes:
        amount: how much [currency].
        currency: ISO 4217 code; ``"XXX"`` (no currency) where none was said.

    Raises:
        NotationError: the amount is not a finite number.
        CurrencyMismatchError: two currencies are added, subtracted or compared.

    Example:
        >>> print(Money(800, "EUR") + Money("0.50", "EUR"))
        800.50 EUR
    """

    amount: Decimal = field(converter=_amount)
    currency: str = "XXX"

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(_EXACT.minus(self.amount), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(_EXACT.multiply(self.amount, factor), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Decimal | int) -> Money:
        return Money(_QUOTIENT.divide(self.amount, divisor), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def rounded(self, places: int = 2) -> Money:
        """The amount to `places` decimals, half to even."""
        return Money(self.amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, _EXACT), self.currency)

    def _same(self, other: Money) -> Decimal:
        if not isinstance(other, Money) or other.currency != self.currency:
            raise CurrencyMismatchError(f"{self} and {other} have no common currency")
        return other.amount

    def __str__(self) -> str:
        cents = self.rounded().amount or Decimal(0)  # a small loss is no "-0"
        return (
            f"{cents:,.0f} {self.currency}" if cents == cents.to_integral_value() else f"{cents:,.2f} {self.currency}"
        )


def money(value: Money | str, *, place: str = "money") -> Money:
    """The money that `value` writes; ``k`` and ``M`` stand for thousand and million.

    Raises:
        NotationError: no amount with a currency.

    Example:
        >>> print(money("8k EUR"))
        8,000 EUR
    """
    if isinstance(value, Money):
        return value
    match = _NOTATION.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= 64 else None
    if match is None:
        raise NotationError([Fault(place, value, f"{_EXPECTED}, got {str(value)[:60]!r}")])
    number, scale, currency = match.groups()
    return Money(Decimal(number.replace("_", "")) * _SCALE[scale.lower()], currency)


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """The exact sum; nothing at all sums to zero of `currency`.

    Raises:
        CurrencyMismatchError: an amount has another currency.
    """
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result

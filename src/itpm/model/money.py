"""Money: an exact decimal amount in one currency.

Sums, differences and products are exact: a result that would need more than 400 digits is refused, never cut off. Only three
things round, and each says how: a quotient (34 digits), `Money.rounded` and `Money.split`. None of them, nor anything else
here, looks at the decimal context that the caller's thread has set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from enum import Enum

from attrs import field, frozen

from itpm.errors import Fault, ItpmError, NotationError, UndefinedIndexError
from itpm.model.given import several, shortened, whole

_NOTATION = re.compile(r"([+-]?\d[\d_]{0,20}(?:\.\d{1,12})?)\s*([kKmM]?)\s+([A-Z]{3})")
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000}
_DIGITS = 400
_EXACT = Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
"""Sums and products are exact whatever the caller's own decimal context says; a digit too many is an error, not a loss."""
_ROUNDING = Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN)
_QUOTIENT = Context(prec=34, rounding=ROUND_HALF_EVEN)
_LARGEST_EXPONENT = 100
_EXPECTED = "expected an amount with its currency like '8k EUR' or '1250.50 USD'"


NO_CURRENCY = "XXX"
"""ISO 4217's code for no currency, of money whose currency nobody said."""


class Rounding(Enum):
    """How an amount loses its surplus decimals; said by the caller, never assumed in a sum."""

    HALF_EVEN = ROUND_HALF_EVEN
    HALF_UP = ROUND_HALF_UP
    DOWN = ROUND_DOWN
    CEILING = ROUND_CEILING
    FLOOR = ROUND_FLOOR


class CurrencyMismatchError(ItpmError, TypeError):
    """Two currencies met in one sum or comparison; an exchange rate is the caller's to give."""


def _amount(value: Decimal | int | str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        message = f"expected a decimal, a whole number or text, got {shortened(value)}"
        raise NotationError([Fault("money.amount", value, message)])
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise NotationError([Fault("money.amount", value, f"expected a number, got {shortened(value)}")]) from None
    if not amount.is_finite():
        raise NotationError([Fault("money.amount", value, f"an amount is a finite number, got {amount}")])
    if amount.adjusted() > _LARGEST_EXPONENT and amount:
        message = f"an amount has at most {_LARGEST_EXPONENT} digits before the point, got {shortened(value)}"
        raise NotationError([Fault("money.amount", value, message)])
    return amount


def _currency(value: str) -> str:
    if isinstance(value, str) and value:
        return value
    raise NotationError([Fault("money.currency", value, f"expected a currency like 'EUR', got {shortened(value)}")])


@frozen
class Money:
    """An amount of one currency; sums are exact, nothing rounds unasked.

    Attributes:
        amount: how much [currency].
        currency: ISO 4217 code; ``"XXX"`` (no currency) where none was said.

    Raises:
        NotationError: the amount is not a finite number, or the currency no text.
        CurrencyMismatchError: two currencies are added, subtracted or compared.

    Example:
        >>> print(Money(800, "EUR") + Money("0.50", "EUR"))
        800.50 EUR
    """

    amount: Decimal = field(converter=_amount)
    currency: str = field(default=NO_CURRENCY, converter=_currency)

    def __add__(self, other: Money) -> Money:
        return Money(_exactly(_EXACT.add, self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_exactly(_EXACT.subtract, self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(_ROUNDING.minus(self.amount), self.currency)

    def __abs__(self) -> Money:
        return -self if self.amount < 0 else self

    def __mul__(self, factor: Decimal | int) -> Money:
        if not isinstance(factor, (Decimal, int)):
            return NotImplemented
        return Money(_exactly(_EXACT.multiply, self.amount, factor), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Decimal | int) -> Money:
        if not isinstance(divisor, (Decimal, int)):
            return NotImplemented
        if not divisor:
            raise UndefinedIndexError(f"{self} cannot be divided by nothing")
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

    def rounded(self, places: int = 2, rounding: Rounding = Rounding.HALF_EVEN) -> Money:
        """The amount to so many decimals.

        Args:
            places: decimals that are kept, between -100 and 100; -3 rounds to thousands [1].
            rounding: which way it goes.

        Raises:
            NotationError: so many decimals cannot be had.

        Example:
            >>> print(Money("2.345", "EUR").rounded(), Money("2.345", "EUR").rounded(2, Rounding.HALF_UP))
            2.34 EUR 2.35 EUR
        """
        return Money(self.amount.quantize(_unit(places), rounding.value, _ROUNDING), self.currency)

    def split(self, weights: Iterable[Decimal | int], *, places: int = 2) -> tuple[Money, ...]:
        """Shares in proportion to `weights`, in whole units of `places` decimals, whose sum is exactly this amount.

        What cutting off leaves over goes, a unit each, to the shares that lost most, the first of equals (Hamilton's method
        of largest remainders); what is finer than a unit goes to the last share with a weight.

        Args:
            weights: at least one above zero, none below; of less than 60 digits each [1].
            places: decimals of a share [1].

        Raises:
            NotationError: no weight is above zero, one is below, or one is no number.

        Example:
            >>> [str(share) for share in Money(100, "EUR").split([1, 1, 1])]
            ['33.34 EUR', '33.33 EUR', '33.33 EUR']
        """
        unit = _unit(places)
        units = int(_ROUNDING.scaleb(self.amount.copy_abs(), places))
        shares = _shares(units, _whole_weights(weights))
        one = unit if self.amount >= 0 else -unit
        found = [Money(_EXACT.multiply(one, share or 0), self.currency) for share in shares]
        last = max(place for place, share in enumerate(shares) if share is not None)
        found[last] = found[last] + (self - total(found, currency=self.currency))
        return tuple(found)

    def _same(self, other: Money) -> Decimal:
        if not isinstance(other, Money) or other.currency != self.currency:
            raise CurrencyMismatchError(f"{self} and {other} have no common currency")
        return other.amount

    def __str__(self) -> str:
        cents = self.rounded().amount or Decimal(0)  # a small loss is no "-0"
        return (
            f"{cents:,.0f} {self.currency}" if cents == cents.to_integral_value() else f"{cents:,.2f} {self.currency}"
        )


def _exactly(operation: Callable[[Decimal, Decimal | int], Decimal], left: Decimal, right: Decimal | int) -> Decimal:
    try:
        return operation(left, right)
    except Inexact:
        message = f"the exact result has more than {_DIGITS} digits; round what it is made of first"
        raise NotationError([Fault("money", right, message)]) from None


def _unit(places: int) -> Decimal:
    whole(places, "places", least=-_LARGEST_EXPONENT, most=_LARGEST_EXPONENT)
    return Decimal(1).scaleb(-places, _ROUNDING)


def _whole_weights(weights: Iterable[Decimal | int]) -> list[int]:
    """The weights as whole numbers in the same proportion."""
    parts = [Decimal(weight) for weight in weights]
    if not any(parts) or not all(part.is_finite() and part >= 0 and abs(part.adjusted()) < 60 for part in parts):
        raise NotationError([Fault("weights", parts, "expected weights of which none is below zero and one above")])
    finest = max(max(-part.as_tuple().exponent, 0) for part in parts)  # type: ignore[operator]  # finite: a whole number
    return [int(_ROUNDING.scaleb(part, finest)) for part in parts]


def _shares(units: int, weights: list[int]) -> list[int | None]:
    """Whole shares of `units` by largest remainder; None where the weight is zero."""
    whole = sum(weights)
    parts = [divmod(units * weight, whole) for weight in weights]
    left = units - sum(share for share, _ in parts)
    by_loss = sorted((place for place, weight in enumerate(weights) if weight), key=lambda place: -parts[place][1])
    lucky = set(by_loss[:left])
    return [share + (place in lucky) if weights[place] else None for place, (share, _) in enumerate(parts)]


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
        raise NotationError([Fault(place, value, f"{_EXPECTED}, got {shortened(value)}")])
    number, scale, currency = match.groups()
    return Money(Decimal(number.replace("_", "")) * _SCALE[scale.lower()], currency)


def optional_money(value: Money | str | None) -> Money | None:
    """Converter for money that may be missing."""
    return None if value is None else money(value)


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """The exact sum; nothing at all sums to zero of `currency`.

    Raises:
        CurrencyMismatchError: an amount has another currency.

    Example:
        >>> print(total([Money("0.10", "EUR")] * 3, currency="EUR"))
        0.30 EUR
    """
    result = Money(0, currency)
    for amount in several(amounts, Money, "amounts"):
        result = result + amount
    return result

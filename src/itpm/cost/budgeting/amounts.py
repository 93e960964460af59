"""Money as whole numbers: an amount counted in millionths of a millionth, so that shares of it add up exactly and fast.

Twelve decimals are kept. This is the one place where a cost that has more of them (a third of an hourly rate, a converted
amount) is rounded, half to even; every sum afterwards is exact.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

PLACES = 12
"""Decimals that a cost keeps [1]."""
_SCALE = 10**PLACES
_CONTEXT = Context(prec=400, rounding=ROUND_HALF_EVEN)


def to_units(amount: Decimal) -> int:
    """The amount in units of 1e-12 [1e-12 currency], rounded half to even."""
    scaled = amount.scaleb(PLACES, _CONTEXT)
    whole = int(scaled)
    return whole if whole == scaled else int(scaled.to_integral_value(ROUND_HALF_EVEN, _CONTEXT))


def from_units(units: int) -> Decimal:
    """The amount of so many units of 1e-12 [currency], with no more zeros than cents need."""
    whole, rest = divmod(units, _SCALE)
    if not rest:
        return Decimal(whole)
    return Decimal(units).scaleb(-PLACES, _CONTEXT).normalize(_CONTEXT)


def ratio(units: int, part: int, whole: int) -> int:
    """``units * part / whole``, rounded half to even [1e-12 currency]; `whole` is above zero."""
    quotient, rest = divmod(units * part, whole)
    twice = 2 * rest
    return quotient + (twice > whole or (twice == whole and quotient & 1))


def share(units: int, part: int, whole: int) -> int:
    """The share of `units` that falls to `part` of `whole`, cut off towards zero, so that no share exceeds the amount."""
    if part >= whole:
        return units
    if part <= 0:
        return 0
    return units * part // whole if units >= 0 else -(-units * part // whole)

"""Shares of wholes, to 28 digits whatever the caller's thread has set."""

from __future__ import annotations

from decimal import Context, Decimal

_CONTEXT = Context(prec=28)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """``part / whole`` [1]; the whole is not zero.

    Example:
        >>> share(1, 4)
        Decimal('0.25')
    """
    return _CONTEXT.divide(Decimal(part), Decimal(whole))


def optional_share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """``part / whole`` [1], or None of nothing."""
    return share(part, whole) if whole else None

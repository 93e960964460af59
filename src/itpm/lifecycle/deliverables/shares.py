"""Shares of wholes that may be nothing."""

from __future__ import annotations

from decimal import Decimal

from itpm.model.numbers import quotient


def optional_share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """``part / whole`` [1], or None of nothing."""
    return quotient(part, whole) if whole else None

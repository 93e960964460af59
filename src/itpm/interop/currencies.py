"""Currencies as files name them."""

from __future__ import annotations

from itpm.model.money import NO_CURRENCY


def is_currency(text: str) -> bool:
    """Whether a text can be a code of ISO 4217.

    Example:
        >>> is_currency("EUR"), is_currency("points")
        (True, False)
    """
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def currency_or_none(text: str) -> str:
    """The code, where it can be one; else that for no currency, as no file says anything else."""
    return text if is_currency(text) else NO_CURRENCY

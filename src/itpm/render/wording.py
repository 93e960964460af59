"""Dates, headings and lists as pages write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def clock(instant: datetime) -> str:
    """A date with its time.

    Example:
        >>> clock(datetime(2026, 3, 31, 17))
        'Tue 31 Mar 2026 17:00'
    """
    return f"{instant:%a %d %b %Y %H:%M}"


def day(instant: datetime) -> str:
    """A date without its time.

    Example:
        >>> day(datetime(2026, 3, 31, 17))
        'Tue 31 Mar 2026'
    """
    return f"{instant:%a %d %b %Y}"


def heading(text: str, width: int) -> str:
    """A section's heading, underlined to `width` columns [1].

    Example:
        >>> print(heading("Risks", 9))
        Risks
        ─────────
    """
    return f"{text}\n{'─' * width}"


def labelled(pairs: Iterable[tuple[str, str]]) -> str:
    """Lines of a label and a text, the texts below each other.

    Example:
        >>> print(labelled([("Finish", "today"), ("Go-live", "tomorrow")]))
        Finish   today
        Go-live  tomorrow
    """
    listed = list(pairs)
    margin = max((len(label) for label, _ in listed), default=0) + 2
    return "\n".join(f"{label:{margin}}{text}" for label, text in listed)


def bullets(lines: Iterable[str]) -> str:
    """The lines as a list.

    Example:
        >>> print(bullets(["one", "two"]))
        - one
        - two
    """
    return "\n".join(f"- {line}" for line in lines)

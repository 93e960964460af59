"""Dates, headings and lists as pages write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from textwrap import fill


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


def bullets(lines: Iterable[str], *, width: int = 110) -> str:
    """The lines as a list, wrapped to `width` columns [1].

    Example:
        >>> print(bullets(["one", "two and three"], width=10))
        - one
        - two and
          three
    """
    return "\n".join(wrapped(line, width=width, first="- ", rest="  ") for line in lines)


def wrapped(text: str, *, width: int = 110, first: str = "", rest: str = "") -> str:
    """The text in lines of at most `width` columns [1], behind the given margins.

    Example:
        >>> print(wrapped("one two three", width=8, rest=".."))
        one two
        ..three
    """
    return fill(text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False)

"""How moments and lists of names are written in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.model.moments import until as day

__all__ = ["day", "listed"]


def listed(names: Iterable[str]) -> str:
    """Names as people list them.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
    """
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last

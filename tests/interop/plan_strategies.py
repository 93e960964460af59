"""Plans in which everything optional may occur, for every format."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis.strategies import SearchStrategy

from itpm.model import Plan

from tests import strategies as own


def rich_plans(*, lags: Sequence[own.LagKind] = own.ALL_LAGS, summary_links: bool = True) -> SearchStrategy[Plan]:
    """Plans in which everything optional may occur; what a format cannot say may be left out."""
    return own.valid_plans(
        max_tasks=5,
        lags=lags,
        elapsed=True,
        estimates=True,
        constraints=(*own.FLOORS, *own.CAPS, *own.PINS),
        deadlines=True,
        progress=True,
        summaries=True,
        summary_links=summary_links,
        level_of_effort=True,
        inactive=True,
    )

"""Plans in which everything optional may occur, for every format."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from itpm.model import Plan

from tests import strategies as own


def rich_plans() -> SearchStrategy[Plan]:
    """Plans in which everything optional may occur."""
    return own.valid_plans(
        max_tasks=5,
        elapsed=True,
        estimates=True,
        constraints=(*own.FLOORS, *own.CAPS, *own.PINS),
        deadlines=True,
        progress=True,
        summaries=True,
        summary_links=True,
        level_of_effort=True,
        inactive=True,
    )

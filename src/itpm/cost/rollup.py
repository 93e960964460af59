"""Money up the work breakdown: what the leaves hold, and what a summary holds of its own.

Tools record for a summary one figure that *includes* its parts. What it holds of its own (a fixed cost, work not yet
detailed, the budget of a deleted task) is therefore what its figure exceeds its parts by. Two things spoil the
subtraction:

- a summary whose figure is *below* its parts: something was added to it, or moved into it, and the figure is old;
- work that moved from one summary to another: the one has too much by what the other has too little.

So surplus is settled from the top down: below a summary there can be no more money of summaries' own than its figure
exceeds the leaves by. Where its summaries claim more, they contradict it: what is left over is its own, and below it
the leaves alone count. The sum of all is then what stands at the top, or the leaves where they hold more.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from itpm.model.structure import Structure


@frozen
class RollUp:
    """Amounts by place in the plan, and what the project itself holds beside its tasks.

    Attributes:
        own: what each task holds itself; of a leaf, everything [currency].
        project: what no task holds, though the top-level figures say it is there [currency].
        contradicted: places of summaries whose figure is below their parts.
    """

    own: tuple[Decimal, ...]
    project: Decimal
    contradicted: tuple[int, ...]


def own_amounts(structure: Structure, recorded: Sequence[Decimal | None]) -> RollUp:
    """What each task holds of its own, from recorded figures that include the parts.

    Args:
        structure: the work breakdown.
        recorded: figure of each task by place, None where there is none [currency].
    """
    order = top_down(structure)
    leaves, figures = _bottom_up(structure, recorded, order)
    surplus = [max(figure - leaf, Decimal(0)) for figure, leaf in zip(figures, leaves, strict=True)]
    roots = [place for place in order if structure.parents[place] < 0]
    top = max(sum((figures[place] - leaves[place] for place in roots), Decimal(0)), Decimal(0))
    own = [Decimal(0) if structure.children[place] else leaves[place] for place in range(len(recorded))]
    allowed = [Decimal(0)] * len(recorded)
    project = _settle(roots, top, surplus, allowed)
    for place in order:
        if structure.children[place]:
            own[place] = _settle(structure.children[place], allowed[place], surplus, allowed)
    below = tuple(place for place, figure in enumerate(figures) if structure.children[place] and figure < leaves[place])
    return RollUp(tuple(own), project, below)


def totals(structure: Structure, own: Sequence[Decimal]) -> list[Decimal]:
    """Each task's amount with all that lies below it, by place [currency]."""
    sums = list(own)
    for place in reversed(top_down(structure)):
        if (parent := structure.parents[place]) >= 0:
            sums[parent] += sums[place]
    return sums


def top_down(structure: Structure) -> list[int]:
    """Places, each behind its summary."""
    order = [place for place, parent in enumerate(structure.parents) if parent < 0]
    for place in order:  # grows while it is walked
        order.extend(structure.children[place])
    return order


def _bottom_up(
    structure: Structure, recorded: Sequence[Decimal | None], order: Sequence[int]
) -> tuple[list[Decimal], list[Decimal]]:
    """Sums of the leaves, and the figures: as recorded, else the sum of the figures below."""
    leaves = [Decimal(0)] * len(recorded)
    figures = [Decimal(0)] * len(recorded)
    for place in reversed(order):
        found = recorded[place]
        if structure.children[place]:
            figures[place] = found if found is not None else figures[place]
        else:
            figures[place] = leaves[place] = found or Decimal(0)
        if (parent := structure.parents[place]) >= 0:
            leaves[parent] += leaves[place]
            figures[parent] += figures[place]
    return leaves, figures


def _settle(places: Sequence[int], most: Decimal, surplus: Sequence[Decimal], allowed: list[Decimal]) -> Decimal:
    """Allow the places their surplus where it stays within `most`; what is left over belongs to what holds them."""
    claimed = sum((surplus[place] for place in places), Decimal(0))
    if claimed > most:
        return most
    for place in places:
        allowed[place] = surplus[place]
    return most - claimed

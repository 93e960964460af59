"""What can be done about a forecast over budget: each option with what it is worth, and whether it is enough."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from itpm.cost.performance import EarnedValue
from itpm.cost.reviewing.parts import VarianceParts
from itpm.errors import UndefinedIndexError
from itpm.model.money import Money
from itpm.model.numbers import CONTEXT

REALISTIC = Decimal("0.10")
"""How far the performance that the rest needs may lie above the performance so far and still be believed [1].

Source: DoD Gold Card (0.05 to 0.10)."""


@frozen(kw_only=True)
class CorrectiveOption:
    """One thing to do.

    Attributes:
        name: what it is.
        action: what has to be done, as an instruction.
        worth: how much of the overrun it takes away; None: it cannot be said in money.
        enough: whether it alone brings the estimate back to the budget.
        side_effect: what else it does.
    """

    name: str
    action: str
    worth: Money | None
    enough: bool
    side_effect: str

    def __str__(self) -> str:
        worth = "" if self.worth is None else f" ({self.worth}{', enough' if self.enough else ''})"
        return f"{self.name}{worth}: {self.action}. But: {self.side_effect}"


def corrective_options(
    ev: EarnedValue, eac: Money | None, parts: VarianceParts, contingency: Money | None
) -> tuple[CorrectiveOption, ...]:
    """What can be done, those that are enough first, by what they are worth."""
    gap = None if eac is None else eac - ev.bac
    found = list(_of_time(ev))
    if gap is not None and gap.amount > 0:
        found += [*_of_efficiency(ev, gap), *_of_parts(ev, gap, parts), *_of_scope(ev, gap)]
        found += _of_money(gap, contingency)
    return tuple(sorted(found, key=lambda one: (not one.enough, -(one.worth.amount if one.worth else Decimal(0)))))


def _of_efficiency(ev: EarnedValue, gap: Money) -> Iterator[CorrectiveOption]:
    try:
        needed, so_far = ev.tcpi, ev.cpi
    except UndefinedIndexError:
        return  # the budget is spent: no efficiency of the rest brings it back
    believable = needed - so_far <= REALISTIC
    yield CorrectiveOption(
        name="work more cheaply",
        action=f"do the rest at a CPI of {needed:.2f}; so far it is {so_far:.2f}",
        worth=gap if believable else None,
        enough=believable,
        side_effect="nothing changes by itself: name what will be done otherwise"
        if believable
        else f"more than {REALISTIC} above the performance so far is not believable",
    )


def _of_parts(ev: EarnedValue, gap: Money, parts: VarianceParts) -> Iterator[CorrectiveOption]:
    """Stop the cause: what price and quantity will go on costing on the rest of the work."""
    left = ev.bac.amount - ev.ev.amount
    if left <= 0 or ev.ev.amount <= 0:
        return
    causes = (
        (
            "bring the price down",
            parts.price,
            "renegotiate rates, or staff the rest at the budgeted rate",
            "cheaper people have to learn first",
        ),
        (
            "stop the extra work",
            parts.quantity,
            "find out why it takes longer: rework, unclear scope, wrong estimate",
            "finding out takes the time of those who work",
        ),
    )
    for name, part, action, side_effect in causes:
        if part.amount < 0:
            ahead = Money(CONTEXT.divide(CONTEXT.multiply(-part.amount, left), ev.ev.amount), part.currency)
            yield CorrectiveOption(
                name=name, action=action, worth=min(ahead, gap), enough=ahead >= gap, side_effect=side_effect
            )


def _of_scope(ev: EarnedValue, gap: Money) -> Iterator[CorrectiveOption]:
    try:
        cut = Money(CONTEXT.multiply(gap.amount, ev.cpi), gap.currency)
    except UndefinedIndexError:
        return
    left = ev.bac - ev.ev
    if cut and left.amount > 0:
        possible = cut <= left
        yield CorrectiveOption(
            name="deliver less",
            action=f"take out work budgeted at {cut} by a change request, and keep its budget"
            if possible
            else f"taking out all of the {left} of work that is left would not be enough",
            worth=gap if possible else None,
            enough=possible,
            side_effect="benefits that rest on it are lost: recompute the business case",
        )


def _of_money(gap: Money, contingency: Money | None) -> Iterator[CorrectiveOption]:
    if contingency is None or contingency.amount > 0:
        drawn = gap if contingency is None else min(gap, contingency)
        yield CorrectiveOption(
            name="draw contingency",
            action=f"draw {drawn}" + (" where so much is left" if contingency is None else f" of {contingency}"),
            worth=drawn,
            enough=contingency is not None and contingency >= gap,
            side_effect="only for risks that occurred; what is drawn no longer covers those still to come",
        )
    yield CorrectiveOption(
        name="raise the budget",
        action=f"ask the sponsor for {gap} by a change request, and re-baseline what is left",
        worth=gap,
        enough=True,
        side_effect="past planned value stays as it is; recompute the business case",
    )


def _of_time(ev: EarnedValue) -> Iterator[CorrectiveOption]:
    try:
        behind, index, finish = ev.schedule.sv_t, ev.schedule.spi_t, ev.schedule.finish()
    except UndefinedIndexError:
        return
    if index < 1 and ev.ev < ev.bac:
        yield CorrectiveOption(
            name="catch up",
            action=f"crash or overlap critical work: it is {-behind:.1f} {ev.schedule.unit}s behind and as so far will end "
            f"{finish:%Y-%m-%d}",
            worth=None,
            enough=False,
            side_effect="catching up costs money, overlapping risks rework",
        )

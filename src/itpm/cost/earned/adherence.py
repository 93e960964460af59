"""What working out of order will cost: rework, and the index that measures it, after Lipke.

Work done before the plan has it is done without what comes before it, so some of it will be done again. The *p-factor* says
how much of the work done is in the plan's order, and always ends at one. The *schedule adherence index* (SAI) puts the
rework to be expected in proportion to the work that is left, so that it can be compared from report to report: zero
follows the plan, and a rising index says that adherence gets worse.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from itpm.cost.indices import Number, number
from itpm.errors import Fault, NotationError, UndefinedIndexError
from itpm.model.given import pairs
from itpm.model.numbers import CONTEXT


def rework_share(*, complete: Number, power: Number = 1, decline: Number = "0.5") -> Decimal:
    """How much of the work done out of order will have to be done again; less as the project goes on, at last nothing.

    Args:
        complete: share of the budget that is earned, 0 to 1 [1].
        power: exponent of that share [1].
        decline: how fast the rest of the work falls out of use [1].

    Returns:
        ``1 - complete ** power * exp(-decline * (1 - complete))`` [1].

    Raises:
        NotationError: not a share, or a parameter below zero.

    Source:
        Lipke (2011), Schedule adherence and rework, CrossTalk 24(6), with its power of 1 and decline of 0.5.

    Example:
        >>> f"{rework_share(complete='0.4'):.4f}", rework_share(complete=1)
        ('0.7037', Decimal('0'))
    """
    share, exponent, rate = number(complete), number(power), number(decline)
    faults = [
        Fault(place, str(value), f"expected {expected}, got {value}")
        for place, value, is_right, expected in (
            ("complete", share, 0 <= share <= 1, "a share between 0 and 1"),
            ("power", exponent, 0 < exponent <= _STEEPEST, f"a power above 0 and at most {_STEEPEST}"),
            ("decline", rate, 0 <= rate <= _STEEPEST, f"a decline of 0 to {_STEEPEST}"),
        )
        if not is_right
    ]
    if faults:
        raise NotationError(faults)
    falls = CONTEXT.multiply(-rate, CONTEXT.subtract(Decimal(1), share)).exp(CONTEXT)
    return CONTEXT.subtract(Decimal(1), CONTEXT.multiply(CONTEXT.power(share, exponent), falls))


_STEEPEST = 100


def expected_rework(*, ev: Number, bac: Number, p_factor: Number) -> Decimal:
    """Value earned out of order that is expected to be earned again.

    Args:
        ev: earned value [currency].
        bac: budget at completion, above zero [currency].
        p_factor: schedule adherence, 0 to 1 [1].

    Returns:
        ``rework_share(ev / bac) * (1 - p_factor) * ev`` [currency].

    Raises:
        UndefinedIndexError: there is no budget.
        NotationError: more is earned than the budget, or the p-factor is no share.

    Source:
        Lipke (2011), Schedule adherence and rework, CrossTalk 24(6).

    Example:
        >>> f"{expected_rework(ev=40, bac=100, p_factor='0.9'):.3f}"
        '2.815'
    """
    earned, budget, order = number(ev), number(bac), number(p_factor)
    if not budget:
        raise UndefinedIndexError("no budget")
    if not 0 <= order <= 1:
        raise NotationError([Fault("p_factor", p_factor, f"expected a share between 0 and 1, got {p_factor}")])
    out_of_order = CONTEXT.multiply(CONTEXT.subtract(Decimal(1), order), earned)
    return CONTEXT.multiply(rework_share(complete=CONTEXT.divide(earned, budget)), out_of_order)


def schedule_adherence_index(*, ev: Number, bac: Number, p_factor: Number) -> Decimal:
    """Rework to be expected per work left, SAI.

    Args:
        ev: earned value [currency].
        bac: budget at completion, above zero [currency].
        p_factor: schedule adherence, 0 to 1 [1].

    Returns:
        ``rework / (bac - ev)`` [1]: 0 follows the plan's order; it rises as adherence gets worse.

    Raises:
        UndefinedIndexError: there is no budget, or nothing is left to earn.
        NotationError: more is earned than the budget, or the p-factor is no share.

    Source:
        Lipke (2011), Schedule adherence and rework, CrossTalk 24(6).

    Example:
        >>> f"{schedule_adherence_index(ev=40, bac=100, p_factor='0.9'):.4f}"
        '0.0469'
    """
    left = CONTEXT.subtract(number(bac), number(ev))
    if not left:
        raise UndefinedIndexError("nothing left to earn" if number(bac) else "no budget")
    return CONTEXT.divide(expected_rework(ev=ev, bac=bac, p_factor=p_factor), left)


def rework_at_completion(reports: Iterable[tuple[Number, Number]], *, bac: Number) -> Decimal:
    """What rework will come to in the end, if adherence stays as it is.

    Args:
        reports: (earned value [currency], SAI [1]) of each report so far, oldest first; before them stands (0, 0).
        bac: budget at completion [currency].

    Returns:
        The area under SAI over earned value so far, and the last SAI over what is left [currency].

    Raises:
        NotationError: there is no report, or earned value falls or exceeds the budget.

    Source:
        Lipke (2011), Schedule adherence and rework, CrossTalk 24(6).

    Example:
        >>> rework_at_completion([(20, "0.02"), (40, "0.04")], bac=100)
        Decimal('3.20')
    """
    points = [(Decimal(0), Decimal(0)), *((number(ev), number(index)) for ev, index in pairs(reports, "reports"))]
    budget = number(bac)
    if len(points) < 2:
        raise NotationError([Fault("reports", (), "expected at least one report, got none")])
    faults = [
        Fault(f"reports[{place}]", str(now[0]), f"earned value neither falls nor exceeds {budget}, got {now[0]}")
        for place, (before, now) in enumerate(pairwise(points))
        if not before[0] <= now[0] <= budget
    ]
    if faults:
        raise NotationError(faults)
    whole = CONTEXT.multiply(points[-1][1], CONTEXT.subtract(budget, points[-1][0]))
    for (before, first), (now, second) in pairwise(points):
        mean = CONTEXT.divide(CONTEXT.add(first, second), Decimal(2))
        whole = CONTEXT.add(whole, CONTEXT.multiply(mean, CONTEXT.subtract(now, before)))
    return whole

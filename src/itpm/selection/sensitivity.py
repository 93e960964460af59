"""By how much a weight must change before another option wins.

One criterion's share of the weight moves, the others keep their proportions among themselves. Two options' scores are then
straight lines over that share, so the point where they cross is exact. (Changing the raw weight and leaving the others as
they are is the same movement: only shares count.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from itpm.errors import UndefinedIndexError
from itpm.selection.inputs import addition, product, rounded
from itpm.selection.scoring import Scoring
from itpm.tables import Column, Table, Tabular, Undefined

_UP, _DOWN = "up", "down"


@frozen(kw_only=True)
class WeightChange:
    """The least movement of one weight, in one direction, past which another option wins.

    Attributes:
        criterion: whose weight moves.
        direction: ``"up"`` or ``"down"``.
        share: its share of all weight now [1].
        threshold: the share at which the winner is caught up with [1]; undefined where no share does it.
        winner: who wins beyond; empty where no one does.
    """

    criterion: str
    direction: Literal["up", "down"]
    share: Decimal
    threshold: Decimal | Undefined
    winner: str = ""

    @property
    def change(self) -> Decimal | Undefined:
        """Threshold less share now [1]."""
        return (
            self.threshold
            if isinstance(self.threshold, Undefined)
            else addition(self.threshold, self.share.copy_negate())
        )


def _changes(value: Iterable[WeightChange]) -> tuple[WeightChange, ...]:
    return tuple(value)


@frozen
class WeightChanges(Tabular):
    """For every criterion, how far its weight may move, up and down, before another option wins.

    Attributes:
        winner: who wins now.
        changes: two for each criterion, in their order.
    """

    winner: str
    changes: tuple[WeightChange, ...] = field(converter=_changes)

    @property
    def smallest(self) -> WeightChange:
        """The movement that the decision is most sensitive to.

        Raises:
            UndefinedIndexError: no weight of any single criterion changes the winner.
        """
        possible = [(c.change.copy_abs(), c) for c in self.changes if isinstance(c.change, Decimal)]
        if not possible:
            raise UndefinedIndexError(f"no weight of a single criterion makes another option win than {self.winner}")
        return min(possible, key=lambda pair: pair[0])[1]

    def __iter__(self) -> Iterator[WeightChange]:
        return iter(self.changes)

    def table(self) -> Table:
        """SelectionCriterion, share now, share at which another wins, change, and who wins then."""
        columns = [
            Column("Criterion"),
            Column("Share now [%]", key="share_percent", align="right"),
            Column("Direction"),
            Column("Another wins at [%]", key="threshold_percent", align="right"),
            Column("Change [%]", key="change_percent", align="right"),
            Column("Then wins", key="winner"),
        ]
        rows = [
            (c.criterion, product(c.share, 100), c.direction, _percent(c.threshold), _percent(c.change), c.winner)
            for c in self.changes
        ]
        return Table(title=f"How far weights may move before {self.winner} loses", columns=columns, rows=rows)


def _percent(value: Decimal | Undefined) -> Decimal | Undefined:
    return value if isinstance(value, Undefined) else product(value, 100)


def weight_changes(scoring: Scoring) -> WeightChanges:
    """By how much each weight must change before another option wins.

    Raises:
        UndefinedIndexError: no option meets the minimums, or the first place is shared: then any change decides.

    Source:
        Triantaphyllou, Sánchez (1997), A sensitivity analysis approach for some deterministic multi-criteria
        decision-making methods, Decision Sciences 28(1), the most critical criterion.

    Example:
        >>> from itpm.selection import weighted_scoring
        >>> tools = {"Acme": {"fit": 9, "support": 5}, "Beta": {"fit": 6, "support": 9}}
        >>> change = weight_changes(weighted_scoring(tools, {"fit": 60, "support": 40})).smallest
        >>> change.criterion, change.direction, round(change.threshold, 4), change.winner
        ('fit', 'down', Decimal('0.5714'), 'Beta')
    """
    best = scoring.best
    if len(best) != 1:
        why = f"{' and '.join(best)} share the first place" if best else "no option meets the minimums"
        raise UndefinedIndexError(f"{why}, so there is no winner to overtake")
    found = [
        _change(scoring, best[0], place, direction)
        for place in range(len(scoring.criteria))
        for direction in (_UP, _DOWN)
    ]
    return WeightChanges(best[0], found)


def _change(scoring: Scoring, winner: str, place: int, direction: str) -> WeightChange:
    share = scoring.shares[place]
    crossings = []
    for rival in scoring.ranking:
        line = None if rival == winner else _crossing(scoring, winner, rival, place)
        if line is not None and (share < line[0] < 1 if direction == _UP else 0 < line[0] < share):
            at, steepness = line
            crossings.append((abs(at - share), -steepness, at, rival))
    criterion = scoring.criteria[place].name
    way: Literal["up", "down"] = "up" if direction == _UP else "down"
    if not crossings:
        none = Undefined(f"no {'higher' if way == 'up' else 'lower'} weight of {criterion} makes another option win")
        return WeightChange(criterion=criterion, direction=way, share=rounded(share), threshold=none)
    *_, at, rival = min(crossings, key=lambda crossing: crossing[:2])
    return WeightChange(criterion=criterion, direction=way, share=rounded(share), threshold=rounded(at), winner=rival)


def _crossing(scoring: Scoring, winner: str, rival: str, place: int) -> tuple[Fraction, Fraction] | None:
    """The share of one criterion at which two options score alike, and how fast they part there; None: nowhere."""
    share = scoring.shares[place]
    if share == 1:
        return None  # the others have no proportions to keep
    first, second = scoring.options.index(winner), scoring.options.index(rival)
    lead = scoring.utilities[first][place] - scoring.utilities[second][place]
    difference = scoring.exact_totals[first] - scoring.exact_totals[second]
    rest = (difference - share * lead) / (1 - share)
    return None if lead == rest else (rest / (rest - lead), abs(lead - rest))

"""Weighted scoring: options judged on criteria, each criterion with its weight.

A score is read on one of three scales. *given*: as written, more is better (marks out of ten). *best*: as a share of the
best option's, ``score / max`` or, where less is better, ``min / score``. *range*: 0 for the worst option, 1 for the best.
Weights are shares: only their proportions count. Sums are exact, so that a tie is a tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias, cast

import attrs
from attrs import field, frozen

from itpm.errors import Fault, UndefinedIndexError, UnknownNameError, did_you_mean, nearest
from itpm.model.given import pairs, several
from itpm.selection.inputs import Number, SelectionError, exact, refuse, rounded
from itpm.tables import Column, Table, Tabular, Undefined

Scale: TypeAlias = Literal["given", "best", "range"]
Better: TypeAlias = Literal["higher", "lower"]

_MOST_CELLS = 100_000


def _number(value: Number) -> Decimal:
    faults: list[Fault] = []
    found = rounded(exact(value, "criterion", faults))
    refuse(faults)
    return found


def _optional(value: Number | None) -> Decimal | None:
    return None if value is None else _number(value)


@frozen
class SelectionCriterion:
    """What options are judged on.

    Attributes:
        name: what it is called.
        weight: how much it counts, in proportion to the other weights [1].
        better: whether a higher or a lower score is the better one; "lower" needs a scale other than "given".
        minimum: the score that an option must reach (where lower is better: must not exceed) to be considered at all.

    Example:
        >>> SelectionCriterion("price", 40, better="lower", minimum=500_000).weight
        Decimal('40')
    """

    name: str
    weight: Decimal = field(default=Decimal(1), converter=_number)
    better: Better = field(default="higher", kw_only=True)
    minimum: Decimal | None = field(default=None, converter=_optional, kw_only=True)


def _scores(value: Iterable[Iterable[Number]]) -> tuple[tuple[Decimal, ...], ...]:
    return tuple(tuple(_number(score) for score in row) for row in value)


def _names(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _criteria(value: Iterable[SelectionCriterion]) -> tuple[SelectionCriterion, ...]:
    return tuple(value)


@frozen(slots=False, kw_only=True)
class Scoring(Tabular):
    """Options with their weighted scores, best first in its table.

    Attributes:
        criteria: what they were judged on.
        options: their names, as given.
        scores: a row for each option, a cell for each criterion, as given.
        scale: how scores were read.
    """

    criteria: tuple[SelectionCriterion, ...] = field(converter=_criteria)
    options: tuple[str, ...] = field(converter=_names)
    scores: tuple[tuple[Decimal, ...], ...] = field(converter=_scores)
    scale: Scale = "given"

    def __attrs_post_init__(self) -> None:
        refuse(_faults(self))

    @cached_property
    def shares(self) -> tuple[Fraction, ...]:
        """Each criterion's share of all weight [1]."""
        weights = [Fraction(criterion.weight) for criterion in self.criteria]
        return tuple(weight / sum(weights) for weight in weights)

    @cached_property
    def utilities(self) -> tuple[tuple[Fraction, ...], ...]:
        """The scores as the scale reads them, an option a row."""
        columns = [
            _scaled([Fraction(row[place]) for row in self.scores], criterion.better, self.scale)
            for place, criterion in enumerate(self.criteria)
        ]
        return tuple(zip(*columns, strict=True))

    @cached_property
    def exact_totals(self) -> tuple[Fraction, ...]:
        """Each option's weighted score, exactly."""
        return tuple(
            sum((share * cell for share, cell in zip(self.shares, row, strict=True)), start=Fraction(0))
            for row in self.utilities
        )

    @cached_property
    def rejected(self) -> dict[str, str]:
        """Options that miss a minimum, and why."""
        reasons = {}
        for option, row in zip(self.options, self.scores, strict=True):
            missed = [_missed(criterion, score) for criterion, score in zip(self.criteria, row, strict=True)]
            if any(missed):
                reasons[option] = "; ".join(filter(None, missed))
        return reasons

    @cached_property
    def ranking(self) -> tuple[str, ...]:
        """Options that meet all minimums, best first; equal ones in the order given."""
        places = [place for place, option in enumerate(self.options) if option not in self.rejected]
        return tuple(self.options[place] for place in sorted(places, key=lambda place: -self.exact_totals[place]))

    @property
    def best(self) -> tuple[str, ...]:
        """The winner, or all that share the highest score; empty where no option meets the minimums."""
        if not self.ranking:
            return ()
        top = self.exact_totals[self.options.index(self.ranking[0])]
        return tuple(o for o in self.ranking if self.exact_totals[self.options.index(o)] == top)

    def __getitem__(self, option: str) -> Decimal:
        """The option's weighted score [1].

        Raises:
            UnknownNameError: no such option; the nearest is offered.
            UndefinedIndexError: the option misses a minimum.
        """
        if option not in self.options:
            raise UnknownNameError("option", option, nearest(option, self.options))
        if option in self.rejected:
            raise UndefinedIndexError(f"{option} is not considered: {self.rejected[option]}")
        return rounded(self.exact_totals[self.options.index(option)])

    def table(self) -> Table:
        """The options, best first, with their score on each criterion and in all; rejected ones last."""
        criteria = [
            Column(f"{criterion.name} ({100 * share:.0f} %)", key=criterion.name, align="right")
            for criterion, share in zip(self.criteria, map(float, self.shares), strict=True)
        ]
        rows = [self._row(option) for option in (*self.ranking, *self.rejected)]
        return Table(
            title="Weighted scoring",
            columns=[Column("Rank", align="right"), Column("Option"), *criteria, Column("Score", align="right")],
            rows=rows,
        )

    def _row(self, option: str) -> tuple[object, ...]:
        cells = self.scores[self.options.index(option)]
        if option in self.rejected:
            reason = Undefined(self.rejected[option])
            return (reason, option, *cells, reason)
        total = self.exact_totals[self.options.index(option)]
        better = sum(self.exact_totals[self.options.index(other)] > total for other in self.ranking)
        return (better + 1, option, *cells, rounded(total))

    def __getstate__(self) -> dict[str, object]:
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Scoring)}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)


def weighted_scoring(
    options: Mapping[str, Mapping[str, Number]],
    criteria: Mapping[str, Number] | Iterable[SelectionCriterion],
    *,
    scale: Scale = "given",
) -> Scoring:
    """Options with their weighted scores.

    Args:
        options: option to its score on each criterion.
        criteria: criterion to weight, or criteria with direction and minimum; only proportions of weights count.
        scale: how scores are read: ``"given"``, ``"best"`` (share of the best) or ``"range"`` (0 worst, 1 best).

    Raises:
        SelectionError: no option or criterion, a score is missing or for no criterion, weights below or all zero, and
            whatever else is wrong, all at once.

    Source:
        Keeney, Raiffa, Decisions with Multiple Objectives (1976), ch. 3 (additive value function).

    Example:
        >>> tools = {"Acme": {"fit": 9, "support": 5}, "Beta": {"fit": 6, "support": 9}}
        >>> scoring = weighted_scoring(tools, {"fit": 60, "support": 40})
        >>> scoring.ranking, scoring["Acme"]
        (('Acme', 'Beta'), Decimal('7.4'))
    """
    judged = criteria_of(criteria)
    faults: list[Fault] = []
    rows = [_score_row(option, scores, judged, faults) for option, scores in pairs(options, "options", SelectionError)]
    refuse(faults)
    return Scoring(criteria=judged, options=options, scores=rows, scale=scale)


def criteria_of(given: Mapping[str, Number] | Iterable[SelectionCriterion]) -> list[SelectionCriterion]:
    """The criteria, whether given as such or as names with weights."""
    if isinstance(given, Mapping):
        weights = cast("Mapping[str, Number]", given)
        return [SelectionCriterion(name, weight) for name, weight in weights.items()]
    return list(several(given, SelectionCriterion, "criteria", SelectionError))


def _score_row(
    option: str, scores: Mapping[str, Number], criteria: list[SelectionCriterion], faults: list[Fault]
) -> list[Decimal]:
    names = [criterion.name for criterion in criteria]
    for name in scores:
        if name not in names:
            message = f"there is no criterion {name!r}{did_you_mean(name, names)}"
            faults.append(Fault(f"option {option!r}", name, message))
    row = []
    for name in names:
        place = f"option {option!r}.{name}"
        if name not in scores:
            faults.append(Fault(place, None, "expected a score, got none"))
        else:
            row.append(rounded(exact(scores[name], place, faults)))
    return row


def _faults(scoring: Scoring) -> list[Fault]:
    faults = []
    for what, names in (
        ("criteria", [criterion.name for criterion in scoring.criteria]),
        ("options", list(scoring.options)),
    ):
        if not names:
            faults.append(Fault(what, names, f"expected at least one of the {what}, got none"))
        if len(set(names)) < len(names):
            faults.append(Fault(what, names, f"expected different names of the {what}, got one twice"))
    if len(scoring.options) * len(scoring.criteria) > _MOST_CELLS:
        faults.append(Fault("options", len(scoring.options), f"expected at most {_MOST_CELLS:,} scores"))
    faults += [
        Fault(f"criterion {c.name!r}.weight", c.weight, f"a weight cannot be negative, got {c.weight}")
        for c in scoring.criteria
        if c.weight < 0
    ]
    if scoring.criteria and not any(criterion.weight for criterion in scoring.criteria):
        faults.append(Fault("criteria", None, "expected a weight above zero, all are zero"))
    return faults + _scale_faults(scoring)


def _scale_faults(scoring: Scoring) -> list[Fault]:
    if scoring.scale not in ("given", "best", "range"):
        return [Fault("scale", scoring.scale, f"expected 'given', 'best' or 'range', got {scoring.scale!r}")]
    faults = []
    for place, criterion in enumerate(scoring.criteria):
        name = f"criterion {criterion.name!r}"
        if criterion.better not in ("higher", "lower"):
            faults.append(Fault(name, criterion.better, f"expected 'higher' or 'lower', got {criterion.better!r}"))
        elif criterion.better == "lower" and scoring.scale == "given":
            faults.append(Fault(name, "lower", "where lower is better, expected the scale 'best' or 'range'"))
        if scoring.scale == "best" and any(row[place] <= 0 for row in scoring.scores if place < len(row)):
            faults.append(Fault(name, None, "the scale 'best' needs scores above zero; use 'range'"))
    return faults


def _scaled(column: list[Fraction], better: Better, scale: Scale) -> list[Fraction]:
    if scale == "given":
        return column
    low, high = min(column), max(column)
    if scale == "best":
        return [low / score if better == "lower" else score / high for score in column]
    if low == high:
        return [Fraction(1)] * len(column)
    return [((high - score) if better == "lower" else (score - low)) / (high - low) for score in column]


def _missed(criterion: SelectionCriterion, score: Decimal) -> str:
    if criterion.minimum is None:
        return ""
    if criterion.better == "higher" and score < criterion.minimum:
        return f"{criterion.name} {score} is below {criterion.minimum}"
    if criterion.better == "lower" and score > criterion.minimum:
        return f"{criterion.name} {score} is above {criterion.minimum}"
    return ""

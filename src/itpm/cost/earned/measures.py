"""How a work package earns its budget: the usual methods of measurement, each with what it is measured by.

The simple ones (percent complete, 0/100, 50/50, level of effort) can also be said in the plan, as `EarnedValueMethod`.
Those with data of their own are given when the plan is measured: ``earned_value(plan, measures={"build": ...})``. Where a
record has a date, it counts from that date on, so that what was earned by an earlier date is known and not guessed.

Source for all of them: PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 3; PMI, Agile Practice Guide (2017),
ch. 5 for accepted points.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Context, Decimal
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, NotationError
from itpm.model.given import pairs, several, shortened, texts
from itpm.model.moments import Moment, finish_moment, to_seconds
from itpm.model.numbers import Number, decimal_or_none, number
from itpm.model.progress import percentage

_HUNDRED = Decimal(100)
_CONTEXT = Context(prec=40)
Counts: TypeAlias = "Number | Iterable[tuple[Moment, Number]]"


def _positive(value: Number) -> Decimal:
    return number(value, "measure", above=0)


def _counts(value: Counts) -> tuple[tuple[datetime | None, Decimal], ...]:
    """One count without a date, or dated ones; each adds to those before."""
    entries: list[tuple[datetime | None, object]]
    if isinstance(value, (int, float, str, Decimal)):
        entries = [(None, value)]
    else:
        entries = [(finish_moment(day), count) for day, count in pairs(value, "measure.done")]
    found = [(day, decimal_or_none(count), count) for day, count in entries]
    faults = [
        Fault("measure.done", given, f"expected a number of zero or more, got {shortened(given)}")
        for _, count, given in found
        if count is None or count < 0
    ]
    if faults:
        raise NotationError(faults)
    return tuple((day, count) for day, count, _ in found if count is not None)


def _percent(value: Decimal | int | float | str) -> Decimal:
    return percentage(value) or Decimal(0)


def _done_by(counts: tuple[tuple[datetime | None, Decimal], ...], at: datetime) -> Decimal:
    return sum((count for day, count in counts if day is None or day <= at), Decimal(0))


class Measure:
    """Base of every method of measurement. One of your own says its `label` and the `percent` earned by a date."""

    __slots__ = ()

    @property
    def label(self) -> str:
        """What people call it."""
        raise TypeError(f"{type(self).__name__} is a method of measurement without a label")

    def percent(self, at: datetime) -> Decimal:
        """Share earned by a date [%]."""
        raise TypeError(f"{type(self).__name__} earns by what the plan records, not by a date alone")


@frozen
class PercentComplete(Measure):
    """Earns the share that is recorded as done: of the duration, of the work, or as judged.

    Example:
        >>> PercentComplete("physical").of
        'physical'
    """

    of: Literal["duration", "work", "physical"] = "duration"

    def __attrs_post_init__(self) -> None:
        if self.of not in ("duration", "work", "physical"):
            raise NotationError([Fault("measure.of", self.of, f"expected duration, work or physical, got {self.of!r}")])

    @property
    def label(self) -> str:
        """What people call it."""
        return f"percent complete ({self.of})"


@frozen
class FixedFormula(Measure):
    """Earns a fixed share when the work starts and the rest when it ends: 0/100, 25/75, 50/50.

    Attributes:
        at_start: the share earned by starting [%].
        alike: whether planned value follows the same formula, as it should: that share at the baseline's start, the rest at
            its finish. Otherwise it is planned evenly, as some tools do, and a package of several periods looks behind until
            it ends.

    Example:
        >>> FixedFormula(25).label
        '25/75'
    """

    at_start: Decimal = field(converter=_percent)
    alike: bool = field(default=True, kw_only=True)

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.at_start.normalize():f}/{(_HUNDRED - self.at_start).normalize():f}"


@frozen
class EarningMilestone:
    """A point of the work at which a part of its budget is earned.

    Attributes:
        name: what is then done.
        weight: its part among all of them [1].
        reached: when it was reached; None: not yet.
        planned: when it is planned to be; where all have a date, planned value is due at them.

    Example:
        >>> EarningMilestone("draft", 40, reached="2026-01-09").weight
        Decimal('40')
    """

    name: str
    weight: Decimal = field(converter=_positive)
    reached: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    planned: datetime | None = field(default=None, kw_only=True, converter=finish_moment)


def _milestones(values: Iterable[EarningMilestone]) -> tuple[EarningMilestone, ...]:
    found = several(values, EarningMilestone, "measure.milestones")
    if not found:
        raise NotationError([Fault("measure.milestones", (), "expected at least one milestone, got none")])
    return found


@frozen
class WeightedMilestones(Measure):
    """Earns at milestones, each in proportion to its weight.

    Example:
        >>> done = WeightedMilestones([EarningMilestone("draft", 2, reached="2026-01-09"), EarningMilestone("final", 3)])
        >>> done.percent(datetime(2026, 1, 10)), done.percent(datetime(2026, 1, 9))
        (Decimal('40'), Decimal('0'))
    """

    milestones: tuple[EarningMilestone, ...] = field(converter=_milestones)

    @property
    def label(self) -> str:
        """What people call it."""
        return "weighted milestones"

    def percent(self, at: datetime) -> Decimal:
        """Share earned by a date [%]."""
        reached = (one.weight for one in self.milestones if one.reached is not None and one.reached <= at)
        return self._share(sum(reached, Decimal(0)))

    def steps(self) -> tuple[tuple[int, Decimal], ...]:
        """When its parts are planned to be earned: (instant [s], share [%]); none where a milestone has no planned date."""
        dated = sorted((to_seconds(one.planned), one.weight) for one in self.milestones if one.planned is not None)
        return tuple((at, self._share(weight)) for at, weight in dated) if len(dated) == len(self.milestones) else ()

    def _share(self, weight: Decimal) -> Decimal:
        whole = sum((one.weight for one in self.milestones), Decimal(0))
        return _HUNDRED if weight == whole else _CONTEXT.divide(_CONTEXT.multiply(weight, _HUNDRED), whole)


@frozen
class Units(Measure):
    """Earns with each unit done: seats migrated, interfaces tested.

    Attributes:
        planned: how many there are [unit].
        done: how many are done, or (date, how many more) pairs [unit]. More than planned earns more than the budget, and a
            finding says so.

    Example:
        >>> migrated = Units(400, [("2026-01-09", 100), ("2026-01-16", 60)])
        >>> migrated.percent(datetime(2026, 1, 12)), migrated.percent(datetime(2026, 1, 17))
        (Decimal('25'), Decimal('40'))
    """

    planned: Decimal = field(converter=_positive)
    done: tuple[tuple[datetime | None, Decimal], ...] = field(converter=_counts)

    @property
    def label(self) -> str:
        """What people call it."""
        return "units"

    def percent(self, at: datetime) -> Decimal:
        """Share earned by a date [%]."""
        return _CONTEXT.divide(_CONTEXT.multiply(_done_by(self.done, at), _HUNDRED), self.planned)


@frozen
class AcceptedPoints(Measure):
    """Earns with the story points (or items) that the product owner has accepted; what is merely done earns nothing.

    Attributes:
        planned: points of the whole scope as it is now [point].
        accepted: points accepted, or (date, points) pairs, one an iteration [point].

    Example:
        >>> AcceptedPoints(200, [("2026-01-16", 30), ("2026-01-30", 20)]).percent(datetime(2026, 2, 1))
        Decimal('25')
    """

    planned: Decimal = field(converter=_positive)
    accepted: tuple[tuple[datetime | None, Decimal], ...] = field(converter=_counts)

    @property
    def label(self) -> str:
        """What people call it."""
        return "accepted points"

    def percent(self, at: datetime) -> Decimal:
        """Share earned by a date [%]."""
        return _CONTEXT.divide(_CONTEXT.multiply(_done_by(self.accepted, at), _HUNDRED), self.planned)


@frozen
class LevelOfEffort(Measure):
    """Earns what was planned, whatever was done: support work that nothing tangible comes of. Its SV is always zero."""

    @property
    def label(self) -> str:
        """What people call it."""
        return "level of effort"


def _ids(value: str | Iterable[str]) -> tuple[str, ...]:
    found = texts(value)
    if not found:
        raise NotationError([Fault("measure.to", (), "expected the id of at least one task, got none")])
    return found


@frozen
class Apportioned(Measure):
    """Earns, and is planned, as other work is: inspection in proportion to what is inspected.

    Attributes:
        to: id of the task it follows, or several.

    Example:
        >>> Apportioned("build").to
        ('build',)
    """

    to: tuple[str, ...] = field(converter=_ids)

    @property
    def label(self) -> str:
        """What people call it."""
        return f"apportioned to {', '.join(self.to)}"

"""What a rehearsal measured: how long steps really took, for how much, and how long going back took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from attrs import field, frozen

from itpm.errors import Fault
from itpm.lifecycle.cutover.clock import CutoverError, minute, minutes, optional_amount, optional_minutes
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several

MINUTES_PER_HOUR = 60


@frozen
class StepTiming:
    """How long a step took in a rehearsal.

    Attributes:
        step: key of the step.
        duration: how long it took [min].
        amount: how much was worked through, where the step's duration grows with it [the step's unit].

    Example:
        >>> StepTiming("migrate", "5h", amount=450_000).rate
        Decimal('90000')
    """

    step: str
    duration: int = field(converter=minutes)
    amount: Decimal | None = field(default=None, kw_only=True, converter=optional_amount)

    @property
    def rate(self) -> Decimal | None:
        """How much an hour [unit/h]; None where no amount or no time was measured."""
        return None if self.amount is None or not self.duration else self.amount * MINUTES_PER_HOUR / self.duration

    def minutes_for(self, amount: Decimal | None) -> int:
        """How long the step takes by this measure [min]: in proportion where both amounts are known, rounded up."""
        if amount is None or self.amount is None:
            return self.duration
        return rounded_up(amount * self.duration / self.amount)


def rounded_up(value: Decimal) -> int:
    """The whole minutes that hold the value [min].

    Example:
        >>> rounded_up(Decimal("12.1"))
        13
    """
    return int(value.to_integral_value(ROUND_CEILING))


def _timings(values: Iterable[StepTiming]) -> tuple[StepTiming, ...]:
    return several(values, StepTiming, "timings", CutoverError)


@frozen
class Rehearsal:
    """One rehearsal of the cut-over, or of parts of it.

    Attributes:
        at: when; a bare date is the day's beginning.
        timings: what was measured.
        rollback: how long going back took, where it was rehearsed [min].
        name: what people call it: ``"dress rehearsal 2"``.

    Raises:
        CutoverError: a step is timed twice.
    """

    at: datetime = field(converter=minute)
    timings: tuple[StepTiming, ...] = field(default=(), converter=_timings)
    rollback: int | None = field(default=None, kw_only=True, converter=optional_minutes)
    name: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault("timings", step, f"the step {step!r} is timed {times} times in one rehearsal")
            for step, times in repeated(timing.step for timing in self.timings).items()
        ]
        if faults:
            raise CutoverError(faults)

    def timing(self, step: str) -> StepTiming | None:
        """What was measured of the step; None where it was not rehearsed."""
        return next((timing for timing in self.timings if timing.step == step), None)

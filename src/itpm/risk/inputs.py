"""What a risk is written with: probabilities, effects on cost and time, and the one error that lists all faults of an input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, FaultsError, shortened
from itpm.model.durations import DayLength, Duration, ElapsedDuration, ThreePointEstimate, estimate
from itpm.model.money import Money, money
from itpm.model.numbers import ratio_or_none

_DAY = DayLength()


class RiskError(FaultsError):
    """A risk, response, matrix, register or decision that cannot exist, with every fault found."""


def _amount(value: Money | str) -> Money:
    return money(value, place="cost")


@frozen
class ThreePointCost:
    """A change of cost if it goes well, as a rule, and if it goes badly, ascending: savings are negative."""

    optimistic: Money = field(converter=_amount)
    most_likely: Money = field(converter=_amount)
    pessimistic: Money = field(converter=_amount)

    def __str__(self) -> str:
        return f"{self.optimistic}/{self.most_likely}/{self.pessimistic}"


CostEffect: TypeAlias = Money | ThreePointCost
TimeEffect: TypeAlias = Duration | ThreePointEstimate
CostInput: TypeAlias = Money | ThreePointCost | str | Sequence[Money | str] | None
TimeInput: TypeAlias = Duration | ThreePointEstimate | str | Sequence[Duration | str] | None


@frozen
class Unreadable:
    """What a converter leaves where a value cannot be read, so that all faults of a risk can be told at once."""

    faults: tuple[Fault, ...]


def probability(value: Decimal | float | str | None) -> Decimal | None:
    """Converter for a probability between 0 and 1 [1]; ``"30%"`` is read too."""
    if value is None:
        return None
    found = ratio_or_none(value)
    if found is None or not 0 <= found <= 1:
        found = _unreadable(Fault("probability", value, f"expected a probability from 0 to 1, got {shortened(value)}"))
    return found


def cost_effect(value: CostInput) -> CostEffect | None:
    """Converter for a change of cost: one amount, or three (optimistic, most likely, pessimistic)."""
    effect: CostEffect | None
    try:
        effect = _cost_effect(value)
    except FaultsError as error:
        effect = _unreadable(*error.faults)
    return effect


def time_effect(value: TimeInput) -> TimeEffect | None:
    """Converter for a delay: one duration, or three (optimistic, most likely, pessimistic); negative saves time."""
    effect: TimeEffect | None
    try:
        effect = estimate(value, place="delay")
    except FaultsError as error:
        effect = _unreadable(*error.faults)
    return effect


def price(value: Money | str | None) -> Money | None:
    """Converter for what a response costs."""
    cost: Money | None
    try:
        cost = None if value is None else money(value, place="cost")
    except FaultsError as error:
        cost = _unreadable(*error.faults)
    return cost


def mean_cost(effect: CostEffect) -> Money:
    """Expected change of cost: of three points, the PERT mean.

    Source:
        Malcolm, Roseboom, Clark, Fazar: Application of a Technique for Research and Development Program Evaluation,
        Operations Research 7 (1959): ``(a + 4 m + b) / 6``.

    Example:
        >>> print(mean_cost(ThreePointCost(money("6k EUR"), money("9k EUR"), money("18k EUR"))))
        10,000 EUR
    """
    if isinstance(effect, Money):
        return effect
    return (effect.optimistic + 4 * effect.most_likely + effect.pessimistic) / 6


def mean_seconds(effect: TimeEffect, *, day: DayLength = _DAY) -> Decimal:
    """Expected delay [s]: of three points, the PERT mean."""
    if not isinstance(effect, ThreePointEstimate):
        return Decimal(effect.seconds(day))
    low, likely, high = (Decimal(part.seconds(day)) for part in points(effect))
    return (low + 4 * likely + high) / 6


def points(effect: TimeEffect) -> tuple[Duration, ...]:
    """The one duration of an effect, or its three."""
    if isinstance(effect, ThreePointEstimate):
        return effect.optimistic, effect.most_likely, effect.pessimistic
    return (effect,)


def amounts(effect: CostEffect) -> tuple[Money, ...]:
    """The one amount of an effect, or its three."""
    if isinstance(effect, ThreePointCost):
        return effect.optimistic, effect.most_likely, effect.pessimistic
    return (effect,)


def effect_faults(cost: CostEffect | None, delay: TimeEffect | None, *, harmful: bool, place: str) -> Iterable[Fault]:
    """What is wrong with effects: several currencies, clock and working time mixed, falling order, the wrong sign."""
    if cost is not None:
        found = amounts(cost)
        if len({amount.currency for amount in found}) > 1:
            yield Fault(f"{place}.cost", cost, f"three amounts are in one currency, got {cost}")
        else:
            yield from _order_and_sign([amount.amount for amount in found], cost, f"{place}.cost", harmful=harmful)
    if delay is not None:
        lengths = points(delay)
        if len({isinstance(length, ElapsedDuration) for length in lengths}) > 1:
            yield Fault(f"{place}.delay", delay, f"three durations are all working time or all elapsed, got {delay}")
        else:
            seconds = [Decimal(length.seconds(_DAY)) for length in lengths]
            yield from _order_and_sign(seconds, delay, f"{place}.delay", harmful=harmful)


def read_faults(place: str, **values: object) -> list[Fault]:
    """The faults that converters left behind, with the place they stand at."""
    unread = [(name, value) for name, value in values.items() if isinstance(value, Unreadable)]
    return [Fault(f"{place}.{name}", fault.value, fault.message) for name, value in unread for fault in value.faults]


def _cost_effect(value: CostInput) -> CostEffect | None:
    if value is None or isinstance(value, (Money, ThreePointCost)):
        return value
    if isinstance(value, str):
        return money(value, place="cost")
    if not isinstance(value, Sequence) or len(value) != 3:
        message = f"expected an amount like '40k EUR', or three of them, got {shortened(value)}"
        raise RiskError([Fault("cost", value, message)])
    return ThreePointCost(*value)


def _order_and_sign(values: list[Decimal], effect: object, place: str, *, harmful: bool) -> Iterable[Fault]:
    if values != sorted(values):
        yield Fault(place, effect, f"expected optimistic <= most likely <= pessimistic, got {effect}")
    if harmful and min(values) < 0:
        yield Fault(place, effect, f"a threat adds, expected 0 or more, got {effect}; what helps is an opportunity")
    if not harmful and max(values) > 0:
        yield Fault(place, effect, f"an opportunity saves, expected 0 or less like '-4d', got {effect}")


def _unreadable(*faults: Fault) -> Any:  # stands where a value should; no instance with one ever comes to be
    return Unreadable(faults)

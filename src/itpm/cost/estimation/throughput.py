"""Agile forecasts: when will so many items be done, and how many will be done by then?

Past periods are drawn again and again (bootstrap), as if the future were made of weeks like those seen. From many such futures
two questions are answered, and the percentile turns round between them. *How many periods for N items?* To be 85 % sure, take the
number of periods that 85 % of the futures did not exceed: the high end. *How many items in W periods?* To be 85 % sure, take the
number of items that 85 % of the futures reached: the low end, the 15th percentile. Taking the 85th there is a published mistake
that promises what happens in 15 of 100 cases.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from itpm.cost.estimation.drawing import uniforms
from itpm.cost.estimation.inputs import EstimationError, confidence, real, reals, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault, UndefinedIndexError
from itpm.model.given import whole
from itpm.model.moments import Moment, moment
from itpm.tables import Column, Table, Tabular

_LEVELS = (0.5, 0.7, 0.85, 0.95)
_MOST_DRAWS = 30_000_000
_MOST_ITERATIONS = 1_000_000
_TINY = 1e-9


def _sorted(value: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(value))


def _sorted_reals(value: Iterable[float]) -> tuple[float, ...]:
    return tuple(sorted(value))


@frozen(kw_only=True)
class PeriodsForecast(Tabular):
    """How many periods a backlog takes.

    Attributes:
        items: the backlog.
        outcomes: periods needed in each simulated future, sorted.
    """

    items: float
    outcomes: tuple[int, ...] = field(converter=_sorted, repr=False)

    def at(self, sure: Number) -> int:
        """Periods within which the backlog is done with this confidence: 85 of 100 futures needed no more.

        Raises:
            EstimationError: not between 0 and 100 %.
        """
        level = confidence(sure)
        return self.outcomes[max(0, math.ceil(level * len(self.outcomes) - _TINY) - 1)]

    def probability(self, periods: int) -> float:
        """Share of futures in which the backlog is done within so many periods [1]."""
        return sum(outcome <= periods for outcome in self.outcomes) / len(self.outcomes)

    def date(self, sure: Number, *, start: Moment, period_days: int = 7) -> datetime:
        """When the backlog is done with this confidence, the first period beginning at `start`."""
        try:
            return moment(start) + timedelta(days=period_days) * self.at(sure)
        except OverflowError:
            message = f"{self.at(sure)} periods of {period_days} days lie beyond the calendar"
            raise EstimationError([Fault("period_days", period_days, message)]) from None

    def table(self) -> Table:
        """Confidence and periods."""
        rows = [(f"{level:.0%}", self.at(level)) for level in _LEVELS]
        columns = [Column("Confidence"), Column("Periods, at most", key="periods", align="right")]
        return Table(title=f"Periods for {self.items:g} items", columns=columns, rows=rows)


@frozen(kw_only=True)
class ItemsForecast(Tabular):
    """How many items are done in a number of periods.

    Attributes:
        periods: how many.
        outcomes: items done in each simulated future, sorted.
    """

    periods: int
    outcomes: tuple[float, ...] = field(converter=_sorted_reals, repr=False)

    def at(self, sure: Number) -> float:
        """Items done with this confidence: 85 of 100 futures did at least so many.

        Raises:
            EstimationError: not between 0 and 100 %.
        """
        level = confidence(sure)
        missed = math.floor((1 - level) * len(self.outcomes) + _TINY)
        return self.outcomes[min(missed, len(self.outcomes) - 1)]

    def probability(self, items: Number) -> float:
        """Share of futures in which at least so many items are done [1]."""
        wanted = real(items, "items")
        return sum(outcome >= wanted for outcome in self.outcomes) / len(self.outcomes)

    def table(self) -> Table:
        """Confidence and items."""
        rows = [(f"{level:.0%}", self.at(level)) for level in _LEVELS]
        columns = [Column("Confidence"), Column("Items, at least", key="items", align="right")]
        return Table(title=f"Items in {self.periods} periods", columns=columns, rows=rows)


def forecast_periods(
    items: Number,
    history: Iterable[Number],
    *,
    seed: int | None = None,
    iterations: int = 10_000,
    draws: Iterable[float] | None = None,
) -> PeriodsForecast:
    """How many periods a backlog takes, from what past periods finished.

    Args:
        items: the backlog (items or points).
        history: items finished in each past period; periods without any belong to it.
        seed: of the random numbers; the same seed gives the same forecast.
        iterations: simulated futures [1].
        draws: uniform numbers from 0 to 1 to be used instead of the seed's.

    Raises:
        EstimationError: no history, a negative number in it, neither seed nor draws, or too long a simulation.
        UndefinedIndexError: no past period finished anything.

    Source:
        Magennis, Forecasting and Simulating Software Development Projects (2011); Efron (1979), bootstrap.

    Example:
        >>> forecast = forecast_periods(30, [3, 5, 0, 8, 4, 6], seed=7)
        >>> forecast.at("50%"), forecast.at("85%")
        (7, 9)
    """
    past = _history(history)
    backlog = real(items, "items", least=0)
    mean = math.fsum(past) / len(past)
    _check_work(iterations, backlog / mean + 1)
    stream = _stream(seed, draws)
    return PeriodsForecast(items=backlog, outcomes=[_periods(backlog, past, stream) for _ in range(iterations)])


def forecast_items(
    periods: int,
    history: Iterable[Number],
    *,
    seed: int | None = None,
    iterations: int = 10_000,
    draws: Iterable[float] | None = None,
) -> ItemsForecast:
    """How many items are done in a number of periods, from what past periods finished.

    Args:
        periods: how many periods [1].
        history: items finished in each past period; periods without any belong to it.
        seed: of the random numbers; the same seed gives the same forecast.
        iterations: simulated futures [1].
        draws: uniform numbers from 0 to 1 to be used instead of the seed's.

    Raises:
        EstimationError: no history, a negative number in it, neither seed nor draws, or too long a simulation.
        UndefinedIndexError: no past period finished anything.

    Example:
        >>> forecast = forecast_items(6, [3, 5, 0, 8, 4, 6], seed=7)
        >>> forecast.at("50%"), forecast.at("85%")
        (26.0, 19.0)
    """
    past = _history(history)
    whole(periods, "periods", error=EstimationError)
    _check_work(iterations, periods)
    stream = _stream(seed, draws)
    sums = [math.fsum(_draw(past, next(stream)) for _ in range(periods)) for _ in range(iterations)]
    return ItemsForecast(periods=periods, outcomes=sums)


def _history(history: Iterable[Number]) -> list[float]:
    past = reals(history, "history", least=0)
    if not any(past):
        raise UndefinedIndexError("no past period finished anything, so nothing can be forecast")
    return past


def _check_work(iterations: int, periods: float) -> None:
    whole(iterations, "iterations", least=1, most=_MOST_ITERATIONS, error=EstimationError)
    if iterations * periods > _MOST_DRAWS:
        message = (
            f"about {iterations * periods:,.0f} draws; fewer iterations or larger items keep it below {_MOST_DRAWS:,}"
        )
        refuse([Fault("iterations", iterations, message)])


def _stream(seed: int | None, draws: Iterable[float] | None) -> Iterator[float]:
    if draws is not None:
        return _given(draws)
    if seed is None:
        raise EstimationError(
            [Fault("seed", seed, "expected a seed (a whole number) or uniform draws: randomness is never hidden")]
        )
    return uniforms(whole(seed, "seed", error=EstimationError))


def _given(draws: Iterable[float]) -> Iterator[float]:
    for position, draw in enumerate(draws):
        yield real(draw, f"draws[{position}]", least=0)
    refuse([Fault("draws", None, "expected more uniform numbers: the simulation used them all")])


def _draw(past: Sequence[float], uniform: float) -> float:
    return past[min(int(uniform * len(past)), len(past) - 1)]


def _periods(backlog: float, past: Sequence[float], stream: Iterator[float]) -> int:
    done, periods = 0.0, 0
    while done < backlog - _TINY:
        done += _draw(past, next(stream))
        periods += 1
    return periods

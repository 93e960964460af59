"""Contingency: how much has to be added to be so sure, and who owns how much of it.

Contingency is counted from the deterministic base: the schedule's finish and the plan's cost without uncertainty and risks.

Its split among causes must not depend on the order in which one asks. Shapley's value is the only split that is additive, treats
equals alike and gives nothing to what changes nothing: the average, over all orders, of what a cause adds when it comes in. With
few causes every combination is simulated; with many, orders are drawn, each together with its reverse. Either way the parts sum
to the whole exactly. All combinations are simulated on the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, UnknownNameError, nearest
from itpm.model.durations import DayLength, Duration, seconds_of
from itpm.model.moments import DAY, to_datetime, to_seconds
from itpm.model.money import Money
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.estimates import Estimate, rank_of
from itpm.risk.simulation.tablets import in_days
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.risk.simulation.portfolios import PortfolioResult
    from itpm.risk.simulation.results import SimulationResult

Measure: TypeAlias = Literal["finish", "cost"]
ESTIMATES = "uncertain estimates"
_EXACT = 8
_MOST_CELLS = 600_000_000


@frozen(kw_only=True)
class Contingency(Tabular):
    """What is to be added for one confidence.

    Attributes:
        percent: the confidence [%].
        time: working time between the schedule's finish and the date that is so sure, in the plan's calendar.
        money: between the plan's cost and the budget that is so sure.
        finish: the percentile of the finish with its standard error [s].
        cost: the percentile of the cost with its standard error [currency].
    """

    percent: float
    time: Duration
    money: Money
    finish: Estimate
    cost: Estimate

    def table(self) -> Table:
        """Time and money."""
        rows = [
            ("Finish", in_days(self.time), to_datetime(int(self.finish.value))),
            ("Cost", str(self.money.rounded(0)), f"{self.cost.value:,.0f} {self.money.currency}"),
        ]
        columns = [Column("What"), Column("Contingency", align="right"), Column(f"P{self.percent:g}", key="percentile")]
        return Table(title=f"Contingency for {self.percent:g} %", columns=columns, rows=rows)


def contingency(result: SimulationResult, percent: float) -> Contingency:
    """What has to be added to schedule and cost to be so sure."""
    finish, cost = result.finish.estimate(percent), result.cost.estimate(percent)
    work = result.plan.calendar.compiled.between(to_seconds(result.schedule.finish), int(finish.value))
    return Contingency(
        percent=percent,
        time=seconds_of(work, day=result.plan.day),
        money=result.cost.money(cost.value - result.base_cost),
        finish=finish,
        cost=cost,
    )


@frozen
class ContingencyShare:
    """What one cause owns of the contingency.

    Attributes:
        name: the risk, driver or branch; or `ESTIMATES`.
        amount: how much of it: working time (of a portfolio: clock time) [s], or money [currency]; negative for what helps.
        share: of the whole [1].
        standard_error: of `amount`, where orders were drawn; 0 where all were counted.
    """

    name: str
    amount: float
    share: float
    standard_error: float


@frozen(kw_only=True)
class ContingencySplit(Tabular):
    """Who owns how much of the contingency; the parts sum to the whole.

    Attributes:
        percent: the confidence [%].
        of: contingency of the finish, or of the cost.
        parts: the largest first.
        result: what was split.
        orders: how many orders were drawn; 0: all were counted [1].
        day: how working time is read; None: time is by the clock, because projects have calendars of their own.
    """

    percent: float
    of: Measure
    parts: tuple[ContingencyShare, ...]
    result: SimulationResult | PortfolioResult = field(repr=False, eq=False)
    orders: int
    day: DayLength | None

    @property
    def whole(self) -> float:
        """The contingency: time [s], or money [currency]."""
        return math.fsum(part.amount for part in self.parts)

    def __getitem__(self, name: str) -> ContingencyShare:
        """The part of one cause.

        Raises:
            UnknownNameError: there is no such cause.
        """
        for part in self.parts:
            if part.name == name:
                return part
        raise UnknownNameError("cause", name, nearest(name, [part.name for part in self.parts]))

    def owners(self, share: float = 2 / 3) -> tuple[str, ...]:
        """The fewest causes that together own at least that share of the contingency [1], the largest first."""
        found, sum_ = [], 0.0
        for part in self.parts:
            if sum_ >= share - 1e-12:
                break
            found.append(part.name)
            sum_ += part.share
        return tuple(found)

    def amount(self, value: float) -> object:
        """A part as people read it."""
        if self.of == "cost":
            return self.result.cost.money(value).rounded(0)
        if self.day is None:
            return f"{value / DAY:z.1f}ed"
        return f"{value / (self.day.minutes_per_day * 60):z.1f}d"

    def table(self) -> Table:
        """One cause a row."""
        rows: list[tuple[object, ...]]
        rows = [(part.name, str(self.amount(part.amount)), f"{part.share:z.0%}") for part in self.parts]
        values: list[tuple[object, ...]] = [(part.name, part.amount, part.share) for part in self.parts]
        time = "amount_working_seconds" if self.day is not None else "amount_seconds"
        unit = f"amount_{self.result.currency.lower()}" if self.of == "cost" else time
        columns = [Column("Cause"), Column("Amount", key=unit, align="right"), Column("Share", align="right")]
        note = f"All of it: {self.amount(self.whole)}"
        if self.orders:
            columns.append(Column("±", key="standard_error", align="right"))
            errors = [part.standard_error for part in self.parts]
            rows = [(*row, str(self.amount(error))) for row, error in zip(rows, errors, strict=True)]
            values = [(*row, error) for row, error in zip(values, errors, strict=True)]
            note += f"; mean over {self.orders} orders of {2 ** len(self.parts):,} combinations"
        return Table(
            title=f"Contingency of the {self.of} for {self.percent:g} %",
            columns=columns,
            rows=rows,
            values=values,
            note=note,
        )


def contingency_split(
    result: SimulationResult, percent: float, *, of: Measure, executor: Executor | None = None
) -> ContingencySplit:
    """Who owns how much of the contingency.

    Source:
        Shapley, A value for n-person games (1953); Castro, Gómez, Tejada, Polynomial calculation of the Shapley value based
        on sampling, Computers & Operations Research 36 (2009).

    Raises:
        RiskError: not between 0 and 100, or neither finish nor cost.
    """
    recipe = result.run.recipe
    names = (*recipe.causes, *([ESTIMATES] if recipe.durations or recipe.costs else []))
    check_measure(percent, of)
    game = _Game(result, percent, of, names, executor)
    parts, orders = shared_out(game, names, cells=cells_of(result), seed=recipe.seed)
    return ContingencySplit(percent=percent, of=of, parts=parts, result=result, orders=orders, day=result.plan.day)


def check_measure(percent: float, of: str) -> None:
    """Make sure that there is such a percentile, of finish or cost.

    Raises:
        RiskError: not between 0 and 100, or neither finish nor cost.
    """
    rank_of(percent, 1)
    if of not in ("finish", "cost"):
        raise RiskError([Fault("of", of, f"expected 'finish' or 'cost', got {of!r}")])


def cells_of(result: SimulationResult) -> int:
    """How much work it is to simulate once more [1]."""
    return result.iterations * (len(result.run.kernel.leaves) + 50)


class Game(Protocol):
    """What is to be added for each combination of causes."""

    @property
    def known(self) -> Mapping[frozenset[str], float]:
        """What was looked up."""
        ...

    def look_up(self, coalitions: Iterable[frozenset[str]]) -> None:
        """Make combinations known."""
        ...


def shared_out(game: Game, names: Sequence[str], *, cells: int, seed: int) -> tuple[tuple[ContingencyShare, ...], int]:
    """What each cause owns by Shapley's value, the largest first; and how many orders were drawn, 0 if all were counted.

    Args:
        game: what each combination is worth.
        names: the causes.
        cells: how much work one combination is [1].
        seed: where drawn orders begin.
    """
    orders = max(2, min(64, 2 * (_MOST_CELLS // (cells * max(1, len(names)) * 2))))
    if len(names) <= _EXACT and 2 ** len(names) * cells <= 4 * _MOST_CELLS:
        amounts, errors, orders = _counted(game, names), [0.0] * len(names), 0
    else:
        amounts, errors = _sampled(game, names, orders, seed)
    whole = math.fsum(amounts)
    parts = [
        ContingencyShare(name, amount, amount / whole if whole else 0.0, error)
        for name, amount, error in zip(names, amounts, errors, strict=True)
    ]
    return tuple(sorted(parts, key=lambda part: -part.amount)), orders


class _Game:
    """What is to be added for each combination of causes; each is simulated once."""

    def __init__(
        self, result: SimulationResult, percent: float, of: Measure, names: Sequence[str], executor: Executor | None
    ) -> None:
        self.result, self.percent, self.names, self.executor = result, percent, names, executor
        self.of: Measure = of
        self.known: dict[frozenset[str], float] = {frozenset(): 0.0, frozenset(names): self._whole()}

    def _whole(self) -> float:
        if self.of == "cost":
            return self.result.cost.number(self.percent) - self.result.base_cost
        return self._work(self.result.finish.number(self.percent))

    def _work(self, finish: float) -> float:
        base = to_seconds(self.result.schedule.finish)
        return float(self.result.plan.calendar.compiled.between(base, int(finish)))

    def look_up(self, coalitions: Iterable[frozenset[str]]) -> None:
        """Simulate combinations that are not known yet."""
        wanted = list(dict.fromkeys(one for one in coalitions if one not in self.known))
        found = self._values(wanted)
        for one, value in zip(wanted, found, strict=True):
            self.known[one] = value - self.result.base_cost if self.of == "cost" else self._work(value)

    def _values(self, wanted: Sequence[frozenset[str]]) -> Iterable[float]:
        from itpm.risk.simulation.variants import run_variant, variant

        counts = tuple(len(outcome.finish) for outcome in self.result.outcomes)
        settings = [(ESTIMATES not in one, tuple(sorted(set(self.names) - one))) for one in wanted]
        if self.executor is None:
            kernel = self.result.run.kernel
            return [variant(kernel, counts, setting, self.of, self.percent) for setting in settings]
        import pickle

        job: Callable[[tuple[bool, tuple[str, ...]]], float] = partial(
            run_variant, pickle.dumps(self.result.run.recipe), counts, self.of, self.percent
        )
        return list(self.executor.map(job, settings))


def _counted(game: Game, names: Sequence[str]) -> list[float]:
    """Shapley's value by all combinations."""
    count = len(names)
    game.look_up(frozenset(some) for size in range(count + 1) for some in combinations(names, size))
    amounts = []
    for name in names:
        others = [other for other in names if other != name]
        terms = []
        for size in range(count):
            weight = 1 / (count * math.comb(count - 1, size))
            for some in combinations(others, size):
                without = frozenset(some)
                terms.append(weight * (game.known[without | {name}] - game.known[without]))
        amounts.append(math.fsum(terms))
    return amounts


def _sampled(game: Game, names: Sequence[str], orders: int, seed: int) -> tuple[list[float], list[float]]:
    """Shapley's value by drawn orders, each with its reverse; and standard errors."""
    drawn = list(_orders(len(names), orders, seed))
    game.look_up(frozenset(names[place] for place in order[:size]) for order in drawn for size in range(len(names) + 1))
    added: list[list[float]] = [[] for _ in names]
    for order in drawn:
        before = game.known[frozenset()]
        for size, place in enumerate(order, start=1):
            after = game.known[frozenset(names[each] for each in order[:size])]
            added[place].append(after - before)
            before = after
    means = [math.fsum(values) / len(values) for values in added]
    return means, [_error(values) for values in added]


def _error(added: Sequence[float]) -> float:
    """Standard error of the mean over orders and their reverses; each pair counts as one, unless there is only one pair."""
    values = (
        added if len(added) == 2 else [(one + other) / 2 for one, other in zip(added[::2], added[1::2], strict=True)]
    )
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))


def _orders(count: int, orders: int, seed: int) -> Iterator[tuple[int, ...]]:
    from itpm.risk.simulation.variants import shuffled

    for number in range(orders // 2):
        order = shuffled(count, seed, number)
        yield order
        yield order[::-1]

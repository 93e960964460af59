"""What is asked of several projects together: what was promised, what contingency they share, what moves them."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from itpm.errors import Fault
from itpm.model.durations import Duration
from itpm.model.moments import Moment, day_of, finish_moment, to_datetime
from itpm.model.money import Money, money, total
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.contingency import (
    ESTIMATES,
    Contingency,
    ContingencySplit,
    Measure,
    cells_of,
    check_measure,
    shared_out,
)
from itpm.risk.simulation.estimates import Estimate, rank_of, share_estimate
from itpm.risk.simulation.sensitivity import Tornado, cause_bars, check_tornado, task_bars, tornado_of
from itpm.risk.simulation.tablets import in_days
from itpm.risk.simulation.variants import run_varied, varied
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.risk.simulation.portfolios import PortfolioResult
    from itpm.risk.simulation.results import SimulationResult

_BATCH = 64
_ALL_COSTS = "all costs"


# --- what was promised ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Commitment:
    """What one project is held to.

    Attributes:
        project: its name; or "all costs", for a budget that all projects share.
        finish: its date.
        cost: its budget.
        probability: how surely both are kept [1].
    """

    project: str
    finish: datetime | None
    cost: Money | None
    probability: Estimate


@frozen(kw_only=True)
class Commitments(Tabular):
    """How surely each project keeps what it is held to, and how surely all do.

    Attributes:
        rows: one entry a project.
        together: probability that everything is kept at once [1].
    """

    rows: tuple[Commitment, ...]
    together: Estimate

    @property
    def apart(self) -> float:
        """What that probability would be if the rows had nothing in common: the product [1]."""
        return math.prod(row.probability.value for row in self.rows)

    def table(self) -> Table:
        """Project by project, and all of them."""
        columns = [Column("Project"), Column("Finish by"), Column("Budget", align="right")]
        columns.append(Column("Kept with", key="probability", align="right"))
        rows: list[tuple[object, ...]] = [
            (row.project, _day(row.finish), row.cost, f"{row.probability.value:.0%}") for row in self.rows
        ]
        values = [(row.project, row.finish, row.cost, row.probability.value) for row in self.rows]
        rows.append(("all of this", "", "", f"{self.together.value:.0%}"))
        values.append(("all of this", None, None, self.together.value))
        is_of_projects = len(self.rows) > 1 and self.rows[-1].project != _ALL_COSTS
        note = f"Had the projects nothing in common, it would be {self.apart:.0%}" if is_of_projects else ""
        return Table(title="What was promised", columns=columns, rows=rows, values=values, note=note)


def commitments(
    result: PortfolioResult,
    finish: Moment | Mapping[str, Moment] | None,
    cost: Money | str | Mapping[str, Money | str] | None,
) -> Commitments:
    """How surely each project keeps its date and budget, and how surely all do; without either, the plans' deadlines."""
    budgets = {name: money(one, place="cost") for name, one in cost.items()} if isinstance(cost, Mapping) else {}
    dates = _dates(result, finish, without_any=cost is None)
    kept, rows = np.ones(result.iterations, dtype=bool), []
    for name in dict.fromkeys((*dates, *budgets)):
        own = result[name].kept(finish=dates.get(name), cost=budgets.get(name))
        rows.append(_commitment(name, dates.get(name), budgets.get(name), own))
        kept &= own
    if cost is not None and not isinstance(cost, Mapping):
        own = result.values_of("cost") <= result.cost.amount(cost)
        rows.append(_commitment(_ALL_COSTS, None, money(cost, place="cost"), own))
        kept &= own
    return Commitments(rows=tuple(rows), together=share_estimate(int(kept.sum()), result.iterations))


def _dates(
    result: PortfolioResult, finish: Moment | Mapping[str, Moment] | None, *, without_any: bool
) -> dict[str, Moment]:
    if isinstance(finish, Mapping):
        return dict(finish)
    if finish is not None:
        return dict.fromkeys(result.projects, finish)
    if not without_any:
        return {}
    plans = {name: found.plan for name, found in result.projects.items()}
    dates: dict[str, Moment] = {name: plan.deadline for name, plan in plans.items() if plan.deadline is not None}
    if not dates:
        message = "expected dates or budgets; no plan has a deadline that could stand for them"
        raise RiskError([Fault("probability", None, message)])
    return dates


def _commitment(name: str, finish: Moment | None, cost: Money | None, kept: NDArray[np.bool_]) -> Commitment:
    probability = share_estimate(int(kept.sum()), len(kept))
    return Commitment(project=name, finish=finish_moment(finish), cost=cost, probability=probability)


def _day(at: datetime | None) -> str:
    return "" if at is None else day_of(at)


# --- contingency ------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class PooledContingency(Tabular):
    """What each project has to add for one confidence, and what all have to add together.

    Attributes:
        percent: the confidence [%].
        projects: (name, contingency of that project alone) pairs.
        money: between the cost of all plans and the budget for all projects that is so sure.
        cost: that budget with its standard error [currency].
    """

    percent: float
    projects: tuple[tuple[str, Contingency], ...]
    money: Money
    cost: Estimate

    @property
    def apart(self) -> Money:
        """The sum of what each project would have to add alone."""
        return total((own.money for _, own in self.projects), currency=self.money.currency)

    @property
    def saved(self) -> Money:
        """What one contingency for all of them saves, where they seldom have bad luck at once; negative where they often do."""
        return self.apart - self.money

    def table(self) -> Table:
        """Time and money by project; money of all of them."""
        percentile, unit = f"P{self.percent:g}", self.money.currency
        columns = [Column("Project"), Column(f"Finish {percentile}", key="finish")]
        columns.append(Column("Time", key="time_minutes", align="right"))
        columns.append(Column(f"Cost {percentile}", key=f"cost_{unit.lower()}", align="right"))
        columns.append(Column("Money", key=f"money_{unit.lower()}", align="right"))
        lines = [_line(name, own) for name, own in self.projects]
        lines.append(("each alone", None, None, None, self.apart))
        lines.append(("all together", None, None, self.cost.value, self.money))
        rows = [
            (
                name,
                "" if finish is None else f"{finish:%Y-%m-%d}",
                "" if time is None else in_days(time),
                "" if cost is None else f"{cost:,.0f} {unit}",
                str(more.rounded(0)),
            )
            for name, finish, time, cost, more in lines
        ]
        values = [
            (name, finish, None if time is None else time.minutes, cost, more.amount)
            for name, finish, time, cost, more in lines
        ]
        saved = self.saved.rounded(0)
        note = f"One contingency for all of them saves {saved}"
        if saved.amount < 0:
            note = f"Together they need {-saved} more than each alone: bad luck comes to all of them at once"
        return Table(title=f"Contingency for {self.percent:g} %", columns=columns, rows=rows, values=values, note=note)


def _line(name: str, own: Contingency) -> tuple[str, datetime | None, Duration | None, float | None, Money]:
    return name, to_datetime(int(own.finish.value)), own.time, own.cost.value, own.money


def pooled_contingency(result: PortfolioResult, percent: float) -> PooledContingency:
    """What each project has to add to be so sure alone, and what all have to add together."""
    cost = result.cost.estimate(percent)
    own = [(name, found.contingency(percent)) for name, found in result.projects.items()]
    in_one = [(name, attrs.evolve(one, money=Money(one.money.amount, result.currency))) for name, one in own]
    more = result.cost.money(cost.value - result.cost.base)
    return PooledContingency(percent=percent, projects=tuple(in_one), money=more, cost=cost)


# --- who owns it ------------------------------------------------------------------------------------------------------------


def labels(result: PortfolioResult) -> dict[str, dict[str, str]]:
    """What the causes of each project are called in the portfolio: shared ones by their name, others with the project's."""
    return {
        name: {cause: cause if cause in result.shared else f"{name}: {cause}" for cause in found.run.recipe.causes}
        for name, found in result.projects.items()
    }


def portfolio_split(
    result: PortfolioResult, percent: float, *, of: Measure, executor: Executor | None
) -> ContingencySplit:
    """Who owns how much of the portfolio's contingency.

    Raises:
        RiskError: not between 0 and 100, or neither finish nor cost.
    """
    check_measure(percent, of)
    game = _Pool(result, percent, of, executor)
    cells = max(cells_of(found) for found in result.found)  # from one combination to the next, few projects change
    parts, orders = shared_out(game, game.names, cells=cells, seed=result.found[0].run.recipe.seed)
    return ContingencySplit(percent=percent, of=of, parts=parts, result=result, orders=orders, day=None)


class _Pool:
    """What all projects together have to add for each combination of causes.

    A project is simulated again only where a cause of its own comes or goes between one combination and the next.
    """

    def __init__(self, result: PortfolioResult, percent: float, of: Measure, executor: Executor | None) -> None:
        self.result, self.percent, self.executor = result, percent, executor
        self.of: Measure = of
        self.labels = labels(result)
        for name, found in result.projects.items():
            if found.run.recipe.durations or found.run.recipe.costs:
                self.labels[name][ESTIMATES] = f"{name}: {ESTIMATES}"
        self.names = tuple(dict.fromkeys(label for own in self.labels.values() for label in own.values()))
        sample = result.finish if of == "finish" else result.cost
        self.base = sample.base
        whole = sample.number(percent) - self.base
        self.known: dict[frozenset[str], float] = {frozenset(): 0.0, frozenset(self.names): whole}

    def look_up(self, coalitions: Iterable[frozenset[str]]) -> None:
        """Simulate combinations that are not known yet."""
        wanted = list(dict.fromkeys(one for one in coalitions if one not in self.known))
        for first in range(0, len(wanted), _BATCH):  # what workers hand back is large
            batch = wanted[first : first + _BATCH]
            columns = [self._values(name, batch) for name in self.result.projects]
            for one, *parts in zip(batch, *columns, strict=True):
                values = (np.maximum if self.of == "finish" else np.add).reduce(parts)
                self.known[one] = float(np.sort(values)[rank_of(self.percent, len(values))]) - self.base

    def _values(self, project: str, coalitions: Sequence[frozenset[str]]) -> Iterator[NDArray[Any]]:
        """Finish or cost of one project in every iteration, combination by combination."""
        own, found = self.labels[project], self.result[project]
        settings = [_setting(own, coalition) for coalition in coalitions]
        runs = [(setting, len(list(times))) for setting, times in groupby(settings)]
        for values, (_, times) in zip(self._simulated(found, [setting for setting, _ in runs]), runs, strict=True):
            for _ in range(times):
                yield values

    def _simulated(
        self, found: SimulationResult, settings: Sequence[tuple[bool, tuple[str, ...]]]
    ) -> Iterator[NDArray[Any]]:
        counts = tuple(len(outcome.finish) for outcome in found.outcomes)
        if self.executor is None:
            return map(partial(varied, found.run.kernel, counts, self.of), settings)
        payload = pickle.dumps(found.run.recipe)
        job: Callable[[tuple[bool, tuple[str, ...]]], NDArray[Any]] = partial(run_varied, payload, counts, self.of)
        return self.executor.map(job, settings)


def _setting(own: Mapping[str, str], coalition: frozenset[str]) -> tuple[bool, tuple[str, ...]]:
    """What is switched off in a project: the estimates' uncertainty, some causes."""
    off = [cause for cause, label in own.items() if label not in coalition]
    return ESTIMATES in off, tuple(sorted(cause for cause in off if cause != ESTIMATES))


# --- what moves it ----------------------------------------------------------------------------------------------------------


def portfolio_tornado(result: PortfolioResult, by: Literal["task", "cause"], of: Measure) -> Tornado:
    """What moves the mean of the last finish or the summed cost, across all projects.

    Raises:
        RiskError: neither by task nor by cause, or neither finish nor cost.
    """
    check_tornado(by, of)
    target = result.values_of(of).astype(float)
    if by == "cause":
        return tornado_of(cause_bars(_struck(result).items(), target), of, result)
    bars = (
        attrs.evolve(bar, name=f"{name}: {bar.name}")
        for name, found in result.projects.items()
        for bar in task_bars(found, target)
    )
    return tornado_of(bars, of, result)


def _struck(result: PortfolioResult) -> dict[str, NDArray[np.bool_]]:
    """In which iterations each cause occurred in any project."""
    found: dict[str, NDArray[np.bool_]] = {}
    for name, own in labels(result).items():
        struck = np.concatenate([outcome.struck for outcome in result[name].outcomes], axis=1)
        for label, occurs in zip(own.values(), struck, strict=True):
            found[label] = found[label] | occurs if label in found else occurs
    return found

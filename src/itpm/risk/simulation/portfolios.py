"""Several projects simulated together, on shared luck: a cause that several of them name occurs in all of them at once.

Each project keeps its own plan, calendars, register and options; ids of tasks need not differ between projects. Whatever a
simulation draws for itself stays independent of the other projects; only causes that they share are the same draw. So the
projects join iteration by iteration, and what is asked of all of them counts what they have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import attrs
from attrs import field, frozen

from itpm.errors import Fault, Hints, UnknownNameError, nearest
from itpm.model.moments import Moment
from itpm.model.money import NO_CURRENCY, Money
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.estimates import CostSample, DateSample, Estimate
from itpm.risk.simulation.luck import Luck
from itpm.risk.simulation.recipes import recipe_of
from itpm.risk.simulation.results import SimulationResult, ascending
from itpm.risk.simulation.running import INTERRUPTIONS, Progress, Run, check_numbers, gather, whole_blocks
from itpm.risk.simulation.tablets import (
    JointConfidence,
    Row,
    confidence_table,
    cost_row,
    date_row,
    has_cost,
    joint_confidence,
)
from itpm.tables import Table, Tabular

if TYPE_CHECKING:
    from itpm.risk.simulation.contingency import ContingencySplit, Measure
    from itpm.risk.simulation.kernel import Outcome
    from itpm.risk.simulation.pooling import Commitments, PooledContingency
    from itpm.risk.simulation.responding import ResponseValues
    from itpm.risk.simulation.sensitivity import Tornado


class PortfolioInterrupted(KeyboardInterrupt):
    """The simulation of a portfolio was interrupted; what had been computed is not lost.

    Attributes:
        result: the result of the blocks that were done of all projects; None where there was none yet.
    """

    result: PortfolioResult | None

    def __init__(self, result: PortfolioResult | None) -> None:
        self.result = result
        super().__init__(result)


def simulate_together(
    simulations: Iterable[SimulationResult] | Mapping[str, SimulationResult],
    *,
    seed: int,
    iterations: int | None = None,
    shared: Iterable[str] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> PortfolioResult:
    """Simulate several projects again, together: what they share is drawn once.

    Each simulation says what its project is: plan, register, drivers, options. Risks, drivers and branches of the same name in
    several projects are one cause: it occurs in the same iterations in all of them, with an equally bad delay, factor and cost;
    each project says itself which tasks it strikes and how much. Same arguments, same result, on any number of workers, and a
    project's own dates do not depend on which others are in the portfolio.

    Args:
        simulations: of one project each, by their plans' names; or a mapping, by its keys.
        seed: where the random numbers begin.
        iterations: how often [1]; None: as often as the simulation that has the fewest.
        shared: names of the causes that are shared; None: all that have the same name; ``()``: none.
        executor: who computes, see `simulate`.
        progress: called with iterations done and wanted after each block of all projects; stops by returning False.

    Raises:
        RiskError: with every fault: no simulations, names twice, several currencies, shared causes that are not there.
        PortfolioInterrupted: the user did; it holds the result so far.

    Source:
        Common risk drivers as the cause of correlation: Hulett, Integrated Cost-Schedule Risk Analysis (2011), ch. 7.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.risk import RiskRegister, Threat
        >>> from itpm.risk.simulation import simulate
        >>> def project(name):
        ...     plan = Plan(name, start="2026-01-05", deadline="2026-03-20", tasks=[Task("build", "50d")])
        ...     late = Threat("vendor late", probability=0.3, delay="15d", on=["build"])
        ...     return simulate(plan, RiskRegister([late]), iterations=4_000, seed=1)
        >>> both = simulate_together([project("CRM"), project("ERP")], seed=7)
        >>> [round(found.probability(finish="2026-03-20").value, 1) for found in both.projects.values()]
        [0.7, 0.7]
        >>> round(both.probability().value, 1)      # not 0.7 x 0.7: they are late together
        0.7
    """
    named = _named(simulations)
    least = min((found.iterations for _, found in named), default=1)
    check_numbers(least if iterations is None else iterations, seed)
    causes = {cause: None for _, found in named for cause in found.run.recipe.causes}
    common = tuple(causes) if shared is None else tuple(shared)
    if faults := [*_faults(named), *_unknown(common, causes)]:
        raise RiskError(faults)
    runs = [_together(name, found.run, seed, common) for name, found in named]
    blocks: list[list[Outcome]] = [[] for _ in runs]
    return _extended(runs, blocks, least if iterations is None else iterations, executor, progress)


def _named(
    simulations: Iterable[SimulationResult] | Mapping[str, SimulationResult],
) -> list[tuple[str, SimulationResult]]:
    if isinstance(simulations, Mapping):
        return [(str(name), found) for name, found in simulations.items()]
    return [(found.plan.name, found) for found in simulations]


def _faults(named: Sequence[tuple[str, SimulationResult]]) -> Iterable[Fault]:
    if not named:
        yield Fault("simulations", (), "expected the simulation of at least one project")
    names = [name for name, _ in named]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Fault(
            "simulations",
            name,
            f"two projects are called {name!r}; name them: simulate_together({{'one': ..., 'two': ...}})",
        )
    currencies = {found.currency: name for name, found in named if found.currency != NO_CURRENCY}
    if len(currencies) > 1:
        kinds = ", ".join(f"{name!r} in {currency}" for currency, name in currencies.items())
        message = (
            f"costs of a portfolio are added up and so in one currency, got {kinds}; a rate is the caller's to give"
        )
        yield Fault("simulations", tuple(currencies), message)
    samplings = dict.fromkeys(found.run.recipe.sampling for _, found in named)
    if len(samplings) > 1:
        message = f"simulations to be combined are sampled the same way, got {' and '.join(samplings)}"
        yield Fault("simulations", tuple(samplings), message)


def _unknown(shared: Iterable[str], causes: Iterable[str]) -> Iterable[Fault]:
    known, hint = tuple(causes), Hints()
    for name in shared:
        if name not in known:
            yield Fault("shared", name, f"no project has a risk, driver or branch {name!r}{hint(name, known)}")


def _together(name: str, run: Run, seed: int, shared: tuple[str, ...]) -> Run:
    """A project's run with its luck from the portfolio."""
    options = attrs.evolve(run.options, seed=seed, luck=Luck(name, shared))
    return attrs.evolve(run, options=options, recipe=recipe_of(run.recipe.plan, run.register, options))


def _extended(
    runs: Sequence[Run],
    blocks: Sequence[list[Outcome]],
    iterations: int,
    executor: Executor | None,
    progress: Progress | None,
) -> PortfolioResult:
    def result() -> PortfolioResult:
        return PortfolioResult(found=[run.result(own, iterations) for run, own in zip(runs, blocks, strict=True)])

    try:
        gather(runs, blocks, iterations, executor=executor, progress=progress)
    except INTERRUPTIONS as interruption:
        raise PortfolioInterrupted(result() if blocks[0] else None) from interruption
    return result()


def _found(found: Iterable[SimulationResult]) -> tuple[SimulationResult, ...]:
    return tuple(found)


@frozen(kw_only=True, slots=False, eq=False)
class PortfolioResult(Tabular):
    """How sure the dates and costs of several projects are together. Made by `simulate_together`.

    Two results are equal when they hold the same dates and costs.

    Attributes:
        found: the result of each project, on the portfolio's luck.
    """

    found: tuple[SimulationResult, ...] = field(repr=False, converter=_found)

    @cached_property
    def projects(self) -> Mapping[str, SimulationResult]:
        """The result of each project by its name; everything can be asked of it that a simulation answers."""
        return {_luck(found).project: found for found in self.found}

    def __getitem__(self, name: str) -> SimulationResult:
        """The result of one project.

        Raises:
            UnknownNameError: there is no such project; the nearest are offered.
        """
        if name not in self.projects:
            raise UnknownNameError("project", name, nearest(name, self.projects))
        return self.projects[name]

    @property
    def iterations(self) -> int:
        """How many iterations were done [1]; fewer than wanted if the simulation was stopped."""
        return self.found[0].iterations

    @property
    def is_complete(self) -> bool:
        """Whether as many iterations were done as were wanted."""
        return self.found[0].is_complete

    @property
    def currency(self) -> str:
        """ISO 4217 code of all costs."""
        return next((found.currency for found in self.found if found.currency != NO_CURRENCY), NO_CURRENCY)

    @cached_property
    def shared(self) -> Mapping[str, tuple[str, ...]]:
        """Which projects each shared cause strikes; those that only one project has are not shared."""
        owners: dict[str, list[str]] = {}
        for name, found in self.projects.items():
            for cause in found.run.recipe.causes:
                if cause in _luck(found).shared:
                    owners.setdefault(cause, []).append(name)
        return {cause: tuple(names) for cause, names in owners.items() if len(names) > 1}

    @cached_property
    def finish(self) -> DateSample:
        """When the last project finishes."""
        base = max(found.finish.base for found in self.found)
        return DateSample(ascending(self.values_of("finish")), base, name="All finished")

    @cached_property
    def cost(self) -> CostSample:
        """What all projects cost together."""
        base = sum(found.base_cost for found in self.found)
        return CostSample(ascending(self.values_of("cost")), base, name="All costs", currency=self.currency)

    def values_of(self, what: Measure) -> Any:  # an array
        """The last finish [s] or the summed cost [currency] of each iteration, in their order."""
        import numpy as np

        parts = [found.values_of(what) for found in self.found]
        return np.maximum.reduce(parts) if what == "finish" else np.add.reduce(parts)

    def probability(
        self,
        *,
        finish: Moment | Mapping[str, Moment] | None = None,
        cost: Money | str | Mapping[str, Money | str] | None = None,
    ) -> Estimate:
        """Probability that all dates and budgets are kept at once [1].

        Args:
            finish: a date for all projects, or dates by project; a bare date means its end.
            cost: a budget for all projects together, or budgets by project.

        With neither, the dates are the plans' deadlines.

        Raises:
            RiskError: nothing is given and no plan has a deadline; a budget is in another currency.
            UnknownNameError: there is no such project; the nearest are offered.
        """
        return self.commitments(finish=finish, cost=cost).together

    def commitments(
        self,
        *,
        finish: Moment | Mapping[str, Moment] | None = None,
        cost: Money | str | Mapping[str, Money | str] | None = None,
    ) -> Commitments:
        """How surely each project keeps its date and its budget, and how surely all do.

        Args:
            finish: a date for all projects, or dates by project; a bare date means its end.
            cost: a budget for all projects together, or budgets by project.

        With neither, the dates are the plans' deadlines.

        Raises:
            RiskError: nothing is given and no plan has a deadline; a budget is in another currency.
            UnknownNameError: there is no such project; the nearest are offered.
        """
        from itpm.risk.simulation.pooling import commitments

        return commitments(self, finish, cost)

    def joint(self, percent: float = 70) -> JointConfidence:
        """Pairs of a date for all projects and a budget for all of them that are kept together with so many percent."""
        return joint_confidence(self, percent)

    def contingency(self, percent: float = 80) -> PooledContingency:
        """What each project has to add to be so sure alone, and what all have to add together."""
        from itpm.risk.simulation.pooling import pooled_contingency

        return pooled_contingency(self, percent)

    def drivers(
        self, percent: float = 80, *, of: Measure = "finish", executor: Executor | None = None
    ) -> ContingencySplit:
        """Who owns how much of the portfolio's contingency: shared causes, those of one project, each project's estimates.

        The split does not depend on any order (Shapley) and sums to the whole. Time is by the clock.
        """
        from itpm.risk.simulation.pooling import portfolio_split

        return portfolio_split(self, percent, of=of, executor=executor)

    def response_values(self, percent: float = 80, *, day: Money | str | None = None) -> ResponseValues:
        """What the response to each risk gains in all projects that it strikes, and whether it is worth its price.

        Args:
            percent: confidence at which the last finish is compared [%].
            day: what a calendar day is worth; None: time is shown, and counts for nothing.
        """
        from itpm.risk.simulation.responding import response_values

        return response_values(self, self.found, percent, day=day)

    def tornado(self, by: Literal["task", "cause"] = "cause", *, of: Measure = "finish") -> Tornado:
        """What moves the mean of the last finish or of the summed cost most, across all projects."""
        from itpm.risk.simulation.pooling import portfolio_tornado

        return portfolio_tornado(self, by, of)

    def extended(
        self, iterations: int, *, executor: Executor | None = None, progress: Progress | None = None
    ) -> PortfolioResult:
        """The result of more iterations; blocks that are done are not done again."""
        blocks = [whole_blocks(found.outcomes) for found in self.found]
        return _extended([found.run for found in self.found], blocks, iterations, executor, progress)

    def table(self) -> Table:
        """Finish and cost of each project and of all of them at usual confidences."""
        rows: list[Row] = [date_row(name, found.finish) for name, found in self.projects.items()]
        rows.append(date_row(self.finish.name, self.finish))
        if has_cost(self.cost):
            rows += [
                cost_row(f"{name}, cost", found.cost) for name, found in self.projects.items() if has_cost(found.cost)
            ]
            rows.append(cost_row(self.cost.name, self.cost))
        recipe = self.found[0].run.recipe
        done = f"{self.iterations:,} iterations, seed {recipe.seed}"
        if not self.is_complete:
            done += f"; {self.found[0].wanted:,} were wanted"
        notes = [done, *(self._sharing(cause, names) for cause, names in self.shared.items())]
        notes += [f"left out of {name}: {each}" for name, found in self.projects.items() for each in found.left_out]
        return confidence_table(f"Portfolio: {', '.join(self.projects)}", rows, notes)

    def _sharing(self, cause: str, names: Sequence[str]) -> str:
        """Who shares a cause; with how often it occurs where they do not agree on that."""
        often = {name: self[name].frequency(cause) for name in names}
        agreed = len(set(often.values())) == 1
        return f"shared: {cause} ({', '.join(name if agreed else f'{name} {often[name]:.0%}' for name in names)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PortfolioResult):
            return NotImplemented
        return self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def to_bytes(self) -> bytes:
        """All dates and costs, project by project, in order of the iterations: what is the same for the same seed."""
        return b"".join(found.to_bytes() for found in self.found)

    def __repr__(self) -> str:
        finish = self.finish
        return (
            f"<Simulation of {len(self.found)} projects: {self.iterations} iterations,"
            f" P50 {finish.p50:%Y-%m-%d}, P80 {finish.p80:%Y-%m-%d}>"
        )


def _luck(found: SimulationResult) -> Luck:
    return found.run.recipe.luck or Luck(found.plan.name)

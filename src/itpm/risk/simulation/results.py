"""The result of a simulation: dates and costs as samples, and the questions that can be asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from itpm.errors import Fault, UnknownNameError, UnknownTaskError, nearest
from itpm.model.moments import Moment, moment, to_datetime, to_seconds
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.estimates import CostSample, DateSample, Estimate, share_estimate
from itpm.risk.simulation.tablets import (
    CriticalityTable,
    JointConfidence,
    criticality_table,
    joint_confidence,
    summary_table,
)
from itpm.scheduling.schedules import Schedule
from itpm.scheduling.schedules import schedule as schedule_of
from itpm.tables import Table, Tabular

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from itpm.risk.simulation.analytic import AnalyticEstimate
    from itpm.risk.simulation.contingency import Contingency, ContingencySplit
    from itpm.risk.simulation.kernel import Outcome
    from itpm.risk.simulation.merging import MergeBias
    from itpm.risk.simulation.responding import ResponseValues
    from itpm.risk.simulation.running import Progress, Run
    from itpm.risk.simulation.sensitivity import Sensitivities, Tornado


@frozen(kw_only=True, slots=False, eq=False)
class SimulationResult(Tabular):
    """How sure a plan's date and cost are. Made by `simulate`.

    Two results are equal when they hold the same dates and costs.

    Attributes:
        run: what it was computed from.
        outcomes: the blocks of iterations, in order.
        wanted: how many iterations were asked for [1].
    """

    run: Run = field(repr=False)
    outcomes: tuple[Outcome, ...] = field(repr=False)
    wanted: int

    @property
    def plan(self) -> Plan:
        """What was simulated."""
        return self.run.recipe.plan

    @property
    def iterations(self) -> int:
        """How many iterations were done [1]; fewer than wanted if the simulation was stopped."""
        return sum(len(outcome.finish) for outcome in self.outcomes)

    @property
    def is_complete(self) -> bool:
        """Whether as many iterations were done as were wanted."""
        return self.iterations == self.wanted

    @property
    def way(self) -> str:
        """How iterations were scheduled: many at once, or one by one and why; the dates are the same."""
        reason = self.run.kernel.stepwise
        return f"one by one: {reason}" if reason else "many at once"

    @property
    def left_out(self) -> tuple[str, ...]:
        """What could not be simulated, and why."""
        return self.run.recipe.left_out

    @cached_property
    def schedule(self) -> Schedule:
        """The schedule without uncertainty and risks: the base that contingency is counted from."""
        return schedule_of(self.plan, policy=self.run.recipe.policy)

    @cached_property
    def base_cost(self) -> float:
        """Cost without uncertainty and risks [currency]."""
        return self.run.kernel.base_cost

    @property
    def currency(self) -> str:
        """ISO 4217 code of all costs."""
        return self.run.recipe.prices.currency

    @cached_property
    def finish(self) -> DateSample:
        """When the project finishes."""
        return DateSample(ascending(self.values_of("finish")), float(to_seconds(self.schedule.finish)), name="Finish")

    @cached_property
    def cost(self) -> CostSample:
        """What the project costs: work, fixed costs, and the effects of risks."""
        return CostSample(ascending(self.values_of("cost")), self.base_cost, name="Cost", currency=self.currency)

    @cached_property
    def milestones(self) -> Mapping[str, DateSample]:
        """When each milestone, and each further watched task, finishes; by id, in plan order."""
        tasks, found = self.plan.tasks, {}
        for number, place in enumerate(self.run.recipe.watched):
            values = _joined([outcome.watched[number] for outcome in self.outcomes])
            base = float(to_seconds(self.schedule[tasks[place].id].finish))
            found[tasks[place].id] = DateSample(ascending(values), base, name=tasks[place].label)
        return found

    def __getitem__(self, task_id: str) -> DateSample:
        """When a milestone or a watched task finishes.

        Raises:
            UnknownTaskError: its finish was not kept; `watch` it.
        """
        if task_id not in self.milestones:
            raise UnknownTaskError(task_id, nearest(task_id, self.milestones))
        return self.milestones[task_id]

    def probability(self, *, finish: Moment | None = None, cost: Money | str | None = None) -> Estimate:
        """Probability of keeping a date, a budget, or both at once [1].

        Args:
            finish: the date; a bare date means its end.
            cost: the budget.

        Raises:
            RiskError: neither is given, or the budget is in another currency.
        """
        if finish is None and cost is None:
            raise RiskError([Fault("probability", None, "expected a finish, a cost, or both")])
        return share_estimate(int(self.kept(finish=finish, cost=cost).sum()), self.iterations)

    def kept(self, *, finish: Moment | None = None, cost: Money | str | None = None) -> Any:  # an array
        """In which iterations a date, a budget, or both are kept."""
        kept = self.values_of("finish") <= (_FAR if finish is None else to_seconds(moment(finish, edge="finish")))
        return kept if cost is None else kept & (self.values_of("cost") <= self.cost.amount(cost))

    def joint(self, percent: float = 70) -> JointConfidence:
        """Pairs of date and budget that are kept together with so many percent: the frontier of joint confidence.

        Source:
            NASA Cost Estimating Handbook 4.0, appendix J: joint cost and schedule confidence level.
        """
        return joint_confidence(self, percent)

    def criticality(self) -> CriticalityTable:
        """How often each task drove the finish, most critical first."""
        return criticality_table(self)

    def sensitivity(self) -> Sensitivities:
        """Which tasks move the finish: criticality, significance, cruciality, schedule sensitivity index."""
        from itpm.risk.simulation.sensitivity import sensitivities

        return sensitivities(self)

    def tornado(self, by: Literal["task", "cause"] = "task", *, of: Literal["finish", "cost"] = "finish") -> Tornado:
        """What moves the mean most, from its good to its bad tenth: tasks, or risks, drivers and branches."""
        from itpm.risk.simulation.sensitivity import tornado

        return tornado(self, by, of)

    def contingency(self, percent: float = 80) -> Contingency:
        """What has to be added to the schedule's finish and the plan's cost to be so sure."""
        from itpm.risk.simulation.contingency import contingency

        return contingency(self, percent)

    def drivers(
        self, percent: float = 80, *, of: Literal["finish", "cost"] = "finish", executor: Executor | None = None
    ) -> ContingencySplit:
        """Who owns how much of the contingency: each risk, driver and branch, and the uncertainty of the estimates.

        The split does not depend on any order (Shapley) and sums to the whole.
        """
        from itpm.risk.simulation.contingency import contingency_split

        return contingency_split(self, percent, of=of, executor=executor)

    def response_values(self, percent: float = 80, *, day: Money | str | None = None) -> ResponseValues:
        """What each response to a risk gains in time and money, and whether it is worth its price.

        Args:
            percent: confidence at which dates are compared [%].
            day: what a working day is worth; None: time is shown, and counts for nothing.
        """
        from itpm.risk.simulation.responding import response_values

        return response_values(self, (self,), percent, day=day)

    def merge_bias(self) -> MergeBias:
        """By how much parallel paths delay the mean finish beyond what mean durations suggest."""
        from itpm.risk.simulation.merging import merge_bias

        return merge_bias(self)

    def analytic(self) -> AnalyticEstimate:
        """What PERT and Clark would say without a simulation, beside what it found."""
        from itpm.risk.simulation.analytic import analytic_estimate

        return analytic_estimate(self.plan, policy=self.run.recipe.policy, durations=self.run.options.durations)

    def extended(
        self, iterations: int, *, executor: Executor | None = None, progress: Progress | None = None
    ) -> SimulationResult:
        """The result of more iterations; blocks that are done are not done again."""
        return self.run.extended(self.outcomes, iterations, executor=executor, progress=progress)

    @cached_property
    def critical_counts(self) -> Any:
        """In how many iterations each task drove the finish, by place [1]."""
        return sum(outcome.critical for outcome in self.outcomes)

    def values_of(self, what: Literal["finish", "cost"]) -> Any:  # an array
        """The finish [s] or the cost [currency] of each iteration, in their order."""
        return _joined([getattr(outcome, what) for outcome in self.outcomes])

    def frequency(self, cause: str) -> float:
        """In which share of the iterations a risk or driver occurred, or a branch did not take its first outcome [1].

        Raises:
            UnknownNameError: nothing of that name was simulated; the nearest are offered.
        """
        causes = self.run.recipe.causes
        if cause not in causes:
            raise UnknownNameError("risk, driver or branch", cause, nearest(cause, causes))
        return float(self._struck()[causes.index(cause)].mean())

    def _struck(self) -> Any:  # an array: for each cause, in which iterations it occurred
        return _joined([outcome.struck for outcome in self.outcomes], axis=1)

    def table(self) -> Table:
        """Finish, cost and milestones at usual confidences."""
        return summary_table(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SimulationResult):
            return NotImplemented
        return self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def to_bytes(self) -> bytes:
        """All dates and costs, in order of the iterations: what is the same for the same seed."""
        parts: Iterable[Any] = (self.values_of("finish"), self.values_of("cost"), self.critical_counts, self._struck())
        watched = [outcome.watched.tobytes() for outcome in self.outcomes]
        return b"".join([*(part.tobytes() for part in parts), *watched])

    def __getstate__(self) -> dict[str, object]:
        return {"run": self.run, "outcomes": self.outcomes, "wanted": self.wanted}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)

    def __repr__(self) -> str:
        finish = self.finish
        p50, p80 = to_datetime(int(finish.number(50))), to_datetime(int(finish.number(80)))
        return (
            f"<Simulation of {self.plan.name!r}: {self.iterations} iterations, P50 {p50:%Y-%m-%d}, P80 {p80:%Y-%m-%d}>"
        )


_FAR = 1 << 62


def _joined(parts: list[Any], axis: int = 0) -> Any:  # arrays
    import numpy as np

    return np.concatenate(parts, axis=axis)


def ascending(values: Any) -> Any:  # an array
    """Values in order of their size."""
    import numpy as np

    return np.sort(values)

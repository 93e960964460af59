"""Answers that are read off the iterations: the summary, criticality, joint confidence."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, UnknownTaskError, nearest
from itpm.model.durations import Duration, WorkDuration
from itpm.model.moments import to_datetime
from itpm.model.money import Money
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.estimates import CostSample, DateSample, Estimate, rank_of, share_estimate
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.risk.simulation.portfolios import PortfolioResult
    from itpm.risk.simulation.results import SimulationResult

_STEPS = 12
_CONFIDENCES = (10, 50, 70, 80, 90)


def summary_table(result: SimulationResult) -> Table:
    """Finish, cost and milestones at usual confidences."""
    rows = [date_row("Finish", result.finish), *(date_row(one.name, one) for one in result.milestones.values())]
    if has_cost(result.cost):
        rows.append(cost_row("Cost", result.cost))
    done = f"{result.iterations:,} iterations, seed {result.run.recipe.seed}, scheduled {result.way}"
    if not result.is_complete:
        done += f"; {result.wanted:,} were wanted"
    return confidence_table(result.plan.name, rows, [done, *(f"left out: {each}" for each in result.left_out)])


Row: TypeAlias = tuple[object, ...]


def date_row(label: str, sample: DateSample) -> Row:
    """A date at usual confidences."""
    dates = (f"{sample.percentile(percent):%Y-%m-%d}" for percent in _CONFIDENCES)
    return (label, sample.shown(sample.base), f"{sample.below(sample.base).value:.0%}", *dates)


def cost_row(label: str, sample: CostSample) -> Row:
    """A cost at usual confidences."""
    amounts = (str(sample.percentile(percent).rounded(0)) for percent in _CONFIDENCES)
    return (label, str(sample.shown(sample.base)), f"{sample.below(sample.base).value:.0%}", *amounts)


def has_cost(sample: CostSample) -> bool:
    """Whether anything costs anything."""
    return bool(sample.number(100) or sample.base)


def confidence_table(title: str, rows: Iterable[Row], notes: Iterable[str]) -> Table:
    """Dates and costs at usual confidences."""
    columns = [Column("What"), Column("As planned"), Column("Held with", align="right")]
    columns += [Column(f"P{percent}", align="right") for percent in _CONFIDENCES]
    return Table(title=title, columns=columns, rows=rows, note="\n".join(notes))


def in_days(time: Duration) -> str:
    """A duration in days, to the tenth: what people read where exact seconds say little; ``ed`` are days by the clock."""
    seconds = time.minutes * 60
    if isinstance(time, WorkDuration) and time.day is not None:
        return f"{seconds / (time.day.minutes_per_day * 60):z.1f}d"
    return f"{seconds / 86_400:z.1f}ed"


@frozen
class CriticalTask:
    """How often one task drove the project's finish.

    Attributes:
        id: the task's id.
        name: what people call it.
        criticality: share of the iterations in which driving links lead from it to the finish [1].
    """

    id: str
    name: str
    criticality: Estimate


Critical: TypeAlias = tuple[CriticalTask, ...]


@frozen
class CriticalityTable(Tabular):
    """How often each task drove the finish, most critical first.

    Attributes:
        tasks: one entry a task, summaries left out.
    """

    tasks: Critical

    def __getitem__(self, task_id: str) -> Estimate:
        """The criticality index of one task [1].

        Raises:
            UnknownTaskError: there is no such task, or it is a summary.
        """
        for task in self.tasks:
            if task.id == task_id:
                return task.criticality
        raise UnknownTaskError(task_id, nearest(task_id, [task.id for task in self.tasks]))

    def table(self) -> Table:
        """One task a row."""
        rows = [(task.id, task.name, f"{task.criticality.value:.1%}") for task in self.tasks]
        values = [(task.id, task.name, task.criticality.value) for task in self.tasks]
        columns = [Column("Task", key="id"), Column("Name"), Column("Critical [1]", key="criticality", align="right")]
        return Table(title="Criticality", columns=columns, rows=rows, values=values)


def criticality_table(result: SimulationResult) -> CriticalityTable:
    """How often each task drove the finish."""
    counts, tasks = result.critical_counts, result.plan.tasks
    entries = [
        CriticalTask(tasks[place].id, tasks[place].label, share_estimate(int(counts[place]), result.iterations))
        for place in result.run.kernel.leaves
    ]
    return CriticalityTable(tuple(sorted(entries, key=lambda entry: -entry.criticality.value)))


@frozen(kw_only=True)
class JointConfidence(Tabular):
    """Pairs of date and budget that are kept together with one confidence: whoever wants an earlier date needs more money.

    Attributes:
        percent: the confidence [%].
        points: (finish, cost, probability of both [1]) triples, earliest first.
    """

    percent: float
    points: tuple[tuple[datetime, Money, float], ...] = field(repr=False)

    def table(self) -> Table:
        """One pair a row."""
        columns = [Column("Finish by"), Column("Budget", align="right"), Column("Both [1]", key="both", align="right")]
        rows = [(finish, str(cost.rounded(0)), f"{both:.3f}") for finish, cost, both in self.points]
        return Table(
            title=f"Kept together with {self.percent:g} %",
            columns=columns,
            rows=rows,
            values=[(finish, float(cost.amount), both) for finish, cost, both in self.points],
        )


def joint_confidence(result: SimulationResult | PortfolioResult, percent: float) -> JointConfidence:
    """The frontier: of a dozen dates those that allow a lesser budget than all earlier ones, each with the least that will do.

    Raises:
        RiskError: not between 0 and 100.
    """
    if not 0 < percent < 100:
        raise RiskError([Fault("percent", percent, f"expected a percentage between 0 and 100, got {percent}")])
    finishes, costs = result.values_of("finish"), result.values_of("cost")
    count = len(finishes)
    wanted = rank_of(percent, count) + 1
    points: list[tuple[datetime, Money, float]] = []
    least = math.inf
    for step in range(_STEPS):
        confidence = percent + (100 - percent) * (step + 0.5) / _STEPS
        by = result.finish.number(confidence)
        inside = costs[finishes <= by]
        inside.sort()
        budget = float(inside[wanted - 1])
        if budget < least:
            both = int(((finishes <= by) & (costs <= budget)).sum()) / count
            points.append((to_datetime(int(by)), result.cost.money(budget), both))
            least = budget
    return JointConfidence(percent=percent, points=tuple(points))

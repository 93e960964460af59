"""Merge bias: why the mean finish lies behind the finish at mean durations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from itpm.model.durations import Duration, seconds_of
from itpm.model.moments import to_datetime, to_seconds
from itpm.risk.simulation.estimates import Estimate
from itpm.risk.simulation.tablets import in_days
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.risk.simulation.results import SimulationResult


@frozen(kw_only=True)
class MergeBias(Tabular):
    """From the schedule's finish to the mean one, in two steps, as working time in the plan's calendar.

    Attributes:
        planned: finish of the schedule, at most likely durations and without risks [s].
        at_means: finish when every task takes its mean duration, risks included [s].
        mean: mean finish [s].
        estimating: from the schedule to mean durations: estimates are skewed, and risks add to them.
        merging: from there to the mean finish: of parallel paths the later one counts.
        kept: probability of keeping the schedule's finish [1].
    """

    planned: int
    at_means: int
    mean: float
    estimating: Duration
    merging: Duration
    kept: Estimate

    def table(self) -> Table:
        """Both steps."""
        rows = [
            ("Schedule", to_datetime(self.planned), ""),
            ("Every task at its mean", to_datetime(self.at_means), in_days(self.estimating)),
            ("Mean of the finish", to_datetime(round(self.mean)), in_days(self.merging)),
        ]
        columns = [Column("Step"), Column("Finish"), Column("Later by", align="right")]
        return Table(title="Merge bias", columns=columns, rows=rows, note=f"Schedule held with probability {self.kept}")


def merge_bias(result: SimulationResult) -> MergeBias:
    """By how much parallel paths delay the mean finish beyond what mean durations suggest."""
    kernel = result.run.kernel
    total, count = np.zeros(len(kernel.amounts.rows)), 0
    for number, outcome in enumerate(result.outcomes):
        drawn = kernel.amounts.drawn(kernel.deck.hand(number))[:, : len(outcome.finish)]
        total += drawn.sum(axis=1)
        count += drawn.shape[1]
    dtype = np.int32 if kernel.tick > 1 else np.int64
    means = np.rint(total / count).astype(dtype)[:, None]
    at_means = int(kernel.dates(means, 1).project[0])
    until, day = result.plan.calendar.compiled.total_until, result.plan.day
    planned, mean = to_seconds(result.schedule.finish), float(result.finish.values.mean())
    works = [until(int(value)) for value in np.asarray(result.finish.values)]
    mean_work = round(float(np.mean(works)))
    return MergeBias(
        planned=planned,
        at_means=at_means,
        mean=mean,
        estimating=seconds_of(until(at_means) - until(planned), day=day),
        merging=seconds_of(mean_work - until(at_means), day=day),
        kept=result.finish.below(planned),
    )

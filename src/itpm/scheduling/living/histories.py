"""A plan's history: one plan a status, and what their series shows that no single one does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import attrs
from attrs import field, frozen

from itpm.errors import Fault, PlanError
from itpm.model.durations import Duration, seconds_of
from itpm.model.plans import Plan
from itpm.scheduling.comparing.showing import signed, status_day
from itpm.scheduling.living.accuracy import LEADS, ForecastAccuracy, forecast_accuracy
from itpm.scheduling.living.causes import SlipHistory, slip_history
from itpm.scheduling.living.trends import (
    FloatErosion,
    MilestoneTrend,
    TaskSlips,
    float_erosion,
    milestone_trend,
    task_slips,
)
from itpm.scheduling.schedules import Schedule, schedule
from itpm.tables import Column, Table, Tabular


def _plans(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    return tuple(plans)


@frozen(slots=False)
class PlanHistory(Tabular):
    """Snapshots of a plan, one a status, oldest first; each is scheduled once, when first asked for.

    Attributes:
        plans: the plan as of each status; each has a data date, later than the one before.

    Raises:
        PlanError: there is no plan, or data dates are missing or out of order.

    Example:
        >>> from itpm.model import Task
        >>> from itpm.scheduling.living import reschedule_remaining, update
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("moved", after=["pack"])])
        >>> history = PlanHistory([update(plan, [], "2026-01-05"), reschedule_remaining(update(plan, [], "2026-01-07"))])
        >>> [str(row.slip) for row in history.milestone_trend().rows]
        ['3d']
    """

    plans: tuple[Plan, ...] = field(converter=_plans, repr=lambda plans: f"<{len(plans)} plans>")

    def __attrs_post_init__(self) -> None:
        faults = list(_faults(self.plans))
        if faults:
            raise PlanError(faults)

    @cached_property
    def schedules(self) -> tuple[Schedule, ...]:
        """The schedule of each plan, by its own policy."""
        return tuple(schedule(plan) for plan in self.plans)

    def then(self, plan: Plan) -> PlanHistory:
        """The history with one more status.

        Raises:
            PlanError: it has no data date, or not one after the last.
        """
        return PlanHistory((*self.plans, plan))

    def task_slips(self, tasks: Iterable[str] | None = None) -> TaskSlips:
        """First and last forecast of every task's finish, and the slip between; of `tasks` only, where given."""
        return task_slips(self.schedules, tasks)

    def milestone_trend(self, milestones: Iterable[str] | None = None) -> MilestoneTrend:
        """When each status expected each milestone; of any tasks, where given."""
        return milestone_trend(self.schedules, milestones)

    def float_erosion(self, tasks: Iterable[str] | None = None) -> FloatErosion:
        """The total float of every open task from status to status, those that lost most first."""
        return float_erosion(self.schedules, tasks)

    def forecast_accuracy(
        self, tasks: Iterable[str] | None = None, *, leads: Iterable[Duration | str] = LEADS
    ) -> ForecastAccuracy:
        """How far forecasts were from the facts, by how long before they were made: `leads` are where groups end."""
        return forecast_accuracy(self.schedules, tasks, leads)

    def slip_history(self, of: str = "") -> SlipHistory:
        """Why the finish moved from each status to the next: the project's, or that of one task."""
        return slip_history(self.schedules, of)

    def __len__(self) -> int:
        return len(self.plans)

    def table(self) -> Table:
        """One row a status: finish, slip since the last and the first, how much is done, how much is critical."""
        return _table(self.schedules)

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(PlanHistory)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def _faults(plans: tuple[Plan, ...]) -> Iterator[Fault]:
    if not plans:
        yield Fault("plans", plans, "a history has at least one plan")
    for number, plan in enumerate(plans):
        if not isinstance(plan, Plan):
            yield Fault(f"plans[{number}]", plan, f"expected a Plan, got {plan!r}")
        elif plan.data_date is None:
            yield Fault(f"plans[{number}].data_date", None, "a status has a data date: record it with update")
    dates = [plan.data_date if isinstance(plan, Plan) else None for plan in plans]
    for number, (one, two) in enumerate(pairwise(dates), 1):
        if one is not None and two is not None and two <= one:
            said = f"expected a data date after that of the status before, {one}, got {two}"
            yield Fault(f"plans[{number}].data_date", two, said)


_COLUMNS = (
    Column("As of", key="as_of"),
    Column("Finish"),
    Column("Slip", key="slip_minutes", align="right"),
    Column("In all", key="slip_in_all_minutes", align="right"),
    Column("Done", align="right"),
    Column("Begun", align="right"),
    Column("Open", align="right"),
    Column("Critical", align="right"),
)


def _table(schedules: tuple[Schedule, ...]) -> Table:
    plan = schedules[0].plan
    calendar = plan.calendar.compiled
    finishes = [one.solution.project_finish for one in schedules]
    shown, values = [], []
    for number, one in enumerate(schedules):
        as_of = one.plan.data_date or one.plan.start
        since = [calendar.between(finishes[place], finishes[number]) for place in (max(number - 1, 0), 0)]
        slips = [seconds_of(seconds, day=plan.day) for seconds in since]
        counts = _counts(one)
        shown.append((status_day(as_of), one.finish, *map(signed, slips), *counts))
        values.append((as_of, one.finish, *(slip.minutes for slip in slips), *counts))
    return Table(
        title=f"{schedules[-1].plan.name}: {len(schedules)} statuses", columns=_COLUMNS, rows=shown, values=values
    )


def _counts(found: Schedule) -> tuple[int, int, int, int]:
    """Tasks done, begun and open, and how many of those not done are critical; summaries left out."""
    done = begun = waiting = critical = 0
    for place, task in enumerate(found.plan.tasks):
        if found.plan.structure.is_summary(place) or not task.is_active:
            continue
        if task.is_complete:
            done += 1
            continue
        critical += found.floats.critical[place]
        if task.progress is not None and task.progress.is_started:
            begun += 1
        else:
            waiting += 1
    return done, begun, waiting, critical

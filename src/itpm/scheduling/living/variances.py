"""How far a schedule is from what was agreed: start, finish and duration of every task against a baseline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from itpm.errors import Fault, FaultsError, Hints
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.durations import Duration, seconds_of
from itpm.model.moments import to_seconds
from itpm.scheduling.comparing.showing import signed
from itpm.scheduling.schedules import Schedule
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class VarianceRow:
    """One task against what was agreed; a variance above zero is later, or longer.

    Attributes:
        id: the task's id.
        name: what people call it.
        start: when it starts now.
        finish: when it finishes now.
        agreed_start: when it was agreed to start; None where it was not agreed.
        agreed_finish: when it was agreed to finish, likewise.
        start_variance: from the agreed start to the start, in the task's working time.
        finish_variance: from the agreed finish to the finish.
        duration_variance: by how much it lasts longer than agreed, from start to finish.
    """

    id: str
    name: str = ""
    start: datetime
    finish: datetime
    agreed_start: datetime | None = None
    agreed_finish: datetime | None = None
    start_variance: Duration | None = None
    finish_variance: Duration | None = None
    duration_variance: Duration | None = None


def _rows(values: Iterable[VarianceRow]) -> tuple[VarianceRow, ...]:
    return tuple(values)


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class BaselineVariance(Tabular):
    """A schedule against a baseline.

    Attributes:
        baseline: name of the baseline.
        rows: one a task, in plan order.
        dropped: ids of the tasks that were agreed and are no longer there.
    """

    baseline: str
    rows: tuple[VarianceRow, ...] = field(converter=_rows, repr=False)
    dropped: tuple[str, ...] = field(default=(), converter=_names)

    def table(self) -> Table:
        """One row a task: dates now and as agreed, and the variances between."""
        columns = [
            Column("Task", key="id"),
            Column("Name"),
            Column("Start"),
            Column("Agreed start"),
            Column("Finish"),
            Column("Agreed finish"),
            Column("Start variance", key="start_variance_minutes", align="right"),
            Column("Finish variance", key="finish_variance_minutes", align="right"),
            Column("Longer", key="duration_variance_minutes", align="right"),
        ]
        shown, values = [], []
        for row in self.rows:
            head = (row.id, row.name, row.start, row.agreed_start, row.finish, row.agreed_finish)
            variances = (row.start_variance, row.finish_variance, row.duration_variance)
            shown.append((*head, *map(signed, variances)))
            values.append((*head, *(None if one is None else one.minutes for one in variances)))
        note = f"Agreed, but no longer there: {', '.join(self.dropped)}" if self.dropped else ""
        return Table(title=f"Against {self.baseline}", columns=columns, rows=shown, values=values, note=note)


def baseline_variance(schedule: Schedule, baseline: str | None = None) -> BaselineVariance:
    """How far a schedule is from what was agreed.

    Args:
        schedule: the dates now.
        baseline: name of one of its plan's baselines; default: the first, which is the one to measure against.

    Raises:
        FaultsError: the plan has no baseline, or none of that name.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling.living import set_baseline
        >>> from itpm.scheduling.schedules import schedule
        >>> plan = set_baseline(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d")]), "approved")
        >>> row = baseline_variance(schedule(plan.with_tasks([Task("pack", "3d")]))).rows[0]
        >>> str(row.start_variance), str(row.finish_variance), str(row.duration_variance)
        ('0d', '1d', '1d')
    """
    agreed = _baseline(schedule, baseline)
    by_task = agreed.by_task()
    rows = [_row(schedule, place, by_task.get(task.id)) for place, task in enumerate(schedule.plan.tasks)]
    return BaselineVariance(
        baseline=agreed.name, rows=rows, dropped=[name for name in by_task if name not in schedule.plan]
    )


def _baseline(schedule: Schedule, name: str | None) -> Baseline:
    known = schedule.plan.baselines
    for baseline in known:
        if name is None or baseline.name == name:
            return baseline
    if not known:
        raise FaultsError([Fault("plan.baselines", name, "the plan has no baseline: set one first")])
    near = Hints()(name, [baseline.name for baseline in known])
    raise FaultsError([Fault("baseline", name, f"the plan has no baseline {name!r}{near}")])


def _row(schedule: Schedule, place: int, agreed: BaselineTask | None) -> VarianceRow:
    network, solution, task = schedule.network, schedule.solution, schedule.plan.tasks[place]
    number = network.own_calendar[place]

    def between(begin: int, end: int) -> int:
        return network.calendars[number].between(begin, end)

    def written(seconds: int | None) -> Duration | None:
        return None if seconds is None else seconds_of(seconds, day=schedule.plan.day, elapsed=number == 0)

    row = schedule[task.id]
    start = None if agreed is None or agreed.start is None else to_seconds(agreed.start)
    finish = None if agreed is None or agreed.finish is None else to_seconds(agreed.finish)
    longer = None
    if start is not None and finish is not None:
        longer = between(solution.start[place], solution.finish[place]) - between(start, finish)
    return VarianceRow(
        id=task.id,
        name=task.name,
        start=row.start,
        finish=row.finish,
        agreed_start=None if agreed is None else agreed.start,
        agreed_finish=None if agreed is None else agreed.finish,
        start_variance=written(None if start is None else between(start, solution.start[place])),
        finish_variance=written(None if finish is None else between(finish, solution.finish[place])),
        duration_variance=written(longer),
    )

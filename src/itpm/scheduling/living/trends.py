"""What became of forecasts from status to status: slip of every task, the milestone trend, and float that is used up.

A forecast is the finish that a status's schedule shows; once the task has finished, it is the fact. Slips are counted in the
task's working time as the first status that has it knows it, float as each status had it.

The milestone trend is the table behind the chart of that name (milestone trend analysis): a line that rises slips.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from attrs import field, frozen

from itpm.errors import Fault, FaultsError, Hints
from itpm.model.durations import Duration, scheduled, seconds_of
from itpm.model.moments import to_datetime
from itpm.model.tasks import Task
from itpm.scheduling.comparing.showing import signed, status_day
from itpm.scheduling.schedules import Schedule
from itpm.tables import Column, Table, Tabular


def _moments(values: Iterable[datetime | None]) -> tuple[datetime | None, ...]:
    return tuple(values)


def _durations(values: Iterable[Duration | None]) -> tuple[Duration | None, ...]:
    return tuple(values)


@frozen(kw_only=True)
class ForecastRow:
    """What became of one task's finish.

    Attributes:
        id: the task's id.
        name: what people call it.
        forecasts: its finish as each status saw it; None where the plan did not have it.
        slips: by how much it moved from each status to the next; None where it was not in both.
        slip: from its first forecast to its last.
        finished: whether the last one is a fact.
    """

    id: str
    name: str = ""
    forecasts: tuple[datetime | None, ...] = field(converter=_moments)
    slips: tuple[Duration | None, ...] = field(converter=_durations)
    slip: Duration
    finished: bool = False

    @property
    def largest(self) -> Duration | None:
        """The largest slip from one status to the next; None where there is none."""
        known = [one for one in self.slips if one is not None]
        return max(known, key=lambda one: one.amount, default=None)


def _rows(values: Iterable[ForecastRow]) -> tuple[ForecastRow, ...]:
    return tuple(values)


def _days(values: Iterable[datetime]) -> tuple[datetime, ...]:
    return tuple(values)


@frozen(kw_only=True)
class TaskSlips(Tabular):
    """The slip of every task over a series of statuses.

    Attributes:
        as_of: the data dates of the statuses.
        rows: one a task, in the order of the last plan.
    """

    as_of: tuple[datetime, ...] = field(converter=_days)
    rows: tuple[ForecastRow, ...] = field(converter=_rows, repr=False)

    def table(self) -> Table:
        """One row a task: first and last forecast, slip in all, the largest at once, how often it slipped."""
        columns = [
            Column("Task", key="id"),
            Column("Name"),
            Column("First forecast", key="first"),
            Column("Last forecast", key="last"),
            Column("Slip", key="slip_minutes", align="right"),
            Column("Largest", key="largest_minutes", align="right"),
            Column("Slipped", key="times", align="right"),
            Column("Done", key="is_finished"),
        ]
        shown, values = [], []
        for row in self.rows:
            dates = [date for date in row.forecasts if date is not None]
            times = sum(1 for one in row.slips if one is not None and one.amount > 0)
            head, tail = (row.id, row.name, dates[0], dates[-1]), (times, row.finished)
            shown.append((*head, signed(row.slip), signed(row.largest), *tail))
            values.append((*head, row.slip.minutes, row.largest.minutes if row.largest else None, *tail))
        return Table(title="Slip since the first forecast", columns=columns, rows=shown, values=values)


@frozen(kw_only=True)
class MilestoneTrend(Tabular):
    """The milestone trend: when each status expected each milestone.

    Attributes:
        as_of: the data dates of the statuses.
        rows: one a milestone, in the order of the last plan.
    """

    as_of: tuple[datetime, ...] = field(converter=_days)
    rows: tuple[ForecastRow, ...] = field(converter=_rows, repr=False)

    def table(self) -> Table:
        """One row a milestone, one column a status: the finish as it was expected then; ``=`` where it is reached."""
        columns = [Column("Milestone", key="id"), Column("Name")]
        columns += [Column(_short(day), key=f"finish_as_of_{_key(day)}", align="right") for day in self.as_of]
        columns.append(Column("Slip", key="slip_minutes", align="right"))
        shown, values = [], []
        for row in self.rows:
            cells = [_forecast(row, place, day) for place, day in enumerate(self.as_of)]
            shown.append((row.id, row.name, *cells, signed(row.slip)))
            values.append((row.id, row.name, *row.forecasts, row.slip.minutes))
        title = "Milestone trend: expected on, as of"
        return Table(title=title, columns=columns, rows=shown, values=values, note="= reached")


def _short(instant: datetime) -> str:
    return f"{datetime.fromisoformat(status_day(instant)):%d %b}"


def _key(instant: datetime) -> str:
    return status_day(instant).replace(" ", "_")


def _forecast(row: ForecastRow, place: int, day: datetime) -> str:
    date = row.forecasts[place]
    if date is None:
        return ""
    reached = row.finished and date <= day and date == row.forecasts[-1]
    return f"{'=' if reached else ''}{_short(date)}"


@frozen(kw_only=True)
class ErosionRow:
    """What became of one task's float.

    Attributes:
        id: the task's id.
        name: what people call it.
        floats: its total float as each status saw it; None where the plan did not have it or it had finished.
        change: from the first float to the last; negative: used up.
        critical_since: data date of the status from which on it is critical; None where it is not, in the end.
    """

    id: str
    name: str = ""
    floats: tuple[Duration | None, ...] = field(converter=_durations)
    change: Duration
    critical_since: datetime | None = None


def _erosions(values: Iterable[ErosionRow]) -> tuple[ErosionRow, ...]:
    return tuple(values)


@frozen(kw_only=True)
class FloatErosion(Tabular):
    """Total float from status to status, of the tasks that are open in the last one.

    Attributes:
        as_of: the data dates of the statuses.
        rows: one a task, those that lost most first.
    """

    as_of: tuple[datetime, ...] = field(converter=_days)
    rows: tuple[ErosionRow, ...] = field(converter=_erosions, repr=False)

    def table(self) -> Table:
        """One row a task, one column a status: its total float then."""
        columns = [Column("Task", key="id"), Column("Name")]
        columns += [
            Column(_short(day), key=f"total_float_minutes_as_of_{_key(day)}", align="right") for day in self.as_of
        ]
        columns += [
            Column("Change", key="change_minutes", align="right"),
            Column("Critical since", key="critical_since"),
        ]
        shown, values = [], []
        for row in self.rows:
            since = "" if row.critical_since is None else status_day(row.critical_since)
            minutes = (None if one is None else one.minutes for one in row.floats)
            shown.append((row.id, row.name, *row.floats, signed(row.change), since))
            values.append((row.id, row.name, *minutes, row.change.minutes, row.critical_since))
        return Table(title="Total float, as of", columns=columns, rows=shown, values=values)


# --- from the schedules ---------------------------------------------------------------------------------


def data_dates(schedules: Sequence[Schedule]) -> list[datetime]:
    """The data dates of the statuses; a plan without one counts as of its start."""
    return [one.plan.data_date or one.plan.start for one in schedules]


def task_slips(schedules: Sequence[Schedule], tasks: Iterable[str] | None) -> TaskSlips:
    """The slip of the given tasks, or of all."""
    return TaskSlips(as_of=data_dates(schedules), rows=_forecast_rows(schedules, chosen(schedules, tasks)))


def milestone_trend(schedules: Sequence[Schedule], milestones: Iterable[str] | None) -> MilestoneTrend:
    """The trend of the given tasks, or of all milestones."""
    last = schedules[-1].plan
    names = chosen(schedules, milestones)
    if milestones is None:
        names = [
            name
            for name in names
            if is_milestone(last[name]) and not last.structure.is_summary(_at(schedules[-1], name))
        ]
    return MilestoneTrend(as_of=data_dates(schedules), rows=_forecast_rows(schedules, names))


def is_milestone(task: Task) -> bool:
    """Whether the task takes no time or is shown as a milestone."""
    if not task.is_active or task.spans_others:
        return False
    return task.extra.milestone or task.duration is None or not scheduled(task.duration).amount


def chosen(schedules: Sequence[Schedule], tasks: Iterable[str] | None) -> list[str]:
    """Ids of tasks of the last plan, in its order."""
    last = schedules[-1].plan
    if tasks is None:
        return [task.id for task in last.tasks]
    wanted = dict.fromkeys([tasks] if isinstance(tasks, str) else tasks)
    hint, position = Hints(), last.structure.position
    faults = [
        Fault("tasks", name, f"the last plan has no task {name!r}{hint(name, position)}")
        for name in wanted
        if name not in position
    ]
    if faults:
        raise FaultsError(faults)
    return sorted(wanted, key=position.__getitem__)


def _at(schedule: Schedule, name: str) -> int:
    return schedule.plan.structure.position[name]


def _forecast_rows(schedules: Sequence[Schedule], names: Iterable[str]) -> list[ForecastRow]:
    return [_forecast_row(schedules, name) for name in names]


def _forecast_row(schedules: Sequence[Schedule], name: str) -> ForecastRow:
    task, first = schedules[-1].plan[name], next(one for one in schedules if name in one)
    finishes = [one.solution.finish[_at(one, name)] if name in one else None for one in schedules]
    known = [at for at in finishes if at is not None]
    return ForecastRow(
        id=name,
        name=task.name,
        forecasts=[None if at is None else to_datetime(at) for at in finishes],
        slips=[_slip(first, name, one, two) for one, two in pairwise(finishes)],
        slip=shift(first, name, known[0], known[-1]),
        finished=task.is_complete,
    )


def _slip(schedule: Schedule, name: str, one: int | None, two: int | None) -> Duration | None:
    return None if one is None or two is None else shift(schedule, name, one, two)


def shift(schedule: Schedule, name: str, one: int, two: int) -> Duration:
    """From one instant to another in a task's working time, as a schedule knows it."""
    network = schedule.network
    number = network.own_calendar[_at(schedule, name)]
    return seconds_of(network.calendars[number].between(one, two), day=schedule.plan.day, elapsed=number == 0)


def float_erosion(schedules: Sequence[Schedule], tasks: Iterable[str] | None) -> FloatErosion:
    """The float of the given tasks, or of all, as far as they are open."""
    last = schedules[-1].plan
    names = [name for name in chosen(schedules, tasks) if _is_open(last[name])]
    rows = [_erosion_row(schedules, name) for name in names]
    rows.sort(key=lambda row: row.change.amount)  # stable: plan order among equals
    return FloatErosion(as_of=data_dates(schedules), rows=rows)


def _is_open(task: Task) -> bool:
    return task.is_active and not task.is_complete


def _erosion_row(schedules: Sequence[Schedule], name: str) -> ErosionRow:
    there = [name in one and _is_open(one.plan[name]) for one in schedules]
    floats = [
        one.floats.total[_at(one, name)] if is_there else None for one, is_there in zip(schedules, there, strict=True)
    ]
    known = [seconds for seconds in floats if seconds is not None]
    since: datetime | None = None
    for one, is_there, day in zip(schedules, there, data_dates(schedules), strict=True):
        critical = is_there and one.floats.critical[_at(one, name)]
        since = (since or day) if critical else None
    last = schedules[-1]
    elapsed, day_length = last.network.own_calendar[_at(last, name)] == 0, last.plan.day
    return ErosionRow(
        id=name,
        name=last.plan[name].name,
        floats=[None if one is None else seconds_of(one, day=day_length, elapsed=elapsed) for one in floats],
        change=seconds_of(known[-1] - known[0], day=day_length, elapsed=elapsed),
        critical_since=since,
    )

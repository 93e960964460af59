"""How good were our forecasts? Every forecast of a finish against the fact, by how long before it was made.

An error is the working time from the finish that a status forecast to the one that came: above zero the task finished later than
forecast. The lead time is the working time from the status to the finish that came. The mean of the errors is the bias (above
zero: we promise too early), their standard deviation the spread; figures are rounded to a twentieth of a day.

Source:
    J. Scott Armstrong, Principles of Forecasting (2001), glossary: bias, mean absolute error, lead time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from math import sqrt

from attrs import field, frozen

from itpm.errors import Fault, FaultsError, NotationError
from itpm.model.durations import Duration, Unit, WorkDuration, duration, seconds_of
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.plans import Plan
from itpm.scheduling.comparing.showing import signed
from itpm.scheduling.living.trends import data_dates
from itpm.scheduling.schedules import Schedule
from itpm.tables import Column, Table, Tabular, Undefined

LEADS = ("5d", "10d", "20d", "40d")
_ONE = Undefined("the spread of a single forecast")


@frozen(kw_only=True)
class ForecastError:
    """One forecast of a finish, and the fact.

    Attributes:
        task: id of the task.
        as_of: data date of the status that made it.
        forecast: the finish it expected.
        actual: the finish that came.
        lead: from the status to the finish that came.
        error: from the forecast to the fact; above zero: later than forecast.
    """

    task: str
    as_of: datetime
    forecast: datetime
    actual: datetime
    lead: Duration
    error: Duration


def _errors(values: Iterable[ForecastError]) -> tuple[ForecastError, ...]:
    return tuple(values)


@frozen(kw_only=True)
class AccuracyRow:
    """The forecasts of about one lead time.

    Attributes:
        lead: the lead times, in words.
        forecasts: how many forecasts [1].
        tasks: of how many tasks [1].
        bias: mean error; above zero: we promise too early.
        spread: standard deviation of the errors, of a sample; None for a single forecast.
        typical: mean absolute error.
        worst: the largest error by amount.
        on_time: share of the forecasts that were kept [1].
    """

    lead: str
    forecasts: int
    tasks: int
    bias: Duration
    spread: Duration | None
    typical: Duration
    worst: Duration
    on_time: Decimal


def _rows(values: Iterable[AccuracyRow]) -> tuple[AccuracyRow, ...]:
    return tuple(values)


@frozen(kw_only=True)
class ForecastAccuracy(Tabular):
    """How good the forecasts of a series of statuses were.

    Attributes:
        rows: one a group of lead times that has forecasts, shortest first; behind them one for all.
        errors: every forecast that can be judged, by task, then by status.
    """

    rows: tuple[AccuracyRow, ...] = field(converter=_rows)
    errors: tuple[ForecastError, ...] = field(converter=_errors, repr=False)

    def table(self) -> Table:
        """One row a group of lead times: bias, spread, typical and worst error, share kept."""
        columns = [
            Column("Made before", key="lead"),
            Column("Forecasts", align="right"),
            Column("Tasks", align="right"),
            Column("Bias", key="bias_minutes", align="right"),
            Column("Spread", key="spread_minutes", align="right"),
            Column("Typical", key="typical_minutes", align="right"),
            Column("Worst", key="worst_minutes", align="right"),
            Column("Kept", key="on_time", align="right"),
        ]
        shown, values = [], []
        for row in self.rows:
            head, spread = (row.lead, row.forecasts, row.tasks), row.spread
            kept = f"{row.on_time * 100:.0f}%"
            shown.append((*head, signed(row.bias), spread or _ONE, row.typical, signed(row.worst), kept))
            minutes = (row.bias.minutes, spread.minutes if spread else None, row.typical.minutes, row.worst.minutes)
            values.append((*head, *minutes, row.on_time))
        note = "" if self.rows else "No task has finished whose finish a status had forecast before."
        return Table(title="Forecast accuracy", columns=columns, rows=shown, values=values, note=note)


def forecast_accuracy(
    schedules: Sequence[Schedule], tasks: Iterable[str] | None, leads: Iterable[Duration | str]
) -> ForecastAccuracy:
    """The forecasts of the given tasks, or of all but summaries, against the facts that the last status knows."""
    plan = schedules[-1].plan
    limits = _limits(plan, leads)
    names = None if tasks is None else frozenset([tasks] if isinstance(tasks, str) else tasks)
    errors = [error for task in _finished(plan, names) for error in _errors_of(schedules, task)]
    rows = []
    for label, low, high in _groups(plan, limits):
        found = [error for error in errors if low < error.lead.seconds(plan.day) <= high]
        rows += [_row(plan, label, found)] if found else []
    if errors:
        rows.append(_row(plan, "all", errors))
    return ForecastAccuracy(rows=rows, errors=errors)


def _limits(plan: Plan, leads: Iterable[Duration | str]) -> list[int]:
    faults: list[Fault] = []
    found: list[int] = []
    for number, lead in enumerate(leads):
        try:
            found.append(duration(lead, place=f"leads[{number}]").seconds(plan.day))
        except NotationError as error:
            faults.extend(error.faults)
    if not faults and (found != sorted({*found}) or any(limit <= 0 for limit in found)):
        faults.append(Fault("leads", found, "expected lead times above zero, each longer than the one before"))
    if faults:
        raise FaultsError(faults)
    return found


def _groups(plan: Plan, limits: list[int]) -> Iterator[tuple[str, int, float]]:
    """Label, and the lead times between which it stands [s]."""
    low = 0
    for high in limits:
        text = seconds_of(high, day=plan.day)
        yield (f"{seconds_of(low, day=plan.day)} to {text}" if low else f"up to {text}"), low, high
        low = high
    yield (f"over {seconds_of(low, day=plan.day)}" if low else "any time"), low, float("inf")


def _finished(plan: Plan, names: frozenset[str] | None) -> list[str]:
    return [
        task.id
        for place, task in enumerate(plan.tasks)
        if task.is_complete and not plan.structure.is_summary(place) and (names is None or task.id in names)
    ]


def _errors_of(schedules: Sequence[Schedule], name: str) -> Iterator[ForecastError]:
    last = schedules[-1]
    place = last.plan.structure.position[name]
    actual = last.solution.finish[place]
    calendar = last.network.calendars[last.network.own_calendar[place]]
    elapsed = last.network.own_calendar[place] == 0
    for one, as_of in zip(schedules, data_dates(schedules), strict=True):
        lead = last.plan.calendar.compiled.between(to_seconds(as_of), actual)
        if name not in one or lead <= 0:
            continue
        forecast = one.solution.finish[one.plan.structure.position[name]]
        yield ForecastError(
            task=name,
            as_of=as_of,
            forecast=to_datetime(forecast),
            actual=to_datetime(actual),
            lead=seconds_of(lead, day=last.plan.day),
            error=seconds_of(calendar.between(forecast, actual), day=last.plan.day, elapsed=elapsed),
        )


def _row(plan: Plan, label: str, errors: Sequence[ForecastError]) -> AccuracyRow:
    amounts = [error.error.seconds(plan.day) for error in errors]
    count, mean = len(amounts), sum(amounts) / len(amounts)
    spread = sqrt(sum((amount - mean) ** 2 for amount in amounts) / (count - 1)) if count > 1 else None
    return AccuracyRow(
        lead=label,
        forecasts=count,
        tasks=len({error.task for error in errors}),
        bias=_rounded(plan, mean),
        spread=None if spread is None else _rounded(plan, spread),
        typical=_rounded(plan, sum(map(abs, amounts)) / count),
        worst=_rounded(plan, max(amounts, key=abs)),
        on_time=Decimal(sum(1 for amount in amounts if amount <= 0)) / count,
    )


def _rounded(plan: Plan, seconds: float) -> WorkDuration:
    """To a twentieth of a day (24 min of eight hours), which is finer than any forecast, and reads well."""
    step = max(1, plan.day.minutes_per_day * 60 // 20)
    return WorkDuration(Decimal(step * round(seconds / step)), Unit.SECOND, day=plan.day)

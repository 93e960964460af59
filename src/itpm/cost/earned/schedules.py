"""Earned schedule of a project, a summary or a task: progress measured in time, and the finish that follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.cost.earned import time_indices as formulas
from itpm.cost.earned.adherence import schedule_adherence_index
from itpm.cost.earned.time_forms import TimeForecasts, TimeStatus, forecast_time, time_forecasts
from itpm.cost.indices import Number, cost_performance_index
from itpm.errors import Fault, NotationError, UndefinedIndexError
from itpm.model.calendars import WorkCalendar
from itpm.model.moments import LAST, to_datetime, to_seconds
from itpm.model.money import NO_CURRENCY, Money
from itpm.model.numbers import CONTEXT, numbers
from itpm.tables import Column, Table, Tabular, Undefined


@frozen(kw_only=True)
class EarnedSchedule(Tabular):
    """How far the plan's own time is earned at a date.

    Attributes:
        name: what is measured.
        unit: what time is counted in: working days of the plan's calendar, or the caller's periods.
        planned: planned duration, PD [unit].
        at: actual time since the planned start, AT; it stops at the actual finish [unit].
        es: earned schedule: when the value earned by now was planned to be earned [unit].
        pv: planned value.
        ev: earned value.
        ac: actual cost.
        bac: budget at completion.
        adherence: the p-factor, where packages are known [1].
        start: planned start.
        earned_until: the date by which the plan would have earned as much.
        calendar: the working time that dates of forecasts follow.
        seconds: length of a unit of time [s].
        late: whether forms of earned duration take actual time for the planned duration once that is over.

    Example:
        >>> status = earned_schedule_of_periods(pv=[20, 50, 100, 140, 150], ev=[20, 40, 70], ac=[25, 50, 90])
        >>> f"{status.es:.2f} {status.spi_t:.3f} {status.ieac_t():.2f}"
        '2.40 0.800 6.25'
    """

    name: str = ""
    unit: str = "period"
    planned: Decimal
    at: Decimal
    es: Decimal
    pv: Money
    ev: Money
    ac: Money
    bac: Money
    adherence: Decimal | None = None
    start: datetime | None = None
    earned_until: datetime | None = None
    calendar: WorkCalendar | None = field(default=None, repr=False)
    seconds: int = 0
    late: bool = True

    @property
    def status(self) -> TimeStatus:
        """What its forecasts rest on."""
        money = {name: getattr(self, name).amount for name in ("pv", "ev", "ac", "bac")}
        return TimeStatus(planned=self.planned, at=self.at, es=self.es, **money)

    @property
    def sv_t(self) -> Decimal:
        """Schedule variance in time: ES less AT; negative is late [unit]."""
        return formulas.schedule_variance_time(es=self.es, at=self.at)

    @property
    def spi_t(self) -> Decimal:
        """Schedule performance index in time, ES / AT [1]."""
        return formulas.schedule_performance_index_time(es=self.es, at=self.at)

    def tspi(self, estimated: Number | None = None) -> Decimal:
        """Schedule performance the rest needs to end as planned, or after an estimated duration [1]."""
        return formulas.to_complete_schedule_performance_index(
            planned=self.planned, es=self.es, at=self.at, estimated=estimated
        )

    def ieac_t(self, performance: Number | None = None) -> Decimal:
        """Independent estimate of the whole duration, at the performance so far or another [unit]."""
        return formulas.independent_estimate_time(planned=self.planned, es=self.es, at=self.at, performance=performance)

    def eac_t(self, form: str = "es/spi(t)") -> Decimal:
        """Estimate of the whole duration by one of `EAC_TIME_FORMS` [unit]."""
        return forecast_time(form, status=self.status, late=self.late)

    @property
    def forecasts(self) -> TimeForecasts:
        """Every form of the estimate of duration; those that fall before the data date are flagged."""
        return time_forecasts(self.status, unit=self.unit, late=self.late)

    def finish(self, form: str = "es/spi(t)") -> datetime:
        """The date at which the estimated duration ends.

        Raises:
            UndefinedIndexError: the form is undefined, there are no dates, or the date lies beyond the calendar.
        """
        return self.date_after(self.eac_t(form))

    def date_after(self, duration: Decimal) -> datetime:
        """The date that lies a duration [unit] after the planned start, along working time.

        Raises:
            UndefinedIndexError: there are no dates, or the date lies beyond the calendar.
        """
        if self.start is None or self.calendar is None:
            raise UndefinedIndexError("periods have no dates")
        begin = to_seconds(self.start)
        seconds = CONTEXT.multiply(duration, Decimal(self.seconds))
        if seconds > LAST - begin:
            raise UndefinedIndexError("it lies beyond the calendar")
        found = self.calendar.compiled.advance(begin, max(round(seconds), 0))
        if found > LAST:
            raise UndefinedIndexError("it lies beyond the calendar")
        return to_datetime(found)

    @property
    def p_factor(self) -> Decimal:
        """How much of the work done is what the plan has first [1].

        Raises:
            UndefinedIndexError: nothing was earned, or the packages are not known.
        """
        if self.adherence is None:
            raise UndefinedIndexError("no work packages to compare" if self.ev else "nothing earned")
        return self.adherence

    @property
    def sai(self) -> Decimal:
        """Schedule adherence index: rework to be expected per work left, because work was done out of order [1].

        Raises:
            UndefinedIndexError: nothing was earned, nothing is left, or the packages are not known.
        """
        if not (0 <= self.p_factor <= 1 and 0 <= self.ev.amount <= self.bac.amount):
            raise UndefinedIndexError("budgets below zero")
        return schedule_adherence_index(ev=self.ev.amount, bac=self.bac.amount, p_factor=self.p_factor)

    def effective_ev(self, rework: Number = "0.5") -> Money:
        """Earned value less what will be done again because it was done out of order; `rework` is that share of it [1]."""
        found = formulas.effective_earned_value(ev=self.ev.amount, p_factor=self.p_factor, rework=rework)
        return Money(found, self.ev.currency)

    def table(self) -> Table:
        """Measure, value and unit, one a row; what is undefined says why."""
        rows: list[tuple[str, object, str]] = [
            ("planned duration (PD)", self.planned, self.unit),
            ("actual time (AT)", self.at, self.unit),
            ("earned schedule (ES)", self.es, self.unit),
            ("SV(t)", self.sv_t, self.unit),
            ("SPI(t)", _or_why(lambda: self.spi_t), "1"),
            ("TSPI to the planned duration", _or_why(self.tspi), "1"),
            ("IEAC(t)", _or_why(self.ieac_t), self.unit),
            ("p-factor", _or_why(lambda: self.p_factor), "1"),
            ("SAI", _or_why(lambda: self.sai), "1"),
        ]
        if self.start is not None:
            rows.append(("earned until", self.earned_until, ""))
            rows.append(("forecast finish", _or_why(self.finish), ""))
        columns = [Column("Measure"), Column("Value", align="right"), Column("Unit")]
        title = f"Earned schedule of {self.name}" if self.name else "Earned schedule"
        return Table(title=title, columns=columns, rows=rows)


def _or_why(ask: object) -> object:
    try:
        return ask() if callable(ask) else ask
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))


def earned_schedule_of_periods(
    *,
    pv: Iterable[Number],
    ev: Iterable[Number],
    ac: Iterable[Number],
    currency: str = NO_CURRENCY,
    unit: str = "period",
    late: bool = True,
) -> EarnedSchedule:
    """Earned schedule from cumulative figures by period, at the last period that has an earned value.

    Args:
        pv: planned value at the end of each period, the whole plan [currency].
        ev: earned value at the end of each period so far [currency].
        ac: actual cost at the end of each period so far [currency].
        currency: of the amounts.
        unit: what a period is: "week", "month".
        late: as for `forecast_time`.

    Returns:
        AT is the number of periods with an earned value; it stops at the first at which all is earned.

    Raises:
        NotationError: a value is no number, planned value falls, or `ev` and `ac` differ in length.
        UndefinedIndexError: nothing was planned, or more was earned than ever planned.

    Source:
        Lipke (2003), Schedule is different, The Measurable News; Vandevoorde, Vanhoucke (2006).

    Example:
        >>> late = earned_schedule_of_periods(pv=[20, 50, 100], ev=[20, 40, 70, 90], ac=[25, 50, 90, 99], unit="month")
        >>> f"{late.spi_t:.2f}", late.forecasts["pv"].before_data_date
        ('0.70', True)
    """
    planned, earned, spent = (numbers(values, place) for values, place in ((pv, "pv"), (ev, "ev"), (ac, "ac")))
    if not earned or len(earned) != len(spent):
        message = f"expected as many actual costs as earned values, at least one, got {len(spent)} and {len(earned)}"
        raise NotationError([Fault("ac", len(spent), message)])
    duration = formulas.planned_duration(planned)
    bac = planned[-1] if planned else Decimal(0)
    at = next((place for place, value in enumerate(earned, 1) if value >= bac), len(earned))
    due = planned[min(len(earned), len(planned)) - 1] if planned else Decimal(0)
    return EarnedSchedule(
        unit=unit,
        planned=Decimal(duration),
        at=Decimal(at),
        es=formulas.earned_periods(earned[-1], planned),
        pv=Money(due, currency),
        ev=Money(earned[-1], currency),
        ac=Money(spent[-1], currency),
        bac=Money(bac, currency),
        late=late,
    )


def cost_schedule_index_time(status: EarnedSchedule) -> Decimal:
    """CPI * SPI(t), which unlike CPI * SPI keeps its meaning to the end [1].

    Raises:
        UndefinedIndexError: nothing was spent, or no time has passed.

    Example:
        >>> status = earned_schedule_of_periods(pv=[20, 50, 100], ev=[20, 40], ac=[25, 50])
        >>> f"{cost_schedule_index_time(status):.3f}"
        '0.667'
    """
    return CONTEXT.multiply(cost_performance_index(ev=status.ev.amount, ac=status.ac.amount), status.spi_t)

"""A project over several reports: trends, control limits, and forecasts with confidence limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.cost.earned.confidence import ControlLimits, IndexLimits, control_limits, index_limits
from itpm.cost.earned.time_indices import earned_periods, planned_duration
from itpm.cost.indices import Number
from itpm.cost.performance import EarnedValue
from itpm.errors import Fault, FaultsError, UndefinedIndexError, UnknownNameError, nearest
from itpm.model.given import several
from itpm.model.moments import until
from itpm.model.money import NO_CURRENCY, Money
from itpm.model.numbers import CONTEXT, numbers
from itpm.tables import Column, Table, Tabular, Undefined

Index: TypeAlias = Literal["cpi", "spi", "spi(t)"]


class HistoryError(FaultsError):
    """Reports that make no history: of several projects, twice the same date, going back in time."""


@frozen(kw_only=True)
class StatusPoint:
    """What one report said, cumulatively.

    Attributes:
        label: what the report is called: its date, or the number of its period.
        at: actual time since the planned start [time].
        es: earned schedule [time].
        pv: planned value [currency].
        ev: earned value [currency].
        ac: actual cost [currency].
    """

    label: str
    at: Decimal
    es: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal


_PARTS: Mapping[str, tuple[Callable[[StatusPoint], Decimal], Callable[[StatusPoint], Decimal], str]] = MappingProxyType(
    {
        "cpi": (lambda point: point.ev, lambda point: point.ac, "nothing spent"),
        "spi": (lambda point: point.ev, lambda point: point.pv, "nothing planned"),
        "spi(t)": (lambda point: point.es, lambda point: point.at, "no time has passed"),
    }
)


@frozen
class Trend:
    """Where an index is going.

    Attributes:
        index: its name.
        slope: change of the cumulative index from one report to the next, least squares [1].
        reports: how many reports it rests on [1].
        latest: the last value [1].
    """

    index: str
    slope: Decimal
    reports: int
    latest: Decimal

    @property
    def direction(self) -> str:
        """Which way it goes: rising, falling, or steady where it moves less than a hundredth a report."""
        if abs(self.slope) < Decimal("0.01"):
            return "steady"
        return "rising" if self.slope > 0 else "falling"


@frozen(kw_only=True)
class OutcomeLimits(Tabular):
    """Final cost and duration with confidence limits.

    Attributes:
        cost: CPI between its limits; undefined says why.
        time: SPI(t) between its limits; undefined says why.
        bac: budget at completion.
        planned: planned duration [time].
        unit: what time is counted in.
    """

    cost: IndexLimits | Undefined
    time: IndexLimits | Undefined
    bac: Money
    planned: Decimal
    unit: str

    @property
    def eac(self) -> tuple[Money, Money, Money]:
        """Estimate at completion: low, at the CPI so far, high.

        Raises:
            UndefinedIndexError: there are no limits.
        """
        limits = _defined(self.cost)
        low, middle, high = (
            Money(CONTEXT.divide(self.bac.amount, index), self.bac.currency)
            for index in (limits.high, limits.index, limits.low)
        )
        return low, middle, high

    @property
    def duration(self) -> tuple[Decimal, Decimal, Decimal]:
        """Estimate of duration: low, at the SPI(t) so far, high [time].

        Raises:
            UndefinedIndexError: there are no limits.
        """
        limits = _defined(self.time)
        low, middle, high = (CONTEXT.divide(self.planned, index) for index in (limits.high, limits.index, limits.low))
        return low, middle, high

    def table(self) -> Table:
        """Cost and duration: low, as so far, high."""
        cost: Sequence[object] = (
            [self.cost] * 3 if isinstance(self.cost, Undefined) else [one.amount for one in self.eac]
        )
        time: Sequence[object] = [self.time] * 3 if isinstance(self.time, Undefined) else self.duration
        shares = [one.confidence for one in (self.cost, self.time) if isinstance(one, IndexLimits)]
        columns = [
            Column("Outcome"),
            Column("Unit"),
            *(Column(name, key=name.lower().replace(" ", "_"), align="right") for name in ("Low", "As so far", "High")),
        ]
        rows = [("cost", self.bac.currency, *cost), ("duration", self.unit, *time)]
        cells = [[f"{cell:,.2f}" if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
        level = f", {shares[0]:.0%} confidence" if shares else ""
        return Table(title=f"Outcome{level}", columns=columns, rows=cells, values=rows)


def _defined(limits: IndexLimits | Undefined) -> IndexLimits:
    if isinstance(limits, Undefined):
        raise UndefinedIndexError(limits.reason)
    return limits


def _points(points: Iterable[StatusPoint]) -> tuple[StatusPoint, ...]:
    return tuple(points)


@frozen(kw_only=True)
class PerformanceHistory(Tabular):
    """Reports of one project, oldest first.

    Attributes:
        name: the project.
        points: what each report said.
        bac: budget at completion, as last reported.
        planned: planned duration, as last reported [time].
        unit: what time is counted in.

    Example:
        >>> history = performance_history_of_periods(pv=[20, 50, 100, 140], ev=[20, 40, 70], ac=[25, 50, 90])
        >>> [f"{value:.2f}" for value in history.periodic("cpi")]
        ['0.80', '0.80', '0.75']
    """

    name: str
    points: tuple[StatusPoint, ...] = field(converter=_points)
    bac: Money
    planned: Decimal
    unit: str = "period"

    def cumulative(self, index: str) -> tuple[Decimal | Undefined, ...]:
        """CPI, SPI or SPI(t) at each report [1]; undefined says why."""
        part, whole, why = _asked(index)
        return tuple(_ratio(part(point), whole(point), why) for point in self.points)

    def periodic(self, index: str) -> tuple[Decimal | Undefined, ...]:
        """CPI, SPI or SPI(t) of the time between each report and the one before [1]; undefined says why."""
        part, whole, why = _asked(index)
        found: list[Decimal | Undefined] = []
        before = (Decimal(0), Decimal(0))
        for point in self.points:
            now = (part(point), whole(point))
            found.append(_ratio(CONTEXT.subtract(now[0], before[0]), CONTEXT.subtract(now[1], before[1]), why))
            before = now
        return tuple(found)

    def trend(self, index: str = "cpi", *, reports: int | None = None) -> Trend:
        """Where the cumulative index is going, over the last so many reports [1]; None: all.

        Raises:
            UnknownNameError: no such index.
            UndefinedIndexError: it is defined at fewer than two of them.
        """
        values = [value for value in self.cumulative(index) if isinstance(value, Decimal)]
        values = values if reports is None else values[-max(reports, 0) :] if reports else []
        if len(values) < 2:
            raise UndefinedIndexError("fewer than two reports")
        return Trend(index, _slope(values), len(values), values[-1])

    def control_limits(self, index: str = "cpi") -> ControlLimits:
        """The band in which the index of single periods scatters by chance; positions count its defined periods.

        Raises:
            UnknownNameError: no such index.
            UndefinedIndexError: fewer than two periods, or one without performance.
        """
        return control_limits([value for value in self.periodic(index) if isinstance(value, Decimal)])

    def limits(self, confidence: Number = "0.90") -> OutcomeLimits:
        """Final cost and duration with confidence limits after Lipke.

        Raises:
            NotationError: the confidence is no share.
        """
        last = self.points[-1]
        return OutcomeLimits(
            cost=self._limits("cpi", self.bac.amount, last.ev, confidence),
            time=self._limits("spi(t)", self.planned, last.es, confidence),
            bac=self.bac,
            planned=self.planned,
            unit=self.unit,
        )

    def _limits(self, index: str, whole: Decimal, done: Decimal, confidence: Number) -> IndexLimits | Undefined:
        value = self.cumulative(index)[-1]
        periodic = [one for one in self.periodic(index) if isinstance(one, Decimal)]
        if isinstance(value, Undefined):
            return value
        try:
            return index_limits(value, periodic, whole=whole, done=done, confidence=confidence)
        except UndefinedIndexError as undefined:
            return Undefined(str(undefined))

    def table(self) -> Table:
        """A row for each report: amounts, cumulative indices, and those of the period."""
        unit = self.bac.currency
        money = [
            Column(f"{name} [{unit}]", key=f"{name.lower()}_{unit.lower()}", align="right")
            for name in ("PV", "EV", "AC")
        ]
        time = [Column(f"{name} [{self.unit}]", key=name.lower(), align="right") for name in ("AT", "ES")]
        names = ("cpi", "spi", "spi(t)")
        keys = [(name.upper(), name.replace("(t)", "_t")) for name in names]
        whole = [Column(label.replace("(T)", "(t)"), key=key, align="right") for label, key in keys]
        single = [
            Column(f"{label.replace('(T)', '(t)')} of the period", key=f"{key}_period", align="right")
            for label, key in keys
        ]
        indices = [self.cumulative(name) for name in names] + [self.periodic(name) for name in names]
        rows = [
            (point.label, point.pv, point.ev, point.ac, point.at, point.es, *(values[place] for values in indices))
            for place, point in enumerate(self.points)
        ]
        cells = [(row[0], *(f"{amount:,.2f}" for amount in row[1:4]), *row[4:]) for row in rows]
        return Table(
            title=f"Reports of {self.name}",
            columns=[Column("Report"), *money, *time, *whole, *single],
            rows=cells,
            values=rows,
        )


def performance_history(reports: Iterable[EarnedValue]) -> PerformanceHistory:
    """The history that earned value at several dates makes.

    Args:
        reports: measured at different dates, in any order; those without earned schedule (nothing planned yet) are left out.

    Raises:
        HistoryError: no report has an earned schedule, they have several currencies, or two have the same date.

    Example:
        >>> from itpm.cost.measuring import earned_value
        >>> from itpm.model.baselines import Baseline, BaselineTask
        >>> from itpm.model.plans import Plan
        >>> from itpm.model.progress import Progress
        >>> from itpm.model.tasks import Task
        >>> agreed = BaselineTask("build", start="2026-01-05 08:00", finish="2026-01-16 17:00", cost=Money(1000, "EUR"))
        >>> def report(day, percent, cost):
        ...     done = Progress(actual_start="2026-01-05", percent_complete=percent, actual_cost=Money(cost, "EUR"))
        ...     task = Task("build", "10d", progress=done)
        ...     return earned_value(Plan("CRM", start="2026-01-05", tasks=[task], data_date=day,
        ...                              baselines=[Baseline("agreed", [agreed])]))
        >>> history = performance_history([report("2026-01-07", 20, 300), report("2026-01-09", 35, 500)])
        >>> history.trend("cpi").direction, f"{history.trend('spi(t)').latest:.2f}"
        ('rising', '0.70')
    """
    ordered = sorted(several(reports, EarnedValue, "reports", HistoryError), key=lambda report: report.as_of)
    faults = _faults(ordered)
    measured = [(report, report.times) for report in ordered if report.times is not None]
    if not measured:
        faults.append(Fault("reports", len(ordered), "expected at least one report with an earned schedule, got none"))
    if faults:
        raise HistoryError(faults)
    points = [
        StatusPoint(
            label=until(report.as_of),
            at=times.at,
            es=times.es,
            pv=report.pv.amount,
            ev=report.ev.amount,
            ac=report.ac.amount,
        )
        for report, times in measured
    ]
    last, times = measured[-1]
    return PerformanceHistory(name=last.name, points=points, bac=last.bac, planned=times.planned, unit=times.unit)


def _faults(ordered: Sequence[EarnedValue]) -> list[Fault]:
    currencies = sorted({report.currency for report in ordered})
    found = []
    if len(currencies) > 1:
        found.append(Fault("reports", currencies, f"expected one currency, got {' and '.join(currencies)}"))
    found += [
        Fault("reports", str(now.as_of), f"two reports are of {until(now.as_of)}")
        for before, now in pairwise(ordered)
        if before.as_of == now.as_of
    ]
    return found


def performance_history_of_periods(
    *,
    pv: Iterable[Number],
    ev: Iterable[Number],
    ac: Iterable[Number],
    currency: str = NO_CURRENCY,
    unit: str = "period",
    name: str = "the project",
) -> PerformanceHistory:
    """The history that cumulative figures by period make.

    Args:
        pv: planned value at the end of each period, the whole plan [currency].
        ev: earned value at the end of each period so far [currency].
        ac: actual cost at the end of each period so far [currency].
        currency: of the amounts.
        unit: what a period is: "week", "month".
        name: what they are of.

    Raises:
        HistoryError: nothing is reported, or `ev` and `ac` differ in length.
        NotationError: a value is no number, or planned value falls.
        UndefinedIndexError: nothing was planned, or more was earned than ever planned.

    Example:
        >>> history = performance_history_of_periods(pv=[20, 50, 100, 140], ev=[20, 40, 70], ac=[25, 50, 90])
        >>> [f"{value:.2f}" for value in history.limits().duration]
        ['3.88', '5.00', '6.44']
    """
    planned, earned, spent = (numbers(values, place) for values, place in ((pv, "pv"), (ev, "ev"), (ac, "ac")))
    if not earned or len(earned) != len(spent):
        message = f"expected as many actual costs as earned values, at least one, got {len(spent)} and {len(earned)}"
        raise HistoryError([Fault("ac", len(spent), message)])
    points = [
        StatusPoint(
            label=str(place),
            at=Decimal(place),
            es=earned_periods(done, planned),
            pv=planned[min(place, len(planned)) - 1],
            ev=done,
            ac=cost,
        )
        for place, (done, cost) in enumerate(zip(earned, spent, strict=True), 1)
    ]
    bac, duration = Money(planned[-1], currency), Decimal(planned_duration(planned))
    return PerformanceHistory(name=name, points=points, bac=bac, planned=duration, unit=unit)


def _asked(index: str) -> tuple[Callable[[StatusPoint], Decimal], Callable[[StatusPoint], Decimal], str]:
    if index not in _PARTS:
        raise UnknownNameError("index", index, nearest(index, _PARTS))
    return _PARTS[index]


def _ratio(part: Decimal, whole: Decimal, why: str) -> Decimal | Undefined:
    return CONTEXT.divide(part, whole) if whole else Undefined(why)


def _slope(values: Sequence[Decimal]) -> Decimal:
    """Least squares against 0, 1, 2 ..."""
    middle = Decimal(len(values) - 1) / 2
    above = below = Decimal(0)
    for place, value in enumerate(values):
        above = CONTEXT.add(above, CONTEXT.multiply(place - middle, value))
        below = CONTEXT.add(below, (place - middle) ** 2)
    return CONTEXT.divide(above, below)

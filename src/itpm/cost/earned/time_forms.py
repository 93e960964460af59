"""When it will end: every usual form of the estimate of duration, by name, with when to believe it.

Three methods, three performances each. All are computed as Vandevoorde and Vanhoucke give them; the first two translate
money into time and can on late projects fall *before today*, which no true forecast can. Such a value is kept, because it
is what the formula gives, and flagged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from attrs import field, frozen

from itpm.cost.earned.time_indices import schedule_performance_index_time
from itpm.cost.indices import Number, cost_performance_index, number, schedule_performance_index
from itpm.errors import UndefinedIndexError, UnknownNameError, nearest
from itpm.model.numbers import CONTEXT
from itpm.tables import Column, Table, Tabular, Undefined


@frozen(kw_only=True)
class TimeStatus:
    """What a forecast of duration rests on; times in one unit from the planned start.

    Attributes:
        pv: planned value [currency].
        ev: earned value [currency].
        ac: actual cost [currency].
        bac: budget at completion [currency].
        planned: planned duration [time].
        at: actual time [time].
        es: earned schedule [time].

    Example:
        >>> TimeStatus(pv=50, ev=40, ac=50, bac=100, planned=10, at=5, es=4).spi_t
        Decimal('0.8')
    """

    pv: Decimal = field(converter=number)
    ev: Decimal = field(converter=number)
    ac: Decimal = field(converter=number)
    bac: Decimal = field(converter=number)
    planned: Decimal = field(converter=number)
    at: Decimal = field(converter=number)
    es: Decimal = field(converter=number)

    @property
    def spi(self) -> Decimal:
        """EV / PV [1]."""
        return schedule_performance_index(ev=self.ev, pv=self.pv)

    @property
    def cpi(self) -> Decimal:
        """EV / AC [1]."""
        return cost_performance_index(ev=self.ev, ac=self.ac)

    @property
    def spi_t(self) -> Decimal:
        """ES / AT [1]."""
        return schedule_performance_index_time(es=self.es, at=self.at)

    @property
    def earned_duration(self) -> Decimal:
        """AT * SPI [time]."""
        return CONTEXT.multiply(self.at, self.spi)


@frozen
class EacTimeForm:
    """One way to forecast the duration.

    Attributes:
        name: what it is asked for by.
        estimate: the whole duration [time], from the status.
        believe: when it is the one to report.
    """

    name: str
    estimate: Callable[[TimeStatus], Decimal] = field(repr=False)
    believe: str


def _sci(status: TimeStatus) -> Decimal:
    return CONTEXT.multiply(status.spi, status.cpi)


def _sci_t(status: TimeStatus) -> Decimal:
    return CONTEXT.multiply(status.spi_t, status.cpi)


def _one(_: TimeStatus) -> Decimal:
    return Decimal(1)


def _planned_over(performance: Callable[[TimeStatus], Decimal]) -> Callable[[TimeStatus], Decimal]:
    return lambda status: _over(status.planned, performance(status))


def _planned_less_variance(status: TimeStatus) -> Decimal:
    """PD less the variance in time, TV = SV / (BAC / PD)."""
    variance = CONTEXT.subtract(status.ev, status.pv)
    return CONTEXT.subtract(status.planned, _over(CONTEXT.multiply(variance, status.planned), status.bac, "no budget"))


def _rest(
    earned: Callable[[TimeStatus], Decimal], performance: Callable[[TimeStatus], Decimal], *, late: bool
) -> Callable[[TimeStatus], Decimal]:
    """AT + (PD - earned) / performance; `late`: at least AT stands for PD, so that what is late does not end yesterday."""

    def estimate(status: TimeStatus) -> Decimal:
        whole = max(status.planned, status.at) if late else status.planned
        left = CONTEXT.subtract(whole, earned(status))
        return CONTEXT.add(status.at, _over(left, performance(status)) if left else Decimal(0))

    return estimate


def _over(part: Decimal, whole: Decimal, undefined: str = "no performance so far") -> Decimal:
    if not whole:
        raise UndefinedIndexError(undefined)
    return CONTEXT.divide(part, whole)


def _duration_earned(status: TimeStatus) -> Decimal:
    return status.earned_duration


def _schedule_earned(status: TimeStatus) -> Decimal:
    return status.es


def _spi(status: TimeStatus) -> Decimal:
    return status.spi


def _spi_t(status: TimeStatus) -> Decimal:
    return status.spi_t


_USELESS = "of no use once the planned duration is over, where SPI goes to one"

EAC_TIME_FORMS: tuple[EacTimeForm, ...] = (
    EacTimeForm(
        "es/spi(t)", _rest(_schedule_earned, _spi_t, late=False), "the rest goes as the work so far did: the usual one"
    ),
    EacTimeForm(
        "es", _rest(_schedule_earned, _one, late=False), "what made it late is over, and the rest goes as planned"
    ),
    EacTimeForm(
        "es/sci(t)",
        _rest(_schedule_earned, _sci_t, late=False),
        "over budget too, and no more money to catch up: pessimistic",
    ),
    EacTimeForm("pv", _planned_less_variance, f"early, where value is planned evenly; {_USELESS}"),
    EacTimeForm("pv/spi", _planned_over(_spi), f"early, and the rest goes as the work so far did; {_USELESS}"),
    EacTimeForm("pv/sci", _planned_over(_sci), f"early, and cost holds the work up; {_USELESS}"),
    EacTimeForm("ed", _rest(_duration_earned, _one, late=True), f"early, and the rest goes as planned; {_USELESS}"),
    EacTimeForm("ed/spi", _rest(_duration_earned, _spi, late=True), f"as 'pv/spi', but never before today; {_USELESS}"),
    EacTimeForm("ed/sci", _rest(_duration_earned, _sci, late=True), f"as 'pv/sci', but never before today; {_USELESS}"),
)
"""Every named form of the estimate of duration. Source: Vandevoorde, Vanhoucke: A comparison of different project duration
forecasting methods using earned value metrics, Int. J. Project Management 24 (2006), table 2; Vanhoucke, Vandevoorde: A
simulation and evaluation of earned value metrics to forecast the project duration, JORS 58 (2007), table 1."""

_FABRICOM = MappingProxyType({"ed": _one, "ed/spi": _spi, "ed/sci": _sci})
_BY_NAME: Mapping[str, EacTimeForm] = MappingProxyType({form.name: form for form in EAC_TIME_FORMS})


def forecast_time(
    form: str = "es/spi(t)", *, status: TimeStatus, performance: Number | None = None, late: bool = True
) -> Decimal:
    """The estimate of duration by one form.

    Args:
        form: a name of `EAC_TIME_FORMS`; not looked at where `performance` is given.
        status: what it rests on.
        performance: planned time earned per time from now on, as the caller expects it [1].
        late: whether the forms of earned duration take actual time for the planned duration once that is over; False as
            some spreadsheets do, and then they can fall before today.

    Returns:
        The whole duration from the planned start [time].

    Raises:
        UnknownNameError: no such form; the nearest are offered.
        UndefinedIndexError: work is left, and the form's index is undefined or zero.

    Example:
        >>> status = TimeStatus(pv=50, ev=40, ac=50, bac=100, planned=10, at=5, es=4)
        >>> forecast_time(status=status), forecast_time("es", status=status), forecast_time("pv", status=status)
        (Decimal('12.5'), Decimal('11'), Decimal('11'))
    """
    if performance is not None:
        factor = number(performance)
        return _rest(_schedule_earned, lambda _: factor, late=False)(status)
    if form not in _BY_NAME:
        raise UnknownNameError("form of the estimate of duration", form, nearest(form, _BY_NAME))
    if not late and form in _FABRICOM:
        return _rest(_duration_earned, _FABRICOM[form], late=False)(status)
    return _BY_NAME[form].estimate(status)


@frozen
class TimeForecast:
    """One estimate of duration.

    Attributes:
        form: name of the form.
        duration: the whole duration from the planned start [time]; undefined says why.
        at: actual time [time].
        believe: when it is the one to report.
    """

    form: str
    duration: Decimal | Undefined
    at: Decimal
    believe: str

    @property
    def before_data_date(self) -> bool:
        """Whether it falls before today, and so cannot come true."""
        return isinstance(self.duration, Decimal) and self.duration < self.at


@frozen
class TimeForecasts(Tabular):
    """Every form of the estimate of duration side by side.

    Attributes:
        forecasts: in the order of `EAC_TIME_FORMS`.
        planned: planned duration [time].
        unit: what time is counted in.
    """

    forecasts: tuple[TimeForecast, ...]
    planned: Decimal
    unit: str = "period"

    @property
    def low(self) -> Decimal:
        """The shortest duration that can still come true [time].

        Raises:
            UndefinedIndexError: no form is defined.
        """
        return min(self._possible())

    @property
    def high(self) -> Decimal:
        """The longest duration [time].

        Raises:
            UndefinedIndexError: no form is defined.
        """
        return max(self._possible())

    def __iter__(self) -> Iterator[TimeForecast]:
        return iter(self.forecasts)

    def __getitem__(self, form: str) -> TimeForecast:
        """The forecast by a form.

        Raises:
            UnknownNameError: no such form.
        """
        known = {forecast.form: forecast for forecast in self.forecasts}
        if form not in known:
            raise UnknownNameError("form of the estimate of duration", form, nearest(form, known))
        return known[form]

    def _possible(self) -> list[Decimal]:
        defined = [one for one in self.forecasts if isinstance(one.duration, Decimal) and not one.before_data_date]
        if not defined:
            raise UndefinedIndexError("no form of the estimate of duration is defined yet")
        return [one.duration for one in defined if isinstance(one.duration, Decimal)]

    def table(self) -> Table:
        """Form, estimate, whether it can come true at all, and when to believe it."""
        columns = [
            Column("Form"),
            Column(f"EAC(t) [{self.unit}]", key="eac_t", align="right"),
            Column("Before the data date", key="before_data_date"),
            Column("Believe it when", key="believe"),
        ]
        rows = [(one.form, one.duration, one.before_data_date, one.believe) for one in self.forecasts]
        return Table(title=f"Estimate of duration, planned {self.planned:.2f} {self.unit}", columns=columns, rows=rows)


def time_forecasts(status: TimeStatus, *, unit: str = "period", late: bool = True) -> TimeForecasts:
    """Every form of the estimate of duration.

    Args:
        status: what they rest on.
        unit: what time is counted in.
        late: as for `forecast_time`.

    Example:
        >>> found = time_forecasts(TimeStatus(pv=50, ev=40, ac=50, bac=100, planned=10, at=5, es=4))
        >>> print(f"{found.low:.1f} to {found.high:.1f}")
        11.0 to 15.6
    """
    return TimeForecasts(tuple(_forecast(form, status, late=late) for form in EAC_TIME_FORMS), status.planned, unit)


def _forecast(form: EacTimeForm, status: TimeStatus, *, late: bool) -> TimeForecast:
    found: Decimal | Undefined
    try:
        found = forecast_time(form.name, status=status, late=late)
    except UndefinedIndexError as undefined:
        found = Undefined(str(undefined))
    return TimeForecast(form.name, found, status.at, form.believe)

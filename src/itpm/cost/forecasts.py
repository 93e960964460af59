"""What it will cost in the end: every usual form of the estimate at completion, by name, with when to believe it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from attrs import field, frozen

from itpm.cost.indices import (
    Number,
    cost_performance_index,
    estimate_at_completion,
    number,
    schedule_performance_index,
)
from itpm.errors import Fault, NotationError, UndefinedIndexError, UnknownNameError, nearest
from itpm.model.money import Money, money
from itpm.model.numbers import CONTEXT
from itpm.tables import Column, Table, Tabular, Undefined

_Signed = TypeVar("_Signed", Money, Decimal)
_COST_SHARE, _SCHEDULE_SHARE = Decimal("0.8"), Decimal("0.2")


@frozen
class EacForm:
    """One way to forecast: the performance at which the rest of the work is supposed to go.

    Attributes:
        name: what it is asked for by.
        performance: value earned per cost from now on [1], from (pv, ev, ac).
        believe: when it is the one to report.
    """

    name: str
    performance: Callable[[CostStatus], Decimal] = field(repr=False)
    believe: str


@frozen
class CostStatus:
    """What a forecast of cost rests on.

    Attributes:
        pv: planned value [currency].
        ev: earned value [currency].
        ac: actual cost [currency].
        time: schedule performance index in time, SPI(t) [1]; None where earned schedule is not known.
    """

    pv: Decimal
    ev: Decimal
    ac: Decimal
    time: Decimal | None = None

    @property
    def cpi(self) -> Decimal:
        """EV / AC [1]."""
        return cost_performance_index(ev=self.ev, ac=self.ac)

    @property
    def spi(self) -> Decimal:
        """EV / PV [1]."""
        return schedule_performance_index(ev=self.ev, pv=self.pv)

    @property
    def spi_t(self) -> Decimal:
        """ES / AT [1].

        Raises:
            UndefinedIndexError: the earned schedule is not known.
        """
        if self.time is None:
            raise UndefinedIndexError("no earned schedule")
        return self.time


def _weighted(status: CostStatus) -> Decimal:
    return CONTEXT.add(CONTEXT.multiply(_COST_SHARE, status.cpi), CONTEXT.multiply(_SCHEDULE_SHARE, status.spi))


EAC_FORMS: tuple[EacForm, ...] = (
    EacForm(
        "cpi",
        lambda status: status.cpi,
        "the rest will go as the work so far did: the usual one, steadier the more is done",
    ),
    EacForm("atypical", lambda _: Decimal(1), "what went wrong was a single event and will not come back"),
    EacForm(
        "spi",
        lambda status: status.spi,
        "being late is what costs, and the date is held; of no use towards the end, where SPI goes to one",
    ),
    EacForm("spi(t)", lambda status: status.spi_t, "as 'spi', and of use to the end"),
    EacForm(
        "cpi*spi",
        lambda status: CONTEXT.multiply(status.spi, status.cpi),
        "over budget and behind, with the date held: the pessimistic end of the range",
    ),
    EacForm(
        "cpi*spi(t)", lambda status: CONTEXT.multiply(status.cpi, status.spi_t), "as 'cpi*spi', and of use to the end"
    ),
    EacForm("0.8*cpi+0.2*spi", _weighted, "the date matters, but less than the cost: between 'cpi' and 'cpi*spi'"),
)
"""Every named form of the estimate at completion. Source: PMI, Practice Standard for Earned Value Management, 2nd ed.,
ch. 4; Vandevoorde, Vanhoucke (2006), table 1; Christensen (1993), Determining an accurate estimate at completion."""

_BY_NAME: Mapping[str, EacForm] = MappingProxyType({form.name: form for form in EAC_FORMS})


def forecast(
    form: str = "cpi",
    *,
    pv: Money,
    ev: Money,
    ac: Money,
    bac: Money,
    performance: Number | None = None,
    etc: Money | str | None = None,
    spi_t: Number | None = None,
) -> Money:
    """The estimate at completion by one form.

    Args:
        form: a name of `EAC_FORMS`; not looked at where one of the next two is given.
        pv: planned value.
        ev: earned value.
        ac: actual cost.
        bac: budget at completion.
        performance: value earned per cost from now on, as the caller expects it [1].
        etc: what the rest will cost, as estimated anew.
        spi_t: schedule performance index in time, for the forms that need it [1].

    Raises:
        UnknownNameError: no such form; the nearest are offered.
        NotationError: a performance or an estimate of the rest below zero.
        UndefinedIndexError: work is left, and the form's index is undefined or zero.

    Example:
        >>> so_far = {name: Money(value, "EUR") for name, value in {"pv": 50, "ev": 40, "ac": 50, "bac": 100}.items()}
        >>> print(forecast("cpi", **so_far), forecast("atypical", **so_far), forecast(performance="0.5", **so_far))
        125 EUR 110 EUR 170 EUR
    """
    if etc is not None:
        return ac + _none_below_zero("etc", money(etc, place="etc"))
    if performance is not None:
        factor = _none_below_zero("performance", number(performance))
    elif form not in _BY_NAME:
        raise UnknownNameError("form of the estimate at completion", form, nearest(form, _BY_NAME))
    elif ev.amount == bac.amount:
        return ac
    else:
        time = None if spi_t is None else number(spi_t)
        factor = _BY_NAME[form].performance(CostStatus(pv.amount, ev.amount, ac.amount, time))
    estimate = estimate_at_completion(ac=ac.amount, bac=bac.amount, ev=ev.amount, performance=factor)
    return Money(estimate, bac.currency)


def _none_below_zero(place: str, value: _Signed) -> _Signed:
    if (value.amount if isinstance(value, Money) else value) < 0:
        raise NotationError([Fault(place, value, f"the rest cannot have less than nothing, got {value}")])
    return value


@frozen
class Forecasts(Tabular):
    """Every form of the estimate at completion side by side.

    Attributes:
        forms: (form, estimate), in the order of `EAC_FORMS`; an estimate that is undefined says why.
        bac: budget at completion.
    """

    forms: tuple[tuple[EacForm, Money | Undefined], ...]
    bac: Money

    @property
    def low(self) -> Money:
        """The least of the estimates.

        Raises:
            UndefinedIndexError: no form is defined.
        """
        return min(self._defined())

    @property
    def high(self) -> Money:
        """The greatest of the estimates.

        Raises:
            UndefinedIndexError: no form is defined.
        """
        return max(self._defined())

    def __iter__(self) -> Iterator[tuple[EacForm, Money | Undefined]]:
        return iter(self.forms)

    def _defined(self) -> list[Money]:
        found = [estimate for _, estimate in self.forms if isinstance(estimate, Money)]
        if not found:
            raise UndefinedIndexError("no form of the estimate at completion is defined yet")
        return found

    def table(self) -> Table:
        """Form, estimate, variance at completion, and when to believe it."""
        unit = self.bac.currency
        columns = [
            Column("Form"),
            Column(f"EAC [{unit}]", key=f"eac_{unit.lower()}", align="right"),
            Column(f"VAC [{unit}]", key=f"vac_{unit.lower()}", align="right"),
            Column("Believe it when", key="believe"),
        ]
        values = [(form.name, *self._amounts(estimate), form.believe) for form, estimate in self.forms]
        rows = [tuple(format(cell, ",.2f") if isinstance(cell, Decimal) else cell for cell in row) for row in values]
        return Table(title=f"Estimate at completion, budget {self.bac}", columns=columns, rows=rows, values=values)

    def _amounts(self, estimate: Money | Undefined) -> tuple[object, object]:
        if isinstance(estimate, Undefined):
            return estimate, estimate
        return estimate.amount, (self.bac - estimate).amount


def forecasts(*, pv: Money, ev: Money, ac: Money, bac: Money, spi_t: Number | None = None) -> Forecasts:
    """Every form of the estimate at completion; those that need `spi_t` [1] say so where it is not given.

    Example:
        >>> amounts = {name: Money(value, "EUR") for name, value in {"pv": 50, "ev": 40, "ac": 50, "bac": 100}.items()}
        >>> print(forecasts(**amounts).low, "to", forecasts(**amounts).high)
        110 EUR to 143.75 EUR
    """
    so_far = {"pv": pv, "ev": ev, "ac": ac, "bac": bac}
    return Forecasts(tuple((form, _estimate(form, so_far, spi_t)) for form in EAC_FORMS), bac)


def _estimate(form: EacForm, so_far: Mapping[str, Money], spi_t: Number | None) -> Money | Undefined:
    pv, ev, ac, bac = (so_far[name] for name in ("pv", "ev", "ac", "bac"))
    try:
        return forecast(form.name, pv=pv, ev=ev, ac=ac, bac=bac, spi_t=spi_t)
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))

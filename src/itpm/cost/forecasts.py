"""What it will cost in the end: every usual form of the estimate at completion, by name, with when to believe it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal
from types import MappingProxyType

from attrs import field, frozen

from itpm.cost.indices import (
    Number,
    cost_performance_index,
    cost_schedule_index,
    estimate_at_completion,
    number,
    schedule_performance_index,
)
from itpm.errors import UndefinedIndexError, UnknownNameError, nearest
from itpm.model.money import Money, money
from itpm.tables import Column, Table, Tabular, Undefined

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
    performance: Callable[[Decimal, Decimal, Decimal], Decimal] = field(repr=False)
    believe: str


def _weighted(pv: Decimal, ev: Decimal, ac: Decimal) -> Decimal:
    context = Context(prec=28)
    cost = context.multiply(_COST_SHARE, cost_performance_index(ev=ev, ac=ac))
    return context.add(cost, context.multiply(_SCHEDULE_SHARE, schedule_performance_index(ev=ev, pv=pv)))


EAC_FORMS: tuple[EacForm, ...] = (
    EacForm(
        "cpi",
        lambda _, ev, ac: cost_performance_index(ev=ev, ac=ac),
        "the rest will go as the work so far did: the usual one, steadier the more is done",
    ),
    EacForm("atypical", lambda *_: Decimal(1), "what went wrong was a single event and will not come back"),
    EacForm(
        "spi",
        lambda pv, ev, _: schedule_performance_index(ev=ev, pv=pv),
        "being late is what costs, and the date is held; of no use towards the end, where SPI goes to one",
    ),
    EacForm(
        "cpi*spi",
        lambda pv, ev, ac: cost_schedule_index(ev=ev, pv=pv, ac=ac),
        "over budget and behind, with the date held: the pessimistic end of the range",
    ),
    EacForm("0.8*cpi+0.2*spi", _weighted, "the date matters, but less than the cost: between 'cpi' and 'cpi*spi'"),
)
"""Every named form of the estimate at completion. Source: PMI, Practice Standard for Earned Value Management, 2nd ed.,
ch. 4; Vandevoorde, Vanhoucke (2006), table 1."""

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

    Raises:
        UnknownNameError: no such form; the nearest are offered.
        UndefinedIndexError: work is left, and the form's index is undefined or zero.

    Example:
        >>> so_far = {name: Money(value, "EUR") for name, value in {"pv": 50, "ev": 40, "ac": 50, "bac": 100}.items()}
        >>> print(forecast("cpi", **so_far), forecast("atypical", **so_far), forecast(performance="0.5", **so_far))
        125 EUR 110 EUR 170 EUR
    """
    if etc is not None:
        return ac + money(etc, place="etc")
    if performance is not None:
        factor = number(performance)
    elif form not in _BY_NAME:
        raise UnknownNameError("form of the estimate at completion", form, nearest(form, _BY_NAME))
    elif ev.amount == bac.amount:
        return ac
    else:
        factor = _BY_NAME[form].performance(pv.amount, ev.amount, ac.amount)
    estimate = estimate_at_completion(ac=ac.amount, bac=bac.amount, ev=ev.amount, performance=factor)
    return Money(estimate, bac.currency)


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


def forecasts(*, pv: Money, ev: Money, ac: Money, bac: Money) -> Forecasts:
    """Every form of the estimate at completion.

    Example:
        >>> amounts = {name: Money(value, "EUR") for name, value in {"pv": 50, "ev": 40, "ac": 50, "bac": 100}.items()}
        >>> print(forecasts(**amounts).low, "to", forecasts(**amounts).high)
        110 EUR to 143.75 EUR
    """
    return Forecasts(tuple((form, _estimate(form, pv, ev, ac, bac)) for form in EAC_FORMS), bac)


def _estimate(form: EacForm, pv: Money, ev: Money, ac: Money, bac: Money) -> Money | Undefined:
    try:
        return forecast(form.name, pv=pv, ev=ev, ac=ac, bac=bac)
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))

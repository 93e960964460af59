"""The four amounts of earned value and what follows from them, for one task, one summary or the project."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from itpm.cost import indices
from itpm.cost.forecasts import Forecasts, forecast, forecasts
from itpm.cost.indices import Number
from itpm.model.money import Money, money
from itpm.model.tasks import EarnedValueMethod


class Figures:
    """Base of what has the four amounts: every variance, index and forecast that follows from them.

    An index that is undefined raises `UndefinedIndexError` here and is a cell that says why in a table.
    """

    __slots__ = ()

    @property
    def pv(self) -> Money:
        """Planned value: budget of the work planned by now."""
        raise TypeError(f"{type(self).__name__} has figures without a planned value")

    @property
    def ev(self) -> Money:
        """Earned value: budget of the work done by now."""
        raise TypeError(f"{type(self).__name__} has figures without an earned value")

    @property
    def ac(self) -> Money:
        """Actual cost of the work done by now, by accrual."""
        raise TypeError(f"{type(self).__name__} has figures without an actual cost")

    @property
    def bac(self) -> Money:
        """Budget at completion."""
        raise TypeError(f"{type(self).__name__} has figures without a budget")

    @property
    def sv(self) -> Money:
        """Schedule variance: earned less planned; negative is behind plan."""
        return self.ev - self.pv

    @property
    def cv(self) -> Money:
        """Cost variance: earned less spent; negative is over budget."""
        return self.ev - self.ac

    @property
    def sv_percent(self) -> Decimal:
        """Schedule variance per planned value [%]."""
        return indices.schedule_variance_percent(ev=self.ev.amount, pv=self.pv.amount)

    @property
    def cv_percent(self) -> Decimal:
        """Cost variance per earned value [%]."""
        return indices.cost_variance_percent(ev=self.ev.amount, ac=self.ac.amount)

    @property
    def spi(self) -> Decimal:
        """Schedule performance index, EV / PV [1]."""
        return indices.schedule_performance_index(ev=self.ev.amount, pv=self.pv.amount)

    @property
    def cpi(self) -> Decimal:
        """Cost performance index, EV / AC [1]."""
        return indices.cost_performance_index(ev=self.ev.amount, ac=self.ac.amount)

    @property
    def csi(self) -> Decimal:
        """Cost and schedule index, CPI * SPI [1]."""
        return indices.cost_schedule_index(ev=self.ev.amount, pv=self.pv.amount, ac=self.ac.amount)

    @property
    def _time_index(self) -> Decimal | None:
        """SPI(t) where the earned schedule is known [1]."""
        return None

    def eac(self, form: str = "cpi", *, performance: Number | None = None, etc: Money | str | None = None) -> Money:
        """Estimate at completion by one of `EAC_FORMS`, at a performance, or with a new estimate of the rest."""
        amounts = {"pv": self.pv, "ev": self.ev, "ac": self.ac, "bac": self.bac}
        return forecast(form, performance=performance, etc=etc, spi_t=self._time_index, **amounts)

    def etc(self, form: str = "cpi") -> Money:
        """Estimate to complete: what is still to be spent."""
        return self.eac(form) - self.ac

    def vac(self, form: str = "cpi") -> Money:
        """Variance at completion: budget less estimate; negative is over budget."""
        return self.bac - self.eac(form)

    @property
    def forecasts(self) -> Forecasts:
        """Every form of the estimate at completion."""
        return forecasts(pv=self.pv, ev=self.ev, ac=self.ac, bac=self.bac, spi_t=self._time_index)

    @property
    def eac_range(self) -> tuple[Money, Money]:
        """The least and the greatest estimate at completion."""
        found = self.forecasts
        return found.low, found.high

    @property
    def tcpi(self) -> Decimal:
        """Performance that the rest needs to end on budget [1]."""
        return indices.to_complete_performance_index(bac=self.bac.amount, ev=self.ev.amount, ac=self.ac.amount)

    def tcpi_eac(self, estimate: str | Money = "cpi") -> Decimal:
        """Performance that the rest needs to end on an estimate: a form's name, or an amount like ``"50k EUR"`` [1]."""
        is_form = isinstance(estimate, str) and " " not in estimate.strip()  # an amount has a blank before its currency
        target = self.eac(str(estimate)) if is_form else money(estimate, place="estimate")
        bac, ev, ac, eac = (amount.amount for amount in (self.bac, self.ev, self.ac, target))
        return indices.to_complete_performance_index(bac=bac, ev=ev, ac=ac, eac=eac)

    @property
    def percent_complete(self) -> Decimal:
        """Share of the budget that is earned [%]."""
        return indices.percent_complete(ev=self.ev.amount, bac=self.bac.amount)

    @property
    def percent_spent(self) -> Decimal:
        """Share of the budget that is spent [%]."""
        return indices.percent_spent(ac=self.ac.amount, bac=self.bac.amount)


@frozen(kw_only=True)
class EarnedValueRow(Figures):
    """The figures of a task, a summary or the project.

    Attributes:
        id: the task's id; empty for the project.
        name: what people call it.
        parent: id of its summary; empty at the top.
        level: depth in the work breakdown [1]; 0 is the project.
        is_summary: whether it holds others.
        method: how it earns; None where it sums what others earned, or has a measure of its own.
        measure: the measure of its own that it was given, as ``"weighted milestones"``; empty: none.
        pv: planned value: budget of the work planned by now.
        ev: earned value: budget of the work done by now.
        ac: actual cost: what the work done by now cost, by accrual.
        bac: budget at completion.

    Example:
        >>> row = EarnedValueRow(id="a", name="Build", pv=Money(40, "EUR"), ev=Money(30, "EUR"), ac=Money(40, "EUR"),
        ...                      bac=Money(100, "EUR"))
        >>> row.cpi, str(row.cv), str(row.eac("atypical"))
        (Decimal('0.75'), '-10 EUR', '110 EUR')
    """

    id: str
    name: str
    parent: str = ""
    level: int = 0
    is_summary: bool = False
    method: EarnedValueMethod | None = None
    measure: str = ""
    # A frozen field is what the base asks for, a read-only property; pyright sees a field that could be set.
    pv: Money  # pyright: ignore[reportIncompatibleMethodOverride]
    ev: Money  # pyright: ignore[reportIncompatibleMethodOverride]
    ac: Money  # pyright: ignore[reportIncompatibleMethodOverride]
    bac: Money  # pyright: ignore[reportIncompatibleMethodOverride]

    @property
    def method_name(self) -> str:
        """How it earns, as people say it; empty where it sums what others earned."""
        return self.measure or ("" if self.method is None else self.method.value)

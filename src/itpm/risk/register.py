"""The risk register: every threat and opportunity of a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import evolve, field, frozen

from itpm.errors import Fault, Hints, UndefinedIndexError, UnknownNameError, nearest
from itpm.model.durations import DayLength, Duration, duration
from itpm.model.given import expect, several, texts
from itpm.model.moments import Moment
from itpm.model.money import NO_CURRENCY, CurrencyMismatchError, Money, money, total
from itpm.risk.inputs import RiskError, amounts
from itpm.risk.matrices import RiskMatrix, pmbok_matrix
from itpm.risk.rankings import HeatMap, RiskBreakdown, RiskRanking, heat_map, ranking, risk_breakdown
from itpm.risk.risks import Risk
from itpm.risk.scoring import Stakes, burn_rate, expected_monetary_value
from itpm.risk.statuses import RiskStatus
from itpm.risk.workflow import advance_risk
from itpm.tables import Column, Table, Tabular


def _risks(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    return several(risks, Risk, "register.risks", RiskError)


def _budget(value: Money | str | None) -> Money | None:
    return None if value is None else money(value, place="register.budget")


def _day_value(value: Money | str | None) -> Money | None:
    return None if value is None else money(value, place="register.day_value")


def _duration(value: Duration | str | None) -> Duration | None:
    return None if value is None else duration(value, place="register.duration")


@frozen
class RiskRegister(Tabular):
    """Threats and opportunities, in the order they were written down.

    Attributes:
        risks: the risks.
        matrix: what they are scored on; default: the PMBOK Guide's.
        budget: the project's budget, that effects on cost are rated against.
        duration: the project's duration, that delays are rated against.
        day: how durations are read.
        day_value: what a day's delay of the project is worth; None: responses are valued in money alone.
        categories: the risk breakdown structure: the categories a risk may be of; none: any.

    Raises:
        RiskError: with every fault: names or ids twice, several currencies, secondary risks that are not there.

    Example:
        >>> from itpm.risk.risks import Opportunity, Threat
        >>> register = RiskRegister([
        ...     Threat("vendor late", probability=0.3, cost="40k EUR", delay=("5d", "10d", "20d"), on=["build"]),
        ...     Opportunity("re-use portal", probability=0.4, cost="-5k EUR", on=["build"]),
        ... ], budget="400k EUR", duration="120d")
        >>> print(register.expected_cost())
        10,000 EUR
        >>> [(row.risk.name, str(row.score)) for row in register.ranked()]
        [('vendor late', '0.06 moderate'), ('re-use portal', '0.05 low')]
    """

    risks: tuple[Risk, ...] = field(default=(), converter=_risks)
    matrix: RiskMatrix = field(factory=pmbok_matrix, kw_only=True, repr=False)
    budget: Money | None = field(default=None, kw_only=True, converter=_budget)
    duration: Duration | None = field(default=None, kw_only=True, converter=_duration)
    day: DayLength = field(factory=DayLength, kw_only=True)
    day_value: Money | None = field(default=None, kw_only=True, converter=_day_value)
    categories: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def __attrs_post_init__(self) -> None:
        expect(self.matrix, "register.matrix", RiskMatrix, error=RiskError)
        expect(self.day, "register.day", DayLength, error=RiskError)
        RiskError.refuse(_faults(self))

    def __iter__(self) -> Iterator[Risk]:
        return iter(self.risks)

    def __len__(self) -> int:
        return len(self.risks)

    def __getitem__(self, name: str) -> Risk:
        """The risk of that name or id.

        Raises:
            UnknownNameError: there is none; the nearest names are offered.
        """
        for risk in self.risks:
            if risk.name == name:
                return risk
        for risk in self.risks:
            if risk.id and risk.id == name:
                return risk
        raise UnknownNameError("risk", name, nearest(name, [risk.name for risk in self.risks]))

    @property
    def open(self) -> tuple[Risk, ...]:
        """The risks that can still occur."""
        return tuple(risk for risk in self.risks if risk.is_open)

    def concerning(self, name: str) -> tuple[Risk, ...]:
        """The risks that strike a task, a deliverable or a system of that name or id."""
        return tuple(risk for risk in self.risks if name in {*risk.on, *risk.deliverables, *risk.systems})

    @property
    def currency(self) -> str:
        """ISO 4217 code of its money; ``"XXX"`` where there is none."""
        return next((amount.currency for amount in _money(self)), NO_CURRENCY)

    @property
    def stakes(self) -> Stakes:
        """What effects are rated against."""
        return Stakes(budget=self.budget, duration=self.duration, day=self.day, day_value=self.day_value)

    @property
    def burn_rate(self) -> Money:
        """What a day of the project costs on average: a price for a day's delay where no better is known.

        Raises:
            UndefinedIndexError: the register has no budget or no duration.
        """
        if self.budget is None or self.duration is None:
            raise UndefinedIndexError("a burn rate needs the register's budget and duration")
        return burn_rate(self.budget, self.duration, day=self.day)

    def with_risks(self, risks: Iterable[Risk]) -> RiskRegister:
        """The register with these risks instead of those with the same name, new ones behind.

        Raises:
            RiskError: the result would have faults.
        """
        changed = {risk.name: risk for risk in several(risks, Risk, "risks", RiskError)}
        kept = [changed.pop(risk.name, risk) for risk in self.risks]
        return evolve(self, risks=(*kept, *changed.values()))

    def ranked(
        self,
        *,
        matrix: RiskMatrix | None = None,
        budget: Money | str | None = None,
        duration: Duration | str | None = None,
        day_value: Money | str | None = None,
    ) -> RiskRanking:
        """The open risks, worst first, before and after responses.

        Args:
            matrix: what to score on; None: the register's.
            budget: what effects on cost are rated against; None: the register's.
            duration: what delays are rated against; None: the register's.
            day_value: what a day's delay of the project is worth; None: as the register says.
        """
        changed = evolve(
            self,
            budget=budget or self.budget,
            duration=duration or self.duration,
            day_value=day_value or self.day_value,
        )
        return ranking(self.risks, matrix or self.matrix, changed.stakes)

    def heat_map(
        self,
        *,
        matrix: RiskMatrix | None = None,
        after_responses: bool = False,
        kind: str = "",
        objective: str = "",
    ) -> HeatMap:
        """Which open risks stand in which cell of the matrix, see `heat_map`."""
        return heat_map(
            self.risks,
            matrix or self.matrix,
            self.stakes,
            after_responses=after_responses,
            kind=kind,
            objective=objective,
        )

    def breakdown(self, *, matrix: RiskMatrix | None = None) -> RiskBreakdown:
        """The open risks by source, rolled up, see `risk_breakdown`."""
        return risk_breakdown(self.risks, matrix or self.matrix, self.stakes, categories=self.categories)

    def advanced(self, name: str, to: RiskStatus | str, *, at: Moment, by: str = "", note: str = "") -> RiskRegister:
        """The register with one risk a step further, see `advance_risk`.

        Raises:
            UnknownNameError: there is no such risk; the nearest are offered.
            RiskStepError: the risk cannot take the step, with every reason.
        """
        return self.with_risks([advance_risk(self[name], to, at=at, by=by, note=note)])

    def expected_cost(self, currency: str | None = None, *, after_responses: bool = False) -> Money:
        """Sum of the expected monetary values of the open risks: threats raise it, opportunities lower it.

        Risks without probability or without effect on cost are not in it (`risk_findings` names them).

        Args:
            currency: of the result; None: the register's.
            after_responses: whether responses have done their work; what they cost is `response_cost`.

        Raises:
            CurrencyMismatchError: the register's money is in another currency.
        """
        valued = [risk for risk in self.open if has_expected_cost(risk, after_response=after_responses)]
        values = (expected_monetary_value(risk, after_response=after_responses) for risk in valued)
        return total(values, currency=self._in(currency))

    def response_cost(self, currency: str | None = None) -> Money:
        """What all responses to open risks cost.

        Raises:
            CurrencyMismatchError: the register's money is in another currency.
        """
        responses = (risk.response for risk in self.open)
        costs = (response.cost for response in responses if response is not None and response.cost is not None)
        return total(costs, currency=self._in(currency))

    def _in(self, currency: str | None) -> str:
        own = self.currency
        if currency is not None and own not in (NO_CURRENCY, currency):
            raise CurrencyMismatchError(f"the register is in {own}, not in {currency}; a rate is the caller's to give")
        return currency or own

    def table(self) -> Table:
        """The register as it is kept."""
        columns = [Column(name) for name in ("Risk", "Kind", "Category")]
        columns += [Column("P [1]", key="probability", align="right")]
        columns += [Column(name, align="right") for name in ("Cost", "Delay")]
        columns += [Column(name) for name in ("On", "Owner", "Status", "Response")]
        return Table(title="Risk register", columns=columns, rows=[_cells(risk) for risk in self.risks])


def has_expected_cost(risk: Risk, *, after_response: bool = False) -> bool:
    """Whether probability and effect on cost are known."""
    chance = risk.residual_probability if after_response else risk.probability
    return chance is not None and (risk.residual_cost if after_response else risk.cost) is not None


def _cells(risk: Risk) -> tuple[object, ...]:
    chance: Decimal | str = risk.probability if risk.probability is not None else risk.likelihood
    what = (risk.name, risk.kind, risk.category, chance, risk.cost, risk.delay)
    return (*what, ", ".join(risk.on), risk.owner, risk.status.value, risk.response)


def _money(register: RiskRegister) -> Iterator[Money]:
    yield from (amount for amount in (register.budget, register.day_value) if amount is not None)
    for risk in register.risks:
        yield from _money_of(risk)


def _money_of(risk: Risk) -> Iterator[Money]:
    response = risk.response
    for effect in (risk.cost, response.residual_cost if response is not None else None):
        if effect is not None:
            yield from amounts(effect)
    if response is not None and response.cost is not None:
        yield response.cost


def _faults(register: RiskRegister) -> Iterator[Fault]:
    known = [risk.name for risk in register.risks]
    seen: set[str] = set()
    ids: set[str] = set()
    currency, hint = register.currency, Hints()
    for place, risk in enumerate(register.risks):
        if risk.name in seen:
            yield Fault(f"register.risks[{place}].name", risk.name, f"risk {risk.name!r} is there twice")
        seen.add(risk.name)
        if risk.id and risk.id in ids:
            yield Fault(f"register.risks[{place}].id", risk.id, f"risk id {risk.id!r} is there twice")
        ids.add(risk.id)
        other = next((amount for amount in _money_of(risk) if amount.currency != currency), None)
        if other is not None:
            message = f"a register is in one currency, {currency}, got {other}; a rate is the caller's to give"
            yield Fault(f"{risk}.cost", other, message)
        for secondary in risk.response.secondary if risk.response is not None else ():
            if secondary not in known:
                message = f"there is no risk {secondary!r} in the register{hint(secondary, known)}"
                yield Fault(f"{risk}.response.secondary", secondary, message)

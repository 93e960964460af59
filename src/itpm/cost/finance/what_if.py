"""The same business case under other circumstances: scenarios, and which circumstance matters most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

import attrs
from attrs import field, frozen

from itpm.cost.finance.appraising import Appraisal, appraise
from itpm.cost.finance.cases import Benefit, BusinessCase, RunningCost
from itpm.cost.finance.inputs import CONTEXT, FinanceError, Number, discount_rate, number, refuse, share, times
from itpm.cost.finance.months import MOST_MONTHS, months_after
from itpm.errors import Fault, UndefinedIndexError, did_you_mean
from itpm.model.given import pairs, several
from itpm.model.money import Money
from itpm.tables import Column, Table, Tabular, Undefined


def _factor(value: Number) -> Decimal:
    return number(value, place="factor")


def _optional_rate(value: Number | None) -> Decimal | None:
    return None if value is None else discount_rate(value)


def _optional_share(value: Number | None) -> Decimal | None:
    return None if value is None else share(value, place="probability")


@frozen
class Scenario:
    """Circumstances that differ from those of the base case.

    Attributes:
        name: what it is called.
        cost: what payments are multiplied by [1].
        benefit: what benefits are multiplied by [1].
        running_cost: what running costs are multiplied by [1].
        delay: how much later the project finishes; payments stretch with it [month].
        rate: another discount rate a year [1]; None: the case's own.
        probability: how likely it is [1]; None where no expected value is wanted.

    Example:
        >>> Scenario("late and dear", cost="1.2", delay=6, probability="25%").probability
        Decimal('0.25')
    """

    name: str
    cost: Decimal = field(default=Decimal(1), converter=_factor, kw_only=True)
    benefit: Decimal = field(default=Decimal(1), converter=_factor, kw_only=True)
    running_cost: Decimal = field(default=Decimal(1), converter=_factor, kw_only=True)
    delay: int = field(default=0, kw_only=True)
    rate: Decimal | None = field(default=None, converter=_optional_rate, kw_only=True)
    probability: Decimal | None = field(default=None, converter=_optional_share, kw_only=True)


def under(case: BusinessCase, scenario: Scenario) -> BusinessCase:
    """The business case as it is in a scenario.

    Raises:
        FinanceError: a delay beyond the end of the product's life, or a negative cost.

    Example:
        >>> from itpm.cost.finance import BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2030-07-01", rate="0.08",
        ...     payments=[("2026-01-01", "100k EUR")])
        >>> late = under(case, Scenario("late", cost="1.5", delay=3))
        >>> print(late.finish, late.investment)
        2026-10-01 00:00:00 150,000 EUR
    """
    if not isinstance(scenario.delay, int) or abs(scenario.delay) > MOST_MONTHS:
        refuse([Fault("delay", scenario.delay, f"expected whole months, at most {MOST_MONTHS}, got {scenario.delay}")])
    finish = months_after(case.finish, scenario.delay)
    return attrs.evolve(
        case,
        finish=finish,
        rate=case.rate if scenario.rate is None else scenario.rate,
        payments=[(stretched(case, when, finish), times(value, scenario.cost)) for when, value in case.payments],
        benefits=[scaled(benefit, scenario.benefit) for benefit in case.benefits],
        running_costs=[
            RunningCost(cost.name, times(cost.per_year, scenario.running_cost)) for cost in case.running_costs
        ],
    )


def scaled(benefit: Benefit, factor: Decimal) -> Benefit:
    """The benefit with its worth multiplied."""
    return attrs.evolve(benefit, per_year=times(benefit.per_year, factor))


def stretched(case: BusinessCase, when: datetime, finish: datetime) -> datetime:
    """When a payment comes if the project ends at `finish`: in proportion to the project's length."""
    planned = case.finish - case.start
    if not planned or when <= case.start:
        return when
    moved = case.start + (when - case.start) * ((finish - case.start) / planned)
    return moved.replace(microsecond=0)


@frozen
class Scenarios(Tabular):
    """A business case under several scenarios.

    Attributes:
        results: each scenario with what the case is worth in it.
    """

    results: tuple[tuple[Scenario, Appraisal], ...]

    @property
    def expected(self) -> Money:
        """Net present value weighted by probability.

        Raises:
            UndefinedIndexError: a scenario has no probability, or they do not sum to one.
        """
        chances = [scenario.probability for scenario, _ in self.results]
        known = [chance for chance in chances if chance is not None]
        if len(known) < len(chances) or sum(known, start=Decimal(0)) != 1:
            raise UndefinedIndexError("an expected value needs a probability for every scenario, together one")
        total = Money(0, self.results[0][1].npv.currency)
        for chance, (_, worth) in zip(known, self.results, strict=True):
            total = total + times(worth.npv, chance)
        return total

    def __iter__(self) -> Iterator[tuple[Scenario, Appraisal]]:
        return iter(self.results)

    def table(self) -> Table:
        """One scenario a row, with its circumstances and what the case is worth."""
        names = ("Cost", "Benefit", "Running cost", "Delay [month]", "NPV", "IRR [%]", "Payback [year]")
        keys = ("cost", "benefit", "running_cost", "delay_months", "npv", "irr_percent", "payback_years")
        columns = [Column(name, key=key, align="right") for name, key in zip(names, keys, strict=True)]
        rows = [
            (s.name, s.cost, s.benefit, s.running_cost, s.delay, w.npv, _percent(w.irr), w.payback)
            for s, w in self.results
        ]
        return Table(title="Scenarios", columns=[Column("Scenario"), *columns], rows=rows)


def _percent(value: Decimal | Undefined) -> Decimal | Undefined:
    return value if isinstance(value, Undefined) else CONTEXT.multiply(value, 100)


def scenarios(case: BusinessCase, circumstances: Iterable[Scenario]) -> Scenarios:
    """What the case is worth in each scenario.

    Raises:
        FinanceError: no scenario, or one that makes no case.

    Example:
        >>> from itpm.cost.finance import Benefit, BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2030-07-01", rate="0.08",
        ...     payments=[("2026-01-01", "200k EUR")], benefits=[Benefit("sales", "90k EUR")])
        >>> both = scenarios(case, [Scenario("as planned", probability="60%"),
        ...                         Scenario("late", delay=12, probability="40%")])
        >>> print(both.expected)
        63,983.24 EUR
    """
    chosen = several(circumstances, Scenario, "scenarios", FinanceError)
    if not chosen:
        refuse([Fault("scenarios", (), "expected at least one scenario, got none")])
    return Scenarios(tuple((scenario, appraise(under(case, scenario))) for scenario in chosen))


@frozen(kw_only=True)
class Swing:
    """What one driver alone does to a value when it goes from low to high.

    Attributes:
        driver: what varies.
        low: its low value.
        high: its high value.
        at_low: the value there.
        at_high: the value at the high one.
        switch: the driver's value at which the result is zero; undefined where it has none or it is not asked.
    """

    driver: str
    low: Decimal
    high: Decimal
    at_low: Decimal
    at_high: Decimal
    switch: Decimal | Undefined

    @property
    def size(self) -> Decimal:
        """How far apart the two results are."""
        return CONTEXT.subtract(self.at_high, self.at_low).copy_abs()


@frozen
class Tornado(Tabular):
    """Drivers by how much they move a value, the strongest first.

    Attributes:
        base: the value with every driver at its base.
        swings: one for each driver, the largest first.
        unit: the value's unit.
    """

    base: Decimal
    swings: tuple[Swing, ...]
    unit: str = ""

    def __iter__(self) -> Iterator[Swing]:
        return iter(self.swings)

    def table(self) -> Table:
        """One driver a row: its range, the value at both ends, the swing and where the value is zero."""
        names = ("Low", "High", "At low", "At high", "Swing", "Zero at")
        columns = [Column(name, align="right") for name in names]
        rows = [(s.driver, s.low, s.high, s.at_low, s.at_high, s.size, s.switch) for s in self.swings]
        title = f"Sensitivity, base {self.base:,.2f} {self.unit}".rstrip()
        return Table(title=title, columns=[Column("Driver"), *columns], rows=rows)


def tornado(
    value: Callable[[Mapping[str, Decimal]], Decimal],
    base: Mapping[str, Number],
    ranges: Mapping[str, tuple[Number, Number]],
) -> Tornado:
    """How much each driver alone moves a value, the strongest first.

    Args:
        value: from drivers by name to the result.
        base: each driver's base value.
        ranges: driver to (low, high); the others stay at their base.

    Raises:
        FinanceError: a range for a driver that has no base, or a number that is none.

    Source:
        Howard (1988), Decision analysis: practice and promise, Management Science 34(6).

    Example:
        >>> margin = tornado(lambda x: x["price"] * x["units"], {"price": 10, "units": 5},
        ...                  {"price": (9, 11), "units": (3, 6)})
        >>> [(swing.driver, swing.size) for swing in margin]
        [('units', Decimal('30')), ('price', Decimal('10'))]
    """
    ranges = dict(pairs(ranges, "ranges", FinanceError))
    start = {name: number(amount, place=f"base[{name!r}]") for name, amount in pairs(base, "base", FinanceError)}
    refuse(
        Fault(f"ranges[{name!r}]", name, f"there is no driver {name!r}{did_you_mean(name, start)}")
        for name in ranges
        if name not in start
    )
    swings = []
    for name, (low, high) in ranges.items():
        ends = number(low, place=f"ranges[{name!r}]"), number(high, place=f"ranges[{name!r}]")
        at_low, at_high = (value({**start, name: end}) for end in ends)
        switch = Undefined("a switching value is known for the drivers of a business case only")
        swings.append(Swing(driver=name, low=ends[0], high=ends[1], at_low=at_low, at_high=at_high, switch=switch))
    return Tornado(value(start), tuple(sorted(swings, key=lambda swing: swing.size, reverse=True)))


_DRIVERS = ("cost", "benefit", "running_cost", "delay", "rate")


def sensitivity(case: BusinessCase, ranges: Mapping[str, tuple[Number, Number]]) -> Tornado:
    """How much the case's net present value moves with each driver alone, and where it turns zero.

    Args:
        case: the base.
        ranges: driver to (low, high): ``cost``, ``benefit``, ``running_cost`` as factors [1], ``delay`` in whole
            months, ``rate`` a year [1].

    Raises:
        FinanceError: an unknown driver, or a value that makes no case.

    Example:
        >>> from itpm.cost.finance import Benefit, BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2030-07-01", rate="0.08",
        ...     payments=[("2026-01-01", "200k EUR")], benefits=[Benefit("sales", "90k EUR")])
        >>> for swing in sensitivity(case, {"cost": ("0.9", "1.3"), "benefit": ("0.8", "1.1")}):
        ...     print(swing.driver, f"{swing.size:,.0f}", f"{swing.switch:.3f}")
        benefit 89,167 0.673
        cost 80,000 1.486
    """
    ranges = dict(pairs(ranges, "ranges", FinanceError))
    refuse(
        Fault(f"ranges[{name!r}]", name, f"there is no driver {name!r}{did_you_mean(name, _DRIVERS)}")
        for name in ranges
        if name not in _DRIVERS
    )
    base: dict[str, Number] = {"cost": 1, "benefit": 1, "running_cost": 1, "delay": 0, "rate": case.rate}
    found = tornado(lambda drivers: _npv(case, drivers), base, ranges)
    worth = appraise(case)
    swings = [attrs.evolve(swing, switch=_switch(case, worth, swing.driver)) for swing in found]
    return Tornado(found.base, tuple(swings), case.currency)


def _npv(case: BusinessCase, drivers: Mapping[str, Decimal]) -> Decimal:
    delay = drivers["delay"]
    if delay != delay.to_integral_value():
        refuse([Fault("ranges['delay']", delay, f"expected whole months, got {delay}")])
    scenario = Scenario(
        "",
        cost=drivers["cost"],
        benefit=drivers["benefit"],
        running_cost=drivers["running_cost"],
        delay=int(delay),
        rate=drivers["rate"],
    )
    return appraise(under(case, scenario)).npv.amount


def _switch(case: BusinessCase, worth: Appraisal, driver: str) -> Decimal | Undefined:
    """Where the net present value is zero: the factors act in straight lines, and for the rate it is the rate of return."""
    if driver == "rate":
        return worth.irr
    if driver == "delay":
        return Undefined("a delay moves many months at once; compare scenarios")
    without = appraise(under(case, _without(driver))).npv.amount
    slope = CONTEXT.subtract(worth.npv.amount, without)
    if not slope:
        return Undefined(f"{driver} changes nothing")
    return CONTEXT.divide(without.copy_negate(), slope)


def _without(driver: str) -> Scenario:
    """The case with one kind of money left out."""
    cost, benefit, running = (0 if driver == name else 1 for name in ("cost", "benefit", "running_cost"))
    return Scenario(f"no {driver}", cost=cost, benefit=benefit, running_cost=running)

"""What to set aside for known risks: the contingency that expected values amount to."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from statistics import NormalDist

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.model.given import expect
from itpm.model.money import Money
from itpm.risk.inputs import CostEffect, RiskError, ThreePointCost, mean_cost, probability
from itpm.risk.register import RiskRegister, has_expected_cost
from itpm.risk.risks import Risk
from itpm.risk.scoring import expected_days
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class ReserveLine:
    """What one risk adds to the contingency.

    Attributes:
        risk: its name.
        probability: how probable it is [1].
        effect: mean change of cost if it occurs.
        expected: probability times effect.
        deviation: standard deviation of its cost, occurring or not.
        days: expected delay of a task it strikes [day].
    """

    risk: str
    probability: Decimal
    effect: Money
    expected: Money
    deviation: Money
    days: Decimal = Decimal(0)


def _lines(lines: Iterable[ReserveLine]) -> tuple[ReserveLine, ...]:
    return tuple(lines)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


@frozen(kw_only=True)
class ContingencyReserve(Tabular):
    """The contingency that a register's expected values amount to; responses have their own price.

    Attributes:
        currency: ISO 4217 code of the amounts.
        lines: risk by risk, the greatest amount first.
        left_out: names of the open risks that are not in it: no probability, or no effect on cost.
        responses: what the responses cost; plan it, it is no contingency.
    """

    currency: str
    lines: tuple[ReserveLine, ...] = field(converter=_lines)
    left_out: tuple[str, ...] = field(default=(), converter=_names)
    responses: Money

    @property
    def expected(self) -> Money:
        """Sum of the expected costs; opportunities lower it."""
        return self._sum(line.expected for line in self.lines)

    @property
    def threats(self) -> Money:
        """Sum of the expected costs of what adds cost: the contingency if no opportunity comes true."""
        return self._sum(line.expected for line in self.lines if line.expected.amount > 0)

    @property
    def deviation(self) -> Money:
        """Standard deviation of the sum, the risks being independent."""
        return Money(sum((line.deviation.amount**2 for line in self.lines), Decimal(0)).sqrt(), self.currency)

    def at(self, confidence: Decimal | float | str) -> Money:
        """The contingency that is enough with this confidence, by the normal approximation, at least nothing.

        Good for many risks of similar size; with few, or one that outweighs the others, the cost comes in jumps that a normal
        distribution does not have: simulate.

        Raises:
            RiskError: not a confidence between 0 and 1.

        Source:
            Central limit theorem; AACE 44R-08 (expected value method) warns of the same.
        """
        wanted = probability(confidence)
        if not isinstance(wanted, Decimal) or not 0 < wanted < 1:
            message = f"expected a confidence between 0 and 1 like '80%', got {shortened(confidence)}"
            raise RiskError([Fault("contingency.confidence", confidence, message)])
        steps = Decimal(repr(NormalDist().inv_cdf(float(wanted))))
        amount = self.expected.amount + steps * self.deviation.amount
        return Money(max(amount, Decimal(0)), self.currency).rounded(0)

    def table(self) -> Table:
        """Risk by risk what is set aside, and the sum."""
        unit = self.currency
        columns = [Column("Risk"), Column("P [1]", key="probability", align="right")]
        columns += [
            Column(f"{name} [{unit}]", key=f"{key}_{unit.lower()}", align="right")
            for name, key in (("Effect", "effect"), ("Expected", "expected"), ("Deviation", "deviation"))
        ]
        columns.append(Column("Expected delay [day]", key="expected_delay_days", align="right"))
        values: list[tuple[object, ...]] = [
            (one.risk, one.probability, one.effect.amount, one.expected.amount, one.deviation.amount, one.days)
            for one in self.lines
        ]
        values.append(("all", None, None, self.expected.amount, self.deviation.amount, None))
        rows = [(name, chance, *map(_whole, figures), _day(days)) for name, chance, *figures, days in values]
        notes = [f"not in it: {', '.join(self.left_out)}"] if self.left_out else []
        notes += [f"besides, the responses cost {self.responses}"] if self.responses else []
        return Table(title="Contingency reserve", columns=columns, rows=rows, values=values, note="\n".join(notes))

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return sum(amounts, Money(0, self.currency))


def contingency_reserve(register: RiskRegister, *, after_responses: bool = True) -> ContingencyReserve:
    """What to set aside for the open risks by their expected monetary values.

    Args:
        register: the register.
        after_responses: whether the responses are carried out, so that only what they leave needs a reserve.

    Source:
        PMBOK Guide, 6th ed., 11.4.2.5 (expected monetary value) and 7.2.2.6 (reserve analysis). A risk's variance is
        ``p (s² + m²) - (p m)²`` with mean ``m`` and variance ``s²`` of its effect, of three points PERT's ``((b - a) / 6)²``.

    Example:
        >>> from itpm.risk.risks import Opportunity, Threat
        >>> register = RiskRegister([Threat("vendor late", probability=0.3, cost="40k EUR"),
        ...                          Opportunity("discount", probability=0.5, cost="-4k EUR")])
        >>> found = contingency_reserve(register)
        >>> print(found.expected, found.threats)
        10,000 EUR 12,000 EUR
        >>> print(found.at("80%"))
        25,519 EUR
    """
    expect(register, "register", RiskRegister, error=RiskError)
    valued = [risk for risk in register.open if has_expected_cost(risk, after_response=after_responses)]
    lines = [_line(risk, register, after_responses) for risk in valued]
    lines.sort(key=lambda line: (-abs(line.expected.amount), line.risk))
    known = {risk.name for risk in valued}
    return ContingencyReserve(
        currency=register.currency,
        lines=lines,
        left_out=[risk.name for risk in register.open if risk.name not in known],
        responses=register.response_cost(),
    )


def _line(risk: Risk, register: RiskRegister, after: bool) -> ReserveLine:
    chance = (risk.residual_probability if after else risk.probability) or Decimal(0)
    effect = risk.residual_cost if after else risk.cost
    mean = Money(0, register.currency) if effect is None else mean_cost(effect)
    spread = Decimal(0) if effect is None else _variance(effect)
    variance = chance * (spread + mean.amount**2) - (chance * mean.amount) ** 2
    return ReserveLine(
        risk=risk.name,
        probability=chance,
        effect=mean,
        expected=mean * chance,
        deviation=Money(max(variance, Decimal(0)).sqrt(), register.currency),
        days=expected_days(risk, day=register.day, after_response=after),
    )


def _variance(effect: CostEffect) -> Decimal:
    if not isinstance(effect, ThreePointCost):
        return Decimal(0)
    return ((effect.pessimistic.amount - effect.optimistic.amount) / 6) ** 2


def _whole(value: object) -> str:
    return f"{value:,.0f}" if isinstance(value, Decimal) else ""


def _day(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, Decimal) and value else ""

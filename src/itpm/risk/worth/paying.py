"""Which responses pay: over a register, and among several to one risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial

from attrs import evolve, field, frozen

from itpm.errors import Fault, UndefinedIndexError
from itpm.model.durations import DayLength
from itpm.model.given import expect, several
from itpm.model.money import NO_CURRENCY, Money, money
from itpm.risk.inputs import RiskError
from itpm.risk.rankings.order import or_why, valued_response
from itpm.risk.register import RiskRegister
from itpm.risk.responses import Response
from itpm.risk.risks import Risk
from itpm.risk.scoring import ResponseValue, Stakes, no_price, response_value
from itpm.risk.worth.delays import finish_delay
from itpm.scheduling import Schedule
from itpm.tables import Column, Table, Tabular, Undefined


@frozen(kw_only=True)
class PaidResponse:
    """One response and what it is worth.

    Attributes:
        risk: name of the risk.
        response: what is done.
        value: what it gains and costs; or why that cannot be told.
    """

    risk: str
    response: Response
    value: ResponseValue | Undefined

    @property
    def verdict(self) -> str:
        """``"pays"``, ``"does not pay"``, ``"breaks even"`` or ``"not known"``."""
        if isinstance(self.value, Undefined):
            return "not known"
        net = self.value.net.amount
        return "pays" if net > 0 else ("breaks even" if net == 0 else "does not pay")


def _rows(rows: Iterable[PaidResponse]) -> tuple[PaidResponse, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class ResponseWorth(Tabular):
    """Responses by what they are worth, the best first; those whose worth is not known last.

    Attributes:
        rows: the responses.
        day_value: what a day of delay was counted with; None: days were not counted.
        in_days_of: whose days those are: ``"the task"`` it strikes, or ``"the project"`` by its schedule.
    """

    rows: tuple[PaidResponse, ...] = field(converter=_rows)
    day_value: Money | None = None
    in_days_of: str = "the task"

    def __iter__(self) -> Iterator[PaidResponse]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def paying(self) -> tuple[PaidResponse, ...]:
        """The responses that gain more than they cost."""
        return tuple(row for row in self.rows if row.verdict == "pays")

    def table(self) -> Table:
        """Each response with the days and the money it gains, what it costs, and whether it pays."""
        known = [row.value for row in self.rows if isinstance(row.value, ResponseValue)]
        unit = known[0].gain.currency if known else NO_CURRENCY
        keys = ("gain", "cost", "secondary", "net")
        names = ("Gain", "Cost", "Secondary risks", "Net")
        columns = [Column("Risk"), Column("Response"), Column("Days won", key="days_won", align="right")]
        columns += [
            Column(f"{name} [{unit}]", key=f"{key}_{unit.lower()}", align="right")
            for name, key in zip(names, keys, strict=True)
        ]
        columns.append(Column("Verdict"))
        rows = [(row.risk, row.response, *_shown(row.value), row.verdict) for row in self.rows]
        values = [(row.risk, row.response, *_figures(row.value), row.verdict) for row in self.rows]
        note = (
            "days are not counted: say what one is worth"
            if self.day_value is None
            else f"a day of {self.in_days_of} counts {self.day_value}"
        )
        return Table(title="Responses and what they are worth", columns=columns, rows=rows, values=values, note=note)


def response_worth(
    register: RiskRegister, *, day_value: Money | str | None = None, schedule: Schedule | None = None
) -> ResponseWorth:
    """Whether each response to an open risk pays, the best first.

    Expected cost that it takes away, plus days of delay that it takes away times `day_value`, less its price and less what the
    secondary risks are expected to cost. With a schedule, only days by which the project would finish later count: what floats
    absorb is worth nothing. Each risk is looked at alone; together, delays overlap, which is for a simulation to say.

    Args:
        register: the register.
        day_value: what a day's delay of the project is worth; None: as the register says.
        schedule: the plan's dates; None: every day of a task's delay counts as one of the project.

    Raises:
        RiskError: with a schedule, a risk is on a task that the plan does not have, or on a summary.

    Source:
        Expected value of a response: PMBOK Guide, 6th ed., 11.5.2.8 (cost-benefit analysis).

    Example:
        >>> from itpm.risk.responses import Mitigate
        >>> from itpm.risk.risks import Threat
        >>> second = Mitigate("second source", cost="4k EUR", probability="10%")
        >>> register = RiskRegister([Threat("vendor late", probability="40%", delay="10d", on=["build"], response=second)])
        >>> [(row.risk, row.verdict) for row in response_worth(register)]
        [('vendor late', 'not known')]
        >>> found = response_worth(register, day_value="2k EUR")
        >>> [(row.verdict, str(row.value.net)) for row in found]
        [('pays', '2,000 EUR')]
    """
    expect(register, "register", RiskRegister, error=RiskError)
    price = money(day_value, place="day_value") if day_value is not None else register.day_value
    stakes = evolve(register.stakes, day_value=price)
    by_name = {risk.name: risk for risk in register}
    return _worth([risk for risk in register.open if risk.response is not None], by_name, schedule, stakes)


def compare_responses(
    risk: Risk,
    responses: Iterable[Response],
    *,
    day_value: Money | str | None = None,
    schedule: Schedule | None = None,
    day: DayLength | None = None,
) -> ResponseWorth:
    """Several responses to one risk, the one that is worth most first; the risks that they bring are not in it.

    Args:
        risk: a threat or an opportunity.
        responses: what could be done.
        day_value: what a day's delay of the project is worth; None: days are not counted.
        schedule: the plan's dates; None: every day of a task's delay counts as one of the project.
        day: how durations are read; None: a day of eight hours.

    Raises:
        RiskError: none of the responses, or one that does not fit the risk.

    Example:
        >>> from itpm.risk.responses import Avoid, Mitigate
        >>> from itpm.risk.risks import Threat
        >>> late = Threat("vendor late", probability="40%", cost="50k EUR")
        >>> options = [Avoid("build it ourselves", cost="30k EUR"), Mitigate("second source", cost="8k EUR", probability="10%")]
        >>> [(row.response.action, str(row.value.net)) for row in compare_responses(late, options)]
        [('second source', '7,000 EUR'), ('build it ourselves', '-10,000 EUR')]
    """
    expect(risk, "risk", Risk, error=RiskError)
    chosen = [evolve(risk, response=response) for response in several(responses, Response, "responses", RiskError)]
    if not chosen:
        raise RiskError([Fault("responses", (), "expected at least one response to compare")])
    price = None if day_value is None else money(day_value, place="day_value")
    return _worth(chosen, {}, schedule, Stakes(day=day or DayLength(), day_value=price))


def _worth(
    risks: Iterable[Risk], by_name: Mapping[str, Risk], schedule: Schedule | None, stakes: Stakes
) -> ResponseWorth:
    rows = [
        PaidResponse(
            risk=risk.name, response=risk.response, value=or_why(partial(_value, risk, by_name, schedule, stakes))
        )
        for risk in risks
        if risk.response is not None
    ]
    of = "the task" if schedule is None else "the project"
    return ResponseWorth(rows=sorted(rows, key=_order), day_value=stakes.day_value, in_days_of=of)


def _value(risk: Risk, by_name: Mapping[str, Risk], schedule: Schedule | None, stakes: Stakes) -> ResponseValue:
    if schedule is None:
        return valued_response(risk, stakes, by_name)
    names = () if risk.response is None else risk.response.secondary
    brought = [by_name[name] for name in names if name in by_name and by_name[name].is_open]
    return _by_schedule(risk, brought, schedule, stakes)


def _by_schedule(risk: Risk, brought: list[Risk], schedule: Schedule, stakes: Stakes) -> ResponseValue:
    """The value of a response where only days of the project's finish count."""
    plain = response_value(_timeless(risk), secondary=[_timeless(one) for one in brought]) if _has_cost(risk) else None
    if risk.response is None or risk.probability is None:
        return response_value(risk)
    days = _days_won(risk, schedule)
    if stakes.day_value is None:
        if plain is None:
            raise UndefinedIndexError(no_price(risk))
        return evolve(plain, days=days)
    won = stakes.day_value * days
    currency = won.currency
    base = plain or ResponseValue(gain=Money(0, currency), cost=risk.response.cost or Money(0, currency))
    late = sum((_expected_slip(one, schedule, after_response=True) for one in brought), Decimal(0))
    secondary = base.secondary
    if late:
        secondary = stakes.day_value * late + (secondary or Money(0, currency))
    return evolve(base, gain=base.gain + won, days=days, day_value=stakes.day_value, secondary=secondary)


def _timeless(risk: Risk) -> Risk:
    response = None if risk.response is None else evolve(risk.response, residual_delay=None)
    return evolve(risk, delay=None, response=response)


def _has_cost(risk: Risk) -> bool:
    return risk.cost is not None or risk.residual_cost is not None


def _days_won(risk: Risk, schedule: Schedule) -> Decimal:
    """By how many days the response lowers the expected delay of the finish; what does not change is asked once."""
    if risk.residual_delay != risk.delay:
        return _expected_slip(risk, schedule) - _expected_slip(risk, schedule, after_response=True)
    before, after = risk.probability or Decimal(0), risk.residual_probability or Decimal(0)
    if risk.delay is None or not risk.on or before == after:
        return Decimal(0)
    return finish_delay(risk, schedule) * (before - after)


def _expected_slip(risk: Risk, schedule: Schedule, *, after_response: bool = False) -> Decimal:
    chance = risk.residual_probability if after_response else risk.probability
    effect = risk.residual_delay if after_response else risk.delay
    if effect is None or not risk.on or not chance:
        return Decimal(0)
    return finish_delay(risk, schedule, after_response=after_response) * chance


def _order(row: PaidResponse) -> tuple[bool, Decimal, str, str]:
    value = row.value
    known = isinstance(value, ResponseValue)
    return not known, -value.net.amount if isinstance(value, ResponseValue) else Decimal(0), row.risk, str(row.response)


def _figures(value: ResponseValue | Undefined) -> tuple[object, ...]:
    if isinstance(value, Undefined):
        return (None, value, None, None, None)
    secondary = None if value.secondary is None else value.secondary.amount
    return (value.days, value.gain.amount, value.cost.amount, secondary, value.net.amount)


def _shown(value: ResponseValue | Undefined) -> tuple[object, ...]:
    days, *amounts = _figures(value)
    left = "" if not isinstance(days, Decimal) or not days else f"{days:.1f}"
    return left, *(f"{one:,.0f}" if isinstance(one, Decimal) else one for one in amounts)

"""Exposure over time: what it was at each review, what changed it, and what is planned to become of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import cast

from attrs import evolve, field, frozen

from itpm.errors import Fault
from itpm.model.given import pairs, several
from itpm.model.moments import Moment, day_of, moment
from itpm.model.money import NO_CURRENCY, CurrencyMismatchError, Money
from itpm.risk.inputs import RiskError
from itpm.risk.matrices.grids import RiskMatrix
from itpm.risk.register import RiskRegister
from itpm.risk.risks import Risk
from itpm.risk.statuses import RiskStatus
from itpm.risk.tracking.exposures import Exposure, exposure, exposure_of, is_there
from itpm.scheduling import Schedule
from itpm.tables import Column, Table, Tabular


class ExposureCause(Enum):
    """What changed the exposure."""

    NEW = "new"
    RENEWED = "taken up again"
    TREATED = "response in place"
    OCCURRED = "occurred"
    EXPIRED = "expired"
    CLOSED = "closed"
    REMOVED = "taken out of the register"
    ESTIMATED = "estimated anew"


@frozen(kw_only=True)
class ExposureChange:
    """One cause of a change, and the risks it came with.

    Attributes:
        cause: why.
        amount: by how much expected cost rose (fell: negative).
        risks: names of the risks.
    """

    cause: ExposureCause
    amount: Money
    risks: tuple[str, ...]


def _changes(changes: Iterable[ExposureChange]) -> tuple[ExposureChange, ...]:
    return tuple(changes)


@frozen(kw_only=True)
class BurnDownRow:
    """One review, or one planned date.

    Attributes:
        exposure: how much risk there is.
        planned: whether it lies ahead: what is left if responses come and risks end as planned.
        changes: what changed the expected cost since the row before; the amounts sum to the difference.
    """

    exposure: Exposure
    planned: bool = False
    changes: tuple[ExposureChange, ...] = field(default=(), converter=_changes)


def _rows(rows: Iterable[BurnDownRow]) -> tuple[BurnDownRow, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class BurnDown(Tabular):
    """Exposure over time, review by review, then as planned.

    Attributes:
        rows: in the order of time.
    """

    rows: tuple[BurnDownRow, ...] = field(converter=_rows)

    def __iter__(self) -> Iterator[BurnDownRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def table(self) -> Table:
        """Date by date: how many risks, expected cost and delay, score, and what changed the expected cost."""
        unit = self.rows[0].exposure.threat_cost.currency if self.rows else NO_CURRENCY
        columns = [
            Column("As of"),
            Column("", key="planned"),
            Column("Threats", align="right"),
            Column("Opportunities", align="right"),
            Column("Threat score [1]", key="threat_score", align="right"),
            Column("Expected delay [day]", key="expected_delay_days", align="right"),
            Column(f"Expected cost [{unit}]", key=f"expected_cost_{unit.lower()}", align="right"),
            Column("What changed it", key="changes"),
        ]
        rows = [_cells(row, shown=True) for row in self.rows]
        values = [_cells(row, shown=False) for row in self.rows]
        return Table(title="Risk burn-down", columns=columns, rows=rows, values=values)


def burn_down(
    registers: Mapping[str, RiskRegister] | Iterable[tuple[Moment, RiskRegister]],
    *,
    planned_at: Iterable[Moment] = (),
    schedule: Schedule | None = None,
    matrix: RiskMatrix | None = None,
) -> BurnDown:
    """How exposure went from review to review, and how it would go on as planned.

    Planned is what the last register says: a risk ends when it expires or, by the schedule, when the last of its tasks ends; a
    response is in place when the last of its own tasks ends, without tasks by its urgency. What is neither stays as it is.

    Args:
        registers: (moment, register as it was then) in the order of time; a bare date is the day's end.
        planned_at: moments ahead.
        schedule: the plan's dates, for when tasks end.
        matrix: what threats are scored on; None: each register's.

    Raises:
        RiskError: dates out of order.
        CurrencyMismatchError: registers in different currencies.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> late = Threat("vendor late", probability=0.3, cost="40k EUR", expires="2026-04-30")
        >>> strike = Threat("strike", probability=0.1, cost="10k EUR")
        >>> found = burn_down({"2026-01-31": RiskRegister([late]), "2026-02-28": RiskRegister([late, strike])},
        ...                   planned_at=["2026-05-31"])
        >>> [(str(row.exposure.expected_cost), row.planned) for row in found]
        [('12,000 EUR', False), ('13,000 EUR', False), ('1,000 EUR', True)]
        >>> [(change.cause.value, str(change.amount)) for change in found.rows[2].changes]
        [('expired', '-12,000 EUR')]
    """
    given = pairs(cast("Mapping[Moment, RiskRegister]", registers), "registers", RiskError)
    several((register for _, register in given), RiskRegister, "registers", RiskError)
    taken = [(moment(at, edge="finish", place="burn-down.at"), register) for at, register in given]
    asked = cast("tuple[Moment, ...]", several(cast("Iterable[object]", planned_at), object, "planned_at", RiskError))
    ahead = [moment(at, edge="finish", place="burn-down.planned_at") for at in asked]
    _check(taken, ahead)
    states = [(at, register, False) for at, register in taken]
    states += [(at, planned_register(taken[-1][1], at, schedule), True) for at in ahead if taken]
    rows: list[BurnDownRow] = []
    before: tuple[datetime, RiskRegister] | None = None
    for at, register, planned in states:
        changes = [] if before is None else list(_bridge(before, (at, register)))
        rows.append(BurnDownRow(exposure=exposure(register, at, matrix=matrix), planned=planned, changes=changes))
        before = at, register
    return BurnDown(rows=rows)


def planned_register(register: RiskRegister, at: datetime, schedule: Schedule | None) -> RiskRegister:
    """The register as it would be at a moment ahead, if everything goes as planned."""
    return evolve(register, risks=[_planned(risk, at, schedule) for risk in register])


def _planned(risk: Risk, at: datetime, schedule: Schedule | None) -> Risk:
    """Its status then; its history, which ends today, is left out."""
    if not risk.is_open:
        return risk
    ends = _last_finish(risk.on, schedule)
    if (risk.expires is not None and risk.expires <= at) or (ends is not None and ends <= at):
        return evolve(risk, status=RiskStatus.EXPIRED, history=())
    if risk.response is None:
        return risk
    done = _last_finish(risk.response.tasks, schedule) if risk.response.tasks else risk.urgency
    return evolve(risk, status=RiskStatus.TREATED, history=()) if done is not None and done <= at else risk


def _last_finish(tasks: Iterable[str], schedule: Schedule | None) -> datetime | None:
    names = tuple(tasks)
    if schedule is None or not names or any(name not in schedule for name in names):
        return None
    return max(schedule[name].finish for name in names)


def _bridge(before: tuple[datetime, RiskRegister], after: tuple[datetime, RiskRegister]) -> Iterator[ExposureChange]:
    """The change of expected cost by cause; what did not change is left out."""
    (at_before, old), (at_after, new) = before, after
    found: dict[ExposureCause, list[tuple[str, Decimal]]] = {}
    names = dict.fromkeys([*(risk.name for risk in old), *(risk.name for risk in new)])
    were, are = {risk.name: risk for risk in old}, {risk.name: risk for risk in new}
    for name in names:
        was, now = were.get(name), are.get(name)
        difference = _amount(now, at_after) - _amount(was, at_before)
        cause = _cause(was, now, at_before, at_after)
        if cause is not None and (difference or cause is not ExposureCause.ESTIMATED):
            found.setdefault(cause, []).append((name, difference))
    for cause in ExposureCause:
        if cause in found:
            amount = sum((value for _, value in found[cause]), Decimal(0))
            risks = tuple(name for name, _ in found[cause])
            yield ExposureChange(cause=cause, amount=Money(amount, new.currency), risks=risks)


def _amount(risk: Risk | None, at: datetime) -> Decimal:
    return exposure_of(risk) if risk is not None and is_there(risk, at) else Decimal(0)


def _cause(was: Risk | None, now: Risk | None, at_before: datetime, at_after: datetime) -> ExposureCause | None:
    """Why it counts otherwise than before; None where it counted neither then nor now."""
    there_before = was is not None and is_there(was, at_before)
    there_now = now is not None and is_there(now, at_after)
    if not there_before and not there_now:
        return None
    if not there_before:
        return ExposureCause.NEW if was is None else ExposureCause.RENEWED
    if now is None:
        return ExposureCause.REMOVED
    if not there_now:
        return _ENDED.get(now.status, ExposureCause.EXPIRED)
    treated = now.is_treated and was is not None and not was.is_treated
    return ExposureCause.TREATED if treated else ExposureCause.ESTIMATED


_ENDED = {RiskStatus.OCCURRED: ExposureCause.OCCURRED, RiskStatus.CLOSED: ExposureCause.CLOSED}


def _check(taken: list[tuple[datetime, RiskRegister]], ahead: list[datetime]) -> None:
    dates = [*(at for at, _ in taken), *ahead]
    wrong = [later for before, later in pairwise(dates) if later <= before]
    if wrong:
        raise RiskError([Fault("burn-down.at", at, f"dates rise, got {day_of(at)} behind a later one") for at in wrong])
    currencies = sorted({register.currency for _, register in taken} - {NO_CURRENCY})
    if len(currencies) > 1:
        raise CurrencyMismatchError(f"a burn-down is in one currency, got {', '.join(currencies)}")


def _cells(row: BurnDownRow, *, shown: bool) -> tuple[object, ...]:
    found = row.exposure
    counts = (found.threats, found.opportunities, found.score)
    changed = "; ".join(f"{one.cause.value} {_signed(one.amount)} ({', '.join(one.risks)})" for one in row.changes)
    if not shown:
        return found.at, row.planned, *counts, found.days, found.expected_cost.amount, changed
    brief = "; ".join(f"{one.cause.value} {_signed(one.amount)}" for one in row.changes)
    amount = f"{found.expected_cost.amount:,.0f}"
    return day_of(found.at), "planned" if row.planned else "", *counts, f"{found.days:.1f}", amount, brief


def _signed(amount: Money) -> str:
    return f"{amount.amount:+,.0f}" if amount else "0"

"""Who and what does the work: resources with their rates, and their assignments to tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import Enum

from attrs import field, frozen

from itpm.model.durations import Duration, ElapsedDuration, WorkDuration
from itpm.model.given import several, text_pairs
from itpm.model.moments import start_moment
from itpm.model.money import Money, optional_money
from itpm.model.numbers import number
from itpm.model.progress import optional_duration, work_duration


class ResourceKind(Enum):
    """People and machines that work in hours, material that is used up, or mere cost."""

    WORK = "work"
    MATERIAL = "material"
    COST = "cost"


class Accrual(Enum):
    """When a cost is incurred: when the task starts, along its work, or when it ends."""

    START = "start"
    PRORATED = "prorated"
    END = "end"


def decimal_of(value: Decimal | int | float | str) -> Decimal:
    """Converter to an exact decimal; a float is read as it is written.

    Raises:
        NotationError: not a finite number.
    """
    return number(value, "units")


@frozen(kw_only=True)
class Rate:
    """What a resource costs from a date on.

    Attributes:
        standard: cost of an hour of work [currency/h]; of material, of one unit [currency].
        overtime: cost of an hour of overtime [currency/h].
        per_use: cost of each assignment, however long [currency].
        effective: from when on; None: always.
    """

    standard: Money | None = field(default=None, converter=optional_money)
    overtime: Money | None = field(default=None, converter=optional_money)
    per_use: Money | None = field(default=None, converter=optional_money)
    effective: datetime | None = field(default=None, converter=start_moment)


def _rates(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    return several(rates, Rate, "rates")


@frozen
class Resource:
    """Someone or something that tasks need.

    Attributes:
        id: what assignments call it.
        name: what people call it.
        kind: work, material or cost.
        max_units: how much of it there is at a time [1]; 1 is one full-time person.
        calendar: name of its calendar in the plan's calendars; None: the plan's.
        rates: its cost rates, earliest first.
        accrual: when its cost is incurred.
        unit: unit of a material, as people write it ("licence").
        foreign: (element, text) pairs that a file held and the library does not read, kept for the writer.
    """

    id: str
    name: str = ""
    kind: ResourceKind = field(default=ResourceKind.WORK, kw_only=True)
    max_units: Decimal = field(default=Decimal(1), kw_only=True, converter=decimal_of)
    calendar: str | None = field(default=None, kw_only=True)
    rates: tuple[Rate, ...] = field(default=(), kw_only=True, converter=_rates)
    accrual: Accrual = field(default=Accrual.PRORATED, kw_only=True)
    unit: str = field(default="", kw_only=True)
    foreign: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, converter=text_pairs)


@frozen(kw_only=True)
class Assignment:
    """A resource's share in a task.

    Attributes:
        resource: id of the resource.
        units: how much of it [1]; 0.5 is half-time. Of a material: how many units are used.
        work: how much it works; None: as long as the task lasts.
        remaining: what is left of the work.
        actual_work: work done so far.
        overtime: part of the work done in overtime; it costs the overtime rate and makes nothing longer.
        actual_overtime: part of the work done so far that was overtime.
        contoured: whether the work is spread unevenly, so that work and units do not tell how long it takes.
        delay: working time after the task's start at which it begins.
        levelling_delay: clock time by which levelling put it off further.
        cost: what it costs where that does not follow from work and rates (a cost resource, a fixed price).
        actual_cost: cost incurred so far.
        foreign: (element, text) pairs that a file held and the library does not read, kept for the writer.
    """

    resource: str
    units: Decimal = field(default=Decimal(1), converter=decimal_of)
    work: WorkDuration | None = field(default=None, converter=work_duration)
    remaining: WorkDuration | None = field(default=None, converter=work_duration)
    actual_work: WorkDuration | None = field(default=None, converter=work_duration)
    overtime: WorkDuration | None = field(default=None, converter=work_duration)
    actual_overtime: WorkDuration | None = field(default=None, converter=work_duration)
    contoured: bool = False
    delay: Duration | None = field(default=None, converter=optional_duration)
    levelling_delay: ElapsedDuration | None = None
    cost: Money | None = field(default=None, converter=optional_money)
    actual_cost: Money | None = field(default=None, converter=optional_money)
    foreign: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)

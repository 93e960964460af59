"""What a status report says of one task."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import attrs
from attrs import field, frozen

from itpm.errors import Fault, NotationError, did_you_mean
from itpm.model.durations import Duration, WorkDuration
from itpm.model.moments import finish_moment, start_moment
from itpm.model.money import Money, money
from itpm.model.progress import Progress, optional_duration, percentage, work_duration

FIELDS = {
    "start": "actual_start",
    "finish": "actual_finish",
    "remaining": "remaining",
    "percent_complete": "percent_complete",
    "percent_work": "percent_work",
    "physical_percent": "physical_percent",
    "stop": "stop",
    "resume": "resume",
    "work": "actual_work",
    "cost": "actual_cost",
}
"""What an `Actual` calls it, and what `Progress` calls it."""


def _cost(value: Money | str | None) -> Money | None:
    return None if value is None else money(value)


def _without(names: Iterable[str]) -> tuple[str, ...]:
    listed = (names,) if isinstance(names, str) else tuple(names)
    faults = [
        Fault("actual.without", name, f"there is no fact {name!r} to take back{did_you_mean(name, FIELDS)}")
        for name in listed
        if name not in FIELDS
    ]
    if faults:
        raise NotationError(faults)
    return listed


@frozen
class Actual:
    """What a status report says of one task; what it does not say stays as it was.

    Attributes:
        task: id of the task.
        start: when work began. A bare date is the beginning of that day's working time.
        finish: when work ended; of a milestone, when it was reached. A bare date is the end of that day's working time.
        remaining: what is left of the duration; said alone, the percentage follows from it.
        percent_complete: share of the duration that lies behind [%]; said alone, what remains follows from it.
        percent_work: share of the work done [%].
        physical_percent: share of the scope done, as judged [%].
        stop: when work was suspended.
        resume: when suspended work goes on.
        work: all work done so far.
        cost: all cost incurred so far, by accrual.
        without: facts recorded earlier that are taken back, by the names above.
        correction: why recorded progress is undone; without a reason that is refused.

    Raises:
        NotationError: a value cannot be read.

    Example:
        >>> Actual("build", start="2026-01-22", remaining="12d").start
        datetime.datetime(2026, 1, 22, 0, 0)
    """

    task: str
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    remaining: Duration | None = field(default=None, kw_only=True, converter=optional_duration)
    percent_complete: Decimal | None = field(default=None, kw_only=True, converter=percentage)
    percent_work: Decimal | None = field(default=None, kw_only=True, converter=percentage)
    physical_percent: Decimal | None = field(default=None, kw_only=True, converter=percentage)
    stop: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    resume: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    work: WorkDuration | None = field(default=None, kw_only=True, converter=work_duration)
    cost: Money | None = field(default=None, kw_only=True, converter=_cost)
    without: tuple[str, ...] = field(default=(), kw_only=True, converter=_without)
    correction: str = field(default="", kw_only=True)

    def merged(self, known: Progress | None) -> Progress:
        """What is known of the task once this is added to what was `known`, as said, nothing derived.

        A new percentage or remaining duration replaces the other one, because both say how much is left.
        """
        said = {FIELDS[name]: value for name in FIELDS if (value := getattr(self, name)) is not None}
        lost = {FIELDS[name] for name in self.without}
        if said.keys() & {"remaining", "percent_complete"}:
            lost |= {"remaining", "percent_complete"}
        return attrs.evolve(known or Progress(), **dict.fromkeys(lost) | said)

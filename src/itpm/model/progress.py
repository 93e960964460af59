"""What is known of a task's past: actual dates, what remains, and the three percentages."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import Fault, NotationError
from itpm.model.durations import Duration, WorkDuration, duration
from itpm.model.given import shortened
from itpm.model.moments import finish_moment, start_moment
from itpm.model.money import Money, optional_money
from itpm.model.numbers import decimal_or_none


def percentage(value: Decimal | int | float | str | None) -> Decimal | None:
    """Converter for a percentage between 0 and 100 [%].

    Raises:
        NotationError: not a number in that range.
    """
    if value is None:
        return None
    found = decimal_or_none(value)
    if found is None or not 0 <= found <= 100:
        message = f"expected a percentage from 0 to 100, got {shortened(value)}"
        raise NotationError([Fault("progress.percent", value, message)])
    return found


def optional_duration(value: Duration | str | None) -> Duration | None:
    """Converter for an optional duration."""
    return None if value is None else duration(value)


def work_duration(value: WorkDuration | str | None) -> WorkDuration | None:
    """Converter for an optional amount of work.

    Raises:
        NotationError: not a duration, or an elapsed one.
    """
    found = optional_duration(value)
    if found is None or isinstance(found, WorkDuration):
        return found
    raise NotationError([Fault("work", value, f"work is working time, got the elapsed duration {found}")])


@frozen(kw_only=True)
class Progress:
    """Recorded progress of one task, as of the plan's data date.

    The three percentages are different measures and stay apart: of the duration, of the work, and as judged.

    Attributes:
        actual_start: when it began.
        actual_finish: when it ended; a task with one is complete.
        remaining: what is left of the duration; where None, it follows from `percent_complete`.
        percent_complete: share of the duration that lies behind [%].
        percent_work: share of the work done [%].
        physical_percent: share of the scope done, as judged [%].
        stop: when work stopped so far.
        resume: when the remaining work goes on; where None, at `stop`.
        actual_work: work done.
        actual_cost: cost incurred, by accrual.

    Raises:
        NotationError: a value cannot be read.

    Example:
        >>> Progress(actual_start="2026-01-05 08:00", percent_complete=40).is_complete
        False
    """

    actual_start: datetime | None = field(default=None, converter=start_moment)
    actual_finish: datetime | None = field(default=None, converter=finish_moment)
    remaining: Duration | None = field(default=None, converter=optional_duration)
    percent_complete: Decimal | None = field(default=None, converter=percentage)
    percent_work: Decimal | None = field(default=None, converter=percentage)
    physical_percent: Decimal | None = field(default=None, converter=percentage)
    stop: datetime | None = field(default=None, converter=finish_moment)
    resume: datetime | None = field(default=None, converter=start_moment)
    actual_work: WorkDuration | None = field(default=None, converter=work_duration)
    actual_cost: Money | None = field(default=None, converter=optional_money)

    @property
    def is_started(self) -> bool:
        """Whether work has begun."""
        return self.actual_start is not None

    @property
    def is_complete(self) -> bool:
        """Whether work has ended."""
        return self.actual_finish is not None

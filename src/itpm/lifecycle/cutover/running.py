"""The cut-over while it runs: what is done, how late it is, when it will end, and until when to decide.

What is over counts as it was. A step under way ends as somebody says (`StepActual.remaining`); otherwise as its amount done so
far foretells, at the rate of today; otherwise when its time is up, and at the earliest now. What has not begun begins when
what it waits for is done, and not before now; it lasts as rehearsed, where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, Hints
from itpm.findings import Finding, Severity
from itpm.lifecycle.cutover.clock import (
    LONGEST,
    CutoverError,
    after,
    between,
    minute,
    optional_amount,
    optional_minute,
    optional_minutes,
    span,
    when,
)
from itpm.lifecycle.cutover.rehearsals import rounded_up
from itpm.lifecycle.cutover.runbooks import CutoverRunbook, CutoverStep, in_order, lasting
from itpm.lifecycle.cutover.timetables import CutoverSchedule, cutover_schedule
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several
from itpm.model.moments import Moment
from itpm.tables import Column, Table, Tabular

StepState: TypeAlias = Literal["done", "running", "waiting"]


@frozen
class StepActual:
    """What is known of a step that has begun.

    Attributes:
        step: key of the step.
        started: when it began.
        finished: when it was done; None while it runs.
        done: how much is worked through so far [the step's unit].
        remaining: how long it still takes, as its owner says [min].
    """

    step: str
    started: datetime = field(converter=minute)
    finished: datetime | None = field(default=None, converter=optional_minute)
    done: Decimal | None = field(default=None, kw_only=True, converter=optional_amount)
    remaining: int | None = field(default=None, kw_only=True, converter=optional_minutes)


@frozen(kw_only=True)
class ForecastStep:
    """A step as it was, or as it is foreseen.

    Attributes:
        step: the step.
        state: done, running or waiting.
        start: when it began, or will.
        finish: when it was done, or will be.
        late: how much later than in the timetable it is done; negative is earlier [min].
    """

    step: CutoverStep
    state: StepState
    start: datetime
    finish: datetime
    late: int


def _rows(values: Iterable[ForecastStep]) -> tuple[ForecastStep, ...]:
    return tuple(values)


@frozen(kw_only=True)
class CutoverForecast(Tabular):
    """A running cut-over, seen at one minute.

    Attributes:
        schedule: the timetable it is measured against.
        at: the minute.
        rows: its steps, as they were or are foreseen.
    """

    schedule: CutoverSchedule
    at: datetime
    rows: tuple[ForecastStep, ...] = field(converter=_rows)

    @property
    def finish(self) -> datetime:
        """When the last step will be done."""
        return max(row.finish for row in self.rows)

    @property
    def late(self) -> int:
        """How much later than in the timetable that is; negative is earlier [min]."""
        return between(self.schedule.finish, self.finish)

    @property
    def slack(self) -> int:
        """What is left of the window then; negative where it does not fit [min]."""
        return between(self.finish, self.schedule.runbook.closes)

    @property
    def fits(self) -> bool:
        """Whether the last step will be done before the window closes."""
        return self.slack >= 0

    @property
    def validated(self) -> datetime | None:
        """When it will be known whether it works; None where no step shows it."""
        return max((row.finish for row in self.rows if row.step.is_validation), default=None)

    @property
    def decide_by(self) -> datetime | None:
        """The point of no return, or the beginning of the first step that nothing undoes, if that is earlier."""
        starts = [row.start for row in self.rows if row.step.is_irreversible]
        known = [at for at in (self.schedule.point_of_no_return, *starts) if at is not None]
        return min(known, default=None)

    @property
    def time_to_decide(self) -> int | None:
        """How long it is until then; negative when it has passed [min]."""
        return None if self.decide_by is None else between(self.at, self.decide_by)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What must be decided now, most pressing first."""
        return tuple(_findings(self))

    def table(self) -> Table:
        """A line for each step: state, start and finish as they were or are foreseen, and how late."""
        rows = sorted(self.rows, key=lambda row: (row.start, row.finish))
        return Table(
            title=f"{self.schedule.runbook.name} at {when(self.at)}",
            columns=(
                Column("Step"),
                Column("State"),
                Column("Start"),
                Column("Finish"),
                Column("Late", key="late_minutes", align="right"),
                Column("Owner"),
            ),
            rows=[
                (r.step.title, r.state, when(r.start), when(r.finish), span(r.late) if r.late else "", r.step.owner)
                for r in rows
            ],
            values=[(r.step.title, r.state, r.start, r.finish, r.late, r.step.owner) for r in rows],
            note="\n".join(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        pace = f"{span(abs(self.late))} {'late' if self.late > 0 else 'early'}" if self.late else "on time"
        left = f"{span(self.slack)} of the window left" if self.fits else f"{span(-self.slack)} after the window closes"
        yield f"will be done {when(self.finish)}, {pace}; {left}"
        if self.decide_by is not None and self.time_to_decide is not None:
            rest = self.time_to_decide
            yield f"decide by {when(self.decide_by)}: {f'{span(-rest)} ago' if rest < 0 else f'in {span(rest)}'}"
        yield from map(str, self.findings)


def cutover_forecast(
    runbook: CutoverRunbook, actuals: Iterable[StepActual], *, at: Moment, rehearsed: bool = True
) -> CutoverForecast:
    """The running cut-over at one minute: how late, when it ends, until when to decide.

    Args:
        runbook: the runbook.
        actuals: what is known of the steps that have begun.
        at: the minute asked about; nothing that happened is later.
        rehearsed: whether steps that have not begun last as rehearsed, where they were.

    Raises:
        CutoverError: unknown steps, steps given twice, what happened later than `at` or ended before it began. Every fault
            is listed.

    Example:
        >>> runbook = CutoverRunbook("CRM", [CutoverStep("stop", "1h"),
        ...         CutoverStep("migrate", amount=1_800_000, rate=90_000, after="stop")],
        ...     opens="2026-06-26 20:00", closes="2026-06-29 06:00", rollback="9h")
        >>> seen = cutover_forecast(runbook, [StepActual("stop", "2026-06-26 20:00", "2026-06-26 21:00"),
        ...     StepActual("migrate", "2026-06-26 21:00", done=400_000)], at="2026-06-27 02:00")
        >>> str(seen.finish), seen.late
        ('2026-06-27 19:30:00', 150)
    """
    now = minute(at)
    known = several(actuals, StepActual, "actuals", CutoverError)
    faults = list(_faults(runbook, known, now))
    if faults:
        raise CutoverError(faults)
    timed = cutover_schedule(runbook, rehearsed=rehearsed)
    begun = {actual.step: actual for actual in known}
    minutes = lasting(runbook, rehearsed=rehearsed)
    spans: dict[str, tuple[datetime, datetime]] = {}
    for step in in_order(runbook):
        actual = begun.get(step.key)
        if actual is not None:
            spans[step.key] = (actual.started, _end(step, actual, minutes[step.key], now))
        else:
            start = max([now, runbook.opens, step.not_before or now, *(spans[key][1] for key in step.after)])
            spans[step.key] = (start, after(start, minutes[step.key]))
    rows = [
        ForecastStep(
            step=step,
            state=_state(begun.get(step.key)),
            start=spans[step.key][0],
            finish=spans[step.key][1],
            late=between(timed[step.key].finish, spans[step.key][1]),
        )
        for step in runbook.steps
    ]
    return CutoverForecast(schedule=timed, at=now, rows=rows)


def _faults(runbook: CutoverRunbook, actuals: tuple[StepActual, ...], now: datetime) -> Iterator[Fault]:
    keys, hint = {step.key for step in runbook.steps}, Hints()
    for key, times in repeated(actual.step for actual in actuals).items():
        yield Fault(f"step {key!r}", key, f"it is reported {times} times")
    for actual in actuals:
        place = f"step {actual.step!r}"
        if actual.step not in keys:
            yield Fault(place, actual.step, f"there is no step {actual.step!r}{hint(actual.step, keys)}")
        if actual.finished is not None and actual.finished < actual.started:
            yield Fault(place, actual.finished, f"it was done {actual.finished}, before it began {actual.started}")
        for name, moment in (("began", actual.started), ("was done", actual.finished)):
            if moment is not None and moment > now:
                yield Fault(place, moment, f"it {name} {moment}, later than the report of {now}")


def _end(step: CutoverStep, actual: StepActual, minutes: int, now: datetime) -> datetime:
    if actual.finished is not None:
        return actual.finished
    if actual.remaining is not None:
        return after(now, actual.remaining)
    passed = between(actual.started, now)
    if step.amount is not None and actual.done is not None and passed:
        left = max(step.amount - actual.done, Decimal(0))
        return after(now, min(rounded_up(left * passed / actual.done), LONGEST))
    return max(now, after(actual.started, minutes))


def _state(actual: StepActual | None) -> StepState:
    if actual is None:
        return "waiting"
    return "running" if actual.finished is None else "done"


def _findings(seen: CutoverForecast) -> Iterator[Finding]:
    limit, known = seen.schedule.point_of_no_return, seen.validated
    closes = seen.schedule.runbook.closes
    if limit is not None and known is not None and seen.at <= limit < known:
        message = f"it will be known only {when(known)} whether it works, after the point of no return {when(limit)}"
        remedy = f"go back by {when(limit)}, or have the window extended by {span(between(limit, known))}"
        yield _finding("CUT021", "rollback", message, remedy)
    if limit is not None and known is not None and limit < seen.at < known:
        message = f"the point of no return was {when(limit)}, and it is not known whether it works"
        remedy = "going back now ends after the window closes: go on, and tell those who wait"
        yield _finding("CUT022", "rollback", message, remedy)
    if not seen.fits:
        message = f"it will be done {when(seen.finish)}, {span(-seen.slack)} after the window closes {when(closes)}"
        remedy = "go back, drop steps, or have the window extended"
        if limit is not None and seen.at <= limit:
            remedy += f"; going back is possible until {when(limit)}"
        yield _finding("CUT020", "window", message, remedy)


def _finding(code: str, about: str, message: str, remedy: str) -> Finding:
    return Finding(code=code, subject=f"cutover:{about}", message=message, remedy=remedy, severity=Severity.CRITICAL)

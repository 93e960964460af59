"""When each step of a runbook begins and ends, whether it fits its window, and until when one can go back.

The forward pass gives the earliest times: a step begins when the latest of the steps before it is done, and not before its
own earliest moment. The backward pass from the close of the window gives how late it may end; the difference is its slack.
The chain of steps that hold each other up to the end is critical, whether or not the window leaves slack.

The point of no return is the last moment at which going back still ends within the window: the close less the rollback.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

import attrs
from attrs import field, frozen

from itpm.errors import UnknownNameError, nearest
from itpm.lifecycle.cutover.clock import after, between, span, when
from itpm.lifecycle.cutover.runbooks import CutoverRunbook, CutoverStep, in_order, lasting
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class TimedStep:
    """A step with its times.

    Attributes:
        step: the step.
        start: when it begins at the earliest.
        finish: when it is done then.
        slack: how much later it may be done without the window's closing too early [min].
        held_by: key of the step that it waits for; empty where it waits for none.
        is_critical: whether it is on the chain that holds the end.
    """

    step: CutoverStep
    start: datetime
    finish: datetime
    slack: int
    held_by: str = ""
    is_critical: bool = False


def _rows(values: Iterable[TimedStep]) -> tuple[TimedStep, ...]:
    return tuple(values)


@frozen(slots=False, kw_only=True)
class CutoverSchedule(Tabular):
    """A runbook with its times.

    Attributes:
        runbook: the runbook.
        rows: its steps with their times, in the runbook's order.
        rehearsed: whether steps last as rehearsed, where they were.
    """

    runbook: CutoverRunbook
    rows: tuple[TimedStep, ...] = field(converter=_rows)
    rehearsed: bool = True

    def __getitem__(self, key: str) -> TimedStep:
        """The step of that key, with its times.

        Raises:
            UnknownNameError: there is none.
        """
        if key not in self._by_key:
            raise UnknownNameError("step", key, nearest(key, self._by_key))
        return self._by_key[key]

    def __iter__(self) -> Iterator[TimedStep]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _by_key(self) -> dict[str, TimedStep]:
        return {row.step.key: row for row in self.rows}

    @cached_property
    def _in_time(self) -> list[TimedStep]:
        return sorted(self.rows, key=lambda row: (row.start, row.finish))

    @property
    def finish(self) -> datetime:
        """When the last step is done."""
        return max(row.finish for row in self.rows)

    @property
    def slack(self) -> int:
        """What is left of the window then; negative where it does not fit [min]."""
        return between(self.finish, self.runbook.closes)

    @property
    def fits(self) -> bool:
        """Whether the last step is done before the window closes."""
        return self.slack >= 0

    @property
    def critical_chain(self) -> tuple[str, ...]:
        """Keys of the steps that hold each other up to the end, first to last."""
        return tuple(row.step.key for row in self._in_time if row.is_critical)

    @property
    def validated(self) -> datetime | None:
        """When the last step is done that shows that it works; None where there is none."""
        return max((row.finish for row in self.rows if row.step.is_validation), default=None)

    @cached_property
    def point_of_no_return(self) -> datetime | None:
        """The last moment at which going back still ends within the window; None where no rollback is stated.

        By the runbook's rollback where it states one. Otherwise step by step: what was begun by then is undone, one step
        after the other.
        """
        runbook = self.runbook
        if runbook.rollback is not None:
            return after(runbook.closes, -runbook.rollback)
        if all(row.step.rollback is None for row in self.rows):
            return None
        return _last_return(self.rows, runbook.closes)

    @property
    def decide_by(self) -> datetime | None:
        """The point of no return, or the beginning of the first step that nothing undoes, if that is earlier."""
        starts = [row.start for row in self.rows if row.step.is_irreversible]
        known = [at for at in (self.point_of_no_return, *starts) if at is not None]
        return min(known, default=None)

    def table(self) -> Table:
        """A line for each step in order of time: start, finish, how long, slack, critical or not, who."""
        rows = self._in_time
        return Table(
            title=f"{self.runbook.name}: {'as rehearsed' if self.rehearsed else 'as planned'}",
            columns=(
                Column("Step"),
                Column("Start"),
                Column("Finish"),
                Column("Takes", key="duration_minutes", align="right"),
                Column("Slack", key="slack_minutes", align="right"),
                Column("Critical"),
                Column("Owner"),
            ),
            rows=[_row(row, written=True) for row in rows],
            values=[_row(row, written=False) for row in rows],
            note="\n".join(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        left = f"{span(self.slack)} left" if self.fits else f"{span(-self.slack)} too long"
        yield f"done {when(self.finish)}, window closes {when(self.runbook.closes)}: {left}"
        if self.point_of_no_return is not None:
            yield f"point of no return {when(self.point_of_no_return)}"
        if self.decide_by is not None and self.decide_by != self.point_of_no_return:
            yield f"to be decided by {when(self.decide_by)}: then begins what nothing undoes"

    def __getstate__(self) -> dict[str, object]:
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(CutoverSchedule)}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)


def _row(row: TimedStep, *, written: bool) -> tuple[object, ...]:
    start, finish = (when(row.start), when(row.finish)) if written else (row.start, row.finish)
    length = between(row.start, row.finish)
    takes, slack = (span(length), span(row.slack)) if written else (length, row.slack)
    return (row.step.title, start, finish, takes, slack, row.is_critical, row.step.owner)


def _last_return(rows: tuple[TimedStep, ...], closes: datetime) -> datetime:
    """The last moment from which undoing, one after the other, what was begun before it ends by `closes`."""
    undoing = 0
    timed = sorted(rows, key=lambda row: row.start)
    for row, following in zip(timed, [*timed[1:], None], strict=True):
        undoing += row.step.rollback or 0
        last = after(closes, -undoing)
        if following is None or last < following.start:
            return max(last, row.start)
    return closes


def cutover_schedule(runbook: CutoverRunbook, *, rehearsed: bool = True) -> CutoverSchedule:
    """The runbook with its times, to the minute.

    Args:
        runbook: the runbook.
        rehearsed: whether steps last as the latest rehearsal measured them, where one did; otherwise as planned.

    Raises:
        CutoverError: a step ends beyond the calendar.

    Example:
        >>> runbook = CutoverRunbook("CRM", [CutoverStep("stop", "1h"),
        ...         CutoverStep("migrate", amount=1_800_000, rate=90_000, after="stop")],
        ...     opens="2026-06-26 20:00", closes="2026-06-29 06:00", rollback="9h")
        >>> timed = cutover_schedule(runbook)
        >>> timed.fits, timed.slack, str(timed.point_of_no_return)
        (True, 2220, '2026-06-28 21:00:00')
    """
    minutes = lasting(runbook, rehearsed=rehearsed)
    order = in_order(runbook)
    starts, finishes, held = _earliest(runbook, order, minutes)
    latest = _latest(order, minutes, runbook.window)
    chain = _chain(finishes, held)
    rows = [
        TimedStep(
            step=step,
            start=after(runbook.opens, starts[step.key]),
            finish=after(runbook.opens, finishes[step.key]),
            slack=latest[step.key] - finishes[step.key],
            held_by=held[step.key],
            is_critical=step.key in chain,
        )
        for step in runbook.steps
    ]
    return CutoverSchedule(runbook=runbook, rows=rows, rehearsed=rehearsed)


def _earliest(
    runbook: CutoverRunbook, order: list[CutoverStep], minutes: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    """Start and finish of each step [min after the window opens], and the step that holds it."""
    starts: dict[str, int] = {}
    finishes: dict[str, int] = {}
    held: dict[str, str] = {}
    for step in order:
        own = 0 if step.not_before is None else max(0, between(runbook.opens, step.not_before))
        holding = max(step.after, key=finishes.__getitem__, default="")
        ready = finishes[holding] if holding else 0
        starts[step.key] = max(own, ready)
        held[step.key] = holding if ready >= own else ""
        finishes[step.key] = starts[step.key] + minutes[step.key]
    return starts, finishes, held


def _latest(order: list[CutoverStep], minutes: Mapping[str, int], window: int) -> dict[str, int]:
    """How late each step may be done for the window not to close too early [min after it opens]."""
    latest = {step.key: window for step in order}
    for step in reversed(order):
        start = latest[step.key] - minutes[step.key]
        for before in step.after:
            latest[before] = min(latest[before], start)
    return latest


def _chain(finishes: Mapping[str, int], held: Mapping[str, str]) -> frozenset[str]:
    """The step that is done last, what holds it, what holds that, and so on."""
    key = max(finishes, key=finishes.__getitem__)
    chain = set()
    while key:
        chain.add(key)
        key = held[key]
    return frozenset(chain)

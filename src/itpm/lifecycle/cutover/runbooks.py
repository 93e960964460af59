"""The runbook of a cut-over: steps to the minute, each with owner, way back and proof, in a window.

A step begins when every step it comes `after` is done; so steps run one after the other, or side by side. What has to be
undone when one goes back is known step by step (`CutoverStep.rollback`), as a whole (`CutoverRunbook.rollback`), or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import Fault, Hints, UnknownNameError, nearest
from itpm.lifecycle.cutover.clock import (
    LONGEST,
    CutoverError,
    between,
    minute,
    minutes,
    optional_amount,
    optional_minute,
    optional_minutes,
    span,
)
from itpm.lifecycle.cutover.rehearsals import MINUTES_PER_HOUR, Rehearsal, StepTiming, rounded_up
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several, texts
from itpm.tables import Column, Table, Tabular


@frozen
class CutoverStep:
    """One step of a cut-over.

    Attributes:
        key: what `after`, rehearsals and reports call it.
        duration: how long it is planned to take [min]; default: what amount and rate come to, rounded up.
        name: what people call it.
        after: keys of the steps that must be done before.
        owner: who does it.
        rollback: how long undoing it takes [min]; zero where there is nothing to undo.
        undo: how it is undone.
        verification: what shows that it is done.
        amount: how much is worked through [unit].
        rate: how much an hour [unit/h].
        unit: of what.
        not_before: it does not begin earlier, whatever is done.
        is_validation: whether it shows that the new system works, so that it must be over before there is no way back.
        is_irreversible: whether nothing leads back behind it: users work in the new system, messages went out.

    Raises:
        CutoverError: no key, nothing that says how long it takes.

    Example:
        >>> CutoverStep("migrate", amount=1_800_000, rate=90_000).planned
        1200
    """

    key: str
    duration: int | None = field(default=None, converter=optional_minutes)
    name: str = field(default="", kw_only=True)
    after: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    owner: str = field(default="", kw_only=True)
    rollback: int | None = field(default=None, kw_only=True, converter=optional_minutes)
    undo: str = field(default="", kw_only=True)
    verification: str = field(default="", kw_only=True)
    amount: Decimal | None = field(default=None, kw_only=True, converter=optional_amount)
    rate: Decimal | None = field(default=None, kw_only=True, converter=optional_amount)
    unit: str = field(default="records", kw_only=True)
    not_before: datetime | None = field(default=None, kw_only=True, converter=optional_minute)
    is_validation: bool = field(default=False, kw_only=True)
    is_irreversible: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = list(_step_faults(self))
        if faults:
            raise CutoverError(faults)

    @property
    def planned(self) -> int:
        """How long it is planned to take [min]."""
        return (self.by_rate or 0) if self.duration is None else self.duration

    @property
    def by_rate(self) -> int | None:
        """What amount and rate come to [min]; None where one of them is not given."""
        if self.amount is None or self.rate is None:
            return None
        return rounded_up(self.amount * MINUTES_PER_HOUR / self.rate)

    @property
    def title(self) -> str:
        """What people call it; its key where it has no name."""
        return self.name or self.key


def _step_faults(step: CutoverStep) -> Iterator[Fault]:
    place = f"step {step.key!r}"
    if not step.key:
        yield Fault("step", step.key, "a step needs a key")
    if step.duration is None and step.by_rate is None:
        yield Fault(f"{place}.duration", None, "expected a duration, or an amount and a rate")
    elif step.planned > LONGEST:
        yield Fault(f"{place}.rate", step.rate, f"it takes {span(step.planned)}, longer than a year")


def _steps(values: Iterable[CutoverStep]) -> tuple[CutoverStep, ...]:
    return several(values, CutoverStep, "steps", CutoverError)


def _rehearsals(values: Iterable[Rehearsal]) -> tuple[Rehearsal, ...]:
    return tuple(sorted(several(values, Rehearsal, "rehearsals", CutoverError), key=lambda rehearsal: rehearsal.at))


@frozen
class CutoverRunbook(Tabular):
    """Steps of a cut-over in their window.

    Attributes:
        name: what is cut over.
        steps: in the order in which they are shown.
        opens: when the window opens: the old system may be stopped.
        closes: when it closes: users work again, in the new system or in the old one.
        rollback: how long it takes to go back at worst [min].
        reserve: what should be left of the window at the end [min].
        rehearsals: what was measured, in order of time.

    Raises:
        CutoverError: steps given twice, after unknown ones or after each other; a window that closes before it opens;
            rehearsals of steps that do not exist. Every fault is listed.

    Example:
        >>> runbook = CutoverRunbook("CRM", [CutoverStep("stop", "1h"), CutoverStep("migrate", "20h", after="stop")],
        ...     opens="2026-06-26 20:00", closes="2026-06-29 06:00", rollback="9h")
        >>> runbook.window, len(runbook)
        (3480, 2)
    """

    name: str
    steps: tuple[CutoverStep, ...] = field(converter=_steps)
    opens: datetime = field(kw_only=True, converter=minute)
    closes: datetime = field(kw_only=True, converter=minute)
    rollback: int | None = field(default=None, kw_only=True, converter=optional_minutes)
    reserve: int = field(default=0, kw_only=True, converter=minutes)
    rehearsals: tuple[Rehearsal, ...] = field(default=(), kw_only=True, converter=_rehearsals)

    def __attrs_post_init__(self) -> None:
        faults = [*_window_faults(self), *_link_faults(self), *_rehearsal_faults(self)]
        if not faults and (circle := _circle(self.steps)):
            faults = [Fault("steps", circle, f"steps come after each other: {' -> '.join(circle)}")]
        if faults:
            raise CutoverError(faults)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, key: str) -> CutoverStep:
        """The step of that key.

        Raises:
            UnknownNameError: there is none.
        """
        for step in self.steps:
            if step.key == key:
                return step
        raise UnknownNameError("step", key, nearest(key, [step.key for step in self.steps]))

    @property
    def window(self) -> int:
        """How long the window is [min]."""
        return between(self.opens, self.closes)

    def rehearsed(self, key: str) -> StepTiming | None:
        """The latest measure of a step; None where it was never rehearsed."""
        return measured(self).get(key)

    def table(self) -> Table:
        """A line for each step: how long by plan and by rehearsal, after what, who, the way back and the proof."""
        timings = measured(self)
        return Table(
            title=f"{self.name}: runbook, {self.opens:%a %d %b %H:%M} to {self.closes:%a %d %b %H:%M}",
            columns=(
                Column("Step"),
                Column("Planned", key="planned_minutes", align="right"),
                Column("Rehearsed", key="rehearsed_minutes", align="right"),
                Column("After"),
                Column("Owner"),
                Column("Rollback", key="rollback_minutes", align="right"),
                Column("Undo"),
                Column("Verification"),
            ),
            rows=[_row(step, timings.get(step.key), written=True) for step in self.steps],
            values=[_row(step, timings.get(step.key), written=False) for step in self.steps],
        )


def _row(step: CutoverStep, timing: StepTiming | None, *, written: bool) -> tuple[object, ...]:
    spans = (step.planned, timing.minutes_for(step.amount) if timing else None, step.rollback)
    planned, rehearsed, rollback = (span(length) if written and length is not None else length for length in spans)
    after = ", ".join(step.after)
    return (step.title, planned, rehearsed, after, step.owner, rollback, step.undo, step.verification)


def measured(runbook: CutoverRunbook) -> dict[str, StepTiming]:
    """The latest measure of every step that was rehearsed, by key.

    Example:
        >>> steps = [CutoverStep("stop", "1h"), CutoverStep("start", "1h", after="stop")]
        >>> book = CutoverRunbook("CRM", steps, opens="2026-06-26 20:00", closes="2026-06-29 06:00",
        ...     rehearsals=[Rehearsal("2026-06-13", [StepTiming("stop", "45m")])])
        >>> {key: timing.duration for key, timing in measured(book).items()}
        {'stop': 45}
    """
    return {timing.step: timing for rehearsal in runbook.rehearsals for timing in rehearsal.timings}


def in_order(runbook: CutoverRunbook) -> list[CutoverStep]:
    """The steps, each behind what it comes after; otherwise as listed."""
    return _ordered(runbook.steps)[0]


def _window_faults(runbook: CutoverRunbook) -> Iterator[Fault]:
    if not runbook.steps:
        yield Fault("steps", (), "a runbook has at least one step")
    if runbook.closes <= runbook.opens:
        message = f"the window closes {runbook.closes}, not after it opens {runbook.opens}"
        yield Fault("closes", runbook.closes, message)
    elif runbook.window > LONGEST:
        yield Fault("closes", runbook.closes, f"the window is {span(runbook.window)} long, longer than a year")


def _link_faults(runbook: CutoverRunbook) -> Iterator[Fault]:
    keys, hint = {step.key for step in runbook.steps}, Hints()
    for key, times in repeated(step.key for step in runbook.steps).items():
        yield Fault(f"step {key!r}", key, f"the key is given to {times} steps")
    for step in runbook.steps:
        for before in step.after:
            if before not in keys:
                yield Fault(f"step {step.key!r}.after", before, f"there is no step {before!r}{hint(before, keys)}")


def _rehearsal_faults(runbook: CutoverRunbook) -> Iterator[Fault]:
    keys, hint = {step.key for step in runbook.steps}, Hints()
    for rehearsal in runbook.rehearsals:
        for timing in rehearsal.timings:
            if timing.step not in keys:
                message = f"there is no step {timing.step!r}{hint(timing.step, keys)}"
                yield Fault(f"rehearsal of {rehearsal.at:%Y-%m-%d}", timing.step, message)
    timings = measured(runbook)
    for step in runbook.steps:
        known = timings.get(step.key)
        if known is not None and (length := known.minutes_for(step.amount)) > LONGEST:
            message = f"as rehearsed it takes {span(length)}, longer than a year"
            yield Fault(f"step {step.key!r}", known, message)


def _circle(steps: tuple[CutoverStep, ...]) -> tuple[str, ...]:
    """Keys of steps that come after each other, the first one again at the end; empty where there are none."""
    waiting = _ordered(steps)[1]
    if not waiting:
        return ()
    key = next(iter(waiting))
    path: dict[str, None] = {}
    while key not in path:
        path[key] = None
        key = next(before for before in waiting[key].after if before in waiting)
    keys = list(path)
    return tuple(reversed([*keys[keys.index(key) :], key]))


def _ordered(steps: tuple[CutoverStep, ...]) -> tuple[list[CutoverStep], dict[str, CutoverStep]]:
    """The steps, each behind what it comes after; and those that wait for each other."""
    waiting = {step.key: step for step in steps}
    needs = {step.key: set(step.after) for step in steps}
    followers: dict[str, list[str]] = {key: [] for key in waiting}
    for key, before in needs.items():
        for need in before:
            followers[need].append(key)
    ready = [key for key, before in reversed(needs.items()) if not before]
    found: list[CutoverStep] = []
    while ready:
        key = ready.pop()
        found.append(waiting.pop(key))
        for follower in followers[key]:
            needs[follower].discard(key)
            if not needs[follower]:
                ready.append(follower)
    return found, waiting


def lasting(runbook: CutoverRunbook, *, rehearsed: bool) -> dict[str, int]:
    """How long each step takes [min]: as the latest rehearsal measured it, or as planned where none did.

    Example:
        >>> from itpm.lifecycle.cutover.rehearsals import Rehearsal, StepTiming
        >>> runbook = CutoverRunbook("CRM", [CutoverStep("migrate", "16h", amount=1_800_000)],
        ...     opens="2026-06-26 20:00", closes="2026-06-29 06:00",
        ...     rehearsals=[Rehearsal("2026-06-13", [StepTiming("migrate", "5h", amount=450_000)])])
        >>> lasting(runbook, rehearsed=True), lasting(runbook, rehearsed=False)
        ({'migrate': 1200}, {'migrate': 960})
    """
    found = {}
    timings = measured(runbook) if rehearsed else {}
    for step in runbook.steps:
        timing = timings.get(step.key)
        found[step.key] = step.planned if timing is None else timing.minutes_for(step.amount)
    return found

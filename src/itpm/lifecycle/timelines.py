"""How long a project was in each of its stages, and how it stands there: a table from its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import Enum

from attrs import field, frozen

from itpm.lifecycle.conditions import happens
from itpm.lifecycle.folding import advanced
from itpm.lifecycle.histories import LifecycleEvent
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.replaying import replay, states_of
from itpm.lifecycle.stages import Stage
from itpm.lifecycle.standings import standing
from itpm.lifecycle.states import LifecycleState, LifecycleStatus
from itpm.model.moments import Moment, finish_moment
from itpm.rules import Facts, RulePack, RuleProfile, Waiver
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular, Undefined

_SECOND = timedelta(seconds=1)
_DAY = 86_400


class StageStatus(Enum):
    """How a stage stands."""

    AHEAD = "ahead"
    READY = "may be entered"
    OPEN = "open"
    HELD = "on hold"
    EXCEPTION = "exception"
    REOPENED = "open again"
    LEFT = "left"
    ABANDONED = "abandoned"

    def __str__(self) -> str:
        return self.value


@frozen(kw_only=True)
class StageTime:
    """One stage of a project: since when, until when, how long, and what its gate still lacks.

    Attributes:
        stage: key of the stage.
        title: what people call it.
        status: how it stands.
        entered: when it was entered first; None: not yet.
        left: when its gate was passed last; None: it is open, or was never.
        seconds_open: time in it, holds left out [s].
        seconds_held: time in which it was on hold [s].
        iterations: how many were begun in it [1].
        gate: key of its exit gate.
        verdict: what the gate's last review came to; empty: there was none.
        open_items: reasons against its next gate and conditions not met [1]; None: nobody asked.
    """

    stage: str
    title: str
    status: StageStatus
    entered: datetime | None = field(default=None, converter=finish_moment)
    left: datetime | None = field(default=None, converter=finish_moment)
    seconds_open: int = 0
    seconds_held: int = 0
    iterations: int = 0
    gate: str
    verdict: str = ""
    open_items: int | None = None


def _stages(stages: Iterable[StageTime]) -> tuple[StageTime, ...]:
    return tuple(stages)


def _statuses(spans: Iterable[tuple[LifecycleStatus, int]]) -> tuple[tuple[LifecycleStatus, int], ...]:
    return tuple(spans)


@frozen(kw_only=True)
class Timeline(Tabular):
    """Every stage of a project with its dates, its gate, what is open, and the time in it.

    Attributes:
        methodology: label of the methodology.
        begun: when the project began.
        at: the moment it is told at.
        stages: the stages, in the methodology's order.
        statuses: (status, time in it [s]) of the project as a whole.
    """

    methodology: str
    begun: datetime
    at: datetime
    stages: tuple[StageTime, ...] = field(converter=_stages)
    statuses: tuple[tuple[LifecycleStatus, int], ...] = field(default=(), converter=_statuses)

    def table(self) -> Table:
        """A line for each stage; times in calendar days."""
        names = ("Stage", "State", "Entered", "Left", "Days", "Held", "Rounds", "Gate", "Verdict", "Open items")
        right = {"Days", "Held", "Rounds", "Open items"}
        keys = {"Days": "open_days", "Held": "held_days"}
        columns = [
            Column(name, align="right" if name in right else "left", key=keys.get(name, "_".join(name.lower().split())))
            for name in names
        ]
        spent = [f"{_days(seconds)} d {status}" for status, seconds in self.statuses if seconds]
        return Table(
            title=f"{self.methodology} on {day(self.at)}",
            columns=columns,
            rows=[_row(stage, self.begun) for stage in self.stages],
            note=", ".join(spent),
        )


def _row(stage: StageTime, begun: datetime) -> tuple[object, ...]:
    return (
        stage.title,
        str(stage.status),
        f"{stage.entered:%Y-%m-%d}" if stage.entered == begun else day(stage.entered) if stage.entered else "",
        day(stage.left) if stage.left else "",
        _days(stage.seconds_open) if stage.entered else "",
        _days(stage.seconds_held) if stage.seconds_held else "",
        stage.iterations or "",
        stage.gate,
        stage.verdict,
        Undefined("nobody asked") if stage.open_items is None else stage.open_items,
    )


def _days(seconds: int) -> str:
    return f"{seconds / _DAY:.1f}".removesuffix(".0")


def timeline(
    methodology: Methodology,
    events: Iterable[LifecycleEvent],
    *,
    at: Moment,
    facts: Facts | None = None,
    rules: Iterable[RulePack] = (),
    profile: RuleProfile | None = None,
    waivers: Iterable[Waiver] = (),
) -> Timeline:
    """Every stage with its dates, its gate, what is open, and the time in it.

    Args:
        methodology: what the project follows.
        events: its history; from its last migration on it is told.
        at: the moment it is told at; a bare date means the end of that day. Later events are not told.
        facts: what is known; without it, open items are not counted.
        rules: packs with the rules that gates name.
        profile: parameters and enforcement of the rules.
        waivers: offences somebody answers for.

    Raises:
        LifecycleError: a history that cannot be of this methodology, or begins later.

    Example:
        >>> from itpm.lifecycle import Begun, GatePassed, waterfall
        >>> history = [Begun("2026-01-05"), GatePassed(gate="G1", by="ann", at="2026-01-31")]
        >>> found = timeline(waterfall(), history, at="2026-02-09")
        >>> [(stage.stage, stage.seconds_open // 86_400) for stage in found.stages][:2]
        [('initiation', 27), ('planning', 9)]
    """
    until = happens(at)
    history = tuple(event for event in events if event.at <= until)
    state = replay(methodology, history, at=until)
    tally = _Tally(methodology)
    for since, to, known in _spans(methodology, history, until):
        tally.add(since, to, known)
    packs, allowed = tuple(rules), tuple(waivers)

    def open_items(stage: Stage) -> int | None:
        owed = sum(known.gate == stage.exit.key for known in state.conditions)
        if stage.key not in (*state.active, *state.ready) or state.is_over:
            return owed if facts is not None else None
        if facts is None:
            return None
        gate = stage.entry.key if stage.entry and stage.key in state.ready else stage.exit.key
        report = standing(methodology, state, facts, gate=gate, rules=packs, profile=profile, waivers=allowed)
        return owed + len(report.reasons)

    return Timeline(
        methodology=methodology.label,
        begun=state.begun,
        at=until,
        stages=[tally.told(stage, state, open_items(stage)) for stage in methodology.stages],
        statuses=sorted(tally.statuses.items(), key=_declared),
    )


def _declared(span: tuple[LifecycleStatus, int]) -> int:
    return list(LifecycleStatus).index(span[0])


def _spans(
    methodology: Methodology, history: tuple[LifecycleEvent, ...], until: datetime
) -> Iterator[tuple[datetime, datetime, LifecycleState]]:
    """(since, to, state) from event to event; a gate that a date reopens divides a span."""
    steps = list(states_of(methodology, history))
    for number, (event, state) in enumerate(steps):
        end = steps[number + 1][0].at if number + 1 < len(steps) else until
        since = event.at
        for due in sorted({open_.condition.due for open_ in state.conditions if since <= open_.condition.due < end}):
            yield since, due, advanced(methodology, state, due)
            since = due
        yield since, end, advanced(methodology, state, min(since + _SECOND, end))


class _Tally:
    """What was counted of each stage."""

    def __init__(self, methodology: Methodology) -> None:
        self.methodology = methodology
        self.entered: dict[str, datetime] = {}
        self.open: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.verdicts: dict[str, tuple[datetime, str]] = {}
        self.statuses: dict[LifecycleStatus, int] = {}

    def add(self, since: datetime, to: datetime, state: LifecycleState) -> None:
        """Count a span in which the state was this."""
        seconds = (to - since) // _SECOND
        self.statuses[state.status] = self.statuses.get(state.status, 0) + seconds
        for event in state.passed:
            self.verdicts[event.gate] = (event.at, str(event.verdict))
        if state.is_over or state.status is LifecycleStatus.ENDING:
            return
        counted = self.held if state.status is LifecycleStatus.ON_HOLD else self.open
        for key in state.active:
            self.entered.setdefault(key, since)
            counted[key] = counted.get(key, 0) + seconds

    def told(self, stage: Stage, state: LifecycleState, open_items: int | None) -> StageTime:
        """The stage as it stands."""
        passing = state.passing(stage.exit.key)
        entered = self.entered.get(stage.key, passing.at if passing else None)
        return StageTime(
            stage=stage.key,
            title=stage.title,
            status=stage_status(stage, state),
            entered=entered,
            left=passing.at if passing else None,
            seconds_open=self.open.get(stage.key, 0),
            seconds_held=self.held.get(stage.key, 0),
            iterations=len(state.iterations_of(stage.key)),
            gate=stage.exit.key,
            verdict=self.verdicts.get(stage.exit.key, (None, ""))[1],
            open_items=open_items,
        )


def stage_status(stage: Stage, state: LifecycleState) -> StageStatus:
    """How a stage stands."""
    if state.passing(stage.exit.key):
        return StageStatus.LEFT
    if stage.key in state.ready:
        return StageStatus.READY
    if stage.key not in state.active:
        return StageStatus.AHEAD
    if state.status in {LifecycleStatus.TERMINATED, LifecycleStatus.ENDING}:
        return StageStatus.ABANDONED
    if state.status is LifecycleStatus.ON_HOLD:
        return StageStatus.HELD
    if state.exception(stage.key):
        return StageStatus.EXCEPTION
    return StageStatus.REOPENED if any(again.gate == stage.exit.key for again in state.reopened) else StageStatus.OPEN

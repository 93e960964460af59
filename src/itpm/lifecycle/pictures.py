"""A methodology, and where a project stands in it, as a Mermaid state diagram."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Stage
from itpm.lifecycle.states import LifecycleState, LifecycleStatus
from itpm.lifecycle.timelines import StageStatus, stage_status
from itpm.rules.wording import day
from itpm.statecharts.pictures import quoted

_CLASSES = {
    StageStatus.LEFT: ("left", "fill:#d8e8d8,stroke:#4a7a4a,color:#1a2a1a"),
    StageStatus.OPEN: ("open", "fill:#cfe2ff,stroke:#1f5fbf,color:#10203a,stroke-width:3px"),
    StageStatus.READY: ("ready", "fill:#eef4ff,stroke:#1f5fbf,color:#10203a,stroke-dasharray:4"),
    StageStatus.HELD: ("held", "fill:#e8e4d8,stroke:#8a7a3a,color:#3a3210,stroke-width:3px"),
    StageStatus.EXCEPTION: ("exception", "fill:#fde0dc,stroke:#b03a2e,color:#4a1410,stroke-width:3px"),
    StageStatus.REOPENED: ("reopened", "fill:#fdebd0,stroke:#b9770e,color:#4a3004,stroke-width:3px"),
    StageStatus.ABANDONED: ("abandoned", "fill:#eeeeee,stroke:#888888,color:#555555"),
    StageStatus.AHEAD: ("ahead", "fill:#ffffff,stroke:#999999,color:#333333"),
}


def state_diagram(methodology: Methodology, state: LifecycleState | None = None, *, direction: str = "TB") -> str:
    r"""The methodology as Mermaid's ``stateDiagram-v2``: stages, the gates between them, and where the project stands.

    Args:
        methodology: what is drawn.
        state: where the project stands; None: nowhere.
        direction: ``"TB"`` (downwards) or ``"LR"`` (to the right).

    Example:
        >>> from itpm.lifecycle import begin, waterfall
        >>> print(*state_diagram(waterfall(), begin(waterfall(), at="2026-01-05")).splitlines()[:5], sep="\n")
        stateDiagram-v2
            direction TB
            state "Initiation" as s0
            state "Definition & Planning" as s1
            state "Design & Development" as s2
    """
    names = {stage.key: f"s{number}" for number, stage in enumerate(methodology.stages)}
    lines = [f"direction {direction}"]
    for stage in methodology.stages:
        lines += _stage(stage, names[stage.key], state)
    lines += _ways(methodology, names)
    lines += _early(methodology, state)
    if state is not None:
        lines += _position(methodology, state, names)
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines)]) + "\n"


def _stage(stage: Stage, name: str, state: LifecycleState | None) -> Iterator[str]:
    repeats = stage.repeats
    if repeats is None:
        yield f"state {quoted(stage.title)} as {name}"
        return
    count = repeats.noun
    if state is not None:
        done = sum(not known.is_open for known in state.iterations_of(stage.key))
        running = state.iteration(stage.key)
        count = f"{repeats.noun} {running.number} runs" if running else f"{done} {repeats.noun}s done"
    yield f"state {quoted(stage.title)} as {name} {{"
    yield f"    state {quoted(count)} as {name}r"
    yield f"    [*] --> {name}r"
    yield f"    {name}r --> {name}r : {_label(repeats.end.key)}, next {_label(repeats.noun)}"
    yield f"    {name}r --> [*]"
    yield "}"


def _ways(methodology: Methodology, names: dict[str, str]) -> Iterator[str]:
    followed = {key for stage in methodology.stages for key in (*stage.after, *stage.alongside)}
    for stage in methodology.stages:
        entry = f", entry {_label(stage.entry.key)}" if stage.entry else ""
        if not stage.after and not stage.alongside:
            yield f"[*] --> {names[stage.key]}" + (f" : entry {_label(stage.entry.key)}" if stage.entry else "")
        for key in stage.after:
            own = "" if stage.alongside else entry
            yield f"{names[key]} --> {names[stage.key]} : {_label(methodology.stage(key).exit.key)}{own}"
        for key in stage.alongside:
            yield f"{names[key]} --> {names[stage.key]} : overlaps{entry}"
    for stage in methodology.stages:
        if stage.key not in followed or (stage.alongside and not _is_followed(methodology, stage.key)):
            yield f"{names[stage.key]} --> [*] : {_label(stage.exit.key)}"


def _is_followed(methodology: Methodology, key: str) -> bool:
    return any(key in stage.after for stage in methodology.stages)


def _early(methodology: Methodology, state: LifecycleState | None) -> Iterator[str]:
    ending = methodology.ending
    if ending is None:
        return
    yield f"state {quoted(ending.title)} as ending"
    yield f"ending --> [*] : {_label(ending.exit.key)}"
    if state is not None and state.status is LifecycleStatus.ENDING:
        yield "class ending open"


def _position(methodology: Methodology, state: LifecycleState, names: dict[str, str]) -> Iterator[str]:
    used = {StageStatus.OPEN} if state.status is LifecycleStatus.ENDING else set()
    marks = []
    for stage in methodology.stages:
        status = stage_status(stage, state)
        used.add(status)
        marks.append(f"class {names[stage.key]} {_CLASSES[status][0]}")
    for status in StageStatus:
        if status in used:
            name, style = _CLASSES[status]
            yield f"classDef {name} {style}"
    yield from marks
    for stage in methodology.stages:
        note = "<br>".join(_notes(stage, state))
        if note:
            yield f"note right of {names[stage.key]} : {note}"


def _notes(stage: Stage, state: LifecycleState) -> Iterator[str]:
    passing = state.passing(stage.exit.key)
    if passing is not None:
        yield f"{_label(stage.exit.key)} {passing.verdict} {day(passing.at)}"
    for open_ in state.conditions:
        if open_.gate == stage.exit.key:
            yield f"by {day(open_.condition.due)} {_label(open_.condition.action)}"
    if stage.key in state.active:
        yield from (
            f"{_label(again.gate)} open again, {_label(again.reason)}"
            for again in state.reopened
            if again.gate == stage.exit.key
        )
        if state.status is not LifecycleStatus.RUNNING:
            yield f"{state.status} since {day(state.last)}"
        raised = state.exception(stage.key)
        if raised is not None:
            yield f"exception {_label(raised.reason)}"


def _label(text: str) -> str:
    """Text without the marks that Mermaid reads."""
    return quoted(text)[1:-1]

"""The state that a history leads to, now or at any past moment.

`replay` accepts every history that `decide` can have produced. A history that cannot be one of this methodology is
refused with the place of the first event that does not fit; the state is never half right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from itpm.errors import Fault, Hints
from itpm.lifecycle.conditions import happens
from itpm.lifecycle.errors import LifecycleError
from itpm.lifecycle.events import Begun
from itpm.lifecycle.folding import advanced, first, folded
from itpm.lifecycle.histories import EVENT_TYPES, LifecycleEvent, Migrated
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.misfits import misfit
from itpm.lifecycle.states import LifecycleState
from itpm.model.given import expect
from itpm.model.moments import Moment


def begin(methodology: Methodology, *, at: Moment) -> LifecycleState:
    """The state of a project that begins now: ``replay(methodology, [Begun(at)])``.

    Args:
        methodology: what the project follows.
        at: when; a bare date means the beginning of that day.

    Example:
        >>> from itpm.lifecycle import waterfall
        >>> begin(waterfall(), at="2026-01-05").active
        ('initiation',)
    """
    return replay(methodology, [Begun(at)])


def replay(
    methodology: Methodology,
    events: Iterable[LifecycleEvent],
    *,
    at: Moment | None = None,
    earlier: Iterable[Methodology] = (),
) -> LifecycleState:
    """The state that the events lead to.

    Args:
        methodology: what the project follows.
        events: its history, `Begun` first, in order of time.
        at: the state as of then; a bare date means the end of that day. Default: after the last event.
        earlier: methodologies that it followed before, where a moment before a migration is asked for.

    Raises:
        LifecycleError: a history that cannot be of this methodology, with the place of what does not fit.

    Example:
        >>> from itpm.lifecycle import Begun, GateApproved, waterfall
        >>> history = [Begun("2026-01-05"), GateApproved(gate="G1", role="sponsor", by="ann", at="2026-01-19")]
        >>> replay(waterfall(), history).last.day, replay(waterfall(), history, at="2026-01-10").last.day
        (20, 5)
    """
    expect(methodology, "methodology", Methodology, error=LifecycleError)
    history = tuple(events)
    until = None if at is None else happens(at)
    faults = list(_form_faults(history))
    if faults:
        raise LifecycleError(sorted([*faults, *_naming_faults(methodology, history, 0)], key=_number))
    if until is not None and until < history[0].at:
        raise LifecycleError([Fault("at", until, f"the project began {history[0].at}, after {until}")])
    chapter = _chapter(methodology, history, until, tuple(earlier))
    faults = list(_naming_faults(chapter.methodology, chapter.events, chapter.offset))
    if faults:
        raise LifecycleError(faults)
    return _played(chapter, until)


def states_of(
    methodology: Methodology, events: Iterable[LifecycleEvent]
) -> Iterator[tuple[LifecycleEvent, LifecycleState]]:
    """Each event of a history with the state after it; from the last migration on."""
    history = tuple(events)
    chapter = _chapter(methodology, history, None, ())
    yield from _steps(chapter)


class _Chapter(NamedTuple):
    """The part of a history that one methodology tells."""

    methodology: Methodology
    events: tuple[LifecycleEvent, ...]
    offset: int
    begun: Begun


def _chapter(
    methodology: Methodology,
    history: tuple[LifecycleEvent, ...],
    until: datetime | None,
    earlier: tuple[Methodology, ...],
) -> _Chapter:
    """The chapter in which the moment lies."""
    begun = history[0]
    assert isinstance(begun, Begun)  # noqa: S101  # _form_faults has looked
    places = [number for number, event in enumerate(history) if isinstance(event, Migrated)]
    edges = [0, *places, len(history)]
    seen = [place for place in places if until is None or history[place].at <= until]
    chapter = len(seen)
    events = history[edges[chapter] : edges[chapter + 1]]
    label = _label(history, places, chapter) or methodology.label
    known = {one.label: one for one in (*earlier, methodology)}
    if label not in known:
        place = f"event {edges[chapter]}"
        verb = "migrated to" if chapter else "begun under"
        message = f"{verb} {label!r}, replayed under {methodology.label!r}"
        if len(places) > chapter:
            message = f"the project followed {label!r} then; give it: replay(..., earlier=[...])"
        raise LifecycleError([Fault(place, label, message)])
    return _Chapter(known[label], events, edges[chapter], begun)


def _label(history: tuple[LifecycleEvent, ...], places: list[int], chapter: int) -> str:
    """What the chapter's methodology is called; empty where nobody said."""
    closing = history[places[chapter]] if chapter < len(places) else None
    if isinstance(closing, Migrated):
        return closing.was
    opening = history[places[-1]] if places else history[0]
    if isinstance(opening, Migrated):
        return opening.state.methodology
    return opening.methodology if isinstance(opening, Begun) else ""


def _played(chapter: _Chapter, until: datetime | None) -> LifecycleState:
    state = None
    for event, after in _steps(chapter):
        if until is not None and event.at > until:
            break
        state = after
    if state is None:
        raise LifecycleError([Fault("events", (), "a history begins with Begun")])
    return state if until is None else advanced(chapter.methodology, state, until)


def _steps(chapter: _Chapter) -> Iterator[tuple[LifecycleEvent, LifecycleState]]:
    methodology, events, offset, begun = chapter
    opening = events[0]
    state = first(methodology, begun)
    if isinstance(opening, Migrated):
        state = folded(methodology, state, opening)
    yield opening, state
    for number, event in enumerate(events[1:], start=offset + 1):
        reason = misfit(methodology, advanced(methodology, state, event.at), event)
        if reason:
            raise LifecycleError([Fault(f"event {number}", event, reason)])
        state = folded(methodology, state, event)
        yield event, state


# --- histories that cannot be -----------------------------------------------------------------------------


def _number(fault: Fault) -> int:
    return int(fault.place.removeprefix("event "))


def _form_faults(history: tuple[LifecycleEvent, ...]) -> Iterator[Fault]:
    """What can be said of the history without the methodology."""
    if not history or not isinstance(history[0], Begun):
        yield Fault("event 0", history[0] if history else None, "a history begins with Begun")
    for number, event in enumerate(history):
        place = f"event {number}"
        if not _is_event(event):
            yield Fault(place, event, f"expected a lifecycle event, got {type(event).__name__}")
            return
        if number and isinstance(event, Begun):
            yield Fault(place, event, "a project begins once")
        if number and event.at < history[number - 1].at:
            message = f"it happened {event.at}, before event {number - 1} at {history[number - 1].at}"
            yield Fault(place, event.at, message)


def _naming_faults(methodology: Methodology, events: tuple[LifecycleEvent, ...], offset: int) -> Iterator[Fault]:
    """Gates and stages that the methodology does not have."""
    gates = [gate.key for gate in methodology.gates]
    stages = [stage.key for stage in methodology.stages]
    hint = Hints()
    for number, event in enumerate(events, start=offset):
        if not _is_event(event):
            return
        gate = getattr(event, "gate", "")
        if gate and gate not in gates:
            yield Fault(f"event {number}", gate, f"there is no gate {gate!r}{hint(gate, gates)}")
        for name in ("stage", "to"):
            stage = getattr(event, name, "")
            if stage and stage not in stages:
                yield Fault(f"event {number}", stage, f"there is no stage {stage!r}{hint(stage, stages)}")


def _is_event(value: object) -> bool:
    return isinstance(value, EVENT_TYPES)

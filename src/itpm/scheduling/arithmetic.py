"""Dates of one task from its tracks: where it can begin, when it is done, when it must have begun.

A task with work begins where work can go on and ends where work has gone on. A milestone has no work: it may sit at the end of
a working day as well as at the beginning of one, and is moved only out of time in which nobody works.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from itpm.model.working_time import WorkingTime
from itpm.scheduling.tracks import Track

Edge: TypeAlias = Literal["either", "start", "finish", "none"]
"""Where in the working day what takes no time stands: at either edge, where work begins, where it ends, or anywhere."""


def beginning(calendars: Sequence[WorkingTime], tracks: Sequence[Track], at: int) -> int:
    """The first instant from `at` on at which the task can begin [s]."""
    if len(tracks) == 1:
        number, seconds = tracks[0]
        calendar = calendars[number]
        return calendar.next_start(at) if seconds else _milestone(calendar, at)
    return min(calendars[number].next_start(at) for number, _ in tracks)


def done(calendars: Sequence[WorkingTime], tracks: Sequence[Track], start: int) -> int:
    """When a task that begins at `start` is done: with its latest track [s]."""
    if len(tracks) == 1:
        number, seconds = tracks[0]
        return calendars[number].advance(start, seconds)
    return max(calendars[number].advance(start, seconds) for number, seconds in tracks)


def ending(calendars: Sequence[WorkingTime], tracks: Sequence[Track], at: int) -> int:
    """The last instant up to `at` at which the task can end [s]."""
    if len(tracks) == 1:
        number, seconds = tracks[0]
        return calendars[number].previous_finish(at) if seconds else at
    return max(calendars[number].previous_finish(at) for number, _ in tracks)


def begun(calendars: Sequence[WorkingTime], tracks: Sequence[Track], finish: int) -> int:
    """The latest start from which the task is done by `finish` [s]."""
    if len(tracks) == 1:
        number, seconds = tracks[0]
        return calendars[number].retreat(finish, seconds)
    return min(calendars[number].retreat(finish, seconds) for number, seconds in tracks)


def ended_by(calendars: Sequence[WorkingTime], tracks: Sequence[Track], finish: int) -> int:
    """The latest instant by which a task may be told to end and still be done by `finish`: until its work would go on [s]."""
    start = begun(calendars, tracks, finish)
    return max(
        calendars[number].next_start(finish)
        for number, seconds in tracks
        if calendars[number].retreat(finish, seconds) == start
    )


def released_by(calendar: WorkingTime, lag: int, at: int) -> int:
    """The latest instant from which a lag, or a lead where `lag` is negative, leads no further than `at` [s].

    A lead goes back to a beginning of work. One that must not lie behind `at` leaves open all the time up to the next such
    beginning, if `at` is one itself; what begins later would lie behind it.
    """
    latest = calendar.retreat(at, lag)
    return calendar.next_start(latest) if lag < 0 and calendar.next_start(at) == at else latest


def placed(calendars: Sequence[WorkingTime], tracks: Sequence[Track], edge: Edge, at: int) -> int:
    """The first instant from `at` on at which a task that goes by an edge of the working day can begin [s]."""
    match edge:
        case "either":
            return beginning(calendars, tracks, at)
        case "start":
            return calendars[tracks[0][0]].next_start(at)
        case "finish" | "none":
            return at


def latest_end(calendars: Sequence[WorkingTime], tracks: Sequence[Track], edge: Edge, at: int) -> int:
    """The last instant up to `at` at which such a task can end [s]."""
    match edge:
        case "either":
            return ending(calendars, tracks, at)
        case "start" | "finish":
            return calendars[tracks[0][0]].previous_finish(at)
        case "none":
            return at


def latest_begin(calendars: Sequence[WorkingTime], tracks: Sequence[Track], edge: Edge, finish: int) -> int:
    """The latest start from which such a task is done by `finish`; what marks a beginning stands where work goes on [s]."""
    if edge == "start":
        return calendars[tracks[0][0]].next_start(finish)
    return begun(calendars, tracks, finish)


def _milestone(calendar: WorkingTime, at: int) -> int:
    ahead = calendar.next_start(at)
    return at if ahead == at or calendar.between(at - 1, at) else ahead

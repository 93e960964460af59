"""Windows: when certain tasks may occur at all. A change freeze keeps them out, a release window lets them in.

A window says something about *occurring*, whatever the calendars say about working: a go-live in a release window on a Saturday
night needs a calendar that works then, a milestone needs none. Of several release windows for a task any will do; every freeze
holds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum

from attrs import field, frozen

from itpm.errors import Fault, Hints, NotationError
from itpm.model.given import member, texts
from itpm.model.moments import DAY, Moment, moment, to_seconds
from itpm.model.recurrences import occurrences, recurrence_faults
from itpm.model.working_time import WorkingTime, working_time
from itpm.model.working_weeks import MONDAY, WEEK, WeekTable, week_table

_MOST_SPANS = 20_000


class WindowKind(Enum):
    """What a window does to the tasks it names."""

    FREEZE = "freeze"
    """None of them occurs in it."""
    RELEASE = "release"
    """They occur in it, or in another release window that names them."""


def _start(value: Moment) -> datetime:
    return moment(value, place="window.start")


def _finish(value: Moment) -> datetime:
    return moment(value, edge="finish", place="window.finish")


def _names(values: str | Iterable[str]) -> tuple[str, ...]:
    return texts(values)


def _kind(value: WindowKind | str) -> WindowKind:
    return member(value, WindowKind, "window.kind")


def _is_recurrence(_window: object, _field: object, text: str | None) -> None:
    faults = recurrence_faults(text, place="window.recurrence") if text is not None else []
    if faults:
        raise NotationError(faults)


@frozen
class Window:
    r"""A time in which certain tasks may not, or may only, occur.

    Attributes:
        name: what people call it; explanations do, too.
        start: when it begins; a bare date is the day's beginning.
        finish: when it ends; a bare date is the day's end.
        kind: a freeze, or a release window.
        tasks: ids of the tasks it names, milestones included; a summary stands for the tasks below it. Empty: every task.
        pauses: whether work may begin before a freeze (or in one release window) and go on after it (in the next). If not, a
            task waits until it fits in whole.
        recurrence: days on which it comes again, as RFC 5545 text (``DTSTART`` and ``RRULE``); each time it begins at the time
            of day of `start` and lasts as long as from `start` to `finish`.

    Raises:
        NotationError: it ends before it begins, or the recurrence cannot be read.

    Example:
        >>> freeze = Window("year end", "2026-12-18", "2027-01-06", tasks=["go live"])
        >>> str(freeze)
        'freeze year end (2026-12-18 00:00 to 2027-01-07 00:00)'
        >>> Window("Saturdays", "2026-01-10 20:00", "2026-01-11 04:00", kind=WindowKind.RELEASE,
        ...        recurrence="DTSTART:20260110\nRRULE:FREQ=WEEKLY", tasks=["go live"]).kind.value
        'release'
    """

    name: str
    start: datetime = field(converter=_start)
    finish: datetime = field(converter=_finish)
    kind: WindowKind = field(default=WindowKind.FREEZE, kw_only=True, converter=_kind)
    tasks: tuple[str, ...] = field(default=(), kw_only=True, converter=_names)
    pauses: bool = field(default=False, kw_only=True)
    recurrence: str | None = field(default=None, kw_only=True, validator=_is_recurrence)

    def __attrs_post_init__(self) -> None:
        if self.finish <= self.start:
            message = f"window {self.name!r} ends on {self.finish}, not after it begins on {self.start}"
            raise NotationError([Fault("window.finish", self.finish, message)])

    def __str__(self) -> str:
        what = "freeze" if self.kind is WindowKind.FREEZE else "release window"
        again = ", recurring" if self.recurrence else ""
        return f"{what} {self.name} ({self.start:%Y-%m-%d %H:%M} to {self.finish:%Y-%m-%d %H:%M}{again})"

    def spans(self) -> Iterator[tuple[int, int]]:
        """Each time it comes, as (begin, end), in order [s].

        Example:
            >>> [end - begin for begin, end in Window("launch", "2026-03-01", "2026-03-02").spans()]
            [172800]
        """
        begin, length = to_seconds(self.start), (self.finish - self.start) // timedelta(seconds=1)
        if self.recurrence is None:
            yield begin, begin + length
            return
        for day in occurrences(self.recurrence):
            at = to_seconds(datetime(day.year, day.month, day.day)) + begin % DAY
            yield at, at + length


def window_faults(windows: Sequence[Window], known: Mapping[str, int], hint: Hints) -> Iterator[Fault]:
    """What is wrong with a plan's windows: names that are there twice, unknown tasks, one that comes too often."""
    seen = set[str]()
    for number, window in enumerate(windows):
        place = f"windows[{number}]"
        if window.name in seen:
            yield Fault(place, window.name, f"window {window.name!r} is there twice; a recurrence makes it come again")
        seen.add(window.name)
        for name in window.tasks:
            if name not in known:
                yield Fault(f"{place}.tasks", name, f"there is no task {name!r}{hint(name, known)}")
        if window.recurrence is not None and len(occurrences(window.recurrence)) > _MOST_SPANS:
            yield Fault(
                f"{place}.recurrence", window.recurrence, f"it comes more than {_MOST_SPANS} times; give it an UNTIL"
            )


def open_time(windows: Iterable[Window]) -> WorkingTime:
    """When a task that all of these windows name may occur, as working time on the clock.

    Example:
        >>> at = open_time([Window("freeze", "1970-01-05", "1970-01-06")])
        >>> at.next_start(4 * 86_400) / 86_400
        6.0
    """
    named = list(windows)
    closed = united(span for window in named if window.kind is WindowKind.FREEZE for span in window.spans())
    release = [window for window in named if window.kind is WindowKind.RELEASE]
    if release:
        let_in = united(span for window in release for span in window.spans())
        closed = united([*closed, *_gaps(let_in)])
    return _compiled(closed)


def united(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same time as ordered spans that neither overlap nor touch.

    Example:
        >>> united([(5, 9), (0, 3), (3, 4)])
        [(0, 4), (5, 9)]
    """
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return merged


_EVER = 10_000 * 366 * DAY


def _gaps(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What lies between, before and after the spans."""
    edge = -_EVER
    for begin, end in spans:
        yield edge, begin
        edge = end
    yield edge, _EVER


def _compiled(closed: Sequence[tuple[int, int]]) -> WorkingTime:
    """Day and night but for the closed spans; a week in which nothing changes is like the one before it."""
    begins, ends = [begin for begin, _ in closed], [end for _, end in closed]

    def table(week: int) -> WeekTable:
        since, until = MONDAY + week * WEEK, MONDAY + (week + 1) * WEEK
        intervals, edge = [], since
        for place in range(bisect_right(ends, since), bisect_left(begins, until)):
            intervals.append((edge - since, max(begins[place], since) - since))
            edge = min(ends[place], until)
        return week_table([*intervals, (edge - since, WEEK)])

    edges = {(edge - MONDAY) // WEEK for span in closed for edge in span if -_EVER < edge < _EVER} or {0}
    weeks = sorted({min(edges) - 1, *edges, *(week + 1 for week in edges)})
    return working_time((MONDAY + week * WEEK, table(week)) for week in weeks)

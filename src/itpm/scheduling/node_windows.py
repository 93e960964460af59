"""Windows as the passes see them: the time in which a node may occur, and where it fits.

The tracks of a node that a window names run on calendars from which closed time is cut, so nothing is worked in a freeze. A node
that may not pause over closed time is moved on until it fits in whole; going back, until it fits before. A milestone stands
where time is open. One that fits into none of its windows is placed without them, and the schedule says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from attrs import evolve, frozen

from itpm.errors import NoWorkingTimeError
from itpm.model.moments import FIRST, LAST
from itpm.model.plans import Plan
from itpm.model.windows import Window, open_time
from itpm.model.working_time import WorkingTime
from itpm.scheduling.arithmetic import beginning, begun, done, ending
from itpm.scheduling.calendars_used import CalendarTable
from itpm.scheduling.node_rules import NO_RULES, NodeRules
from itpm.scheduling.tracks import Track

_MOST_TRIES = 5_000


@frozen(eq=False)
class NodeWindow:
    """What windows make of one node.

    Attributes:
        windows: those that name it.
        open: when it may occur, on the clock.
        opens: before this instant nothing is open; dates that lie before it are computed as if there were no windows [s].
        calendars: for each calendar of its tracks, number of the one from which nothing is cut.
        rules: its rules without windows.
        whole: whether it has to fit without a pause.
    """

    windows: tuple[Window, ...]
    open: WorkingTime
    opens: int
    calendars: Mapping[int, int]
    rules: NodeRules
    whole: bool

    def uncut(self, tracks: Sequence[Track]) -> tuple[Track, ...]:
        """Tracks on open time, on the calendars from which nothing is cut."""
        return tuple((self.calendars[number], seconds) for number, seconds in tracks)

    def lifted(self, rules: NodeRules) -> NodeRules:
        """The node's rules as they would be without windows."""
        return evolve(self.rules, remaining=self.uncut(rules.remaining))

    def first_fit(self, calendars: Sequence[WorkingTime], tracks: Sequence[Track], start: int) -> int:
        """The first start from `start` on from which the node occurs in open time only [s].

        Raises:
            NoWorkingTimeError: there is none.
        """
        if not self.whole:
            return start
        with suppress(NoWorkingTimeError):
            for _ in range(_MOST_TRIES):
                finish = done(calendars, tracks, start)
                if self.open.between(start, finish) == finish - start:
                    return start
                _, closes = next(self.open.intervals(start, finish))
                start = beginning(calendars, tracks, self.open.next_start(closes))
        raise NoWorkingTimeError("it fits into no time that its windows leave")

    def holds(self, calendars: Sequence[WorkingTime], tracks: Sequence[Track], start: int, finish: int) -> bool:
        """Whether the node occurs in open time only, if it lasts from one instant to another [s]."""
        if start == finish:
            return not self._is_closed(start)
        try:
            pauses = not self.whole and done(calendars, tracks, start) == finish
        except NoWorkingTimeError:
            return False
        return pauses or self.open.between(start, finish) == finish - start

    def late(self, calendars: Sequence[WorkingTime], tracks: Sequence[Track], finish: int) -> tuple[int, int]:
        """The latest start and finish, up to `finish`, that it may have [s]; where nothing was open yet, without windows."""
        if not any(seconds for _, seconds in tracks):
            end = self.open.previous_finish(finish) if finish > self.opens and self._is_closed(finish) else finish
            return end, end
        used = self.tracks_before(calendars, tracks, finish)
        begin, end = self._ending(calendars, used, finish)
        for _ in range(_MOST_TRIES if self.whole and used is tracks else 0):
            if self.open.between(begin, end) == end - begin:
                return begin, end
            *_, (opens, _) = self.open.intervals(begin, end)
            earlier = self.open.previous_finish(opens) if opens > self.opens else opens
            if earlier >= opens or self.tracks_before(calendars, tracks, earlier) is not tracks:
                return self._ending(calendars, self.uncut(tracks), finish)
            begin, end = self._ending(calendars, tracks, earlier)
        return begin, end

    def tracks_before(self, calendars: Sequence[WorkingTime], tracks: Sequence[Track], finish: int) -> Sequence[Track]:
        """The tracks by which the node can end by `finish`: `tracks`, or those without windows where nothing was open yet."""
        try:
            begun(calendars, tracks, ending(calendars, tracks, finish))
        except NoWorkingTimeError:
            return self.uncut(tracks)
        return tracks

    def _is_closed(self, at: int) -> bool:
        """Whether an instant lies in closed time, and not at its beginning."""
        return not self.open.between(at - 1, at + 1)

    @staticmethod
    def _ending(calendars: Sequence[WorkingTime], tracks: Sequence[Track], finish: int) -> tuple[int, int]:
        end = ending(calendars, tracks, finish)
        return begun(calendars, tracks, end), end


Unfit: TypeAlias = dict[int, tuple[Window, ...]]


def node_windows(
    plan: Plan, tracks: list[tuple[Track, ...]], rules: dict[int, NodeRules], table: CalendarTable
) -> tuple[dict[int, NodeWindow], Unfit]:
    """What windows make of the nodes they name, by place; and the windows of those whose calendar never works in them.

    The tracks of the former are put on open time, and what is left of begun ones. What is complete is left alone.

    Args:
        plan: the plan.
        tracks: of each task; changed in place.
        rules: of the nodes that have any; changed in place.
        table: the calendars; grows.
    """
    found: dict[int, NodeWindow] = {}
    unfit: Unfit = {}
    known: dict[tuple[int, ...], WorkingTime] = {}
    for place, numbers in _named(plan).items():
        own = rules.get(place, NO_RULES)
        if not tracks[place] or own.is_over:
            continue
        windows = tuple(plan.windows[number] for number in numbers)
        time = known[numbers] if numbers in known else known.setdefault(numbers, open_time(windows))
        opened = tuple((table.opened(number, time, numbers), seconds) for number, seconds in tracks[place])
        if any(seconds and not _ever_works(table.compiled[number]) for number, seconds in opened):
            unfit[place] = windows
            continue
        takes_time = any(seconds for _, seconds in opened)
        if not takes_time:
            opened = _milestone(opened, time, table, numbers)
        left = tuple((table.opened(number, time, numbers), seconds) for number, seconds in own.remaining)
        uncut = dict(zip(_numbers(opened, left), _numbers(tracks[place][: len(opened)], own.remaining), strict=True))
        whole = takes_time and not all(window.pauses for window in windows)
        found[place] = NodeWindow(windows, time, _opening(time), uncut, own, whole)
        edge = own.edge if takes_time else "either"
        rules[place] = evolve(own, remaining=left, edge=edge, stands_at_start=False)
        tracks[place] = opened
    return found, unfit


def _named(plan: Plan) -> Mapping[int, tuple[int, ...]]:
    """For each task that windows name, itself or by a summary, their numbers."""
    structure = plan.structure
    named: dict[int, list[int]] = {}
    for number, window in enumerate(plan.windows):
        tops = [structure.position[name] for name in window.tasks] if window.tasks else range(len(plan.tasks))
        for place in {below for top in tops for below in structure.descendants(top) or [top]}:
            named.setdefault(place, []).append(number)
    return {place: tuple(numbers) for place, numbers in sorted(named.items())}


def _numbers(*tracks: Sequence[Track]) -> list[int]:
    return [number for part in tracks for number, _ in part]


def _milestone(
    tracks: tuple[Track, ...], time: WorkingTime, table: CalendarTable, numbers: tuple[int, ...]
) -> tuple[Track, ...]:
    """A milestone needs no working time: where none is open, it goes by the window alone."""
    if _ever_works(table.compiled[tracks[0][0]]):
        return tracks
    return ((table.opened(0, time, numbers), 0),)


def _ever_works(time: WorkingTime) -> bool:
    return any(week.total for week in time.weeks)


def _opening(time: WorkingTime) -> int:
    """The first instant at which anything is open; far back where time is open from the beginning [s]."""
    return FIRST * 2 if time.weeks[0].total else next(time.intervals(FIRST, LAST), (LAST, LAST))[0]

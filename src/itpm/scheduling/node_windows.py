"""Windows as the passes see them: the time in which a node may occur, and where it fits.

The tracks of a node that a window names run on calendars from which closed time is cut, so nothing is worked in a freeze. A node
that may not pause over closed time is moved on until it fits in whole; going back, until it fits before. A milestone stands
where time is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from attrs import evolve, frozen

from itpm.errors import Fault, NoWorkingTimeError, PlanError
from itpm.model.moments import FIRST, LAST
from itpm.model.plans import Plan
from itpm.model.windows import Window, WindowKind, open_time
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
        tracks: its tracks on calendars from which nothing is cut.
        whole: whether it has to fit without a pause.
    """

    windows: tuple[Window, ...]
    open: WorkingTime
    opens: int
    tracks: tuple[Track, ...]
    whole: bool

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
        raise NoWorkingTimeError(f"it fits into no time that {_listed(self.windows)} leaves")

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
                return self._ending(calendars, self.tracks, finish)
            begin, end = self._ending(calendars, tracks, earlier)
        return begin, end

    def tracks_before(self, calendars: Sequence[WorkingTime], tracks: Sequence[Track], finish: int) -> Sequence[Track]:
        """The tracks by which the node can end by `finish`: `tracks`, or those without windows where nothing was open yet."""
        try:
            begun(calendars, tracks, ending(calendars, tracks, finish))
        except NoWorkingTimeError:
            return self.tracks
        return tracks

    def _is_closed(self, at: int) -> bool:
        """Whether an instant lies in closed time, and not at its beginning."""
        return not self.open.between(at - 1, at + 1)

    @staticmethod
    def _ending(calendars: Sequence[WorkingTime], tracks: Sequence[Track], finish: int) -> tuple[int, int]:
        end = ending(calendars, tracks, finish)
        return begun(calendars, tracks, end), end

    def blocking(self, at: int, until: int) -> Window:
        """Of the windows, the one that keeps the node from standing between two instants [s]."""
        freezes = [window for window in self.windows if window.kind is WindowKind.FREEZE]
        for window in freezes:
            if any(begin < until and end > at for begin, end in window.spans()):
                return window
        release = [window for window in self.windows if window.kind is WindowKind.RELEASE]
        opening = [window for window in release if any(begin <= until < end for begin, end in window.spans())]
        return [*opening, *release, *freezes][0]


def node_windows(
    plan: Plan, tracks: list[tuple[Track, ...]], rules: dict[int, NodeRules], table: CalendarTable
) -> dict[int, NodeWindow]:
    """What windows make of the nodes they name, by place; their tracks, and what is left of begun ones, are put on open time.

    Args:
        plan: the plan.
        tracks: of each task; changed in place.
        rules: of the nodes that have any; changed in place.
        table: the calendars; grows.

    Raises:
        PlanError: a task has no working time left in its windows.
    """
    found: dict[int, NodeWindow] = {}
    known: dict[tuple[int, ...], WorkingTime] = {}
    faults: list[Fault] = []
    for place, numbers in _named(plan).items():
        if not tracks[place]:
            continue
        windows = tuple(plan.windows[number] for number in numbers)
        time = known[numbers] if numbers in known else known.setdefault(numbers, open_time(windows))
        own = rules.get(place, NO_RULES)
        opened = tuple((table.opened(number, time, numbers), seconds) for number, seconds in tracks[place])
        if any(seconds and not _ever_works(table.compiled[number]) for number, seconds in opened):
            message = f"its calendar has no working time in {_listed(windows)}"
            faults.append(Fault(f"task {plan.tasks[place].id!r}", None, message))
            continue
        whole = not all(window.pauses for window in windows) and any(seconds for _, seconds in opened)
        found[place] = NodeWindow(windows, time, _opening(time), tracks[place], whole)
        left = tuple((table.opened(number, time, numbers), seconds) for number, seconds in own.remaining)
        edge = own.edge if any(seconds for _, seconds in opened) else "either"
        rules[place] = evolve(own, remaining=left, edge=edge, stands_at_start=False)
        tracks[place] = _milestone(opened, time, table, numbers) if _takes_no_time(opened) else opened
    if faults:
        raise PlanError(faults)
    return found


def _named(plan: Plan) -> Mapping[int, tuple[int, ...]]:
    """For each task that windows name, itself or by a summary, their numbers."""
    structure = plan.structure
    named: dict[int, list[int]] = {}
    for number, window in enumerate(plan.windows):
        tops = [structure.position[name] for name in window.tasks] if window.tasks else range(len(plan.tasks))
        for place in {below for top in tops for below in structure.descendants(top) or [top]}:
            named.setdefault(place, []).append(number)
    return {place: tuple(numbers) for place, numbers in sorted(named.items())}


def _takes_no_time(tracks: Sequence[Track]) -> bool:
    return not any(seconds for _, seconds in tracks)


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


def _listed(windows: Sequence[Window]) -> str:
    return ", ".join(map(str, windows))

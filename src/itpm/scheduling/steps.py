"""A network laid out for the passes: flat lists in topological order, worked out once.

Most nodes are *plain*: one track with work in it, and nothing but links, dates not to start before and dates to be done by. Such
a node has one date, its start as working time of its own calendar: the end of a shift and the beginning of the next are one
number, and finishes, floats and lags are additions. A link between plain nodes of one calendar asks

    start behind >= start before + lead + trail

with the work before as `lead`, if the link is from its finish, and as `trail` the lag less the work behind, if to its finish;
and across calendars the date on the line of the one, ``start before + lead``, is told as an instant and counted again on the
line of the other, ``start behind - trail``; a lag belongs to the side whose working time it counts. Read backward, it says by
when the one must start for the other to start on time. What is left, a link from or to a node that is not plain or a lag that
runs on a third calendar, is followed as `itpm.scheduling.arithmetic` has it; nodes that are not plain are dated one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from itpm.model.moments import FIRST, LAST
from itpm.scheduling.link_ends import FF, FS, SF, SS
from itpm.scheduling.node_rules import NodeRules
from itpm.scheduling.shifts import BeyondError, Part, Shifts

if TYPE_CHECKING:
    from itpm.scheduling.networks import Network

NEVER, EVER = FIRST * 4, LAST * 4
Find: TypeAlias = Callable[[list[int], int], int]
Route: TypeAlias = tuple[Find, list[int], list[int], list[Part], list[int], list[int], list[Part]]
"""How to get from one line to another: which side of idle time counts, then where to look on the one and on the other."""


class Steps:
    """The links of a network in the order of the passes.

    Attributes:
        calendar: of each node, the calendar it runs on; -1 unless it is plain.
        work: of each plain node, how long it takes [s].
        least: of plain nodes with dates of their own, the earliest start that those leave open, as working time [s].
        most: the latest, likewise.
        is_open: of each plain node, whether the plan's start does not hold it.
        is_held: of each plain node, whether something waits for it.
        shifts: of each calendar that plain nodes run on, its working intervals.
        before: of each link, by the order of the nodes before, the node that is waited for.
        behind: the node that waits.
        lead: what lies between the start before and the instant that counts, on the line of the node before [s].
        trail: what lies between that instant and the start behind, on the line of the node behind [s].
        routes: how to get from the one line to the other; None where they are one; `FAR` where the link has to be followed.
        places: its place in the network's `ends`.
        arriving: of each node that is not plain, the places in `ends` of the links it waits for.
        leaving: of those that wait for it.
        stops: nodes that are not plain in topological order, each with the number of links that lead out of nodes before it.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        count = len(network.tracks)
        self.calendar, self.work = [-1] * count, [0] * count
        self.least: dict[int, int] = {}
        self.most: dict[int, int] = {}
        self.is_open, self.is_held = [False] * count, [False] * count
        self.arriving: dict[int, list[int]] = {}
        self.leaving: dict[int, list[int]] = {}
        self._mark()
        self.shifts = {
            number: Shifts.beside(network.calendars[number], network.start, count)
            for number in sorted({*self.calendar} - {-1})
        }
        self.before: list[int] = []
        self.behind: list[int] = []
        self.lead: list[int] = []
        self.trail: list[int] = []
        self.routes: list[Route | None] = []
        self.places: list[int] = []
        self._lay_out()
        self.stops = self._stops()

    def widen(self) -> bool:
        """List more years of every calendar; False where no more can be."""
        widened = [shifts.widen() for shifts in self.shifts.values()]
        return all(widened)

    def totals(self, at: int) -> dict[int, int]:
        """Working time until an instant on each line [s]."""
        return {number: shifts.calendar.total_until(at) for number, shifts in self.shifts.items()} | {-1: 0}

    def starting(self, some: dict[int, int], others: dict[int, int], which: list[bool]) -> list[int]:
        """For each node, the value of its line in `some`, or in `others` where `which` says so [s]."""
        if some == others:
            return list(map(some.__getitem__, self.calendar))
        return [
            others[number] if is_other else some[number] for number, is_other in zip(self.calendar, which, strict=True)
        ]

    def last_finish(self, early: list[int]) -> int | None:
        """When the last plain node ends, its start given as working time; None where there is none [s]."""
        ends: dict[int, int] = {}
        for number, at, work in zip(self.calendar, early, self.work, strict=True):
            if at + work > ends.get(number, NEVER):
                ends[number] = at + work
        found = [self.shifts[number].calendar.earliest(end) for number, end in ends.items() if number >= 0]
        return max(found, default=None)

    def segments(self) -> list[tuple[slice, int]]:
        """The links in front of each node that is not plain, and that node; at the end what is left, and -1."""
        edges = [0, *(number for _, number in self.stops), len(self.places)]
        nodes = [*(node for node, _ in self.stops), -1]
        return [(slice(since, until), node) for (since, until), node in zip(pairwise(edges), nodes, strict=True)]

    def over(self, part: slice) -> Iterator[tuple[int, int, int, int, Route | None, int]]:
        """Some of the links: before, behind, lead, trail, route and place of each."""
        lists = (self.before, self.behind, self.lead, self.trail, self.routes, self.places)
        if part.start == 0 and part.stop == len(self.places):
            return zip(*lists, strict=True)
        return zip(*(values[part] for values in lists), strict=True)

    def backwards(self, part: slice) -> Iterator[tuple[int, int, int, int, Route | None, int]]:
        """Some of the links, last first."""
        lists = (self.before, self.behind, self.lead, self.trail, self.routes, self.places)
        return zip(*(reversed(values[part]) for values in lists), strict=True)

    def _mark(self) -> None:
        """Find the plain nodes, and what their own dates leave open."""
        network, calendar, work, rules = self.network, self.calendar, self.work, self.network.rules
        left_out = self._loose() | network.windows.keys()
        for node in network.order:
            tracks = network.tracks[node]
            if len(tracks) != 1 or node in left_out:
                continue
            number, seconds = tracks[0]
            if seconds and node not in rules:
                calendar[node], work[node] = number, seconds
            elif seconds and rules[node].only_bounds:
                calendar[node], work[node] = number, seconds
                self._bound(node, rules[node])

    def _bound(self, node: int, rules: NodeRules) -> None:
        """The own dates of a plain node on its line."""
        until, work = self.network.calendars[self.calendar[node]].total_until, self.work[node]
        if rules.start_floor is not None:
            self.least[node] = until(rules.start_floor)
            self.is_open[node] = self.network.policy.floor_yields
        caps = [until(cap) - work for cap in (rules.finish_cap, rules.deadline) if cap is not None]
        caps += [until(rules.start_cap)] if rules.start_cap is not None else []
        if caps:
            self.most[node] = min(caps)

    def _loose(self) -> frozenset[int]:
        """Nodes that only summaries or tasks in windows wait for, as their dates turn out: those are not plain."""
        network, ends = self.network, self.network.ends
        count = len(network.plan.tasks)
        if not (network.plan.structure.hubs or network.windows):
            return frozenset()
        first = {
            before for before, behind in zip(ends.before, ends.behind, strict=True) if behind in network.first_starts
        }
        if network.policy.project_finish_holds == "all":
            return frozenset(first)
        firm, others = set[int](), set[int]()
        for place, (before, behind) in enumerate(zip(ends.before, ends.behind, strict=True)):
            if place not in ends.unheard and behind not in network.over:
                (others if behind >= count or behind in network.windows else firm).add(before)
        return frozenset(first | (others - firm))

    def _lay_out(self) -> None:
        """Put the links that plain nodes have to do with into the order of the passes."""
        network, ends, calendar, work = self.network, self.network.ends, self.calendar, self.work
        befores, behinds, codes, lags, lines = ends.before, ends.behind, ends.codes, ends.lags, ends.lines
        policy = network.policy
        opens = (FS, SS, FF, SF) if not policy.floor_at_start else (FS, SS) if policy.floor_yields else ()
        known: dict[tuple[bool, int, int], Route] = {}
        route: Route | None
        is_open, is_held, over = self.is_open, self.is_held, network.over
        followed = self._followed
        add_before, add_behind, add_place = self.before.append, self.behind.append, self.places.append
        add_lead, add_trail, add_route = self.lead.append, self.trail.append, self.routes.append
        for node in network.order:
            if calendar[node] < 0:
                self.arriving[node], self.leaving[node] = [], []
        by_code = [(not code & 1, code > SS, code in opens) for code in (FS, SS, FF, SF)]
        for place in network.plan.structure.flow:
            before, behind = befores[place], behinds[place]
            a, b = calendar[before], calendar[behind]
            if a < 0 or b < 0:
                if self._is_seen(place, a, b):
                    is_open[behind] = is_open[behind] or codes[place] in opens
                    is_held[before] = is_held[before] or behind not in over
                    followed(place)
                continue
            lag = lags[place]
            from_finish, to_finish, is_opening = by_code[codes[place]]
            if is_opening:
                is_open[behind] = True
            is_held[before] = True
            lead = work[before] if from_finish else 0
            trail = -work[behind] if to_finish else 0
            if a == b and (not lag or lines[place] == a):
                route = None
                lead, trail = lead + trail + lag, 0
            else:
                on_before = lag if lag and lines[place] == a else 0
                if lag and not on_before and lines[place] != b:
                    followed(place)
                    continue
                key = (on_before > 0 or (from_finish and not on_before), a, b)
                route = known.get(key) or known.setdefault(key, self._route(*key))
                lead, trail = lead + on_before, trail + lag - on_before
            add_before(before)
            add_behind(behind)
            add_lead(lead)
            add_trail(trail)
            add_route(route)
            add_place(place)

    def _followed(self, place: int) -> None:
        """Add a link that has to be followed."""
        ends = self.network.ends
        self.before.append(ends.before[place])
        self.behind.append(ends.behind[place])
        self.lead.append(0)
        self.trail.append(0)
        self.routes.append(FAR)
        self.places.append(place)

    def _is_seen(self, place: int, a: int, b: int) -> bool:
        """Whether a link that is not between plain nodes matters to a plain one; the others remember it."""
        ends = self.network.ends
        if b < 0 and place not in ends.unseen and ends.behind[place] in self.arriving:
            self.arriving[ends.behind[place]].append(place)
        if a < 0 and place not in ends.unheard and ends.before[place] in self.leaving:
            self.leaving[ends.before[place]].append(place)
        return (b >= 0 and place not in ends.unseen) or (a >= 0 and place not in ends.unheard)

    def _route(self, is_early: bool, a: int, b: int) -> Route:
        here, there, find = self.shifts[a], self.shifts[b], bisect_left if is_early else bisect_right
        return find, here.befores, here.starts, here.parts, there.befores, there.starts, there.parts

    def _stops(self) -> list[tuple[int, int]]:
        leaving = [0] * len(self.calendar)
        for node in self.before:
            leaving[node] += 1
        stops, number = [], 0
        for node in self.network.order:
            if self.calendar[node] < 0:
                stops.append((node, number))
            number += leaving[node]
        return stops


FAR: Route = (bisect_left, [], [], [], [], [], [])
"""The route of a link that has to be followed."""


def show_plain(steps: Steps, dates: list[int], starts: list[int], finishes: list[int]) -> None:
    """Tell the starts and finishes of all plain nodes as instants.

    Args:
        steps: the network laid out.
        dates: starts as working time of their calendars [s].
        starts: filled in [s].
        finishes: filled in [s].
    """
    try:
        _show(steps, dates, starts, finishes)
    except BeyondError:
        if steps.widen():
            show_plain(steps, dates, starts, finishes)
            return
        for node, (number, at, work) in enumerate(zip(steps.calendar, dates, steps.work, strict=True)):
            if number >= 0:
                calendar = steps.shifts[number].calendar
                starts[node], finishes[node] = calendar.latest(at), calendar.earliest(at + work)


def _show(steps: Steps, dates: list[int], starts: list[int], finishes: list[int]) -> None:
    lists = {number: (shifts.befores, shifts.parts) for number, shifts in steps.shifts.items()}
    for node, (number, at, work) in enumerate(zip(steps.calendar, dates, steps.work, strict=True)):
        if number >= 0:
            befores, parts = lists[number]
            begin, before, _ = parts[bisect_right(befores, at)]
            starts[node] = begin + at - before
            end = at + work
            begin, before, _ = parts[bisect_left(befores, end)]
            finishes[node] = begin + end - before

"""Dates of levels of effort and hammocks: they last as long as what they are linked to, and drive nothing.

The earliest of what is linked to its start begins a level of effort, the latest of what is linked to its finish ends it, from
either side and with lags: ``SS`` and ``FS`` begin what waits, ``SS`` and ``SF`` begin what is waited for. Early dates follow
early dates, late ones late ones, so it shares the float of what it spans. What is behind counts by its actual dates. A level
of effort goes by others that it waits for, never by those that wait for it; without links it spans the rest of its summary.

Source: Oracle, "P6 help: level of effort activities"; Harhalakis, "Special features of precedence network charts", EJOR 49
(1990), on hammocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from itpm.model.dependencies import Dependency
from itpm.model.moments import to_seconds
from itpm.model.structure import Edge
from itpm.scheduling.link_ends import LinkReader
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Solution


def place_spans(network: Network, solution: Solution, places: Sequence[int]) -> None:
    """Fill in, in place, the dates of what spans others; all else but inactive tasks has its dates."""
    plan = network.plan
    touching = _touching(network, frozenset(places))
    beside = {place for place in places if not touching[place] and plan.structure.parents[place] >= 0}
    placed: set[int] = set()
    for place in _in_order([place for place in places if place not in beside], touching):
        ends = [end for end in touching[place] if end.other not in touching or (end.waits and end.other in placed)]
        _place(network, solution, place, ends)
        placed.add(place)
    for place in beside:
        _place_beside(network, solution, place, beside)


def spans_behind(network: Network, solution: Solution) -> list[int]:
    """Places of the levels of effort that are over: unfinished work lies ahead of the data date, and they end before it."""
    data_date = network.plan.data_date
    if data_date is None or not network.policy.remaining_from_data_date:
        return []
    until = to_seconds(data_date)
    return [
        place for place, task in enumerate(network.plan.tasks) if task.spans_others and solution.finish[place] <= until
    ]


@frozen(kw_only=True, eq=False)
class _End:
    """What one link says of a span: which date of which other task, shifted by the lag, holds which end of it."""

    other: int
    waits: bool
    at_finish: bool
    others_finish: bool
    lag: int
    calendar: int


def _touching(network: Network, spans: frozenset[int]) -> dict[int, list[_End]]:
    """The ends of each span that a link holds; what is inactive holds none."""
    plan, position = network.plan, network.plan.structure.position
    reader = LinkReader(
        plan=plan,
        policy=network.policy,
        tracks=network.tracks,
        own=network.own_calendar,
        kept=network.kept,
        rules=network.rules,
        calendars=network.calendars,
    )
    found: dict[int, list[_End]] = {place: [] for place in spans}
    for number, link in enumerate(plan.links) if spans else ():
        before, behind = position[link.predecessor], position[link.successor]
        if before not in spans and behind not in spans:
            continue
        lag, calendar = reader.full_lag(link, Edge(before, behind, link.type, number))
        for place, other in ((before, behind), (behind, before)):
            if place in spans and plan.tasks[other].is_active:
                found[place].append(_end_of(link, other, waits=place == behind, lag=lag, calendar=calendar))
    return found


def _end_of(link: Dependency, other: int, *, waits: bool, lag: int, calendar: int) -> _End:
    own, others = (
        (link.type.to_finish, link.type.from_finish) if waits else (link.type.from_finish, link.type.to_finish)
    )
    return _End(other=other, waits=waits, at_finish=own, others_finish=others, lag=lag, calendar=calendar)


def _in_order(places: Sequence[int], touching: dict[int, list[_End]]) -> list[int]:
    """Each behind those it waits for, but for one link of each circle in which they wait for each other."""
    order: dict[int, None] = {}
    seen: set[int] = set()
    for first in places:
        path = [first]
        while path:
            place = path[-1]
            ahead = () if place in seen else (end.other for end in touching[place] if end.waits)
            new = [other for other in ahead if other in touching and other not in seen]
            seen.add(place)
            path.extend(new)
            if not new:
                order.setdefault(path.pop())
    return list(order)


def _place(network: Network, solution: Solution, place: int, ends: Sequence[_End]) -> None:
    calendar = network.calendars[network.own_calendar[place]]
    dates = _Dates(network=network, solution=solution)
    first = dates.first(ends, dates.early)
    begins = calendar.next_start(network.start if first is None else first)
    last = dates.last(ends, dates.early)
    finish = solution.project_finish if last is None else calendar.previous_finish(last)
    early, finish, over = begins, max(begins, finish), False
    if network.policy.started_dates == "remaining" and network.plan.data_date is not None:
        data_date = to_seconds(network.plan.data_date)
        over = finish <= data_date and all(dates.is_past(end) for end in ends if end.at_finish)
        early = calendar.next_start(max(begins, data_date))
        finish = finish if over else max(finish, data_date, early)
    late_first, late_last = dates.first(ends, dates.late), dates.last(ends, dates.late)
    late_finish = solution.anchor if late_last is None else calendar.previous_finish(late_last)
    late_start = early if late_first is None else min(calendar.next_start(late_first), late_finish)
    solution.start[place], solution.finish[place] = begins, finish
    solution.early_start[place], solution.early_finish[place] = early, finish
    solution.late_start[place], solution.late_finish[place] = (early, finish) if over else (late_start, late_finish)


@frozen(kw_only=True, eq=False)
class _Dates:
    """The dates that ends of spans go by."""

    network: Network
    solution: Solution

    def first(self, ends: Sequence[_End], date: Callable[[_End], int]) -> int | None:
        """The earliest date that begins a span; None where none does."""
        return min((self._shifted(end, date(end)) for end in ends if not end.at_finish), default=None)

    def last(self, ends: Sequence[_End], date: Callable[[_End], int]) -> int | None:
        """The latest date that ends it, likewise."""
        return max((self._shifted(end, date(end)) for end in ends if end.at_finish), default=None)

    def early(self, end: _End) -> int:
        """The early date of the other task; the actual one where there is one."""
        found = self._actual(end)
        if found is not None:
            return found
        return (self.solution.early_finish if end.others_finish else self.solution.early_start)[end.other]

    def late(self, end: _End) -> int:
        """The late date; the actual one of what has ended, or has begun behind the span."""
        found = self._actual(end)
        if found is not None and (end.others_finish or not end.waits):
            return found
        return (self.solution.late_finish if end.others_finish else self.solution.late_start)[end.other]

    def is_past(self, end: _End) -> bool:
        """Whether what holds the end has happened."""
        return self._actual(end) is not None

    def _actual(self, end: _End) -> int | None:
        rules = self.network.rules_of(end.other)
        if end.others_finish:
            return rules.finished if rules.ended is None else rules.ended
        return rules.started if rules.began is None else rules.began

    def _shifted(self, end: _End, at: int) -> int:
        if not end.lag:
            return at
        calendar = self.network.calendars[end.calendar]
        return calendar.advance(at, end.lag) if end.waits else calendar.retreat(at, end.lag)


def _place_beside(network: Network, solution: Solution, place: int, left_out: set[int]) -> None:
    """Span the other tasks below the same summary (P6's WBS summary activity); what is ahead of it is what they have left."""
    structure = network.plan.structure
    below = [
        other
        for other in structure.descendants(structure.parents[place])
        if network.plan.tasks[other].is_active and not structure.is_summary(other) and other not in left_out
    ]
    left = [other for other in below if network.rules_of(other).ended is None] or below
    for dates, others in (
        (solution.start, below),
        (solution.early_start, left),
        (solution.late_start, left),
    ):
        dates[place] = min((dates[other] for other in others), default=network.start)
    for dates, others in (
        (solution.finish, below),
        (solution.early_finish, left),
        (solution.late_finish, left),
    ):
        dates[place] = max((dates[other] for other in others), default=network.start)

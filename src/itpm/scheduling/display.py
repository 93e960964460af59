"""Dates moved to the edges of working time, as tools show them; floats, links and comparisons go by the dates as computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from itpm.errors import NoWorkingTimeError
from itpm.model.moments import FIRST, LAST
from itpm.model.working_time import WorkingTime

if TYPE_CHECKING:
    from itpm.scheduling.networks import Network
    from itpm.scheduling.solutions import Solution


@frozen(kw_only=True, eq=False)
class ShownDates:
    """The dates of every task as they are shown, by place [s]; the names are those of a `Solution`."""

    start: list[int] = field(repr=False)
    finish: list[int] = field(repr=False)
    early_start: list[int] = field(repr=False)
    early_finish: list[int] = field(repr=False)
    late_start: list[int] = field(repr=False)
    late_finish: list[int] = field(repr=False)


def at_working_edges(network: Network, solution: Solution) -> ShownDates:
    """A start outside working time as the next start of work, a finish outside it as the last end of work.

    Of a task whose people work at different times, anyone's working time will do. An instant (a milestone) stays where it is if
    it touches working time, else it shows as the next start of work. A summary spans its tasks as they are shown. Where no
    working time is left in the years 1 to 9999, a date is shown as computed.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> s = schedule(Plan("p", start="2026-01-05", tasks=[Task("a", "1d", constraints="FNET 2026-01-10")]))
        >>> shown = at_working_edges(s.network, s.solution)
        >>> s["a"].finish.day, (s.solution.finish[0] - shown.finish[0]) // 3600
        (11, 31)
    """
    calendars = [_calendars(network, place) for place in range(len(network.plan.tasks))]
    dates = (
        (solution.start, solution.finish),
        (solution.early_start, solution.early_finish),
        (solution.late_start, solution.late_finish),
    )
    (start, finish), (early_start, early_finish), (late_start, late_finish) = (
        _shown(network, calendars, *pair) for pair in dates
    )
    return ShownDates(
        start=start,
        finish=finish,
        early_start=early_start,
        early_finish=early_finish,
        late_start=late_start,
        late_finish=late_finish,
    )


def _calendars(network: Network, place: int) -> tuple[WorkingTime, ...]:
    """Whose working time a task goes by: that of everyone who works on it, else its own."""
    numbers = {number for number, _ in network.tracks[place]} or {network.own_calendar[place]}
    return tuple(network.calendars[number] for number in sorted(numbers))


def _shown(
    network: Network, calendars: Sequence[tuple[WorkingTime, ...]], starts: Sequence[int], finishes: Sequence[int]
) -> tuple[list[int], list[int]]:
    pairs = [_at_edges(own, starts[place], finishes[place]) for place, own in enumerate(calendars)]
    shown_starts, shown_finishes = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    for place in network.plan.structure.summaries_upwards():
        below = [child for child in network.plan.structure.children[place] if network.plan.tasks[child].is_active]
        if below and starts[place] == min(starts[child] for child in below):
            shown_starts[place] = min(shown_starts[child] for child in below)
        if below and finishes[place] == max(finishes[child] for child in below):
            shown_finishes[place] = max(shown_finishes[child] for child in below)
    return shown_starts, shown_finishes


def _at_edges(calendars: Sequence[WorkingTime], start: int, finish: int) -> tuple[int, int]:
    try:
        begins = min(calendar.next_start(start) for calendar in calendars)
        if start == finish:
            stays = any(calendar.between(start - 1, start + 1) for calendar in calendars) or begins > LAST
            return (start, start) if stays else (begins, begins)
        ends = max(calendar.previous_finish(finish) for calendar in calendars)
    except NoWorkingTimeError:
        return start, finish
    return (begins, ends) if FIRST <= begins < ends <= LAST else (start, finish)

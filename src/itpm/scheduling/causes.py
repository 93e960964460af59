"""What holds a date, in the words of the plan: constraints as they are written, and what lies between a cause and its effect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from itpm.errors import NoWorkingTimeError
from itpm.model.calendar_parts import CalendarException
from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.durations import seconds_of
from itpm.model.moments import DAY, to_datetime
from itpm.model.recurrences import occurrences
from itpm.model.tasks import TaskKind
from itpm.scheduling.arithmetic import beginning
from itpm.scheduling.calendars_used import CLOCK
from itpm.scheduling.link_ends import TYPE_CODE
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Bound, BoundKind, Solution

_START_PINS = (ConstraintType.MSO, ConstraintType.MANDATORY_START)
_FINISH_PINS = (ConstraintType.MFO, ConstraintType.MANDATORY_FINISH)
_WRITTEN = {
    "ALAP": (ConstraintType.ALAP,),
    "SNET": (ConstraintType.SNET, ConstraintType.START_ON, ConstraintType.MSO),
    "SNLT": (ConstraintType.SNLT, ConstraintType.START_ON, ConstraintType.MSO),
    "FNET": (ConstraintType.FNET, ConstraintType.FINISH_ON, ConstraintType.MFO),
    "FNLT": (ConstraintType.FNLT, ConstraintType.FINISH_ON, *_FINISH_PINS),
    "MSO": _START_PINS,
    "MFO": _FINISH_PINS,
    "pinned": (*_START_PINS, *_FINISH_PINS),
}
"""What constraints the passes see, and as what people may have written them."""
_OWN = {"deadline": "its deadline", "resumption": "where its work stopped"}
_MANUAL = {"MSO": "the date set by hand (manual start)", "MFO": "the date set by hand (manual finish)"}


def label_of(network: Network, node: int) -> str:
    """What people call the task a node stands for."""
    return network.plan.tasks[place_of(network, node)].label


def place_of(network: Network, node: int) -> int:
    """The task that a node stands for: itself, or of a hub the summary."""
    count = len(network.plan.tasks)
    return node if node < count else network.plan.structure.hubs[node - count].summary


def day_of(seconds: int) -> str:
    """An instant as people read it, from seconds [s]."""
    return f"{to_datetime(seconds):%a %d %b %Y %H:%M}"


def cause_of(network: Network, node: int, bound: Bound) -> str:
    """What a bound that is no link is called."""
    if bound.kind is BoundKind.CONSTRAINT:
        return _constraint(network, node, bound.by)
    if bound.kind is BoundKind.LINK:
        return label_of(network, bound.node)
    if bound.by in _OWN:
        return _OWN[bound.by]
    if bound.by == "plan deadline" and network.plan.schedule_from == "finish":
        return "the plan's finish"
    return bound.by if bound.kind is BoundKind.WINDOW else f"the {bound.by}"


def _constraint(network: Network, node: int, by: str) -> str:
    place = place_of(network, node)
    task = network.plan.tasks[place]
    found = _chosen(task.constraints, by)
    if found is not None:
        return f"its constraint {found}"
    if task.kind is TaskKind.MANUAL and by in (*_MANUAL, "pinned"):
        return _MANUAL.get(by, "the date set by hand")
    for above in network.plan.structure.ancestors(place):
        found = _chosen(network.plan.tasks[above].constraints, by)
        if found is not None:
            return f"the constraint {found} of {label_of(network, above)}"
    return f"its constraint {by}"


def _chosen(constraints: tuple[Constraint, ...], by: str) -> Constraint | None:
    """The constraint that acts as one the passes see: of several, the latest floor, the earliest cap."""
    written = [held for held in constraints if held.type in _WRITTEN.get(by, ())]
    if len(written) < 2:
        return written[0] if written else None
    pick = min if by in ("SNLT", "FNLT") else max
    return pick((held for held in written if held.date is not None), key=lambda held: held.date or _NEVER, default=None)


_NEVER = to_datetime(0)


def crossed(network: Network, solution: Solution, node: int, bound: Bound) -> list[str]:
    """What lies between what holds a node and its start: the link's lag, levelling, days on which nobody works."""
    sentences = [*_lag(network, solution, node, bound)]
    rules = network.rules_of(node)
    if network.is_hub(node) or bound.kind in (BoundKind.WINDOW, BoundKind.MANUAL):
        return sentences
    if rules.started is not None or rules.began is not None:
        goes_on = rules.resume if rules.resume is not None else rules.goes_on
        if goes_on is not None and not rules.is_over and bound.kind is BoundKind.ACTUAL:
            sentences.append(f"what is left of it goes on {day_of(goes_on)}")
        return sentences
    if rules.delay and bound.kind is not BoundKind.CONSTRAINT:
        sentences.append(f"levelling puts it off by {seconds_of(rules.delay, day=network.plan.day, elapsed=True)}")
    since, start = bound.date + rules.delay, solution.early_start[node]
    if start - since >= DAY and _begins(network, node, since) == start:
        sentences.append(f"nobody works on it before {day_of(start)}{_names(network, node, since, start)}")
    return sentences


def _lag(network: Network, solution: Solution, node: int, bound: Bound) -> Iterator[str]:
    """How far a link's lag reaches, and in whose time."""
    if bound.kind is not BoundKind.LINK or bound.link is None or not bound.link.lag_amount:
        return
    code = TYPE_CODE[bound.by]
    for number, (before, kind, lag, calendar) in enumerate(network.into[node]):
        if (before, kind) != (bound.node, code) or not lag or network.link(node, number) is not bound.link:
            continue
        at = (solution.early_finish if bound.by[0] == "F" else solution.early_start)[before]
        until = network.calendars[calendar].advance(at, lag)
        reach = "runs until" if lag > 0 else "reaches back to"
        yield f"the lag of {bound.link.lag} {reach} {day_of(until)}, counted in {_whose(network, node, bound, calendar)}"
        return


def _whose(network: Network, node: int, bound: Bound, calendar: int) -> str:
    if calendar == CLOCK:
        return "clock time"
    match network.policy.lag_calendar:
        case "predecessor":
            return f"the working time of {label_of(network, bound.node)}"
        case "successor":
            return f"the working time of {label_of(network, node)}"
        case _:
            return "the plan's working time"


def _begins(network: Network, node: int, since: int) -> int | None:
    if not network.tracks[node]:
        return None
    try:
        return beginning(network.calendars, network.tracks[node], since)
    except NoWorkingTimeError:
        return None


def _names(network: Network, node: int, since: int, until: int) -> str:
    """The named days off between two instants, of the calendar that the task goes by."""
    task = network.plan.tasks[node]
    calendar: WorkCalendar | None = (
        network.plan.calendar if task.calendar is None else network.plan.calendar_by_name[task.calendar]
    )
    first, last = to_datetime(since).date(), to_datetime(until).date() - timedelta(days=1)
    names: dict[str, None] = {}
    while calendar is not None:
        off = (one for one in calendar.exceptions if one.name and not one.shifts and _falls(one, first, last))
        names |= dict.fromkeys(one.name for one in off)
        calendar = calendar.base
    return f" ({', '.join(names)})" if names else ""


def _falls(exception: CalendarException, first: date, last: date) -> bool:
    if exception.recurrence:
        return any(first <= day <= last for day in occurrences(exception.recurrence))
    start = exception.start
    return start is not None and start <= last and (exception.finish or start) >= first

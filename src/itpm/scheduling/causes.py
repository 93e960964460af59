"""What holds a date, in the words of the plan: constraints as they are written, and what lies between a cause and its effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from itpm.errors import NoWorkingTimeError
from itpm.model.calendar_parts import CalendarException
from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.durations import seconds_of
from itpm.model.moments import DAY, FIRST, LAST, to_datetime
from itpm.model.recurrences import occurrences
from itpm.model.tasks import TaskKind
from itpm.scheduling.arithmetic import beginning, done
from itpm.scheduling.bounds import closing_windows, work_of
from itpm.scheduling.calendars_used import CLOCK
from itpm.scheduling.holding import closing_late, goes_on
from itpm.scheduling.link_ends import TYPE_CODE
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Bound, BoundKind, Solution
from itpm.scheduling.tracks import Track

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
_OWN = {
    "deadline": "its deadline",
    "resumption": "where its work stopped",
    "expected finish": "its expected finish",
    "open end": "its own early finish, for nothing follows it",
    "actual finish": "its actual finish",
}
_MANUAL = {"MSO": "the start set by hand", "MFO": "the finish set by hand"}


def label_of(network: Network, node: int) -> str:
    """What people call the task a node stands for."""
    return network.plan.tasks[place_of(network, node)].label


def place_of(network: Network, node: int) -> int:
    """The task that a node stands for: itself, or of a hub the summary."""
    count = len(network.plan.tasks)
    return node if node < count else network.plan.structure.hubs[node - count].summary


def day_of(seconds: int) -> str:
    """An instant as people read it, from seconds [s]."""
    if not FIRST <= seconds <= LAST:  # a lead may ask for what no date can be
        return "before the year 1" if seconds < FIRST else "after the year 9999"
    return f"{to_datetime(seconds):%a %d %b %Y %H:%M}"


def subject_of(network: Network, node: int) -> str:
    """The subject of an explanation about a node."""
    return f"task:{network.plan.tasks[place_of(network, node)].id}"


def how_of(bound: Bound) -> str:
    """Type and lag of a link, in brackets, where it is not a plain finish-to-start."""
    tail = bound.link.short_form.removeprefix(bound.link.predecessor).strip() if bound.link else ""
    return f" ({tail})" if tail else ""


def cause_of(network: Network, node: int, bound: Bound, *, late: bool = False) -> str:
    """What a bound that is no link is called; `late`: whether it holds a late date."""
    if bound.by in _OWN:
        return _OWN[bound.by]
    if bound.kind is BoundKind.CONSTRAINT:
        return _constraint(network, node, bound.by)
    if bound.kind is BoundKind.LINK:
        return label_of(network, bound.node)
    if bound.by == "manual summary":
        return f"the {'finish' if late else 'start'} set by hand for {_by_hand(network, node)}"
    if bound.by == "plan deadline" and network.plan.schedule_from == "finish":
        return "the plan's finish"
    return bound.by if bound.kind is BoundKind.WINDOW else f"the {bound.by}"


def _by_hand(network: Network, node: int) -> str:
    """The summary whose own dates a node goes by."""
    above = network.plan.structure.ancestors(place_of(network, node))
    rules = [(place, network.rules_of(place)) for place in above]
    return next(
        (label_of(network, place) for place, own in rules if own.manual is not None or own.pinned_start is not None),
        "its summary",
    )


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


def crossed(network: Network, solution: Solution, node: int, bound: Bound, *, at_finish: bool = False) -> list[str]:
    """What lies between what holds a node and its date: the link's lag, levelling, days on which nobody works.

    Args:
        network: the compiled plan.
        solution: its dates.
        node: what is held.
        bound: what holds it.
        at_finish: whether that holds the finish: of a begun task, what is left of its work.
    """
    sentences = [*_lag(network, solution, node, bound), *_pauses(network, solution, node, at_finish=at_finish)]
    rules = network.rules_of(node)
    stands = bound.kind is BoundKind.WINDOW or bound.by in _STANDING
    if network.is_hub(node) or stands or (at_finish and rules.started is None):
        return sentences
    delay = 0 if at_finish or rules.has_own_dates or bound.by == "ALAP" else rules.delay
    if delay:
        sentences.append(f"levelling puts it off by {seconds_of(delay, day=network.plan.day, elapsed=True)}")
    tracks = rules.remaining if at_finish else network.tracks[node]
    since, begin = bound.date + delay, goes_on(network, solution, node) if at_finish else solution.early_start[node]
    if begin - since >= DAY and _begins(network, tracks, since) == begin:
        sentences.append(f"nobody works on it before {day_of(begin)}{_names(network, node, since, begin)}")
    return sentences


_STANDING = ("actual start", "actual finish", "manual start", "manual finish")
"""What stands where it is, whoever works then."""


def _pauses(network: Network, solution: Solution, node: int, *, at_finish: bool) -> Iterator[str]:
    """The windows over which the work of a node pauses, told where its finish is."""
    window, rules = network.windows.get(node), network.rules_of(node)
    if window is None or rules.is_over or rules.manual is not None or (rules.started is None) is at_finish:
        return
    work = rules.remaining if at_finish else work_of(network, solution, node)
    begin, finish = (
        goes_on(network, solution, node) if at_finish else solution.early_start[node],
        solution.early_finish[node],
    )
    if any(seconds for _, seconds in work) and done(network.calendars, window.uncut(work), begin) < finish:
        yield f"its work pauses over {' and '.join(map(str, closing_windows(window.windows, begin, finish)))}"


def left_open(network: Network, solution: Solution, node: int, bound: Bound) -> list[str]:
    """What keeps a late finish from being as late as what caps it: windows into which the task must not run."""
    closing = closing_late(network, solution, node, bound)
    return [f"{' and '.join(map(str, closing))} leaves no later time"] if closing else []


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


def _begins(network: Network, tracks: Sequence[Track], since: int) -> int | None:
    try:
        return beginning(network.calendars, tracks, since)
    except NoWorkingTimeError:
        return None


def _names(network: Network, node: int, since: int, until: int) -> str:
    """The named days off between two instants, of the calendar that the task goes by."""
    task = network.plan.tasks[node]
    calendar: WorkCalendar | None = (
        network.plan.calendar if task.calendar is None else network.plan.calendar_by_name[task.calendar]
    )
    first, last = to_datetime(max(since, FIRST)).date(), to_datetime(max(until - DAY, FIRST)).date()
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

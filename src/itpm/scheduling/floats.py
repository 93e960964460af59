"""Floats: by how much a task can slip before it moves the project, its successors, or anything at all.

- *total*: before the project's finish, a deadline or a constraint is missed; may be negative;
- *free*: before a successor's early dates move;
- *interfering*: total less free; what it takes from others;
- *independent*: free even if every predecessor is as late as it may be.

Floats are counted in the task's own calendar, those of an elapsed task on the clock.

Source: Wiest, "Precedence diagramming method: some unusual characteristics", JOM 1 (1981), for links other than
finish-to-start.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from itpm.errors import NoWorkingTimeError
from itpm.scheduling.arithmetic import beginning, done
from itpm.scheduling.bounds import early_bounds, links_in
from itpm.scheduling.link_ends import FF, FS, SF, SS, LinkEnd
from itpm.scheduling.networks import FAR_AHEAD, Network
from itpm.scheduling.plain_floats import free_of_plain, independent_of_plain
from itpm.scheduling.solutions import BoundKind, Solution
from itpm.scheduling.spanning import spans_behind


@frozen(kw_only=True, eq=False)
class Floats:
    """Total and free float of every task, and whether it is critical, by place [s].

    Attributes:
        total: total float [s].
        free: free float [s].
        critical: whether total float is at or below the policy's limit and work is left.
        released: for each hub, the latest date it may have without moving an early date behind it [s].
        pushed: for each hub, its date when everything before it is as late as it may be [s].
    """

    total: list[int] = field(repr=False)
    free: list[int] = field(repr=False)
    critical: list[bool] = field(repr=False)
    released: dict[int, int] = field(repr=False)
    pushed: dict[int, int] = field(repr=False)


def floats_of(network: Network, solution: Solution) -> Floats:
    """Total and free float of every task; what drives nothing has no free float, and none at all where it is inactive."""
    structure, steps = network.plan.structure, network.steps
    released = _released(network, solution)
    at_finish_only = _slip_at_finish(network)
    rolled_up = network.policy.summary_floats == "of_tasks"
    complete = _complete_summaries(network) if rolled_up else frozenset[int]()
    count = len(network.plan.tasks)
    total = list(map(int.__sub__, solution.late[:count], solution.early[:count]))
    free = free_of_plain(network, solution, lambda end: _may_be(network, solution, released, end))
    for place, (number, own) in enumerate(zip(steps.calendar[:count], network.own_calendar, strict=False)):
        if number == own:
            continue
        has_dates = network.drives(place) or structure.is_summary(place)
        if place in complete:
            total[place] = 0
        elif place in at_finish_only:
            calendar = network.calendars[network.own_calendar[place]]
            total[place] = calendar.between(solution.early_finish[place], solution.late_finish[place])
        elif network.plan.tasks[place].spans_others:
            total[place] = _room(
                network, solution, place, span=(solution.early_start[place], solution.early_finish[place])
            )
        else:
            total[place] = _total(network, solution, place) if has_dates else 0
        has_free = has_dates and not (rolled_up and structure.is_summary(place))
        free[place] = _free(network, solution, released, place, total[place]) if has_free else 0
    critical = _critical(network, solution, total)
    return Floats(total=total, free=free, critical=critical, released=released, pushed=_pushed(network, solution))


def _slip_at_finish(network: Network) -> frozenset[int]:
    """Summaries that can slip at their finish only: those some of whose tasks have begun, or all."""
    parents = network.plan.structure.parents
    if network.policy.summary_floats == "of_tasks":
        return frozenset(parents)
    found: set[int] = set()
    for place, rules in network.rules.items():
        above = parents[place] if rules.started is not None or rules.began is not None else -1
        while above >= 0 and above not in found:
            found.add(above)
            above = parents[above]
    return frozenset(found)


def _complete_summaries(network: Network) -> frozenset[int]:
    """Summaries of which no task is left."""
    structure = network.plan.structure
    left = [not network.rules_of(place).is_over for place in range(len(network.plan.tasks))]
    for place in structure.summaries_upwards():
        left[place] = any(left[child] for child in structure.children[place])
    return frozenset(place for place in range(len(left)) if structure.is_summary(place) and not left[place])


def _total(network: Network, solution: Solution, place: int) -> int:
    rules = network.rules_of(place)
    gives_all = rules.as_late_as_possible and network.policy.as_late_as_possible == "late_dates"
    if rules.is_over or (gives_all and rules.started is None and not rules.manual_is_late):
        return 0
    if rules.started is not None:
        calendar = network.calendars[network.own_calendar[place]]
        return calendar.between(solution.early_finish[place], solution.late_end[place])
    if network.policy.honour_constraints and (rules.pinned_start is not None or rules.pinned_finish is not None):
        return _contradiction(network, solution, place)
    return _room(network, solution, place, span=(solution.early_start[place], solution.early_finish[place]))


def _contradiction(network: Network, solution: Solution, place: int) -> int:
    """By how much logic passes a date that pins the task, as negative float; nothing where it does not.

    Source: Boyle, "Mandatory Constraints in Microsoft Project and Primavera P6" (2016).
    """
    logic = max((bound.date for bound in links_in(network, solution, place)), default=solution.early_start[place])
    calendar = network.calendars[network.own_calendar[place]]
    return min(0, calendar.between(logic, solution.early_start[place]))


def _room(network: Network, solution: Solution, place: int, *, span: tuple[int, int]) -> int:
    """From a start and finish of a task to its late ones, at whichever end the policy counts."""
    calendar = network.calendars[network.own_calendar[place]]
    at_finish = calendar.between(span[1], solution.late_finish[place])
    begun_finish = network.rules_of(place).began is not None and network.policy.float_from == "smaller"
    if network.policy.float_from == "finish" or begun_finish:
        return at_finish
    at_start = calendar.between(span[0], solution.late_start[place])
    return at_start if network.policy.float_from == "start" else min(at_start, at_finish)


def _critical(network: Network, solution: Solution, total: list[int]) -> list[bool]:
    """Whether work is left, and float is at or below the limit or the task on the longest path, as the policy says.

    A summary is done when all its tasks are; it lies on the longest path with any of them. What spans others lies on none.
    """
    plan, structure = network.plan, network.plan.structure
    limit = network.policy.critical_limit.seconds(plan.day)
    plain = network.steps.calendar
    counts = [
        number >= 0 or (task.is_active and (network.policy.spans_critical or not task.spans_others))
        for number, task in zip(plain, plan.tasks, strict=False)
    ]
    left = [counts[place] and not task.is_complete for place, task in enumerate(plan.tasks)]
    for place in spans_behind(network, solution):
        left[place] = False
    for place in structure.summaries_upwards():
        left[place] = any(left[child] for child in structure.children[place])
    if network.policy.critical_by == "longest_path":
        path = _longest_path(network, solution)
        for place in structure.summaries_upwards():
            path |= {place} if any(child in path for child in structure.children[place]) else set()
        return [counts[place] and left[place] and place in path for place in range(len(plan.tasks))]
    critical = [here and more and room <= limit for here, more, room in zip(counts, left, total, strict=True)]
    if network.policy.summary_floats == "of_tasks":
        for place in structure.summaries_upwards():
            critical[place] = any(critical[child] for child in structure.children[place])
    return critical


def _longest_path(network: Network, solution: Solution) -> set[int]:
    """Nodes from which driving links lead to a task that ends last; a link drives if no working time lies behind it."""
    found = {
        node
        for node in network.order
        if network.tracks[node] and solution.early_finish[node] == solution.project_finish
    }
    waiting = list(found)
    while waiting:
        node = waiting.pop()
        calendar = network.calendars[network.own_calendar[node]]
        for bound in early_bounds(network, solution, node):
            drives = bound.kind is BoundKind.LINK and calendar.between(bound.date, solution.early_start[node]) <= 0
            if drives and bound.node not in found:
                found.add(bound.node)
                waiting.append(bound.node)
    return found


def _released(network: Network, solution: Solution) -> dict[int, int]:
    """For each hub, the latest date it may have without moving an early date behind it."""
    released: dict[int, int] = {}
    for node in reversed(network.hubs):
        dates = [
            _may_be(network, solution, released, end)
            for end in network.links_out(node)
            if end[0] not in network.first_starts or solution.starts_first(network, node, end[0])
        ]
        released[node] = min((date for date in dates if date is not None), default=solution.project_finish)
        if node in network.kept:
            released[node] = network.kept[node]
    return released


def _pushed(network: Network, solution: Solution) -> dict[int, int]:
    """For each hub, its date when everything before it is as late as it may be."""
    pushed: dict[int, int] = {}
    for node in network.hubs:
        dates = [
            _at_the_latest(network, solution, pushed, end)
            for end in network.links_into(node)
            if node not in network.first_starts or solution.starts_first(network, end[0], node)
        ]
        pushed[node] = network.kept.get(node, max(dates, default=network.start))
    return pushed


def _at_the_latest(network: Network, solution: Solution, pushed: dict[int, int], end: LinkEnd) -> int:
    """Where a link leads when what it comes from is as late as it may be."""
    before, code, lag, calendar = end
    late = solution.late_finish if code in (FS, FF) else solution.late_start
    return network.calendars[calendar].advance(pushed[before] if network.is_hub(before) else late[before], lag)


def _may_be(network: Network, solution: Solution, released: dict[int, int], end: LinkEnd) -> int | None:
    """The latest date of this end of a link that leaves the other end where it is; None where it holds nothing."""
    behind, code, _, _ = end
    if network.is_hub(behind):
        held = released[behind]
    elif _is_past(network, behind):
        return None
    else:
        held = solution.early_finish[behind]
        if code in (FS, SS):
            held = solution.early_start[behind] - network.rules_of(behind).delay
    latest = network.latest_from(end, held)
    return latest if latest < FAR_AHEAD else None


def _is_past(network: Network, node: int) -> bool:
    """Whether nothing can move the node any more: it is complete, or begun where what is left of it is what counts."""
    rules = network.rules_of(node)
    return rules.finished is not None or (rules.started is not None and network.policy.started_holds == "remaining")


def _free(network: Network, solution: Solution, released: dict[int, int], place: int, total: int) -> int:
    rules = network.rules_of(place)
    if rules.is_over or rules.expected is not None or solution.start[place] > solution.early_start[place]:
        return 0
    if not network.policy.free_float_capped:
        return _open_slack(network, solution, released, place)
    room = max(total, 0)
    return max(
        0,
        min(
            room,
            _slack(
                network,
                solution,
                released,
                place,
                span=(solution.early_start[place], solution.early_finish[place]),
                default=room,
            ),
        ),
    )


def _open_slack(network: Network, solution: Solution, released: dict[int, int], place: int) -> int:
    """What lies between a task and what follows it, or the project's finish, however late the task itself is."""
    span = (solution.early_start[place], solution.early_finish[place])
    rules = network.rules_of(place)
    if rules.pinned_finish is not None or (rules.pinned_start is not None and not network.departures(place)):
        return 0
    to_finish = network.calendars[network.own_calendar[place]].between(span[1], solution.project_finish)
    return _slack(network, solution, released, place, span=span, default=to_finish)


def _slack(
    network: Network,
    solution: Solution,
    released: dict[int, int],
    place: int,
    *,
    span: tuple[int, int],
    default: int,
) -> int:
    """The least room between a start and finish of a task and the dates of its successors."""
    calendar = network.calendars[network.own_calendar[place]]
    rooms = []
    for end in _ends(network, place):
        if network.is_hub(end[0]) and end[0] not in network.entries and network.policy.free_float_by == "own_links":
            continue
        if end[0] in network.first_starts and not solution.starts_first(network, place, end[0]):
            continue
        date = _may_be(network, solution, released, end)
        if end[1] == SS and network.rules_of(place).began is not None:
            rooms.append(0)
        elif date is not None:
            rooms.append(calendar.between(span[end[1] in (FS, FF)], date))
    return min(rooms, default=default)


def _ends(network: Network, place: int) -> Sequence[LinkEnd]:
    """The links out of a task, or out of the hubs that stand for a summary."""
    if place not in network.exits:
        return network.links_out(place)
    return [end for hub in network.exits[place] for end in network.links_out(hub)]


def independent_floats(network: Network, solution: Solution, floats: Floats) -> list[int]:
    """Free float that is left when all predecessors end as late as they may, of every task [s]."""
    found = independent_of_plain(
        network,
        solution,
        floats.free,
        lambda end: _may_be(network, solution, floats.released, end),
        lambda end: _at_the_latest(network, solution, floats.pushed, end),
    )
    for place, (number, own) in enumerate(
        zip(network.steps.calendar, network.own_calendar[: len(found)], strict=False)
    ):
        if number != own:
            found[place] = independent_float(network, solution, floats, place)
    return found


def independent_float(network: Network, solution: Solution, floats: Floats, place: int) -> int:
    """Free float that is left when all predecessors end as late as they may; never more than that, nor below nothing [s].

    Source: domain convention for any link type: the early dates are taken again from the predecessors' late dates.
    """
    try:
        return _independent(network, solution, floats, place)
    except NoWorkingTimeError:  # no later window is left to it
        return 0


def _independent(network: Network, solution: Solution, floats: Floats, place: int) -> int:
    tracks, rules = network.tracks[place], network.rules_of(place)
    if not tracks or rules.started is not None or rules.began is not None:
        return 0
    calendars = network.calendars
    start = solution.early_start[place]
    for end in network.links_into(place):
        at = _at_the_latest(network, solution, floats.pushed, end)
        start = max(start, network.begun_by(place, tracks, at) if end[1] in (FF, SF) else at)
    start = beginning(calendars, tracks, start)
    finish = done(calendars, tracks, start)
    span = (start, finish)
    room = _room(network, solution, place, span=span)
    left = _slack(network, solution, floats.released, place, span=span, default=room)
    return max(0, min(left, room, floats.free[place]))

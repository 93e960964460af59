"""Dates of what drives nothing: levels of effort and hammocks, inactive tasks, and summaries.

A level of effort lasts from the first start to the last finish that its links name: whatever it is linked to by a start (SS
from either side) can begin it, whatever by a finish (FF) can end it; FS and SF name the date they touch. An inactive task is
shown where its predecessors would put it. A summary spans its tasks.
"""

from __future__ import annotations

from itpm.model.dependencies import Dependency
from itpm.model.durations import ElapsedDuration, scheduled
from itpm.model.moments import to_seconds
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Solution


def place_late(network: Network, solution: Solution) -> None:
    """Scheduled dates, in place, of a plan that is scheduled from its finish: late, but where a task has dates of its own."""
    for node in network.order:
        rules = network.rules_of(node)
        if network.tracks[node] and not rules.has_own_dates and not rules.as_soon_as_possible:
            solution.start[node], solution.finish[node] = solution.late_start[node], solution.late_finish[node]


def place_the_begun(network: Network, solution: Solution) -> None:
    """Scheduled dates, in place, of begun tasks whose early dates are those of what is left: the actual ones."""
    for place, rules in network.rules.items():
        if rules.began is not None and network.drives(place):
            solution.start[place] = rules.began
            if rules.ended is not None:
                solution.finish[place] = rules.ended


def place_the_rest(network: Network, solution: Solution) -> None:
    """Fill in, in place, the dates of everything that took no part in the passes."""
    plan, structure = network.plan, network.plan.structure
    waiting = [
        place for place in range(len(plan.tasks)) if not network.drives(place) and not structure.is_summary(place)
    ]
    inactive = frozenset(place for place in waiting if not plan.tasks[place].is_active)
    _roll_up(network, solution, frozenset(waiting))
    touching = _links_touching(network, waiting)
    for place in waiting:
        if plan.tasks[place].spans_others and not touching[place] and structure.parents[place] >= 0:
            _put_beside(solution, place, structure.parents[place])
        elif plan.tasks[place].spans_others:
            _put(solution, place, *_span(network, solution, place, touching[place]))
        else:
            _put(solution, place, *_where_it_would_be(network, solution, place, touching[place]))
    if waiting:
        _roll_up(network, solution, inactive)


def _put(solution: Solution, place: int, start: int, finish: int) -> None:
    solution.early_start[place] = solution.late_start[place] = solution.start[place] = start
    solution.early_finish[place] = solution.late_finish[place] = solution.finish[place] = finish


def _put_beside(solution: Solution, place: int, summary: int) -> None:
    """Give a hammock that has no links the dates of its summary, as its other tasks make them (P6's WBS summary activity)."""
    for dates in (
        *(solution.early_start, solution.late_start, solution.start),
        *(solution.early_finish, solution.late_finish, solution.finish),
    ):
        dates[place] = dates[summary]


def _links_touching(network: Network, places: list[int]) -> dict[int, list[Dependency]]:
    touching: dict[int, list[Dependency]] = {place: [] for place in places}
    position = network.plan.structure.position
    for link in network.plan.links if places else ():
        for place in (position[link.predecessor], position[link.successor]):
            if place in touching:
                touching[place].append(link)
    return touching


def _span(network: Network, solution: Solution, place: int, links: list[Dependency]) -> tuple[int, int]:
    """First start and last finish that the links of a level of effort name."""
    task, position = network.plan.tasks[place], network.plan.structure.position
    starts: list[int] = []
    finishes: list[int] = []
    for link in links:
        waits = link.successor == task.id
        other = position[link.predecessor if waits else link.successor]
        own_end, other_end = link.type.to_finish, link.type.from_finish
        if not waits:
            own_end, other_end = other_end, own_end
        (finishes if own_end else starts).append((solution.finish if other_end else solution.start)[other])
    start = min(starts, default=network.start)
    return start, max(start, max(finishes, default=solution.project_finish))


def _where_it_would_be(network: Network, solution: Solution, place: int, links: list[Dependency]) -> tuple[int, int]:
    """Where an inactive task would stand if it counted; its own dates, if it is a manual one."""
    task, details = network.plan.tasks[place], network.plan.tasks[place].extra
    if details.manual_start is not None and details.manual_finish is not None:
        return to_seconds(details.manual_start), to_seconds(details.manual_finish)
    position = network.plan.structure.position
    held = [solution.finish[position[link.predecessor]] for link in links if link.successor == task.id]
    calendar = network.calendars[network.own_calendar[place]]
    start = max([network.start, *held])
    if task.duration is None:
        return start, start
    length = scheduled(task.duration)
    if isinstance(length, ElapsedDuration):
        return start, start + length.seconds()
    seconds = length.seconds(network.plan.day)
    start = calendar.next_start(start) if seconds else start
    return start, calendar.advance(start, seconds)


def _roll_up(network: Network, solution: Solution, left_out: frozenset[int]) -> None:
    structure = network.plan.structure
    for place in structure.summaries_upwards():
        below = [child for child in structure.children[place] if child not in left_out]
        for dates, choose in (
            (solution.early_start, min),
            (solution.late_start, min),
            (solution.start, min),
            (solution.early_finish, max),
            (solution.late_finish, max),
            (solution.finish, max),
        ):
            dates[place] = choose((dates[child] for child in below), default=network.start)
        _keep_by_hand(network, solution, place, below)


def _keep_by_hand(network: Network, solution: Solution, place: int, below: list[int]) -> None:
    """What manual dates make of a summary's late ones: it spans those of a manual task, not its late dates; its own stand."""
    by_hand = {child for child in below if network.rules_of(child).manual is not None}
    if by_hand:
        tasks = {child for child in by_hand if network.drives(child)}
        solution.late_start[place] = min(
            (solution.early_start if child in by_hand else solution.late_start)[child] for child in below
        )
        solution.late_finish[place] = max(
            (solution.early_finish if child in tasks else solution.late_finish)[child] for child in below
        )
    own = network.rules_of(place).manual
    if own is not None:
        solution.early_start[place], solution.early_finish[place] = own
        solution.start[place], solution.finish[place] = own
        solution.late_start[place] = max(solution.late_start[place], own[0])
        solution.late_finish[place] = max(solution.late_finish[place], own[1])

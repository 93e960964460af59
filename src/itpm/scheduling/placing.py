"""Dates of what drives nothing: inactive tasks, summaries, and levels of effort (see `itpm.scheduling.spanning`).

An inactive task is shown where its predecessors would put it. A summary spans its tasks.
"""

from __future__ import annotations

from itpm.model.dependencies import Dependency
from itpm.model.durations import ElapsedDuration, scheduled
from itpm.model.moments import to_seconds
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Solution
from itpm.scheduling.spanning import place_spans


def place_late(network: Network, solution: Solution) -> None:
    """Scheduled dates, in place, of a plan that is scheduled from its finish: late, but where a task has dates of its own."""
    for node in network.order:
        rules = network.rules_of(node)
        goes_late = rules.manual is not None or not (rules.has_own_dates or rules.as_soon_as_possible)
        if network.tracks[node] and goes_late:
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
    place_spans(network, solution, [place for place in waiting if place not in inactive])
    arriving = _links_into(network, inactive)
    for place in sorted(inactive):
        _put(solution, place, *_where_it_would_be(network, solution, place, arriving[place]))
    if waiting:
        _roll_up(network, solution, inactive)


def _put(solution: Solution, place: int, start: int, finish: int) -> None:
    solution.early_start[place] = solution.late_start[place] = solution.start[place] = start
    solution.early_finish[place] = solution.late_finish[place] = solution.finish[place] = finish


def _links_into(network: Network, places: frozenset[int]) -> dict[int, list[Dependency]]:
    found: dict[int, list[Dependency]] = {place: [] for place in places}
    position = network.plan.structure.position
    for link in network.plan.links if places else ():
        if position[link.successor] in found:
            found[position[link.successor]].append(link)
    return found


def _where_it_would_be(network: Network, solution: Solution, place: int, links: list[Dependency]) -> tuple[int, int]:
    """Where an inactive task would stand if it counted; its own dates, if it is a manual one."""
    task, details = network.plan.tasks[place], network.plan.tasks[place].extra
    if details.manual_start is not None and details.manual_finish is not None:
        return to_seconds(details.manual_start), to_seconds(details.manual_finish)
    position = network.plan.structure.position
    held = [solution.finish[position[link.predecessor]] for link in links]
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
    """What manual dates make of a summary's: it spans the dates of a manual task, not those logic makes; its own stand.

    Logic makes the late dates of what is manual; where the plan is scheduled from its finish, the early ones.
    """
    from_finish = network.plan.schedule_from == "finish"
    starts, finishes = solution.late_start, solution.late_finish
    if from_finish:
        starts, finishes = solution.early_start, solution.early_finish
    by_hand = {child for child in below if network.rules_of(child).manual is not None}
    if by_hand:
        tasks = {child for child in by_hand if network.drives(child)}
        of_start, of_finish = (tasks, by_hand) if from_finish else (by_hand, tasks)
        starts[place] = min((solution.start if child in of_start else starts)[child] for child in below)
        finishes[place] = max((solution.finish if child in of_finish else finishes)[child] for child in below)
    own = network.rules_of(place).manual
    if own is None:
        return
    for dates in (solution.early_start, solution.start, solution.late_start):
        dates[place] = (min if from_finish else max)(dates[place], own[0]) if dates is starts else own[0]
    for dates in (solution.early_finish, solution.finish, solution.late_finish):
        dates[place] = (min if from_finish else max)(dates[place], own[1]) if dates is finishes else own[1]

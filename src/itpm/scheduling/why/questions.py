"""Why a task is critical, or by how much it could slip and what it would meet then."""

from __future__ import annotations

from itpm.findings import Explanation
from itpm.model.durations import seconds_of
from itpm.scheduling.bounds import capped_by, late_bounds
from itpm.scheduling.causes import cause_of, day_of, label_of
from itpm.scheduling.chains import forward_steps, held_by_step, told_once
from itpm.scheduling.explaining import spanned_by
from itpm.scheduling.floats import Floats
from itpm.scheduling.holding import cappers, holders
from itpm.scheduling.networks import Network
from itpm.scheduling.paths import nodes_to
from itpm.scheduling.solutions import Bound, BoundKind, Solution

_SHOWN = 3


def why_critical(network: Network, solution: Solution, floats: Floats, place: int) -> Explanation:
    """What a critical task holds, on to the project's finish; of one that is not critical, `why_not_critical`.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> s = schedule(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])]))
        >>> print(why_critical(s.network, s.solution, s.floats, 1))
        move is critical: a delay past Wed 07 Jan 2026 17:00 delays what follows, and the finish
          move must finish by Wed 07 Jan 2026 17:00: the project finish
    """
    task = network.plan.tasks[place]
    if not floats.critical[place]:
        return why_not_critical(network, solution, floats, place)
    late = day_of(solution.late_finish[place])
    statement = f"{task.label} is critical: a delay past {late} delays what follows, and the finish"
    if floats.total[place] < 0:
        short = str(_amount(network, place, -floats.total[place]))
        statement = f"{task.label} is critical: it is {short} too late already for what must be kept"
    because = [step for node in _last(network, solution, place) for step in forward_steps(network, solution, node)]
    return Explanation(f"task:{task.id}", statement, because or spanned_by(network, place))


def _last(network: Network, solution: Solution, place: int) -> list[int]:
    """The task, or the last of a summary's; none where nothing drives."""
    return [place] if network.drives(place) else nodes_to(network, solution, place)[-1:]


def why_not_critical(network: Network, solution: Solution, floats: Floats, place: int) -> Explanation:
    """By how much a task could slip, and what it would meet then; of a critical one, `why_critical`.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> s = schedule(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("clean", "1d")]))
        >>> print(why_not_critical(s.network, s.solution, s.floats, 1))
        clean could slip 1d, to Tue 06 Jan 2026 17:00
          then it meets the project finish
    """
    task = network.plan.tasks[place]
    if floats.critical[place]:
        return why_critical(network, solution, floats, place)
    last = _last(network, solution, place)
    if not last:
        return Explanation(f"task:{task.id}", f"{task.label} drives nothing, so nothing waits for it")
    if network.rules_of(place).is_over:
        return Explanation(f"task:{task.id}", f"{task.label} is complete: it can hold nothing any more")
    room = _amount(network, place, floats.total[place])
    late = solution.late_end[place] if network.drives(place) else solution.late_finish[place]
    statement = f"{task.label} could slip {room}, to {day_of(late)}"
    if floats.total[place] <= 0:
        statement = f"{task.label} has no time to spare, but does not hold the project's finish"
    capping = cappers(network, solution, last[0])[:_SHOWN]
    met = told_once(_met(network, solution, last[0], bound) for bound in capping)
    return Explanation(f"task:{task.id}", statement, met)


def _met(network: Network, solution: Solution, place: int, bound: Bound) -> Explanation:
    """What a task would meet that slips as far as it may."""
    subject = f"task:{network.plan.tasks[place].id}"
    if bound.kind is not BoundKind.LINK:
        said = f"then it meets {cause_of(network, place, bound, late=True)}"
        return Explanation(subject, said, [], evidence=bound)
    other, behind = label_of(network, bound.node), bound.node
    while network.is_hub(behind):
        behind = capped_by(late_bounds(network, solution, behind)).node
    passed = {place, bound.node}
    holding = holders(network, solution, behind) if behind >= 0 else []
    if any(held.node in passed for held in holding):
        because = forward_steps(network, solution, behind)
        return Explanation(subject, f"{other} waits for it, and would slip with it", because, evidence=bound)
    because = held_by_step(network, solution, behind) if holding else []
    return Explanation(subject, f"{other} waits for it, but is held already", because, evidence=bound)


def _amount(network: Network, place: int, seconds: int) -> object:
    return seconds_of(seconds, day=network.plan.day, elapsed=network.own_calendar[place] == 0)

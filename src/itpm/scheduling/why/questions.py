"""Why a task is critical, or by how much it could slip and what it would meet then."""

from __future__ import annotations

from itpm.findings import Explanation
from itpm.model.durations import seconds_of
from itpm.scheduling.causes import cause_of, day_of, label_of
from itpm.scheduling.explaining import forward_chain, held_by_sentences
from itpm.scheduling.floats import Floats
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import BoundKind, Solution
from itpm.scheduling.why.holding import cappers

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
    return Explanation(f"task:{task.id}", statement, forward_chain(network, solution, place))


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
    if not network.drives(place):
        return Explanation(f"task:{task.id}", f"{task.label} drives nothing, so nothing waits for it")
    if network.rules_of(place).is_over:
        return Explanation(f"task:{task.id}", f"{task.label} is complete: it can hold nothing any more")
    room = _amount(network, place, floats.total[place])
    statement = f"{task.label} could slip {room}, to {day_of(solution.late_finish[place])}"
    because = []
    for bound in cappers(network, solution, place)[:_SHOWN]:
        if bound.kind is not BoundKind.LINK:
            because.append(
                Explanation(f"task:{task.id}", f"then it meets {cause_of(network, place, bound)}", evidence=bound)
            )
            continue
        other = label_of(network, bound.node)
        held = held_by_sentences(network, solution, bound.node)
        because.append(
            Explanation(f"task:{task.id}", f"{other} waits for it, but is held already", held, evidence=bound)
        )
    return Explanation(f"task:{task.id}", statement, because)


def _amount(network: Network, place: int, seconds: int) -> object:
    return seconds_of(seconds, day=network.plan.day, elapsed=network.own_calendar[place] == 0)

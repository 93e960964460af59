"""Reverse-critical tasks: critical, and yet the plan would finish *earlier* if they took longer.

The finish of such a task is held (a link or a constraint on its finish, or it goes as late as possible), so a longer duration
pulls its start forward; and it drives what follows by its start (SS, SF), so that moves forward too. Whoever shortens it to win
time loses some. That is quick to see; whether the plan really gains, `itpm.scheduling.reverse_critical_tasks` tries.

Source:
    Wiest, "Precedence diagramming method: some unusual characteristics and their implications for project managers", Journal of
    Operations Management 1 (1981), 121-130.
"""

from __future__ import annotations

from itpm.scheduling import BoundKind, Network, Schedule, early_bounds, reverse_critical_tasks
from itpm.scheduling.bounds import held_by

_HELD_FINISHES = frozenset({"FNET", "MFO", "ALAP"})


def reverse_critical(computed: Schedule) -> tuple[str, ...]:
    """Ids of the tasks of the critical path that would let the plan finish earlier if they took longer, the most gain first.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("p", start="2026-01-05", tasks=[
        ...     Task("a", "10d"), Task("b", "2d", after=["a FF"]), Task("c", "10d", after=["b SS"])])
        >>> reverse_critical(schedule(plan))
        ('b',)
        >>> longer = plan.with_tasks([Task("b", "4d", after=["a FF"])])
        >>> schedule(longer).finish < schedule(plan).finish
        True
    """
    position = computed.plan.structure.position
    if not any(_may_be(computed, position[task_id]) for task_id in computed.critical_path):
        return ()
    return tuple(task_id for task_id, _ in reverse_critical_tasks(computed))


def _may_be(computed: Schedule, place: int) -> bool:
    """Whether its start drives and its finish is held; most tasks are told by the first alone."""
    return (
        _releases_by_start(computed.network, place)
        and _finish_is_held(computed, place)
        and _start_drives(computed, place)
    )


def _releases_by_start(network: Network, place: int) -> bool:
    return any(code in _FROM_START for _, code, _, _ in network.out[place])


_FROM_START = frozenset({1, 3})
"""Codes of the links from a start: SS and SF."""


def _finish_is_held(computed: Schedule, place: int) -> bool:
    bound = held_by(early_bounds(computed.network, computed.solution, place))
    if bound.kind is BoundKind.LINK:
        return bound.link is not None and bound.link.type.to_finish
    return bound.kind is BoundKind.CONSTRAINT and bound.by in _HELD_FINISHES


def _start_drives(computed: Schedule, place: int) -> bool:
    network, solution = computed.network, computed.solution
    for behind, code, _, _ in network.out[place]:
        if code not in _FROM_START or network.is_hub(behind):
            continue
        bound = held_by(early_bounds(network, solution, behind))
        link = bound.link if bound.kind is BoundKind.LINK else None
        if link is not None and bound.node == place and not link.type.from_finish:
            return True
    return False

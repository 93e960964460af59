"""Which single change would bring a date forward, by how much each critical task holds the finish, and what works backwards."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import field, frozen

from itpm.errors import PlanError
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import Duration, ElapsedDuration, Unit, WorkDuration, duration, scheduled, seconds_of
from itpm.model.moments import to_seconds
from itpm.scheduling.changing.batches import Changes
from itpm.scheduling.changing.overlays import Overlay
from itpm.scheduling.holding import holders
from itpm.scheduling.paths import FloatPath, nodes_to
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.scheduling.schedules import Schedule

_MOST_STEPS = 60


@frozen(kw_only=True)
class Lever:
    """One change, and what it brings.

    Attributes:
        what: the change, in words.
        task: id of the task it is made at.
        gain: by how much earlier the task that was asked about would finish, in the plan's working time.
        changes: the change itself, for `what_if`.
    """

    what: str
    task: str
    gain: Duration
    changes: Changes = field(repr=False)


@frozen
class Levers(Tabular):
    """Single changes that bring a task forward, the most effective first.

    Attributes:
        task: id of the task that was asked about.
        levers: the changes.
        label: what people call the task.
    """

    task: str
    levers: tuple[Lever, ...]
    label: str = ""

    def table(self) -> Table:
        """Change and gain."""
        return Table(
            title=f"What would bring {(self.label or self.task)!r} forward",
            columns=(Column("Change", key="what"), Column("Task"), Column("Gain", align="right")),
            rows=[(lever.what, lever.task, lever.gain) for lever in self.levers],
        )


def what_moves(schedule: Schedule, task_id: str, *, by: Duration | str = "1d", most: int = 10) -> Levers:
    """The single changes along the chain that holds a task which would bring its finish forward, most effective first.

    Tried are: every task of the chain shorter by `by` (or gone, if it is no longer than that), every lag of its links taken away,
    every task begun `by` before the one it waits for ends, every constraint lifted. Of equal gains, those that leave the logic
    alone come first.

    Args:
        schedule: the dates.
        task_id: what should come forward.
        by: how much a task is shortened, or begun before another ends.
        most: how many changes are listed [1].

    Raises:
        UnknownTaskError: there is no such task.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("pack", "2d"), Task("move", "1d", after=["pack FS+2d"])]
        >>> found = what_moves(schedule(Plan("Move", start="2026-01-05", tasks=tasks)), "move")
        >>> [(lever.what, str(lever.gain)) for lever in found.levers][:2]
        [('no lag (2d) between pack and move', '2d'), ('move in 0d instead of 1d', '1d')]
    """
    before = to_seconds(schedule[task_id].finish)
    calendar = schedule.plan.calendar.compiled
    found = []
    for what, task, changes in _candidates(schedule, task_id, duration(by, place="by")):
        try:
            after = schedule.what_if(changes)
        except PlanError:
            continue
        gain = calendar.between(to_seconds(after[task_id].finish), before)
        if gain > 0:
            found.append(Lever(what=what, task=task, gain=seconds_of(gain, day=schedule.plan.day), changes=changes))
    found.sort(key=lambda lever: (-int(lever.gain.amount), bool(lever.changes.unlink)))
    return Levers(task_id, tuple(found[:most]), schedule.plan[task_id].label)


def _candidates(schedule: Schedule, task_id: str, by: Duration) -> Iterator[tuple[str, str, Changes]]:
    plan, network, solution = schedule.plan, schedule.network, schedule.solution
    nodes = nodes_to(network, solution, plan.structure.position[task_id])
    for node in reversed(nodes[-_MOST_STEPS:]):
        holding = holders(network, solution, node)
        link = holding[0].link if len(holding) == 1 else None  # what is held twice does not move by one change
        if link is not None:
            yield from _link_candidates(schedule, link, by)
        if network.is_hub(node):
            continue
        task = plan.tasks[node]
        if task.duration is not None and network.drives(node) and task.progress is None:
            shorter = _shorter(scheduled(task.duration), by, schedule)
            if shorter is not None:
                what = f"{task.label} in {shorter} instead of {scheduled(task.duration)}"
                yield what, task.id, Changes(durations={task.id: shorter})
        if task.constraints:
            names = ", ".join(map(str, task.constraints))
            yield f"{task.label} without {names}", task.id, Changes(constraints={task.id: ()})


def _link_candidates(schedule: Schedule, link: Dependency, by: Duration) -> Iterator[tuple[str, str, Changes]]:
    """The link without its lag; else, of a finish-to-start link, with an overlap of `by`."""
    plan, ends = schedule.plan, (link.predecessor, link.successor)
    others = [other for other in plan.links if (other.predecessor, other.successor) == ends and other != link]
    before, behind = plan[link.predecessor].label, plan[link.successor].label
    if link.lag_amount > 0:
        changed = Dependency(*ends, type=link.type)
        yield f"no lag ({link.lag}) between {before} and {behind}", link.successor, _instead(ends, others, changed)
    elif link.type is DependencyType.FS and not link.lag_amount:
        lead = -by.seconds(plan.day)
        changed = Dependency(*ends, lag=WorkDuration(Decimal(lead), Unit.SECOND, day=plan.day))
        yield f"{behind} begins {by} before {before} ends", link.successor, _instead(ends, others, changed)


def _instead(ends: tuple[str, str], others: list[Dependency], changed: Dependency) -> Changes:
    return Changes(unlink=[ends], links=[*others, changed])


def _shorter(value: Duration, by: Duration, schedule: Schedule) -> Duration | None:
    seconds = value.seconds(schedule.plan.day)
    left = max(0, seconds - by.seconds(schedule.plan.day))
    if left == seconds:
        return None
    if isinstance(value, ElapsedDuration):
        return ElapsedDuration(Decimal(left), Unit.SECOND)
    return WorkDuration(Decimal(left), Unit.SECOND, day=schedule.plan.day)


def drag(schedule: Schedule) -> tuple[tuple[str, Duration], ...]:
    """By how much each critical task alone holds the project's finish: how much earlier it would be, took the task no time.

    In a plain plan a task costs what it moves, in any other a schedule of its own.

    Returns:
        (task id, drag) of every critical task that takes time, most first, in the plan's working time.

    Source: Devaux, "Total Project Control" (1999); here exactly, by scheduling without the task's duration.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("a", "5d"), Task("b", "3d"), Task("c", "2d", after=["a", "b"])]
        >>> [(name, str(held)) for name, held in drag(schedule(Plan("p", start="2026-01-05", tasks=tasks)))]
        [('a', '2d'), ('c', '2d')]
    """
    plan, line = schedule.plan, schedule.line
    found = []
    for name in schedule.critical_tasks:
        place = plan.structure.position[name]
        task = plan.tasks[place]
        if task.duration is None or not scheduled(task.duration).amount or task.progress is not None:
            continue
        if line is not None and line.line.takes([place]):
            held = line.finish - Overlay(line, {place: 0}).finish
        else:
            without = schedule.what_if(durations={name: "0h"})
            held = plan.calendar.compiled.between(to_seconds(without.finish), to_seconds(schedule.finish))
        if held > 0:
            found.append((name, seconds_of(held, day=plan.day)))
    return tuple(sorted(found, key=lambda pair: -int(pair[1].amount)))


def longest_paths(schedule: Schedule, k: int = 5) -> tuple[FloatPath, ...]:
    """The critical path and the next most urgent chains, with the least float of each; at most `k` [1].

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("a", "5d"), Task("b", "3d"), Task("c", "2d", after=["a", "b"])]
        >>> [str(path) for path in longest_paths(schedule(Plan("p", start="2026-01-05", tasks=tasks)))]
        ['a -> c: 0d', 'b (into c): 2d']
    """
    first = schedule.critical_path
    if not first or k < 1:
        return ()
    total = min((schedule[name].total_float for name in first), key=lambda room: int(room.amount))
    others = schedule.near_critical_paths(within=WorkDuration(Decimal(_EVER), Unit.SECOND))
    return (FloatPath(first, total), *others)[:k]


_EVER = 10**12


def reverse_critical_tasks(schedule: Schedule, *, by: Duration | str = "1h") -> tuple[tuple[str, Duration], ...]:
    """Critical tasks that would bring the finish forward if they took *longer*: their finish is held, their start holds others.

    Args:
        schedule: the dates.
        by: how much longer each is tried.

    Returns:
        (task id, gain) of each, most first, in the plan's working time.

    Source: Wiest, "Precedence diagramming method: some unusual characteristics" (1981).

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("a", "10d"), Task("b", "2d", after=["a FF"]), Task("c", "10d", after=["b SS"])]
        >>> [(name, str(gain)) for name, gain in reverse_critical_tasks(schedule(Plan("p", start="2026-01-05", tasks=tasks)))]
        [('b', '1h')]
    """
    plan, network = schedule.plan, schedule.network
    longer = duration(by, place="by").seconds(plan.day)
    found = []
    for name in schedule.critical_path:
        place = plan.structure.position[name]
        task = plan.tasks[place]
        starts_others = any(code in (1, 3) for _, code, _, _ in network.out[place])
        if not starts_others or task.duration is None or isinstance(scheduled(task.duration), ElapsedDuration):
            continue
        seconds = scheduled(task.duration).seconds(plan.day) + longer
        after = schedule.what_if(durations={name: WorkDuration(Decimal(seconds), Unit.SECOND)})
        gain = plan.calendar.compiled.between(to_seconds(after.finish), to_seconds(schedule.finish))
        if gain > 0:
            found.append((name, seconds_of(gain, day=plan.day)))
    return tuple(sorted(found, key=lambda pair: -int(pair[1].amount)))

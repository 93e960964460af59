"""The plan counted once: what each task is, and which links can still hold something.

Every check of a plan's health asks the same few things of every task and link: is it a summary, a level of effort, complete, does
anything wait for it. A census answers them in one pass over the tasks and one over the links, however many checks follow.

A task inherits the links of the summaries above it. What is inactive holds nothing, and neither does what merely spans others (a
level of effort, a hammock). A *planning package*, work that is known but not planned in detail yet, is a task that says so: one
of its activity codes, custom fields or its notes is "planning package" or "PP", whatever the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from attrs import field, frozen

from itpm.model.dependencies import NO_LAG, Dependency, DependencyType
from itpm.model.durations import DayLength, Duration, Percent, ThreePointEstimate, Unit, scheduled
from itpm.model.plans import Plan
from itpm.model.tasks import EarnedValueMethod, Task, TaskKind

SUMMARY, INACTIVE, SPANNING, MILESTONE, EXTERNAL, COMPLETE, PLANNING, PRECEDED, FOLLOWED = (1 << n for n in range(9))

_PLANNING_WORDS = frozenset({"planning package", "pp"})
_EFFORT_WORDS = frozenset({"level of effort", "loe"})


@frozen(kw_only=True, eq=False, slots=False)
class Census:
    """What each task of a plan is, as flags by place, and its links.

    Attributes:
        plan: the plan.
        flags: for each task, the sum of what holds of it: `SUMMARY`, `COMPLETE` and so on.
        open_links: links that can still hold something: both ends count, and what waits is not complete.
    """

    plan: Plan = field(repr=False)
    flags: tuple[int, ...] = field(repr=False)
    open_links: tuple[Dependency, ...] = field(repr=False)

    _found: dict[tuple[int, int], tuple[int, ...]] = field(init=False, repr=False, factory=dict)

    def places(self, *, without: int, having: int = 0) -> tuple[int, ...]:
        """Places of the tasks that are none of `without` and all of `having`, in plan order."""
        key = (without, having)
        if key not in self._found:
            mask = without | having
            self._found[key] = tuple(place for place, flags in enumerate(self.flags) if flags & mask == having)
        return self._found[key]

    def tasks(self, *, without: int, having: int = 0) -> tuple[Task, ...]:
        """The tasks themselves, in plan order."""
        tasks = self.plan.tasks
        return tuple(tasks[place] for place in self.places(without=without, having=having))

    @cached_property
    def leads(self) -> tuple[Dependency, ...]:
        """Open links with a negative lag."""
        return tuple(link for link in self.lagged if lag_size(link) < 0)

    @cached_property
    def lags(self) -> tuple[Dependency, ...]:
        """Open links with a positive lag."""
        return tuple(link for link in self.lagged if lag_size(link) > 0)

    @cached_property
    def lagged(self) -> tuple[Dependency, ...]:
        """Open links with any lag or lead."""
        return tuple(link for link in self.open_links if link.lag is not NO_LAG and lag_size(link))

    @cached_property
    def seconds(self) -> tuple[int, ...]:
        """Scheduled duration of each task, in working time or on the clock [s]; 0 for summaries and milestones."""
        in_seconds = Seconds(self.plan.day)
        return tuple(0 if task.duration is None else in_seconds(scheduled(task.duration)) for task in self.plan.tasks)


@frozen(eq=False)
class Seconds:
    """Durations in seconds, each notation worked out once: plans of thousands of tasks use a few dozen."""

    day: DayLength
    _known: dict[tuple[type, Decimal, Unit], int] = field(init=False, repr=False, factory=dict)

    def __call__(self, length: Duration) -> int:
        """The duration [s]."""
        key = (type(length), length.amount, length.unit)
        found = self._known.get(key)
        return self._known.setdefault(key, length.seconds(self.day)) if found is None else found


def census_of(plan: Plan) -> Census:
    """The plan, counted.

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> census = census_of(plan)
        >>> [bool(flags & FOLLOWED) for flags in census.flags], len(census.open_links)
        ([True, False], 1)
    """
    flags = _task_flags(plan)
    _sum_up(plan, flags)
    links = _read_links(plan, flags)
    _hand_down(plan, flags)
    return Census(plan=plan, flags=tuple(flags), open_links=links)


def _task_flags(plan: Plan) -> list[int]:
    children = plan.structure.children
    flags = []
    for place, task in enumerate(plan.tasks):
        found = SUMMARY if children[place] else 0
        length = task.duration
        if length is None or (not isinstance(length, ThreePointEstimate) and not length.amount):
            found |= MILESTONE
        if task.progress is not None and task.progress.actual_finish is not None:
            found |= COMPLETE
        if task.details is not None or task.kind is not TaskKind.TASK:
            found |= _unusual(task)
        flags.append(found)
    return flags


def _unusual(task: Task) -> int:
    details = task.extra
    found = 0 if details.active else INACTIVE
    words = _words(task)
    effort = details.earned_value is EarnedValueMethod.LEVEL_OF_EFFORT or not words.isdisjoint(_EFFORT_WORDS)
    if task.spans_others:
        found |= SPANNING
    if effort and not task.spans_others:
        found |= LEVEL_OF_EFFORT
    if task.kind is TaskKind.EXTERNAL:
        found |= EXTERNAL
    if details.milestone:
        found |= MILESTONE
    if not words.isdisjoint(_PLANNING_WORDS):
        found |= PLANNING
    return found


LEVEL_OF_EFFORT = 1 << 9
"""Said to be a level of effort by its codes or by how it earns value, though the network treats it as a task."""


def _words(task: Task) -> set[str]:
    details = task.extra
    said: Iterable[str] = [value for _, value in (*details.codes, *details.custom)]
    return {text.strip().lower() for text in (*said, details.notes)}


def _sum_up(plan: Plan, flags: list[int]) -> None:
    """A summary is complete when everything below it is that counts; one that holds nothing of the kind says nothing."""
    children = plan.structure.children
    silent = {place for place, found in enumerate(flags) if found & (INACTIVE | SPANNING) and not children[place]}
    for place in plan.structure.summaries_upwards():
        below = [flags[child] & COMPLETE for child in children[place] if child not in silent]
        if not below:
            silent.add(place)
        flags[place] = flags[place] | COMPLETE if below and all(below) else flags[place] & ~COMPLETE


def _read_links(plan: Plan, flags: list[int]) -> tuple[Dependency, ...]:
    """Marks what has predecessors and successors that count; the links that can still hold something."""
    position = plan.structure.position
    silent = INACTIVE | SPANNING
    found = []
    for link in plan.links:
        before, behind = position[link.predecessor], position[link.successor]
        if not flags[before] & silent:
            flags[behind] |= PRECEDED
            if not flags[behind] & (silent | COMPLETE):
                found.append(link)
        if not flags[behind] & silent:
            flags[before] |= FOLLOWED
    return tuple(found)


def _hand_down(plan: Plan, flags: list[int]) -> None:
    """What waits for a summary, or what it waits for, counts for everything below it."""
    structure = plan.structure
    for place in reversed(structure.summaries_upwards()):
        inherited = flags[place] & (PRECEDED | FOLLOWED)
        if inherited:
            for child in structure.children[place]:
                flags[child] |= inherited


def lag_size(link: Dependency) -> Decimal:
    """The lag's amount in its own unit; negative for a lead."""
    return link.lag.value if isinstance(link.lag, Percent) else link.lag.amount


def holds_start(link: Dependency) -> bool:
    """Whether the link holds the start of what waits (FS, SS), not its finish."""
    return link.type in _TO_START


def frees_finish(link: Dependency) -> bool:
    """Whether something waits for the finish of what the link comes from (FS, FF), not merely for its start."""
    return link.type in _FROM_FINISH


_TO_START = frozenset({DependencyType.FS, DependencyType.SS})
_FROM_FINISH = frozenset({DependencyType.FS, DependencyType.FF})

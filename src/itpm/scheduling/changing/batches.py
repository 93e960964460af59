"""A batch of changes to a plan, checked and applied as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias, TypeVar, cast

import attrs
from attrs import field, frozen

from itpm.errors import Fault, Hints, NotationError, PlanError
from itpm.model.constraints import Constraint
from itpm.model.dependencies import Dependency, dependency
from itpm.model.durations import Duration, ThreePointEstimate, estimate
from itpm.model.moments import moment
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.tasks import Task

_V = TypeVar("_V")
Pairs: TypeAlias = tuple[tuple[str, _V], ...]


def _pairs(value: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple(cast("Mapping[str, Any]", value).items()) if isinstance(value, Mapping) else tuple(value)


def _durations(value: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Pairs[Duration | ThreePointEstimate | None]:
    return tuple((name, estimate(amount, place=f"durations[{name!r}]")) for name, amount in _pairs(value))


def _deadlines(value: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Pairs[datetime | None]:
    return tuple(
        (name, None if at is None else moment(at, edge="finish", place=f"deadlines[{name!r}]"))
        for name, at in _pairs(value)
    )


def _progress(value: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Pairs[Progress | None]:
    pairs = _pairs(value)
    wrong = [(name, known) for name, known in pairs if known is not None and not isinstance(known, Progress)]
    if wrong:
        said = "expected what is known of the task, Progress(...), or None, got"
        raise NotationError([Fault(f"progress[{name!r}]", known, f"{said} {known!r}") for name, known in wrong])
    return pairs


def _links(value: Iterable[Dependency | tuple[str, str]]) -> tuple[Dependency, ...]:
    """Dependencies, or pairs (short form of the link, successor): ``("build SS+5d", "test")``."""
    return tuple(
        link if isinstance(link, Dependency) else dependency(*_pair(link, "changes.links"), place="changes.links")
        for link in value
    )


def _ends(value: Iterable[Dependency | tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (end.predecessor, end.successor) if isinstance(end, Dependency) else _pair(end, "changes.unlink")
        for end in value
    )


def _pair(value: object, place: str) -> tuple[str, str]:
    if isinstance(value, (tuple, list)) and len(value) == 2 and all(isinstance(one, str) for one in value):
        return str(value[0]), str(value[1])
    said = "expected a Dependency or a pair (predecessor, successor)"
    raise NotationError([Fault(place, value, f"{said}, got {value!r}")])


def _tasks(value: Iterable[Task]) -> tuple[Task, ...]:
    tasks = tuple(value)
    wrong = [task for task in tasks if not isinstance(task, Task)]
    if wrong:
        raise NotationError([Fault("changes.tasks", task, f"expected a Task, got {task!r}") for task in wrong])
    return tasks


def _ids(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@frozen(kw_only=True)
class Changes:
    """What is changed in a plan, all at once.

    Attributes:
        durations: new durations by task id.
        links: links that are added: dependencies, or pairs of a short form and the task that waits.
        unlink: (predecessor, successor) pairs whose links, all of them, are taken away.
        constraints: what each of these tasks is held to instead.
        deadlines: new deadlines by task id; None for none.
        calendars: names of the calendars by task id; None for the plan's.
        progress: what is known of the past of these tasks instead; None for nothing.
        tasks: tasks that are added, or replace those of the same id.
        remove: ids of tasks that are taken away, with their links and, of summaries, with what they contain.

    A task in `remove` and in `tasks` is taken away with its links and added anew, behind all others.

    Raises:
        NotationError: a duration, link or date cannot be read.

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> changed = Changes(durations={"pack": "3d"}, tasks=[Task("clean", "1d")], links=[("move", "clean")]).applied(plan)
        >>> [str(task.duration) for task in changed.tasks], str(changed.links[-1])
        (['3d', '1d', '1d'], 'move -> clean')
    """

    durations: Pairs[Duration | ThreePointEstimate | None] = field(default=(), converter=_durations)
    links: tuple[Dependency, ...] = field(default=(), converter=_links)
    unlink: tuple[tuple[str, str], ...] = field(default=(), converter=_ends)
    constraints: Pairs[Iterable[Constraint | str]] = field(default=(), converter=_pairs)
    deadlines: Pairs[datetime | None] = field(default=(), converter=_deadlines)
    calendars: Pairs[str | None] = field(default=(), converter=_pairs)
    progress: Pairs[Progress | None] = field(default=(), converter=_progress)
    tasks: tuple[Task, ...] = field(default=(), converter=_tasks)
    remove: tuple[str, ...] = field(default=(), converter=_ids)

    @property
    def is_durations_only(self) -> bool:
        """Whether nothing but durations changes."""
        rest = (self.links, self.unlink, self.constraints, self.deadlines, self.calendars, self.progress)
        return not any((*rest, self.tasks, self.remove))

    def applied(self, plan: Plan) -> Plan:
        """The plan with the changes, validated once.

        Raises:
            PlanError: with every fault: unknown tasks with the nearest, and whatever makes the result impossible.
        """
        faults = list(self._faults(plan))
        if faults:
            raise PlanError(faults)
        gone = self._removed(plan)
        replaced = {task.id: task for task in self.tasks}
        kept = [replaced.pop(task.id, task) for task in plan.tasks if task.id not in gone]
        fields = self._fields_by_task()
        cut = set(self.unlink)
        tasks = [self._changed(task, fields.get(task.id, {}), gone, cut) for task in (*kept, *replaced.values())]
        links = [
            link
            for link in plan.dependencies
            if link.predecessor not in gone
            and link.successor not in gone
            and (link.predecessor, link.successor) not in cut
        ]
        windows = [_without(window, gone) for window in plan.windows if not window.tasks or set(window.tasks) - gone]
        return attrs.evolve(plan, tasks=tasks, dependencies=(*links, *self.links), windows=windows)

    def _fields_by_task(self) -> dict[str, dict[str, Any]]:
        fields: dict[str, dict[str, Any]] = {}
        for name in ("duration", "constraints", "deadline", "calendar", "progress"):
            source = name if name in ("constraints", "progress") else f"{name}s"
            for task, value in getattr(self, source):
                fields.setdefault(task, {})[name] = value
        return fields

    @staticmethod
    def _changed(task: Task, fields: dict[str, Any], gone: set[str], cut: set[tuple[str, str]]) -> Task:
        after = tuple(
            link for link in task.after if link.predecessor not in gone and (link.predecessor, task.id) not in cut
        )
        if len(after) < len(task.after):
            fields = {**fields, "after": after}
        return attrs.evolve(task, **fields) if fields else task

    def _removed(self, plan: Plan) -> set[str]:
        structure = plan.structure
        places = [structure.position[name] for name in self.remove]
        return {plan.tasks[below].id for place in places for below in (place, *structure.descendants(place))}

    def _faults(self, plan: Plan) -> Iterator[Fault]:
        known = {**plan.structure.position, **dict.fromkeys((task.id for task in self.tasks), 0)}
        hint = Hints()
        for name in ("durations", "constraints", "deadlines", "calendars", "progress"):
            for task, _ in getattr(self, name):
                if task not in known:
                    yield Fault(f"changes.{name}", task, f"there is no task {task!r}{hint(task, known)}")
        yield from self._at_odds(plan)
        for name in self.remove:
            if name not in plan:
                yield Fault("changes.remove", name, f"there is no task {name!r}{hint(name, plan.structure.position)}")
        linked = {(link.predecessor, link.successor) for link in plan.links}
        for ends in self.unlink:
            if ends not in linked:
                yield Fault("changes.unlink", ends, f"{ends[1]!r} does not wait for {ends[0]!r}")

    def _at_odds(self, plan: Plan) -> Iterator[Fault]:
        """What one batch says twice, or says of a task that it takes away."""
        gone = self._removed(plan) if all(name in plan for name in self.remove) else set[str]()
        gone -= {task.id for task in self.tasks}
        for name in ("durations", "constraints", "deadlines", "calendars", "progress"):
            for task, count in Counter(task for task, _ in getattr(self, name)).items():
                if count > 1:
                    yield Fault(f"changes.{name}", task, f"{task!r} is there twice")
                if task in gone:
                    yield Fault(f"changes.{name}", task, f"{task!r} is taken away in the same batch")
        for task, count in Counter(task.id for task in self.tasks).items():
            if count > 1:
                yield Fault("changes.tasks", task, f"{task!r} is there twice")
        for link in self.links:
            for end in {link.predecessor, link.successor} & gone:
                yield Fault("changes.links", str(link), f"{end!r} is taken away in the same batch")


def _without(window: Any, gone: set[str]) -> Any:  # a Window; attrs.evolve keeps its type
    return attrs.evolve(window, tasks=[name for name in window.tasks if name not in gone])

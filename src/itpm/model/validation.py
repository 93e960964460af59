"""What makes a plan impossible: every fault of its tasks, links, breakdown and calendars, found in one go.

A plan that is merely bad (a task without successor, work before the data date) passes; saying so is for findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from itpm.errors import Fault, Hints, PlanError
from itpm.model.dependencies import Dependency, has_link_tail
from itpm.model.durations import Duration, ElapsedDuration, Percent, ThreePointEstimate
from itpm.model.given import shortened
from itpm.model.structure import Structure, cycles, with_network
from itpm.model.tasks import Task, TaskKind
from itpm.model.windows import window_faults

if TYPE_CHECKING:
    from itpm.model.plans import Plan

_LONGEST = 86_400 * 366 * 8000
_LARGEST_PERCENT = 100_000


def validated(plan: Plan) -> Structure:
    """The skeleton of a plan that can exist.

    Raises:
        PlanError: with every fault of the plan: duplicate and unreadable ids, unknown names with the nearest, circles by
            name, impossible dates, negative durations, summaries with durations of their own.
    """
    hint = Hints()
    faults = list(_plan_faults(plan, hint))
    position: dict[str, int] = {}
    for place, task in enumerate(plan.tasks):
        name = task.id
        if type(name) is not str or not name or " " in name or name.strip() != name or name in position:
            faults.extend(_id_faults(name, place, position))
        position.setdefault(name, place)
    tree = _tree(plan.tasks, position, faults, hint)
    fine: dict[int, object] = {}
    for place, task in enumerate(plan.tasks):
        length = task.duration
        if id(length) not in fine or tree.children[place] or not _has_little(task):
            found = list(_task_faults(plan, tree, place, task, hint))
            if not found:
                fine[id(length)] = length
            faults.extend(found)
    if plan.windows:
        faults.extend(window_faults(plan.windows, position, hint))
    structure = with_network(tree, plan.tasks, plan.links, *_links(plan, tree, faults, hint))
    if len(structure.order) < len(plan.tasks) + len(structure.hubs):
        faults.extend(_cycle_faults(plan.tasks, structure))
    if faults:
        raise PlanError(faults)
    return structure


def _has_little(task: Task) -> bool:
    """Whether nothing but its duration can be at fault."""
    return task.details is None and task.progress is None and task.calendar is None and not task.assignments


def _plan_faults(plan: Plan, hint: Hints) -> Iterator[Fault]:
    if plan.schedule_from == "finish" and plan.finish is None:
        yield Fault("plan.finish", None, "a plan scheduled from its finish needs one")
    for kind, names in (
        ("resources", [resource.id for resource in plan.resources]),
        ("calendars", [name for name, _ in plan.calendars]),
        ("baselines", [baseline.name for baseline in plan.baselines]),
    ):
        seen: set[str] = set()
        for number, name in enumerate(names):
            if name in seen:
                yield Fault(f"{kind}[{number}]", name, f"{name!r} is there twice")
            seen.add(name)
    calendars = plan.calendar_by_name
    for resource in plan.resources:
        if resource.calendar is not None and resource.calendar not in calendars:
            near = hint(resource.calendar, calendars)
            yield Fault(
                f"resource {resource.id!r}.calendar",
                resource.calendar,
                f"there is no calendar {resource.calendar!r}{near}",
            )
        if not resource.max_units.is_finite() or resource.max_units < 0:
            yield Fault(
                f"resource {resource.id!r}.max_units",
                resource.max_units,
                f"expected 0 or more, got {resource.max_units}",
            )


def _id_faults(name: object, place: int, position: dict[str, int]) -> Iterator[Fault]:
    where = f"tasks[{place}].id"
    if not isinstance(name, str) or not name or name != name.strip():
        yield Fault(where, name, f"an id is text without spaces around it, got {shortened(name)}")
    elif has_link_tail(name):
        yield Fault(where, name, f"an id cannot end like a link, got {shortened(name)}")
    elif name in position:
        yield Fault(where, name, f"task {name!r} is there twice, first as tasks[{position[name]}]")


def _tree(tasks: Sequence[Task], position: dict[str, int], faults: list[Fault], hint: Hints) -> Structure:
    parents = [-1] * len(tasks)
    if all(task.parent is None for task in tasks):
        return Structure(position=position, parents=tuple(parents), children=((),) * len(tasks))
    for place, task in enumerate(tasks):
        if task.parent is None:
            continue
        where = f"task {task.id!r}.parent"
        if task.parent not in position:
            faults.append(Fault(where, task.parent, f"there is no task {task.parent!r}{hint(task.parent, position)}"))
        else:
            parents[place] = position[task.parent]
    _break_parent_circles(tasks, parents, faults)
    children: list[list[int]] = [[] for _ in tasks]
    for place, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(place)
    return Structure(position=position, parents=tuple(parents), children=tuple(map(tuple, children)))


def _break_parent_circles(tasks: Sequence[Task], parents: list[int], faults: list[Fault]) -> None:
    if all(parent < place for place, parent in enumerate(parents)):
        return
    edges = [(parent, place) for place, parent in enumerate(parents) if parent >= 0]
    for circle in cycles(len(tasks), edges):
        names = [tasks[place].id for place in circle]
        faults.append(Fault(f"task {names[0]!r}.parent", names[0], f"summaries contain each other: {_ring(names)}"))
    if faults:
        stuck = {place for circle in cycles(len(tasks), edges, most=len(tasks)) for place in circle}
        for place in stuck:
            parents[place] = -1


def _task_faults(plan: Plan, tree: Structure, place: int, task: Task, hint: Hints) -> Iterator[Fault]:
    where = f"task {task.id!r}"
    if task.duration is not None:
        yield from _duration_faults(plan, tree, place, task)
    if task.calendar is not None and task.calendar not in plan.calendar_by_name:
        near = hint(task.calendar, plan.calendar_by_name)
        yield Fault(f"{where}.calendar", task.calendar, f"there is no calendar {task.calendar!r}{near}")
    if task.assignments:
        yield from _assignment_faults(plan, task, hint)
    if task.progress is not None:
        yield from _progress_faults(where, task)
    if task.details is not None:
        yield from _detail_faults(where, task)


def _duration_faults(plan: Plan, tree: Structure, place: int, task: Task) -> Iterator[Fault]:
    where = f"task {task.id!r}.duration"
    value = task.duration
    if value is None:
        return
    if tree.children[place] and task.kind is not TaskKind.MANUAL:
        yield Fault(where, value, f"a summary lasts as long as its tasks, got a duration of its own: {value}")
    parts = (
        (value.optimistic, value.most_likely, value.pessimistic) if isinstance(value, ThreePointEstimate) else (value,)
    )
    for part in parts:
        if not part.amount.is_finite() or part.amount < 0:
            yield Fault(where, part, f"a duration cannot be negative, got {part}")
        elif part.amount and part.seconds(plan.day) > _LONGEST:
            yield Fault(where, part, f"{part} is longer than any calendar")
    if isinstance(value, ThreePointEstimate):
        yield from _estimate_faults(plan, where, value)


def _estimate_faults(plan: Plan, where: str, value: ThreePointEstimate) -> Iterator[Fault]:
    parts: tuple[Duration, ...] = (value.optimistic, value.most_likely, value.pessimistic)
    if not all(part.amount.is_finite() for part in parts):
        return
    if len({isinstance(part, ElapsedDuration) for part in parts}) > 1:
        yield Fault(where, value, f"the three points are all working time or all elapsed, got {value}")
    elif (seconds := [part.seconds(plan.day) for part in parts]) != sorted(seconds):
        yield Fault(where, value, f"expected optimistic <= most likely <= pessimistic, got {value}")


def _assignment_faults(plan: Plan, task: Task, hint: Hints) -> Iterator[Fault]:
    for number, assignment in enumerate(task.assignments):
        where = f"task {task.id!r}.assignments[{number}]"
        if assignment.resource not in plan.resource_by_id:
            near = hint(assignment.resource, plan.resource_by_id)
            yield Fault(f"{where}.resource", assignment.resource, f"there is no resource {assignment.resource!r}{near}")
        if not assignment.units.is_finite() or assignment.units < 0:
            yield Fault(f"{where}.units", assignment.units, f"expected 0 or more, got {assignment.units}")
        for name in ("work", "remaining", "actual_work", "overtime", "actual_overtime"):
            work = getattr(assignment, name)
            if work is not None and (not work.amount.is_finite() or work.amount < 0):
                yield Fault(f"{where}.{name}", work, f"work cannot be negative, got {work}")


def _progress_faults(where: str, task: Task) -> Iterator[Fault]:
    progress = task.progress
    if progress is None:
        return
    start, finish = progress.actual_start, progress.actual_finish
    if finish is not None and start is None:
        yield Fault(f"{where}.progress.actual_finish", finish, f"finished on {finish} but never started")
    if finish is not None and start is not None and finish < start:
        yield Fault(f"{where}.progress.actual_finish", finish, f"finished on {finish}, before it started on {start}")
    if progress.remaining is not None and (not progress.remaining.amount.is_finite() or progress.remaining.amount < 0):
        yield Fault(f"{where}.progress.remaining", progress.remaining, f"cannot be negative, got {progress.remaining}")


def _detail_faults(where: str, task: Task) -> Iterator[Fault]:
    details = task.extra
    start, finish = details.manual_start, details.manual_finish
    if start is not None and finish is not None and finish < start:
        yield Fault(f"{where}.details.manual_finish", finish, f"finishes on {finish}, before it starts on {start}")
    for begin, end in details.splits:
        if end < begin:
            yield Fault(f"{where}.details.splits", (begin, end), f"a part ends on {end}, before it begins on {begin}")


def _links(plan: Plan, tree: Structure, faults: list[Fault], hint: Hints) -> tuple[list[int], list[int]]:
    """Places of the predecessor and the successor of each link; -1 for those of a faulty one."""
    position, children, links = tree.position, tree.children, plan.links
    befores = [position.get(link.predecessor, -1) for link in links]
    behinds = [position.get(link.successor, -1) for link in links]
    fine: dict[int, object] = {}
    for number, (before, behind, link) in enumerate(zip(befores, behinds, links, strict=True)):
        if before >= 0 and behind >= 0:
            if before != behind and id(link.lag) in fine and not children[before] and not children[behind]:
                continue
            fault = _link_fault(tree, before, behind, link)
            if not fault:
                fine[id(link.lag)] = link.lag
                continue
            faults.append(Fault(_where(plan, number, link), str(link), fault))
        else:
            faults.extend(
                Fault(_where(plan, number, link), name, f"there is no task {name!r}{hint(name, position)}")
                for name, place in {link.predecessor: before, link.successor: behind}.items()
                if place < 0
            )
        befores[number] = behinds[number] = -1
    return befores, behinds


def _where(plan: Plan, number: int, link: Dependency) -> str:
    in_tasks = plan.count_in_tasks
    return f"task {link.successor!r}.after" if number < in_tasks else f"dependencies[{number - in_tasks}]"


def _link_fault(tree: Structure, before: int, behind: int, link: Dependency) -> str:
    if before == behind:
        return f"task {link.successor!r} waits for itself"
    if (tree.children[before] and before in tree.ancestors(behind)) or (
        tree.children[behind] and behind in tree.ancestors(before)
    ):
        return f"{link.predecessor!r} and {link.successor!r} are linked though one contains the other"
    amount = link.lag.value if isinstance(link.lag, Percent) else link.lag.amount
    largest = _LARGEST_PERCENT if isinstance(link.lag, Percent) else 10**9
    if not amount.is_finite() or abs(amount) > largest:
        return f"the lag {link.lag} is out of reach"
    return ""


def _cycle_faults(tasks: Sequence[Task], structure: Structure) -> Iterator[Fault]:
    count = len(tasks) + len(structure.hubs)
    edges = [(edge.before, edge.behind) for edge in structure.edges]
    for circle in cycles(count, edges):
        places = [node if node < len(tasks) else structure.hubs[node - len(tasks)].summary for node in circle]
        names = [tasks[place].id for place in places]
        kept = [name for name, before in zip(names, names[-1:] + names[:-1], strict=True) if name != before] or names[
            :1
        ]
        yield Fault(f"task {kept[0]!r}.after", kept[0], f"tasks depend on each other: {_ring(kept)}")


def _ring(names: Iterable[str]) -> str:
    listed = list(names)
    shown = listed if len(listed) <= 12 else [*listed[:6], f"... {len(listed) - 11} more ...", *listed[-5:]]
    return " -> ".join([*shown, listed[0]])

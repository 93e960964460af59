"""Why a task starts and finishes when it does, in sentences, made from the bounds that define the dates."""

from __future__ import annotations

from itpm.findings import Explanation
from itpm.model.durations import seconds_of
from itpm.model.moments import to_datetime
from itpm.scheduling.bounds import capped_by, early_bounds, held_by, late_bounds
from itpm.scheduling.floats import Floats
from itpm.scheduling.networks import Network
from itpm.scheduling.paths import winner
from itpm.scheduling.solutions import Bound, BoundKind, Solution

_DEEPEST = 400
_MOST_NEAR = 3


def explanation(network: Network, solution: Solution, floats: Floats, place: int) -> Explanation:
    """What holds a task, back to the plan's start; what would hold it next; what its float is measured to."""
    task = network.plan.tasks[place]
    if not network.drives(place):
        return _explained_span(network, solution, place)
    start, finish = day_of(solution.start[place]), day_of(solution.finish[place])
    statement = f"{task.label} starts {start} and finishes {finish}"
    because = [
        *_driving(network, solution, place),
        *_near(network, solution, place),
        _float(network, solution, floats, place),
    ]
    return Explanation(f"task:{task.id}", statement, because)


def _driving(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """The chain of bounds that hold `place`, nearest first, as one explanation a step."""
    steps: list[Explanation] = []
    node: int | None = place
    while node is not None and len(steps) < _DEEPEST:
        bound = winner(network, solution, node)
        if bound is None:
            break
        if not network.is_hub(node):
            steps.append(Explanation(_subject(network, node), _held(network, solution, node, bound), evidence=bound))
        node = bound.node if bound.kind is BoundKind.LINK else None
    return steps


def _held(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    label = label_of(network, node)
    start = day_of(solution.early_start[node])
    match bound.kind:
        case BoundKind.LINK:
            return _held_by_link(network, solution, node, bound)
        case BoundKind.ACTUAL:
            return f"{label} began {start}: that is a fact"
        case BoundKind.CONSTRAINT:
            return f"{label} is held to {start} by its constraint {bound.by}"
        case BoundKind.MANUAL:
            return f"{label} stands at {start}, a date set by hand ({bound.by})"
        case BoundKind.PROJECT:
            return f"{label} starts {start}, with the {bound.by}: nothing before it holds it"
        case BoundKind.WINDOW:
            return f"{label} has to wait until {start}: {bound.by}"
        case BoundKind.DEADLINE | BoundKind.CALENDAR | BoundKind.RESOURCE:
            return f"{label} is held to {start} by {bound.by}"


def _held_by_link(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    label, other = label_of(network, node), label_of(network, bound.node)
    from_finish, to_finish = bound.by[0] == "F", bound.by[1] == "F"
    date = (solution.early_finish if from_finish else solution.early_start)[bound.node]
    verb = "finishes" if from_finish else "starts"
    held = "finish" if to_finish else "start"
    at = day_of(date)
    return f"{other} {verb} {at} and holds the {held} of {label}{_how(bound)}"


def _how(bound: Bound) -> str:
    """Type and lag of a link, where it is not a plain finish-to-start."""
    tail = bound.link.short_form.removeprefix(bound.link.predecessor).strip() if bound.link else ""
    return f" ({tail})" if tail else ""


def _near(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """What holds the task as well, all of it, and what would hold it next, by how much it misses."""
    bounds = early_bounds(network, solution, place)
    best = held_by(bounds)
    calendar = network.calendars[network.own_calendar[place]]
    others = sorted((b for b in bounds if b is not best and b.kind is not BoundKind.PROJECT), key=lambda b: -b.date)
    found: list[Explanation] = []
    for bound in others:
        missing = calendar.between(bound.date, solution.early_start[place])
        if missing > 0 and len(found) >= _MOST_NEAR:
            break
        by = label_of(network, bound.node) if bound.kind is BoundKind.LINK else f"its constraint {bound.by}"
        room = "just as early" if missing <= 0 else f"{seconds_of(missing, day=network.plan.day)} earlier"
        found.append(Explanation(_subject(network, place), f"{by} would hold it {room}", evidence=bound))
    return found


def held_by_sentences(network: Network, solution: Solution, node: int) -> list[Explanation]:
    """What holds the start of a node, as one explanation."""
    bound = winner(network, solution, node)
    if bound is None:
        return []
    return [Explanation(_subject(network, node), _held(network, solution, node, bound), evidence=bound)]


def forward_chain(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """What a task must not delay, step by step, on to the date that must be kept."""
    steps: list[Explanation] = []
    node = place
    while len(steps) < _DEEPEST:
        bound = capped_by(late_bounds(network, solution, node))
        text = _needed(network, solution, node, bound)
        steps.append(Explanation(_subject(network, node), text, evidence=bound))
        if bound.kind is not BoundKind.LINK:
            break
        node = bound.node
        while network.is_hub(node) and network.out[node]:
            node = capped_by(late_bounds(network, solution, node)).node
    return steps


def _needed(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    label, by = label_of(network, node), day_of(solution.late_finish[node])
    if bound.kind is not BoundKind.LINK:
        return f"{label} must finish by {by}: the {bound.by}"
    other = label_of(network, bound.node)
    from_finish, to_finish = bound.by[0] == "F", bound.by[1] == "F"
    theirs = day_of((solution.late_finish if to_finish else solution.late_start)[bound.node])
    ours = by if from_finish else day_of(solution.late_start[node])
    own = f"{label} must {'finish' if from_finish else 'start'} by {ours}"
    kind = "" if bound.by == "FS" else f" ({bound.by})"
    return f"{own}, for {other} to {'finish' if to_finish else 'start'} by {theirs}{kind}"


def _float(network: Network, solution: Solution, floats: Floats, place: int) -> Explanation:
    bound = capped_by(late_bounds(network, solution, place))
    total = seconds_of(floats.total[place], day=network.plan.day, elapsed=network.own_calendar[place] == 0)
    late = day_of(solution.late_finish[place])
    by = f"{label_of(network, bound.node)}, which follows," if bound.kind is BoundKind.LINK else f"the {bound.by}"
    if floats.total[place] < 0:
        text = f"it should finish by {late} for the sake of {by.rstrip(',')}, so it is {str(total).removeprefix('-')} too late"
    elif floats.critical[place]:
        text = f"it cannot slip: {by} needs it by {late}"
    else:
        text = f"it could slip {total}: {by} needs it by {late}"
    return Explanation(_subject(network, place), text, evidence=bound)


def _explained_span(network: Network, solution: Solution, place: int) -> Explanation:
    task, structure = network.plan.tasks[place], network.plan.structure
    start, finish = day_of(solution.start[place]), day_of(solution.finish[place])
    below = [child for child in structure.children[place] if network.plan.tasks[child].is_active]
    if not below:
        kind = "lasts as long as what it is linked to" if task.spans_others else "is inactive and holds nothing"
        return Explanation(f"task:{task.id}", f"{task.label} {kind}: {start} to {finish}")
    first = min(below, key=lambda child: solution.start[child])
    last = max(below, key=lambda child: solution.finish[child])
    causes = (
        Explanation(_subject(network, first), f"{label_of(network, first)} is the first to start"),
        Explanation(_subject(network, last), f"{label_of(network, last)} is the last to finish"),
    )
    return Explanation(f"task:{task.id}", f"{task.label} spans its tasks: {start} to {finish}", causes)


def label_of(network: Network, node: int) -> str:
    """What people call the task a node stands for."""
    tasks = network.plan.tasks
    if not network.is_hub(node):
        return tasks[node].label
    return tasks[network.plan.structure.hubs[node - len(tasks)].summary].label


def _subject(network: Network, node: int) -> str:
    tasks = network.plan.tasks
    place = node if node < len(tasks) else network.plan.structure.hubs[node - len(tasks)].summary
    return f"task:{tasks[place].id}"


def day_of(seconds: int) -> str:
    """An instant as people read it, from seconds [s]."""
    return f"{to_datetime(seconds):%a %d %b %Y %H:%M}"

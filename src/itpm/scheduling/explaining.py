"""Why a task starts and finishes when it does, in sentences, made from the bounds that define the dates."""

from __future__ import annotations

from itpm.findings import Explanation
from itpm.model.durations import seconds_of
from itpm.scheduling.bounds import capped_by, early_bounds, held_by, late_bounds, links_in
from itpm.scheduling.causes import cause_of, crossed, day_of, label_of, place_of
from itpm.scheduling.floats import Floats
from itpm.scheduling.networks import Network
from itpm.scheduling.paths import nodes_to, winner
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
    if _goes_late(network, solution, place):
        late = Explanation(
            f"task:{task.id}",
            "the plan is scheduled from its finish, so it goes as late as it may",
            forward_chain(network, solution, place),
        )
        return Explanation(f"task:{task.id}", statement, [late])
    because = [
        *_driving(network, solution, place),
        *_near(network, solution, place),
        *_overridden(network, solution, place),
        _float(network, solution, floats, place),
    ]
    return Explanation(f"task:{task.id}", statement, because)


def _goes_late(network: Network, solution: Solution, place: int) -> bool:
    """Whether a task stands at its late dates because the plan is scheduled from its finish."""
    if network.plan.schedule_from == "start" or network.rules_of(place).has_own_dates:
        return False
    return (solution.start[place], solution.finish[place]) == (solution.late_start[place], solution.late_finish[place])


def _driving(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """The chain of bounds that hold `place`, nearest first, as one explanation a step."""
    steps: list[Explanation] = []
    node: int | None = place
    while node is not None:
        if len(steps) >= _DEEPEST:
            return [*steps, _shortened(network, nodes_to(network, solution, node))]
        bound = winner(network, solution, node)
        if bound is None:
            break
        if not network.is_hub(node) or bound.link is not None:
            steps.append(_step(network, solution, node, bound))
        node = bound.node if bound.kind is BoundKind.LINK else None
    return steps


def _shortened(network: Network, nodes: list[int]) -> Explanation:
    """What stands for the rest of a chain that is too long to read."""
    first = nodes[0]
    said = f"and so on, {len(nodes)} more steps back to {label_of(network, first)}"
    return Explanation(_subject(network, first), said)


def _step(network: Network, solution: Solution, node: int, bound: Bound) -> Explanation:
    """What holds a node, and what lies between that and its start."""
    subject = _subject(network, node)
    because = [Explanation(subject, sentence) for sentence in crossed(network, solution, node, bound)]
    if bound.by == "ALAP" and network.policy.as_late_as_possible == "late_dates":
        because += forward_chain(network, solution, node)
    return Explanation(subject, _held(network, solution, node, bound), because, evidence=bound)


def _held(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    label = label_of(network, node)
    start = day_of(solution.early_start[node])
    if network.rules_of(node).began is not None:
        label = f"what is left of {label}"
    match bound.kind:
        case BoundKind.LINK:
            return _held_by_link(network, solution, node, bound)
        case BoundKind.ACTUAL if bound.by == "resumption":
            return f"{label} goes on {start}: so it is recorded"
        case BoundKind.ACTUAL:
            return f"{label} began {start}: that is a fact"
        case BoundKind.MANUAL:
            return f"{label} stands at {start}, a date set by hand ({bound.by})"
        case BoundKind.PROJECT:
            return f"{label} starts {start}, with the {bound.by}: nothing before it holds it"
        case BoundKind.WINDOW:
            return f"{label} has to wait until {start}: {bound.by}"
        case BoundKind.CONSTRAINT | BoundKind.DEADLINE | BoundKind.CALENDAR | BoundKind.RESOURCE:
            return f"{label} is held to {start} by {cause_of(network, node, bound)}"


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
        room = "just as early" if missing <= 0 else f"{seconds_of(missing, day=network.plan.day)} earlier"
        said = f"{cause_of(network, place, bound)} would hold it {room}"
        found.append(Explanation(_subject(network, place), said, evidence=bound))
    return found


def _overridden(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """Links that ask for a later date than a fact, a pinned or manual date allows."""
    if winner(network, solution, place) in (links := links_in(network, solution, place)):
        return []
    start, calendar = solution.early_start[place], network.calendars[network.own_calendar[place]]
    found = []
    for bound in sorted((one for one in links if one.date > start), key=lambda one: -one.date)[:_MOST_NEAR]:
        later = calendar.between(start, bound.date)
        if later > 0:
            room = seconds_of(later, day=network.plan.day)
            said = f"{label_of(network, bound.node)}{_how(bound)} asks for {room} later, and is overridden"
            found.append(Explanation(_subject(network, place), said, evidence=bound))
    return found


def held_by_sentences(network: Network, solution: Solution, node: int) -> list[Explanation]:
    """What holds the start of a node, as one explanation."""
    bound = winner(network, solution, node)
    if bound is None:
        return []
    return [_step(network, solution, node, bound)]


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
            bound = capped_by(late_bounds(network, solution, node))
            if _is_link(network, node, bound):
                steps.append(
                    Explanation(_subject(network, node), _needed(network, solution, node, bound), evidence=bound)
                )
            node = bound.node
    return steps


def _is_link(network: Network, hub: int, bound: Bound) -> bool:
    """Whether a summary waits for something itself, not just its tasks for it."""
    into = enumerate(network.into[bound.node])
    return any(end[0] == hub and network.link(bound.node, number) is not None for number, end in into)


def _needed(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    label, by = label_of(network, node), day_of(solution.late_finish[node])
    if bound.kind is not BoundKind.LINK:
        return f"{label} must finish by {by}: {cause_of(network, node, bound)}"
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
    if network.rules_of(place).is_over:
        return Explanation(_subject(network, place), "it is complete: it can hold nothing any more", evidence=bound)
    by = cause_of(network, place, bound) + (", which follows," if bound.kind is BoundKind.LINK else "")
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
        linked = [link for link in network.plan.links if task.id in (link.predecessor, link.successor)]
        spanned = [Explanation(f"task:{task.id}", f"it goes by {link}") for link in linked if task.spans_others]
        return Explanation(f"task:{task.id}", f"{task.label} {kind}: {start} to {finish}", spanned)
    first = min(below, key=lambda child: solution.start[child])
    last = max(below, key=lambda child: solution.finish[child])
    causes = (
        Explanation(_subject(network, first), f"{label_of(network, first)} is the first to start"),
        Explanation(_subject(network, last), f"{label_of(network, last)} is the last to finish"),
    )
    return Explanation(f"task:{task.id}", f"{task.label} spans its tasks: {start} to {finish}", causes)


def _subject(network: Network, node: int) -> str:
    return f"task:{network.plan.tasks[place_of(network, node)].id}"

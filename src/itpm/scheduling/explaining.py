"""Why a task starts and finishes when it does, in sentences, made from the bounds that define the dates."""

from __future__ import annotations

from collections import Counter

from itpm.findings import Explanation
from itpm.model.dependencies import Dependency
from itpm.model.durations import seconds_of
from itpm.model.tasks import Task
from itpm.scheduling.bounds import capped_by, early_bounds, late_bounds, links_in
from itpm.scheduling.causes import cause_of, day_of, how_of, label_of, left_open, subject_of
from itpm.scheduling.chains import driving_steps, forward_steps, needed_by, told_once
from itpm.scheduling.conflicts import without_windows
from itpm.scheduling.finish_bounds import finish_bounds
from itpm.scheduling.floats import Floats
from itpm.scheduling.holding import finish_holders, holders, start_from
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import BoundKind, Solution

_MOST_NEAR = 3


def explanation(network: Network, solution: Solution, floats: Floats, place: int) -> Explanation:
    """What holds a task, back to the plan's start; what would hold it next; what its float is measured to."""
    task = network.plan.tasks[place]
    if not network.drives(place):
        return _explained_span(network, solution, place)
    start, finish = day_of(solution.start[place]), day_of(solution.finish[place])
    rules = network.rules_of(place)
    starts = "starts" if rules.started is None and rules.began is None else "began"
    statement = f"{task.label} {starts} {start} and {'finished' if rules.is_over else 'finishes'} {finish}"
    if _goes_late(network, solution, place):
        late = Explanation(
            f"task:{task.id}",
            "the plan is scheduled from its finish, so it goes as late as it may",
            forward_steps(network, solution, place),
        )
        return Explanation(f"task:{task.id}", statement, [late])
    because = [
        *driving_steps(network, solution, place),
        *_unfit(network, place),
        *_near(network, solution, place),
        *_overridden(network, solution, place),
        _float(network, solution, floats, place),
    ]
    return Explanation(f"task:{task.id}", statement, told_once(because))


def _goes_late(network: Network, solution: Solution, place: int) -> bool:
    """Whether a task stands at its late dates because the plan is scheduled from its finish."""
    if network.plan.schedule_from == "start" or network.rules_of(place).has_own_dates:
        return False
    return (solution.start[place], solution.finish[place]) == (solution.late_start[place], solution.late_finish[place])


def _unfit(network: Network, place: int) -> list[Explanation]:
    """That the task fits into none of its windows."""
    windows = network.unfit.get(place)
    return [] if windows is None else [Explanation(subject_of(network, place), f"it {without_windows(windows)}")]


def _near(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """What holds the task as well, all of it, and what would hold it next, by how much it misses."""
    start, subject = solution.early_start[place], subject_of(network, place)
    calendar, told = network.calendars[network.own_calendar[place]], holders(network, solution, place)[:1]
    others = [(start_from(network, place, one), one) for one in early_bounds(network, solution, place)]
    befores = Counter(bound.node for _, bound in others)
    found: list[Explanation] = []
    for begin, bound in sorted(others, key=lambda pair: -pair[0]):
        over = bound.node >= 0 and network.rules_of(bound.node).ended is not None
        if bound in told or bound.kind is BoundKind.PROJECT or over:
            continue
        missing = calendar.between(begin, start)
        if missing > 0 and len(found) >= _MOST_NEAR:
            break
        room = "just as early" if missing <= 0 else f"{seconds_of(missing, day=network.plan.day)} earlier"
        which = how_of(bound) if befores[bound.node] > 1 else ""
        said = f"{cause_of(network, place, bound)}{which} would hold it {room}"
        found.append(Explanation(subject, said, evidence=bound))
    also = finish_holders(network, solution, place)[1:]
    said = "{} holds what is left of it just as long"
    found += [Explanation(subject, said.format(cause_of(network, place, one)), evidence=one) for one in also]
    return found


def _overridden(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """Links that ask for a later date than a fact, a pinned or manual date allows."""
    bounds = [*early_bounds(network, solution, place), *finish_bounds(network, solution, place)]
    if any(bound.kind is BoundKind.LINK for bound in bounds):  # they are heard
        return []
    start, calendar = solution.early_start[place], network.calendars[network.own_calendar[place]]
    links = [bound for bound in links_in(network, solution, place) if bound.date > start]
    found = []
    for bound in sorted(links, key=lambda one: -one.date)[:_MOST_NEAR]:
        later = calendar.between(start, bound.date)
        if later > 0:
            room = seconds_of(later, day=network.plan.day)
            said = f"{label_of(network, bound.node)}{how_of(bound)} asks for {room} later, and is overridden"
            found.append(Explanation(subject_of(network, place), said, evidence=bound))
    return found


def _float(network: Network, solution: Solution, floats: Floats, place: int) -> Explanation:
    """What the task must not delay, and by how much it may slip before it does."""
    subject, own = subject_of(network, place), capped_by(late_bounds(network, solution, place))
    if network.rules_of(place).is_over:
        return Explanation(subject, "it is complete: it can hold nothing any more", evidence=own)
    amount, bound = floats.total[place], needed_by(network, solution, place)
    total = seconds_of(abs(amount), day=network.plan.day, elapsed=network.own_calendar[place] == 0)
    late, by = day_of(solution.late_end[place]), cause_of(network, place, bound, late=True)
    follows = ", which follows," if bound.kind is BoundKind.LINK else ""
    if own.by == "pinned" and amount < 0:
        text = f"what it waits for asks for {total} more than {by} leaves"
    elif amount < 0:
        text = f"it should finish by {late} for the sake of {by}{follows.rstrip(',')}, so it is {total} too late"
    elif amount == 0:
        text = f"it cannot slip: {by}{follows} needs it by {late}"
    else:
        counts = ", and counts as critical" if floats.critical[place] else ""
        text = f"it could slip {total}{counts}: {by}{follows} needs it by {late}"
    because = [Explanation(subject, sentence) for sentence in left_open(network, solution, place, own)]
    return Explanation(subject, text, because, evidence=own)


def _explained_span(network: Network, solution: Solution, place: int) -> Explanation:
    task, structure = network.plan.tasks[place], network.plan.structure
    start, finish = day_of(solution.start[place]), day_of(solution.finish[place])
    below = [child for child in structure.children[place] if network.plan.tasks[child].is_active]
    if not below:
        kind = "lasts as long as what it is linked to" if task.spans_others else "is inactive and holds nothing"
        return Explanation(f"task:{task.id}", f"{task.label} {kind}: {start} to {finish}", spanned_by(network, place))
    first = min(below, key=lambda child: solution.start[child])
    last = max(below, key=lambda child: solution.finish[child])
    causes = (
        Explanation(subject_of(network, first), f"{label_of(network, first)} is the first to start"),
        Explanation(subject_of(network, last), f"{label_of(network, last)} is the last to finish"),
    )
    return Explanation(f"task:{task.id}", f"{task.label} spans its tasks: {start} to {finish}", causes)


def spanned_by(network: Network, place: int) -> list[Explanation]:
    """What a level of effort or hammock goes by."""
    task = network.plan.tasks[place]
    linked = [link for link in network.plan.links if task.id in (link.predecessor, link.successor)]
    return told_once(_gone_by(network, task, link) for link in linked if task.spans_others)


def _gone_by(network: Network, task: Task, link: Dependency) -> Explanation:
    """By which end of another task a level of effort goes."""
    ends = {True: "finish", False: "start"}
    own, its, other = link.type.to_finish, link.type.from_finish, link.predecessor
    if other == task.id:
        own, its, other = its, own, link.successor
    said = f"its {ends[own]} goes by the {ends[its]} of {network.plan[other].label}"
    return Explanation(f"task:{task.id}", said, evidence=link)

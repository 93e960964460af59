"""What holds a date, step by step: back to where that begins, and on to what must be kept. Each step is one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.findings import Explanation
from itpm.scheduling.bounds import capped_by, late_bounds
from itpm.scheduling.causes import cause_of, crossed, day_of, how_of, label_of, left_open, subject_of
from itpm.scheduling.holding import finish_holders, goes_on, holders
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Bound, BoundKind, Solution

_DEEPEST = 400


def told_once(steps: Iterable[Explanation]) -> list[Explanation]:
    """The steps without those that say what another says: two links may be alike."""
    found: dict[str, Explanation] = {}
    for step in steps:
        found.setdefault(step.statement, step)
    return list(found.values())


def driving_steps(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """What holds a task's start, and its finish where more than its start and its work does, nearest first; no step twice."""
    told = set[tuple[int, bool]]()
    steps = _steps_back(network, solution, (place, False), told)
    said = {step.evidence.by for step in steps[:1] if isinstance(step.evidence, Bound)}
    if any(bound.by not in said for bound in finish_holders(network, solution, place)):
        steps += _steps_back(network, solution, (place, True), told)
    return steps


def _steps_back(
    network: Network, solution: Solution, end: tuple[int, bool], told: set[tuple[int, bool]]
) -> list[Explanation]:
    """What holds an end of a node, given as the node and whether it is the finish, step by step up to what is told already."""
    steps: list[Explanation] = []
    passed: list[int] = []
    while True:
        node, at_finish = end
        found = finish_holders(network, solution, node) if at_finish else []
        end = node, bool(found)
        bound = next(iter(found or holders(network, solution, node)), None)
        if bound is None or end in told:
            break
        told.add(end)
        if len(steps) >= _DEEPEST:
            passed.append(node)
        elif not network.is_hub(node) or bound.link is not None or node in network.kept:
            steps.append(_step(network, solution, node, bound, at_finish=bool(found)))
        if bound.kind is not BoundKind.LINK:
            break
        end = bound.node, bound.by[0] == "F"
    if passed:
        first = passed[-1]
        said = f"and so on, {len(passed)} more steps back to {label_of(network, first)}"
        steps.append(Explanation(subject_of(network, first), said))
    return steps


def held_by_step(network: Network, solution: Solution, node: int) -> list[Explanation]:
    """What holds the start of a node, as one explanation."""
    return [_step(network, solution, node, bound, at_finish=False) for bound in holders(network, solution, node)[:1]]


def _step(network: Network, solution: Solution, node: int, bound: Bound, *, at_finish: bool) -> Explanation:
    """What holds an end of a node, and what lies between that and its date."""
    subject = subject_of(network, node)
    said = _ending(network, solution, node, bound) if at_finish else _beginning(network, solution, node, bound)
    between = crossed(network, solution, node, bound, at_finish=at_finish)
    because = [Explanation(subject, sentence) for sentence in between]
    if bound.by == "ALAP" and network.policy.as_late_as_possible == "late_dates":
        because += forward_steps(network, solution, node)
    return Explanation(subject, said, because, evidence=bound)


def _beginning(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    """What holds the start of a node: of a task whose dates are those of what is left of it, what holds that."""
    label, rules, at = label_of(network, node), network.rules_of(node), day_of(solution.early_start[node])
    match bound.kind:
        case BoundKind.LINK:
            return _by_link(network, solution, node, bound)
        case BoundKind.ACTUAL if bound.by == "resumption":
            return _goes_on(network, node, at)
        case BoundKind.ACTUAL:
            return f"{label} began {at}: that is a fact"
        case BoundKind.PROJECT if rules.ended is not None:
            return f"what follows {label} cannot go on before {at}, the {bound.by}"
        case BoundKind.PROJECT if rules.began is not None:
            return f"what is left of {label} goes on {at}, with the {bound.by}: nothing before it holds it"
        case BoundKind.PROJECT:
            return f"{label} starts {at}, with the {bound.by}: nothing before it holds it"
        case BoundKind.MANUAL if bound.by == "manual summary" and node not in network.kept:
            return f"{label} starts {at}, with {cause_of(network, node, bound)}: nothing before it holds it"
        case BoundKind.MANUAL:
            return f"{label} stands at {at}, a date set by hand"
        case BoundKind.WINDOW:
            return f"{_what(network, node)} has to wait until {at}: {bound.by}"
        case BoundKind.CONSTRAINT | BoundKind.DEADLINE | BoundKind.CALENDAR | BoundKind.RESOURCE:
            return f"{_what(network, node)} is held to {at} by {cause_of(network, node, bound)}"


def _ending(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    """What holds the finish of a task, where that is not just its start and its work."""
    label, finish = label_of(network, node), day_of(solution.early_finish[node])
    begins = day_of(goes_on(network, solution, node))
    match bound.kind:
        case BoundKind.LINK:
            return _by_link(network, solution, node, bound)
        case BoundKind.ACTUAL if bound.by == "resumption":
            return _goes_on(network, node, begins)
        case BoundKind.ACTUAL:
            return f"{label} finished {finish}: that is a fact"
        case BoundKind.PROJECT:
            return f"what is left of {label} goes on {begins}, with the {bound.by}"
        case BoundKind.WINDOW:
            return f"what is left of {label} has to wait until {begins}: {bound.by}"
        case BoundKind.MANUAL:
            return f"{label} finishes {finish}, a date set by hand"
        case _:
            return f"{label} is held to finish {finish} by {cause_of(network, node, bound)}"


def _goes_on(network: Network, node: int, at: str) -> str:
    """Where the work stopped, or is recorded to go on."""
    label, rules, progress = label_of(network, node), network.rules_of(node), network.plan.tasks[node].progress
    if rules.ended is not None:
        return f"what follows {label} goes on {at}, when it finished"
    if not any(seconds for _, seconds in rules.remaining):
        return f"nothing is left of {label}: its work ended {at}"
    recorded = progress is not None and progress.resume is not None
    return f"what is left of {label} goes on {at}{': so it is recorded' if recorded else ', where its work stopped'}"


def _what(network: Network, node: int) -> str:
    """What is placed: the task, or what is left of it."""
    label, rules = label_of(network, node), network.rules_of(node)
    return f"what is left of {label}" if rules.began is not None else label


def _by_link(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    """The end of the predecessor that holds an end of a node."""
    other, rules = label_of(network, bound.node), network.rules_of(bound.node)
    from_finish, how = bound.by[0] == "F", how_of(bound)
    at = day_of((solution.early_finish if from_finish else solution.early_start)[bound.node])
    held = _held_end(network, node, to_finish=bound.by[1] == "F")
    if rules.ended is not None:
        return f"{other} is complete, but holds {held} to {at}{how}"
    if rules.began is not None and not from_finish:
        return f"what is left of {other} goes on {at} and holds {held}{how}"
    verb = "finishes" if from_finish else "starts"
    if rules.finished is not None or (rules.started is not None and not from_finish):
        verb = "finished" if from_finish else "began"
    return f"{other} {verb} {at} and holds {held}{how}"


def _held_end(network: Network, node: int, *, to_finish: bool) -> str:
    label, rules = label_of(network, node), network.rules_of(node)
    if rules.ended is not None:
        return f"what follows {label}"
    if rules.began is not None or rules.started is not None:
        return f"what is left of {label}"
    return f"the {'finish' if to_finish else 'start'} of {label}"


def forward_steps(network: Network, solution: Solution, place: int) -> list[Explanation]:
    """What a task must not delay, step by step, on to the date that must be kept."""
    steps: list[Explanation] = []
    node = place
    while len(steps) < _DEEPEST:
        bound = capped_by(late_bounds(network, solution, node))
        if not network.is_hub(node) or bound.link is not None:
            steps.append(_forward_step(network, solution, node, bound))
        if bound.kind is not BoundKind.LINK or _resumes(network, solution, bound):
            break
        node = bound.node
    return steps


def needed_by(network: Network, solution: Solution, node: int) -> Bound:
    """What caps the late dates of a node; where that is its own summary, what waits for the summary."""
    bound = capped_by(late_bounds(network, solution, node))
    while bound.kind is BoundKind.LINK and bound.link is None:
        bound = capped_by(late_bounds(network, solution, bound.node))
    return bound


def _forward_step(network: Network, solution: Solution, node: int, bound: Bound) -> Explanation:
    subject = subject_of(network, node)
    because = [Explanation(subject, sentence) for sentence in left_open(network, solution, node, bound)]
    return Explanation(subject, _needed(network, solution, node, bound), because, evidence=bound)


def _resumes(network: Network, solution: Solution, bound: Bound) -> bool:
    """Whether a begun task is waited for by where its work goes on, not by when it must end."""
    rules = network.rules_of(bound.node)
    if rules.started is None or bound.by[1] == "F" or network.policy.started_holds != "resume":
        return False
    by_work = network.begun_by(bound.node, rules.remaining, solution.late_end[bound.node])
    return by_work != solution.late_begin[bound.node]


def _needed(network: Network, solution: Solution, node: int, bound: Bound) -> str:
    label, by = label_of(network, node), day_of(solution.late_end[node])
    if bound.kind is not BoundKind.LINK:
        return f"{label} must finish by {by}: {cause_of(network, node, bound, late=True)}"
    other, rules = label_of(network, bound.node), network.rules_of(bound.node)
    from_finish, to_finish = bound.by[0] == "F", bound.by[1] == "F"
    theirs = day_of((solution.late_end if to_finish else solution.late_begin)[bound.node])
    own = f"{label} must {'finish' if from_finish else 'start'} by {by if from_finish else day_of(solution.late_begin[node])}"
    kind = "" if bound.by == "FS" else f" ({bound.by})"
    if rules.started is not None and not to_finish:
        kind = f", where its work stopped{kind}" if _resumes(network, solution, bound) else kind
        return f"{own}, for what is left of {other} to go on by {theirs}{kind}"
    return f"{own}, for {other} to {'finish' if to_finish else 'start'} by {theirs}{kind}"

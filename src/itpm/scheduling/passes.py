"""The passes: early dates forward, late dates backward, then what hangs on both.

The definition of every date is in `itpm.scheduling.bounds`: all candidates that could hold it, of which the latest (for late
dates: the earliest) wins. The loops compute the winner's date without listing the others; a test holds them to the list.

Order of work: forward; backward; forward again where tasks go as late as possible, because they push what follows them; then
levels of effort, inactive tasks and summaries are placed around what has dates.
"""

from __future__ import annotations

from itpm.errors import Fault, NoWorkingTimeError, PlanError
from itpm.model.moments import FIRST, LAST, to_seconds
from itpm.scheduling.backward import pass_backward
from itpm.scheduling.drafts import Draft
from itpm.scheduling.forward import pass_forward
from itpm.scheduling.late_starts import put_off
from itpm.scheduling.networks import Network
from itpm.scheduling.placing import place_late, place_the_begun, place_the_rest
from itpm.scheduling.solutions import Solution

_BEYOND = "its dates lie beyond the years 1 to 9999"


def solve(network: Network) -> Solution:
    """Early, late and scheduled dates of every node.

    Raises:
        UnfitError: a task fits into none of its windows; `itpm.scheduling.settling` places it without them.
        PlanError: a date lies beyond the years 1 to 9999.

    Example:
        >>> from itpm.model import Plan, SchedulingPolicy, Task
        >>> from itpm.scheduling.networks import build_network
        >>> plan = Plan("Move", start="1970-01-01", tasks=[Task("pack", "1d"), Task("move", "1d", after=["pack"])])
        >>> [finish // 3600 for finish in solve(build_network(plan, SchedulingPolicy.ms_project())).early_finish]
        [17, 41]
    """
    draft = Draft(network)
    try:
        solution = _passed(network, draft)
        place_the_rest(network, solution)
    except NoWorkingTimeError as error:
        closed = {draft.node} & network.windows.keys() or network.windows  # only windows leave a calendar without time
        draft.unfit.update(closed)
        draft.refuse_unfit()
        raise PlanError([Fault("plan", None, f"{error}, looking for its dates")]) from None
    _check(network, solution)
    return solution


def _passed(network: Network, draft: Draft) -> Solution:
    """Both ways, and forward once more where late dates move early ones."""
    pass_forward(draft, {})
    project_finish = last_finish(network, draft)
    anchor = _anchor(network, draft, project_finish)
    pass_backward(draft, anchor)
    from_finish = network.plan.schedule_from == "finish"
    late = {} if from_finish else _going_late(network, draft)
    if late and network.policy.as_late_as_possible == "free_float":
        draft.show_early()
        put_off(draft, late, project_finish)
        late = {}
    draft.show_late()
    if from_finish:
        draft.unfit.update(_closed_late(network, draft))
        draft.refuse_unfit()
        begins = [draft.late_begin[node] for node in network.order if network.tracks[node]]
        draft.floor = min(begins, default=draft.floor)
        draft.keeps_manual = False
    if late or from_finish:
        pass_forward(draft, late)
        project_finish = max(project_finish, last_finish(network, draft))
    draft.show_early()
    solution = Solution(
        early_start=draft.early_start,
        early_finish=draft.early_finish,
        late_start=draft.late_start,
        late_finish=draft.late_finish,
        late_begin=draft.late_begin,
        late_end=draft.late_end,
        start=list(draft.early_start),
        finish=list(draft.early_finish),
        stretched=draft.stretched,
        project_finish=project_finish,
        floor=draft.floor,
        anchor=anchor,
        early=draft.early,
        late=draft.late,
    )
    if from_finish:
        place_late(network, solution)
    place_the_begun(network, solution)
    return solution


def last_finish(network: Network, draft: Draft) -> int:
    """When the last task ends, or the last manual summary."""
    plan = network.plan
    steps = network.steps
    plain = steps.last_finish(draft.early)
    finishes = [draft.early_finish[node] for node, _ in steps.stops if network.tracks[node]]
    finishes += [] if plain is None else [plain]
    for place, rules in network.rules.items():
        if rules.manual is not None and plan.structure.is_summary(place) and plan.tasks[place].is_active:
            finishes.append(rules.manual[1])
    return max(finishes, default=network.start)


def _anchor(network: Network, draft: Draft, project_finish: int) -> int:
    """What the backward pass starts from."""
    plan, policy = network.plan, network.policy
    if plan.schedule_from == "finish" and plan.finish is not None:
        return to_seconds(plan.finish)
    if plan.deadline is not None and policy.deadline == "replaces":
        return to_seconds(plan.deadline)
    return min(project_finish, draft.ceiling)


def _going_late(network: Network, draft: Draft) -> dict[int, int]:
    """Late starts of the tasks that go as late as possible."""
    return {
        node: draft.late_start[node]
        for node, rules in network.rules.items()
        if rules.as_late_as_possible
        and not rules.has_own_dates
        and network.drives(node)
        and (node not in network.windows or draft.late_start[node] >= draft.early_start[node])
    }


def _closed_late(network: Network, draft: Draft) -> list[int]:
    """Nodes that would stand at late dates in time that their windows close."""
    return [
        node
        for node, window in network.windows.items()
        if not (network.rules_of(node).has_own_dates or network.rules_of(node).as_soon_as_possible)
        and not window.holds(network.calendars, draft.work(node), draft.late_start[node], draft.late_finish[node])
    ]


def _check(network: Network, solution: Solution) -> None:
    firsts, lasts = (solution.early_start, solution.late_start), (solution.early_finish, solution.late_finish)
    inside = FIRST <= solution.project_finish <= LAST
    if not network.tracks or (inside and min(map(min, firsts)) >= FIRST and max(map(max, lasts)) <= LAST):
        return
    for place, task in enumerate(network.plan.tasks):
        first = min(solution.early_start[place], solution.late_start[place])
        last = max(solution.early_finish[place], solution.late_finish[place])
        if first < FIRST or last > LAST:
            raise PlanError([Fault(f"task {task.id!r}", None, _BEYOND)])
    if not inside:
        raise PlanError([Fault("plan", None, _BEYOND)])

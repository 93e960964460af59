"""The specification of an early finish that is not just the start and the work: all the candidates that could hold it."""

from __future__ import annotations

from itpm.scheduling.arithmetic import beginning, done
from itpm.scheduling.bounds import at_data_date, held_by_windows, links_in, work_of
from itpm.scheduling.networks import Network
from itpm.scheduling.node_rules import NodeRules
from itpm.scheduling.solutions import Bound, BoundKind, Solution


def finish_bounds(network: Network, solution: Solution, node: int) -> list[Bound]:
    """Every candidate that could hold the early finish where that is not just the start and the work; else none.

    What is left of a begun task goes on where its work stopped, at the data date, or when its predecessors let it, as the policy
    has it: the dates of those candidates are what that work begins by. A manual date, a date not to finish before, an expected
    finish and an actual one are the finish themselves.

    Example:
        >>> from itpm.model import Plan, Progress, Task
        >>> from itpm.scheduling import schedule
        >>> begun = Progress(actual_start="2026-01-05 08:00", percent_complete=50)
        >>> s = schedule(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d", progress=begun)]))
        >>> [(bound.by, bound.date // 3600 % 24) for bound in finish_bounds(s.network, s.solution, 0)]
        [('resumption', 8)]
    """
    rules = network.rules_of(node)
    if rules.finished is not None:
        return [Bound(kind=BoundKind.ACTUAL, date=rules.finished, by="actual finish")]
    if rules.started is not None:
        return _going_on(network, solution, node, rules)
    if rules.manual is not None and solution.early_finish[node] == rules.manual[1]:
        return [Bound(kind=BoundKind.MANUAL, date=rules.manual[1], by="manual finish")]
    if rules.has_own_dates and rules.began is None:
        return []
    start, finish = solution.early_start[node], solution.early_finish[node]
    if node in solution.stretched and finish > start:
        return [Bound(kind=BoundKind.CONSTRAINT, date=finish, by="expected finish")]
    if finish == rules.finish_floor and done(network.calendars, work_of(network, solution, node), start) < finish:
        return [Bound(kind=BoundKind.CONSTRAINT, date=finish, by="FNET")]
    return []


def _going_on(network: Network, solution: Solution, node: int, rules: NodeRules) -> list[Bound]:
    """What could hold the work that is left of a begun task."""
    resume = solution.early_start[node] if rules.resume is None else rules.resume
    bounds = [Bound(kind=BoundKind.ACTUAL, date=resume, by="resumption"), *at_data_date(network)]
    if network.policy.out_of_sequence != "progress_override":
        bounds += links_in(network, solution, node, rules.remaining)
    if network.policy.out_of_sequence == "actual_dates":
        bounds = [bound for bound in bounds if bound.node < 0 or network.rules_of(bound.node).finished is not None]
    return [*bounds, *_closed_to_what_is_left(network, node, rules, max(bound.date for bound in bounds))]


def _closed_to_what_is_left(network: Network, node: int, rules: NodeRules, held_to: int) -> list[Bound]:
    """The freeze or release window that keeps what is left of a begun task from going on where all else would let it."""
    window = network.windows.get(node)
    if window is None or not any(seconds for _, seconds in rules.remaining):
        return []
    begin = beginning(network.calendars, rules.remaining, held_to)
    return held_by_windows(window, beginning(network.calendars, window.uncut(rules.remaining), held_to), begin)

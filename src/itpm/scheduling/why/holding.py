"""All the bounds that hold a date, not just the one that wins: whoever would move it must lift every one of them."""

from __future__ import annotations

from itpm.scheduling.arithmetic import beginning, done, ending
from itpm.scheduling.bounds import capped_by, early_bounds, late_bounds, work_of
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Bound, BoundKind, Solution


def holders(network: Network, solution: Solution, node: int) -> list[Bound]:
    """The bounds each of which alone would hold the early start where it is, links first, the plan's start last."""
    if not network.is_hub(node) and not network.drives(node):
        return []
    bounds = early_bounds(network, solution, node)
    if network.is_hub(node):
        bounds = bounds[1:]
        if not bounds:
            return []
        dates = [bound.date for bound in bounds]
        at = min(dates) if node in network.first_starts else max(dates)
        return [bound for bound in bounds if bound.date == at]
    start, delay = solution.early_start[node], network.rules_of(node).delay
    holding = [bound for bound in bounds if _placed(network, node, bound) + delay >= start]
    return sorted(holding or [max(bounds, key=lambda bound: bound.date)], key=_urgency)


def cappers(network: Network, solution: Solution, node: int) -> list[Bound]:
    """The bounds each of which alone would keep the late finish from being later, links first."""
    bounds = late_bounds(network, solution, node)
    winner = capped_by(bounds)
    if network.is_hub(node):
        return [bound for bound in bounds if bound.date == winner.date]
    latest = _end(network, solution, node, winner)
    return sorted((bound for bound in bounds if _end(network, solution, node, bound) <= latest), key=_urgency)


def _placed(network: Network, node: int, bound: Bound) -> int:
    if bound.kind in (BoundKind.ACTUAL, BoundKind.MANUAL, BoundKind.WINDOW) or not network.tracks[node]:
        return bound.date
    return beginning(network.calendars, network.tracks[node], bound.date)


def _end(network: Network, solution: Solution, node: int, bound: Bound) -> int:
    work = work_of(network, solution, node)
    if not any(seconds for _, seconds in work):
        return bound.date
    end = ending(network.calendars, work, bound.date)
    return end if end <= bound.date else done(network.calendars, work, bound.date)


def _urgency(bound: Bound) -> tuple[bool, int]:
    return bound.kind is BoundKind.PROJECT, -bound.date

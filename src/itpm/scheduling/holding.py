"""All the bounds that hold a date, not just the one that wins: whoever would move it must lift every one of them."""

from __future__ import annotations

from collections.abc import Callable

from itpm.model.windows import Window
from itpm.scheduling.arithmetic import beginning, ending, latest_end, placed
from itpm.scheduling.bounds import capped_by, closing_windows, early_bounds, late_bounds, work_of
from itpm.scheduling.finish_bounds import finish_bounds
from itpm.scheduling.networks import Network
from itpm.scheduling.solutions import Bound, BoundKind, Solution

_STANDING = (BoundKind.ACTUAL, BoundKind.MANUAL, BoundKind.WINDOW)
"""What stands where it is, whether or not anybody works then."""


def holders(network: Network, solution: Solution, node: int) -> list[Bound]:
    """The bounds each of which alone would hold the early start where it is, links first, the plan's dates last."""
    if network.is_hub(node):
        return _hub_holders(network, solution, node)
    if not network.drives(node):
        return []
    bounds = early_bounds(network, solution, node)
    start = solution.early_start[node]
    holding = [bound for bound in bounds if start_from(network, node, bound) >= start]
    return sorted(holding or [max(bounds, key=lambda bound: bound.date)], key=_urgency(network))


def finish_holders(network: Network, solution: Solution, node: int) -> list[Bound]:
    """Those that alone would hold the early finish, where something besides the start and the work does; else none."""
    bounds = finish_bounds(network, solution, node)
    begins = [_begins(network, node, bound) for bound in bounds]
    latest = max(begins, default=0)
    found = [bound for bound, begin in zip(bounds, begins, strict=True) if begin >= latest]
    return sorted(found, key=_urgency(network))


def goes_on(network: Network, solution: Solution, node: int) -> int:
    """When what is left of a begun task goes on; of another, its early finish [s]."""
    rules = network.rules_of(node)
    if rules.started is None or rules.is_over:
        return solution.early_finish[node]
    return max(_begins(network, node, bound) for bound in finish_bounds(network, solution, node))


def cappers(network: Network, solution: Solution, node: int) -> list[Bound]:
    """The bounds each of which alone would keep the late finish from being later, links first."""
    bounds = late_bounds(network, solution, node)
    winner = capped_by(bounds)
    if network.is_hub(node) or len(bounds) == 1:
        return [bound for bound in bounds if bound.date == winner.date]
    latest = _end(network, solution, node, winner)
    return sorted((bound for bound in bounds if _end(network, solution, node, bound) <= latest), key=_urgency(network))


def closing_late(network: Network, solution: Solution, node: int, bound: Bound) -> list[Window]:
    """The windows that keep the late finish of a node from being as late as what caps it."""
    window = network.windows.get(node)
    if window is None or bound.kind is BoundKind.ACTUAL or bound.by == "pinned":
        return []
    end = ending(network.calendars, window.uncut(work_of(network, solution, node)), bound.date)
    late = solution.late_end[node]
    return closing_windows(window.windows, late, end) if late < end else []


def _hub_holders(network: Network, solution: Solution, node: int) -> list[Bound]:
    """Those of the date of a summary: the links it waits for, or its tasks; a manual one's own date."""
    if node in network.kept:
        return [Bound(kind=BoundKind.MANUAL, date=network.kept[node], by="manual summary")]
    bounds = [bound for bound in early_bounds(network, solution, node) if bound.kind is BoundKind.LINK]
    dates = [bound.date for bound in bounds]
    choose = min if node in network.first_starts else max
    return [bound for bound in bounds if bound.date == choose(dates)]


def start_from(network: Network, node: int, bound: Bound) -> int:
    """Where the node would start if nothing but this bound held it, windows aside [s]."""
    rules = network.rules_of(node)
    if bound.kind in _STANDING and bound.by not in ("manual summary", "resumption"):
        return bound.date
    window = network.windows.get(node)
    calendars, tracks = (
        network.calendars,
        network.tracks[node] if window is None else window.uncut(network.tracks[node]),
    )
    begin = beginning(calendars, tracks, bound.date) + rules.delay if rules.delay else bound.date
    return placed(calendars, tracks, rules.edge, begin)


def _begins(network: Network, node: int, bound: Bound) -> int:
    """When what is left of a begun task would go on if nothing but this bound held it, windows aside [s]."""
    left, window = network.rules_of(node).remaining, network.windows.get(node)
    if bound.kind is BoundKind.WINDOW or not any(seconds for _, seconds in left):
        return bound.date
    return beginning(network.calendars, left if window is None else window.uncut(left), bound.date)


def _end(network: Network, solution: Solution, node: int, bound: Bound) -> int:
    """When the node would have to end if nothing but this bound held it [s]."""
    work, rules = work_of(network, solution, node), network.rules_of(node)
    if node in network.windows:
        return network.windows[node].late(network.calendars, work, bound.date)[1]
    return latest_end(network.calendars, work, "either" if rules.started is not None else rules.edge, bound.date)


def _urgency(network: Network) -> Callable[[Bound], tuple[int, int]]:
    """What to tell first: links and constraints, then the plan's own dates, then what complete tasks only hand on."""

    def rank(bound: Bound) -> tuple[int, int]:
        hands_on = bound.node >= 0 and network.rules_of(bound.node).ended is not None
        return 2 if hands_on else int(bound.kind is BoundKind.PROJECT), -bound.date

    return rank

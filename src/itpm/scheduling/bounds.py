"""The specification of every date: all the candidates that could hold it. The latest early bound wins; the earliest late one.

A candidate's date is an instant before it is moved into working time: for an early date, the earliest *start* it leaves open;
for a late date, the latest *finish*. The passes compute the winner only; explanations are made from these lists. Where
something overrides logic (an actual date, a manual date, a pinned constraint), it is the only candidate.
"""

from __future__ import annotations

from collections.abc import Sequence

from itpm.model.moments import FIRST, to_seconds
from itpm.model.windows import Window, WindowKind, open_time
from itpm.scheduling.arithmetic import beginning, begun, ending, placed
from itpm.scheduling.link_ends import FF, FS, SF, SS
from itpm.scheduling.networks import FAR_AHEAD, Network, ceiling_of, is_free_of_start
from itpm.scheduling.node_rules import NodeRules
from itpm.scheduling.node_windows import NodeWindow
from itpm.scheduling.solutions import Bound, BoundKind, Solution
from itpm.scheduling.tracks import Track


def early_bounds(network: Network, solution: Solution, node: int) -> list[Bound]:
    """Every candidate that could hold the early start of a task that has not begun; for one that has, its actual start.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> s = schedule(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])]))
        >>> [bound.kind.name for bound in early_bounds(s.network, s.solution, 1)]
        ['PROJECT', 'LINK']
    """
    rules = network.rules_of(node)
    fixed = _fixed_early(network, solution, node, rules)
    if fixed is not None:
        return [fixed, *_windows(network, solution, node, fixed.date)] if fixed.by == "MSO" else [fixed]
    bounds = [*_lowest(network, solution, node, rules), *links_in(network, solution, node)]
    if rules.manual is not None:
        own = Bound(kind=BoundKind.MANUAL, date=rules.manual[0], by="manual start")
        return [own] if own.date < max(bound.date for bound in bounds) else bounds
    if rules.goes_on is not None:
        bounds.append(Bound(kind=BoundKind.ACTUAL, date=rules.goes_on, by="resumption"))
    if rules.start_floor is not None:
        bounds.append(Bound(kind=BoundKind.CONSTRAINT, date=rules.start_floor, by="SNET"))
    if rules.finish_floor is not None:
        date = network.begun_by(node, network.tracks[node], rules.finish_floor)
        bounds.append(Bound(kind=BoundKind.CONSTRAINT, date=date, by="FNET"))
    cap = _pulled(network, node, rules)
    if cap is not None and cap.date < max(bound.date for bound in bounds):
        bounds = [cap]
    return [*bounds, *_windows(network, solution, node, max(bound.date for bound in bounds))]


def late_bounds(network: Network, solution: Solution, node: int) -> list[Bound]:
    """Every candidate that could hold the late finish of a task; of a hub, those of the nodes that wait for it.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> s = schedule(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])]))
        >>> [bound.kind.name for bound in late_bounds(s.network, s.solution, 0)]
        ['PROJECT', 'LINK']
    """
    rules = network.rules_of(node)
    if rules.finished is not None:
        return [Bound(kind=BoundKind.ACTUAL, date=rules.finished, by="actual finish")]
    if rules.pinned_start is not None or rules.pinned_finish is not None:
        return [Bound(kind=BoundKind.CONSTRAINT, date=solution.early_finish[node], by="pinned")]
    if rules.manual is not None and rules.manual_is_late:
        return [Bound(kind=BoundKind.MANUAL, date=rules.manual[1], by="manual finish")]
    bounds = _links_out(network, solution, node)
    if network.is_hub(node):
        return bounds
    if not bounds or network.policy.project_finish_holds == "all":
        bounds.insert(0, _anchor(network, solution, node, held=bool(bounds)))
    elif (ceiling := ceiling_of(network.plan, network.policy)) < FAR_AHEAD:
        bounds.insert(0, Bound(kind=BoundKind.DEADLINE, date=ceiling, by="plan deadline"))
    if rules.finish_cap is not None:
        bounds.append(Bound(kind=BoundKind.CONSTRAINT, date=rules.finish_cap, by="FNLT"))
    if rules.start_cap is not None and rules.started is None and network.drives(node):
        date = network.done_from(node, work_of(network, solution, node), rules.start_cap)
        bounds.append(Bound(kind=BoundKind.CONSTRAINT, date=date, by="SNLT"))
    if rules.deadline is not None:
        bounds.append(Bound(kind=BoundKind.DEADLINE, date=rules.deadline, by="deadline"))
    return bounds


def work_of(network: Network, solution: Solution, node: int) -> tuple[Track, ...]:
    """The tracks of a node, as long as they last in a solution."""
    return solution.stretched.get(node) or network.tracks[node]


def held_by(bounds: list[Bound]) -> Bound:
    """The early bound that wins: the latest, of several the first listed, links before the plan's start."""
    return max(bounds, key=lambda bound: (bound.date, bound.kind is not BoundKind.PROJECT))


def capped_by(bounds: list[Bound]) -> Bound:
    """The late bound that wins: the earliest, of several the first listed, links before the project's finish."""
    return min(bounds, key=lambda bound: (bound.date, bound.kind is BoundKind.PROJECT))


def _fixed_early(network: Network, solution: Solution, node: int, rules: NodeRules) -> Bound | None:
    if rules.started is not None:
        return Bound(kind=BoundKind.ACTUAL, date=rules.started, by="actual start")
    if node in solution.placed:
        return solution.placed[node]
    if rules.as_late_as_possible and not rules.has_own_dates and network.plan.schedule_from == "start":
        late = network.policy.as_late_as_possible == "late_dates"
        date = (solution.late_start if late else solution.early_start)[node]
        return Bound(kind=BoundKind.CONSTRAINT, date=date, by="ALAP")
    if rules.manual is not None and not rules.manual_is_late:
        return Bound(kind=BoundKind.MANUAL, date=rules.manual[0], by="manual start")
    if rules.pinned_start is not None:
        return Bound(kind=BoundKind.CONSTRAINT, date=rules.pinned_start, by="MSO")
    if rules.pinned_finish is not None:
        finish = ending(network.calendars, network.tracks[node], rules.pinned_finish)
        return Bound(kind=BoundKind.CONSTRAINT, date=begun(network.calendars, network.tracks[node], finish), by="MFO")
    return None


def _lowest(network: Network, solution: Solution, node: int, rules: NodeRules) -> list[Bound]:
    """What holds a node where nothing else does; one bound for a hub."""
    if rules.floor is not None:
        bounds = [Bound(kind=BoundKind.MANUAL, date=rules.floor, by="manual summary")]
    elif is_free_of_start(network, node):
        bounds = [Bound(kind=BoundKind.PROJECT, date=FIRST * 2, by="nothing")]
    else:
        bounds = [Bound(kind=BoundKind.PROJECT, date=solution.floor, by="plan start")]
    return bounds if network.is_hub(node) else [*bounds, *at_data_date(network)]


def _pulled(network: Network, node: int, rules: NodeRules) -> Bound | None:
    if not rules.pulled:
        return None
    caps = []
    if rules.start_cap is not None:
        caps.append(Bound(kind=BoundKind.CONSTRAINT, date=rules.start_cap, by="SNLT"))
    if rules.finish_cap is not None:
        date = network.begun_by(node, network.tracks[node], rules.finish_cap)
        caps.append(Bound(kind=BoundKind.CONSTRAINT, date=date, by="FNLT"))
    return min(caps, key=lambda cap: cap.date, default=None)


def _windows(network: Network, solution: Solution, node: int, held_to: int) -> list[Bound]:
    """The freeze or release window that keeps the node from beginning where all else would let it."""
    window = network.windows.get(node)
    if window is None:
        return []
    rules = network.rules_of(node)
    calendars, tracks = network.calendars, window.uncut(network.tracks[node])
    begin = since = beginning(calendars, tracks, held_to)
    if rules.delay and not rules.has_own_dates:
        begin = placed(calendars, tracks, rules.edge, begin + rules.delay)
    return held_by_windows(window, begin, solution.early_start[node], since=since)


def closing_windows(windows: Sequence[Window], since: int, until: int) -> list[Window]:
    """Of the windows of a node, those that close some of the time between two instants: freezes, and all releases at once [s]."""
    freezes = [window for window in windows if window.kind is WindowKind.FREEZE and _closed([window], since, until)]
    releases = [window for window in windows if window.kind is WindowKind.RELEASE]
    return [*freezes, *releases] if releases and _closed(releases, since, until) else freezes


def _closed(windows: Sequence[Window], since: int, until: int) -> bool:
    time = open_time(windows)
    return time.between(since, until) < until - since


def held_by_windows(window: NodeWindow, begin: int, start: int, *, since: int | None = None) -> list[Bound]:
    """What keeps a node from a beginning that all else would let it have, if it starts later [s].

    Args:
        window: what windows make of the node.
        begin: where all else would let it begin [s].
        start: where it does [s].
        since: where a levelling delay before that beginning is counted from, which closed time puts off as well [s].
    """
    if start <= begin:
        return []
    closing = closing_windows(window.windows, begin if since is None else since, start)
    return [Bound(kind=BoundKind.WINDOW, date=start, by=" and ".join(map(str, closing)))] if closing else []


def at_data_date(network: Network) -> list[Bound]:
    """The data date, where unfinished work is moved to it."""
    data_date = network.plan.data_date
    if data_date is None or not network.policy.remaining_from_data_date:
        return []
    return [Bound(kind=BoundKind.PROJECT, date=to_seconds(data_date), by="data date")]


def links_in(network: Network, solution: Solution, node: int, tracks: Sequence[Track] | None = None) -> list[Bound]:
    """The candidates that the links into a node make, whether or not something overrides them; `tracks`: the work behind them."""
    work = network.tracks[node] if tracks is None else tracks
    bounds = []
    for number, (before, code, lag, calendar) in enumerate(network.into[node]):
        at = solution.early_finish[before] if code in (FS, FF) else solution.early_start[before]
        at = network.calendars[calendar].advance(at, lag)
        if code in (FF, SF) and work:
            at = network.begun_by(node, work, at)
        link = network.link(node, number)
        bounds.append(Bound(kind=BoundKind.LINK, date=at, link=link, node=before, by=_name(code)))
    return bounds


def _name(code: int) -> str:
    return ("FS", "SS", "FF", "SF")[code]


def _anchor(network: Network, solution: Solution, node: int, *, held: bool) -> Bound:
    if network.policy.open_ends_critical and not network.out[node]:
        return Bound(kind=BoundKind.PROJECT, date=solution.early_finish[node], by="open end")
    rules = network.rules_of(node)
    if rules.ceiling is not None and not held:
        if rules.ceiling == rules.finish_cap:
            return Bound(kind=BoundKind.CONSTRAINT, date=rules.ceiling, by="FNLT")
        return Bound(kind=BoundKind.MANUAL, date=rules.ceiling, by="manual summary")
    if solution.anchor != solution.project_finish and solution.anchor == _must_finish(network):
        return Bound(kind=BoundKind.DEADLINE, date=solution.anchor, by="plan deadline")
    return Bound(kind=BoundKind.PROJECT, date=solution.anchor, by="project finish")


def _must_finish(network: Network) -> int:
    """By when the plan says that it must end [s]."""
    plan = network.plan
    if plan.schedule_from == "finish" and plan.finish is not None:
        return to_seconds(plan.finish)
    return FAR_AHEAD if plan.deadline is None else to_seconds(plan.deadline)


def _links_out(network: Network, solution: Solution, node: int) -> list[Bound]:
    rules = network.rules_of(node)
    bounds = []
    for place, end in zip(network.leaving[node], network.out[node], strict=True):
        behind, code, _, _ = end
        if network.holds_nothing(node, behind):
            continue
        if behind in network.first_starts and not solution.starts_first(network, node, behind):
            continue
        at = _must_be(network, solution, node, behind, by_start=code in (FS, SS))
        if at >= FAR_AHEAD:
            continue
        at = network.latest_from(end, at)
        if at >= FAR_AHEAD:
            continue
        if code in (SS, SF) and not network.is_hub(node):
            if rules.start_is_free:
                continue
            at = network.done_from(node, work_of(network, solution, node), at)
        number = network.ends.numbers[place]
        link = None if number < 0 else network.plan.links[number]
        bounds.append(Bound(kind=BoundKind.LINK, date=at, link=link, node=behind, by=_name(code)))
    return bounds


def _must_be(network: Network, solution: Solution, node: int, behind: int, *, by_start: bool) -> int:
    """When a node behind must begin, or have ended; for a link to its summary, a task's own dates count where it has them."""
    if node in network.entries and network.counts_own_dates(behind):
        return (solution.early_start if by_start else solution.early_finish)[behind]
    at = (solution.late_begin if by_start else solution.late_end)[behind]
    if node in network.entries and behind in network.kept:
        return min(at, network.kept[behind])
    return at

"""What of a network only dates can tell: shares of summaries' lengths, and tasks that fit into none of their windows.

A lag may be a share of a summary's length (``S FS+50%``): of the working time of the plan's calendar from the start of the first
of its tasks to the finish of the last, as early as they may be, before anything goes as late as possible. What is begun or
complete counts as it was, a manual summary as it is set. All that a summary's length hangs on comes before the link, so a pass
forward for each such link, at the most, tells them all.

A task that fits into none of its windows is placed by logic alone, and everything is dated again; only what follows it may be
found not to fit then.
"""

from __future__ import annotations

from attrs import evolve

from itpm.model.durations import Percent
from itpm.scheduling.calendars_used import PROJECT
from itpm.scheduling.drafts import Draft, UnfitError
from itpm.scheduling.forward import pass_forward
from itpm.scheduling.networks import Network
from itpm.scheduling.passes import solve
from itpm.scheduling.solutions import Solution


def settled(network: Network) -> tuple[Network, Solution]:
    """The network as its dates make it, and those dates.

    Raises:
        PlanError: a date lies beyond the years 1 to 9999.

    Example:
        >>> from itpm.model import Plan, SchedulingPolicy, Task
        >>> from itpm.scheduling.networks import build_network
        >>> tasks = [Task("S"), Task("a", "4d", parent="S"), Task("b", "1d", after=["S FS+50%"])]
        >>> plan = Plan("Move", start="2026-01-05", tasks=tasks)
        >>> network, solution = settled(build_network(plan, SchedulingPolicy.ms_project()))
        >>> [lag // 3600 for lag in network.ends.lags]
        [0, 16]
    """
    while True:
        try:
            found = _with_shares(network)
            return found, solve(found)
        except UnfitError as error:
            network = network.without_windows(error.nodes)


def _with_shares(network: Network) -> Network:
    """The network with each lag that is a share of a summary's length."""
    for _ in network.ends.shares:
        lags = _lags(network)
        if lags == network.ends.lags:
            break
        network = evolve(network, ends=evolve(network.ends, lags=lags))
    return network


def _lags(network: Network) -> list[int]:
    """All lags, with the shares as the early dates of this network make them [s]."""
    ends, plan, lengths = network.ends, network.plan, _lengths(network)
    lags = list(ends.lags)
    for place in ends.shares:
        lag = plan.links[ends.numbers[place]].lag
        hub = plan.structure.hubs[ends.before[place] - len(plan.tasks)]
        if isinstance(lag, Percent):
            lags[place] = lag.of(lengths.get(hub.summary, 0))
    return lags


def _lengths(network: Network) -> dict[int, int]:
    """How long each summary is that has tasks, in working time of the plan's calendar [s]."""
    draft = Draft(network)
    pass_forward(draft, {})
    draft.show_early()
    structure, spans = network.plan.structure, dict[int, tuple[int, int]]()
    for place in range(len(network.plan.tasks)):
        rules = network.rules_of(place)
        if network.drives(place):
            start = draft.early_start[place] if rules.began is None else rules.began
            spans[place] = start, draft.early_finish[place] if rules.ended is None else rules.ended
        elif rules.manual is not None:
            spans[place] = rules.manual
    for place in structure.summaries_upwards():
        below = [spans[child] for child in structure.children[place] if child in spans]
        if below and place not in spans:
            spans[place] = min(start for start, _ in below), max(finish for _, finish in below)
    between = network.calendars[PROJECT].between
    return {place: between(*span) for place, span in spans.items() if structure.is_summary(place)}

"""Links as the passes read them: from both ends, as integers; and what a summary's hubs make of them.

A manual summary keeps its own dates: it neither hands a link on to its tasks nor waits for them. Backward its tasks are held
by what it holds, but for those that have a date of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import ElapsedDuration, Percent
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.structure import Edge, HubKind
from itpm.model.working_time import WorkingTime
from itpm.scheduling.calendars_used import CLOCK, PROJECT
from itpm.scheduling.node_rules import NO_RULES, NodeRules
from itpm.scheduling.tracks import Track, scheduled_seconds

FS, SS, FF, SF = range(4)
TYPE_CODE = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}

ENTRIES = (HubKind.START_IN, HubKind.FINISH_IN)

LinkEnd: TypeAlias = tuple[int, int, int, int]


@frozen(eq=False)
class LinkEnds:
    """The links from both sides, by node.

    Attributes:
        into: (node, type, lag [s], the lag's calendar) of each link a node waits for.
        out: the same of each link that waits for it.
        link_of: position in the plan's links of each entry of `into`; -1 for a summary's membership.
    """

    into: tuple[tuple[LinkEnd, ...], ...]
    out: tuple[tuple[LinkEnd, ...], ...]
    link_of: tuple[tuple[int, ...], ...]


@frozen(kw_only=True, eq=False)
class LinkReader:
    """What compiling links needs to know of the nodes.

    Attributes:
        plan: the plan.
        policy: how lags are counted.
        tracks: of each task.
        own: the calendar of each node.
        kept: dates of the hubs of manual summaries [s].
        rules: constraints, progress and the like of the nodes that have any.
    """

    plan: Plan
    policy: SchedulingPolicy
    tracks: Sequence[tuple[Track, ...]]
    own: Sequence[int]
    kept: Mapping[int, int]
    rules: Mapping[int, NodeRules]
    calendars: Sequence[WorkingTime]

    def ends(self) -> LinkEnds:
        """The links from both sides."""
        into: list[list[LinkEnd]] = [[] for _ in self.own]
        out: list[list[LinkEnd]] = [[] for _ in self.own]
        link_of: list[list[int]] = [[] for _ in self.own]
        links, kept = self.plan.links, self.kept
        for edge in self.plan.structure.edges:
            lag, calendar = (0, CLOCK) if edge.link < 0 else self.lag(links[edge.link], edge)
            code = TYPE_CODE[edge.type.value]
            if self.is_past(edge):
                continue
            if not kept or edge.link >= 0 or self.moves(edge):
                into[edge.behind].append((edge.before, code, lag, calendar))
                link_of[edge.behind].append(edge.link)
            elif edge.behind in kept and edge.before in self.rules and self.rules[edge.before].stands_alone:
                continue
            out[edge.before].append((edge.behind, code, lag, calendar))
        return LinkEnds(tuple(map(tuple, into)), tuple(map(tuple, out)), tuple(map(tuple, link_of)))

    def moves(self, membership: Edge) -> bool:
        """Whether a membership carries a date forward: not into a manual summary's hub, nor out of it to its tasks."""
        if membership.behind in self.kept:
            return False
        if membership.before not in self.kept:
            return True
        return self.plan.structure.hubs[membership.before - len(self.plan.tasks)].kind not in ENTRIES

    def is_past(self, edge: Edge) -> bool:
        """Whether what is left of a begun task no longer waits for a link: its predecessor is not complete; logic yields."""
        if edge.link < 0 or self.policy.out_of_sequence == "retained_logic":
            return False
        before, behind = self.rules.get(edge.before, NO_RULES), self.rules.get(edge.behind, NO_RULES)
        return behind.began is not None and before.ended is None

    def lag(self, link: Dependency, edge: Edge) -> tuple[int, int]:
        """What is left of the lag in seconds, and the calendar it is counted in."""
        seconds, calendar = self.full_lag(link, edge)
        data_date = self.plan.data_date
        before = self.rules.get(edge.before, NO_RULES)
        since = before.ended if link.type.from_finish else before.began
        if since is None or data_date is None or not self.policy.remaining_from_data_date:
            return seconds, calendar
        behind = self.rules.get(edge.behind, NO_RULES)
        if link.type is DependencyType.FS and behind.began is not None and behind.ended is None:
            return 0, calendar
        passed = self.calendars[calendar].between(since, max(since, to_seconds(data_date)))
        return max(0, seconds - passed), calendar

    def full_lag(self, link: Dependency, edge: Edge) -> tuple[int, int]:
        """The lag in seconds and the calendar it is counted in."""
        lag = link.lag
        if isinstance(lag, ElapsedDuration):
            return lag.seconds(), CLOCK
        if not isinstance(lag, Percent):
            seconds, elapsed = lag.seconds(self.plan.day), False
        else:
            before = self.tracks[edge.before] if edge.before < len(self.tracks) else ()
            seconds, elapsed = lag.of(scheduled_seconds(before)), lag.elapsed or self.own[edge.before] == CLOCK
        if not seconds or elapsed:
            return seconds, CLOCK
        match self.policy.lag_calendar:
            case "predecessor":
                return seconds, self.own[edge.before]
            case "successor":
                return seconds, self.own[edge.behind]
            case "project":
                return seconds, PROJECT
            case "continuous":
                return seconds, CLOCK


def hubs_of(plan: Plan, *kinds: HubKind) -> frozenset[int]:
    """The nodes of all hubs of these kinds."""
    count = len(plan.tasks)
    return frozenset(count + place for place, hub in enumerate(plan.structure.hubs) if hub.kind in kinds)


def exits_of(plan: Plan) -> dict[int, tuple[int, ...]]:
    """For each summary that something waits for, the hubs that stand for it there."""
    exits: dict[int, tuple[int, ...]] = {}
    for node, hub in enumerate(plan.structure.hubs, start=len(plan.tasks)):
        if hub.kind not in ENTRIES:
            exits[hub.summary] = (*exits.get(hub.summary, ()), node)
    return exits


def kept_dates(plan: Plan, rules: Mapping[int, NodeRules]) -> dict[int, int]:
    """The own dates of manual summaries, by hub [s]."""
    kept: dict[int, int] = {}
    for node, hub in enumerate(plan.structure.hubs, start=len(plan.tasks)):
        own = rules.get(hub.summary)
        if own is not None and own.manual is not None:
            kept[node] = own.manual[hub.kind in (HubKind.FINISH_IN, HubKind.FINISH_OUT)]
    return kept


def over_nodes(plan: Plan, out: Sequence[Sequence[LinkEnd]], rules: Mapping[int, NodeRules]) -> frozenset[int]:
    """The complete tasks, and the entries of summaries all of whose tasks are complete."""
    over = {node for node, own in rules.items() if own.finished is not None}
    if not over:
        return frozenset()
    entries = hubs_of(plan, *ENTRIES)
    for node in reversed(plan.structure.order):
        if node in entries and all(end[0] in over for end in out[node]):
            over.add(node)
    return frozenset(over)

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


@frozen(kw_only=True, eq=False)
class LinkEnds:
    """The links between nodes as flat lists, by their place in the plan's structure.

    Attributes:
        before: the node that is waited for.
        behind: the node that waits.
        codes: the type.
        lags: the lag [s].
        lines: the calendar that the lag is counted in.
        numbers: position in the plan's links; -1 for a summary's membership.
        unseen: places of the links that the node behind does not see.
        unheard: places of those that the node before does not see.
        shares: places of those whose lag is a share of a summary's length, which only dates tell (see `settling`).
    """

    before: Sequence[int]
    behind: Sequence[int]
    codes: Sequence[int]
    lags: Sequence[int]
    lines: Sequence[int]
    numbers: Sequence[int]
    unseen: frozenset[int]
    unheard: frozenset[int]
    shares: Sequence[int]

    def end_in(self, place: int) -> LinkEnd:
        """A link as the node behind sees it."""
        return self.before[place], self.codes[place], self.lags[place], self.lines[place]

    def end_out(self, place: int) -> LinkEnd:
        """A link as the node before sees it."""
        return self.behind[place], self.codes[place], self.lags[place], self.lines[place]

    def by_behind(self, count: int) -> list[list[int]]:
        """For each of `count` nodes [1], the places of the links it waits for."""
        return _by_node(count, self.behind, self.unseen)

    def by_before(self, count: int) -> list[list[int]]:
        """For each of `count` nodes [1], the places of the links that wait for it."""
        return _by_node(count, self.before, self.unheard)


def _by_node(count: int, nodes: Sequence[int], left_out: frozenset[int]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(count)]
    for place, node in enumerate(nodes):
        found[node].append(place)
    for place in left_out:
        found[nodes[place]].remove(place)
    return found


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
        """The links as flat lists."""
        structure = self.plan.structure
        past, unmoved, unheard = self.left_out() if self.rules or self.kept else ((), (), ())
        lags, lines, shares = self.lags()
        codes = {id(kind): TYPE_CODE[kind.value] for kind in DependencyType}
        return LinkEnds(
            before=structure.before,
            behind=structure.behind,
            codes=[codes[id(kind)] for kind in structure.types],
            lags=lags,
            lines=lines,
            numbers=structure.links,
            unseen=frozenset((*past, *unmoved)),
            unheard=frozenset((*past, *unheard)),
            shares=shares,
        )

    def left_out(self) -> tuple[list[int], list[int], list[int]]:
        """Places of the links that are past; of those the node behind does not see; of those the node before does not."""
        past, unmoved, unheard = list[int](), list[int](), list[int]()
        yields = self.policy.out_of_sequence != "retained_logic"
        if not (self.kept or (yields and any(own.began is not None for own in self.rules.values()))):
            return past, unmoved, unheard
        for place, edge in enumerate(self.plan.structure.edges):
            if self.is_past(edge):
                past.append(place)
            elif self.kept and edge.link < 0 and not self.moves(edge):
                unmoved.append(place)
                if edge.behind in self.kept and edge.before in self.rules and self.rules[edge.before].stands_alone:
                    unheard.append(place)
        return past, unmoved, unheard

    def lags(self) -> tuple[list[int], list[int], list[int]]:
        """The lag of each link in seconds, the calendar it is counted in, and the places of the shares of summaries.

        Each distinct lag is worked out once.
        """
        structure, links, own = self.plan.structure, self.plan.links, self.own
        shares = list[int]()
        lags, lines = [0] * len(structure.links), [CLOCK] * len(structure.links)
        passes = self.policy.remaining_from_data_date and self.plan.data_date is not None
        nodes = {"predecessor": structure.before, "successor": structure.behind}.get(self.policy.lag_calendar)
        fixed = PROJECT if self.policy.lag_calendar == "project" else CLOCK
        known: dict[int, int] = {}
        special: set[int] = set()
        for place, number in enumerate(structure.links):
            if number < 0:
                continue
            link = links[number]
            lag = link.lag
            key = id(lag)
            seconds = known.get(key)
            if seconds is None:
                seconds = known[key] = 1 if isinstance(lag, Percent) else lag.seconds(self.plan.day)
                if passes or isinstance(lag, (Percent, ElapsedDuration)):
                    special.add(key)
            if not seconds:
                continue
            if key in special:
                edge = Edge(structure.before[place], structure.behind[place], structure.types[place], number)
                lags[place], lines[place] = self.lag(link, edge)
                if isinstance(lag, Percent) and lag.value and self.is_hub(edge.before):
                    shares.append(place)
            else:
                lags[place], lines[place] = seconds, fixed if nodes is None else own[nodes[place]]
        return lags, lines, shares

    def is_hub(self, node: int) -> bool:
        """Whether the node stands for a summary."""
        return node >= len(self.tracks)

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
        """The lag in seconds and the calendar it is counted in; a share of a summary's length is none until there are dates."""
        lag = link.lag
        if isinstance(lag, ElapsedDuration):
            return lag.seconds(), CLOCK
        if isinstance(lag, Percent) and self.is_hub(edge.before):
            return 0, CLOCK if lag.elapsed else self.line(edge)
        if isinstance(lag, Percent):
            seconds = lag.of(scheduled_seconds(self.tracks[edge.before]))
            elapsed = lag.elapsed or self.own[edge.before] == CLOCK
        else:
            seconds, elapsed = lag.seconds(self.plan.day), False
        return seconds, CLOCK if not seconds or elapsed else self.line(edge)

    def line(self, edge: Edge) -> int:
        """The calendar that working time between two nodes is counted in."""
        match self.policy.lag_calendar:
            case "predecessor":
                return self.own[edge.before]
            case "successor":
                return self.own[edge.behind]
            case "project":
                return PROJECT
            case "continuous":
                return CLOCK


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


def over_nodes(plan: Plan, ends: LinkEnds, rules: Mapping[int, NodeRules]) -> frozenset[int]:
    """The complete tasks, and the entries of summaries all of whose tasks are complete."""
    over = {node for node, own in rules.items() if own.finished is not None}
    if not over:
        return frozenset()
    entries = hubs_of(plan, *ENTRIES)
    out = ends.by_before(len(plan.tasks) + len(plan.structure.hubs)) if entries else ()
    for node in reversed(plan.structure.order):
        if node in entries and all(ends.behind[place] in over for place in out[node]):
            over.add(node)
    return frozenset(over)

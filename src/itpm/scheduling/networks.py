"""The compiled plan: ids, calendars and links as flat lists of integers, made once and shared by every engine.

A node is a task or a hub (see `itpm.model.structure`). A task's node has one or more *tracks*, each a calendar and seconds of
work in it; all begin with the task, and the task finishes with the latest. Plain durations, elapsed durations and durations
driven by the work of several people are one case. What few nodes have (constraints, progress, manual dates) stands beside,
in `NodeRules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from itpm.model.dependencies import Dependency
from itpm.model.durations import ElapsedDuration, Percent
from itpm.model.moments import LAST, to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.structure import Edge, HubKind
from itpm.model.tasks import Task
from itpm.model.working_time import WorkingTime
from itpm.scheduling.calendars_used import CLOCK, PROJECT, CalendarTable
from itpm.scheduling.graphs import logic_graph
from itpm.scheduling.node_rules import NO_RULES, NodeRules, node_rules
from itpm.scheduling.tracks import Track, scheduled_seconds, tracks_of

if TYPE_CHECKING:
    import networkx as nx

FS, SS, FF, SF = range(4)
TYPE_CODE = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}

ENTRIES = (HubKind.START_IN, HubKind.FINISH_IN)

FAR_AHEAD = LAST * 2

LinkEnd: TypeAlias = tuple[int, int, int, int]


@frozen(kw_only=True, eq=False)
class Network:
    """A compiled plan.

    Attributes:
        plan: what it was made from.
        policy: what it was made with.
        order: nodes that take part in the passes, each behind those it waits for.
        calendars: compiled calendars; 0 is the clock (24 h), 1 the plan's.
        own_calendar: for each node, the calendar its dates and floats are counted in.
        tracks: for each node, (calendar, seconds) pairs; one with 0 s for a milestone; empty for hubs, summaries and tasks
            that drive nothing.
        into: for each node, (node, type, lag [s], the lag's calendar) of each link it waits for.
        out: the same from the other side.
        link_of: position in ``plan.links`` of each entry of `into`; -1 for a summary's membership.
        first_starts: hubs reached when the *first* of their tasks starts; all others wait for the last.
        entries: hubs that pass a link on to the tasks of a summary.
        kept: dates of the hubs of manual summaries, which keep their own [s].
        over: tasks that are complete, and hubs that hand a link on to such tasks only.
        rules: constraints, progress and the like of the nodes that have any.
        start: the plan's start [s].
    """

    plan: Plan
    policy: SchedulingPolicy
    order: tuple[int, ...] = field(repr=False)
    calendars: tuple[WorkingTime, ...] = field(repr=False)
    own_calendar: tuple[int, ...] = field(repr=False)
    tracks: tuple[tuple[Track, ...], ...] = field(repr=False)
    into: tuple[tuple[LinkEnd, ...], ...] = field(repr=False)
    out: tuple[tuple[LinkEnd, ...], ...] = field(repr=False)
    link_of: tuple[tuple[int, ...], ...] = field(repr=False)
    first_starts: frozenset[int] = field(repr=False)
    entries: frozenset[int] = field(repr=False)
    kept: Mapping[int, int] = field(repr=False)
    over: frozenset[int] = field(repr=False)
    rules: Mapping[int, NodeRules] = field(repr=False)
    start: int

    @property
    def ids(self) -> tuple[str, ...]:
        """The tasks' ids, in plan order."""
        return tuple(task.id for task in self.plan.tasks)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The logic as a networkx DAG: one node a task, one edge a pair with its links."""
        return logic_graph(self.plan)

    def is_hub(self, node: int) -> bool:
        """Whether the node stands for a summary."""
        return node >= len(self.plan.tasks)

    def drives(self, place: int) -> bool:
        """Whether the task takes part in the passes: no summary, level of effort, hammock or inactive task does."""
        return bool(self.tracks[place])

    def rules_of(self, node: int) -> NodeRules:
        """What holds the node besides its links."""
        return self.rules.get(node, NO_RULES)

    def has_own_dates(self, node: int) -> bool:
        """Whether a link to its summary holds to the dates the task has: it is manual, or under way as MS Project sees it."""
        rules = self.rules_of(node)
        return rules.manual is not None or (rules.started is not None and self.policy.started_holds == "resume")

    def is_over(self, node: int) -> bool:
        """Whether the task, or each of those a hub hands a link on to, is complete."""
        return node in self.over

    def link(self, node: int, number: int) -> Dependency | None:
        """The link behind entry `number` of ``into[node]``; None for a summary's membership."""
        position = self.link_of[node][number]
        return None if position < 0 else self.plan.links[position]


def build_network(plan: Plan, policy: SchedulingPolicy) -> Network:
    """The compiled plan.

    Raises:
        PlanError: a calendar that a task needs has no regular working time.

    Example:
        >>> from itpm.model import Task
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> build_network(plan, SchedulingPolicy.ms_project()).into
        ((), ((0, 0, 0, 0),))
    """
    structure = plan.structure
    table = CalendarTable.of(plan)
    count, hubs = len(plan.tasks), len(structure.hubs)
    tracks = [
        tracks_of(plan, task, table)
        if not structure.is_summary(place) and task.is_active and not task.spans_others
        else ()
        for place, task in enumerate(plan.tasks)
    ]
    own = [_own_calendar(parts, task, table) for parts, task in zip(tracks, plan.tasks, strict=True)] + [PROJECT] * hubs
    rules = node_rules(plan, policy, table)
    kept = _kept_dates(plan, rules)
    into, out, link_of = _link_ends(plan, policy, tracks, own, kept, rules)
    return Network(
        plan=plan,
        policy=policy,
        order=tuple(node for node in structure.order if node >= count or tracks[node]),
        calendars=table.compiled,
        own_calendar=tuple(own),
        tracks=(*tracks, *([()] * hubs)),
        into=into,
        out=out,
        link_of=link_of,
        first_starts=_hubs(plan, HubKind.START_OUT),
        entries=_hubs(plan, *ENTRIES),
        kept=kept,
        over=_over(plan, out, rules),
        rules=rules,
        start=to_seconds(plan.start),
    )


def ceiling_of(plan: Plan, policy: SchedulingPolicy) -> int:
    """The latest finish that the plan's deadline leaves open to any task [s]."""
    return to_seconds(plan.deadline) if plan.deadline is not None and policy.deadline == "caps" else FAR_AHEAD


def is_free_of_start(network: Network, node: int) -> bool:
    """Whether the plan's start does not hold the node: something else places it, and the policy lets that win."""
    policy = network.policy
    if not policy.floor_at_start:
        return bool(network.into[node])
    if not policy.floor_yields:
        return False
    rules = network.rules_of(node)
    if rules.start_floor is not None or rules.finish_floor is not None:
        return True
    return any(code in (FS, SS) for _, code, _, _ in network.into[node])


def _hubs(plan: Plan, *kinds: HubKind) -> frozenset[int]:
    count = len(plan.tasks)
    return frozenset(count + place for place, hub in enumerate(plan.structure.hubs) if hub.kind in kinds)


def _over(plan: Plan, out: Sequence[Sequence[LinkEnd]], rules: Mapping[int, NodeRules]) -> frozenset[int]:
    """The complete tasks, and the entries of summaries all of whose tasks are complete."""
    over = {node for node, own in rules.items() if own.finished is not None}
    entries = _hubs(plan, *ENTRIES) if over else frozenset()
    for node in reversed(plan.structure.order):
        if node in entries and all(end[0] in over for end in out[node]):
            over.add(node)
    return frozenset(over)


def _kept_dates(plan: Plan, rules: Mapping[int, NodeRules]) -> dict[int, int]:
    """The own dates of manual summaries, by hub."""
    kept: dict[int, int] = {}
    for node, hub in enumerate(plan.structure.hubs, start=len(plan.tasks)):
        own = rules.get(hub.summary)
        if own is not None and own.manual is not None:
            kept[node] = own.manual[hub.kind in (HubKind.FINISH_IN, HubKind.FINISH_OUT)]
    return kept


def _own_calendar(tracks: Sequence[Track], task: Task, table: CalendarTable) -> int:
    if tracks and tracks[0][0] == CLOCK:
        return CLOCK
    return table.of_task(task)


def _link_ends(
    plan: Plan,
    policy: SchedulingPolicy,
    tracks: Sequence[tuple[Track, ...]],
    own: Sequence[int],
    kept: Mapping[int, int],
    rules: Mapping[int, NodeRules],
) -> tuple[tuple[tuple[LinkEnd, ...], ...], tuple[tuple[LinkEnd, ...], ...], tuple[tuple[int, ...], ...]]:
    """The links from both sides. A manual summary neither hands a link on to its tasks nor waits for them; backward
    they are held by what it holds, but for those with dates of their own.
    """
    into: list[list[LinkEnd]] = [[] for _ in own]
    out: list[list[LinkEnd]] = [[] for _ in own]
    link_of: list[list[int]] = [[] for _ in own]
    links = plan.links
    for edge in plan.structure.edges:
        lag, calendar = (0, CLOCK) if edge.link < 0 else _lag(plan, policy, links[edge.link], edge, tracks, own)
        code = TYPE_CODE[edge.type.value]
        if edge.link >= 0 or not _is_kept(plan, kept, edge):
            into[edge.behind].append((edge.before, code, lag, calendar))
            link_of[edge.behind].append(edge.link)
        elif edge.behind in kept and edge.before in rules and rules[edge.before].stands_alone:
            continue
        out[edge.before].append((edge.behind, code, lag, calendar))
    return tuple(map(tuple, into)), tuple(map(tuple, out)), tuple(map(tuple, link_of))


def _is_kept(plan: Plan, kept: Mapping[int, int], edge: Edge) -> bool:
    """Whether a membership moves nothing: of a manual summary that is waited for, or that hands a link on to its tasks."""
    if edge.behind in kept:
        return True
    return edge.before in kept and plan.structure.hubs[edge.before - len(plan.tasks)].kind in ENTRIES


def _lag(
    plan: Plan,
    policy: SchedulingPolicy,
    link: Dependency,
    edge: Edge,
    tracks: Sequence[tuple[Track, ...]],
    own: Sequence[int],
) -> tuple[int, int]:
    """The lag in seconds and the calendar it is counted in."""
    lag = link.lag
    if isinstance(lag, ElapsedDuration):
        return lag.seconds(), CLOCK
    if not isinstance(lag, Percent):
        seconds, elapsed = lag.seconds(plan.day), False
    else:
        before = tracks[edge.before] if edge.before < len(tracks) else ()
        seconds, elapsed = lag.of(scheduled_seconds(before)), lag.elapsed or own[edge.before] == CLOCK
    if not seconds or elapsed:
        return seconds, CLOCK
    match policy.lag_calendar:
        case "predecessor":
            return seconds, own[edge.before]
        case "successor":
            return seconds, own[edge.behind]
        case "project":
            return seconds, PROJECT
        case "continuous":
            return seconds, CLOCK

"""The compiled plan: ids, calendars and links as flat lists of integers, made once and shared by every engine.

A node is a task or a hub (see `itpm.model.structure`). A task's node has one or more *tracks*, each a calendar and seconds of
work in it; all begin with the task, and the task finishes with the latest. Plain durations, elapsed durations and durations
driven by the work of several people are one case. What few nodes have (constraints, progress, manual dates) stands beside,
in `NodeRules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from itpm.model.dependencies import Dependency
from itpm.model.moments import LAST, to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.structure import HubKind
from itpm.model.tasks import Task
from itpm.model.working_time import WorkingTime
from itpm.scheduling.arithmetic import ended_by, released_by
from itpm.scheduling.calendars_used import CLOCK, PROJECT, CalendarTable
from itpm.scheduling.graphs import logic_graph
from itpm.scheduling.link_ends import (
    ENTRIES,
    FF,
    FS,
    SF,
    SS,
    LinkEnd,
    LinkReader,
    exits_of,
    hubs_of,
    kept_dates,
    over_nodes,
)
from itpm.scheduling.node_rules import NO_RULES, NodeRules, node_rules
from itpm.scheduling.node_windows import NodeWindow, node_windows
from itpm.scheduling.tracks import Track, tracks_of

if TYPE_CHECKING:
    import networkx as nx

FAR_AHEAD = LAST * 2


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
        exits: for each summary that something waits for, the hubs that stand for it there.
        kept: dates of the hubs of manual summaries, which keep their own [s].
        over: tasks that are complete, and hubs that hand a link on to such tasks only.
        rules: constraints, progress and the like of the nodes that have any.
        windows: what change freezes and release windows make of the nodes they name.
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
    exits: Mapping[int, tuple[int, ...]] = field(repr=False)
    kept: Mapping[int, int] = field(repr=False)
    over: frozenset[int] = field(repr=False)
    rules: Mapping[int, NodeRules] = field(repr=False)
    windows: Mapping[int, NodeWindow] = field(repr=False)
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

    def latest_from(self, end: LinkEnd, at: int) -> int:
        """The latest instant from which a link, followed forward, brings the node behind it no later than `at` [s].

        Args:
            end: an entry of `out`.
            at: by when the node behind must begin or, for a link to its finish, must have ended [s].
        """
        behind, code, lag, calendar = end
        tracks: Sequence[Track] = self.tracks[behind]
        if code in (FF, SF) and any(seconds for _, seconds in tracks):
            if behind in self.windows:
                tracks = self.windows[behind].tracks_before(self.calendars, tracks, at)
            at = ended_by(self.calendars, tracks, at)
        return released_by(self.calendars[calendar], lag, at) if lag else at

    def starts_first(self, node: int, hub: int, early_start: Sequence[int]) -> bool:
        """Whether `node` is the one whose start the hub stands for: of several, the first in plan order."""
        members = [before for before, _, _, _ in self.into[hub]]
        return node == min(
            members, key=lambda member: (early_start[member], self._stands_for(member, early_start)), default=node
        )

    def _stands_for(self, node: int, early_start: Sequence[int]) -> int:
        """The place of the task whose start a node is: its own, or that of the first to start below a hub."""
        found, waiting = [], [node]
        while waiting:
            member = waiting.pop()
            if self.is_hub(member):
                waiting += [below for below, _, _, _ in self.into[member] if early_start[below] == early_start[node]]
            else:
                found.append(member)
        return min(found, default=node)

    def holds_nothing(self, node: int, behind: int) -> bool:
        """Whether what waits for `node` is complete; in a summary that is not, MS Project counts it all the same."""
        return behind in self.over and not (node in self.entries and self.policy.started_holds == "resume")

    def counts_own_dates(self, node: int) -> bool:
        """Whether a link to its summary holds to the dates a task has: it is manual, or has begun as MS Project sees it."""
        rules = self.rules_of(node)
        if rules.started is not None:
            return self.policy.started_holds == "resume"
        return rules.manual is not None

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
    windows = node_windows(plan, tracks, rules, table) if plan.windows else {}
    kept = kept_dates(plan, rules)
    ends = LinkReader(
        calendars=table.compiled, plan=plan, policy=policy, tracks=tracks, own=own, kept=kept, rules=rules
    ).ends()
    return Network(
        plan=plan,
        policy=policy,
        order=tuple(node for node in structure.order if node >= count or tracks[node]),
        calendars=table.compiled,
        own_calendar=tuple(own),
        tracks=(*_left(tracks, rules), *([()] * hubs)),
        into=ends.into,
        out=ends.out,
        link_of=ends.link_of,
        first_starts=hubs_of(plan, HubKind.START_OUT),
        entries=hubs_of(plan, *ENTRIES),
        exits=exits_of(plan),
        kept=kept,
        over=over_nodes(plan, ends.out, rules),
        rules=rules,
        windows=windows,
        start=to_seconds(plan.start),
    )


def _left(tracks: Sequence[tuple[Track, ...]], rules: Mapping[int, NodeRules]) -> list[tuple[Track, ...]]:
    """Tracks from the beginning of each task; of what is left of those whose dates are what is left of them."""
    left = list(tracks)
    for place, own in rules.items():
        if own.began is not None and left[place]:
            left[place] = own.remaining
    return left


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


def _own_calendar(tracks: Sequence[Track], task: Task, table: CalendarTable) -> int:
    if tracks and tracks[0][0] == CLOCK:
        return CLOCK
    return table.of_task(task)

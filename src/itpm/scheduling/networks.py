"""The compiled plan: ids, calendars and links as flat lists of integers, made once and shared by every engine.

A node is a task or a hub (see `itpm.model.structure`). A task's node has one or more *tracks*, each a calendar and seconds of
work in it; all begin with the task, and the task finishes with the latest. Plain durations, elapsed durations and durations
driven by the work of several people are one case. What few nodes have (constraints, progress, manual dates) stands beside,
in `NodeRules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from itpm.errors import NoWorkingTimeError
from itpm.model.dependencies import Dependency
from itpm.model.moments import LAST, to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.structure import HubKind
from itpm.model.tasks import Task, TaskKind
from itpm.model.windows import Window
from itpm.model.working_time import WorkingTime
from itpm.scheduling.arithmetic import begun, done, ended_by, released_by
from itpm.scheduling.calendars_used import CLOCK, PROJECT, CalendarTable
from itpm.scheduling.graphs import logic_graph
from itpm.scheduling.link_ends import (
    ENTRIES,
    FF,
    FS,
    SF,
    SS,
    LinkEnd,
    LinkEnds,
    LinkReader,
    exits_of,
    hubs_of,
    kept_dates,
    over_nodes,
)
from itpm.scheduling.node_rules import NO_RULES, NodeRules, node_rules
from itpm.scheduling.node_windows import NodeWindow, node_windows
from itpm.scheduling.steps import Steps
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
        ends: the links, as flat lists.
        first_starts: hubs reached when the *first* of their tasks starts; all others wait for the last.
        entries: hubs that pass a link on to the tasks of a summary.
        exits: for each summary that something waits for, the hubs that stand for it there.
        kept: dates of the hubs of manual summaries, which keep their own [s].
        over: tasks that are complete, and hubs that hand a link on to such tasks only.
        rules: constraints, progress and the like of the nodes that have any.
        windows: what change freezes and release windows make of the nodes they name.
        idle: names of the calendars that date nothing (see `itpm.scheduling.calendars_used`).
        unfit: the windows of the nodes that fit into none of theirs, and are placed without them.
        start: the plan's start [s].
    """

    plan: Plan
    policy: SchedulingPolicy
    order: tuple[int, ...] = field(repr=False)
    calendars: tuple[WorkingTime, ...] = field(repr=False)
    own_calendar: tuple[int, ...] = field(repr=False)
    tracks: tuple[tuple[Track, ...], ...] = field(repr=False)
    ends: LinkEnds = field(repr=False)
    first_starts: frozenset[int] = field(repr=False)
    entries: frozenset[int] = field(repr=False)
    exits: Mapping[int, tuple[int, ...]] = field(repr=False)
    kept: Mapping[int, int] = field(repr=False)
    over: frozenset[int] = field(repr=False)
    rules: Mapping[int, NodeRules] = field(repr=False)
    windows: Mapping[int, NodeWindow] = field(repr=False)
    unfit: Mapping[int, tuple[Window, ...]] = field(repr=False)
    idle: tuple[tuple[str | None, ...], ...] = field(repr=False)
    start: int

    @cached_property
    def hubs(self) -> tuple[int, ...]:
        """The nodes that stand for summaries, each behind those it waits for."""
        return tuple(node for node in self.order if self.is_hub(node)) if self.plan.structure.hubs else ()

    @cached_property
    def arriving(self) -> list[list[int]]:
        """For each node, the places in `ends` of the links it waits for."""
        return self.ends.by_behind(len(self.tracks))

    @cached_property
    def leaving(self) -> list[list[int]]:
        """For each node, the places in `ends` of the links that wait for it."""
        return self.ends.by_before(len(self.tracks))

    @cached_property
    def into(self) -> tuple[tuple[LinkEnd, ...], ...]:
        """For each node, (node, type, lag [s], the lag's calendar) of each link it waits for."""
        return tuple(tuple(map(self.ends.end_in, places)) for places in self.arriving)

    @cached_property
    def out(self) -> tuple[tuple[LinkEnd, ...], ...]:
        """The same from the other side."""
        return tuple(tuple(map(self.ends.end_out, places)) for places in self.leaving)

    @cached_property
    def link_of(self) -> tuple[tuple[int, ...], ...]:
        """Position in ``plan.links`` of each entry of `into`; -1 for a summary's membership."""
        return tuple(tuple(self.ends.numbers[place] for place in places) for places in self.arriving)

    def arrivals(self, node: int) -> Sequence[int]:
        """An entry of `arriving`, without making all of them where the node is not plain."""
        found = self.steps.arriving.get(node)
        return self.arriving[node] if found is None else found

    def departures(self, node: int) -> Sequence[int]:
        """An entry of `leaving`, likewise."""
        found = self.steps.leaving.get(node)
        return self.leaving[node] if found is None else found

    def links_into(self, node: int) -> list[LinkEnd]:
        """An entry of `into`, likewise."""
        return [self.ends.end_in(place) for place in self.arrivals(node)]

    def links_out(self, node: int) -> list[LinkEnd]:
        """An entry of `out`, likewise."""
        return [self.ends.end_out(place) for place in self.departures(node)]

    @cached_property
    def steps(self) -> Steps:
        """The nodes laid out for the passes."""
        return Steps(self)

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

    def without_windows(self, nodes: Iterable[int]) -> Network:
        """The network with some nodes placed by logic alone, for they fit into none of their windows."""
        unfit = {node: self.windows[node] for node in nodes}
        tracks, rules = list(self.tracks), dict(self.rules)
        for node, window in unfit.items():
            tracks[node], rules[node] = window.uncut(tracks[node]), window.lifted(rules[node])
        return evolve(
            self,
            tracks=tuple(tracks),
            rules=rules,
            windows={node: window for node, window in self.windows.items() if node not in unfit},
            unfit={**self.unfit, **{node: window.windows for node, window in unfit.items()}},
        )

    def ending_by(self, node: int, tracks: Sequence[Track], finish: int) -> Sequence[Track]:
        """The tracks by which work of a node can end by an instant: without its windows, where none was open yet [s]."""
        window = self.windows.get(node)
        return tracks if window is None else window.tracks_before(self.calendars, tracks, finish)

    def begun_by(self, node: int, tracks: Sequence[Track], finish: int) -> int:
        """The latest start from which work of a node is done by an instant [s]."""
        return begun(self.calendars, self.ending_by(node, tracks, finish), finish)

    def done_from(self, node: int, tracks: Sequence[Track], start: int) -> int:
        """When work of a node that begins at an instant is done; far ahead where its windows are over by then [s]."""
        return self._or_far_ahead(node, lambda: done(self.calendars, tracks, start))

    def latest_from(self, end: LinkEnd, at: int) -> int:
        """The latest instant from which a link, followed forward, brings the node behind it no later than `at` [s].

        Far ahead where that is any: the node has to end in a window, and no other follows.

        Args:
            end: an entry of `out`.
            at: by when the node behind must begin or, for a link to its finish, must have ended [s].
        """
        behind, code, lag, calendar = end
        tracks = self.tracks[behind]
        if code in (FF, SF) and any(seconds for _, seconds in tracks):
            work, by = self.ending_by(behind, tracks, at), at
            at = self._or_far_ahead(behind, lambda: ended_by(self.calendars, work, by))
        return released_by(self.calendars[calendar], lag, at) if lag and at < FAR_AHEAD else at

    def _or_far_ahead(self, node: int, date: Callable[[], int]) -> int:
        try:
            return date()
        except NoWorkingTimeError:
            if node in self.windows:
                return FAR_AHEAD
            raise

    def first_members(self, early_start: Sequence[int]) -> dict[int, int]:
        """For each hub that is reached when the first of its tasks starts, the node that starts it: of several, in plan order."""
        firsts: dict[int, int] = {}
        stands: dict[int, int] = {}  # the task whose start a hub is
        for hub in self.hubs if self.first_starts else ():
            if hub in self.first_starts and self.arrivals(hub):
                members = [self.ends.before[place] for place in self.arrivals(hub)]
                firsts[hub] = min(members, key=lambda node: (early_start[node], stands.get(node, node)))
                standing = [stands.get(node, node) for node in members if early_start[node] == early_start[hub]]
                stands[hub] = min(standing, default=hub)
        return firsts

    def holds_nothing(self, node: int, behind: int) -> bool:
        """Whether what waits for `node` is complete; in a summary that is not, MS Project counts it all the same."""
        return behind in self.over and not (node in self.entries and self.policy.started_holds == "resume")

    def counts_own_dates(self, node: int) -> bool:
        """Whether a link to its summary holds to the dates a task has: it is manual, or has begun as MS Project sees it."""
        rules = self.rules_of(node)
        if rules.started is not None:
            return self.policy.started_holds == "resume"
        return rules.manual is not None and not rules.manual_is_late

    def link(self, node: int, number: int) -> Dependency | None:
        """The link behind entry `number` of ``into[node]``; None for a summary's membership."""
        position = self.link_of[node][number]
        return None if position < 0 else self.plan.links[position]


def build_network(plan: Plan, policy: SchedulingPolicy) -> Network:
    """The compiled plan, before what only dates can tell (see `itpm.scheduling.settling`).

    Example:
        >>> from itpm.model import Task
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> build_network(plan, SchedulingPolicy.ms_project()).into
        ((), ((0, 0, 0, 0),))
    """
    structure = plan.structure
    table = CalendarTable.of(plan)
    count, hubs = len(plan.tasks), len(structure.hubs)
    tracks, own = _tracks(plan, table)
    own += [PROJECT] * hubs
    rules = node_rules(plan, policy, table)
    kept = kept_dates(plan, rules)
    ends = LinkReader(
        calendars=table.compiled, plan=plan, policy=policy, tracks=tracks, own=own, kept=kept, rules=rules
    ).ends()
    over = over_nodes(plan, ends, rules)
    tracks = _left(tracks, rules)
    windows, unfit = node_windows(plan, tracks, rules, table) if plan.windows else ({}, {})
    return Network(
        plan=plan,
        policy=policy,
        order=tuple(node for node in structure.order if node >= count or tracks[node]),
        calendars=table.compiled,
        own_calendar=tuple(own),
        tracks=(*tracks, *([()] * hubs)),
        ends=ends,
        first_starts=hubs_of(plan, HubKind.START_OUT),
        entries=hubs_of(plan, *ENTRIES),
        exits=exits_of(plan),
        kept=kept,
        over=over,
        rules=rules,
        windows=windows,
        unfit=unfit,
        idle=tuple(table.idle),
        start=to_seconds(plan.start),
    )


def _tracks(plan: Plan, table: CalendarTable) -> tuple[list[tuple[Track, ...]], list[int]]:
    """The tracks and the calendar of each task; tasks with a duration and nothing else are alike where those are."""
    children = plan.structure.children
    known: dict[tuple[int, str | None], tuple[tuple[Track, ...], int]] = {}
    tracks, own = list[tuple[Track, ...]](), list[int]()
    for place, task in enumerate(plan.tasks):
        is_plain = task.details is None and not task.assignments and task.kind is TaskKind.TASK
        key = (id(task.duration), task.calendar)
        found = known.get(key) if is_plain and not children[place] else None
        if found is None:
            drives = not children[place] and task.is_active and not task.spans_others
            parts = tracks_of(plan, task, table) if drives else ()
            found = parts, _own_calendar(parts, task, table)
            if is_plain and drives:
                known[key] = found
        tracks.append(found[0])
        own.append(found[1])
    return tracks, own


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
        return bool(network.arrivals(node))
    if not policy.floor_yields:
        return False
    rules = network.rules_of(node)
    if rules.start_floor is not None or rules.finish_floor is not None:
        return True
    return any(network.ends.codes[place] in (FS, SS) for place in network.arrivals(node))


def _own_calendar(tracks: Sequence[Track], task: Task, table: CalendarTable) -> int:
    if tracks and tracks[0][0] == CLOCK:
        return CLOCK
    return table.of_task(task)

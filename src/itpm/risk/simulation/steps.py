"""A network as steps that many iterations take at once.

Every node has a *line* on which its dates are counted. A *plain* node, one track that takes time and nothing but links and floors
to hold it, counts in the working time of its own calendar: there its finish is its start plus its amount, and a link within the
calendar is one addition. All other nodes stand on the clock and mirror the pass forward of the scheduler, operation by operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from itpm.model.durations import Percent
from itpm.model.moments import to_seconds
from itpm.risk.simulation.amounts import Amounts
from itpm.risk.simulation.changing import has_shares
from itpm.risk.simulation.lines import CLOCK, Lines
from itpm.scheduling.link_ends import FS, SS
from itpm.scheduling.networks import Network, is_free_of_start
from itpm.scheduling.node_rules import NodeRules


class LinkStep(NamedTuple):
    """One link as a step.

    Attributes:
        is_plain: whether it leads within a line from finish to start, so that its lag is added to the finish before.
        before: the node it comes from.
        code: its type.
        lag: its lag; 0 where `share` says it [tick].
        line: the line of the lag.
        share: the lag as a share of an uncertain duration.
    """

    is_plain: bool
    before: int
    code: int
    lag: int
    line: int
    share: Percent | None = None


class TrackStep(NamedTuple):
    """One track: the line it runs on, and its amount: a number of ticks, or a share of a row.

    Attributes:
        line: the line of its calendar.
        amount: as scheduled [tick].
        row: the row it varies with; -1 for none.
        base: amount of that row as scheduled [tick].
    """

    line: int
    amount: int
    row: int = -1
    base: int = 0


class Step(NamedTuple):
    """One node.

    Attributes:
        node: its number.
        line: where its dates are counted.
        plain: whether it is plain.
        tracks: its tracks.
        left: tracks of the remaining work of a started task.
        near: the nodes for whose finish it waits, on its own line and without a lag.
        links: all other links it waits for.
        floor: the earliest amount on its line; None: nothing but links holds it.
        rules: what else holds it.
        moves: whether links hold its start.
        is_hub: whether it stands for a summary.
        takes_first: whether it is a hub reached with the first of its tasks.
    """

    node: int
    line: int
    plain: bool
    tracks: tuple[TrackStep, ...]
    left: tuple[TrackStep, ...]
    near: tuple[int, ...]
    links: tuple[LinkStep, ...]
    floor: int | None
    rules: NodeRules
    moves: bool
    is_hub: bool
    takes_first: bool


Steps: TypeAlias = tuple[Step, ...]
FAR_BACK = -(1 << 29)
_FREE = (None,) * 4


def steps_of(network: Network, amounts: Amounts, lines: Lines) -> Steps:
    """The steps of a network, each behind those it waits for."""
    return tuple(_Builder(network, amounts, lines).steps())


class _Builder:
    def __init__(self, network: Network, amounts: Amounts, lines: Lines) -> None:
        self.network, self.amounts, self.lines = network, amounts, lines
        self.plain = {node: line for node in network.order if (line := self.own_line(node)) is not None}
        moves = network.policy.remaining_from_data_date and network.plan.data_date is not None
        data_date = network.plan.data_date
        self.data_date = to_seconds(data_date) if moves and data_date is not None else None
        self.bound: dict[int, int] = {}
        self.known: dict[tuple[int, int], int] = {}
        self.has_shares = has_shares(network.plan)

    def steps(self) -> Iterator[Step]:
        for node in self.network.order:
            yield self.step(node)

    def own_line(self, node: int) -> int | None:
        """The line of a plain node; None for any other."""
        network = self.network
        tracks, rules = network.tracks[node], network.rules.get(node)
        if len(tracks) != 1 or not tracks[0][1]:
            return None
        if node in self.amounts.row_of and not self.amounts.rows[self.amounts.row_of[node]].least:
            return None
        if rules is not None and not _holds_by_floors(rules):
            return None
        return self.lines.line(tracks[0][0])

    def step(self, node: int) -> Step:
        network, rules = self.network, self.network.rules_of(node)
        line = self.plain.get(node, CLOCK)
        near, links = self.links(node, line)
        fixed = (rules.started, rules.manual, rules.pinned_start, rules.pinned_finish)
        return Step(
            node=node,
            line=line,
            plain=node in self.plain,
            tracks=self.tracks(node, network.tracks[node]),
            left=self.tracks(node, rules.remaining) if rules.remaining else (),
            near=near,
            links=links,
            floor=self.floor(node, line, near, links),
            rules=rules,
            moves=fixed == _FREE,
            is_hub=network.is_hub(node),
            takes_first=node in network.first_starts,
        )

    def links(self, node: int, line: int) -> tuple[tuple[int, ...], tuple[LinkStep, ...]]:
        """The links a node waits for: those that are but a maximum of finishes, and the others."""
        ends, is_plain, tick = self.network.ends, node in self.plain, self.lines.tick
        near: list[int] = []
        links: list[LinkStep] = []
        for number, place in enumerate(self.network.arriving[node]):
            before, code, lag = ends.before[place], ends.codes[place], ends.lags[place]
            share = self.share(node, number) if self.has_shares else None
            within = is_plain and code == FS and share is None and self.plain.get(before, -1) == line
            if within and not lag:
                near.append(before)
                continue
            lag_line = self.lines.line(ends.lines[place])
            ticks = lag // tick if share is None else 0
            links.append(LinkStep(within and lag_line == line, before, code, ticks, lag_line, share))
        return tuple(near), tuple(links)

    def share(self, node: int, number: int) -> Percent | None:
        """The lag of a link, where it is a share of a duration that varies."""
        link = self.network.link(node, number)
        if link is None or not isinstance(link.lag, Percent) or not link.lag.value:
            return None
        before = self.network.ends.before[self.network.arriving[node][number]]
        rules = self.network.rules_of(before)
        begun = rules.started is not None or rules.began is not None
        return link.lag if before in self.amounts.row_of and not begun else None

    def tracks(self, node: int, tracks: Sequence[tuple[int, int]]) -> tuple[TrackStep, ...]:
        row = self.amounts.row_of.get(node, -1)
        base = self.amounts.rows[row].left if row >= 0 else 0
        tick = self.lines.tick
        return tuple(TrackStep(self.lines.line(calendar), seconds // tick, row, base) for calendar, seconds in tracks)

    def floor(self, node: int, line: int, near: tuple[int, ...], links: tuple[LinkStep, ...]) -> int | None:
        """What holds a node besides links; None where a predecessor's floor already lies behind it."""
        network, rules = self.network, self.network.rules_of(node)
        if network.is_hub(node):
            return None
        reached = [self.bound[before] for before in near if before in self.bound]
        reached += [self.bound[link.before] + link.lag for link in links if link.is_plain and link.before in self.bound]
        behind, start = max(reached, default=FAR_BACK), self.amount(line, network.start)
        floors = [
            self.amount(line, date) for date in (self.data_date, rules.goes_on, rules.start_floor) if date is not None
        ]
        if rules.floor is not None:
            floors.append(self.amount(line, rules.floor))
        elif behind < start and not (self.is_held(node) and is_free_of_start(network, node)):
            floors.append(start)
        floor = max(floors, default=FAR_BACK)
        if node in self.plain:
            self.bound[node] = max(floor, behind) + self.least(node)
        return floor if floor > behind else None

    def is_held(self, node: int) -> bool:
        """Whether links or dates of its own hold a node, so that the plan's start may not."""
        return bool(self.network.arriving[node]) or node in self.network.rules

    def amount(self, line: int, date: int) -> int:
        """A date on a line; each worked out once."""
        key = line, date
        if key not in self.known:
            self.known[key] = self.lines.amount(line, date)
        return self.known[key]

    def least(self, node: int) -> int:
        row = self.amounts.row_of.get(node)
        return self.amounts.rows[row].least if row is not None else self.network.tracks[node][0][1] // self.lines.tick


def last_nodes(network: Network, steps: Steps) -> list[int]:
    """Nodes that may end last: those whose end no other node waits for before it begins."""
    held: set[int] = set()
    for step in steps:
        if step.is_hub or not step.moves or step.rules.pulled:
            continue
        held.update(step.near)
        held.update(link.before for link in step.links if link.code == FS and link.lag >= 0 and link.share is None)
    return [step.node for step in steps if network.tracks[step.node] and step.node not in held]


def has_leads(steps: Steps) -> bool:
    """Whether a node may begin before what it waits for, so that dates may lie before the plan's start."""
    return any(
        link.lag < 0 or link.share is not None or link.code not in (FS, SS) for step in steps for link in step.links
    )


def _holds_by_floors(rules: NodeRules) -> bool:
    """Whether rules do nothing to early dates but hold them back."""
    dates = (rules.started, rules.began, rules.manual, rules.pinned_start, rules.pinned_finish, rules.finish_floor)
    return all(date is None for date in dates) and not (
        rules.pulled or rules.delay or rules.expected or rules.stands_at_start or rules.edge != "either"
    )

"""The pass forward: every task as early as links, constraints and progress let it be."""

from __future__ import annotations

from collections.abc import Mapping

from itpm.scheduling.arithmetic import beginning, begun, done, ending, placed
from itpm.scheduling.drafts import FAR_BACK, Draft
from itpm.scheduling.link_ends import FF, FS, SF
from itpm.scheduling.networks import FAR_AHEAD, is_free_of_start
from itpm.scheduling.node_rules import NodeRules


def pass_forward(draft: Draft, late: Mapping[int, int]) -> None:
    """Fill in the early dates.

    Args:
        draft: what is filled in.
        late: late starts of the nodes that go as late as possible; a second pass lets them push what follows them [s].
    """
    _Forward(draft).run(late)


class _Forward:
    """One pass; the lists are the draft's."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.network = draft, draft.network
        self.early_start, self.early_finish = draft.early_start, draft.early_finish
        self.late_start, self.late_finish = draft.late_start, draft.late_finish
        self.late_begin, self.late_end = draft.late_begin, draft.late_end

    def run(self, late: Mapping[int, int]) -> None:
        network = self.network
        for node in network.order:
            self.draft.node = node
            if not network.tracks[node]:
                self.early_start[node] = self.early_finish[node] = self.hub_early(node)
            elif node in late:
                self.early_start[node], self.early_finish[node] = late[node], self.late_finish[node]
            elif node in network.rules:
                self.early_start[node], self.early_finish[node] = self.ruled_early(node, network.rules[node])
            else:
                calendars, tracks = network.calendars, network.tracks[node]
                start = beginning(calendars, tracks, max(self.linked_start(node, node), self.lowest(node, None)))
                self.early_start[node] = start
                self.early_finish[node] = done(calendars, tracks, start)

    def lowest(self, node: int, floor: int | None) -> int:
        """The earliest start that is open to any task: the plan's start, unless a policy lets links lead before it."""
        if floor is None and is_free_of_start(self.network, node):
            return self.draft.data_date
        return max(self.draft.floor if floor is None else floor, self.draft.data_date)

    def linked_start(self, node: int, remaining: int, *, finished_only: bool = False) -> int:
        """The earliest start that the links into `node` leave open."""
        network = self.network
        calendars, tracks, rules = network.calendars, network.tracks[node], network.rules
        if remaining < 0:
            tracks = rules[node].remaining
        latest = FAR_BACK
        for before, code, lag, calendar in network.into[node]:
            if finished_only and network.rules_of(before).finished is None:
                continue
            at = self.early_finish[before] if code in (FS, FF) else self.early_start[before]
            at = calendars[calendar].advance(at, lag) if lag else at
            if code in (FF, SF):
                at = begun(calendars, tracks, at)
            latest = max(latest, at)
        return latest

    def hub_early(self, node: int) -> int:
        network = self.network
        if node in network.kept:
            return network.kept[node]
        dates = []
        for before, code, lag, calendar in network.into[node]:
            at = self.early_finish[before] if code in (FS, FF) else self.early_start[before]
            dates.append(network.calendars[calendar].advance(at, lag) if lag else at)
        if not dates:
            return network.start
        return min(dates) if node in network.first_starts else max(dates)

    def ruled_early(self, node: int, rules: NodeRules) -> tuple[int, int]:
        network = self.network
        calendars, tracks = network.calendars, network.tracks[node]
        if rules.started is not None:
            return rules.started, self.progressed_finish(node, rules)
        if rules.manual is not None:
            return rules.manual
        if rules.pinned_start is not None:
            start = beginning(calendars, tracks, rules.pinned_start)
            return start, done(calendars, tracks, start)
        if rules.pinned_finish is not None:
            finish = ending(calendars, tracks, rules.pinned_finish)
            return begun(calendars, tracks, finish), finish
        at = max(self.linked_start(node, node), self.lowest(node, rules.floor))
        if rules.goes_on is not None:
            at = max(at, rules.goes_on)
        if rules.start_floor is not None:
            at = max(at, rules.start_floor)
        if rules.finish_floor is not None:
            at = max(at, begun(calendars, tracks, rules.finish_floor))
        if rules.pulled:
            at = min(at, self.cap(node, rules))
        if rules.delay:
            at = beginning(calendars, tracks, at) + rules.delay
        start = at if rules.stands_at_start and at == self.draft.floor else placed(calendars, tracks, rules.edge, at)
        if node in network.windows:
            start = network.windows[node].first_fit(calendars, tracks, start)
        if rules.expected is not None:
            return start, self.expected_finish(node, start, rules.expected)
        finish = done(calendars, tracks, start)
        return start, finish if rules.finish_floor is None else max(finish, rules.finish_floor)

    def expected_finish(self, node: int, start: int, expected: int) -> int:
        """When the task is done if it lasts until it is expected to be."""
        number = self.network.tracks[node][0][0]
        calendar = self.network.calendars[number]
        finish = max(start, calendar.previous_finish(expected))
        self.draft.stretched[node] = ((number, calendar.between(start, finish)),)
        return finish

    def cap(self, node: int, rules: NodeRules) -> int:
        """The latest start that constraints leave open."""
        caps = [FAR_AHEAD]
        if rules.start_cap is not None:
            caps.append(rules.start_cap)
        if rules.finish_cap is not None:
            caps.append(begun(self.network.calendars, self.network.tracks[node], rules.finish_cap))
        return min(caps)

    def progressed_finish(self, node: int, rules: NodeRules) -> int:
        if rules.finished is not None:
            return rules.finished
        network = self.network
        at = max(rules.resume if rules.resume is not None else self.early_start[node], self.draft.data_date)
        match network.policy.out_of_sequence:
            case "retained_logic":
                at = max(at, self.linked_start(node, -1))
            case "actual_dates":
                at = max(at, self.linked_start(node, -1, finished_only=True))
            case "progress_override":
                pass
        if not any(seconds for _, seconds in rules.remaining):
            return at
        return done(network.calendars, rules.remaining, beginning(network.calendars, rules.remaining, at))

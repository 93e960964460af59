"""The pass backward: every task as late as the project's finish, links and constraints let it be."""

from __future__ import annotations

from itpm.scheduling.arithmetic import begun, done, ending, latest_begin, latest_end
from itpm.scheduling.drafts import Draft
from itpm.scheduling.link_ends import FF, FS, SS
from itpm.scheduling.networks import FAR_AHEAD
from itpm.scheduling.node_rules import NodeRules


def pass_backward(draft: Draft, anchor: int) -> None:
    """Fill in the late dates; tasks that no link holds end by `anchor` [s]."""
    _Backward(draft).run(anchor)


class _Backward:
    """One pass; the lists are the draft's."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.network = draft, draft.network
        self.early_start, self.early_finish = draft.early_start, draft.early_finish
        self.late_start, self.late_finish = draft.late_start, draft.late_finish
        self.late_begin, self.late_end = draft.late_begin, draft.late_end

    def run(self, anchor: int) -> None:
        network = self.network
        for node in reversed(network.order):
            self.draft.node = node
            tracks = self.draft.work(node)
            finish, start = self.linked_late(node)
            if not tracks:
                self.late_start[node] = self.late_finish[node] = min(finish, start)
                self.late_begin[node] = self.late_end[node] = min(finish, start)
                continue
            rules = network.rules.get(node)
            if rules is not None and rules.started is not None:
                start = FAR_AHEAD  # nothing can still hold a start that is past
            finish = min(finish, self.held_by_finish(node, anchor, held=min(finish, start) < FAR_AHEAD))
            if rules is not None:
                self.ruled_late(node, rules, finish, start)
                continue
            if start < FAR_AHEAD:
                finish = min(finish, done(network.calendars, tracks, start))
            finish = ending(network.calendars, tracks, finish)
            self.late_finish[node] = self.late_end[node] = finish
            self.late_start[node] = self.late_begin[node] = begun(network.calendars, tracks, finish)

    def held_by_finish(self, node: int, anchor: int, *, held: bool) -> int:
        """The latest finish that the project's finish leaves open; `held`: whether a link holds the node already."""
        policy = self.network.policy
        if policy.open_ends_critical and not self.network.out[node]:
            return self.early_finish[node]
        if held:
            return self.draft.ceiling if policy.project_finish_holds == "open_ends" else anchor
        ceiling = self.network.rules_of(node).ceiling
        return anchor if ceiling is None else ceiling

    def linked_late(self, node: int) -> tuple[int, int]:
        """The latest finish and the latest start that the links out of `node` leave open."""
        network = self.network
        latest_finish = latest_start = FAR_AHEAD
        for end in network.out[node]:
            behind, code, _, _ = end
            if network.holds_nothing(node, behind):
                continue
            if behind in network.first_starts and not network.starts_first(node, behind, self.early_start):
                continue
            if node in network.entries and network.counts_own_dates(behind):
                at = self.early_start[behind] if code == SS else self.early_finish[behind]
            else:
                at = self.late_begin[behind] if code in (FS, SS) else self.late_end[behind]
                if behind in network.kept and node in network.entries:
                    at = min(at, network.kept[behind])
            at = network.latest_from(end, at) if at < FAR_AHEAD else at
            if code in (FS, FF):
                latest_finish = min(latest_finish, at)
            else:
                latest_start = min(latest_start, at)
        return latest_finish, latest_start

    def ruled_late(self, node: int, rules: NodeRules, finish: int, start: int) -> None:
        network = self.network
        calendars, tracks = network.calendars, self.draft.work(node)
        if rules.finished is not None or rules.pinned_start is not None or rules.pinned_finish is not None:
            self.late_start[node] = self.late_begin[node] = self.early_start[node]
            self.late_finish[node] = self.late_end[node] = self.early_finish[node]
            return
        for cap in (rules.finish_cap, rules.deadline):
            finish = min(finish, FAR_AHEAD if cap is None else cap)
        if rules.started is not None:
            self.started_late(node, rules, ending(calendars, tracks, finish))
            return
        start = min(start, FAR_AHEAD if rules.start_cap is None else rules.start_cap)
        if start < FAR_AHEAD:
            finish = min(finish, done(calendars, tracks, start))
        begin, finish = self.latest(node, rules, finish)
        self.late_finish[node] = self.late_end[node] = finish
        self.late_start[node] = begin
        self.late_begin[node] = self.late_start[node] - rules.delay
        if rules.manual is not None:
            self.late_start[node] = max(self.late_start[node], rules.manual[0])
            self.late_finish[node] = max(finish, rules.manual[1])

    def latest(self, node: int, rules: NodeRules, finish: int) -> tuple[int, int]:
        """The latest start and finish up to `finish` that calendars and windows leave open."""
        calendars, tracks = self.network.calendars, self.draft.work(node)
        if node in self.network.windows:
            return self.network.windows[node].late(calendars, tracks, finish)
        end = latest_end(calendars, tracks, rules.edge, finish)
        if rules.finish_floor is None or not end < rules.finish_floor <= finish:
            finish = end
        return latest_begin(calendars, tracks, rules.edge, finish), finish

    def started_late(self, node: int, rules: NodeRules, finish: int) -> None:
        """Late dates of a task under way: shown no earlier than it ends, though what precedes it may be held earlier."""
        network = self.network
        self.late_end[node] = finish
        self.late_finish[node] = max(finish, self.early_finish[node])
        self.late_start[node] = rules.started if rules.started is not None else self.early_start[node]
        begin = begun(network.calendars, rules.remaining, finish)
        if network.policy.started_holds == "resume" and begin < finish and rules.resume is not None:
            begin = min(finish, rules.resume)
        self.late_begin[node] = begin

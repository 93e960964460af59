# ruff: noqa: FURB136, PLR1730  # in the loops over links a call of min or max costs as much as all the rest
"""The pass backward: every task as late as the project's finish, links and constraints let it be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from itpm.scheduling.arithmetic import begun, done, ending, latest_begin, latest_end
from itpm.scheduling.drafts import Draft
from itpm.scheduling.link_ends import FF, FS, SS, LinkEnd
from itpm.scheduling.networks import FAR_AHEAD
from itpm.scheduling.node_rules import NodeRules
from itpm.scheduling.shifts import BeyondError
from itpm.scheduling.steps import EVER, FAR


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
        self.firsts = self.network.first_members(self.early_start)

    def run(self, anchor: int) -> None:
        steps, late = self.network.steps, self.draft.late
        try:
            self.pass_plain(anchor)
        except BeyondError:
            if steps.widen():
                return self.run(anchor)
            for node in reversed(self.network.order):
                self.date(node, anchor)
                number = steps.calendar[node]
                if number >= 0:
                    late[node] = self.network.calendars[number].total_until(self.late_finish[node]) - steps.work[node]

    def pass_plain(self, anchor: int) -> None:
        """Date all nodes, the plain ones as working time of their calendars, and as instants where somebody looks at them.

        Raises:
            BeyondError: a date lies beyond the years listed.
        """
        network, steps, late = self.network, self.network.steps, self.draft.late
        late[:] = self.caps(anchor)
        for part, stop in reversed(steps.segments()):
            if stop >= 0:
                for place in network.departures(stop):
                    self.show(network.ends.behind[place])
                self.date(stop, anchor)
            self.push(part)

    def caps(self, anchor: int) -> list[int]:
        """The latest start of each plain node that its own dates and the project's finish leave open, on its line [s]."""
        network, steps = self.network, self.network.steps
        opens = holds = steps.totals(anchor)
        if network.policy.project_finish_holds == "open_ends":
            holds = steps.totals(self.draft.ceiling)
        caps = list(map(int.__sub__, steps.starting(opens, holds, steps.is_held), steps.work))
        if network.policy.open_ends_critical:
            for node, leaving in enumerate(network.leaving):
                caps[node] = caps[node] if leaving else self.draft.early[node]
        for node, most in steps.most.items():
            caps[node] = min(caps[node], most)
        return caps

    def push(self, part: slice) -> None:
        """Hand dates back along some of the links, last first."""
        steps, late = self.network.steps, self.draft.late
        for before, behind, lead, trail, route, place in steps.backwards(part):
            at = late[behind] - trail
            if route is None:
                at -= lead
            elif route is FAR:
                at = self.followed(place)
            else:
                _, _, starts, parts, befores, _, others = route
                begin, done_before, _ = others[bisect_right(befores, at)]
                instant = begin + at - done_before
                begin, done_before, length = parts[bisect_right(starts, instant)]
                passed = instant - begin
                at = done_before + (passed if passed < length else length) - lead
            if at < late[before]:
                late[before] = at

    def show(self, node: int) -> None:
        """Tell the late dates of a node, if it is plain, as instants."""
        steps = self.network.steps
        number = steps.calendar[node]
        if number >= 0:
            at, shifts = self.draft.late[node], steps.shifts[number]
            self.late_begin[node], self.late_end[node] = shifts.latest(at), shifts.earliest(at + steps.work[node])

    def followed(self, place: int) -> int:
        """The latest start that a link out of the common leaves open, as working time of the node's calendar [s]."""
        network = self.network
        node = self.draft.node = network.ends.before[place]
        number = network.steps.calendar[node]
        if number < 0:
            return EVER
        self.show(network.ends.behind[place])
        finish, start = self.linked(node, [network.ends.end_out(place)])
        until = network.calendars[number].total_until
        if start < FAR_AHEAD:
            return until(start)
        return until(finish) - network.steps.work[node] if finish < FAR_AHEAD else EVER

    def date(self, node: int, anchor: int) -> None:
        """The late dates of one node of any kind."""
        network = self.network
        self.draft.node = node
        tracks = self.draft.work(node)
        finish, start = self.linked(node, network.links_out(node))
        if not tracks:
            self.late_start[node] = self.late_finish[node] = min(finish, start)
            self.late_begin[node] = self.late_end[node] = min(finish, start)
            return
        rules = network.rules.get(node)
        if rules is not None and rules.start_is_free:
            start = FAR_AHEAD
        finish = min(finish, self.held_by_finish(node, anchor, held=min(finish, start) < FAR_AHEAD))
        if rules is not None:
            self.ruled_late(node, rules, finish, start)
            return
        if start < FAR_AHEAD:
            finish = min(finish, done(network.calendars, tracks, start))
        finish = ending(network.calendars, tracks, finish)
        self.late_finish[node] = self.late_end[node] = finish
        self.late_start[node] = self.late_begin[node] = begun(network.calendars, tracks, finish)

    def held_by_finish(self, node: int, anchor: int, *, held: bool) -> int:
        """The latest finish that the project's finish leaves open; `held`: whether a link holds the node already."""
        policy = self.network.policy
        if policy.open_ends_critical and not self.network.links_out(node):
            return self.early_finish[node]
        if held:
            return self.draft.ceiling if policy.project_finish_holds == "open_ends" else anchor
        ceiling = self.network.rules_of(node).ceiling
        return anchor if ceiling is None else ceiling

    def linked(self, node: int, links: Sequence[LinkEnd]) -> tuple[int, int]:
        """The latest finish and the latest start that links out of `node` leave open."""
        network = self.network
        latest_finish = latest_start = FAR_AHEAD
        for end in links:
            behind, code, _, _ = end
            if network.holds_nothing(node, behind):
                continue
            if behind in self.firsts and self.firsts[behind] != node:
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
        fixed = (rules.finished, rules.pinned_start, rules.pinned_finish)
        if rules.manual_is_late or any(date is not None for date in fixed):
            self.late_start[node] = self.late_begin[node] = self.early_start[node]
            self.late_finish[node] = self.late_end[node] = self.early_finish[node]
            return
        for cap in (rules.finish_cap, rules.deadline):
            finish = min(finish, FAR_AHEAD if cap is None else cap)
        if rules.started is not None:
            self.started_late(node, rules, ending(calendars, network.ending_by(node, tracks, finish), finish))
            return
        start = min(start, FAR_AHEAD if rules.start_cap is None else rules.start_cap)
        if start < FAR_AHEAD:
            finish = min(finish, network.done_from(node, tracks, start))
        begin, end = self.latest(node, rules, finish)
        self.late_finish[node] = self.late_end[node] = end
        self.late_start[node] = begin
        self.late_begin[node] = self.late_start[node] - rules.delay
        if rules.manual is not None:  # shown no earlier than its own dates, and on free time too
            self.late_start[node] = max(begin, rules.manual[0])
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
        begin = network.begun_by(node, rules.remaining, finish)
        if network.policy.started_holds == "resume" and begin < finish and rules.resume is not None:
            begin = min(finish, rules.resume)
        self.late_begin[node] = begin

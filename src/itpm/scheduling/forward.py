# ruff: noqa: FURB136, PLR1730  # in the loops over links a call of min or max costs as much as all the rest
"""The pass forward: every task as early as links, constraints and progress let it be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from itpm.errors import NoWorkingTimeError
from itpm.scheduling.arithmetic import beginning, begun, done, ending, placed
from itpm.scheduling.drafts import FAR_BACK, Draft
from itpm.scheduling.link_ends import FF, FS, SF, LinkEnd
from itpm.scheduling.networks import FAR_AHEAD, is_free_of_start
from itpm.scheduling.node_rules import NodeRules
from itpm.scheduling.node_windows import NodeWindow
from itpm.scheduling.shifts import BeyondError
from itpm.scheduling.steps import FAR, NEVER
from itpm.scheduling.tracks import Track


def pass_forward(draft: Draft, late: Mapping[int, int]) -> None:
    """Fill in the early dates.

    Args:
        draft: what is filled in.
        late: late starts of the nodes that go as late as possible; a second pass lets them push what follows them [s].

    Raises:
        UnfitError: there are nodes that fit into none of their windows.
    """
    draft.unfit.clear()
    _Forward(draft).run(late)
    draft.refuse_unfit()


class _Forward:
    """One pass; the lists are the draft's."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.network = draft, draft.network
        self.early_start, self.early_finish = draft.early_start, draft.early_finish
        self.late_start, self.late_finish = draft.late_start, draft.late_finish
        self.late_begin, self.late_end = draft.late_begin, draft.late_end

    def run(self, late: Mapping[int, int]) -> None:
        steps, early = self.network.steps, self.draft.early
        try:
            self.pass_plain(late)
        except BeyondError:
            if steps.widen():
                return self.run(late)
            for node in self.network.order:
                self.date(node, late)
                number = steps.calendar[node]
                if number >= 0:
                    early[node] = self.network.calendars[number].total_until(self.early_start[node])

    def pass_plain(self, late: Mapping[int, int]) -> None:
        """Date all nodes, the plain ones as working time of their calendars, and as instants where somebody looks at them.

        Raises:
            BeyondError: a date lies beyond the years listed.
        """
        network, steps, draft, early = self.network, self.network.steps, self.draft, self.draft.early
        floors, free = steps.totals(max(draft.floor, draft.data_date)), steps.totals(draft.data_date)
        early[:] = steps.starting(floors, free, steps.is_open)
        for node, least in steps.least.items():
            early[node] = max(early[node], least)
        for part, stop in steps.segments():
            self.push(part)
            if stop >= 0:
                for place in network.arrivals(stop):
                    self.show(network.ends.before[place])
                self.date(stop, late)

    def push(self, part: slice) -> None:
        """Hand dates on along some of the links."""
        steps, early = self.network.steps, self.draft.early
        for before, behind, lead, trail, route, place in steps.over(part):
            at = early[before] + lead
            if route is not None:
                if route is FAR:
                    at = self.followed(place)
                else:
                    find, befores, _, parts, _, starts, others = route
                    begin, done_before, _ = parts[find(befores, at)]
                    instant = begin + at - done_before
                    begin, done_before, length = others[bisect_right(starts, instant)]
                    passed = instant - begin
                    at = done_before + (passed if passed < length else length) + trail
            if at > early[behind]:
                early[behind] = at

    def show(self, node: int) -> None:
        """Tell the early dates of a node, if it is plain, as instants."""
        steps = self.network.steps
        number = steps.calendar[node]
        if number >= 0:
            at, shifts = self.draft.early[node], steps.shifts[number]
            self.early_start[node], self.early_finish[node] = shifts.latest(at), shifts.earliest(at + steps.work[node])

    def followed(self, place: int) -> int:
        """Where a link that is out of the common leads, as working time of the calendar of the node behind [s]."""
        network = self.network
        node = self.draft.node = network.ends.behind[place]
        number = network.steps.calendar[node]
        if number < 0:
            return NEVER
        self.show(network.ends.before[place])
        return network.calendars[number].total_until(
            self.led_to(network.ends.end_in(place), node, network.tracks[node])
        )

    def date(self, node: int, late: Mapping[int, int]) -> None:
        """The early dates of one node of any kind."""
        network = self.network
        self.draft.node = node
        if not network.tracks[node]:
            self.early_start[node] = self.early_finish[node] = self.hub_early(node)
        elif node in late:
            self.early_start[node], self.early_finish[node] = late[node], self.late_finish[node]
        elif node in network.windows:
            self.early_start[node], self.early_finish[node] = self.windowed_early(node, network.windows[node])
        elif node in network.rules:
            rules, tracks = network.rules[node], network.tracks[node]
            self.early_start[node], self.early_finish[node] = self.ruled_early(node, rules, tracks, None)
        else:
            calendars, tracks = network.calendars, network.tracks[node]
            start = beginning(calendars, tracks, max(self.linked_start(node, tracks), self.lowest(node, None)))
            self.early_start[node] = start
            self.early_finish[node] = done(calendars, tracks, start)

    def lowest(self, node: int, floor: int | None) -> int:
        """The earliest start that is open to any task: the plan's start, unless a policy lets links lead before it."""
        if floor is None and is_free_of_start(self.network, node):
            return self.draft.data_date
        return max(self.draft.floor if floor is None else floor, self.draft.data_date)

    def linked_start(self, node: int, tracks: Sequence[Track], *, finished_only: bool = False) -> int:
        """The earliest start that the links into `node` leave open to the work that `tracks` say."""
        network = self.network
        latest = FAR_BACK
        for end in network.links_into(node):
            if not finished_only or network.rules_of(end[0]).finished is not None:
                latest = max(latest, self.led_to(end, node, tracks))
        return latest

    def led_to(self, end: LinkEnd, node: int, tracks: Sequence[Track]) -> int:
        """The earliest start that a link leaves open to the work behind it."""
        before, code, lag, calendar = end
        at = self.early_finish[before] if code in (FS, FF) else self.early_start[before]
        at = self.network.calendars[calendar].advance(at, lag) if lag else at
        return self.network.begun_by(node, tracks, at) if code in (FF, SF) else at

    def hub_early(self, node: int) -> int:
        network = self.network
        if node in network.kept:
            return network.kept[node]
        dates = []
        for before, code, lag, calendar in network.links_into(node):
            at = self.early_finish[before] if code in (FS, FF) else self.early_start[before]
            dates.append(network.calendars[calendar].advance(at, lag) if lag else at)
        if not dates:
            return network.start
        return min(dates) if node in network.first_starts else max(dates)

    def windowed_early(self, node: int, window: NodeWindow) -> tuple[int, int]:
        """The early dates of a node that windows name; where it fits into none, as if they did not."""
        network = self.network
        try:
            return self.ruled_early(node, network.rules[node], network.tracks[node], window)
        except NoWorkingTimeError:
            self.draft.unfit.add(node)
            rules = window.lifted(network.rules[node])
            return self.ruled_early(node, rules, window.uncut(network.tracks[node]), None)

    def ruled_early(
        self, node: int, rules: NodeRules, tracks: Sequence[Track], window: NodeWindow | None
    ) -> tuple[int, int]:
        network = self.network
        calendars = network.calendars
        if rules.started is not None:
            return rules.started, self.progressed_finish(node, rules)
        if rules.manual is not None:
            return rules.manual if self.draft.keeps_manual else self.before_manual(node, rules.manual, rules.floor)
        if rules.pinned_start is not None:
            start = beginning(calendars, tracks, rules.pinned_start)
            return start, done(calendars, tracks, start)
        if rules.pinned_finish is not None:
            finish = ending(calendars, tracks, rules.pinned_finish)
            return begun(calendars, tracks, finish), finish
        at = max(self.linked_start(node, tracks), self.lowest(node, rules.floor))
        if rules.goes_on is not None:
            at = max(at, rules.goes_on)
        if rules.start_floor is not None:
            at = max(at, rules.start_floor)
        if rules.finish_floor is not None:
            at = max(at, network.begun_by(node, tracks, rules.finish_floor))
        if rules.pulled:
            at = min(at, self.cap(node, rules, tracks))
        if rules.delay:
            at = beginning(calendars, tracks, at) + rules.delay
        start = at if rules.stands_at_start and at == self.draft.floor else placed(calendars, tracks, rules.edge, at)
        if window is not None:
            start = window.first_fit(calendars, tracks, start)
        if rules.expected is not None:
            return start, self.expected_finish(node, start, tracks[0][0], rules.expected)
        return self.worked(tracks, start, rules.finish_floor, window)

    def worked(
        self, tracks: Sequence[Track], start: int, floor: int | None, window: NodeWindow | None
    ) -> tuple[int, int]:
        """Start and finish of work that may begin at `start` and not finish before `floor` [s].

        A floor that nobody works on is the finish all the same; one that windows close puts the work off to the next opening.
        """
        calendars = self.network.calendars
        finish = done(calendars, tracks, start)
        if floor is None or finish >= floor:
            return start, finish
        if window is None or window.holds(calendars, tracks, start, floor):
            return start, floor
        start = window.first_fit(calendars, tracks, beginning(calendars, tracks, floor))
        return start, done(calendars, tracks, start)

    def before_manual(self, node: int, own: tuple[int, int], floor: int | None) -> tuple[int, int]:
        """The early dates of a manual task as logic makes them, shown no later than its own, on free time too."""
        tracks = self.network.tracks[node]
        at = max(self.linked_start(node, tracks), self.lowest(node, floor))
        return min(at, own[0]), min(self.network.done_from(node, tracks, at), own[1])

    def expected_finish(self, node: int, start: int, number: int, expected: int) -> int:
        """When the task is done, by calendar `number`, if it lasts until it is expected to be."""
        calendar = self.network.calendars[number]
        finish = calendar.previous_finish(expected) if expected > start else start
        self.draft.stretched[node] = ((number, calendar.between(start, finish)),)
        return finish

    def cap(self, node: int, rules: NodeRules, tracks: Sequence[Track]) -> int:
        """The latest start that constraints leave open."""
        caps = [FAR_AHEAD]
        if rules.start_cap is not None:
            caps.append(rules.start_cap)
        if rules.finish_cap is not None:
            caps.append(self.network.begun_by(node, tracks, rules.finish_cap))
        return min(caps)

    def progressed_finish(self, node: int, rules: NodeRules) -> int:
        if rules.finished is not None:
            return rules.finished
        network = self.network
        at = max(rules.resume if rules.resume is not None else self.early_start[node], self.draft.data_date)
        match network.policy.out_of_sequence:
            case "retained_logic":
                at = max(at, self.linked_start(node, rules.remaining))
            case "actual_dates":
                at = max(at, self.linked_start(node, rules.remaining, finished_only=True))
            case "progress_override":
                pass
        if not any(seconds for _, seconds in rules.remaining):
            return at
        return done(network.calendars, rules.remaining, beginning(network.calendars, rules.remaining, at))

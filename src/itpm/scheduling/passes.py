"""The passes: early dates forward, late dates backward, then what hangs on both.

The definition of every date is in `itpm.scheduling.bounds`: all candidates that could hold it, of which the latest (for late
dates: the earliest) wins. These loops compute the winner's date without listing the others; a test holds them to the list.

Order of work: forward; backward; forward again where tasks go as late as possible, because they push what follows them; then
levels of effort, inactive tasks and summaries are placed around what has dates.
"""

from __future__ import annotations

from collections.abc import Mapping

from itpm.errors import Fault, NoWorkingTimeError, PlanError
from itpm.model.moments import FIRST, LAST, to_seconds
from itpm.scheduling.arithmetic import beginning, begun, done, ending
from itpm.scheduling.networks import FAR_AHEAD, FF, FS, SF, SS, Network, ceiling_of, is_free_of_start
from itpm.scheduling.node_rules import NodeRules
from itpm.scheduling.placing import place_late, place_the_rest
from itpm.scheduling.solutions import Solution

FAR_BACK = FIRST * 2


def solve(network: Network) -> Solution:
    """Early, late and scheduled dates of every node.

    Raises:
        PlanError: a date lies beyond the years 1 to 9999, or a calendar has no working time left where it is looked for.

    Example:
        >>> from itpm.model import Plan, SchedulingPolicy, Task
        >>> from itpm.scheduling.networks import build_network
        >>> plan = Plan("Move", start="1970-01-01", tasks=[Task("pack", "1d"), Task("move", "1d", after=["pack"])])
        >>> [finish // 3600 for finish in solve(build_network(plan, SchedulingPolicy.ms_project())).early_finish]
        [17, 41]
    """
    passes = _Passes(network)
    try:
        return passes.run()
    except NoWorkingTimeError as error:
        task = network.plan.tasks[passes.node] if passes.node < len(network.plan.tasks) else None
        place = f"task {task.id!r}" if task else "plan"
        raise PlanError([Fault(place, None, f"{error}, looking for its dates")]) from None


class _Passes:
    """The lists of one solution while it is made."""

    def __init__(self, network: Network) -> None:
        count = len(network.tracks)
        self.network = network
        self.node = 0
        self.early_start, self.early_finish = [network.start] * count, [network.start] * count
        self.late_start, self.late_finish = [network.start] * count, [network.start] * count
        self.late_begin, self.late_end = [network.start] * count, [network.start] * count
        self.floor = network.start
        self.ceiling = ceiling_of(network.plan, network.policy)
        data_date = network.plan.data_date
        moves = network.policy.remaining_from_data_date and data_date is not None
        self.data_date = to_seconds(data_date) if data_date is not None and moves else FAR_BACK

    def run(self) -> Solution:
        network = self.network
        self.forward({})
        project_finish = self.last_finish()
        anchor = self.anchor(project_finish)
        self.backward(anchor)
        from_finish = network.plan.schedule_from == "finish"
        late: dict[int, int] = {}
        if from_finish:
            self.floor = min(
                [self.late_begin[node] for node in network.order if network.tracks[node]], default=self.floor
            )
        else:
            late = {node: self.late_start[node] for node, rules in network.rules.items() if self.goes_late(node, rules)}
        if late or from_finish:
            self.forward(late)
            project_finish = max(project_finish, self.last_finish())
        solution = Solution(
            early_start=self.early_start,
            early_finish=self.early_finish,
            late_start=self.late_start,
            late_finish=self.late_finish,
            late_begin=self.late_begin,
            late_end=self.late_end,
            start=list(self.early_start),
            finish=list(self.early_finish),
            project_finish=project_finish,
            floor=self.floor,
            anchor=anchor,
        )
        if from_finish:
            place_late(network, solution)
        place_the_rest(network, solution)
        self.check(solution)
        return solution

    def goes_late(self, node: int, rules: NodeRules) -> bool:
        return rules.as_late_as_possible and not rules.has_own_dates and self.network.drives(node)

    def anchor(self, project_finish: int) -> int:
        plan, policy = self.network.plan, self.network.policy
        if plan.schedule_from == "finish" and plan.finish is not None:
            return to_seconds(plan.finish)
        if plan.deadline is not None and policy.deadline == "replaces":
            return to_seconds(plan.deadline)
        return min(project_finish, self.ceiling)

    def last_finish(self) -> int:
        """When the last task ends, or the last manual summary."""
        network = self.network
        finishes = [self.early_finish[node] for node in network.order if network.tracks[node]]
        kept = [rules.manual[1] for node, rules in network.rules.items() if rules.manual and not network.tracks[node]]
        return max([*finishes, *kept], default=network.start)

    def check(self, solution: Solution) -> None:
        for place, task in enumerate(self.network.plan.tasks):
            first = min(solution.early_start[place], solution.late_start[place])
            last = max(solution.early_finish[place], solution.late_finish[place])
            if first < FIRST or last > LAST:
                raise PlanError([Fault(f"task {task.id!r}", None, "its dates lie beyond the years 1 to 9999")])

    # --- forward -------------------------------------------------------------------------------------------------

    def forward(self, late: Mapping[int, int]) -> None:
        network = self.network
        for node in network.order:
            self.node = node
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
            return self.data_date
        return max(self.floor if floor is None else floor, self.data_date)

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
        if rules.start_floor is not None:
            at = max(at, rules.start_floor)
        if rules.finish_floor is not None:
            at = max(at, begun(calendars, tracks, rules.finish_floor))
        if rules.pulled:
            at = min(at, self.cap(node, rules))
        if rules.delay:
            at = beginning(calendars, tracks, at) + rules.delay
        start = at if rules.stands_at_start and at == self.floor else beginning(calendars, tracks, at)
        finish = done(calendars, tracks, start)
        return start, finish if rules.finish_floor is None else max(finish, rules.finish_floor)

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
        at = max(rules.resume if rules.resume is not None else self.early_start[node], self.data_date)
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

    # --- backward ------------------------------------------------------------------------------------------------

    def backward(self, anchor: int) -> None:
        network = self.network
        for node in reversed(network.order):
            self.node = node
            tracks = network.tracks[node]
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
            return self.ceiling if policy.project_finish_holds == "open_ends" else anchor
        ceiling = self.network.rules_of(node).ceiling
        return anchor if ceiling is None else ceiling

    def linked_late(self, node: int) -> tuple[int, int]:
        """The latest finish and the latest start that the links out of `node` leave open."""
        network = self.network
        latest_finish = latest_start = FAR_AHEAD
        for behind, code, lag, calendar in network.out[node]:
            if node not in network.entries and network.is_over(behind):
                continue
            if behind in network.first_starts and not self.starts_first(node, behind):
                continue
            if node in network.entries and network.has_own_dates(behind):
                at = self.early_start[behind] if code == SS else self.early_finish[behind]
            else:
                at = self.late_begin[behind] if code in (FS, SS) else self.late_end[behind]
                if behind in network.kept and node in network.entries:
                    at = min(at, network.kept[behind])
            at = network.calendars[calendar].retreat(at, lag) if lag and at < FAR_AHEAD else at
            if code in (FS, FF):
                latest_finish = min(latest_finish, at)
            else:
                latest_start = min(latest_start, at)
        return latest_finish, latest_start

    def starts_first(self, node: int, hub: int) -> bool:
        """Whether `node` is the one whose start the hub stands for: of several, the first in plan order."""
        members = [before for before, _, _, _ in self.network.into[hub]]
        return node == min(members, key=lambda member: (self.early_start[member], member))

    def ruled_late(self, node: int, rules: NodeRules, finish: int, start: int) -> None:
        network = self.network
        calendars, tracks = network.calendars, network.tracks[node]
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
        end = ending(calendars, tracks, finish)
        if rules.finish_floor is None or not end < rules.finish_floor <= finish:
            finish = end
        self.late_finish[node] = self.late_end[node] = finish
        self.late_start[node] = begun(calendars, tracks, finish)
        self.late_begin[node] = self.late_start[node] - rules.delay
        if rules.manual is not None:
            self.late_start[node] = max(self.late_start[node], rules.manual[0])
            self.late_finish[node] = max(finish, rules.manual[1])

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

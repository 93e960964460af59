"""What few nodes have besides a duration: constraints, deadlines, progress, manual dates, levelling delay.

All instants are seconds on the local line; an absent one is None.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen

from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.durations import scheduled
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.tasks import Task, TaskKind
from itpm.scheduling.arithmetic import Edge
from itpm.scheduling.calendars_used import PROJECT, CalendarTable
from itpm.scheduling.tracks import Track, remaining_tracks, tracks_of


@frozen(kw_only=True)
class NodeRules:
    """What holds one node besides its links.

    Attributes:
        floor: what takes the place of the plan's start as the earliest start [s].
        ceiling: what takes the place of the project's finish for a task that no link holds [s].
        stands_alone: whether a date of its own frees it from the links of the manual summary above it.
        stands_at_start: whether it is a milestone that stays at the plan's start, should that be all that holds it.
        start_floor: not started before (SNET) [s].
        finish_floor: not finished before (FNET) [s].
        start_cap: late start not after (SNLT) [s].
        finish_cap: late finish not after (FNLT) [s].
        deadline: late finish not after [s]; never moves an early date.
        pulled: whether the caps also pull early dates back (constraints are honoured against logic).
        pinned_start: both starts stand here (MSO) [s].
        pinned_finish: both finishes stand here (MFO) [s].
        as_late_as_possible: placed at its late dates.
        as_soon_as_possible: placed at its early dates even in a plan that is scheduled from its finish.
        delay: clock time added by levelling [s].
        start_is_free: whether no link out of its start holds its late dates.
        started: actual start [s].
        finished: actual finish [s].
        edge: where in the working day it stands, if it takes no time.
        began: actual start of a task whose dates are those of what is left of it [s].
        ended: actual finish of such a task [s].
        goes_on: what is left of such a task does not go on before [s].
        expected: when people expect it to be finished [s].
        resume: when the remaining work goes on [s].
        remaining: tracks of the remaining work.
        manual: own (start, finish) of a manual task [s].
        manual_is_late: whether those are its late dates, as in a plan that is scheduled from its finish.
    """

    floor: int | None = None
    ceiling: int | None = None
    stands_alone: bool = False
    stands_at_start: bool = False
    start_floor: int | None = None
    finish_floor: int | None = None
    start_cap: int | None = None
    finish_cap: int | None = None
    deadline: int | None = None
    pulled: bool = False
    pinned_start: int | None = None
    pinned_finish: int | None = None
    as_late_as_possible: bool = False
    as_soon_as_possible: bool = False
    delay: int = 0
    start_is_free: bool = False
    started: int | None = None
    finished: int | None = None
    edge: Edge = "either"
    began: int | None = None
    ended: int | None = None
    goes_on: int | None = None
    expected: int | None = None
    resume: int | None = None
    remaining: tuple[Track, ...] = ()
    manual: tuple[int, int] | None = None
    manual_is_late: bool = False

    @property
    def has_own_dates(self) -> bool:
        """Whether its start is settled: it has begun, it is manual, or a constraint pins it."""
        dates = (self.started, self.began, self.manual, self.pinned_start, self.pinned_finish)
        return any(date is not None for date in dates)

    @property
    def only_bounds(self) -> bool:
        """Whether it holds nothing but dates not to start before, and dates to have begun or ended by."""
        flags = self.pulled or self.delay or self.as_late_as_possible or self.as_soon_as_possible or self.stands_alone
        if flags or self.stands_at_start or self.remaining or self.edge != "either" or self.has_own_dates:
            return False
        others = (self.floor, self.ceiling, self.finish_floor, self.pinned_finish, self.finished, self.ended)
        return others == _NOTHING and self.goes_on is None and self.expected is None and self.resume is None

    @property
    def is_over(self) -> bool:
        """Whether it is complete."""
        return self.finished is not None or self.ended is not None


NO_RULES = NodeRules()
_RESPECTFUL = {ConstraintType.MSO: ConstraintType.START_ON, ConstraintType.MFO: ConstraintType.FINISH_ON}
"""What pins a date against logic where constraints are honoured, and what it is where logic goes first."""
_NOTHING = (None,) * 6
_ROUNDING = 60
_DAY = 86_400


def node_rules(plan: Plan, policy: SchedulingPolicy, table: CalendarTable) -> dict[int, NodeRules]:
    """The rules of every task that has any, by place; a summary's constraints and manual start reach its tasks."""
    found: dict[int, NodeRules] = {}
    stands = not policy.milestones_leave_start and _starts_on_a_free_day(plan, table)
    by_kind = policy.milestones == "by_kind"
    for place, task in enumerate(plan.tasks):
        rules = _own_rules(plan, policy, table, place) if _may_have_rules(task) else NO_RULES
        if by_kind:
            rules = _by_kind(task, rules)
        if stands and (task.duration is None or not scheduled(task.duration).amount):
            rules = evolve(rules, stands_at_start=True)
        if rules is not NO_RULES and rules != NO_RULES:
            found[place] = rules
    if any(plan.structure.children[place] for place in found):
        _pass_down(plan, found)
    if policy.finish_cap_replaces and plan.schedule_from == "start" and plan.deadline is None:
        found.update({place: _ended_by_cap(rules) for place, rules in found.items() if rules.finish_cap is not None})
    return found


def _may_have_rules(task: Task) -> bool:
    return bool(task.constraints or task.deadline or task.progress or task.details or task.kind is not TaskKind.TASK)


def _starts_on_a_free_day(plan: Plan, table: CalendarTable) -> bool:
    """Whether the plan starts on a day on which nobody works from then on."""
    start = to_seconds(plan.start)
    return table.compiled[PROJECT].next_start(start) // _DAY > start // _DAY


def _by_kind(task: Task, rules: NodeRules) -> NodeRules:
    """Where a milestone stands, or a task with nothing left to do: where work begins, unless it marks an end."""
    left = sum(seconds for _, seconds in rules.remaining) if rules.remaining else _length(task)
    if left or rules.edge == "none":
        return rules
    marks_end = task.extra.milestone and not task.extra.start_milestone
    return evolve(rules, edge="finish" if marks_end else "start")


def _length(task: Task) -> Decimal:
    return Decimal(0) if task.duration is None else scheduled(task.duration).amount


def _own_rules(plan: Plan, policy: SchedulingPolicy, table: CalendarTable, place: int) -> NodeRules:
    task = plan.tasks[place]
    rules = NO_RULES
    for constraint in task.constraints:
        rules = _constrained(rules, constraint, policy)
    if policy.finish_floor_frees and plan.schedule_from == "start" and _only_not_to_finish_before(task):
        rules = _with(rules, start_is_free=True)
    if task.deadline is not None and policy.deadline != "ignored":
        rules = _with(rules, deadline=to_seconds(task.deadline))
    if task.details is not None and task.extra.levelling_delay is not None:
        rules = _with(rules, delay=task.extra.levelling_delay.seconds())
    if task.kind is TaskKind.MANUAL:
        rules = _manual(rules, task, is_late=plan.schedule_from == "finish")
    if task.progress is None:
        pass
    elif policy.started_dates == "remaining" and rules.manual is None and not plan.structure.is_summary(place):
        rules = _remaining(plan, policy, rules, task, table)
    else:
        rules = _progressed(plan, rules, task, table)
    if policy.expected_finish and task.extra.expected_finish is not None and _length(task) and not rules.is_over:
        rules = _with(rules, expected=to_seconds(task.extra.expected_finish))
    return rules


def _only_not_to_finish_before(task: Task) -> bool:
    return {constraint.type for constraint in task.constraints} == {ConstraintType.FNET}


def _constrained(rules: NodeRules, constraint: Constraint, policy: SchedulingPolicy) -> NodeRules:
    at = _seconds(constraint.date)
    honour = policy.honour_constraints
    match constraint.type if honour else _RESPECTFUL.get(constraint.type, constraint.type):
        case ConstraintType.ASAP:
            return _with(rules, as_soon_as_possible=True)
        case ConstraintType.ALAP:
            return _with(rules, as_late_as_possible=True)
        case ConstraintType.SNET:
            return _with(rules, start_floor=_latest(rules.start_floor, at))
        case ConstraintType.FNET:
            return _with(rules, finish_floor=_latest(rules.finish_floor, at))
        case ConstraintType.SNLT:
            return _with(rules, start_cap=_earliest(rules.start_cap, at), pulled=honour)
        case ConstraintType.FNLT:
            return _with(rules, finish_cap=_earliest(rules.finish_cap, at), pulled=honour)
        case ConstraintType.START_ON:
            floor, cap = _latest(rules.start_floor, at), _earliest(rules.start_cap, at)
            return _with(rules, start_floor=floor, start_cap=cap)
        case ConstraintType.FINISH_ON:
            floor, cap = _latest(rules.finish_floor, at), _earliest(rules.finish_cap, at)
            return _with(rules, finish_floor=floor, finish_cap=cap)
        case ConstraintType.MSO | ConstraintType.MANDATORY_START:
            return _with(rules, pinned_start=at)
        case ConstraintType.MFO | ConstraintType.MANDATORY_FINISH:
            return _with(rules, pinned_finish=at)


def _manual(rules: NodeRules, task: Task, *, is_late: bool) -> NodeRules:
    """Own dates of a manual task; one that says only when it starts lasts its duration, like any other."""
    start, finish = _seconds(task.extra.manual_start), _seconds(task.extra.manual_finish)
    if start is None and finish is None:
        return rules
    if finish is None:
        return _with(rules, pinned_start=start)
    if start is None:
        return _with(rules, pinned_finish=finish)
    return _with(rules, manual=(start, finish), manual_is_late=is_late)


def _progressed(plan: Plan, rules: NodeRules, task: Task, table: CalendarTable) -> NodeRules:
    progress = task.progress
    if progress is None or progress.actual_start is None:
        return rules
    started = to_seconds(progress.actual_start)
    if progress.actual_finish is not None:
        return _with(rules, started=started, finished=to_seconds(progress.actual_finish), start_is_free=True)
    left = remaining_tracks(plan, task, table)
    full = tracks_of(plan, task, table)
    resume = _resumed(full, left, table, started, _seconds(progress.resume or progress.stop))
    return _with(rules, started=started, remaining=left, resume=resume, start_is_free=True)


def _remaining(plan: Plan, policy: SchedulingPolicy, rules: NodeRules, task: Task, table: CalendarTable) -> NodeRules:
    """A begun task as what is left of it: constraints on its start are past, and of a complete one nothing is left."""
    known = _progressed(plan, NO_RULES, task, table)
    if known.started is None:
        return rules
    moves = policy.remaining_from_data_date and plan.data_date is not None
    if known.finished is not None:
        nothing = ((tracks_of(plan, task, table)[0][0], 0),)
        goes_on = None if moves else known.finished
        return NodeRules(began=known.started, ended=known.finished, goes_on=goes_on, remaining=nothing, edge="none")
    resumption = _seconds(task.progress.resume) if task.progress is not None else None
    return NodeRules(
        began=known.started,
        goes_on=_latest(known.started, resumption) if moves else known.resume,
        remaining=known.remaining,
        finish_cap=_earliest(rules.finish_cap, rules.pinned_finish),
        deadline=rules.deadline,
    )


def _resumed(
    full: tuple[Track, ...], left: tuple[Track, ...], table: CalendarTable, started: int, recorded: int | None
) -> int:
    """When the remaining work goes on: at once where the work done so far ended, unless a later date is recorded.

    Recorded dates are rounded to the minute; one that is no minute of work away is that end itself.
    """
    number, seconds = full[0]
    calendar = table.compiled[number]
    stopped = calendar.advance(started, max(0, seconds - left[0][1]))
    if recorded is None or abs(calendar.between(stopped, recorded)) < _ROUNDING:
        return calendar.next_start(stopped) if left[0][1] else stopped
    return recorded


def _pass_down(plan: Plan, found: dict[int, NodeRules]) -> None:
    """A summary's constraints and a manual summary's start are passed on to the tasks below it, each place visited once."""
    structure = plan.structure
    handed = [(place, NO_RULES) for place, parent in enumerate(structure.parents) if parent < 0]
    while handed:
        place, above = handed.pop()
        own = found.get(place, NO_RULES)
        if structure.is_summary(place):
            below = _handed_down(above, own, at_top=structure.parents[place] < 0)
            handed.extend((child, below) for child in structure.children[place])
        elif above != NO_RULES:
            found[place] = _received(above, own)


def _ended_by_cap(rules: NodeRules) -> NodeRules:
    return evolve(rules, ceiling=rules.finish_cap) if rules.ceiling is None else rules


def _handed_down(above: NodeRules, own: NodeRules, *, at_top: bool) -> NodeRules:
    floor, ceiling = above.floor, above.ceiling
    if own.manual is not None:
        floor, ceiling = own.manual[0], own.manual[1] if at_top else None
    elif own.pinned_start is not None:
        floor = own.pinned_start
    return NodeRules(
        floor=floor,
        ceiling=ceiling,
        start_floor=_latest(above.start_floor, own.start_floor),
        finish_cap=_earliest(above.finish_cap, own.finish_cap),
    )


def _received(above: NodeRules, own: NodeRules) -> NodeRules:
    dates = (own.start_floor, own.finish_floor, own.start_cap, own.finish_cap)
    alone = above.floor is not None and any(date is not None for date in dates)
    return evolve(
        own,
        floor=None if alone else above.floor,
        ceiling=None if alone else above.ceiling,
        stands_alone=alone,
        start_floor=_latest(above.start_floor, own.start_floor),
        finish_cap=_earliest(above.finish_cap, own.finish_cap),
    )


def _with(rules: NodeRules, **changes: Any) -> NodeRules:  # the fields of NodeRules
    return NodeRules(**changes) if rules is NO_RULES else evolve(rules, **changes)


def _latest(one: int | None, other: int | None) -> int | None:
    return max(one, other) if one is not None and other is not None else one if other is None else other


def _earliest(one: int | None, other: int | None) -> int | None:
    return min(one, other) if one is not None and other is not None else one if other is None else other


def _seconds(instant: datetime | None) -> int | None:
    return None if instant is None else to_seconds(instant)

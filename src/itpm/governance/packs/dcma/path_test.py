"""Check 12: whether the critical path is one.

The test makes a critical task absurdly longer and looks whether the finish moves with it. Where it does not, the chain is broken
somewhere between the two: a missing link, a constraint that holds a date, a level of effort. "In direct proportion" is taken as:
the finish moves on the clock as far as the end of the task does, so that tasks on several calendars do not fail a plan that is
right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from itpm.findings import Severity
from itpm.governance.facts.schedule_facts import day_seconds, target_of
from itpm.governance.packs.dcma.constraint_method import path_differences
from itpm.governance.packs.dcma.measuring import Measure, Offence, check, chosen, written
from itpm.governance.packs.dcma.populations import task_subject
from itpm.governance.packs.samples import activity, facts, held, plan
from itpm.governance.packs.wording import label
from itpm.model.durations import Unit, WorkDuration, scheduled
from itpm.model.numbers import quotient
from itpm.model.tasks import TaskKind
from itpm.rules import RuleContext
from itpm.scheduling import Network, Schedule, Solution, settled


@frozen(kw_only=True)
class Slip:
    """What came of making a task longer.

    Attributes:
        place: of the task.
        added: by how much it was made longer, in its own calendar [s].
        task: by how much its finish moved, on the clock [s].
        finish: by how much the finish of the task that ends the plan moved, on the clock [s].
        worked: the same in working time of the plan's calendar [s].
    """

    place: int
    added: int
    task: int
    finish: int
    worked: int

    @property
    def proportion(self) -> Decimal:
        """How far the finish moved for as far as the task's end did [1]."""
        return quotient(self.finish, self.task) if self.task else Decimal(0)


def critical_places(computed: Schedule) -> list[int]:
    """Places of the critical tasks whose length is still open, first to last; milestones aside.

    Those with the float of the task that ends the plan go first: what is late for a deadline of its own is critical too,
    and leads elsewhere.
    """
    target, starts, floats = target_of(computed), computed.solution.early_start, computed.floats
    if target is None:
        return []
    end = floats.total[computed.plan.structure.position[target]]
    found = [place for place, critical in enumerate(floats.critical) if critical and _can_grow(computed, place)]
    alike = [place for place in found if floats.total[place] == end]
    return sorted(alike or found, key=lambda place: (starts[place], place))


def _can_grow(computed: Schedule, place: int) -> bool:
    task = computed.plan.tasks[place]
    if computed.plan.structure.children[place] or task.is_complete or task.kind is not TaskKind.TASK:
        return False
    if computed.line is not None:
        return computed.solution.early_finish[place] > computed.solution.early_start[place]
    network = computed.network
    return any(seconds for _, seconds in network.tracks[place]) and network.rules_of(place).expected is None


def slip_of(computed: Schedule, place: int, days: float) -> Slip:
    """What moves when the task takes so many days [working day] longer.

    Raises:
        PlanError: a date would lie beyond the year 9999.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("build", "5d"), Task("test", "5d", after=["build"])]
        >>> chain = schedule(Plan("CRM", start="2026-01-05", tasks=tasks))
        >>> slip_of(chain, 0, 600).proportion == 1
        True
    """
    added = round(days * day_seconds(computed, place))
    plan, target = computed.plan, target_of(computed)
    last = plan.structure.position[target] if target is not None else place
    moved, task, room = _moved(computed, place, last, added)
    if not moved and computed.line is None and _is_pinned(computed, last):
        moved = room
    ended = computed.solution.early_finish[last]
    worked = plan.calendar.compiled.between(ended, ended + moved)
    return Slip(place=place, added=added, task=task, finish=moved, worked=worked)


def _moved(computed: Schedule, place: int, last: int, added: int) -> tuple[int, int, int]:
    """How far the end of the plan and of the task move, and how much room the task loses, when it takes longer [s]."""
    before = computed.solution
    task = computed.plan.tasks[place]
    if computed.line is not None and task.duration is not None:
        seconds = Decimal(scheduled(task.duration).seconds(computed.plan.day) + added)
        longer = computed.what_if(durations={task.id: WorkDuration(seconds, Unit.SECOND)})
        after = longer.solution
    else:
        after = _grown(computed.network, place, added)
    moved, grown = (after.early_finish[one] - before.early_finish[one] for one in (last, place))
    return moved, grown, _lost_room(before, after, place)


def _grown(network: Network, place: int, seconds: int) -> Solution:
    """The dates where one task takes longer; the network is compiled already, so only the passes run again."""
    tracks = list(network.tracks)
    tracks[place] = tuple((calendar, length + seconds) for calendar, length in tracks[place])
    rules = network.rules_of(place)
    if not rules.remaining:
        return settled(evolve(network, tracks=tuple(tracks)))[1]
    left = tuple((calendar, length + seconds) for calendar, length in rules.remaining)
    return settled(
        evolve(network, tracks=tuple(tracks), rules={**network.rules, place: evolve(rules, remaining=left)})
    )[1]


def _is_pinned(computed: Schedule, place: int) -> bool:
    """Whether a constraint holds the task's finish where it is."""
    rules = computed.network.rules_of(place)
    return rules.pinned_finish is not None or rules.pinned_start is not None or rules.pulled


def _lost_room(before: Solution, after: Solution, place: int) -> int:
    """By how much the task's float shrank: where the finish cannot move, negative float shows the slip [s]."""
    room = before.late_finish[place] - before.early_finish[place]
    return room - (after.late_finish[place] - after.early_finish[place])


def _has_path(context: RuleContext) -> bool:
    return bool(critical_places(context.facts["schedule"]))


@check(
    "DCMA012",
    "A delay on the critical path delays the finish",
    number=12,
    severity=Severity.CRITICAL,
    needs=("plan", "plan.census", "schedule"),
    optional=("baseline",),
    applies=_has_path,
    params={"method": "proportional", "days": 600.0, "tolerance_percent": 5.0, "months_early": 6},
    tighter={"tolerance_percent": "lower"},
    fix="find where the chain is broken: a missing link, a constraint, a level of effort",
    passing=lambda: facts(plan(activity("build", "5d"), activity("test", "5d", after=["build"]))),
    failing=lambda: facts(
        plan(
            activity("build", "5d"),
            activity("test", "5d", after=["build"], constraints=[held("MSO", "2026-01-12 08:00")]),
            activity("live", after=["test"]),
        )
    ),
)
def critical_path_test(context: RuleContext) -> Measure:
    """If the critical path is one, whatever is lost on it is lost at the end.

    How: the first critical task that is not complete is made `days` [working day] longer. The finish, or where a
    constraint holds it the negative float, must move with it.

    Left open by the standard: what "in direct proportion" means (`method`). "proportional": on the clock, the finish
    moves as far as the task's end does, to `tolerance_percent` [%]; right on several calendars. "equal": the finish moves
    by `days` [working day] of the plan's calendar, to the same tolerance; fails valid plans where calendars differ.
    "constraint": the variant of DCMA's DECM metric 06A401a. Without hard constraints and deadlines the last task is held
    to a date `months_early` [month] before its baseline finish (its scheduled one where it has none); the tasks that then
    have the least float must be the ones the plan calls critical.

    What to do: follow the path from the task that was made longer; ``schedule.explain`` says where something else takes over.
    """
    computed: Schedule = context.facts["schedule"]
    if chosen(context, "method", "proportional", "equal", "constraint") == "constraint":
        agreed = context.facts["baseline"] if context.facts.known("baseline") else None
        return _compared(path_differences(computed, agreed, months=context.params.months_early))
    slip = slip_of(computed, critical_places(computed)[0], context.params.days)
    reached = slip.proportion if context.params.method == "proportional" else quotient(slip.worked, slip.added)
    tolerance = Decimal(str(context.params.tolerance_percent))
    percent = 100 * reached
    return Measure(
        count=None,
        of=None,
        value=percent,
        unit="%",
        limit=f"{written(100 - tolerance)} to {written(100 + tolerance)} %",
        is_kept=abs(percent - 100) <= tolerance,
        offences=_broken(computed, slip, context.params.days, percent) if abs(percent - 100) > tolerance else (),
    )


def _broken(computed: Schedule, slip: Slip, days: float, percent: Decimal) -> Iterator[Offence]:
    task = computed.plan.tasks[slip.place]
    message = (
        f"{label(task)} is on the critical path; made {days:g} days longer it moves the finish by only {percent:.0f} % of that"
        if percent < 100
        else f"{label(task)}, made {days:g} days longer, moves the finish by {percent:.0f} % of that"
    )
    yield task_subject(task), message, {"percent": percent, "path": computed.critical_path}


def _compared(differences: Sequence[Offence]) -> Measure:
    return Measure(
        count=len(differences),
        of=None,
        value=Decimal(len(differences)),
        unit="1",
        limit="none",
        is_kept=not differences,
        offences=differences,
    )

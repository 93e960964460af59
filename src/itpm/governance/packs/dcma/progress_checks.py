"""Checks 11, 13 and 14: against the baseline, as of the status date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from itpm.findings import Severity
from itpm.governance.packs.dcma.measuring import Measure, Offence, at_most, check, chosen, index_of
from itpm.governance.packs.dcma.populations import counted, task_subject
from itpm.governance.packs.samples import activity, agreed, done, facts, plan
from itpm.governance.packs.wording import label
from itpm.model.moments import to_datetime
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.rules import RuleContext
from itpm.rules.context import DeclaredFacts
from itpm.rules.wording import day
from itpm.scheduling import Schedule


def _due(context: RuleContext) -> dict[int, datetime]:
    """Agreed finish by place, of the tasks that count and should be finished by the status date."""
    status: datetime = context.facts["plan.status_date"]
    finishes: Mapping[int, datetime] = context.facts["baseline.finishes"]
    places = set(counted(context, complete=True))
    return {place: date for place, date in finishes.items() if date <= status and place in places}


def _something_is_due(context: RuleContext) -> bool:
    return bool(_due(context))


_NEEDS = ("plan", "plan.census", "plan.status_date", "baseline", "baseline.finishes")


@check(
    "DCMA011",
    "Few tasks miss their baseline finish",
    number=11,
    needs=(*_NEEDS, "schedule"),
    applies=_something_is_due,
    params={"max_percent": 5.0, "milestones": "exclude"},
    tighter={"max_percent": "lower"},
    fix="ask what holds them, and re-plan the rest",
    passing=lambda: facts(
        plan(
            activity("design", "5d", progress=done("2026-01-05", "2026-01-09")),
            data_date="2026-01-16",
            agreed=agreed(design="2026-01-09"),
        )
    ),
    failing=lambda: facts(
        plan(
            activity("design", "5d", progress=done("2026-01-05", "2026-01-12")),
            data_date="2026-01-16",
            agreed=agreed(design="2026-01-09"),
        )
    ),
)
def missed_tasks(context: RuleContext) -> Measure:
    """How much of what should be finished was finished late, or is not finished yet.

    How: of the tasks agreed to finish by the status date, those whose actual finish, or else whose forecast, is later
    than agreed; at most `max_percent` [%]. The baseline is the plan's first; the status date its data date, or the moment
    asked about.

    Left open by the standard: whether milestones are counted (`milestones`).

    What to do: ask ``schedule.explain(task)`` what holds them, and re-plan the rest: a plan that is always missed is not one.
    """
    computed: Schedule = context.facts["schedule"]
    due = _due(context)
    late = [(place, date) for place, agreed_on in due.items() if (date := _finish(computed, place)) > agreed_on]
    offences = (
        (
            task_subject(computed.plan.tasks[place]),
            f"{label(computed.plan.tasks[place])} finishes on {day(date)}, agreed was {day(due[place])}",
            {"finish": date, "baseline_finish": due[place]},
        )
        for place, date in late
    )
    return at_most(len(late), len(due), context.params.max_percent, offences)


def _finish(computed: Schedule, place: int) -> datetime:
    progress = computed.plan.tasks[place].progress
    if progress is not None and progress.actual_finish is not None:
        return progress.actual_finish
    return to_datetime(computed.solution.finish[place])


def _is_going_on(context: RuleContext) -> bool:
    return bool(context.facts["schedule.days_left"] > 0)


@check(
    "DCMA013",
    "The critical path can still meet what is promised",
    number=13,
    severity=Severity.CRITICAL,
    needs=(
        "schedule",
        "schedule.target",
        "schedule.days_left",
        "schedule.days_to_commitment",
        "schedule.committed_finish",
    ),
    applies=_is_going_on,
    params={"min_index": 0.95},
    tighter={"min_index": "higher"},
    fix="shorten the critical path, or agree on another date",
    passing=lambda: facts(plan(activity("build", "20d"), deadline="2026-01-30")),
    failing=lambda: facts(plan(activity("build", "22d"), deadline="2026-01-30")),
)
def critical_path_length_index(context: RuleContext) -> Measure:
    """How much faster than planned the rest has to go: the critical path length index (CPLI).

    How: (CPL + TF) / CPL, at least `min_index` [1]. CPL is the critical path's length: working days from the status date
    to the finish of the task that ends last. TF is that task's float against what is promised: working days from its
    finish to its deadline, its finish constraint, the plan's deadline, or else its baseline finish, whichever is found
    first; negative when it is late. Days are of the plan's calendar. Without any such promise the rule cannot be decided;
    after the finish it does not apply.

    What to do: below one, the rest must go faster than planned: ask ``schedule.critical_path`` what holds the finish.
    """
    length, slack = context.facts["schedule.days_left"], context.facts["schedule.days_to_commitment"]
    index = path_length_index(length, slack)
    offences = _late(context, index) if index < 1 else ()
    return index_of(None, None, index, context.params.min_index, offences)


def path_length_index(length: Decimal, slack: Decimal) -> Decimal:
    """``(CPL + TF) / CPL`` [1].

    Args:
        length: of the critical path [day]; more than nothing.
        slack: total float of its end against what is promised [day].

    Source:
        DCMA 14-point assessment, check 13.

    Example:
        >>> print(path_length_index(Decimal(80), Decimal(20)))
        1.25
    """
    return Decimal(1) + slack / length


def _late(context: RuleContext, index: Decimal) -> Iterator[Offence]:
    known: DeclaredFacts = context.facts
    computed: Schedule = known["schedule"]
    task = computed.plan[known["schedule.target"]]
    length, slack, promised = (
        known[f"schedule.{name}"] for name in ("days_left", "days_to_commitment", "committed_finish")
    )
    message = (
        f"{label(task)} is {-slack:.1f} days late for {day(promised)}, with {length:.1f} days to go: "
        f"the critical path length index is {index:.2f}"
    )
    yield task_subject(task), message, {"cpli": index, "length_days": length, "float_days": slack}


def _something_is_owed(context: RuleContext) -> bool:
    return bool(_owed(context))


@check(
    "DCMA014",
    "Work is finished as the baseline says",
    number=14,
    needs=_NEEDS,
    applies=_something_is_owed,
    params={"min_index": 0.95, "milestones": "exclude", "unbaselined": "include"},
    tighter={"min_index": "higher"},
    fix="finish what is due before beginning anything new",
    passing=lambda: facts(
        plan(
            activity("design", "5d", progress=done("2026-01-05", "2026-01-12")),
            data_date="2026-01-16",
            agreed=agreed(design="2026-01-09"),
        )
    ),
    failing=lambda: facts(plan(activity("design", "5d"), data_date="2026-01-16", agreed=agreed(design="2026-01-09"))),
)
def baseline_execution_index(context: RuleContext) -> Measure:
    """How much of what should be finished is finished: the baseline execution index (BEI).

    How: tasks finished by the status date, whenever they were due, per task agreed to be finished by then; at least
    `min_index` [1]. Tasks without a baseline finish count as due, so that work cannot be added behind the baseline's
    back. What is due and not finished is listed.

    Left open by the standard: whether tasks without a baseline count as due (`unbaselined`: "include" or "exclude"), and whether
    milestones are counted (`milestones`).

    What to do: finish what is due before beginning anything new. An index above one means that work was done ahead of its time,
    perhaps instead of what was due; check 11 shows it.
    """
    plan_: Plan = context.facts["plan"]
    status: datetime = context.facts["plan.status_date"]
    owed = _owed(context)
    finished = sum(_finished_by(plan_.tasks[place], status) for place in counted(context, complete=True))
    left = [plan_.tasks[place] for place in owed if not _finished_by(plan_.tasks[place], status)]
    offences = (
        (task_subject(task), f"{label(task)} is due and not finished", {"status_date": status}) for task in left
    )
    return index_of(finished, len(owed), quotient(finished, len(owed)), context.params.min_index, offences)


def _owed(context: RuleContext) -> list[int]:
    """Places of the tasks that should be finished; those without a baseline finish, if the parameter says so."""
    due = _due(context)
    if chosen(context, "unbaselined", "include", "exclude") == "exclude":
        return list(due)
    finishes: Mapping[int, datetime] = context.facts["baseline.finishes"]
    return [*due, *(place for place in counted(context, complete=True) if place not in finishes)]


def _finished_by(task: Task, status: datetime) -> bool:
    finish = task.progress.actual_finish if task.progress is not None else None
    return finish is not None and finish <= status

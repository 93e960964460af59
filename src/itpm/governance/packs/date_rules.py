"""Rules on a plan's dates: whether they are in time, and whether recorded progress agrees with logic and data date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from itpm.findings import Finding, Severity
from itpm.governance.facts.logic import dates_beyond
from itpm.governance.facts.schedule_facts import out_of_sequence
from itpm.governance.packs.samples import activity, begun, done, facts, plan
from itpm.governance.packs.wording import GAO, label
from itpm.rules import RuleContext, rule
from itpm.scheduling import Schedule


@rule(
    "SCH005",
    "No task has negative float",
    severity=Severity.CRITICAL,
    needs=("schedule", "schedule.negative_float_tasks"),
    source="DCMA 14-point assessment, check 7; GAO-16-89G, practice 7",
    fix="shorten what drives it, move the date it is late for, or take scope out",
    passing=lambda: facts(plan(activity("build", "10d"), deadline="2026-01-30")),
    failing=lambda: facts(plan(activity("build", "30d"), deadline="2026-01-30")),
)
def negative_float(context: RuleContext) -> Iterator[Finding]:
    """Negative float: the work cannot be done by the deadline or constraint that it leads to.

    How: total float below zero, of tasks not complete.

    What to do: ask ``schedule.explain(task)`` what holds it; crash or fast-track that, or agree on another date.
    """
    schedule: Schedule = context.facts["schedule"]
    for task_id in context.facts["schedule.negative_float_tasks"]:
        row = schedule[task_id]
        message = f"{label(schedule.plan[task_id])} is too late: its total float is {row.total_float}"
        yield context.fail(
            f"task:{task_id}",
            message,
            evidence={"total_float_minutes": row.total_float.minutes, "late_finish": row.late_finish},
        )


@rule(
    "SCH006",
    "Progress follows the logic",
    needs=("schedule",),
    source=f"{GAO}, practice 9",
    fix="correct the dates, or change the link to what really happened",
    passing=lambda: facts(
        plan(
            activity("design", "5d", progress=done("2026-01-05", "2026-01-09")),
            activity("build", "5d", after=["design"], progress=begun("2026-01-12", 50)),
            data_date="2026-01-14",
        )
    ),
    failing=lambda: facts(
        plan(
            activity("design", "5d"),
            activity("build", "5d", after=["design"], progress=begun("2026-01-12", 50)),
            data_date="2026-01-14",
        )
    ),
)
def progress_out_of_sequence(context: RuleContext) -> Iterator[Finding]:
    """A task went ahead of what it waits for: either the dates are wrong, or the logic is.

    Why: tools disagree on what then holds the remaining work, so the finish depends on an option nobody looks at.

    How: the actual start (for links to the finish: the actual finish) lies before the date the link allows, counted from
    the predecessor's actual date. While it has none: from its scheduled date, which cannot lie before the data date.

    What to do: ask who did the work; then mend the date or the link.
    """
    for found in out_of_sequence(context.facts["schedule"]):
        message = (
            f"{label(found.task)} {found.did} on {found.at:%Y-%m-%d %H:%M}, "
            f"while {found.link.short_form!r} holds it until {found.allowed:%Y-%m-%d %H:%M}"
        )
        evidence = {"link": str(found.link), "actual": found.at, "allowed": found.allowed}
        yield context.fail(f"task:{found.task.id}", message, evidence=evidence)


@rule(
    "SCH007",
    "No progress lies beyond the data date",
    severity=Severity.CRITICAL,
    needs=("plan.census", "plan.status_date"),
    source="DCMA 14-point assessment, check 9; GAO-16-89G, practice 9",
    fix="correct the date, or move the data date",
    passing=lambda: facts(
        plan(activity("design", "5d", progress=done("2026-01-05", "2026-01-09")), data_date="2026-01-09")
    ),
    failing=lambda: facts(
        plan(activity("design", "5d", progress=done("2026-01-05", "2026-01-09")), data_date="2026-01-07")
    ),
)
def status_beyond_data_date(context: RuleContext) -> Iterator[Finding]:
    """Work cannot have been done after the day up to which progress is recorded.

    How: actual starts and finishes later than the data date; where the plan has none, later than the moment asked about.

    What to do: it is a typing error, or a forecast entered as an actual date. Correct it.
    """
    limit: datetime = context.facts["plan.status_date"]
    for task, edge, date in dates_beyond(context.facts["plan.census"], limit):
        message = f"{label(task)} has an actual {edge} on {date:%Y-%m-%d %H:%M}, after {limit:%Y-%m-%d %H:%M}"
        yield context.fail(f"task:{task.id}", message, evidence={edge: date, "data_date": limit})


@rule(
    "SCH009",
    "Deadlines are met",
    severity=Severity.CRITICAL,
    needs=("schedule", "schedule.late_tasks"),
    optional=("plan.deadline",),
    source=f"{GAO}, practice 7",
    fix="shorten what drives it, agree on another date, or take scope out",
    passing=lambda: facts(plan(activity("build", "10d"), deadline="2026-01-16")),
    failing=lambda: facts(plan(activity("build", "11d"), deadline="2026-01-16")),
)
def deadlines_missed(context: RuleContext) -> Iterator[Finding]:
    """What is promised for a day is scheduled for a later one.

    How: the plan's finish against its deadline, and every task's finish against its own.

    What to do: ask ``schedule.critical_path`` what holds the finish.
    """
    schedule: Schedule = context.facts["schedule"]
    deadline = context.facts["plan.deadline"] if context.facts.known("plan.deadline") else None
    if deadline is not None and schedule.finish > deadline:
        message = f"the plan finishes on {schedule.finish:%Y-%m-%d %H:%M}, after its deadline {deadline:%Y-%m-%d %H:%M}"
        yield context.fail("plan:deadline", message, evidence={"finish": schedule.finish, "deadline": deadline})
    for task_id in context.facts["schedule.late_tasks"]:
        task, finish = schedule.plan[task_id], schedule[task_id].finish
        message = (
            f"{label(task)} finishes on {finish:%Y-%m-%d %H:%M}, after its deadline {task.deadline:%Y-%m-%d %H:%M}"
        )
        yield context.fail(f"task:{task_id}", message, evidence={"finish": finish, "deadline": task.deadline})

"""Rules on how a plan is put together: links that say nothing or too little, calendars, whether it can be scheduled."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts.census import Census
from itpm.governance.packs.samples import activity, facts, plan
from itpm.governance.packs.wording import GAO, label
from itpm.model.calendars import WorkCalendar
from itpm.model.dependencies import Dependency
from itpm.model.durations import ElapsedDuration, Percent, scheduled
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.rules import RuleContext, rule
from itpm.scheduling import Schedule


def _never(task: Task) -> Plan:
    """A plan of this task with a calendar in which nobody ever works."""
    never = WorkCalendar.weekly({}, name="never")
    return Plan("CRM", start="2026-01-05", tasks=[task], calendars={"never": never})


_PASEG = "NDIA, Planning and Scheduling Excellence Guide"


@rule(
    "SCH010",
    "No link is implied by others",
    severity=Severity.INFO,
    needs=("plan.redundant_links",),
    source=f"{_PASEG}, 5.6; Aho, Garey, Ullman, SIAM J. Comput. 1 (1972), for what is implied",
    fix="delete the link: the others say it already",
    passing=lambda: facts(
        plan(activity("a", "1d"), activity("b", "1d", after=["a"]), activity("c", "1d", after=["b"]))
    ),
    failing=lambda: facts(
        plan(activity("a", "1d"), activity("b", "1d", after=["a"]), activity("c", "1d", after=["a", "b"]))
    ),
)
def redundant(context: RuleContext) -> Iterator[Finding]:
    """A link that others imply hides the ones that matter, and is forgotten when they change.

    How: finish-to-start links without lag that a chain of such links implies (the transitive reduction of the network leaves them
    out). Links with lag or of another type say something of their own and are never looked at.

    What to do: delete it.
    """
    for link in context.facts["plan.redundant_links"]:
        yield context.fail(f"link:{link}", f"the link {link} is implied by others")


@rule(
    "SCH011",
    "Every start is held and every finish is waited for",
    needs=("plan", "plan.dangling_starts", "plan.dangling_finishes"),
    source=f"{GAO}, practice 2; {_PASEG}, 5.6",
    fix="add the link that is missing: one to its start, or one from its finish",
    passing=lambda: facts(
        plan(
            activity("build", "20d"),
            activity("write", "10d", after=["build SS+5d"]),
            activity("end", after=["build", "write"]),
        )
    ),
    failing=lambda: facts(
        plan(activity("build", "20d"), activity("write", "10d", after=["build FF"]), activity("end", after=["write"]))
    ),
)
def dangling(context: RuleContext) -> Iterator[Finding]:
    """A task linked on both sides can still hang: if it takes longer, or begins later, nothing notices.

    How: incomplete tasks with predecessors of which none holds their start (only finish-to-finish or start-to-finish links): a
    dangling start. Incomplete tasks with successors of which none waits for their finish (only start-to-start or start-to-finish
    links): a dangling finish. Links of the summaries above count; milestones, having one date, cannot dangle.

    What to do: add the link that is missing: what must be there before it can begin, or what needs it finished.
    """
    plan_: Plan = context.facts["plan"]
    for task_id in context.facts["plan.dangling_starts"]:
        message = f"nothing holds the start of {label(plan_[task_id])}, only its finish"
        yield context.fail(f"task:{task_id}", message, evidence={"dangling": "start"})
    for task_id in context.facts["plan.dangling_finishes"]:
        message = f"nothing waits for {label(plan_[task_id])} to finish, only for its start"
        yield context.fail(f"task:{task_id}", message, evidence={"dangling": "finish"})


@rule(
    "SCH012",
    "No critical task would have to take longer to finish earlier",
    needs=("schedule", "schedule.reverse_critical_tasks"),
    source="Wiest, Journal of Operations Management 1 (1981), 121-130",
    fix="say with finish-to-start links what is really waited for, splitting the task where the work is handed over",
    passing=lambda: facts(
        plan(activity("a", "10d"), activity("b", "2d", after=["a"]), activity("c", "10d", after=["b"]))
    ),
    failing=lambda: facts(
        plan(activity("a", "10d"), activity("b", "2d", after=["a FF"]), activity("c", "10d", after=["b SS"]))
    ),
)
def reverse_critical(context: RuleContext) -> Iterator[Finding]:
    """A reverse-critical task makes the plan later when it becomes shorter: whoever crashes it pays to lose time.

    How: tasks of the critical path whose finish is held (by a finish-to-finish or start-to-finish link, by a constraint on the
    finish, or because they go as late as possible) and whose start drives a successor (start-to-start or start-to-finish).
    Each is tried with an hour more, and counts where the plan then finishes earlier.

    What to do: say with finish-to-start links what is really waited for.
    """
    computed: Schedule = context.facts["schedule"]
    for task_id in context.facts["schedule.reverse_critical_tasks"]:
        message = f"{label(computed.plan[task_id])} is reverse-critical: made shorter, it makes the plan finish later"
        yield context.fail(f"task:{task_id}", message)


@rule(
    "SCH013",
    "No link is there twice",
    severity=Severity.MINOR,
    needs=("plan.duplicated_links",),
    source=f"{GAO}, practice 2",
    fix="keep one of them, the one with the right lag",
    passing=lambda: facts(plan(activity("build", "5d"), activity("test", "5d", after=["build SS+2d", "build FF+1d"]))),
    failing=lambda: facts(plan(activity("build", "5d"), activity("test", "5d", after=["build FS+2d", "build"]))),
)
def duplicated(context: RuleContext) -> Iterator[Finding]:
    """Two links of one type between the same two tasks contradict or repeat each other: only the stricter one holds.

    How: links that have the same two tasks and the same type as one listed before. A start-to-start beside a
    finish-to-finish link is a ladder and fine.

    What to do: keep one, the one with the right lag.
    """
    for link in context.facts["plan.duplicated_links"]:
        yield context.fail(f"link:{link}", f"the link {link} stands beside another of the same type")


@rule(
    "SCH014",
    "No lag is long",
    needs=("plan.census",),
    source=f"{GAO}, practice 2; {_PASEG}, 5.7",
    params={"max_days": 10.0},
    tighter={"max_days": "lower"},
    fix="make the waiting a task of its own, with a name and an owner",
    passing=lambda: facts(plan(activity("order", "1d"), activity("install", "2d", after=["order FS+5d"]))),
    failing=lambda: facts(plan(activity("order", "1d"), activity("install", "2d", after=["order FS+30d"]))),
)
def long_lags(context: RuleContext) -> Iterator[Finding]:
    """A long lag is a task in disguise: somebody delivers, approves or dries, and nobody follows it.

    How: open links whose lag or lead is longer than `max_days` [working day], an elapsed one in days of the clock; a
    percentage is taken of the predecessor's duration.

    What to do: make the waiting a task of its own.
    """
    census: Census = context.facts["plan.census"]
    for link in census.lagged:
        days = _lag_days(census.plan, link)
        if abs(days) > context.params.max_days:
            message = f"{link.successor!r} stands {days:g} days from {link.predecessor!r} by a lag"
            yield context.fail(f"link:{link}", message, evidence={"lag": str(link.lag), "days": days})


def _lag_days(plan_: Plan, link: Dependency) -> float:
    per_day = plan_.day.minutes_per_day * 60
    if not isinstance(link.lag, Percent):
        return link.lag.seconds(plan_.day) / (86_400 if isinstance(link.lag, ElapsedDuration) else per_day)
    length = plan_[link.predecessor].duration
    return 0.0 if length is None else link.lag.of(scheduled(length).seconds(plan_.day)) / per_day


@rule(
    "SCH015",
    "Every calendar has working time",
    severity=Severity.CRITICAL,
    needs=("plan.calendars_without_work",),
    source=f"{GAO}, practice 4",
    fix="give it working hours, or delete it",
    passing=lambda: facts(plan(activity("build", "5d"))),
    failing=lambda: facts(_never(activity("build", "5d"))),
)
def idle_calendars(context: RuleContext) -> Iterator[Finding]:
    """In a calendar without working hours nothing ever finishes; a task that uses it is dated by another, which is not meant.

    How: the plan's calendar and all further ones, used or not, without regular working time at either end of time.

    What to do: give it working hours, or delete it.
    """
    for name in context.facts["plan.calendars_without_work"]:
        yield context.fail(f"calendar:{name}", f"the calendar {name!r} has no regular working time")


@rule(
    "SCH016",
    "The plan can be scheduled",
    severity=Severity.CRITICAL,
    needs=("schedule.attempt",),
    optional=("schedule.problem", "schedule"),
    source=f"{GAO}, practice 5",
    fix="mend what the message names; until then nothing that needs dates can be judged",
    passing=lambda: facts(plan(activity("build", "5d"))),
    failing=lambda: facts(_never(activity("build", "5d", calendar="never"))),
)
def unschedulable(context: RuleContext) -> Iterator[Finding]:
    """A plan whose dates cannot be kept is a list of wishes.

    How: all dates are computed. What no date can keep is a finding each: a task that fits into none of its windows, a calendar
    without working time, two calendars without common time. Dates beyond the year 9999 leave no schedule at all; the rules that
    need dates are unknown then.

    What to do: mend what the message names.
    """
    if context.facts.known("schedule.problem"):
        yield context.fail("plan:schedule", f"the plan cannot be scheduled: {context.facts['schedule.problem']}")
    if context.facts.known("schedule"):
        computed: Schedule = context.facts["schedule"]
        for conflict in computed.conflicts:
            yield context.fail(conflict.subject, conflict.message)

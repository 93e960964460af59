"""GAO's ten practices of a reliable schedule, as far as a plan can show them.

What a plan cannot show (whether all work is in it, whether durations are right) these rules do not claim; what they find
speaks against the practice, and finding nothing does not prove it. Where the DCMA sets a threshold, GAO asks for a
reason: every case is listed.

Source:
    GAO-16-89G, Schedule Assessment Guide, December 2015.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.facts.census import EXTERNAL, FOLLOWED, MILESTONE, PLANNING, PRECEDED, Census
from itpm.governance.facts.logic import HARD_CONSTRAINTS, NO_NETWORK, SETTLED
from itpm.governance.facts.schedule_facts import day_seconds
from itpm.governance.packs.samples import MONDAY, activity, agreed, done, facts, held, plan
from itpm.governance.packs.wording import GAO, label
from itpm.model.baselines import Baseline
from itpm.model.constraints import ConstraintType
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, Resource
from itpm.rules import RuleContext, RulePackBuilder
from itpm.rules.wording import day
from itpm.scheduling import Schedule, separate_networks

_pack = RulePackBuilder("itpm.gao10", prefix="GAO", version="1.0", catalogue=FACT_CATALOGUE)


def _chain() -> Plan:
    """Two tasks in a row, from a milestone to a milestone."""
    build, test = activity("build", "5d", after=["start"]), activity("test", "5d", after=["build"])
    return plan(activity("start"), build, test, activity("end", after=["test"]))


@_pack.rule(
    "GAO001",
    "All activities are captured",
    needs=("plan.census", "baseline"),
    source=f"{GAO}, practice 1",
    fix="add the work to the plan, or the task to the work breakdown",
    passing=lambda: facts(plan(activity("build", "5d"), agreed=agreed(build="2026-01-09"))),
    failing=lambda: facts(plan(activity("build", "5d"), agreed=agreed(build="2026-01-09", test="2026-01-16"))),
)
def captured(context: RuleContext) -> Iterator[Finding]:
    """What is not in the plan is not scheduled, not staffed and not followed, and has to be done all the same.

    How: tasks that the baseline has and the plan has no more; and, where most of the work lies in a work breakdown, work
    packages that lie outside it. Whether all work was thought of no plan can show.

    What to do: add the work to the plan, or have its removal approved; put the task where it belongs in the work breakdown.
    """
    census: Census = context.facts["plan.census"]
    baseline: Baseline = context.facts["baseline"]
    for one in baseline.tasks:
        if one.id not in census.plan:
            yield context.fail(f"task:{one.id}", f"{one.id!r} is in the baseline, and not in the plan any more")
    parents = census.plan.structure.parents
    work = census.places(without=NO_NETWORK | EXTERNAL | MILESTONE)
    outside = [place for place in work if parents[place] < 0]
    for place in outside if 2 * len(outside) < len(work) else ():
        task = census.plan.tasks[place]
        yield context.fail(f"task:{task.id}", f"{label(task)} lies outside the work breakdown")


@_pack.rule(
    "GAO002",
    "All activities are sequenced",
    needs=("plan.census",),
    source=f"{GAO}, practice 2",
    fix="link it to what it waits for and to what waits for it",
    passing=lambda: facts(_chain()),
    failing=lambda: facts(plan(activity("build", "5d"), activity("test", "5d"))),
)
def sequenced(context: RuleContext) -> Iterator[Finding]:
    """The order in which things are done is written down as links, not as dates.

    How: incomplete tasks without predecessor or successor, the first and the last of the plan aside; tasks held by a date
    (start no earlier than) and by no link.

    What to do: link it to what it waits for and to what waits for it.
    """
    census: Census = context.facts["plan.census"]
    places = census.places(without=SETTLED | EXTERNAL)
    if len(places) == 1:
        return
    alone = [place for place in places if not census.flags[place] & PRECEDED]
    last = [place for place in places if not census.flags[place] & FOLLOWED]
    for place, side in [*((one, "predecessor") for one in alone[1:]), *((one, "successor") for one in last[:-1])]:
        task = census.plan.tasks[place]
        yield context.fail(f"task:{task.id}", f"{label(task)} has no {side}", evidence={"missing": side})
    for place in alone:
        task = census.plan.tasks[place]
        if any(one.type is ConstraintType.SNET for one in task.constraints):
            yield context.fail(f"task:{task.id}", f"{label(task)} is held by a date, and by no link")


@_pack.rule(
    "GAO003",
    "Resources are assigned to all activities",
    needs=("plan.census", "plan.unassigned_tasks"),
    source=f"{GAO}, practice 3",
    fix="say who or what does it",
    passing=lambda: facts(
        Plan(
            "CRM",
            start=MONDAY,
            resources=[Resource("kim")],
            tasks=[activity("a", "5d", assignments=[Assignment(resource="kim")])],
        )
    ),
    failing=lambda: facts(plan(activity("build", "5d"))),
)
def staffed(context: RuleContext) -> Iterator[Finding]:
    """Without resources a plan says what would be possible if everybody were there.

    How: incomplete tasks that nobody is assigned to; milestones and planning packages aside. RES001 tells whether there
    are enough.

    What to do: say who or what does it.
    """
    census: Census = context.facts["plan.census"]
    position = census.plan.structure.position
    for task_id in context.facts["plan.unassigned_tasks"]:
        if not census.flags[position[task_id]] & (PLANNING | EXTERNAL):
            yield context.fail(f"task:{task_id}", f"{label(census.plan[task_id])} has no resource")


@_pack.rule(
    "GAO004",
    "Durations are established, and short enough to be followed",
    severity=Severity.MINOR,
    needs=("plan.census",),
    source=f"{GAO}, practice 4",
    params={"max_days": 44.0},
    tighter={"max_days": "lower"},
    fix="break it down into parts that can be seen to be finished",
    passing=lambda: facts(plan(activity("build", "44d"))),
    failing=lambda: facts(plan(activity("build", "45d"))),
)
def short(context: RuleContext) -> Iterator[Finding]:
    """Long durations hide delay; GAO recommends activities of less than two months, of 44 working days.

    How: incomplete tasks longer than `max_days` [working day]; planning packages aside. Whether a duration is realistic
    no plan can show; EST001 and EST002 look at the estimates.

    What to do: break it down into parts that can be seen to be finished.
    """
    census: Census = context.facts["plan.census"]
    limit = context.params.max_days * census.plan.day.minutes_per_day * 60
    for place in census.places(without=SETTLED | EXTERNAL | PLANNING):
        if census.seconds[place] > limit:
            task = census.plan.tasks[place]
            yield context.fail(f"task:{task.id}", f"{label(task)} takes {task.duration}")


@_pack.rule(
    "GAO005",
    "The plan can be traced horizontally and vertically",
    needs=("plan", "plan.census", "schedule"),
    source=f"{GAO}, practice 5",
    fix="link the parts, and let summaries follow what they hold",
    passing=lambda: facts(_chain()),
    failing=lambda: facts(
        plan(
            activity("a", "5d"), activity("b", "5d", after=["a"]), activity("c", "5d"), activity("d", "5d", after=["c"])
        )
    ),
)
def traceable(context: RuleContext) -> Iterator[Finding]:
    """Horizontally, a change at one end reaches the other; vertically, what managers see agrees with what is planned below it.

    How: horizontally, chains of tasks with no link to the largest one. Vertically, summaries with dates of their own
    (manual ones) that do not span what they hold.

    What to do: link the parts, and let summaries follow what they hold.
    """
    plan_: Plan = context.facts["plan"]
    census: Census = context.facts["plan.census"]
    open_ones = {plan_.tasks[place].id for place in census.places(without=SETTLED | EXTERNAL)}
    parts = [tuple(one for one in part if one in open_ones) for part in separate_networks(plan_)]
    parts = sorted((part for part in parts if part), key=lambda part: -len(part))
    for part in parts[1:]:
        who = label(plan_[part[0]])
        message = f"{f'{who} has' if len(part) == 1 else f'{len(part)} tasks around {who} have'} no link to the rest of the plan"
        yield context.fail(f"task:{part[0]}", message, evidence={"tasks": part})
    yield from _unspanned(context, context.facts["schedule"])


def _unspanned(context: RuleContext, computed: Schedule) -> Iterator[Finding]:
    structure, start, finish = computed.plan.structure, computed.solution.start, computed.solution.finish
    for place in structure.summaries_upwards():
        task = computed.plan.tasks[place]
        held = [child for child in structure.children[place] if computed.plan.tasks[child].is_active]
        if not task.is_active or not held:
            continue
        if start[place] > min(start[child] for child in held) or finish[place] < max(finish[child] for child in held):
            yield context.fail(f"task:{task.id}", f"the dates of the summary {label(task)} do not span what it holds")


@_pack.rule(
    "GAO006",
    "The critical path is valid",
    severity=Severity.CRITICAL,
    needs=("schedule", "schedule.target", "plan.census", "plan.status_date"),
    source=f"{GAO}, practice 6",
    fix="let links, not dates, drive the path from the status date to the finish",
    passing=lambda: facts(_chain()),
    failing=lambda: facts(
        plan(
            activity("build", "5d"),
            activity("test", "5d", after=["build"], constraints=[held("MSO", "2026-02-02 08:00")]),
        )
    ),
)
def valid_path(context: RuleContext) -> Iterator[Finding]:
    """The critical path is continuous from the status date to the finish, and driven by work.

    How: the chain that drives the finish begins with work that has begun or may begin at the plan's start or status date,
    not with a task that a date holds back; none of its tasks has a hard constraint, and none of its links a lag or lead.
    DCMA012 tests whether a delay on it delays the finish.

    What to do: let links, not dates, drive the path; make lags on it tasks of their own.
    """
    computed: Schedule = context.facts["schedule"]
    status: datetime = context.facts["plan.status_date"]
    path = computed.critical_path
    first, head = computed.plan[path[0]], computed[path[0]]
    if first.progress is None and head.start > _next_start(computed, max(computed.plan.start, status)):
        message = f"the critical path begins with {label(first)} on {head.start:%Y-%m-%d}, which nothing but a date holds back"
        yield context.fail(f"task:{first.id}", message, evidence={"path": path})
    for task_id in path:
        held = [str(one) for one in computed.plan[task_id].constraints if one.type in HARD_CONSTRAINTS]
        if held:
            yield context.fail(
                f"task:{task_id}",
                f"{label(computed.plan[task_id])} is on the critical path, held by {' and '.join(held)}",
            )
    steps = set(pairwise(path))
    census: Census = context.facts["plan.census"]
    for link in census.lagged:
        if (link.predecessor, link.successor) in steps:
            yield context.fail(
                f"link:{link}", f"the link {link} on the critical path has a lag", evidence={"lag": str(link.lag)}
            )


def _next_start(computed: Schedule, at: datetime) -> datetime:
    return to_datetime(computed.plan.calendar.compiled.next_start(to_seconds(at)))


@_pack.rule(
    "GAO007",
    "Total float is reasonable",
    severity=Severity.MINOR,
    needs=("schedule", "plan.census"),
    source=f"{GAO}, practice 7",
    params={"max_days": 44.0},
    tighter={"max_days": "lower"},
    fix="add the link that is missing, or say why it may wait so long",
    passing=lambda: facts(_chain()),
    failing=lambda: facts(
        plan(activity("build", "60d"), activity("train", "10d"), activity("live", after=["build", "train"]))
    ),
)
def reasonable_float(context: RuleContext) -> Iterator[Finding]:
    """Float says how flexible a plan is; unreasonably much, or negative, says that the logic is wrong or the date is.

    How: incomplete tasks with a total float above `max_days` [working day] or below zero; milestones aside.

    What to do: add the link that is missing, or agree on another date.
    """
    computed: Schedule = context.facts["schedule"]
    census: Census = context.facts["plan.census"]
    for place in census.places(without=SETTLED | EXTERNAL | MILESTONE):
        days = computed.floats.total[place] / day_seconds(computed, place)
        if days < 0 or days > context.params.max_days:
            task = census.plan.tasks[place]
            yield context.fail(
                f"task:{task.id}", f"{label(task)} has {days:.1f} days of float", evidence={"total_float_days": days}
            )


@_pack.rule(
    "GAO008",
    "A schedule risk analysis is made",
    needs=("schedule.risk_analysis_age",),
    source=f"{GAO}, practice 8",
    params={"max_days": 180},
    tighter={"max_days": "lower"},
    fix="simulate the plan with its risks, and plan with the date that is likely enough",
    passing={"schedule.risk_analysis_age": 30},
    failing={"schedule.risk_analysis_age": 400},
)
def risk_analysis(context: RuleContext) -> Iterator[Finding]:
    """The date that the critical path gives is, as a rule, too early: where chains merge, the worst of them counts.

    How: days since the last schedule risk analysis, at most `max_days` [day]. The library cannot know that one was made:
    supply the fact ``schedule.risk_analysis_age``.

    What to do: simulate the plan with its risks, and plan with the date that is likely enough.
    """
    days = context.facts["schedule.risk_analysis_age"]
    if days > context.params.max_days:
        yield context.fail(
            "plan:risk", f"the schedule's risks were last analysed {days} days ago", evidence={"days": days}
        )


@_pack.rule(
    "GAO009",
    "The schedule is updated with actual progress and logic",
    needs=("plan.census", "schedule", "plan.data_date", "plan.status_date"),
    source=f"{GAO}, practice 9",
    params={"max_days": 31},
    tighter={"max_days": "lower"},
    fix="record what happened, and put the rest after the status date",
    passing=lambda: facts(
        plan(activity("design", "5d", progress=done("2026-01-05", "2026-01-09")), data_date="2026-01-09"), "2026-01-16"
    ),
    failing=lambda: facts(plan(activity("design", "5d"), data_date="2026-01-09"), "2026-01-16"),
)
def updated(context: RuleContext) -> Iterator[Finding]:
    """A schedule that is not updated is a memory of what was hoped for.

    How: the plan's data date is not more than `max_days` [day] before the moment asked about; no task that is not
    complete lies, or should have begun, before it. SCH006 lists progress against the logic, SCH007 progress beyond the
    data date. A plan without a data date was never updated, or never had to be: it cannot be decided.

    What to do: record what happened, and put the rest after the status date.
    """
    computed: Schedule = context.facts["schedule"]
    census: Census = context.facts["plan.census"]
    status: datetime = context.facts["plan.data_date"]
    if (context.as_of - status).days > context.params.max_days:
        yield context.fail(
            "plan:data_date", f"the plan was last updated for {day(status)}", evidence={"data_date": status}
        )
    limit = to_seconds(status)
    for place in census.places(without=SETTLED | EXTERNAL):
        task = census.plan.tasks[place]
        not_begun = task.progress is None or task.progress.actual_start is None
        if computed.solution.finish[place] < limit or (not_begun and computed.solution.start[place] < limit):
            should = "begun" if not_begun else "ended"
            yield context.fail(
                f"task:{task.id}", f"{label(task)} should have {should} by {day(status)}, and nothing is recorded"
            )


@_pack.rule(
    "GAO010",
    "A baseline is maintained",
    needs=("plan.census", "baseline.exists"),
    optional=("baseline",),
    source=f"{GAO}, practice 10",
    fix="have the plan agreed and kept as a baseline; changes go through change control",
    passing=lambda: facts(plan(activity("build", "5d"), agreed=agreed(build="2026-01-09"))),
    failing=lambda: facts(plan(activity("build", "5d"))),
)
def baselined(context: RuleContext) -> Iterator[Finding]:
    """Without what was agreed, nobody can say how far off the plan is.

    How: the plan has a baseline, and it has a finish for every work package and milestone.

    What to do: have the plan agreed and kept as a baseline; changes go through change control.
    """
    census: Census = context.facts["plan.census"]
    if not context.facts["baseline.exists"]:
        yield context.fail("plan:baseline", "the plan has no baseline")
        return
    baseline: Baseline = context.facts["baseline"]
    dated = {one.id for one in baseline.tasks if one.finish is not None}
    for task in census.tasks(without=NO_NETWORK | EXTERNAL):
        if task.id not in dated:
            yield context.fail(f"task:{task.id}", f"the baseline has no finish for {label(task)}")


gao10 = _pack.build()

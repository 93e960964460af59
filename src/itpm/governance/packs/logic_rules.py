"""Rules on a plan's logic: whether a delay travels as far as it should.

Only what takes part in the network and is still to be done counts: no summaries, nothing inactive, no level of effort,
nothing complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itpm.findings import Finding, Severity
from itpm.governance.facts.census import Census
from itpm.governance.facts.logic import HARD_CONSTRAINTS, incomplete_tasks, without_predecessor, without_successor
from itpm.governance.packs.samples import activity, facts, held, plan
from itpm.governance.packs.wording import GAO, label
from itpm.model.durations import scheduled
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.rules import RuleContext, rule


@rule(
    "SCH001",
    "Every task is linked on both sides",
    needs=("plan", "plan.census"),
    source=f"{GAO}, practice 2; DCMA 14-point assessment, check 1",
    params={"open_starts": 1, "open_ends": 1},
    tighter={"open_starts": "lower", "open_ends": "lower"},
    fix="link it to what it waits for and to what waits for it",
    passing=lambda: facts(plan(activity("design", "5d"), activity("build", "5d", after=["design"]))),
    failing=lambda: facts(
        plan(activity("design", "5d"), activity("build", "5d", after=["design"]), activity("train", "3d"))
    ),
)
def missing_logic(context: RuleContext) -> Iterator[Finding]:
    """A task that waits for nothing, or that nothing waits for, moves nothing when it is late.

    Why: a delay travels along links. Where they are missing, the finish looks safe until it is too late.

    How: incomplete tasks without a predecessor, and without a successor; links of the summaries above count. Every plan
    begins and ends somewhere: `open_starts` tasks without a predecessor, and `open_ends` without a successor, are let
    pass, milestones before others, the first (the last) in plan order.

    What to do: link the task; to the closing milestone, if to nothing else.
    """
    census: Census = context.facts["plan.census"]
    starts = _beyond_allowed(without_predecessor(census), context.params.open_starts, census.plan)
    ends = _beyond_allowed(without_successor(census)[::-1], context.params.open_ends, census.plan)
    for task in starts:
        yield context.fail(f"task:{task.id}", f"{label(task)} waits for nothing", evidence={"missing": "predecessor"})
    for task in ends:
        yield context.fail(f"task:{task.id}", f"nothing waits for {label(task)}", evidence={"missing": "successor"})


def _beyond_allowed(tasks: Sequence[Task], allowed: int, plan: Plan) -> list[Task]:
    """What is left when milestones, then others, have used up what is allowed."""
    ordered = sorted(tasks, key=lambda task: bool(_seconds(task, plan)))
    excused = {task.id for task in ordered[:allowed]}
    return [task for task in tasks if task.id not in excused]


def _seconds(task: Task, plan: Plan) -> int:
    return 0 if task.duration is None else scheduled(task.duration).seconds(plan.day)


@rule(
    "SCH002",
    "No link has a lead",
    needs=("plan", "plan.census"),
    source="DCMA 14-point assessment, check 2; GAO-16-89G, practice 2",
    fix="split the predecessor where the work is handed over, and link the parts",
    passing=lambda: facts(plan(activity("build", "20d"), activity("test", "5d", after=["build"]))),
    failing=lambda: facts(plan(activity("build", "20d"), activity("test", "5d", after=["build FS-5d"]))),
)
def leads_used(context: RuleContext) -> Iterator[Finding]:
    """A lead (negative lag) says that work begins before what it waits for is done, by a guess.

    Why: nobody can know that the predecessor will finish in five days; what is really waited for stays unsaid.

    How: every open link with a negative lag, percentages too.

    What to do: split the predecessor at the point that matters, or use a start-to-start link.
    """
    for link in context.facts["plan.census"].leads:
        message = f"{link.successor!r} overlaps {link.predecessor!r} by a lead of {str(link.lag).removeprefix('-')}"
        yield context.fail(f"link:{link}", message, evidence={"lag": str(link.lag)})


@rule(
    "SCH003",
    "Few links have a lag",
    severity=Severity.MINOR,
    needs=("plan", "plan.census"),
    source="DCMA 14-point assessment, check 3; GAO-16-89G, practice 2",
    params={"max_percent": 5.0},
    tighter={"max_percent": "lower"},
    fix="make the waiting a task of its own, with a name and an owner",
    passing=lambda: facts(plan(activity("order", "1d"), activity("install", "2d", after=["order"]))),
    failing=lambda: facts(plan(activity("order", "1d"), activity("install", "2d", after=["order FS+30d"]))),
)
def lags_used(context: RuleContext) -> Iterator[Finding]:
    """A lag is work or waiting that nobody sees: it has no name, no owner and no progress.

    How: where more than `max_percent` [%] of the open links have a positive lag, each of them is a finding.

    What to do: replace lags by tasks ("procurement", "curing"), above all the long ones.
    """
    census: Census = context.facts["plan.census"]
    found, all_links = census.lags, len(census.open_links)
    if 100 * len(found) <= context.params.max_percent * all_links:
        return
    for link in found:
        message = f"{link.successor!r} waits {link.lag} on top of {link.predecessor!r}"
        yield context.fail(f"link:{link}", message, evidence={"lag": str(link.lag), "of_links": all_links})


@rule(
    "SCH004",
    "No hard constraint hides a delay",
    needs=("plan", "plan.census", "plan.hard_constrained_tasks"),
    source="DCMA 14-point assessment, check 5; GAO-16-89G, practice 6",
    params={"max_percent": 0.0},
    tighter={"max_percent": "lower"},
    fix="use a link, or a deadline, which shows the delay instead of hiding it",
    passing=lambda: facts(plan(activity("go-live", "1d", deadline="2026-03-02"))),
    failing=lambda: facts(plan(activity("go-live", "1d", constraints=[held("MSO", "2026-03-02")]))),
)
def hard_constraints(context: RuleContext) -> Iterator[Finding]:
    """A date that wins over logic stays where it is, however late the work before it becomes.

    How: incomplete tasks with a constraint that fixes a date or caps it (must start or finish on, no later than,
    mandatory). Up to `max_percent` [%] of the incomplete tasks may have one; beyond, each of them is a finding.

    What to do: say what makes the date necessary as a link; keep the date as a deadline.
    """
    census: Census = context.facts["plan.census"]
    found = context.facts["plan.hard_constrained_tasks"]
    if 100 * len(found) <= context.params.max_percent * len(incomplete_tasks(census)):
        return
    for task_id in found:
        task = census.plan[task_id]
        held = [str(constraint) for constraint in task.constraints if constraint.type in HARD_CONSTRAINTS]
        message = f"{label(task)} is held by {' and '.join(held)}"
        yield context.fail(f"task:{task_id}", message, evidence={"constraints": tuple(held)})


@rule(
    "SCH008",
    "No link begins or ends at a summary",
    severity=Severity.MINOR,
    needs=("plan.summary_links",),
    source=f"{GAO}, practice 2; NDIA, Planning and Scheduling Excellence Guide",
    fix="link the tasks below the summary instead",
    passing=lambda: facts(
        plan(activity("phase"), activity("build", "5d", parent="phase"), activity("train", "2d", after=["build"]))
    ),
    failing=lambda: facts(
        plan(activity("phase"), activity("build", "5d", parent="phase"), activity("train", "2d", after=["phase"]))
    ),
)
def logic_on_summaries(context: RuleContext) -> Iterator[Finding]:
    """A link to a summary holds everything below it, whether it should or not, and nobody sees it at the task.

    How: links with a summary at either end.

    What to do: link the first, or the last, tasks below it; put a milestone there where several are meant.
    """
    for link in context.facts["plan.summary_links"]:
        yield context.fail(f"link:{link}", f"the link {link} begins or ends at a summary")

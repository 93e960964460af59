"""Estimates: whether they say how sure they are, and whether one may believe it."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.facts.census import MILESTONE, Census
from itpm.governance.facts.logic import SETTLED
from itpm.governance.packs.samples import activity, facts, plan
from itpm.governance.packs.wording import label
from itpm.model.durations import ThreePointEstimate
from itpm.model.tasks import Task
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.estimates", prefix="EST", version="1.0", catalogue=FACT_CATALOGUE)
_GAO = "GAO-20-195G, Cost Estimating and Assessment Guide"


@_pack.rule(
    "EST001",
    "Estimates have a range",
    severity=Severity.MINOR,
    needs=("plan.census", "plan.without_range"),
    source=f"{_GAO}, step 9; PMBOK Guide, 6th ed., 6.4.2.4",
    params={"max_percent": 20.0},
    tighter={"max_percent": "lower"},
    fix="ask for three: if all goes well, as a rule, if much goes wrong",
    passing=lambda: facts(plan(activity("build", ("15d", "20d", "32d")))),
    failing=lambda: facts(plan(activity("build", "20d"))),
)
def no_range(context: RuleContext) -> Iterator[Finding]:
    """A single number does not say whether it is a hope or a promise.

    How: incomplete tasks with one estimate of their duration instead of three, per incomplete task, at most `max_percent` [%];
    milestones aside. Beyond, each of them is a finding.

    What to do: ask for three: if all goes well, as a rule, if much goes wrong.
    """
    census: Census = context.facts["plan.census"]
    found = context.facts["plan.without_range"]
    if 100 * len(found) <= context.params.max_percent * len(census.places(without=SETTLED | MILESTONE)):
        return
    for task_id in found:
        yield context.fail(f"task:{task_id}", f"{label(census.plan[task_id])} has one estimate, and no range")


def _estimates(census: Census) -> Iterator[tuple[Task, int, int, int]]:
    """Every incomplete task with three estimates, and those in seconds."""
    day = census.plan.day
    for task in census.tasks(without=SETTLED | MILESTONE):
        length = task.duration
        if isinstance(length, ThreePointEstimate):
            parts = (length.optimistic, length.most_likely, length.pessimistic)
            low, likely, high = (part.seconds(day) for part in parts)
            yield task, low, likely, high


@_pack.rule(
    "EST002",
    "Ranges are wide enough to be true",
    severity=Severity.MINOR,
    needs=("plan.census",),
    source=f"{_GAO}, step 9; Hubbard, How to Measure Anything, 3rd ed., ch. 5 (overconfidence)",
    params={"min_percent": 20.0},
    tighter={"min_percent": "higher"},
    fix="ask what could go wrong, and how long it would take then",
    passing=lambda: facts(plan(activity("build", ("15d", "20d", "32d")))),
    failing=lambda: facts(plan(activity("build", ("19d", "20d", "21d")))),
)
def narrow_range(context: RuleContext) -> Iterator[Finding]:
    """Whoever gives twenty days give or take one has not thought about what can go wrong.

    How: incomplete tasks whose range, pessimistic less optimistic, is less than `min_percent` [%] of the most likely duration.

    What to do: ask what could go wrong, and how long it would take then.
    """
    for task, low, likely, high in _estimates(context.facts["plan.census"]):
        if 100 * (high - low) < context.params.min_percent * likely:
            percent = 100 * (high - low) / likely
            message = f"the estimate of {label(task)} varies by {percent:.0f} % only: {task.duration}"
            yield context.fail(f"task:{task.id}", message, evidence={"percent": percent})


@_pack.rule(
    "EST003",
    "Estimates allow for things going wrong",
    severity=Severity.MINOR,
    needs=("plan.census",),
    source=f"{_GAO}, step 9: durations are skewed to the right",
    fix="ask for the pessimistic value again: it is rarely nearer than the optimistic one",
    passing=lambda: facts(plan(activity("build", ("15d", "20d", "32d")))),
    failing=lambda: facts(plan(activity("build", ("8d", "20d", "21d")))),
)
def optimistic_skew(context: RuleContext) -> Iterator[Finding]:
    """Work is done a little earlier at best, and much later at worst; an estimate the other way round is a wish.

    How: incomplete tasks whose most likely duration is nearer to the pessimistic than to the optimistic one.

    What to do: ask for the pessimistic value again.
    """
    for task, low, likely, high in _estimates(context.facts["plan.census"]):
        if high - likely < likely - low:
            yield context.fail(
                f"task:{task.id}", f"the estimate of {label(task)} has more room below than above: {task.duration}"
            )


estimates = _pack.build()

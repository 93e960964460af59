"""Checks 1 to 5: links and constraints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itpm.findings import Severity
from itpm.governance.facts.census import COMPLETE, FOLLOWED, PRECEDED, Census
from itpm.governance.packs.dcma.measuring import Measure, Offence, at_least, at_most, check, chosen
from itpm.governance.packs.dcma.populations import (
    LEFT_OUT,
    counted,
    lagged_links,
    links_counted,
    of_link,
    successors_of,
    task_subject,
)
from itpm.governance.packs.samples import activity, facts, held, plan
from itpm.governance.packs.wording import label
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.tasks import Task
from itpm.rules import RuleContext

_CENSUS = ("plan.census",)


@check(
    "DCMA001",
    "Few tasks lack a predecessor or a successor",
    number=1,
    needs=_CENSUS,
    params={"max_percent": 5.0, "milestones": "exclude", "denominator": "incomplete"},
    tighter={"max_percent": "lower"},
    fix="link it to what it waits for and to what waits for it",
    passing=lambda: facts(
        plan(activity("start"), activity("build", "5d", after=["start"]), activity("end", after=["build"])),
    ),
    failing=lambda: facts(plan(activity("start"), activity("build", "5d", after=["start"]), activity("train", "3d"))),
)
def logic(context: RuleContext) -> Measure:
    """A task that waits for nothing, or that nothing waits for, moves nothing when it is late.

    How: incomplete tasks without predecessor or successor, per incomplete task, at most `max_percent` [%]. Links of the summaries
    above count; links from or to what is inactive or a level of effort do not. Summaries, levels of effort and milestones are not
    counted.

    Left open by the standard: whether milestones are counted (`milestones`: "exclude" or "include"), and whether the tasks are
    compared with all incomplete ones or with all (`denominator`: "incomplete" or "all").

    What to do: link the task; to the closing milestone, if to nothing else.
    """
    census: Census = context.facts["plan.census"]
    places = counted(context)
    both = PRECEDED | FOLLOWED
    found = [place for place in places if census.flags[place] & both != both]
    everything = chosen(context, "denominator", "incomplete", "all") == "all"
    of = len(counted(context, complete=True)) if everything else len(places)
    return at_most(len(found), of, context.params.max_percent, _unlinked(census, found))


def _unlinked(census: Census, places: Iterable[int]) -> Iterator[Offence]:
    for place in places:
        task, flags = census.plan.tasks[place], census.flags[place]
        missing = ["predecessor"] * (not flags & PRECEDED) + ["successor"] * (not flags & FOLLOWED)
        yield task_subject(task), f"{label(task)} has no {' and no '.join(missing)}", {"missing": tuple(missing)}


_LINK_PARAMS = {"links": "open", "counted": "links"}


@check(
    "DCMA002",
    "No link has a lead",
    number=2,
    needs=_CENSUS,
    params={"max_percent": 0.0, **_LINK_PARAMS},
    tighter={"max_percent": "lower"},
    fix="split the predecessor where the work is handed over, and link the parts",
    passing=lambda: facts(plan(activity("build", "20d"), activity("test", "5d", after=["build"]))),
    failing=lambda: facts(plan(activity("build", "20d"), activity("test", "5d", after=["build FS-5d"]))),
)
def leads(context: RuleContext) -> Measure:
    """A lead (negative lag) says that work begins before what it waits for is done, by a guess.

    How: links with a negative lag, percentages too, per link, at most `max_percent` [%]. Counted are links that can still hold
    something: the task that waits is not complete, and neither end is inactive or a level of effort.

    Left open by the standard: whether links of complete tasks count (`links`: "open" or "all"), and whether links or the
    tasks that wait along them are counted (`counted`: "links" or "tasks", per incomplete task, milestones too).

    What to do: split the predecessor at the point that matters, or use a start-to-start link.
    """
    return _share_of_links(context, lagged_links(context, -1), "overlaps {before!r} by a lead of {lag}")


@check(
    "DCMA003",
    "Few links have a lag",
    number=3,
    severity=Severity.MINOR,
    needs=_CENSUS,
    params={"max_percent": 5.0, **_LINK_PARAMS},
    tighter={"max_percent": "lower"},
    fix="make the waiting a task of its own, with a name and an owner",
    passing=lambda: facts(plan(activity("order", "1d"), activity("install", "2d", after=["order"]))),
    failing=lambda: facts(plan(activity("order", "1d"), activity("install", "2d", after=["order FS+30d"]))),
)
def lags(context: RuleContext) -> Measure:
    """A lag is work or waiting that nobody sees: it has no name, no owner and no progress.

    How: links with a positive lag per link, at most `max_percent` [%]; the links counted and what the standard leaves
    open are those of DCMA002.

    What to do: replace lags by tasks ("procurement", "approval"), above all the long ones.
    """
    return _share_of_links(context, lagged_links(context, 1), "waits {lag} on top of {before!r}")


def _share_of_links(context: RuleContext, found: list[Dependency], says: str) -> Measure:
    limit = context.params.max_percent
    offences = (
        of_link(link, f"{link.successor!r} {says.format(before=link.predecessor, lag=str(link.lag).removeprefix('-'))}")
        for link in found
    )
    if chosen(context, "counted", "links", "tasks") == "links":
        return at_most(len(found), len(links_counted(context)), limit, offences)
    census: Census = context.facts["plan.census"]
    waiting = (
        successors_of(links_counted(context))
        if context.params.links == "all"
        else census.places(without=LEFT_OUT | COMPLETE)
    )
    return at_most(len(successors_of(found)), len(waiting), limit, offences)


@check(
    "DCMA004",
    "Most links are finish-to-start",
    number=4,
    severity=Severity.MINOR,
    needs=_CENSUS,
    params={"min_percent": 90.0, "links": "open"},
    tighter={"min_percent": "higher"},
    fix="break the tasks down until the end of one is the beginning of the next",
    passing=lambda: facts(plan(activity("build", "20d"), activity("test", "5d", after=["build"]))),
    failing=lambda: facts(plan(activity("build", "20d"), activity("test", "5d", after=["build SS+10d"]))),
)
def link_types(context: RuleContext) -> Measure:
    """Links between starts, or between finishes, hide how far the work must be before the next may begin.

    How: finish-to-start links per link, at least `min_percent` [%]; where there are fewer, every other link is a finding. A
    start-to-finish link should hardly ever be needed. The links counted: see DCMA002 (`links`: "open" or "all").

    What to do: break the tasks down until the end of one is the beginning of the next.
    """
    links = links_counted(context)
    others = [link for link in links if link.type is not DependencyType.FS]
    offences = (
        of_link(link, f"{link.successor!r} waits for {link.predecessor!r} by {link.type.value}") for link in others
    )
    return at_least(len(links) - len(others), len(links), context.params.min_percent, offences)


HARD = ("MSO", "MFO", "SNLT", "FNLT", "START_ON", "FINISH_ON", "MANDATORY_START", "MANDATORY_FINISH")


@check(
    "DCMA005",
    "Few tasks have a hard constraint",
    number=5,
    needs=_CENSUS,
    params={"max_percent": 5.0, "milestones": "exclude", "hard": HARD},
    tighter={"max_percent": "lower"},
    fix="use a link, or a deadline, which shows the delay instead of hiding it",
    passing=lambda: facts(plan(activity("go-live", "1d", deadline="2026-03-02"))),
    failing=lambda: facts(plan(activity("go-live", "1d", constraints=[held("MSO", "2026-03-02")]))),
)
def hard_constraints(context: RuleContext) -> Measure:
    """A date that wins over logic stays where it is, however late the work before it becomes.

    How: incomplete tasks with a hard constraint per incomplete task, at most `max_percent` [%]. Hard are: must start on,
    must finish on, start no later than, finish no later than; of Primavera also mandatory start and finish, and start on
    and finish on, which cap late dates.

    Left open by the standard: which of Primavera's constraints are hard (`hard`), whether milestones are counted (`milestones`).

    What to do: say what makes the date necessary as a link; keep the date as a deadline.
    """
    census: Census = context.facts["plan.census"]
    hard = {ConstraintType[name] for name in context.params.hard}
    tasks, places = census.plan.tasks, counted(context)
    found = [place for place in places if tasks[place].constraints and _held(tasks[place], hard)]
    return at_most(len(found), len(places), context.params.max_percent, _constrained(census, found, hard))


def _held(task: Task, hard: set[ConstraintType]) -> list[Constraint]:
    return [constraint for constraint in task.constraints if constraint.type in hard]


def _constrained(census: Census, places: Iterable[int], hard: set[ConstraintType]) -> Iterator[Offence]:
    for place in places:
        task = census.plan.tasks[place]
        held = tuple(str(constraint) for constraint in _held(task, hard))
        yield task_subject(task), f"{label(task)} is held by {' and '.join(held)}", {"constraints": held}

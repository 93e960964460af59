"""Checks 6 to 10: floats, durations, dates and resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from itpm.findings import Severity
from itpm.governance.facts.census import PLANNING, Census, Seconds
from itpm.governance.facts.schedule_facts import day_seconds
from itpm.governance.packs.dcma.measuring import Measure, Offence, at_most, check, chosen
from itpm.governance.packs.dcma.populations import counted, task_subject
from itpm.governance.packs.samples import activity, done, facts, plan
from itpm.governance.packs.wording import label
from itpm.model.baselines import Baseline
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.rules import RuleContext
from itpm.rules.wording import day
from itpm.scheduling import Schedule

_DATED = ("plan.census", "schedule")


@check(
    "DCMA006",
    "Few tasks have a lot of float",
    number=6,
    needs=_DATED,
    params={"max_percent": 5.0, "max_days": 44.0, "milestones": "exclude"},
    tighter={"max_percent": "lower", "max_days": "lower"},
    fix="add the link that is missing, most often the one to a successor",
    passing=lambda: facts(
        plan(activity("build", "50d"), activity("train", "10d"), activity("live", after=["build", "train"]))
    ),
    failing=lambda: facts(
        plan(activity("build", "60d"), activity("train", "10d"), activity("live", after=["build", "train"]))
    ),
)
def high_float(context: RuleContext) -> Measure:
    """A task that can slip for months without harm is, as a rule, one whose successor is missing.

    How: incomplete tasks with a total float above `max_days` [working day] per incomplete task, at most `max_percent`
    [%]. Float is counted in each task's own calendar; a day is the plan's working day, for an elapsed task 24 hours.

    Left open by the standard: whether milestones are counted (`milestones`).

    What to do: look for the missing link first; `separate_networks` and `near_critical_paths` help.
    """
    computed: Schedule = context.facts["schedule"]
    limit, total, places = context.params.max_days, computed.floats.total, counted(context)
    found = [place for place in places if total[place] > limit * day_seconds(computed, place)]
    offences = _floating(computed, found, "has {days:.1f} days of float")
    return at_most(len(found), len(places), context.params.max_percent, offences)


@check(
    "DCMA007",
    "No task has negative float",
    number=7,
    severity=Severity.CRITICAL,
    needs=_DATED,
    params={"max_percent": 0.0, "milestones": "exclude"},
    tighter={"max_percent": "lower"},
    fix="shorten what drives it, move the date it is late for, or take scope out",
    passing=lambda: facts(plan(activity("build", "10d"), deadline="2026-01-30")),
    failing=lambda: facts(plan(activity("build", "30d"), deadline="2026-01-30")),
)
def negative_float(context: RuleContext) -> Measure:
    """Negative float: the work cannot be done by the deadline or constraint that it leads to.

    How: incomplete tasks with a total float below zero per incomplete task, at most `max_percent` [%].

    Left open by the standard: whether milestones are counted (`milestones`).

    What to do: ask ``schedule.explain(task)`` what holds it; crash or fast-track that, or agree on another date.
    """
    computed: Schedule = context.facts["schedule"]
    total, places = computed.floats.total, counted(context)
    found = [place for place in places if total[place] < 0]
    offences = _floating(computed, found, "is {late:.1f} days too late")
    return at_most(len(found), len(places), context.params.max_percent, offences)


def _floating(computed: Schedule, places: Iterable[int], says: str) -> Iterator[Offence]:
    for place in places:
        task = computed.plan.tasks[place]
        days = quotient(computed.floats.total[place], day_seconds(computed, place))
        yield task_subject(task), f"{label(task)} {says.format(days=days, late=-days)}", {"total_float_days": days}


@check(
    "DCMA008",
    "Few tasks are long",
    number=8,
    severity=Severity.MINOR,
    needs=("plan.census",),
    optional=("baseline",),
    params={
        "max_percent": 5.0,
        "max_days": 44.0,
        "milestones": "exclude",
        "duration": "baseline",
        "planning_packages": "exclude",
    },
    tighter={"max_percent": "lower", "max_days": "lower"},
    fix="break it down into parts that can be seen to be finished",
    passing=lambda: facts(plan(activity("build", "44d"))),
    failing=lambda: facts(plan(activity("build", "45d"))),
)
def long_tasks(context: RuleContext) -> Measure:
    """Of a task that runs for months, nobody knows how far it is until it is too late.

    How: incomplete tasks longer than `max_days` [working day] per incomplete task, at most `max_percent` [%]. Planning
    packages, which are to be detailed later, are left out: tasks one of whose codes, custom fields or notes is "planning
    package" or "PP".

    Left open by the standard: which duration is meant (`duration`: "baseline", the scheduled one where the baseline lacks
    the task; "scheduled"; or "remaining"), whether planning packages and milestones are counted (`planning_packages`,
    `milestones`: "exclude" or "include").

    What to do: break it down into parts that can be seen to be finished.
    """
    census: Census = context.facts["plan.census"]
    exclude = chosen(context, "planning_packages", "exclude", "include") == "exclude"
    places = counted(context, without=PLANNING if exclude else 0)
    lengths = _lengths(context, census, places)
    limit, per_day = context.params.max_days, census.plan.day.minutes_per_day * 60
    found = [place for place in places if lengths[place] > limit * per_day]
    offences = (
        (task_subject(task), f"{label(task)} takes {days:.1f} days", {"days": days})
        for task, days in ((census.plan.tasks[place], quotient(lengths[place], per_day)) for place in found)
    )
    return at_most(len(found), len(places), context.params.max_percent, offences)


def _lengths(context: RuleContext, census: Census, places: Iterable[int]) -> dict[int, int]:
    """The duration meant of each task [s]."""
    meant = chosen(context, "duration", "baseline", "scheduled", "remaining")
    lengths = {place: census.seconds[place] for place in places}
    if meant == "remaining":
        return {place: _remaining(census.plan, place, length) for place, length in lengths.items()}
    if meant == "baseline" and context.facts.known("baseline"):
        baseline: Baseline = context.facts["baseline"]
        in_seconds, position = Seconds(census.plan.day), census.plan.structure.position
        for one in baseline.tasks:
            place = position.get(one.id)
            if place in lengths and one.duration is not None:
                lengths[place] = in_seconds(one.duration)
    return lengths


def _remaining(plan: Plan, place: int, length: int) -> int:
    progress = plan.tasks[place].progress
    if progress is None:
        return length
    if progress.remaining is not None:
        return progress.remaining.seconds(plan.day)
    return round(length * (100 - (progress.percent_complete or 0)) / 100)


@check(
    "DCMA009",
    "Dates agree with the status date",
    number=9,
    severity=Severity.CRITICAL,
    needs=(*_DATED, "plan.status_date"),
    params={"milestones": "exclude"},
    tighter={},
    fix="correct the date, put what is left after the status date, or move the status date",
    passing=lambda: facts(
        plan(activity("design", "5d", progress=done("2026-01-05", "2026-01-09")), data_date="2026-01-09")
    ),
    failing=lambda: facts(
        plan(activity("design", "5d", progress=done("2026-01-05", "2026-01-09")), data_date="2026-01-07")
    ),
)
def invalid_dates(context: RuleContext) -> Measure:
    """What has not happened lies in the future, and what has happened in the past.

    How: none may be found: (a) incomplete tasks whose forecast start or finish lies before the status date, (b) tasks
    with an actual start or finish after it. The status date is the plan's data date; without one, the moment asked about.

    Left open by the standard: whether milestones are counted (`milestones`).

    What to do: (a) the plan was not updated: record what happened, and put the rest after the status date; (b) a forecast
    was entered as an actual date.
    """
    computed: Schedule = context.facts["schedule"]
    status: datetime = context.facts["plan.status_date"]
    places = counted(context, complete=True)
    found = list(_invalid(computed, places, to_seconds(status)))
    tasks = dict.fromkeys(place for place, _, _ in found)
    return at_most(len(tasks), len(places), 0, _misdated(computed, found, status))


def _invalid(computed: Schedule, places: Iterable[int], status: int) -> Iterator[tuple[int, str, int]]:
    """(place, what, date) of every date on the wrong side of the status date."""
    tasks, start, finish = computed.plan.tasks, computed.solution.start, computed.solution.finish
    for place in places:
        progress = tasks[place].progress
        begun_at = progress.actual_start if progress is not None else None
        ended_at = progress.actual_finish if progress is not None else None
        if begun_at is None and ended_at is None and start[place] < status:
            yield place, "forecast start", start[place]
        if ended_at is None and finish[place] < status:
            yield place, "forecast finish", finish[place]
        if begun_at is not None and to_seconds(begun_at) > status:
            yield place, "actual start", to_seconds(begun_at)
        if ended_at is not None and to_seconds(ended_at) > status:
            yield place, "actual finish", to_seconds(ended_at)


def _misdated(computed: Schedule, found: Iterable[tuple[int, str, int]], status: datetime) -> Iterator[Offence]:
    """One offence a task, with all of its dates that cannot be."""
    dates: dict[int, dict[str, datetime]] = {}
    for place, what, seconds in found:
        dates.setdefault(place, {})[what] = to_datetime(seconds)
    for place, wrong in dates.items():
        task = computed.plan.tasks[place]
        said = "; ".join(filter(None, (_said(wrong, "its forecast", "before"), _said(wrong, "an actual", "after"))))
        evidence = {what.replace(" ", "_"): date for what, date in wrong.items()} | {"status_date": status}
        yield task_subject(task), f"{label(task)} has {said} {day(status)}", evidence


def _said(wrong: Mapping[str, datetime], kind: str, side: str) -> str:
    """The dates of one kind, and on which side of the status date they lie; empty where there are none."""
    dates = [f"{kind} {what.split()[1]} on {day(date)}" for what, date in wrong.items() if what.split()[0] in kind]
    return f"{' and '.join(dates)}, {side} the status date" if dates else ""


@check(
    "DCMA010",
    "Tasks have resources or costs",
    number=10,
    severity=Severity.INFO,
    needs=("plan.census",),
    params={"max_percent": 0.0, "milestones": "exclude", "min_days": 1.0},
    tighter={"max_percent": "lower", "min_days": "lower"},
    fix="say who does it, or what it costs",
    passing=lambda: facts(plan(activity("approve", "0.5d"))),
    failing=lambda: facts(plan(activity("build", "5d"))),
)
def resources(context: RuleContext) -> Measure:
    """Work that nobody does and that costs nothing will not be done either.

    How: incomplete tasks of at least `min_days` [working day] without an assignment and without a fixed cost, per such
    task. The standard sets no threshold, since not every plan is loaded with resources: the rule is one of information,
    and `max_percent` [%] yours to set.

    Left open by the standard: whether milestones are counted (`milestones`).

    What to do: say who does it, or what it costs.
    """
    census: Census = context.facts["plan.census"]
    least = context.params.min_days * census.plan.day.minutes_per_day * 60
    tasks = census.plan.tasks
    places = [place for place in counted(context) if census.seconds[place] >= least]
    found = [place for place in places if not tasks[place].assignments and tasks[place].extra.fixed_cost is None]
    offences: list[Offence] = [
        (task_subject(tasks[place]), f"{label(tasks[place])} has no resource and no cost", {}) for place in found
    ]
    return at_most(len(found), len(places), context.params.max_percent, offences)

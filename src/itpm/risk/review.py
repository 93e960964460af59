"""What is doubtful in a register, as findings.

Codes, never re-used:

======  ===========================================================
RSK001  an open risk without an owner
RSK002  an open risk in the highest band without a response
RSK003  a response that costs more than it gains in expected cost
RSK004  a risk on a task, or a response with one, that the plan does not have
RSK005  a response that leaves the risk worse
RSK006  a risk without any effect
RSK007  a delay that strikes no task
RSK008  an open risk that has expired
RSK009  a risk that the expected cost leaves out: no probability
RSK010  an open risk all of whose tasks are complete
RSK011  a matrix that is not monotone
RSK012  an open risk that was not looked at for too long
RSK013  a response that leaves more than the tolerance
RSK014  a response that should be carried out by now, and is not
RSK015  a response that nobody sees to
RSK016  a category whose risks together exceed its limit
RSK017  a category that the risk breakdown structure does not have
RSK018  a risk whose urgency has passed without a response in place
RSK019  a risk whose time and tasks do not meet
RSK020  a risk whose time has come without a response in place
======  ===========================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from itpm.errors import Hints, UndefinedIndexError
from itpm.findings import Finding, Severity
from itpm.model.given import expect
from itpm.model.moments import Moment, day_of, finish_moment
from itpm.model.plans import Plan
from itpm.risk.horizons import later
from itpm.risk.inputs import RiskError
from itpm.risk.rankings.breakdowns import category_path, lies_in
from itpm.risk.rankings.order import valued_response
from itpm.risk.register import RiskRegister
from itpm.risk.risks import Risk
from itpm.risk.scoring import risk_score
from itpm.risk.tracking.appetites import RiskAppetite, appetite_findings
from itpm.risk.tracking.proximities import proximity_of
from itpm.scheduling import Schedule


def risk_findings(
    register: RiskRegister,
    *,
    plan: Plan | None = None,
    as_of: Moment | None = None,
    appetite: RiskAppetite | None = None,
    schedule: Schedule | None = None,
    review_days: int | None = None,
) -> tuple[Finding, ...]:
    """Everything doubtful in a register, risk by risk, then as a whole.

    Args:
        register: the register.
        plan: the plan whose tasks the risks name; None: the schedule's, without one tasks are not looked at.
        as_of: the day asked about, a bare date being its end; None: the plan's data date.
        appetite: what is borne (RSK002, RSK013, RSK016); None: only the highest band of the matrix needs a response.
        schedule: the plan's dates, for whether responses are carried out in time (RSK014), and whether risks may strike when
            they say they may (RSK019, RSK020).
        review_days: how long an open risk may go without being looked at [calendar day]; None: RSK012 is not asked.

    Raises:
        UnknownNameError: the appetite names a band that the matrix does not have.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> [finding.code for finding in risk_findings(RiskRegister([Threat("vendor late", probability=0.3)]))]
        ['RSK001', 'RSK006']
    """
    expect(register, "register", RiskRegister, error=RiskError)
    plan = plan if plan is not None or schedule is None else schedule.plan
    at = finish_moment(as_of) if as_of is not None else (plan.data_date if plan is not None else None)
    found: list[Finding] = []
    hint, by_name = Hints(), {risk.name: risk for risk in register}
    for risk in register.open:
        found += _of_risk(risk, register, at, by_name, bands=appetite is None)
        found += [] if plan is None else _of_tasks(risk, plan, hint)
        found += _of_dates(risk, at, schedule, review_days)
        found += [] if at is None or schedule is None else _of_proximity(risk, at, schedule)
        found += _of_category(risk, register, hint)
    borne = () if appetite is None else appetite_findings(register, appetite)
    return (*found, *borne, *register.matrix.findings)


def _of_risk(
    risk: Risk, register: RiskRegister, at: datetime | None, by_name: Mapping[str, Risk], *, bands: bool
) -> Iterator[Finding]:
    if not risk.owner:
        yield _finding("RSK001", risk, "has no owner", "name who watches it")
    yield from _of_effect(risk)
    yield from _of_response(risk, register, by_name, bands=bands)
    if at is not None and risk.expires is not None and risk.expires < at:
        yield _finding("RSK008", risk, f"is open and expired on {day_of(risk.expires)}", "close it, or renew it")


def _of_effect(risk: Risk) -> Iterator[Finding]:
    if risk.cost is None and risk.delay is None and not risk.impact:
        yield _finding("RSK006", risk, "has no effect on any objective", "say what it would cost, delay or spoil")
    if risk.delay is not None and not risk.on:
        yield _finding("RSK007", risk, "has a delay and strikes no task", "name the tasks with on=[...]")
    if risk.cost is not None and risk.probability is None:
        message = "has an effect on cost, but no probability, so the expected cost leaves it out"
        yield _finding("RSK009", risk, message, "estimate its probability")


def _of_dates(risk: Risk, at: datetime | None, schedule: Schedule | None, review_days: int | None) -> Iterator[Finding]:
    if at is None:
        return
    looked = max((one for one in (risk.raised, risk.reviewed, *(s.at for s in risk.history)) if one), default=None)
    if review_days is not None and (looked is None or later(looked, review_days, place="review_days") < at):
        since = f"since {day_of(looked)}" if looked is not None else "as far as the register says"
        yield _finding("RSK012", risk, f"was not looked at {since}", "review it, and record when: reviewed='...'")
    if risk.urgency is not None and risk.urgency < at and not risk.is_treated:
        message = f"needed its response in place by {day_of(risk.urgency)}"
        yield _finding("RSK018", risk, message, "put it in place, or plan another that still helps")
    if schedule is not None and risk.response is not None and not risk.is_treated:
        for task in risk.response.tasks:
            if task in schedule and schedule[task].finish < at and not schedule.plan[task].is_complete:
                message = f"has a response whose task {task!r} should have finished on {day_of(schedule[task].finish)}"
                yield _finding("RSK014", risk, message, "do it, or decide on another response")


def _of_proximity(risk: Risk, at: datetime, schedule: Schedule) -> Iterator[Finding]:
    if any(task not in schedule for task in risk.on) or (risk.expires is not None and risk.expires < at):
        return  # RSK004, RSK008
    row = proximity_of(risk, schedule, at)
    since, until = row.strikes_from, row.strikes_until
    if row.status == "never" and since is not None and until is not None:
        if since == risk.proximity:
            message = f"may strike from {since:%Y-%m-%d} on, when its tasks are finished since {day_of(until)}"
        else:
            message = f"may strike until {day_of(until)}, before its tasks start on {since:%Y-%m-%d}"
        yield _finding("RSK019", risk, message, "correct when it may strike, or the tasks it is on")
    elif row.status == "unprepared" and risk.proximity is not None:
        response = "nothing is done about it" if risk.response is None else "its response is not in place"
        message = f"may strike since {since:%Y-%m-%d}, and {response}"
        yield _finding("RSK020", risk, message, "put a response in place, or accept it; look for its signs")


def _of_category(risk: Risk, register: RiskRegister, hint: Hints) -> Iterator[Finding]:
    if not register.categories or not risk.category:
        return
    if not any(lies_in(known, risk.category) for known in register.categories):
        tail = hint(category_path(risk.category), register.categories)
        message = f"is of category {risk.category!r}, which the breakdown structure does not have{tail}"
        yield _finding("RSK017", risk, message, "correct it, or add it to the structure", Severity.MINOR)


def _of_response(risk: Risk, register: RiskRegister, by_name: Mapping[str, Risk], *, bands: bool) -> Iterator[Finding]:
    if risk.response is not None and not (risk.response.owner or risk.owner):
        yield _finding("RSK015", risk, "has a response that nobody sees to", "name who carries it out", Severity.MINOR)
    try:
        before = risk_score(risk, register.matrix, register.stakes)
        after = risk_score(risk, register.matrix, register.stakes, after_response=True)
        if bands and risk.response is None and before.band == register.matrix.bands[-1]:
            yield _finding("RSK002", risk, f"scores {before} and has no response", "respond to it")
        if risk.response is not None and (after.score > before.score) == risk.harmful and after.score != before.score:
            message = f"would score {after} after the response, {before} before"
            yield _finding("RSK005", risk, message, "check what the response leaves")
    except UndefinedIndexError:
        pass
    try:
        value = valued_response(risk, register.stakes, by_name)
    except UndefinedIndexError:
        return
    if value.net.amount < 0:
        brought = f" and brings {value.secondary} with it" if value.secondary else ""
        message = f"has a response that costs {value.cost}{brought}, and gains {value.gain} of expected cost"
        remedy = "find a cheaper response, or say what else it is worth"
        yield _finding("RSK003", risk, message, remedy, Severity.MINOR)


def _of_tasks(risk: Risk, plan: Plan, hint: Hints) -> Iterator[Finding]:
    ids = plan.structure.position
    for task in risk.on:
        if task not in ids:
            yield _finding(
                "RSK004",
                risk,
                f"is on task {task!r}, which the plan does not have{hint(task, ids)}",
                "correct it",
            )
    for task in () if risk.response is None else risk.response.tasks:
        if task not in ids:
            message = f"has a response whose task {task!r} the plan does not have{hint(task, ids)}"
            yield _finding("RSK004", risk, message, "correct it")
    known = [plan[task] for task in risk.on if task in ids]
    if known and all(task.is_complete for task in known):
        yield _finding("RSK010", risk, "is open though all of its tasks are complete", "close it")


def _finding(code: str, risk: Risk, message: str, remedy: str, severity: Severity = Severity.MAJOR) -> Finding:
    return Finding(
        code=code, subject=f"risk:{risk.name}", message=f"{risk} {message}", remedy=remedy, severity=severity
    )

"""What stands against a runbook: whether it fits, whether one can go back in time, whether it was ever tried.

CUT001  it does not fit the window
CUT002  the point of no return comes before it is known whether it works
CUT003  nothing says how long going back takes
CUT004  a step before the point of no return has no way back
CUT005  a step was never rehearsed
CUT006  the last rehearsal is too long ago
CUT007  somebody does two steps at the same minute
CUT008  a step took longer in rehearsal than is planned
CUT009  a step has no owner
CUT010  nothing shows that a step is done
CUT011  less is left of the window than the reserve
CUT012  going back took longer in rehearsal than is stated, or undoing the steps adds up to more
CUT013  no step shows that the new system works
CUT014  what nothing undoes begins before it is known whether it works
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from itpm.findings import Finding, Severity
from itpm.lifecycle.cutover.clock import between, span, when
from itpm.lifecycle.cutover.runbooks import CutoverRunbook, CutoverStep, measured
from itpm.lifecycle.cutover.timetables import CutoverSchedule, TimedStep, cutover_schedule
from itpm.model.moments import Moment, moment
from itpm.rules.wording import listed

OLDEST_REHEARSAL = 30


def cutover_findings(
    runbook: CutoverRunbook, *, as_of: Moment | None = None, oldest_rehearsal: int = OLDEST_REHEARSAL
) -> tuple[Finding, ...]:
    """What stands against the runbook, by code.

    Args:
        runbook: the runbook; steps last as rehearsed, where they were.
        as_of: the moment asked about, for the age of the rehearsal; a bare date means the end of that day. Default: the age
            is not looked at.
        oldest_rehearsal: how old the last rehearsal may be [day].

    Example:
        >>> from itpm.lifecycle.cutover.runbooks import CutoverStep
        >>> runbook = CutoverRunbook("CRM", [CutoverStep("migrate", "60h", owner="dana", verification="counts agree")],
        ...     opens="2026-06-26 20:00", closes="2026-06-29 06:00", rollback="9h")
        >>> for finding in cutover_findings(runbook):
        ...     print(finding.code, finding.message)
        CUT001 as planned it is done Mon 29 Jun 08:00, 2 h after the window closes
        CUT004 1 step before the point of no return has no way back: migrate
        CUT005 never rehearsed: migrate
        CUT013 no step shows that the new system works
    """
    timed = cutover_schedule(runbook)
    found = [
        *_fit(timed),
        *_return(timed),
        *_rehearsals(runbook),
        *_age(runbook, as_of, oldest_rehearsal),
        *_double_bookings(timed),
        *_unsaid(runbook),
    ]
    return tuple(sorted(found, key=lambda finding: finding.code))


def _finding(
    code: str, about: str, message: str, remedy: str, severity: Severity = Severity.MAJOR, **evidence: object
) -> Finding:
    return Finding(
        code=code,
        subject=f"cutover:{about}",
        message=message,
        remedy=remedy,
        severity=severity,
        evidence=tuple(evidence.items()),
    )


def _fit(timed: CutoverSchedule) -> Iterator[Finding]:
    runbook, slack = timed.runbook, timed.slack
    basis = "as rehearsed" if runbook.rehearsals else "as planned"
    if slack < 0:
        message = f"{basis} it is done {when(timed.finish)}, {span(-slack)} after the window closes"
        chain = listed(timed[key].step.title for key in timed.critical_chain)
        remedy = f"shorten what holds the end ({chain}), run steps side by side, or have a longer window"
        yield _finding("CUT001", "window", message, remedy, Severity.CRITICAL, finish=timed.finish, slack=slack)
    elif slack < runbook.reserve:
        message = f"{span(slack)} of the window are left, {span(runbook.reserve)} should be"
        remedy = "shorten what holds the end, or agree on a smaller reserve"
        yield _finding("CUT011", "window", message, remedy, slack=slack, reserve=runbook.reserve)


def _return(timed: CutoverSchedule) -> Iterator[Finding]:
    limit, known = timed.point_of_no_return, timed.validated
    if known is None:
        remedy = "mark the step that shows it: CutoverStep(..., is_validation=True)"
        yield _finding("CUT013", "validation", "no step shows that the new system works", remedy)
    if limit is None:
        remedy = "say how long going back takes: rollback=... of the runbook, or of each step"
        yield _finding("CUT003", "rollback", "nothing says how long going back takes", remedy, Severity.CRITICAL)
        return
    if known is not None and known > limit:
        message = (
            f"the point of no return is {when(limit)}, but only {when(known)} is it known whether it works: "
            f"{span(between(limit, known))} too late"
        )
        remedy = "validate earlier, shorten the rollback, or have a longer window"
        yield _finding("CUT002", "rollback", message, remedy, Severity.CRITICAL, limit=limit, validated=known)
    yield from _no_way_back(timed, limit)
    yield from _rollback_lengths(timed.runbook)
    for row in timed:
        if row.step.is_irreversible and known is not None and row.start < known:
            message = (
                f"nothing undoes {row.step.title}, and it begins {when(row.start)}; it is known only {when(known)}"
            )
            yield _finding("CUT014", row.step.key, f"{message} whether it works", "put it behind the validation")


def _no_way_back(timed: CutoverSchedule, limit: datetime) -> Iterator[Finding]:
    bare = [row.step.title for row in timed if row.start < limit and _lacks_way_back(row.step)]
    if bare:
        verb = (
            "step before the point of no return has" if len(bare) == 1 else "steps before the point of no return have"
        )
        remedy = "say how it is undone (undo=...) and how long that takes (rollback=..., 0 for nothing to undo)"
        yield _finding(
            "CUT004", "rollback", f"{len(bare)} {verb} no way back: {listed(bare)}", remedy, steps=tuple(bare)
        )


def _lacks_way_back(step: CutoverStep) -> bool:
    if step.is_irreversible:
        return False  # nobody expects one: what it needs is a decision before it, see CUT014
    return step.rollback is None and not step.undo


def _rollback_lengths(runbook: CutoverRunbook) -> Iterator[Finding]:
    stated = runbook.rollback
    if stated is None:
        return
    tried = [rehearsal for rehearsal in runbook.rehearsals if rehearsal.rollback is not None]
    steps = sum(step.rollback or 0 for step in runbook.steps)
    if tried and (took := tried[-1].rollback or 0) > stated:
        message = f"going back took {span(took)} on {tried[-1].at:%Y-%m-%d}, {span(stated)} are stated"
        yield _finding("CUT012", "rollback", message, f'state what was measured: rollback="{took}m"', took=took)
    elif steps > stated:
        message = f"undoing the steps one after the other takes {span(steps)}, {span(stated)} are stated for all of it"
        yield _finding(
            "CUT012", "rollback", message, "state the longer, or say what is undone side by side", Severity.MINOR
        )


def _rehearsals(runbook: CutoverRunbook) -> Iterator[Finding]:
    timings = measured(runbook)
    never = [step.title for step in runbook.steps if step.planned and step.key not in timings]
    if never:
        remedy = "rehearse and record what it took: rehearsals=[Rehearsal(...)]"
        yield _finding("CUT005", "rehearsal", f"never rehearsed: {listed(never)}", remedy, steps=tuple(never))
    for step in runbook.steps:
        timing = timings.get(step.key)
        took = timing.minutes_for(step.amount) if timing else 0
        if took > step.planned:
            at = f", at {timing.rate:,.0f} {step.unit} an hour" if timing and timing.rate else ""
            message = f"{step.title} takes {span(took)} as rehearsed{at}; {span(step.planned)} are planned"
            remedy = f'plan what was measured: duration="{took}m"'
            yield _finding("CUT008", step.key, message, remedy, Severity.MINOR, took=took, planned=step.planned)


def _age(runbook: CutoverRunbook, as_of: Moment | None, oldest: int) -> Iterator[Finding]:
    if as_of is None or not runbook.rehearsals:
        return
    at, last = moment(as_of, edge="finish", place="as_of"), runbook.rehearsals[-1].at
    if at - last > timedelta(days=oldest):
        message = f"the last rehearsal was on {last:%Y-%m-%d}, {(at - last).days} days ago; {oldest} are allowed"
        yield _finding("CUT006", "rehearsal", message, "rehearse again", last=last)


def _double_bookings(timed: CutoverSchedule) -> Iterator[Finding]:
    busy: dict[str, list[TimedStep]] = {}
    for row in timed:
        if row.step.owner and row.finish > row.start:
            busy.setdefault(row.step.owner, []).append(row)
    for owner, rows in busy.items():
        rows.sort(key=lambda row: row.start)
        longest = rows[0]
        for row in rows[1:]:
            if row.start < longest.finish:
                message = (
                    f"{owner} does {longest.step.title} and {row.step.title} at the same time, "
                    f"{when(row.start)} to {when(min(row.finish, longest.finish))}"
                )
                remedy = "give one of them to somebody else, or put them one after the other"
                yield _finding("CUT007", row.step.key, message, remedy, owner=owner)
            longest = max(longest, row, key=lambda row: row.finish)


def _unsaid(runbook: CutoverRunbook) -> Iterator[Finding]:
    nobody = [step.title for step in runbook.steps if not step.owner]
    unproven = [step.title for step in runbook.steps if step.planned and not step.verification]
    if nobody:
        yield _finding("CUT009", "owner", f"nobody does {listed(nobody)}", "name an owner of each", steps=tuple(nobody))
    if unproven:
        message = f"nothing shows that it is done: {listed(unproven)}"
        yield _finding("CUT010", "verification", message, "say what shows it: verification=...", steps=tuple(unproven))

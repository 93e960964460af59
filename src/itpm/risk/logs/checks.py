"""What is doubtful in a log, as findings.

Codes, never re-used:

======  ===========================================================
LOG001  an open entry without an owner
LOG002  an entry that should be done by now
LOG003  an open entry without a date
LOG004  a decision that is later than needed
LOG005  a decision agreed for after it is needed
LOG006  an entry on a task that the plan does not have
LOG007  a refuted assumption that is neither a risk nor an issue
LOG008  a risk that occurred without an issue
LOG009  an issue of a risk that is still open
LOG010  an open issue that no action and no resolution is about
======  ===========================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from itpm.errors import Hints
from itpm.findings import Finding, Severity
from itpm.model.given import expect
from itpm.model.moments import Moment, day_of, moment
from itpm.risk.inputs import RiskError
from itpm.risk.logs.deciding import decisions_due
from itpm.risk.logs.entries import Assumption, AssumptionStatus, DecisionRecord, Issue, LogEntry
from itpm.risk.logs.raid import RaidLog
from itpm.risk.statuses import RiskStatus
from itpm.scheduling import Schedule


def raid_findings(log: RaidLog, *, as_of: Moment, schedule: Schedule | None = None) -> tuple[Finding, ...]:
    """Everything doubtful in a log beside its risks (`risk_findings` is for those), entry by entry.

    Args:
        log: the log.
        as_of: the day asked about, a bare date being its end.
        schedule: the plan's dates, for what decisions are needed by; None: tasks are not looked at.

    Example:
        >>> from itpm.risk.logs.entries import Action
        >>> found = raid_findings(RaidLog(actions=[Action("call the vendor", due="2026-03-20")]), as_of="2026-03-23")
        >>> for finding in found:
        ...     print(finding)
        LOG001: action 'call the vendor' has no owner. Lift it: name who sees to it
        LOG002: action 'call the vendor' was due on 2026-03-20. Lift it: do it, or agree on another date
    """
    expect(log, "log", RaidLog, error=RiskError)
    at = moment(as_of, edge="finish", place="as_of")
    found = [finding for entry in log.entries for finding in _of_entry(entry, log, at)]
    if schedule is not None:
        found += _of_tasks(log, schedule)
        found += _of_decisions(log, schedule, at)
    return (*found, *_of_risks(log))


def _of_entry(entry: LogEntry, log: RaidLog, at: datetime) -> Iterator[Finding]:
    if _is_unanswered(entry, log):
        message = "proved wrong, and is neither a risk nor an issue"
        yield _finding("LOG007", entry, message, "write down what follows, as a risk or an issue")
    if not entry.is_open:
        return
    if not entry.owner:
        yield _finding("LOG001", entry, "has no owner", "name who sees to it")
    if entry.due is not None and entry.due < at:
        yield _finding("LOG002", entry, f"was due on {day_of(entry.due)}", _REMEDIES.get(entry.kind, _DO_IT))
    if entry.due is None and not (isinstance(entry, DecisionRecord) and entry.tasks):
        yield _finding("LOG003", entry, "has no date", "agree until when", Severity.MINOR)
    if isinstance(entry, Issue) and not any(entry.title in action.about for action in log.actions):
        yield _finding("LOG010", entry, "has no action", "say who does what about it", Severity.MINOR)


def _is_unanswered(entry: LogEntry, log: RaidLog) -> bool:
    """Whether it is an assumption that proved wrong, and nothing followed from it."""
    if not isinstance(entry, Assumption) or entry.status is not AssumptionStatus.REFUTED or entry.risk:
        return False
    return not any(entry.title in issue.about for issue in log.issues)


_DO_IT = "do it, or agree on another date"
_REMEDIES = {"assumption": "check it, or agree on another date", "decision": "decide, or agree on another date"}


def _of_tasks(log: RaidLog, schedule: Schedule) -> Iterator[Finding]:
    known, hint = schedule.plan.structure.position, Hints()
    for entry in log.entries:
        for task in entry.tasks:
            if task not in known:
                message = f"is on task {task!r}, which the plan does not have{hint(task, known)}"
                yield _finding("LOG006", entry, message, "correct it")


def _of_decisions(log: RaidLog, schedule: Schedule, at: datetime) -> Iterator[Finding]:
    known = [one for one in log.decisions if all(task in schedule for task in one.tasks)]
    for row in decisions_due(known, schedule, as_of=at):
        entry = log.decision(row.decision)
        if row.needed_by is None:
            continue
        needed = f"{row.needed_by:%Y-%m-%d}"
        if row.status == "late":
            message = f"was needed by {needed}, the late start of {row.waits!r}"
            yield _finding("LOG004", entry, message, "decide, or plan what can be done without it", Severity.CRITICAL)
        elif row.agreed_too_late and row.due is not None:
            message = f"is agreed for {day_of(row.due)}, but needed by {needed}, the late start of {row.waits!r}"
            yield _finding("LOG005", entry, message, "agree on an earlier date")


def _of_risks(log: RaidLog) -> Iterator[Finding]:
    issues = {issue.risk for issue in log.issues}
    open_issues = {issue.risk for issue in log.issues if issue.is_open}
    for risk in log.register:
        if risk.status is RiskStatus.OCCURRED and risk.name not in issues and risk.id not in issues - {""}:
            message = f"{risk} occurred, and no issue stands for what it does"
            yield Finding(code="LOG008", subject=f"risk:{risk.name}", message=message, remedy="record the issue")
        if risk.is_open and risk.name in open_issues:
            message = f"{risk} is still open, though it occurred: an open issue names it"
            remedy = "say that it occurred (risk_occurs), or, if it may occur again, resolve the issue first"
            yield Finding(
                code="LOG009", subject=f"risk:{risk.name}", message=message, remedy=remedy, severity=Severity.MINOR
            )


def _finding(code: str, entry: LogEntry, message: str, remedy: str, severity: Severity = Severity.MAJOR) -> Finding:
    return Finding(
        code=code, subject=f"{entry.kind}:{entry.title}", message=f"{entry} {message}", remedy=remedy, severity=severity
    )

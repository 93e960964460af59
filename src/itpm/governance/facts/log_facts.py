"""Facts about the RAID log: issues, actions, assumptions and decisions as they stood; without a log they are absent, not zero.

What is doubtful is found once, by `itpm.risk.raid_findings`; the lists of names are read off its findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from attrs import evolve, frozen

from itpm.findings import Finding
from itpm.governance.facts.known import KnownFact, found_in, known
from itpm.governance.projects import Project
from itpm.risk import (
    Action,
    Assumption,
    AssumptionStatus,
    DecisionRecord,
    Issue,
    IssueStatus,
    LogEntry,
    RaidLog,
    raid_findings,
)
from itpm.rules import FactType
from itpm.scheduling import Schedule

E = TypeVar("E", bound=LogEntry)

_LIST, _NUMBER = FactType.LIST, FactType.NUMBER


def _log(project: Project, as_of: datetime) -> RaidLog | None:
    """The log as it stood then: what was raised later is left out, what was settled later is open."""
    log = project.log
    if log is None:
        return None
    there = frozenset(entry.title for entry in log.entries if _was_raised(entry, as_of))
    later = frozenset(entry.title for entry in log.entries) - there
    return evolve(
        log,
        issues=_as_known(log.issues, as_of, later),
        actions=_as_known(log.actions, as_of, later),
        assumptions=_as_known(log.assumptions, as_of, later),
        decisions=_as_known(log.decisions, as_of, later),
    )


def _as_known(entries: Iterable[E], as_of: datetime, later: frozenset[str]) -> tuple[E, ...]:
    return tuple(
        evolve(_unsettled(entry, as_of), about=[name for name in entry.about if name not in later])
        for entry in entries
        if _was_raised(entry, as_of)
    )


def _was_raised(entry: LogEntry, as_of: datetime) -> bool:
    """Whether it was written down then; a bare date is the day's beginning, where the day before ends."""
    return entry.raised is None or entry.raised < as_of


def _unsettled(entry: E, as_of: datetime) -> E:
    """The entry as it was, where it was settled only after `as_of`."""
    if isinstance(entry, Issue) and _is_later(entry.resolved, as_of):
        return evolve(entry, status=IssueStatus.OPEN, resolved=None)
    if isinstance(entry, Action) and _is_later(entry.done, as_of):
        return evolve(entry, done=None)
    if isinstance(entry, Assumption) and _is_later(entry.checked, as_of):
        return evolve(entry, status=AssumptionStatus.OPEN, checked=None)
    if isinstance(entry, DecisionRecord) and _is_later(entry.decided, as_of):
        return evolve(entry, decided=None, decision="")
    return entry


def _is_later(date: datetime | None, as_of: datetime) -> bool:
    return date is not None and date > as_of


def _findings(log: RaidLog, as_of: datetime) -> tuple[Finding, ...]:
    return raid_findings(log, as_of=as_of)


def _dated_findings(log: RaidLog, computed: Schedule, as_of: datetime) -> tuple[Finding, ...]:
    return raid_findings(log, as_of=as_of, schedule=computed)


@frozen
class Open:
    """How many entries of one list still need something done.

    Attributes:
        name: of the list: ``"issues"``.
    """

    name: str

    def __call__(self, log: RaidLog) -> int:
        """Their number."""
        return sum(entry.is_open for entry in getattr(log, self.name))


def _unvalidated(log: RaidLog) -> tuple[str, ...]:
    return tuple(entry.title for entry in log.assumptions if entry.is_open)


def _open(name: str, doc: str) -> KnownFact:
    return known(f"{name}.open", _NUMBER, doc, Open(name), "log", unit="1")


_FINDINGS, _DATED = "log.findings", "log.schedule_findings"

LOG_FACTS: tuple[KnownFact, ...] = (
    known("log", FactType.SECTION, "the RAID log as it stood then", _log, "project", "as_of"),
    known(_FINDINGS, _LIST, "what is doubtful in the log", _findings, "log", "as_of"),
    known(
        _DATED,
        _LIST,
        "what is doubtful in the log, by the plan's dates too",
        _dated_findings,
        "log",
        "schedule",
        "as_of",
    ),
    _open("issues", "issues that are not resolved"),
    found_in(_FINDINGS, "issues.overdue", "titles of open issues past their date", "issue", "LOG002"),
    found_in(_FINDINGS, "issues.without_owner", "titles of open issues nobody sees to", "issue", "LOG001"),
    found_in(_FINDINGS, "issues.without_action", "titles of open issues that no action is about", "issue", "LOG010"),
    _open("actions", "actions that are not done"),
    found_in(_FINDINGS, "actions.overdue", "titles of open actions past their date", "action", "LOG002"),
    found_in(_FINDINGS, "actions.without_owner", "titles of open actions nobody sees to", "action", "LOG001"),
    known("assumptions.unvalidated", _LIST, "titles of assumptions that nobody has checked", _unvalidated, "log"),
    found_in(
        _FINDINGS, "assumptions.overdue", "titles of those that should have been checked by now", "assumption", "LOG002"
    ),
    found_in(
        _FINDINGS,
        "assumptions.unanswered",
        "titles of refuted ones from which nothing followed",
        "assumption",
        "LOG007",
    ),
    _open("decisions", "decisions that are not taken"),
    found_in(_FINDINGS, "decisions.overdue", "titles of open decisions past the date agreed", "decision", "LOG002"),
    found_in(
        _DATED,
        "decisions.late",
        "titles of open decisions that what waits for them needs earlier than now, or than the date agreed: by its late start",
        "decision",
        "LOG004",
        "LOG005",
    ),
)

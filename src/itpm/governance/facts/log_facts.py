"""Facts about the RAID log: issues, actions, assumptions and decisions as they stood; without a log they are absent, not zero.

What is doubtful is found once, by `itpm.risk.raid_findings`; the lists of names are read off its findings.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from itpm.findings import Finding
from itpm.governance.facts.known import KnownFact, found_in, known
from itpm.governance.projects import Project
from itpm.risk import RaidLog, raid_findings
from itpm.rules import FactType
from itpm.scheduling import Schedule

_LIST, _NUMBER = FactType.LIST, FactType.NUMBER


def _log(project: Project, as_of: datetime) -> RaidLog | None:
    return None if project.log is None else project.log.as_known(as_of)


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

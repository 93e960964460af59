"""Beside the risks: issues, actions, assumptions and decisions, in one log."""

from itpm.risk.logs.checks import raid_findings
from itpm.risk.logs.deciding import DecisionDue, DecisionsDue, decisions_due, needed_by
from itpm.risk.logs.entries import Action, Assumption, AssumptionStatus, DecisionRecord, Issue, IssueStatus, LogEntry
from itpm.risk.logs.occurring import RealisedRisk, RealisedRisks, realised_risks, risk_occurs
from itpm.risk.logs.raid import RaidLog

__all__ = [
    "Action",
    "Assumption",
    "AssumptionStatus",
    "DecisionDue",
    "DecisionRecord",
    "DecisionsDue",
    "Issue",
    "IssueStatus",
    "LogEntry",
    "RaidLog",
    "RealisedRisk",
    "RealisedRisks",
    "decisions_due",
    "needed_by",
    "raid_findings",
    "realised_risks",
    "risk_occurs",
]

"""The library's own rules, in packs."""

from itpm.governance.packs.library import all_packs, outcome_of
from itpm.governance.packs.money_rules import budget
from itpm.governance.packs.people_rules import communication, responsibility, team
from itpm.governance.packs.record_rules import change, compliance
from itpm.governance.packs.risk_rules import risk
from itpm.governance.packs.schedule_rules import schedule_health

__all__ = [
    "all_packs",
    "budget",
    "change",
    "communication",
    "compliance",
    "outcome_of",
    "responsibility",
    "risk",
    "schedule_health",
    "team",
]

"""The library's own rules, in packs."""

from itpm.governance.packs.dcma import DcmaAssessment, DcmaCheck, dcma14, dcma_assessment
from itpm.governance.packs.estimate_rules import estimates
from itpm.governance.packs.gao_rules import gao10
from itpm.governance.packs.gate_rules import gates
from itpm.governance.packs.library import all_packs, outcome_of
from itpm.governance.packs.log_rules import log
from itpm.governance.packs.money_rules import budget
from itpm.governance.packs.people_rules import communication, responsibility, team
from itpm.governance.packs.quality_rules import quality
from itpm.governance.packs.record_rules import change, compliance, scope
from itpm.governance.packs.resource_rules import resources
from itpm.governance.packs.risk_rules import risk
from itpm.governance.packs.schedule_rules import schedule_health

__all__ = [
    "DcmaAssessment",
    "DcmaCheck",
    "all_packs",
    "budget",
    "change",
    "communication",
    "compliance",
    "dcma14",
    "dcma_assessment",
    "estimates",
    "gao10",
    "gates",
    "log",
    "outcome_of",
    "quality",
    "resources",
    "responsibility",
    "risk",
    "schedule_health",
    "scope",
    "team",
]

"""Everything that is known of a project, the one door from it to facts, and the library's own rules."""

from itpm.governance import packs
from itpm.governance.errors import GovernanceError
from itpm.governance.facts import FACT_CATALOGUE, facts_of
from itpm.governance.packs import DcmaAssessment, DcmaCheck, all_packs, dcma_assessment, outcome_of
from itpm.governance.projects import Project, recorded
from itpm.governance.records import (
    Alternative,
    Change,
    ChangeLog,
    ChangeStatus,
    CommunicationPlan,
    Degree,
    Duty,
    Engagement,
    Involvement,
    Obligation,
    Responsibilities,
    Stakeholder,
    SuccessDefinition,
    TeamMember,
    UpdateDue,
    UpdatePlan,
    UpdatesDue,
    changes_at,
    uncovered,
)

__all__ = [
    "FACT_CATALOGUE",
    "Alternative",
    "Change",
    "ChangeLog",
    "ChangeStatus",
    "CommunicationPlan",
    "DcmaAssessment",
    "DcmaCheck",
    "Degree",
    "Duty",
    "Engagement",
    "GovernanceError",
    "Involvement",
    "Obligation",
    "Project",
    "Responsibilities",
    "Stakeholder",
    "SuccessDefinition",
    "TeamMember",
    "UpdateDue",
    "UpdatePlan",
    "UpdatesDue",
    "all_packs",
    "changes_at",
    "dcma_assessment",
    "facts_of",
    "outcome_of",
    "packs",
    "recorded",
    "uncovered",
]

"""What a project records about its people, promises and decisions."""

from itpm.governance.records.changes import Change, ChangeLog, ChangeStatus, changes_at
from itpm.governance.records.communication import CommunicationPlan
from itpm.governance.records.contingencies import Alternative, uncovered
from itpm.governance.records.obligations import Obligation
from itpm.governance.records.responsibilities import Duty, Involvement, Responsibilities
from itpm.governance.records.stakeholders import Degree, Engagement, Stakeholder
from itpm.governance.records.success import SuccessDefinition
from itpm.governance.records.team import TeamMember
from itpm.governance.records.updates import UpdateDue, UpdatePlan, UpdatesDue

__all__ = [
    "Alternative",
    "Change",
    "ChangeLog",
    "ChangeStatus",
    "CommunicationPlan",
    "Degree",
    "Duty",
    "Engagement",
    "Involvement",
    "Obligation",
    "Responsibilities",
    "Stakeholder",
    "SuccessDefinition",
    "TeamMember",
    "UpdateDue",
    "UpdatePlan",
    "UpdatesDue",
    "changes_at",
    "uncovered",
]

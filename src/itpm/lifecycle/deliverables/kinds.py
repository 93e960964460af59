"""The kinds of deliverables that the library knows, in the order in which a project makes them."""

from __future__ import annotations

from attrs import frozen

from itpm.lifecycle.deliverables.accessibility import AccessibilityAudit
from itpm.lifecycle.deliverables.agile import Increment, ProductBacklog, ReleasePlan, SprintReview
from itpm.lifecycle.deliverables.architecture import ArchitectureReview
from itpm.lifecycle.deliverables.closure import FinalReport, PostMortem, SupportTeam, Training
from itpm.lifecycle.deliverables.cutover_plan import CutoverPlan
from itpm.lifecycle.deliverables.design import Prototypes, TaskAssignments, ToolSelection
from itpm.lifecycle.deliverables.implementation import Delivery, RiskReviews, StatusUpdates
from itpm.lifecycle.deliverables.initiation import FeasibilityStudy, Goal, ProjectCharter
from itpm.lifecycle.deliverables.migration import MigrationRehearsal
from itpm.lifecycle.deliverables.planning import Budget, Objectives, PlanOfRecord, ResourcePlan, ScopeStatement
from itpm.lifecycle.deliverables.privacy import PrivacyAssessment
from itpm.lifecycle.deliverables.readiness import GoNoGo, Hypercare, OperationalReadiness
from itpm.lifecycle.deliverables.recovery import RecoveryTest
from itpm.lifecycle.deliverables.requirements import Requirements
from itpm.lifecycle.deliverables.security import SecurityTest
from itpm.lifecycle.deliverables.testing import TestReport
from itpm.lifecycle.deliverables.workflow import Deliverable

DELIVERABLE_TYPES: tuple[type[Deliverable], ...] = (
    Goal,
    FeasibilityStudy,
    ProjectCharter,
    Objectives,
    ScopeStatement,
    Requirements,
    Budget,
    ResourcePlan,
    PlanOfRecord,
    ProductBacklog,
    ReleasePlan,
    Prototypes,
    TaskAssignments,
    ToolSelection,
    ArchitectureReview,
    PrivacyAssessment,
    Increment,
    SprintReview,
    TestReport,
    SecurityTest,
    AccessibilityAudit,
    RecoveryTest,
    MigrationRehearsal,
    OperationalReadiness,
    CutoverPlan,
    GoNoGo,
    Delivery,
    StatusUpdates,
    RiskReviews,
    SupportTeam,
    Training,
    Hypercare,
    FinalReport,
    PostMortem,
)


@frozen
class DeliverableKind:
    """What a methodology may ask for.

    Attributes:
        key: what gates and facts call it: ``"charter"``.
        noun: what sentences call it: ``"the charter"``.
    """

    key: str
    noun: str = ""


DELIVERABLE_KINDS = tuple(DeliverableKind(known.key, known.noun) for known in DELIVERABLE_TYPES)

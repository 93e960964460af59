"""Deliverables with content: what a project produces at its gates, and what each still lacks."""

from itpm.lifecycle.deliverables.accessibility import AccessibilityAudit, CriterionResult, success_criteria
from itpm.lifecycle.deliverables.agile import Increment, ProductBacklog, Release, ReleasePlan, SprintReview
from itpm.lifecycle.deliverables.architecture import QUALITY_CHARACTERISTICS, ArchitectureReview, QualityScenario
from itpm.lifecycle.deliverables.checks import Check, ReviewFinding
from itpm.lifecycle.deliverables.closure import (
    FinalReport,
    Lesson,
    PostMortem,
    ServiceLevel,
    SupportMember,
    SupportTeam,
    Training,
    UserGroup,
)
from itpm.lifecycle.deliverables.cutover_plan import CutoverPlan
from itpm.lifecycle.deliverables.design import (
    Criterion,
    Prototype,
    Prototypes,
    TaskAssignment,
    TaskAssignments,
    ToolOption,
    ToolSelection,
)
from itpm.lifecycle.deliverables.fingerprints import content_fingerprint
from itpm.lifecycle.deliverables.implementation import (
    Acceptance,
    Delivery,
    RiskReview,
    RiskReviews,
    StatusUpdate,
    StatusUpdates,
)
from itpm.lifecycle.deliverables.initiation import (
    Assessment,
    FeasibilityStudy,
    FeasibilityVerdict,
    Goal,
    ProjectCharter,
)
from itpm.lifecycle.deliverables.kinds import DELIVERABLE_KINDS, DELIVERABLE_TYPES, DeliverableKind
from itpm.lifecycle.deliverables.knowledge import DELIVERABLE_FACTS, deliverable_facts, deliverable_specs
from itpm.lifecycle.deliverables.migration import MigrationRehearsal, MigrationRun, Reconciliation
from itpm.lifecycle.deliverables.planning import (
    Budget,
    BudgetLine,
    Objective,
    Objectives,
    PlanOfRecord,
    ResourceNeed,
    ResourcePlan,
    ScopeStatement,
)
from itpm.lifecycle.deliverables.privacy import PrivacyAssessment, PrivacyRisk
from itpm.lifecycle.deliverables.readiness import (
    GO_NO_GO_CHECKS,
    OPERATIONAL_CHECKS,
    ExitCriterion,
    GoNoGo,
    Hypercare,
    OperationalReadiness,
    Vote,
)
from itpm.lifecycle.deliverables.recovery import RecoveryResult, RecoveryTest
from itpm.lifecycle.deliverables.requirements import Priority, Requirement, Requirements, Traceability, traceability
from itpm.lifecycle.deliverables.security import SecurityTest, Vulnerability
from itpm.lifecycle.deliverables.testing import Defect, TestCase, TestReport, TestSuite
from itpm.lifecycle.deliverables.workflow import (
    Deliverable,
    DeliverableStatus,
    accept,
    reject,
    revise,
    submit,
    supersede,
)

__all__ = [
    "DELIVERABLE_FACTS",
    "DELIVERABLE_KINDS",
    "DELIVERABLE_TYPES",
    "GO_NO_GO_CHECKS",
    "OPERATIONAL_CHECKS",
    "QUALITY_CHARACTERISTICS",
    "Acceptance",
    "AccessibilityAudit",
    "ArchitectureReview",
    "Assessment",
    "Budget",
    "BudgetLine",
    "Check",
    "Criterion",
    "CriterionResult",
    "CutoverPlan",
    "Defect",
    "Deliverable",
    "DeliverableKind",
    "DeliverableStatus",
    "Delivery",
    "ExitCriterion",
    "FeasibilityStudy",
    "FeasibilityVerdict",
    "FinalReport",
    "GoNoGo",
    "Goal",
    "Hypercare",
    "Increment",
    "Lesson",
    "MigrationRehearsal",
    "MigrationRun",
    "Objective",
    "Objectives",
    "OperationalReadiness",
    "PlanOfRecord",
    "PostMortem",
    "Priority",
    "PrivacyAssessment",
    "PrivacyRisk",
    "ProductBacklog",
    "ProjectCharter",
    "Prototype",
    "Prototypes",
    "QualityScenario",
    "Reconciliation",
    "RecoveryResult",
    "RecoveryTest",
    "Release",
    "ReleasePlan",
    "Requirement",
    "Requirements",
    "ResourceNeed",
    "ResourcePlan",
    "ReviewFinding",
    "RiskReview",
    "RiskReviews",
    "ScopeStatement",
    "SecurityTest",
    "ServiceLevel",
    "SprintReview",
    "StatusUpdate",
    "StatusUpdates",
    "SupportMember",
    "SupportTeam",
    "TaskAssignment",
    "TaskAssignments",
    "TestCase",
    "TestReport",
    "TestSuite",
    "ToolOption",
    "ToolSelection",
    "Traceability",
    "Training",
    "UserGroup",
    "Vote",
    "Vulnerability",
    "accept",
    "content_fingerprint",
    "deliverable_facts",
    "deliverable_specs",
    "reject",
    "revise",
    "submit",
    "success_criteria",
    "supersede",
    "traceability",
]

"""The kinds of deliverables that the library knows, in the order in which a project makes them."""

from __future__ import annotations

from attrs import frozen

from itpm.lifecycle.deliverables.closure import FinalReport, PostMortem, SupportTeam, Training
from itpm.lifecycle.deliverables.design import Prototypes, TaskAssignments, ToolSelection
from itpm.lifecycle.deliverables.implementation import Delivery, RiskReviews, StatusUpdates
from itpm.lifecycle.deliverables.initiation import FeasibilityStudy, Goal, ProjectCharter
from itpm.lifecycle.deliverables.planning import Budget, Objectives, PlanOfRecord, ResourcePlan, ScopeStatement
from itpm.lifecycle.deliverables.workflow import Deliverable

DELIVERABLE_TYPES: tuple[type[Deliverable], ...] = (
    Goal,
    FeasibilityStudy,
    ProjectCharter,
    Objectives,
    ScopeStatement,
    Budget,
    ResourcePlan,
    PlanOfRecord,
    Prototypes,
    TaskAssignments,
    ToolSelection,
    Delivery,
    StatusUpdates,
    RiskReviews,
    SupportTeam,
    Training,
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

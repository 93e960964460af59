"""A public-sector stage-gate lifecycle of ten phases: the Enterprise Performance Life Cycle.

Source:
    U.S. Department of Health and Human Services, Enterprise Performance Life Cycle Framework Overview, 2012: phases, exit
    reviews, and which of them the governing body may not delegate.
"""

from __future__ import annotations

from itpm.lifecycle.agile import with_kinds
from itpm.lifecycle.deliverables.kinds import DeliverableKind
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Gate, Stage

_PHASES: tuple[tuple[str, str, str, bool, tuple[str, ...]], ...] = (
    ("initiation", "Initiation", "Initiation/Need Review", True, ("Business Needs Statement",)),
    (
        "concept",
        "Concept",
        "Project Selection Review (PSR)",
        False,
        ("Business Case", "Project Charter", "Project Management Plan (draft)"),
    ),
    (
        "planning",
        "Planning",
        "Project Baseline Review (PBR)",
        False,
        (
            "Project Management Plan (final)",
            "Project Process Agreement",
            "Privacy Impact Assessment",
            "Integrated baseline",
        ),
    ),
    (
        "requirements",
        "Requirements Analysis",
        "Requirements Review (RR)",
        True,
        ("Requirements Document", "Business process models / logical data model"),
    ),
    (
        "design",
        "Design",
        "Preliminary Design Review (PDR) then Detailed Design Review (DDR)",
        False,
        ("Design Document", "Test Plan", "Contingency/DR Plan", "Implementation strategy"),
    ),
    (
        "development",
        "Development",
        "Validation Readiness Review (VRR)",
        True,
        ("Business product/build", "Test cases", "O&M manual", "User manual", "Training plan", "Security plan"),
    ),
    (
        "test",
        "Test",
        "Implementation Readiness Review (IRR)",
        True,
        ("Test Reports", "Implementation Plan", "Training materials"),
    ),
    (
        "implementation",
        "Implementation",
        "Operational Readiness Review (ORR)",
        False,
        ("Authority to Operate", "Project Completion Report", "SLAs/MOUs", "System of records notice"),
    ),
    (
        "operations",
        "Operations & Maintenance",
        "Annual Operational Analysis / Post-Implementation Review",
        True,
        ("Annual Operational Analysis", "Continued ATO", "Disposition plan"),
    ),
    (
        "disposition",
        "Disposition",
        "Disposition Review",
        True,
        ("Project archives", "Disposition completion report"),
    ),
)


def _key(title: str) -> str:
    return "_".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())


def public_sector() -> Methodology:
    """Ten phases from initiation to disposition, each left through its review; five reviews cannot be delegated.

    The governing body passes a gate, passes it on conditions, holds or ends the project. Tailoring is written down: the
    Project Process Agreement is a deliverable of the planning phase.

    Example:
        >>> method = public_sector()
        >>> len(method.stages), method.gate("E3").title, method.gate("E3").is_delegable
        (10, 'Project Baseline Review (PBR)', False)
    """
    titles = dict.fromkeys(title for *_, deliverables in _PHASES for title in deliverables)
    return Methodology(
        "public sector",
        stages=[
            Stage(
                key,
                title,
                after=() if number == 1 else _PHASES[number - 2][0],
                exit=Gate(
                    f"E{number}",
                    title=review,
                    requires=tuple(map(_key, deliverables)),
                    approvers="governing body",
                    is_delegable=delegable,
                ),
            )
            for number, (key, title, review, delegable, deliverables) in enumerate(_PHASES, start=1)
        ],
        kinds=with_kinds(DeliverableKind(_key(title), f"the {title}") for title in titles),
        ending=Stage(
            "early_disposition",
            "Early disposition",
            exit=Gate("EX", title="Disposition Review", requires=("project_archives",), approvers="governing body"),
        ),
        edition="HHS Enterprise Performance Life Cycle Framework Overview, 2012",
    )

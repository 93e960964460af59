"""PRINCE2: stages with tolerances, decided on by the project board; exceptions go up, never sideways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from itpm.errors import Fault, did_you_mean
from itpm.lifecycle.agile import with_kinds
from itpm.lifecycle.deliverables.kinds import DeliverableKind
from itpm.lifecycle.errors import MethodologyError
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Gate, Stage, Tolerance
from itpm.model.given import pairs, texts, whole

EDITION = "PRINCE2, 6th edition (Managing Successful Projects with PRINCE2, 2017)"
TOLERANCE_AREAS = ("time", "cost", "scope", "quality", "risk", "benefits")
BOARD = "project board"
_MOST_STAGES = 1000
PRINCE2_KINDS = (
    DeliverableKind("project_brief", "the project brief"),
    DeliverableKind("stage_plan", "the plan of the next stage"),
    DeliverableKind("business_case", "the business case"),
    DeliverableKind("project_initiation_documentation", "the project initiation documentation"),
    DeliverableKind("benefits_management_approach", "the benefits management approach"),
    DeliverableKind("risk_register", "the risk register"),
    DeliverableKind("quality_register", "the quality register"),
    DeliverableKind("end_stage_report", "the end stage report"),
    DeliverableKind("product_status_account", "the product status account"),
    DeliverableKind("end_project_report", "the end project report"),
    DeliverableKind("lessons_report", "the lessons report"),
)


def prince2(
    *,
    stages: int | Iterable[str] = 2,
    tolerances: Mapping[str, Decimal | int | str] | None = None,
) -> Methodology:
    """Starting up, initiation, management stages with tolerances, closing.

    At the end of a management stage every tolerance is compared with the forecast, fact ``stage.<area>_deviation``. A
    forecast beyond it is an exception: it is raised (`RaiseException`), and the project board settles it
    (`SettleException`), never whoever raised it.

    Args:
        stages: how many management stages are delivered, or what they are called.
        tolerances: how far a stage may be off, by area (time, cost, scope, quality, risk, benefits); default: time and
            cost 10, in percent of the stage plan.

    Raises:
        MethodologyError: no stages, or an area that is none of the six.

    Example:
        >>> method = prince2(stages=["Pilot", "Rollout"], tolerances={"time": 10, "cost": 5})
        >>> [stage.title for stage in method.stages]
        ['Starting up a project', 'Initiating a project', 'Pilot', 'Rollout', 'Closing a project']
        >>> method.stages[2].exceptions_to, [tolerance.area for tolerance in method.stages[2].tolerances]
        ('project board', ['time', 'cost'])
    """
    limits = {"time": 10, "cost": 10} if tolerances is None else dict(pairs(tolerances, "tolerances", MethodologyError))
    titles = _numbered(stages) if isinstance(stages, int) else texts(stages)
    faults = [
        Fault(
            "tolerances",
            area,
            f"a tolerance is of {', '.join(TOLERANCE_AREAS)}, got {area!r}{did_you_mean(area, TOLERANCE_AREAS)}",
        )
        for area in limits
        if area not in TOLERANCE_AREAS
    ]
    if not titles:
        faults.append(Fault("stages", stages, "at least one management stage delivers something"))
    if faults:
        raise MethodologyError(faults)
    agreed = [Tolerance(area, fact=f"stage.{area}_deviation", at_most=limit) for area, limit in limits.items()]
    return Methodology(
        "prince2",
        stages=[*_opening(), *_delivering(titles, agreed), _closing(len(titles))],
        kinds=with_kinds(PRINCE2_KINDS),
        ending=Stage(
            "premature_close",
            "Premature close",
            exit=_gate("PX", "Premature close", "product_status_account", "end_project_report", "lessons_report"),
        ),
        edition=EDITION,
    )


def _gate(key: str, title: str, *requires: str) -> Gate:
    return Gate(key, title=title, requires=requires, approvers=BOARD)


def _opening() -> list[Stage]:
    return [
        Stage(
            "starting_up",
            "Starting up a project",
            exit=_gate("P1", "Authorize initiation", "project_brief", "stage_plan"),
        ),
        Stage(
            "initiating",
            "Initiating a project",
            after="starting_up",
            exit=_gate(
                "P2",
                "Authorize the project",
                "project_initiation_documentation",
                "business_case",
                "benefits_management_approach",
                "risk_register",
                "quality_register",
                "stage_plan",
            ),
        ),
    ]


def _numbered(stages: int) -> tuple[str, ...]:
    count = whole(stages, "stages", most=_MOST_STAGES, error=MethodologyError)
    return tuple(f"Stage {number}" for number in range(1, count + 1))


def _delivering(titles: tuple[str, ...], tolerances: list[Tolerance]) -> list[Stage]:
    return [
        Stage(
            f"stage_{number}",
            title,
            after="initiating" if number == 1 else f"stage_{number - 1}",
            exit=_gate(
                f"P{number + 2}",
                "Authorize closing" if number == len(titles) else "Authorize the next stage",
                "end_stage_report",
                "business_case",
                "risk_register",
                *([] if number == len(titles) else ["stage_plan"]),
            ),
            tolerances=tolerances,
            exceptions_to=BOARD,
        )
        for number, title in enumerate(titles, start=1)
    ]


def _closing(count: int) -> Stage:
    return Stage(
        "closing",
        "Closing a project",
        after=f"stage_{count}",
        exit=_gate(
            f"P{count + 3}",
            "Authorize project closure",
            "product_status_account",
            "end_project_report",
            "lessons_report",
            "benefits_management_approach",
        ),
    )

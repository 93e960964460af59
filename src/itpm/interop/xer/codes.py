"""P6's code words, and what they mean here."""

from __future__ import annotations

from collections.abc import Mapping

from itpm.model.constraints import ConstraintType
from itpm.model.dependencies import DependencyType
from itpm.model.policy import FloatFrom, LagCalendar
from itpm.model.resources import ResourceKind
from itpm.model.tasks import TaskKind

CONSTRAINTS: Mapping[str, ConstraintType] = {
    "CS_ALAP": ConstraintType.ALAP,
    "CS_MEO": ConstraintType.FINISH_ON,
    "CS_MEOA": ConstraintType.FNET,
    "CS_MEOB": ConstraintType.FNLT,
    "CS_MANDFIN": ConstraintType.MANDATORY_FINISH,
    "CS_MANDSTART": ConstraintType.MANDATORY_START,
    "CS_MSO": ConstraintType.START_ON,
    "CS_MSOA": ConstraintType.SNET,
    "CS_MSOB": ConstraintType.SNLT,
}
LINKS: Mapping[str, DependencyType] = {f"PR_{kind.value}": kind for kind in DependencyType}
START_MILESTONE, FINISH_MILESTONE, LEVEL_OF_EFFORT, WBS_SUMMARY = "TT_Mile", "TT_FinMile", "TT_LOE", "TT_WBS"
PLAIN, RESOURCE_DEPENDENT = "TT_Task", "TT_Rsrc"
KINDS: Mapping[str, TaskKind] = {
    PLAIN: TaskKind.TASK,
    RESOURCE_DEPENDENT: TaskKind.TASK,
    START_MILESTONE: TaskKind.TASK,
    FINISH_MILESTONE: TaskKind.TASK,
    LEVEL_OF_EFFORT: TaskKind.LEVEL_OF_EFFORT,
    WBS_SUMMARY: TaskKind.HAMMOCK,
}
NOT_STARTED, ACTIVE, COMPLETE = "TK_NotStart", "TK_Active", "TK_Complete"
STATUSES: Mapping[str, str] = {status: status for status in (NOT_STARTED, ACTIVE, COMPLETE)}
OF_DURATION, OF_UNITS, PHYSICAL = "CP_Drtn", "CP_Units", "CP_Phys"
PERCENT_TYPES: Mapping[str, str] = {kind: kind for kind in (OF_DURATION, OF_UNITS, PHYSICAL)}
PRIORITIES: Mapping[str, int] = {"PT_Top": 900, "PT_High": 700, "PT_Normal": 500, "PT_Low": 300, "PT_Lowest": 100}
RESOURCE_KINDS: Mapping[str, ResourceKind] = {
    "RT_Labor": ResourceKind.WORK,
    "RT_Equip": ResourceKind.WORK,
    "RT_Mat": ResourceKind.MATERIAL,
}
LAG_CALENDARS: Mapping[str, LagCalendar] = {
    "rcal_Predecessor": "predecessor",
    "rcal_Successor": "successor",
    "rcal_ProjDefault": "project",
    "rcal_24Hour": "continuous",
}
FLOATS: Mapping[str, FloatFrom] = {"FT_FF": "finish", "FT_SS": "start", "FT_Min": "smaller"}
LONGEST_PATH, TOTAL_FLOAT = "CT_DrivPath", "CT_TotFloat"
CRITICAL: Mapping[str, str] = {kind: kind for kind in (LONGEST_PATH, TOTAL_FLOAT)}


def word_of(words: Mapping[str, object], meaning: object) -> str:
    """The first word that means this.

    Example:
        >>> word_of(CONSTRAINTS, ConstraintType.START_ON)
        'CS_MSO'
    """
    return next(word for word, found in words.items() if found == meaning)

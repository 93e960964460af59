"""Whom the project concerns, and how much attention their power and interest ask for."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import record_faults
from itpm.model.given import member


class Degree(Enum):
    """How much: of power over the project, of interest in it."""

    LOW = "low"
    HIGH = "high"


class Engagement(Enum):
    """What a stakeholder's power and interest ask for.

    Source:
        PMBOK Guide, 6th ed., 13.1.2.4; Mendelow (1991), power/interest grid.
    """

    MONITOR = "monitor"
    KEEP_INFORMED = "keep informed"
    KEEP_SATISFIED = "keep satisfied"
    MANAGE_CLOSELY = "manage closely"


_GRID = {
    (Degree.LOW, Degree.LOW): Engagement.MONITOR,
    (Degree.LOW, Degree.HIGH): Engagement.KEEP_INFORMED,
    (Degree.HIGH, Degree.LOW): Engagement.KEEP_SATISFIED,
    (Degree.HIGH, Degree.HIGH): Engagement.MANAGE_CLOSELY,
}


def _degree(value: Degree | str) -> Degree:
    return member(value, Degree, "stakeholder", GovernanceError)


@frozen
class Stakeholder:
    """Somebody whom the project concerns.

    Attributes:
        name: who.
        role: as what: ``"sponsor"``, ``"client"``, ``"works council"``.
        channel: how they are told; empty: nobody knows.
        power: over the project.
        interest: in the project.
        expects: what they expect of it.

    Raises:
        GovernanceError: no name, or a power or interest that is neither low nor high.

    Example:
        >>> Stakeholder("ann", "sponsor", channel="steering committee", power="high", interest="high").engagement
        <Engagement.MANAGE_CLOSELY: 'manage closely'>
    """

    name: str
    role: str = ""
    channel: str = field(default="", kw_only=True)
    power: Degree = field(default=Degree.LOW, kw_only=True, converter=_degree)
    interest: Degree = field(default=Degree.LOW, kw_only=True, converter=_degree)
    expects: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        GovernanceError.refuse(record_faults(self, "stakeholder", name="a name"))

    @property
    def engagement(self) -> Engagement:
        """What their power and interest ask for."""
        return _GRID[self.power, self.interest]

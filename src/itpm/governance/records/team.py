"""The team: who is there, who is being brought in, and what it costs them in overtime and travel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.findings import Finding, Severity
from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import record_faults
from itpm.model.moments import Moment, finish_moment, moment, start_moment
from itpm.model.numbers import Number, number
from itpm.rules.wording import day


def _hours(value: Number) -> Decimal:
    return number(value, "amount", least=0, error=GovernanceError)


@frozen
class TeamMember:
    """Somebody who works for the project.

    Attributes:
        name: who.
        role: as what.
        resource: id of the resource in the plan that stands for them; empty: none.
        hired: when they join; None: they were there before; a bare date means the beginning of that day.
        onboarded: when they were, or will be, brought in far enough to work alone; a bare date means the end of that day.
        leaves: when they leave; a bare date means the end of that day.
        weekly_hours: hours agreed for a week [h].
        overtime_hours: hours worked on top of those so far [h].
        travel_days: days spent travelling so far [day].

    Raises:
        GovernanceError: no name, negative hours, onboarded or leaving before hired.

    Example:
        >>> kim = TeamMember("kim", "analyst", hired="2026-03-02", onboarded="2026-03-20")
        >>> kim.is_onboarding("2026-03-10"), kim.is_onboarding("2026-03-31")
        (True, False)
    """

    name: str
    role: str = ""
    resource: str = field(default="", kw_only=True)
    hired: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    onboarded: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    leaves: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    weekly_hours: Decimal = field(default=Decimal(40), kw_only=True, converter=_hours)
    overtime_hours: Decimal = field(default=Decimal(0), kw_only=True, converter=_hours)
    travel_days: Decimal = field(default=Decimal(0), kw_only=True, converter=_hours)

    def __attrs_post_init__(self) -> None:
        place = f"team member {shortened(self.name)}"
        faults = [*record_faults(self, "team member", name="a name")]
        for name in ("onboarded", "leaves"):
            at: datetime | None = getattr(self, name)
            if self.hired is not None and at is not None and at < self.hired:
                message = f"{day(at)} lies before the first day, {self.hired:%Y-%m-%d}"
                faults.append(Fault(f"{place}.{name}", at, message))
        GovernanceError.refuse(faults)

    def is_there(self, as_of: Moment) -> bool:
        """Whether they have joined by then and not left."""
        at = moment(as_of, edge="finish", place="as_of")
        return (self.hired is None or self.hired < at) and (self.leaves is None or at <= self.leaves)

    def is_onboarding(self, as_of: Moment) -> bool:
        """Whether they have joined by then, but cannot work alone yet. Who was there before has nothing to learn."""
        if self.hired is None or not self.is_there(as_of):
            return False
        return self.onboarded is None or self.onboarded > moment(as_of, edge="finish", place="as_of")

    def findings(self, as_of: Moment) -> tuple[Finding, ...]:
        """What asks for attention as of then: joined without an onboarding date."""
        return tuple(self._findings(as_of))

    def _findings(self, as_of: Moment) -> Iterator[Finding]:
        if self.hired is not None and self.onboarded is None and self.is_there(as_of):
            yield Finding(
                code="team.onboarding",
                subject=f"member:{self.name}",
                message=f"{self.name} joined on {self.hired:%Y-%m-%d}, and no onboarding is planned",
                severity=Severity.MINOR,
                remedy="plan it, and say by when they can work alone",
            )

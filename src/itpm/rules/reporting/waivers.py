"""Waivers: offences that somebody answers for, for a while."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.findings import Finding
from itpm.model.moments import Moment, moment
from itpm.rules.errors import RulesError

_NEEDED = {
    "code": "a rule",
    "subject": "a subject",
    "reason": "a reason",
    "owner": "an owner",
    "approved_by": "an approver",
}


def _expires(value: Moment) -> datetime:
    return moment(value, edge="finish", place="waiver.expires")


@frozen
class Waiver:
    """An offence somebody answers for, for a while.

    Attributes:
        code: the rule's.
        subject: what offends, exactly as the finding says it.
        reason: why it is borne.
        owner: who lives with it.
        approved_by: who allowed it.
        expires: until when; a bare date means the end of that day.

    Raises:
        RulesError: reason, owner or approver is missing.

    Example:
        >>> Waiver("SCH003", "task:14", reason="", owner="jo", approved_by="", expires="2026-06-30")
        Traceback (most recent call last):
        itpm.rules.errors.RulesError: 2 faults
          waiver SCH003|task:14.reason: a waiver needs a reason
          waiver SCH003|task:14.approved_by: a waiver needs an approver
    """

    code: str
    subject: str
    reason: str = field(kw_only=True)
    owner: str = field(kw_only=True)
    approved_by: str = field(kw_only=True)
    expires: datetime = field(kw_only=True, converter=_expires)

    def __attrs_post_init__(self) -> None:
        code, subject = (one if isinstance(one, str) else shortened(one) for one in (self.code, self.subject))
        faults = [
            Fault(f"waiver {code}|{subject}.{name}", value, f"a waiver needs {noun}")
            for name, noun in _NEEDED.items()
            if not isinstance(value := getattr(self, name), str) or not value.strip()
        ]
        RulesError.refuse(faults)

    @property
    def fingerprint(self) -> str:
        """Identity of what it covers, the same as the finding's."""
        return f"{self.code}|{self.subject}"

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding, expired or not."""
        return self.code == finding.code and self.subject == finding.subject

    def holds(self, as_of: datetime) -> bool:
        """Whether it has not expired."""
        return as_of <= self.expires

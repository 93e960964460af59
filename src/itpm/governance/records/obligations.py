"""What law, contracts and the organisation's policies demand of the project, and what shows that it is met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import field, frozen

from itpm.findings import Finding, Severity
from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import record_faults
from itpm.model.given import texts
from itpm.model.moments import Moment, finish_moment, moment
from itpm.rules.wording import day


@frozen
class Obligation:
    """Something the project has to do, and to be able to show.

    Attributes:
        name: what is demanded: ``"data protection impact assessment"``.
        source: by whom or what: ``"GDPR, art. 35"``, ``"contract, 7.2"``, ``"security policy"``.
        owner: who sees to it.
        due: by when; a bare date means the end of that day.
        met: when it was met; a bare date means the end of that day.
        evidence: what shows it: documents, tickets, signatures.

    Raises:
        GovernanceError: no name.

    Example:
        >>> duty = Obligation("impact assessment", "GDPR, art. 35", owner="kim", due="2026-03-01")
        >>> duty.is_overdue("2026-03-01"), duty.is_overdue("2026-03-02")
        (False, True)
    """

    name: str
    source: str = ""
    owner: str = field(default="", kw_only=True)
    due: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    met: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    evidence: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def __attrs_post_init__(self) -> None:
        GovernanceError.refuse(record_faults(self, "obligation", name="a name"))

    def is_open(self, as_of: Moment) -> bool:
        """Whether it was not met by then."""
        return self.met is None or self.met > moment(as_of, edge="finish", place="as_of")

    def is_overdue(self, as_of: Moment) -> bool:
        """Whether it should have been met by then, and was not."""
        return self.due is not None and self.due < moment(as_of, edge="finish", place="as_of") and self.is_open(as_of)

    def lacks_evidence(self, as_of: Moment) -> bool:
        """Whether it is said to be met, and nothing shows it."""
        return not self.is_open(as_of) and not self.evidence

    def findings(self, as_of: Moment) -> tuple[Finding, ...]:
        """What is wrong with it as of then: overdue, without owner or date, met without evidence."""
        return tuple(self._findings(as_of))

    def _findings(self, as_of: Moment) -> Iterator[Finding]:
        if self.is_overdue(as_of) and self.due is not None:
            message = f"{self._label} was due on {day(self.due)}"
            yield self._finding("overdue", message, "meet it, and record the evidence", Severity.CRITICAL)
        if self.is_open(as_of) and not self.owner:
            yield self._finding("owner", f"nobody sees to {self._label}", "name an owner")
        if self.is_open(as_of) and self.due is None:
            yield self._finding("due", f"nothing says by when {self._label} must be met", "set a date", Severity.MINOR)
        if self.lacks_evidence(as_of):
            yield self._finding("evidence", f"nothing shows that {self._label} is met", "record the evidence")

    @property
    def _label(self) -> str:
        return f"{self.name!r} ({self.source})" if self.source else repr(self.name)

    def _finding(self, part: str, message: str, remedy: str, severity: Severity = Severity.MAJOR) -> Finding:
        return Finding(
            code=f"compliance.{part}",
            subject=f"obligation:{self.name}",
            message=message,
            severity=severity,
            remedy=remedy,
            evidence=[("source", self.source), ("owner", self.owner)],
        )

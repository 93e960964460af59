"""What success is, for this project: said before it begins, so that everybody expects the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from attrs import field, frozen

from itpm.errors import Fault
from itpm.findings import Finding
from itpm.governance.errors import GovernanceError
from itpm.model.given import pairs, text_pairs, texts
from itpm.model.moments import Moment, moment
from itpm.rules.wording import day


def _deadlines(values: Mapping[str, Moment] | Iterable[tuple[str, Moment]]) -> tuple[tuple[str, datetime], ...]:
    given = pairs(values, "deadlines", GovernanceError)
    return tuple((str(name), moment(at, edge="finish", place=f"deadline {name!r}")) for name, at in given)


@frozen
class SuccessDefinition:
    """Roles, deadlines and the definition of success, as everybody agreed to them.

    Attributes:
        criteria: what must hold for the project to have succeeded.
        roles: (role, who fills it) pairs; a mapping is accepted.
        deadlines: (what, by when) pairs; a mapping is accepted; a bare date means the end of that day.
        agreed_by: who agreed.

    Raises:
        GovernanceError: a criterion that says nothing.

    Example:
        >>> success = SuccessDefinition(["95 % of leads entered within a day"], roles={"sponsor": "ann", "manager": ""},
        ...                             deadlines={"go-live": "2026-06-30"})
        >>> for finding in success.findings():
        ...     print(finding)
        success.roles: nobody fills the role of manager. Lift it: name somebody
        success.agreed_by: nobody has agreed to the definition of success. Lift it: have it agreed with the stakeholders
    """

    criteria: tuple[str, ...] = field(default=(), converter=texts)
    roles: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, converter=text_pairs)
    deadlines: tuple[tuple[str, datetime], ...] = field(default=(), kw_only=True, converter=_deadlines)
    agreed_by: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def __attrs_post_init__(self) -> None:
        GovernanceError.refuse(
            Fault(f"criteria[{place}]", criterion, "a criterion says what must hold, got nothing")
            for place, criterion in enumerate(self.criteria)
            if not criterion.strip()
        )

    def due_by(self, as_of: Moment) -> tuple[str, ...]:
        """What has to be reached by then."""
        at = moment(as_of, edge="finish", place="as_of")
        return tuple(name for name, deadline in self.deadlines if deadline <= at)

    def findings(self) -> tuple[Finding, ...]:
        """What the definition lacks: criteria, roles that somebody fills, deadlines, agreement."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        if not self.criteria:
            yield _finding("criteria", "nothing says what success is", "name at least one criterion")
        if not self.roles:
            yield _finding("roles", "no roles are named", "name the roles and who fills them")
        for role, who in self.roles:
            if not who:
                yield _finding("roles", f"nobody fills the role of {role}", "name somebody")
        if not self.deadlines:
            yield _finding("deadlines", "no deadlines are named", "say what must be reached by when")
        if not self.agreed_by:
            message = "nobody has agreed to the definition of success"
            yield _finding("agreed_by", message, "have it agreed with the stakeholders")

    def __str__(self) -> str:
        lines = [*self.criteria, *(f"{name} by {day(at)}" for name, at in self.deadlines)]
        return "\n".join(lines)


def _finding(part: str, message: str, remedy: str) -> Finding:
    return Finding(code=f"success.{part}", subject="project:success", message=message, remedy=remedy)

"""The change log: what was asked for, who decided, and what it does to cost and time.

Source:
    PMBOK Guide, 6th ed., 4.6 (perform integrated change control).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.findings import Finding
from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import record_faults, repeated, whole_days
from itpm.model.durations import Duration
from itpm.model.given import member, several, texts, whole
from itpm.model.moments import Moment, finish_moment, moment
from itpm.model.money import Money, money
from itpm.model.progress import optional_duration
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular


class ChangeStatus(Enum):
    """Where a change request stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def _status(value: ChangeStatus | str) -> ChangeStatus:
    return member(value, ChangeStatus, "change.status", GovernanceError)


def _money(value: Money | str | None) -> Money | None:
    return None if value is None else money(value, place="change.cost")


@frozen
class Change:
    """A change asked for, and what was decided.

    Attributes:
        id: what it is called: ``"CR-7"``.
        title: what is to change.
        asked_by: who asked for it.
        asked_at: when; a bare date means the end of that day.
        reason: why.
        status: proposed, approved, rejected, withdrawn.
        decided_by: who decided.
        decided_at: when; a bare date means the end of that day.
        cost: what it adds to the cost; negative saves.
        delay: what it adds to the project's duration; negative saves.
        tasks: ids of the tasks in the plan that carry it out.
        effect: what else it does: to scope, quality, risk.

    Raises:
        GovernanceError: no id; approved or rejected without saying by whom and when; decided before it was asked for.

    Example:
        >>> Change("CR-7", "single sign-on", status="approved")
        Traceback (most recent call last):
        itpm.governance.errors.GovernanceError: 2 faults
          change 'CR-7'.decided_by: an approved change needs the name of who decided
          change 'CR-7'.decided_at: an approved change needs the date of the decision
    """

    id: str
    title: str = ""
    asked_by: str = field(default="", kw_only=True)
    asked_at: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    reason: str = field(default="", kw_only=True)
    status: ChangeStatus = field(default=ChangeStatus.PROPOSED, kw_only=True, converter=_status)
    decided_by: str = field(default="", kw_only=True)
    decided_at: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    cost: Money | None = field(default=None, kw_only=True, converter=_money)
    delay: Duration | None = field(default=None, kw_only=True, converter=optional_duration)
    tasks: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    effect: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        place, decided = f"change {shortened(self.id)}", self.status in {ChangeStatus.APPROVED, ChangeStatus.REJECTED}
        faults = [*record_faults(self, "change", id="an id")]
        article = "an" if self.status is ChangeStatus.APPROVED else "a"
        if decided and not self.decided_by:
            message = f"{article} {self.status.value} change needs the name of who decided"
            faults.append(Fault(f"{place}.decided_by", self.decided_by, message))
        if decided and self.decided_at is None:
            message = f"{article} {self.status.value} change needs the date of the decision"
            faults.append(Fault(f"{place}.decided_at", None, message))
        if self.asked_at is not None and self.decided_at is not None and self.decided_at < self.asked_at:
            message = f"it was decided on {day(self.decided_at)}, before it was asked for on {day(self.asked_at)}"
            faults.append(Fault(f"{place}.decided_at", self.decided_at, message))
        GovernanceError.refuse(faults)

    def status_at(self, as_of: Moment) -> ChangeStatus | None:
        """Where it stood then: a later decision was not taken yet; None where it was not asked for yet."""
        until = moment(as_of, edge="finish", place="as_of")
        if self.asked_at is not None and self.asked_at > until:
            return None
        return ChangeStatus.PROPOSED if self.decided_at is not None and self.decided_at > until else self.status


def changes_at(changes: Iterable[Change], status: ChangeStatus | str, as_of: Moment) -> tuple[Change, ...]:
    """The changes that had that status then.

    Example:
        >>> asked = Change("CR-7", "single sign-on", asked_at="2026-03-02", status="approved", decided_by="ann",
        ...                decided_at="2026-03-20")
        >>> [change.id for change in changes_at([asked], "proposed", "2026-03-10")]
        ['CR-7']
    """
    wanted = _status(status)
    return tuple(
        change for change in several(changes, Change, "changes", GovernanceError) if change.status_at(as_of) is wanted
    )


def _changes(values: Iterable[Change]) -> tuple[Change, ...]:
    return several(values, Change, "changes", GovernanceError)


@frozen
class ChangeLog(Tabular):
    """Every change asked for, in the order of asking.

    Attributes:
        changes: the changes.

    Raises:
        GovernanceError: an id given twice.
    """

    changes: tuple[Change, ...] = field(default=(), converter=_changes)

    def __attrs_post_init__(self) -> None:
        GovernanceError.refuse(repeated("change", (change.id for change in self.changes)))

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def findings(self, as_of: Moment, *, patience: int = 14) -> tuple[Finding, ...]:
        """Changes that have waited for a decision for more than `patience` days [day]."""
        until = moment(as_of, edge="finish", place="as_of")
        whole(patience, "patience", error=GovernanceError)
        return tuple(
            Finding(
                code="change.decision",
                subject=f"change:{change.id}",
                message=f"{change.id} has waited for a decision since {day(change.asked_at)}",
                remedy="approve or reject it",
            )
            for change in changes_at(self.changes, ChangeStatus.PROPOSED, until)
            if change.asked_at is not None and whole_days(change.asked_at, until) > patience
        )

    def table(self) -> Table:
        """A line for each change."""
        return Table(
            title="Changes",
            columns=(
                Column("Change"),
                Column("Title"),
                Column("Status"),
                Column("By"),
                Column("Cost", align="right"),
                Column("Delay", align="right"),
            ),
            rows=[(c.id, c.title, c.status.value, c.decided_by, c.cost, c.delay) for c in self.changes],
        )

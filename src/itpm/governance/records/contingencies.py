"""What is prepared for the case that something critical fails: a risk occurs, a vendor drops out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from itpm.findings import Finding
from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import record_faults
from itpm.model.durations import Duration
from itpm.model.given import several, texts
from itpm.model.moments import Moment, finish_moment, moment
from itpm.model.money import Money, money
from itpm.model.progress import optional_duration
from itpm.rules.wording import day


def _money(value: Money | str | None) -> Money | None:
    return None if value is None else money(value, place="alternative.cost")


@frozen
class Alternative:
    """What is done instead, if something critical fails.

    Attributes:
        covers: name of the risk, vendor or resource it stands in for.
        action: what is done.
        trigger: the sign at which it is done.
        owner: who decides that it is.
        cost: what doing it costs.
        lead_time: how long it takes until it works.
        valid_until: how long it can be relied on; a bare date means the end of that day.

    Raises:
        GovernanceError: nothing that it covers, or no action.

    Example:
        >>> Alternative("hosting vendor", "move to the second data centre", trigger="no answer for 4 hours",
        ...             owner="bo", valid_until="2026-06-30").holds("2026-03-31")
        True
    """

    covers: str
    action: str
    trigger: str = field(default="", kw_only=True)
    owner: str = field(default="", kw_only=True)
    cost: Money | None = field(default=None, kw_only=True, converter=_money)
    lead_time: Duration | None = field(default=None, kw_only=True, converter=optional_duration)
    valid_until: datetime | None = field(default=None, kw_only=True, converter=finish_moment)

    def __attrs_post_init__(self) -> None:
        needed = {"covers": "the name of what it stands in for", "action": "an action"}
        GovernanceError.refuse(record_faults(self, "alternative", **needed))

    def holds(self, as_of: Moment) -> bool:
        """Whether it can be relied on then."""
        return self.valid_until is None or moment(as_of, edge="finish", place="as_of") <= self.valid_until

    def findings(self, as_of: Moment) -> tuple[Finding, ...]:
        """What it lacks to be of use: a trigger, an owner, validity."""
        subject = f"alternative:{self.covers}"
        gaps = [
            ("trigger", not self.trigger, "nothing says at which sign it is done", "name the trigger"),
            ("owner", not self.owner, "nobody is named who decides that it is done", "name an owner"),
            ("expired", not self.holds(as_of), f"it could be relied on until {self._end}", "renew it"),
        ]
        return tuple(
            Finding(
                code=f"alternative.{part}",
                subject=subject,
                message=f"the alternative for {self.covers!r}: {message}",
                remedy=remedy,
            )
            for part, lacking, message, remedy in gaps
            if lacking
        )

    @property
    def _end(self) -> str:
        return day(self.valid_until) if self.valid_until is not None else ""


def uncovered(critical: Iterable[str], alternatives: Iterable[Alternative], *, as_of: Moment) -> tuple[str, ...]:
    """Names of what is critical and has no alternative that can be relied on then, in their order.

    Example:
        >>> uncovered(["hosting vendor", "kim"], [Alternative("kim", "bo takes over")], as_of="2026-03-31")
        ('hosting vendor',)
    """
    given = several(alternatives, Alternative, "alternatives", GovernanceError)
    covered = {alternative.covers for alternative in given if alternative.holds(as_of)}
    return tuple(name for name in dict.fromkeys(texts(critical)) if name not in covered)

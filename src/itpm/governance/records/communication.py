"""Who has to be told what, how often and by which channel; and what is due by now."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding, Severity
from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import repeated, whole_days
from itpm.governance.records.stakeholders import Engagement, Stakeholder
from itpm.governance.records.updates import UpdateDue, UpdatePlan, UpdatesDue
from itpm.model.given import several
from itpm.model.moments import Moment, moment
from itpm.rules.wording import day


def _stakeholders(values: Iterable[Stakeholder]) -> tuple[Stakeholder, ...]:
    return several(values, Stakeholder, "stakeholders", GovernanceError)


def _updates(values: Iterable[UpdatePlan]) -> tuple[UpdatePlan, ...]:
    return several(values, UpdatePlan, "updates", GovernanceError)


@frozen
class CommunicationPlan:
    """The stakeholders, and what they are promised to be told.

    Attributes:
        stakeholders: whom the project concerns.
        updates: who is told what, and how often.

    Raises:
        GovernanceError: names given twice, updates for somebody who is no stakeholder.

    Example:
        >>> plan = CommunicationPlan([Stakeholder("ann", "sponsor", channel="mail")],
        ...                          [UpdatePlan("ann", 14, by="kim", sent=["2026-03-02", "2026-03-16"])])
        >>> len(plan.due("2026-03-29"))
        0
        >>> print(plan.due("2026-03-31"))
        Updates due by 2026-03-31
        To   What           Channel  By   Due         Overdue [day]
        ---  -------------  -------  ---  ----------  -------------
        ann  status update  mail     kim  2026-03-30              1
    """

    stakeholders: tuple[Stakeholder, ...] = field(default=(), converter=_stakeholders)
    updates: tuple[UpdatePlan, ...] = field(default=(), converter=_updates)

    def __attrs_post_init__(self) -> None:
        names = [stakeholder.name for stakeholder in self.stakeholders]
        strangers = [update.to for update in self.updates if update.to not in names]
        GovernanceError.refuse(
            [
                *repeated("stakeholder", names),
                *(
                    Fault(f"update for {name!r}", name, f"there is no stakeholder {name!r}{did_you_mean(name, names)}")
                    for name in dict.fromkeys(strangers)
                ),
            ]
        )

    def due(self, as_of: Moment) -> UpdatesDue:
        """The updates that should have been sent by `as_of`; a bare date means the end of that day."""
        until = moment(as_of, edge="finish", place="as_of")
        channels = {stakeholder.name: stakeholder.channel for stakeholder in self.stakeholders}
        found = [
            UpdateDue(
                to=update.to,
                what=update.what,
                channel=channels[update.to],
                by=update.by,
                due=due,
                days_overdue=whole_days(due, until),
            )
            for update in self.updates
            if (due := update.next_due(until)) <= until
        ]
        return UpdatesDue(until, sorted(found, key=lambda update: update.due))

    @property
    def without_channel(self) -> tuple[Stakeholder, ...]:
        """Stakeholders of whom nobody knows how they are told."""
        return tuple(stakeholder for stakeholder in self.stakeholders if not stakeholder.channel)

    @property
    def without_updates(self) -> tuple[Stakeholder, ...]:
        """Stakeholders with power or interest whom nobody has promised an update."""
        told = {update.to for update in self.updates}
        return tuple(
            stakeholder
            for stakeholder in self.stakeholders
            if stakeholder.name not in told and stakeholder.engagement is not Engagement.MONITOR
        )

    def findings(self, as_of: Moment) -> tuple[Finding, ...]:
        """What is wrong with the communication as of then: overdue updates, and people who cannot be told."""
        return (
            *(_overdue(update) for update in self.due(as_of) if update.days_overdue),
            *(_no_channel(stakeholder) for stakeholder in self.without_channel),
            *(_no_updates(stakeholder) for stakeholder in self.without_updates),
        )


def _overdue(update: UpdateDue) -> Finding:
    return Finding(
        code="communication.overdue",
        subject=f"stakeholder:{update.to}",
        message=f"{update.to} has waited for the {update.what} since {day(update.due)}",
        remedy=f"send it{f' by {update.channel}' if update.channel else ''}, and record that it was sent",
        evidence=[("days_overdue", update.days_overdue)],
    )


def _no_channel(stakeholder: Stakeholder) -> Finding:
    return Finding(
        code="communication.channel",
        subject=f"stakeholder:{stakeholder.name}",
        message=f"nothing says how {stakeholder.name} is told",
        severity=Severity.MINOR,
        remedy="agree on a channel",
    )


def _no_updates(stakeholder: Stakeholder) -> Finding:
    return Finding(
        code="communication.updates",
        subject=f"stakeholder:{stakeholder.name}",
        message=f"nobody has promised {stakeholder.name} an update, whom one should {stakeholder.engagement.value}",
        severity=Severity.MINOR,
        remedy="plan an update: UpdatePlan(...)",
    )

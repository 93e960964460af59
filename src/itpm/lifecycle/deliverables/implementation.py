"""What a project is brought to its users with: delivery and acceptance, status updates, risk reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.deliverables.initiation import ProjectCharter
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several, texts
from itpm.model.moments import Moment, finish_moment, moment
from itpm.rules.wording import listed


def _at(value: Moment) -> datetime:
    return moment(value, edge="finish", place="at")


@frozen
class Acceptance:
    """Whether the client accepts the delivery by one success criterion.

    Attributes:
        criterion: the criterion, as the charter says it.
        accepted: True or False; None while the client has not said.
        by: who said so.
        evidence: what shows it.
    """

    criterion: str
    accepted: bool | None = field(default=None)
    by: str = field(default="", kw_only=True)
    evidence: str = field(default="", kw_only=True)


def _acceptances(items: Iterable[Acceptance]) -> tuple[Acceptance, ...]:
    return several(items, Acceptance, "acceptances", DeliverableError)


@frozen
class Delivery(Deliverable):
    """What was delivered to the client, and whether it was accepted, criterion by criterion.

    Attributes:
        items: what was delivered.
        delivered_at: when; a bare date means the end of that day.
        client: to whom.
        acceptances: one for each success criterion of the charter.
    """

    key: ClassVar[str] = "delivery"
    noun: ClassVar[str] = "the delivery"
    is_reviewed_by_others: ClassVar[bool] = True

    items: tuple[str, ...] = field(default=(), converter=texts)
    delivered_at: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    client: str = field(default="", kw_only=True)
    acceptances: tuple[Acceptance, ...] = field(default=(), kw_only=True, converter=_acceptances)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.items:
            yield Gap("items", "nothing was delivered", "say what was delivered")
        if self.delivered_at is None:
            yield Gap("delivered_at", "the delivery has no date", "say when it was delivered")
        if not self.client:
            yield Gap("client", "the delivery names no client", "say to whom it was delivered")
        charter = beside.get(ProjectCharter.key)
        wanted = charter.success_criteria if isinstance(charter, ProjectCharter) else ()
        yield from self._acceptance_gaps(wanted)

    def _acceptance_gaps(self, wanted: tuple[str, ...]) -> Iterator[Gap]:
        if not self.acceptances and not wanted:
            yield Gap("acceptances", "the client accepted nothing", "have each success criterion accepted")
        said = {acceptance.criterion: acceptance for acceptance in self.acceptances}
        for criterion in dict.fromkeys([*wanted, *said]):
            acceptance = said.get(criterion)
            if acceptance is None or acceptance.accepted is None:
                message = f"the client has not said whether {criterion!r} is met"
                yield Gap(f"acceptances.{criterion}", message, "have the client accept or reject it")
            elif not acceptance.accepted:
                message = f"the client does not accept {criterion!r}"
                yield Gap(f"acceptances.{criterion}", message, "mend the delivery, or agree on another criterion")
            elif not acceptance.by:
                yield Gap(f"acceptances.{criterion}", f"nobody is named who accepted {criterion!r}", "say who")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "accepted_criteria", sum(acceptance.accepted is True for acceptance in self.acceptances)
        yield "rejected_criteria", tuple(a.criterion for a in self.acceptances if a.accepted is False)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for criterion in repeated(acceptance.criterion for acceptance in self.acceptances):
            yield "acceptances", criterion, f"the criterion {criterion!r} is judged twice"


@frozen
class StatusUpdate:
    """One message about where the project stands.

    Attributes:
        at: when; a bare date means the end of that day.
        to: who was told.
        summary: what was said.
        by: who said it.
    """

    at: datetime = field(converter=_at)
    to: tuple[str, ...] = field(default=(), converter=texts)
    summary: str = field(default="", kw_only=True)
    by: str = field(default="", kw_only=True)


def _updates(items: Iterable[StatusUpdate]) -> tuple[StatusUpdate, ...]:
    return several(items, StatusUpdate, "updates", DeliverableError)


@frozen
class StatusUpdates(Deliverable):
    """What stakeholders were told, and when.

    Attributes:
        updates: what was said.
        stakeholders: who has to be told.
    """

    key: ClassVar[str] = "status_updates"
    noun: ClassVar[str] = "the record of status updates"

    updates: tuple[StatusUpdate, ...] = field(default=(), converter=_updates)
    stakeholders: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.updates:
            yield Gap("updates", "no status update was given", "tell the stakeholders where the project stands")
        if not self.stakeholders:
            yield Gap("stakeholders", "nobody is named who has to be told", "name the stakeholders")
        told = {name for update in self.updates for name in update.to}
        untold = [name for name in self.stakeholders if name not in told]
        if self.updates and untold:
            yield Gap("stakeholders", f"never told where the project stands: {listed(untold)}", "tell them")
        if any(not update.summary for update in self.updates):
            yield Gap("summary", "a status update says nothing", "record what was said")


@frozen
class RiskReview:
    """One look at all risks.

    Attributes:
        at: when; a bare date means the end of that day.
        by: who took part.
        findings: what changed, or that nothing did.
    """

    at: datetime = field(converter=_at)
    by: tuple[str, ...] = field(default=(), converter=texts)
    findings: str = field(default="", kw_only=True)


def _reviews(items: Iterable[RiskReview]) -> tuple[RiskReview, ...]:
    return several(items, RiskReview, "reviews", DeliverableError)


@frozen
class RiskReviews(Deliverable):
    """The reviews of the risk register."""

    key: ClassVar[str] = "risk_reviews"
    noun: ClassVar[str] = "the record of risk reviews"

    reviews: tuple[RiskReview, ...] = field(default=(), converter=_reviews)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.reviews:
            yield Gap("reviews", "the risks were never reviewed", "review them and record what changed")
        if any(not review.by for review in self.reviews):
            yield Gap("by", "a risk review names nobody who took part", "record who took part")
        if any(not review.findings for review in self.reviews):
            yield Gap("findings", "a risk review has no finding", "record what changed, or that nothing did")

"""The workflow that every deliverable follows: draft, in review, accepted, superseded.

    step        draft       in review   accepted    superseded
    submit      in review   -           -           -
    reject      -           draft       -           -
    accept      -           accepted    -           -
    revise      draft       draft       draft +1    -
    supersede   superseded  superseded  superseded  -

A step that is not in the table is refused, and the deliverable stays as it was. What a deliverable lacks is a
question about its content, whatever its status; only complete content can be accepted by `accept`. Where an error would be
dear (`Deliverable.is_reviewed_by_others`), whoever wrote it does not review it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, TypeVar

from attrs import evolve, field, fields_dict, frozen

from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.holders import is_same
from itpm.lifecycle.inputs import is_count
from itpm.model.given import member
from itpm.model.moments import Moment, finish_moment


class DeliverableStatus(Enum):
    """Where a deliverable is in its workflow."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"

    def __str__(self) -> str:
        return self.value


_DRAFT, _IN_REVIEW = DeliverableStatus.DRAFT, DeliverableStatus.IN_REVIEW
_ACCEPTED, _SUPERSEDED = DeliverableStatus.ACCEPTED, DeliverableStatus.SUPERSEDED

WORKFLOW = (
    ("submit", _DRAFT, _IN_REVIEW),
    ("reject", _IN_REVIEW, _DRAFT),
    ("accept", _IN_REVIEW, _ACCEPTED),
    ("revise", _DRAFT, _DRAFT),
    ("revise", _IN_REVIEW, _DRAFT),
    ("revise", _ACCEPTED, _DRAFT),
    ("supersede", _DRAFT, _SUPERSEDED),
    ("supersede", _IN_REVIEW, _SUPERSEDED),
    ("supersede", _ACCEPTED, _SUPERSEDED),
)


def _status(value: DeliverableStatus | str) -> DeliverableStatus:
    return member(value, DeliverableStatus, "status", DeliverableError)


WORKFLOW_FIELDS = frozenset({"status", "version", "owner", "reviewer", "reviewed"})
"""What belongs to the workflow; every other field is content."""


@frozen
class Gap:
    """Something a deliverable lacks.

    Attributes:
        field: the part of it that is lacking.
        message: one sentence: what is lacking.
        remedy: what mends it.
    """

    field: str
    message: str
    remedy: str


@frozen(kw_only=True)
class Deliverable:
    """Base of all deliverables: where it is in its workflow. Content is added by the kinds.

    Attributes:
        key: what methodologies, gates and facts call it.
        noun: what sentences call it.
        is_reviewed_by_others: whether its reviewer must not be its owner.
        status: draft, in review, accepted or superseded.
        version: counts accepted versions and the draft after them [1].
        owner: who writes it.
        reviewer: who reviews it, or accepted it.
        reviewed: when it was accepted; a bare date means the end of that day.

    Raises:
        DeliverableError: in review without a reviewer, accepted without reviewer or date, a version below one; reviewed by
            its owner where that is not allowed.
    """

    key: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    is_reviewed_by_others: ClassVar[bool] = False

    status: DeliverableStatus = field(default=_DRAFT, converter=_status)
    version: int = field(default=1, validator=is_count)
    owner: str = ""
    reviewer: str = ""
    reviewed: datetime | None = field(default=None, converter=finish_moment)

    def __attrs_post_init__(self) -> None:
        faults = [Fault(f"{self.key}.{name}", value, message) for name, value, message in self._workflow_faults()]
        faults += [Fault(f"{self.key}.{name}", value, message) for name, value, message in self._faults()]
        if faults:
            raise DeliverableError(faults)

    def _workflow_faults(self) -> Iterator[tuple[str, object, str]]:
        if self.status in {_IN_REVIEW, _ACCEPTED} and not self.reviewer:
            yield "reviewer", self.reviewer, f"{self.noun} is {self.status}, so it needs a reviewer"
        if self.status is _ACCEPTED and self.reviewed is None:
            yield "reviewed", None, f"{self.noun} is accepted, so it needs the date of acceptance"
        if self.is_reviewed_by_others and self.reviewer and is_same(self.reviewer, self.owner):
            yield "reviewer", self.reviewer, f"{self.noun} is written by {self.owner}, so somebody else reviews it"
        if self.version < 1:
            yield "version", self.version, f"a version is at least 1, got {self.version}"

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        """What cannot be in the content: (field, value, message)."""
        return iter(())

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        """What the content lacks."""
        return iter(())

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        """What facts say of the content: (name, value), None where it is not known."""
        return iter(())

    @property
    def subject(self) -> str:
        """What findings about it are about, as ``kind:id``."""
        return f"deliverable:{self.key}"

    def lacks(self, beside: Iterable[Deliverable] = ()) -> tuple[Finding, ...]:
        """What its content still lacks, whatever its status.

        Args:
            beside: the project's other deliverables, where the content must agree with theirs.
        """
        others = _live(beside)
        return tuple(
            Finding(
                code=f"{self.key}.{gap.field}",
                subject=f"{self.subject}.{gap.field}",
                message=gap.message,
                remedy=gap.remedy,
            )
            for gap in self._gaps(others)
        )

    def measures(self, beside: Iterable[Deliverable] = ()) -> dict[str, object]:
        """What facts say of its content, by name; None where it is not known.

        Args:
            beside: the project's other deliverables, where the content is read together with theirs.
        """
        return dict(self._measures(_live(beside)))


def _live(deliverables: Iterable[Deliverable]) -> dict[str, Deliverable]:
    return {other.key: other for other in deliverables if other.status is not _SUPERSEDED}


D = TypeVar("D", bound=Deliverable)


def submit(deliverable: D, *, to: str) -> D:
    """The deliverable handed to its reviewer.

    Raises:
        DeliverableError: not a draft, no reviewer, or its owner where somebody else has to review it.

    Example:
        >>> from itpm.lifecycle import Goal
        >>> str(submit(Goal("one CRM for all of sales"), to="ann").status)
        'in review'
    """
    return evolve(deliverable, status=_after("submit", deliverable), reviewer=to, reviewed=None)


def reject(deliverable: D) -> D:
    """The deliverable given back by its reviewer, a draft again.

    Raises:
        DeliverableError: not in review.

    Example:
        >>> from itpm.lifecycle import Goal
        >>> str(reject(submit(Goal("one CRM for all of sales"), to="ann")).status)
        'draft'
    """
    return evolve(deliverable, status=_after("reject", deliverable))


def accept(deliverable: D, *, at: Moment, by: str = "") -> D:
    """The deliverable accepted.

    Args:
        deliverable: in review, its content complete.
        at: when; a bare date means the end of that day.
        by: who; default: its reviewer.

    Raises:
        DeliverableError: not in review, or its content lacks something; every gap is named.

    Example:
        >>> from itpm.lifecycle import ProjectCharter
        >>> charter = accept(submit(ProjectCharter("one CRM for all of sales"), to="ann"), at="2026-01-19")
        Traceback (most recent call last):
        itpm.lifecycle.errors.DeliverableError: 5 faults
    """
    status = _after("accept", deliverable)
    gaps = [Fault(gap.subject, None, gap.message) for gap in deliverable.lacks()]
    if gaps:
        raise DeliverableError(gaps)
    return evolve(deliverable, status=status, reviewer=by or deliverable.reviewer, reviewed=at)


# Any: the changes are the fields of whichever kind it is; attrs checks their names.
def revise(deliverable: D, **changes: Any) -> D:
    """The deliverable changed, a draft again; after an acceptance, the next version.

    Args:
        deliverable: not superseded.
        **changes: new content by field.

    Raises:
        DeliverableError: superseded, or a field that it does not have.

    Example:
        >>> from itpm.lifecycle import ProjectCharter
        >>> charter = revise(ProjectCharter("one CRM for all of sales"), sponsor="ann")
        >>> charter.sponsor, str(charter.status)
        ('ann', 'draft')
    """
    status = _after("revise", deliverable)
    names = fields_dict(type(deliverable))
    faults = [
        Fault(
            f"{deliverable.key}.{name}", value, f"{deliverable.noun} has no field {name!r}{did_you_mean(name, names)}"
        )
        for name, value in changes.items()
        if name not in names
    ]
    if faults:
        raise DeliverableError(faults)
    version = deliverable.version + (deliverable.status is _ACCEPTED)
    return evolve(deliverable, **{"status": status, "version": version, "reviewer": "", "reviewed": None, **changes})


def supersede(deliverable: D) -> D:
    """The deliverable put aside for another.

    Raises:
        DeliverableError: superseded already.

    Example:
        >>> from itpm.lifecycle import Goal
        >>> str(supersede(Goal("one CRM for all of sales")).status)
        'superseded'
    """
    return evolve(deliverable, status=_after("supersede", deliverable))


def _after(step: str, deliverable: Deliverable) -> DeliverableStatus:
    for known, before, after in WORKFLOW:
        if known == step and before is deliverable.status:
            return after
    possible = " or ".join(str(before) for known, before, _ in WORKFLOW if known == step)
    message = f"{deliverable.noun} is {deliverable.status}; to {step} it, it must be {possible}"
    raise DeliverableError([Fault(f"{deliverable.key}.status", deliverable.status, message)])

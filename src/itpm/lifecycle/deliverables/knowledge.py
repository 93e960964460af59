"""What facts say of deliverables: for each kind its status, whether it is accepted, what it lacks, and what it measures.

`DELIVERABLE_FACTS` is the catalogue: five facts that every kind has, and those that only some have, each with its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable

from itpm.errors import Fault
from itpm.findings import Finding
from itpm.lifecycle.deliverables.fingerprints import content_fingerprint
from itpm.lifecycle.deliverables.kinds import DELIVERABLE_KINDS, DeliverableKind
from itpm.lifecycle.deliverables.measures import MEASURED_FACTS
from itpm.lifecycle.deliverables.workflow import Deliverable, DeliverableStatus
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several
from itpm.rules import FactSpec, FactType


def deliverable_specs(kinds: Iterable[DeliverableKind]) -> tuple[FactSpec, ...]:
    """The catalogue's entries for these kinds, five for each.

    Example:
        >>> [spec.name for spec in deliverable_specs([DeliverableKind("charter", "the charter")])][:3]
        ['deliverable.charter.status', 'deliverable.charter.accepted', 'deliverable.charter.lacks']
    """
    return tuple(
        FactSpec(
            name=f"deliverable.{kind.key}.{name}",
            type=type_,
            unit="1" if type_ is FactType.NUMBER else "",
            doc=doc.format(noun=kind.noun or kind.key),
        )
        for kind in several(kinds, DeliverableKind, "kinds", DeliverableError)
        for name, type_, doc in _ASPECTS
    )


_ASPECTS = (
    ("status", FactType.TEXT, "where {noun} is: not begun, draft, in review, accepted"),
    ("accepted", FactType.FLAG, "whether {noun} is accepted"),
    ("lacks", FactType.LIST, "what {noun} still lacks, as findings or sentences"),
    ("version", FactType.NUMBER, "version of {noun}; absent while it is not begun"),
    ("fingerprint", FactType.TEXT, "fingerprint of what {noun} says; absent while it is not begun"),
)

DELIVERABLE_FACTS = (*deliverable_specs(DELIVERABLE_KINDS), *MEASURED_FACTS)


def deliverable_facts(
    deliverables: Iterable[Deliverable], *, kinds: Iterable[DeliverableKind] = DELIVERABLE_KINDS
) -> dict[str, object]:
    """What is known of a project's deliverables, by name of fact; None means absent.

    Args:
        deliverables: all of them; superseded ones are passed over. A kind that is not among them is known not to be
            begun.
        kinds: what is reported on; kinds of the deliverables themselves are added.

    Raises:
        DeliverableError: two deliverables of one kind, neither superseded.

    Example:
        >>> from itpm.lifecycle import ProjectCharter
        >>> facts = deliverable_facts([ProjectCharter("one CRM")])
        >>> facts["deliverable.charter.status"], facts["deliverable.goal.status"]
        ('draft', 'not begun')
    """
    given = several(deliverables, Deliverable, "deliverables", DeliverableError)
    live = [deliverable for deliverable in given if deliverable.status is not DeliverableStatus.SUPERSEDED]
    _check_single(live)
    by_key = {deliverable.key: deliverable for deliverable in live}
    nouns = {kind.key: kind.noun or kind.key for kind in kinds} | {known.key: known.noun for known in live}
    facts: dict[str, object] = {spec.name: None for spec in MEASURED_FACTS}
    for key, noun in nouns.items():
        facts.update(_said(key, noun, by_key.get(key), live))
    return facts


def _said(key: str, noun: str, deliverable: Deliverable | None, live: list[Deliverable]) -> dict[str, object]:
    status = str(deliverable.status) if deliverable else "not begun"
    values = {
        "status": status,
        "accepted": deliverable is not None and deliverable.status is DeliverableStatus.ACCEPTED,
        "lacks": deliverable.lacks(live) if deliverable else (_not_begun(key, noun),),
        "version": deliverable.version if deliverable else None,
        "fingerprint": content_fingerprint(deliverable) if deliverable else None,
    }
    measured = deliverable.measures(live) if deliverable else {}
    return {f"deliverable.{key}.{name}": value for name, value in {**measured, **values}.items()}


def _not_begun(key: str, noun: str) -> Finding:
    message = f"{noun} has not been begun"
    return Finding(code=f"{key}.begun", subject=f"deliverable:{key}", message=message, remedy="write it and submit it")


def _check_single(live: list[Deliverable]) -> None:
    nouns = {deliverable.key: deliverable.noun for deliverable in live}
    faults = [
        Fault("deliverables", key, f"{nouns[key]} exists {times} times; supersede all but one")
        for key, times in repeated(deliverable.key for deliverable in live).items()
    ]
    if faults:
        raise DeliverableError(faults)

"""Facts about gates: what the next one asks for, what those passed left to do, and whether what they rest on still stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from itpm.governance.facts.known import KnownFact, known
from itpm.governance.projects import Project
from itpm.governance.records.inputs import whole_days
from itpm.lifecycle import DeliverableStatus, LifecycleState
from itpm.rules import FactType

_LIST, _NUMBER, _SECTION = FactType.LIST, FactType.NUMBER, FactType.SECTION


def _state(project: Project, as_of: datetime) -> LifecycleState | None:
    return project.state_at(as_of)


def _overdue(state: LifecycleState, as_of: datetime) -> tuple[str, ...]:
    """What conditions past their date cover: those that have reopened a gate, and those that will when time goes on."""
    waiting = (one.condition.covers for one in state.conditions if one.condition.due < as_of)
    return tuple(dict.fromkeys((*(again.covers for again in state.reopened if again.covers), *waiting)))


def _asked(project: Project, gate: str) -> tuple[str, ...]:
    """Keys of the deliverables that a gate asks for; none where the gate belongs to an iteration or another list of stages."""
    found = (stage.exit for stage in project.methodology.stages if stage.exit.key == gate)
    return tuple(str(getattr(one, "key", one)) for exit_ in found for one in exit_.requires)


def _lacking(project: Project, gate: str, deliverables: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(key for key in _asked(project, gate) if deliverables.get(f"deliverable.{key}.accepted") is not True)


def _undone(project: Project, state: LifecycleState, deliverables: Mapping[str, object]) -> tuple[str, ...]:
    """Keys of deliverables that a gate passed asked for and that are not accepted any more."""
    waiting = {one.condition.covers.rpartition(".")[2] for one in state.conditions}
    keys = (key for event in state.passed for key in _asked(project, event.gate))
    return tuple(
        dict.fromkeys(
            key
            for key in keys
            if key not in waiting
            and deliverables.get(f"deliverable.{key}.status") not in (None, DeliverableStatus.ACCEPTED.value)
        )
    )


def _accepted_with_gaps(project: Project, deliverables: Mapping[str, object]) -> tuple[str, ...] | None:
    keys = dict.fromkeys(one.key for one in project.deliverables)
    if not keys:
        return None
    return tuple(
        key
        for key in keys
        if deliverables.get(f"deliverable.{key}.accepted") is True and deliverables.get(f"deliverable.{key}.lacks")
    )


def _quiet_days(state: LifecycleState, as_of: datetime) -> int:
    return whole_days(state.last, as_of)


GATE_FACTS: tuple[KnownFact, ...] = (
    known("lifecycle.state", _SECTION, "where the project stood in its lifecycle then", _state, "project", "as_of"),
    known(
        "lifecycle.overdue_conditions",
        _LIST,
        "conditions of gates passed on condition that are past their date",
        _overdue,
        "lifecycle.state",
        "as_of",
    ),
    known(
        "lifecycle.days_since_event",
        _NUMBER,
        "days since something last happened in the lifecycle",
        _quiet_days,
        "lifecycle.state",
        "as_of",
        unit="day",
    ),
    known(
        "gate.lacking",
        _LIST,
        "keys of the deliverables that the next gate asks for and that are not accepted",
        _lacking,
        "project",
        "lifecycle.next_gate",
        "deliverables",
    ),
    known(
        "gate.undone",
        _LIST,
        "keys of deliverables that a gate passed asked for and that are not accepted any more",
        _undone,
        "project",
        "lifecycle.state",
        "deliverables",
    ),
    known(
        "gate.accepted_with_gaps",
        _LIST,
        "keys of accepted deliverables that still lack something",
        _accepted_with_gaps,
        "project",
        "deliverables",
    ),
)

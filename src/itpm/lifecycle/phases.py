"""The classical life of a project: five phases, one after the other, each left through a gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itpm.errors import Fault, did_you_mean
from itpm.lifecycle.errors import MethodologyError
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Gate, Stage
from itpm.model.given import pairs, texts

_PHASES = (
    ("initiation", "Initiation", "G1", ("goal", "feasibility_study", "charter")),
    ("planning", "Definition & Planning", "G2", ("objectives", "scope", "budget", "resource_plan", "plan")),
    ("design", "Design & Development", "G3", ("prototypes", "assignments", "tool_selection")),
    ("implementation", "Implementation & Monitoring", "G4", ("delivery", "status_updates", "risk_reviews")),
    ("closure", "Closure & Follow-up", "G5", ("support_team", "training", "final_report", "post_mortem")),
)
_GATES = tuple(gate for _, _, gate, _ in _PHASES)
_SPONSOR = ("sponsor",)


def waterfall(
    *,
    approvers: Mapping[str, Iterable[str]] | None = None,
    rules: Mapping[str, Iterable[str]] | None = None,
) -> Methodology:
    """The five phases, from initiation to closure, each with its deliverables and its gate.

    Args:
        approvers: roles that must approve, by gate; default: the sponsor, at every gate.
        rules: codes or prefixes of rules that must not stand against passing, by gate; default: none.

    Raises:
        MethodologyError: a gate that is not among G1 to G5.

    Example:
        >>> [(stage.title, stage.exit.key) for stage in waterfall().stages][:2]
        [('Initiation', 'G1'), ('Definition & Planning', 'G2')]
        >>> waterfall(rules={"G2": ["SCH", "BUD003"]}).gate("G2").rules
        ('SCH', 'BUD003')
    """
    roles, codes = dict(pairs(approvers or {}, "approvers")), dict(pairs(rules or {}, "rules"))
    faults = [
        Fault(name, gate, f"there is no gate {gate!r}{did_you_mean(gate, _GATES)}")
        for name, given in (("approvers", roles), ("rules", codes))
        for gate in given
        if gate not in _GATES
    ]
    if faults:
        raise MethodologyError(faults)
    before = ((), *((key,) for key, *_ in _PHASES))
    return Methodology(
        "waterfall",
        stages=[
            Stage(
                key,
                title,
                after=after,
                exit=Gate(
                    gate,
                    requires=requires,
                    approvers=texts(roles.get(gate, _SPONSOR)),
                    rules=texts(codes.get(gate, ())),
                ),
            )
            for (key, title, gate, requires), after in zip(_PHASES, before, strict=False)
        ],
    )

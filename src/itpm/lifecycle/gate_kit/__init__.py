"""Gates that fit IT, ready-made: deliverables, criteria and rules that one can pick from."""

from itpm.lifecycle.gate_kit.ages import IT_GATE_RULES
from itpm.lifecycle.gate_kit.criteria import IT_CRITERIA, it_criterion
from itpm.lifecycle.gate_kit.gates import IT_GATES, ItGate, ItGates, it_gate

__all__ = [
    "IT_CRITERIA",
    "IT_GATES",
    "IT_GATE_RULES",
    "ItGate",
    "ItGates",
    "it_criterion",
    "it_gate",
]

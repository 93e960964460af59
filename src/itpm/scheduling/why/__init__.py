"""Why a plan ends when it ends, what could slip, and which single change would help most."""

from itpm.scheduling.why.levers import Lever, Levers, drag, longest_paths, reverse_critical_tasks, what_moves
from itpm.scheduling.why.questions import why_critical, why_not_critical

__all__ = [
    "Lever",
    "Levers",
    "drag",
    "longest_paths",
    "reverse_critical_tasks",
    "what_moves",
    "why_critical",
    "why_not_critical",
]

"""What differs between two schedules, task by task and why; and why a finish slipped from one update to the next."""

from itpm.scheduling.comparing.changes import ChangeKind, PlanChange, changes_between
from itpm.scheduling.comparing.comparisons import Comparison, Difference, TaskComparison
from itpm.scheduling.comparing.schedule_pairs import compare
from itpm.scheduling.comparing.slips import Slip, SlipLine, SlipPart, slip

__all__ = [
    "ChangeKind",
    "Comparison",
    "Difference",
    "PlanChange",
    "Slip",
    "SlipLine",
    "SlipPart",
    "TaskComparison",
    "changes_between",
    "compare",
    "slip",
]

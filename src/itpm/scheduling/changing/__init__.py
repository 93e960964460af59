"""What if: a batch of changes, the schedule it gives, and alternatives side by side."""

from itpm.scheduling.changing.alternatives import Alternative, Alternatives, scenarios
from itpm.scheduling.changing.batches import Changes
from itpm.scheduling.changing.what_ifs import what_if

__all__ = ["Alternative", "Alternatives", "Changes", "scenarios", "what_if"]

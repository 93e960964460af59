"""What governance refuses: projects, and records of them, that cannot exist."""

from __future__ import annotations

from itpm.errors import FaultsError


class GovernanceError(FaultsError):
    """A project, or one of its records, that cannot exist, with every fault found."""

"""What the lifecycle refuses to make: deliverables, methodologies, commands and histories that cannot exist."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.errors import FaultsError, ItpmError, UnknownNameError
from itpm.findings import Finding


class DeliverableError(FaultsError):
    """A deliverable, or a step in its workflow, that cannot be."""


class MethodologyError(FaultsError):
    """A methodology that cannot exist, with every fault found."""


class LifecycleError(FaultsError):
    """A command or a history that cannot be of this methodology."""


class UnknownGateError(UnknownNameError):
    """A gate that the methodology does not have."""

    def __init__(self, name: str, nearest: Iterable[str] = ()) -> None:
        super().__init__("gate", name, nearest)

    def __reduce__(self) -> tuple[type[UnknownGateError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.nearest)


class UnknownApproverError(UnknownNameError):
    """A role that does not approve this gate."""

    def __init__(self, name: str, nearest: Iterable[str] = ()) -> None:
        super().__init__("approver", name, nearest)

    def __reduce__(self) -> tuple[type[UnknownApproverError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.nearest)


class RefusedError(ItpmError, RuntimeError):
    """A refusal that was unwrapped as if it were an acceptance.

    Attributes:
        reasons: every reason for the refusal.
    """

    reasons: tuple[Finding, ...]

    def __init__(self, reasons: Iterable[Finding]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(self.reasons)

    def __str__(self) -> str:
        return "refused\n" + "\n".join(f"  {reason}" for reason in self.reasons)

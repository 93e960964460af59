"""What statecharts refuse: charts that cannot be, configurations of other charts, steps that never end."""

from __future__ import annotations

from itpm.errors import FaultsError, ItpmError


class ChartError(FaultsError):
    """A chart, or a configuration of one, that cannot exist; every fault is listed."""


class GuardError(ItpmError, TypeError):
    """A guard answered something that is no verdict."""


class EndlessStepError(ItpmError, RuntimeError):
    """A step whose eventless transitions and raised events never come to rest.

    Attributes:
        microsteps: how many were taken before it was given up [1].
        sources: states whose transitions were taken last.
    """

    def __init__(self, microsteps: int, sources: tuple[str, ...]) -> None:
        self.microsteps, self.sources = microsteps, sources
        super().__init__(microsteps, sources)

    def __str__(self) -> str:
        names = ", ".join(dict.fromkeys(self.sources))
        return f"the step did not come to rest within {self.microsteps} microsteps; it runs in circles through {names}"

"""Whose luck a simulation draws: its own, or, for what several projects share, the same as theirs."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from itpm.model.given import texts

_SHARED = "cause:"
_OWN = "project:"


@frozen
class Luck:
    """Where one project of a portfolio draws from.

    What is its own comes from a stream of its name, so that projects with the same seed are independent. Causes that it shares
    come from a stream of the cause's name, so that they occur in the same iterations wherever they are.

    Attributes:
        project: its name in the portfolio.
        shared: names of the risks, drivers and branches that draw from streams of their own names.
    """

    project: str
    shared: tuple[str, ...] = field(default=(), converter=texts)

    @property
    def stream(self) -> str:
        """Name of the stream of what is the project's own."""
        return _OWN + self.project

    def streams(self, causes: Iterable[str]) -> dict[int, str]:
        """Names of the streams of shared causes, by the causes' numbers.

        Example:
            >>> Luck("CRM", ["vendor late"]).streams(["dirty data", "vendor late"])
            {1: 'cause:vendor late'}
        """
        shared = frozenset(self.shared)
        return {number: _SHARED + cause for number, cause in enumerate(causes) if cause in shared}

"""The recovery test: how fast a service was back, and how much was lost, against what was asked for.

Source: ISO 22301:2019, 8.2.2 (recovery time) and 8.5 (exercise programme); ISO/IEC 27031:2011 (recovery point).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.cutover.clock import minutes, optional_minutes, span
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several
from itpm.model.moments import finish_moment


@frozen
class RecoveryResult:
    """One service, brought back.

    Attributes:
        service: which.
        rto: how long it may be away [min].
        rpo: how much of the past may be lost [min].
        took: how long it was away in the test; None while it was not tested [min].
        lost: how much of the past was lost in the test [min].
        tested_at: when; a bare date means the end of that day.
        scenario: what had happened: ``"the data centre is gone"``.

    Example:
        >>> RecoveryResult("CRM", rto="4h", rpo="15m", took="210m", lost="5m").is_met
        True
    """

    service: str
    rto: int = field(kw_only=True, converter=minutes)
    rpo: int = field(kw_only=True, converter=minutes)
    took: int | None = field(default=None, kw_only=True, converter=optional_minutes)
    lost: int | None = field(default=None, kw_only=True, converter=optional_minutes)
    tested_at: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    scenario: str = field(default="", kw_only=True)

    @property
    def is_met(self) -> bool | None:
        """Whether it was back in time and lost no more than allowed; None while that is not known."""
        if self.took is None or self.lost is None:
            return None
        return self.took <= self.rto and self.lost <= self.rpo


def _results(values: Iterable[RecoveryResult]) -> tuple[RecoveryResult, ...]:
    return several(values, RecoveryResult, "results", DeliverableError)


@frozen
class RecoveryTest(Deliverable):
    """Which services were brought back, how fast, and with which loss.

    Attributes:
        results: one for each service.
    """

    key: ClassVar[str] = "recovery_test"
    noun: ClassVar[str] = "the recovery test"
    is_reviewed_by_others: ClassVar[bool] = True

    results: tuple[RecoveryResult, ...] = field(default=(), converter=_results)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.results:
            yield Gap("results", "no service was brought back in a test", "test it, service by service")
        for result in self.results:
            yield from _result_gaps(result)

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "missed", tuple(result.service for result in self.results if not result.is_met)
        tested = [result.tested_at for result in self.results if result.tested_at]
        yield "tested_at", min(tested, default=None) if len(tested) == len(self.results) else None

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for service, times in repeated(result.service for result in self.results).items():
            yield "results", service, f"{service!r} is listed {times} times"


def _result_gaps(result: RecoveryResult) -> Iterator[Gap]:
    name = f"results.{result.service}"
    for took, allowed, what, remedy in (
        (result.took, result.rto, "was away", "make bringing it back faster, or agree on a longer recovery time"),
        (result.lost, result.rpo, "lost", "copy data more often, or agree on a longer recovery point"),
    ):
        if took is None:
            yield Gap(name, f"nothing says how long {result.service} {what} in the test", "test it, and write it down")
        elif took > allowed:
            yield Gap(name, f"{result.service} {what} {span(took)}, {span(allowed)} are allowed", remedy)
    if result.tested_at is None:
        yield Gap(name, f"nothing says when bringing {result.service} back was tested", "give the date")
    if not result.scenario:
        yield Gap(name, f"nothing says what had happened when {result.service} was brought back", "name the scenario")

"""The rehearsed migration of data: how much, how fast, how much was rejected, and whether the numbers agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.cutover.clock import minutes, optional_minutes, span
from itpm.lifecycle.cutover.rehearsals import MINUTES_PER_HOUR, rounded_up
from itpm.lifecycle.deliverables.shares import optional_share
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import is_count, number
from itpm.model.given import several
from itpm.model.moments import Moment, moment
from itpm.model.numbers import quotient


@frozen
class Reconciliation:
    """A number that must be the same before and after: ``Reconciliation("open balance [EUR]", "1204.50", "1204.50")``.

    Attributes:
        what: what was counted or summed.
        source: what it is in the old system.
        target: what it is in the new one.
    """

    what: str
    source: Decimal = field(converter=number)
    target: Decimal = field(converter=number)


def _numbers(values: Iterable[Reconciliation]) -> tuple[Reconciliation, ...]:
    return several(values, Reconciliation, "reconciled", DeliverableError)


def _at(value: Moment) -> datetime:
    return moment(value, edge="finish", place="at")


@frozen
class MigrationRun:
    """One rehearsal of the migration.

    Attributes:
        at: when; a bare date means the end of that day.
        records: how many records were taken from the old system [1].
        loaded: how many of them arrived in the new one [1].
        took: how long that lasted [min].
        reconciled: numbers compared.

    Example:
        >>> MigrationRun("2026-06-13", records=450_000, loaded=449_550, took="5h").rate
        Decimal('90000')
    """

    at: datetime = field(converter=_at)
    records: int = field(kw_only=True, validator=is_count)
    loaded: int = field(kw_only=True, validator=is_count)
    took: int = field(kw_only=True, converter=minutes)
    reconciled: tuple[Reconciliation, ...] = field(default=(), kw_only=True, converter=_numbers)

    @property
    def rate(self) -> Decimal | None:
        """How many records an hour [1/h]; None where no time was measured."""
        return optional_share(self.records * MINUTES_PER_HOUR, self.took)

    @property
    def rejected(self) -> Decimal:
        """Share of the records that did not arrive [1]."""
        return quotient(self.records - self.loaded, self.records)

    @property
    def differences(self) -> tuple[Reconciliation, ...]:
        """Numbers that do not agree."""
        return tuple(item for item in self.reconciled if item.source != item.target)


def _runs(values: Iterable[MigrationRun]) -> tuple[MigrationRun, ...]:
    return tuple(sorted(several(values, MigrationRun, "runs", DeliverableError), key=lambda run: run.at))


@frozen(kw_only=True)
class MigrationRehearsal(Deliverable):
    """What rehearsals of the migration measured; the last one counts.

    Attributes:
        volume: how many records there will be to migrate [1].
        runs: the rehearsals, in order of time.
        allowed_rejects: share of the records that may be rejected [1].
        allowed: how long the migration may take [min]; default: no limit.
    """

    key: ClassVar[str] = "migration_rehearsal"
    noun: ClassVar[str] = "the migration rehearsal"
    is_reviewed_by_others: ClassVar[bool] = True

    volume: int = field(default=0, validator=is_count)
    runs: tuple[MigrationRun, ...] = field(default=(), converter=_runs)
    allowed_rejects: Decimal = field(default=Decimal("0.001"), converter=number)
    allowed: int | None = field(default=None, converter=optional_minutes)

    @property
    def expected(self) -> int | None:
        """How long the whole volume takes at the rate of the last rehearsal [min], rounded up; None where there is none."""
        if not self.runs or not self.volume:
            return None
        last = self.runs[-1]
        return rounded_up(quotient(self.volume * last.took, last.records))

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.volume:
            yield Gap("volume", "nothing says how many records there are to migrate", "count them")
        if not self.runs:
            yield Gap("runs", "the migration was never rehearsed", "rehearse it with a copy of the real data")
            return
        last = self.runs[-1]
        if last.rejected > self.allowed_rejects:
            message = (
                f"{last.records - last.loaded:,} of {last.records:,} records were rejected ({last.rejected:.2%}), "
                f"{self.allowed_rejects:.2%} are allowed"
            )
            yield Gap("rejected", message, "mend the data or the mapping, and rehearse again")
        if not last.reconciled:
            yield Gap("reconciled", "no numbers were compared after the last rehearsal", "compare counts and sums")
        for item in last.differences:
            message = f"{item.what} is {item.source:,} in the old system and {item.target:,} in the new one"
            yield Gap(f"reconciled.{item.what}", message, "find out why, and rehearse again")
        if self.allowed is not None and self.expected is not None and self.expected > self.allowed:
            taking = f"{self.volume:,} records take {span(self.expected)} at the rehearsed rate"
            message = f"{taking}, {span(self.allowed)} are allowed"
            yield Gap("allowed", message, "make it faster, migrate less, or start earlier")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        last = self.runs[-1] if self.runs else None
        yield "rehearsed_at", last.at if last else None
        yield "rate_per_hour", last.rate if last else None
        yield "expected_minutes", self.expected
        yield "rejected", last.rejected if last else None
        yield "differences", tuple(item.what for item in last.differences) if last else None
        yield "share_rehearsed", optional_share(last.records, self.volume) if last else None

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        if not 0 <= self.allowed_rejects <= 1:
            yield "allowed_rejects", self.allowed_rejects, f"a share lies between 0 and 1, got {self.allowed_rejects}"
        for run in self.runs:
            if run.records < 1 or not 0 <= run.loaded <= run.records:
                yield "runs", run, f"{run.loaded} of {run.records} records cannot be loaded"

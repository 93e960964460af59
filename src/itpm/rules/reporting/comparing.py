"""Two reports side by side: what is new, what is fixed, what is still open; and what only seems to be gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from itpm.findings import Finding
from itpm.rules.outcomes import Outcome
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from datetime import datetime

    from itpm.rules.reporting.report import RuleReport


@frozen(kw_only=True)
class ReportComparison(Tabular):
    """What changed between two reports. A finding is the same where rule and subject are, whatever its wording.

    Attributes:
        before: the moment the earlier one holds at.
        as_of: the moment the later one holds at.
        new: findings the earlier one did not have.
        fixed: findings gone because their rule now passes, or no longer finds them.
        still_open: findings that both have, as the later one words them.
        waived: findings of the earlier one that a waiver covers now.
        unclear: findings of the earlier one whose rule cannot be decided now, or was not evaluated: gone, but not fixed.
    """

    before: datetime
    as_of: datetime
    new: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    still_open: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    unclear: tuple[Finding, ...] = ()

    def table(self) -> Table:
        """A line for each finding, what is new first."""
        groups = (
            ("new", self.new),
            ("still open", self.still_open),
            ("unclear", self.unclear),
            ("waived", self.waived),
            ("fixed", self.fixed),
        )
        return Table(
            title=f"Findings as of {day(self.as_of)} against {day(self.before)}",
            columns=(Column("State"), Column("Code"), Column("Subject"), Column("Finding")),
            rows=[(state, f.code, f.subject, f.message) for state, found in groups for f in found],
        )


def compared(report: RuleReport, previous: RuleReport) -> ReportComparison:
    """The report against an earlier one."""
    before = {finding.fingerprint: finding for finding in previous.findings}
    now = {finding.fingerprint: finding for finding in report.findings}
    waived = {finding.fingerprint for result in report for finding in result.waived}
    decided = {result.code: result.outcome is not Outcome.UNKNOWN for result in report}
    gone = [finding for name, finding in before.items() if name not in now]
    return ReportComparison(
        before=previous.as_of,
        as_of=report.as_of,
        new=tuple(finding for name, finding in now.items() if name not in before),
        still_open=tuple(finding for name, finding in now.items() if name in before),
        waived=tuple(finding for finding in gone if finding.fingerprint in waived),
        fixed=tuple(f for f in gone if f.fingerprint not in waived and _is_decided(f, decided)),
        unclear=tuple(f for f in gone if f.fingerprint not in waived and not _is_decided(f, decided)),
    )


def _is_decided(finding: Finding, decided: Mapping[str, bool]) -> bool:
    """Whether the finding's rule has spoken; what concerns a waiver always has."""
    return decided.get(finding.code, finding.subject.startswith("waiver:"))

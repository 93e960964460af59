"""The cut-over plan: the runbook, who decides, and who has to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from attrs import field, frozen

from itpm.findings import Severity
from itpm.lifecycle.cutover import CutoverRunbook, cutover_findings, cutover_schedule
from itpm.lifecycle.cutover.runbooks import measured
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.model.given import texts


@frozen
class CutoverPlan(Deliverable):
    """How the change from the old system to the new one is made.

    Attributes:
        runbook: the steps in their window.
        decided_by: who decides at the point of no return.
        informed: who has to be told, and when.

    Example:
        >>> [finding.message for finding in CutoverPlan(decided_by="ann", informed="sales, Friday noon").lacks()]
        ['the cut-over has no runbook']
    """

    key: ClassVar[str] = "cutover_plan"
    noun: ClassVar[str] = "the cut-over plan"
    is_reviewed_by_others: ClassVar[bool] = True

    runbook: CutoverRunbook | None = None
    decided_by: str = field(default="", kw_only=True)
    informed: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if self.runbook is None:
            yield Gap("runbook", "the cut-over has no runbook", "write it, step by step")
        else:
            for finding in cutover_findings(self.runbook):
                if finding.severity.value >= Severity.MAJOR.value:
                    yield Gap(f"runbook.{finding.code}", finding.message, finding.remedy)
        if not self.decided_by:
            yield Gap("decided_by", "nobody is named who decides at the point of no return", "name who does")
        if not self.informed:
            yield Gap("informed", "nobody is told of the cut-over", "say who has to know, and when")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        if self.runbook is None:
            return
        timed = cutover_schedule(self.runbook)
        last = self.runbook.rehearsals[-1].at if self.runbook.rehearsals else None
        yield "fits", timed.fits
        yield "slack_minutes", timed.slack
        yield "starts", self.runbook.opens
        yield "finish", timed.finish
        yield "point_of_no_return", timed.point_of_no_return
        yield "rehearsed_at", last
        timings = measured(self.runbook)
        yield "unrehearsed", tuple(step.key for step in self.runbook.steps if step.planned and step.key not in timings)

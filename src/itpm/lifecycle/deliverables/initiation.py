"""What a project is begun with: its goal, the feasibility study, the charter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.model.given import member, texts
from itpm.model.moments import finish_moment
from itpm.model.money import Money, optional_money


@frozen
class Goal(Deliverable):
    """What the project is for.

    Attributes:
        statement: the change it is to bring about.
        measure: how one will see that it came about.
        target_date: by when; a bare date means the end of that day.
        benefits: what it is worth, and to whom.
    """

    key: ClassVar[str] = "goal"
    noun: ClassVar[str] = "the goal"

    statement: str = ""
    measure: str = field(default="", kw_only=True)
    target_date: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    benefits: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.statement:
            yield Gap("statement", "the goal is not stated", "state it: revise(goal, statement=...)")
        if not self.measure:
            yield Gap(
                "measure",
                "nothing says how one will see that the goal is reached",
                "give a measure: revise(goal, measure=...)",
            )


class FeasibilityVerdict(Enum):
    """What an examination of feasibility comes to."""

    FEASIBLE = "feasible"
    CONDITIONAL = "feasible on conditions"
    NOT_FEASIBLE = "not feasible"

    def __str__(self) -> str:
        return self.value


def _verdict(value: FeasibilityVerdict | str | None) -> FeasibilityVerdict | None:
    if value is None:
        return None
    also = {"conditional": FeasibilityVerdict.CONDITIONAL}
    return member(value, FeasibilityVerdict, "verdict", DeliverableError, also=also)


@frozen
class Assessment:
    """One examination: what was found, and what it comes to.

    Attributes:
        finding: what was found.
        verdict: what it comes to; None while it is open.
        conditions: what must hold for it, where the verdict depends on conditions.
    """

    finding: str
    verdict: FeasibilityVerdict | None = field(default=None, converter=_verdict)
    conditions: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)


@frozen
class FeasibilityStudy(Deliverable):
    """Whether the project can be done: technically, financially, in daily operation.

    Attributes:
        technical: can it be built and run?
        financial: does it pay?
        operational: will the organisation be able to work with it?
        verdict: what it all comes to.
    """

    key: ClassVar[str] = "feasibility_study"
    noun: ClassVar[str] = "the feasibility study"
    is_reviewed_by_others: ClassVar[bool] = True

    technical: Assessment | None = field(default=None, kw_only=True)
    financial: Assessment | None = field(default=None, kw_only=True)
    operational: Assessment | None = field(default=None, kw_only=True)
    verdict: FeasibilityVerdict | None = field(default=None, kw_only=True, converter=_verdict)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        for name in ("technical", "financial", "operational"):
            yield from self._part_gaps(name, getattr(self, name))
        if self.verdict is None:
            yield Gap("verdict", "the feasibility study has no verdict", "decide it: revise(study, verdict=...)")
        if self.verdict is FeasibilityVerdict.NOT_FEASIBLE:
            yield Gap(
                "verdict",
                "the feasibility study says that the project is not feasible",
                "change the project, or terminate it",
            )
        elif self.verdict and (against := self._against()):
            message = f"the study's verdict is {self.verdict}, but the {against} finding is not feasible"
            yield Gap("verdict", message, f"mend the {against} side, or change the verdict")

    def _part_gaps(self, name: str, part: Assessment | None) -> Iterator[Gap]:
        if part is None or not part.finding:
            remedy = f"examine it: revise(study, {name}=Assessment(...))"
            yield Gap(name, f"the feasibility study has no {name} finding", remedy)
        elif part.verdict is None:
            yield Gap(
                name, f"the {name} finding has no verdict", f"decide it: Assessment({part.finding[:30]!r}, verdict=...)"
            )
        elif part.verdict is FeasibilityVerdict.CONDITIONAL and not part.conditions:
            yield Gap(
                name, f"the {name} finding depends on conditions that are not named", "name them: conditions=[...]"
            )

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "verdict", None if self.verdict is None else str(self.verdict)

    def _against(self) -> str:
        for name in ("technical", "financial", "operational"):
            part: Assessment | None = getattr(self, name)
            if part is not None and part.verdict is FeasibilityVerdict.NOT_FEASIBLE:
                return name
        return ""


@frozen
class ProjectCharter(Deliverable):
    """The mandate: goal, sponsor, authority, success criteria, budget limit.

    Attributes:
        goal: what the project is for.
        sponsor: who answers for it and pays.
        project_manager: who leads it.
        authority: what the project manager may decide alone.
        success_criteria: what the client will judge it by.
        budget_limit: what it may cost at most.

    Example:
        >>> charter = ProjectCharter("one CRM for all of sales", project_manager="kim", authority="up to 10k EUR",
        ...                          success_criteria=["all leads in one place"], budget_limit="400k EUR")
        >>> for finding in charter.lacks():
        ...     print(finding)
        charter.sponsor: the charter has no sponsor. Lift it: name one: revise(charter, sponsor=...)
    """

    key: ClassVar[str] = "charter"
    noun: ClassVar[str] = "the charter"
    is_reviewed_by_others: ClassVar[bool] = True

    goal: str = ""
    sponsor: str = field(default="", kw_only=True)
    project_manager: str = field(default="", kw_only=True)
    authority: str = field(default="", kw_only=True)
    success_criteria: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    budget_limit: Money | None = field(default=None, kw_only=True, converter=optional_money)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        for name, what, remedy in _CHARTER_PARTS:
            if not getattr(self, name):
                yield Gap(name, f"the charter has no {what}", f"{remedy}: revise(charter, {name}=...)")
        if self.budget_limit is None:
            yield Gap("budget_limit", "the charter sets no budget limit", "set one: revise(charter, budget_limit=...)")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "sponsor", self.sponsor or None
        yield "success_criteria", self.success_criteria

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        if self.budget_limit is not None and self.budget_limit.amount < 0:
            yield "budget_limit", self.budget_limit, f"a budget limit cannot be negative, got {self.budget_limit}"


_CHARTER_PARTS = (
    ("goal", "goal", "state it"),
    ("sponsor", "sponsor", "name one"),
    ("project_manager", "project manager", "name one"),
    ("authority", "statement of the project manager's authority", "say what may be decided alone"),
    ("success_criteria", "success criteria", "name at least one"),
)

"""What a project is planned with: objectives, scope, budget, resources, and the plan of record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.deliverables.initiation import ProjectCharter
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import number, repeated
from itpm.model.given import several, texts
from itpm.model.moments import finish_moment, start_moment
from itpm.model.money import Money, money, optional_money
from itpm.rules.wording import listed


@frozen
class Objective:
    """Something that will be different, measurably, by a date.

    Attributes:
        statement: what will be different.
        measure: how it is measured, and from which value to which.
        due: by when; a bare date means the end of that day.
        owner: who answers for it.
    """

    statement: str
    measure: str = field(default="", kw_only=True)
    due: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    owner: str = field(default="", kw_only=True)


def _objectives(items: Iterable[Objective | str]) -> tuple[Objective, ...]:
    return tuple(item if isinstance(item, Objective) else Objective(item) for item in items)


@frozen
class Objectives(Deliverable):
    """What the project is to reach, so that one can tell whether it was reached."""

    key: ClassVar[str] = "objectives"
    noun: ClassVar[str] = "the list of objectives"

    items: tuple[Objective, ...] = field(default=(), converter=_objectives)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.items:
            yield Gap("items", "there are no objectives", "name at least one")
        unmeasured = [item.statement for item in self.items if not item.measure]
        if unmeasured:
            yield Gap("measure", f"no measure is given for: {listed(unmeasured)}", "say how each is measured")
        undated = [item.statement for item in self.items if item.due is None]
        if undated:
            yield Gap("due", f"no date is given for: {listed(undated)}", "say by when each is reached")


@frozen
class ScopeStatement(Deliverable):
    """What belongs to the project, and what does not.

    Attributes:
        included: what is delivered.
        excluded: what one might expect, and will not get.
        assumptions: what is taken for granted.
        constraints: what cannot be chosen.
    """

    key: ClassVar[str] = "scope"
    noun: ClassVar[str] = "the scope statement"

    included: tuple[str, ...] = field(default=(), converter=texts)
    excluded: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    assumptions: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    constraints: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.included:
            yield Gap("included", "the scope says nothing that is included", "list what is delivered")
        if not self.excluded:
            yield Gap("excluded", "the scope says nothing that is excluded", "list what will not be delivered")

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for item in self.included:
            if item in self.excluded:
                yield "excluded", item, f"{item!r} is both included and excluded"


@frozen
class BudgetLine:
    """One position of a budget."""

    name: str
    amount: Money = field(converter=money)


def _lines(lines: Iterable[BudgetLine]) -> tuple[BudgetLine, ...]:
    return several(lines, BudgetLine, "lines", DeliverableError)


@frozen
class Budget(Deliverable):
    """What the project may spend, and on what.

    Attributes:
        lines: the positions.
        contingency: set aside for known risks; part of what the project may spend.
        management_reserve: set aside for what nobody thought of; not the project manager's to spend.

    Example:
        >>> lines = [BudgetLine("licences", "120k EUR"), BudgetLine("people", "230k EUR")]
        >>> budget = Budget(lines, contingency="30k EUR")
        >>> print(budget.total)
        380,000 EUR
    """

    key: ClassVar[str] = "budget"
    noun: ClassVar[str] = "the budget"
    is_reviewed_by_others: ClassVar[bool] = True

    lines: tuple[BudgetLine, ...] = field(default=(), converter=_lines)
    contingency: Money | None = field(default=None, kw_only=True, converter=optional_money)
    management_reserve: Money | None = field(default=None, kw_only=True, converter=optional_money)

    @property
    def total(self) -> Money | None:
        """Positions and contingency, without the management reserve; None while there are no positions."""
        amounts = [line.amount for line in self.lines] + ([self.contingency] if self.contingency else [])
        return sum(amounts[1:], amounts[0]) if self.lines else None

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.lines:
            yield Gap("lines", "the budget has no positions", "list what the project spends money on")
        if self.contingency is None:
            yield Gap(
                "contingency", "the budget has no contingency", "set one aside for known risks, even if it is zero"
            )
        charter = beside.get(ProjectCharter.key)
        limit = charter.budget_limit if isinstance(charter, ProjectCharter) else None
        if limit is not None and self.total is not None:
            yield from self._limit_gaps(self.total, limit)

    def _limit_gaps(self, total: Money, limit: Money) -> Iterator[Gap]:
        if total.currency != limit.currency:
            yield Gap(
                "limit",
                f"the budget is in {total.currency}, the charter's limit in {limit.currency}",
                "use one currency",
            )
        elif total > limit:
            message = f"the budget of {total} exceeds the charter's limit of {limit} by {total - limit}"
            yield Gap("limit", message, "cut it, or have the sponsor raise the limit")

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        amounts = [*(line.amount for line in self.lines), self.contingency, self.management_reserve]
        currencies = sorted({amount.currency for amount in amounts if amount is not None})
        if len(currencies) > 1:
            yield "lines", tuple(currencies), f"a budget is in one currency, this one in {listed(currencies)}"
        for name in repeated(line.name for line in self.lines):
            yield "lines", name, f"the position {name!r} is listed twice"


@frozen
class ResourceNeed:
    """People or things of one kind that the project needs.

    Attributes:
        role: the kind.
        count: how many [1].
        start: from when.
        finish: until when; a bare date means the end of that day.
        filled_by: who or what was found.
    """

    role: str
    count: Decimal = field(default=Decimal(1), converter=number)
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    filled_by: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)


def _needs(needs: Iterable[ResourceNeed]) -> tuple[ResourceNeed, ...]:
    return several(needs, ResourceNeed, "needs", DeliverableError)


@frozen
class ResourcePlan(Deliverable):
    """Whom and what the project needs, and whether they were found."""

    key: ClassVar[str] = "resource_plan"
    noun: ClassVar[str] = "the resource plan"

    needs: tuple[ResourceNeed, ...] = field(default=(), converter=_needs)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.needs:
            yield Gap("needs", "the resource plan names no roles", "list the roles that the project needs")
        for need in self.needs:
            if len(need.filled_by) < need.count:
                message = f"{len(need.filled_by)} of {need.count} {need.role} found"
                yield Gap(f"needs.{need.role}", message, "find the others, or plan with fewer")

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for need in self.needs:
            if need.count <= 0:
                yield f"needs.{need.role}", need.count, f"a need is more than nothing, got {need.count}"
            if need.start and need.finish and need.finish <= need.start:
                yield f"needs.{need.role}", need.finish, f"it ends {need.finish}, before it starts {need.start}"


@frozen
class PlanOfRecord(Deliverable):
    """The detailed plan that the project is measured against.

    Attributes:
        plan: name of the plan.
        baseline: name of the baseline that was agreed.
        finish: when the project ends by it; a bare date means the end of that day.
        cost: what it costs by it.
    """

    key: ClassVar[str] = "plan"
    noun: ClassVar[str] = "the plan of record"
    is_reviewed_by_others: ClassVar[bool] = True

    plan: str = ""
    baseline: str = field(default="", kw_only=True)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    cost: Money | None = field(default=None, kw_only=True, converter=optional_money)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.plan:
            yield Gap("plan", "the plan of record names no plan", "say which plan it is")
        if not self.baseline:
            yield Gap(
                "baseline",
                "the plan of record has no baseline",
                "set a baseline and name it: revise(plan, baseline=...)",
            )
        if self.finish is None:
            yield Gap("finish", "the plan of record has no finish", "schedule it and record the finish")
        budget = beside.get(Budget.key)
        total = budget.total if isinstance(budget, Budget) else None
        if total is not None and self.cost is not None and self.cost.currency == total.currency and self.cost > total:
            message = f"by the plan of record it costs {self.cost}, {self.cost - total} more than the budget of {total}"
            yield Gap("cost", message, "plan with less, or have the budget raised")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "baseline", self.baseline or None
        yield "finish", self.finish

"""The budget review: variances at every level against thresholds, what makes them, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from attrs import field, frozen

from itpm.cost.earned.accruals import CostRecord
from itpm.cost.earned.measures import Measure
from itpm.cost.explaining import work_packages
from itpm.cost.figures import EarnedValueRow
from itpm.cost.measuring import Budgeted, earned_value
from itpm.cost.performance import EarnedValue
from itpm.cost.reviewing.options import REALISTIC, CorrectiveOption, corrective_options
from itpm.cost.reviewing.parts import VarianceParts, no_parts, parts_of
from itpm.cost.reviewing.thresholds import Variance, VarianceThreshold, measured, standard_thresholds
from itpm.errors import Fault, NotationError, UndefinedIndexError
from itpm.findings import Explanation, Finding, Severity
from itpm.model.given import shortened
from itpm.model.moments import Moment, until
from itpm.model.money import Money, money
from itpm.model.numbers import Number, decimal_or_none
from itpm.model.plans import Plan
from itpm.tables import Column, Table, Tabular, Undefined

_CODES = {Variance.COST: "REV001", Variance.SCHEDULE: "REV002", Variance.COMPLETION: "REV003"}


@frozen(kw_only=True)
class ReviewRow:
    """One row of the review.

    Attributes:
        figures: the project, a summary or a task.
        parts: what its variance is made of.
        breaches: thresholds that it exceeds.
    """

    figures: EarnedValueRow
    parts: VarianceParts
    breaches: tuple[VarianceThreshold, ...] = ()


def _rows(rows: Iterable[ReviewRow]) -> tuple[ReviewRow, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class BudgetReview(Tabular):
    """What a budget review has to look at.

    Attributes:
        measured: the earned value it rests on.
        rows: the project, then every task, with parts and breaches.
        cost_drivers: the few work packages that explain most of the cost variance, largest first.
        schedule_drivers: the few that explain most of the schedule variance, largest first.
        share: how much of it they explain at least [1].
        eac: the estimate at completion that is reported; undefined says why.
        options: what can be done about an overrun or a delay, those that are enough first.
        findings: breaches, an estimate nobody should believe, and what is doubtful in the figures.
    """

    measured: EarnedValue
    rows: tuple[ReviewRow, ...] = field(converter=_rows, repr=False)
    cost_drivers: tuple[EarnedValueRow, ...]
    schedule_drivers: tuple[EarnedValueRow, ...]
    share: Decimal
    eac: Money | Undefined
    options: tuple[CorrectiveOption, ...]
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def parts(self) -> VarianceParts:
        """What the project's variance is made of."""
        return self.rows[0].parts

    @property
    def breaches(self) -> tuple[ReviewRow, ...]:
        """The rows beyond a threshold, in plan order."""
        return tuple(row for row in self.rows if row.breaches)

    def explain(self) -> Explanation:
        """Why the project's variance is what it is: its parts, and the packages that make most of it."""
        total, parts = self.measured.total, self.parts
        pairs = (
            (parts.price, "price of an hour"),
            (parts.quantity, "hours needed"),
            (parts.other, "cost without hours"),
            (parts.timing, "work planned by now and still to be done"),
        )
        made_of = [Explanation("plan:", f"{name}: {_signed(part)}", (), part) for part, name in pairs if part]
        packages = [
            Explanation(f"task:{row.id}", f"{row.name}: cost variance {_signed(row.cv)}", (), row)
            for row in self.cost_drivers
        ]
        statement = f"{total.name} was to have spent {total.pv} and has spent {total.ac}: {_signed(parts.spending)}"
        if packages:
            few = "1 work package explains" if len(packages) == 1 else f"{len(packages)} work packages explain"
            sentence = f"{few} at least {self.share:.0%} of the cost variance"
            made_of.append(Explanation("plan:", sentence, packages))
        return Explanation("plan:", statement, made_of, self)

    def table(self) -> Table:
        """Every row that is beyond a threshold, the project first whether or not it is."""
        unit = self.measured.currency
        names = ("CV", "SV", "VAC", "Price", "Quantity", "Other", "Timing")
        money = [Column(f"{name} [{unit}]", key=f"{name.lower()}_{unit.lower()}", align="right") for name in names]
        shares = [Column("CV [%]", key="cv_percent", align="right"), Column("SV [%]", key="sv_percent", align="right")]
        shown = [row for place, row in enumerate(self.rows) if row.breaches or not place]
        return Table(
            title=f"Budget review of {self.measured.name}, {until(self.measured.as_of)}",
            columns=[Column("Id"), Column("Task"), *money, *shares, Column("Beyond")],
            rows=[_cells(row) for row in shown],
            values=[_values(row) for row in shown],
            note="\n".join(map(str, self.options)),
        )


def budget_review(
    plan: Plan,
    *,
    as_of: Moment | None = None,
    baseline: str | Iterable[str] | None = None,
    measures: Mapping[str, Measure] | None = None,
    costs: Iterable[CostRecord] | None = None,
    history: Iterable[Plan] = (),
    thresholds: Iterable[VarianceThreshold] | None = None,
    share: Number = "0.8",
    eac: str | Money = "cpi",
    contingency: Money | str | None = None,
    unit: Literal["money", "hours"] = "money",
    budget: Budgeted | None = None,
) -> BudgetReview:
    """What a budget review has to look at: variances beyond thresholds, what makes them, and what can be done.

    Args:
        plan: with a baseline, progress and actual cost; with budgeted and actual work, price and quantity are told apart.
        as_of: as for `earned_value`, like the four that follow.
        baseline: what to measure against.
        measures: how work packages earn.
        costs: the books.
        history: earlier states of the plan.
        thresholds: what has to be explained; None: `standard_thresholds`, ten per cent at every level.
        share: how much of a variance the named packages shall explain [1].
        eac: the estimate at completion that is reported: a form's name, or an amount estimated anew.
        contingency: what is left of the contingency reserve; None: not known.
        unit: ``"hours"`` reviews work where there is no money; thresholds and reserve are then hours too: ``"40 h"``.
        budget: a `Budget` to measure against instead of a baseline; price and quantity are told apart where the plan has a
            baseline with work.

    Raises:
        PlanError: as for `earned_value`.
        NotationError: the share is none.
        UnknownNameError: no such form of the estimate.
        CurrencyMismatchError: a threshold or an amount is in another currency than the figures.

    Source:
        EIA-748 (analysis and management reports); PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4.

    Example:
        >>> from itpm.model.baselines import Baseline, BaselineTask
        >>> from itpm.model.progress import Progress
        >>> from itpm.model.tasks import Task
        >>> agreed = BaselineTask("build", start="2026-01-05 08:00", finish="2026-01-16 17:00", work="80h",
        ...                       cost=Money(8000, "EUR"))
        >>> done = Progress(actual_start="2026-01-05", percent_complete=50, actual_work="45h", actual_cost=Money(5400, "EUR"))
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "10d", progress=done)],
        ...             baselines=[Baseline("agreed", [agreed])], data_date="2026-01-13")
        >>> review = budget_review(plan)
        >>> print(review.explain())
        CRM was to have spent 5,600 EUR and has spent 5,400 EUR: +200 EUR
          price of an hour: -900 EUR
          hours needed: -500 EUR
          work planned by now and still to be done: +1,600 EUR
          1 work package explains at least 80% of the cost variance
            build: cost variance -1,400 EUR
        >>> [finding.code for finding in review.findings]
        ['REV001', 'REV002', 'REV003', 'REV001', 'REV002', 'REV003']
    """
    part = _share(share)
    books, saved = None if costs is None else tuple(costs), tuple(history)
    # Any: the same arguments twice, each of its own type
    asked: dict[str, Any] = {"as_of": as_of, "measures": measures, "costs": books, "history": saved}
    names = baseline if baseline is None or isinstance(baseline, str) else tuple(baseline)
    ev = earned_value(plan, baseline=names, unit=unit, budget=budget, **asked)
    spent: dict[str, tuple[Decimal, Decimal]] = {}
    if plan.baselines:
        hours = earned_value(plan, baseline=names, unit="hours", **asked)
        spent = {row.id: (row.bac.amount, row.ac.amount) for row in work_packages(hours.total, hours.rows)}
    limits = standard_thresholds() if thresholds is None else tuple(thresholds)
    rows = list(_reviewed(ev, spent, limits))
    estimate, reserve = _estimate(ev, eac), None if contingency is None else money(contingency, place="contingency")
    reported = estimate if isinstance(estimate, Money) else None
    packages = work_packages(ev.total, ev.rows)
    return BudgetReview(
        measured=ev,
        rows=rows,
        cost_drivers=_drivers(packages, ev.cv, lambda row: row.cv, part),
        schedule_drivers=_drivers(packages, ev.sv, lambda row: row.sv, part),
        share=part,
        eac=estimate,
        options=corrective_options(ev, reported, rows[0].parts, reserve),
        findings=(*_findings(rows), *_of_estimate(ev, reported), *ev.findings),
    )


def _share(value: Number) -> Decimal:
    found = decimal_or_none(value)
    if found is None or not 0 < found <= 1:
        message = f"expected a share above 0 and at most 1 like 0.8, got {shortened(value)}"
        raise NotationError([Fault("share", value, message)])
    return found


def _estimate(ev: EarnedValue, eac: str | Money) -> Money | Undefined:
    if isinstance(eac, Money):
        return ev.ac + (eac - ev.ac)  # refuses another currency
    try:
        return ev.eac(eac)
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))


def _reviewed(
    ev: EarnedValue, hours: Mapping[str, tuple[Decimal, Decimal]], limits: Sequence[VarianceThreshold]
) -> Iterator[ReviewRow]:
    """The project and every task, parts summed up from work packages."""
    below: dict[str, VarianceParts] = {}
    parent = {row.id: row.parent for row in ev}
    for package in work_packages(ev.total, ev.rows):
        found, place = parts_of(package, hours), package.id
        while True:
            below[place] = below.get(place, no_parts(ev.currency)) + found
            if not place:
                break
            place = parent[place]
    for row in (ev.total, *ev.rows):
        breaches = tuple(one for one in limits if one.exceeded_by(row, level=row.level))
        yield ReviewRow(figures=row, parts=below.get(row.id, no_parts(ev.currency)), breaches=breaches)


def _drivers(
    packages: Iterable[EarnedValueRow], whole: Money, variance: Callable[[EarnedValueRow], Money], share: Decimal
) -> tuple[EarnedValueRow, ...]:
    """The fewest packages that explain a share of what goes the same way as the whole."""
    same_way = [row for row in packages if variance(row).amount * whole.amount > 0]
    same_way.sort(key=lambda row: -abs(variance(row).amount))
    wanted = share * sum((abs(variance(row).amount) for row in same_way), Decimal(0))
    found: list[EarnedValueRow] = []
    explained = Decimal(0)
    for row in same_way:
        if explained >= wanted:
            break
        found.append(row)
        explained += abs(variance(row).amount)
    return tuple(found)


def _findings(rows: Iterable[ReviewRow]) -> Iterator[Finding]:
    for row in rows:
        for limit in row.breaches:
            variance, _ = measured(limit.variance, row.figures)
            yield Finding(
                code=_CODES[limit.variance],
                subject=f"task:{row.figures.id}" if row.figures.id else "plan:",
                severity=Severity.MAJOR if variance.amount < 0 else Severity.MINOR,
                message=f"{row.figures.name}: {limit.variance.value} of {_signed(variance)} is beyond {limit.limit}",
                remedy="say why, what it will come to, and what is done about it",
            )


def _of_estimate(ev: EarnedValue, eac: Money | None) -> Iterator[Finding]:
    """An estimate that asks for much better work than so far."""
    try:
        needed, so_far = (Decimal(0), Decimal(0)) if eac is None else (ev.tcpi_eac(eac), ev.cpi)
    except UndefinedIndexError:
        return
    if needed - so_far > REALISTIC:
        yield Finding(
            code="REV004",
            subject="plan:",
            message=f"the estimate at completion of {eac} needs a CPI of {needed:.2f} from now on, and so far it is "
            f"{so_far:.2f}: more than {REALISTIC} better is not believable",
            remedy=f"report {ev.eac()}, or say what will be done otherwise",
        )


def _signed(amount: Money) -> str:
    return f"+{amount}" if amount.amount > 0 else str(amount)


def _values(row: ReviewRow) -> tuple[object, ...]:
    figures, parts = row.figures, row.parts
    amounts = (figures.cv, figures.sv, _or_why(figures.vac), parts.price, parts.quantity, parts.other, parts.timing)
    plain = (one.amount if isinstance(one, Money) else one for one in amounts)
    shares = (_or_why(lambda: figures.cv_percent), _or_why(lambda: figures.sv_percent))
    return (figures.id, figures.name, *plain, *shares, "; ".join(map(str, row.breaches)))


def _cells(row: ReviewRow) -> tuple[object, ...]:
    amounts = _values(row)
    shown = (format(cell, ",.0f") if isinstance(cell, Decimal) else cell for cell in amounts[2:9])
    name = "  " * row.figures.level + row.figures.name
    return (row.figures.id, name, *shown, *amounts[9:11], ", ".join(limit.variance.value for limit in row.breaches))


def _or_why(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))

"""Is it worth doing? A verdict from hurdles, and the benefits measured after closure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.cost.finance.appraising import Appraisal, appraise
from itpm.cost.finance.cases import Benefit, BusinessCase
from itpm.cost.finance.inputs import CONTEXT, FinanceError, Number, number, refuse, times
from itpm.cost.finance.months import month_ends
from itpm.cost.finance.what_if import Scenario, scenarios
from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding, Severity
from itpm.model.given import pairs, several
from itpm.model.moments import Moment, day_of, moment
from itpm.model.money import Money, money
from itpm.tables import Column, Table, Tabular, Undefined

Verdict: TypeAlias = Literal["feasible", "feasible on conditions", "not feasible"]


def _optional(value: Number | None) -> Decimal | None:
    return None if value is None else number(value, place="hurdle")


@frozen(kw_only=True)
class Hurdles:
    """What a case must reach to be worth doing; None: not asked.

    Attributes:
        npv: least net present value [currency of the case].
        irr: least internal rate of return a year [1].
        payback: longest payback [year].
        benefit_cost_ratio: least present value of benefits per present value of costs [1].
    """

    npv: Decimal | None = field(default=Decimal(0), converter=_optional)
    irr: Decimal | None = field(default=None, converter=_optional)
    payback: Decimal | None = field(default=None, converter=_optional)
    benefit_cost_ratio: Decimal | None = field(default=None, converter=_optional)


@frozen(kw_only=True)
class FeasibilityResult(Tabular):
    """Whether a case is worth doing, and why.

    Attributes:
        verdict: ``"feasible"``, ``"feasible on conditions"`` or ``"not feasible"``.
        appraisal: what the case is worth.
        findings: what speaks against it; critical ones decide.
    """

    verdict: Verdict
    appraisal: Appraisal
    findings: tuple[Finding, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must be done for the verdict to hold."""
        return tuple(finding.remedy for finding in self.findings if finding.remedy)

    @property
    def statement(self) -> str:
        """The verdict in one sentence."""
        return f"{self.appraisal.name} is {self.verdict}: net present value {self.appraisal.npv}"

    def table(self) -> Table:
        """What speaks against the case, one finding a row."""
        columns = [Column("Code"), Column("Severity"), Column("Finding", key="message"), Column("Remedy")]
        rows = [(finding.code, finding.severity, finding.message, finding.remedy) for finding in self.findings]
        return Table(title=self.statement, columns=columns, rows=rows)


def feasibility(
    case: BusinessCase, hurdles: Hurdles | None = None, *, pessimistic: Iterable[Scenario] = ()
) -> FeasibilityResult:
    """Whether a case is worth doing.

    It is *not feasible* when it misses a hurdle as planned; *feasible on conditions* when it reaches them, but not in a
    pessimistic scenario, or a benefit has no owner or no measure; otherwise *feasible*.

    Args:
        case: as planned.
        hurdles: what must be reached; None: a net present value of at least zero.
        pessimistic: scenarios that it should survive.

    Example:
        >>> from itpm.cost.finance import Benefit, BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2030-07-01", rate="0.08",
        ...     payments=[("2026-01-01", "200k EUR")], benefits=[Benefit("sales", "90k EUR", owner="ann")])
        >>> result = feasibility(case, pessimistic=[Scenario("dear", cost=2)])
        >>> print(result.verdict, [finding.code for finding in result.findings])
        feasible on conditions ['FIN002', 'FIN004']
    """
    wanted = hurdles or Hurdles()
    worth = appraise(case)
    missed = tuple(_missed(worth, wanted))
    circumstances = several(pessimistic, Scenario, "pessimistic", FinanceError)
    weak = tuple(_weak(case, wanted, circumstances)) if circumstances else ()
    conditions = (*weak, *_unowned(case))
    verdict: Verdict = "not feasible" if missed else "feasible on conditions" if conditions else "feasible"
    return FeasibilityResult(verdict=verdict, appraisal=worth, findings=(*missed, *conditions))


def _missed(worth: Appraisal, hurdles: Hurdles) -> Iterator[Finding]:
    for what, found, limit, least in (
        ("net present value", worth.npv.amount, hurdles.npv, True),
        ("internal rate of return", worth.irr, hurdles.irr, True),
        ("payback in years", worth.payback, hurdles.payback, False),
        ("benefit-cost ratio", worth.benefit_cost_ratio, hurdles.benefit_cost_ratio, True),
    ):
        if limit is None:
            continue
        if isinstance(found, Undefined):
            message = f"the {what} is undefined: {found.reason}"
        elif (found < limit) if least else (found > limit):
            message = f"the {what} is {found:,.2f}, {'below' if least else 'above'} {limit:,.2f}"
        else:
            continue
        yield Finding(
            code="FIN001",
            subject=f"case:{worth.name}",
            message=message,
            severity=Severity.CRITICAL,
            remedy="change the project until it pays, or do not start it",
            evidence=[("measure", what), ("found", found), ("hurdle", limit)],
        )


def _weak(case: BusinessCase, hurdles: Hurdles, pessimistic: Iterable[Scenario]) -> Iterator[Finding]:
    for scenario, worth in scenarios(case, pessimistic):
        for finding in _missed(worth, hurdles):
            yield Finding(
                code="FIN002",
                subject=f"scenario:{scenario.name}",
                message=f"in the scenario {scenario.name!r} {finding.message}",
                remedy=f"keep {scenario.name!r} from happening, and watch for it at every gate",
                evidence=finding.evidence,
            )


def _unowned(case: BusinessCase) -> Iterator[Finding]:
    for benefit in case.benefits:
        for code, missing, what in (
            ("FIN003", not benefit.owner, "owner"),
            ("FIN004", not benefit.measure, "measure"),
        ):
            if missing:
                yield Finding(
                    code=code,
                    subject=f"benefit:{benefit.name}",
                    message=f"the benefit {benefit.name!r} has no {what}",
                    severity=Severity.MINOR,
                    remedy=f"name the {what} of the benefit {benefit.name!r}",
                )


@frozen(kw_only=True)
class BenefitReview:
    """One benefit after closure: what was promised by now, what came.

    Attributes:
        benefit: which one.
        due: when it is to be measured.
        expected: what it should be worth a year by now, its ramp considered.
        realised: what was measured, a year; undefined while it was not.
    """

    benefit: Benefit
    due: datetime
    expected: Money
    realised: Money | Undefined

    @property
    def share(self) -> Decimal | Undefined:
        """Realised per expected [1]."""
        if isinstance(self.realised, Undefined):
            return self.realised
        if not self.expected:
            return Undefined("nothing is expected yet")
        return CONTEXT.divide(self.realised.amount, self.expected.amount)


@frozen(kw_only=True)
class BenefitReviews(Tabular):
    """The benefits of a case, promised and realised.

    Attributes:
        as_of: when they are looked at.
        reviews: one for each benefit, in the case's order.
    """

    as_of: datetime
    reviews: tuple[BenefitReview, ...]

    @property
    def overdue(self) -> tuple[BenefitReview, ...]:
        """Benefits that should have been measured by now and were not."""
        return tuple(r for r in self.reviews if isinstance(r.realised, Undefined) and r.due <= self.as_of)

    def __iter__(self) -> Iterator[BenefitReview]:
        return iter(self.reviews)

    def table(self) -> Table:
        """One benefit a row."""
        columns = [
            Column("Benefit"),
            Column("Owner"),
            Column("Measure"),
            Column("Target"),
            Column("Review due", key="due"),
            Column("Expected a year", key="expected", align="right"),
            Column("Realised a year", key="realised", align="right"),
            Column("Share", align="right"),
        ]
        rows = [
            (
                r.benefit.name,
                r.benefit.owner,
                r.benefit.measure,
                r.benefit.target,
                r.due,
                r.expected,
                r.realised,
                r.share,
            )
            for r in self.reviews
        ]
        return Table(title=f"Benefits at {day_of(self.as_of)}", columns=columns, rows=rows)


def benefit_reviews(case: BusinessCase, realised: Mapping[str, Money | str], *, as_of: Moment) -> BenefitReviews:
    """What each benefit was to bring by now and what it brought.

    Args:
        case: with the finish that really was.
        realised: benefit's name to what was measured, a year.
        as_of: when it is looked at.

    Raises:
        FinanceError: a benefit that the case does not have.

    Example:
        >>> from itpm.cost.finance import Benefit, BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2030-07-01", rate="0.08",
        ...     benefits=[Benefit("sales", "90k EUR"), Benefit("calls", "20k EUR", review=3)], payments=[])
        >>> reviews = benefit_reviews(case, {"sales": "72k EUR"}, as_of="2027-01-15")
        >>> [review.share for review in reviews][0], [review.benefit.name for review in reviews.overdue]
        (Decimal('0.8'), ['calls'])
    """
    at, realised = moment(as_of, edge="finish"), dict(pairs(realised, "realised", FinanceError))
    names = [benefit.name for benefit in case.benefits]
    refuse(
        Fault(f"realised[{name!r}]", name, f"there is no benefit {name!r}{did_you_mean(name, names)}")
        for name in realised
        if name not in names
    )
    months = len(month_ends(case.finish, min(at, case.until))) if at >= case.finish else None
    return BenefitReviews(
        as_of=at,
        reviews=tuple(_review(case, benefit, realised.get(benefit.name), at, months) for benefit in case.benefits),
    )


def _review(
    case: BusinessCase, benefit: Benefit, found: Money | str | None, at: datetime, months: int | None
) -> BenefitReview:
    due = next(when for when, other in case.reviews if other is benefit)
    expected = Money(0, case.currency) if months is None else times(benefit.in_month(months), 12)
    why = f"not measured yet, {'was' if due <= at else 'is'} due {due:%Y-%m-%d}"
    value = Undefined(why) if found is None else money(found, place=f"realised[{benefit.name!r}]")
    return BenefitReview(benefit=benefit, due=due, expected=expected, realised=value)

"""The assessment as people know it: fourteen lines with numerator, denominator, value and limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import nearest
from itpm.governance.errors import GovernanceError
from itpm.governance.facts import facts_of
from itpm.governance.packs.dcma.measuring import Measured
from itpm.governance.packs.dcma.pack import dcma14
from itpm.model.given import expect, texts
from itpm.model.moments import Moment
from itpm.model.plans import Plan
from itpm.rules import Facts, Outcome, Rule, RuleContext, RuleProfile, RuleReport, UnknownRuleError, evaluate
from itpm.rules.context import DeclaredFacts, Parameters
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class DcmaCheck:
    """One line of the assessment.

    Attributes:
        code: the rule's.
        title: what holds where the check is kept.
        outcome: pass, fail, unknown (see `missing`), or not applicable.
        count: the numerator [1]; None where the check cannot be decided or has none.
        of: the denominator [1].
        value: the share or index compared with the limit.
        unit: of the value: ``"%"`` or ``"1"``.
        limit: in words: ``"at most 5 %"``.
        offenders: subjects of those that offend, also where they stay within the limit: ``("task:17",)``.
        missing: facts without which it cannot be decided.
    """

    code: str
    title: str
    outcome: Outcome
    count: int | None = None
    of: int | None = None
    value: Decimal | None = None
    unit: str = ""
    limit: str = ""
    offenders: tuple[str, ...] = field(default=(), converter=texts, repr=False)
    missing: tuple[str, ...] = ()


def _checks(checks: Iterable[DcmaCheck]) -> tuple[DcmaCheck, ...]:
    return tuple(checks)


@frozen(kw_only=True)
class DcmaAssessment(Tabular):
    """The fourteen checks over one plan.

    Attributes:
        as_of: the moment asked about.
        checks: one for each rule, by code.
        report: the findings behind it, with remedies; `Waiver` and `RuleProfile` work on those.
    """

    as_of: datetime
    checks: tuple[DcmaCheck, ...] = field(converter=_checks)
    report: RuleReport = field(repr=False)

    def __getitem__(self, code: str) -> DcmaCheck:
        for check in self.checks:
            if check.code == code:
                return check
        raise UnknownRuleError(code, nearest(code, [check.code for check in self.checks]))

    def __iter__(self) -> Iterator[DcmaCheck]:
        return iter(self.checks)

    def __len__(self) -> int:
        return len(self.checks)

    def table(self) -> Table:
        """A line for each check."""
        rows = [
            (c.code, c.title, c.outcome, c.count, c.of, _shown(c), c.limit or ", ".join(c.missing)) for c in self.checks
        ]
        return Table(
            title=f"DCMA 14-point assessment as of {day(self.as_of)}",
            columns=(
                Column("Code"),
                Column("Check"),
                Column("Outcome"),
                Column("Count", align="right"),
                Column("Of", align="right"),
                Column("Value", align="right"),
                Column("Limit or what is missing", key="limit"),
            ),
            rows=rows,
        )


def _shown(check: DcmaCheck) -> str:
    if check.value is None:
        return ""
    return f"{check.value:.1f} %" if check.unit == "%" else f"{check.value:.2f}"


def dcma_assessment(
    subject: Plan | Facts, *, as_of: Moment | None = None, profile: RuleProfile | None = None
) -> DcmaAssessment:
    """The fourteen checks of the DCMA: counts, values, limits and offenders.

    Args:
        subject: a plan, or facts of one.
        as_of: the moment asked about; default: the plan's data date, else its start. Facts bring their own.
        profile: parameters of the checks: ``RuleProfile(params={"DCMA006.max_days": 30})``.

    Raises:
        RulesError: the profile sets a parameter that its rule does not have.

    Example:
        >>> from itpm.model import Task
        >>> tasks = [Task("start"), Task("build", "5d", after=["start"]), Task("test", "60d", after=["build"])]
        >>> found = dcma_assessment(Plan("CRM", start="2026-01-05", tasks=tasks))
        >>> found["DCMA001"].count, found["DCMA001"].of, found["DCMA001"].offenders
        (1, 2, ('task:test',))
        >>> found["DCMA014"].outcome, found["DCMA014"].missing
        (<Outcome.UNKNOWN: 3>, ('baseline', 'baseline.finishes'))
    """
    expect(subject, "subject", Plan, Facts, error=GovernanceError)
    facts = (
        subject if isinstance(subject, Facts) else facts_of(subject, as_of=as_of or subject.data_date or subject.start)
    )
    report = evaluate(dcma14, facts, profile=profile)
    chosen = [rule for rule in dcma14 if any(result.code == rule.code for result in report)]
    return DcmaAssessment(as_of=facts.as_of, checks=[_line(rule, report, facts) for rule in chosen], report=report)


def _line(rule: Rule, report: RuleReport, facts: Facts) -> DcmaCheck:
    result = report[rule.code]
    blank = DcmaCheck(code=rule.code, title=rule.title, outcome=result.outcome, missing=result.missing)
    if result.outcome not in (Outcome.PASS, Outcome.FAIL) or not isinstance(rule.check, Measured):
        return blank
    context = RuleContext(
        code=rule.code,
        severity=rule.severity,
        facts=DeclaredFacts(facts, rule.needs + rule.optional),
        params=Parameters({name: value for name, value, _ in result.params}),
        as_of=facts.as_of,
    )
    found = rule.check.measure(context)
    return DcmaCheck(
        code=rule.code,
        title=rule.title,
        outcome=result.outcome,
        count=found.count,
        of=found.of,
        value=found.value,
        unit=found.unit,
        limit=found.limit,
        offenders=tuple(dict.fromkeys(subject for subject, _, _ in found.offences)),
    )

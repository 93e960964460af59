"""Appetite and tolerance: what is borne without doing anything, and what is not borne at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import Fault, NotationError, UndefinedIndexError
from itpm.findings import Finding, Severity
from itpm.model.given import expect, several, text_faults
from itpm.model.money import NO_CURRENCY, Money, money
from itpm.risk.inputs import RiskError
from itpm.risk.matrices.grids import RiskMatrix
from itpm.risk.rankings.breakdowns import category_path, lies_in
from itpm.risk.register import RiskRegister
from itpm.risk.responses import Accept, objective_name
from itpm.risk.risks import Risk
from itpm.risk.scoring import NO_RISK, RiskScore, risk_score
from itpm.risk.tracking.exposures import exposure_of
from itpm.tables import Column, Table, Tabular


def _amount(value: Money | str | None) -> Money | None:
    return None if value is None else money(value, place="risk limit.expected_cost")


@frozen
class RiskLimit:
    """How much risk of one kind is borne.

    Attributes:
        appetite: the highest band that is borne without a response; empty: any.
        tolerance: the highest band that may be left once the response works; empty: any.
        category: the category it holds for, with all below it; empty: all.
        objective: the objective it holds for: ``"cost"``, ``"time"``, ``"quality"``; empty: the worst of all.
        expected_cost: what all risks of the category together may be expected to cost as things stand; None: anything.

    Raises:
        RiskError: it limits nothing, or an expected cost of one objective.
    """

    appetite: str = ""
    tolerance: str = ""
    category: str = field(default="", kw_only=True, converter=category_path)
    objective: str = field(default="", kw_only=True, converter=objective_name)
    expected_cost: Money | None = field(default=None, kw_only=True, converter=_amount)

    def __attrs_post_init__(self) -> None:
        faults = [*text_faults(self, f"{self}")]
        if not self.appetite and not self.tolerance and self.expected_cost is None:
            faults.append(Fault(f"{self}", self, "expected an appetite, a tolerance or an expected cost"))
        if self.expected_cost is not None and self.objective:
            message = "an expected cost is limited for a category, not for one objective"
            faults.append(Fault(f"{self}.expected_cost", self.expected_cost, message))
        RiskError.refuse(faults)

    def __str__(self) -> str:
        parts = [self.category or "all risks", *([f"on {self.objective}"] if self.objective else [])]
        return f"limit for {' '.join(parts)}"


def _limits(limits: Iterable[RiskLimit]) -> tuple[RiskLimit, ...]:
    return several(limits, RiskLimit, "appetite.limits", RiskError)


@frozen
class RiskAppetite(Tabular):
    """What an organisation is ready to bear. Of several limits, the one for the nearest category counts.

    Attributes:
        limits: the limits.

    Raises:
        RiskError: two limits for one category and objective.

    Example:
        >>> appetite = RiskAppetite([RiskLimit("moderate", "moderate"), RiskLimit("low", category="technical/security")])
        >>> print(appetite)
        Risk appetite
        Category            Objective  Without response up to  Left at most  Expected cost at most
        ------------------  ---------  ----------------------  ------------  ---------------------
        all                 worst      moderate                moderate
        technical/security  worst      low
    """

    limits: tuple[RiskLimit, ...] = field(converter=_limits)

    def __attrs_post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        faults = []
        for limit in self.limits:
            key = (limit.category, limit.objective)
            if key in seen:
                faults.append(Fault("appetite.limits", limit, f"there are two of the {limit}"))
            seen.add(key)
        RiskError.refuse(faults)

    def table(self) -> Table:
        """The limits, in their order."""
        columns = [
            Column("Category"),
            Column("Objective"),
            Column("Without response up to", key="appetite"),
            Column("Left at most", key="tolerance"),
            Column("Expected cost at most", key="expected_cost", align="right"),
        ]
        rows = [
            (one.category or "all", one.objective or "worst", one.appetite, one.tolerance, one.expected_cost)
            for one in self.limits
        ]
        return Table(title="Risk appetite", columns=columns, rows=rows)


def appetite_findings(
    register: RiskRegister, appetite: RiskAppetite, *, matrix: RiskMatrix | None = None
) -> tuple[Finding, ...]:
    """Where a register exceeds what is borne: risk by risk, then category by category.

    RSK002: a threat above the appetite without a response, or only accepted. RSK013: a threat whose response leaves more than the
    tolerance. RSK016: a category whose risks together are expected to cost more than their limit.

    Args:
        register: the register.
        appetite: what is borne.
        matrix: what the bands are of; None: the register's.

    Raises:
        UnknownNameError: a limit names a band that the matrix does not have; the nearest are offered.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> register = RiskRegister([Threat("breach", probability=0.3, impact={"quality": "high"}, category="technical")])
        >>> for finding in appetite_findings(register, RiskAppetite([RiskLimit("low", category="technical")])):
        ...     print(finding.code, finding.message)
        RSK002 threat 'breach' has no response, and scores 0.12 moderate (at most low is borne without a response)
    """
    expect(register, "register", RiskRegister, error=RiskError)
    expect(appetite, "appetite", RiskAppetite, error=RiskError)
    grid = matrix or register.matrix
    for limit in appetite.limits:
        for band in filter(None, (limit.appetite, limit.tolerance)):
            grid.above(band)
    found = [finding for risk in register.open if risk.harmful for finding in _of_risk(risk, register, appetite, grid)]
    return (*found, *_of_categories(register, appetite))


def _of_risk(risk: Risk, register: RiskRegister, appetite: RiskAppetite, matrix: RiskMatrix) -> Iterator[Finding]:
    """At most one finding of each code: it names every limit that is exceeded."""
    if risk.response is None or isinstance(risk.response, Accept):
        exceeded = list(_exceeded(risk, register, appetite, matrix, tolerated=False))
        if exceeded:
            has = "has no response" if risk.response is None else "is only accepted"
            scores = _listed([(_on(limit, score), limit.appetite) for limit, score in exceeded], " without a response")
            yield _finding("RSK002", risk, f"{has}, and scores {scores}", "respond to it", exceeded)
    exceeded = list(_exceeded(risk, register, appetite, matrix, tolerated=True))
    if exceeded:
        has = "leaves" if risk.response is not None else "is"
        scores = _listed([(_on(limit, score), limit.tolerance) for limit, score in exceeded])
        remedy = "respond more strongly, or escalate it to whoever may bear it"
        yield _finding("RSK013", risk, f"{has} {scores}", remedy, exceeded)


def _listed(scores: list[tuple[str, str]], when: str = "") -> str:
    return ", ".join(f"{score} (at most {most} is borne{when})" for score, most in scores)


def _exceeded(
    risk: Risk, register: RiskRegister, appetite: RiskAppetite, matrix: RiskMatrix, *, tolerated: bool
) -> Iterator[tuple[RiskLimit, RiskScore]]:
    """The limits that a risk exceeds, one for each objective, with its score on that objective."""
    try:
        score = risk_score(risk, matrix, register.stakes, after_response=tolerated)
    except UndefinedIndexError:
        return
    parts = [("", score.score, score.band)] + [(name, value, band) for name, _, value, band in score.by_objective]
    for objective, value, band in parts:
        limit = _nearest_limit(risk, objective, appetite, tolerated=tolerated)
        most = "" if limit is None else (limit.tolerance if tolerated else limit.appetite)
        if limit is not None and most and band != NO_RISK and band in matrix.above(most):
            yield limit, RiskScore(score=value, band=band)


def _nearest_limit(risk: Risk, objective: str, appetite: RiskAppetite, *, tolerated: bool) -> RiskLimit | None:
    fitting = [
        limit
        for limit in appetite.limits
        if limit.objective == objective
        and (limit.tolerance if tolerated else limit.appetite)
        and lies_in(risk.category, limit.category)
    ]
    return max(fitting, key=lambda limit: len(limit.category), default=None)


def _of_categories(register: RiskRegister, appetite: RiskAppetite) -> Iterator[Finding]:
    for limit in appetite.limits:
        if limit.expected_cost is None:
            continue
        risks = [risk for risk in register.open if lies_in(risk.category, limit.category)]
        stands = sum((exposure_of(risk) for risk in risks), Decimal(0))
        if stands > limit.expected_cost.amount and register.currency == limit.expected_cost.currency:
            amount = Money(stands, register.currency).rounded(0)
            whose = f"risks of {limit.category!r}" if limit.category else "all risks"
            yield Finding(
                code="RSK016",
                subject=f"risks:{limit.category or 'all'}",
                message=f"{whose} together are expected to cost {amount}; at most {limit.expected_cost} is borne",
                remedy="put responses in place, or have the limit raised",
                evidence=[("expected_cost", amount), ("limit", limit.expected_cost)],
            )
        elif register.currency not in {NO_CURRENCY, limit.expected_cost.currency}:
            message = (
                f"the register is in {register.currency}, got {limit.expected_cost}; a rate is the caller's to give"
            )
            raise NotationError([Fault(f"{limit}.expected_cost", limit.expected_cost, message)])


def _on(limit: RiskLimit, score: RiskScore) -> str:
    return f"{score} on {limit.objective}" if limit.objective else str(score)


def _finding(code: str, risk: Risk, message: str, remedy: str, exceeded: list[tuple[RiskLimit, RiskScore]]) -> Finding:
    return Finding(
        code=code,
        subject=f"risk:{risk.name}",
        message=f"{risk} {message}",
        severity=Severity.CRITICAL,
        remedy=remedy,
        evidence=[(str(limit), str(score)) for limit, score in exceeded],
    )

"""Risk: whether somebody watches every risk, and does something about the worst.

The codes are those of `itpm.risk.risk_findings`, where the two speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import activity, done, facts, plan
from itpm.governance.packs.wording import passed_on
from itpm.governance.projects import Project
from itpm.lifecycle import RiskReview, RiskReviews
from itpm.model.progress import Progress
from itpm.risk import (
    Accept,
    Mitigate,
    RiskAppetite,
    RiskLimit,
    RiskMatrix,
    RiskRanking,
    RiskRegister,
    RiskScore,
    Threat,
)
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.risk", prefix="RSK", version="1.1", catalogue=FACT_CATALOGUE)


@_pack.rule(
    "RSK001",
    "Every open risk has an owner",
    needs=("risk.open_without_owner",),
    source="PMBOK Guide, 6th ed., 11.2.3.1; ISO 31000:2018, 5.4.3",
    fix="name who watches it",
    passing=lambda: facts(
        Project(
            "CRM", register=RiskRegister([Threat("vendor late", probability=0.3, delay="5d", on=["build"], owner="bo")])
        )
    ),
    failing=lambda: facts(
        Project("CRM", register=RiskRegister([Threat("vendor late", probability=0.3, delay="5d", on=["build"])]))
    ),
)
def unowned(context: RuleContext) -> Iterator[Finding]:
    """A risk that nobody watches occurs unnoticed.

    How: risks that can still occur and have no owner.
    """
    for name in context.facts["risk.open_without_owner"]:
        yield context.fail(f"risk:{name}", f"nobody watches the risk {name!r}")


@_pack.rule(
    "RSK002",
    "Every risk above the appetite has a response",
    severity=Severity.CRITICAL,
    needs=("risk", "risk.ranking"),
    optional=("risk.beyond_appetite",),
    source="PMBOK Guide, 6th ed., 11.5; ISO 31000:2018, 6.5",
    params={"appetite": ""},
    fix="respond to it: avoid, transfer, mitigate or escalate; for an opportunity exploit, share or enhance",
    passing=lambda: facts(
        Project(
            "CRM",
            register=RiskRegister(
                [
                    Threat(
                        "vendor late",
                        probability=0.9,
                        impact={"time": "very high"},
                        owner="bo",
                        response=Mitigate("second source"),
                    )
                ]
            ),
        )
    ),
    failing=lambda: facts(
        Project(
            "CRM",
            register=RiskRegister([Threat("vendor late", probability=0.9, impact={"time": "very high"}, owner="bo")]),
        )
    ),
)
def no_response(context: RuleContext) -> Iterator[Finding]:
    """What is worse than the organisation is ready to bear is not left as it is.

    How: open risks without a response whose band on the register's matrix lies above `appetite`, the highest band that
    needs none. Where that is not set, the project's risk appetite counts, by category and objective: threats above it
    without a response, or only accepted. Where there is none either, it is the last band but one: the worst needs a
    response. A risk whose impact is not rated and cannot be measured has no band; RSK006 and RSK009 of the register speak
    of those.

    What to do: decide on a response and an owner for it; accepting it is a decision as well, and is recorded as one.
    """
    if not context.params.appetite and context.facts.known("risk.beyond_appetite"):
        yield from passed_on(context, context.facts["risk.beyond_appetite"])
        return
    register: RiskRegister = context.facts["risk"]
    ranking: RiskRanking = context.facts["risk.ranking"]
    above = _above(register.matrix, context.params.appetite)
    for row in ranking:
        if row.risk.response is None and isinstance(row.score, RiskScore) and row.score.band in above:
            message = f"{row.risk.kind} {row.risk.name!r} scores {row.score} and has no response"
            yield context.fail(
                f"risk:{row.risk.name}", message, evidence={"score": row.score.score, "band": row.score.band}
            )


def _above(matrix: RiskMatrix, band: str) -> frozenset[str]:
    """The bands worse than this one; where none is set, the worst."""
    return matrix.above(band) if band else frozenset(matrix.bands[-1:])


@_pack.rule(
    "RSK008",
    "No risk is kept open past its time",
    severity=Severity.MINOR,
    needs=("risk.expired",),
    source="PMBOK Guide, 6th ed., 11.7",
    fix="close it, or renew it",
    passing=lambda: facts(_strike(), "2026-02-28"),
    failing=lambda: facts(_strike(), "2026-03-01"),
)
def expired(context: RuleContext) -> Iterator[Finding]:
    """A register full of risks that cannot occur any more is not read.

    How: open risks whose time ended before the moment asked about.
    """
    for name in context.facts["risk.expired"]:
        yield context.fail(f"risk:{name}", f"the risk {name!r} is open though its time is over")


def _strike() -> Project:
    """A project with a risk that can occur until the end of February."""
    strike = Threat("strike", probability=0.1, delay="5d", on=["build"], expires="2026-02-28")
    return Project("CRM", register=RiskRegister([strike]))


@_pack.rule(
    "RSK012",
    "The risks are reviewed",
    needs=("risk", "risk.days_since_review"),
    source="PMBOK Guide, 6th ed., 11.7.2.3; ISO 31000:2018, 6.6",
    params={"max_days": 31},
    tighter={"max_days": "lower"},
    fix="go through the register with those who own the risks, and record the review",
    passing=lambda: facts(_reviewed("2026-01-20"), "2026-02-02"),
    failing=lambda: facts(_reviewed("2025-12-20"), "2026-02-02"),
)
def unreviewed(context: RuleContext) -> Iterator[Finding]:
    """A register that nobody opens describes the risks of the day it was written.

    How: days since the last review on the project's record of risk reviews (a deliverable), at most `max_days` [day].
    Without such a record it cannot be decided.

    What to do: go through the register with those who own the risks, and record the review, even if nothing changed.
    """
    days = context.facts["risk.days_since_review"]
    if days > context.params.max_days:
        yield context.fail("risk:register", f"the risks were last reviewed {days} days ago", evidence={"days": days})


def _reviewed(at: str) -> Project:
    """A project whose risks were reviewed then."""
    reviews = RiskReviews([RiskReview(at, by=["bo"], findings="nothing new")])
    return Project("CRM", register=RiskRegister([Threat("strike", probability=0.1)]), deliverables=[reviews])


@_pack.rule(
    "RSK013",
    "What a response leaves is within the target",
    needs=("risk", "risk.ranking"),
    optional=("risk.beyond_appetite",),
    source="ISO 31000:2018, 6.5.2: whether the residual risk is tolerable",
    params={"target": ""},
    fix="respond more strongly, or have the residual risk accepted by whoever may",
    passing=lambda: facts(_left("low")),
    failing=lambda: facts(_left("very high")),
)
def residual_above_target(context: RuleContext) -> Iterator[Finding]:
    """A response is good enough when what it leaves can be borne, not when something was done.

    How: open risks with a response whose residual band on the register's matrix lies above `target`, the highest band
    that may remain. Where that is not set, the tolerance of the project's risk appetite counts, by category and objective,
    for every open threat. Where there is none either, it is the last band but one. A response that says nothing of what it
    leaves, leaves the risk as it was.

    What to do: respond more strongly, or have the residual risk accepted (`Accept`) by whoever may.
    """
    if not context.params.target and context.facts.known("risk.beyond_appetite"):
        yield from passed_on(context, context.facts["risk.beyond_appetite"])
        return
    register: RiskRegister = context.facts["risk"]
    ranking: RiskRanking = context.facts["risk.ranking"]
    above = _above(register.matrix, context.params.target)
    for row in ranking:
        left, response = row.residual_score, row.risk.response
        if (
            response is None
            or isinstance(response, Accept)
            or not isinstance(left, RiskScore)
            or left.band not in above
        ):
            continue
        message = f"{row.risk.kind} {row.risk.name!r} would still score {left} after its response"
        yield context.fail(f"risk:{row.risk.name}", message, evidence={"score": left.score, "band": left.band})


def _left(impact: str) -> Project:
    """A project with a response that leaves so much impact."""
    response = Mitigate("second source", residual_impact={"time": impact})
    vendor = Threat("vendor late", probability=0.9, impact={"time": "very high"}, owner="bo", response=response)
    return Project("CRM", register=RiskRegister([vendor]))


@_pack.rule(
    "RSK014",
    "Responses are carried out in time",
    needs=("risk", "risk.overdue_responses"),
    source="PMBOK Guide, 6th ed., 11.6",
    fix="do it, or decide on another response",
    passing=lambda: facts(_answered(done("2026-01-05", "2026-01-09")), "2026-01-19"),
    failing=lambda: facts(_answered(None), "2026-01-19"),
)
def response_overdue(context: RuleContext) -> Iterator[Finding]:
    """A response that is planned and not done protects nobody.

    How: open risks whose response names tasks in the plan, one of which is not complete though its deadline, its baseline
    finish or its scheduled finish lies before the status date.

    What to do: do it, or decide on another response.
    """
    for name in context.facts["risk.overdue_responses"]:
        yield context.fail(f"risk:{name}", f"the response to the risk {name!r} should be done by now")


def _answered(progress: Progress | None) -> Project:
    """A project with a response that was to be done in the week of 5 January."""
    response = Mitigate("second source", tasks=["contract"])
    vendor = Threat("vendor late", probability=0.3, owner="bo", response=response)
    tasks = plan(activity("contract", "5d", progress=progress), activity("build", "30d"), data_date="2026-01-19")
    return Project("CRM", tasks, register=RiskRegister([vendor]))


@_pack.rule(
    "RSK015",
    "Every response has an owner",
    severity=Severity.MINOR,
    needs=("risk.response_unowned",),
    source="PMBOK Guide, 6th ed., 11.5.3.1",
    fix="name who carries it out",
    passing=lambda: facts(_unowned(owner="kim")),
    failing=lambda: facts(_unowned(owner="")),
)
def response_unowned(context: RuleContext) -> Iterator[Finding]:
    """What somebody should do, nobody does.

    How: open risks with a response where neither the response nor the risk has an owner.

    What to do: name who carries it out.
    """
    for name in context.facts["risk.response_unowned"]:
        yield context.fail(f"risk:{name}", f"nobody sees to the response to the risk {name!r}")


def _unowned(owner: str) -> Project:
    """A project with a response of this owner."""
    return Project(
        "CRM", register=RiskRegister([Threat("strike", probability=0.1, response=Mitigate("talk", owner=owner))])
    )


@_pack.rule(
    "RSK016",
    "All risks together are borne",
    severity=Severity.CRITICAL,
    needs=("risk",),
    optional=("risk.beyond_appetite",),
    applies=lambda context: context.facts.known("risk.beyond_appetite"),
    source="ISO 31000:2018, 6.3.4: risk criteria; PMBOK Guide, 6th ed., 11.1.3.1: risk appetite",
    fix="put responses in place, or have the limit raised",
    passing=lambda: facts(_borne("12k EUR")),
    failing=lambda: facts(_borne("10k EUR")),
)
def above_limit(context: RuleContext) -> Iterator[Finding]:
    """Each risk may be small enough to bear, and all of them together not.

    How: expected cost as things stand of a category's open risks (one whose response is in place counts with what that leaves)
    against the limit that the project's risk appetite sets. Without an appetite there is nothing to
    exceed.

    What to do: put responses in place, or have whoever answers for it raise the limit.
    """
    yield from passed_on(context, context.facts["risk.beyond_appetite"])


def _borne(most: str) -> Project:
    """A project that bears so much, with a risk of 12,000 EUR."""
    register = RiskRegister([Threat("vendor late", probability=0.3, cost="40k EUR", owner="bo")])
    return Project("CRM", register=register, risk_appetite=RiskAppetite([RiskLimit(expected_cost=most)]))


risk = _pack.build()

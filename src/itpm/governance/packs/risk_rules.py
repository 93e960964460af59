"""Risk: whether somebody watches every risk, and does something about the worst.

The codes are those of `itpm.risk.risk_findings`, where the two speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from itpm.errors import UnknownNameError, nearest
from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.risk import RiskMatrix, RiskRanking, RiskRegister, RiskScore
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.risk", prefix="RSK", version="1.0", catalogue=FACT_CATALOGUE)


@_pack.rule(
    "RSK001",
    "Every open risk has an owner",
    needs=("risk.open_without_owner",),
    source="PMBOK Guide, 6th ed., 11.2.3.1; ISO 31000:2018, 5.4.3",
    fix="name who watches it",
)
def unowned(context: RuleContext) -> Iterator[Finding]:
    """A risk that nobody watches occurs unnoticed.

    How: risks that can still occur and have no owner.

    Example:
        >>> watched = RiskRegister([Threat("vendor late", probability=0.3, delay="5d", on=["build"], owner="bo")])
        >>> outcome_of("RSK001", Project("CRM", register=watched), as_of="2026-01-05")
        <Outcome.PASS: 1>
        >>> unwatched = RiskRegister([Threat("vendor late", probability=0.3, delay="5d", on=["build"])])
        >>> outcome_of("RSK001", Project("CRM", register=unwatched), as_of="2026-01-05")
        <Outcome.FAIL: 2>
    """
    for name in context.facts["risk.open_without_owner"]:
        yield context.fail(f"risk:{name}", f"nobody watches the risk {name!r}")


@_pack.rule(
    "RSK002",
    "Every risk above the appetite has a response",
    severity=Severity.CRITICAL,
    needs=("risk", "risk.ranking"),
    source="PMBOK Guide, 6th ed., 11.5; ISO 31000:2018, 6.5",
    params={"appetite": ""},
    fix="respond to it: avoid, transfer, mitigate or escalate; for an opportunity exploit, share or enhance",
)
def no_response(context: RuleContext) -> Iterator[Finding]:
    """What is worse than the organisation is ready to bear is not left as it is.

    How: open risks without a response whose band on the register's matrix lies above `appetite`, the highest band that
    needs none. Where that is not set, it is the last but one: the worst band needs a response. A risk whose impact is
    not rated and cannot be measured has no band; RSK006 and RSK009 of the register speak of those.

    What to do: decide on a response and an owner for it; accepting it is a decision as well, and is recorded as one.

    Example:
        >>> bad = {"impact": {"time": "very high"}, "owner": "bo"}
        >>> answered = RiskRegister([Threat("vendor late", probability=0.9, response=Mitigate("second source"), **bad)])
        >>> outcome_of("RSK002", Project("CRM", register=answered), as_of="2026-01-05")
        <Outcome.PASS: 1>
        >>> open_ = RiskRegister([Threat("vendor late", probability=0.9, **bad)])
        >>> outcome_of("RSK002", Project("CRM", register=open_), as_of="2026-01-05")
        <Outcome.FAIL: 2>
    """
    register: RiskRegister = context.facts["risk"]
    ranking: RiskRanking = context.facts["risk.ranking"]
    bands = bands_of(register.matrix)
    above = _above(bands, context.params.appetite)
    for row in ranking:
        if row.risk.response is None and isinstance(row.score, RiskScore) and row.score.band in above:
            message = f"{row.risk.kind} {row.risk.name!r} scores {row.score} and has no response"
            yield context.fail(
                f"risk:{row.risk.name}", message, evidence={"score": row.score.score, "band": row.score.band}
            )


def bands_of(matrix: RiskMatrix) -> tuple[str, ...]:
    """The bands of a matrix, the lowest first: by the least score in each."""
    least: dict[str, object] = {}
    for cell in sorted((cell for row in matrix.cells for cell in row), key=lambda cell: cell.score):
        least.setdefault(cell.band, cell.score)
    return tuple(least)


def _above(bands: tuple[str, ...], appetite: str) -> tuple[str, ...]:
    if not appetite:
        return bands[-1:]
    if appetite not in bands:
        raise UnknownNameError("band", appetite, nearest(appetite, bands))
    return bands[bands.index(appetite) + 1 :]


@_pack.rule(
    "RSK008",
    "No risk is kept open past its time",
    severity=Severity.MINOR,
    needs=("risk.expired",),
    source="PMBOK Guide, 6th ed., 11.7",
    fix="close it, or renew it",
)
def expired(context: RuleContext) -> Iterator[Finding]:
    """A register full of risks that cannot occur any more is not read.

    How: open risks whose time ended before the moment asked about.

    Example:
        >>> register = RiskRegister([Threat("strike", probability=0.1, delay="5d", on=["build"], expires="2026-02-28")])
        >>> outcome_of("RSK008", Project("CRM", register=register), as_of="2026-02-28")
        <Outcome.PASS: 1>
        >>> outcome_of("RSK008", Project("CRM", register=register), as_of="2026-03-01")
        <Outcome.FAIL: 2>
    """
    for name in context.facts["risk.expired"]:
        yield context.fail(f"risk:{name}", f"the risk {name!r} is open though its time is over")


risk = _pack.build()

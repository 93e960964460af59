"""What a rule says of the facts, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import evolve, field, frozen

from itpm.findings import Explanation, Finding, Severity
from itpm.rules.profiles import Enforcement
from itpm.rules.wording import listed
from itpm.tables import shown


class Outcome(Enum):
    """What a rule says. Unknown is not a failure: it names what would decide it."""

    PASS = 1
    FAIL = 2
    UNKNOWN = 3
    NOT_APPLICABLE = 4


@frozen(kw_only=True)
class RuleResult:
    """One rule's outcome.

    Attributes:
        code: the rule's.
        title: what holds where the rule is kept.
        outcome: what the rule says, waivers aside.
        severity: how much an offence matters.
        enforcement: what an offence does at a gate.
        findings: offences that nobody waived.
        waived: offences that a waiver covers.
        missing: facts without which it cannot be decided; only those that could still change the answer.
        undefined: why it cannot be decided though facts are known: a division by zero, two currencies.
        params: (name, value, who set it) of its parameters.
        source: where the rule comes from.
        fingerprint: of the rule, its pack's version and its parameters.
    """

    code: str
    title: str
    outcome: Outcome
    severity: Severity
    enforcement: Enforcement
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    params: tuple[tuple[str, object, str], ...] = ()
    source: str = ""
    fingerprint: str = field(default="", repr=False)

    @property
    def subject(self) -> str:
        """What the result is about, as ``kind:id``."""
        return f"rule:{self.code}"

    @property
    def open(self) -> tuple[Finding, ...]:
        """What stands against a pass: the offences not waived, or that the rule cannot be decided."""
        return (self.undecided,) if self.outcome is Outcome.UNKNOWN else self.findings

    @property
    def undecided(self) -> Finding:
        """That the rule cannot be decided, and which facts would decide it."""
        names = listed(self.missing)
        verb = "is" if len(self.missing) == 1 else "are"
        why = [*([f"{names} {verb} unknown"] if self.missing else []), *self.undefined]
        return Finding(
            code=self.code,
            subject=self.subject,
            message=f"cannot be decided: {'; '.join(why)}",
            severity=self.severity,
            missing=self.missing,
            remedy=f"supply {names}" if self.missing else "correct the facts",
        )


def without_waivers(result: RuleResult) -> RuleResult:
    """The result as the rule gave it, before any waiver."""
    findings = sorted([*result.findings, *result.waived], key=lambda finding: finding.sort_key)
    return evolve(result, findings=tuple(findings), waived=())


def explanation(result: RuleResult, trees: Iterable[Explanation] = ()) -> Explanation:
    """Why a rule says what it says; `trees` are the conditions behind it with their values."""
    values = tuple(trees)
    because = [
        *values,
        *(_offence(finding, has_values=bool(values)) for finding in result.findings),
        *(Explanation(f.subject, f"waived: {f.message}{_evidence(f)}", evidence=f) for f in result.waived),
        *(Explanation(f"fact:{name}", f"the fact {name} is unknown") for name in result.missing),
        *(Explanation(result.subject, reason) for reason in result.undefined),
        *(Explanation(f"param:{n}", f"{n} is {shown(value)}, set by {who}") for n, value, who in result.params),
    ]
    if result.source:
        because.append(Explanation(result.subject, f"source: {result.source}"))
    statement = f"{result.code} {_SAID[result.outcome]}: {result.title}"
    return Explanation(result.subject, statement, tuple(because), evidence=result)


def _offence(finding: Finding, *, has_values: bool) -> Explanation:
    """An offence; with its evidence, unless the conditions' trees have shown the values already."""
    return Explanation(
        finding.subject, f"{finding.message}{'' if has_values else _evidence(finding)}", evidence=finding
    )


def _evidence(finding: Finding) -> str:
    pairs = ", ".join(f"{name} = {shown(value)}" for name, value in finding.evidence)
    return f" ({pairs})" if pairs else ""


_SAID = {
    Outcome.PASS: "passes",
    Outcome.FAIL: "fails",
    Outcome.UNKNOWN: "cannot be decided",
    Outcome.NOT_APPLICABLE: "does not apply",
}

"""What an evaluation says: an outcome for every rule, its findings, and what would decide what is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum

from attrs import evolve, field, frozen

from itpm.errors import nearest
from itpm.findings import Explanation, Finding, Severity
from itpm.rules.errors import UnknownRuleError
from itpm.rules.facts import Facts
from itpm.rules.profiles import Enforcement
from itpm.rules.wording import day, listed
from itpm.tables import Column, Table, Tabular, shown


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
        missing: facts without which it cannot be decided.
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
        return Finding(
            code=self.code,
            subject=self.subject,
            message=f"cannot be decided: {names} {verb} unknown",
            severity=self.severity,
            missing=self.missing,
            remedy=f"supply {names}",
        )


@frozen(kw_only=True)
class RuleReport(Tabular):
    """The outcome of every selected rule, by code; equal inputs give equal reports.

    Attributes:
        as_of: the moment the facts hold at.
        results: one for each rule, by code.
        waivers: what is wrong with the waivers: expired (WAV001), unused (WAV002), covering what is hard (WAV003).
        profile: name of the profile.
        fingerprint: of the rule set: codes, versions, parameters and enforcement.
        facts: what was asked, kept for the next evaluation; outside equality, and not pickled.
    """

    as_of: datetime
    results: tuple[RuleResult, ...]
    waivers: tuple[Finding, ...] = ()
    profile: str = "default"
    fingerprint: str = ""
    facts: Facts | None = field(default=None, eq=False, repr=False)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every offence that nobody waived, and what is wrong with the waivers, by code and subject."""
        found = [finding for result in self.results for finding in result.findings]
        return tuple(sorted([*found, *self.waivers], key=lambda finding: finding.sort_key))

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """A finding for every rule that cannot be decided, with the facts it misses."""
        return tuple(result.undecided for result in self.results if result.outcome is Outcome.UNKNOWN)

    def __getitem__(self, code: str) -> RuleResult:
        for result in self.results:
            if result.code == code:
                return result
        raise UnknownRuleError(code, nearest(code, [result.code for result in self.results]))

    def __iter__(self) -> Iterator[RuleResult]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def outcome(self, code: str) -> Outcome:
        """What the rule says.

        Raises:
            UnknownRuleError: it was not evaluated.
        """
        return self[code].outcome

    def explain(self, code: str) -> Explanation:
        """Why the rule says what it says: its offences with their evidence, parameters and source.

        Raises:
            UnknownRuleError: it was not evaluated.
        """
        return explanation(self[code])

    def new_since(self, previous: RuleReport) -> tuple[Finding, ...]:
        """Findings that the previous report did not have, whatever their wording."""
        known = {finding.fingerprint for finding in previous.findings}
        return tuple(finding for finding in self.findings if finding.fingerprint not in known)

    def table(self) -> Table:
        """A line for each rule: outcome, offences, waived, missing facts."""
        rows = [
            (r.code, r.title, r.outcome, r.severity, len(r.findings), len(r.waived), ", ".join(r.missing))
            for r in self.results
        ]
        columns = (
            Column("Code"),
            Column("Rule"),
            Column("Outcome"),
            Column("Severity"),
            Column("Findings", align="right"),
            Column("Waived", align="right"),
            Column("Missing"),
        )
        note = "\n".join(str(finding) for finding in self.waivers)
        return Table(title=f"Rules as of {day(self.as_of)}", columns=columns, rows=rows, note=note)

    def __reduce__(self) -> tuple[Callable[..., RuleReport], tuple[object, ...]]:
        return _restored, (self.as_of, self.results, self.waivers, self.profile, self.fingerprint)


def _restored(
    as_of: datetime, results: tuple[RuleResult, ...], waivers: tuple[Finding, ...], profile: str, fingerprint: str
) -> RuleReport:
    return RuleReport(as_of=as_of, results=results, waivers=waivers, profile=profile, fingerprint=fingerprint)


def without_waivers(result: RuleResult) -> RuleResult:
    """The result as the rule gave it, before any waiver."""
    findings = sorted([*result.findings, *result.waived], key=lambda finding: finding.sort_key)
    return evolve(result, findings=tuple(findings), waived=())


def explanation(result: RuleResult) -> Explanation:
    """Why a rule says what it says."""
    because = [
        *(_offence(finding) for finding in result.findings),
        *(Explanation(f.subject, f"waived: {f.message}{_evidence(f)}", evidence=f) for f in result.waived),
        *(Explanation(f"fact:{name}", f"the fact {name} is unknown") for name in result.missing),
        *(Explanation(f"param:{n}", f"{n} is {shown(value)}, set by {who}") for n, value, who in result.params),
    ]
    if result.source:
        because.append(Explanation(result.subject, f"source: {result.source}"))
    statement = f"{result.code} {_SAID[result.outcome]}: {result.title}"
    return Explanation(result.subject, statement, tuple(because), evidence=result)


def _offence(finding: Finding) -> Explanation:
    return Explanation(finding.subject, f"{finding.message}{_evidence(finding)}", evidence=finding)


def _evidence(finding: Finding) -> str:
    pairs = ", ".join(f"{name} = {shown(value)}" for name, value in finding.evidence)
    return f" ({pairs})" if pairs else ""


_SAID = {
    Outcome.PASS: "passes",
    Outcome.FAIL: "fails",
    Outcome.UNKNOWN: "cannot be decided",
    Outcome.NOT_APPLICABLE: "does not apply",
}

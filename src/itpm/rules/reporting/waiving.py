"""Laying waivers over results: an overlay, never a fifth outcome.

A waiver that expired covers nothing and is a finding itself (WAV001); so is one that has nothing to cover (WAV002), and
one over a rule that is hard (WAV003). A waiver for a rule that was not evaluated, or cannot be decided, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import evolve

from itpm.findings import Finding, Severity
from itpm.rules.outcomes import Outcome, RuleResult
from itpm.rules.packs import RulePack
from itpm.rules.profiles import Enforcement
from itpm.rules.reporting.waivers import Waiver
from itpm.rules.wording import day


def waived(
    results: Iterable[RuleResult], waivers: Iterable[Waiver], packs: Iterable[RulePack], as_of: datetime
) -> tuple[list[RuleResult], tuple[Finding, ...]]:
    """The results with waived findings set apart, and the findings about the waivers themselves."""
    given = tuple(waivers)
    before = list(results)
    if not given:
        return before, ()
    covering = [waiver for waiver in given if waiver.holds(as_of)]
    after = [_covered(result, covering) for result in before]
    about = {finding.fingerprint: finding for finding in _about(given, before, tuple(packs), as_of)}
    return after, tuple(sorted(about.values(), key=lambda finding: finding.sort_key))


def _covered(result: RuleResult, waivers: Iterable[Waiver]) -> RuleResult:
    if result.enforcement is Enforcement.HARD:
        return result
    fingerprints = {waiver.fingerprint for waiver in waivers}
    return evolve(
        result,
        findings=tuple(f for f in result.findings if f.fingerprint not in fingerprints),
        waived=tuple(f for f in result.findings if f.fingerprint in fingerprints),
    )


def _about(
    waivers: tuple[Waiver, ...], results: list[RuleResult], packs: tuple[RulePack, ...], as_of: datetime
) -> Iterator[Finding]:
    by_code = {result.code: result for result in results}
    known = {rule.code for pack in packs for rule in pack.rules}
    prefixes = tuple(pack.prefix for pack in packs)
    for waiver in waivers:
        result = by_code.get(waiver.code)
        if result is not None and result.outcome is not Outcome.UNKNOWN:
            yield from _judged(waiver, result, as_of)
        elif waiver.code not in known and waiver.code.startswith(prefixes):
            yield _finding(waiver, "WAV002", "names a rule that does not exist", "delete it, or correct its code")


def _judged(waiver: Waiver, result: RuleResult, as_of: datetime) -> Iterator[Finding]:
    if not any(waiver.covers(finding) for finding in result.findings):
        yield _finding(waiver, "WAV002", "covers nothing any more", "delete it")
    elif not waiver.holds(as_of):
        expired = f"expired on {day(waiver.expires)}"
        yield _finding(waiver, "WAV001", expired, f"mend what it covered, or have {waiver.approved_by} extend it")
    elif result.enforcement is Enforcement.HARD:
        yield _finding(waiver, "WAV003", "covers a rule that may not be waived", "mend what it covers")


def _finding(waiver: Waiver, code: str, what: str, remedy: str) -> Finding:
    return Finding(
        code=code,
        subject=f"waiver:{waiver.fingerprint}",
        message=f"the waiver of {waiver.code} for {waiver.subject}, owned by {waiver.owner}, {what}",
        severity=Severity.MAJOR if code != "WAV002" else Severity.MINOR,
        remedy=remedy,
        evidence=[("reason", waiver.reason), ("approved_by", waiver.approved_by), ("expires", waiver.expires)],
    )

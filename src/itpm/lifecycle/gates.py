"""What a gate asks for, and what stands against it: deliverables, facts, tolerances, approvals, rules.

Everything is read from facts. A fact nobody supplied is not "no": the check is unknown, and names the fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, field, frozen

from itpm.findings import Finding, Severity
from itpm.lifecycle.gate_checks import GateCheck, approval_check, criterion_check, tolerance_check
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Gate
from itpm.lifecycle.states import LifecycleState
from itpm.rules import Enforcement, Facts, Outcome, RulePack, RuleProfile, RuleReport, RuleResult, Waiver, evaluate
from itpm.rules.wording import listed

NOT_BEGUN = "not begun"


@frozen(kw_only=True)
class GateReview:
    """A gate looked at: every check, what only warns, and the rules as they were.

    Attributes:
        gate: the gate.
        checks: one for each deliverable, criterion, tolerance, approver and rule.
        warnings: findings that do not stand against passing.
        report: the evaluation of the gate's rules; None where it asks for none.
    """

    gate: Gate
    checks: tuple[GateCheck, ...]
    warnings: tuple[Finding, ...] = ()
    report: RuleReport | None = field(default=None, repr=False)

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Everything that stands against passing, in the order of the checks."""
        return tuple(reason for check in self.checks for reason in check.reasons)

    @property
    def strict_codes(self) -> frozenset[str]:
        """Codes of reasons that no condition can stand for: approvals, and rules that are not to be waived."""
        hard = (
            [result.code for result in self.report.results if result.enforcement is Enforcement.HARD]
            if self.report
            else []
        )
        return frozenset({f"{self.gate.key}.approval", *hard})


def review(
    methodology: Methodology,
    gate: Gate,
    state: LifecycleState,
    facts: Facts,
    *,
    rules: Iterable[RulePack] = (),
    profile: RuleProfile | None = None,
    waivers: Iterable[Waiver] = (),
) -> GateReview:
    """The gate looked at with what is known now; who may ask, and when, is not its concern."""
    report = _report(gate, facts, rules, profile, waivers)
    stage = methodology.stage_of(gate.key)
    wished = [_deliverable_check(gate, kind, methodology.noun(kind), facts) for kind in gate.desired]
    checks = [
        *(_deliverable_check(gate, kind, methodology.noun(kind), facts) for kind in gate.requires),
        *(criterion_check(gate, criterion, facts) for criterion in gate.criteria),
        *(tolerance_check(stage, tolerance, state, facts) for tolerance in stage.tolerances if gate is not stage.entry),
        *(approval_check(gate, role, state, facts) for role in gate.approvers),
        *_rule_checks(gate, report),
    ]
    warnings = [
        *(evolve(reason, severity=Severity.MINOR) for check in wished for reason in check.reasons),
        *(found for found in methodology.findings if found.code.startswith(f"{gate.key}.")),
        *_warnings(report),
    ]
    return GateReview(gate=gate, checks=tuple(checks), warnings=tuple(warnings), report=report)


def _deliverable_check(gate: Gate, kind: str, noun: str, facts: Facts) -> GateCheck:
    subject = f"deliverable:{kind}"
    code = f"{gate.key}.{kind}"
    return GateCheck(subject, noun, _deliverable_reasons(code, subject, kind, noun, facts))


def _deliverable_reasons(code: str, subject: str, kind: str, noun: str, facts: Facts) -> Iterator[Finding]:
    names = {name: f"deliverable.{kind}.{name}" for name in ("status", "accepted", "lacks")}
    unknown = tuple(names[name] for name in ("accepted", "lacks") if not facts.supplied(names[name]))
    if unknown:
        message = f"cannot be decided whether {noun} is accepted and complete: no one supplied {listed(unknown)}"
        yield Finding(code=code, subject=subject, message=message, missing=unknown, remedy=f"supply {listed(unknown)}")
    status = facts[names["status"]] if facts.supplied(names["status"]) else ""
    if status == NOT_BEGUN and not unknown:
        message = f"{noun} has not been begun"
        yield Finding(code=code, subject=subject, message=message, remedy="write it, have it reviewed and accepted")
        return
    if names["lacks"] not in unknown:
        yield from (_lack(code, subject, lack) for lack in facts[names["lacks"]])
    if names["accepted"] not in unknown and not facts[names["accepted"]]:
        message = f"{noun} is {_ARTICLES.get(status, status)}, not accepted" if status else f"{noun} is not accepted"
        yield Finding(code=code, subject=subject, message=message, remedy="have it reviewed and accepted")


_ARTICLES = {"draft": "a draft"}


def _lack(code: str, subject: str, lack: object) -> Finding:
    if isinstance(lack, Finding):
        return evolve(lack, code=code)
    return Finding(code=code, subject=subject, message=str(lack), remedy="complete it")


def _report(
    gate: Gate,
    facts: Facts,
    rules: Iterable[RulePack],
    profile: RuleProfile | None,
    waivers: Iterable[Waiver],
) -> RuleReport | None:
    if not gate.rules:
        return None
    packs = (rules,) if isinstance(rules, RulePack) else tuple(rules)
    return evaluate(packs, facts, profile=evolve(profile or RuleProfile(), select=gate.rules), waivers=waivers)


def _rule_checks(gate: Gate, report: RuleReport | None) -> Iterator[GateCheck]:
    results = report.results if report else ()
    for code in gate.rules:
        if not any(result.code.startswith(code) for result in results):
            yield GateCheck(f"rule:{code}", f"{code}, not supplied", [_unsupplied(gate, code)])
    for result in results:
        yield GateCheck(result.subject, f"{result.code} {result.title}", result.open if _blocks(result) else ())


def _unsupplied(gate: Gate, code: str) -> Finding:
    return Finding(
        code=code,
        subject=f"gate:{gate.key}",
        message=f"cannot be decided: gate {gate.key} asks for {code}, and no such rule was supplied",
        missing=(f"rule:{code}",),
        remedy=f"supply a pack with {code}: rules=[...]",
    )


def _blocks(result: RuleResult) -> bool:
    return result.enforcement is not Enforcement.ADVISORY


def _warnings(report: RuleReport | None) -> Iterator[Finding]:
    if report is None:
        return
    for result in report.results:
        yield from () if _blocks(result) else result.open
    yield from report.waivers


def outcomes(report: RuleReport | None) -> tuple[tuple[str, str], ...]:
    """(code, outcome) of every rule asked, as an event keeps it; a waived failure says so."""
    if report is None:
        return ()
    return tuple((result.code, f"{result.outcome.name}{_overlay(result)}") for result in report.results)


def _overlay(result: RuleResult) -> str:
    if result.outcome is Outcome.FAIL and not result.findings:
        return " (waived)"
    return " (advisory)" if result.outcome in {Outcome.FAIL, Outcome.UNKNOWN} and not _blocks(result) else ""

"""Reports as SARIF 2.1.0: for code hosts, dashboards and archives that read the format of static analysis.

Our outcomes are SARIF's kinds: pass, fail, open (cannot be decided) and notApplicable. A waiver is a suppression with its
justification, a comparison with an earlier report is the baseline state, and a finding's fingerprint is its code and subject.
Subjects are logical locations: a plan has no lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from itpm.findings import Finding, Severity
from itpm.model.given import expect
from itpm.rules.definitions import Rule
from itpm.rules.errors import RulesError
from itpm.rules.outcomes import Outcome, RuleResult
from itpm.rules.reporting.comparing import ReportComparison, compared
from itpm.rules.reporting.report import RuleReport
from itpm.rules.reporting.waivers import Waiver
from itpm.tables import shown

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_FINGERPRINT = "codeAndSubject/v1"
_LEVELS = {Severity.INFO: "note", Severity.MINOR: "warning", Severity.MAJOR: "error", Severity.CRITICAL: "error"}
_KINDS = {Outcome.PASS: "pass", Outcome.UNKNOWN: "open", Outcome.NOT_APPLICABLE: "notApplicable"}
_WAIVER_RULES = {
    "WAV001": "A waiver has not expired",
    "WAV002": "A waiver covers something",
    "WAV003": "A waiver covers nothing that is hard",
}

_Json = dict[str, object]


def to_sarif(report: RuleReport, *, previous: RuleReport | None = None) -> str:
    """The report as SARIF 2.1.0 text; equal reports give equal text.

    Args:
        report: what an evaluation said.
        previous: an earlier report; given, every result says whether it is new, unchanged, or gone.

    Example:
        >>> from itpm.rules import F, Facts, RulePack, condition_rule, evaluate, to_sarif
        >>> grown = condition_rule("TEA001", "Two or more work on it", require=F("team.size") >= 2)
        >>> report = evaluate(RulePack("office", prefix="TEA", version="1", rules=[grown]),
        ...                   Facts.of({"team.size": 1}, as_of="2026-02-02"))
        >>> json.loads(to_sarif(report))["runs"][0]["results"][0]["message"]["text"]
        'team.size >= 2 does not hold: team.size is 1'
    """
    return json.dumps(sarif_dict(report, previous=previous), indent=2, ensure_ascii=False, allow_nan=False)


def sarif_dict(report: RuleReport, *, previous: RuleReport | None = None) -> _Json:
    """The report as the JSON values of a SARIF 2.1.0 log.

    Example:
        >>> from itpm.rules import Facts, RulePack, evaluate, sarif_dict
        >>> log = sarif_dict(evaluate(RulePack("office", prefix="TEA", version="1"), Facts.of({}, as_of="2026-02-02")))
        >>> log["version"]
        '2.1.0'
    """
    expect(report, "report", RuleReport, error=RulesError)
    comparison = compared(report, previous) if previous is not None else None
    gone = comparison.fixed if comparison is not None else ()
    codes = sorted({result.code for result in report} | {f.code for f in (*report.findings, *gone)})
    writer = _Writer(report, comparison, {code: number for number, code in enumerate(codes)})
    run: _Json = {
        "tool": {"driver": {"name": "itpm", "rules": [writer.rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [*writer.results(), *(writer.gone(finding) for finding in gone)],
        "properties": {
            "asOf": report.as_of.isoformat(),
            "profile": report.profile,
            "fingerprint": report.fingerprint,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


class _Writer:
    def __init__(self, report: RuleReport, comparison: ReportComparison | None, index: Mapping[str, int]) -> None:
        self._report, self._index = report, index
        self._rules = {rule.code: rule for rule in report.rules}
        self._results = {result.code: result for result in report}
        self._new = None if comparison is None else {finding.fingerprint for finding in comparison.new}

    def rule(self, code: str) -> _Json:
        """A reporting descriptor: the rule's page."""
        result = self._results.get(code)
        if result is None:
            return {"id": code, "shortDescription": {"text": _WAIVER_RULES.get(code, code)}}
        written: _Json = {
            "id": code,
            "shortDescription": {"text": result.title},
            "defaultConfiguration": {"level": _LEVELS[result.severity]},
            "properties": _properties(result),
        }
        return written | _page(self._rules.get(code))

    def results(self) -> Iterable[_Json]:
        """A result for each offence, and one for each rule without any."""
        for result in self._report:
            if result.outcome is not Outcome.FAIL:
                yield self._without_offence(result)
            for finding in result.findings:
                yield self._offence(finding)
            for finding in result.waived:
                yield self._offence(finding) | {"suppressions": self._suppressions(finding)}
        for finding in self._report.waivers:
            yield self._offence(finding)

    def gone(self, finding: Finding) -> _Json:
        """A finding of the earlier report that is fixed."""
        return self._offence(finding) | {"baselineState": "absent"}

    def _without_offence(self, result: RuleResult) -> _Json:
        finding = result.undecided if result.outcome is Outcome.UNKNOWN else None
        written: _Json = {
            "ruleId": result.code,
            "ruleIndex": self._index[result.code],
            "kind": _KINDS[result.outcome],
            "level": "none",
            "message": {"text": finding.message if finding is not None else result.title},
        }
        return written | ({"properties": {"missing": list(finding.missing)}} if finding is not None else {})

    def _offence(self, finding: Finding) -> _Json:
        kind, _, name = finding.subject.partition(":")
        written: _Json = {
            "ruleId": finding.code,
            "ruleIndex": self._index[finding.code],
            "kind": "fail",
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [{"logicalLocations": [{"name": name or kind, "fullyQualifiedName": finding.subject}]}],
            "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        }
        if self._new is not None:
            written["baselineState"] = "new" if finding.fingerprint in self._new else "unchanged"
        evidence = {name: _plain(value) for name, value in finding.evidence}
        properties = {"remedy": finding.remedy, "evidence": evidence}
        return written | {"properties": {key: value for key, value in properties.items() if value}}

    def _suppressions(self, finding: Finding) -> list[_Json]:
        covering = [w for w in self._report.granted if w.covers(finding) and w.holds(self._report.as_of)]
        return [_suppression(waiver) for waiver in covering]


def _properties(result: RuleResult) -> _Json:
    params = {name: _plain(value) for name, value, _ in result.params}
    written: _Json = {"severity": result.severity.name.lower(), "enforcement": result.enforcement.name.lower()}
    return written | {key: value for key, value in (("source", result.source), ("params", params)) if value}


def _page(rule: Rule | None) -> _Json:
    texts = {"fullDescription": rule.doc, "help": rule.fix} if rule is not None else {}
    return {key: {"text": text} for key, text in texts.items() if text}


def _suppression(waiver: Waiver) -> _Json:
    return {
        "kind": "external",
        "status": "accepted",
        "justification": waiver.reason,
        "properties": {
            "owner": waiver.owner,
            "approvedBy": waiver.approved_by,
            "expires": waiver.expires.isoformat(),
        },
    }


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if value - value == 0 else str(value)
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case tuple() | list():
            return [_plain(item) for item in value]
        case _:
            return shown(value)

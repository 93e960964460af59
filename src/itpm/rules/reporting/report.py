"""What an evaluation says: an outcome for every rule, its findings, and what would decide what is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from attrs import field, frozen

from itpm.errors import nearest
from itpm.findings import Explanation, Finding
from itpm.model.given import expect
from itpm.rules.definitions import Rule
from itpm.rules.errors import RulesError, UnknownRuleError
from itpm.rules.facts import Facts
from itpm.rules.outcomes import Outcome, RuleResult, explanation
from itpm.rules.reporting.comparing import ReportComparison, compared
from itpm.rules.reporting.waivers import Waiver
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular


def _waivers(waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Each waiver once, by what it covers, so that equal inputs give equal reports."""
    return tuple(sorted(dict.fromkeys(waivers), key=lambda waiver: (waiver.fingerprint, waiver.expires, waiver.reason)))


def _rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(rules)


@frozen(kw_only=True)
class RuleReport(Tabular):
    """The outcome of every selected rule, by code; equal inputs give equal reports.

    Attributes:
        as_of: the moment the facts hold at.
        results: one for each rule, by code.
        waivers: what is wrong with the waivers: expired (WAV001), unused (WAV002), covering what is hard (WAV003).
        profile: name of the profile.
        fingerprint: of the rule set: codes, versions, parameters and enforcement.
        granted: the waivers that were given.
        facts: what was asked, kept for explanations and the next evaluation; outside equality, and not pickled.
        rules: what was evaluated, kept for explanations; outside equality, and not pickled.
    """

    as_of: datetime
    results: tuple[RuleResult, ...]
    waivers: tuple[Finding, ...] = ()
    granted: tuple[Waiver, ...] = field(default=(), converter=_waivers)
    profile: str = "default"
    fingerprint: str = ""
    facts: Facts | None = field(default=None, eq=False, repr=False)
    rules: tuple[Rule, ...] = field(default=(), eq=False, repr=False, converter=_rules)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every offence that nobody waived, and what is wrong with the waivers, by code and subject."""
        found = [finding for result in self.results for finding in result.findings]
        return tuple(sorted([*found, *self.waivers], key=lambda finding: finding.sort_key))

    @property
    def worst_first(self) -> tuple[Finding, ...]:
        """Every finding of `findings` and `unknown`: what is enforced harder first, then what matters more."""
        enforced = {result.code: result.enforcement.value for result in self.results}
        return tuple(
            sorted(
                [*self.findings, *self.unknown],
                key=lambda finding: (-enforced.get(finding.code, 0), -finding.severity.value, finding.sort_key),
            )
        )

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
        """Why the rule says what it says: its condition with the values, offences with evidence, parameters, source.

        A report that was pickled has lost its facts, and with them the values in the condition's tree.

        Raises:
            UnknownRuleError: it was not evaluated.
        """
        result = self[code]
        return explanation(result, self._trees(result))

    def _trees(self, result: RuleResult) -> tuple[Explanation, ...]:
        policy = next((rule.policy for rule in self.rules if rule.code == result.code), None)
        if policy is None or self.facts is None:
            return ()
        return policy.compiled(((name, value) for name, value, _ in result.params), self.facts).explain(self.facts)

    def compare(self, previous: RuleReport) -> ReportComparison:
        """What is new, fixed, still open, waived or unclear against an earlier report.

        Example:
            >>> from itpm.rules import F, Facts, RulePack, condition_rule, evaluate
            >>> grown = condition_rule("TEA001", "Two or more work on it", require=F("team.size") >= 2)
            >>> pack = RulePack("office", prefix="TEA", version="1", rules=[grown])
            >>> before = evaluate(pack, Facts.of({"team.size": 1}, as_of="2026-02-02"))
            >>> after = evaluate(pack, Facts.of({"team.size": 2}, as_of="2026-03-02"))
            >>> [finding.code for finding in after.compare(before).fixed]
            ['TEA001']
        """
        expect(previous, "previous", RuleReport, error=RulesError)
        return compared(self, previous)

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
        return _restored, (self.as_of, self.results, self.waivers, self.granted, self.profile, self.fingerprint)


def _restored(  # noqa: PLR0917  # pickle calls it with positions
    as_of: datetime,
    results: tuple[RuleResult, ...],
    waivers: tuple[Finding, ...],
    granted: tuple[Waiver, ...],
    profile: str,
    fingerprint: str,
) -> RuleReport:
    return RuleReport(
        as_of=as_of, results=results, waivers=waivers, granted=granted, profile=profile, fingerprint=fingerprint
    )

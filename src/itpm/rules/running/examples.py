"""Rules carry examples: facts of which they pass and facts of which they fail. Here they run.

An example is given with the rule, as ``passing=`` and ``failing=``: values by fact name, `Facts`, or a function without
arguments that gives either (so that a costly one is built only when it runs). Values by name hold as of `EXAMPLE_DAY` and
are read by the pack's catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itpm.findings import Finding
from itpm.model.given import expect, several
from itpm.rules.catalogue import FactSpec
from itpm.rules.definitions import Example, Rule
from itpm.rules.errors import FactError, RuleError, RulesError
from itpm.rules.facts import Facts
from itpm.rules.outcomes import Outcome
from itpm.rules.packs import RulePack
from itpm.rules.profiles import RuleProfile
from itpm.rules.running.evaluation import evaluate

EXAMPLE_DAY = "2026-02-02"
"""The day as of which examples given as values hold."""

_Given = Example | tuple[tuple[str, object], ...]


def unexemplified(pack: Iterable[Rule]) -> tuple[str, ...]:
    """Codes of the rules that lack a passing or a failing example, sorted.

    Args:
        pack: a pack, or rules.

    Example:
        >>> from itpm.rules import F, condition_rule, unexemplified
        >>> shown = condition_rule("TEA001", "Two or more work on it", require=F("team.size") >= 2,
        ...                        passing={"team.size": 2}, failing={"team.size": 1})
        >>> unexemplified([shown, condition_rule("TEA002", "Somebody leads", require=F("team.lead").known())])
        ('TEA002',)
    """
    rules = several(pack, Rule, "pack", RulesError)
    return tuple(sorted(rule.code for rule in rules if rule.passing is None or rule.failing is None))


def check_examples(pack: RulePack) -> tuple[Finding, ...]:
    """Every example of the pack, run: a finding for each that says something else than it should.

    Example:
        >>> from itpm.rules import F, RulePack, check_examples, condition_rule
        >>> wrong = condition_rule("TEA001", "Two or more work on it", require=F("team.size") >= 2,
        ...                        passing={"team.size": 1}, failing={"team.size": 1})
        >>> for finding in check_examples(RulePack("office", prefix="TEA", version="1", rules=[wrong])):
        ...     print(finding)
        TEA001: the passing example says FAIL: team.size >= 2 does not hold: team.size is 1
    """
    expect(pack, "pack", RulePack, error=RulesError)
    return tuple(finding for rule in pack for finding in _wrong(pack, rule))


def _wrong(pack: RulePack, rule: Rule) -> Iterator[Finding]:
    for name, example, expected in (
        ("passing", rule.passing, Outcome.PASS),
        ("failing", rule.failing, Outcome.FAIL),
    ):
        said = _said(pack, rule, example, expected) if example is not None else ""
        if said:
            yield Finding(code=rule.code, subject=f"rule:{rule.code}", message=f"the {name} example {said}")


def _said(pack: RulePack, rule: Rule, example: _Given, expected: Outcome) -> str:
    """What an example says, where that is not what it should."""
    try:
        facts = _facts(example, pack.catalogue)
        profile = RuleProfile("examples", select=[rule.code])
        result = evaluate(pack, facts, profile=profile)[rule.code]
    except (RulesError, RuleError, FactError) as error:
        return f"cannot be run: {error}"
    if result.outcome is expected:
        return ""
    why = "; ".join(finding.message for finding in result.open)
    return f"says {result.outcome.name}{f': {why}' if why else ''}"


def _facts(example: _Given, catalogue: tuple[FactSpec, ...]) -> Facts:
    given = example() if callable(example) else example
    return given if isinstance(given, Facts) else Facts.of(dict(given), as_of=EXAMPLE_DAY, catalogue=catalogue)

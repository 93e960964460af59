"""One rule asked about the facts: the function behind it, or the condition, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from attrs import Factory, evolve, field, frozen

from itpm.findings import Finding
from itpm.rules.context import DeclaredFacts, Parameters, RuleContext
from itpm.rules.definitions import Rule
from itpm.rules.errors import FactError, MissingFactError, RuleError
from itpm.rules.facts import Facts
from itpm.rules.outcomes import Outcome, RuleResult, without_waivers
from itpm.rules.packs import RulePack
from itpm.rules.policies import CompiledPolicy
from itpm.rules.profiles import Enforcement
from itpm.rules.reporting.report import RuleReport


def _passed(one: Prepared) -> RuleResult:
    return RuleResult(
        code=one.rule.code,
        title=one.rule.title,
        outcome=Outcome.PASS,
        severity=one.rule.severity,
        enforcement=one.enforcement,
        params=one.params,
        source=one.rule.source,
        fingerprint=_fingerprint(one),
    )


def _idle(one: Prepared) -> RuleResult:
    return evolve(one.passed, outcome=Outcome.NOT_APPLICABLE)


@frozen(kw_only=True)
class Prepared:
    """A selected rule with what the profile makes of it.

    Attributes:
        rule: the rule.
        pack: where it comes from.
        params: (name, value, who set it).
        enforcement: how strictly it is applied.
        unknown_only_warns: whether it only warns while it cannot be decided; what is hard never does.
        passed: its result where it passes.
        idle: its result where it does not apply.
    """

    rule: Rule
    pack: RulePack
    params: tuple[tuple[str, object, str], ...]
    enforcement: Enforcement
    unknown_only_warns: bool = False
    passed: RuleResult = field(init=False, eq=False, repr=False, default=Factory(_passed, takes_self=True))
    idle: RuleResult = field(init=False, eq=False, repr=False, default=Factory(_idle, takes_self=True))

    @property
    def values(self) -> dict[str, object]:
        """Value of each parameter."""
        return {name: value for name, value, _ in self.params}


def result_of(
    one: Prepared, compiled: CompiledPolicy | None, facts: Facts, previous: RuleReport | None = None
) -> RuleResult:
    """What a rule says of the facts.

    Args:
        one: the rule.
        compiled: its condition for facts of these kinds; None where its check is a function.
        facts: what is known.
        previous: an earlier report; a rule whose needs are the very same objects is not asked again.

    Raises:
        RuleError: the rule broke.
        FactError: a fact that it needs could not be worked out.
    """
    same = _unchanged(one, facts, previous) if previous is not None else None
    if same is not None:
        return _kept(one, same)
    return _asked(one, facts) if compiled is None else _decided(one, compiled, facts)


def _undecided(one: Prepared, missing: tuple[str, ...], undefined: tuple[str, ...] = ()) -> RuleResult:
    """That the rule cannot be decided; that only warns, where the profile says so and the rule is not hard."""
    softened = one.unknown_only_warns and one.enforcement is Enforcement.SOFT
    enforcement = Enforcement.ADVISORY if softened else one.enforcement
    return evolve(one.passed, outcome=Outcome.UNKNOWN, missing=missing, undefined=undefined, enforcement=enforcement)


def _kept(one: Prepared, same: RuleResult) -> RuleResult:
    if same.outcome is Outcome.UNKNOWN:
        return _undecided(one, same.missing, same.undefined)
    return evolve(one.passed, outcome=same.outcome, findings=same.findings)


def _asked(one: Prepared, facts: Facts) -> RuleResult:
    rule = one.rule
    missing = tuple(need for need in rule.needs if not facts.supplied(need))
    if missing:
        return _undecided(one, missing)
    context = _context(one, facts)
    try:
        if rule.applies is not None and not rule.applies(context):
            return one.idle
        findings = tuple(sorted(_findings(rule, context), key=lambda finding: finding.sort_key))
    except MissingFactError as absent:
        return _undecided(one, (absent.name,))
    except (FactError, RuleError):
        raise
    except Exception as error:
        raise RuleError(rule.code, f"{type(error).__name__}: {error}") from error
    return evolve(one.passed, outcome=Outcome.FAIL, findings=findings) if findings else one.passed


def _decided(one: Prepared, compiled: CompiledPolicy, facts: Facts) -> RuleResult:
    outcome = compiled.outcome(facts)
    if outcome is Outcome.PASS:
        return one.passed
    if outcome is Outcome.NOT_APPLICABLE:
        return one.idle
    if outcome is Outcome.UNKNOWN:
        return _undecided(one, compiled.missing(facts), compiled.undefined(facts))
    policy = one.rule.policy
    findings = (policy.offence(_context(one, facts), compiled),) if policy is not None else ()
    return evolve(one.passed, outcome=outcome, findings=findings)


def _context(one: Prepared, facts: Facts) -> RuleContext:
    return RuleContext(
        code=one.rule.code,
        severity=one.rule.severity,
        facts=DeclaredFacts(facts, one.rule.needs + one.rule.optional),
        params=Parameters(one.values),
        as_of=facts.as_of,
        fix=one.rule.fix,
    )


def _findings(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for finding in rule.check(context) or ():
        if not _is_finding(finding, rule.code):
            raise RuleError(rule.code, f"a rule yields findings of its own code, made by context.fail; got {finding!r}")
        yield finding


def _is_finding(value: object, code: str) -> bool:
    return isinstance(value, Finding) and value.code == code


def _unchanged(one: Prepared, facts: Facts, previous: RuleReport) -> RuleResult | None:
    """The previous result, where rule, parameters, moment and every fact it may read are the same."""
    if previous.facts is None or previous.as_of != facts.as_of:
        return None
    before = next((result for result in previous.results if result.code == one.rule.code), None)
    if before is None or before.fingerprint != one.passed.fingerprint or before.params != one.params:
        return None
    names = (*one.rule.needs, *one.rule.optional)
    if not all(_same(name, facts, previous.facts) for name in names):
        return None
    return without_waivers(before)


def _same(name: str, facts: Facts, before: Facts) -> bool:
    if not facts.supplied(name) or not before.supplied(name):
        return facts.supplied(name) == before.supplied(name)
    return facts[name] is before[name]


def _fingerprint(one: Prepared) -> str:
    """Of everything that decides: the pack's version, the parameters, and a condition's own text."""
    policy = one.rule.policy
    conditions = [] if policy is None else [repr(policy.when), repr(policy.require)]
    params = [f"{name}={value!r}" for name, value, _ in one.params]
    return digest([one.pack.name, one.pack.version, one.rule.code, *params, *conditions])


def digest(lines: Iterable[str]) -> str:
    """A short fingerprint of lines.

    Example:
        >>> digest(["a"]) == digest(["a"]), digest(["a"]) == digest(["b"])
        (True, False)
    """
    return sha256("\n".join(lines).encode()).hexdigest()[:16]

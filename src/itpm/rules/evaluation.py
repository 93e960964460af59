"""Evaluating rules over facts: one pass, no actions, no order that could matter.

A rule that declares a need nobody supplied is unknown, and is not called. A rule that reads an optional fact without
asking whether it is known, and it is not, is unknown too. Everything else that goes wrong inside a rule is the rule's
defect: it is raised as a `RuleError` that names the rule, because a report that quietly lacks a rule would read as a
pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from attrs import evolve, frozen

from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding
from itpm.rules.context import DeclaredFacts, Parameters, RuleContext
from itpm.rules.errors import FactError, MissingFactError, RuleError, RulesError
from itpm.rules.facts import Facts
from itpm.rules.packs import Rule, RulePack
from itpm.rules.profiles import RuleProfile, Waiver
from itpm.rules.report import Outcome, RuleReport, RuleResult, without_waivers
from itpm.rules.waiving import waived


@frozen
class _Prepared:
    """A selected rule with what the profile makes of it."""

    rule: Rule
    pack: RulePack
    params: tuple[tuple[str, object, str], ...]


def evaluate(
    rules: RulePack | Iterable[RulePack],
    facts: Facts,
    *,
    profile: RuleProfile | None = None,
    waivers: Iterable[Waiver] = (),
    previous: RuleReport | None = None,
) -> RuleReport:
    """The outcome of every selected rule over the facts.

    Args:
        rules: one pack or several.
        facts: what is known, and as of when.
        profile: selection, parameters and enforcement; default: every rule as its pack wrote it, soft.
        waivers: offences somebody answers for.
        previous: an earlier report; a rule whose needs are the very same objects is not asked again.

    Raises:
        RulesError: two packs give the same code, or the profile sets a parameter that its rule does not have.
        RuleError: a rule broke.
        FactError: a fact that a rule needs could not be worked out.

    Example:
        >>> from itpm.rules import Facts, RulePackBuilder, evaluate
        >>> pack = RulePackBuilder("example", prefix="TEAM", version="1.0")
        >>> @pack.rule("TEAM001", "Nobody works alone", needs=("team.size",))
        ... def alone(context):
        ...     if context.facts["team.size"] < 2:
        ...         yield context.fail("team:all", "one person carries the project")
        >>> evaluate(pack.build(), Facts.of({"team.size": 1}, as_of="2026-02-02")).outcome("TEAM001")
        <Outcome.FAIL: 2>
        >>> evaluate(pack.build(), Facts.of({}, as_of="2026-02-02")).unknown[0].missing
        ('team.size',)
    """
    packs = (rules,) if isinstance(rules, RulePack) else tuple(rules)
    chosen = profile or RuleProfile()
    prepared = _prepared(packs, chosen)
    results = [_result(one, chosen, facts, previous) for one in prepared]
    after, about = waived(results, waivers, packs, facts.as_of)
    return RuleReport(
        as_of=facts.as_of,
        results=tuple(after),
        waivers=about,
        profile=chosen.name,
        fingerprint=_digest(f"{r.fingerprint} {r.enforcement.name}" for r in results),
        facts=facts,
    )


def _prepared(packs: tuple[RulePack, ...], profile: RuleProfile) -> list[_Prepared]:
    faults: list[Fault] = []
    owners: dict[str, RulePack] = {}
    prepared: list[_Prepared] = []
    for pack in packs:
        for rule in pack.rules:
            if owners.setdefault(rule.code, pack) != pack:
                message = f"it is given by two packs, {owners[rule.code].name!r} and {pack.name!r}"
                faults.append(Fault(f"rule {rule.code!r}", rule.code, message))
            params, wrong = _params(rule, profile)
            faults += wrong
            if profile.selects(rule.code):
                prepared.append(_Prepared(rule, pack, params))
    if faults:
        raise RulesError(faults)
    unique = {one.rule.code: one for one in prepared}
    return [unique[code] for code in sorted(unique)]


def _params(rule: Rule, profile: RuleProfile) -> tuple[tuple[tuple[str, object, str], ...], list[Fault]]:
    values: dict[str, tuple[object, str]] = {name: (value, "the rule") for name, value in rule.params}
    faults: list[Fault] = []
    for name, value in profile.params_of(rule.code):
        place = f"profile {profile.name!r}: {rule.code}.{name}"
        if name not in values:
            faults.append(Fault(place, value, f"the rule has no parameter {name!r}{did_you_mean(name, values)}"))
        elif not _alike(values[name][0], value):
            expected = type(values[name][0]).__name__
            faults.append(Fault(place, value, f"expected a value like {values[name][0]!r} ({expected}), got {value!r}"))
        else:
            values[name] = (value, f"profile {profile.name!r}")
    return tuple((name, value, who) for name, (value, who) in sorted(values.items())), faults


def _alike(default: object, value: object) -> bool:
    """Whether a parameter may have this value: a number for a number, else the default's type; anything for none."""
    if default is None:
        return True
    if isinstance(default, (int, float)) and not isinstance(default, bool):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, type(default))


def _result(one: _Prepared, profile: RuleProfile, facts: Facts, previous: RuleReport | None) -> RuleResult:
    blank = RuleResult(
        code=one.rule.code,
        title=one.rule.title,
        outcome=Outcome.PASS,
        severity=one.rule.severity,
        enforcement=profile.enforcement_of(one.rule.code),
        params=one.params,
        source=one.rule.source,
        fingerprint=_fingerprint(one),
    )
    same = _unchanged(one.rule, blank, facts, previous)
    if same is not None:
        return evolve(blank, outcome=same.outcome, findings=same.findings, missing=same.missing)
    return _asked(one, blank, facts)


def _asked(one: _Prepared, blank: RuleResult, facts: Facts) -> RuleResult:
    rule = one.rule
    missing = tuple(need for need in rule.needs if not facts.supplied(need))
    if missing:
        return evolve(blank, outcome=Outcome.UNKNOWN, missing=missing)
    context = RuleContext(
        code=rule.code,
        severity=rule.severity,
        facts=DeclaredFacts(facts, rule.needs + rule.optional),
        params=Parameters({name: value for name, value, _ in one.params}),
        as_of=facts.as_of,
        fix=rule.fix,
    )
    try:
        if rule.applies is not None and not rule.applies(context):
            return evolve(blank, outcome=Outcome.NOT_APPLICABLE)
        findings = tuple(sorted(_findings(rule, context), key=lambda finding: finding.sort_key))
    except MissingFactError as absent:
        return evolve(blank, outcome=Outcome.UNKNOWN, missing=(absent.name,))
    except (FactError, RuleError):
        raise
    except Exception as error:
        raise RuleError(rule.code, f"{type(error).__name__}: {error}") from error
    return evolve(blank, outcome=Outcome.FAIL if findings else Outcome.PASS, findings=findings)


def _findings(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for finding in rule.check(context) or ():
        if not _is_finding(finding, rule.code):
            raise RuleError(rule.code, f"a rule yields findings of its own code, made by context.fail; got {finding!r}")
        yield finding


def _is_finding(value: object, code: str) -> bool:
    return isinstance(value, Finding) and value.code == code


def _unchanged(rule: Rule, blank: RuleResult, facts: Facts, previous: RuleReport | None) -> RuleResult | None:
    """The previous result, where rule, parameters, moment and every fact it may read are the same."""
    if previous is None or previous.facts is None or previous.as_of != facts.as_of:
        return None
    before = next((result for result in previous.results if result.code == rule.code), None)
    if before is None or before.fingerprint != blank.fingerprint or before.params != blank.params:
        return None
    names = (*rule.needs, *rule.optional)
    if not all(_same(name, facts, previous.facts) for name in names):
        return None
    return without_waivers(before)


def _same(name: str, facts: Facts, before: Facts) -> bool:
    if not facts.supplied(name) or not before.supplied(name):
        return facts.supplied(name) == before.supplied(name)
    return facts[name] is before[name]


def _fingerprint(one: _Prepared) -> str:
    params = [f"{name}={value!r}" for name, value, _ in one.params]
    return _digest([one.pack.name, one.pack.version, one.rule.code, *params])


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:16]

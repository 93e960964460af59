"""Evaluating rules over facts: one pass, no actions, no order that could matter.

A rule that declares a need nobody supplied is unknown, and is not called. A rule that reads an optional fact without
asking whether it is known, and it is not, is unknown too. Everything else that goes wrong inside a rule is the rule's
defect: it is raised as a `RuleError` that names the rule, because a report that quietly lacks a rule would read as a
pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import Factory, field, frozen

from itpm.errors import Fault, Hints, did_you_mean, shortened
from itpm.model.given import expect, several
from itpm.model.moments import Moment
from itpm.rules.catalogue import FactSpec, FactType, specs
from itpm.rules.conditions.compiling import kinds_of
from itpm.rules.definitions import Rule
from itpm.rules.errors import RulesError
from itpm.rules.facts import Facts
from itpm.rules.outcomes import Outcome
from itpm.rules.packs import RulePack
from itpm.rules.policies import CompiledPolicy, Policy
from itpm.rules.profiles import RuleProfile
from itpm.rules.reporting.report import RuleReport
from itpm.rules.reporting.waivers import Waiver
from itpm.rules.reporting.waiving import waived
from itpm.rules.running.asking import Prepared, digest, result_of
from itpm.rules.running.screening import Screen, screen_of

_MOST_SHAPES = 64


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
    return compile_rules(rules, profile).evaluate(facts, waivers=waivers, previous=previous)


def compile_rules(
    rules: RulePack | Iterable[RulePack], profile: RuleProfile | None = None, *, catalogue: Iterable[FactSpec] = ()
) -> RuleSet:
    """The selected rules, ready to be evaluated again and again.

    Args:
        rules: one pack or several.
        profile: selection, parameters and enforcement.
        catalogue: the facts there are. Given, a rule that names another one, or whose condition clashes with a fact's
            kind, is a fault here.

    Raises:
        RulesError: two packs give the same code, a parameter that its rule does not have, an unknown fact, a clash of
            kinds; all of them, each with the nearest name.

    Example:
        >>> from itpm.rules import F, RulePack, compile_rules, condition_rule
        >>> grown = condition_rule("TEA001", "Two or more work on it", require=F("team.size") >= 2)
        >>> rules = compile_rules(RulePack("office", prefix="TEA", version="1", rules=[grown]))
        >>> rules.outcomes({"team.size": 3}), rules.outcomes({})
        ({'TEA001': <Outcome.PASS: 1>}, {'TEA001': <Outcome.UNKNOWN: 3>})
    """
    packs = (rules,) if isinstance(rules, RulePack) else several(rules, RulePack, "rules", RulesError)
    chosen = profile or RuleProfile()
    listed = specs(catalogue)
    expect(chosen, "profile", RuleProfile, error=RulesError)
    prepared = _prepared(packs, chosen)
    if listed:
        _check_names(prepared, listed)
    return RuleSet(packs=packs, profile=chosen, catalogue=listed, prepared=tuple(prepared))


def _fact_names(rules: RuleSet) -> tuple[str, ...]:
    policies = [one.rule.policy for one in rules.prepared if one.rule.policy is not None]
    return tuple(dict.fromkeys(name for policy in policies for name in policy.facts))


@frozen(kw_only=True, eq=False)
class RuleSet:
    """Selected rules with their parameters; made by `compile_rules`.

    Attributes:
        packs: where they come from.
        profile: selection, parameters and enforcement.
        catalogue: the facts they were checked against; empty: none.
        prepared: the rules with what the profile makes of them.
    """

    packs: tuple[RulePack, ...]
    profile: RuleProfile
    catalogue: tuple[FactSpec, ...] = field(default=(), repr=False)
    prepared: tuple[Prepared, ...] = field(repr=False)
    _screens: dict[str, Screen] = field(init=False, repr=False, factory=dict)
    _facts: tuple[str, ...] = field(init=False, repr=False, default=Factory(_fact_names, takes_self=True))
    _compiled: dict[tuple[FactType | None, ...], tuple[CompiledPolicy | None, ...]] = field(
        init=False, repr=False, factory=dict
    )

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the rules, sorted."""
        return tuple(one.rule.code for one in self.prepared)

    def evaluate(
        self, facts: Facts, *, waivers: Iterable[Waiver] = (), previous: RuleReport | None = None
    ) -> RuleReport:
        """The outcome of every rule over the facts, with findings, waivers laid over, and what is missing.

        Args:
            facts: what is known, and as of when.
            waivers: offences somebody answers for.
            previous: an earlier report; a rule whose needs are the very same objects is not asked again.

        Raises:
            RuleError: a rule broke.
            FactError: a fact that a rule needs could not be worked out.
        """
        expect(facts, "facts", Facts, error=RulesError, hint="; facts_of(plan, as_of=...) gives them")
        given = several(waivers, Waiver, "waivers", RulesError)
        policies = zip(self.prepared, self._policies(facts), strict=True)
        results = [result_of(one, compiled, facts, previous) for one, compiled in policies]
        after, about = waived(results, given, self.packs, facts.as_of)
        return RuleReport(
            as_of=facts.as_of,
            results=tuple(after),
            waivers=about,
            granted=given,
            profile=self.profile.name,
            fingerprint=digest(f"{r.fingerprint} {r.enforcement.name}" for r in results),
            facts=facts,
            rules=tuple(one.rule for one in self.prepared),
        )

    def _policies(self, facts: Facts) -> tuple[CompiledPolicy | None, ...]:
        """The conditions compiled for facts of these kinds, kept for the next ones; None for each rule that is a function."""
        kinds = facts.kinds(self._facts)
        found = self._compiled.get(kinds)
        if found is None:
            by_name = {name: kind for name, kind in zip(self._facts, kinds, strict=True) if kind is not None}
            found = tuple(_compiled(one, by_name) for one in self.prepared)
            if len(self._compiled) >= _MOST_SHAPES:
                self._compiled.clear()
            self._compiled[kinds] = found
        return found

    def outcomes(self, values: Mapping[str, object], *, as_of: Moment | None = None) -> dict[str, Outcome]:
        """The outcome of every rule, by code, and nothing else: for condition rules over many sets of values.

        Args:
            values: value by fact, each in the form `Facts.of` would give it (numbers finite, moments as datetimes, lists as
                tuples); what is missing or None is unknown.
            as_of: the moment they hold at, for conditions that ask for it.

        Raises:
            RulesError: a rule is a function, or values do not go together with the conditions or the catalogue.
        """
        if type(values) is not dict:  # a dict is what comes millions of times
            expect(values, "values", Mapping, error=RulesError)
        screen = self._screens.get("screen")
        if screen is None:
            screen = self._screens.setdefault("screen", screen_of(self._prepared_policies(), self.catalogue))
        return screen(values, as_of)

    def _prepared_policies(self) -> list[tuple[str, Policy, dict[str, object]]]:
        functions = [one.rule.code for one in self.prepared if one.rule.policy is None]
        if functions:
            message = "its check is a function, which needs Facts; ask evaluate, or select condition rules only"
            raise RulesError([Fault(f"rule {code!r}", code, message) for code in functions])
        return [(one.rule.code, one.rule.policy, one.values) for one in self.prepared if one.rule.policy is not None]


def _compiled(one: Prepared, kinds: Mapping[str, FactType]) -> CompiledPolicy | None:
    return None if one.rule.policy is None else one.rule.policy.for_kinds(one.values, kinds)


def _check_names(prepared: Iterable[Prepared], catalogue: tuple[FactSpec, ...]) -> None:
    kinds = kinds_of(catalogue)
    hints = Hints()
    faults: list[Fault] = []
    for one in prepared:
        place = f"rule {one.rule.code!r}"
        if one.rule.policy is None:
            for need in (*one.rule.needs, *one.rule.optional):
                if need not in kinds:
                    message = f"it names the fact {need!r}, which the catalogue does not list{hints(need, kinds)}"
                    faults.append(Fault(place, need, message))
            continue
        try:
            one.rule.policy.check(kinds, one.values, place)
        except RulesError as error:
            faults += error.faults
    RulesError.refuse(faults)


def _prepared(packs: tuple[RulePack, ...], profile: RuleProfile) -> list[Prepared]:
    faults: list[Fault] = []
    owners: dict[str, RulePack] = {}
    prepared: list[Prepared] = []
    for pack in packs:
        for rule in pack.rules:
            if owners.setdefault(rule.code, pack) != pack:
                message = f"it is given by two packs, {owners[rule.code].name!r} and {pack.name!r}"
                faults.append(Fault(f"rule {rule.code!r}", rule.code, message))
            params, wrong = _params(rule, profile)
            faults += wrong
            if profile.selects(rule.code):
                prepared.append(
                    Prepared(
                        rule=rule,
                        pack=pack,
                        params=params,
                        enforcement=profile.enforcement_of(rule.code),
                        unknown_only_warns=profile.warns_of_unknown,
                    )
                )
    RulesError.refuse(faults)
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
            faults.append(
                Fault(place, value, f"expected a value like {values[name][0]!r} ({expected}), got {shortened(value)}")
            )
        else:
            values[name] = (value, f"profile {profile.origin(f'{rule.code}.{name}')!r}")
    return tuple((name, value, who) for name, (value, who) in sorted(values.items())), faults


def _alike(default: object, value: object) -> bool:
    """Whether a parameter may have this value: a number for a number, else the default's type; anything for none."""
    if default is None:
        return True
    if isinstance(default, (int, float)) and not isinstance(default, bool):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, type(default))

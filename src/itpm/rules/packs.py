"""Packs of rules: a frozen collection of them under one prefix and version.

While it is being written in Python it is a `RulePackBuilder`, whose decorator turns functions into rules:

    pack = RulePackBuilder("itpm.schedule", prefix="SCH", version="1.0")

    @pack.rule("SCH003", "Activities carry no lead", needs=("schedule",), source="DCMA-14 #2")
    def leads(context): ...

    SCHEDULE = pack.build()
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Unpack

from attrs import evolve, field, frozen

from itpm.errors import Fault, did_you_mean, nearest, shortened
from itpm.model.given import several, text_faults
from itpm.rules.catalogue import FactSpec, specs
from itpm.rules.conditions.compiling import kinds_of
from itpm.rules.definitions import Check, Rule, RuleFields, rule
from itpm.rules.errors import RulesError, UnknownRuleError
from itpm.rules.stored_packs import pack_dict, pack_fields
from itpm.tables import Column, Table, Tabular

_PREFIX = re.compile(r"[A-Z]{2,8}")
_NUMBER = re.compile(r"\d{3}")


def _rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(several(rules, Rule, "pack.rules", RulesError), key=lambda known: known.code))


@frozen
class RulePack(Tabular):
    """Rules under one prefix, released together.

    Attributes:
        name: dotted name: ``"itpm.schedule"``.
        prefix: capital letters that every code begins with: ``"SCH"``.
        version: of the whole pack; a change of what a rule says is a new version.
        rules: the rules, by code.
        catalogue: facts the rules may name. Given, a need that it does not list is a fault, not an eternal "unknown".

    Raises:
        RulesError: a bad prefix, codes that do not fit it or come twice, needs that the catalogue does not list.
    """

    name: str
    prefix: str = field(kw_only=True)
    version: str = field(kw_only=True)
    rules: tuple[Rule, ...] = field(kw_only=True, default=(), converter=_rules)
    catalogue: tuple[FactSpec, ...] = field(kw_only=True, default=(), converter=specs, repr=False)

    def __attrs_post_init__(self) -> None:
        RulesError.refuse(text_faults(self, "pack"))
        faults = [
            *self._label_faults(),
            *_code_faults(self.rules, self.prefix),
            *_need_faults(self.rules, self.catalogue),
            *_policy_faults(self.rules, self.catalogue),
        ]
        RulesError.refuse(faults)

    def _label_faults(self) -> Iterator[Fault]:
        if not self.name:
            yield Fault("pack", self.name, "a pack needs a name")
        if not _PREFIX.fullmatch(self.prefix):
            message = f"expected a prefix of 2 to 8 capital letters, got {shortened(self.prefix)}"
            yield Fault(f"pack {self.name!r}", self.prefix, message)
        if not self.version:
            yield Fault(f"pack {self.name!r}", self.version, "a pack needs a version")

    def __getitem__(self, code: str) -> Rule:
        for known in self.rules:
            if known.code == code:
                return known
        raise UnknownRuleError(code, nearest(code, [known.code for known in self.rules]))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def to_dict(self) -> dict[str, object]:
        """The pack as JSON values, with the version of the form: for packs whose rules are all conditions.

        Raises:
            RulesError: a rule is a function, or an example or a parameter is not plain.
        """
        return pack_dict(self.name, self.prefix, self.version, self.rules)

    @classmethod
    def from_dict(cls, data: object, *, catalogue: Iterable[FactSpec] = ()) -> RulePack:
        """The pack that `to_dict` wrote.

        Args:
            data: JSON values.
            catalogue: facts the rules may name; given, an unknown fact or a clash of kinds is a fault here.

        Raises:
            RulesError: anything unknown or malformed, every fault with its path.
        """
        name, prefix, version, rules = pack_fields(data)
        return cls(name, prefix=prefix, version=version, rules=rules, catalogue=catalogue)

    def table(self) -> Table:
        """The rules: code, title, severity, needs, source."""
        return Table(
            title=f"{self.name} {self.version}",
            columns=(Column("Code"), Column("Rule"), Column("Severity"), Column("Needs"), Column("Source")),
            rows=[(r.code, r.title, r.severity, ", ".join(r.needs), r.source) for r in self.rules],
        )


def _code_faults(rules: tuple[Rule, ...], prefix: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for known in rules:
        number = known.code.removeprefix(prefix)
        if not known.code.startswith(prefix) or not _NUMBER.fullmatch(number):
            yield Fault(f"rule {known.code!r}", known.code, f"expected {prefix} and three digits, got {known.code!r}")
        if known.code in seen:
            yield Fault(f"rule {known.code!r}", known.code, "the code is given to two rules")
        seen.add(known.code)


def _need_faults(rules: tuple[Rule, ...], catalogue: tuple[FactSpec, ...]) -> Iterator[Fault]:
    names = {spec.name for spec in catalogue}
    for known in rules:
        for need in (*known.needs, *known.optional) if names and known.policy is None else ():
            if need not in names:
                message = f"it names the fact {need!r}, which the catalogue does not list{did_you_mean(need, names)}"
                yield Fault(f"rule {known.code!r}", need, message)


def _policy_faults(rules: tuple[Rule, ...], catalogue: tuple[FactSpec, ...]) -> Iterator[Fault]:
    kinds = kinds_of(catalogue)
    for known in rules if catalogue else ():
        if known.policy is not None:
            try:
                known.policy.check(kinds, dict(known.params), f"rule {known.code!r}")
            except RulesError as error:
                yield from error.faults


class RulePackBuilder:
    """A pack being written: its decorator collects rules, `build` freezes them.

    Example:
        >>> pack = RulePackBuilder("example", prefix="TEAM", version="1.0")
        >>> @pack.rule("TEAM001", "Nobody works alone", needs=("team.size",))
        ... def alone(context):
        ...     if context.facts["team.size"] < 2:
        ...         yield context.fail("team:all", "one person carries the project")
        >>> [rule.code for rule in pack.build()]
        ['TEAM001']
    """

    def __init__(self, name: str, *, prefix: str, version: str, catalogue: Iterable[FactSpec] = ()) -> None:
        self._empty = RulePack(name, prefix=prefix, version=version, catalogue=catalogue)
        self._rules: list[Rule] = []

    def rule(self, code: str, title: str, **fields: Unpack[RuleFields]) -> Callable[[Check], Rule]:
        """Decorator: makes a function that yields findings a `Rule` of this pack. Its docstring becomes the rule's page.

        Args:
            code: the pack's prefix and three digits; never re-used for another rule.
            title: what holds where the rule is kept, as a short sentence.
            fields: `Rule`'s other attributes, by name. Examples (`passing`, `failing`) that are values by fact name hold as of
                2 February 2026 and are read by the pack's catalogue; `check_examples` runs them, `unexemplified` names the
                rules without.

        Example:
            >>> from itpm.rules import check_examples, unexemplified
            >>> pack = RulePackBuilder("example", prefix="TEAM", version="1.0")
            >>> @pack.rule("TEAM001", "Nobody works alone", needs=("team.size",), params={"least": 2},
            ...            tighter={"least": "higher"}, passing={"team.size": 2}, failing=lambda: {"team.size": 1})
            ... def alone(context):
            ...     if context.facts["team.size"] < context.params.least:
            ...         yield context.fail("team:all", "one person carries the project")
            >>> unexemplified(pack.build()), check_examples(pack.build())
            ((), ())
        """
        make = rule(code, title, **fields)

        def collected(check: Check) -> Rule:
            made = make(check)
            self._rules.append(made)
            return made

        return collected

    def build(self) -> RulePack:
        """The pack with all rules collected so far.

        Raises:
            RulesError: codes that do not fit the prefix or come twice, needs that the catalogue does not list.
        """
        empty = self._empty
        return evolve(empty, rules=self._rules)

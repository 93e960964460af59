"""Rules as values, and packs of them.

A `Rule` is a function together with everything an organisation must know about it: its code, what it needs to know,
where it comes from, its parameters. A pack is a frozen collection of rules under one prefix and version; while it is
being written it is a `RulePackBuilder`, whose decorator turns functions into rules:

    pack = RulePackBuilder("itpm.schedule", prefix="SCH", version="1.0")

    @pack.rule("SCH003", "Activities carry no lead", needs=("schedule",), source="DCMA-14 #2")
    def leads(context): ...

    SCHEDULE = pack.build()
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import getdoc
from typing import TypeAlias

from attrs import evolve, field, frozen

from itpm.errors import Fault, did_you_mean, nearest
from itpm.findings import Finding, Severity
from itpm.rules.catalogue import FactSpec, specs, texts
from itpm.rules.context import RuleContext
from itpm.rules.errors import RulesError, UnknownRuleError
from itpm.tables import Column, Table, Tabular

Check: TypeAlias = Callable[[RuleContext], Iterable[Finding]]
Applies: TypeAlias = Callable[[RuleContext], bool]

_PREFIX = re.compile(r"[A-Z]{2,8}")
_NUMBER = re.compile(r"\d{3}")


def _severity(value: Severity | str) -> Severity:
    if isinstance(value, Severity):
        return value
    names = {severity.name.lower(): severity for severity in Severity}
    found = names.get(str(value).lower())
    if found is None:
        message = f"expected one of {', '.join(names)}, got {value!r}{did_you_mean(value, names)}"
        raise RulesError([Fault("severity", value, message)])
    return found


def _params(params: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(dict(params).items()))


@frozen(kw_only=True)
class Rule:
    """One rule.

    Attributes:
        code: prefix of its pack and three digits; never re-used for another rule.
        title: what holds where the rule is kept, as a short sentence.
        check: yields a finding for each offence; yields nothing where the rule is kept.
        severity: how much an offence matters.
        needs: facts it cannot be decided without. One of them absent makes the rule unknown without calling it.
        optional: facts it may look at where they are known.
        applies: whether there is anything to check; None means always.
        source: standard, section, or policy it comes from.
        params: (name, value) of what an organisation may set.
        fix: what to do about an offence; the remedy of findings that bring none.
        doc: why it matters, how it is computed, what to do: the rule's page.
    """

    code: str
    title: str
    check: Check
    severity: Severity = field(default=Severity.MAJOR, converter=_severity)
    needs: tuple[str, ...] = field(default=(), converter=texts)
    optional: tuple[str, ...] = field(default=(), converter=texts)
    applies: Applies | None = None
    source: str = ""
    params: tuple[tuple[str, object], ...] = field(default=(), converter=_params)
    fix: str = ""
    doc: str = field(default="", repr=False)

    def __call__(self, context: RuleContext) -> Iterable[Finding]:
        """The offences, as the function it was made from yields them."""
        return self.check(context)


def rule(
    code: str,
    title: str,
    *,
    severity: Severity | str = Severity.MAJOR,
    needs: Iterable[str] = (),
    optional: Iterable[str] = (),
    applies: Applies | None = None,
    source: str = "",
    params: Mapping[str, object] | None = None,
    fix: str = "",
) -> Callable[[Check], Rule]:
    """Decorator: makes a function that yields findings a `Rule`. Its docstring becomes the rule's page.

    Example:
        >>> @rule("TEAM001", "Nobody works alone", needs=("team.size",), fix="find a second person")
        ... def alone(context):
        ...     if context.facts["team.size"] < 2:
        ...         yield context.fail("team:all", "one person carries the project")
        >>> alone.code, alone.needs
        ('TEAM001', ('team.size',))
    """

    def made(check: Check) -> Rule:
        return Rule(
            code=code,
            title=title,
            check=check,
            severity=severity,
            needs=needs,
            optional=optional,
            applies=applies,
            source=source,
            params=params or {},
            fix=fix,
            doc=getdoc(check) or "",
        )

    return made


def _rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda known: known.code))


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
        faults = [
            *self._label_faults(),
            *_code_faults(self.rules, self.prefix),
            *_need_faults(self.rules, self.catalogue),
        ]
        if faults:
            raise RulesError(faults)

    def _label_faults(self) -> Iterator[Fault]:
        if not self.name:
            yield Fault("pack", self.name, "a pack needs a name")
        if not _PREFIX.fullmatch(self.prefix):
            message = f"expected a prefix of 2 to 8 capital letters, got {self.prefix!r}"
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
        for need in (*known.needs, *known.optional) if names else ():
            if need not in names:
                message = f"it names the fact {need!r}, which the catalogue does not list{did_you_mean(need, names)}"
                yield Fault(f"rule {known.code!r}", need, message)


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

    def rule(
        self,
        code: str,
        title: str,
        *,
        severity: Severity | str = Severity.MAJOR,
        needs: Iterable[str] = (),
        optional: Iterable[str] = (),
        applies: Applies | None = None,
        source: str = "",
        params: Mapping[str, object] | None = None,
        fix: str = "",
    ) -> Callable[[Check], Rule]:
        """Decorator: makes a function a `Rule` of this pack; the arguments are `Rule`'s."""
        make = rule(
            code,
            title,
            severity=severity,
            needs=needs,
            optional=optional,
            applies=applies,
            source=source,
            params=params,
            fix=fix,
        )

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

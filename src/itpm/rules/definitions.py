"""One rule as a value: a check together with everything an organisation must know about it.

A check is a function that yields findings, or a `Policy`: conditions, which can be stored, shown and changed without code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import getdoc
from typing import TypeAlias, TypedDict, Unpack

from attrs import field, frozen

from itpm.errors import shortened
from itpm.findings import Finding, Severity
from itpm.model.given import member, text_faults, texts
from itpm.rules.catalogue import by_name
from itpm.rules.conditions.direction import Tighter, directions
from itpm.rules.conditions.nodes import Literal, params_in
from itpm.rules.conditions.terms import Operand
from itpm.rules.context import RuleContext
from itpm.rules.errors import RulesError
from itpm.rules.facts import Facts
from itpm.rules.policies import Policy

Check: TypeAlias = Callable[[RuleContext], Iterable[Finding]]
Applies: TypeAlias = Callable[[RuleContext], bool]

Example: TypeAlias = Mapping[str, object] | Facts | Callable[[], Mapping[str, object] | Facts]


def _severity(value: Severity | str) -> Severity:
    return member(value, Severity, "severity", RulesError)


def _example(example: Example | None) -> Example | tuple[tuple[str, object], ...] | None:
    return tuple(sorted(example.items())) if isinstance(example, Mapping) else example


def _tighter(
    ways: Mapping[str, Tighter | str] | Iterable[tuple[str, Tighter | str]],
) -> tuple[tuple[str, Tighter], ...]:
    return tuple((name, member(way, Tighter, "tighter", RulesError)) for name, way in by_name(ways, "tighter"))


def _params(params: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    return by_name(params, "params")


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
        passing: facts of which it passes: values by name, `Facts`, or a function without arguments that gives them.
        failing: facts of which it fails, in the same way.
        tighter: (parameter, ``"lower"`` or ``"higher"``): which values are stricter, so that a layer of a profile may set
            them where the rule is hard; a condition rule works it out.
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
    passing: Example | tuple[tuple[str, object], ...] | None = field(default=None, converter=_example, repr=False)
    failing: Example | tuple[tuple[str, object], ...] | None = field(default=None, converter=_example, repr=False)
    tighter: tuple[tuple[str, Tighter], ...] = field(default=(), converter=_tighter)

    def __attrs_post_init__(self) -> None:
        RulesError.refuse(text_faults(self, f"rule {shortened(self.code)}"))

    @property
    def policy(self) -> Policy | None:
        """What it checks, where that is written as data."""
        return self.check if isinstance(self.check, Policy) else None

    @property
    def directions(self) -> Mapping[str, Tighter]:
        """Which values of a parameter are stricter, as far as it is known."""
        policy = self.policy
        found = dict(directions(policy.require.root)) if policy else {}
        unclear = params_in(policy.when.root) if policy and policy.when is not None else ()
        return {name: way for name, way in found.items() if name not in unclear} | dict(self.tighter)

    def __call__(self, context: RuleContext) -> Iterable[Finding]:
        """The offences, as the function it was made from yields them."""
        return self.check(context)


class RuleFields(TypedDict, total=False):
    """What the decorators of rules take by name; see `Rule` for what each of them means."""

    severity: Severity | str
    needs: Iterable[str]
    optional: Iterable[str]
    applies: Applies | None
    source: str
    params: Mapping[str, object]
    fix: str
    passing: Example
    failing: Example
    tighter: Mapping[str, str]


def rule(code: str, title: str, **fields: Unpack[RuleFields]) -> Callable[[Check], Rule]:
    """Decorator: makes a function that yields findings a `Rule`. Its docstring becomes the rule's page.

    Args:
        code: prefix of its pack and three digits; never re-used for another rule.
        title: what holds where the rule is kept, as a short sentence.
        fields: `Rule`'s other attributes, by name.

    Example:
        >>> @rule("TEAM001", "Nobody works alone", needs=("team.size",), fix="find a second person")
        ... def alone(context):
        ...     if context.facts["team.size"] < 2:
        ...         yield context.fail("team:all", "one person carries the project")
        >>> alone.code, alone.needs
        ('TEAM001', ('team.size',))
    """
    return lambda check: Rule(code=code, title=title, check=check, doc=getdoc(check) or "", **fields)


def condition_rule(
    code: str,
    title: str,
    *,
    require: Operand,
    when: Operand | None = None,
    severity: Severity | str = Severity.MAJOR,
    source: str = "",
    params: Mapping[str, object] | None = None,
    fix: str = "",
    doc: str = "",
    subject: str = "",
    message: str = "",
    passing: Example | None = None,
    failing: Example | None = None,
) -> Rule:
    """A rule whose check is data: what must hold, and where it applies.

    Args:
        code: prefix of its pack and three digits.
        title: what holds where the rule is kept, as a short sentence.
        require: what must hold; unknown as long as a fact that could change the answer is.
        when: where it applies; elsewhere it is NOT_APPLICABLE. None: everywhere.
        severity: how much an offence matters.
        source: standard, section, or policy it comes from.
        params: value of each parameter the conditions name.
        fix: what to do about an offence.
        doc: why it matters, how it is computed, what to do: the rule's page.
        subject: what an offence is about, as ``kind:id``; none: the rule.
        message: what an offence says; none: the condition with its values.
        passing: facts of which it passes.
        failing: facts of which it fails.

    Raises:
        RulesError: a parameter that is named but has no value, kinds that do not go together.

    Example:
        >>> from itpm.rules import F, Facts, P, RulePack, condition_rule, evaluate
        >>> fortnightly = condition_rule(
        ...     "GOV005", "Status report every two weeks",
        ...     when=F("phase").is_in("build", "rollout"),
        ...     require=F("reporting.days_since_status") <= P("max_days"), params={"max_days": 14})
        >>> pack = RulePack("office", prefix="GOV", version="1", rules=[fortnightly])
        >>> late = Facts.of({"phase": "build", "reporting.days_since_status": 19}, as_of="2026-02-02")
        >>> for finding in evaluate(pack, late).findings:
        ...     print(finding.message)
        reporting.days_since_status <= max_days does not hold: reporting.days_since_status is 19, max_days is 14
    """
    policy = Policy(require=require, when=when, subject=subject, message=message)
    given = {name: _stored_value(value) for name, value in by_name(params or {}, "params")}
    policy.for_kinds(given, {})
    return Rule(
        code=code,
        title=title,
        check=policy,
        severity=severity,
        optional=policy.facts,
        source=source,
        params=given,
        fix=fix,
        doc=doc,
        passing=_stored_form(passing),
        failing=_stored_form(failing),
    )


def _stored_form(example: Example | None) -> Example | None:
    """An example with its values in the form they are stored in, where they can be."""
    if not isinstance(example, Mapping):
        return example
    return {name: _stored_value(value) for name, value in example.items()}


def _stored_value(value: object) -> object:
    try:
        return Literal(value).value
    except RulesError:
        return value

"""A policy: a rule's check written as data. When it applies, what it requires, and how an offence is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import Factory, field, frozen

from itpm.findings import Explanation, Finding
from itpm.rules.catalogue import FactType
from itpm.rules.conditions.code import Get
from itpm.rules.conditions.compiled import CompiledCondition, compiled_for
from itpm.rules.conditions.compiling import code_of
from itpm.rules.conditions.nodes import params_in
from itpm.rules.conditions.terms import Condition, Operand, as_condition
from itpm.rules.conditions.wording import value_words
from itpm.rules.context import RuleContext
from itpm.rules.facts import Facts
from itpm.rules.outcomes import Outcome

_MOST_COMPILED = 64
IDLE = "idle"
OUTCOMES: Mapping[object, Outcome] = {
    True: Outcome.PASS,
    False: Outcome.FAIL,
    None: Outcome.UNKNOWN,
    IDLE: Outcome.NOT_APPLICABLE,
}
"""What a policy says, by what its closure gives."""


def _condition(value: Operand) -> Condition:
    return as_condition(value, place="require")


def _optional_condition(value: Operand | None) -> Condition | None:
    return None if value is None else as_condition(value, place="when")


@frozen(kw_only=True)
class CompiledPolicy:
    """A policy ready to be asked: both conditions compiled, parameters filled in."""

    require: CompiledCondition
    when: CompiledCondition | None

    def outcome(self, facts: Facts) -> Outcome:
        """What the policy says. Whether it applies being unknown leaves it unknown."""
        if self.when is not None:
            applies = self.when.value(facts)
            if applies is not True:
                return Outcome.UNKNOWN if applies is None else Outcome.NOT_APPLICABLE
        return OUTCOMES[self.require.value(facts)]

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """The facts that could still decide it."""
        return self.require.missing(facts) if self.when is None else self.require.missing_where(self.when, facts)

    def undefined(self, facts: Facts) -> tuple[str, ...]:
        """What has no value though every fact is known."""
        when = self.when.undefined(facts) if self.when is not None else ()
        return tuple(dict.fromkeys([*when, *self.require.undefined(facts)]))

    def explain(self, facts: Facts) -> tuple[Explanation, ...]:
        """The trees with their values."""
        require = self.require.explain(facts)
        return (require,) if self.when is None else (self.when.explain(facts), require)

    def runner(self) -> Callable[[Get], object]:
        """A closure that gives a key of `OUTCOMES`, for runs over many sets of facts."""
        if self.when is None:
            return self.require.run
        when, require = self.when.run, self.require.run

        def run(get: Get) -> object:
            applies = when(get)
            return require(get) if applies is True else None if applies is None else IDLE

        return run


@frozen(kw_only=True)
class Policy:
    """What a condition rule checks.

    Attributes:
        require: what must hold.
        when: where it applies; elsewhere the rule is NOT_APPLICABLE, which is no pass. None: everywhere.
        subject: what an offence is about, as ``kind:id``; none: the rule itself.
        message: what an offence says; none: the condition that does not hold, with its values.
    """

    require: Condition = field(converter=_condition)
    when: Condition | None = field(default=None, converter=_optional_condition)
    subject: str = ""
    message: str = ""
    _compiled: dict[object, CompiledPolicy] = field(init=False, eq=False, repr=False, default=Factory(dict))

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts it reads."""
        return tuple(dict.fromkeys([*(self.when.facts if self.when is not None else ()), *self.require.facts]))

    @property
    def params(self) -> tuple[str, ...]:
        """Names of the parameters it reads."""
        when = params_in(self.when.root) if self.when is not None else ()
        return tuple(dict.fromkeys([*when, *params_in(self.require.root)]))

    def compiled(self, params: Iterable[tuple[str, object]], facts: Facts) -> CompiledPolicy:
        """The policy for facts of these kinds, compiled when first asked for.

        Raises:
            RulesError: kinds that do not go together, a parameter without a value.
        """
        kinds = {name: facts.spec(name).type for name in self.facts if name in facts}
        return self.for_kinds(dict(params), kinds)

    def for_kinds(self, params: Mapping[str, object], kinds: Mapping[str, FactType]) -> CompiledPolicy:
        """The policy for facts of these kinds; one that is not among them is never known.

        Raises:
            RulesError: kinds that do not go together, a parameter without a value.
        """
        used = [name for name in self.facts if name in kinds]
        key = (tuple((name, repr(params.get(name))) for name in self.params), tuple((n, kinds[n]) for n in used))
        found = self._compiled.get(key)
        if found is None:
            when = compiled_for(self.when, kinds, params, place="when") if self.when is not None else None
            found = CompiledPolicy(require=compiled_for(self.require, kinds, params, place="require"), when=when)
            if len(self._compiled) >= _MOST_COMPILED:
                self._compiled.clear()
            self._compiled[key] = found
        return found

    def check(self, kinds: Mapping[str, FactType], params: Mapping[str, object], place: str) -> None:
        """Nothing, if every fact is among these and the kinds go together.

        Raises:
            RulesError: an unknown fact, kinds that do not go together, a parameter without a value.
        """
        for name, condition in (("when", self.when), ("require", self.require)):
            if condition is not None:
                code_of(condition.root, kinds=kinds, params=params, is_listed=True, place=f"{place}.{name}")

    def __call__(self, context: RuleContext) -> Iterator[Finding]:
        """The offence, where the policy applies and what it requires does not hold."""
        facts = context.facts.facts
        compiled = self.compiled(context.params, facts)
        if compiled.outcome(facts) is Outcome.FAIL:
            yield self.offence(context, compiled)

    def offence(self, context: RuleContext, compiled: CompiledPolicy) -> Finding:
        """The finding of a policy that does not hold."""
        evidence = compiled.require.deciding(context.facts.facts)
        values = [*evidence, *(pair for pair in context.params if pair[0] in self.params)]
        said = ", ".join(f"{name} is {value_words(value)}" for name, value in values)
        message = self.message or f"{compiled.require} does not hold{f': {said}' if said else ''}"
        return context.fail(self.subject or f"rule:{context.code}", message, evidence=evidence)

    def __reduce__(self) -> tuple[Callable[..., Policy], tuple[object, ...]]:
        return _restored, (self.require, self.when, self.subject, self.message)


def _restored(require: Condition, when: Condition | None, subject: str, message: str) -> Policy:
    return Policy(require=require, when=when, subject=subject, message=message)

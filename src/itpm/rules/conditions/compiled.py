"""A condition compiled against a catalogue: what it says of facts, what it misses, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import field, frozen

from itpm.findings import Explanation
from itpm.model.given import expect
from itpm.rules.catalogue import FactSpec, FactType
from itpm.rules.conditions.code import THE_MOMENT, Code, Get, Value
from itpm.rules.conditions.compiling import code_of, kinds_of
from itpm.rules.conditions.terms import Condition, Operand, Term, as_condition, node_of
from itpm.rules.conditions.tracing import deciding, explained, missing, missing_of_both, undefined
from itpm.rules.conditions.wording import words
from itpm.rules.errors import RulesError
from itpm.rules.facts import Facts


@frozen(eq=False)
class CompiledCondition:
    """A condition, or a term, ready to be asked again and again; made by `compile_condition`.

    Example:
        >>> from itpm.rules import F, FactSpec, FactType, Facts, compile_condition
        >>> team = FactSpec(name="team.size", type=FactType.NUMBER, unit="1", doc="people in the team")
        >>> enough = compile_condition(F("team.size") >= 3, [team])
        >>> enough.value(Facts.of({"team.size": 2}, as_of="2026-02-02"))
        False
        >>> print(enough.explain(Facts.of({"team.size": 2}, as_of="2026-02-02")))
        false: team.size >= 3
          team.size is 2
        >>> enough.missing(Facts.of({}, as_of="2026-02-02", catalogue=[team]))
        ('team.size',)
    """

    _code: Code = field(repr=False)

    def value(self, facts: Facts | Mapping[str, Value]) -> Value:
        """What it says: true, false, the term's value, or None where it is unknown.

        Args:
            facts: facts, or their values by name, each already of its fact's kind.

        Raises:
            FactError: a fact could not be worked out, or an item of a list is of the wrong kind.
        """
        return self._code.run(reader(facts))

    def missing(self, facts: Facts | Mapping[str, Value]) -> tuple[str, ...]:
        """The facts that could still decide it; none where it is known."""
        return missing(self._code, reader(facts))

    def missing_where(self, applies: CompiledCondition, facts: Facts | Mapping[str, Value]) -> tuple[str, ...]:
        """The facts that could still decide it, where it only counts if another condition applies."""
        return missing_of_both(applies._code, self._code, reader(facts))

    def undefined(self, facts: Facts | Mapping[str, Value]) -> tuple[str, ...]:
        """What has no value though every fact is known: a division by zero, two currencies."""
        return undefined(self._code, reader(facts))

    def deciding(self, facts: Facts | Mapping[str, Value]) -> tuple[tuple[str, object], ...]:
        """(name, value) of the facts that made it what it is."""
        return deciding(self._code, reader(facts))

    def explain(self, facts: Facts | Mapping[str, Value]) -> Explanation:
        """The tree with the value of every part."""
        return explained(self._code, reader(facts))

    @property
    def run(self) -> Callable[[Get], Value]:
        """The closure itself: called with what gives a fact's value by name."""
        return self._code.run

    def __str__(self) -> str:
        return words(self._code.node)


def compile_condition(
    condition: Operand, catalogue: Iterable[FactSpec], *, params: Mapping[str, object] | None = None
) -> CompiledCondition:
    """The condition, or the term, with every name looked up and every kind checked.

    Args:
        condition: a condition, or a term whose value is asked for.
        catalogue: the facts there are.
        params: value of each parameter it names.

    Raises:
        RulesError: a fact that the catalogue does not list, a parameter without a value, kinds that do not go together; all
            of them, each with its path and the nearest name.

    Example:
        >>> from itpm.rules import F, FactSpec, FactType, compile_condition
        >>> team = FactSpec(name="team.size", type=FactType.NUMBER, unit="1", doc="people in the team")
        >>> compile_condition(F("team.sise") >= 3, [team])
        Traceback (most recent call last):
        itpm.rules.errors.RulesError: condition.ge[0]: the catalogue does not list the fact 'team.sise'; did you mean 'team.size'?
    """
    is_term = isinstance(condition, Term)
    node = node_of(condition) if is_term else as_condition(condition).root
    kind = None if is_term else FactType.FLAG
    return CompiledCondition(code_of(node, kinds=kinds_of(catalogue), params=params or {}, is_listed=True, kind=kind))


def compiled_for(
    condition: Condition, kinds: Mapping[str, FactType], params: Mapping[str, object], *, place: str
) -> CompiledCondition:
    """The condition for facts of these kinds; a fact that is not among them is one that is never known.

    Raises:
        RulesError: kinds that do not go together, a parameter without a value.
    """
    return CompiledCondition(code_of(condition.root, kinds=kinds, params=params, is_listed=False, place=place))


def reader(facts: Facts | Mapping[str, Value]) -> Get:
    """What gives a fact's value by name, None where it is unknown."""
    if not isinstance(facts, Facts):
        if type(facts) is not dict:  # a dict is what comes millions of times
            expect(facts, "facts", Facts, Mapping, error=RulesError)
        return facts.get
    as_of, get = facts.as_of, facts.get
    return lambda name: as_of if name == THE_MOMENT else get(name)

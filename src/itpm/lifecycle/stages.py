"""What methodologies are made of: stages, the gates before and after them, what is repeated in them, what they tolerate.

A gate asks for deliverables, approvals, rules and facts; all are only named here, what is known of them comes with the facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from attrs import field, frozen

from itpm.lifecycle.errors import MethodologyError
from itpm.lifecycle.inputs import is_count, number
from itpm.model.given import several, texts


def _optional_number(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else number(value)


@frozen
class GateCriterion:
    """Something that a fact must say before a gate is passed.

    Without a limit the fact must be true; with one or two it must be a number within them.

    Attributes:
        key: what reasons call it, after the gate: ``"tests"`` gives ``"S.tests"``.
        title: one sentence that is true when it is met: ``"no test of the sprint fails"``.
        fact: name of the fact.
        at_least: the least the fact may be.
        at_most: the most the fact may be.
        remedy: what to do when it is not met.

    Example:
        >>> GateCriterion("tests", "no test of the sprint fails", fact="sprint.tests_failed", at_most=0).at_most
        Decimal('0')
    """

    key: str
    title: str
    fact: str = field(kw_only=True)
    at_least: Decimal | None = field(default=None, kw_only=True, converter=_optional_number)
    at_most: Decimal | None = field(default=None, kw_only=True, converter=_optional_number)
    remedy: str = field(default="", kw_only=True)


def _criteria(values: Iterable[GateCriterion]) -> tuple[GateCriterion, ...]:
    return several(values, GateCriterion, "criteria", MethodologyError)


@frozen
class Gate:
    """What must hold before a stage is left, entered, or a part of it ended.

    Attributes:
        key: what commands, events and reasons call it: ``"G1"``.
        title: what people call it: ``"Project Baseline Review"``.
        requires: keys of deliverables that must be accepted and complete.
        desired: keys of deliverables that should be, and do not stand against passing: they warn.
        criteria: what facts must say.
        approvers: roles that must approve.
        rules: codes or prefixes of rules that must not stand against it.
        is_delegable: whether somebody else may approve for the holder of a role.
    """

    key: str
    title: str = field(default="", kw_only=True)
    requires: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    desired: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    criteria: tuple[GateCriterion, ...] = field(default=(), kw_only=True, converter=_criteria)
    approvers: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    rules: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    is_delegable: bool = field(default=True, kw_only=True)


@frozen(kw_only=True)
class Repetition:
    """What is repeated inside of a stage: sprints, iterations, increments.

    Attributes:
        noun: what one of them is called.
        end: the gate that ends one: its review, its definition of done. Approvals of it count for one only.
        at_least: how many there must be before the stage is left [1].
        at_most: how many there may be [1]; None: any number.

    Example:
        >>> Repetition(end=Gate("S", requires=["increment"]), at_most=6).noun
        'sprint'
    """

    noun: str = "sprint"
    end: Gate
    at_least: int = field(default=1, validator=is_count)
    at_most: int | None = field(default=None, validator=is_count)


@frozen
class Tolerance:
    """How far a stage may be off before somebody above decides.

    Attributes:
        area: of what: ``"time"``, ``"cost"``.
        fact: name of the fact with the forecast at the stage's end: how far it will be off.
        at_most: how far it may be off, in the fact's unit.

    Example:
        >>> Tolerance("cost", fact="stage.cost_overrun", at_most=10).at_most
        Decimal('10')
    """

    area: str
    fact: str = field(kw_only=True)
    at_most: Decimal = field(kw_only=True, converter=number)


def _tolerances(values: Iterable[Tolerance]) -> tuple[Tolerance, ...]:
    return several(values, Tolerance, "tolerances", MethodologyError)


@frozen
class Stage:
    """A part of a project's life.

    Attributes:
        key: what `after` and facts call it: ``"planning"``.
        title: what people call it.
        after: keys of the stages that must be left before it is entered; none means it is entered at the beginning.
        alongside: keys of stages that it overlaps: entered once they are entered, left after they are left.
        entry: the gate through which it is entered; none: it is entered by itself.
        exit: the gate through which it is left.
        repeats: what is repeated inside.
        tolerances: how far it may be off.
        exceptions_to: the role that decides when it will be further off; never whoever raised the exception.
    """

    key: str
    title: str
    after: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    alongside: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    entry: Gate | None = field(default=None, kw_only=True)
    exit: Gate = field(kw_only=True)
    repeats: Repetition | None = field(default=None, kw_only=True)
    tolerances: tuple[Tolerance, ...] = field(default=(), kw_only=True, converter=_tolerances)
    exceptions_to: str = field(default="", kw_only=True)

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Its gates, in the order in which they come."""
        between = self.repeats.end if self.repeats else None
        return tuple(gate for gate in (self.entry, between, self.exit) if gate is not None)

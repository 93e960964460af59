"""Outcomes alone, fast: condition rules run over plain values, for portfolios, what-if tables and dashboards.

The rules are compiled for the types of the values that come, and kept: rows of one shape share the closures, and a row whose
values do not go together with the conditions is refused when its shape is first seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from itpm.errors import Fault
from itpm.model.moments import Moment, moment
from itpm.rules.catalogue import FactSpec, type_of
from itpm.rules.conditions.code import KINDS, THE_MOMENT, Get, Value
from itpm.rules.conditions.compiling import kinds_of
from itpm.rules.errors import RulesError
from itpm.rules.outcomes import Outcome
from itpm.rules.policies import OUTCOMES, Policy

_MOST_SHAPES = 256
_Runner: TypeAlias = tuple[str, Callable[[Get], object]]


class Screen:
    """Condition rules over plain values; made by `screen_of`."""

    def __init__(
        self, policies: Iterable[tuple[str, Policy, Mapping[str, object]]], catalogue: Iterable[FactSpec]
    ) -> None:
        self._policies = tuple(policies)
        self._codes = tuple(code for code, _, _ in self._policies)
        self._facts = tuple(dict.fromkeys(name for _, policy, _ in self._policies for name in policy.facts))
        self._listed = kinds_of(catalogue)
        self._shapes: dict[tuple[type, ...], tuple[_Runner, ...]] = {}
        self._last: tuple[tuple[type, ...], tuple[_Runner, ...]] = ((), ())

    def __call__(self, values: Mapping[str, Value], as_of: Moment | None = None) -> dict[str, Outcome]:
        """The outcome of every rule, by code."""
        get = values.get
        shape = tuple(map(type, map(get, self._facts)))
        last, runners = self._last
        if shape != last:
            runners = self._runners(shape, values)
        if as_of is not None:
            get = {**values, THE_MOMENT: moment(as_of, edge="finish", place="as_of")}.get
        outcomes = OUTCOMES
        return {code: outcomes[run(get)] for code, run in runners}

    def _runners(self, shape: tuple[type, ...], values: Mapping[str, Value]) -> tuple[_Runner, ...]:
        """The rules for values of these types, kept for the next ones."""
        runners = self._shapes.get(shape)
        if runners is None:
            runners = tuple(zip(self._codes, self._compiled(values), strict=True))
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            self._shapes[shape] = runners
        self._last = (shape, runners)
        return runners

    def _compiled(self, values: Mapping[str, Value]) -> tuple[Callable[[Get], object], ...]:
        """The rules for values of these types.

        Raises:
            RulesError: values that do not go together with the conditions, or with the catalogue.
        """
        kinds = {name: type_of(values[name]) for name in self._facts if values.get(name) is not None}
        faults = [
            Fault(f"fact {name!r}", values[name], f"expected {KINDS[self._listed[name]]}, got {KINDS[kind]}")
            for name, kind in kinds.items()
            if self._listed.get(name, kind) is not kind
        ]
        RulesError.refuse(faults)
        return tuple(policy.for_kinds(params, kinds).runner() for _, policy, params in self._policies)


def screen_of(policies: Iterable[tuple[str, Policy, Mapping[str, object]]], catalogue: Iterable[FactSpec]) -> Screen:
    """The rules ready to run over plain values."""
    return Screen(policies, catalogue)

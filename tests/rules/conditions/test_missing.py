"""The facts reported missing are those, and only those, whose value could still change what a condition says."""

from __future__ import annotations

import operator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.rules import (
    Condition,
    F,
    Facts,
    FactSpec,
    FactType,
    Outcome,
    Policy,
    all_of,
    any_of,
    compile_condition,
)

FLAGS = ("a", "b", "c")
NUMBERS = ("x", "y")
CATALOGUE = [
    *(FactSpec(name=name, type=FactType.FLAG, doc=name) for name in FLAGS),
    *(FactSpec(name=name, type=FactType.NUMBER, doc=name) for name in NUMBERS),
]
VALUES: dict[str, tuple[Any, ...]] = dict.fromkeys(FLAGS, (False, True)) | dict.fromkeys(
    NUMBERS, (-1, 0, 0.5, 1, 1.5, 2, 3)
)
ORDERS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)

ATOMS = st.one_of(
    st.sampled_from(FLAGS).map(lambda name: all_of(F(name))),
    st.builds(
        lambda compare, name, n: compare(F(name), n),
        st.sampled_from(ORDERS),
        st.sampled_from(NUMBERS),
        st.integers(0, 2),
    ),
    st.builds(
        lambda name, some: F(name).is_in(*some),
        st.sampled_from(NUMBERS),
        st.lists(st.integers(0, 2), min_size=1, max_size=2),
    ),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(all_of),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
        inner.map(operator.invert),
    ),
    max_leaves=6,
)
KNOWN = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})


def matters(condition: Condition, known: dict[str, Any], name: str) -> bool:
    """Whether, with some of the other unknown facts supplied, supplying this one decides the condition."""
    compiled = compile_condition(condition, CATALOGUE)
    others = [other for other in condition.facts if other not in known and other != name]
    for some in product(*([None, *VALUES[other]] for other in others)):
        supplied = {**known, **dict(zip(others, some, strict=True))}
        if compiled.value(supplied) is None and any(
            compiled.value({**supplied, name: value}) is not None for value in VALUES[name]
        ):
            return True
    return False


@given(CONDITIONS, KNOWN)
def test_a_fact_is_missing_exactly_when_its_value_could_decide(condition: Condition, known: dict[str, Any]) -> None:
    compiled = compile_condition(condition, CATALOGUE)
    unknown = [name for name in condition.facts if name not in known]
    expected = [name for name in unknown if compiled.value(known) is None and matters(condition, known, name)]
    assert list(compiled.missing(known)) == expected


@given(CONDITIONS, CONDITIONS, KNOWN, st.data())
def test_supplying_what_is_missing_decides(
    when: Condition, require: Condition, known: dict[str, Any], data: Any
) -> None:
    policy = Policy(require=require, when=when)
    names = [spec.name for spec in CATALOGUE]
    facts = Facts.of(known, as_of="2026-02-02", catalogue=CATALOGUE)
    compiled = policy.compiled([], facts)
    missing = compiled.missing(facts) if compiled.outcome(facts) is Outcome.UNKNOWN else ()
    supplied = {name: data.draw(st.sampled_from(VALUES[name])) for name in missing}
    full = Facts.of({**known, **supplied}, as_of="2026-02-02", catalogue=CATALOGUE)
    assert set(missing) <= set(names) - set(known)
    assert compiled.outcome(full) is not Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("condition", "known", "missing"),
    [
        ((F("a") | F("b")) & F("a"), {}, ["a"]),
        ((F("x") > 1) & ((F("x") > 0) | F("a")), {}, ["x"]),
        ((F("x") > 1) & ((F("x") > 2) | F("a")), {}, ["x", "a"]),
        (F("a") & F("b"), {"a": False}, []),
        (F("a") | F("b"), {"a": False}, ["b"]),
        ((F("x") > F("y")) & F("a"), {"x": 1}, ["y", "a"]),
        (F("x").between(1, 2) | ~F("x").between(0, 3), {}, ["x"]),
        (F("a").known() & F("b"), {}, []),
        (F("x").coalesce(F("y"), 3) > 2, {}, []),
    ],
)
def test_what_is_hidden_is_not_asked_for(condition: Condition, known: dict[str, Any], missing: list[str]) -> None:
    assert list(compile_condition(condition, CATALOGUE).missing(known)) == missing


def test_where_it_would_take_too_long_every_unknown_fact_is_named() -> None:
    specs = [FactSpec(name=f"f{number}", type=FactType.FLAG, doc="flag") for number in range(20)]
    wide = any_of(*(F(f"f{n}") & F(f"f{(n + 1) % 20}") for n in range(20)))
    assert len(compile_condition(wide, specs).missing({})) == 20


def test_a_policy_asks_only_for_what_matters_where_it_applies() -> None:
    facts = Facts.of({}, as_of="2026-02-02", catalogue=CATALOGUE)
    compiled = Policy(when=F("a"), require=F("a") | F("b")).compiled([], facts)
    assert compiled.missing(facts) == ("a",)

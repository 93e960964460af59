"""Random conditions over a few facts of every kind."""

from __future__ import annotations

import operator
from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from itpm.model import money
from itpm.rules import AS_OF, ITEM, Condition, F, FactSpec, FactType, P, Term, all_of, any_of, days_between, least_of

KINDS = {
    "flag.a": FactType.FLAG,
    "flag.b": FactType.FLAG,
    "number.a": FactType.NUMBER,
    "number.b": FactType.NUMBER,
    "text.a": FactType.TEXT,
    "moment.a": FactType.MOMENT,
    "money.a": FactType.MONEY,
    "list.a": FactType.LIST,
}
CATALOGUE = tuple(FactSpec(name=name, type=kind, doc=name) for name, kind in KINDS.items())
PARAMS = {"limit": 1}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "flag.a": st.booleans(),
    "flag.b": st.booleans(),
    "number.a": st.sampled_from([-1, 0, 1, 0.5, Decimal("1.5"), 2]),
    "number.b": st.sampled_from([0, 1, 2]),
    "text.a": st.sampled_from(["build", "design"]),
    "moment.a": st.sampled_from([datetime(2026, 1, 5), datetime(2026, 2, 2)]),
    "money.a": st.sampled_from([money("8k EUR"), money("1 USD")]),
    "list.a": st.lists(st.sampled_from([0, 1, 2, None]), max_size=3).map(tuple),
}
ORDERS = st.sampled_from([operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne])


def known() -> st.SearchStrategy[dict[str, Any]]:
    """Values of some of the facts."""
    return st.fixed_dictionaries({}, optional=VALUES)


def numbers() -> st.SearchStrategy[Term]:
    facts = st.sampled_from(["number.a", "number.b"]).map(F)
    return st.one_of(
        facts,
        st.builds(operator.add, facts, st.integers(0, 2)),
        st.builds(operator.truediv, facts, facts),
        st.builds(least_of, facts, facts),
        st.just(F("list.a").count()),
        st.just(F("list.a").count(ITEM > 0)),
        st.just(days_between(F("moment.a"), AS_OF)),
    )


def conditions(*, escapes: bool = True) -> st.SearchStrategy[Condition]:
    """Conditions; with `escapes`, ones that ask whether something is known too."""
    atoms = [
        st.sampled_from(["flag.a", "flag.b"]).map(lambda name: all_of(F(name))),
        st.builds(lambda compare, term, n: compare(term, n), ORDERS, numbers(), st.integers(0, 2)),
        st.builds(lambda term: term <= P("limit"), numbers()),
        st.builds(lambda compare, n: compare(F("money.a"), f"{n} EUR"), ORDERS, st.sampled_from([1, 8000])),
        st.just(F("text.a").is_in("build", "closure")),
        st.just(F("text.a") == "design"),
        st.just(F("moment.a") < "2026-01-31"),
        st.builds(lambda n: F("list.a").some(n == ITEM), st.integers(0, 2)),
        st.just(F("list.a").every(F("number.b") <= ITEM)),
        st.builds(lambda term: term.between(0, 1), numbers()),
        st.builds(lambda n: F("list.a").contains(n), st.integers(0, 2)),
    ]
    if escapes:
        atoms += [
            st.sampled_from(list(KINDS)).map(lambda name: F(name).known()),
            st.just(F("number.a").coalesce(F("number.b"), 0) > 0),
        ]
    return st.recursive(
        st.one_of(atoms),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(all_of),
            st.lists(inner, min_size=1, max_size=3).map(any_of),
            inner.map(operator.invert),
        ),
        max_leaves=5,
    )

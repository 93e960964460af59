"""Conditions built with operators: what they say, what they refuse, how they are stored."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from itpm.model import Money, WorkDuration, duration
from itpm.rules import (
    AS_OF,
    ITEM,
    Condition,
    F,
    P,
    RulesError,
    all_of,
    any_of,
    condition_rule,
    days_between,
    greatest_of,
    least_of,
)

from tests.rules.conditions.strategies import conditions

EVERY_OPERATOR = [
    (all_of(F("a"), F("b") > 1), "a and b > 1"),
    (any_of([F("a"), ~F("b")]), "a or not (b)"),
    ((F("a") == "x") & ((F("b") != 2) | F("c")), "a = 'x' and (b ≠ 2 or c)"),
    (F("a").is_in("x", "y"), "a in ['x', 'y']"),
    (F("tags").contains("urgent"), "'urgent' in tags"),
    (F("a").between(1, P("most")), "a between 1 and most"),
    (F("a").known(), "a is known"),
    (F("a").coalesce(F("b"), 0) >= 1, "(a else b else 0) >= 1"),
    ((F("a") + 1 - F("b")) * 2 / F("c") < 5, "((((a + 1) - b) * 2) / c) < 5"),
    (1 + F("a") > 2 - F("b") * 3, "(1 + a) > (2 - (b * 3))"),
    (least_of(F("a"), 1) <= greatest_of(F("b"), 2), "min(a, 1) <= max(b, 2)"),
    (F("risks").count() > 3, "count of risks > 3"),
    (F("risks").count(ITEM["cost"] > 5) == 0, "count of risks with item.cost > 5 = 0"),
    (F("risks").every(ITEM["owner"].known()), "every of risks has item.owner is known"),
    (F("codes").some(ITEM == "x"), "some of codes has item = 'x'"),
    (days_between(F("last"), AS_OF) <= 14, "days from last to as_of <= 14"),
]


@pytest.mark.parametrize(("condition", "said"), EVERY_OPERATOR)
def test_a_condition_says_what_it_asks_and_survives_being_stored(condition: Condition, said: str) -> None:
    assert str(condition) == said
    assert Condition.from_dict(json.loads(json.dumps(condition.to_dict()))) == condition


@given(conditions())
def test_a_condition_survives_json_pickle_and_copy(condition: Condition) -> None:
    stored = json.loads(json.dumps(condition.to_dict()))
    for copied in (Condition.from_dict(stored), pickle.loads(pickle.dumps(condition)), copy.deepcopy(condition)):
        assert copied == condition
        assert (hash(copied), str(copied)) == (hash(condition), str(condition))
    assert Condition.from_dict(stored).to_dict() == condition.to_dict()


@pytest.mark.parametrize(
    "asked",
    [
        lambda: F("a") and F("b"),
        lambda: not F("a"),
        lambda: 1 if F("a") > 1 else 2,
        lambda: 1 < F("a") < 3,
        lambda: F("a") in [1, 2],
    ],
)
def test_pythons_own_logic_is_refused_instead_of_dropping_half_of_a_rule(asked: Any) -> None:
    with pytest.raises(TypeError, match=r"write & \| ~ for and, or, not"):
        asked()


def test_a_term_has_no_items_and_no_hash() -> None:
    with pytest.raises(TypeError, match="use count, every or some"):
        list(F("a"))
    with pytest.raises(TypeError):
        hash(F("a"))


def test_a_condition_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        (F("a") > 1).root = None  # type: ignore[assignment]


def test_literals_keep_their_kind() -> None:
    assert (F("a") == 1) != (F("a") == 1.0)
    assert (F("a") == 1) != (F("a") == True)  # noqa: E712  # a literal, not a comparison
    assert (F("a") == Decimal("0.10")).to_dict()["condition"] == {"eq": [{"fact": "a"}, {"number": "0.10"}]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 2, 2), "2026-02-02"),
        (datetime(2026, 2, 2, 8), "2026-02-02T08:00:00"),
        (Money(Decimal("8000.50"), "EUR"), "8000.50 EUR"),
        (duration("5d"), "5d"),
    ],
)
def test_dates_money_and_durations_are_kept_as_the_text_that_writes_them(value: Any, text: str) -> None:
    assert isinstance(duration("5d"), WorkDuration)
    assert (F("a") <= value) == (F("a") <= text)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: F("Plan.Finish"), "fact: expected a name like 'schedule.finish', got 'Plan.Finish'"),
        (lambda: F(5), "fact: expected a name like 'schedule.finish', got 5"),  # type: ignore[arg-type]
        (lambda: P("max days"), "param: expected a name like 'max_days', got 'max days'"),
        (lambda: F("a").is_in(float("nan")), "expected a flag, a finite number, a text, or a date, got nan"),
        (lambda: F("a") > Decimal("1e999999999"), "a finite number, a text, or a date, got 1E+999999999"),
        (lambda: F("a").is_in(object), "expected a flag, a finite number, a text, or a date, got <class 'object'>"),
        (lambda: F("a") == "x" * 1001, "expected a flag, a finite number, a text, or a date"),
        (all_of, "all: 'all' takes 1 or more operands, got 0"),
        (lambda: all_of(5), "condition: expected a condition such as F('team.size') > 1, got 5"),  # type: ignore[arg-type]
        (lambda: condition_rule("A001", "t", require="text"), "require: expected a condition such as"),  # type: ignore[arg-type]
        (lambda: F("a").is_in(*range(2001)), "a condition has at most 2000 parts; this one has more"),
    ],
)
def test_what_cannot_be_a_condition_is_refused(make: Any, message: str) -> None:
    with pytest.raises(RulesError) as error:
        make()
    assert message in str(error.value)


def test_a_condition_is_at_most_forty_levels_deep() -> None:
    deep = reduce(lambda inner, _: ~inner, range(38), all_of(F("a")))
    with pytest.raises(RulesError, match="a condition has at most 40 levels; this one has more"):
        assert ~deep


# --- stored forms that are not ours ---------------------------------------------------------------


def nested(levels: int, op: str = "not") -> Any:
    tree: Any = True
    for _ in range(levels):
        tree = {op: [tree]} if op else [tree]
    return tree


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"nott": [True]}, "condition: there is no operator 'nott'; did you mean 'not'?"),
        ({"all": [{"gt": [{"fact": "a"}]}]}, "condition.all[0]: 'gt' takes 2 operands, got 1"),
        ({"all": {"a": 1}}, "condition: 'all' takes an array of operands, got {'a': 1}"),
        ({"fact": "a", "gt": 1}, "condition: expected an object with one key, its operator, got ['fact', 'gt']"),
        ({}, "condition: expected an object with one key, its operator, got []"),
        ({"fact": ["a"]}, "condition: expected a name like 'schedule.finish', got ['a']"),
        ({"item": 5}, "condition: expected the name of a field, or an empty text, got 5"),
        ({"number": "ten"}, "condition: expected a number such as '0.10', got 'ten'"),
        ({"as_of": False}, "condition: expected true, got False"),
        (None, "condition: expected a flag, a finite number, a text, or a date, got None"),
        ({"any": [{"eq": [1]}, {"nota": [1]}]}, "2 faults"),
        ({"in": [{"fact": "a"}, list(range(3000))]}, "a condition has at most 2000 parts; this one has more"),
        (nested(50), "a condition has at most 40 levels and 2000 parts; this one has more"),
        (nested(100_000), "a condition has at most 40 levels and 2000 parts; this one has more"),
        (nested(100_000, ""), "expected a flag, a finite number, a text, or a date, got [[[[["),
        ({"fact": nested(100_000)}, "expected a name like 'schedule.finish'"),
        ({"eq": nested(100_000)}, "'eq' takes an array of operands"),
    ],
)
def test_a_stored_tree_that_is_not_ours_is_refused_with_its_path(tree: Any, message: str) -> None:
    with pytest.raises(RulesError) as error:
        Condition.from_dict({"version": 1, "condition": tree})
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "condition: expected an object with 'version' and 'condition', got []"),
        ({"condition": True}, "condition.version: expected version 1, got None"),
        ({"version": 2, "condition": True}, "condition.version: expected version 1, got 2"),
        ({"version": True, "condition": True}, "condition.version: expected version 1, got True"),
        ({"version": 1, "condition": True, "eval": "1"}, "expected 'version' and 'condition' only"),
        ({"version": nested(100_000), "condition": True}, "condition.version: expected version 1"),
    ],
)
def test_only_the_known_version_is_read(data: Any, message: str) -> None:
    with pytest.raises(RulesError) as error:
        Condition.from_dict(data)
    assert message in str(error.value)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["all", "any", "not", "eq", "in", "fact", "param", "item", "count", "number", "version"]),
            inner,
            max_size=2,
        ),
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_is_read_is_a_condition_or_refused(tree: Any) -> None:
    try:
        condition = Condition.from_dict({"version": 1, "condition": tree})
    except RulesError:
        return
    assert Condition.from_dict(condition.to_dict()) == condition

from __future__ import annotations

import pickle
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import ItpmError
from itpm.model.durations import duration
from itpm.model.money import Money
from itpm.rules import (
    Derived,
    FactError,
    Facts,
    FactSpec,
    FactType,
    Later,
    MissingFactError,
    RulesError,
    UnknownFactError,
)


def spec(name, type_=FactType.NUMBER):
    return FactSpec(name=name, type=type_, doc="a sample")


def add(left, right):
    return left + right


def test_a_fact_in_the_catalogue_without_a_value_is_missing_not_false():
    facts = Facts.of({"a": 1, "b": None}, as_of="2026-02-02", catalogue=[spec("a"), spec("b"), spec("c")])
    assert facts.names == ("a", "b", "c")
    assert [facts.known(name) for name in facts.names] == [True, False, False]
    with pytest.raises(MissingFactError, match=r"the fact 'c' is unknown; ask facts.known\('c'\) first"):
        facts["c"]


def test_a_fact_outside_the_catalogue_is_an_error_with_the_nearest_name():
    facts = Facts.of({"schedule.finish": "2026-06-30"}, as_of="2026-02-02")
    for ask in (facts.known, facts.__getitem__, facts.spec):
        with pytest.raises(UnknownFactError, match=r"no fact 'schedule.finsh'; did you mean 'schedule.finish'\?"):
            ask("schedule.finsh")
    assert "schedule.finsh" not in facts
    assert not facts.supplied("schedule.finsh")


def test_a_bare_as_of_is_the_end_of_the_day():
    assert Facts.of({}, as_of=date(2026, 2, 2)).as_of == datetime(2026, 2, 3)


@pytest.mark.parametrize(
    ("type_", "given_", "kept"),
    [
        (FactType.FLAG, False, False),
        (FactType.NUMBER, Decimal("0.87"), Decimal("0.87")),
        (FactType.TEXT, "draft", "draft"),
        (FactType.MOMENT, "2026-02-02 08:00", datetime(2026, 2, 2, 8)),
        (FactType.MOMENT, date(2026, 2, 2), datetime(2026, 2, 2)),
        (FactType.DURATION, "5d", duration("5d")),
        (FactType.MONEY, "8k EUR", Money(8000, "EUR")),
        (FactType.LIST, iter(["a", "b"]), ("a", "b")),
        (FactType.SECTION, {"any": "value"}, {"any": "value"}),
    ],
)
def test_a_value_is_kept_in_the_one_form_of_its_type(type_, given_, kept):
    assert Facts.of({"x": given_}, as_of="2026-02-02", catalogue=[spec("x", type_)])["x"] == kept


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (FactType.FLAG, 1, "expected True or False, got 1"),
        (FactType.NUMBER, True, "expected a number, got True"),
        (FactType.NUMBER, float("nan"), "expected a finite number, got nan"),
        (FactType.NUMBER, "5", "expected a number, got '5'"),
        (FactType.TEXT, 5, "expected a text, got 5"),
        (FactType.MOMENT, 5, "expected a date or a date and time, got 5"),
        (FactType.MOMENT, "soon", "expected a date or a date and time"),
        (FactType.DURATION, "5 apples", "expected a duration like 5d"),
        (FactType.MONEY, 5, "expected an amount of money like 8k EUR, got 5"),
        (FactType.LIST, "abc", "expected a list, got 'abc'"),
        (FactType.LIST, 5, "expected a list, got 5"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_at_once_when_given_and_on_asking_when_lazy(type_, value, expected):
    with pytest.raises(RulesError, match="fact 'x'") as given_error:
        Facts.of({"x": value}, as_of="2026-02-02", catalogue=[spec("x", type_)])
    assert given_error.value.faults[0].message.startswith(expected)
    lazy = Facts.lazy({"x": lambda: value}, as_of="2026-02-02", catalogue=[spec("x", type_)])
    with pytest.raises(FactError) as lazy_error:
        lazy.known("x")
    assert lazy_error.value.reason.startswith(expected)


def test_every_fault_of_given_facts_comes_in_one_error():
    with pytest.raises(RulesError) as error:
        Facts.of({"a": "x", "bb": 1}, as_of="2026-02-02", catalogue=[spec("a"), spec("b"), spec("b")])
    assert [str(fault) for fault in error.value.faults] == [
        "catalogue: 'b' is listed 2 times",
        "fact 'bb': the catalogue does not list it; did you mean 'b'?",
        "fact 'a': expected a number, got 'x'",
    ]


def test_facts_without_a_catalogue_get_one_from_their_values():
    facts = Facts.of(
        {"flag": True, "n": 1, "t": "2026-01-01", "m": date(2026, 1, 1), "d": duration("1d"), "c": Money(1, "EUR"),
         "l": ["a"], "s": object(), "gone": None},
        as_of="2026-02-02",
    )  # fmt: skip
    types = {entry.name: entry.type for entry in facts.catalogue}
    assert types == {
        "flag": FactType.FLAG,
        "n": FactType.NUMBER,
        "t": FactType.TEXT,
        "m": FactType.MOMENT,
        "d": FactType.DURATION,
        "c": FactType.MONEY,
        "l": FactType.LIST,
        "s": FactType.SECTION,
    }


@pytest.mark.parametrize("name", ["", "Schedule.finish", "schedule..finish", "a b", "1st", ".a", "x" * 121])
def test_a_fact_has_a_lower_case_dotted_name(name):
    with pytest.raises(RulesError, match=r"expected a name like 'schedule.finish'"):
        spec(name)


def test_a_fact_has_a_sentence():
    with pytest.raises(RulesError, match="a fact needs a sentence that says what it is"):
        FactSpec(name="a", type=FactType.FLAG, doc="")


def test_a_lazy_fact_is_worked_out_once_and_only_when_asked_for():
    calls: list[str] = []

    def supply(name, value):
        calls.append(name)
        return value

    facts = Facts.lazy(
        {"a": partial(supply, "a", 1), "b": partial(supply, "b", None)},
        as_of="2026-02-02",
        catalogue=[spec("a"), spec("b")],
    )
    assert calls == []
    assert [facts["a"], facts["a"], facts.known("a"), facts.known("b"), facts.known("b")] == [1, 1, True, False, False]
    assert calls == ["a", "b"]


def test_a_derived_fact_shares_what_it_is_derived_from_and_is_absent_with_it():
    calls: Any = []
    facts = Facts.lazy(
        {
            "engine": lambda: calls.append(1) or 20,
            "half": Derived(lambda engine: engine / 2, ["engine"]),
            "sum": Derived(add, ["engine", "half"]),
            "lost": Derived(add, ["engine", "nobody"]),
        },
        as_of="2026-02-02",
        catalogue=[spec(name) for name in ("engine", "half", "sum", "lost", "nobody")],
    )
    assert (facts["sum"], facts["half"], facts.known("lost"), calls) == (30, 10, False, [1])


def test_a_long_chain_of_derived_facts_neither_recurses_out_nor_hangs():
    names = [f"f{number}" for number in range(5000)]
    chain = {name: Derived(lambda value: value + 1, [before]) for before, name in pairwise(names)}
    facts = Facts.lazy({"f0": lambda: 0, **chain}, as_of="2026-02-02", catalogue=map(spec, names))
    assert facts["f4999"] == 4999


def test_facts_derived_in_a_circle_or_from_nothing_are_refused():
    with pytest.raises(RulesError) as error:
        Facts.lazy(
            {"a": Derived(add, ["b", "cc"]), "b": Derived(add, ["a"])},
            as_of="2026-02-02",
            catalogue=[spec("a"), spec("b"), spec("c")],
        )
    first, second = (fault.message for fault in error.value.faults)
    assert first == "it is derived from 'cc', which is not listed; did you mean 'c'?"
    assert second.startswith("facts are derived from each other in a circle: ")


def test_what_is_not_callable_is_no_lazy_fact():
    nothing_to_call: Any = {"a": 5}
    with pytest.raises(RulesError, match=r"fact 'a': expected something to call, got int"):
        Facts.lazy(nothing_to_call, as_of="2026-02-02", catalogue=[spec("a")])


def test_a_supplier_that_fails_names_its_fact():
    facts = Facts.lazy({"a": lambda: 1 / 0}, as_of="2026-02-02", catalogue=[spec("a")])
    with pytest.raises(FactError, match=r"the fact 'a' cannot be worked out: ZeroDivisionError: ") as error:
        facts["a"]
    assert isinstance(error.value.__cause__, ZeroDivisionError)


def test_a_supplier_that_misses_another_fact_leaves_its_own_absent():
    other = Facts.of({}, as_of="2026-02-02", catalogue=[spec("b")])
    facts = Facts.lazy({"a": lambda: other["b"]}, as_of="2026-02-02", catalogue=[spec("a")])
    assert not facts.known("a")


def test_merged_facts_hold_both_and_the_right_one_counts():
    left = Facts.of({"a": 1, "b": 2}, as_of="2026-02-02")
    right = Facts.lazy({"b": Later(add, 1, 2)}, as_of="2026-02-02", catalogue=[spec("b"), spec("c")])
    both = left | right
    assert (both["a"], both["b"], both.known("c"), both.names) == (1, 3, False, ("a", "b", "c"))
    assert both == left.merged(right)


def test_facts_of_different_moments_or_kinds_do_not_mix():
    left = Facts.of({"a": 1}, as_of="2026-02-02")
    right = Facts.of({"a": "one"}, as_of="2026-02-03")
    with pytest.raises(RulesError) as error:
        left | right
    assert [fault.message for fault in error.value.faults] == [
        "facts as of 2026-02-02 do not mix with facts as of 2026-02-03",
        "it is a NUMBER here and a TEXT there",
    ]


def test_facts_compare_hash_and_pickle_whatever_was_asked_of_them():
    def made():
        return Facts.lazy(
            {"a": Later(add, 1, 2), "b": Derived(abs, ["a"])}, as_of="2026-02-02", catalogue=[spec("a"), spec("b")]
        )

    asked, fresh = made(), made()
    assert asked["b"] == 3
    assert asked == fresh
    assert hash(asked) == hash(fresh)
    copy = pickle.loads(pickle.dumps(asked))
    assert copy == fresh
    assert copy["b"] == 3


@pytest.mark.parametrize(
    "error", [MissingFactError("a"), UnknownFactError("a", ("b",)), FactError("a", "no"), RulesError([])]
)
def test_errors_survive_pickling(error):
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, ItpmError)
    assert str(copy) == str(error)


def test_the_catalogue_shows_itself_without_working_anything_out():
    facts = Facts.lazy({"a": lambda: 1 / 0}, as_of="2026-02-02", catalogue=[spec("a")])
    assert str(facts).splitlines() == [
        "Facts as of 2026-02-02",
        "Fact  Kind    Unit  Meaning",
        "----  ------  ----  --------",
        "a     number        a sample",
    ]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), st.none() | st.integers() | st.text(max_size=5)))
def test_a_fact_is_known_exactly_when_a_value_was_given(values):
    catalogue = [spec(name, FactType.SECTION) for name in values]
    facts = Facts.of(values, as_of="2026-02-02", catalogue=catalogue)
    assert {name: facts[name] if facts.known(name) else None for name in facts.names} == values

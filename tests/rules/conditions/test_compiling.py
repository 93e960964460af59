"""Conditions are checked when they are compiled; what they say of values of every kind."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from itpm.rules import (
    AS_OF,
    ITEM,
    F,
    FactError,
    Facts,
    FactSpec,
    FactType,
    P,
    RulesError,
    compile_condition,
    days_between,
    greatest_of,
    least_of,
)

KINDS = {
    "phase": FactType.TEXT,
    "done": FactType.FLAG,
    "team.size": FactType.NUMBER,
    "cost.cpi": FactType.NUMBER,
    "budget.total": FactType.MONEY,
    "cost.eac": FactType.MONEY,
    "delay": FactType.DURATION,
    "schedule.finish": FactType.MOMENT,
    "reporting.last": FactType.MOMENT,
    "risks": FactType.LIST,
    "codes": FactType.LIST,
    "plan": FactType.SECTION,
}
CATALOGUE = [FactSpec(name=name, type=kind, doc=name) for name, kind in KINDS.items()]
RISKS = [
    {"name": "vendor", "cost": 8, "owner": "kim"},
    {"name": "data", "cost": 3, "owner": None},
    {"name": "law", "cost": None, "owner": "jo"},
]
VALUES: dict[str, Any] = {
    "phase": "build",
    "done": True,
    "team.size": 3,
    "cost.cpi": Decimal("0.9"),
    "budget.total": "8k EUR",
    "cost.eac": "9k EUR",
    "delay": "2d",
    "schedule.finish": "2026-06-30",
    "reporting.last": "2026-01-20",
    "risks": RISKS,
    "codes": ["a", "b"],
    "plan": object(),
}
FACTS = Facts.of(VALUES, as_of="2026-02-02", catalogue=CATALOGUE)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            F("team.sise") > 2,
            "condition.gt[0]: the catalogue does not list the fact 'team.sise'; did you mean 'team.size'?",
        ),
        (F("team.size") > P("leest"), "condition.gt[1]: the rule has no parameter 'leest'; did you mean 'least'?"),
        (F("team.size") > "three", "condition.gt[1]: expected a number; 'three' is a text"),
        (F("phase") == 3, "phase is a text and 3 is a number; they do not compare"),
        (F("done") > F("team.size"), "done is yes or no and team.size is a number; they do not compare"),
        (F("done") > True, "done is yes or no, which has no order"),
        (F("plan") == F("plan"), "plan is a whole section, which has no order"),
        (F("schedule.finish") < "soon", "expected a date or a date and time"),
        (F("budget.total") > 5000, "budget.total is an amount of money and 5000 is a number"),
        (F("budget.total") > "five", "expected an amount of money like 8k EUR"),
        (F("budget.total") * F("cost.eac") > 1, "an amount of money cannot be multiplied by another"),
        (1 / F("budget.total") > 1, "a number cannot be divided by an amount of money"),
        (F("team.size") / 0 > 1, "team.size / 0 divides by zero"),
        (F("phase") + 1 == 2, "phase is a text and 1 is a number; they do not go together"),
        (F("phase") + "x" == "y", "'add' does not work on a text"),
        (F("team.size") & F("done"), "expected yes or no; team.size is a number"),
        (F("team.size").is_in("a", "b"), "condition.in[1][0]: expected a number; 'a' is a text"),
        (F("team.size").contains(1), "expected a list; team.size is a number"),
        (F("phase").every(ITEM == 1), "expected a list; phase is a text"),
        (F("risks").is_in(F("codes")), "a list is no item of a list"),
        (days_between(F("team.size"), AS_OF) > 1, "expected a moment; team.size is a number"),
        (F("team.size").coalesce(F("phase")) == 1, "one cannot stand for the other"),
        (ITEM > 1, "an item is named outside count, every and some"),
        (F("team.size") > P("odd"), "the parameter 'odd' has no value that a condition can use"),
    ],
)
def test_a_clash_of_kinds_is_a_fault_before_any_fact_is_known(condition: Any, message: str) -> None:
    with pytest.raises(RulesError) as error:
        compile_condition(condition, CATALOGUE, params={"least": 2, "odd": None})
    assert message in str(error.value)


def test_every_fault_of_a_condition_comes_in_one_error() -> None:
    with pytest.raises(RulesError) as error:
        compile_condition((F("a") > 1) & (F("b") > 2) & (F("team.size") == "x"), CATALOGUE)
    assert [fault.place for fault in error.value.faults] == [
        "condition.all[0].gt[0]",
        "condition.all[1].gt[0]",
        "condition.all[2].eq[1]",
    ]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (F("team.size") >= P("least"), True),
        (F("cost.cpi") == 0.9, True),
        (F("cost.cpi") < Decimal("0.91"), True),
        (F("phase").contains("uil"), True),
        (F("phase").is_in("build", "rollout"), True),
        (F("codes").contains("c"), False),
        (F("phase").is_in(F("codes")), False),
        (F("cost.eac") > F("budget.total"), True),
        (F("cost.eac") - F("budget.total") == "1k EUR", True),
        (F("cost.eac") / F("budget.total") > 1.1, True),
        (F("budget.total") * 1.2 >= F("cost.eac"), True),
        (F("cost.eac") > "1 USD", None),
        (F("delay") <= "16h", True),
        (F("delay") > "1ed", None),
        (F("schedule.finish") < "2026-07-01", True),
        (days_between(F("reporting.last"), AS_OF) <= 14, True),
        (days_between(F("reporting.last"), "2026-01-20 12:00") == 0.5, True),
        (F("schedule.finish").between("2026-01-01", "2026-12-31"), True),
        (F("risks").count() == 3, True),
        (F("risks").count(ITEM["owner"].known()) == 2, True),
        (F("risks").count(ITEM["cost"] > 5) == 1, None),
        (F("risks").some(ITEM["cost"] > 5), True),
        (F("risks").every(ITEM["cost"] > 1), None),
        (F("risks").every(ITEM["cost"] > 5), False),
        (F("risks").every(ITEM["cost"].coalesce(9) > 1), True),
        (F("risks").some(ITEM["name"] == ITEM["owner"]), None),
        (F("codes").every(ITEM.is_in("a", "b", "c")), True),
        (F("codes").some(F("codes").some(ITEM == "a")), True),
        (least_of(F("team.size"), F("cost.cpi")) == 0.9, True),
        (greatest_of(F("cost.eac"), F("budget.total")) == "9k EUR", True),
        (F("team.size") / (F("team.size") - 3) > 1, None),
        (F("done") == True, True),  # noqa: E712  # a condition
        (~F("done"), False),
    ],
)
def test_a_condition_says_of_facts(condition: Any, said: bool | None) -> None:
    assert compile_condition(condition, CATALOGUE, params={"least": 2}).value(FACTS) is said


def test_what_has_no_value_though_all_is_known_says_why() -> None:
    compiled = compile_condition(F("team.size") / (F("team.size") - 3) > 1, CATALOGUE)
    assert (compiled.missing(FACTS), compiled.undefined(FACTS)) == (
        (),
        ("team.size / (team.size - 3) has no value (team.size is 3, team.size - 3 is 0)",),
    )


def test_a_number_that_grows_beyond_all_measure_has_no_value() -> None:
    large = Facts.of({"team.size": 10**400}, as_of="2026-02-02", catalogue=CATALOGUE)
    compiled = compile_condition(F("team.size") * F("team.size") > 1, CATALOGUE)
    assert (compiled.value(large), compiled.missing(large), len(compiled.undefined(large))) == (None, (), 1)
    with pytest.raises(RulesError, match="expected a number of a usual size"):
        Facts.of({"team.size": Decimal("1e999999999")}, as_of="2026-02-02", catalogue=CATALOGUE)


def test_items_of_another_kind_than_they_are_compared_with_are_named() -> None:
    with pytest.raises(FactError, match=r"expected a number, got 'vendor'"):
        compile_condition(F("risks").some(ITEM["name"] > 5), CATALOGUE).value(FACTS)
    with pytest.raises(FactError, match="the list's items have no fields; one is a str"):
        compile_condition(F("codes").some(ITEM["name"] == "x"), CATALOGUE).value(FACTS)


def test_the_tree_is_explained_with_its_values() -> None:
    condition = (F("phase") == "build") & ((F("team.size") >= P("least")) | F("risks").every(ITEM["cost"] > 1))
    compiled = compile_condition(condition, CATALOGUE, params={"least": 5})
    assert str(compiled.explain(FACTS)).splitlines() == [
        "unknown: all of these hold",
        "  true: phase = 'build'",
        "    phase is 'build'",
        "  unknown: one of these holds",
        "    false: team.size >= least",
        "      team.size is 3",
        "      least is 5",
        "    every of risks has item.cost > 1 is unknown",
        f"      risks is [{', '.join(map(str, RISKS))}]",
        f"      true: {RISKS[0]}",
        f"      true: {RISKS[1]}",
        f"      unknown: {RISKS[2]}",
    ]
    assert compiled.missing(FACTS) == ("risks",)


def test_a_term_alone_can_be_compiled_and_gives_its_value() -> None:
    assert compile_condition(F("team.size") * 2 + 1, CATALOGUE).value(FACTS) == 7
    assert compile_condition(AS_OF, CATALOGUE).value(FACTS) == datetime(2026, 2, 3)

"""Laws that hold for every pack of conditions, whatever is known."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from itpm.rules import Condition, Facts, Outcome, RulePack, compile_rules, condition_rule, evaluate, to_sarif

from tests.rules.conditions.strategies import CATALOGUE, KINDS, PARAMS, conditions, known

AS_OF = "2026-02-02"
PAIRS = st.lists(st.tuples(st.none() | conditions(), conditions()), min_size=1, max_size=4)


def facts(values: dict[str, Any]) -> Facts:
    return Facts.of(values, as_of=AS_OF, catalogue=CATALOGUE)


def pack_of(pairs: list[tuple[Condition | None, Condition]], order: Random | None = None) -> RulePack:
    rules = [
        condition_rule(
            f"LAW{number:03}",
            "A law",
            when=when,
            require=require,
            params={name: value for name, value in PARAMS.items() if name in used(when, require)},
        )
        for number, (when, require) in enumerate(pairs)
    ]
    if order is not None:
        order.shuffle(rules)
    return RulePack("laws", prefix="LAW", version="1", rules=rules, catalogue=CATALOGUE)


def used(*conditions: Condition | None) -> set[str]:
    return {name for condition in conditions if condition is not None for name in condition.params}


@given(st.none() | conditions(escapes=False), conditions(escapes=False), known(), st.data())
def test_a_fact_taken_away_moves_an_outcome_only_towards_unknown(
    when: Condition | None, require: Condition, values: dict[str, Any], data: st.DataObject
) -> None:
    pack = pack_of([(when, require)])
    name = data.draw(st.sampled_from(list(KINDS)))
    fewer = {other: value for other, value in values.items() if other != name}
    before, after = (evaluate(pack, facts(some)).outcome("LAW000") for some in (values, fewer))
    assert after in (before, Outcome.UNKNOWN)


@given(PAIRS, known(), st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_not_a_byte_of_the_report(pairs: Any, values: dict[str, Any], order: Random) -> None:
    one, other = evaluate(pack_of(pairs), facts(values)), evaluate(pack_of(pairs, order), facts(values))
    assert one == other
    assert (str(one), one.fingerprint, to_sarif(one)) == (str(other), other.fingerprint, to_sarif(other))
    assert repr(one) == repr(other)
    assert [str(one.explain(result.code)) for result in one] == [str(other.explain(result.code)) for result in other]


@given(PAIRS, known())
def test_a_pack_that_was_stored_says_the_same(pairs: Any, values: dict[str, Any]) -> None:
    pack = pack_of(pairs)
    again = RulePack.from_dict(json.loads(json.dumps(pack.to_dict())), catalogue=CATALOGUE)
    assert again == pack
    assert again.to_dict() == pack.to_dict()
    assert evaluate(again, facts(values)) == evaluate(pack, facts(values))


@given(PAIRS, known())
def test_outcomes_alone_are_those_of_the_report(pairs: Any, values: dict[str, Any]) -> None:
    rules = compile_rules(pack_of(pairs), catalogue=CATALOGUE)
    report = rules.evaluate(facts(values))
    assert rules.outcomes(values, as_of=AS_OF) == {result.code: result.outcome for result in report}
    assert rules.evaluate(facts(values), previous=report) == report


@given(PAIRS, known())
def test_what_is_unknown_says_what_it_needs_and_nothing_else_does(pairs: Any, values: dict[str, Any]) -> None:
    for result in evaluate(pack_of(pairs), facts(values)):
        assert bool(result.missing or result.undefined) == (result.outcome is Outcome.UNKNOWN)
        assert not set(result.missing) & set(values) or "list.a" in result.missing

"""Rules whose check is data: when they apply, what they report, how they are stored and screened."""

from __future__ import annotations

import json
import pickle
from datetime import datetime
from typing import Any

import pytest

from itpm.rules import (
    AS_OF,
    Condition,
    F,
    Facts,
    FactSpec,
    FactType,
    Outcome,
    P,
    RulePack,
    RuleProfile,
    RulesError,
    check_examples,
    compile_rules,
    condition_rule,
    days_between,
    evaluate,
    unexemplified,
)

from tests.rules.samples import facts, schedule_pack

CATALOGUE = (
    FactSpec(name="phase", type=FactType.TEXT, doc="key of the phase"),
    FactSpec(name="reporting.last_status", type=FactType.MOMENT, doc="when it was last reported"),
    FactSpec(name="team.size", type=FactType.NUMBER, doc="people"),
)
FORTNIGHTLY = condition_rule(
    "GOV005",
    "Status report every two weeks",
    when=F("phase").is_in("build", "rollout"),
    require=days_between(F("reporting.last_status"), AS_OF) <= P("max_days"),
    params={"max_days": 14},
    source="reporting policy 2.1",
    fix="send the report",
    doc="Who hears nothing assumes the worst.",
    subject="report:status",
    passing={"phase": "build", "reporting.last_status": "2026-01-25"},
    failing={"phase": "build", "reporting.last_status": "2026-01-05"},
)
GROWN = condition_rule("GOV001", "Two or more work on it", require=F("team.size") >= 2)
PACK = RulePack("office", prefix="GOV", version="1.2", rules=[FORTNIGHTLY, GROWN], catalogue=CATALOGUE)


def of(**values: Any) -> Facts:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return Facts.of(named, as_of="2026-02-02", catalogue=CATALOGUE)


@pytest.mark.parametrize(
    ("known", "outcome", "missing"),
    [
        ({"phase": "build", "reporting__last_status": "2026-01-25"}, Outcome.PASS, ()),
        ({"phase": "build", "reporting__last_status": "2026-01-05"}, Outcome.FAIL, ()),
        ({"phase": "design"}, Outcome.NOT_APPLICABLE, ()),
        ({"phase": "build"}, Outcome.UNKNOWN, ("reporting.last_status",)),
        ({"reporting__last_status": "2026-01-25"}, Outcome.UNKNOWN, ("phase",)),
        ({}, Outcome.UNKNOWN, ("phase", "reporting.last_status")),
    ],
)
def test_a_policy_passes_fails_is_unknown_or_does_not_apply(
    known: Any, outcome: Outcome, missing: tuple[str, ...]
) -> None:
    result = evaluate(PACK, of(**known))["GOV005"]
    assert (result.outcome, result.missing) == (outcome, missing)


def test_an_offence_says_what_does_not_hold_and_with_which_values() -> None:
    report = evaluate(PACK, of(phase="build", reporting__last_status="2026-01-05"))
    [finding] = report.findings
    assert (finding.subject, finding.remedy) == ("report:status", "send the report")
    assert finding.message == (
        "days from reporting.last_status to as_of <= max_days does not hold: "
        "reporting.last_status is 2026-01-05 00:00, max_days is 14"
    )
    assert finding.evidence == (("reporting.last_status", datetime(2026, 1, 5)),)
    assert str(report.explain("GOV005")).splitlines() == [
        "GOV005 fails: Status report every two weeks",
        "  true: phase in ['build', 'rollout']",
        "    phase is 'build'",
        "  false: days from reporting.last_status to as_of <= max_days",
        "    days from reporting.last_status to as_of is 29",
        "      reporting.last_status is 2026-01-05 00:00",
        "      as_of is 2026-02-03 00:00",
        "    max_days is 14",
        f"  {finding.message}",
        "  max_days is 14, set by the rule",
        "  source: reporting policy 2.1",
    ]


def test_a_pack_is_stored_with_all_it_says() -> None:
    stored = json.loads(json.dumps(PACK.to_dict()))
    assert stored["version"] == 1
    assert stored["pack"]["rules"][0] == {
        "code": "GOV001",
        "title": "Two or more work on it",
        "severity": "major",
        "require": {"ge": [{"fact": "team.size"}, 2]},
    }
    again = RulePack.from_dict(stored, catalogue=CATALOGUE)
    assert again == PACK
    assert again["GOV005"].doc == "Who hears nothing assumes the worst."
    assert check_examples(again) == ()


def test_a_pack_of_functions_cannot_be_stored() -> None:
    with pytest.raises(RulesError, match=r"its check is a function; only rules made by condition_rule can be stored"):
        schedule_pack().to_dict()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": 5}, "pack.rules[0].code: expected a text, got int"),
        ({"severity": "majr"}, "expected one of info, minor, major, critical, got 'majr'; did you mean 'major'?"),
        ({"requires": True}, "pack.rules[0]: there is no 'requires'; did you mean 'require'?"),
        ({"require": {"gte": [1, 2]}}, "pack.rules[0].require: there is no operator 'gte'"),
        ({"require": {"ge": [{"fact": "team.sise"}, 2]}}, "the catalogue does not list the fact 'team.sise'"),
        ({"require": {"ge": [{"fact": "team.size"}, "x"]}}, "'GOV001'.require.ge[1]: expected a number; 'x' is a text"),
        ({"require": {"ge": [{"fact": "team.size"}, {"param": "n"}]}}, "the rule has no parameter 'n'"),
        ({"params": [1]}, "pack.rules[0].params: expected an object of values by name, got list"),
        ({"title": None}, "pack.rules[0].title: expected a text, got NoneType"),
    ],
)
def test_a_stored_rule_that_is_not_ours_is_refused_with_its_path(change: dict[str, Any], message: str) -> None:
    stored: Any = json.loads(json.dumps(PACK.to_dict()))
    stored["pack"]["rules"][0] |= change
    with pytest.raises(RulesError) as error:
        RulePack.from_dict(stored, catalogue=CATALOGUE)
    assert message in str(error.value)


def test_every_fault_of_a_stored_pack_comes_in_one_error() -> None:
    stored = {"version": 1, "pack": {"name": "x", "prefix": "GOV", "version": "1", "rules": [{}, {"code": 1}, 5]}}
    with pytest.raises(RulesError) as error:
        RulePack.from_dict(stored)
    assert [str(fault) for fault in error.value.faults] == [
        "pack.rules[0]: a rule needs 'code'",
        "pack.rules[0]: a rule needs 'title'",
        "pack.rules[0]: a rule needs 'require'",
        "pack.rules[1]: a rule needs 'title'",
        "pack.rules[1]: a rule needs 'require'",
        "pack.rules[1].code: expected a text, got int",
        "pack.rules[2]: expected an object, got int",
    ]


def test_rules_and_packs_of_conditions_pickle_and_compare() -> None:
    assert pickle.loads(pickle.dumps(PACK)) == PACK


def test_the_fingerprint_changes_with_the_condition() -> None:
    def pack(require: Condition) -> RulePack:
        rules = [condition_rule("GOV001", "Two or more", require=require)]
        return RulePack("office", prefix="GOV", version="1", rules=rules)

    known = of(team__size=2)
    strict, lenient = pack(F("team.size") >= 3), pack(F("team.size") >= 2)
    first = evaluate(strict, known)
    assert first.fingerprint != evaluate(lenient, known).fingerprint
    assert evaluate(lenient, known, previous=first).outcome("GOV001") is Outcome.PASS


# --- outcomes alone -------------------------------------------------------------------------------


def test_outcomes_alone_come_for_rows_of_plain_values() -> None:
    rules = compile_rules(PACK, catalogue=CATALOGUE)
    rows: list[dict[str, Any]] = [
        {"phase": "build", "reporting.last_status": datetime(2026, 1, 25), "team.size": 3},
        {"phase": "design", "team.size": 1},
        {"phase": "build", "team.size": 2.5},
        {},
    ]
    assert [tuple(o.name for o in rules.outcomes(row, as_of="2026-02-02").values()) for row in rows] == [
        ("PASS", "PASS"),
        ("FAIL", "NOT_APPLICABLE"),
        ("PASS", "UNKNOWN"),
        ("UNKNOWN", "UNKNOWN"),
    ]


def test_a_row_whose_values_do_not_go_together_with_the_rules_is_refused() -> None:
    with pytest.raises(RulesError, match=r"fact 'team.size': expected a number, got a text"):
        compile_rules(PACK, catalogue=CATALOGUE).outcomes({"team.size": "many"})
    with pytest.raises(RulesError, match=r"team.size is a text and 2 is a number; they do not compare"):
        compile_rules(PACK).outcomes({"team.size": "many"})


def test_rules_that_are_functions_need_facts() -> None:
    with pytest.raises(RulesError, match=r"its check is a function, which needs Facts"):
        compile_rules(schedule_pack()).outcomes({})


def test_a_rule_is_compiled_against_the_catalogue_before_anything_is_asked() -> None:
    loose = RulePack(
        "office", prefix="GOV", version="1", rules=[condition_rule("GOV001", "t", require=F("team.sise") > 1)]
    )
    with pytest.raises(
        RulesError, match=r"rule 'GOV001'.require.gt.0.: the catalogue does not list the fact 'team.sise'"
    ):
        compile_rules(loose, catalogue=CATALOGUE)
    with pytest.raises(RulesError, match=r"it names the fact 'plan.leads', which the catalogue does not list"):
        compile_rules(schedule_pack(), RuleProfile(), catalogue=CATALOGUE)


# --- examples -------------------------------------------------------------------------------------


def test_rules_without_examples_are_named() -> None:
    assert unexemplified(PACK) == ("GOV001",)
    assert unexemplified(schedule_pack()) == ("SCH001", "SCH003")


@pytest.mark.parametrize(
    ("passing", "failing", "messages"),
    [
        ({"team.size": 2}, {"team.size": 1}, []),
        (lambda: of(team__size=2), lambda: {"team.size": 1}, []),
        (of(team__size=2), of(team__size=1), []),
        (
            {"team.size": 1},
            {},
            [
                "the passing example says FAIL: team.size >= 2 does not hold: team.size is 1",
                "the failing example says UNKNOWN: cannot be decided: team.size is unknown",
            ],
        ),
        (
            {"team.sise": 2},
            None,
            [
                (
                    "the passing example cannot be run: fact 'team.sise': the catalogue does not list it; "
                    "did you mean 'team.size'?"
                )
            ],
        ),
    ],
)
def test_examples_run(passing: Any, failing: Any, messages: list[str]) -> None:
    rules = [condition_rule("GOV001", "Two", require=F("team.size") >= 2, passing=passing, failing=failing)]
    pack = RulePack("office", prefix="GOV", version="1", rules=rules, catalogue=CATALOGUE)
    assert [finding.message for finding in check_examples(pack)] == messages


def test_facts_of_the_samples_are_not_changed_by_rules() -> None:
    known = facts(team__size=2)
    evaluate(schedule_pack(), known)
    assert known == facts(team__size=2)

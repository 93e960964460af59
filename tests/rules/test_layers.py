"""Profiles in layers: library, organisation, programme, project. A lower one may tighten, never loosen what is hard."""

from __future__ import annotations

import pytest

from itpm.rules import (
    Enforcement,
    F,
    Outcome,
    P,
    RulePack,
    RuleProfile,
    RulesError,
    condition_rule,
    evaluate,
    merge_profiles,
)

from tests.rules.samples import facts, schedule_pack

LIMITS = RulePack(
    "limits",
    prefix="LIM",
    version="1",
    rules=[
        condition_rule("LIM001", "Enough people", require=F("team.size") >= P("least"), params={"least": 2}),
        condition_rule("LIM002", "Not too many", require=~(F("team.size") > P("most")), params={"most": 9}),
        condition_rule(
            "LIM003",
            "Either",
            when=F("team.size") > P("n"),
            require=(F("team.size") == P("n")) | F("phase").is_in("build"),
            params={"n": 1},
        ),
    ],
)
BANK = RuleProfile("bank", params={"LIM001.least": 3}, enforcement={"LIM": "hard", "SCH": "soft"}, ignore=["SCH003"])


def test_layers_merge_and_say_where_each_value_comes_from() -> None:
    programme = RuleProfile("programme", params={"SCH003.max_leads": 1}, enforcement={"SCH001": "hard"})
    crm = RuleProfile("crm", params={"LIM001.least": 4}, unknown="warn")
    merged = merge_profiles(RuleProfile("library", params={"LIM001.least": 2}), BANK, programme, crm, packs=[LIMITS])
    assert [layer.name for layer in merged.layers] == ["library", "bank", "programme", "crm"]
    assert {key: merged.origin(key) for key in ("LIM001.least", "SCH003.max_leads", "LIM", "SCH001", "SCH002")} == {
        "LIM001.least": "crm",
        "SCH003.max_leads": "programme",
        "LIM": "bank",
        "SCH001": "programme",
        "SCH002": "bank",
    }
    assert (merged.origin("ignore"), merged.origin("unknown"), merged.origin("GOV001")) == ("bank", "crm", "the rule")
    result = evaluate(LIMITS, facts(team__size=3), profile=merged)["LIM001"]
    assert (result.outcome, result.enforcement) == (Outcome.FAIL, Enforcement.HARD)
    assert result.params == (("least", 4, "profile 'crm'"),)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (RuleProfile("crm", enforcement={"LIM001": "soft"}), "LIM001 is hard in 'bank' and may not become soft"),
        (RuleProfile("crm", enforcement={"LIM": "advisory"}), "LIM is hard in 'bank' and may not become advisory"),
        (RuleProfile("crm", ignore=["LIM002"]), "LIM002 is hard in 'bank' and may not be ignored"),
        (RuleProfile("crm", ignore=["L"]), "L is hard in"),
        (RuleProfile("crm", params={"LIM001.least": 2}), "it may only be tightened, got 2 for 3"),
        (RuleProfile("crm", params={"LIM002.most": 10}), "it may only be tightened, got 10 for 9"),
        (RuleProfile("crm", params={"LIM003.n": 0}), "nothing says which values are stricter"),
    ],
)
def test_a_lower_layer_never_loosens_what_is_hard(layer: RuleProfile, message: str) -> None:
    with pytest.raises(RulesError) as error:
        layer.over(BANK, packs=[LIMITS])
    assert message in str(error.value)


@pytest.mark.parametrize(
    "layer",
    [
        RuleProfile("crm", params={"LIM001.least": 3}),
        RuleProfile("crm", params={"LIM001.least": 5, "LIM002.most": 7}),
        RuleProfile("crm", enforcement={"LIM001": "hard", "SCH": "advisory", "*": "advisory"}),
        RuleProfile("crm", select=["SCH"]),
        RuleProfile("crm", ignore=["SCH"]),
    ],
)
def test_a_lower_layer_may_tighten_and_do_as_it_likes_with_the_rest(layer: RuleProfile) -> None:
    merged = layer.over(BANK, packs=[LIMITS])
    assert [rule.code for rule in LIMITS if merged.selects(rule.code)] == ["LIM001", "LIM002", "LIM003"]
    assert {merged.enforcement_of(rule.code) for rule in LIMITS} == {Enforcement.HARD}


def test_every_fault_of_a_layer_comes_in_one_error() -> None:
    crm = RuleProfile("crm", enforcement={"LIM": "soft"}, ignore=["LIM001"], params={"LIM001.least": 1})
    with pytest.raises(RulesError) as error:
        merge_profiles(BANK, crm, packs=[LIMITS])
    assert len(error.value.faults) == 3


def test_a_rule_of_functions_says_itself_which_values_are_stricter() -> None:
    hard = RuleProfile("bank", enforcement={"*": "hard"})
    with pytest.raises(RulesError, match="nothing says which values are stricter"):
        RuleProfile("crm", params={"SCH003.max_leads": 0}, ignore=[]).over(
            RuleProfile("bank", enforcement={"*": "hard"}, params={"SCH003.max_leads": 1}), packs=[schedule_pack()]
        )
    assert RuleProfile("crm", params={"SCH003.max_leads": 0}).over(hard, packs=[schedule_pack()]).params


def test_no_layer_is_no_profile() -> None:
    with pytest.raises(RulesError, match="expected at least one profile"):
        merge_profiles()


def test_the_direction_of_a_parameter_is_read_off_its_condition() -> None:
    assert {rule.code: {name: way.name for name, way in rule.directions.items()} for rule in LIMITS} == {
        "LIM001": {"least": "HIGHER"},
        "LIM002": {"most": "LOWER"},
        "LIM003": {},
    }


def test_a_rule_that_cannot_be_decided_only_warns_where_the_profile_says_so_and_it_is_not_hard() -> None:
    warns = RuleProfile("pmo", unknown="warn", enforcement={"LIM001": "hard"})
    report = evaluate(LIMITS, facts(), profile=warns)
    assert [result.enforcement.name for result in report] == ["HARD", "ADVISORY", "ADVISORY"]
    assert evaluate(LIMITS, facts(), profile=warns, previous=report) == report
    with pytest.raises(RulesError, match="unknown: expected one of block, warn, got 'stop'"):
        RuleProfile("pmo", unknown="stop")

"""Every rule of the library: its code, its page, its source, and the examples it carries, which run."""

from __future__ import annotations

import pytest

from itpm.errors import nearest
from itpm.governance import FACT_CATALOGUE, Project, all_packs, facts_of, outcome_of
from itpm.rules import Outcome, Rule, UnknownRuleError, check_examples, evaluate, unexemplified

RULES = [rule for pack in all_packs() for rule in pack]
PACKS = {pack.prefix: pack for pack in all_packs()}


@pytest.mark.parametrize("prefix", PACKS)
def test_every_rule_of_a_pack_has_examples_and_they_say_what_they_should(prefix: str) -> None:
    assert unexemplified(PACKS[prefix]) == ()
    assert check_examples(PACKS[prefix]) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rules_page_says_why_how_and_what_to_do_and_where_the_rule_comes_from(rule: Rule) -> None:
    summary, _, rest = rule.doc.partition("\n\n")
    assert summary.endswith((".", "1]."))
    assert rest.startswith(("How:", "Why:"))
    assert "How:" in rest
    assert rule.fix
    assert rule.source
    assert rule.needs


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_parameter_of_a_rule_is_on_its_page(rule: Rule) -> None:
    assert [name for name, _ in rule.params if f"`{name}`" not in rule.doc and name not in _EXPLAINED] == []


_EXPLAINED = {"counted", "links", "denominator"}
"""Explained on the page of the check that the page names."""


CODES = {
    "DCMA": 14,
    "GAO": 10,
    "SCH": 16,
    "EST": 3,
    "RES": 3,
    "GAT": 5,
    "SCO": 2,
    "QUA": 5,
    "BUD": 9,
    "LOG": 10,
    "COM": 3,
    "RAC": 2,
    "TEA": 1,
    "CMP": 3,
    "CHG": 2,
}


def test_codes_are_numbered_and_none_is_withdrawn() -> None:
    """A change here is a new rule or a withdrawn one; a code that was withdrawn stays unused."""
    codes = {prefix: [rule.code for rule in pack] for prefix, pack in PACKS.items()}
    risk = codes.pop("RSK")
    assert codes == {prefix: [f"{prefix}{n:03}" for n in range(1, count + 1)] for prefix, count in CODES.items()}
    assert risk == ["RSK001", "RSK002", "RSK008", "RSK012", "RSK013", "RSK014", "RSK015", "RSK016"]


def test_the_rules_that_had_a_code_first_still_have_it() -> None:
    titles = {rule.code: rule.title for rule in RULES}
    assert {
        code: titles[code]
        for code in ("SCH001", "SCH007", "BUD001", "BUD004", "RSK002", "RSK008", "CMP002", "CHG001", "TEA001")
    } == {
        "SCH001": "Every task is linked on both sides",
        "SCH007": "No progress lies beyond the data date",
        "BUD001": "Work costs what it was budgeted for",
        "BUD004": "The forecast stays within the budget limit",
        "RSK002": "Every risk above the appetite has a response",
        "RSK008": "No risk is kept open past its time",
        "CMP002": "What is met can be shown",
        "CHG001": "The plan has no work of a change that nobody approved",
        "TEA001": "Every newcomer's onboarding is planned",
    }


def test_every_pack_is_checked_against_the_catalogue() -> None:
    assert all(pack.catalogue == FACT_CATALOGUE for pack in all_packs())


def test_a_project_of_which_nothing_is_known_neither_passes_nor_fails() -> None:
    report = evaluate(all_packs(), facts_of(Project("CRM"), as_of="2026-01-05"))
    assert {result.outcome for result in report} == {Outcome.UNKNOWN}
    assert all(result.missing for result in report)


def test_a_rule_nobody_knows_is_refused_with_the_nearest() -> None:
    assert nearest("SCH00", ["SCH001"]) == ("SCH001",)
    with pytest.raises(UnknownRuleError, match="there is no rule 'BUD010'; did you mean 'BUD00"):
        outcome_of("BUD010", Project("CRM"), as_of="2026-01-05")

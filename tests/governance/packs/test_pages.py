"""Every rule of the library: its page, and the examples on it, which run."""

from __future__ import annotations

import doctest

import pytest

import itpm.governance
import itpm.lifecycle
import itpm.model
import itpm.risk
from itpm.errors import nearest
from itpm.governance import FACT_CATALOGUE, Project, all_packs, facts_of, outcome_of
from itpm.rules import Outcome, UnknownRuleError, evaluate

RULES = [rule for pack in all_packs() for rule in pack]
FLAGS = doctest.NORMALIZE_WHITESPACE


def names() -> dict[str, object]:
    modules = (itpm.model, itpm.lifecycle, itpm.risk, itpm.governance)
    return {name: getattr(module, name) for module in modules for name in module.__all__}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_examples_on_a_rules_page_run(rule) -> None:
    test = doctest.DocTestParser().get_doctest(rule.doc, names(), rule.code, None, 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False, optionflags=FLAGS).run(test, out=said.append)
    assert not result.failed, "".join(said)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rules_page_says_how_and_has_an_example_that_passes_and_one_that_fails(rule) -> None:
    examples = doctest.DocTestParser().get_examples(rule.doc)
    asked = [example for example in examples if example.source.startswith(f'outcome_of("{rule.code}"')]
    assert sorted(example.want.strip() for example in asked) == ["<Outcome.FAIL: 2>", "<Outcome.PASS: 1>"]
    assert "How:" in rule.doc
    assert rule.fix
    assert rule.source
    assert rule.needs


def test_a_code_is_given_once_and_never_to_another_rule() -> None:
    """A change here is a new rule or a withdrawn one; a code that was withdrawn stays unused."""
    assert {rule.code: rule.check.__name__ for rule in RULES} == {
        "SCH001": "missing_logic",
        "SCH002": "leads_used",
        "SCH003": "lags_used",
        "SCH004": "hard_constraints",
        "SCH005": "negative_float",
        "SCH006": "progress_out_of_sequence",
        "SCH007": "status_beyond_data_date",
        "SCH008": "logic_on_summaries",
        "SCH009": "deadlines_missed",
        "BUD001": "cost_performance",
        "BUD002": "no_baseline",
        "BUD003": "unbaselined_work",
        "BUD004": "forecast_over_limit",
        "RSK001": "unowned",
        "RSK002": "no_response",
        "RSK008": "expired",
        "COM001": "update_overdue",
        "COM002": "no_channel",
        "RAC001": "accountability",
        "TEA001": "onboarding_unplanned",
        "CMP001": "obligation_overdue",
        "CMP002": "no_evidence",
        "CHG001": "unapproved_change",
    }


def test_every_pack_is_checked_against_the_catalogue() -> None:
    assert all(pack.catalogue == FACT_CATALOGUE for pack in all_packs())


def test_a_project_of_which_nothing_is_known_neither_passes_nor_fails() -> None:
    report = evaluate(all_packs(), facts_of(Project("CRM"), as_of="2026-01-05"))
    assert {result.outcome for result in report} == {Outcome.UNKNOWN}
    assert all(result.missing for result in report)


def test_a_rule_nobody_knows_is_refused_with_the_nearest() -> None:
    assert nearest("SCH00", ["SCH001"]) == ("SCH001",)
    with pytest.raises(UnknownRuleError, match="there is no rule 'BUD009'; did you mean 'BUD00"):
        outcome_of("BUD009", Project("CRM"), as_of="2026-01-05")

"""The example with an organisation's policies: what the office reads, what the dashboard reads, and the stored policies."""

from __future__ import annotations

import json

import organisation_policies
import pytest

from itpm.rules import Outcome, RulePack, RulesError, check_examples, unexemplified

from tests.support import ROOT

TEXT = (ROOT / "examples" / "organisation_policies.json").read_text(encoding="utf-8")


def test_the_stored_policies_are_whole_and_their_examples_run() -> None:
    pack = organisation_policies.policies(TEXT)
    assert (unexemplified(pack), check_examples(pack)) == ((), ())
    assert pack.to_dict() == json.loads(TEXT)


def test_a_typing_error_in_a_policy_is_refused_with_the_nearest_fact() -> None:
    with pytest.raises(RulesError, match=r"does not list the fact 'plan.task'; did you mean 'plan.tasks'"):
        organisation_policies.policies(TEXT.replace('"plan.tasks"', '"plan.task"', 1))


def test_the_project_is_held_to_its_own_tighter_limit() -> None:
    report = organisation_policies.evaluated(TEXT)
    assert {result.code: result.outcome for result in report} == {
        "OFF001": Outcome.PASS,
        "OFF002": Outcome.FAIL,
        "OFF003": Outcome.FAIL,
        "OFF004": Outcome.FAIL,
    }
    assert report["OFF002"].params == (("max_days", 7, "profile 'crm'"),)
    assert [finding.code for finding in report.findings] == ["OFF002", "OFF003"]


def test_the_page_shows_why_who_decides_and_what_is_refused() -> None:
    page = organisation_policies.page(TEXT)
    for sentence in (
        "days from office.last_status to as_of is 11",
        "OFF003 is hard in 'bank' and may not become advisory",
        "it may only be tightened, got 30 for 14",
        "ESCALATION: level 'project manager', within_days 3 (row 3)",
        "Once the report is sent, fixed: OFF002",
    ):
        assert sentence in page


def test_the_dashboard_gets_the_waived_offence_with_its_reason() -> None:
    [run] = json.loads(organisation_policies.sarif(TEXT))["runs"]
    suppressed = [result for result in run["results"] if "suppressions" in result]
    assert [(r["ruleId"], r["suppressions"][0]["justification"]) for r in suppressed] == [
        ("OFF004", "three of four tasks are routine")
    ]


def test_the_policies_in_the_file_are_those_a_builder_would_write() -> None:
    assert RulePack.from_dict(json.loads(TEXT)) == RulePack.from_dict(organisation_policies.policies(TEXT).to_dict())


def test_the_example_prints_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    organisation_policies.main()
    assert capsys.readouterr().out.startswith("Rules as of 2026-02-02")

"""Reports as SARIF, against the published schema."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given

from itpm.findings import Finding
from itpm.rules import F, Facts, RulePack, RulePackBuilder, RuleProfile, condition_rule, evaluate, to_sarif

from tests.rules.samples import facts, schedule_pack, team_pack, waiver
from tests.rules.test_evaluation import KNOWN, PACKS
from tests.support import ROOT

jsonschema = import_module("jsonschema")  # it has no types
SCHEMA = json.loads((ROOT / "tests/support/sarif/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)
LEADS = facts(plan__leads=["a", "b"], phase="design", plan__baseline="B0")


def log_of(report: Any, **options: Any) -> Any:
    log = json.loads(to_sarif(report, **options))
    VALIDATOR.validate(log)
    return log["runs"][0]


def test_the_schema_is_the_published_one() -> None:
    VALIDATOR.check_schema(SCHEMA)
    assert SCHEMA["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({"version": "2.1.0", "runs": [{"results": []}]})


def test_every_outcome_has_its_kind() -> None:
    run = log_of(evaluate(PACKS, LEADS))
    assert [(r["ruleId"], r["kind"], r["level"]) for r in run["results"]] == [
        ("SCH001", "pass", "none"),
        ("SCH003", "fail", "warning"),
        ("SCH003", "fail", "warning"),
        ("TEAM001", "open", "none"),
    ]
    assert run["results"][3]["properties"] == {"missing": ["team.size"]}
    idle = log_of(evaluate(team_pack(), facts(phase="closure", team__size=1)))
    assert [r["kind"] for r in idle["results"]] == ["notApplicable"]


def test_a_rule_brings_its_page() -> None:
    run = log_of(evaluate(schedule_pack(), LEADS, profile=RuleProfile("pmo", enforcement={"SCH": "hard"})))
    assert run["tool"]["driver"]["rules"][1] == {
        "id": "SCH003",
        "shortDescription": {"text": "Activities carry no lead"},
        "fullDescription": {"text": "A lead hides work that nobody planned."},
        "help": {"text": "split the predecessor"},
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "severity": "minor",
            "enforcement": "hard",
            "source": "DCMA-14 #2",
            "params": {"max_leads": 0},
        },
    }


def test_an_offence_has_a_place_a_fingerprint_and_evidence() -> None:
    assert log_of(evaluate(schedule_pack(), LEADS))["results"][1] == {
        "ruleId": "SCH003",
        "ruleIndex": 1,
        "kind": "fail",
        "level": "warning",
        "message": {"text": "a starts before its predecessor ends"},
        "locations": [{"logicalLocations": [{"name": "a", "fullyQualifiedName": "task:a"}]}],
        "partialFingerprints": {"codeAndSubject/v1": "SCH003|task:a"},
        "properties": {"remedy": "split the predecessor", "evidence": {"task": "a"}},
    }


def test_a_waived_offence_is_suppressed_with_its_justification() -> None:
    given_ = [waiver(), waiver(expires="2026-01-01"), waiver(subject="task:z")]
    run = log_of(evaluate(schedule_pack(), LEADS, waivers=given_))
    suppressed = [result for result in run["results"] if "suppressions" in result]
    assert [result["suppressions"] for result in suppressed] == [
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "vendor date fixed",
                "properties": {"owner": "jo", "approvedBy": "pmo", "expires": "2026-07-01T00:00:00"},
            }
        ]
    ]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["SCH001", "SCH003", "WAV001", "WAV002"]


def test_against_an_earlier_report_every_offence_says_whether_it_is_new_or_gone() -> None:
    before = evaluate(schedule_pack(), facts(plan__leads=["a", "c"], phase="design", plan__baseline="B0"))
    run = log_of(evaluate(schedule_pack(), LEADS), previous=before)
    states = [(r["locations"][0]["logicalLocations"][0]["name"], r["baselineState"]) for r in run["results"][1:]]
    assert states == [("a", "unchanged"), ("b", "new"), ("c", "absent")]


def test_values_of_every_kind_can_be_evidence() -> None:
    pack = RulePackBuilder("sample", prefix="ODD", version="1")
    evidence = {"a": Decimal("1.10"), "b": float("inf"), "c": ("x", 1), "d": LEADS.as_of, "e": None, "f": {1: 2}}
    pack.rule("ODD001", "Odd")(lambda context: [context.fail("odd", "odd", evidence=evidence)])
    [result] = log_of(evaluate(pack.build(), LEADS))["results"]
    assert result["properties"]["evidence"] == {
        "a": "1.10",
        "b": "inf",
        "c": ["x", 1],
        "d": "2026-02-03T00:00:00",
        "e": None,
        "f": "{1: 2}",
    }


@given(KNOWN)
def test_every_report_is_valid_and_equal_reports_give_equal_text(known: dict[str, Any]) -> None:
    texts = {to_sarif(evaluate(packs, facts(**known), waivers=[waiver()])) for packs in (PACKS, PACKS[::-1])}
    [text] = texts
    VALIDATOR.validate(json.loads(text))


# --- comparing ------------------------------------------------------------------------------------


def subjects(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.subject for finding in findings]


def test_a_comparison_tells_new_fixed_and_still_open_apart() -> None:
    before = evaluate(schedule_pack(), facts(plan__leads=["a", "c"], phase="design", plan__baseline="B0"))
    found = evaluate(schedule_pack(), LEADS).compare(before)
    assert (subjects(found.new), subjects(found.fixed), subjects(found.still_open)) == (
        ["task:b"],
        ["task:c"],
        ["task:a"],
    )
    assert str(found).splitlines()[0] == "Findings as of 2026-02-02 against 2026-02-02"


def test_what_can_no_longer_be_decided_or_was_not_asked_is_not_fixed() -> None:
    before = evaluate(schedule_pack(), LEADS)
    for after in (
        evaluate(schedule_pack(), facts()),
        evaluate(schedule_pack(), LEADS, profile=RuleProfile(select=["GOV"])),
    ):
        found = after.compare(before)
        assert (subjects(found.fixed), subjects(found.unclear)) == ([], ["task:a", "task:b"])


def test_what_is_waived_now_is_not_fixed() -> None:
    found = evaluate(schedule_pack(), LEADS, waivers=[waiver()]).compare(evaluate(schedule_pack(), LEADS))
    assert (subjects(found.waived), subjects(found.fixed)) == (["task:a"], [])


def test_a_finding_is_the_same_however_it_is_worded() -> None:
    def report(message: str) -> Any:
        grown = condition_rule("TEA001", "Two work on it", require=F("team.size") >= 2, message=message)
        pack = RulePack("office", prefix="TEA", version="1", rules=[grown])
        return evaluate(pack, Facts.of({"team.size": 1}, as_of="2026-02-02"))

    found = report("too few").compare(report("one is not enough"))
    assert (found.new, found.fixed, [f.message for f in found.still_open]) == ((), (), ["too few"])

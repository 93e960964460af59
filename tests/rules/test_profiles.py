from __future__ import annotations

from datetime import datetime

import pytest

from itpm.rules import Enforcement, Outcome, RuleProfile, RulesError, Waiver, evaluate

from tests.rules.samples import facts, schedule_pack, team_pack, waiver

PACKS = (schedule_pack(), team_pack())
LEADS = facts(plan__leads=["a", "b"], phase="design", plan__baseline="B0", team__size=3)


@pytest.mark.parametrize(
    ("profile", "codes"),
    [
        (RuleProfile(), ["SCH001", "SCH003", "TEAM001"]),
        (RuleProfile(select=["SCH"]), ["SCH001", "SCH003"]),
        (RuleProfile(select="TEAM001"), ["TEAM001"]),
        (RuleProfile(ignore=["SCH001"]), ["SCH003", "TEAM001"]),
        (RuleProfile(select=["SCH003", "TEAM"], ignore=["SCH"]), ["SCH003", "TEAM001"]),
        (RuleProfile(select=["SCH"], ignore=["SCH003"]), ["SCH001"]),
        (RuleProfile(ignore=["SCH"], enforcement={"SCH001": "hard"}), ["SCH001", "TEAM001"]),
        (RuleProfile(select=["TEAM"], enforcement={"SCH": "hard"}), ["TEAM001"]),
        (RuleProfile(select=["SCH"], ignore=["SCH"], enforcement={"SCH003": "hard"}), ["SCH003"]),
        (RuleProfile(select=["GOV"]), []),
    ],
)
def test_the_longest_prefix_decides_what_is_evaluated(profile, codes):
    assert [result.code for result in evaluate(PACKS, LEADS, profile=profile)] == codes


def test_the_longest_prefix_decides_how_strictly():
    profile = RuleProfile(enforcement=[("*", "advisory"), ("SCH", "soft"), ("SCH003", Enforcement.HARD)])
    assert [result.enforcement.name for result in evaluate(PACKS, LEADS, profile=profile)] == [
        "SOFT",
        "HARD",
        "ADVISORY",
    ]


def test_a_profile_with_an_unknown_enforcement_or_a_parameter_without_rule_is_refused():
    with pytest.raises(RulesError, match="expected one of advisory, soft, hard, got 'sof'; did you mean 'soft'"):
        RuleProfile(enforcement={"SCH": "sof"})
    with pytest.raises(RulesError, match=r"expected a parameter like 'GOV005.max_days', got 'max_days'"):
        RuleProfile(params={"max_days": 7})


def test_a_waiver_needs_everybody_who_answers_for_it():
    with pytest.raises(RulesError) as error:
        Waiver("SCH003", "task:a", reason=" ", owner="", approved_by="", expires="2026-06-30")
    assert [fault.message for fault in error.value.faults] == [
        "a waiver needs a reason",
        "a waiver needs an owner",
        "a waiver needs an approver",
    ]


def test_a_waiver_holds_to_the_end_of_its_last_day():
    assert waiver(expires="2026-02-02").expires == datetime(2026, 2, 3)
    report = evaluate(schedule_pack(), LEADS, waivers=[waiver(expires="2026-02-02")])
    assert [finding.subject for finding in report.findings] == ["task:b"]


def test_a_waived_offence_is_set_apart_and_the_rule_still_fails():
    result = evaluate(schedule_pack(), LEADS, waivers=[waiver()])["SCH003"]
    assert result.outcome is Outcome.FAIL
    assert ([f.subject for f in result.findings], [f.subject for f in result.waived]) == (["task:b"], ["task:a"])


@pytest.mark.parametrize(
    ("given_", "profile", "expected", "open_"),
    [
        (
            waiver(expires="2026-02-01"),
            None,
            "WAV001: the waiver of SCH003 for task:a, owned by jo, expired on 2026-02-01",
            2,
        ),
        (
            waiver(subject="task:z"),
            None,
            "WAV002: the waiver of SCH003 for task:z, owned by jo, covers nothing any more",
            2,
        ),
        (
            waiver(code="SCH009"),
            None,
            "WAV002: the waiver of SCH009 for task:a, owned by jo, names a rule that does not",
            2,
        ),
        (
            waiver(),
            RuleProfile(enforcement={"SCH": "hard"}),
            "WAV003: the waiver of SCH003 for task:a, owned by jo, covers a rule that may not be waived",
            2,
        ),
    ],
)
def test_a_waiver_that_covers_nothing_is_a_finding(given_, profile, expected, open_):
    report = evaluate(schedule_pack(), LEADS, profile=profile, waivers=[given_, given_])
    assert [str(finding).startswith(expected) for finding in report.waivers] == [True]
    assert report.findings[-1] == report.waivers[0]
    assert len(report["SCH003"].findings) == open_


@pytest.mark.parametrize(
    ("given_", "known"),
    [(waiver(), facts()), (waiver(code="GOV001"), LEADS), (waiver(code="TEAM001"), LEADS)],
)
def test_a_waiver_whose_rule_was_not_decided_here_is_left_alone(given_, known):
    assert evaluate(PACKS, known, profile=RuleProfile(select=["SCH"]), waivers=[given_]).waivers == ()

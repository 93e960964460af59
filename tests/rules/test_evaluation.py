from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.findings import Finding, Severity
from itpm.rules import (
    FactError,
    Facts,
    FactSpec,
    FactType,
    Outcome,
    RuleError,
    RulePack,
    RuleProfile,
    RulesError,
    UnknownRuleError,
    evaluate,
    rule,
)

from tests.rules.samples import CATALOGUE, facts, schedule_pack, team_pack, waiver

PACKS = (schedule_pack(), team_pack())


def outcomes(report):
    return {result.code: (result.outcome.name, result.missing) for result in report}


def one(check, **options):
    return RulePack("sample", prefix="ONE", version="1", rules=[rule("ONE001", "One", **options)(check)])


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (
            {},
            {
                "SCH001": ("UNKNOWN", ("phase",)),
                "SCH003": ("UNKNOWN", ("plan.leads",)),
                "TEAM001": ("UNKNOWN", ("team.size", "phase")),
            },
        ),
        (
            {"phase": "design"},
            {
                "SCH001": ("FAIL", ()),
                "SCH003": ("UNKNOWN", ("plan.leads",)),
                "TEAM001": ("UNKNOWN", ("team.size",)),
            },
        ),
        (
            {"phase": "design", "plan__leads": (), "team__size": 1, "plan__baseline": "B0"},
            {"SCH001": ("PASS", ()), "SCH003": ("PASS", ()), "TEAM001": ("FAIL", ())},
        ),
        (
            {"phase": "closure", "plan__leads": ["a"], "team__size": 1},
            {"SCH001": ("FAIL", ()), "SCH003": ("FAIL", ()), "TEAM001": ("NOT_APPLICABLE", ())},
        ),
    ],
)
def test_a_rule_passes_fails_is_unknown_or_does_not_apply(known, expected):
    assert outcomes(evaluate(PACKS, facts(**known))) == expected


def test_a_rule_whose_need_is_absent_is_not_called():
    calls: Any = []
    pack = one(lambda context: calls.append(context) or (), needs=("plan.leads",))
    assert evaluate(pack, facts()).outcome("ONE001") is Outcome.UNKNOWN
    assert calls == []


def test_a_need_that_no_catalogue_lists_is_unknown_too():
    report = evaluate(one(lambda _: (), needs=("risk.exposure",)), facts())
    assert report.unknown == (
        Finding(
            code="ONE001",
            subject="rule:ONE001",
            message="cannot be decided: risk.exposure is unknown",
            missing=["risk.exposure"],
            remedy="supply risk.exposure",
        ),
    )


def test_an_absent_optional_fact_read_without_asking_makes_the_rule_unknown():
    report = evaluate(one(lambda context: context.facts["team.size"], optional=("team.size",)), facts())
    assert outcomes(report) == {"ONE001": ("UNKNOWN", ("team.size",))}


def test_findings_carry_code_severity_fix_and_evidence_and_are_ordered():
    report = evaluate(schedule_pack(), facts(plan__leads=["b", "a"], phase="x", plan__baseline="B0"))
    assert report.findings == tuple(
        Finding(
            code="SCH003",
            subject=f"task:{task}",
            message=f"{task} starts before its predecessor ends",
            severity=Severity.MINOR,
            remedy="split the predecessor",
            evidence=[("task", task)],
        )
        for task in ("a", "b")
    )


def broken(context):
    yield context.fail("a:b", "first")
    raise ZeroDivisionError("by zero")


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (broken, "rule ONE001 broke: ZeroDivisionError: by zero"),
        (lambda context: context.facts["phase"], r"rule ONE001 broke: UnknownFactError: there is no fact 'phase'"),
        (
            lambda context: context.params.limit,
            r"rule ONE001 broke: UnknownParameterError: there is no parameter 'limit'",
        ),
        (lambda _: ["no finding"], r"rule ONE001 broke: a rule yields findings of its own code"),
        (
            lambda _: [Finding(code="TWO001", subject="a:b", message="m")],
            "a rule yields findings of its own code",
        ),
    ],
)
def test_a_rule_that_breaks_is_named_instead_of_missing_from_the_report(check, message):
    with pytest.raises(RuleError, match=message) as error:
        evaluate(one(check), facts(phase="design"))
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)


def test_a_fact_that_cannot_be_worked_out_is_named():
    spec = FactSpec(name="x", type=FactType.FLAG, doc="x")
    with pytest.raises(FactError, match="the fact 'x' cannot be worked out"):
        evaluate(
            one(lambda _: (), needs=("x",)),
            Facts.lazy({"x": lambda: 1 / 0}, as_of="2026-02-02", catalogue=[spec]),
        )


def test_two_packs_cannot_give_the_same_code_but_the_same_pack_may_come_twice():
    with pytest.raises(RulesError, match="rule 'SCH001': it is given by two packs"):
        evaluate([schedule_pack(), schedule_pack("1.1")], facts())
    pack = schedule_pack()
    assert evaluate([pack, pack], facts()) == evaluate(pack, facts())


def test_the_profile_sets_parameters_and_the_report_says_who_set_them():
    profile = RuleProfile("pmo", params={"SCH003.max_leads": 2})
    report = evaluate(schedule_pack(), facts(plan__leads=["a", "b"]), profile=profile)
    assert report.outcome("SCH003") is Outcome.PASS
    assert str(report.explain("SCH003")).splitlines() == [
        "SCH003 passes: Activities carry no lead",
        "  max_leads is 2, set by profile 'pmo'",
        "  source: DCMA-14 #2",
    ]


def test_a_parameter_that_a_rule_does_not_have_or_of_another_kind_is_refused():
    profile = RuleProfile("pmo", params={"SCH003.max_lead": 2, "SCH003.max_leads": "two", "GOV001.days": 3})
    with pytest.raises(RulesError) as error:
        evaluate(schedule_pack(), facts(), profile=profile)
    assert [str(fault) for fault in error.value.faults] == [
        "profile 'pmo': SCH003.max_lead: the rule has no parameter 'max_lead'; did you mean 'max_leads'?",
        "profile 'pmo': SCH003.max_leads: expected a value like 0 (int), got 'two'",
    ]


def test_an_explanation_tells_offences_waivers_and_missing_facts():
    report = evaluate(PACKS, facts(plan__leads=["a", "b"]), waivers=[waiver()])
    assert str(report.explain("SCH003")).splitlines() == [
        "SCH003 fails: Activities carry no lead",
        "  b starts before its predecessor ends (task = b)",
        "  waived: a starts before its predecessor ends (task = a)",
        "  max_leads is 0, set by the rule",
        "  source: DCMA-14 #2",
    ]
    assert str(report.explain("TEAM001")).splitlines() == [
        "TEAM001 cannot be decided: Nobody works alone",
        "  the fact team.size is unknown",
        "  the fact phase is unknown",
    ]
    with pytest.raises(UnknownRuleError, match="there is no rule 'SCH033'; did you mean 'SCH003'"):
        report.explain("SCH033")


def test_a_report_shows_a_line_for_each_rule():
    report = evaluate(PACKS, facts(plan__leads=["a"], phase="design"), waivers=[waiver(expires="2026-01-31")])
    assert str(report).splitlines() == [
        "Rules as of 2026-02-02",
        "Code     Rule                      Outcome  Severity  Findings  Waived  Missing",
        "-------  ------------------------  -------  --------  --------  ------  ---------",
        "SCH001   The plan has a baseline   fail     major            1       0",
        "SCH003   Activities carry no lead  fail     minor            1       0",
        "TEAM001  Nobody works alone        unknown  critical         0       0  team.size",
        (
            "WAV001: the waiver of SCH003 for task:a, owned by jo, expired on 2026-01-31. "
            "Lift it: mend what it covered, or have pmo extend it"
        ),
    ]


def test_a_rule_is_not_asked_again_while_its_facts_are_the_same_objects():
    calls: Any = []
    pack = one(lambda context: calls.append(context) or [context.fail("a:b", "no")], needs=("plan.leads",))
    leads = ("a",)
    first = evaluate(pack, facts(plan__leads=leads))
    again = evaluate(pack, facts(plan__leads=leads, phase="design"), previous=first)
    assert (len(calls), again == first) == (1, True)
    evaluate(pack, facts(plan__leads=["a"]), previous=first)
    assert len(calls) == 2
    assert evaluate(pack, facts(), previous=first).outcome("ONE001") is Outcome.UNKNOWN
    assert evaluate(pack, facts(plan__leads=leads), previous=evaluate(pack, facts())) == first
    assert len(calls) == 3
    evaluate(pack, facts(plan__leads=leads), previous=pickle.loads(pickle.dumps(first)))
    assert len(calls) == 4


def test_a_waiver_given_later_reaches_a_rule_that_is_not_asked_again():
    leads = ("a",)
    known = facts(plan__leads=leads)
    first = evaluate(schedule_pack(), known, waivers=[waiver()])
    assert evaluate(schedule_pack(), known, previous=first) == evaluate(schedule_pack(), known)


def test_new_findings_are_those_the_previous_report_did_not_have():
    before = evaluate(schedule_pack(), facts(plan__leads=["a"]))
    after = evaluate(schedule_pack(), facts(plan__leads=["a", "c"]))
    assert [finding.subject for finding in after.new_since(before)] == ["task:c"]
    assert before.new_since(after) == ()


def test_the_fingerprint_changes_with_version_parameters_and_enforcement_only():
    def print_of(pack=None, **options):
        return evaluate(pack or schedule_pack(), facts(**options.pop("known", {})), **options).fingerprint

    base = print_of()
    assert base == print_of(known={"phase": "design"})
    different = {
        print_of(schedule_pack("1.1")),
        print_of(profile=RuleProfile(params={"SCH003.max_leads": 1})),
        print_of(profile=RuleProfile(enforcement={"*": "hard"})),
        print_of(profile=RuleProfile(ignore=["SCH003"])),
    }
    assert len(different | {base}) == 5


def test_a_report_survives_pickling_without_its_facts():
    report = evaluate(PACKS, facts(plan__leads=["a"]))
    copy = pickle.loads(pickle.dumps(report))
    assert copy == report
    assert copy.facts is None


KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "phase": st.sampled_from(["design", "closure"]),
        "plan__leads": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
        "plan__baseline": st.just("B0"),
        "team__size": st.integers(0, 3),
    },
)


@given(KNOWN, st.permutations(PACKS))
def test_the_order_of_packs_does_not_change_the_report(known, packs):
    assert evaluate(packs, facts(**known)) == evaluate(PACKS, facts(**known))


@given(KNOWN, st.sampled_from(CATALOGUE))
def test_a_needed_fact_taken_away_moves_an_outcome_only_to_unknown(known, spec):
    fewer = {name: value for name, value in known.items() if name.replace("__", ".") != spec.name}
    before, after = evaluate(PACKS, facts(**known)), evaluate(PACKS, facts(**fewer))
    for pack in PACKS:
        for known_rule in pack:
            if spec.name in known_rule.needs and after.outcome(known_rule.code) != before.outcome(known_rule.code):
                assert after.outcome(known_rule.code) is Outcome.UNKNOWN
                assert spec.name in after[known_rule.code].missing


def test_a_rule_yields_one_finding_for_each_offence_however_many():
    assert [known.code for known in evaluate(schedule_pack(), facts(plan__leads=map(str, range(500)))).findings] == [
        "SCH003"
    ] * 500


def test_a_rule_is_asked_again_when_its_parameters_or_version_changed_or_it_was_not_asked_before():
    known = facts(plan__leads=("a",), phase="design", plan__baseline="B0")
    strict = evaluate(schedule_pack(), known)
    lenient = RuleProfile("pmo", params={"SCH003.max_leads": 1})
    for profile in (lenient, RuleProfile("other"), None):
        for previous in (strict, evaluate(schedule_pack("0.9"), known), evaluate(team_pack(), known)):
            assert evaluate(schedule_pack(), known, profile=profile, previous=previous) == evaluate(
                schedule_pack(), known, profile=profile
            )


@pytest.mark.parametrize(
    ("default", "value", "fits"),
    [
        (0, 2, True),
        (0, 2.5, True),
        (0, "2", False),
        (0, True, False),
        (True, False, True),
        (True, 0, False),
        ("a", "b", True),
        ("a", 1, False),
        ((1,), (2,), True),
        (None, 1, True),
        (None, True, True),
        (1, None, False),
    ],
)
def test_a_parameter_takes_values_like_its_default(default, value, fits):
    pack = one(lambda _: (), params={"limit": default})
    profile = RuleProfile("pmo", params={"ONE001.limit": value})
    if fits:
        assert evaluate(pack, facts(), profile=profile)["ONE001"].params == (("limit", value, "profile 'pmo'"),)
    else:
        with pytest.raises(RulesError, match=r"profile 'pmo': ONE001.limit: expected a value like "):
            evaluate(pack, facts(), profile=profile)


def test_what_blocks_and_matters_comes_first() -> None:
    profile = RuleProfile("pmo", enforcement={"SCH003": "hard", "TEAM": "advisory"})
    report = evaluate(PACKS, facts(plan__leads=["b", "a"], phase="design"), profile=profile)
    assert [(finding.code, finding.subject) for finding in report.worst_first] == [
        ("SCH003", "task:a"),
        ("SCH003", "task:b"),
        ("SCH001", "plan:all"),
        ("TEAM001", "rule:TEAM001"),
    ]

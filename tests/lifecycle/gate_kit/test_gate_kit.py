from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.lifecycle import (
    Accepted,
    ApproveGate,
    Methodology,
    MethodologyError,
    PassGate,
    Refused,
    Stage,
    begin,
    decide,
    deliverable_facts,
)
from itpm.lifecycle.deliverables import DELIVERABLE_FACTS, DELIVERABLE_KINDS, TestReport
from itpm.lifecycle.gate_kit import IT_CRITERIA, IT_GATE_RULES, IT_GATES, it_criterion, it_gate
from itpm.rules import Facts, Outcome, RuleProfile, check_examples, evaluate, unexemplified

from tests.lifecycle.deliverables.samples import EVERYTHING
from tests.lifecycle.samples import COMPLETE

AT = "2026-06-25"


def facts(deliverables=EVERYTHING, *, as_of=AT):
    return Facts.of(deliverable_facts(deliverables), as_of=as_of, catalogue=DELIVERABLE_FACTS)


def asked(gate, known, *, at=AT):
    """What comes of asking for the gate once every approver has approved."""
    method = Methodology("one gate", stages=[Stage("all", "All of it", exit=gate)])
    state = begin(method, at="2026-01-05")
    for role in gate.approvers:
        granted = decide(method, state, ApproveGate(gate.key, role, by="ann", at=at), known)
        assert isinstance(granted, Accepted)
        state = granted.state
    return decide(method, state, PassGate(gate.key, by="kim", at=at), known, rules=[IT_GATE_RULES])


def test_every_ready_made_gate_asks_for_what_there_is_and_names_its_standard():
    kinds = {kind.key for kind in DELIVERABLE_KINDS}
    criteria = {criterion.key for criterion in IT_CRITERIA}
    codes = {rule.code for rule in IT_GATE_RULES}
    for gate in IT_GATES:
        assert set(gate.requires) <= kinds
        assert set(gate.criteria) <= criteria
        assert set(gate.rules) <= codes
        assert gate.requires
        assert gate.approvers
        assert gate.source
        assert gate.question.endswith("?")
    assert len({gate.name for gate in IT_GATES}) == len(IT_GATES) == 12


def test_every_rule_is_asked_by_a_gate_and_every_criterion_reads_a_fact_there_is():
    assert {code for gate in IT_GATES for code in gate.rules} == {rule.code for rule in IT_GATE_RULES}
    assert {criterion.fact for criterion in IT_CRITERIA} <= {spec.name for spec in DELIVERABLE_FACTS}
    assert len({criterion.key for criterion in IT_CRITERIA}) == len(IT_CRITERIA)


@pytest.mark.parametrize("name", [gate.name for gate in IT_GATES])
def test_a_ready_made_gate_is_passed_with_complete_deliverables_and_refused_without(name):
    gate = it_gate(name, key="G")
    passed = asked(gate, facts())
    assert isinstance(passed, Accepted), passed
    refused = asked(gate, facts(COMPLETE if name != "operational_readiness" else []))
    assert isinstance(refused, Refused)
    assert {f"G.{kind}" for kind in gate.requires if kind not in {"training", "support_team"}} <= {
        reason.code for reason in refused.reasons
    }


def test_several_ready_made_gates_make_one():
    gate = it_gate("cut_over", "go_live", "cut_over", key="G4", requires=["delivery"], approvers="sponsor")
    assert gate.requires == ("cutover_plan", "go_no_go", "training", "delivery")
    assert gate.rules == ("ITG003", "ITG006")
    assert [criterion.key for criterion in gate.criteria] == ["window_reserve"]
    assert (gate.approvers, gate.title) == (("sponsor",), "Cut-over ready, Go/no-go")


def test_criteria_and_rules_can_be_left_out_or_set_otherwise():
    gate = it_gate("tests_completed", key="G", criteria=[it_criterion("pass_rate", at_least="0.99")], rules=())
    assert [(criterion.key, criterion.at_least) for criterion in gate.criteria] == [("pass_rate", Decimal("0.99"))]
    assert it_criterion("no_severity_2", at_most=3).at_most == 3


def test_names_that_there_are_not_are_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="there is no ready-made gate 'go_life'; did you mean 'go_live'"):
        it_gate("go_life", key="G")
    with pytest.raises(UnknownNameError, match="there is no criterion 'pass_rat'; did you mean 'pass_rate'"):
        it_criterion("pass_rat")
    with pytest.raises(MethodologyError, match="gate 'G': expected at least one name of a ready-made gate"):
        it_gate(key="G")


def test_a_criterion_stands_against_a_gate_whatever_the_deliverable_allows_itself():
    lax = [
        evolve(known, allowed_open={}, required_pass_rate=0, required_run_rate=0, cases=["T1"])
        if isinstance(known, TestReport)
        else known
        for known in EVERYTHING
    ]
    lax = [
        evolve(known, suites=[evolve(s, passed=50) for s in known.suites]) if isinstance(known, TestReport) else known
        for known in lax
    ]
    refused = asked(it_gate("tests_completed", key="G"), facts(lax))
    assert isinstance(refused, Refused)
    assert [reason.code for reason in refused.reasons] == ["G.pass_rate"]


def test_every_rule_has_an_example_that_passes_and_one_that_fails():
    assert unexemplified(IT_GATE_RULES) == ()
    assert check_examples(IT_GATE_RULES) == ()


@pytest.mark.parametrize(
    ("code", "as_of", "message"),
    [
        ("ITG001", "2026-12-01", "the security test was on 2026-06-01, 183 days ago; 180 are allowed"),
        ("ITG002", "2027-06-10", "the oldest recovery test was on 2026-06-03, 372 days ago; 365 are allowed"),
        ("ITG003", "2026-07-14", "the last rehearsal of the cut-over was on 2026-06-13, 32 days ago; 30 are allowed"),
        ("ITG004", "2026-08-20", "the last rehearsal of the migration was on 2026-06-13, 68 days ago; 60 are allowed"),
        ("ITG006", "2026-06-28", "the point of no return was Sun 28 Jun 21:00"),
    ],
)
def test_what_was_tried_grows_old(code, as_of, message):
    report = evaluate([IT_GATE_RULES], facts(as_of=as_of), profile=RuleProfile(select=[code]))
    assert [finding.message for finding in report.findings] == [message]
    assert report.outcome(code) is Outcome.FAIL


def test_what_nobody_knows_is_unknown_and_not_passed():
    report = evaluate([IT_GATE_RULES], facts([]))
    assert {report.outcome(rule.code) for rule in IT_GATE_RULES} == {Outcome.UNKNOWN}


def test_a_profile_sets_how_old_is_too_old():
    strict = RuleProfile(select=["ITG001"], params={"ITG001.max_days": 7})
    assert evaluate([IT_GATE_RULES], facts(), profile=strict).outcome("ITG001") is Outcome.FAIL


def test_the_catalogue_of_gates_is_a_table():
    table = IT_GATES.table()
    assert table.records()[4] == {
        "name": "security_test",
        "question": "Did somebody try to break in?",
        "deliverables": "security_test",
        "criteria": "asvs_level",
        "rules": "ITG001",
        "approvers": "security officer",
        "source": "OWASP ASVS; FIRST CVSS",
    }


EVERY_GATE = it_gate(*(gate.name for gate in IT_GATES), key="G", approvers="sponsor")


@given(st.sets(st.sampled_from(EVERY_GATE.requires)), st.sets(st.sampled_from(EVERY_GATE.requires)), st.booleans())
def test_whoever_supplies_what_every_reason_names_passes(absent, drafts, old):
    """Reasons are complete: what they name, and nothing else, has to be done."""
    broken = [type(known)() if known.key in drafts else known for known in EVERYTHING if known.key not in absent]
    as_of = "2027-12-31" if old else AT
    refused = asked(EVERY_GATE, facts(broken, as_of=as_of), at=as_of)
    wrong = {known.key for known in EVERYTHING} & (absent | drafts)
    if not wrong and not old:
        assert isinstance(refused, Accepted)
        return
    assert isinstance(refused, Refused)
    assert all(reason.remedy for reason in refused.reasons)
    named = {reason.subject.removeprefix("deliverable:").partition(".")[0] for reason in refused.reasons}
    assert wrong <= named
    kinds = {known.key for known in EVERYTHING}
    supplied = [known for known in EVERYTHING if known.key not in wrong or known.key in named & kinds]
    assert isinstance(asked(EVERY_GATE, facts(supplied)), Accepted)

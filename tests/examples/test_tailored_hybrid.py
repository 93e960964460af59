from __future__ import annotations

import tailored_hybrid

from itpm.lifecycle import replay


def test_the_tailoring_says_what_was_changed_why_and_by_whom():
    record = tailored_hybrid.RECORD
    assert {entry.by for entry in record.entries} == {"project office"}
    assert all(entry.because for entry in record.entries)
    assert [finding.code for finding in record.findings] == ["H1.feasibility_study.dropped"]


def test_the_rollout_is_refused_with_every_reason_and_then_overlaps_the_build():
    page = tailored_hybrid.report()
    reasons = page.split("May the rollout begin on 2026-03-30?\n")[1].split("\n\n")[0].splitlines()
    assert [reason.split(":")[0] for reason in reasons] == [
        "H4e.security_test",
        "H4e.load",
        "H4e.approval",
        "H4e.approval",
    ]
    assert "stage build    running\nstage rollout  running" in page


def test_the_past_can_be_had_again_with_the_gate_that_a_date_reopened():
    history = tailored_hybrid.before_the_rollout()
    then = replay(tailored_hybrid.METHOD, history, at="2026-02-15")
    assert (then.active, [again.gate for again in then.reopened]) == (("initiation", "planning"), ["H1"])
    assert replay(tailored_hybrid.METHOD, history).reopened == ()

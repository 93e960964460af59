from __future__ import annotations

import pytest
from attrs import evolve

from itpm.findings import Severity
from itpm.lifecycle.cutover import Rehearsal, StepTiming, cutover_findings

from tests.lifecycle.cutover.samples import REHEARSAL, STEPS, runbook


def said(book, **options):
    return [f"{finding.code}: {finding.message}" for finding in cutover_findings(book, **options)]


def changed(**by_step):
    return runbook([evolve(step, **by_step.get(step.key, {})) for step in STEPS])


def test_nothing_stands_against_a_rehearsed_runbook_that_fits():
    assert said(runbook(), as_of="2026-06-25") == []


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        (
            runbook(closes="2026-06-28 18:00"),
            ["CUT001: as rehearsed it is done Sun 28 Jun 20:00, 2 h after the window closes"],
        ),
        (
            runbook(rollback="30h", rehearsals=[evolve(REHEARSAL, rollback=None)]),
            [
                (
                    "CUT002: the point of no return is Sun 28 Jun 00:00, but only Sun 28 Jun 03:45 "
                    "is it known whether it works: 3 h 45 min too late"
                )
            ],
        ),
        (
            runbook([evolve(step, rollback=None) for step in STEPS], rollback=None),
            ["CUT003: nothing says how long going back takes"],
        ),
        (
            changed(backup={"rollback": None}, interfaces={"rollback": None, "undo": ""}, open={"rollback": None}),
            ["CUT004: 2 steps before the point of no return have no way back: backup and interfaces"],
        ),
        (
            runbook(rehearsals=[evolve(REHEARSAL, timings=REHEARSAL.timings[:-1])]),
            ["CUT005: never rehearsed: validate"],
        ),
        (
            changed(interfaces={"owner": "migrate"}),
            [
                "CUT007: migrate does migrate and interfaces at the same time, Fri 26 Jun 22:45 to Sat 27 Jun 03:45",
            ],
        ),
        (
            changed(migrate={"duration": 960}),
            ["CUT008: migrate takes 20 h as rehearsed, at 90,000 records an hour; 16 h are planned"],
        ),
        (changed(migrate={"owner": ""}, stop={"owner": ""}), ["CUT009: nobody does stop and migrate"]),
        (changed(backup={"verification": ""}), ["CUT010: nothing shows that it is done: backup"]),
        (runbook(reserve="12h"), ["CUT011: 10 h of the window are left, 12 h should be"]),
        (
            runbook(rollback="7h"),
            ["CUT012: going back took 8 h on 2026-06-13, 7 h are stated"],
        ),
        (
            changed(migrate={"rollback": 600}),
            ["CUT012: undoing the steps one after the other takes 12 h 30 min, 9 h are stated for all of it"],
        ),
        (changed(validate={"is_validation": False}), ["CUT013: no step shows that the new system works"]),
        (
            changed(reconcile={"is_irreversible": True}),
            [
                (
                    "CUT014: nothing undoes reconcile, and it begins Sat 27 Jun 18:45; "
                    "it is known only Sun 28 Jun 03:45 whether it works"
                )
            ],
        ),
    ],
    ids=lambda value: value[0][:6] if isinstance(value, list) else "",
)
def test_each_weakness_is_found_alone_and_says_what_lifts_it(book, expected):
    found = cutover_findings(book)
    assert [f"{finding.code}: {finding.message}" for finding in found] == expected
    for finding in found:
        assert finding.remedy
        assert finding.subject.startswith("cutover:")
        assert finding.missing == ()


def test_a_rehearsal_grows_old():
    assert said(runbook(), as_of="2026-07-12") == []
    assert said(runbook(), as_of="2026-07-13") == [
        "CUT006: the last rehearsal was on 2026-06-13, 31 days ago; 30 are allowed"
    ]
    assert said(runbook(), as_of="2026-06-22", oldest_rehearsal=7) == [
        "CUT006: the last rehearsal was on 2026-06-13, 10 days ago; 7 are allowed"
    ]


def test_what_makes_it_impossible_is_critical():
    hopeless = runbook(closes="2026-06-27 20:00", rollback="20h")
    found = {finding.code: finding.severity for finding in cutover_findings(hopeless)}
    assert found == {"CUT001": Severity.CRITICAL, "CUT002": Severity.CRITICAL}


def test_a_step_without_duration_needs_neither_rehearsal_nor_proof():
    assert said(changed(open={"verification": ""})) == []


def test_a_later_rehearsal_of_one_step_leaves_the_others_rehearsed():
    slow = Rehearsal("2026-06-20", [StepTiming("migrate", "9h", amount=450_000)])
    assert said(runbook(rehearsals=[REHEARSAL, slow])) == [
        "CUT008: migrate takes 36 h as rehearsed, at 50,000 records an hour; 20 h are planned",
    ]

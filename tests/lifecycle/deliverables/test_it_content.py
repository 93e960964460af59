"""What the deliverables of an IT project's gates still lack, kind by kind."""

from __future__ import annotations

import pickle
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from itpm.interop.json_converter import reader_of, writer_of
from itpm.interop.json_types import is_plain
from itpm.lifecycle import DeliverableError, revise
from itpm.lifecycle.backlogs import Backlog, BacklogItem
from itpm.lifecycle.cutover import CutoverError
from itpm.lifecycle.deliverables import (
    DELIVERABLE_TYPES,
    AccessibilityAudit,
    ArchitectureReview,
    Check,
    CriterionResult,
    Defect,
    ExitCriterion,
    GoNoGo,
    Hypercare,
    Increment,
    MigrationRehearsal,
    MigrationRun,
    OperationalReadiness,
    PrivacyAssessment,
    PrivacyRisk,
    QualityScenario,
    Reconciliation,
    RecoveryResult,
    RecoveryTest,
    Release,
    ReleasePlan,
    Requirement,
    Requirements,
    ReviewFinding,
    SecurityTest,
    SprintReview,
    TestCase,
    TestReport,
    TestSuite,
    Vote,
    Vulnerability,
    success_criteria,
    traceability,
)

from tests.lifecycle.cutover.samples import STEPS, runbook
from tests.lifecycle.deliverables.samples import EVERYTHING, IT_COMPLETE, it_complete


def said(deliverable, *beside):
    return [
        f"{finding.code.removeprefix(deliverable.key + '.')}: {finding.message}"
        for finding in deliverable.lacks(beside)
    ]


def changed(key, **changes) -> Any:
    return revise(it_complete(key), **changes)


def test_there_is_a_complete_sample_of_every_kind():
    assert {sample.key for sample in EVERYTHING} == {kind.key for kind in DELIVERABLE_TYPES}
    assert len(EVERYTHING) == len(DELIVERABLE_TYPES)


@pytest.mark.parametrize("deliverable", IT_COMPLETE, ids=lambda deliverable: deliverable.key)
def test_a_complete_deliverable_lacks_nothing_compares_pickles_and_can_be_written_as_json(deliverable):
    assert deliverable.lacks(EVERYTHING) == ()
    assert pickle.loads(pickle.dumps(deliverable)) == deliverable
    assert len({deliverable, evolve(deliverable)}) == 1
    kind: Any = type(deliverable)
    assert is_plain(kind)
    assert reader_of(kind)(writer_of(kind)(deliverable)) == deliverable


@pytest.mark.parametrize(
    ("deliverable", "expected"),
    [
        (
            changed(
                "architecture_review",
                scenarios=[QualityScenario("security", "x", holds=False), QualityScenario("safety")],
            ),
            [
                (
                    "scenarios: nothing is asked of the design on "
                    "performance efficiency, compatibility, reliability and maintainability"
                ),
                "scenarios.security: the design does not hold: x",
                "scenarios.safety: the scenario for safety says nothing",
                "scenarios.safety: not looked at: safety",
            ],
        ),
        (
            changed(
                "architecture_review",
                findings=[
                    ReviewFinding("no failover", is_blocking=True),
                    ReviewFinding("old library"),
                    ReviewFinding("long names", owner="sven", due="2026-07-01"),
                    ReviewFinding("gone", is_blocking=True, is_resolved=True),
                ],
            ),
            ["findings: not mended: no failover", "findings: nobody is to mend it by a date: old library"],
        ),
        (
            changed(
                "security_test",
                failed="V8.2.1",
                vulnerabilities=[
                    Vulnerability("V1", "9.8", title="SQL injection"),
                    Vulnerability("V2", "7.0", accepted_by="ann"),
                    Vulnerability("V3", "7.0", accepted_by="ann", because="behind the firewall until July"),
                    Vulnerability("V4", "6.9"),
                ],
            ),
            [
                "failed: requirements of level 2 are not met: V8.2.1",
                "vulnerabilities.V1: V1 is open, critical (9.8): SQL injection",
                "vulnerabilities.V2: V2 is open, high (7.0)",
            ],
        ),
        (PrivacyAssessment(), ["is_needed: nobody has decided whether a privacy assessment is needed"]),
        (
            PrivacyAssessment(is_needed=False),
            ["because: no reason is given why no privacy assessment is needed"],
        ),
        (PrivacyAssessment(is_needed=False, because="no personal data"), []),
        (
            changed(
                "privacy_assessment",
                advice="",
                risks=[PrivacyRisk("seen"), PrivacyRisk("lost", "backup", residual="high")],
            ),
            [
                "advice: the data protection officer has not advised",
                "risks.measures: nothing is done against: seen",
                "risks.residual: nobody says how high it remains: seen",
                "consulted: a high risk remains: lost",
            ],
        ),
        (
            changed(
                "accessibility_audit",
                results=[
                    *map(CriterionResult, success_criteria("AA")[2:]),
                    CriterionResult("1.1.1", False, note="the logo has no text"),
                    CriterionResult("1.4.6", False),
                ],
            ),
            [
                "results: 54 of the 55 criteria up to AA are checked: 1.2.1",
                "results.1.1.1: criterion 1.1.1 is not met: the logo has no text",
            ],
        ),
        (
            RecoveryTest(
                [
                    RecoveryResult("CRM", rto="4h", rpo="15m", took="270m", lost="15m"),
                    RecoveryResult("mail", rto=1, rpo=1),
                ]
            ),
            [
                "results.CRM: CRM was away 4 h 30 min, 4 h are allowed",
                "results.CRM: nothing says when bringing CRM back was tested",
                "results.CRM: nothing says what had happened when CRM was brought back",
                "results.mail: nothing says how long mail was away in the test",
                "results.mail: nothing says how long mail lost in the test",
                "results.mail: nothing says when bringing mail back was tested",
                "results.mail: nothing says what had happened when mail was brought back",
            ],
        ),
        (
            changed(
                "migration_rehearsal",
                runs=[
                    MigrationRun(
                        "2026-06-13",
                        records=300_000,
                        loaded=299_000,
                        took="5h",
                        reconciled=[Reconciliation("orders", 12_004, 12_003)],
                    )
                ],
            ),
            [
                "rejected: 1,000 of 300,000 records were rejected (0.33%), 0.10% are allowed",
                "reconciled.orders: orders is 12,004 in the old system and 12,003 in the new one",
                "allowed: 1,800,000 records take 30 h at the rehearsed rate, 22 h are allowed",
            ],
        ),
        (
            MigrationRehearsal(volume=5),
            ["runs: the migration was never rehearsed"],
        ),
        (
            OperationalReadiness(
                [Check("monitored", True), Check("on call", False, by="olaf"), "backed up"], accepted_by="olaf"
            ),
            [
                "checks: 1 of 3 questions not answered: backed up",
                "checks.on call: the answer is no: on call",
                "checks.by: nobody is named who says so: monitored",
            ],
        ),
        (
            changed(
                "go_no_go",
                checks=[Check("nice to have", is_required=False)],
                votes=[
                    "sponsor",
                    Vote("operations", False, condition="no runbook"),
                    Vote("sales", True),
                    Vote("works council", True, by="wim", condition="training"),
                ],
                held_at=None,
            ),
            [
                "held_at: the go/no-go has no date",
                "votes.sponsor: sponsor has not said go or no-go",
                "votes.operations: operations says no-go: no runbook",
                "votes.sales: nobody is named who says go as sales",
                "votes.works council: works council says go on a condition without a date: training",
            ],
        ),
        (
            changed(
                "hypercare",
                exit_criteria=[
                    ExitCriterion("open incidents", 3, 5),
                    ExitCriterion("solved at once [%]", 70, "69.5", better="higher"),
                    ExitCriterion("availability [%]", "99.5", better="higher"),
                ],
                measured_at="2026-07-10",
            ),
            [
                "exit_criteria: not measured: availability [%]",
                "exit_criteria.open incidents: open incidents: 5, at most 3 is wanted",
                "exit_criteria.solved at once [%]: solved at once [%]: 69.5, at least 70 is wanted",
                "measured_at: measured on 2026-07-10, and hypercare lasts until 2026-07-24",
            ],
        ),
        (
            changed(
                "test_report",
                suites=[TestSuite("regression", planned=100, run=80, passed=70)],
                cases=["T1", TestCase("T2", "blocked"), TestCase("T3", "passed")],
                defects=[Defect("B1", 1, owner="tom"), Defect("B2", 2, owner="tom"), Defect("B3", 4)],
                allowed_open={1: 0, 2: 1},
            ),
            [
                "run: 81 of 103 tests are run, 100% are required",
                "passed: 71 of 81 tests passed, 95% are required",
                "defects.severity_1: open with severity 1: B1; none is allowed",
                "defects.owner: nobody sees to B3",
            ],
        ),
        (
            changed("cutover_plan", runbook=runbook(STEPS[:-1], rehearsals=[]), informed=()),
            [
                "runbook.CUT005: never rehearsed: stop, backup, migrate, interfaces, reconcile and validate",
                "informed: nobody is told of the cut-over",
            ],
        ),
        (
            ReleasePlan([Release("1.0"), Release("2.0", "2026-09-30", items="C")]),
            [
                "definition_of_done: nothing says when an item is done",
                "releases.1.0: 1.0 has no date",
                "releases.1.0: nothing is in 1.0",
            ],
        ),
        (
            changed("product_backlog", backlog=Backlog([BacklogItem("A")]), goal=""),
            [
                "goal: the product backlog has no goal",
                "backlog.BLG005: nothing says when an item is done",
                "points: not estimated: A",
            ],
        ),
    ],
)
def test_a_deliverable_says_what_its_content_lacks(deliverable, expected):
    assert said(deliverable) == expected


def test_minor_findings_do_not_stand_against_a_cut_over_plan():
    slower = runbook([evolve(step, duration=960) if step.key == "migrate" else step for step in STEPS])
    assert said(changed("cutover_plan", runbook=slower)) == []


def test_requirements_are_traced_both_ways():
    listed_ = Requirements(
        [
            Requirement("R1", "found by name", deliverables="release 1", work_packages="build", tests="T1"),
            Requirement("R2", "fast", work_packages="biuld"),
            Requirement("R3"),
            Requirement("R4", "not now", priority="wont"),
        ],
        delivered=["release 1", "manual"],
        work_packages=["build", "tidy"],
    )
    report = TestReport(cases=["T1", "T2"])
    assert said(listed_, report) == [
        "statement: nothing is said of R3",
        "untested: no test shows: R2 and R3",
        "uncovered: no work package makes: R3",
        "undelivered: nothing that is delivered fulfils: R2 and R3",
        "R2.traces: R2 traces to work package biuld, which there is not",
        "orphans: no requirement asks for deliverable manual, work package tidy and test T2",
    ]
    matrix = listed_.traced([report])
    assert matrix.coverage.quantize(Decimal("0.01")) == Decimal("0.33")
    assert matrix.table().rows == (
        ("R1", "must", "release 1", "build", "T1"),
        ("R2", "must", "-", "biuld", "-"),
        ("R3", "must", "-", "-", "-"),
    )
    assert str(matrix).splitlines()[-4:] == [
        "R2 traces to work package biuld, which there is not",
        "no requirement asks for the deliverable manual",
        "no requirement asks for the work package tidy",
        "no requirement asks for the test T2",
    ]
    assert traceability([]).coverage == 1


def test_traces_to_what_nobody_listed_are_not_called_dangling():
    assert traceability([Requirement("R1", tests="T1", work_packages="x", deliverables="y")]).dangling == ()


def test_a_release_plan_and_an_increment_agree_with_the_backlog():
    backlog = it_complete("product_backlog")
    assert said(
        ReleasePlan([Release("1.0", "2026-06-26", items=["A", "C"])], definition_of_done="tested"), backlog
    ) == ["releases.1.0: 1.0 holds what the backlog has not: C"]
    assert said(Increment(sprint=1, items=["A", "B"]), backlog) == [
        "shown_to: nobody looked at the increment of sprint 1",
        "goal_met: nothing says whether the goal of sprint 1 was reached",
        "items: not done by the definition of done: B",
    ]


def test_a_sprint_review_agrees_with_the_increment():
    review = SprintReview(sprint=1, held_at="2026-03-06", attended_by="sales", shown=["A", "B"], rejected="B")
    assert said(review, Increment(sprint=1, items=["A", "B"])) == [
        "feedback: nothing was said in the review of sprint 1",
        "rejected: rejected, and still in the increment: B",
    ]
    assert said(review, Increment(sprint=2, items=["B"])) == ["feedback: nothing was said in the review of sprint 1"]
    assert said(SprintReview(sprint=3)) == [
        "held_at: the review of sprint 3 has no date",
        "attended_by: nobody looked in the review of sprint 3",
        "shown: nothing was shown in the review of sprint 3",
        "feedback: nothing was said in the review of sprint 3",
    ]


def test_defects_are_counted_by_severity():
    report = changed("test_report", defects=[Defect("B1", 1), Defect("B2", 1, is_open=False), Defect("B3", 3)])
    assert report.defect_table().rows == ((1, 2, 1, 0), (2, 0, 0, 0), (3, 1, 1, None), (4, 0, 0, None))
    assert (report.run_rate, report.pass_rate) == (1, Decimal("0.99"))
    assert (TestReport().run_rate, TestReport().pass_rate) == (None, None)


def test_wcag_2_2_has_86_criteria_in_three_levels():
    # W3C, WCAG 2.2 (2023): 31 + 24 + 31; 4.1.1 was removed
    assert [len(success_criteria(level)) for level in ("A", "AA", "AAA")] == [31, 55, 86]
    assert "4.1.1" not in success_criteria()
    assert success_criteria()[:2] + success_criteria()[-2:] == ("1.1.1", "1.2.1", "4.1.2", "4.1.3")


@pytest.mark.parametrize(
    ("score", "rating"),
    [("0", "none"), ("0.1", "low"), ("3.9", "low"), ("4.0", "medium"), ("6.9", "medium"), ("7.0", "high"), ("8.9", "high"),
     ("9.0", "critical"), ("10", "critical")],
)  # fmt: skip
def test_vulnerabilities_are_rated_by_the_bands_of_cvss(score, rating):
    assert Vulnerability("V", score).rating == rating


def test_a_rehearsed_migration_foretells_the_whole():
    rehearsal = it_complete("migration_rehearsal")
    assert isinstance(rehearsal, MigrationRehearsal)
    assert rehearsal.expected == 20 * 60
    assert rehearsal.runs[0].rate == 90_000
    assert (MigrationRehearsal().expected, MigrationRun("2026-06-13", records=1, loaded=1, took=0).rate) == (None, None)
    later = MigrationRun("2026-06-20", records=1_000, loaded=1_000, took="1h")
    earlier_first = changed("migration_rehearsal", runs=[later, *rehearsal.runs])
    assert [run.at for run in earlier_first.runs] == [datetime(2026, 6, 14), datetime(2026, 6, 21)]
    assert earlier_first.expected == 1800 * 60


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ArchitectureReview(needed="speed"), "'speed' is no quality characteristic of ISO/IEC 25010"),
        (
            lambda: ArchitectureReview(scenarios=[QualityScenario("securty")]),
            "'securty' is no quality characteristic of ISO/IEC 25010; did you mean 'security'",
        ),
        (lambda: SecurityTest(level=4), "the standard has levels 1, 2 and 3, got 4"),
        (lambda: SecurityTest(blocking="bad"), "expected one of none, low, medium, high, critical, got 'bad'"),
        (lambda: SecurityTest(tested_by="vendor", built_by="vendor"), "vendor built it, so somebody else tests it"),
        (lambda: SecurityTest(vulnerabilities=[Vulnerability("V", 11)]), "a CVSS score lies between 0 and 10, got 11"),
        (lambda: SecurityTest(vulnerabilities=[Vulnerability("V", 1)] * 2), "'V' is listed 2 times"),
        (
            lambda: PrivacyAssessment(risks=[PrivacyRisk("x", residual="huge")]),  # type: ignore[arg-type]  # refused on purpose
            "expected low, medium or high, got 'huge'",
        ),
        (lambda: AccessibilityAudit(level="B"), "expected A, AA or AAA, got 'B'"),  # type: ignore[arg-type]  # refused on purpose
        (
            lambda: AccessibilityAudit(results=[CriterionResult("4.1.1")]),
            "WCAG 2.2 has no success criterion '4.1.1'; did",
        ),
        (lambda: AccessibilityAudit(results=[CriterionResult("1.1.1")] * 2), "criterion 1.1.1 is judged 2 times"),
        (lambda: RecoveryTest([RecoveryResult("CRM", rto=1, rpo=1)] * 2), "'CRM' is listed 2 times"),
        (
            lambda: MigrationRehearsal(volume=-1),
            "MigrationRehearsal.volume: expected a whole number of 0 or more, got -1",
        ),
        (lambda: MigrationRehearsal(allowed_rejects=2), "a share lies between 0 and 1, got 2"),
        (
            lambda: MigrationRehearsal(runs=[MigrationRun("2026-06-13", records=1, loaded=2, took=1)]),
            "2 of 1 records cannot be loaded",
        ),
        (lambda: OperationalReadiness(["x", "x"]), "'x' is asked 2 times"),
        (lambda: GoNoGo(votes=["sponsor", "sponsor"]), "'sponsor' votes 2 times"),
        (
            lambda: Hypercare(starts="2026-07-01", finish="2026-06-01"),
            "it ends 2026-06-02 00:00:00, not after it starts",
        ),
        (lambda: Hypercare(exit_criteria=[ExitCriterion("x", 1)] * 2), "'x' is listed 2 times"),
        (
            lambda: Hypercare(exit_criteria=[ExitCriterion("x", 1, better="more")]),  # type: ignore[arg-type]  # refused on purpose
            "expected 'lower' or 'higher', got 'more'",
        ),
        (lambda: TestReport(suites=[TestSuite("x", planned=1, run=2)]), "0 passed, 2 run, 1 planned cannot be"),
        (lambda: TestReport(cases=["T", "T"]), "'T' is listed 2 times"),
        (lambda: TestReport(cases=[TestCase("T", "ok")]), "expected passed, failed or blocked, got 'ok'"),  # type: ignore[arg-type]  # refused on purpose
        (lambda: TestReport(defects=[Defect("B", 5)]), "a severity is 1 to 4, got 5"),
        (lambda: TestReport(required_run_rate=2), "a share lies between 0 and 1, got 2"),
        (lambda: TestReport(allowed_open={9: 1}), "1 open defects of severity 9 cannot be allowed"),
        (lambda: Requirements([Requirement("R"), Requirement("R")]), "the requirement 'R' is listed 2 times"),
        (lambda: Requirement("R", priority="mst"), "expected one of must, should, could, .*; did you mean 'must'"),
        (lambda: ReleasePlan([Release("1"), Release("1")]), "the release '1' is listed 2 times"),
        (lambda: SprintReview(sprint=0), "sprints are numbered from 1, got 0"),
        (lambda: Increment(sprint=0), "sprints are numbered from 1, got 0"),
    ],
)
def test_content_that_cannot_be_is_refused(make, message):
    with pytest.raises(DeliverableError, match=message):
        make()


def test_times_that_are_none_are_refused_where_they_are_read():
    with pytest.raises(CutoverError, match="expected whole minutes on the clock"):
        RecoveryResult("CRM", rto="4 hours", rpo="15m")

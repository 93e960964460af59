"""A migration weekend: 1.8 million contracts move to a new billing system between Friday 20:00 and Monday 06:00.

A utility replaces its billing system. The vendor promised 120,000 records an hour; the first rehearsal managed 90,000. Does the
runbook fit? Until when can one go back? Why is "go live" refused, and what lifts each reason?

Run it: ``python examples/migration_weekend.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill
from typing import Any, TypeVar

from attrs import evolve

import itpm
from itpm.lifecycle import accept, deliverables, gate_kit, submit
from itpm.lifecycle.cutover import (
    CutoverForecast,
    CutoverRunbook,
    CutoverStep,
    Rehearsal,
    StepActual,
    StepTiming,
    cutover_forecast,
    cutover_schedule,
    return_points,
)

MANAGER, SPONSOR, OPERATIONS = "Kim Sander", "Iris Koch", "Olaf Peters"
RECORDS = 1_800_000
OPENS, CLOSES, ROLLBACK = "2026-10-16 20:00", "2026-10-19 06:00", "9h"
FIRST_ASKED, ASKED_AGAIN = "2026-10-08 17:00", "2026-10-15 17:00"

GATE = gate_kit.it_gate(
    "tests_completed", "data_migration", "operational_readiness", "cut_over", "go_live",
    key="GO", title="Go live", approvers=["sponsor", "operations manager"],
    criteria=[gate_kit.it_criterion("window_reserve")],
)  # fmt: skip
METHOD = itpm.Methodology("migration", stages=[itpm.Stage("cut_over", "Cut-over", exit=GATE)])

# fmt: off
# --- The runbook: as it was drafted, and as it is after two rehearsals ------------------------------------------------

DRAFT = CutoverRunbook(
    "Billing",
    [
        CutoverStep(
            "stop", "1h", name="Stop billing and interfaces", owner=OPERATIONS,
            rollback="30m", undo="start them again", verification="no job runs",
        ),
        CutoverStep(
            "backup", "3h", name="Back up the old system", after="stop", owner=OPERATIONS,
            rollback=0, verification="restored on the spare machine",
        ),
        CutoverStep(
            "migrate", name="Migrate contracts and readings", after="backup", owner="Dana Engel",
            amount=RECORDS, rate=120_000, rollback="6h", undo="empty the new database, restore the backup",
            verification="1.8 million records loaded or rejected",
        ),
        CutoverStep(
            "interfaces", "8h", name="Point interfaces to the new system", after="migrate", owner=OPERATIONS,
            rollback="2h", undo="point them back", verification="one message through each",
        ),
        CutoverStep(
            "reporting", "6h", name="Load the reporting database", after="migrate", owner=OPERATIONS,
            verification="yesterday's report agrees",
        ),
        CutoverStep(
            "reconcile", "5h", name="Compare counts and balances", after="migrate", owner="Dana Engel",
            rollback=0, verification="no difference",
        ),
        CutoverStep(
            "smoke", "6h", name="Technical test", after=["interfaces", "reconcile"], owner="Tom Meier",
            rollback=0, verification="60 test cases pass", is_validation=True,
        ),
        CutoverStep(
            "validate", "12h", name="Business validation", after="smoke", owner="Bea Arndt",
            rollback=0, verification="40 bills equal to the cent", is_validation=True,
        ),
        CutoverStep(
            "batch", "9h", name="First nightly batch", after=["validate", "reporting"], owner="Tom Meier",
            rollback="30m", undo="delete its bills", verification="bills in the printing queue",
        ),
    ],
    opens=OPENS,
    closes=CLOSES,
    rollback=ROLLBACK,
    reserve="1h",
    rehearsals=[
        Rehearsal(
            "2026-09-05",
            [
                StepTiming("stop", "1h"),
                StepTiming("backup", "3h"),
                StepTiming("migrate", "5h", amount=450_000),
                StepTiming("interfaces", "8h"),
                StepTiming("reporting", "6h"),
                StepTiming("reconcile", "5h"),
                StepTiming("smoke", "6h"),
                StepTiming("validate", "12h"),
            ],
            name="first rehearsal",
        )
    ],
)
_CHANGES: dict[str, dict[str, Any]] = {
    "migrate": {"rate": 90_000},
    "interfaces": {"after": "backup", "owner": "Ines Dahl"},
    "reporting": {"rollback": 0, "undo": "it is rebuilt every night"},
}
_SECOND = Rehearsal(
    "2026-10-10", [*DRAFT.rehearsals[0].timings, StepTiming("batch", "9h")], rollback="8.5h", name="dress rehearsal",
)
FINAL = evolve(
    DRAFT,
    steps=[evolve(step, **_CHANGES.get(step.key, {})) for step in DRAFT.steps],
    rehearsals=[*DRAFT.rehearsals, _SECOND],
)

# --- What the gate asks for: as it was on 8 October, and a week later -------------------------------------------------

TEST_REPORT = deliverables.TestReport(
    suites=[
        deliverables.TestSuite("functions", planned=412, run=412, passed=405),
        deliverables.TestSuite("interfaces", planned=88, run=88, passed=86),
    ],
    defects=[
        deliverables.Defect("B-311", 1, title="bills of solar customers lack the feed-in", owner="Tom Meier"),
        deliverables.Defect("B-298", 3, title="the address is cut off in the preview", owner="Tom Meier"),
    ],
    owner="Tom Meier",
)
FIRST_RUN = deliverables.MigrationRun(
    "2026-09-05", records=450_000, loaded=449_730, took="5h",
    reconciled=[
        deliverables.Reconciliation("contracts", 131_204, 131_204),
        deliverables.Reconciliation("open balance [EUR]", "18204117.40", "18204085.10"),
    ],
)
SECOND_RUN = deliverables.MigrationRun(
    "2026-10-10", records=450_000, loaded=449_912, took="5h",
    reconciled=[
        deliverables.Reconciliation("contracts", 131_288, 131_288),
        deliverables.Reconciliation("open balance [EUR]", "18217730.15", "18217730.15"),
    ],
)
MIGRATION = deliverables.MigrationRehearsal(volume=RECORDS, runs=[FIRST_RUN], allowed="22h", owner="Dana Engel")
ON_CALL = deliverables.OPERATIONAL_CHECKS[1]
READINESS = deliverables.OperationalReadiness(
    [deliverables.Check(asked, asked != ON_CALL, by=OPERATIONS) for asked in deliverables.OPERATIONAL_CHECKS],
    owner=MANAGER,
)
SUPPORT = deliverables.SupportTeam(
    [deliverables.SupportMember("Fay Brandt", "first level", contact="4711")],
    service_levels=[deliverables.ServiceLevel("answer to a severity-1 incident", "30 minutes")],
    runbooks=["restart", "restore", "bill run by hand"],
    starts="2026-10-19",
    owner=MANAGER,
)
PLAN = deliverables.CutoverPlan(
    DRAFT, decided_by=SPONSOR, informed=["service desk, Thursday", "printing house, Friday noon"], owner=MANAGER
)
TRAINING = deliverables.Training(
    [deliverables.UserGroup("billing", users=64, trained=62), deliverables.UserGroup("service desk", users=30, trained=24)],
    materials=["handbook", "six films"],
    owner=MANAGER,
)
GO = deliverables.GoNoGo(
    [deliverables.Check(asked, True, by=MANAGER) for asked in deliverables.GO_NO_GO_CHECKS],
    votes=[
        deliverables.Vote("sponsor", True, by=SPONSOR),
        deliverables.Vote("operations", True, by=OPERATIONS),
        deliverables.Vote("billing", True, by="Bea Arndt"),
    ],
    held_at="2026-10-15 16:00",
    owner=MANAGER,
)
# fmt: on

D = TypeVar("D", bound=itpm.Deliverable)


def accepted(deliverable: D, at: str) -> D:
    """The deliverable reviewed and accepted by the sponsor."""
    return accept(submit(deliverable, to=SPONSOR), at=at)


BEFORE: tuple[itpm.Deliverable, ...] = (
    TEST_REPORT,
    MIGRATION,
    READINESS,
    accepted(SUPPORT, "2026-10-01"),
    PLAN,
    TRAINING,
)
AFTER: tuple[itpm.Deliverable, ...] = (
    accepted(
        evolve(TEST_REPORT, defects=[evolve(known, is_open=known.severity > 1) for known in TEST_REPORT.defects]),
        "2026-10-13",
    ),
    accepted(evolve(MIGRATION, runs=[FIRST_RUN, SECOND_RUN]), "2026-10-12"),
    accepted(
        evolve(READINESS, checks=[evolve(known, answer=True) for known in READINESS.checks], accepted_by=OPERATIONS),
        "2026-10-14",
    ),
    accepted(SUPPORT, "2026-10-01"),
    accepted(evolve(PLAN, runbook=FINAL), "2026-10-14"),
    accepted(GO, "2026-10-15 16:30"),
    accepted(
        evolve(TRAINING, groups=[evolve(group, trained=group.users - 2) for group in TRAINING.groups]), "2026-10-14"
    ),
)


def project(documents: Iterable[itpm.Deliverable]) -> itpm.Project:
    """The project with these deliverables, in its cut-over."""
    return itpm.Project("Billing", methodology=METHOD, history=[itpm.Begun("2026-03-02")], deliverables=documents)


def asked(known: itpm.Project, at: str) -> itpm.Accepted | itpm.Refused:
    """What comes of asking for the go-live."""
    state, facts = itpm.replay(METHOD, known.history), itpm.facts_of(known, as_of=at)
    return itpm.decide(METHOD, state, itpm.PassGate("GO", by=MANAGER, at=at), facts, rules=[gate_kit.IT_GATE_RULES])


def approved(known: itpm.Project, at: str) -> itpm.Project:
    """The project with the approvals that the gate asks for."""
    for role, by in (("sponsor", SPONSOR), ("operations manager", OPERATIONS)):
        state, facts = itpm.replay(METHOD, known.history), itpm.facts_of(known, as_of=at)
        decision = itpm.decide(METHOD, state, itpm.ApproveGate("GO", role, by=by, at=at), facts)
        if isinstance(decision, itpm.Accepted):
            known = evolve(known, history=[*known.history, *decision.events])
    return known


def refusal() -> itpm.Refused:
    """Why the go-live is refused on 8 October."""
    decision = asked(project(BEFORE), FIRST_ASKED)
    if not isinstance(decision, itpm.Refused):
        raise TypeError("the draft cannot have passed")
    return decision


def passed() -> itpm.Accepted:
    """The go-live passed on 15 October."""
    decision = asked(approved(project(AFTER), ASKED_AGAIN), ASKED_AGAIN)
    if not isinstance(decision, itpm.Accepted):
        raise TypeError(str(decision))
    return decision


def saturday() -> CutoverForecast:
    """The weekend seen on Saturday at noon: the migration is slower than in the rehearsals."""
    return cutover_forecast(
        FINAL,
        [
            StepActual("stop", "2026-10-16 20:00", "2026-10-16 20:50"),
            StepActual("backup", "2026-10-16 20:50", "2026-10-17 00:00"),
            StepActual("interfaces", "2026-10-17 00:00", "2026-10-17 07:40"),
            StepActual("migrate", "2026-10-17 00:00", done=984_000),
        ],
        at="2026-10-17 12:00",
    )


def answers(runbook: CutoverRunbook) -> str:
    """Does it fit, and until when can one go back?"""
    promised, timed = cutover_schedule(runbook, rehearsed=False), cutover_schedule(runbook)
    window = f"window closes {runbook.closes:%a %H:%M}, rollback {ROLLBACK}"
    return "\n".join(
        [
            f"Does it fit, as planned?    {_fit(promised.slack)}, done {promised.finish:%a %H:%M}",
            f"Does it fit, as rehearsed?  {_fit(timed.slack)}, done {timed.finish:%a %H:%M}",
            f"Point of no return          {timed.point_of_no_return:%a %H:%M}: {window}",
            f"Known whether it works      {timed.validated:%a %H:%M}",
        ]
    )


def pace() -> str:
    """What was promised of the migration, and what was measured."""
    step, measured = DRAFT["migrate"], DRAFT.rehearsed("migrate")
    if measured is None or measured.rate is None:
        return "the migration was never rehearsed"
    hours = measured.minutes_for(step.amount) // 60
    return (
        f"The vendor promised {step.rate:,} records an hour, {step.planned // 60} h for {RECORDS:,}; "
        f"the rehearsal managed {measured.rate:,.0f}, so it takes {hours} h."
    )


def _fit(slack: int) -> str:
    return f"yes, {slack // 60} h left" if slack >= 0 else f"no, {-slack // 60} h too long"


def reasons(refused: itpm.Refused) -> str:
    """Every reason with what lifts it."""
    lines = []
    for number, reason in enumerate(refused.reasons, start=1):
        lines.append(fill(f"{number:>2}  {reason.message}", 116, subsequent_indent="    "))
        lines.append(fill(f"    lift it: {reason.remedy}", 116, subsequent_indent="             "))
    return "\n".join(lines)


def report() -> str:
    """Everything, as text."""
    refused, granted = refusal(), passed()
    return "\n\n".join(
        [
            "1  The draft, on 8 October",
            pace(),
            str(cutover_schedule(DRAFT)),
            answers(DRAFT),
            f"2  May we go live? Refused on 8 October, for {len(refused.reasons)} reasons",
            reasons(refused),
            "3  A week later: interfaces beside the migration, a dress rehearsal, what was lacking done",
            str(cutover_schedule(FINAL)),
            answers(FINAL),
            str(return_points(cutover_schedule(FINAL))),
            "4  May we go live? Passed on 15 October",
            str(granted.state),
            "5  The weekend, on Saturday at noon",
            str(saturday()),
        ]
    )


def main() -> None:
    """Print the report."""
    print(report())


if __name__ == "__main__":
    main()

"""The migration weekend: its figures against sums made here, each reason against what lifts it, the page against a kept copy.

After a change that is meant to change the page: ``python examples/migration_weekend.py > tests/examples/migration_weekend.txt``,
and read it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import migration_weekend as example
import pytest
from attrs import evolve

import itpm
from itpm.lifecycle.cutover import cutover_schedule
from itpm.lifecycle.deliverables import CutoverPlan

OPENS, CLOSES = datetime(2026, 10, 16, 20), datetime(2026, 10, 19, 6)
HOUR = timedelta(hours=1)
DELIVERABLES = tuple[itpm.Deliverable, ...]


def messages(documents: DELIVERABLES, *, at: str = example.FIRST_ASKED, approved: bool = False) -> list[str]:
    project = example.project(documents)
    decision = example.asked(example.approved(project, at) if approved else project, at)
    return [reason.message for reason in decision.reasons] if isinstance(decision, itpm.Refused) else []


def test_the_page_is_the_kept_one():
    kept = Path(__file__).with_name("migration_weekend.txt").read_text(encoding="utf-8")
    assert example.report() + "\n" == kept


def test_the_window_is_friday_20_00_to_monday_06_00_and_the_migration_takes_20_hours():
    assert (OPENS.strftime("%A"), CLOSES.strftime("%A"), CLOSES - OPENS) == ("Friday", "Monday", 58 * HOUR)
    assert (example.DRAFT.opens, example.DRAFT.closes) == (OPENS, CLOSES)
    assert example.RECORDS / 90_000 == 20
    row = cutover_schedule(example.DRAFT)["migrate"]
    assert row.finish - row.start == 20 * HOUR


def test_the_draft_does_not_fit_as_rehearsed_though_it_would_as_promised():
    # one after the other: stop 1, back up 3, migrate 15 or 20, interfaces 8, test 6, validate 12, batch 9
    promised, rehearsed = (cutover_schedule(example.DRAFT, rehearsed=flag) for flag in (False, True))
    assert (promised.finish, promised.fits) == (OPENS + (1 + 3 + 15 + 8 + 6 + 12 + 9) * HOUR, True)
    assert (rehearsed.finish, rehearsed.fits) == (OPENS + (1 + 3 + 20 + 8 + 6 + 12 + 9) * HOUR, False)
    assert rehearsed.slack == -60


def test_the_point_of_no_return_is_sunday_21_00():
    for runbook in (example.DRAFT, example.FINAL):
        assert cutover_schedule(runbook).point_of_no_return == CLOSES - 9 * HOUR == datetime(2026, 10, 18, 21)


def test_with_interfaces_beside_the_migration_it_fits_with_two_hours_left():
    # stop 1, back up 3, migrate 20, compare 5, test 6, validate 12, batch 9
    timed = cutover_schedule(example.FINAL)
    assert (timed.finish, timed.slack) == (OPENS + (1 + 3 + 20 + 5 + 6 + 12 + 9) * HOUR, 120)
    assert timed.validated == datetime(2026, 10, 18, 19)
    assert timed.critical_chain == ("stop", "backup", "migrate", "reconcile", "smoke", "validate", "batch")


def test_go_live_is_refused_with_every_reason_each_with_what_lifts_it():
    refused = example.refusal()
    assert [reason.code for reason in refused.reasons] == [
        *["GO.test_report"] * 2,
        *["GO.migration_rehearsal"] * 2,
        *["GO.operational_readiness"] * 3,
        *["GO.cutover_plan"] * 6,
        "GO.go_no_go",
        *["GO.training"] * 2,
        "GO.window_reserve",
        *["GO.approval"] * 2,
        "ITG003",
    ]
    assert all(reason.remedy for reason in refused.reasons)
    assert not any(reason.missing for reason in refused.reasons)


def plan_with(**fields: object) -> Callable[[DELIVERABLES], DELIVERABLES]:
    """The deliverables with a runbook of which something is as in the final one."""

    def lifted(documents: DELIVERABLES) -> DELIVERABLES:
        runbook = evolve(example.DRAFT, **fields)  # type: ignore[arg-type]  # checked by the value itself
        return tuple(evolve(one, runbook=runbook) if isinstance(one, CutoverPlan) else one for one in documents)

    return lifted


def as_later(key: str) -> Callable[[DELIVERABLES], DELIVERABLES]:
    """The deliverables with one of them as it is a week later."""
    later = next(one for one in example.AFTER if one.key == key)

    def lifted(documents: DELIVERABLES) -> DELIVERABLES:
        return (*(one for one in documents if one.key != key), later)

    return lifted


def steps(*keys: str) -> list[object]:
    return [example.FINAL[step.key] if step.key in keys else step for step in example.DRAFT.steps]


@pytest.mark.parametrize(
    ("lift", "gone"),
    [
        (as_later("test_report"), ["open with severity 1", "the test report is a draft"]),
        (as_later("migration_rehearsal"), ["open balance [EUR]", "the migration rehearsal is a draft"]),
        (
            as_later("operational_readiness"),
            ["the answer is no: somebody is on call", "nobody takes", "the operational readiness is a draft"],
        ),
        (as_later("go_no_go"), ["the go/no-go has not been begun"]),
        (as_later("training"), ["24 of 30 in service desk", "the training is a draft"]),
        (
            plan_with(steps=steps("interfaces")),
            ["as rehearsed it is done", "the point of no return is", "Olaf Peters does Point", "it does not hold that an hour"],
        ),
        (plan_with(steps=steps("reporting")), ["1 step before the point of no return has no way back"]),
        (plan_with(rehearsals=example.FINAL.rehearsals), ["never rehearsed", "the last rehearsal of the cut-over was"]),
    ],
)  # fmt: skip
def test_what_lifts_a_reason_lifts_it_alone(lift: Callable[[DELIVERABLES], DELIVERABLES], gone: list[str]):
    before, after = (
        messages(example.BEFORE, at=example.ASKED_AGAIN),
        messages(lift(example.BEFORE), at=example.ASKED_AGAIN),
    )
    left = [message for message in before if not any(message.startswith(start) for start in gone)]
    assert len(before) - len(left) == len(gone)
    assert sorted(after) == sorted(left)


def test_whoever_lifts_all_reasons_passes():
    assert len(messages(example.AFTER, at=example.ASKED_AGAIN)) == 2  # the approvals
    assert messages(example.AFTER, at=example.ASKED_AGAIN, approved=True) == []
    assert example.passed().state.is_over


def test_on_saturday_at_noon_the_rate_of_the_day_foretells_the_end():
    seen = example.saturday()
    # 984,000 in 12 h are 82,000 an hour; 816,000 are left: 9.95 h, rounded up to the minute 598 min
    assert 816_000 / 82_000 * 60 <= 598 < 816_000 / 82_000 * 60 + 1
    end = datetime(2026, 10, 17, 12) + timedelta(minutes=598)
    assert next(row.finish for row in seen.rows if row.step.key == "migrate") == end
    assert seen.finish == end + (5 + 6 + 12 + 9) * HOUR == CLOSES - timedelta(minutes=2)
    assert (seen.validated, seen.decide_by) == (end + 23 * HOUR, datetime(2026, 10, 18, 21))
    assert seen.findings == ()

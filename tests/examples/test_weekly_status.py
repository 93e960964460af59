"""The weekly page: its figures against sums made here by hand, and the whole page against a kept copy.

After a change that is meant to change the page, write it anew and read it:
``python examples/weekly_status.py > tests/examples/weekly_status.txt``.
"""

from __future__ import annotations

from datetime import datetime

import pytest
import weekly_status as example

from itpm.scheduling.comparing import ChangeKind
from itpm.scheduling.living import PlanHistory

from tests.support import ROOT

K = ChangeKind


@pytest.fixture(scope="module")
def found() -> PlanHistory:
    return example.history()


def test_the_finish_of_each_week_is_as_counted_by_hand(found: PlanHistory) -> None:
    """5 d design, 12 d build, 5 d test from Monday 2 March: 31 March; then what each week tells."""
    finishes = [f"{one.finish:%d %b}" for one in found.schedules]
    assert finishes == ["31 Mar", "01 Apr", "02 Apr", "08 Apr", "13 Apr", "15 Apr", "16 Apr"]


def test_the_slip_of_each_week_has_the_cause_the_story_tells(found: PlanHistory) -> None:
    slips = [line.project for line in found.slip_history().slips]
    shares = [{part.kind: str(part.slip) for part in line.parts if part.slip.amount} for line in slips]
    assert shares == [
        {K.PROGRESS: "1d"},
        {K.PROGRESS: "1d"},
        {K.PROGRESS: "2d", K.CALENDAR: "2d"},
        {K.SCOPE_ADDED: "3d"},
        {K.DURATION: "2d"},
        {K.PROGRESS: "1d"},
    ]
    assert sum(line.slip.amount for line in slips) == 12 * 8 * 3600


def test_the_change_is_agreed_in_front_and_the_first_agreement_kept(found: PlanHistory) -> None:
    last = found.plans[-1]
    assert [baseline.name for baseline in last.baselines] == ["change 1", "approved"]
    agreed = [baseline.by_task()["live"].finish for baseline in last.baselines]
    assert agreed == [datetime(2026, 4, 13, 17), datetime(2026, 3, 31, 17)]


def test_the_page_is_the_one_we_have_read(found: PlanHistory) -> None:
    kept = (ROOT / "tests" / "examples" / "weekly_status.txt").read_text(encoding="utf-8")
    assert example.page(found) + "\n" == kept

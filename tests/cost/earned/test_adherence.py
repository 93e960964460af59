"""Rework to be expected of work done out of order, and the schedule adherence index."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import (
    earned_value,
    expected_rework,
    rework_at_completion,
    rework_share,
    schedule_adherence,
    schedule_adherence_index,
)
from itpm.errors import NotationError, UndefinedIndexError
from itpm.model.tasks import Task

from tests.cost.plans import agreed, plan, progress


def test_the_index_is_rework_per_work_left_by_hand():
    # Lipke: f = 1 - C * exp(-0.5 * (1 - C)), R = f * (1 - P) * EV, SAI = R / (BAC - EV).
    share = 1 - 0.4 * math.exp(-0.3)
    assert float(rework_share(complete="0.4")) == pytest.approx(share, rel=1e-12)
    assert float(expected_rework(ev=40, bac=100, p_factor="0.9")) == pytest.approx(share * 0.1 * 40, rel=1e-12)
    found = schedule_adherence_index(ev=40, bac=100, p_factor="0.9")
    assert float(found) == pytest.approx(share * 4 / 60, rel=1e-12)


def test_a_plan_worked_out_of_order_has_an_index_and_one_in_order_has_none():
    done, none = progress(100, actual_finish="2026-01-09 17:00"), None
    entries = [agreed("first", "1k EUR", 5, 9), agreed("second", "1k EUR", 12, 16)]

    def status(first, second):
        tasks = [Task("first", "5d", progress=first), Task("second", "5d", progress=second)]
        return earned_value(plan(tasks, *entries), as_of="2026-01-09").schedule

    in_order, swapped = status(done, none), status(none, done)
    assert (in_order.p_factor, in_order.sai) == (1, 0)
    assert (swapped.p_factor, swapped.sai) == (0, schedule_adherence_index(ev=1000, bac=2000, p_factor=0))
    assert "SAI" in str(swapped)
    whole = status(done, done)
    with pytest.raises(UndefinedIndexError, match="nothing left to earn"):
        _ = whole.sai
    assert "nothing left to earn" in str(whole)


def test_rework_in_the_end_is_the_area_under_the_index():
    # The mean index of each report times what was earned since: 0.2 and 0.6, and the last one over what is left: 2.4.
    assert rework_at_completion([(20, "0.02"), (40, "0.04")], bac=100) == Decimal("3.2")
    assert rework_at_completion([(100, 0)], bac=100) == 0


@given(st.decimals(0, 100, places=2), st.lists(st.decimals(0, 50, places=2), min_size=2, max_size=6))
def test_rework_is_never_below_nothing_nor_above_what_is_out_of_order(ev, earned):
    planned = sorted(earned, reverse=True)
    order = schedule_adherence(planned=planned, earned=earned) if any(earned) else Decimal(1)
    found = expected_rework(ev=ev, bac=100, p_factor=order)
    assert 0 <= found <= (1 - order) * ev + Decimal("1e-20")
    assert expected_rework(ev=100, bac=100, p_factor=order) == 0


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: expected_rework(ev=1, bac=0, p_factor=1), UndefinedIndexError, "no budget"),
        (lambda: schedule_adherence_index(ev=0, bac=0, p_factor=1), UndefinedIndexError, "no budget"),
        (lambda: schedule_adherence_index(ev=9, bac=9, p_factor=1), UndefinedIndexError, "nothing left to earn"),
        (lambda: expected_rework(ev=1, bac=2, p_factor="1.1"), NotationError, "p_factor: expected a share between"),
        (lambda: expected_rework(ev=3, bac=2, p_factor=1), NotationError, "complete: expected a share between 0 and 1"),
        (lambda: rework_share(complete="0.5", power=0), NotationError, "power: expected a power above 0"),
        (lambda: rework_share(complete="0.5", decline="-1"), NotationError, "decline: expected a decline of 0"),
        (lambda: rework_at_completion([], bac=1), NotationError, "reports: expected at least one report, got none"),
        (lambda: rework_at_completion([(2, 0), (1, 0)], bac=3), NotationError, r"reports\[1\]: earned value neither"),
        (lambda: rework_at_completion([(4, 0)], bac=3), NotationError, r"reports\[0\]: earned value neither"),
    ],
)
def test_what_has_no_index_says_why(ask, error, message):
    with pytest.raises(error, match=message):
        ask()

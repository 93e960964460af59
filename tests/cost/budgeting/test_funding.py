"""Funding limits: which periods break them, by how much, and when the money runs out."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.budgeting import BudgetError, Expense, FundingLimit, funding_check

from tests.cost.budgeting.costed_plans import estimates, eur, one_task, rollout


def table(check):
    return [
        (row.label, *(int(part.amount) for part in (row.available, row.needed, row.over, row.left)))
        for row in check.rows
    ]


def test_what_a_period_leaves_the_next_one_has():
    # January costs 8,200, February 17,000.
    check = funding_check(rollout(), [FundingLimit("2026-01-01", "12k EUR"), FundingLimit("2026-02-15", "6k EUR")])
    assert table(check) == [("2026-01", 12_000, 8200, 0, 3800), ("2026-02", 9800, 17_000, 7200, 0)]


def test_a_grant_that_lapses_covers_only_its_own_time():
    limits = [FundingLimit("2026-01-01", "12k EUR"), FundingLimit("2026-02-01", "16k EUR")]
    check = funding_check(rollout(), limits, carry_over=False)
    assert table(check) == [("2026-01-01", 12_000, 8200, 0, 3800), ("2026-02-01", 16_000, 17_000, 1000, 0)]


def test_a_broken_period_says_what_lifts_it():
    check = funding_check(rollout(), [FundingLimit("2026-01-01", "20k EUR")])
    assert [(finding.code, finding.message, finding.remedy) for finding in check.findings] == [
        (
            "FND001",
            "2026-02 needs 17,000 EUR, and 11,800 EUR is there: 5,200 EUR too little",
            "move work for 5,200 EUR behind 2026-02-28, or have as much granted before",
        )
    ]
    # 11,600 beside the licence last 110.48 of February's 160 hours: 13 days and 6.48 hours.
    assert str(check).endswith("The money runs out on 2026-02-19 15:28.")
    assert str(funding_check(rollout(), [FundingLimit("2026-01-01", "99k EUR")])).endswith("The money is enough.")


def test_the_money_runs_out_to_the_second():
    vendor = Expense("vendor", "40k EUR", task="build")
    check = funding_check(one_task("40d", expenses=[vendor]), [FundingLimit("2026-01-01", "20500 EUR")])
    assert check.runs_out == datetime(2026, 2, 2, 13)


def test_what_comes_before_the_first_grant_has_nothing():
    check = funding_check(rollout(), [FundingLimit("2026-02-01", "99k EUR")], carry_over=False)
    assert table(check)[0] == ("2026-01-01", 0, 8200, 8200, 0)
    assert check.runs_out == datetime(2026, 1, 1)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ([], "limits: expected at least one limit"),
        ([FundingLimit("2026-01-01", "1 USD")], "limit of 2026-01-01: expected EUR, got 1 USD"),
        ([FundingLimit("2026-01-01", "-1 EUR")], "limit of 2026-01-01: expected an amount of zero or more, got -1 EUR"),
        ([FundingLimit("2026-01-01", "1 EUR")] * 2, "limits: two limits are from 2026-01-01 on"),
    ],
)
def test_limits_that_cannot_be_are_refused(limits, message):
    with pytest.raises(BudgetError) as caught:
        funding_check(rollout(), limits)
    assert message in str(caught.value)


@given(estimates(), st.integers(0, 10**5), st.sampled_from(["week", "month"]))
def test_until_it_runs_out_the_money_is_enough_and_then_it_is_not(estimate, granted, by):
    check = funding_check(estimate, [FundingLimit("2000-01-01", eur(granted))], by=by)
    assert (check.runs_out is None) == (estimate.total <= eur(granted)) == (not check.broken)
    if check.runs_out is not None:
        assert estimate.planned(check.runs_out) <= eur(granted)

"""The risk review: its figures against sums made here by hand, and the whole page against a kept copy.

After a change that is meant to change the page, write it anew and read it:
``python examples/risk_review.py > tests/examples/risk_review.txt``.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
import risk_review as example

from itpm import Schedule
from itpm.model.money import money
from itpm.risk import ExposureCause, RaidLog, RiskStatus, burn_down, contingency_reserve, decisions_due, response_worth
from itpm.scheduling import schedule

from tests.support import ROOT

C = ExposureCause


@pytest.fixture(scope="module")
def dates() -> Schedule:
    return schedule(example.PLAN)


@pytest.fixture(scope="module")
def log() -> RaidLog:
    return example.march()


def test_exposure_falls_by_what_the_story_tells() -> None:
    """15k x 0.4, a mean of 11.5k x 0.5, 12k x 0.25, -8k x 0.4; then 11.5k x 0.3, and 6k x 0.2 more."""
    found = burn_down([("2026-01-31", example.january().register), ("2026-02-28", example.february().register)])
    assert [row.exposure.expected_cost for row in found] == [money("11550 EUR"), money("10450 EUR")]
    assert [(one.cause, one.amount, one.risks) for one in found.rows[1].changes] == [
        (C.NEW, money("1200 EUR"), ("works council objects to reports on persons",)),
        (C.TREATED, money("-2300 EUR"), ("customer data are worse than known",)),
    ]


def test_a_delay_is_worth_what_floats_do_not_absorb(log: RaidLog, dates: Schedule) -> None:
    """Build holds the finish, training has 7 d of float, and two days behind build comes the migration."""
    days = {
        row.risk: getattr(row.value, "days", Decimal("NaN")) for row in response_worth(log.register, schedule=dates)
    }
    vendor = Decimal("0.25") * (5 + 40 + 20) / 6
    assert days["service desk is not released for training"] == 0
    assert days["single sign-on of the intranet can be used"] == Decimal("0.3") * 2
    assert abs(days["vendor delivers late"] - vendor) < Decimal("0.001")


def test_what_occurred_is_an_issue_with_its_fallback(log: RaidLog) -> None:
    assert log.register["R2"].status is RiskStatus.OCCURRED
    assert (log.issues[0].cost, log.actions[0].title) == (money("9k EUR"), "cleanse the 500 largest customers only")


def test_the_contingency_is_what_responses_leave(log: RaidLog) -> None:
    """15k x 0.15 and 3k x 0.25; the opportunity takes 8k x 0.7 off."""
    found = contingency_reserve(log.register)
    assert (found.threats, found.expected) == (money("3k EUR"), money("-2600 EUR"))


def test_a_decision_is_needed_by_the_late_start_of_what_waits(log: RaidLog, dates: Schedule) -> None:
    needed = {row.decision: row.needed_by for row in decisions_due(log, dates, as_of=example.AS_OF)}
    assert needed["where to host"] == dates["install"].late_start
    assert needed["scope of the pilot"] is None


def test_the_page_is_the_one_we_have_read(log: RaidLog, dates: Schedule) -> None:
    kept = (ROOT / "tests" / "examples" / "risk_review.txt").read_text(encoding="utf-8")
    assert example.page(log, dates) + "\n" == kept

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from attrs import evolve

from itpm.errors import shortened
from itpm.model import Plan, Task
from itpm.risk.horizons import asked_at, later
from itpm.risk.inputs import RiskError
from itpm.scheduling import schedule

PLAN = Plan("CRM", start="2026-01-05", tasks=[Task("build", "10d")])


def test_the_moment_asked_about_is_the_one_named_else_the_data_date_else_the_start():
    dated = evolve(PLAN, data_date="2026-01-12")
    assert [
        asked_at("2026-02-01", schedule(PLAN)),
        asked_at(None, schedule(dated)),
        asked_at(None, schedule(PLAN)),
    ] == [datetime(2026, 2, 2), dated.data_date, PLAN.start]


def test_a_plan_instead_of_its_schedule_is_refused_with_what_to_do():
    plan: Any = PLAN
    with pytest.raises(RiskError, match=r"schedule: expected a Schedule, got a Plan; schedule\(plan\) gives one"):
        asked_at(None, plan)


@pytest.mark.parametrize("days", [-1, 1.5, True, "7", None, 10**9999], ids=shortened)
def test_days_ahead_are_a_whole_number(days):
    with pytest.raises(RiskError, match="within_days: expected a whole number from 0 to 3,652,058"):
        later(datetime(2026, 1, 5), days, place="within_days")

"""Earned value of real plans: their budget is the file's own."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from itpm.cost import budget_review, earned_value
from itpm.interop import mspdi

from tests import support

FILES = support.oracle_files("msproject", "xml/*.xml")


def top_level_cost(text):
    """The file's own baseline cost, of its project summary (UID 0) [currency]; amounts are stored in hundredths."""
    first = next((task for task in re.findall(r"<Task>.*?</Task>", text, re.DOTALL) if "<UID>0</UID>" in task), "")
    for baseline in re.findall(r"<Baseline>.*?</Baseline>", first, re.DOTALL):
        cost = re.search(r"<Cost>([^<]*)</Cost>", baseline)
        if "<Number>0</Number>" in baseline and cost:
            return Decimal(cost.group(1)) / 100
    return Decimal(0)


@pytest.mark.skipif(not FILES, reason="oracles absent: no folder 'msproject' beside the project")
def test_every_plan_with_a_baseline_has_earned_value_and_the_files_own_budget():
    budgets = {}
    for file in FILES:
        text = file.read_text(encoding="utf-8-sig")
        if "<Baseline>" not in text:
            continue
        plan = mspdi.loads(text)
        if not plan.baselines:
            continue
        ev = earned_value(plan, as_of=plan.data_date or "2020-01-01")
        assert len(ev.table().rows) == len(plan.tasks) + 1
        assert str(ev.times.forecasts if ev.times is not None else ev.no_times)
        assert len(budget_review(plan, as_of=plan.data_date or "2020-01-01").rows) == len(plan.tasks) + 1
        budgets[file.stem] = ev.bac.amount, top_level_cost(text)
    assert {name: pair for name, pair in budgets.items() if pair[0] != pair[1]} == {}
    assert sum(1 for found, _ in budgets.values() if found) == 5

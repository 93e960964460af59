from __future__ import annotations

import pytest

from itpm.errors import FaultsError
from itpm.model import Plan, Task
from itpm.scheduling import schedule
from itpm.scheduling.living import baseline_variance, rebaseline, set_baseline

PLAN = set_baseline(
    Plan(
        "move",
        start="2026-01-05",
        tasks=[Task("pack", "2d"), Task("label", "1d"), Task("move", "1d", after=["pack", "label"])],
    ),
    "approved",
)


def test_variances_are_later_and_longer_than_agreed() -> None:
    tasks = [Task("pack", "3d"), Task("move", "4h", after=["pack"]), Task("party", "1d", after=["move"])]
    now = Plan("move", start="2026-01-05", tasks=tasks, baselines=PLAN.baselines)
    found = baseline_variance(schedule(now))
    assert [row[:1] + row[6:] for row in found.table().rows] == [
        ("pack", "0d", "+1d", "+1d"),
        ("move", "+1d", "+0.5d", "-0.5d"),
        ("party", "", "", ""),
    ]
    assert (found.baseline, found.dropped, found.table().note) == (
        "approved",
        ("label",),
        "Agreed, but no longer there: label",
    )
    assert found.records()[1]["finish_variance_minutes"] == 240.0


def test_the_first_baseline_counts_unless_another_is_named() -> None:
    plan = rebaseline(PLAN.with_tasks([Task("pack", "4d")]), "change 1")
    s = schedule(plan)
    finishes = [[str(row.finish_variance) for row in baseline_variance(s, name).rows] for name in (None, "approved")]
    assert finishes == [["0d", "0d", "0d"], ["2d", "0d", "2d"]]


def test_a_baseline_that_is_not_there_is_refused() -> None:
    with pytest.raises(FaultsError) as caught:
        baseline_variance(schedule(PLAN), "aproved")
    assert str(caught.value) == "baseline: the plan has no baseline 'aproved'; did you mean 'approved'?"
    with pytest.raises(FaultsError) as caught:
        baseline_variance(schedule(Plan("bare", start="2026-01-05", tasks=[Task("a", "1d")])))
    assert str(caught.value) == "plan.baselines: the plan has no baseline: set one first"

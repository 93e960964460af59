"""Plans with a baseline and progress for the tests of earned value."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.money import Money, money
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.tasks import EarnedValueMethod, Task, TaskDetails

MORNING, EVENING = "08:00", "17:00"


def agreed(task_id, cost=None, first=None, last=None, **more):
    """A baseline entry: whole January days from morning to evening."""
    start = None if first is None else f"2026-01-{first:02} {MORNING}"
    finish = None if last is None else f"2026-01-{last:02} {EVENING}"
    return BaselineTask(task_id, cost=None if cost is None else money(cost), start=start, finish=finish, **more)


def progress(percent=None, cost=None, **more):
    more.setdefault("actual_start", f"2026-01-05 {MORNING}")
    return Progress(percent_complete=percent, actual_cost=None if cost is None else money(cost), **more)


def plan(tasks, *entries, **more):
    more.setdefault("baselines", [Baseline("agreed", entries)])
    return Plan("CRM", start="2026-01-05", tasks=tasks, **more)


def by(method):
    return TaskDetails(earned_value=method)


def rollout(**more):
    """Two weeks: `design` done for too much, `build` late, `extra` never agreed, a milestone, a fixed cost on the summary."""
    done = progress(100, "6k EUR", actual_finish="2026-01-12 12:00")
    tasks = [
        Task("work", name="Project work"),
        Task("design", "5d", parent="work", progress=done),
        Task("build", "10d", parent="work", after=["design"], progress=progress(40, "5k EUR")),
        Task("extra", "2d", parent="work", progress=progress(40, "1k EUR")),
        Task("golive", "0d", after=["build"]),
    ]
    entries = [
        agreed("work", "16k EUR", 5, 23),
        agreed("design", "5k EUR", 5, 9),
        agreed("build", "10k EUR", 12, 23),
        BaselineTask("golive", start=f"2026-01-23 {EVENING}", finish=f"2026-01-23 {EVENING}"),
    ]
    more.setdefault("data_date", "2026-01-16")
    return plan(tasks, *entries, **more)


def _amount(cents):
    return None if cents is None else Money(Decimal(cents).scaleb(-2), "EUR")


@st.composite
def baselined_plans(draw):
    """Plans of up to twelve tasks in any breakdown, with whatever baseline figures, progress and cost on any of them."""
    count = draw(st.integers(1, 12))
    parents = [draw(st.one_of(st.none(), st.integers(0, place - 1))) if place else None for place in range(count)]
    cents = st.one_of(st.none(), st.integers(0, 10**7))
    tasks, entries = [], []
    for place, parent in enumerate(parents):
        is_summary = place in parents
        done = draw(st.one_of(st.none(), st.integers(0, 100)))
        spent = _amount(draw(cents))
        recorded = Progress(percent_complete=done, actual_cost=spent) if done is not None or spent is not None else None
        method = draw(st.sampled_from([None, *EarnedValueMethod]))
        tasks.append(
            Task(
                f"t{place}",
                None if is_summary else f"{draw(st.integers(0, 20))}d",
                parent=None if parent is None else f"t{parent}",
                progress=recorded,
                details=by(method) if method else None,
            )
        )
        if draw(st.integers(0, 9)):
            first = draw(st.one_of(st.none(), st.integers(1, 31)))
            length = draw(st.integers(0, 40))
            start = None if first is None else f"2026-01-{first:02} {MORNING}"
            finish = None if first is None else f"2026-{2 + length // 28:02}-{1 + length % 28:02} {EVENING}"
            entries.append(BaselineTask(f"t{place}", start=start, finish=finish, cost=_amount(draw(cents))))
    return plan(tasks, *entries)

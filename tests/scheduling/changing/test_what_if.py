"""What if: a batch of changes gives, in every field, what a fresh schedule of the changed plan gives."""

from __future__ import annotations

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError, PlanError
from itpm.model import Constraint, Dependency, Plan, Progress, SchedulingPolicy, Task, WorkCalendar
from itpm.scheduling import schedule
from itpm.scheduling.changing import Changes, scenarios, what_if
from itpm.scheduling.changing.what_ifs import ChangedSchedule

from tests.strategies import policies, short_durations, valid_plans

TEXTBOOK, MS_PROJECT = SchedulingPolicy.textbook(), SchedulingPolicy.ms_project()
LINES = st.sampled_from([WorkCalendar.standard(), WorkCalendar.continuous()])


def plain(*, summaries: bool = False) -> st.SearchStrategy[Plan]:
    found = valid_plans(calendars=LINES, lags=("work", "lead"), summaries=summaries, max_tasks=14)
    return found.map(lambda plan: attrs.evolve(plan, tasks=[attrs.evolve(task, calendar=None) for task in plan.tasks]))


def equals_a_fresh_one(after, plan: Plan, policy: SchedulingPolicy) -> None:
    fresh = schedule(plan, policy=policy)
    names = [task.id for task in plan.tasks]
    assert [after[name] for name in names] == [fresh[name] for name in names]
    assert after.finish == fresh.finish
    assert after.plan == plan
    assert (list(after), after.start, after.critical_tasks) == (list(fresh), fresh.start, fresh.critical_tasks)
    assert after == fresh


@given(plain(), st.sampled_from([TEXTBOOK, MS_PROJECT]), st.data())
def test_changed_durations_one_after_the_other(plan, policy, data):
    found = schedule(plan, policy=policy)
    for _ in range(3):
        names = st.sampled_from([task.id for task in plan.tasks])
        durations = data.draw(st.dictionaries(names, short_durations(), min_size=1, max_size=3))
        plan = Changes(durations=durations).applied(plan)
        found = found.what_if(durations=durations)
        equals_a_fresh_one(found, plan, policy)


@given(plain(summaries=True), st.data())
def test_changed_durations_below_summaries(plan, data):
    leaves = [task.id for place, task in enumerate(plan.tasks) if not plan.structure.children[place]]
    durations = data.draw(st.dictionaries(st.sampled_from(leaves), short_durations(), min_size=1, max_size=3))
    after = schedule(plan).what_if(durations=durations)
    equals_a_fresh_one(after, Changes(durations=durations).applied(plan), MS_PROJECT)


@given(valid_plans(elapsed=True, deadlines=True, progress=True, max_tasks=8), policies(), st.data())
def test_any_batch_on_any_plan_under_any_policy(plan, policy, data):
    names = [task.id for task in plan.tasks]
    some = st.sampled_from(names)
    batch = Changes(
        durations=data.draw(st.dictionaries(some, short_durations(), max_size=2)),
        constraints=data.draw(st.dictionaries(some, st.just(["SNET 2026-01-20"]), max_size=2)),
        deadlines=data.draw(st.dictionaries(some, st.sampled_from([None, "2026-02-01"]), max_size=1)),
        progress=data.draw(st.dictionaries(some, st.just(None), max_size=2)),
        tasks=[Task("new", "2d")],
        links=[(data.draw(some), "new")],
    )
    after = schedule(plan, policy=policy).what_if(batch)
    equals_a_fresh_one(after, batch.applied(plan), policy)


OFFICE = Plan(
    "office",
    start="2026-01-05",
    tasks=[
        Task("build", "5d"),
        Task("write", "2d"),
        Task("test", "3d", after=["build"]),
        Task("live", after=["test", "write"]),
    ],
)


def test_a_change_of_durations_costs_what_it_moves():
    after = schedule(OFFICE).what_if(durations={"write": "3d"})
    assert isinstance(after, ChangedSchedule)
    assert (after.changed, str(after["write"].total_float), "plan" in vars(after)) == (("write",), "5d", False)
    assert str(after.plan["write"].duration) == "3d"


@pytest.mark.parametrize(
    "fields",
    [
        {"links": [("write", "test")]},
        {"unlink": [("build", "test")]},
        {"constraints": {"write": [Constraint("ALAP")]}},
        {"progress": {"build": Progress(actual_start="2026-01-06 08:00", percent_complete=50)}},
        {"tasks": [Task("train", "4d", after=["build"])], "links": [Dependency("train", "live")]},
        {"remove": ["test"]},
        {"remove": "write", "durations": {"build": "1d"}},
        {"durations": {"live": "1d"}},
        {"durations": {"build": "0d"}},
        {"durations": {"build": ("1d", "2d", "9d")}},
        {"durations": {"build": "2ed"}},
    ],
    ids="+".join,
)
def test_every_kind_of_change(fields):
    after = schedule(OFFICE).what_if(**fields)
    equals_a_fresh_one(after, Changes(**fields).applied(OFFICE), MS_PROJECT)
    assert after != schedule(OFFICE)


def test_a_removed_summary_goes_with_what_it_contains():
    plan = attrs.evolve(
        OFFICE, tasks=[*OFFICE.tasks, Task("docs"), Task("guide", "9d", parent="docs", after=["build"])]
    )
    assert [row.id for row in schedule(plan).what_if(remove=["docs"])] == ["build", "write", "test", "live"]


def test_every_fault_of_a_batch_comes_in_one_error():
    with pytest.raises(PlanError) as caught:
        what_if(schedule(OFFICE), durations={"biuld": "1d"}, remove=["tests"], unlink=[("write", "test")])
    assert [fault.place for fault in caught.value.faults] == ["changes.durations", "changes.remove", "changes.unlink"]
    assert "did you mean 'build'" in str(caught.value)
    with pytest.raises(PlanError, match="depend on each other"):
        schedule(OFFICE).what_if(links=[("live", "build")])
    with pytest.raises(NotationError):
        schedule(OFFICE).what_if(durations={"build": "soon"})
    with pytest.raises(PlanError):
        schedule(OFFICE).what_if(durations={"build": "-1d"})


def test_alternatives_stand_side_by_side():
    found = scenarios(
        schedule(OFFICE),
        {"two builders": {"durations": {"build": "3d"}}, "long manual": Changes(durations={"write": "10d"})},
    )
    assert [(row.name, str(row.later), row.critical_path) for row in found.rows] == [
        ("as it is", "0d", ("build", "test", "live")),
        ("two builders", "-2d", ("build", "test", "live")),
        ("long manual", "2d", ("write", "live")),
    ]
    assert (found.soonest.name, found["long manual"].joined, found["long manual"].left) == (
        "two builders",
        ("write",),
        ("build", "test"),
    )
    assert "long manual" in str(found)


def test_what_a_batch_says_twice_or_of_a_task_that_it_takes_away_is_refused():
    batch = Changes(
        durations=[("pack", "1d"), ("pack", "3d"), ("drive", "1d")],
        remove=["drive"],
        links=[("drive", "unpack")],
        tasks=[Task("sell", "1d"), Task("sell", "2d")],
    )
    plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("drive", "1d"), Task("unpack", "1d")])
    with pytest.raises(PlanError) as caught:
        what_if(schedule(plan), batch)
    assert [str(fault) for fault in caught.value.faults] == [
        "changes.durations: 'pack' is there twice",
        "changes.durations: 'drive' is taken away in the same batch",
        "changes.tasks: 'sell' is there twice",
        "changes.links: 'drive' is taken away in the same batch",
    ]


def test_a_task_taken_away_and_added_in_one_batch_has_lost_its_links():
    tasks = [Task("pack", "2d"), Task("drive", "1d", after=["pack"])]
    changed = Changes(remove=["pack"], tasks=[Task("pack", "9d")]).applied(
        Plan("Move", start="2026-01-05", tasks=tasks)
    )
    assert [(task.id, str(task.duration), task.after) for task in changed.tasks] == [
        ("drive", "1d", ()),
        ("pack", "9d", ()),
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"links": ["pack"]}, "changes.links: expected a Dependency or a pair (predecessor, successor), got 'pack'"),
        ({"unlink": [("a",)]}, "changes.unlink: expected a Dependency or a pair (predecessor, successor), got ('a',)"),
        ({"progress": {"a": 50}}, "progress['a']: expected what is known of the task, Progress(...), or None, got 50"),
        ({"deadlines": {"a": "soon"}}, "deadlines['a']: expected a date"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_with_its_place(fields, said):
    with pytest.raises(NotationError, match=f"^{re.escape(said)}"):
        Changes(**fields)


def test_no_alternative_takes_the_name_of_the_plan_as_it_is():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d")])
    with pytest.raises(PlanError, match="'as it is' is the plan without changes, give the alternative another name"):
        scenarios(schedule(plan), {"as it is": {"durations": {"pack": "1d"}}})

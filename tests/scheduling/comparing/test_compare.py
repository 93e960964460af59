from __future__ import annotations

import pickle
from datetime import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError, UnknownTaskError
from itpm.interop import mspdi
from itpm.model import Constraint, Plan, SchedulingPolicy, StoredDates, StoredTask, Task
from itpm.model.windows import Window
from itpm.scheduling import Schedule, schedule
from itpm.scheduling.comparing import compare
from itpm.scheduling.living import Actual, reschedule_remaining, update

from tests.strategies import policies, valid_plans, wide_plans
from tests.support import ROOT
from tests.support.plain_words import INTERNAL

FIELDS = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")
ALL = (*FIELDS, "is_critical")


def computed() -> st.SearchStrategy[SchedulingPolicy]:
    """Policies whose rows show the dates that are compared."""
    return policies().map(lambda policy: attrs.evolve(policy, date_display="as_computed"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


PLAN = Plan(
    "crm",
    start="2026-01-05",
    tasks=[
        Task("design", "5d"),
        Task("build", "10d", after=["design"]),
        Task("train", "2d", after=["design"]),
        Task("golive", "0d", after=["build", "train"]),
    ],
)


def test_a_longer_task_and_all_that_follows_it() -> None:
    after = PLAN.with_tasks([Task("build", "12d", after=["design"]), Task("pilot", "1d")])
    found = compare(schedule(PLAN), schedule(after), fields=["start", "finish", "total_float"])
    assert [(task.id, [str(one) for one in task.differences], task.follows) for task in found.tasks] == [
        ("build", ["finish 2026-01-23 17:00 -> 2026-01-27 17:00 (+2d)"], ""),
        ("train", ["total_float 8d -> 10d (+2d)"], "golive"),
        (
            "golive",
            ["start 2026-01-23 17:00 -> 2026-01-27 17:00 (+2d)", "finish 2026-01-23 17:00 -> 2026-01-27 17:00 (+2d)"],
            "build",
        ),
    ]
    assert [str(change) for change in found["build"].changes] == ["build: duration 10d -> 12d"]
    cause = found["build"]["finish"]
    assert cause is not None
    assert cause.first_cause == "design finishes 2026-01-09 17:00; lasts 10d"
    assert cause.second_cause == "design finishes 2026-01-09 17:00; lasts 12d"
    assert (found.added, found.removed, [task.id for task in found.origins]) == (("pilot",), (), ["build"])
    assert found.summary == (
        "3 of 4 tasks differ between before and after; beginning with build; 1 added, 0 removed; "
        "the finish moves from 2026-01-23 17:00 to 2026-01-27 17:00"
    )
    assert pickle.loads(pickle.dumps(found)) == found


def test_the_table_has_a_row_a_task_and_the_details_a_row_a_field() -> None:
    after = PLAN.with_tasks([Task("build", "12d", after=["design"])])
    found = compare(schedule(PLAN), schedule(after), fields=["finish", "is_critical"])
    assert found.records() == [
        {
            "id": "build",
            "name": "",
            "finish_shift_minutes": 960.0,
            "first_cause": "design finishes 2026-01-09 17:00; lasts 10d",
            "second_cause": "design finishes 2026-01-09 17:00; lasts 12d",
            "follows": "",
            "changes": "duration 10d -> 12d",
        },
        {
            "id": "golive",
            "name": "",
            "finish_shift_minutes": 960.0,
            "first_cause": "build finishes 2026-01-23 17:00",
            "second_cause": "build finishes 2026-01-27 17:00",
            "follows": "build",
            "changes": "",
        },
    ]
    assert [(row["id"], row["field"], row["first"], row["second"]) for row in found.details().records()] == [
        ("build", "finish", at("2026-01-23 17:00"), at("2026-01-27 17:00")),
        ("golive", "finish", at("2026-01-23 17:00"), at("2026-01-27 17:00")),
    ]


def test_the_cause_changes_hands() -> None:
    after = PLAN.with_tasks([Task("train", "2d", after=["design"], constraints=[Constraint("SNET", "2026-02-02")])])
    found = compare(schedule(PLAN), schedule(after), fields=["start"])
    causes = [
        (task.id, task.differences[0].first_cause, task.differences[0].second_cause, task.follows)
        for task in found.tasks
    ]
    assert causes == [
        ("train", "design finishes 2026-01-09 17:00", "constraint SNET", ""),
        ("golive", "build finishes 2026-01-23 17:00", "train finishes 2026-02-03 17:00", "train"),
    ]


def test_what_came_in_between_is_followed_and_a_freeze_is_named() -> None:
    pilot = Task("pilot", "1d", after=["build"])
    after = PLAN.with_tasks([pilot, Task("golive", "0d", after=["pilot", "train"])])
    found = compare(schedule(PLAN), schedule(after), fields=["finish"])
    assert [(task.id, task.follows) for task in found.tasks] == [("golive", "pilot")]
    freeze = Window("year end", "2026-01-23", "2026-01-27", tasks=["golive"])
    held = compare(schedule(PLAN), schedule(attrs.evolve(PLAN, windows=[freeze])), fields=["finish"])
    assert (held["golive"].differences[0].second_cause, held["golive"].follows) == (str(freeze), "")


def test_of_a_begun_task_it_says_what_is_left() -> None:
    begun = update(PLAN, [Actual("design", start="2026-01-06", remaining="4d")], "2026-01-07")
    found = compare(schedule(PLAN), schedule(begun), fields=["finish"])["design"].differences[0]
    assert (found.first_cause, found.second_cause) == ("plan start", "actual start")
    later = reschedule_remaining(begun)
    found = compare(schedule(begun), schedule(later), fields=["finish"])["design"].differences[0]
    assert (found.first_cause, found.second_cause) == ("actual start; 4d left", "the date its work goes on; 4d left")
    assert str(found.shift) == "1d"


STORED = StoredDates(
    "MS Project",
    tasks=[
        StoredTask("design", start="2026-01-05 08:00", finish="2026-01-09 17:00"),
        StoredTask("build", start="2026-01-13 08:00", finish="2026-01-26 17:00", is_critical=True),
        StoredTask("golive", start="2026-01-26 17:00", finish="2026-01-26 17:00"),
        StoredTask("x"),
    ],
    finish="2026-01-26 17:00",
)


def test_against_stored_dates_it_says_where_they_leave_this_plan_s_logic() -> None:
    found = compare(schedule(PLAN), STORED)
    assert [(task.id, task.follows, [one.field for one in task.differences]) for task in found.tasks] == [
        ("build", "", ["start", "finish"]),
        ("golive", "build", ["start", "finish"]),
    ]
    second = {task.id: task.differences[0].second_cause for task in found.tasks}
    assert second == {
        "build": ("nothing in the plan asks for it; design finishes 2026-01-09 17:00 asks for 2026-01-09 17:00"),
        "golive": "build finishes 2026-01-26 17:00",
    }
    assert (found.first, found.second) == ("computed", "stored by MS Project")
    assert (found.added, found.removed, found.compared) == (("x",), ("train",), 3)


def test_a_summary_that_a_file_does_not_date_is_not_removed() -> None:
    plan = PLAN.with_tasks([Task("all"), Task("design", "5d", parent="all"), Task("train", "2d")])
    stored = StoredDates(
        "P6", tasks=[StoredTask(row.id, finish=row.finish) for row in schedule(plan) if row.id != "all"]
    )
    found = compare(schedule(plan), stored)
    assert (found.is_same, found.summary) == (True, "computed and stored by P6 agree in all 4 tasks")


def test_a_stored_date_that_another_candidate_asks_for_names_it() -> None:
    held = PLAN.with_tasks([Task("train", "2d", after=["design"], constraints=[Constraint("SNET", "2026-01-07")])])
    stored = StoredDates("P6", tasks=[StoredTask("train", start="2026-01-07 08:00", finish="2026-01-08 17:00")])
    found = compare(schedule(held), stored, fields=["start"])
    assert found["train"].differences[0].second_cause == (
        "constraint SNET, though design finishes 2026-01-09 17:00 asks for 2026-01-09 17:00"
    )


def test_the_example_file_agrees_with_the_dates_it_stores() -> None:
    text = (ROOT / "examples" / "crm_rollout.xml").read_text(encoding="utf-8")
    found = compare(schedule(mspdi.loads(text)), mspdi.stored_dates(text))
    assert (found.is_same, found.summary) == (True, "computed and stored by MS Project agree in all 93 tasks")


def test_sides_are_called_by_what_tells_them_apart() -> None:
    first, second = schedule(PLAN), schedule(PLAN, policy=SchedulingPolicy.primavera())
    found = compare(first, second)
    assert (found.first, found.second) == ("MS Project", "Primavera")
    assert "lag calendar successor -> predecessor" in map(str, found.changes)
    assert "Besides: lag calendar successor -> predecessor; " in str(found)
    dated = [attrs.evolve(PLAN, data_date=day) for day in ("2026-01-09", "2026-01-16")]
    later = compare(*map(schedule, dated))
    assert (later.first, later.second) == ("as of 2026-01-09", "as of 2026-01-16")


def test_unknown_fields_and_tasks_are_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        compare(schedule(PLAN), schedule(PLAN), fields=["early_strat"])
    assert str(caught.value) == "there is no field 'early_strat'; did you mean 'early_start' or 'early_finish'?"
    found = compare(schedule(PLAN), schedule(PLAN.with_tasks([Task("build", "12d", after=["design"])])))
    with pytest.raises(UnknownTaskError):
        found["biuld"]


def rows_of(s: Schedule) -> dict[str, dict[str, object]]:
    day = s.plan.day
    return {
        row.id: {
            name: value.seconds(day) if name.endswith("float") else value
            for name in ALL
            for value in [getattr(row, name)]
        }
        for row in s
    }


def differing(one: Schedule, other: Schedule) -> dict[str, set[str]]:
    """The obvious comparison, row by row."""
    first, second = rows_of(one), rows_of(other)
    found = {name: {f for f in ALL if first[name][f] != second[name][f]} for name in first if name in second}
    return {name: fields for name, fields in found.items() if fields}


@given(wide_plans(), wide_plans(), computed(), computed())
def test_what_differs_is_what_the_rows_say(
    before: Plan, after: Plan, one: SchedulingPolicy, two: SchedulingPolicy
) -> None:
    first, second = schedule(before, policy=one), schedule(after, policy=two)
    found = compare(first, second)
    assert {task.id: {d.field for d in task.differences} for task in found.tasks} == differing(first, second)
    assert found.added == tuple(task.id for task in after.tasks if task.id not in before)
    assert found.removed == tuple(task.id for task in before.tasks if task.id not in after)
    assert compare(first, first).is_same
    back = compare(second, first)
    assert {task.id for task in back.tasks} == {task.id for task in found.tasks}
    assert (back.added, back.removed) == (found.removed, found.added)
    assert len(found.table().rows) == len(found) + len(found.added) + len(found.removed)


@given(wide_plans(), computed(), computed())
def test_stored_dates_compare_like_the_schedule_they_were_taken_from(
    plan: Plan, one: SchedulingPolicy, two: SchedulingPolicy
) -> None:
    first, second = schedule(plan, policy=one), schedule(plan, policy=two)
    kept = StoredDates("itpm", tasks=[StoredTask(row.id, **{f: getattr(row, f) for f in ALL}) for row in second])
    found = compare(first, kept)
    assert {task.id: {d.field for d in task.differences} for task in found.tasks} == differing(first, second)


@given(valid_plans(link_types=("FS",), lags=("work",), summaries=True), st.data())
def test_all_differences_of_one_longer_task_begin_with_it(plan: Plan, data: st.DataObject) -> None:
    leaves = [task for place, task in enumerate(plan.tasks) if not plan.structure.is_summary(place)]
    task = data.draw(st.sampled_from(leaves))
    longer = plan.with_tasks([attrs.evolve(task, duration="6d")])
    policy = SchedulingPolicy.textbook()
    one, two = schedule(plan, policy=policy), schedule(longer, policy=policy)
    found = compare(one, two, fields=["start", "finish"])
    assert {origin.id for origin in found.origins} <= {task.id}
    assert all(each.follows in found for each in found.tasks if each.follows)


@given(wide_plans(), wide_plans(), policies(), policies())
def test_every_difference_has_a_cause_in_plain_words_on_each_side(
    before: Plan, after: Plan, one: SchedulingPolicy, other: SchedulingPolicy
) -> None:
    found = compare(schedule(before, policy=one), schedule(after, policy=other))
    for task in found.tasks:
        for difference in task.differences:
            for cause in (difference.first_cause, difference.second_cause):
                assert cause == cause.strip() != ""
                assert not INTERNAL.search(cause), cause

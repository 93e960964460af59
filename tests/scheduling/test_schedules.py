from __future__ import annotations

import copy
import pickle
from datetime import datetime

import attrs
import pytest

from itpm.errors import PlanError, UnknownTaskError
from itpm.model import (
    Constraint,
    Dependency,
    Plan,
    Progress,
    SchedulingPolicy,
    Task,
    TaskDetails,
    TaskKind,
    WorkCalendar,
)
from itpm.scheduling import schedule


def rollout(**fields):
    tasks = [
        Task("charter", "3d"),
        Task("design", "10d", after=["charter"]),
        Task("build", ("15d", "20d", "32d"), after=["design"]),
        Task("train", "5d", after=["build SS+10d"]),
        Task("golive", "0d", after=["build", "train FS+1d"]),
    ]
    return Plan("CRM rollout", start="2026-01-05", tasks=tasks, **fields)


def at(text):
    return datetime.fromisoformat(text)


def dates(row):
    return [row.early_start, row.early_finish, row.late_start, row.late_finish]


def test_a_small_plan_has_these_dates_and_floats():
    # Computed by hand on a Monday to Friday week of 8 h days.
    result = schedule(rollout())
    assert {row.id: (dates(row), str(row.total_float), str(row.free_float), row.is_critical) for row in result} == {
        "charter": ([at("2026-01-05T08:00"), at("2026-01-07T17:00")] * 2, "0d", "0d", True),
        "design": ([at("2026-01-08T08:00"), at("2026-01-21T17:00")] * 2, "0d", "0d", True),
        "build": ([at("2026-01-22T08:00"), at("2026-02-18T17:00")] * 2, "0d", "0d", True),
        "train": (
            [at("2026-02-05T08:00"), at("2026-02-11T17:00"), at("2026-02-11T08:00"), at("2026-02-17T17:00")],
            "4d",
            "4d",
            False,
        ),
        "golive": ([at("2026-02-18T17:00")] * 4, "0d", "0d", True),
    }
    assert result.critical_path == ("charter", "design", "build", "golive")
    assert result.critical_tasks == ("charter", "design", "build", "golive")
    assert (result.start, result.finish) == (at("2026-01-05T08:00"), at("2026-02-18T17:00"))


def test_both_ways_of_linking_mix_and_a_lead_on_the_finish_pulls_back():
    plan = Plan(
        "n",
        start="2026-01-05",
        calendar=WorkCalendar.standard(),
        tasks=[Task("a", "5d"), Task("b", "3d", after=["a SS+2d"]), Task("c", "8h")],
        dependencies=[Dependency("b", "c", type="FF", lag="-4h")],
    )
    row = schedule(plan)["c"]
    assert (row.start, row.finish) == (at("2026-01-08T13:00"), at("2026-01-09T12:00"))


def test_floats_split_into_what_is_free_and_what_others_pay_for():
    # a(2) -> b(1) -> d(1); a -> c(5) -> d.  b has 4 days, all free; a chain b1 -> b2 shares its float.
    tasks = [
        Task("a", "2d"),
        Task("b1", "1d", after=["a"]),
        Task("b2", "1d", after=["b1"]),
        Task("c", "5d", after=["a"]),
        Task("d", "1d", after=["b2", "c"]),
    ]
    result = schedule(Plan("f", start="2026-01-05", tasks=tasks))
    assert [
        (row.id, str(row.total_float), str(row.free_float), str(row.interfering_float), str(row.independent_float))
        for row in result
    ] == [
        ("a", "0d", "0d", "0d", "0d"),
        ("b1", "3d", "0d", "3d", "0d"),
        ("b2", "3d", "3d", "0d", "0d"),
        ("c", "0d", "0d", "0d", "0d"),
        ("d", "0d", "0d", "0d", "0d"),
    ]


def test_independent_float_is_what_stays_when_predecessors_are_late():
    tasks = [
        Task("a", "4d"),
        Task("x", "1d"),
        Task("y", "1d", after=["x", "a SS"]),
        Task("z", "1d", after=["a"]),
        Task("end", "0d", after=["y", "z"]),
        Task("y2", "1d", after=["a SS"]),
        Task("q", "1d", after=["y2", "z"]),
    ]
    result = schedule(Plan("i", start="2026-01-05", tasks=tasks))
    assert str(result["y2"].independent_float) == "4d"
    assert str(result["y"].independent_float) == "0d"


def test_a_deadline_gives_negative_float_and_moves_no_early_date():
    free, capped = schedule(rollout()), schedule(rollout(deadline="2026-02-16"))
    assert [row.early_start for row in free] == [row.early_start for row in capped]
    assert [str(row.total_float) for row in capped] == ["-2d", "-2d", "-2d", "2d", "-2d"]


def test_a_later_deadline_raises_no_late_date():
    assert schedule(rollout()) == schedule(rollout(deadline="2026-12-31"))


def test_a_summary_spans_its_tasks():
    tasks = [
        Task("phase"),
        Task("a", "2d", parent="phase"),
        Task("b", "3d", parent="phase", after=["a"]),
        Task("c", "9d"),
    ]
    row = schedule(Plan("s", start="2026-01-05", tasks=tasks))["phase"]
    assert (row.start, row.finish, str(row.total_float)) == (at("2026-01-05T08:00"), at("2026-01-09T17:00"), "4d")


def test_a_complete_summary_is_not_critical():
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-06 17:00")
    tasks = [Task("phase"), Task("a", "2d", parent="phase", progress=done), Task("b", "3d", after=["phase"])]
    result = schedule(Plan("s", start="2026-01-05", tasks=tasks))
    assert [row.is_critical for row in result] == [False, False, True]


def test_a_link_from_a_summary_waits_for_its_last_task_and_one_to_it_holds_all():
    tasks = [
        Task("one"),
        Task("a", "2d", parent="one"),
        Task("b", "4d", parent="one"),
        Task("two", after=["one FS+1d"]),
        Task("c", "1d", parent="two"),
        Task("d", "2d", parent="two"),
    ]
    result = schedule(Plan("s", start="2026-01-05", tasks=tasks))
    assert [result[task].start for task in ("two", "c", "d")] == [at("2026-01-12T08:00")] * 3
    assert [str(result[task].total_float) for task in ("a", "b", "c", "d")] == ["2d", "0d", "1d", "0d"]


def test_a_level_of_effort_lasts_as_long_as_what_it_is_linked_to_and_holds_nothing():
    tasks = [
        Task("start", "0d"),
        Task("manage", after=["start SS", "end FF"], kind=TaskKind.LEVEL_OF_EFFORT),
        Task("work", "7d", after=["start"]),
        Task("end", "0d", after=["work", "manage"]),
    ]
    result = schedule(Plan("loe", start="2026-01-05", tasks=tasks))
    row = result["manage"]
    assert (row.start, row.finish, row.is_critical) == (at("2026-01-05T08:00"), at("2026-01-13T17:00"), False)
    assert result.critical_path == ("start", "work", "end")


def test_an_inactive_task_holds_nothing_and_is_shown_where_it_would_be():
    tasks = [
        Task("a", "1d"),
        Task("b", "9d", after=["a"], details=TaskDetails(active=False)),
        Task("c", "1d", after=["b"]),
    ]
    result = schedule(Plan("inactive", start="2026-01-05", tasks=tasks))
    assert result["c"].start == at("2026-01-05T08:00")
    assert (result["b"].start, result["b"].finish) == (at("2026-01-06T08:00"), at("2026-01-16T17:00"))
    assert result.finish == at("2026-01-05T17:00")


def test_dates_before_the_start_need_a_policy_that_allows_them():
    plan = Plan(
        "early",
        start="2026-01-05",
        calendar=WorkCalendar.continuous(),
        tasks=[Task("a", "1d"), Task("b", "3d", after=["a FF"])],
    )
    allowed = attrs.evolve(SchedulingPolicy.textbook(), floor_at_start=False)
    assert schedule(plan, policy=SchedulingPolicy.textbook())["b"].start == at("2026-01-05T00:00")
    assert schedule(plan, policy=allowed)["b"].start == at("2026-01-03T00:00")


def test_the_plans_own_policy_counts_unless_another_is_given():
    plan = rollout(policy=SchedulingPolicy.primavera())
    assert schedule(plan).policy == SchedulingPolicy.primavera()
    assert schedule(plan, policy=SchedulingPolicy.textbook()).policy == SchedulingPolicy.textbook()
    assert schedule(rollout()).policy == SchedulingPolicy.ms_project()


def test_a_constraint_wins_over_logic_only_where_constraints_are_honoured():
    tasks = [Task("a", "5d"), Task("b", "1d", after=["a"], constraints=[Constraint("SNLT", "2026-01-07 08:00")])]
    plan = Plan("c", start="2026-01-05", tasks=tasks)
    assert schedule(plan)["b"].start == at("2026-01-07T08:00")
    assert schedule(plan, policy=SchedulingPolicy.textbook())["b"].start == at("2026-01-12T08:00")
    assert str(schedule(plan, policy=SchedulingPolicy.textbook())["b"].total_float) == "-3d"


def test_an_unknown_task_is_a_key_error_with_the_nearest_ids():
    with pytest.raises(KeyError) as caught:
        schedule(rollout())["biuld"]
    assert isinstance(caught.value, UnknownTaskError)
    assert str(caught.value) == "there is no task 'biuld'; did you mean 'build'?"
    assert caught.value.nearest == ("build",)


def test_a_plan_without_tasks_has_a_schedule_without_rows():
    empty = schedule(Plan("empty", start="2026-01-05", tasks=[]))
    assert (list(empty), empty.critical_path, empty.finish) == ([], (), at("2026-01-05T00:00"))


def test_dates_beyond_the_calendar_are_refused_by_task():
    plan = Plan("long", start="9999-12-01", tasks=[Task("a", "300d")])
    with pytest.raises(PlanError, match=r"task 'a'.*years 1 to 9999"):
        schedule(plan)


def test_schedules_are_equal_hash_alike_and_survive_pickle_and_copy():
    one, other = schedule(rollout()), schedule(rollout())
    assert one == other == pickle.loads(pickle.dumps(one)) == copy.deepcopy(one)
    assert hash(one) == hash(other)
    assert one != schedule(rollout(deadline="2026-02-16"))


def test_records_are_plain_and_carry_the_unit_in_the_key():
    record = schedule(rollout()).records()[3]
    assert record == {
        "id": "train",
        "name": "train",
        "start": at("2026-02-05T08:00"),
        "finish": at("2026-02-11T17:00"),
        "early_start": at("2026-02-05T08:00"),
        "early_finish": at("2026-02-11T17:00"),
        "late_start": at("2026-02-11T08:00"),
        "late_finish": at("2026-02-17T17:00"),
        "total_float_minutes": 1920.0,
        "free_float_minutes": 1920.0,
        "is_critical": False,
    }


def test_a_schedule_shows_itself_as_text_and_html():
    result = schedule(rollout())
    assert str(result).splitlines()[0] == "CRM rollout"
    assert "<td" in result._repr_html_()
    assert repr(result) == "<Schedule of 'CRM rollout': 5 tasks, 2026-01-05 to 2026-02-18>"


def test_a_long_chain_needs_no_recursion():
    count = 5000
    tasks = [Task("t0", "1h"), *(Task(f"t{n}", "1h", after=[f"t{n - 1}"]) for n in range(1, count))]
    result = schedule(Plan("chain", start="2026-01-05", tasks=tasks))
    assert len(result.critical_path) == count
    assert str(result.explain(f"t{count - 1}")).startswith(f"t{count - 1} starts")

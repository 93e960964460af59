from __future__ import annotations

from itpm.model import Plan, Progress, Task
from itpm.scheduling import schedule


def diamond(short="3d"):
    tasks = [
        Task("start", "0d"),
        Task("long", "9d", after=["start"]),
        Task("short", short, after=["start"]),
        Task("shorter", "1d", after=["short"]),
        Task("end", "0d", after=["long", "shorter"]),
    ]
    return Plan("diamond", start="2026-01-05", tasks=tasks)


def test_the_critical_path_is_the_chain_that_holds_the_finish():
    assert schedule(diamond()).critical_path == ("start", "long", "end")


def test_near_critical_paths_are_chains_with_the_float_they_share():
    paths = schedule(diamond()).near_critical_paths("5d")
    assert [(path.tasks, str(path.total_float), path.joins) for path in paths] == [(("short", "shorter"), "5d", "end")]
    assert str(paths[0]) == "short -> shorter (into end): 5d"


def test_chains_with_more_float_than_asked_for_are_left_out():
    assert schedule(diamond()).near_critical_paths("4d") == ()


def test_of_two_equal_chains_the_first_in_plan_order_is_the_critical_path_and_both_are_critical():
    result = schedule(diamond(short="8d"))
    assert result.critical_path == ("start", "long", "end")
    assert result.critical_tasks == ("start", "long", "short", "shorter", "end")


def test_the_critical_path_runs_through_a_summarys_last_task():
    tasks = [
        Task("phase"),
        Task("a", "2d", parent="phase"),
        Task("b", "4d", parent="phase"),
        Task("c", "1d", after=["phase"]),
    ]
    assert schedule(Plan("hub", start="2026-01-05", tasks=tasks)).critical_path == ("b", "c")


def test_the_critical_path_begins_with_what_has_begun():
    begun = Progress(actual_start="2026-01-12 08:00", percent_complete=50)
    tasks = [Task("a", "5d"), Task("b", "4d", after=["a"], progress=begun), Task("c", "1d", after=["b"])]
    assert schedule(Plan("begun", start="2026-01-05", tasks=tasks)).critical_path == ("b", "c")

"""What Primavera P6 does, each rule with the smallest case that shows it. Source: P6's help, "Scheduling options"."""

from __future__ import annotations

import attrs
import pytest

from itpm.model.constraints import Constraint
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.tasks import Task, TaskDetails, TaskKind
from itpm.scheduling import Schedule, schedule

P6 = SchedulingPolicy.primavera()
WEDNESDAY = "2026-01-07 17:00"


def dates(result: Schedule, task: str, *names: str) -> tuple[str, ...]:
    row = result[task]
    return tuple(f"{getattr(row, name):%d %H}" for name in names)


def planned(*tasks: Task, policy: SchedulingPolicy = P6, data_date: str = WEDNESDAY) -> Schedule:
    return schedule(Plan("p", start="2026-01-05 08:00", tasks=tasks, data_date=data_date), policy=policy)


def complete(start: str, finish: str) -> Progress:
    return Progress(actual_start=f"2026-01-{start}:00", actual_finish=f"2026-01-{finish}:00")


BEGUN = Progress(actual_start="2026-01-06 08:00", remaining="16h")


def test_nothing_is_left_of_a_complete_task_but_logic_passes_through_it():
    tasks = [
        Task("a", "5d"),
        Task("b", "1d", after=["a"], progress=complete("05 08", "05 17")),
        Task("c", "1d", after=["b"]),
    ]
    result = planned(*tasks)
    assert dates(result, "b", "start", "finish", "early_start") == ("05 08", "05 17", "14 17")
    assert dates(result, "c", "start") == ("15 08",)


def test_what_is_left_of_a_begun_task_starts_at_the_data_date():
    result = planned(Task("a", "4d", progress=BEGUN))
    assert dates(result, "a", "start", "early_start", "early_finish") == ("06 08", "08 08", "09 17")


def test_retained_logic_holds_what_is_left_and_progress_override_does_not():
    tasks = [Task("a", "5d"), Task("b", "4d", after=["a"], progress=BEGUN)]
    override = attrs.evolve(P6, out_of_sequence="progress_override")
    assert dates(planned(*tasks), "b", "early_start") == ("15 08",)
    assert dates(planned(*tasks, policy=override), "b", "early_start") == ("08 08",)


def test_a_lag_counts_from_the_actual_finish():
    done = complete("05 08", "05 17")
    result = planned(
        Task("a", "1d", progress=done), Task("b", "1d", after=["a FS+4d"]), Task("c", "1d", after=["a FS+1d"])
    )
    assert (dates(result, "b", "start"), dates(result, "c", "start")) == (("12 08",), ("08 08",))


def test_a_lag_counts_from_the_actual_start():
    result = planned(Task("a", "4d", progress=BEGUN), Task("b", "1d", after=["a SS+3d"]))
    assert dates(result, "b", "start") == ("09 08",)


@pytest.mark.parametrize(("kind", "start"), [("START_ON", "09 08"), ("MANDATORY_START", "08 08")])
def test_start_on_respects_logic_and_mandatory_start_overrides_it(kind, start):
    pinned = [Constraint(kind, "2026-01-08 08:00")]
    result = planned(Task("a", "1d"), Task("b", "1d", after=["a"], constraints=pinned))
    assert dates(result, "b", "start") == (start,)


@pytest.mark.parametrize(("kind", "finish"), [("FINISH_ON", "14 17"), ("MANDATORY_FINISH", "14 17"), ("FNLT", "09 17")])
def test_finish_on_holds_the_finish_from_both_sides(kind, finish):
    held = [Constraint(kind, "2026-01-14 17:00")]
    result = planned(Task("a", "1d"), Task("b", "1d", after=["a"], constraints=held), Task("c", "20d"))
    assert dates(result, "b", "finish", "late_finish") == (finish, "14 17")


def test_a_second_constraint_holds_beside_the_first():
    both = [Constraint("SNET", "2026-01-12 08:00"), Constraint("FNLT", "2026-01-16 17:00")]
    result = planned(Task("a", "1d", constraints=both), Task("b", "20d"))
    assert dates(result, "a", "start", "late_finish") == ("12 08", "16 17")


def test_an_expected_finish_replaces_what_is_left():
    details = TaskDetails(expected_finish="2026-01-15 17:00")
    tasks = [Task("a", "4d", progress=BEGUN, details=details), Task("b", "1d", after=["a"])]
    result = planned(*tasks)
    assert dates(result, "a", "early_finish", "late_start") == ("15 17", "08 08")
    ignored = attrs.evolve(P6, expected_finish=False)
    assert dates(planned(*tasks, policy=ignored), "a", "early_finish") == ("09 17",)


def test_suspended_work_goes_on_when_it_is_resumed():
    suspended = attrs.evolve(BEGUN, stop="2026-01-06 12:00", resume="2026-01-12 08:00")
    assert dates(planned(Task("a", "4d", progress=suspended)), "a", "early_start") == ("12 08",)


def test_milestones_stand_where_their_kind_says():
    start, finish = TaskDetails(milestone=True, start_milestone=True), TaskDetails(milestone=True)
    result = planned(
        Task("a", "1d"), Task("s", "0d", after=["a"], details=start), Task("f", "0d", after=["a"], details=finish)
    )
    assert dates(result, "s", "start") + dates(result, "f", "start") == ("09 08", "08 17")


def test_free_float_is_what_lies_between_however_late_the_task_is():
    late = [Constraint("FNLT", "2026-01-08 17:00")]
    tasks = [Task("a", "1d"), Task("b", "10d"), Task("c", "1d", after=["a", "b"], constraints=late)]
    row = planned(*tasks)["a"]
    assert (str(row.total_float), str(row.free_float)) == ("-1d", "9d")


def test_critical_by_longest_path_is_what_drives_the_last_finish():
    late = [Constraint("FNLT", "2026-01-08 17:00")]
    tasks = [Task("a", "3d", constraints=late), Task("b", "10d"), Task("c", "1d", after=["b"])]
    by_path = attrs.evolve(P6, critical_by="longest_path")
    assert [row.is_critical for row in planned(*tasks)] == [True, True, True]
    assert [row.is_critical for row in planned(*tasks, policy=by_path)] == [False, True, True]


def test_a_wbs_summary_activity_spans_the_other_tasks_of_its_node():
    tasks = [Task("w"), Task("a", "1d", parent="w"), Task("b", "3d", parent="w")]
    span = Task("span", "1h", parent="w", kind=TaskKind.HAMMOCK)
    assert dates(planned(*tasks, span), "span", "start", "finish") == ("08 08", "12 17")


def test_as_late_as_possible_moves_nothing_that_follows():
    tasks = [
        Task("a", "1d", constraints=[Constraint("ALAP")]),
        Task("b", "5d"),
        Task("c", "1d", after=["a", "b"]),
        Task("d", "9d"),
    ]
    result = planned(*tasks)
    assert dates(result, "a", "start") + dates(result, "c", "start") == ("14 08", "15 08")
    assert result["a"].free_float.minutes == 0


def test_the_limit_of_criticality_is_the_policys():
    tasks = [Task("a", "1d"), Task("b", "2d")]
    lenient = attrs.evolve(P6, critical_limit="1d")
    assert [row.is_critical for row in planned(*tasks, policy=lenient)] == [True, True]
    assert [row.is_critical for row in planned(*tasks)] == [False, True]


@pytest.mark.parametrize("kind", ["MANDATORY_START 2026-01-12", "MANDATORY_FINISH 2026-01-13"])
def test_what_is_pinned_and_holds_nothing_has_no_free_float(kind):
    result = planned(Task("a", "2d", constraints=kind), Task("b", "9d"))
    assert result["a"].free_float.minutes == 0


def test_a_wbs_summary_activity_spans_levels_of_effort_and_has_the_float_of_what_is_left():
    tasks = [
        Task("w"),
        Task("a", "2d", parent="w", progress=complete("05 08", "06 17")),
        Task("b", "2d", parent="w"),
        Task("m", parent="w", kind=TaskKind.LEVEL_OF_EFFORT, after=["b SS", "c FF-1d"]),
        Task("span", "1h", parent="w", kind=TaskKind.HAMMOCK),
        Task("c", "5d"),
    ]
    result = planned(*tasks)
    assert dates(result, "span", "start", "finish") == ("05 08", "13 17")
    assert dates(result, "span", "early_start", "early_finish", "late_finish") == ("08 08", "13 17", "14 17")


def test_a_wbs_node_slips_at_its_finish_only_and_is_critical_as_soon_as_one_of_its_tasks_is():
    tasks = [
        Task("w"),
        Task("a", "2d", parent="w"),
        Task("b", "9d", parent="w"),
        Task("v"),
        Task("c", "2d", parent="v", progress=complete("05 08", "06 17")),
        Task("u"),
        Task("d", "1d", parent="u"),
        Task("e", "3d", parent="u", after=["d"]),
    ]
    rows = [planned(*tasks)[node] for node in "wvu"]
    assert [(str(row.total_float), str(row.free_float), row.is_critical) for row in rows] == [
        ("0d", "0d", True),
        ("0d", "0d", False),
        ("5d", "0d", False),
    ]

"""What the tools' own documentation says, as plans: behaviours that few stored schedules show.

Sources, each named where it is used:

- *constraints*: Microsoft Support, "Set a task start or finish date (constraint) for a task";
- *hard constraints*: Boyle, "Mandatory Constraints in Microsoft Project and Primavera P6" (2016);
- *elapsed*: Eastwood Harris, "Elapsed Durations, Leads and Lags in MS Project";
- *links*: Microsoft Support, "Link tasks in a project" and "Add lead or lag time to a task";
- *activity constraints*: Oracle, Primavera P6 help, "Activity constraint types";
- *schedule options*: Oracle, Primavera P6 help, "Schedule options": calendar for scheduling relationship lag.
"""

from __future__ import annotations

from datetime import datetime

import attrs
import pytest

from itpm.model import Constraint, Plan, SchedulingPolicy, Task, WorkCalendar
from itpm.scheduling import Schedule, schedule

MS_PROJECT, PRIMAVERA = SchedulingPolicy.ms_project(), SchedulingPolicy.primavera()
LOGIC_FIRST = attrs.evolve(MS_PROJECT, honour_constraints=False)
NIGHTS = WorkCalendar.weekly({day: [("22:00", "06:00")] for day in range(5)})


def dated(*tasks: Task, policy: SchedulingPolicy = MS_PROJECT) -> Schedule:
    plan = Plan(
        "documented", start="2026-01-05", tasks=tasks, calendars={"nights": NIGHTS, "24 h": WorkCalendar.continuous()}
    )
    return schedule(plan, policy=policy)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour)


def constrained(kind: str, when: str) -> tuple[Task, ...]:
    """A week of work, three days that are constrained, and a day that follows."""
    return (
        Task("before", "5d"),
        Task("held", "3d", after=["before"], constraints=[Constraint(kind, when)]),
        Task("behind", "1d", after=["held"]),
    )


# --- constraints, hard constraints


def test_must_start_on_sets_early_and_late_start_to_the_date():
    row = dated(*constrained("MSO", "2026-01-14 08:00"))["held"]
    assert (row.early_start, row.late_start, str(row.total_float)) == (at(14, 8), at(14, 8), "0d")


def test_must_finish_on_sets_early_and_late_finish_to_the_date():
    row = dated(*constrained("MFO", "2026-01-16 17:00"))["held"]
    assert (row.early_finish, row.late_finish, row.start) == (at(16, 17), at(16, 17), at(14, 8))


def test_a_pinned_task_lets_no_lateness_through_to_what_precedes_it():
    result = dated(
        Task("t1", "2d"),
        Task("t2", "2d", after=["t1"], constraints=[Constraint("MSO", "2026-01-14 08:00")]),
        Task("t3", "2d", after=["t2"], deadline="2026-01-16 17:00"),
    )
    assert [(row.id, str(row.total_float)) for row in result] == [("t1", "5d"), ("t2", "0d"), ("t3", "-1d")]


@pytest.mark.parametrize(("kind", "when"), [("MSO", "2026-01-08 08:00"), ("MFO", "2026-01-12 17:00")])
def test_a_pinned_date_stands_against_logic_and_the_float_says_by_how_much_logic_passes_it(kind, when):
    row = dated(*constrained(kind, when))["held"]
    assert (row.start, row.early_start, row.late_start) == (at(8, 8), at(8, 8), at(8, 8))
    assert (str(row.total_float), row.is_critical) == ("-2d", True)


@pytest.mark.parametrize(("kind", "when"), [("SNLT", "2026-01-08 08:00"), ("FNLT", "2026-01-12 17:00")])
def test_a_date_not_to_pass_pulls_the_task_against_logic_where_constraints_are_always_honoured(kind, when):
    result = dated(*constrained(kind, when))
    assert result["held"].start == at(8, 8)
    assert str(result["before"].total_float) == "-2d"


@pytest.mark.parametrize(("kind", "when"), [("SNLT", "2026-01-08 08:00"), ("FNLT", "2026-01-12 17:00")])
def test_a_date_not_to_pass_only_measures_where_logic_goes_first(kind, when):
    row = dated(*constrained(kind, when), policy=LOGIC_FIRST)["held"]
    assert (row.start, str(row.total_float)) == (at(12, 8), "-2d")


@pytest.mark.parametrize(("kind", "when"), [("SNLT", "2026-01-20 08:00"), ("FNLT", "2026-01-22 17:00")])
def test_a_date_not_to_pass_that_lies_far_enough_ahead_changes_no_early_date(kind, when):
    tasks = [*constrained(kind, when), Task("long", "30d")]
    row = dated(*tasks)["held"]
    assert (row.start, row.late_start, str(row.total_float)) == (at(12, 8), at(20, 8), "6d")


def test_as_late_as_possible_starts_at_its_late_start_and_has_no_float():
    result = dated(Task("long", "10d"), Task("late", "2d", constraints=["ALAP"]), Task("end", after=["long", "late"]))
    row = result["late"]
    assert (row.start, row.finish, str(row.total_float)) == (at(15, 8), at(16, 17), "0d")


# --- links


def test_start_to_finish_ends_the_successor_when_the_predecessor_starts():
    result = dated(
        Task("site survey", "5d"), Task("shift", "2d", after=["site survey"]), Task("guard", "3d", after=["shift SF"])
    )
    assert (result["guard"].start, result["guard"].finish) == (at(7, 8), at(9, 17))


def test_finish_to_finish_with_lag_ends_the_successor_that_much_after_the_predecessor():
    result = dated(Task("wire", "5d"), Task("inspect", "2d", after=["wire FF+1d"]))
    assert (result["inspect"].start, result["inspect"].finish) == (at(9, 8), at(12, 17))


def test_finish_to_finish_does_not_start_the_successor_before_the_project():
    row = dated(Task("short", "1d"), Task("longer", "4d", after=["short FF"]))["longer"]
    assert (row.start, row.finish) == (at(5, 8), at(8, 17))


def test_a_percentage_lag_is_a_share_of_the_predecessors_duration():
    assert dated(Task("a", "2d"), Task("b", "1d", after=["a FS+50%"]))["b"].start == at(8, 8)


# --- elapsed


def test_an_elapsed_lag_runs_through_nights_and_weekends():
    row = dated(Task("paint", "5d"), Task("second coat", "1d", after=["paint FS+4ed"]))["second coat"]
    assert row.start == at(14, 8)  # painted on Friday 17:00, dry on Tuesday 17:00


def test_an_elapsed_duration_ignores_every_calendar_and_its_float_is_clock_time():
    result = dated(Task("cure", "7ed"), Task("work", "10d"))
    assert (result["cure"].finish, str(result["cure"].total_float)) == (at(12, 0), "113eh")


# --- lag calendars


@pytest.mark.parametrize(
    ("lag_calendar", "start"),
    [("predecessor", at(6, 22)), ("successor", at(7, 2)), ("project", at(7, 22)), ("continuous", at(6, 22))],
)
def test_a_lag_runs_in_the_calendar_that_the_option_names(lag_calendar, start):
    """From Tuesday 17:00, four hours: of the day, of the night shift, or of the office, which is Wednesday noon."""
    policy = attrs.evolve(PRIMAVERA, lag_calendar=lag_calendar)
    tasks = (Task("a", "41h", calendar="24 h"), Task("b", "8h", calendar="nights", after=["a FS+4h"]))
    assert dated(*tasks, policy=policy)["b"].start == start


def test_ms_project_counts_a_lag_in_the_successors_calendar():
    tasks = (Task("a", "5d"), Task("b", "1d", calendar="24 h", after=["a FS+1d"]))
    assert dated(*tasks)["b"].start == datetime(2026, 1, 10, 1)  # eight hours after Friday 17:00


def test_primavera_counts_a_lag_in_the_predecessors_calendar():
    tasks = (Task("a", "5d"), Task("b", "1d", calendar="24 h", after=["a FS+1d"]))
    assert dated(*tasks, policy=PRIMAVERA)["b"].start == at(12, 17)


# --- activity constraints (P6)


def test_start_on_delays_the_early_start_and_brings_the_late_start_forward():
    tasks = [*constrained("START_ON", "2026-01-14 08:00"), Task("long", "30d")]
    row = dated(*tasks, policy=PRIMAVERA)["held"]
    assert (row.early_start, row.late_start, str(row.total_float)) == (at(14, 8), at(14, 8), "0d")


def test_start_on_respects_logic_that_passes_it():
    row = dated(*constrained("START_ON", "2026-01-08 08:00"), policy=PRIMAVERA)["held"]
    assert (row.early_start, row.late_start, str(row.total_float)) == (at(12, 8), at(8, 8), "-2d")


def test_mandatory_start_is_used_whatever_logic_says():
    result = dated(*constrained("MANDATORY_START", "2026-01-08 08:00"), policy=PRIMAVERA)
    assert (result["held"].early_start, result["held"].late_start) == (at(8, 8), at(8, 8))
    assert str(result["before"].total_float) == "-2d"


def test_mandatory_finish_is_used_whatever_logic_says():
    row = dated(*constrained("MANDATORY_FINISH", "2026-01-12 17:00"), policy=PRIMAVERA)["held"]
    assert (row.early_finish, row.late_finish) == (at(12, 17), at(12, 17))


@pytest.mark.parametrize(("kind", "when"), [("SNLT", "2026-01-08 08:00"), ("FNLT", "2026-01-12 17:00")])
def test_on_or_before_affects_late_dates_only(kind, when):
    row = dated(*constrained(kind, when), policy=PRIMAVERA)["held"]
    assert (row.early_start, row.late_start, str(row.total_float)) == (at(12, 8), at(8, 8), "-2d")


@pytest.mark.parametrize(("kind", "when"), [("SNET", "2026-01-14 08:00"), ("FNET", "2026-01-16 17:00")])
def test_on_or_after_affects_early_dates_only(kind, when):
    tasks = [*constrained(kind, when), Task("long", "30d")]
    row = dated(*tasks, policy=PRIMAVERA)["held"]
    assert (row.early_start, row.late_finish) == (at(14, 8), datetime(2026, 2, 12, 17))


def test_as_late_as_possible_uses_the_free_float_and_delays_no_successor():
    result = dated(
        Task("long", "10d"),
        Task("late", "2d", constraints=["ALAP"]),
        Task("next", "1d", after=["late"]),
        Task("end", after=["long", "next"]),
        policy=PRIMAVERA,
    )
    assert result["late"].start == at(5, 8)  # its successor starts as early as it can, so there is no free float

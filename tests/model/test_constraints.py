"""Date constraints: which need a date, and at which edge of a bare one they stand."""

from __future__ import annotations

from datetime import datetime

import pytest

from itpm.errors import NotationError, PlanError
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.tasks import Task

ON_FINISH = {"MFO", "FNET", "FNLT", "FINISH_ON", "MANDATORY_FINISH"}
WITHOUT_DATE = {"ASAP", "ALAP"}


@pytest.mark.parametrize("kind", ConstraintType, ids=lambda kind: kind.name)
def test_every_kind_speaks_of_start_or_finish_and_knows_whether_it_has_a_date(kind):
    assert kind.on_finish is (kind.name in ON_FINISH)
    assert kind.has_date is (kind.name not in WITHOUT_DATE)


@pytest.mark.parametrize("kind", [kind for kind in ConstraintType if kind.has_date], ids=lambda kind: kind.name)
def test_a_bare_date_is_the_morning_for_a_start_and_the_end_of_the_day_for_a_finish(kind):
    expected = datetime(2026, 7, 1) if kind.on_finish else datetime(2026, 6, 30)
    assert Constraint(kind, "2026-06-30").date == expected
    assert Constraint(kind.name, "2026-06-30") == Constraint(kind, "2026-06-30")
    assert Constraint(kind, "2026-06-30 09:00").date == datetime(2026, 6, 30, 9)
    assert str(Constraint(kind, "2026-06-30 09:00")) == f"{kind.name} 2026-06-30 09:00"


@pytest.mark.parametrize("kind", [kind for kind in ConstraintType if kind.has_date], ids=lambda kind: kind.name)
def test_a_constraint_that_needs_a_date_is_refused_without_one(kind):
    with pytest.raises(PlanError) as caught:
        Constraint(kind)
    assert str(caught.value) == f"constraint.date: {kind.name} needs a date, got None"


@pytest.mark.parametrize("name", sorted(WITHOUT_DATE))
def test_as_soon_and_as_late_as_possible_have_no_date(name):
    assert str(Constraint(name)) == name
    with pytest.raises(PlanError, match=f"constraint.date: {name} has no date, got 2026-06-30 00:00:00"):
        Constraint(name, "2026-06-30")


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(NotationError, match=r"constraint.type: expected one of ASAP, ALAP, .*, got 'SOON'"):
        Constraint("SOON", "2026-06-30")


def test_an_unreadable_date_is_refused():
    with pytest.raises(NotationError, match=r"constraint.date: expected a date"):
        Constraint("SNET", "tomorrow")


def test_p6_start_on_and_ms_project_must_start_on_are_different():
    assert Constraint("START_ON", "2026-06-30") != Constraint("MSO", "2026-06-30")


def test_a_task_takes_constraints_in_short_form():
    task = Task("a", "1d", constraints=["ALAP", "SNET 2026-01-12"])
    assert task.constraints == (Constraint("ALAP"), Constraint("SNET", "2026-01-12"))
    assert Task("a", "1d", constraints="ALAP").constraints == (Constraint("ALAP"),)


@pytest.mark.parametrize("wrong", ["", "SNET", "NEVER 2026-01-12", 12, None])
def test_a_task_refuses_what_is_no_constraint(wrong):
    with pytest.raises(PlanError):
        Task("a", "1d", constraints=[wrong])

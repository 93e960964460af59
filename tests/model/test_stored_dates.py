"""Dates another tool stored."""

from __future__ import annotations

import copy
import pickle

import pytest

from itpm.errors import UnknownTaskError
from itpm.model.stored_dates import StoredDates, StoredTask

STORED = StoredDates(
    "MS Project",
    start="2026-01-05",
    finish="2026-01-06",
    tasks=[
        StoredTask(
            "a", name="design", start="2026-01-05 08:00", finish="2026-01-05 17:00", total_float="2h", is_critical=False
        ),
        StoredTask("b", free_float="1ed", is_critical=True),
    ],
)


def test_bare_dates_mean_the_days_beginning_and_its_end():
    assert (str(STORED.start), str(STORED.finish)) == ("2026-01-05 00:00:00", "2026-01-07 00:00:00")


def test_dates_are_found_by_id_and_walked_in_order():
    assert [task.id for task in STORED] == ["a", "b"]
    assert (STORED["b"], "b" in STORED, "c" in STORED, len(STORED)) == (STORED.tasks[1], True, False, 2)
    with pytest.raises(UnknownTaskError, match="there is no task 'c'"):
        STORED["c"]


def test_of_two_tasks_with_one_id_the_first_is_found():
    assert StoredDates("X", tasks=[StoredTask("a", name="first"), StoredTask("a")])["a"].name == "first"


def test_they_show_themselves_and_give_minutes_in_records():
    assert STORED.records()[0] == {
        "id": "a",
        "name": "design",
        "start": STORED["a"].start,
        "finish": STORED["a"].finish,
        "early_start": None,
        "early_finish": None,
        "late_start": None,
        "late_finish": None,
        "total_float_minutes": 120.0,
        "free_float_minutes": None,
        "critical": False,
    }
    assert str(STORED).splitlines()[0] == "Dates stored by MS Project"
    assert "1ed" in str(STORED)


def test_they_copy_pickle_and_hash():
    STORED["a"]
    for copied in (copy.deepcopy(STORED), pickle.loads(pickle.dumps(STORED))):
        assert (copied, hash(copied), copied["b"]) == (STORED, hash(STORED), STORED["b"])

"""Filter and grouping by activity codes and custom fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.model import Plan, Task, TaskDetails
from itpm.model.selecting import activity_code, activity_codes, custom_fields, group_tasks, select_tasks


def task(name: str, *, codes: dict[str, str] | None = None, custom: dict[str, str] | None = None) -> Task:
    return Task(name, "1d", details=TaskDetails(codes=(codes or {}).items(), custom=(custom or {}).items()))


PLAN = Plan(
    "CRM",
    start="2026-01-05",
    tasks=[
        Task("kick-off", "0d"),
        task("design", codes={"Phase": "Design", "Site": "Bonn"}, custom={"Cost centre": "4711"}),
        task("build", codes={"Phase": "Build", "Site": "Bonn"}, custom={"Cost centre": "4712"}),
        task("test", codes={"Phase": "Build", "Site": "Pune"}),
    ],
)


def ids(tasks: tuple[Task, ...]) -> list[str]:
    return [one.id for one in tasks]


def test_every_condition_must_hold_and_one_of_several_values_suffices() -> None:
    assert ids(select_tasks(PLAN, codes={"Phase": "Build"})) == ["build", "test"]
    assert ids(select_tasks(PLAN, codes={"Phase": "Build", "Site": "Bonn"})) == ["build"]
    assert ids(select_tasks(PLAN, codes={"Phase": ["Build", "Design"]}, custom={"Cost centre": "4711"})) == ["design"]
    assert ids(select_tasks(PLAN, where=lambda one: one.details is None)) == ["kick-off"]
    assert select_tasks(PLAN) == PLAN.tasks


def test_groups_stand_in_the_order_of_the_plan_and_what_has_no_value_comes_last() -> None:
    groups = [(value, ids(tasks)) for value, tasks in group_tasks(PLAN, by="Phase")]
    assert groups == [("Design", ["design"]), ("Build", ["build", "test"]), ("", ["kick-off"])]
    groups = [(value, ids(tasks)) for value, tasks in group_tasks(PLAN, by="Cost centre")]
    assert groups == [("4711", ["design"]), ("4712", ["build"]), ("", ["kick-off", "test"])]


def test_a_task_with_several_values_stands_under_each() -> None:
    both = Task("both", "1d", details=TaskDetails(codes=[("Site", "Bonn"), ("Site", "Pune"), ("Site", "Bonn")]))
    plan = Plan("CRM", start="2026-01-05", tasks=[both])
    assert [(value, ids(tasks)) for value, tasks in group_tasks(plan, by="Site")] == [
        ("Bonn", ["both"]),
        ("Pune", ["both"]),
    ]
    assert activity_code(both, "Site") == "Bonn"


def test_what_a_plan_can_be_filtered_by_is_listed_in_the_order_of_appearance() -> None:
    assert activity_codes(PLAN) == ("Phase", "Site")
    assert custom_fields(PLAN) == ("Cost centre",)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda: select_tasks(PLAN, codes={"Phse": "Build"}),
            "there is no activity code 'Phse'; did you mean 'Phase'?",
        ),
        (
            lambda: select_tasks(PLAN, custom={"Cost center": "1"}),
            "there is no custom field 'Cost center'; did you mean 'Cost centre'?",
        ),
        (
            lambda: group_tasks(PLAN, by="Sight"),
            "there is no activity code or custom field 'Sight'; did you mean 'Site'?",
        ),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(ask, message) -> None:
    with pytest.raises(UnknownNameError) as error:
        ask()
    assert str(error.value) == message


@given(st.lists(st.sampled_from(["", "A", "B", "C"]), min_size=1, max_size=8))
def test_groups_hold_every_task_once_where_each_has_at_most_one_value(values) -> None:
    tasks = [task(f"t{place}", codes={"Phase": value} if value else {}) for place, value in enumerate(values)]
    plan = Plan("CRM", start="2026-01-05", tasks=[task("first", codes={"Phase": "A"}), *tasks])
    grouped = [one for _, found in group_tasks(plan, by="Phase") for one in found]
    assert sorted(ids(tuple(grouped))) == sorted(ids(plan.tasks))
    for value, found in group_tasks(plan, by="Phase"):
        assert not value or found == select_tasks(plan, codes={"Phase": value})

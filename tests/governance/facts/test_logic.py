"""Questions about a plan's logic and progress."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given

from itpm.governance.facts import logic
from itpm.model import Assignment, Plan, Progress, Resource, Task, TaskDetails, TaskKind
from itpm.scheduling import schedule

from tests.strategies import valid_plans

DONE = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-06 17:00")

PLAN = Plan(
    "CRM",
    start="2026-01-05",
    resources=[Resource("dev")],
    tasks=[
        Task("phase"),
        Task("design", "2d", parent="phase", progress=DONE),
        Task("build", ("5d", "8d", "20d"), parent="phase", after=["design"], assignments=[Assignment(resource="dev")]),
        Task("idea", "5d", details=TaskDetails(active=False), after=["design"]),
        Task("manage", "1d", kind=TaskKind.LEVEL_OF_EFFORT, after=["design SS"]),
        Task("vendor", "5d", kind=TaskKind.EXTERNAL),
        Task("train", "1d", after=["build FS-1d", "idea"]),
        Task("party", "1d", details=TaskDetails(milestone=True), after=["phase FS+2d"]),
        Task("live", "0d", after=["train FF+25%"]),
    ],
)


def ids(tasks: tuple[Task, ...]) -> list[str]:
    return [task.id for task in tasks]


def test_what_counts_as_work_as_network_and_as_still_to_be_done() -> None:
    assert ids(logic.summaries(PLAN)) == ["phase"]
    assert ids(logic.work_packages(PLAN)) == ["design", "build", "manage", "vendor", "train", "party", "live"]
    assert ids(logic.network_tasks(PLAN)) == ["design", "build", "vendor", "train", "party", "live"]
    assert ids(logic.incomplete_tasks(PLAN)) == ["build", "vendor", "train", "party", "live"]
    assert ids(logic.milestones(PLAN)) == ["party", "live"]


def test_what_is_linked_to_nothing_that_counts() -> None:
    assert ids(logic.without_predecessor(PLAN)) == []
    assert ids(logic.without_successor(PLAN)) == ["party", "live"]


def test_links_are_open_until_their_successor_is_complete() -> None:
    assert [str(link) for link in logic.open_links(PLAN)] == [
        "design -> build",
        "build FS-1d -> train",
        "phase FS+2d -> party",
        "train FF+25% -> live",
    ]
    assert [str(link) for link in logic.leads(PLAN)] == ["build FS-1d -> train"]
    assert [str(link) for link in logic.lags(PLAN)] == ["phase FS+2d -> party", "train FF+25% -> live"]
    assert [str(link) for link in logic.summary_links(PLAN)] == ["phase FS+2d -> party"]


def test_work_without_a_range_or_without_anybody_is_named() -> None:
    assert ids(logic.without_range(PLAN)) == ["vendor", "train"]
    assert ids(logic.unassigned(PLAN)) == ["vendor", "train"]


def test_dates_are_beyond_a_limit_when_they_are_later() -> None:
    at = DONE.actual_finish
    assert at is not None
    assert logic.dates_beyond(PLAN, at) == ()
    design = PLAN["design"]
    assert logic.dates_beyond(PLAN, datetime(2026, 1, 5, 8)) == ((design, "finish", at),)
    assert [edge for _, edge, _ in logic.dates_beyond(PLAN, datetime(2026, 1, 5, 7))] == ["start", "finish"]


@given(valid_plans(summaries=True, level_of_effort=True, inactive=True, progress=True))
def test_the_network_of_facts_is_the_network_of_the_engine(plan) -> None:
    network = schedule(plan).network
    assert ids(logic.network_tasks(plan)) == [task.id for place, task in enumerate(plan.tasks) if network.drives(place)]

"""Questions about a plan's logic and progress."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given

from itpm.governance.facts import logic
from itpm.governance.facts.census import COMPLETE, FOLLOWED, LEVEL_OF_EFFORT, PLANNING, PRECEDED, census_of
from itpm.model import Assignment, Plan, Progress, Resource, Task, TaskDetails, TaskKind
from itpm.model.durations import scheduled
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

CENSUS = census_of(PLAN)


def ids(tasks: tuple[Task, ...]) -> list[str]:
    return [task.id for task in tasks]


def test_what_counts_as_work_as_network_and_as_still_to_be_done() -> None:
    assert ids(logic.summaries(CENSUS)) == ["phase"]
    assert ids(logic.work_packages(CENSUS)) == ["design", "build", "manage", "vendor", "train", "party", "live"]
    assert ids(logic.network_tasks(CENSUS)) == ["design", "build", "vendor", "train", "party", "live"]
    assert ids(logic.incomplete_tasks(CENSUS)) == ["build", "vendor", "train", "party", "live"]
    assert ids(logic.milestones(CENSUS)) == ["party", "live"]


def test_what_is_linked_to_nothing_that_counts() -> None:
    assert ids(logic.without_predecessor(CENSUS)) == []
    assert ids(logic.without_successor(CENSUS)) == ["party", "live"]


def test_links_are_open_until_their_successor_is_complete() -> None:
    assert [str(link) for link in logic.open_links(CENSUS)] == [
        "design -> build",
        "build FS-1d -> train",
        "phase FS+2d -> party",
        "train FF+25% -> live",
    ]
    assert [str(link) for link in logic.leads(CENSUS)] == ["build FS-1d -> train"]
    assert [str(link) for link in logic.lags(CENSUS)] == ["phase FS+2d -> party", "train FF+25% -> live"]
    assert [str(link) for link in logic.summary_links(CENSUS)] == ["phase FS+2d -> party"]


def test_work_without_a_range_or_without_anybody_is_named() -> None:
    assert ids(logic.without_range(CENSUS)) == ["vendor", "train"]
    assert ids(logic.unassigned(CENSUS)) == ["vendor", "train"]


def test_dates_are_beyond_a_limit_when_they_are_later() -> None:
    at = DONE.actual_finish
    assert at is not None
    assert logic.dates_beyond(CENSUS, at) == ()
    design = PLAN["design"]
    assert logic.dates_beyond(CENSUS, datetime(2026, 1, 5, 8)) == ((design, "finish", at),)
    assert [edge for _, edge, _ in logic.dates_beyond(CENSUS, datetime(2026, 1, 5, 7))] == ["start", "finish"]


@given(valid_plans(summaries=True, level_of_effort=True, inactive=True, progress=True))
def test_the_network_of_facts_is_the_network_of_the_engine(plan) -> None:
    network = schedule(plan).network
    assert ids(logic.network_tasks(census_of(plan))) == [
        task.id for place, task in enumerate(plan.tasks) if network.drives(place)
    ]


def test_a_task_with_only_links_to_its_finish_or_from_its_start_dangles() -> None:
    plan = Plan(
        "CRM",
        start="2026-01-05",
        tasks=[
            Task("build", "20d"),
            Task("write", "10d", after=["build FF"]),
            Task("train", "5d", after=["write SS", "build"]),
            Task("live", "0d", after=["train FF"]),
            Task("phase", after=["build FF"]),
            Task("below", "2d", parent="phase"),
        ],
    )
    census = census_of(plan)
    assert ids(logic.dangling_starts(census)) == ["write", "below"]
    assert ids(logic.dangling_finishes(census)) == ["write"]


def test_a_link_is_there_twice_where_type_and_tasks_are_the_same_whatever_the_lag() -> None:
    twice = Plan(
        "CRM",
        start="2026-01-05",
        tasks=[Task("a", "5d"), Task("b", "5d", after=["a", "a FS+2d", "a SS", "a FF"]), Task("c", "1d", after=["b"])],
    )
    assert [str(link) for link in logic.duplicated_links(census_of(twice))] == ["a FS+2d -> b"]
    assert logic.duplicated_links(CENSUS) == ()


@given(valid_plans(summaries=True, level_of_effort=True, inactive=True, progress=True))
def test_a_census_says_of_each_task_what_a_slow_look_at_it_says(plan: Plan) -> None:
    census = census_of(plan)
    silent = {task.id for task in plan.tasks if not task.is_active or task.spans_others}
    for place, task in enumerate(plan.tasks):
        own = {task.id, *(plan.tasks[above].id for above in plan.structure.ancestors(place))}
        before = {link.predecessor for link in plan.links if link.successor in own} - silent
        after = {link.successor for link in plan.links if link.predecessor in own} - silent
        assert bool(census.flags[place] & PRECEDED) == bool(before)
        assert bool(census.flags[place] & FOLLOWED) == bool(after)
        counted = [plan.tasks[one] for one in plan.structure.descendants(place) if not plan.structure.is_summary(one)]
        counted = [one for one in counted if one.id not in silent] if counted else [task]
        if counted:
            assert bool(census.flags[place] & COMPLETE) == all(one.is_complete for one in counted)
        assert census.seconds[place] == (0 if task.duration is None else scheduled(task.duration).seconds(plan.day))


def test_work_that_says_so_is_a_planning_package_or_a_level_of_effort() -> None:
    said = [
        Task("a", "100d", details=TaskDetails(codes=[("Type", "PP")])),
        Task("b", "100d", details=TaskDetails(custom=[("Kind", "Planning Package")])),
        Task("c", "100d", details=TaskDetails(codes=[("Type", "LOE")])),
        Task("d", "100d", details=TaskDetails(notes="a planning package is not what this is")),
    ]
    flags = census_of(Plan("CRM", start="2026-01-05", tasks=said)).flags
    assert [(bool(one & PLANNING), bool(one & LEVEL_OF_EFFORT)) for one in flags] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]

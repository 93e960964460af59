from __future__ import annotations

from datetime import datetime

import attrs
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownTaskError
from itpm.model import DependencyType, Plan, SchedulingPolicy, Task, TaskKind, WorkCalendar
from itpm.scheduling import (
    MergePoint,
    driving_graph,
    logic_graph,
    merge_points,
    redundant_links,
    schedule,
    separate_networks,
    waited_for_by,
    waits_for,
)

from tests.strategies import valid_plans


def plan(*tasks, **fields):
    return Plan("p", start="2026-01-05", tasks=tasks, **fields)


DIAMOND = plan(
    Task("a", "1d"), Task("b", "3d", after=["a"]), Task("c", "1d", after=["a"]), Task("d", "1d", after=["a", "b", "c"])
)


def test_the_driving_graph_holds_just_the_links_that_hold_dates():
    assert list(driving_graph(schedule(DIAMOND)).edges) == [("a", "b"), ("a", "c"), ("b", "d")]


def test_of_two_links_that_hold_a_task_together_both_drive():
    twins = plan(Task("a", "2d"), Task("b", "2d"), Task("c", "1d", after=["a", "b"]))
    assert list(driving_graph(schedule(twins)).edges) == [("a", "c"), ("b", "c")]


def test_a_summarys_link_drives_from_the_task_that_holds_it():
    hub = plan(Task("s"), Task("a", "1d", parent="s"), Task("b", "4d", parent="s"), Task("c", "1d", after=["s"]))
    assert list(driving_graph(schedule(hub)).edges) == [("b", "c")]


@given(valid_plans(max_tasks=8, summaries=True, summary_links=True))
def test_the_critical_path_is_a_walk_through_the_driving_graph(random_plan):
    result = schedule(random_plan)
    graph = driving_graph(result)
    steps = list(zip(result.critical_path, result.critical_path[1:], strict=False))
    assert [step for step in steps if not graph.has_edge(*step)] == []
    assert nx.is_directed_acyclic_graph(graph)


def test_links_that_others_imply_are_redundant_but_not_those_with_something_to_say():
    assert [str(link) for link in redundant_links(DIAMOND)] == ["a -> d"]
    lagged = plan(Task("a", "1d"), Task("b", "1d", after=["a"]), Task("c", "1d", after=["a FS+1d", "b", "a SS"]))
    assert redundant_links(lagged) == ()


@given(valid_plans(max_tasks=8, link_types=("FS",), lags=(), calendars=st.just(WorkCalendar.standard())))
def test_without_its_redundant_links_a_plan_has_the_same_dates(random_plan):
    needless = set(redundant_links(random_plan))
    tasks = [attrs.evolve(t, after=[link for link in t.after if link not in needless]) for t in random_plan.tasks]
    kept = [link for link in random_plan.dependencies if link not in needless]
    lean = attrs.evolve(random_plan, tasks=tasks, dependencies=kept)
    policy = SchedulingPolicy.textbook()
    rows = [(row.early_start, row.early_finish) for row in schedule(random_plan, policy=policy)]
    assert rows == [(row.early_start, row.early_finish) for row in schedule(lean, policy=policy)]


def test_merge_points_are_counted_most_first():
    assert merge_points(DIAMOND, least=1) == (
        MergePoint("d", count=3),
        MergePoint("b", count=1),
        MergePoint("c", count=1),
    )
    assert merge_points(DIAMOND, least=4) == ()


def test_separate_networks_are_found_and_a_linked_summary_holds_its_tasks_together():
    assert separate_networks(DIAMOND) == (("a", "b", "c", "d"),)
    parts = plan(
        Task("x", "1d"),
        Task("s", after=["x"]),
        Task("a", "1d", parent="s"),
        Task("b", "1d", parent="s"),
        Task("y", "1d"),
    )
    assert separate_networks(parts) == (("x", "a", "b"), ("y",))


def test_what_comes_before_and_behind_a_task():
    assert (waits_for(DIAMOND, "d"), waited_for_by(DIAMOND, "a")) == (("a", "b", "c"), ("b", "c", "d"))
    assert (waits_for(DIAMOND, "a"), waited_for_by(DIAMOND, "d")) == ((), ())
    with pytest.raises(UnknownTaskError, match="no task 'dd'"):
        waits_for(DIAMOND, "dd")


def test_a_circle_through_a_level_of_effort_is_no_obstacle():
    round_trip = plan(
        Task("a", "2d", after=["loe"]),
        Task("loe", kind=TaskKind.LEVEL_OF_EFFORT, after=["a SS"]),
        Task("b", "1d", after=["a"]),
    )
    assert redundant_links(round_trip) == ()
    assert waits_for(round_trip, "b") == ("a", "loe")


@given(valid_plans(max_tasks=8, link_types=("FS",), lags=(), calendars=st.just(WorkCalendar.continuous())))
def test_order_edges_and_dates_are_the_same_on_the_graph_and_on_the_compiled_lists(random_plan):
    result = schedule(random_plan, policy=SchedulingPolicy.textbook())
    graph = logic_graph(random_plan)
    assert list(graph.nodes) == list(result.network.ids)
    ids = result.network.ids
    compiled = {(ids[before], ids[node]) for node, ends in enumerate(result.network.into) for before, *_ in ends}
    assert set(graph.edges) == compiled
    place = {node: number for number, node in enumerate(result.network.order)}
    assert all(place[ids.index(a)] < place[ids.index(b)] for a, b in graph.edges)
    starts: dict[str, datetime] = {}
    for task_id in nx.topological_sort(graph):
        finishes = [
            starts[before] + (result[before].early_finish - result[before].early_start)
            for before in graph.pred[task_id]
        ]
        starts[task_id] = max([random_plan.start, *finishes])
    assert {row.id: row.early_start for row in result} == starts


@given(valid_plans(summaries=True, summary_links=True, level_of_effort=True, inactive=True))
def test_redundant_links_are_those_that_the_transitive_reduction_leaves_out(plan):
    plain = [link for link in plan.links if link.type is DependencyType.FS and not link.lag_amount]
    graph = nx.DiGraph([(link.predecessor, link.successor) for link in plain])
    kept = nx.transitive_reduction(graph).edges if nx.is_directed_acyclic_graph(graph) else graph.edges
    assert redundant_links(plan) == tuple(link for link in plain if (link.predecessor, link.successor) not in kept)

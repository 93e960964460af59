from __future__ import annotations

import networkx as nx
import pytest

from itpm.errors import PlanError
from itpm.model import Dependency, Plan, Task
from itpm.scheduling import logic_graph, plan_from_graph, schedule


def ladder():
    return Plan(
        "ladder",
        start="2026-01-05",
        tasks=[Task("a", "5d"), Task("b", "5d", after=["a SS+1d", "a FF+2d"]), Task("c", "1d", after=["b"])],
    )


def test_the_graph_has_one_node_a_task_and_one_edge_a_pair_with_all_its_links():
    graph = logic_graph(ladder())
    assert list(graph.nodes) == ["a", "b", "c"]
    assert [str(link) for link in graph.edges["a", "b"]["links"]] == ["a SS+1d -> b", "a FF+2d -> b"]
    assert list(graph.edges) == [("a", "b"), ("b", "c")]


def test_a_schedules_graph_carries_dates_floats_and_what_is_critical():
    result = schedule(ladder())
    node = result.graph.nodes["b"]
    row = result["b"]
    assert (node["start"], node["finish"], node["total_float"], node["is_critical"]) == (
        row.start,
        row.finish,
        row.total_float,
        row.is_critical,
    )
    assert nx.is_directed_acyclic_graph(result.graph)
    assert result.network.graph.edges == result.graph.edges


def test_the_graphs_order_and_edges_give_the_same_dates_as_the_compiled_lists():
    plan = ladder()
    again = plan_from_graph(logic_graph(plan), "again", start=plan.start)
    assert schedule(again) == schedule(plan)


def test_a_plan_is_made_from_any_dag_with_durations_and_links():
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_node(1, duration="2d", name="first")
    graph.add_edge(1, 2, type="SS", lag="1d")
    graph.add_edge(2, 3)
    plan = plan_from_graph(graph, "numbers", start="2026-01-05")
    assert [(task.id, task.label) for task in plan.tasks] == [("1", "first"), ("2", "2"), ("3", "3")]
    assert plan.dependencies == (Dependency("1", "2", type="SS", lag="1d"), Dependency("2", "3"))


def test_circles_and_faulty_attributes_of_a_graph_are_refused():
    circle = nx.DiGraph([("a", "b"), ("b", "a")])
    with pytest.raises(PlanError, match="tasks depend on each other: a -> b -> a"):
        plan_from_graph(circle, "circle", start="2026-01-05")
    faulty: nx.DiGraph[str] = nx.DiGraph()
    faulty.add_node("a", duration="5 parsecs")
    faulty.add_edge("a", "b", type="XX")
    with pytest.raises(PlanError) as caught:
        plan_from_graph(faulty, "faulty", start="2026-01-05")
    assert [fault.place for fault in caught.value.faults] == ["task 'a'.duration", "edge 'a' -> 'b'"]

"""The skeleton of a plan: order, circles, hubs."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.plans import Plan
from itpm.model.structure import Edge, Hub, HubKind, cycles, topological_order
from itpm.model.tasks import Task, TaskDetails, TaskKind

from tests.strategies import valid_plans

NODES = 9
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=25)


@given(EDGES)
def test_the_order_holds_exactly_the_nodes_that_wait_for_no_circle(edges):
    order = topological_order(NODES, edges)
    graph: nx.DiGraph[int] = nx.DiGraph(edges)
    graph.add_nodes_from(range(NODES))
    round_about = {node for part in nx.strongly_connected_components(graph) if len(part) > 1 for node in part}
    round_about |= {node for node in graph if graph.has_edge(node, node)}
    stuck = round_about.union(*(nx.descendants(graph, node) for node in round_about))
    assert set(order) == set(range(NODES)) - stuck
    place = {node: number for number, node in enumerate(order)}
    assert all(place[before] < place[behind] for before, behind in edges if before in place and behind in place)


@given(EDGES)
def test_circles_are_walks_that_return_share_nothing_and_leave_no_circle_behind(edges):
    found = cycles(NODES, edges)
    for circle in found:
        assert len(set(circle)) == len(circle)
        assert all(pair in edges for pair in zip(circle, [*circle[1:], circle[0]], strict=True))
        assert circle[0] == min(circle)
    nodes = [node for circle in found for node in circle]
    assert len(set(nodes)) == len(nodes)
    rest = nx.DiGraph([(a, b) for a, b in edges if a not in nodes and b not in nodes])
    assert nx.is_directed_acyclic_graph(rest)


def test_no_more_circles_are_named_than_asked_for():
    edges = [(node, node) for node in range(50)]
    assert cycles(50, edges, most=3) == [[0], [1], [2]]


def test_a_circle_of_a_hundred_thousand_tasks_is_found_without_recursion():
    count = 100_000
    edges = [(node, (node + 1) % count) for node in range(count)]
    assert [len(circle) for circle in cycles(count, edges)] == [count]


@given(valid_plans(summaries=True, summary_links=True, inactive=True, level_of_effort=True))
def test_every_node_stands_behind_those_it_waits_for(plan):
    structure = plan.structure
    place = {node: number for number, node in enumerate(structure.order)}
    assert sorted(place) == list(range(len(plan.tasks) + len(structure.hubs)))
    assert all(place[edge.before] < place[edge.behind] for edge in structure.edges)
    assert all(
        not structure.is_summary(node) for edge in structure.edges for node in edge[:2] if node < len(plan.tasks)
    )


@given(valid_plans(summaries=True))
def test_parents_and_children_tell_the_same_breakdown(plan):
    structure = plan.structure
    for place, task in enumerate(plan.tasks):
        assert structure.position[task.id] == place
        parent = structure.parents[place]
        assert (plan.tasks[parent].id if parent >= 0 else None) == task.parent
        assert parent < 0 or place in structure.children[parent]
        assert all(place in structure.ancestors(below) for below in structure.descendants(place))
        assert all(structure.parents[child] == place for child in structure.children[place])


def test_a_link_between_summaries_costs_the_sum_of_their_tasks_not_the_product():
    count = 200
    tasks = [Task("one"), Task("two")]
    tasks += [Task(f"{name} {number}", "1d", parent=name) for name in ("one", "two") for number in range(count)]
    plan = Plan("hubs", start="2026-01-05", tasks=tasks, dependencies=[Dependency("one", "two")])
    assert plan.structure.hubs == (Hub(HubKind.FINISH_OUT, 0), Hub(HubKind.START_IN, 1))
    assert len(plan.structure.edges) == 2 * count + 1


def test_hubs_stand_for_the_summary_that_a_link_begins_or_ends_at():
    tasks = [
        Task("s"),
        Task("inner", parent="s"),
        Task("leaf", "1d", parent="inner"),
        Task("other", "1d", after=["s SS"]),
    ]
    plan = Plan("hubs", start="2026-01-05", tasks=tasks)
    assert plan.structure.hubs == (Hub(HubKind.START_OUT, 0), Hub(HubKind.START_OUT, 1))
    assert set(plan.structure.edges) == {
        Edge(4, 3, DependencyType.SS, 0),
        Edge(5, 4, DependencyType.SS, -1),
        Edge(2, 5, DependencyType.SS, -1),
    }


def test_what_is_inactive_or_spans_others_drives_nothing():
    tasks = [
        Task("a", "1d"),
        Task("off", "1d", after=["a"], details=TaskDetails(active=False)),
        Task("support", kind=TaskKind.LEVEL_OF_EFFORT, after=["a SS", "off FF"]),
        Task("b", "1d", after=["off", "support"]),
    ]
    plan = Plan("idle", start="2026-01-05", tasks=tasks)
    assert plan.structure.edges == ()
    assert sorted(plan.structure.order) == [0, 1, 2, 3]

"""What the shape of the network tells: structural questions, answered on the networkx DAG.

These functions look at logic, not at dates (but for `driving_graph`), so they run on the graph that graph algorithms know.
networkx is loaded when one of them is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from itpm.errors import UnknownTaskError, nearest
from itpm.model.plans import Plan
from itpm.scheduling.bounds import early_bounds
from itpm.scheduling.graphs import logic_graph
from itpm.scheduling.schedules import Schedule
from itpm.scheduling.solutions import BoundKind

if TYPE_CHECKING:
    import networkx as nx


@frozen
class MergePoint:
    """A task at which several chains meet; the more there are, the likelier one of them is late (merge bias).

    Attributes:
        id: the task.
        count: how many tasks it waits for directly [1].
    """

    id: str
    count: int = field(kw_only=True)


def driving_graph(schedule: Schedule) -> nx.DiGraph[str]:
    """The part of the network that holds dates: an edge for each link that holds its successor's early start.

    Walking it back from any task gives every chain that holds the task; `Schedule.critical_path` is one such walk. A link of a
    summary appears as an edge from each of its tasks that holds something through it.

    Example:
        >>> from itpm.model import Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("a", "2d"), Task("b", "1d"), Task("c", "1d", after=["a", "b"])]
        >>> list(driving_graph(schedule(Plan("p", start="2026-01-05", tasks=tasks))).edges)
        [('a', 'c')]
    """
    import networkx as nx

    network = schedule.network
    graph: nx.DiGraph[str] = nx.DiGraph(name=schedule.plan.name)
    graph.add_nodes_from(network.ids)
    for place, task_id in enumerate(network.ids):
        if network.drives(place):
            graph.add_edges_from((network.ids[before], task_id) for before in _holders(schedule, place))
    return graph


def _holders(schedule: Schedule, place: int) -> list[int]:
    """Places of the tasks that hold the early start of `place`, through hubs where summaries are linked."""
    network, found, seen = schedule.network, [], {place}
    stack = _winning_nodes(schedule, place)
    while stack:
        node = stack.pop(0)
        if node in seen:
            continue
        seen.add(node)
        if network.is_hub(node):
            stack.extend(_winning_nodes(schedule, node))
        else:
            found.append(node)
    return found


def _winning_nodes(schedule: Schedule, node: int) -> list[int]:
    network, solution = schedule.network, schedule.solution
    bounds = early_bounds(network, solution, node)
    links = [bound for bound in bounds if bound.kind is BoundKind.LINK]
    if not links:
        return []
    pool = links if network.is_hub(node) else bounds
    choose = min if node in network.first_starts else max
    winning = choose(bound.date for bound in pool)
    return [bound.node for bound in links if bound.date == winning]


def merge_points(plan: Plan, *, least: int = 3) -> tuple[MergePoint, ...]:
    """Tasks that wait directly for at least `least` others [1], most first.

    Example:
        >>> from itpm.model import Task
        >>> tasks = [Task("a", "1d"), Task("b", "1d"), Task("c", "1d", after=["a", "b"])]
        >>> merge_points(Plan("p", start="2026-01-05", tasks=tasks), least=2)
        (MergePoint(id='c', count=2),)
    """
    graph = logic_graph(plan)
    found = [MergePoint(task.id, count=graph.in_degree(task.id)) for task in plan.tasks]
    return tuple(sorted((point for point in found if point.count >= least), key=lambda point: -point.count))


def separate_networks(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Groups of tasks that no link connects with each other, each in plan order, the largest first; a sound plan has one.

    Summaries belong to their tasks: what they contain is connected through them.

    Example:
        >>> from itpm.model import Task
        >>> tasks = [Task("a", "1d"), Task("b", "1d", after=["a"]), Task("lost", "1d")]
        >>> separate_networks(Plan("p", start="2026-01-05", tasks=tasks))
        (('a', 'b'), ('lost',))
    """
    import networkx as nx

    graph = logic_graph(plan)
    linked = {end for link in plan.links for end in (link.predecessor, link.successor)}
    for task in plan.tasks:
        if task.parent is not None and task.parent in linked:
            graph.add_edge(task.parent, task.id)
    position = plan.structure.position
    summaries = {task.id for place, task in enumerate(plan.tasks) if plan.structure.is_summary(place)}
    groups = [
        sorted(set(group) - summaries, key=position.__getitem__) for group in nx.weakly_connected_components(graph)
    ]
    return tuple(
        sorted((tuple(group) for group in groups if group), key=lambda group: (-len(group), position[group[0]]))
    )


def waits_for(plan: Plan, task_id: str) -> tuple[str, ...]:
    """Every task that must come before one, directly or through others, in plan order.

    Raises:
        UnknownTaskError: there is no such task.

    Example:
        >>> from itpm.model import Task
        >>> tasks = [Task("a", "1d"), Task("b", "1d", after=["a"]), Task("c", "1d", after=["b"])]
        >>> waits_for(Plan("p", start="2026-01-05", tasks=tasks), "c")
        ('a', 'b')
    """
    import networkx as nx

    return _in_plan_order(plan, task_id, nx.ancestors(logic_graph(plan), _known(plan, task_id)))


def waited_for_by(plan: Plan, task_id: str) -> tuple[str, ...]:
    """Every task that must come after one, directly or through others, in plan order.

    Raises:
        UnknownTaskError: there is no such task.

    Example:
        >>> from itpm.model import Task
        >>> tasks = [Task("a", "1d"), Task("b", "1d", after=["a"]), Task("c", "1d", after=["b"])]
        >>> waited_for_by(Plan("p", start="2026-01-05", tasks=tasks), "a")
        ('b', 'c')
    """
    import networkx as nx

    return _in_plan_order(plan, task_id, nx.descendants(logic_graph(plan), _known(plan, task_id)))


def _known(plan: Plan, task_id: str) -> str:
    if task_id not in plan:
        raise UnknownTaskError(task_id, nearest(task_id, plan.structure.position))
    return task_id


def _in_plan_order(plan: Plan, task_id: str, ids: set[str]) -> tuple[str, ...]:
    return tuple(sorted(ids - {task_id}, key=plan.structure.position.__getitem__))

"""The network as a networkx DAG: for graph algorithms, for drawing, and as a source of plans.

networkx takes longer to load than the rest of the library together, so it is loaded when a graph is asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from itpm.errors import Fault, PlanError
from itpm.model.dependencies import Dependency, dependency
from itpm.model.moments import Moment
from itpm.model.plans import Plan
from itpm.model.tasks import Task

if TYPE_CHECKING:
    import networkx as nx


def logic_graph(plan: Plan) -> nx.DiGraph[str]:
    """The plan's tasks and links: one node a task, one edge a pair of linked tasks.

    A node carries the `Task` as ``task``; an edge carries the tuple of its `Dependency` values as ``links``. Links of
    summaries stand between the summaries themselves. Nodes stand in plan order.

    Example:
        >>> tasks = [Task("pack", "2d"), Task("move", "1d", after=["pack", "pack SS+1d"])]
        >>> graph = logic_graph(Plan("Move", start="2026-01-05", tasks=tasks))
        >>> [link.short_form for link in graph.edges["pack", "move"]["links"]]
        ['pack', 'pack SS+1d']
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(name=plan.name)
    graph.add_nodes_from((task.id, {"task": task}) for task in plan.tasks)
    for link in plan.links:
        known = graph.get_edge_data(link.predecessor, link.successor)
        graph.add_edge(link.predecessor, link.successor, links=(*(known["links"] if known else ()), link))
    return graph


def plan_from_graph(
    graph: nx.DiGraph[Any], name: str, *, start: Moment, **fields: Any
) -> Plan:  # nodes and fields of any kind
    """The plan that a networkx DAG describes.

    Args:
        graph: one node a task, its id the node's text. Node attributes ``duration`` (notation, default ``"0d"``) and
            ``name`` are read, or ``task``, a whole `Task`. Edge attributes ``type`` and ``lag`` are read, or ``links``,
            several `Dependency` values or short forms.
        name: what the plan is called.
        start: when it may begin.
        **fields: further fields of `Plan`.

    Raises:
        PlanError: with every fault, circles among them.

    Example:
        >>> import networkx as nx
        >>> graph = nx.DiGraph()
        >>> graph.add_node("pack", duration="2d")
        >>> graph.add_edge("pack", "move", type="SS", lag="1d")
        >>> [str(link) for link in plan_from_graph(graph, "Move", start="2026-01-05").links]
        ['pack SS+1d -> move']
    """
    faults: list[Fault] = []
    tasks = [_task(node, data, faults) for node, data in graph.nodes(data=True)]
    inner = {link for task in tasks for link in task.after}
    links = [
        link
        for before, behind, data in graph.edges(data=True)
        for link in _links(str(before), str(behind), data, faults)
    ]
    if faults:
        raise PlanError(faults)
    return Plan(name, start=start, tasks=tasks, dependencies=[link for link in links if link not in inner], **fields)


def _task(node: Hashable, data: Mapping[str, Any], faults: list[Fault]) -> Task:  # attributes of any kind
    task = data.get("task")
    if isinstance(task, Task):
        return task
    try:
        return Task(str(node), data.get("duration", "0d"), name=str(data.get("name", "")))
    except PlanError as error:
        faults.extend(error.faults)
        return Task(str(node))


def _links(before: str, behind: str, data: Mapping[str, Any], faults: list[Fault]) -> list[Dependency]:  # as above
    try:
        if "links" in data:
            return [link if isinstance(link, Dependency) else dependency(link, behind) for link in data["links"]]
        return [Dependency(before, behind, type=data.get("type", "FS"), lag=data.get("lag", "0h"))]
    except PlanError as error:
        faults.extend(Fault(f"edge {before!r} -> {behind!r}", fault.value, fault.message) for fault in error.faults)
        return []

"""When will it finish, why, and what moves it: the compiled network, its passes, and the schedule people read."""

from itpm.scheduling.analysis import (
    MergePoint,
    driving_graph,
    merge_points,
    redundant_links,
    separate_networks,
    waited_for_by,
    waits_for,
)
from itpm.scheduling.bounds import early_bounds, late_bounds
from itpm.scheduling.graphs import logic_graph, plan_from_graph
from itpm.scheduling.networks import Network, build_network
from itpm.scheduling.passes import solve
from itpm.scheduling.paths import FloatPath
from itpm.scheduling.schedules import Schedule, ScheduledTask, schedule
from itpm.scheduling.solutions import Bound, BoundKind, Solution

__all__ = [
    "Bound",
    "BoundKind",
    "FloatPath",
    "MergePoint",
    "Network",
    "Schedule",
    "ScheduledTask",
    "Solution",
    "build_network",
    "driving_graph",
    "early_bounds",
    "late_bounds",
    "logic_graph",
    "merge_points",
    "plan_from_graph",
    "redundant_links",
    "schedule",
    "separate_networks",
    "solve",
    "waited_for_by",
    "waits_for",
]

"""The backlog of an agile project: items with points, sprints with reviews, velocity, scope growth, sprints left."""

from itpm.lifecycle.backlogs.backlog import Backlog, done_in
from itpm.lifecycle.backlogs.burn_up import (
    BurnUpRow,
    SprintBurnUp,
    SprintForecast,
    SprintVelocity,
    sprint_burn_up,
    sprint_forecast,
    sprint_velocity,
)
from itpm.lifecycle.backlogs.items import BacklogError, BacklogItem, ItemStatus, Sprint, SprintFeedback
from itpm.lifecycle.backlogs.sprint_facts import SPRINT_FACTS, sprint_facts

__all__ = [
    "SPRINT_FACTS",
    "Backlog",
    "BacklogError",
    "BacklogItem",
    "BurnUpRow",
    "ItemStatus",
    "Sprint",
    "SprintBurnUp",
    "SprintFeedback",
    "SprintForecast",
    "SprintVelocity",
    "done_in",
    "sprint_burn_up",
    "sprint_facts",
    "sprint_forecast",
    "sprint_velocity",
]

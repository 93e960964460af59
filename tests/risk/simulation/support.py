"""What the simulation's tests share: recipes with few words, and the slow obvious version of a block."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import numpy as np

from itpm.model import ElapsedDuration, Plan, SchedulingPolicy, Unit, WorkDuration
from itpm.model.durations import scheduled
from itpm.risk import RiskRegister
from itpm.risk.simulation.kernel import Blockwise, Kernel
from itpm.risk.simulation.recipes import Options, Recipe, recipe_of
from itpm.scheduling.networks import build_network
from itpm.scheduling.settling import settled
from itpm.scheduling.solutions import Solution

DEFAULTS: dict[str, Any] = {
    "seed": 7,
    "shape": "pert",
    "durations": {},
    "costs": {},
    "drivers": (),
    "branches": (),
    "correlations": (),
    "responses": (),
    "sampling": "random",
    "method": "copula",
    "watch": (),
}


def recipe(plan: Plan, register: RiskRegister | None = None, **changed: Any) -> Recipe:
    """What is simulated, everything by default but what is named."""
    policy = changed.pop("policy", None) or plan.policy or SchedulingPolicy.ms_project()
    return recipe_of(plan, register, Options(policy=policy, **{**DEFAULTS, **changed}))


def plan_of_column(kernel: Kernel, amounts: Any, column: int) -> Plan:
    """The plan of one iteration, written down: each task with the duration it had there; none may have begun."""
    plan, tasks = kernel.recipe.plan, list(kernel.recipe.plan.tasks)
    for row, values in zip(kernel.amounts.rows, amounts, strict=True):
        task = tasks[row.place]
        assert task.duration is not None
        kind = ElapsedDuration if isinstance(scheduled(task.duration), ElapsedDuration) else WorkDuration
        seconds = int(values[column]) * kernel.tick
        tasks[row.place] = attrs.evolve(task, duration=kind(Decimal(seconds), Unit.SECOND))
    return attrs.evolve(plan, tasks=tasks)


def solution_of(plan: Plan, policy: SchedulingPolicy) -> Solution:
    """The scheduler's own dates."""
    return settled(build_network(plan, policy))[1]


def same_dates(kernel: Kernel, dates: Blockwise, solution: Solution, column: int) -> bool:
    """Whether every date of one iteration is the scheduler's."""
    network = kernel.network
    assert dates.project[column] == solution.project_finish
    for place in kernel.leaves:
        task = network.plan.tasks[place].id
        assert dates.early_finish_of(place)[column] == solution.early_finish[place], (task, "finish")
        assert dates.start_of(place)[column] == solution.early_start[place], (task, "start")
    return True


def columns(array: Any) -> Any:
    """A few iterations, the first and the widest among them."""
    return sorted({0, 1, int(np.argmax(array.sum(axis=0))) if len(array) else 2})

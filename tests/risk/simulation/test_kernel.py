from __future__ import annotations

import attrs
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm.model import ConstraintType, Plan, Task
from itpm.risk.simulation import Pert
from itpm.risk.simulation.changing import with_amounts
from itpm.risk.simulation.kernel import Blockwise, Kernel
from itpm.risk.simulation.stepwise import driving
from itpm.scheduling.settling import settled

from tests import strategies
from tests.risk.simulation.support import columns, plan_of_column, recipe, same_dates, solution_of

HELD = (
    ConstraintType.SNET,
    ConstraintType.FNET,
    ConstraintType.SNLT,
    ConstraintType.FNLT,
    ConstraintType.MSO,
    ConstraintType.MFO,
    ConstraintType.START_ON,
    ConstraintType.FINISH_ON,
)
EVERYTHING = strategies.valid_plans(
    elapsed=True,
    estimates=True,
    constraints=HELD,
    deadlines=True,
    progress=True,
    summaries=True,
    summary_links=True,
    level_of_effort=True,
    inactive=True,
)
PLAIN = strategies.valid_plans(estimates=True, elapsed=True, constraints=HELD, summaries=True, summary_links=True)
_LIMITS = settings(max_examples=50)


def uncertain(plan: Plan, low: float, high: float) -> dict[str, Pert]:
    """Every second task with a duration between 0 and `high` days."""
    leaves = [t for place, t in enumerate(plan.tasks) if not plan.structure.is_summary(place)]
    return {task.id: Pert(low, (low + high) / 2, high) for task in leaves[::2] if task.duration is not None}


@_LIMITS
@given(EVERYTHING, strategies.policies(), st.sampled_from([(0, 2), (0.5, 6)]))
def test_every_date_of_every_iteration_is_the_schedulers(plan, policy, span):
    kernel = Kernel(recipe(plan, policy=policy, durations=uncertain(plan, *span)))
    amounts = kernel.amounts.drawn(kernel.deck.hand(0))
    dates = kernel.dates(amounts, 4)
    for column in columns(amounts[:, :4]):
        _, solution = settled(with_amounts(kernel.network, kernel.amounts, amounts[:, column].tolist()))
        if isinstance(dates, Blockwise):
            assert same_dates(kernel, dates, solution, column)
        assert dates.project[column] == solution.project_finish


@_LIMITS
@given(PLAIN, strategies.policies())
def test_an_iteration_is_the_schedule_of_the_plan_with_its_durations(plan, policy):
    kernel = Kernel(recipe(plan, policy=policy))
    amounts = kernel.amounts.drawn(kernel.deck.hand(0))
    dates = kernel.dates(amounts, 3)
    for column in range(3):
        written = plan_of_column(kernel, amounts, column)
        assert dates.project[column] == solution_of(written, policy).project_finish


@_LIMITS
@given(EVERYTHING, strategies.policies())
def test_without_uncertainty_every_iteration_is_the_deterministic_schedule(plan, policy):
    certain = attrs.evolve(plan, tasks=[attrs.evolve(t, duration=_one_point(t)) for t in plan.tasks])
    outcome = Kernel(recipe(certain, policy=policy)).run(0, 5)
    assert outcome.finish.tolist() == [solution_of(certain, policy).project_finish] * 5


def _one_point(task: Task):
    value = task.duration
    return getattr(value, "most_likely", value)


@settings(max_examples=40)
@given(EVERYTHING, strategies.policies())
def test_critical_are_the_tasks_from_which_driving_links_lead_to_the_finish(plan, policy):
    kernel = Kernel(recipe(plan, policy=policy, durations=uncertain(plan, 0.5, 3)))
    amounts = kernel.amounts.drawn(kernel.deck.hand(0))
    counted = kernel.dates(amounts, 3).critical(3)
    expected = np.zeros_like(counted)
    for column in range(3):
        network = with_amounts(kernel.network, kernel.amounts, amounts[:, column].tolist())
        for place in driving(*settled(network)):
            expected[place] += 1
    assert counted.tolist() == expected.tolist()

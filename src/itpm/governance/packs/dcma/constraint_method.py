"""The constraint method of DCMA's DECM metric 06A401a: which tasks are critical when nothing but logic and one early date hold.

Hard constraints and deadlines are taken out, the last task is held to a date long before its baseline finish, and the
tasks with the least float are the longest path. They are compared with what the plan itself calls critical. Logic goes
before that date, even where the plan's policy lets constraints win: else the last task alone would be moved, and the rest
keep its float.

Source:
    DCMA Earned Value Management System Compliance Metrics (DECM), 06A401a.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve
from dateutil.relativedelta import relativedelta

from itpm.governance.facts.logic import HARD_CONSTRAINTS, drives
from itpm.governance.packs.dcma.measuring import Offence
from itpm.governance.packs.dcma.populations import task_subject
from itpm.governance.packs.wording import label
from itpm.model.baselines import Baseline
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.moments import finish_moment
from itpm.model.plans import Plan
from itpm.scheduling import Schedule, schedule


def path_differences(computed: Schedule, baseline: Baseline | None, *, months: int) -> list[Offence]:
    """Every task that only one of the two calls critical: the plan, or the constraint method; in plan order.

    Args:
        computed: the schedule.
        baseline: what was agreed; the last task's finish is taken from it, else from the schedule.
        months: how long before that the last task is held to [month].
    """
    target = computed.critical_path[-1]
    agreed = next((one.finish for one in baseline.tasks if one.id == target), None) if baseline is not None else None
    held = _held(computed.plan, target, (agreed or computed[target].finish) - relativedelta(months=months))
    longest = _least_float(schedule(held, policy=evolve(computed.policy, honour_constraints=False)))
    critical = set(_open(computed.plan)).intersection(
        place for place, is_critical in enumerate(computed.floats.critical) if is_critical
    )
    return [_difference(computed.plan, place, place in critical) for place in sorted(longest ^ critical)]


def _held(plan: Plan, target: str, date: datetime) -> Plan:
    """The plan with nothing but logic and one early date to hold it."""
    early = Constraint(ConstraintType.FNLT, finish_moment(date))
    tasks = [
        evolve(
            task,
            deadline=None,
            constraints=[
                *(one for one in task.constraints if one.type not in HARD_CONSTRAINTS),
                *([early] if task.id == target else []),
            ],
        )
        for task in plan.tasks
        if task.constraints or task.deadline is not None or task.id == target
    ]
    return evolve(plan.with_tasks(tasks), deadline=None)


def _least_float(computed: Schedule) -> set[int]:
    """Places of the open tasks with the least float."""
    total = computed.floats.total
    places = _open(computed.plan)
    least = min((total[place] for place in places), default=0)
    return {place for place in places if total[place] == least}


def _open(plan: Plan) -> list[int]:
    structure = plan.structure
    return [
        place
        for place, task in enumerate(plan.tasks)
        if not structure.is_summary(place) and drives(task) and not task.is_complete
    ]


def _difference(plan: Plan, place: int, critical: bool) -> Offence:
    task = plan.tasks[place]
    message = (
        f"{label(task)} is called critical, but does not lie on the longest path"
        if critical
        else f"{label(task)} lies on the longest path, but is not called critical"
    )
    return task_subject(task), message, {"critical": critical, "longest_path": not critical}

"""How long a plan's cost over time takes, as a multiple of scheduling that plan afresh. Bar: at most 3.

10,000 tasks with three assignments each, on one calendar with holidays, are phased to weeks. The floor is a fresh schedule of the
same plan in the same run, of dates alone: whoever wants a cost curve schedules first, so the ratio says what the curve adds.
Measured are phasing alone, as one curve and as one for each task; costing every assignment from its rates, which is done once;
and the plan's baseline over time; and earned value of the plan half done. The bar holds for phasing, both ways; the others are
shown. Medians of CPU time, jobs in turns.

Usage: python benchmarks/cost_speed.py [TASKS]     (default: 10000)
"""

from __future__ import annotations

import sys

from attrs import evolve
from support.floor import in_turns, layered

import itpm
from itpm.cost import earned_value
from itpm.cost.budgeting import baseline_of, cost_estimate, phase_baseline
from itpm.scheduling import schedule

BAR = 3.0
PEOPLE = 25


def plan_of(count: int) -> itpm.Plan:
    """A layered network of `count` tasks, three of 25 people on each."""
    tasks, links = layered(count)
    people = [
        itpm.Resource(f"r{number}", rates=[itpm.Rate(standard=itpm.Money(40 + number, "EUR"))])
        for number in range(PEOPLE)
    ]
    holidays = [f"{year}-12-{day}" for year in range(2026, 2032) for day in (24, 25, 31)]
    return itpm.Plan(
        "benchmark",
        start="2026-01-05",
        currency="EUR",
        calendar=itpm.WorkCalendar.standard().with_holidays(holidays),
        resources=people,
        tasks=[
            itpm.Task(
                task,
                f"{days}d",
                assignments=[
                    itpm.Assignment(resource=f"r{(7 * number + share) % PEOPLE}", units="0.5") for share in range(3)
                ],
            )
            for number, (task, days) in enumerate(tasks)
        ],
        dependencies=[itpm.Dependency(before, behind) for before, behind in links],
    )


def under_way(plan: itpm.Plan) -> itpm.Plan:
    """The plan in the middle of its baseline: every other task is begun."""
    dates = sorted(entry.start for entry in plan.baselines[0].tasks if entry.start is not None)
    half = dates[len(dates) // 2]
    tasks = [
        evolve(
            task,
            progress=itpm.Progress(
                actual_start=plan.start, percent_complete=place % 100, actual_cost=itpm.Money(900, "EUR")
            ),
        )
        if place % 2
        else task
        for place, task in enumerate(plan.tasks)
    ]
    return evolve(plan, tasks=tasks, data_date=half)


def main() -> int:
    """Print the ratios; 1 when phasing is above the bar."""
    plan = plan_of(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    dates = schedule(plan)
    estimate = cost_estimate(dates)
    agreed = evolve(plan, baselines=[baseline_of(estimate, "agreed")])
    begun = under_way(agreed)
    times = in_turns(
        {
            "schedule": lambda: schedule(plan),
            "phase to weeks": lambda: estimate.phased("week"),
            "phase to weeks, by task": lambda: estimate.phased("week", rows="task"),
            "cost every assignment": lambda: cost_estimate(dates),
            "cost, and phase to weeks": lambda: cost_estimate(dates).phased("week"),
            "baseline to weeks": lambda: phase_baseline(agreed, by="week"),
            "earned value": lambda: earned_value(begun),
        }
    )
    floor = times.pop("schedule")
    weeks = len(estimate.phased("week"))
    print(
        f"{len(plan)} tasks, {len(estimate.entries)} cost lines, {weeks} weeks; a schedule takes {floor * 1000:.0f} ms"
    )
    for name, seconds in times.items():
        print(f"  {name:26s} {seconds * 1000:7.1f} ms  {seconds / floor:5.2f} x schedule")
    worst = max(times["phase to weeks"], times["phase to weeks, by task"]) / floor
    print(f"time-phasing {worst:.2f} (bar {BAR:.1f})")
    return int(worst > BAR)


if __name__ == "__main__":
    sys.exit(main())

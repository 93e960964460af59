"""How long the DCMA's fourteen checks take over a plan, against three fresh schedules of the same plan in the same run.

The plan is the layered random network of `support/floor.py` with what the checks look at: a tenth of the links other than
finish-to-start, a twentieth with a lag or lead, resources on most tasks, a baseline, and progress up to a data date on
the first quarter. Facts are asked afresh every time, so the plan's own schedule is part of what is measured. Bar: at most
the three schedules.

Usage: python benchmarks/dcma_speed.py [TASKS] [--profile]     (default: 10000)
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from datetime import datetime, timedelta

from support.floor import in_turns, layered

import itpm
from itpm.governance.packs.dcma import dcma14

START = datetime(2026, 1, 5)


def _dependency(number: int, before: str, behind: str) -> itpm.Dependency:
    kind = ("SS", "FF")[number % 2] if number % 10 == 0 else "FS"
    lag = ("1d", "-4h")[number % 2] if number % 20 == 3 else "0h"
    return (
        itpm.Dependency(before, behind, type=kind, lag=lag)
        if kind != "FS" or lag != "0h"
        else itpm.Dependency(before, behind)
    )


def health_plan(count: int) -> itpm.Plan:
    """A plan of so many tasks, a quarter of them complete, with a baseline that was agreed before."""
    rows, pairs = layered(count)
    people = [itpm.Resource(f"r{number}", max_units=1000) for number in range(20)]
    links = [_dependency(number, before, behind) for number, (before, behind) in enumerate(pairs)]
    tasks = [
        itpm.Task(name, f"{days}d", assignments=[itpm.Assignment(resource=f"r{number % 20}")] if number % 10 else [])
        for number, (name, days) in enumerate(rows)
    ]
    first = itpm.schedule(itpm.Plan("agreed", start=START, tasks=tasks, dependencies=links, resources=people))
    agreed = [itpm.BaselineTask(row.id, start=row.start, finish=row.finish, duration="5d") for row in first]
    status = sorted(one.finish for one in agreed if one.finish is not None)[count // 4].replace(hour=17)
    done = [
        itpm.Task(
            task.id,
            task.duration,
            assignments=task.assignments,
            progress=itpm.Progress(actual_start=row.start, actual_finish=row.finish) if row.finish <= status else None,
        )
        for task, row in zip(tasks, first, strict=True)
    ]
    return itpm.Plan(
        "benchmark",
        start=START,
        tasks=done,
        dependencies=links,
        resources=people,
        data_date=status,
        deadline=first.finish + timedelta(days=10),
        baselines=[itpm.Baseline("agreed", agreed)],
    )


def assess(plan: itpm.Plan) -> itpm.RuleReport:
    """The fourteen checks, from the plan alone."""
    return itpm.evaluate(dcma14, itpm.facts_of(plan, as_of=plan.data_date or plan.start))


def three_schedules(plan: itpm.Plan) -> None:
    """What the checks may take: three fresh schedules."""
    for _ in range(3):
        _ = itpm.schedule(plan).finish


def main(arguments: list[str]) -> int:
    """Print the ratio and the bar; 1 when it is missed."""
    count = int(next((argument for argument in arguments if argument.isdigit()), "10000"))
    plan = health_plan(count)
    report = assess(plan)
    outcomes = [result.outcome.name for result in report]
    print(
        f"{count} tasks, {len(plan.links)} links: {len(report.findings)} findings; {', '.join(sorted(set(outcomes)))}"
    )
    if "--profile" in arguments:
        with cProfile.Profile() as profile:
            assess(plan)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    times = in_turns(
        {
            "three": lambda: three_schedules(plan),
            "dcma": lambda: assess(plan),
            "floats": lambda: itpm.schedule(plan).floats,
        },
        rounds=7,
    )
    ratio = times["dcma"] / times["three"]
    print(f"three fresh schedules {times['three'] * 1000:.0f} ms; one with floats {times['floats'] * 1000:.0f} ms")
    print(f"DCMA pack {times['dcma'] * 1000:.0f} ms = {ratio:.2f} x three schedules; bar 1.00")
    return 0 if ratio <= 1 else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

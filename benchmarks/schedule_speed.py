"""How long a plan takes to build and to schedule, as a ratio to the floor measured in the same run.

Usage: python benchmarks/schedule_speed.py [TASKS ...]     (default: 1000 10000)
"""

from __future__ import annotations

import sys

from support.floor import Rows, floor, in_turns, layered

import itpm
from itpm.scheduling.networks import build_network
from itpm.scheduling.passes import solve


def _plan(rows: Rows, calendar: itpm.WorkCalendar, *, mixed: bool) -> itpm.Plan:
    tasks, links = rows
    kinds = ("FS", "SS", "FF", "FS") if mixed else ("FS",)
    lags = ("0h", "1d", "0h", "4h") if mixed else ("0h",)
    return itpm.Plan(
        "benchmark",
        start="2026-01-05",
        calendar=calendar,
        tasks=[itpm.Task(task, f"{days}d") for task, days in tasks],
        dependencies=[
            itpm.Dependency(before, behind, type=kinds[number % len(kinds)], lag=lags[number % len(lags)])
            for number, (before, behind) in enumerate(links)
        ],
    )


def _measure(count: int) -> None:
    rows = layered(count)
    plain, office = itpm.WorkCalendar.continuous(), itpm.WorkCalendar.standard().with_holidays(["2026-12-25"])
    policy = itpm.SchedulingPolicy.textbook()
    fs, every = _plan(rows, plain, mixed=False), _plan(rows, office, mixed=True)
    compiled = build_network(every, policy)
    times = in_turns(
        {
            "floor": lambda: floor(*rows),
            "build the plan from rows": lambda: _plan(rows, plain, mixed=False),
            "schedule, FS only, no calendar": lambda: itpm.schedule(fs, policy=policy).floats,
            "schedule, all links, one calendar": lambda: itpm.schedule(every, policy=policy).floats,
            "passes alone, all links, one calendar": lambda: solve(compiled),
        }
    )
    base = times.pop("floor")
    print(f"\n{count} tasks, {len(rows[1])} links; floor {base * 1000:.2f} ms")
    for name, seconds in times.items():
        print(f"  {name:40s} {seconds * 1000:9.1f} ms  {seconds / base:6.1f} x floor")


if __name__ == "__main__":
    for argument in sys.argv[1:] or ("1000", "10000"):
        _measure(int(argument))

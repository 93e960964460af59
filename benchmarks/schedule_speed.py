"""How long a plan takes to build and to schedule, as a ratio to the floor measured in the same run.

Usage: python benchmarks/schedule_speed.py [TASKS ...]     (default: 1000 10000)
"""

from __future__ import annotations

import sys

from support.floor import Rows, floor, in_turns, layered

import itpm
from itpm.scheduling.lines import line_of
from itpm.scheduling.networks import build_network
from itpm.scheduling.one_line import OneLine
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


def _mixed(rows: Rows) -> itpm.Plan:
    """Three calendars, task calendars, constraints, deadlines and progress, a tenth of the tasks each."""
    tasks, links = rows
    kinds, lags = ("FS", "SS", "FF", "FS"), ("0h", "1d", "0h", "4h")
    names = (None, "early", "six days")
    begun = itpm.Progress(actual_start="2026-01-05 08:00", remaining="1d", percent_complete=50)
    made = []
    for number, (task, days) in enumerate(tasks):
        more: dict[str, object] = {"calendar": names[number % 3]}
        if number % 10 == 1:
            more["constraints"] = [itpm.Constraint("SNET", "2026-03-02")]
        if number % 10 == 2:
            more["deadline"] = "2027-12-31"
        if number % 10 == 3 and number < len(tasks) // 20:
            more["progress"] = begun
        made.append(itpm.Task(task, f"{days}d", **more))  # type: ignore[arg-type]  # fields by name
    return itpm.Plan(
        "mixed",
        start="2026-01-05",
        calendar=itpm.WorkCalendar.standard().with_holidays(["2026-12-25"]),
        calendars={
            "early": itpm.WorkCalendar.weekly({day: [("06:00", "10:00"), ("10:30", "14:30")] for day in range(5)}),
            "six days": itpm.WorkCalendar.weekly({day: [("08:00", "16:00")] for day in range(6)}),
        },
        tasks=made,
        dependencies=[
            itpm.Dependency(before, behind, type=kinds[number % 4], lag=lags[number % 4])
            for number, (before, behind) in enumerate(links)
        ],
    )


def _rows(plan: itpm.Plan, policy: itpm.SchedulingPolicy) -> list[itpm.ScheduledTask]:
    return list(itpm.schedule(plan, policy=policy))


def _measure(count: int) -> None:
    rows = layered(count)
    plain, office = itpm.WorkCalendar.continuous(), itpm.WorkCalendar.standard().with_holidays(["2026-12-25"])
    policy = itpm.SchedulingPolicy.textbook()
    fs, every, mixed = _plan(rows, plain, mixed=False), _plan(rows, office, mixed=True), _mixed(rows)
    lines = [line_of(plan, policy) for plan in (fs, every)]
    compiled = build_network(mixed, policy)
    times = in_turns(
        {
            "floor": lambda: floor(*rows),
            "build the plan from rows": lambda: _plan(rows, plain, mixed=False),
            "build it with all links and lags": lambda: _plan(rows, office, mixed=True),
            "schedule, FS only, no calendar": lambda: itpm.schedule(fs, policy=policy).floats,
            "schedule, all links, one calendar": lambda: itpm.schedule(every, policy=policy).floats,
            "schedule, three calendars, constraints": lambda: itpm.schedule(mixed, policy=policy).floats,
            "passes alone, FS only": lambda: OneLine(lines[0]).total if lines[0] else None,
            "passes alone, one calendar": lambda: OneLine(lines[1]).total if lines[1] else None,
            "passes alone, three calendars": lambda: solve(compiled),
            "from rows to every row's dates": lambda: _rows(_plan(rows, office, mixed=True), policy),
        }
    )
    base = times.pop("floor")
    print(f"\n{count} tasks, {len(rows[1])} links; floor {base * 1000:.2f} ms")
    for name, seconds in times.items():
        print(f"  {name:40s} {seconds * 1000:9.1f} ms  {seconds / base:6.1f} x floor")


if __name__ == "__main__":
    for argument in sys.argv[1:] or ("1000", "10000"):
        _measure(int(argument))

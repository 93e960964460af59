"""How long a plan takes to build and to schedule, as a ratio to the floor measured in the same run.

Usage: python benchmarks/schedule_speed.py [TASKS ...]     (default: 1000 10000)

Every job gets a fresh plan, made before its time is taken. `schedule` is timed with all floats; the passes alone are timed on a
compiled network, with total float, against the floor's own passes. With several sizes the growth of each ratio from the first to
the last is shown. Exit code 1 if a bar is missed at 10,000 tasks, or the growth's from 1,000 to 100,000.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from support.floor import Rows, compiled, floor, in_turns, layered, passes

import itpm
from itpm.scheduling.backward import pass_backward
from itpm.scheduling.drafts import Draft
from itpm.scheduling.forward import pass_forward
from itpm.scheduling.lines import line_of
from itpm.scheduling.networks import Network, build_network
from itpm.scheduling.one_line import OneLine
from itpm.scheduling.passes import last_finish


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


Job = Callable[[], object]
BARS = {
    "schedule, FS only, no calendar": 2.0,
    "schedule, all links, one calendar": 3.0,
    "schedule, three calendars, constraints": 6.0,
    "passes alone, FS only": 1.5,
    "passes alone, one calendar": 2.0,
    "passes alone, three calendars": 4.0,
    "build the plan from rows": 5.0,
    "from rows to every row's dates": 9.0,
}
GROWTH = 1.2
MEASURED_AT, ROWS_AT = 10_000, 100_000


def _rows(plan: itpm.Plan, policy: itpm.SchedulingPolicy) -> list[itpm.ScheduledTask]:
    return list(itpm.schedule(plan, policy=policy))


def _totals(network: Network) -> list[int]:
    """Both passes over a compiled network of several calendars, and total float."""
    draft = Draft(network)
    pass_forward(draft, {})
    pass_backward(draft, last_finish(network, draft))
    return list(map(int.__sub__, draft.late, draft.early))


def _measure(count: int) -> dict[str, float]:
    """Print and return the ratios for one size."""
    rows = layered(count)
    plain, office = itpm.WorkCalendar.continuous(), itpm.WorkCalendar.standard().with_holidays(["2026-12-25"])
    policy = itpm.SchedulingPolicy.textbook()

    def scheduled(made: Callable[[], itpm.Plan]) -> Job:
        def job() -> Job:
            plan = made()
            return lambda: itpm.schedule(plan, policy=policy).floats

        return job

    lines = [line_of(_plan(rows, c, mixed=m), policy) for c, m in ((plain, False), (office, True))]
    network, order = build_network(_mixed(rows), policy), compiled(*rows)
    _totals(network)
    times = in_turns(
        {
            "floor": lambda: floor(*rows),
            "floor's passes": lambda: passes(*order),
            "build the plan from rows": lambda: _plan(rows, plain, mixed=False),
            "build it with all links and lags": lambda: _plan(rows, office, mixed=True),
            "schedule, FS only, no calendar": scheduled(lambda: _plan(rows, plain, mixed=False)),
            "schedule, all links, one calendar": scheduled(lambda: _plan(rows, office, mixed=True)),
            "schedule, three calendars, constraints": scheduled(lambda: _mixed(rows)),
            "passes alone, FS only": lambda: OneLine(lines[0]).total if lines[0] else None,
            "passes alone, one calendar": lambda: OneLine(lines[1]).total if lines[1] else None,
            "passes alone, three calendars": lambda: _totals(network),
            "from rows to every row's dates": lambda: _rows(_plan(rows, office, mixed=True), policy),
        },
        rounds=7 if count < ROWS_AT else 3,
    )
    base, base_passes = times.pop("floor"), times.pop("floor's passes")
    print(
        f"\n{count:,} tasks, {len(rows[1]):,} links; floor {base * 1000:.2f} ms, its passes {base_passes * 1000:.2f} ms"
    )
    ratios = {name: took / (base_passes if name.startswith("passes") else base) for name, took in times.items()}
    for name, ratio in ratios.items():
        bar = BARS.get(name)
        print(f"  {name:40s} {times[name] * 1000:9.1f} ms  {ratio:6.1f} x" + (f"   bar {bar:g}" if bar else ""))
    return ratios


def _is_met(found: dict[int, dict[str, float]]) -> bool:
    """Print the growth; whether all bars are met that these sizes tell about."""
    met = True
    for count, ratios in found.items():
        rows = "from rows to every row's dates"
        told = {rows} if count == ROWS_AT else BARS.keys() - {rows} if count == MEASURED_AT else set()
        met &= all(ratios[name] <= BARS[name] for name in told)
    first, last = min(found), max(found)
    if first < last:
        print(f"\ngrowth of the ratio from {first:,} to {last:,} tasks; bar {GROWTH} from 1,000 to 100,000")
        for name, ratio in found[last].items():
            grown = ratio / found[first][name]
            print(f"  {name:40s} {grown:6.2f}")
            met &= grown <= GROWTH or not name.startswith("schedule") or (first, last) != (1_000, ROWS_AT)
    return met


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:]] or [1_000, MEASURED_AT]
    sys.exit(not _is_met({count: _measure(count) for count in sizes}))

"""How long a simulation takes, as a ratio to the least that any numpy program must do, measured in the same run.

Usage: python benchmarks/simulation_speed.py [--rounds 5] [--tasks 1000] [--iterations 10000] [--memory] [--large] [--workers]

The floor: chunked float32 numpy: inverse distributions tabulated from three points, uniform deviates, maxima along the links
level by level, a late pass and the count of critical tasks. It knows no calendars, no risks, no integers. `simulate` is timed
as users call it, from the plan to the result, compiling included: one calendar with ten drivers, and three with ten drivers.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from support.floor import layered

from itpm.model import Plan, Task, WorkCalendar
from itpm.risk.simulation import RiskDriver, simulate
from itpm.risk.simulation.tabulating import pert_ticks

CHUNK = 2048
POINTS = 11
BARS = {"one calendar, ten drivers": 1.5, "three calendars, ten drivers": 2.5}


def estimates(count: int) -> list[tuple[int, int, int]]:
    """Three points of each task [h]."""
    rng = random.Random(3)
    modes = [rng.randint(8, 80) for _ in range(count)]
    return [(max(1, mode - rng.randint(1, mode // 2)), mode, mode + rng.randint(1, mode)) for mode in modes]


class Floor:
    """The least there is to do from three points and links as lists."""

    def __init__(self, count: int) -> None:
        tasks, links = layered(count)
        index = {name: number for number, (name, _) in enumerate(tasks)}
        self.count = count
        self.before: list[list[int]] = [[] for _ in range(count)]
        for before, behind in links:
            self.before[index[behind]].append(index[before])
        self.estimates = estimates(count)
        held = {before for befores in self.before for before in befores}
        self.last = [node for node in range(count) if node not in held]

    def run(self, iterations: int) -> tuple[float, int]:
        """P80 of the finish and how often tasks were critical."""
        self.tables = pert_ticks(np.array(self.estimates) * 60.0, 4.0, POINTS, np.float32)
        rng = np.random.Generator(np.random.SFC64(7))
        finishes, critical = [], 0
        for begin in range(0, iterations, CHUNK):
            size = min(CHUNK, iterations - begin)
            finish, hits = self.chunk(rng, size)
            finishes.append(finish)
            critical += hits
        return float(np.quantile(np.concatenate(finishes), 0.8)), critical

    def chunk(self, rng: np.random.Generator, size: int) -> tuple[np.ndarray, int]:
        """Finishes of one chunk, and how often tasks were critical in it."""
        count, points = self.count, np.float32(1 << POINTS)
        places = (rng.random((count, size), dtype=np.float32) * points).astype(np.int16)
        length = np.empty((count, size), np.float32)
        for node, table in enumerate(self.tables):
            table.take(places[node], out=length[node], mode="clip")
        early = np.zeros((count, size), np.float32)
        for node, befores in enumerate(self.before):  # ids are in layers, so this is level by level
            row = early[node]
            for before in befores:
                np.maximum(row, early[before], out=row)
            row += length[node]
        finish = np.maximum.reduce(early[self.last])
        late = np.full((count, size), np.inf, np.float32)
        late[self.last] = finish
        hits = 0
        for node in range(count - 1, -1, -1):
            start = late[node] - length[node]
            for before in self.before[node]:
                np.minimum(late[before], start, out=late[before])
            hits += int(np.count_nonzero(late[node] == early[node]))
        return finish, hits


def plan_of(count: int, *, calendars: int) -> Plan:
    """The same network as a plan, its tasks on one calendar or spread over three."""
    tasks, links = layered(count)
    after: dict[str, list[str]] = {}
    for before, behind in links:
        after.setdefault(behind, []).append(before)
    office = WorkCalendar.standard().with_holidays(["2026-12-25", "2027-01-01"])
    long_days, late_shift = [("07:00", "12:00"), ("13:00", "18:00")], [("14:00", "22:00")]
    four_days = WorkCalendar.weekly(dict.fromkeys(range(4), long_days), name="four days")
    nights = WorkCalendar.weekly(dict.fromkeys(range(6), late_shift), name="late")
    names = (None, "four days", "late")
    return Plan(
        "bench",
        start="2026-01-05",
        calendar=office,
        calendars={"four days": four_days, "late": nights} if calendars > 1 else {},
        tasks=[
            Task(name, [f"{hours}h" for hours in points], after=after.get(name, ()), calendar=names[n % calendars])
            for n, ((name, _), points) in enumerate(zip(tasks, estimates(count), strict=True))
        ],
    )


def drivers(count: int) -> list[RiskDriver]:
    """Ten drivers, each on a tenth of the tasks and on a tenth that it shares with its neighbour."""
    part = count // 10
    return [
        RiskDriver(
            f"driver {n}",
            probability=0.1 + 0.05 * n,
            factor=(0.9, 1.1, 1.5),
            on=[f"t{(n * part + k) % count}" for k in range(2 * part)],
        )
        for n in range(10)
    ]


def seconds(job: Callable[[], object]) -> float:
    """CPU time of a job [s]."""
    gc.collect()
    begun = time.process_time()
    job()
    return time.process_time() - begun


def speed(count: int, iterations: int, rounds: int) -> bool:
    """Whether both plans keep within their bars."""
    floor = Floor(count)
    plans = {
        "one calendar, ten drivers": plan_of(count, calendars=1),
        "three calendars, ten drivers": plan_of(count, calendars=3),
    }
    causes = drivers(count)
    jobs: dict[str, Callable[[], object]] = {"floor": lambda: floor.run(iterations)}
    for name, plan in plans.items():
        jobs[name] = lambda plan=plan: simulate(plan, iterations=iterations, seed=7, drivers=causes)  # type: ignore[misc]
    for job in jobs.values():
        job()
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            taken[name].append(seconds(job))
    print(
        f"{count} tasks, {2 * count} links, {iterations} iterations, with criticality; CPU seconds, median of {rounds}"
    )
    met = True
    for name, times in taken.items():
        ratios = [time / least for time, least in zip(times, taken["floor"], strict=True)]
        bar = BARS.get(name)
        met &= bar is None or statistics.median(ratios) <= bar
        print(
            f"  {name:32s} {statistics.median(times):6.3f} s  {statistics.median(ratios):5.2f} x floor  bar {bar or '-'}"
        )
    return met


MEMORY = """
import sys, time
sys.path.insert(0, {folder!r})
import numpy, simulation_speed as bench
from itpm.risk.simulation import kernel
plan, causes = bench.plan_of({count}, calendars=3), bench.drivers({count})
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
before = peak()
bench.simulate(plan, iterations={iterations}, seed=7, drivers=causes)
print(peak() - before, time.process_time())
"""


def memory(count: int, iterations: int) -> float:
    """Peak memory above what the process had before the call, in a process of its own [MB]."""
    folder = __file__.rsplit("/", 1)[0]
    script = MEMORY.format(folder=folder, count=count, iterations=iterations)
    answer = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    peak, taken = map(float, answer)
    print(f"  {count} tasks x {iterations} iterations: {peak:.0f} MB above import and plan, {taken:.1f} s CPU")
    return peak


def floor_job(iterations: int) -> float:
    """What the machine can do: the floor, in a worker."""
    return Floor(1000).run(iterations)[0]


def workers(count: int, iterations: int, rounds: int = 5) -> float:
    """Wall time of one worker over that of two, best of some rounds, on warm pools; beside it the same of the floor."""
    plan, causes = plan_of(count, calendars=1), drivers(count)
    wall = {(what, number): float("inf") for what in ("simulate", "floor") for number in (1, 2)}
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(2) as two:
        pools = {1: one, 2: two}
        for pool in pools.values():
            simulate(plan, iterations=CHUNK * 8, seed=7, drivers=causes, executor=pool)
        for _ in range(rounds):
            for number, pool in pools.items():
                begun = time.perf_counter()
                simulate(plan, iterations=iterations, seed=7, drivers=causes, executor=pool)
                wall["simulate", number] = min(wall["simulate", number], time.perf_counter() - begun)
                begun = time.perf_counter()
                list(pool.map(floor_job, [iterations // 10] * 10))
                wall["floor", number] = min(wall["floor", number], time.perf_counter() - begun)
    ratios = {what: wall[what, 1] / wall[what, 2] for what in ("simulate", "floor")}
    print(
        f"  {iterations} iterations: one worker {wall['simulate', 1]:.2f} s, two {wall['simulate', 2]:.2f} s:", end=" "
    )
    print(f"{ratios['simulate']:.2f} x; the floor on this machine now {ratios['floor']:.2f} x")
    return ratios["simulate"]


def main() -> int:
    """Run what was asked for; 0 if all bars are met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--iterations", type=int, default=10_000)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--workers", action="store_true")
    options = parser.parse_args()
    print(f"numpy {np.__version__}, Python {sys.version.split()[0]}")
    met = speed(options.tasks, options.iterations, options.rounds)
    if options.memory:
        met &= memory(options.tasks, options.iterations) <= 64
    if options.large:
        met &= memory(10_000, 10_000) <= 1024
    if options.workers:
        met &= workers(options.tasks, 100_000) >= 1.7
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())

"""Plans of a million tasks, in a chain and in a star, and all rows of a hundred thousand: do they finish, in how much memory?

Usage: python benchmarks/large_plans.py [CASE ...]     (default: chain star rows)

Each case runs in a process of its own, whose peak is told. Exit code 1 if one does not finish, or a bar is missed:
2 GB for a million tasks, 400 MB for the rows.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from schedule_speed import _plan
from support.floor import layered

import itpm

MILLION = 1_000_000
BARS = {"chain": 2_000, "star": 2_000, "rows": 400}


def _star(*, chain: bool) -> itpm.Plan:
    """A plan of a million tasks of an hour, one behind the other, or all behind the first."""
    names = [f"t{number}" for number in range(MILLION)]
    return itpm.Plan(
        "a million",
        start="2026-01-05",
        calendar=itpm.WorkCalendar.continuous(),
        tasks=[itpm.Task(name, "1h") for name in names],
        dependencies=[
            itpm.Dependency(names[number] if chain else names[0], behind) for number, behind in enumerate(names[1:])
        ],
    )


def _rows() -> int:
    """Every row of 100,000 tasks with 200,000 links of all types on one calendar; how many there are."""
    office = itpm.WorkCalendar.standard().with_holidays(["2026-12-25"])
    return len(list(itpm.schedule(_plan(layered(100_000), office, mixed=True))))


def _run(case: str) -> None:
    """Do one case, and tell what it took."""
    begun = time.process_time()
    if case == "rows":
        done = f"{_rows():,} rows"
    else:
        found = itpm.schedule(_star(chain=case == "chain"))
        done = f"{sum(found.floats.critical):,} critical, finish {found.finish:%Y-%m-%d}"
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{case:8s} {seconds:7.1f} s CPU  {peak:7,.0f} MB  bar {BARS[case]:,} MB  {done}")
    sys.exit(peak > BARS[case])


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--alone":
        _run(sys.argv[2])
    cases = sys.argv[1:] or list(BARS)
    sys.exit(max(subprocess.run([sys.executable, __file__, "--alone", case], check=False).returncode for case in cases))

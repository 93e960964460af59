"""How long an answer to "what if this task took longer" takes, and a change that moves the project's finish.

Usage: python benchmarks/what_if_speed.py [TASKS ...]     (default: 10000 100000)

Draws single tasks of a layered random plan and lengthens each by a day. *Small* are the draws that change at most a hundred early
and late dates; timed are the change, the new finish and all changed rows. *Moving* draws lengthen a critical task; timed are the
change and every row, beside the passes and rows of a fresh schedule.
"""

from __future__ import annotations

import gc
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable

from schedule_speed import _plan
from support.floor import layered

import itpm
from itpm.scheduling.changing.what_ifs import ChangedSchedule


def _timed(job: Callable[[], object]) -> tuple[float, object]:
    begun = time.process_time()
    found = job()
    return time.process_time() - begun, found


def _small(base: itpm.Schedule, name: str, duration: str) -> ChangedSchedule:
    after = base.what_if(durations={name: duration})
    assert isinstance(after, ChangedSchedule)
    finish = after.finish
    assert finish.year
    for task in after.changed:
        after[task]
    return after


def _measure(count: int) -> None:
    rows = layered(count)
    lengths = dict(rows[0])
    office, policy = itpm.WorkCalendar.standard().with_holidays(["2026-12-25"]), itpm.SchedulingPolicy.textbook()
    base = itpm.schedule(_plan(rows, office, mixed=True), policy=policy)
    rng = random.Random(7)
    names = rng.sample(sorted(lengths), 400)
    _small(base, names[0], "3d")
    gc.collect()
    small, many = [], 0
    for name in names:
        longer = f"{lengths[name] + 1}d"
        taken, after = _timed(lambda name=name, longer=longer: base.what_if(durations={name: longer}))  # type: ignore[misc]
        assert isinstance(after, ChangedSchedule)
        if after.finish != base.finish or len(after.changed) > 100:
            many += 1
            continue
        taken, _ = _timed(lambda name=name, longer=longer: _small(base, name, longer))  # type: ignore[misc]
        small.append(taken)
    critical = list(base.critical_tasks)[:: max(1, len(base.critical_tasks) // 9)][:9]
    moving, fresh = [], []
    for name in critical:
        longer = f"{lengths[name] + 3}d"
        taken, after = _timed(lambda name=name, longer=longer: list(base.what_if(durations={name: longer})))  # type: ignore[misc]
        moving.append(taken)
        plan = base.what_if(durations={name: longer}).plan
        taken, _ = _timed(lambda plan=plan: list(itpm.schedule(plan, policy=policy)))  # type: ignore[misc]
        fresh.append(taken)
    print(f"\n{count} tasks: {len(small)} small changes of {len(names)} ({many} larger)")
    print(
        f"  small: median {statistics.median(small) * 1000:.3f} ms, 95 % {sorted(small)[int(len(small) * 0.95)] * 1000:.3f} ms"
    )
    print(
        f"  moving the finish: median {statistics.median(moving) * 1000:.1f} ms; fresh {statistics.median(fresh) * 1000:.1f} ms"
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = base
    for number in range(1000 if count <= 10_000 else 100):
        name = names[number % len(names)]
        found = found.what_if(durations={name: f"{lengths[name] + number % 5}d"})
    after_all = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"  in a row, each from the one before: peak memory {before / 1024:.0f} to {after_all / 1024:.0f} MB")


if __name__ == "__main__":
    for argument in sys.argv[1:] or ("10000", "100000"):
        _measure(int(argument))

"""Simulate every plan of the corpus with one-point durations: each must come out as it is scheduled. A command, not a test.

    python tests/corpus/simulate_msproject.py [--file t0038] [--policy ms_project|primavera|textbook] [--spread]

`--spread` also gives tasks a range of durations and holds a few iterations, date by date, to the scheduler. Exit code 1 when
a plan differs or raises an error.
"""
# ruff: noqa: T201  # a command talks to whoever runs it

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from itpm.interop import mspdi
from itpm.model import Plan, SchedulingPolicy
from itpm.model.durations import scheduled
from itpm.risk.simulation import Pert
from itpm.risk.simulation.changing import with_amounts
from itpm.risk.simulation.kernel import Blockwise, Kernel
from itpm.risk.simulation.recipes import DurationInput, Options, recipe_of
from itpm.scheduling.networks import build_network
from itpm.scheduling.passes import solve

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "oracles" / "msproject" / "xml"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if every plan comes out as it is scheduled."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--file", default="", help="only files whose name contains this")
    parser.add_argument("--policy", default="ms_project", choices=("ms_project", "primavera", "textbook"))
    parser.add_argument("--spread", action="store_true", help="vary durations, and check a few iterations")
    options = parser.parse_args(arguments)
    files = [file for file in sorted(CORPUS.glob("*.xml")) if options.file in file.name]
    if not files:
        print(f"no files in {CORPUS}")
        return 1
    policy: SchedulingPolicy = getattr(SchedulingPolicy, options.policy)()
    ways, wrong, began = Counter[str](), [], time.process_time()
    for file in files:
        try:
            plan = mspdi.loads(file.read_text(encoding="utf-8-sig"))
            way, differences = compared(plan, policy, spread=options.spread)
        except Exception as error:  # noqa: BLE001  # every failure is reported, none stops the others
            way, differences = "error", [f"{type(error).__name__}: {str(error)[:200]}"]
        ways[way] += 1
        wrong += [f"{file.name}: {difference}" for difference in differences[:3]]
    for line in wrong:
        print(line)
    print(f"{len(files)} plans, {dict(ways)}, {len(wrong)} differences, {time.process_time() - began:.0f} s")
    return 1 if wrong else 0


def compared(plan: Plan, policy: SchedulingPolicy, *, spread: bool = False) -> tuple[str, list[str]]:
    """How a plan is simulated, and every date of its iterations that is not the scheduler's."""
    kernel = kernel_of(plan, policy, spread=spread)
    count = 3 if spread else 1
    amounts = kernel.amounts.drawn(kernel.deck.hand(0))[:, :count]
    dates = kernel.dates(amounts, count)
    found = []
    for column in range(count):
        network = with_amounts(kernel.network, kernel.amounts, amounts[:, column].tolist())
        solution = solve(network if spread else build_network(plan, policy))
        if dates.project[column] != solution.project_finish:
            found.append(f"project finish {dates.project[column]} for {solution.project_finish}")
        if isinstance(dates, Blockwise):
            for place in kernel.leaves:
                dated = (int(dates.start_of(place)[column]), int(dates.early_finish_of(place)[column]))
                if dated != (solution.early_start[place], solution.early_finish[place]):
                    found.append(f"task {plan.tasks[place].id!r}: {dated}")
    return ("one by one" if kernel.stepwise else "many at once"), found


def kernel_of(plan: Plan, policy: SchedulingPolicy, *, spread: bool) -> Kernel:
    """The plan as it stands, or with every other duration anywhere between half and twice what it says."""
    durations: dict[str, DurationInput] = {}
    for place, task in enumerate(plan.tasks):
        if spread and place % 2 and task.duration is not None and not plan.structure.is_summary(place):
            days = scheduled(task.duration).seconds(plan.day) / (plan.day.minutes_per_day * 60)
            durations[task.id] = Pert(days / 2, days, days * 2)
    options = Options(
        policy=policy,
        seed=7,
        shape="pert",
        durations=durations,
        costs={},
        drivers=(),
        branches=(),
        correlations=(),
        responses=(),
        sampling="random",
        method="copula",
        watch=(),
    )
    return Kernel(recipe_of(plan, None, options))


if __name__ == "__main__":
    sys.exit(main())

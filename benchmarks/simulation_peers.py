"""The same plan simulated beside the libraries that can be installed: CPU time per iteration, as a ratio to ours.

Usage: python benchmarks/simulation_peers.py [--tasks 1000] [--iterations 10000] [--rounds 3]

A layered random plan, twice as many finish-to-start links as tasks, beta-PERT durations, no calendar.
Timed is the simulation alone, from the library's own input objects to its result, each with the criticality or sensitivity it
always computes; all run the same number of iterations and take turns in one run, after one of warming up.
P80 is shown so that it can be seen that all simulate the same plan, in the plan's units of time.
Peers are no dependencies: ``pip install pmcontrols walopy cost-core`` and ``pip install --pre trueppm-scheduler``; which is not
found, or has no simulation, is said. Exit code 1 if a peer needs less time per iteration.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from simulation_speed import estimates
from support.floor import layered

import itpm

SEED = 7
WALOPY = ("name", "optimistic", "most_likely", "pessimistic")
START = datetime(2026, 1, 5, tzinfo=UTC)


class Rows(NamedTuple):
    """A plan as every library is given it: names, three points of each, predecessors of each."""

    names: list[str]
    points: list[tuple[int, int, int]]
    before: dict[str, list[str]]


class Peer(NamedTuple):
    """How a library simulates, and what it does not know."""

    simulate: Callable[[int], Any]
    p80: Callable[[Any], float]
    cannot: str


def plan_rows(count: int) -> Rows:
    """The plan."""
    tasks, links = layered(count)
    before: dict[str, list[str]] = {name: [] for name, _ in tasks}
    for predecessor, successor in links:
        before[successor].append(predecessor)
    return Rows([name for name, _ in tasks], estimates(count), before)


def _itpm(rows: Rows) -> Peer:
    plan = itpm.Plan(
        "peers",
        start="2026-01-05",
        calendar=itpm.WorkCalendar.continuous(),
        tasks=[
            itpm.Task(name, [f"{hours}h" for hours in points], after=rows.before[name])
            for name, points in zip(rows.names, rows.points, strict=True)
        ],
    )
    return Peer(
        lambda iterations: itpm.simulate(plan, iterations=iterations, seed=SEED),
        lambda found: (found.finish.p80.replace(tzinfo=UTC) - START) / timedelta(hours=1),
        "",
    )


def _dictionaries(
    module: str, keys: tuple[str, ...], count: str, p80: Callable[[Any], float]
) -> Callable[[Rows], Peer]:
    """A library whose `pert` takes a dictionary of each task, under these keys, and how often under that one."""

    def peer(rows: Rows) -> Peer:
        pert = importlib.import_module(module).pert
        given = [
            {**dict(zip(keys, (name, *points), strict=True)), "predecessors": rows.before[name]}
            for name, points in zip(rows.names, rows.points, strict=True)
        ]
        cannot = "dates, calendars, link types, lags, constraints, progress, risks, costs, correlation"
        return Peer(lambda iterations: pert(given, **{count: iterations}, seed=SEED), p80, cannot)

    return peer


def _trueppm(rows: Rows) -> Peer:
    ppm = importlib.import_module("trueppm_scheduler")
    days = [[timedelta(days=point) for point in points] for points in rows.points]
    keys = ("optimistic_duration", "most_likely_duration", "pessimistic_duration")
    project = ppm.Project(
        id="p",
        name="P",
        start_date=START.date(),
        calendar=ppm.Calendar(working_days=0b1111111),
        tasks=[  # it draws no duration below `duration`
            ppm.Task(id=name, name=name, duration=points[0], **dict(zip(keys, points, strict=True)))
            for name, points in zip(rows.names, days, strict=True)
        ],
        dependencies=[
            ppm.Dependency(predecessor_id=before, successor_id=name)
            for name, befores in rows.before.items()
            for before in befores
        ],
    )

    return Peer(
        lambda iterations: ppm.monte_carlo(project, runs=iterations, seed=SEED),
        lambda found: (found.p80 - START.date()).days + 1.0,
        "criticality, hours, risks, costs, correlation",
    )


def _cost_core(rows: Rows) -> Peer:
    jcl = importlib.import_module("cost_core.schedule.jcl")
    project = jcl.Project(
        activities=[
            jcl.Activity(
                id=name,
                duration=float(mode),
                duration_uncertainty={"type": "pert", "left": low / mode, "mode": 1.0, "right": high / mode},
                predecessors=rows.before[name],
            )
            for name, (low, mode, high) in zip(rows.names, rows.points, strict=True)
        ],
        duration_correlation=0.0,
    )

    def p80(found: Any) -> float:
        return sorted(map(float, found.finish))[len(found.finish) * 4 // 5]

    return Peer(lambda times: jcl.simulate(project, n_iter=times, seed=SEED), p80, "dates, calendars, constraints")


PEERS: dict[str, Callable[[Rows], Peer]] = {
    "itpm": _itpm,
    "pmcontrols": _dictionaries(
        "pmcontrols", ("id", "a", "m", "b"), "n_sim", lambda found: float(found.stats["mc_p80"])
    ),
    "walopy": _dictionaries("walopy", WALOPY, "n_simulations", lambda found: float(found.percentile_mc(80))),
    "trueppm-scheduler": _trueppm,
    "cost-core": _cost_core,
}


def _found(rows: Rows) -> dict[str, Peer]:
    """The peers that can simulate; of the others, why not."""
    found = {}
    for name, peer in PEERS.items():
        try:
            found[name] = peer(rows)
        except ImportError as error:
            print(f"{name}: not installed ({error})")
        except AttributeError as error:
            print(f"{name}: no simulation found ({error})")
    return found


def _seconds(peer: Peer, iterations: int) -> tuple[float, float]:
    """CPU time of one simulation [s], and its P80."""
    gc.collect()
    begun = time.process_time()
    result = peer.simulate(iterations)
    return time.process_time() - begun, peer.p80(result)


def main() -> int:
    """Print the table; 0 if no peer is ahead."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--iterations", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peers = _found(plan_rows(options.tasks))
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in peers}
    for peer in peers.values():
        _seconds(peer, 2)
    for _ in range(options.rounds):
        for name, peer in peers.items():
            taken[name].append(_seconds(peer, options.iterations))
    each = {name: statistics.median(spent for spent, _ in taken[name]) / options.iterations * 1e6 for name in peers}
    print(f"{options.tasks:,} tasks, {2 * options.tasks:,} links, {options.iterations:,} iterations;", end=" ")
    print(f"CPU time, median of {options.rounds}")
    print(f"{'':18s} {'µs each':>9s} {'x ours':>7s} {'P80':>7s}  cannot")
    for name, peer in peers.items():
        line = f"{name:18s} {each[name]:9.1f} {each[name] / each['itpm']:7.2f} {taken[name][-1][1]:7.1f}"
        print(f"{line}  {peer.cannot or '-'}")
    return 0 if each["itpm"] <= min(each.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

"""The floor that schedules are measured against: the least that any critical-path program in plain Python must do.

Plain lists: ids to indexes, topological order, forward and backward integer pass, total float, from tuples. No calendars, no
checks, no objects. Layered random networks make the input, seeded, the same for the floor and for the library.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from types import FunctionType

Rows = tuple[list[tuple[str, int]], list[tuple[str, str]]]


def layered(count: int, *, seed: int = 1, width: int = 50) -> Rows:
    """A layered random network: (id, duration in days) of `count` tasks, (predecessor, successor) of twice as many links."""
    rng = random.Random(seed)
    tasks = [(f"t{number}", rng.randint(1, 10)) for number in range(count)]
    links: set[tuple[str, str]] = set()
    while len(links) < 2 * count and count > width:
        behind = rng.randrange(width, count)
        layer = behind // width
        before = rng.randrange(max(0, (layer - 3) * width), layer * width)
        links.add((f"t{before}", f"t{behind}"))
    return tasks, sorted(links)


def floor(tasks: list[tuple[str, int]], links: list[tuple[str, str]]) -> list[int]:
    """Total float of every task [day]."""
    index = {task: number for number, (task, _) in enumerate(tasks)}
    count = len(tasks)
    followers: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for before, behind in links:
        number = index[behind]
        followers[index[before]].append(number)
        waiting[number] += 1
    order = [number for number in range(count) if not waiting[number]]
    start = [0] * count
    length = [duration for _, duration in tasks]
    for number in order:
        finish = start[number] + length[number]
        for follower in followers[number]:
            start[follower] = max(start[follower], finish)
            waiting[follower] -= 1
            if not waiting[follower]:
                order.append(follower)
    return _floats(order, followers, start, length)


def compiled(
    tasks: list[tuple[str, int]], links: list[tuple[str, str]]
) -> tuple[list[int], list[list[int]], list[int]]:
    """Topological order, followers and lengths, all by index."""
    index = {task: number for number, (task, _) in enumerate(tasks)}
    count = len(tasks)
    followers: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for before, behind in links:
        number = index[behind]
        followers[index[before]].append(number)
        waiting[number] += 1
    order = [number for number in range(count) if not waiting[number]]
    for number in order:
        for follower in followers[number]:
            waiting[follower] -= 1
            if not waiting[follower]:
                order.append(follower)
    return order, followers, [duration for _, duration in tasks]


def passes(order: list[int], followers: list[list[int]], length: list[int]) -> list[int]:
    """The passes alone: total float of every task [day]."""
    count = len(length)
    start = [0] * count
    for number in order:
        finish = start[number] + length[number]
        for follower in followers[number]:
            start[follower] = max(start[follower], finish)
    return _floats(order, followers, start, length)


def _floats(order: list[int], followers: list[list[int]], start: list[int], length: list[int]) -> list[int]:
    """The pass backward, and total float."""
    count = len(length)
    end = max(start[number] + length[number] for number in range(count))
    late = [end] * count
    for number in reversed(order):
        latest = end
        for follower in followers[number]:
            latest = min(latest, late[follower])
        late[number] = latest - length[number]
    return [late[number] - start[number] for number in range(count)]


def in_turns(jobs: dict[str, Callable[[], object]], *, rounds: int = 7) -> dict[str, float]:
    """Median CPU time of each job [s], all of them once a round so that drift hits them alike.

    Where a job returns a function, that is what is timed: all before it was getting ready.
    """
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            gc.collect()
            begun = time.process_time()
            found = job()
            if isinstance(found, FunctionType):
                gc.collect()
                begun = time.process_time()
                found = found()
            taken[name].append(time.process_time() - begun)
            del found
    return {name: statistics.median(times) for name, times in taken.items()}

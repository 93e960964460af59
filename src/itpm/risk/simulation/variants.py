"""The same luck, with some causes switched off: what comparisons are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from itpm.risk.simulation.estimates import rank_of
from itpm.risk.simulation.kernel import Kernel
from itpm.risk.simulation.running import kernel_of


def variant(
    kernel: Kernel,
    counts: Sequence[int],
    setting: tuple[bool, tuple[str, ...]],
    of: Literal["finish", "cost"],
    percent: float,
) -> float:
    """A percentile of finish [s] or cost [currency], by what is switched off: the estimates' uncertainty, some causes."""
    still, off = setting
    outcomes = (kernel.run(n, count, still=still, off=off, trace=False) for n, count in enumerate(counts))
    values = np.concatenate([outcome.finish if of == "finish" else outcome.cost for outcome in outcomes])
    return float(np.sort(values)[rank_of(percent, len(values))])


def run_variant(
    payload: bytes,
    counts: Sequence[int],
    of: Literal["finish", "cost"],
    percent: float,
    setting: tuple[bool, tuple[str, ...]],
) -> float:
    """The same of a pickled recipe: what a worker does."""
    return variant(kernel_of(payload), counts, setting, of, percent)


def finish_and_cost(kernel: Kernel, counts: Sequence[int], percent: float) -> tuple[float, float]:
    """A percentile of the finish [s] and the mean cost [currency]."""
    outcomes = [kernel.run(number, count, trace=False) for number, count in enumerate(counts)]
    finish = np.sort(np.concatenate([outcome.finish for outcome in outcomes]))
    cost = np.concatenate([outcome.cost for outcome in outcomes])
    return float(finish[rank_of(percent, len(finish))]), float(cost.mean())


def shuffled(count: int, seed: int, number: int) -> tuple[int, ...]:
    """The `number`-th random order of so many things, from raw bits alone."""
    bits = np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(1 << 30, number)))
    return tuple(np.argsort(np.asarray(bits.random_raw(count), dtype=np.uint64), kind="stable").tolist())

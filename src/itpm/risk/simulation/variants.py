"""The same luck, with some causes switched off: what comparisons are made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal

import numpy as np
from numpy.random import SFC64, SeedSequence
from numpy.typing import NDArray

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
    values = varied(kernel, counts, of, setting)
    return float(np.sort(values)[rank_of(percent, len(values))])


def varied(
    kernel: Kernel, counts: Sequence[int], of: Literal["finish", "cost"], setting: tuple[bool, tuple[str, ...]]
) -> NDArray[Any]:
    """Finish [s] or cost [currency] of every iteration, by what is switched off: the estimates' uncertainty, some causes."""
    still, off = setting
    outcomes = (kernel.run(n, count, still=still, off=off, trace=False) for n, count in enumerate(counts))
    return np.concatenate([outcome.finish if of == "finish" else outcome.cost for outcome in outcomes])


def run_variant(
    payload: bytes,
    counts: Sequence[int],
    of: Literal["finish", "cost"],
    percent: float,
    setting: tuple[bool, tuple[str, ...]],
) -> float:
    """The same percentile of a pickled recipe: what a worker does."""
    return variant(kernel_of(payload), counts, setting, of, percent)


def run_varied(
    payload: bytes, counts: Sequence[int], of: Literal["finish", "cost"], setting: tuple[bool, tuple[str, ...]]
) -> NDArray[Any]:
    """The same iterations of a pickled recipe: what a worker does."""
    return varied(kernel_of(payload), counts, of, setting)


def finish_and_cost(kernel: Kernel, counts: Sequence[int], off: Collection[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Finish [s] and cost [currency] of every iteration, with some causes switched off."""
    outcomes = [kernel.run(number, count, off=off, trace=False) for number, count in enumerate(counts)]
    finish = np.concatenate([outcome.finish for outcome in outcomes])
    return finish, np.concatenate([outcome.cost for outcome in outcomes])


def all_finished_and_paid(projects: Sequence[tuple[NDArray[Any], NDArray[Any]]], percent: float) -> tuple[float, float]:
    """A percentile of the last finish [s] and the mean of the summed cost [currency], of finishes and costs by project."""
    finish = np.sort(np.maximum.reduce([own for own, _ in projects]))
    return float(finish[rank_of(percent, len(finish))]), float(np.add.reduce([own for _, own in projects]).mean())


def shuffled(count: int, seed: int, number: int) -> tuple[int, ...]:
    """The `number`-th random order of so many things, from raw bits alone."""
    bits = SFC64(SeedSequence(seed, spawn_key=(1 << 30, number)))
    return tuple(np.argsort(np.asarray(bits.random_raw(count), dtype=np.uint64), kind="stable").tolist())

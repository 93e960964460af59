from __future__ import annotations

import pickle
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from typing import Any

import numpy as np
import pytest

from itpm.risk.simulation import RiskDriver, SimulationInterrupted, simulate

from tests.risk.simulation.test_simulate import REGISTER, rollout


@pytest.mark.parametrize("sampling", ["random", "latin_hypercube"])
def test_any_number_of_workers_gives_the_same_bytes(sampling):
    arguments = {
        "iterations": 9_000,
        "seed": 4,
        "sampling": sampling,
        "drivers": [RiskDriver("x", probability=0.5, factor=1.2, on=["build"])],
    }
    alone = simulate(rollout(), REGISTER, **arguments)
    for workers in (1, 2):
        with ProcessPoolExecutor(workers) as pool:
            assert simulate(rollout(), REGISTER, executor=pool, **arguments).to_bytes() == alone.to_bytes()
    with ThreadPoolExecutor(3) as pool:
        assert simulate(rollout(), REGISTER, executor=pool, **arguments) == alone


def test_a_seed_decides_and_fewer_iterations_are_the_first_of_more():
    one, other, more = (simulate(rollout(), iterations=n, seed=s) for n, s in ((3_000, 1), (3_000, 2), (5_000, 1)))
    assert one == simulate(rollout(), iterations=3_000, seed=1) != other
    assert more.values_of("finish")[:3_000].tolist() == one.values_of("finish").tolist()
    assert one.extended(5_000) == more


def test_a_result_travels():
    found = simulate(rollout(), REGISTER, iterations=3_000, seed=1)
    again = pickle.loads(pickle.dumps(found))
    assert (again, str(again), hash(again)) == (found, str(found), hash(found))
    assert again.drivers(80) == found.drivers(80)


def test_progress_is_told_and_stops_what_nobody_needs():
    told = []
    found = simulate(rollout(), iterations=9_000, seed=1, progress=lambda done, wanted: told.append((done, wanted)))
    assert told == [(2048, 9000), (4096, 9000), (6144, 9000), (8192, 9000), (9000, 9000)]
    stopped = simulate(rollout(), iterations=9_000, seed=1, progress=lambda done, _: done < 4_000)
    assert (stopped.iterations, stopped.is_complete) == (4096, False)
    assert "4,096 iterations, seed 1, scheduled many at once; 9,000 were wanted" in str(stopped)
    assert stopped.extended(9_000) == found


def test_an_interruption_loses_nothing():
    def impatient(done, _):
        if done > 4_000:
            raise KeyboardInterrupt

    with pytest.raises(SimulationInterrupted) as interrupted:
        simulate(rollout(), iterations=9_000, seed=1, progress=impatient)
    found = interrupted.value.result
    assert found is not None
    assert found.iterations == 4096


class AtOnce(Executor):
    """Computes what it is given at once; from some job on it is cancelled, or its workers have gone."""

    def __init__(self, jobs: int = 1_000, then: type[Exception] = CancelledError):
        self.jobs, self.then = jobs, then

    def submit(self, job, /, *args, **kwargs):
        future: Future[Any] = Future()
        self.jobs -= 1
        if self.jobs >= 0:
            future.set_result(job(*args, **kwargs))
        elif self.then is CancelledError:
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_exception(self.then("the workers have gone"))
        return future


@pytest.mark.parametrize("then", [CancelledError, BrokenExecutor])
def test_an_executor_that_is_cancelled_or_breaks_loses_nothing_that_is_done(then):
    with pytest.raises(SimulationInterrupted) as interrupted:
        simulate(rollout(), iterations=9_000, seed=1, executor=AtOnce(2, then))
    found = interrupted.value.result
    assert found is not None
    assert found.iterations == 4096
    assert found.extended(9_000) == simulate(rollout(), iterations=9_000, seed=1)


def test_an_interruption_keeps_what_an_executor_has_done_since():
    def impatient(*_):
        raise KeyboardInterrupt

    with pytest.raises(SimulationInterrupted) as interrupted:
        simulate(rollout(), iterations=9_000, seed=1, executor=AtOnce(), progress=impatient)
    assert interrupted.value.result == simulate(rollout(), iterations=9_000, seed=1)


def test_an_executor_that_never_begins_leaves_no_result():
    with pytest.raises(SimulationInterrupted) as interrupted:
        simulate(rollout(), iterations=9_000, seed=1, executor=AtOnce(0))
    assert interrupted.value.result is None


def test_it_stops_at_the_wanted_precision():
    found = simulate(rollout(), iterations=200_000, seed=1, within=0.25)
    low, high = found.finish.interval(80)
    assert found.iterations < 60_000
    assert rollout().calendar.working_minutes(low, high) <= 2 * 0.25 * 480


def test_a_latin_hypercube_needs_fewer_iterations():
    def means(sampling):
        return [simulate(rollout(), iterations=2048, seed=s, sampling=sampling).finish.values.mean() for s in range(12)]

    assert np.std(means("latin_hypercube")) < 0.35 * np.std(means("random"))

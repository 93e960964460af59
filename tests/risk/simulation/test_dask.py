"""A real local Dask cluster's executor; the test is skipped, visibly, where Dask is not installed."""

from __future__ import annotations

import pytest

from itpm.risk.simulation import simulate

from tests.risk.simulation.test_simulate import REGISTER, rollout

distributed = pytest.importorskip("distributed", reason="dask[distributed] is not installed")


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_bytes():
    alone = simulate(rollout(), REGISTER, iterations=9_000, seed=4)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = simulate(rollout(), REGISTER, iterations=9_000, seed=4, executor=client.get_executor(pure=False))
    assert found.to_bytes() == alone.to_bytes()

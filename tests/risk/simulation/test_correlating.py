from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.model import Plan, Task
from itpm.risk import RiskError
from itpm.risk.simulation import Correlation, simulate
from itpm.risk.simulation.correlating import (
    iman_conover,
    nearest_correlation,
    ranks,
    target_scores,
    van_der_waerden,
)
from itpm.risk.simulation.kernel import Kernel
from itpm.risk.simulation.recipes import BLOCK

from tests.risk.simulation.support import recipe
from tests.support import oracle


@pytest.fixture(scope="module")
def published():
    return json.loads((oracle("published") / "iman_conover.json").read_text())


def test_the_worked_example_of_the_actuaries_comes_out_to_the_last_value(published):
    scores = np.array(published["M"])
    targets = target_scores(scores, np.array(published["S"]))
    assert np.abs(targets - np.array(published["T"])).max() < 2e-4
    found = iman_conover(published["X"], published["S"], scores=scores)
    assert found.tolist() == published["Y"]
    assert np.corrcoef(found.T) == pytest.approx(np.array(published["achieved"]), abs=0.006)


def test_scores_have_the_published_scale(published):
    expected = np.sort(np.array(published["M"])[:, 0])
    assert np.sort(van_der_waerden(20)) == pytest.approx(expected, abs=2e-3)


def test_reordering_keeps_every_column(published):
    found = iman_conover(published["X"], published["S"], scores=published["M"])
    assert np.sort(found, axis=0).tolist() == np.sort(np.array(published["X"]), axis=0).tolist()


SYMMETRIC = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.floats(-1, 1), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2).map(
        lambda values: symmetric(n, values)
    )
)


def symmetric(count, values):
    matrix = np.eye(count)
    matrix[np.triu_indices(count, 1)] = values
    return matrix + matrix.T - np.eye(count)


@given(SYMMETRIC)
def test_the_nearest_matrix_is_possible_and_a_possible_one_is_itself(matrix):
    found = nearest_correlation(matrix)
    assert np.linalg.eigvalsh(found)[0] >= -1e-9
    assert np.diag(found) == pytest.approx(1.0)
    assert found == pytest.approx(found.T)
    if np.linalg.eigvalsh(matrix)[0] >= 0:
        assert found == pytest.approx(matrix)
    again = nearest_correlation(found)
    assert again == pytest.approx(found, abs=1e-6)


def test_highams_example_is_repaired_as_published():
    # Higham (2002), section 1: the matrix of ones and zeros on three diagonals
    found = nearest_correlation([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    assert found == pytest.approx(np.array([[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]), abs=1e-4)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 0.5]], "expected a square matrix, got shape (1, 2)"),
        ([[1, 0.5], [0.4, 1]], "expected a symmetric matrix with entries from -1 to 1"),
        ([[1, 1.5], [1.5, 1]], "expected a symmetric matrix with entries from -1 to 1"),
        ([[0.9, 0.5], [0.5, 1]], "expected ones on the diagonal"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(matrix, message):
    with pytest.raises(RiskError, match=message.replace("(", r"\(").replace(")", r"\)")):
        nearest_correlation(matrix)


def test_columns_and_scores_must_fit():
    with pytest.raises(RiskError, match="shapes of columns, scores and correlation do not fit"):
        iman_conover([[1, 2], [3, 4]], [[1, 0], [0, 1]], scores=[[1], [2]])


def plan_of(count=4):
    return Plan("P", start="2026-01-05", tasks=[Task(f"t{n}", ("2d", "4d", "10d")) for n in range(count)])


def spearman(rows):
    return np.corrcoef(ranks(rows.T).T)


@pytest.mark.parametrize("method", ["copula", "iman_conover"])
@pytest.mark.parametrize("sampling", ["random", "latin_hypercube"])
def test_drawn_durations_have_the_rank_correlation_asked_for(method, sampling):
    wanted = [Correlation(["t0", "t1"], 0.8), Correlation(["t1", "t2"], -0.4)]
    kernel = Kernel(recipe(plan_of(), correlations=wanted, method=method, sampling=sampling))
    drawn = np.concatenate([kernel.amounts.drawn(kernel.deck.hand(n)) for n in range(5)], axis=1)
    found = spearman(drawn)
    assert found[0, 1] == pytest.approx(0.8, abs=0.03)
    assert found[1, 2] == pytest.approx(-0.4, abs=0.03)
    assert found[0, 2] == pytest.approx(0.0, abs=0.05)
    assert found[0, 3] == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("method", ["copula", "iman_conover"])
@given(rank=st.floats(-1, 1))
def test_no_correlation_moves_a_marginal(method, rank):
    free = Kernel(recipe(plan_of(), sampling="latin_hypercube"))
    bound = Kernel(
        recipe(plan_of(), sampling="latin_hypercube", correlations=[Correlation(["t0", "t1"], rank)], method=method)
    )
    alone, together = (kernel.amounts.drawn(kernel.deck.hand(0)) for kernel in (free, bound))
    if method == "iman_conover":
        assert np.sort(together, axis=1).tolist() == np.sort(alone, axis=1).tolist()
    percents = [10, 50, 80, 95]
    for one, other in zip(
        np.percentile(alone, percents, axis=1), np.percentile(together, percents, axis=1), strict=True
    ):
        assert other == pytest.approx(one, rel=0.06)
    assert len(alone[0]) == BLOCK


def test_an_impossible_matrix_is_repaired_and_simulated():
    wanted = [Correlation(["t0", "t1"], 0.9), Correlation(["t1", "t2"], 0.9), Correlation(["t0", "t2"], -0.9)]
    found = simulate(plan_of(), iterations=500, seed=1, correlations=wanted)
    assert found.iterations == 500


def test_a_task_without_uncertainty_has_nothing_to_correlate():
    plan = Plan("P", start="2026-01-05", tasks=[Task("a", ("2d", "4d", "10d")), Task("b", "2d")])
    with pytest.raises(RiskError, match="'b' has no uncertain duration to correlate"):
        simulate(plan, iterations=10, seed=1, correlations=[Correlation(["a", "b"], 0.5)])

from __future__ import annotations

import json
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.risk import RiskError
from itpm.risk.simulation import (
    Branch,
    Correlation,
    Discrete,
    Distribution,
    Fixed,
    LogNormal,
    Normal,
    Percentiles,
    Pert,
    Quantiles,
    RiskDriver,
    Triangular,
    Uniform,
)
from itpm.risk.simulation.tabulating import pert_ticks, table_of

from tests.support import oracle

PERCENTS = ("P5", "P10", "P50", "P80", "P90", "P95")
NUMBERS = st.floats(0, 1e4).map(lambda value: round(value, 3))
THREE = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted)


def published(name: str):
    return json.loads((oracle("published") / "schedule_risk_analytic.json").read_text())[name]


@st.composite
def distributions(draw) -> Distribution:
    low, mode, high = draw(THREE)
    return draw(
        st.sampled_from(
            (
                Fixed(low),
                Pert(low, mode, high),
                Pert(low, mode, high, weight=2),
                Triangular(low, mode, high),
                Uniform(low, high),
                Normal(mode, 1 + low),
                LogNormal(1 + mode, 0.3),
                Discrete({low: 0.2, mode + 0.5: 0.3, high + 1: 0.5}),
                Percentiles({10: low, 50: mode + 1, 90: high + 2}),
                Quantiles(lambda share: low + high * share**2),
            )
        )
    )


def test_triangular_means_deviations_and_percentiles_are_the_published_ones():
    for case in published("triangular"):
        found = Triangular(case["a"], case["m"], case["b"])
        assert found.mean == pytest.approx(case["mean"])
        assert found.standard_deviation == pytest.approx(case["sd"])
        assert [found.quantile(int(p[1:]) / 100) for p in PERCENTS] == pytest.approx([case[p] for p in PERCENTS])


def test_beta_pert_means_deviations_and_percentiles_are_the_published_ones():
    for case in published("pert_beta"):
        found = Pert(case["a"], case["m"], case["b"], weight=case["lam"])
        assert found.shape == pytest.approx((case["alpha"], case["beta"]))
        assert (found.mean, found.variance) == pytest.approx((case["mean"], case["var_exact"]))
        assert [found.quantile(int(p[1:]) / 100) for p in PERCENTS] == pytest.approx([case[p] for p in PERCENTS])


@given(distributions(), st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_quantiles_rise_with_their_share(found, one, other):
    low, high = sorted((one, other))
    assert found.quantile(low) <= found.quantile(high) + 1e-9


@given(distributions())
def test_mean_and_variance_are_those_of_the_quantiles(found):
    values = np.array([found.quantile((k + 0.5) / 2000) for k in range(2000)])
    scale = 1 + abs(found.mean) + found.standard_deviation
    assert found.mean == pytest.approx(values.mean(), abs=2e-2 * scale)
    assert found.standard_deviation == pytest.approx(values.std(), abs=3e-2 * scale)


@given(distributions(), st.sampled_from((12, 14)))
def test_a_table_holds_the_quantiles_in_the_middle_of_equal_slices(found, bits):
    table, count = table_of(found, bits), 1 << bits
    scale = 1e-9 + 2e-4 * (found.quantile(0.999) - found.quantile(0.001)) + 1e-9 * abs(found.mean)
    for place in (0, 1, count // 10, count // 2, count - 2, count - 1):
        assert table[place] == pytest.approx(found.quantile((place + 0.5) / count), abs=scale)
    assert (np.diff(table) >= -1e-9).all()


@pytest.mark.parametrize("mode", [0.0, 0.0031, 0.25, 0.4999, 0.77, 1.0])
def test_tables_of_pert_shapes_that_share_a_family_are_off_by_less_than_a_hundred_thousandth(mode):
    found = Pert(0, mode, 1)
    table = table_of(found, 12)
    exact = [found.quantile((place + 0.5) / 4096) for place in range(0, 4096, 64)]
    assert np.abs(table[::64] - exact).max() < 2e-5


@given(st.lists(THREE, min_size=1, max_size=70), st.sampled_from((2.0, 4.0)))
def test_pert_tables_made_together_are_those_made_one_by_one_in_whole_numbers(points, weight):
    rows = pert_ticks(np.array(points), weight, 11, np.int32)
    single = [table_of(Pert(*three, weight=weight), 11) for three in points]
    assert rows.shape == (len(points), 2048)
    assert np.abs(rows - np.array(single)).max() <= 0.502


def test_a_lognormal_is_made_from_its_mean_and_deviation():
    found = LogNormal.of_mean(20, 5)
    assert (found.mean, found.standard_deviation) == pytest.approx((20, 5))
    assert found.quantile(0.5) == pytest.approx(found.median)


def test_percentiles_are_held_to_and_the_ends_follow_the_slope():
    found = Percentiles({20: 10, 60: 14, 80: 20})
    assert [found.quantile(share) for share in (0.2, 0.6, 0.8)] == [10, 14, 20]
    assert (found.quantile(0), found.quantile(1)) == pytest.approx((8, 26))
    assert found.mean == pytest.approx(0.2 * 9 + 0.4 * 12 + 0.2 * 17 + 0.2 * 23)


def test_distributions_are_values():
    assert Pert(1, 2, 4) == Pert(1, 2, 4) != Pert(1, 2, 4, weight=2)
    assert pickle.loads(pickle.dumps(Discrete({1: 0.5, 2: 0.5}))) == Discrete([(2, 0.5), (1, 0.5)])
    assert len({Uniform(1, 2), Uniform(1, 2), Uniform(1, 3)}) == 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Pert(3, 2, 4), "pert: expected optimistic <= most likely <= pessimistic, got 3, 2, 4"),
        (lambda: Pert(1, 2, 3, weight=-1), "pert.weight: expected a number of 0 or more, got -1"),
        (lambda: Triangular(1, "x", 3), "triangular: expected optimistic <= most likely <= pessimistic, got 1, nan, 3"),
        (lambda: Uniform(3, 2), "uniform: expected optimistic <= most likely <= pessimistic, got 3, 3, 2"),
        (lambda: Normal(1, -1), "normal.standard_deviation: expected a number of 0 or more, got -1"),
        (lambda: LogNormal(0, 1), "lognormal.median: expected a number of more, got 0"),
        (lambda: Fixed(math.inf), "fixed: expected a number, got inf"),
        (lambda: Discrete({1: 0.5}), "discrete: expected probabilities of 0 or more that sum to 1, got a sum of 0.5"),
        (
            lambda: Percentiles({50: 1}),
            "percentiles: expected two or more percents from 0 to 100 with ascending values",
        ),
        (lambda: RiskDriver("x", probability=2, factor=1.2, on=["a"]), "expected a probability from 0 to 1"),
        (
            lambda: RiskDriver("x", probability=0.2, factor=(1, 2), on=["a"]),
            "expected a factor like 1.2, three of them or",
        ),
        (lambda: RiskDriver("x", probability=0.2, factor=(-1, 0, 1), on=["a"]), "a factor is 0 or more"),
        (lambda: Branch("x", {"a": 0.5, "b": 0.4}), "that sum to 1, got a sum of 0.9"),
        (lambda: Branch("x", {"a": 1}, tasks={"b": ["t"]}), "there is no outcome 'b', expected one of a"),
        (lambda: Correlation(["a"], 0.5), "expected two or more different names"),
        (lambda: Correlation(["a", "b"], 1.5), "expected a coefficient from -1 to 1, got 1.5"),
    ],
)
def test_what_cannot_be_is_refused(make, message):
    with pytest.raises(RiskError) as refused:
        make()
    assert message in str(refused.value)


def test_a_distribution_without_a_quantile_function_says_so():
    with pytest.raises(TypeError, match="Distribution defines no quantile function"):
        Distribution().quantile(0.5)

from __future__ import annotations

import json
import math
from datetime import datetime

import pytest

from itpm.model import Plan, Task, WorkCalendar
from itpm.risk import RiskError
from itpm.risk.simulation import Normal, analytic_estimate, clark_maximum, expected_plan, simulate
from itpm.scheduling import schedule

from tests.support import oracle

CLOCK = WorkCalendar.continuous()


@pytest.fixture(scope="module")
def published():
    return json.loads((oracle("published") / "schedule_risk_analytic.json").read_text())


def test_clarks_maximum_of_two_normals_is_the_published_one(published):
    for case in published["clark_max_of_two_normals"]:
        one, other = (case["mu1"], case["sd1"]), (case["mu2"], case["sd2"])
        found = clark_maximum(one, other, correlation=case["rho"])
        assert found == pytest.approx((case["mean_max"], case["var_max"], case["P_path1_longer"]))


def test_the_maximum_of_equal_certain_values_is_that_value():
    assert clark_maximum((5, 0), (5, 0)) == (5, 0, 1.0)
    assert clark_maximum((5, 2), (4, 2), correlation=1) == (5, 4, 1.0)


@pytest.mark.parametrize("arguments", [((1, -1), (1, 1), 0), ((1, 1), (1, 1), 2)])
def test_what_is_no_pair_of_normals_is_refused(arguments):
    one, other, rho = arguments
    with pytest.raises(RiskError, match="expected deviations of 0 or more and a correlation from -1 to 1"):
        clark_maximum(one, other, correlation=rho)


def test_the_expected_latest_of_several_equal_paths_is_near_the_order_statistics_table(published):
    table = published["expected_max_of_n_iid_std_normals"]
    for count in (2, 3, 5, 10):
        names = [f"t{n}" for n in range(count)]
        plan = Plan("max", start="2026-01-05", calendar=CLOCK, tasks=[Task(name, "10d") for name in names])
        found = analytic_estimate(plan, durations={name: Normal(10, 1) for name in names})
        assert found.clark.mean / 86_400 - 10 == pytest.approx(table[str(count)], abs=0.02)


def test_the_pert_example_of_the_encyclopaedia_comes_out():
    case = json.loads((oracle("published") / "pert_wikipedia.json").read_text())
    tasks = [Task(a["name"], [f"{a[k]}d" for k in "amb"], after=a["pred"]) for a in case["activities"]]
    plan = Plan("PERT", start="2026-01-05", calendar=CLOCK, tasks=tasks)
    found, expected, zero = schedule(expected_plan(plan)), case["expected"], datetime(2026, 1, 5)

    def days(at: datetime) -> float:
        return (at - zero).total_seconds() / 86_400

    for row in found:
        numbers = (row.early_start, row.early_finish, row.late_start, row.late_finish)
        names = ("ES", "EF", "LS", "LF")
        assert [days(n) for n in numbers] == pytest.approx([expected[n][row.id] for n in names], abs=case["tol"])
        assert row.total_float.minutes / 1440 == pytest.approx(expected["slack"][row.id], abs=case["tol"])
    assert list(found.critical_path) == expected["critical"]
    estimate = analytic_estimate(plan)
    assert estimate.path == tuple(expected["critical"])
    assert estimate.pert.mean / 86_400 == pytest.approx(expected["duration"], abs=case["tol"])


def test_variances_add_along_a_chain_as_in_the_second_moment_method(published):
    case = published["second_moment"]["cases"][0]
    tasks = [Task("t0", "1d"), Task("t1", "1d", after=["t0"]), Task("t2", "1d", after=["t1"])]
    durations = {f"t{n}": Normal(case["mean"][n], math.sqrt(case["var"][n])) for n in range(3)}
    found = analytic_estimate(Plan("sum", start="2026-01-05", calendar=CLOCK, tasks=tasks), durations=durations)
    for time in (found.pert, found.clark):
        assert (time.mean / 86_400, time.deviation / 86_400) == pytest.approx((case["total_mean"], case["total_sd"]))


def test_clark_sees_what_paths_share():
    tasks = [
        Task("a", ("5d", "10d", "15d")),
        *(Task(n, "2d", after=["a"]) for n in "bc"),
        Task("d", "0d", after=["b", "c"]),
    ]
    found = analytic_estimate(Plan("shared", start="2026-01-05", calendar=CLOCK, tasks=tasks))
    assert found.clark.mean == pytest.approx(found.pert.mean)
    assert found.clark.deviation == pytest.approx(found.pert.deviation)


def test_clark_is_near_the_simulation_where_paths_merge_and_pert_is_not():
    tasks = [Task(f"t{n}", ("80d", "100d", "120d")) for n in range(4)]
    plan = Plan("merge", start="2026-01-05", calendar=CLOCK, tasks=tasks)
    estimate, found = analytic_estimate(plan), simulate(plan, iterations=20_000, seed=3)
    assert estimate.probability(estimate.finish(80)) == pytest.approx(0.8, abs=0.001)
    truth = found.finish.mean_estimate().value
    start = datetime(2026, 1, 5)
    clark, pert = ((estimate.finish(50, by=way) - start).total_seconds() for way in ("clark", "pert"))
    simulated = truth - (start - datetime(1970, 1, 1)).total_seconds()
    assert abs(clark - simulated) < 0.5 * 86_400 < 6 * 86_400 < abs(pert - simulated)


def test_what_the_formulas_do_not_see_is_said():
    plan = Plan(
        "all",
        start="2026-01-05",
        calendars={"lab": CLOCK},
        tasks=[Task("a", ("1d", "2d", "3d"), calendar="lab", constraints=["SNET 2026-01-07"]), Task("b", "3ed")],
    )
    found = analytic_estimate(plan)
    assert found.misses == (
        "further calendars; all work is counted in the plan's",
        "constraints on dates",
        "durations on the clock",
        "risks that may or may not occur, and correlation between tasks",
    )
    assert "not seen: constraints on dates" in str(found)

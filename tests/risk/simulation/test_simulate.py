from __future__ import annotations

import json
from datetime import datetime, timedelta

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm.errors import MissingExtraError, UnknownTaskError
from itpm.model import Assignment, Money, Plan, Progress, Rate, Resource, Task, WorkCalendar
from itpm.risk import Mitigate, Opportunity, RiskError, RiskRegister, RiskStatus, Threat
from itpm.risk.simulation import (
    Branch,
    Discrete,
    Fixed,
    Pert,
    RiskDriver,
    Triangular,
    Uniform,
    running,
    simulate,
)
from itpm.scheduling import schedule

from tests import strategies
from tests.support import oracle

CLOCK = WorkCalendar.continuous()
ZERO = datetime(2026, 1, 5)


@pytest.fixture(scope="module")
def published():
    return json.loads((oracle("published") / "schedule_risk_analytic.json").read_text())


def days(found):
    """Finishes in days from the start, in order of the iterations."""
    return (found.values_of("finish") - (ZERO - datetime(1970, 1, 1)).total_seconds()) / 86_400


def diamond():
    tasks = [Task("A", "2d"), Task("B", "5d", after=["A"]), Task("C", "6d", after=["A"])]
    return Plan("diamond", start=ZERO, calendar=CLOCK, tasks=[*tasks, Task("D", "1d", after=["B", "C"])])


def rollout(**changed):
    tasks = [
        Task("charter", "3d"),
        Task("design", ("8d", "10d", "15d"), after=["charter"]),
        Task("build", ("15d", "20d", "32d"), after=["design"]),
        Task("train", "5d", after=["build SS+10d"]),
        Task("golive", "0d", after=["build", "train FS+1d"]),
    ]
    return Plan("CRM rollout", start="2026-01-05", tasks=tasks, **changed)


REGISTER = RiskRegister(
    [
        Threat(
            "vendor late",
            probability=0.3,
            delay=("5d", "10d", "20d"),
            cost="40k EUR",
            on=["build"],
            response=Mitigate("second source", cost="8k EUR", probability=0.1),
        ),
        Opportunity("re-use portal", probability=0.4, delay="-4d", cost="-5k EUR", on=["build"]),
    ]
)


# --- known answers ---------------------------------------------------------------------------------


def test_a_discrete_network_has_its_exact_distribution_and_criticality(published):
    case = published["exact_discrete_network"]
    durations = {name: Discrete({float(k): p for k, p in case[name].items()}) for name in "ABCD"}
    found = simulate(diamond(), iterations=40_000, seed=11, durations=durations)
    finish = days(found)
    for value, probability in case["distribution"].items():
        assert float(np.mean(finish == float(value))) == pytest.approx(probability, abs=0.008)
    assert finish.mean() == pytest.approx(case["mean"], abs=0.04)
    assert finish.var() == pytest.approx(case["var"], abs=0.1)
    critical = found.criticality()
    for name, share in case["criticality"].items():
        assert critical[name].value == pytest.approx(share, abs=0.01)


def test_a_value_of_one_in_ten_thousand_is_drawn_as_often_as_it_should_be_beside_a_smooth_one():
    tasks = [Task("rare", "1d"), Task("smooth", ("10d", "20d", "40d"))]
    durations = {"rare": Discrete({1: 0.9999, 100: 0.0001})}
    plan = Plan("two", start=ZERO, calendar=CLOCK, tasks=tasks)
    found = simulate(plan, iterations=200_000, seed=3, durations=durations, watch=["rare", "smooth"])
    assert found["rare"].probability(ZERO + timedelta(days=50)).value == pytest.approx(0.9999, abs=0.00007)
    pert = Pert(10, 20, 40)
    in_days = (found["smooth"].values - (ZERO - datetime(1970, 1, 1)).total_seconds()) / 86_400
    assert (in_days.mean(), in_days.std()) == pytest.approx((pert.mean, pert.standard_deviation), rel=0.005)


def test_merging_paths_are_as_late_as_published(published):
    for case in published["merge_bias_triangular_80_100_120"]["cases"]:
        tasks = [Task(f"t{n}", "100d") for n in range(case["n_parallel"])]
        plan = Plan("merge", start=ZERO, calendar=CLOCK, tasks=tasks)
        durations = {task.id: Triangular(80, 100, 120) for task in tasks}
        found = simulate(plan, iterations=20_000, seed=5, durations=durations)
        assert np.percentile(days(found), [50, 80]) == pytest.approx([case["exact_P50"], case["exact_P80"]], abs=0.25)
        assert found.probability(finish=ZERO + timedelta(days=100)).value == pytest.approx(case["P_le_100"], abs=0.012)


def test_a_correlated_sum_has_the_published_variance_and_its_mean_does_not_move(published):
    from itpm.risk.simulation import Correlation, Normal

    case = published["pra_mcs"]
    tasks = [Task("a", "1d"), Task("b", "1d", after=["a"]), Task("c", "1d", after=["b"])]
    durations = {"a": Normal(10, 2), "b": Triangular(5, 10, 15), "c": Uniform(8, 12)}
    plan = Plan("sum", start=ZERO, calendar=CLOCK, tasks=tasks)
    pairs = [Correlation(list(names), rank) for names, rank in (("ab", 0.5), ("ac", 0.3), ("bc", 0.4))]
    for correlations, variance in ((pairs, "exact_var_with_given_pearson"), ([], "exact_var_independent")):
        found = days(simulate(plan, iterations=40_000, seed=2, durations=durations, correlations=correlations))
        assert found.mean() == pytest.approx(case["exact_mean"], abs=0.08)
        assert found.var() == pytest.approx(case[variance], rel=0.05)


# --- risks, drivers, branches ------------------------------------------------------------------------


def chain():
    tasks = [Task("a", "10d"), Task("b", "10d", after=["a"]), Task("c", "10d", after=["b"])]
    return Plan("chain", start=ZERO, calendar=CLOCK, tasks=tasks)


def test_a_driver_multiplies_all_tasks_it_touches_by_one_factor():
    driver = RiskDriver("platform", probability=0.25, factor=2, on=["a", "b"])
    finish = days(simulate(chain(), iterations=8_000, seed=1, drivers=[driver]))
    assert set(finish.tolist()) == {30.0, 50.0}
    assert float(np.mean(finish == 50)) == pytest.approx(0.25, abs=0.015)


def test_drivers_in_series_multiply_and_of_parallel_ones_the_worst_counts():
    first = RiskDriver("one", probability=1, factor=2, on=["a"])
    second = RiskDriver("two", probability=1, factor=1.5, on=["a"])
    assert set(days(simulate(chain(), iterations=10, seed=1, drivers=[first, second]))) == {50.0}
    beside = [attrs.evolve(driver, parallel="audit") for driver in (first, second)]
    assert set(days(simulate(chain(), iterations=10, seed=1, drivers=beside))) == {40.0}
    helpful = [attrs.evolve(driver, factor=factor) for driver, factor in zip(beside, (0.5, 0.8), strict=True)]
    assert set(days(simulate(chain(), iterations=10, seed=1, drivers=helpful))) == {25.0}


def test_a_risk_strikes_every_task_it_is_on_and_costs_once():
    threat = Threat("flood", probability=1, delay="3ed", cost="5k EUR", on=["a", "c"])
    clock = attrs.evolve(chain(), tasks=[attrs.evolve(t, duration="10ed") for t in chain().tasks])
    found = simulate(clock, RiskRegister([threat]), iterations=10, seed=1)
    assert set(days(found)) == {36.0}
    assert found.cost.p50 == Money(5000, "EUR")


def test_an_opportunity_never_makes_a_task_shorter_than_nothing():
    gift = Opportunity("gift", probability=1, delay="-30d", on=["b"])
    assert set(days(simulate(chain(), RiskRegister([gift]), iterations=10, seed=1))) == {20.0}


def test_of_a_branch_one_outcome_happens():
    tasks = [*chain().tasks, Task("repair", "5d", after=["c"]), Task("retest", "1d", after=["repair"])]
    branch = Branch("acceptance", {"passed": 0.7, "failed": 0.3}, tasks={"failed": ["repair", "retest"]})
    finish = days(simulate(attrs.evolve(chain(), tasks=tasks), iterations=8_000, seed=1, branches=[branch]))
    assert set(finish.tolist()) == {30.0, 36.0}
    assert float(np.mean(finish == 36)) == pytest.approx(0.3, abs=0.015)


def test_risks_that_cannot_occur_or_are_not_measured_are_left_out_and_named():
    register = RiskRegister(
        [
            Threat("over", probability=0.5, delay="1d", on=["a"], status=RiskStatus.CLOSED),
            Threat("late", probability=0.5, delay="1d", on=["a"], expires="2026-01-01"),
            Threat("felt", likelihood="high", impact={"time": "high"}, on=["a"]),
            Threat("rated", probability=0.5, impact={"time": "high"}, on=["a"]),
            Threat("nowhere", probability=0.5, delay="1d"),
        ]
    )
    found = simulate(chain(), register, iterations=10, seed=1)
    assert found.left_out == (
        "threat 'over': it is closed",
        "threat 'late': it expired on 2026-01-02",
        "threat 'felt': it has no probability",
        "threat 'rated': its effect is not measured in time or money",
        "threat 'nowhere': it is on no task, so its delay strikes nothing",
    )
    assert set(days(found)) == {30.0}


def test_a_response_that_works_leaves_the_residual_risk_and_costs_its_price():
    without, with_it = (simulate(rollout(), REGISTER, iterations=4_000, seed=3, responses=r) for r in ((), "all"))
    assert with_it.finish.p90 < without.finish.p90
    assert with_it.cost.p10 - without.cost.p10 == Money(8000, "EUR")
    treated = RiskRegister([attrs.evolve(REGISTER["vendor late"], status=RiskStatus.TREATED), REGISTER.risks[1]])
    assert simulate(rollout(), treated, iterations=4_000, seed=3) == with_it


# --- progress, cost ---------------------------------------------------------------------------------


def test_what_is_done_is_certain_and_of_what_has_begun_the_rest_varies():
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-07 17:00")
    begun = Progress(actual_start="2026-01-08 08:00", percent_complete=50)
    tasks = {task.id: task for task in rollout().tasks}
    tasks["charter"] = attrs.evolve(tasks["charter"], duration=("1d", "3d", "9d"), progress=done)
    tasks["design"] = attrs.evolve(tasks["design"], progress=begun)
    plan = attrs.evolve(rollout(), tasks=tasks.values(), data_date="2026-01-15")
    found = simulate(plan, iterations=3_000, seed=1, watch=["charter", "design"])
    assert found["charter"].p10 == found["charter"].p90 == datetime(2026, 1, 7, 17)
    fresh = simulate(rollout(), iterations=3_000, seed=1, watch=["design"])
    spread = [sample.number(95) - sample.number(5) for sample in (found["design"], fresh["design"])]
    assert 0 < spread[0] < spread[1] * 0.7


def test_work_costs_as_long_as_it_takes_and_all_else_stands():
    ann = Resource("ann", rates=[Rate(standard=Money(100, "EUR"))])
    task = Task("build", ("5d", "10d", "15d"), assignments=[Assignment(resource="ann")])
    plan = Plan("P", start="2026-01-05", tasks=[task], resources=[ann], currency="EUR")
    found = simulate(plan, iterations=4_000, seed=1)
    work = plan.calendar.compiled
    start = work.total_until(int((ZERO - datetime(1970, 1, 1)).total_seconds()))
    hours = [(work.total_until(int(at)) - start) / 3600 for at in found.values_of("finish")]
    assert found.values_of("cost") == pytest.approx(np.array(hours) * 100)
    assert found.cost.base == 8000
    replaced = simulate(plan, iterations=4_000, seed=1, costs={"build": Uniform(1000, 2000)})
    assert replaced.cost.mean.amount == pytest.approx(1500, abs=20)


def test_joint_confidence_is_the_share_that_keeps_both():
    found = simulate(rollout(), REGISTER, iterations=5_000, seed=9)
    finish, cost = found.values_of("finish"), found.values_of("cost")
    by = (found.finish.p80 - datetime(1970, 1, 1)).total_seconds()
    both = found.probability(finish=found.finish.p80, cost="20k EUR")
    assert both.value == float(np.mean((finish <= by) & (cost <= 20_000)))
    frontier = found.joint(60)
    dates, budgets = [p[0] for p in frontier.points], [p[1].amount for p in frontier.points]
    assert dates == sorted(dates)
    assert budgets == sorted(budgets, reverse=True)
    assert all(0.6 <= point[2] < 1 for point in frontier.points)


# --- properties ---------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(strategies.valid_plans(link_types=("FS",), lags=("work",), estimates=True, min_tasks=2), st.data())
def test_with_finish_to_start_links_a_threat_never_shortens_and_an_opportunity_never_lengthens(plan, data):
    leaves = [t.id for t in plan.tasks if t.duration is not None]
    if not leaves:
        return
    names = data.draw(st.lists(st.sampled_from(leaves), min_size=1, unique=True))
    base = simulate(plan, iterations=300, seed=1)
    threat = Threat("t", probability=0.5, delay=("1h", "4h", "3d"), on=names)
    worse = simulate(plan, RiskRegister([threat]), iterations=300, seed=1)
    better = simulate(
        plan,
        RiskRegister([Opportunity("o", probability=0.5, delay=("-3d", "-4h", "-1h"), on=names)]),
        iterations=300,
        seed=1,
    )
    assert (better.values_of("finish") <= base.values_of("finish")).all()
    assert (base.values_of("finish") <= worse.values_of("finish")).all()


# --- refusals, tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"iterations": 0}, "iterations: expected a whole number from 1 to 100,000,000, got 0"),
        ({"seed": -1}, "seed: expected a whole number of 0 or more, got -1"),
        ({"within": 0}, "within: expected a number of working days above 0, got 0"),
        ({"at": 100}, "at: expected a percentage between 0 and 100, got 100"),
        ({"durations": {"biuld": "3d"}}, "durations['biuld']: there is no task 'biuld'; did you mean 'build'?"),
        ({"durations": {"build": "three"}}, "expected a duration like 5d"),
        ({"costs": {"build": 7}}, "expected a distribution of its cost, got 7"),
        ({"drivers": [RiskDriver("x", probability=1, factor=1, on=["nobody"])]}, "there is no task 'nobody'"),
        ({"watch": ["golife"]}, "there is no task 'golife'; did you mean 'golive'?"),
        (
            {"drivers": [RiskDriver("x", probability=1, factor=1, on=["build"])] * 2},
            "two risks, drivers or branches are called 'x'",
        ),
    ],
)
def test_what_cannot_be_simulated_is_refused(arguments, message):
    with pytest.raises(RiskError) as refused:
        simulate(rollout(), **{"iterations": 10, "seed": 1, **arguments})
    assert message in str(refused.value)


def test_a_delay_on_a_summary_or_in_the_wrong_kind_of_time_is_refused():
    tasks = [Task("phase"), Task("a", "3d", parent="phase")]
    plan = Plan("P", start="2026-01-05", tasks=tasks)
    register = RiskRegister(
        [
            Threat("one", probability=0.5, delay="1d", on=["phase"]),
            Threat("two", probability=0.5, delay="1ed", on=["a"]),
        ]
    )
    with pytest.raises(RiskError) as refused:
        simulate(plan, register, iterations=10, seed=1)
    assert [fault.message for fault in refused.value.faults] == [
        "'phase' is a summary; name the task that would take longer",
        "'a' takes working time like 3d; a delay on it does, too",
    ]


def test_a_register_in_another_currency_than_the_plan_is_refused():
    register = RiskRegister([Threat("x", probability=0.5, cost="1k USD")])
    with pytest.raises(RiskError, match="the plan's costs are in EUR, the register's in USD"):
        simulate(rollout(currency="EUR"), register, iterations=10, seed=1)


def test_without_numpy_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(running, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'itpm\[simulation\]'"):
        simulate(rollout(), iterations=10, seed=1)


def test_questions_about_what_was_not_kept_name_what_was():
    found = simulate(rollout(), iterations=100, seed=1)
    with pytest.raises(UnknownTaskError, match="there is no task 'golife'; did you mean 'golive'"):
        found["golife"]
    with pytest.raises(RiskError, match="expected a finish, a cost, or both"):
        found.probability()
    with pytest.raises(RiskError, match="expected a percentage from 0 to 100, got 101"):
        found.finish.percentile(101)


def test_a_summary_is_watched_by_the_last_of_its_tasks_and_the_project_is_the_last_of_all():
    tasks = [attrs.evolve(task, parent="all") for task in rollout().tasks]
    found = simulate(attrs.evolve(rollout(), tasks=[Task("all"), *tasks]), iterations=1_000, seed=1, watch=["all"])
    assert found["all"].values.tolist() == found.finish.values.tolist() == found["golive"].values.tolist()


def test_a_plan_that_cannot_be_simulated_in_blocks_goes_one_by_one_and_says_so():
    late = attrs.evolve(rollout(), tasks=[*rollout().tasks, Task("party", ("1d", "2d", "4d"), constraints="ALAP")])
    found = simulate(late, iterations=50, seed=1)
    assert found.way == "one by one: task 'party' goes as late as possible"
    same = simulate(rollout(), iterations=50, seed=1)
    assert found.iterations == same.iterations
    assert found.finish.p50 >= schedule(late).finish


def test_seconds_count_where_a_plan_has_any():
    plan = Plan("P", start="2026-01-05", tasks=[Task("a", "90s"), Task("b", ("1d", "2d", "3d"), after=["a"])])
    found = simulate(plan, iterations=100, seed=1, durations={"b": Fixed(1)})
    assert (
        found.finish.p50 == schedule(attrs.evolve(plan, tasks=[Task("a", "90s"), Task("b", "1d", after=["a"])])).finish
    )


def test_the_result_reads_as_a_table():
    found = simulate(rollout(), REGISTER, iterations=2_000, seed=1)
    lines = str(found).splitlines()
    assert [lines[0], *lines[1].split()[:2]] == ["CRM rollout", "What", "As"]
    assert [line.split()[0] for line in lines[3:6]] == ["Finish", "golive", "Cost"]
    assert lines[-1] == "2,000 iterations, seed 1, scheduled many at once"
    assert found.records()[0]["p80"] == f"{found.finish.p80:%Y-%m-%d}"
    assert repr(found).startswith("<Simulation of 'CRM rollout': 2000 iterations, P50 2026-")
    assert "Pert" not in str(found.finish)


def test_own_quantile_functions_and_pert_weights_are_taken():
    certain = simulate(rollout(), iterations=4_000, seed=1, durations={"build": Pert(15, 20, 32, weight=20)})
    wide = simulate(rollout(), iterations=4_000, seed=1, durations={"build": Pert(15, 20, 32, weight=1)})
    assert certain.finish.values.std() < wide.finish.values.std()


def test_projects_of_a_portfolio_are_late_together_where_they_share_a_driver():
    tasks = [
        Task("crm"),
        Task("crm.build", ("15d", "20d", "32d"), parent="crm"),
        Task("erp"),
        Task("erp.build", ("30d", "40d", "60d"), parent="erp"),
    ]
    plan = Plan("programme", start="2026-01-05", tasks=tasks)
    vendor = RiskDriver("one vendor for both", probability=0.3, factor=(1, 1.5, 2), on=["crm", "erp"])

    def together(drivers):
        found = simulate(plan, iterations=4_000, seed=1, drivers=drivers, watch=["crm", "erp"])
        rows = np.concatenate([outcome.watched for outcome in found.outcomes], axis=1)
        return np.corrcoef(rows)[0, 1], list(found.milestones)

    assert abs(together([])[0]) < 0.05
    assert together([vendor])[0] > 0.4
    assert together([vendor])[1] == ["crm", "erp"]

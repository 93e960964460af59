from __future__ import annotations

import numpy as np
import pytest

from itpm.errors import UnknownTaskError
from itpm.model import Plan, Task, WorkCalendar
from itpm.risk.simulation import RiskDriver, Uniform, simulate

from tests.risk.simulation.test_simulate import CLOCK, REGISTER, ZERO, rollout


def kendall(one, other):
    """Tau-b, pair by pair."""
    agreeing = opposed = tied_one = tied_other = 0
    for i in range(len(one)):
        for j in range(i):
            a, b = np.sign(one[i] - one[j]), np.sign(other[i] - other[j])
            agreeing += a * b > 0
            opposed += a * b < 0
            tied_one += a != 0
            tied_other += b != 0
    return (agreeing - opposed) / np.sqrt(tied_one * tied_other)


def test_the_indices_are_what_their_definitions_say():
    tasks = [Task("a", ("2d", "4d", "9d")), Task("b", ("1d", "5d", "7d")), Task("c", "1d", after=["a", "b"])]
    found = simulate(Plan("P", start=ZERO, calendar=CLOCK, tasks=tasks), iterations=900, seed=3)
    kernel = found.run.kernel
    drawn = kernel.amounts.drawn(kernel.deck.hand(0))[:, :900].astype(float) / 1440
    a, b = drawn
    finish = np.maximum(a, b) + 1
    for own, other, row in ((a, b, found.sensitivity()["a"]), (b, a, found.sensitivity()["b"])):
        critical, late = own >= other, np.maximum(own, other) - own
        assert row.criticality.value == pytest.approx(critical.mean())
        assert row.significance == pytest.approx((own / (own + late) * finish / finish.mean()).mean())
        assert row.pearson == pytest.approx(np.corrcoef(own, finish)[0, 1])
        ranks = [np.argsort(np.argsort(values)) for values in (own, finish)]
        assert row.spearman == pytest.approx(np.corrcoef(ranks[0], ranks[1])[0, 1], abs=1e-4)
        assert row.kendall == pytest.approx(kendall(own, finish), abs=1e-9)
        assert row.schedule_sensitivity == pytest.approx(critical.mean() * own.std() / finish.std())


def test_a_chain_is_critical_in_every_iteration_and_a_stranger_in_none():
    tasks = [
        Task("a", ("9d", "10d", "11d")),
        Task("b", ("9d", "10d", "11d"), after=["a"]),
        Task("idle", ("1d", "2d", "3d")),
    ]
    found = simulate(Plan("P", start="2026-01-05", tasks=tasks), iterations=1_000, seed=1)
    critical = {task.id: task.criticality.value for task in found.criticality().tasks}
    assert critical == {"a": 1.0, "b": 1.0, "idle": 0.0}
    assert abs(found.sensitivity()["idle"].pearson) < 0.12
    assert found.sensitivity()["a"].significance == pytest.approx(1.0)
    with pytest.raises(UnknownTaskError):
        found.sensitivity()["nobody"]


def test_over_idle_time_of_another_calendar_a_driving_task_stays_critical():
    # nights end before the office opens: the first task has float, and drives all the same
    nights = WorkCalendar.weekly({day: [("00:00", "04:00")] for day in range(5)}, name="nights")
    tasks = [Task("copy", ("8h", "10h", "14h"), calendar="nights"), Task("check", "4h", after=["copy"])]
    plan = Plan("P", start="2026-01-05", calendars={"nights": nights}, tasks=tasks)
    found = simulate(plan, iterations=500, seed=1)
    assert found.criticality()["copy"].value == 1.0
    assert not found.schedule["copy"].is_critical


def test_a_tornado_by_cause_is_the_difference_between_struck_and_spared():
    found = simulate(rollout(), REGISTER, iterations=4_000, seed=1)
    struck, finish = found._struck(), found.values_of("finish")
    bars = {bar.name: bar for bar in found.tornado("cause").bars}
    assert bars["vendor late"].swing == pytest.approx(finish[struck[0]].mean() - finish[~struck[0]].mean())
    assert bars["vendor late"].swing > 0 > bars["re-use portal"].swing
    costs = {bar.name: bar for bar in found.tornado("cause", of="cost").bars}
    assert costs["vendor late"].swing == pytest.approx(40_000, abs=400)
    assert [record["what"] for record in found.tornado("cause").records()] == ["vendor late", "re-use portal"]


def test_a_tornado_by_task_is_widest_for_the_task_that_moves_the_finish_most():
    found = simulate(rollout(), iterations=4_000, seed=1)
    assert [bar.name for bar in found.tornado().bars] == ["build", "design"]
    assert all(bar.error < bar.swing / 10 for bar in found.tornado().bars)


def test_merge_bias_is_what_parallel_paths_add():
    single = Plan("one", start=ZERO, calendar=CLOCK, tasks=[Task("t0", ("8d", "10d", "12d"))])
    many = Plan("four", start=ZERO, calendar=CLOCK, tasks=[Task(f"t{n}", ("8d", "10d", "12d")) for n in range(4)])
    alone, merged = (simulate(plan, iterations=6_000, seed=1).merge_bias() for plan in (single, many))
    assert abs(alone.merging.minutes) < 20
    # four paths: 1.02938 standard deviations of 4/sqrt(28) days, nearly (the estimates are no normal ones)
    assert merged.merging.minutes / 1440 == pytest.approx(1.02938 * 4 / np.sqrt(28), abs=0.03)
    assert merged.kept.value == pytest.approx(1 / 16, abs=0.015)
    assert "Schedule held with probability" in str(merged)


def test_skewed_estimates_and_risks_are_told_apart_from_merging():
    found = simulate(
        rollout(),
        REGISTER,
        iterations=2_000,
        seed=1,
        drivers=[RiskDriver("d", probability=1, factor=1.5, on=["build"])],
    )
    bias = found.merge_bias()
    assert bias.estimating.minutes > 8 * 480
    assert bias.planned < bias.at_means <= bias.mean + 86_400


def test_one_by_one_there_is_no_significance_but_all_else():
    plan = Plan(
        "P", start="2026-01-05", tasks=[Task("a", ("1d", "2d", "4d")), Task("b", "1d", constraints="ALAP", after=["a"])]
    )
    found = simulate(plan, iterations=60, seed=1, durations={"b": Uniform(1, 2)})
    assert found.sensitivity()["a"].significance is None
    assert "iterations were scheduled one by one" in str(found.sensitivity())

"""The steering committee's sentence: what it says, and that each figure in it is the simulation's."""

from __future__ import annotations

import confidence as example

from itpm.risk.simulation import simulate


def test_a_risk_manager_gets_from_register_and_plan_to_the_sentence() -> None:
    lines = example.report().splitlines()
    assert lines[0].startswith("P80 is 12 June; 3")
    assert lines[1] == "3 risks own two thirds of the contingency: vendor late, dirty data, key people leave."
    assert lines[2] == "Worth its price: mitigate: second source (9,000 EUR)."
    assert lines[3].startswith("26 June and 330,000 EUR are kept together with ")


def test_the_figures_are_stable_under_another_seed() -> None:
    dates = [
        simulate(example.PLAN, example.REGISTER, drivers=example.DRIVERS, iterations=10_000, seed=seed).finish
        for seed in (1, 2)
    ]
    (low, high), other = dates[0].interval(80), dates[1].p80
    assert low <= other <= high


def test_insuring_the_audit_costs_more_than_it_saves() -> None:
    found = simulate(example.PLAN, example.REGISTER, drivers=example.DRIVERS, iterations=6_000, seed=1)
    gain = found.response_values(80)["audit asks for more"]
    assert not gain.is_worth
    assert abs(float(gain.saved.amount) - 0.15 * 25_000) < 400  # a seventh of what the response leaves uninsured

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.model import Money, Plan, Task
from itpm.model.moments import to_seconds
from itpm.risk import Mitigate, Opportunity, RiskError, RiskRegister, Threat
from itpm.risk.simulation import RiskDriver, contingency, simulate
from itpm.risk.simulation.contingency import ESTIMATES
from itpm.risk.simulation.variants import variant

from tests.risk.simulation.test_simulate import REGISTER, chain, rollout

DRIVER = RiskDriver("platform", probability=0.4, factor=(0.95, 1.1, 1.4), on=["build", "design"])


@pytest.fixture(scope="module")
def found():
    return simulate(rollout(), REGISTER, iterations=4_000, seed=7, drivers=[DRIVER])


@pytest.mark.parametrize("of", ["finish", "cost"])
@pytest.mark.parametrize("percent", [50, 80])
def test_the_parts_sum_to_the_whole(found, of, percent):
    split, whole = found.drivers(percent, of=of), found.contingency(percent)
    expected = float(whole.money.amount) if of == "cost" else whole.time.minutes * 60
    assert split.whole == pytest.approx(expected, abs=0.01)
    assert math.fsum(part.share for part in split.parts) == pytest.approx(1.0 if expected else 0.0)
    assert {part.name for part in split.parts} == {*found.run.recipe.causes, ESTIMATES}


def test_the_split_is_the_mean_over_all_orders(found):
    split = found.drivers(80)
    names, kernel = [part.name for part in split.parts], found.run.kernel
    base = to_seconds(found.schedule.finish)

    def value(some):
        setting = (ESTIMATES not in some, tuple(set(names) - set(some)))
        at = variant(kernel, [2048, 1952], setting, "finish", 80)
        return found.plan.calendar.compiled.between(base, int(at))

    orders = list(permutations(names))
    for name in names:
        added = [value(order[: order.index(name) + 1]) - value(order[: order.index(name)]) for order in orders]
        assert split[name].amount == pytest.approx(sum(added) / len(added))


def test_drawn_orders_come_near_and_still_sum_up(found, monkeypatch):
    exact = found.drivers(80)
    monkeypatch.setattr(contingency, "_EXACT", 1)
    drawn = found.drivers(80)
    assert drawn.orders > 0
    assert drawn.whole == pytest.approx(exact.whole)
    for part in drawn.parts:
        assert part.amount == pytest.approx(exact[part.name].amount, abs=4 * part.standard_error + 3_000)
    assert f"mean over {drawn.orders} orders of 16 combinations" in str(drawn)
    assert found.drivers(80) == drawn


def test_an_executor_changes_nothing(found):
    with ProcessPoolExecutor(2) as pool:
        assert found.drivers(80, executor=pool) == found.drivers(80)


def test_equals_own_alike_and_what_changes_nothing_owns_nothing():
    register = RiskRegister(
        [
            Threat("certain one", probability=1, delay="2d", on=["a"]),
            Threat("certain two", probability=1, delay="2d", on=["c"]),
            Threat("beside the point", probability=1, delay="1h", on=["idle"]),
        ]
    )
    plan = Plan("P", start="2026-01-05", tasks=[*chain().tasks, Task("idle", "1d")])
    split = simulate(plan, register, iterations=100, seed=1).drivers(80)
    assert [(part.name, part.amount / 28_800) for part in split.parts] == [
        ("certain one", 2),
        ("certain two", 2),
        ("beside the point", 0),
    ]
    assert split.owners(0.5) == ("certain one",)
    assert split.owners(1.0) == ("certain one", "certain two")


def test_an_opportunity_owns_less_than_nothing(found):
    assert found.drivers(80)["re-use portal"].amount < 0
    with pytest.raises(UnknownNameError, match="there is no cause 'vendor lat'; did you mean 'vendor late'"):
        found.drivers(80)["vendor lat"]


def test_contingency_is_counted_from_the_schedule(found):
    table = found.contingency(80)
    work = found.plan.calendar.working_minutes(found.schedule.finish, found.finish.p80)
    assert table.time.minutes == work
    assert table.money == found.cost.p80 - Money(0, "EUR")
    assert table.records()[0]["what"] == "Finish"


def test_a_response_is_worth_its_price_or_not(found):
    gain = found.response_values(80)["vendor late"]
    # expected saving: (30 % - 10 %) of 40,000, less what is left to chance
    assert float(gain.saved.amount) == pytest.approx(8_000, abs=900)
    assert gain.net == gain.saved - Money(8_000, "EUR")
    assert gain.time.minutes > 0
    assert found.response_values(80, day="5k EUR")["vendor late"].is_worth
    with pytest.raises(UnknownNameError):
        found.response_values(80)["re-use portal"]
    with pytest.raises(RiskError, match="costs are simulated in EUR, got 1 USD"):
        found.response_values(80, day="1 USD")


def test_a_response_that_costs_more_than_it_saves_is_not_worth_it():
    risk = Threat(
        "x", probability=0.1, cost="1k EUR", on=["a"], response=Mitigate("gold", cost="5k EUR", probability=0)
    )
    values = simulate(chain(), RiskRegister([risk]), iterations=2_000, seed=1).response_values()
    assert not values["x"].is_worth
    assert [row["risk"] for row in values.records()] == ["x"]


def test_what_a_response_brings_with_it_counts_against_it():
    insure = Mitigate("insure", cost="1k EUR", probability=0, secondary=["dispute"])
    fire = Threat("fire", probability=0.5, cost="10k EUR", response=insure)
    dispute = Threat("dispute", probability=0.5, cost="6k EUR")
    flood = Threat("flood", probability=0.5, cost="10k EUR", response=evolve(insure, cost=None))

    def saved(*risks, **options):
        found = simulate(chain(), RiskRegister(risks), iterations=20_480, seed=1, **options)
        return float(found.response_values()["fire"].saved.amount)

    alone = evolve(fire, response=evolve(insure, secondary=[]))
    assert saved(alone, dispute) == pytest.approx(5_000, abs=150)
    assert saved(fire, dispute) == pytest.approx(2_000, abs=150)
    assert saved(fire, dispute, responses=["fire"]) == pytest.approx(2_000, abs=150)
    # Another response that works brings it as well.
    assert saved(fire, dispute, flood, responses=["flood"]) == pytest.approx(5_000, abs=150)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda found: found.drivers(101), "expected a percentage from 0 to 100, got 101"),
        (lambda found: found.drivers(80, of="scope"), "expected 'finish' or 'cost', got 'scope'"),
        (lambda found: found.joint(100), "expected a percentage between 0 and 100, got 100"),
        (lambda found: found.tornado("wind"), "expected by 'task' or 'cause' and of 'finish' or 'cost'"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused(found, ask, message):
    with pytest.raises(RiskError) as refused:
        ask(found)
    assert message in str(refused.value)


@settings(max_examples=10)
@given(st.lists(st.tuples(st.floats(0.05, 0.95), st.integers(1, 9)), min_size=1, max_size=3))
def test_for_any_register_the_parts_sum_to_the_whole(risks):
    register = RiskRegister(
        [Threat(f"r{n}", probability=round(p, 2), delay=f"{d}d", on=["abc"[n]]) for n, (p, d) in enumerate(risks)]
        + [Opportunity("o", probability=0.5, delay="-2d", on=["b"])]
    )
    plan = Plan("P", start="2026-01-05", tasks=chain().tasks)
    found = simulate(plan, register, iterations=300, seed=1)
    assert found.drivers(80).whole == pytest.approx(found.contingency(80).time.minutes * 60)

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from decimal import Decimal

import attrs
import numpy as np
import pytest

from itpm.errors import UnknownNameError
from itpm.model import ElapsedDuration, Money, Plan, Task, Unit, WorkCalendar
from itpm.risk import Mitigate, Opportunity, RiskError, RiskRegister, Threat
from itpm.risk.simulation import (
    Branch,
    Fixed,
    PortfolioInterrupted,
    PortfolioResult,
    RiskDriver,
    SimulationResult,
    simulate,
    simulate_together,
)
from itpm.scheduling import schedule

VENDOR = Threat("vendor late", probability=0.3, delay="15d", cost="10k EUR", on=["build"])


def project(name, build=("40d", "50d", "65d"), *risks, iterations=4_096, register=None, **options):
    fields = {key: options.pop(key) for key in ("deadline", "calendar", "currency") if key in options}
    tasks = [Task("build", build), Task("live", "0d", after=["build"])]
    plan = Plan(name, start="2026-01-05", tasks=tasks, **{"currency": "EUR", **fields})
    register = RiskRegister(risks or [VENDOR]) if register is None else register
    return simulate(plan, register, iterations=iterations, **{"seed": 1, **options})


def finishes(found, name):
    return found[name].values_of("finish")


def overlap(one, other):
    return one[0] <= other[1] and other[0] <= one[1]


# --- shared luck ----------------------------------------------------------------------------------------------------


def test_a_shared_risk_occurs_in_the_same_iterations_in_all_projects():
    both = simulate_together([project("CRM"), project("ERP", ("10d", "12d", "20d"))], seed=7)
    crm, erp = (found._struck()[0] for found in both.projects.values())
    assert crm.tolist() == erp.tolist()
    assert both.shared == {"vendor late": ("CRM", "ERP")}
    assert both["CRM"].frequency("vendor late") == pytest.approx(0.3, abs=0.03)


def test_shared_delays_factors_and_outcomes_are_equally_bad_everywhere():
    three = Threat("vendor late", probability=0.5, delay=("5d", "10d", "30d"), on=["build"])
    platform = RiskDriver("platform", probability=0.6, factor=(0.9, 1.2, 2), on=["build"])
    fork = Branch("approved", {"yes": 0.7, "no": 0.3}, tasks={"no": ["live"]})
    options = {"drivers": [platform], "branches": [fork], "durations": {"live": Fixed(3)}}
    both = simulate_together([project("CRM", "40d", three, **options), project("ERP", "40d", three, **options)], seed=7)
    assert finishes(both, "CRM").tolist() == finishes(both, "ERP").tolist()
    apart = simulate_together(
        [project("CRM", "40d", three, **options), project("ERP", "40d", three, **options)], seed=7, shared=()
    )
    assert finishes(apart, "CRM").tolist() != finishes(apart, "ERP").tolist()


def test_what_is_not_shared_is_independent_even_where_all_names_and_seeds_are_the_same():
    plans = [project("CRM", iterations=20_480), project("ERP", iterations=20_480)]
    apart = simulate_together(plans, seed=7, shared=())
    assert apart.shared == {}
    assert abs(np.corrcoef(finishes(apart, "CRM"), finishes(apart, "ERP"))[0, 1]) < 0.03
    together = simulate_together(plans, seed=7)
    assert np.corrcoef(finishes(together, "CRM"), finishes(together, "ERP"))[0, 1] > 0.5


def test_sharing_changes_no_project_of_itself():
    alone = project("CRM", iterations=20_480, seed=3)
    joined = simulate_together([alone, project("ERP", iterations=20_480)], seed=7)["CRM"]
    for percent in (10, 50, 80, 95):
        assert overlap(alone.finish.interval(percent), joined.finish.interval(percent))
    assert joined.schedule == alone.schedule


def test_a_project_s_luck_depends_neither_on_the_others_nor_on_their_order():
    crm, erp, web = project("CRM"), project("ERP"), project("web", "30d")
    two, three = simulate_together([crm, erp], seed=7), simulate_together([web, erp, crm], seed=7)
    assert two["CRM"] == three["CRM"]
    assert two["ERP"] == three["ERP"]
    assert simulate_together([crm, erp], seed=8)["CRM"] != two["CRM"]


def test_two_projects_are_as_one_plan_with_two_summaries():
    def vendor(*on: str) -> RiskDriver:
        return RiskDriver("vendor", probability=0.4, factor=(1, 1.3, 2), on=on)

    plans = [("CRM", ("40d", "50d", "65d")), ("ERP", ("35d", "50d", "70d"))]
    tasks = [t for name, build in plans for t in (Task(name), Task(f"{name}.build", build, parent=name))]
    one = simulate(
        Plan("programme", start="2026-01-05", tasks=tasks),
        seed=1,
        iterations=20_480,
        drivers=[vendor("CRM", "ERP")],
    )
    parts = [project(*each, register=RiskRegister(), drivers=[vendor("build")], iterations=20_480) for each in plans]
    both = simulate_together(parts, seed=7)
    for percent in (20, 50, 80, 90):
        assert overlap(one.finish.interval(percent), both.finish.interval(percent))


def test_latin_hypercubes_spread_shared_causes_as_evenly():
    quarter = attrs.evolve(VENDOR, probability=0.25)
    parts = [project(name, "40d", quarter, sampling="latin_hypercube") for name in ("CRM", "ERP")]
    assert simulate_together(parts, seed=7)["ERP"].frequency("vendor late") == 0.25


# --- joint answers --------------------------------------------------------------------------------------------------


def test_dates_kept_together_count_what_the_projects_share():
    crm, erp = project("CRM", "40d", deadline="2026-03-13"), project("ERP", "50d", deadline="2026-03-27")
    both = simulate_together([crm, erp], seed=7)
    found = both.commitments()
    assert [(row.project, row.finish) for row in found.rows] == [
        ("CRM", datetime(2026, 3, 14)),
        ("ERP", datetime(2026, 3, 28)),
    ]
    assert found.together == found.rows[0].probability == found.rows[1].probability == both.probability()
    assert found.apart == pytest.approx(found.together.value**2)
    assert simulate_together([crm, erp], seed=7, shared=()).probability().value == pytest.approx(0.49, abs=0.03)


def test_dates_and_budgets_are_given_for_all_or_by_project():
    both = simulate_together([project("CRM", "40d"), project("ERP", "50d")], seed=7)
    on_time = 1 - both["CRM"].frequency("vendor late")
    assert both.probability(finish="2026-03-27").value == on_time
    assert both.probability(finish={"CRM": "2026-04-17"}).value == 1
    assert both.probability(finish={"CRM": "2026-04-17", "ERP": "2026-03-27"}).value == on_time
    assert both.probability(cost="19999 EUR").value == on_time
    assert both.probability(cost={"CRM": "10k EUR", "ERP": "9k EUR"}).value == on_time
    assert both.probability(finish={"CRM": "2026-04-17"}, cost="20k EUR").value == 1
    with pytest.raises(RiskError, match="expected dates or budgets; no plan has a deadline"):
        both.probability()
    with pytest.raises(UnknownNameError, match="there is no project 'ERB'; did you mean 'ERP'"):
        both.probability(finish={"ERB": "2026-04-17"})
    with pytest.raises(RiskError, match="costs are simulated in EUR, got 1 USD"):
        both.probability(cost="1 USD")


def test_the_portfolio_finishes_last_and_costs_all():
    both = simulate_together([project("CRM"), project("ERP", ("45d", "50d", "60d"))], seed=7)
    assert both.finish.values.tolist() == np.sort(np.maximum(finishes(both, "CRM"), finishes(both, "ERP"))).tolist()
    assert both.cost.p80 == Money(20_000, "EUR")
    assert both.finish.base == max(found.finish.base for found in both.found)
    for finish, cost, share in both.joint(70).points:
        assert both.probability(finish=finish, cost=cost).value == share >= 0.7


def test_certain_projects_finish_as_scheduled_each_by_its_own_calendar():
    plans = [
        Plan("days", start="2026-01-05", tasks=[Task("build", "10d")]),
        Plan("nights", start="2026-01-05", tasks=[Task("build", "20d")], calendar=WorkCalendar.continuous()),
    ]
    both = simulate_together([simulate(plan, seed=1, iterations=10) for plan in plans], seed=7)
    assert {name: found.finish.p50 for name, found in both.projects.items()} == {
        plan.name: schedule(plan).finish for plan in plans
    }
    assert both.finish.p50 == max(schedule(plan).finish for plan in plans)


def test_one_contingency_for_all_saves_what_bad_luck_at_different_times_leaves():
    parts = [project(name, "40d", iterations=20_480) for name in ("CRM", "ERP", "web")]
    apart = simulate_together(parts, seed=7, shared=()).contingency(80)
    assert [(name, own.money) for name, own in apart.projects] == [
        (name, Money(10_000, "EUR")) for name in ("CRM", "ERP", "web")
    ]
    assert (apart.apart, apart.money, apart.saved) == (Money(30_000, "EUR"), Money(20_000, "EUR"), Money(10_000, "EUR"))
    assert simulate_together(parts, seed=7).contingency(80).saved == Money(0, "EUR")


def test_the_split_of_the_contingency_names_shared_causes_once_and_sums_to_the_whole():
    ill = Threat("trainer ill", probability=0.5, delay="5d", cost="4k EUR", on=["build"])
    lucky = Opportunity("re-use", probability=0.5, cost="-2k EUR")
    both = simulate_together(
        [project("CRM", ("40d", "50d", "65d"), VENDOR, ill), project("ERP", "50d", VENDOR, lucky)], seed=7
    )
    for of in ("finish", "cost"):
        split = both.drivers(80, of=of)
        sample = both.finish if of == "finish" else both.cost
        assert {part.name for part in split.parts} == {
            *("vendor late", "CRM: trainer ill", "ERP: re-use"),
            "CRM: uncertain estimates",
        }
        assert split.whole == pytest.approx(sample.number(80) - sample.base)
    assert both.drivers(80, of="cost").owners(2 / 3) == ("vendor late",)
    assert str(both.drivers(80).table()).splitlines()[-1] == f"All of it: {both.drivers(80).whole / 86_400:.1f}ed"
    with pytest.raises(RiskError, match="expected 'finish' or 'cost', got 'mood'"):
        both.drivers(of="mood")  # type: ignore[arg-type]  # a typing slip


def test_a_cause_of_one_project_owns_what_it_owns_there():
    # The other project is certain and long over: what the portfolio has to add is what this one has.
    ill = Threat("trainer ill", probability=0.5, delay="5d", cost="4k EUR", on=["build"])
    alone = project("CRM", "40d", VENDOR, ill)
    both = simulate_together([alone, project("ERP", "1d", register=RiskRegister())], seed=7)
    own, all_ = both["CRM"].drivers(80, of="cost"), both.drivers(80, of="cost")
    assert [(f"CRM: {part.name}", part.amount) for part in own.parts] == [(p.name, p.amount) for p in all_.parts]


def test_a_response_to_a_shared_risk_gains_in_all_projects():
    second = Mitigate("second source", cost="1k EUR", probability=0)
    here, there = attrs.evolve(VENDOR, response=second), attrs.evolve(VENDOR, response=attrs.evolve(second, cost=None))
    parts = [project("CRM", "40d", here), project("ERP", "40d", there), project("web", "40d")]
    both = simulate_together(parts[:2], seed=7)
    often = both["CRM"].frequency("vendor late")
    gain = both.response_values(80)["vendor late"]
    assert (gain.price, gain.time) == (Money(1_000, "EUR"), ElapsedDuration(Decimal(21 * 86_400), Unit.SECOND))
    assert float(gain.saved.amount) == pytest.approx(2 * 10_000 * often, abs=0.01)
    assert gain.is_worth
    # Where a third project has no response to it, the vendor is as late there.
    all_ = simulate_together(parts, seed=7).response_values(80, day="1k EUR")["vendor late"]
    assert (all_.saved, all_.time.minutes) == (gain.saved, 0)
    assert "  0.0ed  " in str(simulate_together(parts, seed=7).response_values())


def test_the_tornado_goes_across_projects():
    both = simulate_together([project("CRM"), project("ERP", ("45d", "50d", "60d"))], seed=7)
    (vendor,) = both.tornado(of="cost").bars
    assert (vendor.name, round(vendor.swing)) == ("vendor late", 20_000)
    assert [bar.name for bar in both.tornado("task").bars] == ["CRM: build", "ERP: build"]
    with pytest.raises(RiskError, match="expected by 'task' or 'cause'"):
        both.tornado("moon")  # type: ignore[arg-type]  # a typing slip


def test_the_portfolio_reads_as_a_table_and_says_who_disagrees():
    sure = attrs.evolve(VENDOR, probability=1)
    parts = [project("CRM", "40d", deadline="2026-03-06"), project("ERP", "50d", sure, deadline="2026-03-20")]
    found = simulate_together(parts, seed=7, iterations=1_000)
    assert str(found).splitlines() == [
        "Portfolio: CRM, ERP",
        "What          As planned            Held with         P10         P50         P70         P80         P90",
        "------------  --------------------  ---------  ----------  ----------  ----------  ----------  ----------",
        "CRM           Fri 2026-02-27 17:00        71%  2026-02-27  2026-02-27  2026-02-27  2026-03-20  2026-03-20",
        "ERP           Fri 2026-03-13 17:00         0%  2026-04-03  2026-04-03  2026-04-03  2026-04-03  2026-04-03",
        "All finished  Fri 2026-03-13 17:00         0%  2026-04-03  2026-04-03  2026-04-03  2026-04-03  2026-04-03",
        "CRM, cost     0 EUR                       71%       0 EUR       0 EUR       0 EUR  10,000 EUR  10,000 EUR",
        "ERP, cost     0 EUR                        0%  10,000 EUR  10,000 EUR  10,000 EUR  10,000 EUR  10,000 EUR",
        "All costs     0 EUR                        0%  10,000 EUR  10,000 EUR  10,000 EUR  20,000 EUR  20,000 EUR",
        "1,000 iterations, seed 7",
        "shared: vendor late (CRM 29%, ERP 100%)",
    ]
    assert str(found.commitments()).splitlines() == [
        "What was promised",
        "Project      Finish by   Budget  Kept with",
        "-----------  ----------  ------  ---------",
        "CRM          2026-03-06                71%",
        "ERP          2026-03-20                 0%",
        "all of this                             0%",
        "Had the projects nothing in common, it would be 0%",
    ]
    assert str(found.contingency()).splitlines() == [
        "Contingency for 80 %",
        "Project       Finish P80   Time    Cost P80       Money",
        "------------  ----------  -----  ----------  ----------",
        "CRM           2026-03-20  15.0d  10,000 EUR  10,000 EUR",
        "ERP           2026-04-03  15.0d  10,000 EUR  10,000 EUR",
        "each alone                                   20,000 EUR",
        "all together                     20,000 EUR  20,000 EUR",
        "One contingency for all of them saves 0 EUR",
    ]
    assert repr(found) == "<Simulation of 2 projects: 1000 iterations, P50 2026-04-03, P80 2026-04-03>"


# --- workers, stopping ----------------------------------------------------------------------------------------------


def test_the_bytes_are_the_same_for_any_number_of_workers():
    parts = [project("CRM", iterations=6_000), project("ERP", ("45d", "50d", "60d"), iterations=6_000)]
    here = simulate_together(parts, seed=7)
    with ProcessPoolExecutor(2) as pool:
        there = simulate_together(parts, seed=7, executor=pool)
        assert there.to_bytes() == here.to_bytes()
        assert there == here
        assert hash(there) == hash(here)
        assert there.drivers(of="cost", executor=pool).parts == here.drivers(of="cost").parts


def test_stopping_leaves_all_projects_equally_far_and_going_on_ends_at_the_same():
    parts = [project("CRM", iterations=5_000), project("ERP", iterations=6_000)]
    calls: list[tuple[int, int]] = []

    def stop(done: int, wanted: int) -> bool:
        calls.append((done, wanted))
        return False

    stopped = simulate_together(parts, seed=7, progress=stop)
    assert calls == [(2_048, 5_000)]
    assert [found.iterations for found in stopped.found] == [2_048, 2_048]
    assert not stopped.is_complete
    assert "2,048 iterations, seed 7; 5,000 were wanted" in str(stopped)
    assert stopped.extended(5_000) == simulate_together(parts, seed=7)


def test_an_interruption_holds_what_all_projects_had():
    def interrupt(done, wanted):
        if done > 2_048:
            raise KeyboardInterrupt

    with pytest.raises(PortfolioInterrupted) as interrupted:
        simulate_together([project("CRM"), project("ERP")], seed=7, iterations=8_000, progress=interrupt)
    assert isinstance(interrupted.value.result, PortfolioResult)
    assert interrupted.value.result.iterations == 4_096


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "options", "message"),
    [
        ([], {}, "expected the simulation of at least one project"),
        ([{}, {}], {}, "two projects are called 'CRM'; name them: simulate_together"),
        ([{}, {"name": "ERP", "currency": "USD"}], {}, "in one currency, got 'CRM' in EUR, 'ERP' in USD"),
        (
            [{}],
            {"shared": ["vendor lat"]},
            "no project has a risk, driver or branch 'vendor lat'; did you mean 'vendor late'?",
        ),
        ([{}], {"iterations": 0}, "iterations: expected a whole number from 1"),
        ([{}], {"seed": -1}, "seed: expected a whole number of 0 or more, got -1"),
        (
            [{}, {"name": "ERP", "sampling": "latin_hypercube"}],
            {},
            "simulations to be combined are sampled the same way, got random and latin_hypercube",
        ),
    ],
)
def test_what_cannot_be_combined_is_refused(parts, options, message):
    usd = RiskRegister([attrs.evolve(VENDOR, cost="1k USD")])
    found = [
        project(**{"name": "CRM", "iterations": 10, "register": usd if part.get("currency") == "USD" else None, **part})
        for part in parts
    ]
    with pytest.raises(RiskError) as refused:
        simulate_together(found, **{"seed": 7, **options})
    assert message in str(refused.value)


def test_a_mapping_names_projects_and_one_that_is_not_there_is_told():
    crm = project("CRM", iterations=100)
    both = simulate_together({"north": crm, "south": crm}, seed=7)
    assert list(both.projects) == ["north", "south"]
    assert isinstance(both["north"], SimulationResult)
    with pytest.raises(UnknownNameError, match="there is no project 'nort'; did you mean 'north'"):
        both["nort"]

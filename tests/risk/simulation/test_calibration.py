"""Over many small networks with known answers, stated 95 % intervals hold the truth in 93 to 97 % of all cases."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import product

import numpy as np

from itpm.model import Plan, Task, WorkCalendar
from itpm.risk import RiskRegister, Threat
from itpm.risk.simulation import Discrete, simulate

NETWORKS = 400
ZERO = datetime(2026, 1, 5)
CLOCK = WorkCalendar.continuous()


def network(rng: random.Random):
    """Two to four tasks with a few whole durations each, in a random acyclic network, and one threat."""
    count = rng.randint(2, 4)
    after = [[f"t{k}" for k in range(n) if rng.random() < 0.45] for n in range(count)]
    tasks = [Task(f"t{n}", "1d", after=after[n]) for n in range(count)]
    durations = []
    for _ in range(count):
        values = rng.sample(range(1, 40), rng.randint(3, 6))
        weights = [rng.randint(1, 9) for _ in values]
        durations.append({float(v): w / sum(weights) for v, w in zip(values, weights, strict=True)})
    threat = (rng.randrange(count), rng.randint(5, 95) / 100, rng.randint(1, 20))
    return Plan("P", start=ZERO, calendar=CLOCK, tasks=tasks), after, durations, threat


def truth(after, durations, threat):
    """The exact distribution of the finish [day], by all combinations."""
    found: dict[float, float] = {}
    struck, chance, delay = threat
    for combination in product(*(each.items() for each in durations), ((0, 1 - chance), (delay, chance))):
        ends: list[float] = []
        probability = combination[-1][1]
        for number, (length, share) in enumerate(combination[:-1]):
            probability *= share
            own = length + (combination[-1][0] if number == struck else 0)
            ends.append(max((ends[int(name[1:])] for name in after[number]), default=0) + own)
        found[max(ends)] = found.get(max(ends), 0) + probability
    return found


def test_stated_intervals_hold_the_truth_as_often_as_they_say():
    rng, inside, total = random.Random(20261123), np.zeros(3), 0
    for seed in range(NETWORKS):
        plan, after, durations, threat = network(rng)
        exact = truth(after, durations, threat)
        place, chance, delay = threat
        register = RiskRegister([Threat("x", probability=str(chance), delay=f"{delay}d", on=[f"t{place}"])])
        given = {f"t{n}": Discrete(each) for n, each in enumerate(durations)}
        found = simulate(plan, register, iterations=1_000, seed=seed, durations=given)
        mean = sum(value * share for value, share in exact.items())
        cut = sorted(exact)[rng.randrange(len(exact) // 4, max(len(exact) // 4 + 1, 3 * len(exact) // 4))]
        below = sum(share for value, share in exact.items() if value <= cut)
        start = (ZERO - datetime(1970, 1, 1)).total_seconds()
        estimate = found.finish.mean_estimate()
        kept = found.probability(finish=ZERO + timedelta(days=cut))
        inside[0] += estimate.low <= mean * 86_400 + start <= estimate.high
        inside[1] += kept.low <= below <= kept.high
        inside[2] += _percentile_holds(found, exact, start)
        total += 1
    share = inside / total
    assert 0.93 <= share[0] <= 0.97, share
    assert 0.93 <= share[1] <= 0.97, share
    assert share[2] >= 0.93, share  # of a discrete distribution a percentile's interval holds more than it says


def _percentile_holds(found, exact, start):
    passed = 0.0
    for value in sorted(exact):
        passed += exact[value]
        if passed >= 0.8 - 1e-12:
            break
    estimate = found.finish.estimate(80)
    return estimate.low <= value * 86_400 + start <= estimate.high


def test_the_interval_of_a_percentile_of_a_continuous_finish_holds_the_truth_as_often_as_it_says():
    plan = Plan("P", start=ZERO, calendar=CLOCK, tasks=[Task("a", ("80d", "100d", "120d"))])
    true = simulate(plan, iterations=1, seed=0).run.kernel.deck.durations[0]
    rank = true[int(0.8 * len(true))]
    inside = 0
    for seed in range(NETWORKS):
        estimate = simulate(plan, iterations=1_000, seed=seed, shape="pert").finish.estimate(80)
        start = (ZERO - datetime(1970, 1, 1)).total_seconds()
        inside += estimate.low <= float(rank) * 60 + start <= estimate.high
    assert 0.93 <= inside / NETWORKS <= 0.97, inside / NETWORKS

"""Input of the wrong kind is one error of the library that names place and value, whichever package it is given to."""

from __future__ import annotations

from typing import Any

import pytest

import itpm
from itpm import selection
from itpm.cost import contracts, estimation, finance
from itpm.errors import ItpmError
from itpm.lifecycle import cutover, deliverables

# Any: what a type checker refuses is the point here
api: Any = itpm
bids: Any = contracts
choosing: Any = selection
documents: Any = deliverables
estimates: Any = estimation
returns: Any = finance
runbooks: Any = cutover

HUGE = 10**9999

CASES = [
    (lambda: api.Plan("p", start="2026-01-05", tasks=["a"]), "tasks[0]: expected a Task, got 'a'"),
    (lambda: api.Plan("p", start="2026-01-05", tasks=None), "tasks: expected several Task, got None"),
    (
        lambda: api.Plan("p", start="2026-01-05", tasks=[], baselines=["b"]),
        "baselines[0]: expected a Baseline, got 'b'",
    ),
    (lambda: api.Plan("p", start=HUGE, tasks=[]), "got a number of more than 76 digits"),
    (lambda: api.Task("a", "5d", assignments=["ann"]), "assignments[0]: expected an Assignment, got 'ann'"),
    (lambda: api.Task("a", HUGE), "task 'a'.duration: expected a duration"),
    (lambda: api.Task("a", "9" * 9999), "task 'a'.duration: expected a duration"),
    (
        lambda: api.Window("w", "2026-01-05", "2026-01-06", kind="frees"),
        "window.kind: expected one of freeze, release",
    ),
    (lambda: api.Money(1, None), "money.currency: expected a currency like 'EUR', got None"),
    (lambda: api.Baseline("agreed", {"a": 1}), "tasks: expected several BaselineTask, got {'a': 1}"),
    (lambda: api.Resource("ann", max_units="much"), "units: expected a finite number, got 'much'"),
    (lambda: api.Methodology("m", stages=["start"]), "stages[0]: expected a Stage, got 'start'"),
    (lambda: api.Gate("G1", requires=None), "texts: expected several str, got None"),
    (lambda: api.deliverable_facts(["charter"]), "deliverables[0]: expected a Deliverable, got 'charter'"),
    (
        lambda: documents.TestSuite("x", planned="100"),
        "TestSuite.planned: expected a whole number of 0 or more, got '100'",
    ),
    (lambda: api.Backlog([("A", 5)]), "items[0]: expected a BacklogItem, got ('A', 5)"),
    (lambda: api.BacklogItem("A", "many"), "points: expected a number of zero or more, got 'many'"),
    (
        lambda: runbooks.CutoverRunbook("x", ["stop"], opens="2026-01-05", closes="2026-01-06"),
        "steps[0]: expected a CutoverStep",
    ),
    (lambda: runbooks.CutoverStep("stop", HUGE), "duration: expected whole minutes on the clock"),
    (lambda: returns.npv("5%", None), "flows: expected several values, got None"),
    (lambda: returns.npv("5%", [1], first_period=1.5), "first_period: expected a whole number from"),
    (lambda: returns.xnpv("5%", ["2026-01-05"]), "flows[0]: expected 2 values in a tuple or list, got '2026-01-05'"),
    (lambda: bids.compare_bids(["Acme"], {"fit": 1}), "bids[0]: expected a Bid, got 'Acme'"),
    (lambda: estimates.forecast_items("6", [1], seed=1), "periods: expected a whole number of 0 or more, got '6'"),
    (lambda: estimates.velocity(5, backlog=10), "expected several numbers, got 5"),
    (lambda: api.earned_schedule_of_periods(pv=[1, "x"], ev=[1], ac=[1]), "pv[1]: expected a finite number, got 'x'"),
    (
        lambda: choosing.pairwise([("price", "fit")]),
        "pairs[0]: expected 3 values in a tuple or list, got ('price', 'fit')",
    ),
    (
        lambda: choosing.weighted_scoring(["Acme"], {"fit": 1}),
        "options[0]: expected 2 values in a tuple or list, got 'Acme'",
    ),
]


@pytest.mark.parametrize(("make", "message"), CASES)
def test_input_of_the_wrong_kind_is_named_with_its_place(make, message):
    with pytest.raises(ItpmError) as caught:
        make()
    assert message in str(caught.value)
    assert len(str(caught.value)) < 500

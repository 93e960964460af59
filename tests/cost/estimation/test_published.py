"""Estimation against published numbers: COCOMO, function points, learning curves, the cone, channels."""

from __future__ import annotations

import json

from itpm.cost import estimation as est

from tests import support


def published(name):
    return json.loads((support.oracle("published") / name).read_text(encoding="utf-8"))


def learning(case):
    """The library's answer to a case of the learning file."""
    function, args = case["fn"], case["args"]
    t, m, n, r = (args.get(name) for name in "tmnr")
    if function == "crawford_unit":
        return est.crawford_unit(t, rate=r, unit=n, known_unit=m)
    if function == "crawford_cum_exact":
        return est.crawford_total(t, rate=r, first_unit=m, last_unit=n)
    if function == "crawford_cum_approx":
        return est.crawford_total_approximate(t, rate=r, first_unit=m, last_unit=n)
    if function == "crawford_midpoint":
        return est.crawford_midpoint(rate=r, first_unit=m, last_unit=n)
    if function == "wright_unit":
        return est.wright_unit(t, rate=r, unit=n, known_unit=m)
    if function == "aggregate_curve":
        return est.aggregate_total(list(zip(t, r, strict=True)), units=n)
    if function == "slope_from_total":
        return est.slope_from_total(args["T"], first=t, units=n)
    return est.rate_error(n, rate=args["r1"], true_rate=args["r2"])


def test_every_published_learning_curve_value_holds():
    wrong = []
    for case in published("learning_curves.json")["cases"]:
        if isinstance(case["expected"], list):
            args = case["args"]
            units = range(args["m"], args["n"] + 1)
            found = [
                est.crawford_unit(args["t"], rate=args["r"], unit=n)
                - est.wright_unit(args["t"], rate=args["r"], unit=n)
                for n in units
            ]
            pairs = list(zip(found, case["expected"], strict=True))
        else:
            pairs = [(learning(case), case["expected"])]
        if any(
            abs(found - expected) > case.get("tol", 0.0006 if expected < 1000 else 0.006) for found, expected in pairs
        ):
            wrong.append((case, pairs))
    assert wrong == []


def test_every_rating_of_cocomo_is_the_published_one():
    tables = published("estimation_cocomo_fp.json")["cocomo2"]
    ratings = tables["ratings"]
    for ours, theirs in (
        (est.SCALE_FACTORS, tables["scale_factors"]),
        (est.POST_ARCHITECTURE, tables["effort_multipliers"]),
    ):
        as_rows = {name: [row.get(rating) for rating in ratings] for name, row in ours.items()}
        assert as_rows == theirs
    constants = est.COCOMO_2000
    assert (constants.a, constants.b, constants.c, constants.d) == tuple(tables[name] for name in "ABCD")


def test_the_published_cocomo_examples_hold():
    data = published("estimation_cocomo_fp.json")
    example, nominal = data["cocomo2"]["published_example"], data["cocomo2"]["nominal"]
    found = est.cocomo2(example["KSLOC"], exponent=example["E"])
    assert (round(found.effort, 2), round(found.duration, 1), round(found.staff, 2)) == (
        example["PM"], example["TDEV"], example["staff"],
    )  # fmt: skip
    assert round(est.cocomo2(1).exponent, 4) == nominal["E"]
    assert round(sum(row["N"] for row in est.SCALE_FACTORS.values()), 2) == nominal["sum_SF"]
    for case in data["cocomo81_basic"]["examples"]:
        found = est.cocomo81(case["KDSI"], case["mode"])
        assert abs(found.effort - case["PM"]) < case["tol"]
        assert abs(found.duration - case["TDEV"]) < case["tol"]


def test_the_published_function_points_hold():
    data = published("estimation_cocomo_fp.json")["function_points"]
    assert {kind: list(weights) for kind, weights in est.WEIGHTS.items()} == data["weights"]
    for case in data["examples"]:
        count = est.FunctionPoints(unadjusted=case["UFP"], characteristics=case["sum_F"])
        assert float(count.adjusted) == case["FP"]


def test_the_published_channels_and_cone_hold():
    data = published("estimation_cocomo_fp.json")
    assert [[n, est.communication_channels(n)] for n, _ in data["comms_channels"]] == data["comms_channels"]
    cone = data["cone_of_uncertainty"]
    assert [list(row[1:3]) for row in est.CONE_OF_UNCERTAINTY] == cone["effort"]
    assert [list(row[3:5]) for row in est.CONE_OF_UNCERTAINTY] == cone["schedule"]

"""Pairwise comparisons and hierarchies, against the published ones."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UndefinedIndexError, UnknownNameError
from itpm.selection import (
    RANDOM_INDICES,
    SelectionError,
    analytic_hierarchy,
    comparison_matrix,
    pairwise,
    random_index,
    weight_changes,
)

from tests import support


def published():
    return json.loads((support.oracle("published") / "ahp.json").read_text(encoding="utf-8"))


def case(name):
    return next(found for found in published()["cases"] if found["name"].startswith(name))


def near(found, expected, tolerance):
    assert set(found) == set(expected)
    return {name for name in expected if abs(float(found[name]) - expected[name]) > tolerance} == set()


def test_the_published_drinks_have_their_priorities_and_consistency_ratios():
    drinks = case("drinks")
    compared = pairwise(drinks["pairs"])
    assert near(compared.priorities, drinks["expected"]["weights"], drinks["tol"])
    assert round(compared.consistency_ratio("saaty_2005"), 3) == Decimal("0.022")
    assert round(compared.consistency_ratio("donegan_dodd_1991"), 4) == Decimal("0.0235")


def test_the_published_cities_have_their_priorities():
    cities = case("cities")
    found = analytic_hierarchy(
        pairwise(cities["criteria"]), {name: pairwise(pairs) for name, pairs in cities["alternatives"].items()}
    )
    assert near(found.priorities, cities["expected"], cities["tol"])


def test_the_published_leader_is_chosen():
    leader = case("leader")
    criteria = pairwise(leader["criteria"])
    found = analytic_hierarchy(criteria, {name: pairwise(pairs) for name, pairs in leader["alternatives"].items()})
    assert near(criteria.priorities, leader["expected"]["criteria"], leader["tol"])
    assert near(found.priorities, leader["expected"]["total"], leader["tol"])


def test_the_published_car_is_chosen_through_criteria_below_criteria():
    car = case("car")
    below = {name: pairwise(pairs) for name, pairs in car["leaves"].items()}
    found = analytic_hierarchy(
        pairwise(car["criteria"]), below | {"Cost": pairwise(car["cost"]), "Capacity": pairwise(car["capacity"])}
    )
    assert near(found.priorities, car["expected"], car["tol"])
    assert list(found.priorities) == list(car["expected"])
    assert near(
        {o: found.scoring[o] for o in found.priorities},
        {o: float(w) for o, w in found.priorities.items()},
        1e-15,
    )  # both ways of counting agree


def test_the_published_consistent_matrix_is_exact():
    consistent = case("consistent")
    found = comparison_matrix("abc", consistent["matrix"])
    expected = dict(zip("abc", consistent["expected"]["weights"], strict=True))
    assert near(found.priorities, expected, consistent["tol"])
    assert found.consistency_ratio() < Decimal("1e-12")


def test_the_random_indices_are_the_published_ones():
    for name, table in published()["random_index"].items():
        known = {int(n): value for n, value in table.items() if value}
        assert {n: float(value) for n, value in RANDOM_INDICES[name].items()} == known


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6))
def test_comparisons_that_agree_give_back_the_weights_they_were_made_from(weights):
    items = [f"i{n}" for n in range(len(weights))]
    pairs = [(items[i], items[j], Fraction(weights[i], weights[j])) for i in range(len(items)) for j in range(i)]
    found = pairwise(pairs)
    exact = {item: Fraction(weight, sum(weights)) for item, weight in zip(items, weights, strict=True)}
    assert max(abs(Fraction(found[item]) - exact[item]) for item in items) < Fraction(1, 10**23)
    assert found.consistency_index == 0


@given(st.lists(st.fractions(Fraction(1, 9), 9, max_denominator=9), min_size=6, max_size=6))
def test_priorities_satisfy_the_eigenvector_equation_and_do_not_depend_on_the_order_of_items(ratios):
    names = "abcd"
    pairs = [(names[i], names[j]) for i in range(4) for j in range(i)]
    found = pairwise([(*pair, ratio) for pair, ratio in zip(pairs, ratios, strict=True)])
    weights = [found.priorities[name] for name in found.items]
    for row, weight in zip(found.matrix, weights, strict=True):
        image = sum(Fraction(cell) * Fraction(w) for cell, w in zip(row, weights, strict=True))
        assert abs(image - Fraction(found.principal_eigenvalue) * Fraction(weight)) < Fraction(1, 10**20)
    backwards = pairwise([(b, a, 1 / r) for (a, b), r in reversed(list(zip(pairs, ratios, strict=True)))])
    assert max(abs(backwards[name] - found[name]) for name in names) < Decimal("1e-20")


def test_comparisons_in_a_circle_settle_although_plain_iteration_would_not():
    circle = pairwise([("a", "b", 10**9), ("b", "c", 10**9), ("c", "a", 10**9)])
    assert {round(weight, 20) for weight in circle.priorities.values()} == {Decimal("0.33333333333333333333")}
    assert circle.consistency_ratio() > 10**8


def test_two_items_are_always_consistent_and_eleven_have_no_index():
    assert [random_index(n) for n in (1, 2, 3)] == [0, 0, Decimal("0.58")]
    assert pairwise([("a", "b", 3)]).consistency_ratio() == 0
    items = [f"i{n}" for n in range(11)]
    pairs = [(items[i], items[j], 2) for i in range(11) for j in range(i)]
    with pytest.raises(UndefinedIndexError, match="saaty_1980 has no random index for 11 items; give a table that has"):
        pairwise(pairs).consistency_ratio()
    assert pairwise(pairs).consistency_ratio({11: Decimal("1.51")}) > 0


def test_comparisons_that_contradict_each_other_are_a_finding():
    odd = analytic_hierarchy(pairwise([("a", "b", 3), ("b", "c", 3), ("c", "a", 3)]), {}, goal="tool")
    assert [(finding.code, finding.subject) for finding in odd.findings] == [("AHP001", "criterion:tool")]
    assert "consistency ratio" in odd.table().note
    assert odd.nodes_table().records()[0]["cr"] == odd.consistency_ratio("tool")


def test_a_hierarchy_says_how_far_its_weights_may_move():
    leader = case("leader")
    found = analytic_hierarchy(
        pairwise(leader["criteria"]), {name: pairwise(pairs) for name, pairs in leader["alternatives"].items()}
    )
    smallest = weight_changes(found.scoring).smallest
    assert (smallest.criterion, smallest.winner) == ("Charisma", "Tom")


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([("a", "b", 2), ("b", "c", 2)], "'a' with 'c': expected a comparison of the two, got none"),
        ([("a", "b", 2), ("b", "a", 2)], "'b' with 'a': the two are compared twice, with different results"),
        ([("a", "b", 0)], "'a' with 'b': expected a ratio above zero, got 0"),
        ([("a", "a", 1)], "'a' with 'a': expected two different items"),
        ([("a", "b", "1/0")], "expected a number between 1e-30 and 1e30, got '1/0'"),
        ([("a", "b", "1e999999999")], "expected a number between 1e-30 and 1e30"),
        ([(f"i{n}", "b", 2) for n in range(60)], "expected at most 50 items, got 61"),
    ],
)
def test_comparisons_that_cannot_be_are_refused(pairs, message):
    with pytest.raises(SelectionError) as raised:
        pairwise(pairs)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 2]], "matrix: expected 2 rows of 2 cells"),
        ([[1, 2], [2, 1]], "matrix[1][0]: expected the reciprocal of 2, got 2"),
        ([[1, -2], [-0.5, 1]], "matrix[1][0]: expected a ratio above zero, got -2"),
    ],
)
def test_a_matrix_that_is_no_comparison_is_refused(matrix, message):
    with pytest.raises(SelectionError) as raised:
        comparison_matrix("ab", matrix)
    assert message in str(raised.value)


def test_a_hierarchy_that_is_none_is_refused():
    criteria = pairwise([("fit", "price", 3)])
    with pytest.raises(SelectionError, match="there is no criterion 'prise'; did you mean 'price'"):
        analytic_hierarchy(criteria, {"prise": criteria})
    with pytest.raises(SelectionError, match="'fit' stands in two places of the hierarchy"):
        analytic_hierarchy(criteria, {"fit": criteria})


def test_unknown_names_are_told_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'saaty_1980'"):
        random_index(3, "saaty_1981")
    with pytest.raises(UnknownNameError, match="there is no item 'prise'; did you mean 'price'"):
        pairwise([("price", "fit", 3)])["prise"]


def test_a_caller_s_decimal_context_changes_nothing():
    drinks = case("drinks")
    expected = pairwise(drinks["pairs"]).priorities
    with localcontext(prec=3):
        assert pairwise(drinks["pairs"]).priorities == expected


def test_comparisons_survive_pickling():
    found = pairwise([("price", "fit", 3)])
    assert found.priorities == pickle.loads(pickle.dumps(found)).priorities
    assert "0.75" in str(found)

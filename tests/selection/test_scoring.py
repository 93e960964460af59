"""Weighted scoring, and how firm its winner is."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itpm.errors import UndefinedIndexError, UnknownNameError
from itpm.selection import SelectionCriterion, SelectionError, weight_changes, weighted_scoring
from itpm.tables import Undefined

TOOLS = {
    "Acme": {"fit": 9, "support": 5, "price": 400},
    "Beta": {"fit": 6, "support": 9, "price": 500},
    "Core": {"fit": 2, "support": 2, "price": 200},
}
CRITERIA = [
    SelectionCriterion("fit", 50, minimum=3),
    SelectionCriterion("support", 30),
    SelectionCriterion("price", 20, better="lower"),
]
SCORES = st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=3), min_size=2, max_size=4)
WEIGHTS = st.lists(st.integers(1, 9), min_size=3, max_size=3)


def of(rows, weights):
    options = {f"o{n}": dict(zip("abc", row, strict=True)) for n, row in enumerate(rows)}
    return weighted_scoring(options, dict(zip("abc", weights, strict=True)))


def test_the_table_ranks_options_and_says_why_one_is_out():
    table = weighted_scoring(TOOLS, CRITERIA, scale="best").table()
    assert [(row[0], row[1], row[-1]) for row in table.rows] == [
        (1, "Acme", Decimal("0.7666666666666666666666666667")),
        (2, "Beta", Decimal("0.7133333333333333333333333333")),
        (Undefined("fit 2 is below 3"), "Core", Undefined("fit 2 is below 3")),
    ]
    assert [column.name for column in table.columns] == [
        "Rank", "Option", "fit (50 %)", "support (30 %)", "price (20 %)", "Score",
    ]  # fmt: skip


def test_the_range_scale_gives_zero_to_the_worst_and_one_to_the_best():
    scoring = weighted_scoring(TOOLS, CRITERIA, scale="range")
    assert [tuple(map(str, row)) for row in scoring.utilities] == [
        ("1", "3/7", "1/3"), ("4/7", "1", "0"), ("0", "0", "1"),
    ]  # fmt: skip


def test_equal_options_share_a_rank():
    scoring = weighted_scoring({"a": {"x": "0.1"}, "b": {"x": 0.1}, "c": {"x": 0}}, {"x": 3})
    assert [row[:2] for row in scoring.table().rows] == [(1, "a"), (1, "b"), (3, "c")]
    assert scoring.best == ("a", "b")
    with pytest.raises(UndefinedIndexError, match="a and b share the first place, so there is no winner to overtake"):
        weight_changes(scoring)


@given(SCORES, WEIGHTS, st.integers(2, 100))
def test_only_proportions_of_weights_count(rows, weights, factor):
    assert of(rows, weights).exact_totals == of(rows, [factor * weight for weight in weights]).exact_totals


@given(SCORES, WEIGHTS)
def test_past_the_threshold_and_not_before_it_another_option_wins(rows, weights):
    scoring = of(rows, weights)
    assume(len(scoring.best) == 1)
    for change in weight_changes(scoring):
        place = "abc".index(change.criterion)
        sign = 1 if change.direction == "up" else -1

        def moved(share, place=place):
            rest = sum(w for n, w in enumerate(weights) if n != place)
            return of(rows, [share if n == place else (1 - share) * Fraction(w, rest) for n, w in enumerate(weights)])

        if isinstance(change.threshold, Undefined):
            edge = Fraction(99999, 100000) if sign == 1 else Fraction(1, 100000)
            assert scoring.best[0] in moved(edge).best
        else:
            threshold, step = Fraction(change.threshold), Fraction(sign, 10**9)
            assert moved(threshold - step).best == scoring.best
            beyond = moved(threshold + step)
            assert scoring.best[0] not in beyond.best
            past = moved(threshold + step / 1000)
            assert past[past.ranking[0]] - past[change.winner] < Decimal("1e-20")


def test_the_smallest_change_is_named_and_shown():
    tools = {"Acme": {"fit": 9, "support": 5}, "Beta": {"fit": 6, "support": 9}}
    changes = weight_changes(weighted_scoring(tools, {"fit": 60, "support": 40}))
    assert [record["then_wins" if "then_wins" in record else "winner"] for record in changes.records()] == [
        "", "Beta", "Beta", "",
    ]  # fmt: skip
    assert round(Decimal(str(changes.smallest.change)), 4) == Decimal("-0.0286")
    assert "no higher weight of fit makes another option win" in str(changes)


def test_a_winner_that_leads_everywhere_cannot_be_overtaken():
    changes = weight_changes(weighted_scoring({"a": {"x": 2, "y": 2}, "b": {"x": 1, "y": 1}}, {"x": 1, "y": 1}))
    with pytest.raises(UndefinedIndexError, match="no weight of a single criterion makes another option win than a"):
        _ = changes.smallest


def test_a_rejected_option_has_no_score_and_an_unknown_one_a_hint():
    scoring = weighted_scoring(TOOLS, CRITERIA, scale="best")
    with pytest.raises(UndefinedIndexError, match="Core is not considered: fit 2 is below 3"):
        _ = scoring["Core"]
    with pytest.raises(UnknownNameError, match="did you mean 'Acme'"):
        _ = scoring["Acne"]
    none = weighted_scoring(
        TOOLS, [SelectionCriterion("fit", minimum=10), SelectionCriterion("support"), SelectionCriterion("price")]
    )
    assert none.best == ()
    with pytest.raises(UndefinedIndexError, match="no option meets the minimums"):
        weight_changes(none)


@pytest.mark.parametrize(
    ("options", "criteria", "scale", "message"),
    [
        ({}, {"x": 1}, "given", "options: expected at least one of the options, got none"),
        ({"a": {}}, {}, "given", "criteria: expected at least one of the criteria, got none"),
        ({"a": {"y": 1}}, {"x": 1}, "given", "option 'a': there is no criterion 'y'"),
        ({"a": {}}, {"x": 1}, "given", "option 'a'.x: expected a score, got none"),
        ({"a": {"x": "much"}}, {"x": 1}, "given", "option 'a'.x: expected a number between 1e-30 and 1e30, got 'much'"),
        ({"a": {"x": 1}}, {"x": 0}, "given", "criteria: expected a weight above zero, all are zero"),
        ({"a": {"x": 1}}, {"x": -1}, "given", "criterion 'x'.weight: a weight cannot be negative, got -1"),
        ({"a": {"x": 1}}, [SelectionCriterion("x", better="lower")], "given", "expected the scale 'best' or 'range'"),
        (
            {"a": {"x": 1}},
            [SelectionCriterion("x", better=cast(Any, "less"))],
            "best",
            "expected 'higher' or 'lower', got 'less'",
        ),
        ({"a": {"x": 0}}, {"x": 1}, "best", "the scale 'best' needs scores above zero; use 'range'"),
        ({"a": {"x": 0}}, {"x": 1}, "log", "expected 'given', 'best' or 'range', got 'log'"),
        (
            {"a": {"x": 0}},
            [SelectionCriterion("x"), SelectionCriterion("x")],
            "given",
            "expected different names of the criteria",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused(options, criteria, scale, message):
    with pytest.raises(SelectionError) as raised:
        weighted_scoring(options, criteria, scale=scale)
    assert message in str(raised.value)


def test_all_faults_come_at_once():
    with pytest.raises(SelectionError) as raised:
        weighted_scoring({"a": {"x": True, "z": 1}, "b": {"x": "nan"}}, {"x": 1, "y": 2})
    assert [fault.place for fault in raised.value.faults] == [
        "option 'a'", "option 'a'.x", "option 'a'.y", "option 'b'.x", "option 'b'.y",
    ]  # fmt: skip


def test_scoring_survives_pickling():
    scoring = weighted_scoring(TOOLS, CRITERIA, scale="best")
    assert pickle.loads(pickle.dumps(scoring)) == scoring
    assert pickle.loads(pickle.dumps(scoring)).ranking == scoring.ranking

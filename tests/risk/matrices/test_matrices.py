from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.risk import (
    Cell,
    Level,
    RiskError,
    RiskMatrix,
    banded_matrix,
    generic_5x5_matrix,
    nist_likelihood_matrix,
    nist_matrix,
    owasp_matrix,
    owasp_rating,
    pmbok_matrix,
    product_matrix,
)

from tests import support

STANDARD = (pmbok_matrix, generic_5x5_matrix, nist_matrix, nist_likelihood_matrix, owasp_matrix)
LETTERS = {"VL": "very low", "L": "low", "M": "moderate", "H": "high", "VH": "very high"}


def published(name):
    return json.loads((support.oracle("published") / "risk_matrices.json").read_text(), parse_float=Decimal)[name]


def test_the_pmbok_matrix_has_the_published_scores():
    case = published("pmbok")
    matrix = pmbok_matrix()
    found = [[matrix.cell(p, i).score for i in case["impact"]] for p in case["probability"]]
    assert found == case["scores"]


def test_the_pmbok_bands_are_the_usual_ones():
    bands = {cell.score: cell.band for row in pmbok_matrix().cells for cell in row}
    assert {score for score, band in bands.items() if band == "low"} == {
        Decimal(score) for score in ("0.01", "0.02", "0.03", "0.04", "0.05")
    }
    assert max(score for score, band in bands.items() if band == "moderate") == Decimal("0.14")
    assert min(score for score, band in bands.items() if band == "high") == Decimal("0.18")


@pytest.mark.parametrize(
    ("objective", "share", "expected"),
    [
        *(
            ("cost", share, level)
            for share, level in zip(("0", "0.05", "0.1", "0.2", "0.4"), LETTERS.values(), strict=True)
        ),
        *(
            ("time", share, level)
            for share, level in zip(("0", "0.04", "0.05", "0.1", "0.3"), LETTERS.values(), strict=True)
        ),
        ("quality", "0.3", None),
    ],
)
def test_a_share_of_the_whole_reaches_a_level_of_impact(objective, share, expected):
    assert pmbok_matrix().impact_of_share(objective, Decimal(share)) == expected


@pytest.mark.parametrize(
    ("probability", "score"),
    [("0", "0.08"), ("0.19", "0.08"), ("0.2", "0.24"), ("0.5", "0.4"), ("0.8", "0.72"), ("1", "0.72")],
)
def test_a_probability_reaches_the_nearest_level_and_in_the_middle_the_higher(probability, score):
    assert pmbok_matrix().cell(Decimal(probability), "very high").score == Decimal(score)


def test_the_generic_matrix_has_the_published_bands():
    bands = [[cell.band[0].upper() for cell in row] for row in generic_5x5_matrix().cells]
    assert bands == published("dod_5x5")["matrix"]


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (nist_likelihood_matrix, "G5_overall_likelihood_rows_initiation_cols_adverse"),
        (nist_matrix, "I2_risk_rows_likelihood_cols_impact"),
    ],
)
def test_the_nist_matrices_have_the_published_bands(make, key):
    rows = published("nist_800_30r1")[key]
    found = {row: [make().cell(row, column).band for column in ("VL", "L", "M", "H", "VH")] for row in rows}
    assert found == {row: [LETTERS[letter] for letter in letters] for row, letters in rows.items()}


def test_the_nist_scale_reads_probabilities_in_its_semi_quantitative_steps():
    scale = published("nist_800_30r1")["semi_quant"]
    for letter, (least, most, value) in scale.items():
        for percent in (least, most):
            assert nist_likelihood_matrix().cell(Decimal(percent) / 100, "VH") == nist_likelihood_matrix().cell(
                letter, "VH"
            )
        assert {level.name: level.value for level in nist_matrix().impacts}[LETTERS[letter]] == value


def test_the_owasp_severities_are_the_published_ones():
    rows = published("owasp")["severity_rows_impact_cols_likelihood_LMH"]
    found = {
        impact: [owasp_matrix().cell(likelihood, impact).band.title() for likelihood in ("low", "medium", "high")]
        for impact in rows
    }
    assert found == rows


def test_the_owasp_example_is_rated_as_published():
    example = published("owasp")["example"]
    expected = example["expected"]
    groups = ("threat_agent", "vulnerability", "technical", "business")
    rating = owasp_rating(**{name: example[name] for name in groups})
    assert (rating.likelihood, rating.technical, rating.business) == (
        expected["likelihood"],
        expected["technical"],
        expected["business"],
    )
    assert rating.severity_of(rating.technical) == expected["severity_technical"].lower()
    assert rating.severity == expected["severity_business"].lower()


def test_owasp_factors_are_four_a_group_from_0_to_9():
    with pytest.raises(RiskError) as error:
        owasp_rating(threat_agent=[5, 2], vulnerability=[3, 6, 9, 10], technical=[9, 7, 5, 8])
    assert [str(fault) for fault in error.value.faults] == [
        "threat_agent: expected four factors from 0 to 9, got (5, 2)",
        "vulnerability: expected four factors from 0 to 9, got (3, 6, 9, 10)",
    ]


@pytest.mark.parametrize("make", STANDARD)
def test_a_standard_matrix_is_monotone(make):
    assert make().findings == ()


@given(st.sampled_from(STANDARD), st.decimals(0, 1), st.decimals(0, 1), st.integers(0, 2))
def test_more_likelihood_never_scores_less(make, one, other, impact):
    matrix = make()
    low, high = sorted((one, other))
    level = matrix.impacts[impact].name
    assert matrix.cell(low, level).score <= matrix.cell(high, level).score


@given(st.lists(st.integers(1, 100), min_size=1, max_size=6, unique=True), st.integers(0, 3))
def test_a_product_of_ascending_levels_is_monotone(values, places):
    levels = [Level(f"level {value}", value) for value in sorted(values)]
    matrix = product_matrix("ours", likelihoods=levels, impacts=levels, bands={"low": 0, "high": 50}, places=places)
    assert matrix.findings == ()
    assert all(first.score <= second.score for row in matrix.cells for first, second in pairwise(row))


def test_a_matrix_that_falls_is_found_out_cell_by_cell():
    levels = [Level("low", 0), Level("high", "0.5")]
    matrix = banded_matrix(
        "odd",
        likelihoods=levels,
        impacts=levels,
        cells=[["act", "watch"], ["watch", "act"]],
        bands={"watch": 1, "act": 2},
    )
    assert [str(finding) for finding in matrix.findings] == [
        (
            "RSK011: low likelihood, high impact scores less than low likelihood, low impact. "
            "Lift it: let scores and bands rise with likelihood and with impact"
        ),
        (
            "RSK011: high likelihood, low impact scores less than low likelihood, low impact. "
            "Lift it: let scores and bands rise with likelihood and with impact"
        ),
    ]


def test_a_matrix_of_the_wrong_shape_is_refused_with_every_fault():
    levels = [Level("low", 1), Level("Low", 1)]
    with pytest.raises(RiskError) as error:
        RiskMatrix("odd", likelihoods=levels, impacts=[], cells=[[]], scales={"cost": [0]})
    assert [str(fault) for fault in error.value.faults] == [
        "matrix 'odd'.likelihoods: levels ascend, got 1, 1",
        "matrix 'odd'.likelihoods: levels have different names",
        "matrix 'odd'.impacts: expected at least one level",
        "matrix 'odd'.cells: expected 2 rows of 0 cells, got rows of [0]",
        "matrix 'odd'.scales['cost']: expected 0 ascending limits, got 0",
    ]


def test_an_unknown_band_is_refused():
    levels = [Level("low", 0)]
    with pytest.raises(RiskError, match=r"matrix 'odd'.cells: there is no band 'act'"):
        banded_matrix("odd", likelihoods=levels, impacts=levels, cells=[["act"]], bands={"watch": 0})


def test_an_unknown_level_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="there is no level of impact 'very hihg'; did you mean 'very high'"):
        pmbok_matrix().cell("0.3", "very hihg")


def test_a_matrix_is_drawn_with_the_highest_likelihood_on_top():
    table = owasp_matrix().table()
    assert [column.name for column in table.columns] == ["Likelihood", "low", "medium", "high"]
    assert table.rows[0] == ("high", "2 medium", "3 high", "4 critical")


def test_a_band_that_falls_while_the_score_rises_is_found_out():
    levels = [Level("low", 1), Level("high", 2)]
    cells = [[Cell(Decimal(1), "watch"), Cell(Decimal(2), "act")], [Cell(Decimal(2), "act"), Cell(Decimal(4), "watch")]]
    matrix = RiskMatrix("odd", likelihoods=levels, impacts=levels, cells=cells)
    assert (matrix.bands, matrix.is_monotone) == (("watch", "act"), False)
    assert [finding.message for finding in matrix.findings] == [
        "high likelihood, high impact is only watch, not act like low likelihood, high impact",
        "high likelihood, high impact is only watch, not act like high likelihood, low impact",
    ]


@pytest.mark.parametrize(
    ("make", "bands"),
    [
        (pmbok_matrix, ("low", "moderate", "high")),
        (generic_5x5_matrix, ("low", "moderate", "high")),
        (nist_matrix, tuple(LETTERS.values())),
        (nist_likelihood_matrix, tuple(LETTERS.values())),
        (owasp_matrix, ("note", "low", "medium", "high", "critical")),
    ],
)
def test_the_bands_of_a_matrix_are_listed_from_the_mildest_on(make, bands):
    assert make().bands == bands
    assert [len(make().above(band)) for band in bands] == list(range(len(bands) - 1, -1, -1))


def test_a_band_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="there is no band 'modrate'; did you mean 'moderate'"):
        pmbok_matrix().above("modrate")


def test_a_scale_for_the_schedule_is_the_one_for_time():
    levels = [Level("low", 1), Level("high", 2)]
    ours = product_matrix("ours", likelihoods=levels, impacts=levels, bands={"x": 0}, scales={"schedule": [0, "0.1"]})
    assert ours.scales == (("time", (Decimal(0), Decimal("0.1"))),)
    assert ours.impact_of_share("schedule", Decimal("0.2")) == "high"

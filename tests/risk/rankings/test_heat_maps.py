from __future__ import annotations

import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.risk import (
    Avoid,
    HeatCell,
    Mitigate,
    Opportunity,
    RiskError,
    RiskRegister,
    RiskScore,
    RiskStatus,
    Stakes,
    Threat,
    generic_5x5_matrix,
    heat_map,
    nist_matrix,
    owasp_matrix,
    pmbok_matrix,
)

from tests import support


def register():
    return RiskRegister(
        [
            Threat(
                "vendor late",
                id="R1",
                probability=0.3,
                delay="10d",
                on=["build"],
                response=Mitigate("x", probability=0.1),
            ),
            Threat("data loss", probability=0.7, impact={"quality": "very high"}, response=Avoid("copy")),
            Threat("price", probability=0.1, cost="1k EUR"),
            Opportunity("portal", id="O1", probability=0.3, delay="-9d", on=["build"]),
            Threat("gone", probability=0.9, impact={"quality": "low"}, status=RiskStatus.CLOSED),
        ],
        duration="100d",
    )


def occupied(found):
    return [(cell.likelihood, cell.impact, cell.band, cell.risks) for cell in found if cell.risks]


def test_a_heat_map_has_every_open_risk_in_its_cell():
    # 10 d of 100 d is 10 %: a high impact on time; 9 d are moderate.
    found = register().heat_map()
    assert occupied(found) == [
        ("low", "moderate", "moderate", ("portal",)),
        ("low", "high", "moderate", ("vendor late",)),
        ("high", "very high", "high", ("data loss",)),
    ]
    assert len(found.cells) == 25
    assert found.by_band == (("high", 1), ("moderate", 2), ("low", 0))
    assert found.unplaced == (("price", "impact not rated: needs the project's budget"),)


def test_a_heat_map_after_responses_leaves_out_what_cannot_occur_any_more():
    found = register().heat_map(after_responses=True)
    assert occupied(found) == [
        ("very low", "high", "low", ("vendor late",)),
        ("low", "moderate", "moderate", ("portal",)),
    ]
    assert found.gone == ("data loss",)
    assert str(found).startswith("Heat map on PMBOK 5 x 5, after responses")


def test_threats_and_opportunities_can_be_drawn_apart():
    assert [row[3] for row in occupied(register().heat_map(kind="opportunity"))] == [("portal",)]
    with pytest.raises(RiskError, match="expected 'threat', 'opportunity' or nothing, got 'chance'"):
        register().heat_map(kind="chance")


def test_a_heat_map_can_show_the_impact_on_one_objective():
    risk = Threat("x", probability=0.3, impact={"quality": "low", "schedule": "high"})
    both = RiskRegister([risk, Threat("y", probability=0.3, impact={"cost": "low"})])
    quality, time = (both.heat_map(objective=name) for name in ("quality", "schedule"))
    assert occupied(quality) == [("low", "low", "low", ("x",))]
    assert occupied(time) == [("low", "high", "moderate", ("x",))] == occupied(RiskRegister([risk]).heat_map())
    assert quality.unplaced == (("y", "no impact on quality"),)
    assert str(time).startswith("Heat map on PMBOK 5 x 5, impact on time\n")


def test_a_heat_map_is_drawn_with_a_legend():
    assert str(register().heat_map()).splitlines() == [
        "Heat map on PMBOK 5 x 5",
        "Likelihood  very low  low  moderate      high          very high",
        "----------  --------  ---  ------------  ------------  ---------",
        "very high   l         m    h             h             h",
        "high        l         m    m             h             high: #1",
        "moderate    l         l    m             h             h",
        "low         l         l    moderate: O1  moderate: R1  h",
        "very low    l         l    l             l             m",
        "O1 portal",
        "R1 vendor late",
        "#1 data loss",
        "not on the map: price (impact not rated: needs the project's budget)",
    ]


def test_a_heat_map_gives_a_record_for_each_cell():
    record = {
        "likelihood": "low",
        "impact": "high",
        "score": Decimal("0.12"),
        "band": "moderate",
        "count": 1,
        "risks": "vendor late",
    }
    assert record in register().heat_map().records()
    assert pickle.loads(pickle.dumps(register().heat_map())) == register().heat_map()


def test_a_cell_is_looked_up_by_its_levels():
    found = register().heat_map()
    assert found["low", "high"] == HeatCell(
        likelihood="low", impact="high", score=Decimal("0.12"), band="moderate", risks=["vendor late"], labels=["R1"]
    )
    with pytest.raises(UnknownNameError, match="there is no cell"):
        found["low", "hihg"]


def test_every_published_cell_of_the_pmbok_matrix_holds_the_risk_put_into_it():
    case = json.loads((support.oracle("published") / "risk_matrices.json").read_text(), parse_float=Decimal)["pmbok"]
    levels = pmbok_matrix().impacts
    for i, chance in enumerate(case["probability"]):
        for j, impact in enumerate(case["impact"]):
            risk = Threat(
                "x", probability=chance, impact={"scope": next(one.name for one in levels if one.value == impact)}
            )
            (cell,) = (cell for cell in heat_map([risk], pmbok_matrix(), Stakes()) if cell.risks)
            assert cell.score == case["scores"][i][j]


LEVELS = ("very low", "low", "moderate", "high", "very high")
RATED = st.builds(
    lambda name, chance, impact: Threat(name, probability=chance, impact={"quality": impact}),
    st.text("abcdef", min_size=1),
    st.decimals(0, 1, places=2),
    st.sampled_from(LEVELS),
)


@given(
    st.lists(RATED, max_size=12, unique_by=lambda risk: risk.name),
    st.sampled_from([pmbok_matrix, generic_5x5_matrix, nist_matrix]),
)
def test_every_risk_is_on_the_map_once_with_the_band_it_is_ranked_with(risks, make):
    found = heat_map(risks, make(), Stakes())
    placed = {name: cell.band for cell in found for name in cell.risks}
    ranked = {row.risk.name: row.score for row in RiskRegister(risks).ranked(matrix=make())}
    assert sorted([*placed, *found.gone]) == sorted(ranked)
    scores = {name: score for name, score in ranked.items() if isinstance(score, RiskScore)}
    assert {name: scores[name].band for name in placed} == placed
    assert sum(count for _, count in found.by_band) == len(placed)


def test_a_rating_that_the_matrix_does_not_have_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="there is no level of impact 'moderate'"):
        heat_map([Threat("x", probability=0.3, impact={"quality": "moderate"})], owasp_matrix(), Stakes())

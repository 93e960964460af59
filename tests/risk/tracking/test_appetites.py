from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError, UnknownNameError
from itpm.risk import (
    Accept,
    Mitigate,
    Opportunity,
    RiskAppetite,
    RiskError,
    RiskLimit,
    RiskRegister,
    RiskStatus,
    Threat,
    appetite_findings,
    nist_matrix,
    risk_findings,
)


def register():
    ease = Mitigate("review", probability=0.1, owner="al")
    return RiskRegister(
        [
            Threat("breach", probability=0.3, impact={"quality": "high", "time": "low"}, category="technical/security"),
            Threat("defects", probability=0.3, impact={"quality": "high"}, category="technical"),
            Threat("price", probability=0.5, cost="20k EUR", category="commercial/vendor"),
            Threat("strike", probability=0.9, impact={"time": "very high"}, category="external", response=ease),
            Threat(
                "flood", probability=0.9, impact={"time": "very high"}, category="external", response=Accept("insured")
            ),
            Opportunity("portal", probability=0.9, impact={"time": "very high"}, category="external"),
            Threat("gone", probability=0.9, impact={"time": "very high"}, status=RiskStatus.CLOSED),
        ],
        budget="200k EUR",
    )


def messages(findings):
    return [f"{finding.code} {finding.message}" for finding in findings]


def test_what_exceeds_the_appetite_or_the_tolerance_is_found_by_the_nearest_limit():
    appetite = RiskAppetite(
        [
            RiskLimit("moderate", "moderate"),
            RiskLimit("low", category="technical/security"),
            RiskLimit("low", objective="quality", category="technical"),
            RiskLimit(category="commercial", expected_cost="8k EUR"),
        ]
    )
    assert messages(appetite_findings(register(), appetite)) == [
        (
            "RSK002 threat 'breach' has no response, and scores 0.12 moderate (at most low is borne without a response), "
            "0.12 moderate on quality (at most low is borne without a response)"
        ),
        (
            "RSK002 threat 'defects' has no response, and scores 0.12 moderate on quality "
            "(at most low is borne without a response)"
        ),
        "RSK002 threat 'flood' is only accepted, and scores 0.72 high (at most moderate is borne without a response)",
        "RSK013 threat 'flood' leaves 0.72 high (at most moderate is borne)",
        "RSK016 risks of 'commercial' together are expected to cost 10,000 EUR; at most 8,000 EUR is borne",
    ]


def test_a_response_in_place_lowers_what_a_category_is_expected_to_cost():
    limit = RiskAppetite([RiskLimit(expected_cost="8k EUR")])
    half = Mitigate("fixed price", residual_cost="10k EUR")
    planned = Threat("price", probability=0.5, cost="20k EUR", response=half, owner="bo", status=RiskStatus.PLANNED)
    before = RiskRegister([planned])
    after = before.advanced("price", "response in place", at="2026-02-01")
    assert messages(appetite_findings(before, limit)) == [
        "RSK016 all risks together are expected to cost 10,000 EUR; at most 8,000 EUR is borne"
    ]
    assert appetite_findings(after, limit) == ()


def test_the_review_asks_the_appetite_where_there_is_one():
    codes = [finding.code for finding in risk_findings(register(), appetite=RiskAppetite([RiskLimit("high")]))]
    assert "RSK002" not in codes
    assert "RSK002" in [
        finding.code for finding in risk_findings(register(), appetite=RiskAppetite([RiskLimit("low")]))
    ]


def test_a_limit_that_limits_nothing_and_limits_said_twice_are_refused():
    with pytest.raises(RiskError, match="limit for all risks: expected an appetite, a tolerance or an expected cost"):
        RiskLimit()
    with pytest.raises(
        RiskError, match=r"limit for all risks on cost.expected_cost: an expected cost is limited for a category"
    ):
        RiskLimit("low", objective="cost", expected_cost="1k EUR")
    with pytest.raises(RiskError, match="there are two of the limit for technical on time"):
        RiskAppetite([RiskLimit("low", category="technical", objective=name) for name in ("time", "schedule")])


def test_a_band_that_the_matrix_does_not_have_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="there is no band 'moderat'; did you mean 'moderate'"):
        appetite_findings(register(), RiskAppetite([RiskLimit("moderat")]))
    assert appetite_findings(RiskRegister(), RiskAppetite([RiskLimit("very high")]), matrix=nist_matrix()) == ()


def test_a_limit_in_another_currency_is_refused():
    with pytest.raises(NotationError, match="the register is in EUR, got 1,000 USD; a rate is the caller's to give"):
        appetite_findings(register(), RiskAppetite([RiskLimit(expected_cost="1k USD")]))


BANDS = ("low", "moderate", "high")


@given(st.lists(st.decimals(0, 1, places=2), max_size=8), st.sampled_from(BANDS), st.sampled_from(BANDS))
def test_more_appetite_never_finds_more(chances, one, other):
    found = RiskRegister([Threat(f"r{n}", probability=p, impact={"scope": "high"}) for n, p in enumerate(chances)])
    less, more = sorted((one, other), key=BANDS.index)
    strict, lax = (
        {finding.fingerprint for finding in appetite_findings(found, RiskAppetite([RiskLimit(band, band)]))}
        for band in (less, more)
    )
    assert lax <= strict

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.model.money import Money, money, total
from itpm.risk import (
    Mitigate,
    Opportunity,
    RiskRegister,
    RiskStatus,
    Threat,
    it_risk_categories,
    risk_findings,
)
from itpm.tables import Undefined


def register(**fields):
    return RiskRegister(
        [
            Threat("late", probability=0.5, cost="8k EUR", category="external/vendor", owner="bo",
                   response=Mitigate("x", probability=0.25)),
            Threat("bankrupt", probability=0.1, cost="90k EUR", category=" external / vendor ", owner="bo"),
            Threat("strike", probability=0.1, cost="10k EUR", category="external/people", owner="bo"),
            Opportunity("discount", probability=0.5, cost="-4k EUR", category="external/vendor/licences", owner="bo"),
            Threat("defects", probability=0.5, impact={"quality": "high"}, category="technical", owner="bo"),
            Threat("odd", probability=0.5, cost="1k EUR", owner="bo"),
            Threat("over", probability=0.5, cost="1M EUR", category="technical", status=RiskStatus.CLOSED, owner="bo"),
        ],
        budget="100k EUR",
        **fields,
    )  # fmt: skip


def test_a_breakdown_rolls_up_counts_values_and_the_worst_threat():
    rows = [
        (row.category, row.level, row.threats, row.opportunities, str(row.worst), str(row.emv), str(row.residual_emv))
        for row in register().breakdown()
    ]
    none = "– (no open risk has an expected cost)"
    assert rows == [
        ("", 0, 5, 1, "0.2 high", "12,500 EUR", "10,500 EUR"),
        ("external", 1, 3, 1, "0.08 moderate", "12,000 EUR", "10,000 EUR"),
        ("external/vendor", 2, 2, 1, "0.08 moderate", "11,000 EUR", "9,000 EUR"),
        ("external/vendor/licences", 3, 0, 1, "– (no open risk is rated)", "-2,000 EUR", "-2,000 EUR"),
        ("external/people", 2, 1, 0, "0.02 low", "1,000 EUR", "1,000 EUR"),
        ("technical", 1, 1, 0, "0.2 high", none, none),
    ]
    assert register().breakdown()["external / vendor"].risks == ("bankrupt", "late")


def test_a_declared_structure_comes_first_and_shows_where_nobody_found_a_risk():
    found = [row.category for row in register(categories=["people", "external/vendor"]).breakdown()]
    assert found == [
        "",
        "people",
        "external",
        "external/vendor",
        "external/vendor/licences",
        "external/people",
        "technical",
    ]


def test_a_breakdown_is_a_table_with_plain_records():
    found = register().breakdown()
    assert found.records()[2] == {
        "category": "external/vendor",
        "threats": 2,
        "opportunities": 1,
        "worst": "0.08 moderate",
        "emv_eur": 11000,
        "emv_after_eur": 9000,
    }
    assert "    vendor" in str(found)
    with pytest.raises(UnknownNameError, match="there is no category 'extern'; did you mean 'external'"):
        found["extern"]


def test_a_category_beside_the_structure_is_found_with_the_nearest():
    found = risk_findings(register(categories=["external/vendor", "external/people", "technic"]))
    wrong = [(finding.subject, finding.message) for finding in found if finding.code == "RSK017"]
    assert wrong == [
        (
            "risk:discount",
            (
                "opportunity 'discount' is of category 'external/vendor/licences', which the breakdown structure does not have; "
                "did you mean 'external/vendor'?"
            ),
        ),
        (
            "risk:defects",
            "threat 'defects' is of category 'technical', which the breakdown structure does not have; did you mean 'technic'?",
        ),
    ]


def test_the_structure_for_it_projects_has_two_levels_and_nothing_twice():
    categories = it_risk_categories()
    assert len(set(categories)) == len(categories)
    assert {category.count("/") for category in categories} == {1}


PATHS = st.lists(st.sampled_from("abc"), max_size=3).map("/".join)


@given(st.lists(st.tuples(PATHS, st.integers(0, 1000)), max_size=10))
def test_a_category_is_worth_the_sum_of_its_risks_and_of_what_lies_below(found):
    risks = [
        Threat(f"r{n}", probability=1, cost=Money(cost, "EUR"), category=path) for n, (path, cost) in enumerate(found)
    ]
    breakdown = RiskRegister(risks).breakdown()
    for row in breakdown:
        prefix = f"{row.category}/" if row.category else ""
        expected = [cost for path, cost in found if path == row.category or path.startswith(prefix)]
        value = money("0 EUR") if isinstance(row.emv, Undefined) else row.emv
        assert value == total((Money(cost, "EUR") for cost in expected), currency="EUR")
        assert row.threats == len(expected)
    assert sorted(name for row in breakdown for name in row.risks) == sorted(risk.name for risk in risks)

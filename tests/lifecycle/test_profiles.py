"""Ready-made methodologies, beside what others have published about them."""

from __future__ import annotations

import json

import pytest

from itpm.lifecycle import (
    MethodologyError,
    Repetition,
    agile,
    begin,
    hybrid,
    prince2,
    public_sector,
    waterfall,
)
from itpm.lifecycle.prince2 import TOLERANCE_AREAS

from tests import support

ALL = [waterfall(), agile(), agile(releases=3), hybrid(), prince2(), prince2(stages=5), public_sector()]


@pytest.mark.parametrize("method", ALL, ids=lambda method: f"{method.name}-{len(method.stages)}")
def test_a_methodology_compiles_to_a_sound_chart(method):
    assert method.chart.weaknesses == ()
    assert begin(method, at="2026-01-05").active == (method.stages[0].key,)


@pytest.fixture(name="published")
def _published():
    path = support.oracle("published") / "lifecycle_reference.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_public_sector_lifecycle_has_the_published_phases_reviews_and_deliverables(published):
    method = public_sector()
    phases = published["eplc"]["phases"]
    assert [stage.title for stage in method.stages] == [phase["phase"] for phase in phases]
    assert [stage.exit.title for stage in method.stages] == [phase["exit_review"] for phase in phases]
    assert [not stage.exit.is_delegable for stage in method.stages] == [phase["non_delegable"] for phase in phases]
    for stage, phase in zip(method.stages, phases, strict=True):
        ours = [method.noun(kind).removeprefix("the ") for kind in stage.exit.requires]
        assert [title.split(" (final")[0] for title in ours] == [
            title.split(" (final")[0] for title in phase["key_deliverables"]
        ]


def test_prince2_tolerates_what_the_method_tolerates_and_knows_its_products(published):
    assert list(TOLERANCE_AREAS) == published["prince2"]["tolerances6"]
    method = prince2(tolerances=dict.fromkeys(TOLERANCE_AREAS, 5))
    assert [tolerance.area for tolerance in method.stages[2].tolerances] == published["prince2"]["tolerances6"]
    assert "2017" in method.edition
    known = {kind.key for kind in method.kinds}
    products = {
        *("Project Brief", "Business Case", "Benefits Management Approach", "Stage Plan", "End Stage Report"),
        *("Risk Register", "Quality Register", "End Project Report", "Product Status Account"),
    }
    assert products <= set(published["prince2"]["management_products"])
    assert {product.lower().replace(" ", "_") for product in products} <= known


def test_a_sprint_of_the_agile_lifecycle_ends_with_review_and_definition_of_done():
    stage = agile().stage("sprints")
    assert isinstance(stage.repeats, Repetition)
    assert stage.repeats.end.requires == ("increment", "sprint_review")
    assert [criterion.fact for criterion in stage.repeats.end.criteria] == ["sprint.done_unmet", "sprint.tests_failed"]


def test_what_a_profile_cannot_be_made_of_is_refused():
    with pytest.raises(MethodologyError, match="releases: expected a whole number from 1 to 1,000, got 0"):
        agile(releases=0)
    with pytest.raises(MethodologyError) as error:
        prince2(stages=[], tolerances={"tme": 5})
    assert [str(fault) for fault in error.value.faults] == [
        "tolerances: a tolerance is of time, cost, scope, quality, risk, benefits, got 'tme'; did you mean 'time'?",
        "stages: at least one management stage delivers something",
    ]


@pytest.mark.parametrize("make", [lambda: prince2(stages=10**9), lambda: agile(releases=10**9)])
def test_a_lifecycle_of_a_thousand_million_stages_is_refused_at_once(make):
    with pytest.raises(MethodologyError, match=r"expected a whole number from \d to 1,000, got 1000000000"):
        make()

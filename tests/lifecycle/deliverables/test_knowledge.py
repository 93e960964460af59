from __future__ import annotations

from typing import Any

import pytest

from itpm.lifecycle import (
    DELIVERABLE_FACTS,
    DELIVERABLE_TYPES,
    DeliverableError,
    Goal,
    ProjectCharter,
    deliverable_facts,
    supersede,
)
from itpm.rules import Facts

from tests.lifecycle.samples import COMPLETE


def test_the_catalogue_has_three_facts_for_every_kind():
    assert [spec.name for spec in DELIVERABLE_FACTS] == [
        f"deliverable.{kind.key}.{aspect}" for kind in DELIVERABLE_TYPES for aspect in ("status", "accepted", "lacks")
    ]


def test_the_facts_of_a_project_fit_the_catalogue():
    facts = Facts.of(deliverable_facts(COMPLETE), as_of="2026-02-02", catalogue=DELIVERABLE_FACTS)
    for kind in DELIVERABLE_TYPES:
        name = f"deliverable.{kind.key}"
        assert (facts[f"{name}.status"], facts[f"{name}.accepted"], facts[f"{name}.lacks"]) == ("accepted", True, ())


def test_a_kind_that_is_not_there_is_known_not_to_be_begun():
    facts: Any = deliverable_facts([])
    assert facts["deliverable.charter.status"] == "not begun"
    assert facts["deliverable.charter.accepted"] is False
    assert [str(lack) for lack in facts["deliverable.charter.lacks"]] == [
        "charter.begun: the charter has not been begun. Lift it: write it and submit it"
    ]


def test_a_superseded_deliverable_is_passed_over():
    facts = deliverable_facts([supersede(Goal("old")), Goal("new", measure="m")])
    assert (facts["deliverable.goal.status"], facts["deliverable.goal.lacks"]) == ("draft", ())


def test_two_live_deliverables_of_one_kind_are_refused():
    with pytest.raises(DeliverableError) as error:
        deliverable_facts([Goal("a"), ProjectCharter("c"), Goal("b")])
    assert [str(f) for f in error.value.faults] == ["deliverables: the goal exists 2 times; supersede all but one"]

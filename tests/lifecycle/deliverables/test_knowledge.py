from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from itpm.lifecycle import (
    DELIVERABLE_FACTS,
    DELIVERABLE_TYPES,
    Deliverable,
    DeliverableError,
    Goal,
    ProjectCharter,
    deliverable_facts,
    supersede,
)
from itpm.lifecycle.deliverables import content_fingerprint
from itpm.lifecycle.deliverables.measures import MEASURED_FACTS
from itpm.rules import Facts

from tests.lifecycle.deliverables.samples import EVERYTHING

ASPECTS = ("status", "accepted", "lacks", "version", "fingerprint")


def test_the_catalogue_has_five_facts_for_every_kind_and_those_that_only_some_have():
    names = [spec.name for spec in DELIVERABLE_FACTS]
    everywhere = [f"deliverable.{kind.key}.{aspect}" for kind in DELIVERABLE_TYPES for aspect in ASPECTS]
    assert names == [*everywhere, *(spec.name for spec in MEASURED_FACTS)]
    assert len(set(names)) == len(names)


def test_every_measure_is_in_the_catalogue_and_every_entry_is_measured():
    measured = {
        f"deliverable.{known.key}.{name}"
        for known in EVERYTHING
        for name, value in known.measures(EVERYTHING).items()
        if value is not None
    }
    assert measured == {spec.name for spec in MEASURED_FACTS}


class Overreaching(Deliverable):
    """A kind of one's own whose measure is called like what facts say of every deliverable."""

    key = "own"
    noun = "the one of our own"

    def _measures(self, beside):
        yield "accepted", True
        yield "size", 7


def test_a_measure_cannot_pass_for_what_facts_say_of_every_deliverable():
    facts = deliverable_facts([Overreaching()])
    assert (facts["deliverable.own.accepted"], facts["deliverable.own.size"]) == (False, 7)


def test_what_an_empty_draft_measures_fits_the_catalogue_too():
    drafts = [kind() for kind in DELIVERABLE_TYPES]
    facts = Facts.of(deliverable_facts(drafts), as_of="2026-02-02", catalogue=DELIVERABLE_FACTS)
    assert facts["deliverable.test_report.open_severity_1"] == 0
    assert not facts.supplied("deliverable.test_report.pass_rate")
    assert not facts.supplied("deliverable.cutover_plan.fits")


def test_the_facts_of_a_project_fit_the_catalogue():
    facts = Facts.of(deliverable_facts(EVERYTHING), as_of="2026-02-02", catalogue=DELIVERABLE_FACTS)
    for kind in DELIVERABLE_TYPES:
        name = f"deliverable.{kind.key}"
        assert (facts[f"{name}.status"], facts[f"{name}.accepted"], facts[f"{name}.lacks"]) == ("accepted", True, ())
    for known in EVERYTHING:
        assert facts[f"deliverable.{known.key}.fingerprint"] == content_fingerprint(known)
        assert facts[f"deliverable.{known.key}.version"] == 1
    numbers = {
        "requirements.coverage": 1,
        "training.lowest_coverage": Decimal("0.95"),
        "migration_rehearsal.rate_per_hour": 90_000,
        "migration_rehearsal.expected_minutes": 1200,
        "cutover_plan.slack_minutes": 600,
        "product_backlog.sprints_left": 2,
    }
    assert {name: facts[f"deliverable.{name}"] for name in numbers} == numbers
    assert facts["deliverable.cutover_plan.point_of_no_return"] == datetime(2026, 6, 28, 21)


def test_a_kind_that_is_not_there_is_known_not_to_be_begun():
    facts: Any = deliverable_facts([])
    assert facts["deliverable.charter.status"] == "not begun"
    assert facts["deliverable.charter.accepted"] is False
    assert facts["deliverable.charter.fingerprint"] is None
    assert facts["deliverable.charter.success_criteria"] is None
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

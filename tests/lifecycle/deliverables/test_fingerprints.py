from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal

import pytest
from attrs import evolve, fields

from itpm.lifecycle import DeliverableError, Goal, ProjectCharter, accept, revise, submit, supersede
from itpm.lifecycle.deliverables import Criterion, Hypercare, Objective, Objectives, ToolSelection, content_fingerprint
from itpm.lifecycle.deliverables.workflow import WORKFLOW_FIELDS

from tests.lifecycle.deliverables.samples import EVERYTHING
from tests.support import ROOT

GOAL = Goal("one CRM", measure="no lead outside it")


def test_a_step_in_the_workflow_leaves_the_fingerprint_as_it_is():
    steps = [
        GOAL,
        evolve(GOAL, owner="kim"),
        submit(GOAL, to="ann"),
        accept(submit(GOAL, to="ann"), at="2026-01-20"),
        revise(accept(submit(GOAL, to="ann"), at="2026-01-20")),
        supersede(GOAL),
    ]
    assert len({content_fingerprint(step) for step in steps}) == 1


@pytest.mark.parametrize("deliverable", EVERYTHING, ids=lambda deliverable: deliverable.key)
def test_every_field_of_content_counts(deliverable):
    before = content_fingerprint(deliverable)
    empty = type(deliverable)()
    for attribute in fields(type(deliverable)):
        name = attribute.name
        if name in WORKFLOW_FIELDS or getattr(deliverable, name) == getattr(empty, name):
            continue
        try:
            other = evolve(deliverable, status="draft", **{name: getattr(empty, name)})
        except DeliverableError:
            continue  # the rest of the content does not go without it
        assert content_fingerprint(other) != before, name


def test_no_two_samples_share_a_fingerprint_and_kinds_are_told_apart():
    assert len({content_fingerprint(known) for known in EVERYTHING}) == len(EVERYTHING)
    assert content_fingerprint(Goal("x")) != content_fingerprint(ProjectCharter("x"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Goal("a", benefits=["b", "c"]), Goal("a", benefits=["b,c"])),
        (Goal("a", benefits=["b'", "'c"]), Goal("a", benefits=["b", "c"])),
        (Goal("1"), Goal("01")),
        (Objectives([Objective("a", owner="b")]), Objectives([Objective("a", measure="b")])),
        (Hypercare(starts="2026-01-05"), Hypercare(starts="2026-01-05 08:00")),
        (ToolSelection(criteria=[Criterion("a", "1e-30")]), ToolSelection(criteria=[Criterion("a", "2e-30")])),
    ],
)
def test_what_reads_alike_is_told_apart(one, other):
    assert content_fingerprint(one) != content_fingerprint(other)


def test_equal_numbers_have_the_same_fingerprint_however_they_were_typed():
    one, other = (ToolSelection(criteria=[Criterion("a", weight)]) for weight in (Decimal("5.0"), 5))
    assert one == other
    assert content_fingerprint(one) == content_fingerprint(other)


def test_a_fingerprint_is_the_same_in_every_process():
    code = (
        "from itpm.lifecycle.deliverables import Goal, content_fingerprint; "
        "print(content_fingerprint(Goal('one CRM', measure='no lead outside it', benefits=['a', 'b'], target_date='2026-12-31')))"
    )
    said = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        said.add(done.stdout.strip())
    here = Goal("one CRM", measure="no lead outside it", benefits=["a", "b"], target_date="2026-12-31")
    assert said == {content_fingerprint(here)}


def test_the_fingerprint_does_not_change_from_one_release_to_the_next():
    # approvals in stored histories name it
    assert content_fingerprint(GOAL) == "23fe80444ac9bbd5"

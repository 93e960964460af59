from __future__ import annotations

import pickle
from datetime import datetime

import pytest
from attrs import evolve

from itpm.lifecycle import (
    DELIVERABLE_TYPES,
    DeliverableError,
    DeliverableStatus,
    Goal,
    accept,
    reject,
    revise,
    submit,
    supersede,
)

from tests.lifecycle.samples import COMPLETE, complete

GOAL = Goal("one CRM", measure="no lead outside it")
IN_STATUS = {
    "draft": GOAL,
    "in review": evolve(GOAL, status="in review", reviewer="ann"),
    "accepted": evolve(GOAL, status="accepted", reviewer="ann", reviewed="2026-01-20"),
    "superseded": evolve(GOAL, status="superseded"),
}
STEPS = {
    "submit": lambda goal: submit(goal, to="bo"),
    "reject": reject,
    "accept": lambda goal: accept(goal, at="2026-02-01"),
    "revise": lambda goal: revise(goal, measure="better"),
    "supersede": supersede,
}
TABLE = {
    ("submit", "draft"): "in review",
    ("reject", "in review"): "draft",
    ("accept", "in review"): "accepted",
    ("revise", "draft"): "draft",
    ("revise", "in review"): "draft",
    ("revise", "accepted"): "draft",
    ("supersede", "draft"): "superseded",
    ("supersede", "in review"): "superseded",
    ("supersede", "accepted"): "superseded",
}


@pytest.mark.parametrize("status", IN_STATUS)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_leads_where_the_table_says_or_is_refused(step, status):
    before = IN_STATUS[status]
    if (step, status) in TABLE:
        assert str(STEPS[step](before).status) == TABLE[step, status]
    else:
        possible = " or ".join(start for known, start in TABLE if known == step)
        with pytest.raises(DeliverableError, match=f"the goal is {status}; to {step} it, it must be {possible}"):
            STEPS[step](before)


def test_acceptance_keeps_reviewer_and_date():
    accepted = accept(submit(GOAL, to="bo"), at="2026-02-01")
    assert (accepted.reviewer, accepted.reviewed, accepted.version) == ("bo", datetime(2026, 2, 2), 1)
    assert accept(submit(GOAL, to="bo"), at="2026-02-01", by="cy").reviewer == "cy"


def test_an_accepted_deliverable_that_is_revised_becomes_the_next_draft():
    revised = revise(IN_STATUS["accepted"], measure="better")
    assert revised == Goal("one CRM", measure="better", version=2)
    assert revise(revised, measure="best").version == 2


def test_whoever_wrote_what_matters_does_not_review_it():
    charter = evolve(complete("charter"), status="draft", reviewer="", reviewed=None, owner="Ann  Lee")
    with pytest.raises(DeliverableError) as error:
        submit(charter, to="ann lee")
    assert [str(fault) for fault in error.value.faults] == [
        "charter.reviewer: the charter is written by Ann  Lee, so somebody else reviews it"
    ]
    with pytest.raises(DeliverableError, match=r"written by Ann {2}Lee, so somebody else reviews it"):
        accept(submit(charter, to="bo"), at="2026-02-01", by="ANN LEE")
    assert accept(submit(charter, to="bo"), at="2026-02-01").reviewer == "bo"


def test_where_an_error_is_cheap_the_author_may_review():
    assert submit(evolve(GOAL, owner="ann"), to="ann").reviewer == "ann"
    assert {kind.key for kind in DELIVERABLE_TYPES if not kind.is_reviewed_by_others} == {
        "goal", "objectives", "scope", "resource_plan", "product_backlog", "release_plan", "prototypes", "assignments",
        "increment", "sprint_review", "go_no_go", "status_updates", "risk_reviews", "support_team", "training", "post_mortem",
    }  # fmt: skip


def test_incomplete_content_is_not_accepted_and_every_gap_is_named():
    with pytest.raises(DeliverableError) as error:
        accept(submit(Goal(), to="bo"), at="2026-02-01")
    assert [str(fault) for fault in error.value.faults] == [
        "deliverable:goal.statement: the goal is not stated",
        "deliverable:goal.measure: nothing says how one will see that the goal is reached",
    ]


def test_a_field_that_a_deliverable_does_not_have_is_refused_with_the_nearest():
    with pytest.raises(DeliverableError, match="the goal has no field 'mesure'; did you mean 'measure'"):
        revise(GOAL, mesure="x")


def test_review_and_acceptance_need_who_and_when():
    with pytest.raises(DeliverableError, match="the goal is in review, so it needs a reviewer"):
        Goal("x", status="in review")
    with pytest.raises(DeliverableError) as error:
        Goal("x", status="accepted", version=0)
    assert [fault.message for fault in error.value.faults] == [
        "the goal is accepted, so it needs a reviewer",
        "the goal is accepted, so it needs the date of acceptance",
        "a version is at least 1, got 0",
    ]
    with pytest.raises(DeliverableError, match="expected one of draft, in review, accepted, superseded, got 'acepted'"):
        Goal("x", status="acepted")


@pytest.mark.parametrize("kind", DELIVERABLE_TYPES, ids=lambda kind: kind.key)
def test_an_empty_draft_of_every_kind_exists_and_says_what_it_lacks(kind):
    draft = kind()
    lacks = draft.lacks()
    assert draft.status is DeliverableStatus.DRAFT
    assert lacks
    for finding in lacks:
        assert finding.code.startswith(f"{kind.key}.")
        assert finding.subject.startswith(f"deliverable:{kind.key}.")
        assert finding.message
        assert finding.remedy
        assert finding.missing == ()


@pytest.mark.parametrize("deliverable", COMPLETE, ids=lambda deliverable: deliverable.key)
def test_a_complete_deliverable_of_every_kind_lacks_nothing_compares_and_pickles(deliverable):
    assert deliverable.lacks(COMPLETE) == ()
    assert pickle.loads(pickle.dumps(deliverable)) == deliverable
    assert len({deliverable, evolve(deliverable)}) == 1

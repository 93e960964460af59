from __future__ import annotations

import pickle

import pytest

from itpm.errors import UnknownNameError
from itpm.interop.json_converter import reader_of, writer_of
from itpm.interop.json_types import is_plain
from itpm.lifecycle.backlogs import Backlog, BacklogError, BacklogItem, Sprint, SprintFeedback, done_in

DONE = ("reviewed", "tested")


def item(key, points, sprint=None, **fields):
    status = fields.pop("status", "done" if sprint else "open")
    meets = fields.pop("meets", DONE if status == "done" else ())
    return BacklogItem(key, points, sprint=sprint, status=status, meets=meets, **fields)


def sprint(number, **fields):
    return Sprint(number, **{"goal": "g", "review": SprintFeedback("2026-03-06", "sales"), **fields})


def backlog(items, sprints=2, **fields):
    return Backlog(items, sprints=[sprint(n + 1) for n in range(sprints)], **{"definition_of_done": DONE, **fields})


def faults(make):
    with pytest.raises(BacklogError) as error:
        make()
    return [str(fault) for fault in error.value.faults]


def test_an_item_is_done_when_it_meets_the_whole_definition_of_done():
    items = [item("A", 5, 1), item("B", 3, 1, meets="tested"), item("C", 8), item("D", 2, 2, status="dropped")]
    found = backlog(items)
    assert [found.unmet(key) for key in "ABCD"] == [(), ("reviewed",), None, None]
    assert [found.is_done(key) for key in "ABCD"] == [True, False, False, False]
    assert [known.key for known in found.open_items] == ["B", "C"]
    assert [known.key for known in done_in(found, 1)] == ["A"]
    with pytest.raises(UnknownNameError, match="there is no item 'E'"):
        found.is_done("E")


def test_the_backlog_says_what_stands_against_it():
    found = Backlog(
        [
            item("A", 5, 1, meets="tested"),
            item("B", None, 2, status="in progress"),
            item("C", 3, 1),
            item("D", 3, 1, status="open"),
        ],
        sprints=[sprint(1, review=SprintFeedback("2026-03-06", "sales", rejected=["C", "D"])), Sprint(2)],
        definition_of_done=DONE,
    )
    assert [f"{finding.code} {finding.subject}: {finding.message}" for finding in found.findings()] == [
        "BLG001 item:A: A is marked done, and is not: reviewed",
        "BLG002 item:B: B is in sprint 2, and nobody has estimated it",
        "BLG003 sprint:2: sprint 2 is over, and was not reviewed",
        "BLG004 item:C: C was rejected in the review of sprint 1, and is still marked done",
        "BLG006 sprint:2: sprint 2 has no goal",
    ]
    assert all(finding.remedy for finding in found.findings())
    assert [finding.code for finding in Backlog([]).findings()] == ["BLG005"]
    assert backlog([item("A", 5, 1)]).findings() == ()


def test_a_sprint_under_way_needs_no_review_yet():
    assert (
        Backlog([], sprints=[sprint(1), sprint(2, is_over=False, review=None)], definition_of_done=DONE).findings()
        == ()
    )


def test_everything_wrong_with_a_backlog_is_said_at_once():
    assert faults(
        lambda: Backlog(
            [
                item("A", 5, 1, meets="testd"),
                item("A", 5),
                item("B", 1, status="dropped"),
                item("C", 1, 7, added=9, resized=[(8, 3)]),
                item("", 1),
            ],
            sprints=[sprint(1, committed="X"), sprint(3)],
            definition_of_done=DONE,
        )
    ) == [
        "sprints: sprints are numbered 1, 2, 3 and so on, got 1 and 3",
        "sprint 1: there is no item 'X'",
        "item 'A': the key is given to 2 items",
        "item 'A'.meets: the definition of done does not ask for 'testd'; did you mean 'tested'?",
        "item 'B'.sprint: it is dropped; say in which sprint",
        "item 'C'.sprint: there is no sprint 7; there are 2",
        "item 'C'.added: there is no sprint 9; there are 2",
        "item 'C'.resized: there is no sprint 8; there are 2",
        "item 'C'.sprint: it is of sprint 7, and came into the backlog in sprint 9",
        "item: an item needs a key",
    ]
    assert faults(lambda: Backlog([BacklogItem("A", 1, sprint=0, status="done")])) == [
        "item 'A'.sprint: there is no sprint 0; there are 0"
    ]
    assert faults(lambda: Backlog([], sprints=[sprint(1, is_over=False), sprint(2)])) == [
        "sprints: a sprint is over before the one that came before it"
    ]


@pytest.mark.parametrize("typed", ["many", -1, "nan", "1e10", []])
def test_points_are_numbers_and_none_is_below_zero(typed):
    with pytest.raises(BacklogError, match="points: expected a number of zero or more, got"):
        BacklogItem("A", typed)


def test_a_status_that_there_is_not_is_refused_with_the_nearest():
    assert BacklogItem("A", status="in_progress").status.value == "in progress"
    with pytest.raises(
        BacklogError, match="expected one of open, in progress, done, dropped, got 'don'; did you mean 'done'"
    ):
        BacklogItem("A", status="don")


def test_the_table_shows_size_status_and_what_is_not_yet_met():
    items = [item("A", 5, 1, meets="tested", title="search"), item("B", 3, added=1, resized=[(2, 8)]), item("C", None)]
    assert backlog(items).table().rows == (
        ("A", "search", "5", items[0].status, 1, None, "reviewed"),
        ("B", "", "8", items[1].status, None, 1, ""),
        ("C", "", None, items[2].status, None, None, ""),
    )


def test_a_backlog_compares_pickles_and_can_be_written_as_json():
    made = backlog([item("A", 5, 1, resized=[(1, "3.5")]), item("B", 3)])
    assert pickle.loads(pickle.dumps(made)) == made
    assert is_plain(Backlog)
    assert reader_of(Backlog)(writer_of(Backlog)(made)) == made
    assert (len(made), made["A"].points_at(0), made["A"].points_at(1)) == (2, 5, made["A"].resized[0][1])

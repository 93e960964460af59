from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.lifecycle.backlogs import (
    Backlog,
    BacklogError,
    BacklogItem,
    Sprint,
    sprint_burn_up,
    sprint_forecast,
    sprint_velocity,
)

from tests.lifecycle.backlogs.test_backlog import backlog, item

Figures = list[tuple[object, ...]]
"""Rows of numbers, whole or decimal, that are held against each other."""

# By hand. Beginning: A 5, B 8, C 3, D 13 = 29. Sprint 1: A done (5), E of 8 comes in. Sprint 2: B done (8), D is dropped,
# C is now 5. Sprint 3: C done (5), F of 2 comes in.
STORY = backlog(
    [
        item("A", 5, 1),
        item("B", 8, 2),
        item("C", 3, 3, resized=[(2, 5)]),
        item("D", 13, 2, status="dropped"),
        item("E", 8, added=1),
        item("F", 2, added=3),
    ],
    sprints=3,
)


@st.composite
def backlogs(draw):
    over = draw(st.integers(0, 5))
    sizes = st.lists(st.tuples(st.integers(1, over), st.integers(0, 20)), max_size=2) if over else st.just([])
    items = []
    for n in range(draw(st.integers(0, 8))):
        added = draw(st.integers(0, over))
        later = st.integers(added, over).filter(lambda k: k >= 1) if over else st.nothing()
        status = draw(st.sampled_from(["open", "done", "dropped"] if over else ["open"]))
        items.append(
            BacklogItem(
                str(n),
                draw(st.none() | st.integers(0, 20)),
                status=status,
                sprint=draw(later) if status != "open" else None,
                added=added,
                resized=sorted(draw(sizes), key=lambda pair: pair[0]),
            )
        )
    return Backlog(items, sprints=[Sprint(n + 1) for n in range(over)])


def test_scope_and_completion_are_two_lines():
    rows = sprint_burn_up(STORY).rows
    lines: Figures = [(r.sprint, r.done, r.total_done, r.added, r.dropped, r.resized, r.scope) for r in rows]
    assert lines == [
        (0, 0, 0, 0, 0, 0, 29),
        (1, 5, 5, 8, 0, 0, 37),
        (2, 8, 13, 0, 13, 2, 26),
        (3, 5, 18, 2, 0, 0, 28),
    ]
    both: Figures = [(row.growth, row.remaining) for row in rows]
    assert both == [(0, 29), (8, 32), (-11, 13), (2, 10)]


def test_what_came_and_went_in_one_sprint_is_counted_both_ways():
    rows = sprint_burn_up(backlog([item("A", 5), item("B", 3, 1, added=1, status="dropped")], sprints=1)).rows
    figures: Figures = [(row.added, row.dropped, row.scope) for row in rows]
    assert figures == [(0, 0, 5), (3, 3, 5)]


def test_an_item_that_is_done_keeps_its_size():
    rows = sprint_burn_up(backlog([item("A", 5, 1, resized=[(1, 8), (2, 13)])], sprints=2)).rows
    figures: Figures = [(row.done, row.resized, row.scope) for row in rows]
    assert figures == [(0, 0, 5), (8, 3, 8), (0, 0, 8)]


def test_the_burn_up_is_a_table_of_both_lines():
    assert str(sprint_burn_up(STORY)).splitlines() == [
        "Burn-up [points]",
        "Sprint  Done  Total done  Added  Dropped  Resized  Scope  Remaining",
        "------  ----  ----------  -----  -------  -------  -----  ---------",
        "     0                 0                              29         29",
        "     1     5           5      8                       37         32",
        "     2     8          13              13        2     26         13",
        "     3     5          18      2                       28         10",
    ]
    assert sprint_burn_up(STORY).records()[2]["dropped"] == 13
    assert len(sprint_burn_up(STORY)) == 4


def test_velocity_is_the_mean_of_what_was_done_and_growth_is_kept_apart():
    whole, last = sprint_velocity(STORY), sprint_velocity(STORY, last=2)
    figures: Figures = [(whole.mean, whole.lowest, whole.highest), last.done, last.growth]
    assert figures == [(6, 5, 8), (8, 5), (-11, 2)]
    assert (last.mean, last.mean_growth) == (Decimal("6.5"), Decimal("-4.5"))
    assert "Velocity of the last 2 sprints [points]" in str(last)
    none = sprint_velocity(Backlog([item("A", 3)], definition_of_done=STORY.definition_of_done))
    assert (none.mean, none.lowest, none.highest, none.mean_growth) == (None, None, None, None)
    assert "no sprint is over" in str(none)
    with pytest.raises(BacklogError, match="expected at least one sprint, got 0"):
        sprint_velocity(STORY, last=0)


def test_work_that_is_not_done_by_the_definition_of_done_has_no_velocity():
    half = backlog([item("A", 5, 1), item("B", 8, 1, meets="tested")], sprints=1)
    assert sprint_velocity(half).done == (Decimal(5),)
    assert sprint_burn_up(half).rows[-1].remaining == 8


def test_sprints_left_have_a_range():
    seen = sprint_forecast(STORY)
    # 10 points at 8, 6 and 5 a sprint
    assert (seen.remaining, seen.fewest, seen.expected, seen.most) == (Decimal(10), 2, 2, 2)
    more = backlog([*STORY.items, item("G", 30, added=3)], sprints=3)
    seen = sprint_forecast(more)
    # 40 points at 8, 6 and 5
    assert (seen.fewest, seen.expected, seen.most) == (5, 7, 8)


def test_a_scope_that_grows_as_fast_as_work_is_done_never_ends():
    growing = backlog([item("A", 5, 1), item("B", 6, added=1), item("C", 5, 2), item("D", 6, added=2)])
    seen = sprint_forecast(growing, with_growth=True)
    assert (seen.velocity.mean, seen.velocity.mean_growth) == (Decimal(5), Decimal(6))
    assert (seen.fewest, seen.expected, seen.most) == (None, None, None)
    assert "at this pace it never ends" in str(seen)
    assert sprint_forecast(growing).expected == 3  # 12 points at 5 a sprint
    assert sprint_forecast(Backlog([item("A", 5)], definition_of_done=STORY.definition_of_done)).expected is None


def test_a_backlog_that_is_done_has_no_sprints_left():
    seen = sprint_forecast(backlog([item("A", 5, 1)], sprints=1))
    assert (seen.fewest, seen.expected, seen.most) == (0, 0, 0)


def test_dates_follow_from_the_length_of_the_last_sprint():
    dated = Backlog(
        [BacklogItem("A", 5, status="done", sprint=1), BacklogItem("B", 11)],
        sprints=[Sprint(1, start="2026-03-02", finish="2026-03-15")],
    )
    seen = sprint_forecast(dated)
    assert seen.finish_after(seen.expected) == datetime(2026, 4, 27)
    assert seen.records()[0] == {"pace": "at best", "sprints_left": 3, "finish": datetime(2026, 4, 27)}
    assert sprint_forecast(STORY).finish_after(3) is None
    assert seen.finish_after(10_000_000) is None
    assert str(seen).splitlines()[0] == "11 points left, the scope as it is"


@given(backlogs())
def test_both_lines_add_up(made):
    rows = sprint_burn_up(made).rows
    assert rows[-1].total_done == sum(row.done for row in rows)
    for before, row in pairwise(rows):
        assert row.scope == before.scope + row.growth
    left = sum(known.points_at(made.sprints_over) for known in made.open_items)
    assert rows[-1].remaining == left


def scope_at(made, sprint):
    """The slow way: every item that is in the backlog at the end of a sprint, in the size it has then."""
    total = 0
    for known in made.items:
        dropped = known.sprint if known.status.value == "dropped" else None
        done = known.sprint if made.unmet(known.key) == () else None
        if known.added <= sprint and (dropped is None or dropped > sprint):
            total += known.points_at(sprint if done is None else min(sprint, done))
    return total


@given(backlogs())
def test_the_scope_is_what_is_in_the_backlog_item_by_item(made):
    assert [row.scope for row in sprint_burn_up(made)] == [scope_at(made, n) for n in range(made.sprints_over + 1)]


@given(backlogs())
def test_more_done_never_means_more_sprints_left(made):
    seen = sprint_forecast(made)
    known = [left for left in (seen.fewest, seen.expected, seen.most) if left is not None]
    assert known == sorted(known)
    if seen.expected:
        assert seen.velocity.mean is not None
        assert (seen.expected - 1) * seen.velocity.mean < seen.remaining <= seen.expected * seen.velocity.mean

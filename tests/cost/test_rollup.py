from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.rollup import own_amounts, totals
from itpm.model.plans import Plan
from itpm.model.tasks import Task


def breakdown(parents):
    tasks = [
        Task(f"t{place}", None if place in parents else "1d", parent=None if parent is None else f"t{parent}")
        for place, parent in enumerate(parents)
    ]
    return Plan("p", start="2026-01-05", tasks=tasks).structure


def rolled(parents, figures):
    structure = breakdown(parents)
    found = own_amounts(structure, [None if figure is None else Decimal(figure) for figure in figures])
    return [int(own) for own in found.own], int(found.project), found.contradicted, totals(structure, found.own)


def test_a_summary_without_a_figure_is_the_sum_of_its_parts():
    assert rolled([None, 0, 0], [None, 10, 20]) == ([0, 10, 20], 0, (), [30, 10, 20])


def test_what_a_summary_has_beyond_its_parts_is_its_own():
    assert rolled([None, 0, 0], [35, 10, 20]) == ([5, 10, 20], 0, (), [35, 10, 20])
    assert rolled([None, 0, 1], [40, 35, 30]) == ([5, 5, 30], 0, (), [40, 35, 30])


def test_a_summary_below_its_parts_counts_as_its_parts():
    assert rolled([None, 0, 0], [25, 10, 20]) == ([0, 10, 20], 0, (0,), [30, 10, 20])


def test_work_that_moved_between_summaries_is_counted_once():
    # 10 moved from the first summary to the second after the figures were set; the top is right.
    parents, figures = [None, 0, 1, 0, 3, 3], [60, 40, 30, 20, 10, 20]
    assert rolled(parents, figures) == ([0, 0, 30, 0, 10, 20], 0, (3,), [60, 30, 30, 30, 10, 20])


def test_work_that_moved_between_top_level_summaries_is_counted_once():
    parents, figures = [None, 0, None, 2, 2], [40, 30, 20, 10, 20]
    assert rolled(parents, figures) == ([0, 30, 0, 10, 20], 0, (2,), [30, 30, 30, 10, 20])


def test_money_that_only_the_top_accounts_for_stays_at_the_top():
    parents, figures = [None, 0, None, 2, 2], [45, 30, 20, 10, 20]
    assert rolled(parents, figures) == ([0, 30, 0, 10, 20], 5, (2,), [30, 30, 30, 10, 20])


@given(st.data())
def test_the_sum_of_all_is_the_top_figure_or_the_leaves_where_they_hold_more(data):
    count = data.draw(st.integers(1, 15))
    parents = [None, *(data.draw(st.integers(0, place - 1)) for place in range(1, count))]
    figures = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=count, max_size=count))
    own, project, _, _ = rolled(parents, figures)
    leaves = sum(figures[place] or 0 for place in range(count) if place not in parents)
    assert all(amount >= 0 for amount in own)
    if figures[0] is not None:
        assert sum(own) + project == max(figures[0], leaves)
    assert all(own[place] == (figures[place] or 0) for place in range(count) if place not in parents)

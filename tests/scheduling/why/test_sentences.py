"""Explanations as people read them, of plans with everything that moves a date: complete, plain, and no cause told twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs
from hypothesis import given
from hypothesis import strategies as st

from itpm.findings import Explanation
from itpm.model import Plan, SchedulingPolicy, TaskKind, WorkCalendar
from itpm.scheduling import Bound, BoundKind, Schedule, schedule
from itpm.scheduling.holding import cappers, finish_holders, holders
from itpm.scheduling.link_ends import FS, SS

from tests.strategies import wide_plans
from tests.support.plain_words import INTERNAL

POLICIES = st.sampled_from((SchedulingPolicy.textbook(), SchedulingPolicy.ms_project(), SchedulingPolicy.primavera()))
CLOCK = "24/7"


def told(explanation: Explanation) -> Iterator[Explanation]:
    """The explanation and all it rests on."""
    yield explanation
    for cause in explanation.because:
        yield from told(cause)


def hands_on(result: Schedule, bound: Bound) -> bool:
    """Whether it is a complete task that only passes logic through, or the plan's own date."""
    over = bound.node >= 0 and result.network.rules_of(bound.node).ended is not None
    return over or bound.kind is BoundKind.PROJECT


@given(wide_plans(), POLICIES)
def test_every_explanation_is_plain_sentences_and_tells_no_cause_twice(plan: Plan, policy: SchedulingPolicy):
    result = schedule(plan, policy=policy)
    for task in plan.tasks:
        for explanation in (result.explain(task.id), result.why_critical(task.id), result.why_not_critical(task.id)):
            for one in told(explanation):
                assert not INTERNAL.search(one.statement), one.statement
                assert one.statement == one.statement.strip() != ""
                causes = [cause.statement for cause in one.because]
                assert len(set(causes)) == len(causes), causes
                assert one.statement not in causes
                assert not re.search(r"(\bt\d\b).* holds the (start|finish) of (task )?\1\b", one.statement)


@given(wide_plans(), POLICIES)
def test_start_finish_and_float_of_every_task_are_told_with_all_that_holds_them(plan: Plan, policy: SchedulingPolicy):
    result = schedule(plan, policy=policy)
    network, solution = result.network, result.solution
    for place, task in enumerate(plan.tasks):
        explanation = result.explain(task.id)
        if not network.drives(place):
            continue
        evidence = [cause.evidence for cause in explanation.because]
        begins = holders(network, solution, place)
        ends, caps = finish_holders(network, solution, place), cappers(network, solution, place)
        assert begins
        assert begins[0] in evidence
        assert caps
        assert evidence[-1] in caps
        for bound in (*begins, *ends):
            same = [one for one in evidence if isinstance(one, Bound) and one.by == bound.by]
            assert bound in evidence or same or hands_on(result, bound)


@given(wide_plans(), POLICIES)
def test_levelling_is_told_just_where_it_puts_a_task_off(plan: Plan, policy: SchedulingPolicy):
    result = schedule(plan, policy=policy)
    for place, task in enumerate(plan.tasks):
        put_off = task.extra.levelling_delay and result.network.drives(place) and place not in result.network.windows
        if not put_off:
            continue
        free = plan.with_tasks([attrs.evolve(task, details=attrs.evolve(task.extra, levelling_delay=None))])
        start, sooner = (one.solution.early_start[place] for one in (result, schedule(free, policy=policy)))
        assert is_told("levelling puts it off", result, task.id) == (sooner < start)


@given(wide_plans(), POLICIES)
def test_days_on_which_nobody_works_are_told_only_where_a_task_that_works_always_would_start_earlier(
    plan: Plan, policy: SchedulingPolicy
):
    result = schedule(plan, policy=policy)
    always = attrs.evolve(plan, calendars={**plan.calendar_by_name, CLOCK: WorkCalendar.continuous()})
    for place, task in enumerate(plan.tasks):
        in_own_time = any(code not in (FS, SS) or lag for _, code, lag, _ in result.network.into[place])
        if in_own_time or task.kind is TaskKind.MANUAL or task.progress or not result.network.drives(place):
            continue
        if is_told("nobody works", result, task.id):
            after = schedule(always.with_tasks([attrs.evolve(task, calendar=CLOCK)]), policy=policy)
            assert after.solution.early_start[place] < result.solution.early_start[place]


def is_told(words: str, result: Schedule, name: str) -> bool:
    """Whether something is said to lie between what holds a task and its start."""
    return any(words in one.statement for one in result.explain(name).because[0].because)

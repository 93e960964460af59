"""Every cause that is named holds, in plans with everything that moves a date, under all three policies.

Without all that is named, the date moves; without anything else it stays. A date that stands as a fact (actual, set by hand,
pinned) moves with that fact and with nothing else.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itpm.model import Plan, SchedulingPolicy
from itpm.scheduling import Bound, BoundKind, Schedule, early_bounds, late_bounds, schedule
from itpm.scheduling.holding import cappers, finish_holders, holders

from tests.strategies import wide_plans
from tests.support.lifting import FACTS, without_early, without_late

POLICIES = st.sampled_from((SchedulingPolicy.textbook(), SchedulingPolicy.ms_project(), SchedulingPolicy.primavera()))
WHOLE = (BoundKind.PROJECT, BoundKind.MANUAL)
"""What caps tasks that nothing else caps."""
PULLING = ("SNLT", "FNLT")
"""What pulls an early date back, against logic, where constraints are honoured."""


def driving(result: Schedule) -> list[int]:
    return [place for place in range(len(result.plan.tasks)) if result.network.drives(place)]


def settled(result: Schedule) -> list[int]:
    """The tasks of a plan in which none goes as late as possible: such a one goes later as soon as less waits for it."""
    late = any(rules.as_late_as_possible for rules in result.network.rules.values())
    return [] if late else driving(result)


# --- early dates ---------------------------------------------------------------------------------------


@given(wide_plans(), POLICIES)
def test_an_early_start_moves_without_all_that_hold_it(plan: Plan, policy: SchedulingPolicy):
    result = schedule(plan, policy=policy)
    for place in settled(result):
        holding = holders(result.network, result.solution, place)
        assert holding
        after = schedule(without_early(result, place, holding), policy=policy)
        was, now = result.solution.early_start[place], after.solution.early_start[place]
        is_fact = any(bound.by in (*FACTS, *PULLING) for bound in holding)
        assert now < was or (is_fact and now > was) or is_new_floor(after, place) or is_unpaused(holding, after, place)


@given(wide_plans(), POLICIES, st.data())
def test_an_early_start_stays_without_anything_that_is_not_named(
    plan: Plan, policy: SchedulingPolicy, data: st.DataObject
):
    result = schedule(plan, policy=policy)
    for place in settled(result):
        others = unnamed(result, place)
        if not others:
            continue
        after = schedule(without_early(result, place, [data.draw(st.sampled_from(others))]), policy=policy)
        if lowest(after, place) == lowest(result, place) and stands_as_it_did(result, after, place):
            assert after.solution.early_start[place] == result.solution.early_start[place]


@given(wide_plans(), POLICIES)
def test_an_early_finish_moves_without_all_that_hold_it(plan: Plan, policy: SchedulingPolicy):
    result = schedule(plan, policy=policy)
    for place in settled(result):
        holding = finish_holders(result.network, result.solution, place)
        if not holding:
            continue
        after = schedule(without_early(result, place, holding), policy=policy)
        was, now = result.solution.early_finish[place], after.solution.early_finish[place]
        is_fact = any(bound.by in (*FACTS, *PULLING) for bound in holding)
        closed = any(bound.kind is BoundKind.WINDOW for bound in finish_holders(after.network, after.solution, place))
        assert now < was or (is_fact and now > was) or closed or is_new_floor(after, place)


def unnamed(result: Schedule, place: int) -> list[Bound]:
    """What could hold the early start, but does not; if a window holds it, neither what brought it up to that window."""
    holding = holders(result.network, result.solution, place)
    others = [bound for bound in early_bounds(result.network, result.solution, place) if bound not in holding]
    if any(bound.kind is BoundKind.WINDOW for bound in holding):
        reach = max((bound.date for bound in others), default=0)
        others = [bound for bound in others if bound.date < reach]
    return [bound for bound in others if bound.kind is not BoundKind.PROJECT]  # the plan's dates move everything


def is_new_floor(result: Schedule, place: int) -> bool:
    """Whether what holds a task where nothing else does holds it now: the plan, its summary, windows that are not open before."""
    holding = holders(result.network, result.solution, place)
    lowest_kinds = (BoundKind.PROJECT, BoundKind.WINDOW)
    return any(bound.kind in lowest_kinds or bound.by == "manual summary" for bound in holding)


def is_unpaused(holding: list[Bound], after: Schedule, place: int) -> bool:
    """Whether a task that had to begin early, to end in time in spite of the pauses of windows, may begin later without them."""
    windowed = any(bound.kind is BoundKind.WINDOW for bound in holding)
    now = holders(after.network, after.solution, place)
    return windowed and any(bound.by == "FNET" or (bound.link and bound.link.type.to_finish) for bound in now)


def stands_as_it_did(result: Schedule, after: Schedule, place: int) -> bool:
    """Whether what holds a task at the other end of a link has kept its dates: what is lifted may be what holds that."""
    nodes = [bound.node for bound in holders(result.network, result.solution, place) if bound.node >= 0]
    one, other = result.solution, after.solution
    return all(
        (one.early_start[node], one.early_finish[node]) == (other.early_start[node], other.early_finish[node])
        for node in nodes
    )


def lowest(result: Schedule, place: int) -> Bound:
    """What holds a task where nothing else does: a date of its own may free it from its summary's."""
    return early_bounds(result.network, result.solution, place)[0]


# --- late dates ----------------------------------------------------------------------------------------


@given(wide_plans(), POLICIES)
def test_a_late_finish_moves_without_all_that_cap_it(plan: Plan, policy: SchedulingPolicy):
    result = schedule(plan, policy=policy)
    for place in settled(result):
        capping = cappers(result.network, result.solution, place)
        assert capping
        as_early = capping[0].by == "pinned" and place in result.network.windows  # a window may hold it
        if as_early or any(bound.kind is BoundKind.PROJECT for bound in capping):
            continue
        after = schedule(without_late(result, place, capping), policy=policy)
        was, now = result.solution.late_end[place], after.solution.late_end[place]
        is_fact = any(bound.by in FACTS for bound in capping)
        by_chance = capping[0].by == "pinned" and now == was  # logic asks for the very date that people have set
        if is_comparable(result, after):
            assert now > was or (is_fact and now < was) or by_chance or is_new_ceiling(after, place)


@given(wide_plans(), POLICIES, st.data())
def test_a_late_finish_stays_without_anything_that_is_not_named(
    plan: Plan, policy: SchedulingPolicy, data: st.DataObject
):
    result = schedule(plan, policy=policy)
    for place in driving(result):
        capping = cappers(result.network, result.solution, place)
        others = [bound for bound in late_bounds(result.network, result.solution, place) if bound not in capping]
        others = [bound for bound in others if bound.kind is not BoundKind.PROJECT]
        if not others:
            continue
        other = data.draw(st.sampled_from(others))
        after = schedule(without_late(result, place, [other], windows=False), policy=policy)
        if is_comparable(result, after) and highest(after, place) in (highest(result, place), None):
            assert after.solution.late_end[place] == result.solution.late_end[place]


def is_comparable(result: Schedule, after: Schedule) -> bool:
    """Whether both have the same finish to keep, and tasks that last as long as it is expected of them last the same."""
    one, other = result.solution, after.solution
    return one.anchor == other.anchor and one.stretched == other.stretched


def highest(result: Schedule, place: int) -> Bound | None:
    """What caps a task where nothing else does."""
    caps = late_bounds(result.network, result.solution, place)
    return next((bound for bound in caps if bound.kind in WHOLE or bound.by == "plan deadline"), None)


def is_new_ceiling(result: Schedule, place: int) -> bool:
    """Whether what caps a task where nothing else does caps it now: what freed it from that is gone."""
    return highest(result, place) in cappers(result.network, result.solution, place)

"""Strategies for every value that a document can hold, made from the types of its fields.

A type whose fields must agree, so that random ones never do, has a strategy of its own in `_LEAVES`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itpm.errors import ItpmError
from itpm.interop.json_leaves import ShiftText
from itpm.interop.json_types import is_series, is_set, is_tuple, is_union, members, value_kinds, variants
from itpm.lifecycle import Gate, Methodology, Stage, waterfall
from itpm.lifecycle.cutover import CutoverForecast, CutoverRunbook, CutoverSchedule
from itpm.model import ElapsedDuration, Percent, Plan, ThreePointEstimate, WorkCalendar, WorkDuration, WorkWeek
from itpm.risk import RiskMatrix, generic_5x5_matrix, pmbok_matrix
from itpm.scheduling import Schedule, schedule
from itpm.selection import Comparisons

from tests import strategies as own
from tests.interop.plan_strategies import rich_plans
from tests.lifecycle.cutover import strategies as cutovers

_WORDS = ("a", "Überblick 項目", "b c", 'quote " \\ and / \u2028', "")
_MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(microsecond=0))
_AMOUNTS = st.one_of(
    st.integers(0, 100).map(Decimal),
    st.decimals(0, 1, places=3),
    st.sampled_from([Decimal(1) / 3, Decimal("1E+20"), Decimal("5.00"), Decimal("-0"), Decimal("-1E-30")]),
)


@st.composite
def _work_weeks(draw: DrawFn) -> WorkWeek:
    start = draw(_MOMENTS).date()
    week = draw(st.lists(st.one_of(st.none(), own.day_shifts()), min_size=7, max_size=7))
    return WorkWeek(start=start, finish=start + timedelta(days=draw(st.integers(0, 60))), week=week, name="summer")


@st.composite
def _schedules(draw: DrawFn) -> Schedule:
    return schedule(draw(own.valid_plans(max_tasks=4)), policy=draw(own.policies()))


_LEAVES: dict[object, SearchStrategy[Any]] = {
    str: st.sampled_from(_WORDS),
    bool: st.booleans(),
    int: st.one_of(st.integers(1, 9), st.integers()),
    float: st.floats(allow_nan=False, allow_infinity=False),
    Decimal: _AMOUNTS,
    datetime: _MOMENTS,
    date: _MOMENTS.map(datetime.date),
    type(None): st.none(),
    object: st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(), _AMOUNTS, _MOMENTS, own.durations()),
        lambda inner: st.lists(inner, max_size=3).map(tuple),
        max_leaves=4,
    ),
    WorkDuration: own.durations(elapsed=False, negative=True),
    ElapsedDuration: own.durations(negative=True).filter(lambda found: isinstance(found, ElapsedDuration)),
    Percent: st.builds(Percent, st.integers(-200, 200).map(Decimal), st.booleans()),
    ThreePointEstimate: own.three_points(),
    ShiftText: st.sampled_from([("08:00", "12:00"), ("13:00", "24:00")]),
    WorkCalendar: own.calendars(),
    WorkWeek: _work_weeks(),
    Comparisons: st.sampled_from([Comparisons(("cost", "risk"), ((1, Decimal(2)), (Decimal("0.5"), 1)))]),
    RiskMatrix: st.sampled_from([generic_5x5_matrix(), pmbok_matrix()]),
    Methodology: st.sampled_from([waterfall(), Methodology("short", stages=[Stage("all", "All", exit=Gate("G"))])]),
    Plan: rich_plans(),
    Schedule: _schedules(),
    CutoverRunbook: cutovers.runbooks(),
    CutoverSchedule: cutovers.timetables(),
    CutoverForecast: cutovers.forecasts(),
}


def values(type_: Any, depth: int = 0) -> SearchStrategy[Any]:
    """Values of the type, by whatever fields it has; what the type itself refuses is not drawn."""
    if type_ in _LEAVES:
        return _LEAVES[type_]
    if get_origin(type_) is Literal:
        return st.sampled_from(get_args(type_))
    if isinstance(type_, type) and issubclass(type_, Enum):
        return st.sampled_from(type_)
    if is_series(type_) and depth > 4:
        return st.just(())
    if is_series(type_):
        return st.lists(values(get_args(type_)[0], depth + 1), max_size=2).map(tuple)
    if is_set(type_):
        return st.frozensets(values(get_args(type_)[0], depth + 1), max_size=3)
    if is_tuple(type_):
        return st.tuples(*(values(part, depth + 1) for part in get_args(type_)))
    if is_union(type_):
        parts = [type(None)] if depth > 5 and type(None) in get_args(type_) else get_args(type_)
        return st.one_of(*(values(part, depth + 1) for part in parts))
    kinds = [kind for kind in variants(type_) if kind in value_kinds().values()] or [type_]
    return st.one_of(*(_built(kind, depth) for kind in kinds)) if depth else _built(type_, depth)


@st.composite
def _built(draw: DrawFn, kind: Any, depth: int) -> Any:
    given = {}
    for member in members(kind):
        if member.required or draw(st.integers(0, 2 + depth)) == 0:
            given[member.name] = draw(values(member.type, depth + 1))
    try:
        made = kind(**given)
    except (ItpmError, ValueError, TypeError, ArithmeticError):
        reject()
    if "Unreadable(" in repr(made):  # a part that waits for the whole to be refused
        reject()
    return made

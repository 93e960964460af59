"""Strategies for runbooks, which random fields never make."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from itpm.lifecycle.cutover import (
    CutoverForecast,
    CutoverRunbook,
    CutoverSchedule,
    CutoverStep,
    StepActual,
    cutover_forecast,
    cutover_schedule,
)

OPENS = datetime(2026, 6, 26, 20)


@st.composite
def runbooks(draw: DrawFn) -> CutoverRunbook:
    """Up to eight steps, each after some of those before it."""
    size = draw(st.integers(1, 8))
    steps = [
        CutoverStep(
            str(n),
            draw(st.integers(0, 900)),
            after=[str(k) for k in draw(st.sets(st.integers(0, n - 1)))] if n else [],
            rollback=draw(st.none() | st.integers(0, 600)),
            not_before=draw(st.none() | st.integers(-60, 600).map(lambda m: OPENS + timedelta(minutes=m))),
        )
        for n in range(size)
    ]
    order = draw(st.permutations(steps))
    return CutoverRunbook("CRM", order, opens=OPENS, closes=OPENS + timedelta(hours=58))


@st.composite
def timetables(draw: DrawFn) -> CutoverSchedule:
    """A runbook with its times."""
    return cutover_schedule(draw(runbooks()))


@st.composite
def forecasts(draw: DrawFn) -> CutoverForecast:
    """A runbook that runs, its first step begun."""
    book = draw(runbooks())
    at = OPENS + timedelta(minutes=draw(st.integers(0, 600)))
    begun = [StepActual(book.steps[0].key, OPENS)] if draw(st.booleans()) else []
    return cutover_forecast(book, begun, at=at)

"""Earned schedule of plans, re-baselining, and what was known at a date."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import earned_schedule, earned_value
from itpm.cost.earned.curves import Spread, planned_by, reached
from itpm.cost.phasing import Span
from itpm.errors import PlanError, UndefinedIndexError, UnknownTaskError
from itpm.findings import Severity
from itpm.model.baselines import Baseline
from itpm.model.money import Money, money
from itpm.model.tasks import EarnedValueMethod, Task
from itpm.model.working_time import CONTINUOUS

from tests.cost.plans import agreed, baselined_plans, by, plan, progress, rollout

DAYS = st.dates(min_value=datetime(2025, 12, 20).date(), max_value=datetime(2026, 4, 30).date())


def one_task(**fields):
    return plan([Task("a", "10d", progress=progress(**fields))], agreed("a", "10k EUR", 5, 16), data_date="2026-01-09")


# --- earned schedule --------------------------------------------------------------------------------


def test_earned_schedule_of_a_plan_counts_its_working_days_and_names_dates():
    # Ten days at 1,000 EUR; after five of them 40 % is earned, planned for the end of Thursday, the fourth day.
    status = earned_value(one_task(percent=40, cost="5k EUR")).schedule
    assert [status.planned, status.at, status.es, status.sv_t] == [10, 5, 4, -1]
    assert [status.spi_t, status.ieac_t(), status.tspi()] == [Decimal("0.8"), Decimal("12.5"), Decimal("1.2")]
    assert status.earned_until == datetime(2026, 1, 8, 17)
    assert status.finish() == datetime(2026, 1, 21, 12)
    assert status.p_factor == 1
    assert [row[:2] for row in status.table().rows][:4] == [
        ("planned duration (PD)", 10),
        ("actual time (AT)", 5),
        ("earned schedule (ES)", 4),
        ("SV(t)", -1),
    ]


def test_spi_of_time_tells_lateness_to_the_end_where_spi_of_money_ends_at_one():
    late = progress(100, "11k EUR", actual_finish="2026-01-23 17:00")
    done = plan([Task("a", "10d", progress=late)], agreed("a", "10k EUR", 5, 16), data_date="2026-01-30")
    ev = earned_value(done)
    assert [f"{ev.spi:.4f}", f"{ev.spi_t:.4f}"] == ["1.0000", "0.6667"]
    assert [ev.schedule.at, ev.schedule.es] == [15, 10]  # actual time stops at the actual finish


def test_actual_time_stops_with_the_last_budgeted_work_whatever_else_is_open():
    late = progress(100, "11k EUR", actual_finish="2026-01-23 17:00")
    tasks = [
        Task("a", "10d", progress=late),
        Task("m", "0d"),
        Task("pm", details=by(EarnedValueMethod.LEVEL_OF_EFFORT)),
    ]
    made = plan(tasks, agreed("a", "10k EUR", 5, 16), agreed("pm", "1k EUR", 5, 16), data_date="2026-01-30")
    status = earned_schedule(made)
    assert [status.at, status.es, status.planned] == [15, 10, 10]


def test_work_done_out_of_order_lowers_the_p_factor_of_the_plan():
    tasks = [Task("a", "5d", progress=progress(40)), Task("b", "5d", progress=progress(60))]
    made = plan(tasks, agreed("a", "5k EUR", 5, 9), agreed("b", "5k EUR", 12, 16), data_date="2026-01-09")
    status = earned_schedule(made)
    # 5,000 are earned, planned for Friday 9th, when all of them should be a's: 2,000 are.
    assert [status.es, status.p_factor] == [5, Decimal("0.4")]
    assert status.effective_ev() == money("4k EUR")


def test_a_summary_and_a_task_have_earned_schedules_of_their_own():
    build = earned_schedule(rollout(), "build")
    assert [build.planned, build.at, build.es] == [10, 5, 4]
    work = earned_schedule(rollout(), "work")
    assert [str(work.planned), work.name] == ["15", "Project work"]
    with pytest.raises(UnknownTaskError, match="there is no task 'biuld'; did you mean 'build'"):
        earned_schedule(rollout(), "biuld")
    with pytest.raises(UndefinedIndexError, match="nothing planned"):
        earned_schedule(rollout(), "extra")


def test_forecasts_of_cost_by_time_need_the_earned_schedule():
    ev = earned_value(rollout())
    rest = ev.bac - ev.ev
    assert abs((ev.eac("spi(t)") - ev.ac).amount - rest.amount / ev.spi_t) < Decimal("1e-15")
    with pytest.raises(UndefinedIndexError, match="no earned schedule"):
        ev["build"].eac("cpi*spi(t)")


def test_a_plan_that_is_not_begun_has_no_time_index_and_says_so():
    ev = earned_value(one_task(percent=None, cost=None), as_of="2026-01-02")
    assert [ev.schedule.at, ev.schedule.es] == [0, 0]
    with pytest.raises(UndefinedIndexError, match="no time has passed"):
        _ = ev.spi_t
    assert "– (no time has passed)" not in str(ev)  # its columns are of money
    assert "no time has passed" in str(ev.schedule)


@given(baselined_plans(), DAYS)
def test_all_earned_is_the_planned_duration_and_no_value_is_nan(made, day):
    done = [
        attrs.evolve(task, progress=None if task.progress is None else progress(100, actual_finish="2026-12-30 17:00"))
        if any(other.parent == task.id for other in made.tasks)
        else attrs.evolve(task, progress=progress(100, actual_finish="2026-12-30 17:00"))
        for task in made.tasks
    ]
    finished = attrs.evolve(made, tasks=done, data_date="2026-12-31")
    ev = earned_value(finished)
    if ev.times is None or ev.ev != ev.bac:
        return
    assert ev.schedule.es == ev.schedule.planned
    assert ev.schedule.adherence in (None, 1)


@given(baselined_plans(), DAYS)
def test_the_date_earned_until_is_the_first_at_which_so_much_was_planned(made, day):
    ev = earned_value(made, as_of=day)
    if ev.times is None or ev.schedule.start is None or ev.schedule.earned_until is None:
        return
    then = earned_value(made, as_of=ev.schedule.earned_until)
    assert then.pv >= ev.ev
    assert str(ev.schedule)
    assert str(ev.schedule.forecasts)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30), st.integers(0, 100)), min_size=1), st.integers(0, 3000)
)
def test_the_search_finds_what_looking_at_every_instant_finds(budgets, amount):
    curves = [
        Spread(Decimal(cost), Span(start=start, finish=start + length, calendar=CONTINUOUS))
        for start, length, cost in budgets
    ]
    wanted = Decimal(amount)
    instants = (at for at in range(81) if planned_by(curves, at) >= wanted)
    first = min(curve.first for curve in curves)
    expected = next(instants, None)
    assert reached(curves, wanted) == (None if expected is None else max(expected, first))


# --- re-baselining ---------------------------------------------------------------------------------


def rebaselined(new, *, set_at="2026-01-09", **fields):
    old = Baseline("agreed", [agreed("a", "10k EUR", 5, 16)])
    return plan(
        [Task("a", "10d", progress=progress(30, "4k EUR"))],
        baselines=[old, Baseline("new", [new], set_at=set_at)],
        data_date="2026-01-16",
        **fields,
    )


BOTH = ["agreed", "new"]


def test_a_new_baseline_replaces_only_the_future():
    made = rebaselined(agreed("a", "14k EUR", 5, 30))
    found = {day: earned_value(made, as_of=f"2026-01-{day:02}", baseline=BOTH).pv for day in (7, 9, 10, 20, 30)}
    # Up to the 9th as agreed, 5,000; behind it the 9,000 that are left, along the 15 days that the new one has left.
    assert {day: str(pv) for day, pv in found.items()} == {
        7: "3,000 EUR",
        9: "5,000 EUR",
        10: "5,000 EUR",
        20: "9,200 EUR",
        30: "14,000 EUR",
    }
    assert earned_value(made, as_of="2026-01-30", baseline=BOTH).bac == money("14k EUR")
    assert earned_value(made, baseline=BOTH).baseline == "agreed > new"


def test_a_plan_that_was_re_baselined_keeps_its_past_without_being_asked():
    old, new = rebaselined(agreed("a", "14k EUR", 5, 30)).baselines
    dated = attrs.evolve(old, set_at="2026-01-02")
    newest = Baseline("newest", [agreed("a", "15k EUR", 5, 30)], set_at="2026-01-14")
    for baselines in ([new, old], [new, dated], [newest, new, dated]):
        made = attrs.evolve(rebaselined(agreed("a", "14k EUR", 5, 30)), baselines=baselines)
        assert [str(earned_value(made, as_of=day).pv) for day in ("2026-01-07", "2026-01-12")] == [
            "3,000 EUR",
            "5,600 EUR",
        ]
        assert earned_value(made).baseline == " > ".join(one.name for one in baselines[::-1])
    undated = attrs.evolve(rebaselined(agreed("a", "1k EUR", 5, 9)), baselines=[old, new])
    assert earned_value(undated).baseline == "agreed"


def test_the_new_baseline_alone_would_change_the_past():
    made = rebaselined(agreed("a", "14k EUR", 5, 30))
    assert earned_value(made, as_of="2026-01-09", baseline="new").pv == money("3500 EUR")


def test_a_second_baseline_needs_its_date_and_a_later_one():
    with pytest.raises(PlanError, match="baseline 'new' replaces another, so it needs its date, set_at"):
        earned_value(rebaselined(agreed("a", "1k EUR", 5, 9), set_at=None), baseline=BOTH)
    with pytest.raises(PlanError, match="expected the name of at least one baseline, got none"):
        earned_value(rebaselined(agreed("a", "1k EUR", 5, 9)), baseline=[])
    three = attrs.evolve(
        rebaselined(agreed("a", "1k EUR", 5, 9)),
        baselines=[
            Baseline("agreed"),
            Baseline("new", set_at="2026-01-09"),
            Baseline("newer", set_at="2026-01-08"),
        ],
    )
    with pytest.raises(PlanError, match="baseline 'newer' is not later than the one that it replaces"):
        earned_value(three, baseline=["agreed", "new", "newer"])


@given(baselined_plans(), baselined_plans(), DAYS, DAYS)
def test_a_re_baseline_leaves_past_planned_value_unchanged_and_ends_at_the_new_budget(made, other, set_at, day):
    new = Baseline("new", other.baselines[0].tasks, set_at=set_at)
    both = attrs.evolve(made, baselines=[*made.baselines, new])
    at = min(day, set_at)
    old = earned_value(made, as_of=at)
    assert [row.pv.amount for row in earned_value(both, as_of=at, baseline=BOTH)] == [row.pv.amount for row in old]
    end = earned_value(both, as_of="2027-12-31", baseline=BOTH)
    dated = any(task.start for task in new.tasks)
    assert not dated or [row.id for row in (*end, end.total) if row.pv != row.bac] == []
    assert end.bac.amount == earned_value(attrs.evolve(made, baselines=[new]), as_of=day).bac.amount


# --- what was known --------------------------------------------------------------------------------


def test_before_the_data_date_actual_dates_say_what_was_known_and_the_rest_is_named():
    tasks = [
        Task("done", "2d", progress=progress(100, "2k EUR", actual_finish="2026-01-06 17:00")),
        Task("open", "10d", progress=progress(50, "6k EUR", actual_start="2026-01-07 08:00")),
        Task("later", "2d", progress=progress(50, "1k EUR", actual_start="2026-01-13 08:00")),
    ]
    entries = [agreed("done", "2k EUR", 5, 6), agreed("open", "10k EUR", 7, 20), agreed("later", "2k EUR", 21, 22)]
    made = plan(tasks, *entries, data_date="2026-01-14")
    ev = earned_value(made, as_of="2026-01-08")
    # "open" went for six days until the data date, of which two had passed on the 8th.
    assert [f"{row.ev.amount:.2f}" for row in ev] == ["2000.00", "1666.67", "0.00"]
    assert [f"{row.ac.amount:.2f}" for row in ev] == ["2000.00", "2000.00", "0.00"]
    assert [(finding.code, finding.severity) for finding in ev.findings] == [("EVM009", Severity.MAJOR)]
    assert ev.findings[0].message == (
        "2026-01-08 lies before the data date 2026-01-14, and what was recorded then is not known: tasks that "
        "ended by then count in full, 1 under way are taken as done evenly ('open')"
    )
    assert dict(ev.findings[0].evidence) == {"estimated": ("open",)}


def test_work_whose_start_is_not_recorded_is_taken_from_the_agreed_one():
    open_one = progress(50, "5k EUR", actual_start=None)
    made = plan([Task("a", "10d", progress=open_one)], agreed("a", "10k EUR", 5, 16), data_date="2026-01-09")
    ev = earned_value(made, as_of="2026-01-06")  # two of the five days until the data date
    assert amounts(ev) == ("2,000 EUR", "2,000 EUR")
    assert dict(ev.findings[0].evidence) == {"estimated": ("a",)}


def test_before_anything_began_nothing_is_earned_or_spent():
    ev = earned_value(rollout(), as_of="2026-01-04")
    assert (str(ev.ev), str(ev.ac)) == ("0 EUR", "0 EUR")
    assert [finding.severity for finding in ev.findings if finding.code == "EVM009"] == [Severity.MINOR]


def test_an_earlier_state_of_the_plan_says_what_was_known():
    then = one_task(percent=30, cost="4k EUR")
    now = attrs.evolve(then, tasks=[Task("a", "10d", progress=progress(90, "9k EUR"))], data_date="2026-01-16")
    assert amounts(earned_value(now, as_of="2026-01-09", history=[then])) == ("3,000 EUR", "4,000 EUR")
    assert amounts(earned_value(now, as_of="2026-01-12", history=[then])) == ("3,000 EUR", "4,000 EUR")
    assert amounts(earned_value(now, history=[then])) == ("9,000 EUR", "9,000 EUR")
    assert amounts(earned_value(now, as_of="2026-01-08", history=[then])) == ("3,600 EUR", "3,600 EUR")


def amounts(ev):
    return str(ev.ev), str(ev.ac)


def test_a_state_without_data_date_is_refused():
    with pytest.raises(PlanError, match="an earlier state of a plan needs its data date"):
        earned_value(rollout(), history=[rollout(data_date=None)])


@given(baselined_plans(), DAYS, DAYS)
def test_an_earlier_date_never_knows_more_than_the_data_date(made, one, other):
    begun = [
        attrs.evolve(task, progress=attrs.evolve(task.progress, actual_start="2026-01-05 08:00"))
        if task.progress is not None
        else task
        for task in made.tasks
    ]
    first, last = sorted((one, other))
    recorded = attrs.evolve(made, tasks=begun, data_date=last)
    before, after = earned_value(recorded, as_of=first), earned_value(recorded)
    assert [row.id for row, later in zip(before, after, strict=True) if row.ac.amount > later.ac.amount] == []
    assert [row.id for row, later in zip(before, after, strict=True) if row.ev.amount > later.ev.amount] == []


# --- changed afterwards ------------------------------------------------------------------------------


def test_a_past_that_was_changed_is_told():
    then = one_task(percent=40, cost="5k EUR")
    moved = attrs.evolve(
        then,
        tasks=[Task("a", "10d", progress=progress(30, "4k EUR", actual_start="2026-01-06 08:00"))],
        baselines=[Baseline("agreed", [agreed("a", "10k EUR", 7, 16)])],
        data_date="2026-01-14",
    )
    found = earned_value(moved, history=[then]).findings
    assert [str(finding).partition(". Lift")[0] for finding in found] == [
        "EVM013: planned value of 2026-01-09 was 5,000.00 when it was reported and is 3,750.00 now ('a')",
        (
            "EVM014: 'a' (a) was changed after it was reported on 2026-01-09: actual start 2026-01-05 08:00, now "
            "2026-01-06 08:00; 40 % complete, now 30 %; cost 5,000 EUR, now 4,000 EUR"
        ),
    ]


def test_a_plan_that_only_went_on_was_not_changed():
    then = one_task(percent=40, cost="5k EUR")
    later = attrs.evolve(then, tasks=[Task("a", "10d", progress=progress(60, "7k EUR"))], data_date="2026-01-14")
    again = attrs.evolve(then, tasks=[Task("a", "10d", progress=progress(80, "8k EUR"))], data_date="2026-01-16")
    assert earned_value(again, history=[later, then]).findings == ()


def test_a_re_baseline_with_the_old_one_kept_changes_nothing_of_the_past():
    then = one_task(percent=30, cost="4k EUR")
    now = attrs.evolve(rebaselined(agreed("a", "14k EUR", 5, 30)))
    assert [finding.code for finding in earned_value(now, baseline=BOTH, history=[then]).findings] == []
    assert [finding.code for finding in earned_value(now, baseline="new", history=[then]).findings] == ["EVM013"]


def test_level_of_effort_earns_as_planned_under_both_baselines():
    made = rebaselined(agreed("a", "14k EUR", 5, 30))
    loe = attrs.evolve(made, tasks=[Task("a", "10d", details=by(EarnedValueMethod.LEVEL_OF_EFFORT))])
    ev = earned_value(loe, as_of="2026-01-20", baseline=BOTH)
    assert (ev.sv, ev.pv) == (Money(0, "EUR"), money("9200 EUR"))

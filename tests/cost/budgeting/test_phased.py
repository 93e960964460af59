"""Costs over time: along real working time, over any periods, adding up to the whole exactly."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.budgeting import BudgetError, Expense, FiscalPeriod, cost_estimate
from itpm.cost.budgeting.amounts import from_units, to_units
from itpm.cost.budgeting.periods import PERIODS, grid
from itpm.cost.budgeting.spreading import Piece, due, spread
from itpm.errors import NotationError, UnknownNameError
from itpm.model import Accrual, Plan, Resource, Task, WorkCalendar
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.working_time import CONTINUOUS
from itpm.scheduling import schedule

from tests.cost.budgeting.costed_plans import costed_plans, estimates, eur, expenses, one_task, rate, rollout

OFFICE = WorkCalendar.standard().with_holidays(["2026-01-06"])


def at(text):
    return to_seconds(datetime.fromisoformat(text))


def labels(first, last, by):
    return grid(at(first), at(last), by).labels


# --- periods ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("day", ("2026-03-30", "2026-03-31", "2026-04-01")),
        ("week", ("2026-03-30",)),
        ("month", ("2026-03", "2026-04")),
        ("quarter", ("2026-Q1", "2026-Q2")),
        ("year", ("2026",)),
        (FiscalPeriod("month", 4), ("FY2026-P12", "FY2027-P01")),
        (FiscalPeriod("quarter", 4, named_by="start"), ("FY2025-Q4", "FY2026-Q1")),
        (FiscalPeriod("year", 4), ("FY2026", "FY2027")),
        (FiscalPeriod("year"), ("FY2026",)),
        (["2026-03-31", "2026-03-15"], ("2026-03-15", "2026-03-31")),
    ],
)
def test_periods_are_called_as_people_call_them(by, expected):
    assert labels("2026-03-30 08:00", "2026-04-01 17:00", by) == expected


def test_a_year_of_weeks_begins_on_the_monday_nearest_to_its_month_and_has_a_53rd_week_at_times():
    """Source: the National Retail Federation's 4-5-4 calendar works so from Sunday; the years of 53 weeks are those whose next
    first Monday lies 371 days on."""
    years = grid(at("2026-01-01"), at("2040-01-01"), FiscalPeriod("year", 2, weeks=(4, 5, 4)))
    lengths = [(finish - start).days for start, finish in zip(years.starts, years.finishes, strict=True)]
    assert set(lengths) == {364, 371}
    assert all(start.weekday() == 0 and abs((start - datetime(start.year, 2, 1)).days) <= 3 for start in years.starts)
    months = grid(at("2026-02-03"), at("2027-01-01"), FiscalPeriod("month", 2, weeks=(4, 5, 4)))
    weeks = [(finish - start).days // 7 for start, finish in zip(months.starts, months.finishes, strict=True)]
    assert weeks == [4, 5, 4] * 3 + [4, 5]


@pytest.mark.parametrize("weeks", [(4, 4), (13, 0, 0), (4.5, 4.5, 4), "445", (1, 1, 1)])
def test_weeks_that_make_no_quarter_are_refused(weeks):
    with pytest.raises(NotationError, match=r"fiscal\.weeks: expected three numbers of weeks that make 13"):
        FiscalPeriod("month", weeks=weeks)


@pytest.mark.parametrize("by", ["fortnight", "", 7, None])
def test_a_period_that_does_not_exist_is_refused(by):
    with pytest.raises(NotationError, match="expected day, week, month, quarter, year or dates, got "):
        grid(0, 1, by)


def test_a_fiscal_period_lists_all_that_is_wrong_with_it():
    with pytest.raises(NotationError) as caught:
        FiscalPeriod("week", 13, weeks=(4, 4, 4), named_by="middle")  # type: ignore[arg-type]  # refused on purpose
    assert [fault.place for fault in caught.value.faults] == [
        "fiscal.period",
        "fiscal.first_month",
        "fiscal.weeks",
        "fiscal.named_by",
    ]


def test_more_periods_than_anyone_reads_are_refused():
    with pytest.raises(
        NotationError, match="from 1970-01-01 to 4000-01-01 are more than 20000 periods; expected longer"
    ):
        grid(0, at("4000-01-01"), "day")
    with pytest.raises(NotationError, match="more than 20000 periods"):
        grid(0, at("9000-01-01"), FiscalPeriod("month"))


ANY_BY = st.sampled_from([*PERIODS, FiscalPeriod("month", 10), FiscalPeriod("quarter", 2, weeks=(4, 4, 5))]) | st.lists(
    st.dates(datetime(2025, 12, 1).date(), datetime(2026, 6, 1).date()), max_size=5
)


@given(st.integers(at("2025-01-01"), at("2027-01-01")), st.integers(0, 10**8), ANY_BY)
def test_periods_cover_the_span_without_gap(begin, length, by):
    found = grid(begin, begin + length, by)
    assert found.edges[0] <= begin
    assert found.edges[-1] >= begin + length
    assert list(found.edges) == sorted(set(found.edges))
    assert len(found.labels) == len(found.edges) - 1 == len(set(found.labels))


# --- spreading ----------------------------------------------------------------------------------------------


def test_a_budget_is_spread_over_working_time_and_a_holiday_costs_nothing():
    plan = Plan("P", start="2026-01-05", currency="EUR", calendar=OFFICE, tasks=[Task("build", "5d")])
    estimate = cost_estimate(schedule(plan), expenses=[Expense("vendor", "500 EUR", task="build")])
    by_day = {label: amount.amount for label, amount in zip(*pair(estimate.phased("day")), strict=True) if amount}
    assert by_day == dict.fromkeys(["2026-01-05", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-12"], 100)


def pair(phased):
    return phased.labels, phased.amounts


def test_a_cost_without_working_time_is_spread_over_the_clock():
    weekend = Expense("move", "48 EUR", start="2026-01-10", finish="2026-01-11")
    found = one_task(expenses=[weekend]).phased("day")
    assert (found["2026-01-10"], found["2026-01-11"]) == (eur(24), eur(24))


def slow(piece, calendar, first, last):
    """The obvious version: what is due second by second, summed."""
    return sum(due(piece, [calendar], second + 1) - due(piece, [calendar], second) for second in range(first, last))


START = at("2026-01-05 07:59:40")
PIECES = st.builds(
    lambda units, begin, length, accrual: Piece(units, START + begin, START + begin + length, 0, accrual),
    st.integers(-(10**6), 10**15),
    st.integers(0, 40),
    st.integers(0, 60),
    st.sampled_from(Accrual),
)


@given(PIECES, st.sampled_from([OFFICE.compiled, CONTINUOUS]), st.lists(st.integers(1, 110), unique=True, max_size=4))
def test_each_period_gets_what_becomes_due_in_it(piece, calendar, inner):
    edges = [START - 1, *(START + offset for offset in sorted(inner)), START + 120]
    found = spread([piece], [calendar], edges)[0]
    first, parts = found.first, found.units
    expected = [slow(piece, calendar, one, other) for one, other in pairwise(edges)]
    padded = [0] * first + parts + [0] * (len(expected) - first - len(parts))
    assert padded == expected
    assert sum(parts) == piece.units


@given(estimates(), ANY_BY)
def test_the_curve_ends_at_the_whole_and_never_falls(estimate, by):
    phased = estimate.phased(by)
    assert phased.total == estimate.total == phased.cumulative[-1]
    assert sum((amount.amount for amount in phased.amounts), Decimal(0)) == estimate.total.amount
    assert all(amount.amount >= 0 for amount in phased.amounts)


@given(estimates(), ANY_BY)
def test_the_curve_is_what_is_planned_by_the_end_of_each_period(estimate, by):
    phased = estimate.phased(by)
    assert [estimate.planned(finish) for _, finish, _ in phased] == list(phased.cumulative)


@given(estimates(), st.sampled_from(["task", "resource", "account", "kind", "treatment"]), ANY_BY)
def test_rows_of_a_curve_add_up_to_it_and_to_the_breakdown(estimate, key, by):
    whole, parts = estimate.phased(by), estimate.phased(by, rows=key)
    assert parts.amounts == whole.amounts
    found = estimate.by(key)
    for row in parts.rows:
        assert sum((amount.amount for amount in parts.of(row.key)), Decimal(0)) == found[row.key].amount.amount


@given(estimates(), st.integers(0, 3))
def test_rounded_periods_still_add_up(estimate, places):
    rounded = estimate.phased("week").rounded(places)
    assert rounded.total == estimate.total.rounded(places)
    assert all(amount == amount.rounded(places) for amount in rounded.amounts)


@pytest.mark.parametrize("places", [-1, 13, True, "2"])
def test_decimals_that_cannot_be_had_are_refused(places):
    with pytest.raises(BudgetError, match="places: expected a whole number from 0 to 12, got"):
        rollout().phased("month").rounded(places)


@given(st.data())
def test_a_finer_calendar_of_periods_only_splits_the_coarser(data):
    plan = data.draw(costed_plans())
    estimate = cost_estimate(schedule(plan), expenses=data.draw(expenses(plan)))
    days, months = estimate.phased("day"), estimate.phased("month")
    for start, finish, amount in months:
        inside = [part.amount for begin, _, part in days if start <= begin < finish]
        assert sum(inside, Decimal(0)) == amount.amount


@given(st.decimals(-(10**9), 10**9, places=12))
def test_twelve_decimals_survive_the_way_through_whole_units(amount):
    assert from_units(to_units(amount)) == amount


# --- what people see -------------------------------------------------------------------------------------------


def test_a_curve_is_asked_by_period_and_by_row():
    phased = rollout().phased("month", rows="account")
    assert phased["2026-01"] == eur(8200)
    assert [str(amount) for amount in phased.of("CA2")] == ["0 EUR", "16,800 EUR"]
    with pytest.raises(UnknownNameError, match="there is no period '2026-13'"):
        _ = phased["2026-13"]
    with pytest.raises(UnknownNameError, match="there is no row 'CA3'; did you mean"):
        phased.of("CA3")


def test_a_curve_is_shown_with_last_days_and_shares():
    lines = str(rollout().phased("month")).splitlines()
    assert lines[0] == "Cost of CRM by month"
    assert lines[3].split() == ["2026-01", "2026-01-01", "2026-01-31", "8,200.00", "8,200.00", "32.54"]
    assert rollout().phased("month").records()[0]["to"] == datetime(2026, 2, 1)


def test_many_rows_stand_below_each_other():
    tasks = [Task(f"t{number}", "1d") for number in range(20)]
    plan = Plan("P", start="2026-01-05", currency="EUR", tasks=tasks)
    fees = [Expense("fee", "1 EUR", task=task.id) for task in tasks]
    table = cost_estimate(schedule(plan), expenses=fees).phased("week", rows="task").table()
    assert len(table.rows) == 20
    assert [column.name for column in table.columns] == ["Id", "Name", "2026-01-05"]


def test_nothing_at_all_is_a_curve_of_nothing():
    estimate = one_task()
    assert estimate.phased("month").total == eur(0)
    assert "– (the whole costs nothing)" not in str(estimate.phased("month"))
    assert len(estimate.phased("month")) == 1


def test_planned_by_a_bare_date_is_by_its_end():
    ann = Resource("ann", rates=[rate(10)])
    estimate = one_task("5d", resource=ann)
    friday = datetime(2026, 1, 9)
    assert [estimate.planned(friday.date()), estimate.planned(friday)] == [eur(400), eur(320)]
    assert estimate.planned(to_datetime(at("2026-01-05 12:00")) + timedelta(hours=1)) == eur(40)


def test_a_curve_compares_hashes_and_pickles():
    phased = rollout().phased("month", rows="account")
    assert phased.rows[0].key == "CA1"
    assert pickle.loads(pickle.dumps(phased)) == phased == rollout().phased("month", rows="account")
    assert hash(phased) == hash(rollout().phased("month", rows="account"))

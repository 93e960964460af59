from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import EarnedValueRow, earned_value
from itpm.cost.budgeting import phase_baseline
from itpm.cost.explaining import work_packages
from itpm.errors import PlanError, UndefinedIndexError, UnknownNameError, UnknownTaskError
from itpm.findings import Severity
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.calendars import WorkCalendar
from itpm.model.money import CurrencyMismatchError, Money, money
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, Resource
from itpm.model.tasks import EarnedValueMethod, Task, TaskKind
from itpm.tables import Undefined

from tests.cost.plans import agreed, baselined_plans, by, plan, progress, rollout

AMOUNTS = ("pv", "ev", "ac", "bac")


def amounts(row):
    return tuple(str(getattr(row, name)) for name in AMOUNTS)


def codes(ev):
    return [(finding.code, finding.subject) for finding in ev.findings]


def test_each_level_of_a_worked_example_has_its_four_amounts():
    # Ten of fifteen days have passed: design is due in full, half of build, two thirds of the 1,000 EUR fixed cost of the
    # summary. Earned: 5,000 + 40 % of 10,000, and of the fixed cost the share that its parts earned, 9,000 / 15,000.
    ev = earned_value(rollout())
    assert {row.id: amounts(row) for row in ev} == {
        "work": ("10,666.67 EUR", "9,600 EUR", "12,000 EUR", "16,000 EUR"),
        "design": ("5,000 EUR", "5,000 EUR", "6,000 EUR", "5,000 EUR"),
        "build": ("5,000 EUR", "4,000 EUR", "5,000 EUR", "10,000 EUR"),
        "extra": ("0 EUR", "0 EUR", "1,000 EUR", "0 EUR"),
        "golive": ("0 EUR", "0 EUR", "0 EUR", "0 EUR"),
    }
    assert amounts(ev.total) == amounts(ev) == amounts(ev["work"])
    assert [(row.id, row.level, row.is_summary, row.parent) for row in ev][:2] == [
        ("work", 1, True, ""),
        ("design", 2, False, "work"),
    ]


def test_indices_and_forecasts_of_the_worked_example_follow():
    build = earned_value(rollout())["build"]
    assert (build.sv, build.cv) == (money("-1k EUR"), money("-1k EUR"))
    assert (build.spi, build.cpi, build.csi) == (Decimal("0.8"), Decimal("0.8"), Decimal("0.64"))
    assert [build.sv_percent, build.cv_percent] == [-20, -25]
    assert (build.eac(), build.etc(), build.vac()) == (money("12.5k EUR"), money("7.5k EUR"), money("-2.5k EUR"))
    assert (build.eac("atypical"), build.eac("spi")) == (money("11k EUR"), money("12.5k EUR"))
    assert (build.eac("cpi*spi"), build.eac("0.8*cpi+0.2*spi")) == (money("14375 EUR"), money("12.5k EUR"))
    assert (build.eac(performance="0.5"), build.eac(etc="6k EUR")) == (money("17k EUR"), money("11k EUR"))
    assert build.eac_range == (money("11k EUR"), money("14375 EUR"))
    assert (build.tcpi, build.tcpi_eac()) == (Decimal("1.2"), Decimal("0.8"))
    assert [build.percent_complete, build.percent_spent] == [40, 50]


def test_a_forecast_by_an_unknown_form_names_the_nearest():
    with pytest.raises(
        UnknownNameError, match="there is no form of the estimate at completion 'cpi-spi'; did you mean"
    ):
        earned_value(rollout()).eac("cpi-spi")


def test_forecasts_stand_side_by_side_with_when_to_believe_them():
    forecasts = earned_value(rollout())["extra"].forecasts
    assert [(form.name, estimate) for form, estimate in forecasts][:3] == [
        ("cpi", money("1k EUR")),
        ("atypical", money("1k EUR")),
        ("spi", money("1k EUR")),
    ]
    nothing = money("0 EUR")
    unspent = EarnedValueRow(id="", name="x", pv=nothing, ev=nothing, ac=nothing, bac=money("9 EUR"))
    assert [str(estimate) for _, estimate in unspent.forecasts] == [
        "– (nothing spent)",
        "9 EUR",
        "– (nothing planned)",
        "– (no earned schedule)",
        "– (nothing planned)",
        "– (nothing spent)",
        "– (nothing spent)",
    ]
    assert unspent.eac_range == (money("9 EUR"), money("9 EUR"))
    assert unspent.forecasts.records()[0] == {
        "form": "cpi",
        "eac_eur": None,
        "vac_eur": None,
        "believe": "the rest will go as the work so far did: the usual one, steadier the more is done",
    }


def test_an_undefined_index_raises_as_a_number_and_is_a_cell_in_the_table():
    ev = earned_value(rollout())
    with pytest.raises(UndefinedIndexError, match=r"^nothing planned$"):
        _ = ev["extra"].spi
    keys = [column.key for column in ev.table().columns]
    row = dict(zip(keys, ev.table().rows[4], strict=True))
    assert (row["id"], row["spi"], row["cpi"]) == ("extra", Undefined("nothing planned"), Decimal(0))
    assert ev.records()[4]["spi"] is None


def test_the_table_begins_with_the_project_and_indents_the_breakdown():
    ev = earned_value(rollout())
    table = ev.table()
    assert [column.key for column in table.columns] == [
        *("id", "task", "level", "pv_eur", "ev_eur", "ac_eur", "sv_eur", "cv_eur", "bac_eur", "eac_eur", "etc_eur"),
        *(
            "vac_eur",
            "spi",
            "cpi",
            "csi",
            "tcpi_bac",
            "tcpi_eac",
            "sv_percent",
            "cv_percent",
            "percent_complete",
            "percent_spent",
        ),
    ]
    assert [row[:6] for row in table.rows][:3] == [
        ("", "CRM", 0, "10,667", "9,600", "12,000"),
        ("work", "  Project work", 1, "10,667", "9,600", "12,000"),
        ("design", "    design", 2, "5,000", "5,000", "6,000"),
    ]
    assert [row[0] for row in ev.table(levels=1).rows] == ["", "work", "golive"]
    assert ev.records()[2]["pv_eur"] == 5000
    assert "<table>" in ev._repr_html_()


def test_an_index_is_explained_by_the_work_packages_that_make_it():
    ev = earned_value(rollout())
    assert str(ev.explain("cpi", most=3)).splitlines() == [
        "CPI of CRM is 0.80: 9,600 EUR earned, 12,000 EUR spent, 2,400 EUR over budget",
        "  design earned 5,000 EUR and cost 6,000 EUR: 1,000 EUR over budget, 42% of the whole",
        "  build earned 4,000 EUR and cost 5,000 EUR: 1,000 EUR over budget, 42% of the whole",
        "  extra earned 0 EUR and cost 1,000 EUR: 1,000 EUR over budget, 42% of the whole",
        "  1 more: +600 EUR together",
    ]
    assert str(ev.explain("SPI", "build")).splitlines() == [
        "SPI of build is 0.80: 4,000 EUR earned, 5,000 EUR planned, 1,000 EUR behind plan",
        "  build earned 4,000 EUR and was to earn 5,000 EUR: 1,000 EUR behind plan, 100% of the whole",
    ]
    assert str(ev.explain("cpi", "golive")) == "CPI of golive is undefined: nothing spent"
    assert ev.explain("cpi").because[0].evidence is ev["design"]
    with pytest.raises(UnknownNameError, match="there is no index 'cip'; did you mean 'csi' or 'cpi'"):
        ev.explain("cip")


def test_unbaselined_work_has_no_value_but_its_cost_counts_and_a_finding_says_so():
    ev = earned_value(rollout())
    assert [str(finding) for finding in ev.findings] == [
        (
            "EVM001: 'extra' (extra) is not in the baseline: unbaselined work without planned or earned value; its cost of "
            "1,000 EUR counts. Lift it: approve it by a change request, or take it out"
        )
    ]


def test_a_task_is_looked_up_by_id_and_the_nearest_is_offered():
    with pytest.raises(UnknownTaskError, match="there is no task 'biuld'; did you mean 'build'"):
        earned_value(rollout())["biuld"]


def test_the_result_compares_hashes_pickles_and_copies():
    ev, again = earned_value(rollout()), earned_value(rollout())
    assert ev["build"].id == "build"  # a look-up is remembered, and no part of the value
    assert ev == again
    assert hash(ev) == hash(again)
    assert pickle.loads(pickle.dumps(ev)) == copy.deepcopy(ev) == copy.copy(ev) == ev
    assert len(ev) == 5


def test_a_bare_date_is_the_days_end_and_the_data_date_is_the_default():
    assert (
        earned_value(rollout())
        == earned_value(rollout(), as_of="2026-01-16")
        == earned_value(rollout(), as_of="2026-01-17 00:00")
    )


def test_a_plan_without_data_date_needs_a_date():
    with pytest.raises(
        PlanError, match="has no data date, so earned value needs a date to measure at: expected as_of="
    ):
        earned_value(rollout(data_date=None))


def test_a_plan_without_baseline_is_refused():
    with pytest.raises(PlanError, match="earned value is measured against a baseline, and the plan has none"):
        earned_value(rollout(baselines=[]))


def test_an_unknown_baseline_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="there is no baseline 'agred'; did you mean 'agreed'"):
        earned_value(rollout(), baseline="agred")


def test_a_baseline_is_chosen_by_name():
    later = Baseline("re-baselined", [agreed("build", "20k EUR", 12, 23)])
    two = rollout(baselines=[*rollout().baselines, later])
    assert earned_value(two).baseline == "agreed"
    assert earned_value(two, baseline="re-baselined").bac == money("20k EUR")


def test_money_in_several_currencies_is_refused():
    tasks = [Task("a", "5d", progress=progress(10, "1k USD"))]
    with pytest.raises(CurrencyMismatchError) as error:
        earned_value(plan(tasks, agreed("a", "1k EUR", 5, 9)), as_of="2026-01-09")
    assert str(error.value) == (
        "earned value needs one currency, the plan has EUR (baseline cost of task 'a'), USD (actual cost of task 'a')"
    )


# --- planned value ---------------------------------------------------------------------------------


def planned(as_of, *, calendar=None, **entry):
    task = Task("a", "5d", calendar="own" if calendar else None)
    calendars = {"own": calendar} if calendar else {}
    made = plan([task], BaselineTask("a", cost=money("1k EUR"), **entry), calendars=calendars)
    return str(earned_value(made, as_of=as_of).pv)


def test_planned_value_runs_along_working_time():
    span = {"start": "2026-01-08 08:00", "finish": "2026-01-13 17:00"}  # Thursday to Tuesday: four working days
    dates = ["2026-01-08 08:00", "2026-01-08", "2026-01-09 12:00", "2026-01-10", "2026-01-12 08:00", "2026-01-13 17:00"]
    assert [planned(day, **span) for day in dates] == [
        *("0 EUR", "250 EUR", "375 EUR", "500 EUR", "500 EUR", "1,000 EUR")
    ]


def test_planned_value_runs_along_the_tasks_own_calendar():
    span = {"start": "2026-01-09 00:00", "finish": "2026-01-13 00:00", "calendar": WorkCalendar.continuous()}
    assert [planned(day, **span) for day in ("2026-01-09", "2026-01-10", "2026-01-11")] == [
        "250 EUR",
        "500 EUR",
        "750 EUR",
    ]


def test_an_elapsed_baseline_runs_on_the_clock():
    span = {"start": "2026-01-09 00:00", "finish": "2026-01-13 00:00", "duration": "4ed"}
    assert [planned(day, **span) for day in ("2026-01-09", "2026-01-10", "2026-01-11")] == [
        "250 EUR",
        "500 EUR",
        "750 EUR",
    ]


def test_a_budget_of_no_length_is_due_at_its_instant():
    span = {"start": "2026-01-13 17:00", "finish": "2026-01-13 17:00"}
    assert [planned(day, **span) for day in ("2026-01-13 16:59", "2026-01-13 17:00")] == ["0 EUR", "1,000 EUR"]
    assert planned("2026-01-13 17:00", finish="2026-01-13 17:00") == "1,000 EUR"
    assert planned("2026-01-13 16:59", start="2026-01-13 17:00") == "0 EUR"


def test_a_budget_in_a_span_without_working_time_runs_on_the_clock():
    weekend = {"start": "2026-01-10 00:00", "finish": "2026-01-12 00:00"}
    assert planned("2026-01-10", **weekend) == "500 EUR"


def test_a_budget_without_dates_is_spread_over_the_whole_baseline():
    tasks = [Task("a", "5d"), Task("b", "5d")]
    ev = earned_value(plan(tasks, agreed("a", "1k EUR", 5, 16), agreed("b", "1k EUR")), as_of="2026-01-09")
    assert (str(ev["b"].pv), codes(ev)) == ("500 EUR", [("EVM006", "task:b")])


# --- earned value ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "recorded", "expected"),
    [
        (None, None, 0),
        (None, progress(30), 300),
        (None, progress(remaining="2d"), 600),
        (None, progress(remaining="9d"), 0),
        (None, progress(actual_finish="2026-01-08 17:00"), 1000),
        (EarnedValueMethod.PERCENT_COMPLETE, progress("33.3"), 333),
        (EarnedValueMethod.PHYSICAL_PERCENT, progress(30, physical_percent=70), 700),
        (EarnedValueMethod.PHYSICAL_PERCENT, progress(30), 0),
        (EarnedValueMethod.ZERO_HUNDRED, progress(99), 0),
        (EarnedValueMethod.ZERO_HUNDRED, progress(100), 1000),
        (EarnedValueMethod.FIFTY_FIFTY, None, 0),
        (EarnedValueMethod.FIFTY_FIFTY, progress(0), 500),
        (EarnedValueMethod.FIFTY_FIFTY, progress(100), 1000),
        (EarnedValueMethod.FIFTY_FIFTY, progress(50, actual_finish="2026-01-08 17:00"), 1000),
        (EarnedValueMethod.LEVEL_OF_EFFORT, None, 600),
        (EarnedValueMethod.LEVEL_OF_EFFORT, progress(10), 600),
    ],
)
def test_a_work_package_earns_by_its_method(method, recorded, expected):
    task = Task("a", "5d", progress=recorded, details=by(method) if method else None)
    ev = earned_value(plan([task], agreed("a", "1k EUR", 5, 9)), as_of="2026-01-07")
    planned = {EarnedValueMethod.ZERO_HUNDRED: 0, EarnedValueMethod.FIFTY_FIFTY: 500}
    assert [ev["a"].ev.amount, ev["a"].pv.amount] == [expected, planned.get(method, 600)]


@pytest.mark.parametrize(
    ("method", "planned"),
    [(EarnedValueMethod.ZERO_HUNDRED, [0, 0, 0, 1000]), (EarnedValueMethod.FIFTY_FIFTY, [0, 500, 500, 1000])],
)
def test_a_package_that_earns_at_its_start_and_end_is_planned_so_and_is_on_plan_until_it_is_late(method, planned):
    task = Task("a", "5d", progress=progress(99), details=by(method))
    made = plan([task], agreed("a", "1k EUR", 5, 9), data_date="2026-01-09")
    days = ("2026-01-04", "2026-01-05", "2026-01-08", "2026-01-09")
    found = [earned_value(made, as_of=day) for day in days]
    assert [ev.pv.amount for ev in found] == planned
    assert found[1].sv.amount == found[2].sv.amount == 0
    curve = phase_baseline(made, by=["2026-01-05", "2026-01-06", "2026-01-09"])
    assert [amount.amount for amount in curve.cumulative] == [planned[1], planned[2], planned[3]]


def test_a_package_round_the_clock_begins_behind_midnight_and_not_at_the_end_of_the_day_before():
    entry = BaselineTask(
        "a", start="2026-01-06 00:00", finish="2026-01-08 00:00", duration="48eh", cost=money("1k EUR")
    )
    made = plan([Task("a", "48eh", details=by(EarnedValueMethod.FIFTY_FIFTY))], entry)
    found = [str(earned_value(made, as_of=day).pv) for day in ("2026-01-05", "2026-01-06", "2026-01-07")]
    assert found == ["0 EUR", "500 EUR", "1,000 EUR"]


def test_a_level_of_effort_task_earns_what_is_planned():
    ev = earned_value(
        plan([Task("pm", kind=TaskKind.LEVEL_OF_EFFORT)], agreed("pm", "1k EUR", 5, 9)), as_of="2026-01-07"
    )
    assert (ev["pm"].method, ev["pm"].sv) == (EarnedValueMethod.LEVEL_OF_EFFORT, money("0 EUR"))


def test_a_budget_detailed_later_without_baseline_is_earned_as_its_parts_progress():
    tasks = [
        Task("package"),
        Task("a", "3d", parent="package", progress=progress(100)),
        Task("b", "1d", parent="package"),
    ]
    ev = earned_value(plan(tasks, agreed("package", "4k EUR", 5, 8)), as_of="2026-01-09")
    assert amounts(ev["package"]) == ("4,000 EUR", "3,000 EUR", "0 EUR", "4,000 EUR")
    recorded = [Task("package", progress=progress(50)), *tasks[1:]]
    assert earned_value(plan(recorded, agreed("package", "4k EUR", 5, 8)), as_of="2026-01-09").ev == money("2k EUR")


# --- actual cost -----------------------------------------------------------------------------------


def test_actual_cost_is_the_tasks_own_or_its_assignments_never_both():
    share = Assignment(resource="kim", actual_cost=money("300 EUR"))
    tasks = [
        Task("own", "1d", assignments=[share], progress=progress(50, "500 EUR")),
        Task("shares", "1d", assignments=[share, share]),
    ]
    made = plan(tasks, agreed("own", "1k EUR", 5, 5), resources=[Resource("kim")])
    ev = earned_value(made, as_of="2026-01-09")
    assert [str(row.ac) for row in ev] == ["500 EUR", "600 EUR"]


def test_a_summarys_recorded_cost_includes_its_parts():
    tasks = [
        Task("s", progress=progress(None, "900 EUR")),
        Task("a", "1d", parent="s", progress=progress(50, "500 EUR")),
        Task("t", assignments=[Assignment(resource="kim", actual_cost=money("50 EUR"))]),
        Task("b", "1d", parent="t", progress=progress(50, "100 EUR")),
    ]
    ev = earned_value(plan(tasks, agreed("a", "1k EUR", 5, 5), resources=[Resource("kim")]), as_of="2026-01-09")
    assert ([str(row.ac) for row in ev], str(ev.ac)) == (["900 EUR", "500 EUR", "150 EUR", "100 EUR"], "1,050 EUR")


# --- integrity -------------------------------------------------------------------------------------


def test_contradictions_are_findings():
    tasks = [
        Task("free", "5d", progress=progress(50)),
        Task("idle", "5d", progress=progress(None, "1k EUR", actual_start=None)),
        Task("ahead", "5d", progress=progress(100, "1k EUR", actual_finish="2026-01-20 17:00")),
        Task("unjudged", "5d", progress=progress(50, "1k EUR"), details=by(EarnedValueMethod.PHYSICAL_PERCENT)),
    ]
    entries = [agreed(task.id, "1k EUR", 5, 9) for task in tasks]
    made = plan(tasks, *entries, agreed("gone", "2k EUR", 5, 9), data_date="2026-01-09")
    assert codes(earned_value(made)) == [
        ("EVM010", "task:gone"),
        ("EVM003", "task:free"),
        ("EVM004", "task:idle"),
        ("EVM005", "task:ahead"),
        ("EVM008", "task:unjudged"),
    ]


def test_progress_and_planned_value_of_different_dates_are_a_finding():
    found = [earned_value(rollout(), as_of=day).findings[0] for day in ("2026-01-14", "2026-01-19")]
    assert [(finding.code, finding.severity) for finding in found] == [
        ("EVM009", Severity.MAJOR),
        ("EVM009", Severity.MINOR),
    ]


def test_a_baseline_without_cost_gives_a_table_and_a_finding():
    ev = earned_value(plan([Task("a", "5d")], agreed("a", None, 5, 9), currency="EUR"), as_of="2026-01-09")
    assert (amounts(ev), codes(ev)) == (("0 EUR",) * 4, [("EVM011", "plan:")])
    assert "nothing planned" in str(ev)


def test_credits_never_earn_more_than_they_are():
    ev = earned_value(plan([Task("a", "5d", progress=progress(50))], agreed("a", "-1k EUR", 5, 9)), as_of="2026-01-09")
    assert amounts(ev) == ("-1,000 EUR", "-500 EUR", "0 EUR", "-1,000 EUR")


def test_a_deep_breakdown_neither_hangs_nor_recurses_out():
    depth = 3000
    tasks = [Task(f"t{i}", None if i < depth else "1d", parent=f"t{i - 1}" if i else None) for i in range(depth + 1)]
    ev = earned_value(plan(tasks, agreed(f"t{depth}", "1k EUR", 5, 5)), as_of="2026-01-09")
    assert (ev["t0"].pv, ev["t0"].level, len(ev.explain("spi").because)) == (money("1k EUR"), 1, 1)


# --- properties ------------------------------------------------------------------------------------

DAYS = st.dates(min_value=date(2025, 12, 20), max_value=date(2026, 4, 30))


@given(baselined_plans(), DAYS)
def test_a_summary_is_exactly_its_parts_and_what_it_holds_itself(made, day):
    ev = earned_value(made, as_of=day)
    zero = Money(0, ev.currency)
    for name in AMOUNTS:
        tops = sum((getattr(row, name) for row in ev if not row.parent), zero)
        assert getattr(ev, name) >= tops
        for row in ev:
            parts = sum((getattr(part, name) for part in ev if part.parent == row.id), zero)
            assert getattr(row, name) >= parts
    packages = work_packages(ev.total, ev.rows)
    found = [sum((getattr(row, name) for row in packages), zero) for name in AMOUNTS]
    assert found == [getattr(ev, name) for name in AMOUNTS]


@given(baselined_plans(), DAYS)
def test_earned_value_lies_between_nothing_and_the_budget(made, day):
    ev = earned_value(made, as_of=day)
    assert [row.id for row in (*ev, ev.total) if not 0 <= row.ev.amount <= row.bac.amount] == []
    assert [row.id for row in (*ev, ev.total) if not 0 <= row.pv.amount <= row.bac.amount] == []


@given(baselined_plans(), DAYS, DAYS)
def test_planned_value_never_falls_and_ends_at_the_budget(made, one, other):
    first, last = (earned_value(made, as_of=day) for day in sorted((one, other)))
    assert [row.id for row, later in zip(first, last, strict=True) if row.pv > later.pv] == []
    dated = any(task.start or task.finish for task in made.baselines[0].tasks)
    end = earned_value(made, as_of="2026-12-31")
    assert not dated or [row.id for row in (*end, end.total) if row.pv != row.bac] == []
    assert end.bac == first.bac == last.bac


@given(baselined_plans(), DAYS)
def test_a_result_is_the_same_whatever_the_order_of_tasks(made, day):
    turned = Plan(made.name, start=made.start, tasks=made.tasks[::-1], baselines=made.baselines)
    ev, other = earned_value(made, as_of=day), earned_value(turned, as_of=day)
    assert {row.id: row for row in ev} == {row.id: row for row in other}
    assert ev.total == other.total


@given(baselined_plans(), DAYS)
def test_a_result_does_not_depend_on_the_callers_decimal_context(made, day):
    expected = earned_value(made, as_of=day)
    with localcontext() as context:
        context.prec = 4
        found = earned_value(made, as_of=day)
    assert found == expected


@given(baselined_plans(), DAYS)
def test_every_plan_has_a_table_with_explanations(made, day):
    ev = earned_value(made, as_of=day)
    assert len(ev.table().rows) == len(made.tasks) + 1
    assert len(ev.records()) == len(made.tasks) + 1
    assert str(ev.explain("cpi"))
    assert str(ev.explain("spi"))
    assert str(ev.forecasts)

"""The demo's page: every figure on it, against sums made here from the file itself, and the whole page against a kept copy.

After a change that is meant to change the page: ``python examples/crm_rollout.py > tests/examples/crm_rollout.txt``, and read it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import crm_project
import crm_rollout
import pytest

import itpm
from itpm.risk import ThreePointCost

from tests.support import ROOT

TEXT = (ROOT / "examples" / "crm_rollout.xml").read_text(encoding="utf-8")
NS = "{http://schemas.microsoft.com/project}"
AS_OF = datetime(2026, 3, 31, 17)
LEVEL_OF_EFFORT, PHYSICAL = "1", "42"


@pytest.fixture(scope="module")
def page() -> str:
    return crm_rollout.report(TEXT)


@pytest.fixture(scope="module")
def schedule() -> itpm.Schedule:
    return itpm.schedule(itpm.interop.mspdi.loads(TEXT))


def tasks() -> dict[str, ET.Element]:
    """The file's tasks that are no summaries, by UID, read without the library."""
    root = ET.fromstring(TEXT)
    found = root.iterfind(f"{NS}Tasks/{NS}Task")
    return {task.findtext(f"{NS}UID", ""): task for task in found if task.findtext(f"{NS}Summary") == "0"}


def amount(element: ET.Element | None, name: str) -> Decimal:
    """Costs stand in the file in hundredths."""
    text = element.findtext(f"{NS}{name}") if element is not None else None
    return Decimal(text or 0) / 100


def working_share(plan: itpm.Plan, task_id: str, start: datetime, finish: datetime) -> Decimal:
    """Share of a span's working half hours that lie before the status date, counted one by one."""
    name = plan[task_id].calendar
    calendar = plan.calendar if name is None else plan.calendar_by_name[name]
    step, before, total = timedelta(minutes=30), 0, 0
    at = start
    while at < finish:
        if calendar.is_working(at):
            total += 1
            before += at < AS_OF
        at += step
    return Decimal(before) / total if total else Decimal(start <= AS_OF)


def sums() -> dict[str, Decimal]:
    """PV, EV, AC and BAC, summed task by task."""
    plan = itpm.interop.mspdi.loads(TEXT)
    pv = ev = ac = bac = Decimal(0)
    for uid, task in tasks().items():
        baseline = task.find(f"{NS}Baseline")
        ac += amount(task, "ActualCost")
        if baseline is None:
            continue
        budget = amount(baseline, "Cost")
        start = datetime.fromisoformat(baseline.findtext(f"{NS}Start", ""))
        finish = datetime.fromisoformat(baseline.findtext(f"{NS}Finish", ""))
        planned = budget * working_share(plan, uid, start, finish)
        percent = task.findtext(f"{NS}PhysicalPercentComplete" if uid == PHYSICAL else f"{NS}PercentComplete", "0")
        bac += budget
        pv += planned
        ev += planned if uid == LEVEL_OF_EFFORT else budget * Decimal(percent) / 100
    return {"pv": pv, "ev": ev, "ac": ac, "bac": bac}


def test_the_page_is_the_kept_one(page: str) -> None:
    assert page + "\n" == (Path(__file__).with_name("crm_rollout.txt")).read_text(encoding="utf-8")


def test_earned_value_and_forecast_are_the_sums_of_the_file(page: str) -> None:
    made = sums()
    pv, ev, ac, bac = (made[name] for name in ("pv", "ev", "ac", "bac"))
    eac = bac * ac / ev
    row = re.search(r"^CRM rollout +(.*)$", page.split("4  What it costs")[1], re.MULTILINE)
    assert row is not None
    expected = [pv, ev, ac, ev - pv, ev - ac, bac, eac, bac - eac]
    assert row[1].split() == [*(f"{value:,.0f}" for value in expected), f"{ev / pv:.2f}", f"{ev / ac:.2f}"]
    assert f"Budget     {bac:,.0f} EUR; forecast {eac:,.0f} EUR, {eac - bac:,.0f} EUR over" in page
    assert f"(CPI {ev / ac:.2f}, SPI {ev / pv:.2f})" in page
    assert f"CPI of CRM rollout is {ev / ac:.2f}: {ev:,.2f} EUR earned, {ac:,.2f} EUR spent" in page
    spi_t = itpm.earned_value(itpm.interop.mspdi.loads(TEXT)).spi_t
    low, high = ac + bac - ev, max(ac + (bac - ev) / ((ev / ac) * index) for index in (ev / pv, spi_t))
    assert f"other assumptions give {low:,.0f} EUR to {high:,.0f} EUR" in page


def test_what_is_not_in_the_baseline_is_named_and_is_just_one_task(page: str) -> None:
    missing = [uid for uid, task in tasks().items() if task.find(f"{NS}Baseline") is None]
    assert missing == ["93"]
    assert "EVM001: 'Single sign-on integration' (93) is not in the baseline" in page


def test_the_go_live_misses_its_deadline_by_three_working_days(page: str, schedule: itpm.Schedule) -> None:
    golive = schedule["83"]
    deadline = schedule.plan["83"].deadline
    assert deadline == datetime(2026, 6, 30, 17)
    days = [golive.finish.date() - timedelta(days=n) for n in range(1, 8)]
    late = [d for d in days if d > deadline.date() and d.weekday() < 5]
    assert (golive.finish, len(late)) == (datetime(2026, 7, 6, 8), 3)
    assert "Go-live    Mon 06 Jul 2026, 3d after its deadline of Tue 30 Jun 2026" in page
    assert str(golive.total_float) == "-3d"


def test_the_finish_is_compared_with_the_latest_baseline_finish(page: str, schedule: itpm.Schedule) -> None:
    finishes = [task.findtext(f"{NS}Baseline/{NS}Finish", "") for task in tasks().values()]
    latest = max(datetime.fromisoformat(text) for text in finishes if text)
    assert (latest, schedule.finish) == (datetime(2026, 7, 30, 17), datetime(2026, 8, 6, 17))
    assert "Finish     Thu 06 Aug 2026, 5d after its baseline of Thu 30 Jul 2026" in page


def test_each_task_of_the_critical_path_holds_the_next(page: str, schedule: itpm.Schedule) -> None:
    path = schedule.critical_path
    assert (path[0], path[-1], "83" in path) == ("38", "92", True)
    for before, behind in pairwise(path):
        link = next(link for link in schedule.plan.links if (link.predecessor, link.successor) == (before, behind))
        held = schedule[before].finish if link.type.from_finish else schedule[before].start
        assert held <= (schedule[behind].finish if link.type.to_finish else schedule[behind].start)
    table = critical_rows(page)
    assert [line.split()[0] for line in table] == list(path)


def critical_rows(page: str) -> list[str]:
    table, _, _ = page.partition("Critical path")[2].partition("\n\n")
    return table.splitlines()[3:]


def test_floats_of_the_critical_path_are_what_the_schedule_says(page: str, schedule: itpm.Schedule) -> None:
    table = critical_rows(page)
    shown = [re.search(r"(-?\d+)d  ", line) for line in table]
    assert [f"{match[1]}d" for match in shown if match] == [
        str(schedule[task].total_float) for task in schedule.critical_path
    ]


def test_the_task_that_began_out_of_sequence_is_named(page: str, schedule: itpm.Schedule) -> None:
    assert schedule["68"].start < schedule["39"].finish
    assert "Training material (68) began Thu 26 Mar 2026, out of sequence" in page


def mean(points: object) -> Decimal:
    """PERT's mean of a three-point cost; a single one is its own."""
    if isinstance(points, itpm.Money):
        return points.amount
    assert isinstance(points, ThreePointCost)
    return (points.optimistic.amount + 4 * points.most_likely.amount + points.pessimistic.amount) / 6


def test_the_expected_cost_is_the_sum_of_probability_times_cost(page: str) -> None:
    expected = Decimal(0)
    for risk in crm_project.REGISTER:
        if risk.cost is not None:
            expected += (risk.probability or Decimal(0)) * mean(risk.cost)
    assert f"11 open; expected cost {expected:,.0f} EUR, after the planned responses 11,300 EUR" in page
    assert f"Expected cost of all 11: {expected:,.0f} EUR" in page


def test_the_top_risks_stand_in_order_of_their_score(page: str) -> None:
    lines = page.split("Risks on PMBOK")[1].splitlines()[3:8]
    scores = [Decimal(re.findall(r"\d\.\d\d", line)[1]) for line in lines]
    assert scores == sorted(scores, reverse=True)
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4", "5"]


def test_the_next_gate_is_refused_with_every_reason() -> None:
    crm = crm_rollout.project(TEXT)
    facts = itpm.facts_of(crm, as_of=crm_project.AS_OF)
    assert crm.state is not None
    command = itpm.PassGate("G3", by=crm_project.MANAGER, at=crm_project.AS_OF)
    refused = itpm.decide(crm.methodology, crm.state, command, facts, rules=crm_rollout.RULES)
    assert isinstance(refused, itpm.Refused)
    codes = sorted(reason.code for reason in refused.reasons)
    assert codes == [
        "BUD003",
        "BUD004",
        "G3.approval",
        *["G3.assignments"] * 2,
        *["G3.prototypes"] * 3,
        *["G3.tool_selection"] * 3,
        "SCH009",
    ]


def test_the_history_is_what_the_lifecycle_itself_would_have_accepted() -> None:
    crm = crm_rollout.project(TEXT)
    assert crm.state is not None
    assert [crm.state.passing(gate) is not None for gate in ("G1", "G2", "G3")] == [True, True, False]
    assert crm.state.active == ("design",)

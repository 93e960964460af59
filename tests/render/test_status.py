from __future__ import annotations

import pytest

from itpm.errors import NotationError
from itpm.governance import Project
from itpm.lifecycle import Begun, waterfall
from itpm.model import Baseline, BaselineTask, Money, Plan, Progress, Task
from itpm.render import status_text
from itpm.risk import RiskRegister, Threat


def plan(**fields):
    done = Progress(actual_start="2026-01-05 08:00", percent_complete=50, actual_cost=Money(600, "EUR"))
    agreed = BaselineTask("pack", start="2026-01-05 08:00", finish="2026-01-08 17:00", cost=Money(1000, "EUR"))
    return Plan(
        "Move",
        start="2026-01-05",
        data_date="2026-01-06 17:00",
        currency="EUR",
        tasks=[Task("pack", "4d", progress=done)],
        baselines=[Baseline("agreed", [agreed])],
        **fields,
    )


def test_what_a_project_does_not_have_is_said():
    page = status_text(Project("Move", history=[Begun("2026-01-05")]), as_of="2026-01-09")
    assert "There is no plan yet." in page
    assert "There is no risk register yet." in page
    assert "There is no baseline to measure against yet." in page
    assert "Lifecycle  in Initiation; gate G1: 4 reasons against passing" in page


def test_a_project_that_has_not_begun_says_so():
    assert "The project has not begun." in status_text(Project("Move"), as_of="2026-01-09")


def test_the_headlines_say_finish_budget_and_risks():
    register = RiskRegister([Threat("rain", probability=0.5, cost="100 EUR", owner="kim")], budget="1k EUR")
    page = status_text(Project("Move", plan(deadline="2026-01-07"), history=[Begun("2026-01-05")], register=register))
    assert page.startswith("Move: status as of Tue 06 Jan 2026 17:00\n")
    assert "Finish     Thu 08 Jan 2026, on its baseline, 1d after its deadline of Thu 08 Jan 2026" in page
    assert "Budget     1,000 EUR; forecast 1,200 EUR, 200 EUR over (CPI 0.83, SPI 1.00)" in page
    assert "Risks      1 open; expected cost 50 EUR, after the planned responses 50 EUR" in page


def test_a_gate_that_nothing_stands_against_is_said_to_be_clear():
    method = waterfall(approvers={"G1": []})
    page = status_text(Project("Move", history=[Begun("2026-01-05")], methodology=method), as_of="2026-01-09")
    assert "gate G1: 3 reasons against passing" in page


def test_without_a_data_date_somebody_must_say_when():
    with pytest.raises(NotationError, match="as_of"):
        status_text(Project("Move"))

from __future__ import annotations

from itpm.lifecycle.backlogs import SPRINT_FACTS, Backlog, sprint_facts
from itpm.rules import Facts

from tests.lifecycle.backlogs.test_backlog import DONE, backlog, item, sprint


def test_the_last_sprint_is_known_by_what_meets_its_definition_of_done():
    made = Backlog(
        [item("A", 5, 1), item("B", 8, 2), item("C", 3, 2, meets="tested"), item("D", 2, 2, status="in progress")],
        sprints=[sprint(1), sprint(2, committed=["B", "C", "D"], is_over=False)],
        definition_of_done=DONE,
    )
    facts = Facts.of(sprint_facts(made, tests_failed=1), as_of="2026-03-20", catalogue=SPRINT_FACTS)
    assert {name: facts[name] for name in facts.names} == {
        "sprint.number": 2,
        "sprint.goal": "g",
        "sprint.done_points": 8,
        "sprint.done_unmet": 1,
        "sprint.unmet": ("C: reviewed",),
        "sprint.not_done": ("C", "D"),
        "sprint.tests_failed": 1,
    }


def test_what_nobody_said_is_absent():
    assert set(sprint_facts(Backlog([])).values()) == {None}
    assert sprint_facts(backlog([item("A", 5, 1)]))["sprint.tests_failed"] is None

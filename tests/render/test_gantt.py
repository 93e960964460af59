from __future__ import annotations

import pytest

from itpm.errors import PlanError
from itpm.model import Plan, Progress, Task
from itpm.render import gantt_text
from itpm.scheduling import schedule


def move(**fields):
    tasks = [
        Task("all"),
        Task("pack", "4d", parent="all", progress=Progress(actual_start="2026-01-05 08:00", percent_complete=50)),
        Task("clean", "2d", parent="all"),
        Task("done", "0d", parent="all", after=["pack", "clean"]),
    ]
    return schedule(Plan("Move", start="2026-01-05", tasks=tasks, **fields))


def test_bars_show_what_is_done_critical_ahead_and_free():
    assert gantt_text(move(), width=32).splitlines() == [
        "           2026-01-05",
        "  all      ────────────────────────────────",
        "    pack   ████████████████▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓",
        "    clean  ▒▒▒▒▒▒▒▒▒▒▒▒▒▒··················",
        "    done                                  ◆",
    ]


def test_a_task_that_is_too_late_for_a_deadline_is_marked():
    lines = gantt_text(move(deadline="2026-01-06"), width=32).splitlines()
    assert [line.split()[:2] for line in lines[2:]] == [["!", "pack"], ["clean", "▓" * 14], ["!", "done"]]


def test_the_day_asked_about_is_a_line_where_no_bar_stands():
    text = gantt_text(move(), width=32, as_of="2026-01-07 17:00", where=lambda task: task.id in ("clean", "done"))
    assert "│" in text.splitlines()[2]


def test_levels_and_a_condition_choose_what_is_drawn():
    assert len(gantt_text(move(), levels=1).splitlines()) == 2
    assert gantt_text(move(), where=lambda _: False) == ""


@pytest.mark.parametrize("width", [19, 401, 0, -5])
def test_a_width_that_nobody_can_read_is_refused(width):
    with pytest.raises(PlanError, match=f"expected 20 to 400 columns, got {width}"):
        gantt_text(move(), width=width)


def test_months_stand_above_the_columns_they_begin_at():
    plan = Plan("year", start="2026-01-01", tasks=[Task("work", "250d")])
    ruler = gantt_text(schedule(plan), width=120).splitlines()[0]
    months = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    assert ruler.split()[:10] == ["2026-01-01", *months]

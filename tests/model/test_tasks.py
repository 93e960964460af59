from __future__ import annotations

from decimal import Decimal

from itpm.model import Progress, Task

BEGUN = Progress(actual_start="2026-01-05 08:00", percent_complete=40)
DONE = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-09 17:00", percent_complete=40)


def test_a_task_is_complete_when_its_work_has_ended_whatever_percentage_was_noted():
    tasks = [Task("a", "5d"), Task("a", "5d", progress=BEGUN), Task("a", "5d", progress=DONE)]
    assert [(task.is_complete, task.percent_complete()) for task in tasks] == [
        (False, Decimal(0)),
        (False, Decimal(40)),
        (True, Decimal(100)),
    ]

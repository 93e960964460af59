"""The file's baselines: up to eleven pictures, each spread over the tasks' elements."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.interop.mspdi.measures import Measures
from itpm.interop.mspdi.outline import Row
from itpm.interop.mspdi.records import Record
from itpm.model.baselines import Baseline, BaselineTask

_NUMBERS = {str(number): number for number in range(11)}


def baselines_of(rows: Iterable[Row], project: Record, measures: Measures) -> tuple[Baseline, ...]:
    """The baselines that hold anything, first the one that the project measures earned value against.

    A task that was added after a baseline was set is not in it.
    """
    tasks: dict[int, list[BaselineTask]] = {}
    for row in rows:
        if "Baseline" in row.record.groups:
            for record in row.record.each("Baseline", key="Number"):
                number = record.choice("Number", _NUMBERS, 0)
                tasks.setdefault(number, []).append(_baseline_task(row.uid, record, measures))
    first = project.choice("BaselineForEarnedValue", _NUMBERS, 0)
    order = sorted(tasks, key=lambda number: (number != first, number))
    return tuple(Baseline(f"Baseline {number}" if number else "Baseline", tasks[number]) for number in order)


def _baseline_task(uid: str, record: Record, measures: Measures) -> BaselineTask:
    return BaselineTask(
        uid,
        start=record.moment("Start"),
        finish=record.moment("Finish", edge="finish"),
        duration=measures.duration(record, "Duration"),
        work=measures.work(record, "Work"),
        cost=measures.cost(record, "Cost"),
    )

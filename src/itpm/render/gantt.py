"""A schedule as bars on a time line, in plain text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from itpm.errors import Fault, PlanError
from itpm.model import Moment, Task, moment
from itpm.model.given import expect
from itpm.model.moments import to_datetime, to_seconds
from itpm.scheduling import Schedule

_NARROWEST, _WIDEST = 20, 400


@frozen
class _Scale:
    """Instants to columns: `width` columns from `start` to `finish` [s]."""

    start: int
    finish: int
    width: int

    def column(self, at: int) -> int:
        span = max(1, self.finish - self.start)
        return min(self.width - 1, max(0, (at - self.start) * self.width // span))


def gantt_text(
    schedule: Schedule,
    *,
    levels: int | None = None,
    where: Callable[[Task], bool] | None = None,
    width: int = 60,
    as_of: Moment | None = None,
) -> str:
    """The schedule as bars, one line a task.

    ``█`` is done, ``▓`` is critical work ahead, ``▒`` other work ahead, ``·`` float, ``◆`` a milestone, ``│`` the day asked
    about; ``!`` marks a task that misses its deadline or delays one.

    Args:
        schedule: what to draw.
        levels: how deep into the work breakdown [1]; default: all of it.
        where: which tasks to draw; default: all within `levels`.
        width: columns of the time line [1].
        as_of: the day to mark; default: the plan's data date, if it has one.

    Raises:
        PlanError: the width is not between 20 and 400.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("pack", "2d"), Task("clean", "1d"), Task("move", "0d", after=["pack", "clean"])]
        >>> print(gantt_text(schedule(Plan("Move", start="2026-01-05", tasks=tasks)), width=20))
                 2026-01-05
          pack   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓
          clean  ▒▒▒▒▒▒··············
          move                      ◆
    """
    expect(schedule, "schedule", Schedule, hint="; schedule(plan) makes one")
    if not _NARROWEST <= width <= _WIDEST:
        raise PlanError([Fault("width", width, f"expected {_NARROWEST} to {_WIDEST} columns, got {width}")])
    plan, structure = schedule.plan, schedule.plan.structure
    depths = [len(structure.ancestors(place)) for place in range(len(plan.tasks))]
    places = [
        place
        for place, task in enumerate(plan.tasks)
        if (levels is None or depths[place] < levels) and (where is None or where(task))
    ]
    if not places:
        return ""
    solution = schedule.solution
    scale = _Scale(min(solution.start[p] for p in places), max(solution.finish[p] for p in places), width)
    shown = plan.data_date if as_of is None else moment(as_of, edge="finish")
    now = None if shown is None else to_seconds(shown)
    labels = ["  " * depths[place] + plan.tasks[place].label for place in places]
    margin = max(map(len, labels)) + 2
    lines = [
        f"{_mark(schedule, place)} {label:{margin}}{_bar(schedule, place, scale, now)}"
        for place, label in zip(places, labels, strict=True)
    ]
    return "\n".join([" " * (margin + 2) + _ruler(scale), *(line.rstrip() for line in lines)])


def _mark(schedule: Schedule, place: int) -> str:
    return "!" if schedule.floats.total[place] < 0 else " "


def _bar(schedule: Schedule, place: int, scale: _Scale, now: int | None) -> str:
    solution, task = schedule.solution, schedule.plan.tasks[place]
    start, finish = solution.start[place], solution.finish[place]
    cells = [" "] * scale.width
    if now is not None and scale.start <= now < scale.finish:
        cells[scale.column(now)] = "│"
    if start == finish:
        cells[scale.column(start)] = "◆"
        return "".join(cells)
    is_summary = schedule.plan.structure.is_summary(place)
    if not is_summary and schedule.floats.total[place] > 0:
        _fill(cells, scale, finish, solution.late_finish[place], "·")
    done = _done_until(task, start, finish) if not is_summary else start
    ahead = "─" if is_summary else "▓" if schedule.floats.critical[place] else "▒"
    _fill(cells, scale, done, finish, ahead)
    if done > start:
        _fill(cells, scale, start, done, "█")
    return "".join(cells)


def _done_until(task: Task, start: int, finish: int) -> int:
    """Where on the bar the done share ends."""
    return start + int((finish - start) * task.percent_complete() / 100)


def _fill(cells: list[str], scale: _Scale, start: int, finish: int, mark: str) -> None:
    first = scale.column(start)
    last = max(first, scale.column(finish - 1)) if finish > start else first
    if finish <= start:
        return
    for column in range(first, last + 1):
        cells[column] = mark


def _ruler(scale: _Scale) -> str:
    """Dates above the columns they begin at, as many as there is room for, one a month."""
    text = f"{to_datetime(scale.start):%Y-%m-%d}"
    month = to_datetime(scale.start).replace(day=1, hour=0, minute=0, second=0)
    while True:
        month = (month + timedelta(days=32)).replace(day=1)
        at = to_seconds(month)
        if at >= scale.finish:
            return text
        column = scale.column(at)
        if column > len(text):
            text = text.ljust(column) + (f"{month:%b}" if month.month != 1 else f"{month:%Y}")

"""The dates P6 computed and stored in the file, for comparison."""

from __future__ import annotations

from decimal import Decimal

from itpm.errors import Fault, PlanError
from itpm.interop.xer.codes import CRITICAL, LONGEST_PATH, TOTAL_FLOAT
from itpm.interop.xer.loading import chosen_project
from itpm.interop.xer.rows import Row, Tables
from itpm.interop.xer.xer_text import parse_xer
from itpm.model.durations import NO_TIME
from itpm.model.stored_dates import StoredDates, StoredTask


def stored_dates(text: str | bytes, *, project: str | None = None) -> StoredDates:
    r"""The dates of every activity as P6 computed them; an activity under way has the early dates of what is left of it.

    Args:
        text: the file's text; bytes are UTF-8 where they can be, else Windows-1252.
        project: number or short name of the project, where the file holds several.

    Raises:
        PlanError: no XER file, several projects and none chosen, or dates that cannot be read.

    Example:
        >>> stored = stored_dates('''ERMHDR\t8.2
        ... %T\tPROJECT
        ... %F\tproj_id
        ... %R\t1
        ... %T\tTASK
        ... %F\ttask_id\tproj_id\tearly_start_date\tearly_end_date\ttotal_float_hr_cnt
        ... %R\t10\t1\t2026-01-05 08:00\t2026-01-06 17:00\t0
        ... %E''')
        >>> print(stored["10"].finish, stored["10"].total_float)
        2026-01-06 17:00:00 0h
    """
    faults: list[Fault] = []
    tables = Tables(parse_xer(text, faults), faults)
    chosen = chosen_project(tables, project)
    rows = [row for row in tables.rows("TASK") if row.raw("proj_id") in ("", chosen.raw("proj_id"))]
    by_path = chosen.choice("critical_path_type", CRITICAL, TOTAL_FLOAT) == LONGEST_PATH
    limit = chosen.number_in("critical_drtn_hr_cnt") or Decimal(0)
    tasks = [_stored(row, limit, by_path=by_path) for row in rows]
    if faults:
        raise PlanError(faults)
    starts = [task.start for task in tasks if task.start is not None]
    finishes = [task.finish for task in tasks if task.finish is not None]
    return StoredDates("Primavera P6", tasks=tasks, start=min(starts, default=None), finish=max(finishes, default=None))


def _stored(row: Row, limit: Decimal, *, by_path: bool) -> StoredTask:
    ended = bool(row.raw("act_end_date"))
    early_start, early_finish = row.moment("early_start_date"), row.moment("early_end_date")
    total = row.hours("total_float_hr_cnt")
    return StoredTask(
        row.raw("task_id"),
        name=row.text("task_name"),
        start=row.moment("act_start_date") or row.moment("act_end_date") or early_start,
        finish=row.moment("act_end_date") or early_finish,
        early_start=early_start,
        early_finish=early_finish,
        late_start=row.moment("late_start_date"),
        late_finish=row.moment("late_end_date"),
        total_float=NO_TIME if ended else total,
        free_float=NO_TIME if ended else row.hours("free_float_hr_cnt"),
        is_critical=_is_critical(row, None if total is None else total.amount, limit, by_path=by_path) and not ended,
    )


def _is_critical(row: Row, total: Decimal | None, limit: Decimal, *, by_path: bool) -> bool:
    if by_path:
        return row.flag("driving_path_flag")
    return total is not None and total <= limit

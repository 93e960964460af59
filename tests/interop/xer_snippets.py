"""XER files for tests, written as short as they can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Rows = Sequence[Mapping[str, str]]

OFFICE = (
    "(0||CalendarData()((0||DaysOfWeek()((0||1()())"
    + "".join(f"(0||{day}()((0||0(s|08:00|f|12:00)())(0||1(s|13:00|f|17:00)())))" for day in range(2, 7))
    + "(0||7()())))(0||VIEW(ShowTotal|Y)())(0||Exceptions()({exceptions}))))"
)
PROJECT = {
    "proj_id": "1",
    "proj_short_name": "MOVE",
    "clndr_id": "7",
    "plan_start_date": "2026-01-05 08:00",
    "last_recalc_date": "2026-01-05 08:00",
}
CALENDAR = {
    "clndr_id": "7",
    "clndr_name": "Office",
    "day_hr_cnt": "8",
    "week_hr_cnt": "40",
    "month_hr_cnt": "172",
    "clndr_data": OFFICE.format(exceptions=""),
}


def table(name: str, rows: Rows) -> str:
    """One table; its columns are those of all rows."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = ["\t".join(("%R", *(row.get(column, "") for column in columns))) for row in rows]
    return "\n".join((f"%T\t{name}", "\t".join(("%F", *columns)), *lines)) + "\n"


def activity(number: int, hours: str = "8", **cells: str) -> dict[str, str]:
    """A row of TASK that has not begun."""
    plain = {
        "task_id": str(number),
        "proj_id": "1",
        "task_code": f"A{number}",
        "task_name": f"task {number}",
        "task_type": "TT_Task",
        "status_code": "TK_NotStart",
        "complete_pct_type": "CP_Drtn",
        "clndr_id": "7",
        "target_drtn_hr_cnt": hours,
        "remain_drtn_hr_cnt": hours,
    }
    return plain | cells


def link(before: int, behind: int, kind: str = "FS", lag: str = "0") -> dict[str, str]:
    """A row of TASKPRED."""
    return {
        "task_pred_id": f"{before}{behind}",
        "task_id": str(behind),
        "pred_task_id": str(before),
        "proj_id": "1",
        "pred_proj_id": "1",
        "pred_type": f"PR_{kind}",
        "lag_hr_cnt": lag,
    }


def xer_file(
    tasks: Rows, links: Rows = (), tables: Mapping[str, Rows] | None = None, *, project: Mapping[str, str] | None = None
) -> str:
    """A file with one project and one calendar."""
    parts = {
        "PROJECT": [PROJECT | dict(project or {})],
        "CALENDAR": [CALENDAR],
        **(tables or {}),
        "TASK": tasks,
        "TASKPRED": links,
    }
    return "ERMHDR\t8.2\n" + "".join(table(name, rows) for name, rows in parts.items() if rows) + "%E\n"

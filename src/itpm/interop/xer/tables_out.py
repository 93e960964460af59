"""The tables of a P6 file: those it had with their columns, in its order, and what the plan needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from itpm.interop.currencies import currency_or_none
from itpm.interop.xer.breakdown import EMPTY_NODES
from itpm.interop.xer.calendars_out import CalendarNumbers, calendar_rows
from itpm.interop.xer.codes import FLOATS, LAG_CALENDARS, LONGEST_PATH, TOTAL_FLOAT, word_of
from itpm.interop.xer.keeping import Texts
from itpm.interop.xer.links_in import OTHER_PROJECTS
from itpm.interop.xer.numbering import Numbers
from itpm.interop.xer.packing import unpacked, unpacked_rows
from itpm.interop.xer.rows import trimmed_text
from itpm.interop.xer.tasks_out import TaskWriter, date_cell
from itpm.interop.xer.values_out import code_tables, field_tables, kept_tables, rate_rows, resource_rows, roles_of
from itpm.interop.xer.xer_text import as_cell, xer_text
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.scheduling import Schedule

Cells = dict[str, str]
ORDER = (
    *("CURRTYPE", "FINTMPL", "MEMOTYPE", "NONWORK", "OBS", "PCATTYPE", "RSRCCURV", "UDFTYPE", "UMEASURE", "COSTTYPE"),
    *("ACCOUNT", "LOCATION", "PCATVAL", "PROJECT", "ROLES", "CALENDAR", "PROJPCAT", "SCHEDOPTIONS", "PROJWBS", "RSRC"),
    *("ROLERATE", "ROLELIMIT", "ACTVTYPE", "RCATTYPE", "RCATVAL", "RSRCRATE", "RSRCRCAT", "RSRCROLE", "ACTVCODE"),
    *("TASK", "PROJCOST", "TASKPRED", "TASKACTV", "TASKMEMO", "TASKNOTE", "TASKPROC", "TASKRSRC", "TASKDOC", "WBSMEMO"),
    "UDFVALUE",
)
"""The order in which P6 writes its tables."""
_HEADER = ("19.12", "1970-01-01", "Project", "itpm", "itpm", "itpm", "Project Management")
_NOT_NEEDED = frozenset(
    {"active_flag", "clndr_type", "default_flag", "duration_type", "export_flag", "proj_node_flag", "proj_short_name"}
    | {"rsrc_private", "rsrc_rate_id", "rsrc_short_name", "sched_lag_early_start_flag", "sched_outer_depend_type"}
    | {"schedoptions_id", "seq_num", "task_pred_id", "taskrsrc_id", "pred_proj_id", "proj_id", "month_hr_cnt"}
    | {"udf_type_name", "logical_data_type"}
)
"""Columns that a new file should have, and that a file which lacks them does without."""
_SAME_AS_NOTHING: Mapping[str, str] = {
    "act_ot_cost": "0",
    "act_ot_qty": "0",
    "act_reg_cost": "0",
    "act_reg_qty": "0",
    "complete_pct_type": "CP_Drtn",
    "critical_drtn_hr_cnt": "0",
    "critical_path_type": TOTAL_FLOAT,
    "lag_hr_cnt": "0",
    "max_qty_per_hr": "1",
    "phys_complete_pct": "0",
    "pred_type": "PR_FS",
    "priority_type": "PT_Normal",
    "rsrc_type": "RT_Labor",
    "sched_calendar_on_relationship_lag": "rcal_Predecessor",
    "sched_float_type": "FT_FF",
    "sched_open_critical_flag": "N",
    "sched_progress_override": "N",
    "sched_retained_logic": "Y",
    "sched_use_expect_end_flag": "Y",
    "status_code": "TK_NotStart",
    "target_cost": "0",
    "target_lag_drtn_hr_cnt": "0",
    "target_qty_per_hr": "1",
    "task_type": "TT_Task",
}
"""What a column says that reads like an empty one."""
_FLAGS: Mapping[bool, Literal["Y", "N"]] = {True: "Y", False: "N"}


class XerFile:
    """A file that is to be written; made once for a plan, whatever is kept in it.

    Attributes:
        plan: the plan.
        schedule: its dates, if they are to be written.
        foreign: what the file the plan came from said besides.
        tables: the tables it had that nobody reads.
        project: number of the project.
        numbers: numbers of tasks and resources.
        calendars: numbers of calendars.
        root: number of the node above those of the plan; empty where none is needed.
    """

    def __init__(self, plan: Plan, schedule: Schedule | None) -> None:
        self.plan = plan
        self.schedule = schedule
        self.foreign = dict(plan.foreign)
        self.project = unpacked(self.foreign.get("PROJECT", "")).get("proj_id", "1")
        self.tables = kept_tables(self.foreign)
        self.numbers = Numbers(plan, roles_of(plan, self.tables))
        self.calendars = CalendarNumbers(plan, self.foreign)
        self.root = "" if _has_root(plan, self.foreign) else self.numbers.free_node()

    @property
    def is_from_p6(self) -> bool:
        """Whether the plan came from such a file."""
        return "XER header" in self.foreign

    def text(self, kept: Texts) -> str:
        """The file, with texts in fields of the library's own."""
        fields = field_tables(self.plan, self.numbers, self.tables, self.project, kept)
        rows = self.rows | fields
        said = self.foreign.get("XER header")
        header = [*_HEADER, currency_or_none(self.plan.currency)] if said is None else said.split("\t")
        return xer_text(header, [_table(name, rows[name], self.foreign) for name in _ordered(rows, self.foreign)])

    @cached_property
    def rows(self) -> dict[str, list[Cells]]:
        """Rows of each table, but for what is kept."""
        plan, schedule, foreign, tables = self.plan, self.schedule, self.foreign, self.tables
        writer = TaskWriter(
            plan=plan,
            schedule=schedule,
            numbers=self.numbers,
            calendars=self.calendars,
            project=self.project,
            root=self.root,
            foreign=foreign,
        )
        as_they_were = {
            name: [dict(zip(table.columns, cells, strict=True)) for _, cells in table.rows]
            for name, table in tables.items()
        }
        policy = plan.policy or (schedule.policy if schedule is not None else SchedulingPolicy.primavera())
        options = _options(policy, self.project, foreign)
        return as_they_were | {
            "PROJECT": [_project(plan, policy, self.project, self.calendars, foreign)],
            "SCHEDOPTIONS": [options] if _is_told("SCHEDOPTIONS", options, foreign) else [],
            "CALENDAR": [] if not self.calendars.are_written else calendar_rows(plan, self.calendars, foreign),
            "PROJWBS": [*writer.nodes(), *_again(foreign, EMPTY_NODES)],
            "RSRC": resource_rows(plan, self.numbers.resources, self.calendars.numbers),
            "RSRCRATE": rate_rows(plan, self.numbers.resources, tables),
            "TASK": list(writer.activities()),
            "TASKPRED": [*writer.links(), *_again(foreign, OTHER_PROJECTS)],
            "TASKRSRC": list(writer.assignments()),
            **code_tables(plan, self.numbers, tables, self.project),
        }


def _is_told(table: str, row: Cells, foreign: Mapping[str, str]) -> bool:
    """Whether a table is written: a file that did without it still does, unless its row says something."""
    if "XER tables" not in foreign or table in foreign["XER tables"].split("\t"):
        return True
    return any(cell and _is_needed(table, column, cell, [table]) for column, cell in row.items())


def _has_root(plan: Plan, foreign: Mapping[str, str]) -> bool:
    """Whether the plan has its project node already, or came from a file that has no nodes at all."""
    if any(dict(task.extra.foreign).get("proj_node_flag") == "Y" for task in plan.tasks):
        return True
    return "XER tables" in foreign and "PROJWBS" not in foreign["XER tables"].split("\t")


def _again(foreign: Mapping[str, str], place: str) -> list[Cells]:
    """Rows that were kept as they are."""
    if place not in foreign:
        return []
    columns, *rows = unpacked_rows(foreign[place])
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _project(
    plan: Plan, policy: SchedulingPolicy, project: str, calendars: CalendarNumbers, foreign: Mapping[str, str]
) -> Cells:
    return (
        {"proj_short_name": as_cell(plan.name[:40]), "export_flag": "Y"}
        | unpacked(foreign.get("PROJECT", ""))
        | {
            "proj_id": project,
            "clndr_id": calendars.of(None),
            "plan_start_date": date_cell(plan.start),
            "plan_end_date": date_cell(plan.deadline),
            "last_recalc_date": date_cell(plan.data_date),
            "critical_path_type": LONGEST_PATH if policy.critical_by == "longest_path" else TOTAL_FLOAT,
            "critical_drtn_hr_cnt": trimmed_text(policy.critical_limit.seconds(plan.day), 3600),
        }
    )


def _options(policy: SchedulingPolicy, project: str, foreign: Mapping[str, str]) -> Cells:
    kept = unpacked(foreign.get("SCHEDOPTIONS", ""))
    return (
        {"schedoptions_id": "1", "proj_id": project, "sched_outer_depend_type": "SD_Both"}
        | kept
        | {
            "sched_open_critical_flag": _FLAGS[policy.open_ends_critical],
            "sched_lag_early_start_flag": kept.get("sched_lag_early_start_flag", "Y"),
            "sched_retained_logic": _FLAGS[policy.out_of_sequence == "retained_logic"],
            "sched_progress_override": _FLAGS[policy.out_of_sequence == "progress_override"],
            "sched_float_type": word_of(FLOATS, policy.float_from),
            "sched_calendar_on_relationship_lag": word_of(LAG_CALENDARS, policy.lag_calendar),
            "sched_use_expect_end_flag": _FLAGS[policy.expected_finish],
        }
    )


def _ordered(rows: Mapping[str, list[Cells]], foreign: Mapping[str, str]) -> list[str]:
    """The tables that have rows, or were there: in the file's order, new ones where P6 has them."""
    known = [name for name in foreign.get("XER tables", "").split("\t") if name in rows]
    places = {name: ORDER.index(name) if name in ORDER else len(ORDER) for name in rows}
    order = list(known)
    for name in sorted(rows, key=lambda name: places[name]):
        if name not in known and (rows[name] or name == "TASK"):
            place = next((at for at, other in enumerate(order) if places[other] > places[name]), len(order))
            order.insert(place, name)
    return order


def _table(name: str, rows: list[Cells], foreign: Mapping[str, str]) -> tuple[str, tuple[str, ...], list[list[str]]]:
    """A table with the columns it had, and those its rows need besides."""
    had = (foreign.get(f"columns of {name}") or foreign.get(f"table {name}", "").split("\n")[0]).split("\t")
    least = ("task_id", "proj_id") if name == "TASK" else ()  # what a reader looks for, activities or none
    columns = dict.fromkeys(had if had != [""] else least)
    for row in rows:
        columns |= {column: None for column, cell in row.items() if cell and _is_needed(name, column, cell, had)}
    return name, tuple(columns), [[row.get(column, "") for column in columns] for row in rows]


def _is_needed(table: str, column: str, cell: str, had: list[str]) -> bool:
    """Whether a column says something; a table that the file had gets no others."""
    if had == [""]:
        return True
    node_status = table == "PROJWBS" and column == "status_code"
    return column not in _NOT_NEEDED and not node_status and _SAME_AS_NOTHING.get(column) != cell

"""From a P6 XER file to a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from itpm.errors import Fault, FaultsError, PlanError
from itpm.interop.currencies import is_currency
from itpm.interop.kept import Fields, unsaid
from itpm.interop.restoring import restored
from itpm.interop.xer.assignments_in import assignments_of, roles_assigned
from itpm.interop.xer.breakdown import Breakdown, breakdown_of
from itpm.interop.xer.calendars_in import Calendars, calendars_of
from itpm.interop.xer.keeping import kept_in
from itpm.interop.xer.links_in import links_of
from itpm.interop.xer.numbering import ROOT, numbers_said
from itpm.interop.xer.options_in import OPTIONS_READ, options_row, policy_of
from itpm.interop.xer.options_in import PROJECT_READ as POLICY_READ
from itpm.interop.xer.packing import Pairs, packed, packed_rows
from itpm.interop.xer.resources_in import resources_of
from itpm.interop.xer.rows import Row, Tables
from itpm.interop.xer.tasks_in import TaskReader
from itpm.interop.xer.values_in import kept_texts, own_fields, values_of
from itpm.interop.xer.xer_text import parse_xer
from itpm.model.calendars import WorkCalendar
from itpm.model.money import NO_CURRENCY
from itpm.model.plans import Plan
from itpm.model.tasks import Task

PROJECT_READ = POLICY_READ | {"last_recalc_date", "plan_start_date", "plan_end_date", "clndr_id", "proj_id"}
MODELLED = ("PROJECT", "SCHEDOPTIONS", "CALENDAR", "PROJWBS", "RSRC", "TASK", "TASKPRED", "TASKRSRC")
"""Tables whose rows are written from the plan; all others are kept as they are."""
_UNSAID = datetime(1970, 1, 1)


def loads(text: str | bytes, *, project: str | None = None) -> Plan:
    r"""The plan that a P6 XER file holds.

    Task ids are the file's numbers (``task_id``); the ids people see in P6 are in ``details.wbs``. WBS nodes are summaries.
    What P6 computed is left out, see `stored_dates`. The plan's policy is the project's schedule options, its data date P6's.

    Args:
        text: the file's text; bytes are UTF-8 where they can be, else Windows-1252.
        project: number or short name of the project, where the file holds several.

    Raises:
        PlanError: no XER file, several projects and none chosen, or not a possible plan; with every fault and its place.

    Example:
        >>> plan = loads('''ERMHDR\t8.2
        ... %T\tPROJECT
        ... %F\tproj_id\tproj_short_name\tplan_start_date\tlast_recalc_date
        ... %R\t1\tMOVE\t2026-01-05 08:00\t2026-01-05 08:00
        ... %T\tTASK
        ... %F\ttask_id\tproj_id\ttask_code\ttask_name\ttask_type\tremain_drtn_hr_cnt
        ... %R\t10\t1\tA10\tpack\tTT_Task\t16
        ... %R\t20\t1\tA20\tmove\tTT_Task\t8
        ... %T\tTASKPRED
        ... %F\ttask_pred_id\ttask_id\tpred_task_id\tpred_type\tlag_hr_cnt
        ... %R\t1\t20\t10\tPR_FS\t0
        ... %E''')
        >>> print(plan.name, plan["10"].duration, plan["20"].after[0], plan["20"].extra.wbs)
        MOVE 16h 10 -> 20 A20
    """
    faults: list[Fault] = []
    tables = Tables(parse_xer(text, faults), faults)
    chosen = chosen_project(tables, project)
    try:
        plan = Plan(**plan_fields(tables, chosen))
    except FaultsError as error:
        raise PlanError([*faults, *error.faults]) from None
    if faults:
        raise PlanError(faults)
    return plan


def chosen_project(tables: Tables, wanted: str | None) -> Row:
    """The row of the project asked for; the only one that is exported with activities where none was.

    Raises:
        PlanError: there is none, or there are several.
    """
    if not (tables.needs("PROJECT", "proj_id") & tables.needs("TASK", "task_id")):
        raise PlanError(tables.faults)
    rows = tables.rows("PROJECT")
    if wanted is not None:
        found = [row for row in rows if wanted in (row.raw("proj_id"), row.text("proj_short_name"))]
        expected = f"expected a project of the file, {_named(rows)}, got {wanted!r}"
    else:
        busy = {row.raw("proj_id") for row in tables.rows("TASK")} - {""}
        exported = [row for row in rows if row.flag("export_flag", default=True)] or rows
        found = [row for row in exported if row.raw("proj_id") in busy] if len(exported) > 1 else exported
        expected = f"expected one project, or project= to choose one of {_named(rows)}"
    if len(found) == 1:
        return found[0]
    raise PlanError([*tables.faults, Fault("table PROJECT", wanted, expected)])


def _named(rows: list[Row]) -> str:
    shown = [f"{row.text('proj_short_name') or row.raw('proj_id')} ({row.raw('proj_id')})" for row in rows[:20]]
    return ", ".join(shown) + (", ..." if len(rows) > len(shown) else "") if shown else "of which it has none"


def plan_fields(tables: Tables, project: Row, *, numbered: bool = True) -> Fields:
    """The fields of the plan; what cannot be read goes to the faults.

    Args:
        tables: the file.
        project: its project.
        numbered: whether a plan whose file P6 wrote remembers the numbers of what it calls otherwise.
    """
    number = project.raw("proj_id")
    currency = currency_of(tables)
    calendars = calendars_of(tables)
    breakdown = breakdown_of(tables, number)
    resources = resources_of(tables, calendars, currency, roles_assigned(tables))
    by_id = {resource.id: resource for resource in resources}
    activities = dict.fromkeys(row.raw("task_id") for row in breakdown.rows if row.table == "TASK")
    links = links_of(tables, number, activities)
    assignments = assignments_of(tables, number, activities, by_id, currency)
    usual = calendars.name_of(project)
    reader = TaskReader(
        breakdown=breakdown,
        calendars=calendars,
        usual=usual,
        resources=by_id,
        assignments=assignments,
        links=links,
        values=values_of(tables),
    )
    kept = kept_in(kept_texts(tables), breakdown.ids, number)
    root = _root(breakdown) if kept.plan_hints.get(ROOT) is True else ""
    tasks = [reader.task(row) for row in breakdown.rows]
    fields: Fields = {
        "name": _name(breakdown.rows, project),
        "start": _start(project),
        "tasks": _without(breakdown.ids[root], tasks) if root else tasks,
        "calendar": _usual_calendar(calendars, usual),
        "calendars": tuple(calendars.named().items()),
        "resources": resources,
        "currency": currency,
        "deadline": project.moment("plan_end_date"),
        "data_date": project.moment("last_recalc_date"),
        "policy": policy_of(tables, project),
        "foreign": (
            *_file_foreign(tables, project),
            *calendars.foreign,
            *breakdown.foreign,
            *links.foreign,
            *assignments.foreign,
        ),
    }
    fields["day"] = fields["calendar"].day
    found = restored(unsaid(fields) | fields, kept)
    if numbered and found["foreign"] == fields["foreign"]:  # the file is P6's, whoever wrote it first
        found["foreign"] = (*found["foreign"], *numbers_said(kept.tasks, kept.resources, root))
    return found


def _root(breakdown: Breakdown) -> str:
    """Number of the project's node; empty where it has none."""
    rows = (row for row in breakdown.rows if row.table == "PROJWBS" and row.flag("proj_node_flag"))
    return next((row.raw("wbs_id") for row in rows), "")


def _without(root: str, tasks: Iterable[Task]) -> list[Task]:
    """The tasks without the node that the writer put above them."""
    return [attrs.evolve(task, parent=None) if task.parent == root else task for task in tasks if task.id != root]


def _name(rows: Iterable[Row], project: Row) -> str:
    """The project's name, which its first WBS node has."""
    nodes = (row.text("wbs_name") for row in rows if row.table == "PROJWBS" and row.flag("proj_node_flag"))
    return next(nodes, "") or project.text("proj_short_name") or project.raw("proj_id")


def _start(project: Row) -> datetime:
    return project.moment("plan_start_date") or project.moment("last_recalc_date") or _UNSAID


def _usual_calendar(calendars: Calendars, usual: str | None) -> WorkCalendar:
    return WorkCalendar.standard() if usual is None else calendars.named()[usual]


def currency_of(tables: Tables) -> str:
    """ISO code of the base currency: the header's, else that of the currency whose rate is 1."""
    last = tables.file.header[-1] if tables.file.header else ""
    if is_currency(last):
        return last
    rows = [row.raw("curr_short_name") for row in tables.rows("CURRTYPE") if row.raw("base_exch_rate") == "1"]
    return next(filter(is_currency, rows), NO_CURRENCY)


def _file_foreign(tables: Tables, project: Row) -> Pairs:
    """Header, columns, the project's own settings, and tables that are kept as they are."""
    others = _others(tables, project.raw("proj_id"))
    names = [name for name in tables.file.tables if name in MODELLED or name in others]
    found = [("XER header", "\t".join(tables.file.header)), ("XER tables", "\t".join(names))]
    found += [(f"columns of {name}", "\t".join(tables.file.tables[name].columns)) for name in names if name in MODELLED]
    found.append(("PROJECT", packed([("proj_id", project.raw("proj_id")), *project.others(PROJECT_READ)])))
    options = options_row(tables, project)
    if options is not None:
        found.append(("SCHEDOPTIONS", packed(options.others(OPTIONS_READ))))
    found += [
        (f"table {name}", packed_rows([tables.file.tables[name].columns, *rows])) for name, rows in others.items()
    ]
    return tuple(found)


def _others(tables: Tables, project: str) -> dict[str, list[tuple[str, ...]]]:
    """Rows of the tables that are kept, without those of other projects and of the library's own fields."""
    own = own_fields(tables)
    found = {}
    for name, table in tables.file.tables.items():
        if name in MODELLED:
            continue
        rows = [dict(zip(table.columns, cells, strict=True)) for _, cells in table.rows]
        theirs = [row for row in rows if row.get("proj_id", "") in ("", project)]
        kept = [tuple(row.values()) for row in theirs if row.get("udf_type_id", "") not in own]
        if kept or len(kept) == len(theirs):
            found[name] = kept
    return found

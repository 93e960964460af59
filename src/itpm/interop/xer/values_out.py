"""Tables that are kept as a file had them, and the rows that a changed plan needs besides: rates, codes, user fields."""

from __future__ import annotations

from collections.abc import Mapping

from itpm.errors import Fault
from itpm.interop.kept import is_reserved
from itpm.interop.xer.codes import RESOURCE_KINDS
from itpm.interop.xer.keeping import Texts
from itpm.interop.xer.numbering import Numbers
from itpm.interop.xer.packing import columns_among, unpacked_rows
from itpm.interop.xer.resources_in import ROLE, rates_of, role_resources
from itpm.interop.xer.rows import Row, Tables, trimmed_text
from itpm.interop.xer.tasks_out import date_cell
from itpm.interop.xer.values_in import task_fields, values_of
from itpm.interop.xer.xer_text import RawFile, RawTable, as_cell
from itpm.model.plans import Plan
from itpm.model.resources import Resource
from itpm.model.tasks import Task

Cells = dict[str, str]
_PREFIX = "table "


def kept_tables(foreign: Mapping[str, str]) -> dict[str, RawTable]:
    """The tables that the file had and nobody reads, by name."""
    found = {}
    for place, text in foreign.items():
        if place.startswith(_PREFIX):
            columns, *rows = unpacked_rows(text)
            name = place.removeprefix(_PREFIX)
            found[name] = RawTable(name, tuple(columns), tuple((0, tuple(row)) for row in rows))
    return found


def resource_rows(plan: Plan, numbers: Mapping[str, str], calendars: Mapping[str, str]) -> list[Cells]:
    """Rows of RSRC for those with a number; roles are in a table of their own."""
    return [
        {"active_flag": "Y", "rsrc_short_name": as_cell(_name(resource, numbers[resource.id])[:40])}
        | columns_among(resource.foreign)
        | {
            "rsrc_id": numbers[resource.id],
            "rsrc_name": as_cell(_name(resource, numbers[resource.id])),
            "rsrc_type": _type_word(resource),
            "clndr_id": "" if resource.calendar is None else calendars[resource.calendar],
        }
        for resource in plan.resources
        if resource.id in numbers
    ]


def _name(resource: Resource, number: str) -> str:
    """What people call it, else its id where it is more than its number."""
    return resource.name or ("" if resource.id == number else resource.id)


def _type_word(resource: Resource) -> str:
    """P6's kind of a resource; a machine stays one."""
    said = dict(resource.foreign).get("rsrc_type", "")
    words = {"work": "RT_Labor", "material": "RT_Mat", "cost": "RT_Mat"}
    return said if RESOURCE_KINDS.get(said) is resource.kind else words[resource.kind.value]


def roles_of(plan: Plan, tables: Mapping[str, RawTable]) -> dict[str, str]:
    """Numbers of the roles that resources stand for, where reading them gives these resources again; else none."""
    assigned = dict.fromkeys(one.resource for task in plan.tasks for one in task.assignments)
    read = _as_tables(tables)
    known = {f"{ROLE}{row.raw('role_id')}": row.raw("role_id") for row in read.rows("ROLES")}
    numbers = [known[name] for name in assigned if name in known]
    theirs = tuple(role_resources(read, numbers))
    behind = len(plan.resources) - len(theirs)
    return {f"{ROLE}{number}": number for number in numbers} if plan.resources[behind:] == theirs else {}


def rate_rows(plan: Plan, numbers: Mapping[str, str], tables: Mapping[str, RawTable]) -> list[Cells]:
    """Rows of RSRCRATE: those the file had where they still say the same, else new ones."""
    kept: dict[str, list[Row]] = {}
    for row in _as_tables(tables).rows("RSRCRATE"):
        kept.setdefault(row.raw("rsrc_id"), []).append(row)
    found: list[Cells] = []
    for resource in plan.resources:
        if resource.id not in numbers:
            continue
        rows = kept.get(numbers[resource.id], [])
        if rates_of(rows, plan.currency) == (resource.rates, resource.max_units):
            found += [dict(row.cells) for row in rows]
            continue
        for rate in resource.rates or (None,):
            found.append(
                {
                    "rsrc_id": numbers[resource.id],
                    "max_qty_per_hr": trimmed_text(resource.max_units),
                    "cost_per_qty": "" if rate is None or rate.standard is None else trimmed_text(rate.standard.amount),
                    "start_date": "" if rate is None else date_cell(rate.effective),
                }
            )
    for number, cells in enumerate(found, start=1):
        cells.setdefault("rsrc_rate_id", str(number))
    return found


def code_tables(plan: Plan, numbers: Numbers, tables: Mapping[str, RawTable], project: str) -> dict[str, list[Cells]]:
    """ACTVTYPE, ACTVCODE and TASKACTV, where the plan's codes are others than the file's."""
    read = _as_tables(tables)
    wanted = {
        numbers.activities[t.id]: t.extra.codes for t in plan.tasks if t.id in numbers.activities and t.extra.codes
    }
    if values_of(read).codes == wanted:
        return {}
    types, values = ([dict(row.cells) for row in read.rows(name)] for name in ("ACTVTYPE", "ACTVCODE"))
    assigned: list[Cells] = []
    for number, pairs in wanted.items():
        for kind, value in pairs:
            type_id = _number_of(types, "actv_code_type_id", {"actv_code_type": as_cell(kind)})
            of_type = {"short_name": as_cell(value), "actv_code_type_id": type_id}
            value_id = _number_of(values, "actv_code_id", of_type, {"actv_code_name": as_cell(value)})
            assigned.append(
                {"task_id": number, "actv_code_type_id": type_id, "actv_code_id": value_id, "proj_id": project}
            )
    return {"ACTVTYPE": types, "ACTVCODE": values, "TASKACTV": assigned}


def field_tables(
    plan: Plan, numbers: Numbers, tables: Mapping[str, RawTable], project: str, kept: Texts
) -> dict[str, list[Cells]]:
    """UDFTYPE and UDFVALUE, where the plan's fields, or what is kept in the library's own, are others than the file's."""
    read = _as_tables(tables)
    wanted = {
        numbers.activities[t.id]: pairs for t in plan.tasks if t.id in numbers.activities and (pairs := _fields(t))
    }
    is_same = values_of(read).custom == wanted
    if is_same and not kept:
        return {}
    known = {} if is_same else task_fields(read.rows("UDFTYPE"))
    types = [dict(row.cells) for row in read.rows("UDFTYPE")]
    values = [dict(row.cells) for row in read.rows("UDFVALUE") if row.raw("udf_type_id") not in known]
    changed = {} if is_same else wanted
    cells = [("TASK", number, label, text) for number, pairs in changed.items() for label, text in pairs]
    cells += [(table, number, label, text) for (table, number), texts in kept.items() for label, text in texts.items()]
    for table, number, label, text in cells:
        new = {"udf_type_name": f"user_field_{len(types) + 1}", "logical_data_type": "FT_TEXT"}
        type_id = _number_of(types, "udf_type_id", {"table_name": table, "udf_type_label": as_cell(label)}, new)
        values.append({"udf_type_id": type_id, "fk_id": number, "proj_id": project, "udf_text": as_cell(text)})
    return {"UDFTYPE": types, "UDFVALUE": values}


def _fields(task: Task) -> tuple[tuple[str, str], ...]:
    """A task's fields, but for any that is called like one of the library's own."""
    return tuple((label, text) for label, text in task.extra.custom if not is_reserved(label))


def _number_of(rows: list[Cells], column: str, wanted: Cells, besides: Cells | None = None) -> str:
    """Number of the row that says this; a new one where there is none."""
    for row in rows:
        if all(row.get(name) == value for name, value in wanted.items()):
            return row[column]
    numbers = [int(row[column]) for row in rows if row.get(column, "").isascii() and row.get(column, "").isdigit()]
    number = str(max(numbers, default=0) + 1)
    rows.append({column: number} | wanted | (besides or {}))
    return number


def _as_tables(tables: Mapping[str, RawTable]) -> Tables:
    unheard: list[Fault] = []
    return Tables(RawFile((), tables), unheard)

"""Tables that are kept as a file had them, and the rows that a changed plan needs besides: rates, codes, user fields."""

from __future__ import annotations

from collections.abc import Mapping

from itpm.errors import Fault
from itpm.interop.kept import is_reserved
from itpm.interop.xer.keeping import Kept
from itpm.interop.xer.numbering import Numbers
from itpm.interop.xer.packing import unpacked_rows
from itpm.interop.xer.resources_in import ROLE, rates_of
from itpm.interop.xer.rows import Row, Tables, trimmed_text
from itpm.interop.xer.tasks_out import date_cell
from itpm.interop.xer.values_in import task_fields, values_of
from itpm.interop.xer.xer_text import RawFile, RawTable, as_cell
from itpm.model.plans import Plan

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


def resource_rows(plan: Plan, calendars: Mapping[str, str]) -> list[Cells]:
    """Rows of RSRC; roles are in a table of their own."""
    words = {"work": "RT_Labor", "material": "RT_Mat", "cost": "RT_Mat"}
    return [
        {"rsrc_type": words[resource.kind.value], "active_flag": "Y", "rsrc_short_name": as_cell(resource.name)[:40]}
        | dict(resource.foreign)
        | {
            "rsrc_id": resource.id,
            "rsrc_name": as_cell(resource.name),
            "clndr_id": "" if resource.calendar is None else calendars[resource.calendar],
        }
        for resource in plan.resources
        if not resource.id.startswith(ROLE)
    ]


def rate_rows(plan: Plan, tables: Mapping[str, RawTable]) -> list[Cells]:
    """Rows of RSRCRATE: those the file had where they still say the same, else new ones."""
    kept: dict[str, list[Row]] = {}
    for row in _as_tables(tables).rows("RSRCRATE"):
        kept.setdefault(row.raw("rsrc_id"), []).append(row)
    found: list[Cells] = []
    for resource in plan.resources:
        rows = kept.get(resource.id, [])
        if rates_of(rows, plan.currency) == (resource.rates, resource.max_units):
            found += [dict(row.cells) for row in rows]
            continue
        for rate in resource.rates or (None,):
            found.append(
                {
                    "rsrc_id": resource.id,
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
    plan: Plan, numbers: Numbers, tables: Mapping[str, RawTable], project: str, kept: Kept
) -> dict[str, list[Cells]]:
    """UDFTYPE and UDFVALUE, where the plan's fields, or what is kept in the library's own, are others than the file's."""
    read = _as_tables(tables)
    wanted = {
        numbers.activities[t.id]: t.extra.custom for t in plan.tasks if t.id in numbers.activities and t.extra.custom
    }
    said = values_of(read)
    if said.custom == wanted and said.kept == kept:
        return {}
    known = task_fields(read.rows("UDFTYPE"))
    own = {row.raw("udf_type_id") for row in read.rows("UDFTYPE") if is_reserved(row.text("udf_type_label"))}
    types = [dict(row.cells) for row in read.rows("UDFTYPE") if row.raw("udf_type_id") not in own]
    values = [dict(row.cells) for row in read.rows("UDFVALUE") if row.raw("udf_type_id") not in {*known, *own}]
    cells = [("TASK", number, label, text) for number, pairs in wanted.items() for label, text in pairs]
    cells += [(table, number, label, text) for (table, number), texts in kept.items() for label, text in texts.items()]
    for table, number, label, text in cells:
        new = {"udf_type_name": f"user_field_{len(types) + 1}", "logical_data_type": "FT_TEXT"}
        type_id = _number_of(types, "udf_type_id", {"table_name": table, "udf_type_label": as_cell(label)}, new)
        values.append({"udf_type_id": type_id, "fk_id": number, "proj_id": project, "udf_text": as_cell(text)})
    return {"UDFTYPE": types, "UDFVALUE": values}


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

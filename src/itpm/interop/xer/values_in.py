"""Activity codes and user-defined fields of activities, by activity.

The tables themselves are kept for the writer, so that codes and fields nobody uses survive, too.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from itpm.interop.kept import is_reserved
from itpm.interop.xer.rows import Row, Tables

VALUE_COLUMNS = ("udf_text", "udf_number", "udf_date")
Pairs = tuple[tuple[str, str], ...]


@frozen(eq=False)
class Values:
    """Codes and fields of a file's activities.

    Attributes:
        codes: (code, value) pairs of each activity.
        custom: (field, text) pairs of each activity.
    """

    codes: Mapping[str, Pairs]
    custom: Mapping[str, Pairs]


def values_of(tables: Tables) -> Values:
    """Codes and fields of a file's activities."""
    return Values(_codes(tables), _custom(tables))


def own_fields(tables: Tables) -> dict[str, tuple[str, str]]:
    """Table and label of the fields that keep something for the library, by number."""
    return {
        row.raw("udf_type_id"): (row.raw("table_name"), row.text("udf_type_label"))
        for row in tables.rows("UDFTYPE")
        if is_reserved(row.text("udf_type_label"))
    }


def kept_texts(tables: Tables) -> dict[tuple[str, str], dict[str, str]]:
    """Texts of the library's own fields, by table and number in it."""
    labels = own_fields(tables)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in tables.rows("UDFVALUE") if labels else ():
        table, label = labels.get(row.raw("udf_type_id"), ("", ""))
        if table:
            found.setdefault((table, row.raw("fk_id")), {})[label] = row.text("udf_text")
    return found


def _codes(tables: Tables) -> dict[str, Pairs]:
    types = {row.raw("actv_code_type_id"): row.text("actv_code_type") for row in tables.rows("ACTVTYPE")}
    values = {
        row.raw("actv_code_id"): row.text("short_name") or row.text("actv_code_name") for row in tables.rows("ACTVCODE")
    }
    found: dict[str, Pairs] = {}
    for row in tables.rows("TASKACTV"):
        kind, value = row.raw("actv_code_type_id"), row.raw("actv_code_id")
        if kind not in types or value not in values:
            column = "actv_code_type_id" if kind not in types else "actv_code_id"
            row.fault(column, row.raw(column)[:40], f"expected a number in the file, got {row.raw(column)[:40]!r}")
            continue
        found[row.raw("task_id")] = (*found.get(row.raw("task_id"), ()), (types[kind], values[value]))
    return found


def _custom(tables: Tables) -> dict[str, Pairs]:
    labels = task_fields(tables.rows("UDFTYPE"))
    found: dict[str, Pairs] = {}
    for row in tables.rows("UDFVALUE"):
        label = labels.get(row.raw("udf_type_id"))
        text = next((row.text(column) for column in VALUE_COLUMNS if row.raw(column)), "")
        if label is not None and text:
            found[row.raw("fk_id")] = (*found.get(row.raw("fk_id"), ()), (label, text))
    return found


def task_fields(rows: list[Row]) -> dict[str, str]:
    """Labels of the user-defined fields of activities, by number; the library's own are none."""
    labels = {row.raw("udf_type_id"): row.text("udf_type_label") for row in rows if row.raw("table_name") == "TASK"}
    return {number: label for number, label in labels.items() if not is_reserved(label)}

"""Custom fields and outline codes: defined once for the project, with a value for each task.

A field goes by the alias people gave it, else by its own name (``Text1``). A value may be a text, or the number of an
entry in a table of values; the entries of an outline code contain each other, and a value is the path to it:
``Build.Database``.
"""

from __future__ import annotations

from attrs import frozen

from itpm.interop.kept import is_reserved
from itpm.interop.mspdi.records import Record
from itpm.interop.xml_text import Element

_DEEPEST = 50
_TASK_CODES = range(188744096, 188744116)


@frozen
class CustomFields:
    """What the fields of a file are called, and the tables of values behind them.

    Attributes:
        names: name of each field by its FieldID.
        tables: by FieldID: (entry above, text) of each entry.
    """

    names: dict[str, str]
    tables: dict[str, dict[str, tuple[str, str]]]

    def custom(self, task: Record) -> tuple[tuple[str, str], ...]:
        """(field, value) pairs of a task's custom fields."""
        return tuple(pair for pair in self._pairs(task, "ExtendedAttribute") if not is_reserved(pair[0]))

    @property
    def has_reserved(self) -> bool:
        """Whether some fields are those in which the library keeps what MS Project has no means for."""
        return any(map(is_reserved, self.names.values()))

    def reserved(self, record: Record) -> dict[str, str]:
        """Texts of those fields, by name."""
        return {name: text for name, text in self._pairs(record, "ExtendedAttribute") if is_reserved(name)}

    def codes(self, task: Record) -> tuple[tuple[str, str], ...]:
        """(code, value) pairs of a task's outline codes."""
        return self._pairs(task, "OutlineCode")

    def name_of(self, definition: Element) -> str:
        """What the field of a definition goes by."""
        return self.names.get(_child(definition, "FieldID"), "")

    def is_task_code(self, table: Element) -> bool:
        """Whether a table of values is that of a task's outline code."""
        field = _child(table, "FieldID")
        return field.isdecimal() and len(field) < 12 and int(field) in _TASK_CODES

    def _pairs(self, task: Record, group: str) -> tuple[tuple[str, str], ...]:
        if group not in task.groups:
            return ()
        found = []
        for record in task.each(group):
            field = record.text("FieldID")
            value = record.text("Value") or self.entry(field, record.text("ValueID"))
            if value:
                found.append((self.names.get(field, field), value))
        return tuple(found)

    def entry(self, field: str, value_id: str) -> str:
        """The path to an entry of a field's table, from the top."""
        table = self.tables.get(field, {})
        parts: list[str] = []
        while value_id in table and len(parts) < _DEEPEST:
            value_id, text = table[value_id]
            parts.append(text)
        return ".".join(reversed(parts))


def custom_fields_of(project: Record) -> CustomFields:
    """The definitions of a file's custom fields and outline codes."""
    names: dict[str, str] = {}
    fields_by_table: dict[str, str] = {}
    for record in project.list_of("ExtendedAttributes", "ExtendedAttribute", key="FieldID"):
        field = record.text("FieldID")
        names[field] = record.text("Alias") or record.text("FieldName") or field
        fields_by_table[record.text("Ltuid")] = field
    tables: dict[str, dict[str, tuple[str, str]]] = {}
    for record in project.list_of("OutlineCodes", "OutlineCode", key="FieldID"):
        field = record.text("FieldID") or fields_by_table.get(record.text("Guid"), "")
        names.setdefault(field, record.text("Alias") or record.text("FieldName") or field)
        tables[field] = {
            value.text("ValueID"): (value.text("ParentValueID"), value.text("Value"))
            for value in record.list_of("Values", "Value", key="ValueID")
        }
    return CustomFields(names, tables)


def _child(found: Element, name: str) -> str:
    return next((child.text for child in found.children if child.name == name), "")

"""How values get in and out as text: MS Project XML, P6's XER, rows of spreadsheets, and versioned JSON."""

from itpm.interop import mspdi, xer
from itpm.interop.json_envelope import from_json, to_json, value_types
from itpm.interop.json_faults import JsonError
from itpm.interop.json_schema import json_schema
from itpm.interop.records import plan_from_records
from itpm.interop.records_out import plan_to_records

__all__ = [
    "JsonError",
    "from_json",
    "json_schema",
    "mspdi",
    "plan_from_records",
    "plan_to_records",
    "to_json",
    "value_types",
    "xer",
]

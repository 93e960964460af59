"""How values get in and out as text: MS Project XML, P6's XER, and versioned JSON."""

from itpm.interop import mspdi, xer
from itpm.interop.json_envelope import from_json, to_json, value_types
from itpm.interop.json_faults import JsonError
from itpm.interop.json_schema import json_schema

__all__ = ["JsonError", "from_json", "json_schema", "mspdi", "to_json", "value_types", "xer"]

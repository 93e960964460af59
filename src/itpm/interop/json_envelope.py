"""Any value of the library as one versioned JSON document, and back.

A document says what it holds: ``{"itpm": 1, "type": "Plan", "value": {...}}``. ``itpm`` is the version of the format. It
grows when a document of this version would be misread by the library before; reading refuses versions it does not know.
The same value gives the same bytes: fields stand in the order in which they are declared, and those at their default are
left out. What the parts look like is told in `itpm.interop.json_leaves` and `itpm.interop.json_converter`.
"""

from __future__ import annotations

from typing import Any

from itpm.errors import Fault
from itpm.interop.json_converter import read_named, write_named
from itpm.interop.json_faults import JsonError, PartError, expected, quoted, refusal
from itpm.interop.json_text import DEEPEST, parsed, written
from itpm.interop.json_types import FORMAT, value_kinds


def to_json(value: object) -> str:
    """The value as a JSON document on one line; see `value_types` for what can be written.

    A schedule is written as its plan and policy, from which `from_json` makes it again.

    Raises:
        JsonError: nothing that a document can hold, or nested deeper than a reader may go.

    Example:
        >>> from itpm.model import Task
        >>> to_json(Task("build", "5d", after=["design SS+1d"]))  # doctest: +ELLIPSIS
        '{"itpm": 1, "type": "Task", "value": {"id": "build", "duration": "5d", "after": [{"predecessor": "design", ...
    """
    try:
        return written({"itpm": FORMAT, **write_named(value)})
    except PartError as refused:
        raise JsonError(refused.under("$")) from None
    except RecursionError:
        raise JsonError([Fault("$.value", None, f"nested deeper than {DEEPEST} levels")]) from None


def from_json(text: str | bytes) -> Any:  # Any: the document says what it holds
    """The value that a document holds.

    Raises:
        JsonError: with every fault at its path: not JSON, an unknown version, type or field with the nearest name,
            something missing or twice, a bad value, values that cannot be together.

    Example:
        >>> from itpm.model import Task
        >>> from_json(to_json(Task("build", "5d"))) == Task("build", "5d")
        True
        >>> from_json('{"itpm": 1, "type": "Task", "value": {"id": "build", "duration": "5 days", "nmae": "Build"}}')
        Traceback (most recent call last):
        itpm.interop.json_faults.JsonError: 2 faults
          $.value.nmae: a Task has no field 'nmae'; did you mean 'name'?
          $.value.duration: expected a duration like '5d', '4h' or '3ed', got '5 days'
    """
    try:
        return read_named(_envelope(parsed(text)), more=frozenset({"itpm"}))
    except PartError as refused:
        raise JsonError(refused.under("$")) from None


def _envelope(document: object) -> dict[str, object]:
    """The document, if it is an envelope of a version that can be read: of another one, nothing more can be said."""
    if not isinstance(document, dict):
        raise expected('an object like {"itpm": 1, "type": "Plan", "value": {...}}', document)
    version = document.get("itpm", FORMAT)
    if type(version) is not int or version != FORMAT:
        found = refusal(version, f"unknown version {quoted(version)}, this library reads {FORMAT}")
        raise PartError(found.under(".itpm"))
    return document


def value_types() -> tuple[str, ...]:
    """The names of the types that a document can hold, in alphabetical order.

    Example:
        >>> {"Plan", "Task", "Money", "Schedule"} <= set(value_types())
        True
    """
    return tuple(value_kinds())

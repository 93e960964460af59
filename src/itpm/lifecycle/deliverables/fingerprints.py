"""The fingerprint of a deliverable's content, by which an approval knows whether it was given to what is there now.

It depends on content alone: not on status, version, author, reviewer or dates of the workflow. Equal content has the same
fingerprint in every process; a field that is added to a kind later, and left at its default, does not change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Context, Decimal
from enum import Enum
from hashlib import sha256

import attrs

from itpm.lifecycle.deliverables.workflow import WORKFLOW_FIELDS, Deliverable

_LENGTH = 16
_EXACT = Context(prec=400)


def content_fingerprint(deliverable: Deliverable) -> str:
    """A short text that changes with the content, and with nothing else.

    Example:
        >>> from itpm.lifecycle import Goal, submit
        >>> goal = Goal("one CRM for all of sales")
        >>> content_fingerprint(goal) == content_fingerprint(submit(goal, to="ann"))
        True
        >>> content_fingerprint(goal) == content_fingerprint(Goal("two CRMs"))
        False
    """
    parts = [deliverable.key, *_fields(deliverable, WORKFLOW_FIELDS)]
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


# Any: fields of whichever kind it is
def _fields(value: attrs.AttrsInstance, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """``name=content`` of every field that is not at its default, by name."""
    for attribute in sorted(attrs.fields(type(value)), key=lambda attribute: attribute.name):
        if attribute.name in without or not attribute.eq:
            continue
        content = getattr(value, attribute.name)
        if content != attribute.default:
            yield f"{attribute.name}={_written(content)}"


def _written(value: object) -> str:
    """The value as text that no other value has; equal numbers are written alike."""
    match value:
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case bool() | None:
            return str(value)
        case int() | Decimal():
            return str(Decimal(value).normalize(_EXACT))
        case date():
            return value.isoformat()
        case tuple():
            return f"[{','.join(map(_written, value))}]"
        case _ if attrs.has(type(value)):
            return _nested(value)
        case _:
            return repr(value)


def _nested(value: object) -> str:
    own: attrs.AttrsInstance = value  # type: ignore[assignment]  # asked for by attrs.has
    return f"{type(value).__name__}({','.join(_fields(own))})"

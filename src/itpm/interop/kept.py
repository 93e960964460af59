"""What a file's format has no means for, kept in custom fields so that it comes back.

In MS Project's files, ids that are no numbers stand in a text field called ``itpm id``. All else, and P6's ids too, stands
as JSON in one called ``itpm`` (and ``itpm 2`` ..., as their texts hold 255 characters): for every field of a task or
resource that the file alone would not bring back, its value, with a fingerprint of what the file does say. Where the file
says something else by then, because somebody changed it in MS Project or P6, the file is right and the value is dropped.
What concerns the plan as a whole stands in the same field of the project's own summary, or of P6's project.

Nothing here is needed to understand the file: a field that cannot be read is as if it were not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeAlias, get_args

import attrs

from itpm.errors import ItpmError
from itpm.interop.json_converter import field_reader, field_writer
from itpm.interop.json_faults import PartError
from itpm.interop.json_text import parsed
from itpm.interop.json_types import is_series, members
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.dependencies import Dependency
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.resources import Assignment, Rate, Resource
from itpm.model.tasks import Task, TaskDetails
from itpm.model.windows import Window

ID_FIELD = "itpm id"
HINT_FIELD = "itpm"
LONGEST = 255
_HINT_FIELDS = re.compile(r"itpm(?: ([0-9]{1,4}))?")
_COMPOUND = frozenset({Task, TaskDetails, Progress, Assignment, Dependency, Resource, Rate, Baseline, BaselineTask})
_NAME_OF: Mapping[type, Callable[[Any], str]] = {
    Assignment: lambda one: one.resource,
    BaselineTask: lambda one: one.id,
    Dependency: lambda one: f"{one.predecessor} {one.type.value}",
}

# Any: plain JSON, and values of any type
Hints: TypeAlias = dict[str, Any]
Fields: TypeAlias = dict[str, Any]


def unsaid(found: Fields) -> Fields:
    """The other fields of a plan, of which files know nothing, at their defaults."""
    others = (member for member in members(Plan) if member.attribute not in found)
    return {member.attribute: member.default(None) for member in others if member.default is not None}


def windows_left(windows: Iterable[Window], tasks: Iterable[str]) -> tuple[Window, ...]:
    """Windows without the tasks that somebody took out of the file; one that named only such tasks is gone, too.

    Example:
        >>> windows_left([Window("freeze", "2026-01-05", "2026-01-06", tasks=["a", "b"])], ["b"])[0].tasks
        ('b',)
    """
    there = frozenset(tasks)
    return tuple(
        window
        if there.issuperset(window.tasks)
        else attrs.evolve(window, tasks=filter(there.__contains__, window.tasks))
        for window in windows
        if not window.tasks or not there.isdisjoint(window.tasks)
    )


def is_reserved(field: str) -> bool:
    """Whether a custom field is one of those that keep something here.

    Example:
        >>> is_reserved("itpm 2"), is_reserved("itpm team")
        (True, False)
    """
    return field == ID_FIELD or _HINT_FIELDS.fullmatch(field) is not None


def hints_in(fields: Mapping[str, str]) -> Hints:
    """The hints in the reserved ones among custom fields; none where they cannot be read."""
    found = {int(match[1] or 1): text for name, text in fields.items() if (match := _HINT_FIELDS.fullmatch(name))}
    if not found:
        return {}
    try:
        hints = parsed("".join(found[number] for number in sorted(found)))
    except PartError:
        return {}
    return dict(hints) if isinstance(hints, dict) else {}


def hint_texts(hints: Hints, *, most: int | None = None) -> list[str]:
    """The hints as texts of 255 characters, neither beginning nor ending with a space; of `most`, the last takes the rest.

    Example:
        >>> hint_texts({"place": 3})
        ['{"place":3}']
    """
    text = json.dumps(hints, ensure_ascii=True, separators=(",", ":"))
    pieces: list[str] = []
    while len(text) > LONGEST and (most is None or len(pieces) < most - 1):
        cut = next((at for at in range(LONGEST, 1, -1) if " " not in (text[at - 1], text[at])), LONGEST)
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]


def difference(seen: Any, wanted: Any, type_: object) -> Any:  # values of any type; a patch is JSON
    """What makes `wanted` of `seen`, both of a type: by field, by place, or as a fingerprint and a value. None: nothing."""
    if type(seen) is type(wanted) and seen == wanted:
        return None
    if type(seen) is type(wanted) and type(wanted) in _COMPOUND:
        return fields_difference(attrs.asdict(seen, recurse=False), wanted) or None
    if (
        is_series(type_)
        and (keys := _keys(seen)) == _keys(wanted)
        and all(_are_alike(a, b) for a, b in zip(seen, wanted, strict=True))
    ):
        item = get_args(type_)[0]
        found = {key: difference(a, b, item) for key, a, b in zip(keys, seen, wanted, strict=True)}
        return {key: patch for key, patch in found.items() if patch is not None} or None
    return [fingerprint(seen, type_), field_writer(type_)(wanted)]


def fields_difference(seen: Mapping[str, Any], wanted: Any, *, but: Iterable[str] = ()) -> Hints:  # as above
    """`difference` by field, left out where there is none."""
    left_out = frozenset(but)
    kind: Any = type(wanted)  # Any: classes count as unhashable
    found = {
        member.name: difference(seen[member.attribute], getattr(wanted, member.attribute), member.type)
        for member in members(kind)
        if member.attribute not in left_out
    }
    return {name: patch for name, patch in found.items() if patch is not None}


def fingerprint(value: object, type_: object) -> str:
    """A short text that changes when the value does; of no value that JSON can hold, nothing."""
    try:
        text = json.dumps(field_writer(type_)(value), ensure_ascii=True)
    except PartError:
        return ""
    return sha256(text.encode("ascii")).hexdigest()[:8]


def _keys(series: Sequence[Any]) -> list[str]:  # as above
    """What a patch calls each value of a series: what names it, where that is unique; else its place."""
    names = [_NAME_OF[type(one)](one) if type(one) in _NAME_OF else "" for one in series]
    return names if len({*names, ""}) > len(names) else [str(place) for place in range(len(series))]


def _are_alike(one: object, other: object) -> bool:
    return type(one) is type(other) and type(one) in _COMPOUND


def patched(value: Any, patch: object, type_: object) -> Any:  # values of any type
    """The value that a patch makes of another; that one itself where it is not what the patch was made for."""
    if isinstance(patch, list):
        if len(patch) != 2 or patch[0] != fingerprint(value, type_):
            return value
        try:
            return field_reader(type_)(patch[1])
        except PartError:
            return value
    if not isinstance(patch, dict):
        return value
    if isinstance(value, tuple) and is_series(type_):
        item = get_args(type_)[0]
        return tuple(patched(one, patch.get(key), item) for key, one in zip(_keys(value), value, strict=True))
    if type(value) not in _COMPOUND:
        return value
    try:
        return attrs.evolve(value, **patched_fields(attrs.asdict(value, recurse=False), patch, type(value)))
    except (ItpmError, TypeError, ValueError, ArithmeticError):
        return value


def patched_fields(values: Mapping[str, Any], patch: Mapping[str, object], kind: Any) -> Fields:  # as above
    """The fields that a patch changes, with their new values."""
    return {
        member.name: patched(values[member.attribute], patch[member.name], member.type)
        for member in members(kind)
        if member.name in patch and member.attribute in values
    }

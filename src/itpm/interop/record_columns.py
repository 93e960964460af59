"""Which columns rows may have: the field each stands for, and under which names spreadsheets have it.

Case, spaces, underscores, hyphens and dots in a name do not count, nor what stands in brackets behind it; there a duration's
unit may stand, ``Duration (h)``. Of two columns for one field, the one whose name stands first here is read. Columns that
MS Project and others compute are left out; any other column is a custom field, unless it is a field's name misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType

from itpm.errors import Fault, did_you_mean

SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("ID", "Task ID", "Activity ID", "No", "Nr", "#", "Number", "Key", "Unique ID", "UID"),
        "wbs": ("WBS", "WBS Code", "Outline Number"),
        "level": ("Outline Level", "Level", "Indent", "WBS Level"),
        "parent": ("Parent", "Parent ID", "Parent Task"),
        "name": ("Name", "Task Name", "Task", "Activity Name", "Activity", "Title"),
        "duration": ("Duration", "Planned Duration", "Original Duration", "Dur"),
        "predecessors": ("Predecessors", "Predecessor", "Depends On", "After", "Dependencies", "Blocked By"),
        "resources": ("Resource Names", "Resources", "Resource", "Assigned To", "Assignee", "Assignees", "Who"),
        "constraint": ("Constraint Type", "Constraint"),
        "constraint_date": ("Constraint Date",),
        "deadline": ("Deadline", "Due", "Due Date"),
        "percent_complete": ("% Complete", "Percent Complete", "Complete", "Progress", "% Done", "Done"),
        "percent_work": ("% Work Complete", "Percent Work Complete"),
        "physical_percent": ("Physical % Complete", "Physical Percent Complete", "Physical Percent"),
        "actual_start": ("Actual Start",),
        "actual_finish": ("Actual Finish",),
        "remaining": ("Remaining Duration", "Remaining"),
        "stop": ("Stop", "Suspended"),
        "resume": ("Resume",),
        "actual_work": ("Actual Work",),
        "actual_cost": ("Actual Cost",),
        "calendar": ("Task Calendar", "Calendar"),
        "priority": ("Priority",),
        "mode": ("Task Mode", "Mode", "Kind"),
        "start": ("Start", "Start Date"),
        "finish": ("Finish", "Finish Date", "End", "End Date"),
        "active": ("Active",),
        "milestone": ("Milestone",),
        "type": ("Type", "Task Type"),
        "effort_driven": ("Effort Driven",),
        "ignores_resource_calendars": ("Ignore Resource Calendar", "Ignore Resource Calendars"),
        "levelling_delay": ("Levelling Delay", "Leveling Delay"),
        "fixed_cost": ("Fixed Cost",),
        "cost_account": ("Cost Account", "Control Account"),
        "notes": ("Notes", "Note", "Comment", "Comments"),
    }
)
"""Spellings of each field's column; the first is written."""

_COMPUTED = (
    "Early Start,Early Finish,Late Start,Late Finish,Total Slack,Free Slack,Start Slack,Finish Slack,Total Float,Free Float,"
    "Critical,Summary,Successors,Start Variance,Finish Variance,Duration Variance,Indicators,Unique ID Predecessors,"
    "Unique ID Successors"
)
_LEAST, _MOST, _ALIKE = 7, 60, 0.9
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_FILLING = re.compile(r"[\s_.\-]+")


def plain(header: str) -> str:
    """A column's name as names are compared.

    Example:
        >>> plain(" Outline_Level "), plain("% complete")
        ('outlinelevel', '%complete')
    """
    return _FILLING.sub("", header).lower()


_COMPUTED_PLAIN = frozenset(map(plain, _COMPUTED.split(",")))


def fields_of(
    headers: Iterable[str], chosen: Mapping[str, str], faults: list[Fault]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The column of each field, and the columns that are custom fields.

    Args:
        headers: the columns' names.
        chosen: fields that the caller names, by column.
        faults: where faults go.
    """
    known = list(headers)
    found: dict[str, str] = {}
    for header, field in chosen.items():
        if field not in SPELLINGS:
            message = f"expected the name of a field, got {field!r}{did_you_mean(field, SPELLINGS)}"
            faults.append(Fault(f"columns[{header!r}]", field, message))
        elif header not in known:
            message = f"there is no column {header!r}{did_you_mean(header, known)}"
            faults.append(Fault(f"columns[{header!r}]", header, message))
        elif field in found:
            faults.append(Fault(f"columns[{header!r}]", header, f"{field!r} is column {found[field]!r} already"))
        else:
            found[field] = header
    by_name: dict[str, str] = {}
    for header in [*known, *(one for one in known if plain(one) not in _TAKEN)]:
        name = plain(header) if plain(header) not in by_name else plain(_BRACKETS.sub("", header))
        other = by_name.setdefault(name, header)
        if other != header and name in _TAKEN and plain(header) == name and not {other, header} & {*found.values()}:
            faults.append(Fault(f"column {header!r}", header, f"it is called like column {other!r}; which counts?"))
    for field, spellings in SPELLINGS.items():
        if field not in found:
            names = (by_name.get(plain(spelling)) for spelling in spellings)
            free = next((name for name in names if name is not None and name not in found.values()), None)
            if free is not None:
                found[field] = free
    taken = set(found.values())
    others = tuple(one for one in known if one not in taken and plain(one) not in _COMPUTED_PLAIN)
    faults += _misspelt(others, found)
    return found, others


def _misspelt(others: Iterable[str], found: Container[str]) -> Iterator[Fault]:
    """Columns that would be custom fields, but look like those of fields that have none."""
    wanted = {plain(one): one for field, names in SPELLINGS.items() if field not in found for one in names}
    long = [name for name in wanted if len(name) >= _LEAST]
    for header in islice(others, _MOST):
        for near in get_close_matches(plain(header), long, n=1, cutoff=_ALIKE) if len(header) < _MOST else ():
            message = f"did you mean {wanted[near]!r}? If so, call it that; if not, call it otherwise"
            yield Fault(f"column {header!r}", header, message)


def is_free(name: str) -> bool:
    """Whether a column of that name would be a custom field.

    Example:
        >>> is_free("Site"), is_free("task name")
        (True, False)
    """
    return plain(name) not in _COMPUTED_PLAIN and plain(name) not in _TAKEN


_TAKEN = frozenset(plain(spelling) for spellings in SPELLINGS.values() for spelling in spellings)

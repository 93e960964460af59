"""Numbers for what the file calls by number: UIDs of tasks and resources, and the order and levels of the outline.

An id that is a number already is kept as UID. Any other gets the next free one, and travels in a custom field, see
`itpm.interop.kept`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from itpm.model.plans import Plan

_UID = re.compile(r"[1-9][0-9]{0,8}")


def uids_of(ids: Iterable[str], *, allowed: frozenset[str] = frozenset()) -> dict[str, int]:
    """UID of each id; those in `allowed` count as numbers, too.

    Example:
        >>> uids_of(["build", "1", "test"])
        {'build': 2, '1': 1, 'test': 3}
    """
    given = list(ids)
    numbers = {name: int(name) for name in given if _UID.fullmatch(name) or name in allowed}
    taken = set(numbers.values())
    found: dict[str, int] = {}
    number = 1
    for name in given:
        if name in numbers:
            found[name] = numbers[name]
            continue
        while number in taken:
            number += 1
        found[name] = number
        taken.add(number)
    return found


@frozen(kw_only=True)
class OutlineRow:
    """Where a task stands in the outline.

    Attributes:
        place: its place in the plan.
        number: its number in the outline, ``1.2.1``.
        level: how deep it stands, from 1.
    """

    place: int
    number: str
    level: int


def outline_of(plan: Plan) -> list[OutlineRow]:
    """The tasks as an outline shows them: each summary directly before its tasks."""
    structure = plan.structure
    stack = _rows([place for place, parent in enumerate(structure.parents) if parent < 0], "", 1)
    found: list[OutlineRow] = []
    while stack:
        row = stack.pop()
        found.append(row)
        stack += _rows(structure.children[row.place], f"{row.number}.", row.level + 1)
    return found


def _rows(places: Iterable[int], above: str, level: int) -> list[OutlineRow]:
    rows = [OutlineRow(place=place, number=f"{above}{n}", level=level) for n, place in enumerate(places, 1)]
    return rows[::-1]

"""What costs are added up by: which group each of them belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from operator import attrgetter

from itpm.cost.budgeting.entries import Entry
from itpm.cost.budgeting.lines import CostKind
from itpm.errors import UnknownNameError, nearest
from itpm.model.plans import Plan

KEYS = ("task", "phase", "resource", "account", "kind", "treatment")
PROJECT = "(project)"
NO_ACCOUNT = "(no control account)"
FIXED = "(fixed cost)"
NO_VALUE = "(none)"
_APART = frozenset({CostKind.UNDISTRIBUTED, CostKind.CONTINGENCY})

Names = tuple[str, str]
"""A group's key, and what people call it."""


def groups(plan: Plan, entries: Sequence[Entry], key: str) -> tuple[list[Names], list[int]]:
    """The groups in the order in which costs first have them, and the group of each cost.

    Budget that is not distributed and contingency stay groups of their own, whatever the key.

    Raises:
        UnknownNameError: neither a key nor an activity code of the plan; the nearest are offered.
    """
    raw_of, names_of = _namer(plan, key)
    raws = list(map(raw_of, entries))
    for place, entry in enumerate(entries):
        if entry.place < 0 and entry.kind in _APART:
            raws[place] = entry.kind
    numbers = dict(zip(dict.fromkeys(raws), count(), strict=False))
    names = [_same(raw.value) if isinstance(raw, CostKind) else names_of(raw) for raw in numbers]
    return names, list(map(numbers.__getitem__, raws))


_Raw = Callable[[Entry], object]
_Named = Callable[[object], Names]


def _namer(plan: Plan, key: str) -> tuple[_Raw, _Named]:
    """What tells the group of a cost, quick to get, and how it is called."""
    tasks, resources = plan.tasks, plan.resource_by_id
    match key:
        case "task":
            return attrgetter("place"), lambda place: _task_name(plan, place)
        case "resource":
            return (
                attrgetter("what"),
                lambda what: (
                    (str(what), resources[str(what)].name or str(what)) if what in resources else _same(what or FIXED)
                ),
            )
        case "account":
            return attrgetter("account"), lambda account: _same(account or NO_ACCOUNT)
        case "kind" | "treatment":
            return attrgetter(f"{key}.value"), _same
        case _:
            codes = {name.lower(): name for task in tasks for name, _ in task.extra.codes}
            if key.lower() in codes:
                values = [*_by_code(plan, codes[key.lower()]), PROJECT]
                return lambda entry: values[entry.place], _same
            if key == "phase":
                places = [*_top_levels(plan), -1]
                return lambda entry: places[entry.place], lambda place: _task_name(plan, place)
            known_keys = [*KEYS, "wbs", *codes.values()]
            raise UnknownNameError("grouping or activity code", key, nearest(key, known_keys))


def _same(name: object) -> Names:
    return str(name), str(name)


def _task_name(plan: Plan, place: object) -> Names:
    return (plan.tasks[place].id, plan.tasks[place].label) if isinstance(place, int) and place >= 0 else _same(PROJECT)


def _by_code(plan: Plan, code: str) -> list[str]:
    """The value of each task, else that of the nearest summary that has one."""
    own = [next((value for name, value in task.extra.codes if name == code), "") for task in plan.tasks]
    found = []
    for place, value in enumerate(own):
        above = (own[summary] for summary in plan.structure.ancestors(place)) if not value else iter(())
        found.append(value or next(filter(None, above), NO_VALUE))
    return found


def _top_levels(plan: Plan) -> list[int]:
    """The summary that each task stands under at the top of the breakdown, below one that holds the whole project."""
    structure = plan.structure
    roots = [place for place, parent in enumerate(structure.parents) if parent < 0]
    whole = roots[0] if len(roots) == 1 else -1
    found = []
    for place in range(len(plan.tasks)):
        line = [place, *structure.ancestors(place)]
        below = [summary for summary in line if summary != whole]
        found.append(below[-1] if below else whole)
    return found

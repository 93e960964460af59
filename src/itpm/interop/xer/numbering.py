"""Numbers of tasks and resources in a file: P6 counts activities, WBS nodes and resources, plans call them anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from itpm.interop.kept import HINT_FIELD, hints_in
from itpm.interop.xer.breakdown import WBS
from itpm.model.plans import Plan

NUMBERS = "XER numbers"
ROOT = "root"
"""The node that the writer puts above those of the plan."""


class Numbers:
    """Numbers of a plan's tasks and resources; an id that is a number stays.

    Attributes:
        activities: numbers of the activities by id.
        nodes: numbers of the summaries by id.
        resources: numbers of the resources by id, but for those that only stand for a role.
        roles: numbers of the roles that resources stand for, by id.
    """

    def __init__(self, plan: Plan, roles: Mapping[str, str] = MappingProxyType({})) -> None:
        structure = plan.structure
        summaries = [task.id for place, task in enumerate(plan.tasks) if structure.is_summary(place)]
        leaves = [task.id for place, task in enumerate(plan.tasks) if not structure.is_summary(place)]
        had = _had(plan)
        self.activities = _numbered(leaves, had["tasks"])
        self.nodes = _numbered(summaries, had["tasks"], prefix=WBS)
        self.roles = roles
        self.resources = _numbered((one.id for one in plan.resources if one.id not in roles), had["resources"])
        self._root = had["root"].get(ROOT, "")

    def free_node(self) -> str:
        """A number that no summary has; that of the project's node, where the file had one."""
        if self._root and self._root not in self.nodes.values():
            return self._root
        return str(max((int(number) for number in self.nodes.values()), default=0) + 1)


def numbers_said(tasks: Mapping[str, str], resources: Mapping[str, str], root: str) -> tuple[tuple[str, str], ...]:
    """What a plan keeps of the numbers in its file, where they are not its ids: the file's other tables speak of them."""
    if not (tasks or resources or root):
        return ()
    said = {
        "tasks": {name: number for number, name in tasks.items()},
        "resources": {name: number for number, name in resources.items()},
        "root": {ROOT: root},
    }
    return ((NUMBERS, json.dumps(said)),)


def _had(plan: Plan) -> dict[str, dict[str, str]]:
    """The numbers that a plan's file had, by id."""
    said = hints_in({HINT_FIELD: dict(plan.foreign).get(NUMBERS, "")})
    parts = {part: said.get(part) for part in ("tasks", "resources", "root")}
    return {
        part: {name: number for name, number in found.items() if isinstance(number, str)}
        if isinstance(found, dict)
        else {}
        for part, found in parts.items()
    }


def _numbered(ids: Iterable[str], had: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    """Each id's number: the one it had, else its own where it is one, else the next that is free."""
    wanted = {name: _own(had.get(name, name).removeprefix(prefix)) for name in ids}
    taken = set(wanted.values()) - {""}
    seen: set[str] = set()
    free = max((int(number) for number in taken), default=0)
    found: dict[str, str] = {}
    for name, number in wanted.items():
        if not number or number in seen:
            free += 1
            number = str(free)  # noqa: PLW2901  # the next free one
        seen.add(number)
        found[name] = number
    return found


def _own(name: str) -> str:
    return name if name.isascii() and name.isdigit() and len(name) <= 18 and str(int(name)) == name else ""

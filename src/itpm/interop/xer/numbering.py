"""Numbers of tasks in a file: P6 counts activities and WBS nodes in whole numbers, plans call them anything."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.interop.xer.breakdown import WBS
from itpm.model.plans import Plan


class Numbers:
    """Numbers of a plan's tasks; an id that is a number stays.

    Attributes:
        activities: numbers of the activities by id.
        nodes: numbers of the summaries by id.
    """

    def __init__(self, plan: Plan) -> None:
        structure = plan.structure
        summaries = [task.id for place, task in enumerate(plan.tasks) if structure.is_summary(place)]
        leaves = [task.id for place, task in enumerate(plan.tasks) if not structure.is_summary(place)]
        self.activities = _numbered(leaves)
        self.nodes = _numbered(summaries, prefix=WBS)

    def free_node(self) -> str:
        """A number that no summary has."""
        return str(max((int(number) for number in self.nodes.values()), default=0) + 1)


def _numbered(ids: Iterable[str], prefix: str = "") -> dict[str, str]:
    """Each id's number: its own where it is one, else the next that is free."""
    wanted = {name: _own(name.removeprefix(prefix)) for name in ids}
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

"""The tasks of a plan that a risk or a log entry names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itpm.errors import UnknownTaskError, nearest
from itpm.model.plans import Plan
from itpm.model.tasks import Task


def touched(ids: Iterable[str], plan: Plan) -> Iterator[Task]:
    """The tasks of these ids; instead of a summary, those below it.

    Raises:
        UnknownTaskError: the plan has no such task; the nearest are offered.
    """
    structure = plan.structure
    for name in ids:
        place = structure.position.get(name)
        if place is None:
            raise UnknownTaskError(name, nearest(name, structure.position))
        for below in structure.descendants(place) or [place]:
            if not structure.is_summary(below):
                yield plan.tasks[below]

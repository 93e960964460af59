"""Words that several rules share."""

from __future__ import annotations

from itpm.model.tasks import Task

GAO = "GAO-16-89G, Schedule Assessment Guide"


def label(task: Task) -> str:
    """A task as a sentence calls it: its name with its id, or the id alone."""
    return f"{task.label!r} ({task.id})" if task.name else repr(task.id)

"""What facts say of the sprint that was worked on last, so that a gate at its end can ask for its definition of done."""

from __future__ import annotations

from itpm.lifecycle.backlogs.backlog import Backlog, done_in, unmet_by
from itpm.lifecycle.backlogs.items import ItemStatus
from itpm.rules import FactSpec, FactType

SPRINT_FACTS = (
    FactSpec(name="sprint.number", type=FactType.NUMBER, unit="1", doc="number of the sprint worked on last"),
    FactSpec(name="sprint.goal", type=FactType.TEXT, doc="what that sprint is for"),
    FactSpec(name="sprint.done_points", type=FactType.NUMBER, unit="point", doc="what was done in that sprint"),
    FactSpec(
        name="sprint.done_unmet",
        type=FactType.NUMBER,
        unit="1",
        doc="items marked done in that sprint that do not meet the definition of done",
    ),
    FactSpec(name="sprint.unmet", type=FactType.LIST, doc="those items, each with what it does not meet"),
    FactSpec(name="sprint.not_done", type=FactType.LIST, doc="items taken on in that sprint that are not done"),
    FactSpec(name="sprint.tests_failed", type=FactType.NUMBER, unit="1", doc="tests that fail at its end"),
)
"""What `sprint_facts` supplies."""


def sprint_facts(backlog: Backlog, *, tests_failed: int | None = None) -> dict[str, object]:
    """What is known of the sprint worked on last, by name of fact; None means absent.

    Args:
        backlog: the backlog.
        tests_failed: how many tests fail at its end [1]; default: not known.

    Example:
        >>> from itpm.lifecycle.backlogs.items import BacklogItem, Sprint
        >>> items = [BacklogItem("A", 5, status="done", sprint=1, meets="tested"), BacklogItem("B", 3, status="done", sprint=1)]
        >>> facts = sprint_facts(Backlog(items, sprints=[Sprint(1)], definition_of_done="tested"))
        >>> facts["sprint.done_unmet"], facts["sprint.unmet"]
        (1, ('B: tested',))
    """
    facts: dict[str, object] = {spec.name: None for spec in SPRINT_FACTS}
    if not backlog.sprints:
        return facts
    sprint = backlog.sprints[-1]
    marked = [item for item in backlog.items if item.status is ItemStatus.DONE and item.sprint == sprint.number]
    done = {item.key: item for item in done_in(backlog, sprint.number)}
    facts["sprint.number"] = sprint.number
    facts["sprint.goal"] = sprint.goal or None
    facts["sprint.done_points"] = sum(item.points_at(sprint.number) for item in done.values())
    facts["sprint.done_unmet"] = sum(item.key not in done for item in marked)
    facts["sprint.unmet"] = tuple(
        f"{item.key}: {', '.join(unmet_by(backlog, item) or ())}" for item in marked if item.key not in done
    )
    facts["sprint.not_done"] = tuple(key for key in sprint.committed if key not in done)
    facts["sprint.tests_failed"] = tests_failed
    return facts

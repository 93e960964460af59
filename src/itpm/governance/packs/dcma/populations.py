"""Which tasks and links a check counts, and how it calls them.

The assessment leaves out summaries, levels of effort, milestones and what is inactive; checks 1 to 8 and 10 also what is
complete. A task of another plan (external) is not this plan's to mend and is left out as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from itpm.governance.facts.census import COMPLETE, EXTERNAL, LEVEL_OF_EFFORT, MILESTONE, Census, lag_size
from itpm.governance.facts.logic import NO_NETWORK
from itpm.governance.packs.dcma.measuring import Offence, chosen
from itpm.model.dependencies import Dependency
from itpm.model.tasks import Task
from itpm.rules import RuleContext

LEFT_OUT = NO_NETWORK | EXTERNAL | LEVEL_OF_EFFORT
"""What no check counts."""

COUNTED_PARAMS = {"milestones": "exclude"}
"""The parameter of every check of tasks: whether milestones are counted."""


def counted(context: RuleContext, *, complete: bool = False, without: int = 0) -> tuple[int, ...]:
    """Places of the tasks that a check counts, as its parameters say.

    Args:
        context: of the check.
        complete: whether complete tasks count.
        without: flags of further tasks to leave out.
    """
    census: Census = context.facts["plan.census"]
    without |= LEFT_OUT if complete else LEFT_OUT | COMPLETE
    if chosen(context, "milestones", "exclude", "include") == "exclude":
        without |= MILESTONE
    return census.places(without=without)


def links_counted(context: RuleContext) -> Sequence[Dependency]:
    """The links that a check counts: those that can still hold something, or all of them."""
    census: Census = context.facts["plan.census"]
    return census.open_links if chosen(context, "links", "open", "all") == "open" else census.plan.links


def lagged_links(context: RuleContext, sign: Literal[-1, 1]) -> list[Dependency]:
    """Of the links counted, those with a lag (1) or a lead (-1)."""
    census: Census = context.facts["plan.census"]
    if context.params.links == "open":
        return list(census.lags if sign > 0 else census.leads)
    return [link for link in links_counted(context) if lag_size(link) * sign > 0]


def successors_of(links: Iterable[Dependency]) -> tuple[str, ...]:
    """Ids of the tasks that wait along the links, each once."""
    return tuple(dict.fromkeys(link.successor for link in links))


def task_subject(task: Task) -> str:
    """A task as findings name it."""
    return f"task:{task.id}"


def of_link(link: Dependency, message: str) -> Offence:
    """An offence of a link."""
    return f"link:{link}", message, {"lag": str(link.lag)}

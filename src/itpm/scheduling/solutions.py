"""The dates of a network as integers: what every engine works on, and what a schedule shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

from itpm.model.dependencies import Dependency
from itpm.scheduling.tracks import Track

if TYPE_CHECKING:
    from itpm.scheduling.networks import Network


class BoundKind(Enum):
    """What kind of thing holds a date."""

    LINK = 1
    CONSTRAINT = 2
    DEADLINE = 3
    ACTUAL = 4
    CALENDAR = 5
    MANUAL = 6
    PROJECT = 7
    RESOURCE = 8
    WINDOW = 9


@frozen(kw_only=True)
class Bound:
    """One candidate that could hold a date.

    Attributes:
        kind: what kind of thing it is.
        date: the date it asks for [s].
        link: the link, where it is one.
        by: in a word, what asks: ``"SNET"``, ``"plan start"``, ``"actual start"``.
        node: the node at the other end of the link; -1 for none.
    """

    kind: BoundKind
    date: int
    link: Dependency | None = None
    by: str = ""
    node: int = -1


@frozen(kw_only=True, eq=False)
class Solution:
    """Dates in seconds, by node; summaries rolled up.

    Attributes:
        early_start: earliest start [s].
        early_finish: earliest finish [s].
        late_start: latest start that does not delay the project, a deadline or a constraint [s].
        late_finish: latest finish [s].
        late_begin: when what is left of the work must begin: what links backward look at; the late start, save for a started
            task's remaining work and where a late date is shown no earlier than the early one [s].
        late_end: when it must have ended, likewise [s].
        start: scheduled start [s].
        finish: scheduled finish [s].
        project_finish: when the last task ends [s].
        floor: the earliest start open to any task: the plan's start, unless it is scheduled from its finish [s].
        anchor: what the backward pass started from [s].
        stretched: tracks of the tasks that last until somebody expects them to be finished.
        placed: what cannot be recomputed: nodes placed by levelling.
        early: early starts of the plain nodes (see `itpm.scheduling.steps`), as working time of their calendars [s].
        late: their late starts, likewise [s].
    """

    early_start: list[int] = field(repr=False)
    early_finish: list[int] = field(repr=False)
    late_start: list[int] = field(repr=False)
    late_finish: list[int] = field(repr=False)
    late_begin: list[int] = field(repr=False)
    late_end: list[int] = field(repr=False)
    start: list[int] = field(repr=False)
    finish: list[int] = field(repr=False)
    project_finish: int
    floor: int
    anchor: int
    stretched: Mapping[int, tuple[Track, ...]] = field(factory=dict, repr=False)
    placed: Mapping[int, Bound] = field(factory=dict, repr=False)
    early: list[int] = field(factory=list, repr=False)
    late: list[int] = field(factory=list, repr=False)
    _firsts: dict[int, int] = field(factory=dict, init=False, repr=False)

    def starts_first(self, network: Network, node: int, hub: int) -> bool:
        """Whether `node` is the one whose start a hub stands for that is reached when the first of its tasks starts."""
        if not self._firsts:
            self._firsts.update(network.first_members(self.early_start))
        return self._firsts.get(hub, node) == node

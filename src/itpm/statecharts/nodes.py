"""A state of a chart as the checks and the compiler see it: flat, with the place of the state above."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from itpm.statecharts.transitions import Action, Transition


class Kind(Enum):
    """What a state is made of."""

    ATOMIC = 1
    COMPOUND = 2
    PARALLEL = 3
    FINAL = 4
    SHALLOW = 5
    DEEP = 6

    @property
    def is_history(self) -> bool:
        """Whether it stands for remembered states."""
        return self in {Kind.SHALLOW, Kind.DEEP}


@frozen(kw_only=True)
class Node:
    """One state.

    Attributes:
        id: its name.
        parent: place of the state above; -1 for the chart.
        depth: levels below the chart [1].
        kind: what it is made of.
        initial: what it names as entered first; of a history, its default.
        initial_actions: what happens then.
        transitions: ways out.
        on_entry: what happens when it is entered.
        on_exit: what happens when it is left.
        dead_end: whether it is meant that it cannot be left.
    """

    id: str
    parent: int
    depth: int
    kind: Kind
    initial: tuple[str, ...] = ()
    initial_actions: tuple[Action, ...] = ()
    transitions: tuple[Transition, ...] = ()
    on_entry: tuple[Action, ...] = ()
    on_exit: tuple[Action, ...] = ()
    dead_end: bool = False

    @property
    def place(self) -> str:
        """What faults call it."""
        return "chart" if self.parent < 0 else f"state {self.id!r}"

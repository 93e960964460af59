"""Ways out of states, and what happens on them, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

from itpm.model.given import texts
from itpm.statecharts.guards import Guard


@frozen
class Raise:
    """An action: put an event before the chart itself, ahead of every other.

    Example:
        >>> Transition("stop", "idle", actions=Raise("stopped")).actions
        (Raise(event='stopped'),)
    """

    event: str


@frozen
class Send:
    """An action: put an event before the chart itself, after it has come to rest.

    Example:
        >>> Transition("stop", "idle", actions=Send("report")).actions
        (Send(event='report'),)
    """

    event: str


# Any: what a caller's own actions are is the caller's business; they are handed back in a step, in order.
Action: TypeAlias = Any


def actions(values: Iterable[Action] | Action) -> tuple[Action, ...]:
    """The actions as a tuple; one action alone is one: a text, a mapping, or anything that holds no others."""
    is_one = isinstance(values, (str, Mapping)) or not isinstance(values, Iterable)
    return (values,) if is_one else tuple(values)


@frozen
class Transition:
    """A way out of a state.

    Attributes:
        event: what sets it off: ``"door.open"``, several, ``"door.*"``, ``"*"``; none: it is taken by itself. A name
            matches itself and whatever begins with it and a dot.
        target: the state it leads to, or several in parallel regions; none: only its actions happen.
        guard: what is asked before.
        actions: what happens on the way, as data.
        internal: whether its source stays active when the target lies inside of it.

    Example:
        >>> Transition("open", "opened", actions=["ring"]).target
        ('opened',)
    """

    event: tuple[str, ...] = field(default=(), converter=texts)
    target: tuple[str, ...] = field(default=(), converter=texts)
    guard: Guard | None = field(default=None, kw_only=True)
    actions: tuple[Action, ...] = field(default=(), kw_only=True, converter=actions)
    internal: bool = field(default=False, kw_only=True)


def matches(descriptors: Iterable[str], event: str) -> bool:
    """Whether one of the descriptors speaks of the event.

    Example:
        >>> matches(["door.*"], "door.open"), matches(["door"], "doors")
        (True, False)
    """
    return any(covers(descriptor, event) for descriptor in descriptors)


def covers(descriptor: str, other: str) -> bool:
    """Whether a descriptor speaks of every event that another one, or a plain event, speaks of."""
    mine, theirs = prefix(descriptor), prefix(other)
    return not mine or theirs == mine or theirs.startswith(mine + ".")


def prefix(descriptor: str) -> str:
    """What an event must begin with; empty for all of them."""
    return "" if descriptor == "*" else descriptor.removesuffix("*").removesuffix(".")

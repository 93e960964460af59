"""Where a chart stands, and what a step came to."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from itpm.findings import Finding
from itpm.model.given import texts
from itpm.statecharts.guards import Unknown, Verdict, reasons
from itpm.statecharts.learning import Learnt, Memory
from itpm.statecharts.transitions import Action, Transition

Memories = tuple[tuple[str, tuple[str, ...]], ...]


def _memories(history: Iterable[tuple[str, Iterable[str]]]) -> Memories:
    return tuple((name, tuple(states)) for name, states in history)


@frozen
class Configuration:
    """Where a chart stands. Made by `start`, `step` and `restore`.

    Attributes:
        states: the innermost active states, in the order of the chart.
        history: what each history remembers, in the order of the chart.
        active: all active states, in the order of the chart.
        is_over: whether the chart has come to its end.

    Example:
        >>> from itpm.statecharts import Chart, State, Transition, start
        >>> lamp = Chart("lamp", [State("on", State("low"), transitions=Transition("press", "off")),
        ...                       State("off", transitions=Transition("press", "on"))])
        >>> where = start(lamp).configuration
        >>> where.states, "on" in where, where.is_over
        (('low',), True, False)
    """

    states: tuple[str, ...] = field(converter=texts)
    history: Memories = field(default=(), kw_only=True, converter=_memories)
    active: tuple[str, ...] = field(kw_only=True, eq=False, repr=False, converter=texts)
    is_over: bool = field(default=False, kw_only=True, eq=False, repr=False)
    learnt: Learnt | None = field(default=None, kw_only=True, eq=False, repr=False)

    def __contains__(self, state: object) -> bool:
        return state in self.active

    def __str__(self) -> str:
        return ", ".join(self.states)

    def __reduce__(self) -> tuple[object, ...]:
        return _remade, (self.states, self.history, self.active, self.is_over)


def _remade(states: tuple[str, ...], history: Memories, active: tuple[str, ...], is_over: bool) -> Configuration:
    return Configuration(states, history=history, active=active, is_over=is_over)


def kept(memory: Memory, configuration: Configuration) -> Configuration:
    """The one value that stands for this configuration in the chart's memory."""
    key = (configuration.states, configuration.history, configuration.is_over)
    found: Configuration | None = memory.places.get(key)
    if found is None:
        learnt = Learnt(memory.age)
        found = Configuration(
            configuration.states,
            history=configuration.history,
            active=configuration.active,
            is_over=configuration.is_over,
            learnt=learnt,
        )
        memory.grown(1)
        if memory.age is learnt.age:
            memory.places[key] = found
    return found


@frozen
class Taken:
    """A transition that was taken.

    Attributes:
        source: the state it leads out of.
        transition: the transition.
    """

    source: str
    transition: Transition


@frozen
class Refusal:
    """A transition that was asked for and not taken, because its guard did not say yes.

    Attributes:
        source: the state it leads out of.
        transition: the transition.
        verdict: what its guard said.
    """

    source: str
    transition: Transition
    verdict: Verdict

    @property
    def is_unknown(self) -> bool:
        """Whether it cannot be said whether it may be taken."""
        return isinstance(self.verdict, Unknown)

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Why not, one finding for each reason; never empty."""
        return reasons(self.verdict) or (self._nameless(),)

    def _nameless(self) -> Finding:
        way = " or ".join(self.transition.event) or "by itself"
        message = f"the guard of {self.source!r} on {way} says no"
        return Finding(code="guard", subject=f"state:{self.source}", message=message)

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))


@frozen
class Step:
    """What an event came to.

    Attributes:
        configuration: where the chart stands then.
        actions: what is to be done, in order; the chart's own events are not among it.
        taken: transitions taken, in order.
        refused: transitions whose guard did not say yes: those asked for by an event, and those that would be taken by
            themselves from where the chart stands now.

    Example:
        >>> from itpm.statecharts import Chart, No, State, Transition, start, step
        >>> def paid(bill):
        ...     return bill <= 0 or No(["the bill is not paid"])
        >>> gate = Chart("gate", [State("shut", transitions=Transition("push", "open", guard=paid, actions="let through")),
        ...                       State("open", transitions=Transition("time", "shut"))])
        >>> refused = step(gate, start(gate).configuration, "push", 3)
        >>> print(refused.configuration, *refused.reasons)
        shut guard: the bill is not paid
        >>> done = step(gate, refused.configuration, "push", 0)
        >>> done.configuration.states, done.actions, done.is_taken
        (('open',), ('let through',), True)
    """

    configuration: Configuration
    actions: tuple[Action, ...] = ()
    taken: tuple[Taken, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Whether any transition was taken."""
        return bool(self.taken)

    @property
    def is_ignored(self) -> bool:
        """Whether nothing in the chart spoke of the event."""
        return not self.taken and not self.refused

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Why transitions were refused: every reason of every one."""
        return tuple(reason for refusal in self.refused for reason in refusal.reasons)

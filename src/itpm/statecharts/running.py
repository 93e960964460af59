"""One step of a chart, worked out in full: SCXML's algorithm, as it stands in the standard.

Eventless transitions go first, then the events that the chart has put before itself, then the one from outside. In each
microstep the optimal set of transitions is found (inner states before outer ones, document order, no two that leave the same
state), states are left in reverse document order, actions carried out, states entered in document order.

Source:
    W3C, State Chart XML (SCXML), 1 September 2015, appendix D. Left out: data model, scripts, timers, invocations. Beyond
    it: a parallel state whose regions are all done ends the parallel state above it too, as the text of 3.4 says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from itpm.statecharts.compiling import Arc, Compiled
from itpm.statecharts.entering import Entry, effective
from itpm.statecharts.errors import EndlessStepError
from itpm.statecharts.nodes import Kind
from itpm.statecharts.transitions import Action, Raise, Send, matches

Ask = Callable[[Arc, frozenset[int]], bool]
_LEAST_LIMIT = 1000
_LAST_SHOWN = 6


class Run:
    """A step while it is worked out; the only thing here that changes.

    Attributes:
        active: the active states.
        remembered: what histories remember, as numbers of states.
        actions: what happened, in order.
        taken: transitions taken, in order.
        refused: (number of the question, transition) of each refusal of a transition that an event asked for.
        waiting: the same of those that would be taken by themselves, where the chart has come to rest.
        is_over: whether a state at the top has ended the chart.
    """

    def __init__(
        self, chart: Compiled, active: Iterable[int], remembered: dict[int, tuple[int, ...]], ask: Ask
    ) -> None:
        self.chart, self.ask = chart, ask
        self.active = set(active)
        self.remembered = dict(remembered)
        self.actions: list[Action] = []
        self.taken: list[Arc] = []
        self.refused: list[tuple[int, Arc]] = []
        self.waiting: list[tuple[int, Arc]] = []
        self.is_over = False
        self._questions = 0
        self._inner: deque[str] = deque()
        self._outer: deque[str] = deque()
        self._left = max(_LEAST_LIMIT, 10 * len(chart.nodes))
        self._limit = self._left

    def begin(self) -> None:
        """Enter the chart's initial states and come to rest."""
        entry = Entry(self.chart, self.remembered)
        entry.by_default.add(0)
        entry.all_of(self.chart.initial[0], 0)
        self.actions += self.chart.nodes[0].initial_actions
        self._enter(entry)
        self._rest()
        self._drain()

    def take(self, event: str) -> None:
        """Take an event from outside and come to rest."""
        self._outer.append(event)
        self._drain()

    def _drain(self) -> None:
        """Respond to events from outside, and to those the chart has sent itself, until there are none."""
        while self._outer and not self.is_over:
            self._respond(self._outer.popleft())
            self._rest()

    def _rest(self) -> None:
        """Take eventless transitions and inner events until there are none."""
        while not self.is_over:
            arcs = self._chosen(None)
            if arcs:
                self.waiting = []
                self._microstep(arcs)
            elif self._inner:
                self._respond(self._inner.popleft())
            else:
                return

    def _respond(self, event: str) -> None:
        self._count()
        arcs = self._chosen(event)
        if arcs:
            self._microstep(arcs)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            last = tuple(self.chart.nodes[arc.source].id for arc in self.taken[-_LAST_SHOWN:])
            raise EndlessStepError(self._limit, last)

    # --- which transitions ---------------------------------------------------------------------------

    def _chosen(self, event: str | None) -> tuple[Arc, ...]:
        """The optimal set of enabled transitions."""
        self.waiting = []
        seen = frozenset(self.active)
        answers: dict[int, bool] = {}
        enabled: dict[int, Arc] = {}
        for state in sorted(self.active):
            if self.chart.nodes[state].kind in {Kind.ATOMIC, Kind.FINAL}:
                arc = self._first(state, event, seen, answers)
                if arc is not None:
                    enabled[arc.number] = arc
        return self._without_conflicts(enabled.values()) if len(enabled) > 1 else tuple(enabled.values())

    def _first(self, state: int, event: str | None, seen: frozenset[int], answers: dict[int, bool]) -> Arc | None:
        for source in (state, *self.chart.ancestors(state)):
            for arc in self.chart.arcs[source]:
                if _listens(arc, event):
                    if arc.number not in answers:
                        answers[arc.number] = arc.asked is None or self._asks(arc, event, seen)
                    if answers[arc.number]:
                        return arc
        return None

    def _asks(self, arc: Arc, event: str | None, seen: frozenset[int]) -> bool:
        number = self._questions
        self._questions += 1
        is_yes = self.ask(arc, seen)
        if not is_yes:
            (self.waiting if event is None else self.refused).append((number, arc))
        return is_yes

    def _without_conflicts(self, enabled: Iterable[Arc]) -> tuple[Arc, ...]:
        kept: list[tuple[Arc, set[int]]] = []
        for arc in enabled:
            leaving = self._exits(arc)
            rivals = [(other, its) for other, its in kept if not leaving.isdisjoint(its)]
            if all(self.chart.is_inside(arc.source, other.source) for other, _ in rivals):
                beaten = {other.number for other, _ in rivals}
                kept = [(other, its) for other, its in kept if other.number not in beaten]
                kept.append((arc, leaving))
        return tuple(arc for arc, _ in kept)

    def _domain(self, arc: Arc) -> int:
        if arc.domain is not None:
            return arc.domain
        targets = effective(self.chart, arc.targets, self.remembered)
        return self.chart.domain(arc.source, targets, internal=arc.transition.internal)

    def _exits(self, arc: Arc) -> set[int]:
        domain = self._domain(arc)
        return set() if domain < 0 else {state for state in self.active if self.chart.is_inside(state, domain)}

    # --- taking them -----------------------------------------------------------------------------------

    def _microstep(self, arcs: tuple[Arc, ...]) -> None:
        self._count()
        self.taken += arcs
        domains = [self._domain(arc) for arc in arcs]
        self._leave(set().union(*(self._exits(arc) for arc in arcs)))
        for arc in arcs:
            self._do(arc.transition.actions)
        entry = Entry(self.chart, self.remembered)
        for arc, domain in zip(arcs, domains, strict=True):
            entry.all_of(arc.targets, domain)
        self._enter(entry)

    def _leave(self, leaving: set[int]) -> None:
        for state in leaving:
            for history in self.chart.histories[state]:
                self.remembered[history] = self._inside(state, deep=self.chart.nodes[history].kind is Kind.DEEP)
        for state in sorted(leaving, reverse=True):
            self._do(self.chart.nodes[state].on_exit)
        self.active -= leaving

    def _inside(self, state: int, *, deep: bool) -> tuple[int, ...]:
        """Active states inside: the innermost, or those directly inside."""
        if not deep:
            return tuple(child for child in self.chart.children[state] if child in self.active)
        innermost = {Kind.ATOMIC, Kind.FINAL}
        inside = sorted(other for other in self.active if self.chart.is_inside(other, state))
        return tuple(other for other in inside if self.chart.nodes[other].kind in innermost)

    def _enter(self, entry: Entry) -> None:
        for state in sorted(entry.states):
            node = self.chart.nodes[state]
            self.active.add(state)
            self._do(node.on_entry)
            if state in entry.by_default:
                self._do(node.initial_actions)
            self._do(entry.recalled.get(state, ()))
            if node.kind is Kind.FINAL:
                self._done(node.parent)
        if self.is_over:
            for state in sorted(self.active, reverse=True):
                self._do(self.chart.nodes[state].on_exit)

    def _done(self, state: int) -> None:
        """A final state inside of `state` was entered."""
        if state == 0:
            self.is_over = True
            return
        while True:
            self._inner.append(f"done.state.{self.chart.nodes[state].id}")
            state = self.chart.nodes[state].parent
            if self.chart.nodes[state].kind is not Kind.PARALLEL or not self._is_done(state):
                return

    def _is_done(self, state: int) -> bool:
        match self.chart.nodes[state].kind:
            case Kind.COMPOUND:
                inside = (child for child in self.chart.children[state] if child in self.active)
                return any(self.chart.nodes[child].kind is Kind.FINAL for child in inside)
            case Kind.PARALLEL:
                return all(self._is_done(child) for child in self.chart.children[state])
            case _:
                return False

    def _do(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, Raise):
                self._inner.append(action.event)
            elif isinstance(action, Send):
                self._outer.append(action.event)
            else:
                self.actions.append(action)


def _listens(arc: Arc, event: str | None) -> bool:
    descriptors = arc.transition.event
    return not descriptors if event is None else bool(descriptors) and matches(descriptors, event)

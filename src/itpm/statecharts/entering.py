"""Which states are entered on the way to some targets: SCXML's procedure for the entry set.

Source:
    W3C, State Chart XML (SCXML), 1 September 2015, appendix D: addDescendantStatesToEnter, addAncestorStatesToEnter,
    getEffectiveTargetStates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import Factory, frozen

from itpm.statecharts.compiling import Compiled
from itpm.statecharts.nodes import Kind
from itpm.statecharts.transitions import Action

Remembered = Mapping[int, tuple[int, ...]]


@frozen(eq=False)
class Entry:
    """States to enter, and what is done beside their own entry actions.

    Attributes:
        chart: the chart.
        remembered: what its histories remember.
        states: all states to enter.
        by_default: those of them whose initial states are entered.
        recalled: actions of histories that had nothing to remember, by the state they stand in.
    """

    chart: Compiled
    remembered: Remembered
    states: set[int] = Factory(set)
    by_default: set[int] = Factory(set)
    recalled: dict[int, tuple[Action, ...]] = Factory(dict)

    def all_of(self, states: Iterable[int], up_to: int) -> None:
        """Enter the states, what is inside of them, and what is above them below `up_to`."""
        chosen = tuple(states)
        for state in chosen:
            self._inside(state)
        for state in effective(self.chart, chosen, self.remembered):
            self._above(state, up_to)

    def _inside(self, state: int) -> None:
        node = self.chart.nodes[state]
        if node.kind.is_history:
            self._recall(state)
            return
        self.states.add(state)
        if node.kind is Kind.COMPOUND:
            self.by_default.add(state)
            self.all_of(self.chart.initial[state], state)
        elif node.kind is Kind.PARALLEL:
            self._regions(state)

    def _recall(self, history: int) -> None:
        above = self.chart.nodes[history].parent
        if history in self.remembered:
            self.all_of(self.remembered[history], above)
            return
        self.recalled[above] = self.chart.nodes[history].initial_actions
        self.all_of(self.chart.initial[history], above)

    def _above(self, state: int, up_to: int) -> None:
        for above in self.chart.ancestors(state, up_to):
            self.states.add(above)
            if self.chart.nodes[above].kind is Kind.PARALLEL:
                self._regions(above)

    def _regions(self, parallel: int) -> None:
        for region in self.chart.children[parallel]:
            if not any(region <= state < self.chart.ends[region] for state in self.states):
                self._inside(region)


def effective(chart: Compiled, targets: Iterable[int], remembered: Remembered) -> tuple[int, ...]:
    """The targets, with what histories stand for in their place."""
    found: dict[int, None] = {}
    for target in targets:
        if chart.nodes[target].kind.is_history:
            found.update(dict.fromkeys(remembered.get(target, chart.initial[target])))
        else:
            found[target] = None
    return tuple(found)

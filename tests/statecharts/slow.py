"""SCXML's algorithm written down as the standard has it (appendix D), on names and lists, for comparison: slow and obvious."""

from __future__ import annotations

from typing import Any

from itpm.statecharts import Final, History, In, Not, Raise, Send, State
from itpm.statecharts.transitions import matches


class Slow:
    """An interpreter of one chart; `states()` are the innermost active ones."""

    def __init__(self, chart):
        self.order, self.parent, self.node = [], {}, {}
        self.root = object()
        self.walk(chart.states, self.root)
        self.top = chart.states
        self.config, self.history, self.actions = [], {}, []
        self.inner, self.outer, self.running = [], [], True
        enter = self.empty()
        initial = chart.initial or (next(s.id for s in chart.states if not isinstance(s, History)),)
        self.default_entry(enter, initial, self.root)
        self.enter_states(enter)
        self.rest()
        self.drain()

    def walk(self, states, parent):
        for state in states:
            self.order.append(state.id)
            self.parent[state.id], self.node[state.id] = parent, state
            if isinstance(state, State):
                self.walk(state.states, state.id)

    # --- what states are -----------------------------------------------------------------------------
    def real(self, id):
        states = self.top if id is self.root else getattr(self.node[id], "states", ())
        return [state.id for state in states if not isinstance(state, History)]

    def is_parallel(self, id):
        return id is not self.root and isinstance(self.node[id], State) and self.node[id].parallel

    def is_compound(self, id):
        return id is self.root or (bool(self.real(id)) and not self.is_parallel(id))

    def is_history(self, id):
        return isinstance(self.node[id], History)

    def above(self, id, until=None):
        found = []
        while id is not self.root:
            id = self.parent[id]
            if id == until:
                break
            found.append(id)
        return found

    def is_descendant(self, id, other):
        return other in self.above(id)

    def states(self):
        return sorted(id for id in self.config if not self.real(id))

    # --- the loop ------------------------------------------------------------------------------------
    def send(self, event):
        self.outer.append(event)
        self.drain()

    def drain(self):
        for _ in range(50):
            if not (self.running and self.outer):
                return
            self.microstep(self.select(self.outer.pop(0)))
            self.rest()
        raise RecursionError

    def rest(self):
        for _ in range(50):
            if not self.running:
                return
            enabled = self.select(None)
            if not enabled:
                if not self.inner:
                    return
                enabled = self.select(self.inner.pop(0))
            self.microstep(enabled)
        raise RecursionError

    def select(self, event):
        enabled = []
        for id in [id for id in self.order if id in self.config and not self.real(id)]:
            for source in [id, *(up for up in self.above(id) if up is not self.root)]:
                way = next((t for t in self.ways(source) if self.is_enabled(t, event)), None)
                if way is not None:
                    if (source, way) not in enabled:
                        enabled.append((source, way))
                    break
        return self.without_conflicts(enabled)

    def ways(self, id):
        return () if isinstance(self.node[id], Final) else self.node[id].transitions

    def is_enabled(self, way, event):
        speaks = not way.event if event is None else way.event and matches(way.event, event)
        return speaks and self.says(way.guard)

    def says(self, guard):
        if isinstance(guard, Not):
            return not self.says(guard.guard)
        return guard is None or (guard.state in self.config if isinstance(guard, In) else guard(None))

    def without_conflicts(self, enabled):
        kept: list[Any] = []
        for one in enabled:
            preempted, beaten = False, []
            for other in kept:
                if set(self.exits(one)) & set(self.exits(other)):
                    if self.is_descendant(one[0], other[0]):
                        beaten.append(other)
                    else:
                        preempted = True
                        break
            if not preempted:
                kept = [other for other in kept if other not in beaten] + [one]
        return kept

    def targets(self, way):
        found = []
        for id in way.target:
            found += list(self.history.get(id, self.node[id].default)) if self.is_history(id) else [id]
        return found

    def domain(self, source, way):
        ends = self.targets(way)
        if not ends:
            return None
        if way.internal and self.is_compound(source) and all(self.is_descendant(end, source) for end in ends):
            return source
        for up in self.above(source):
            if self.is_compound(up) and all(self.is_descendant(end, up) for end in ends):
                return up
        return None

    def exits(self, one):
        domain = self.domain(*one)
        return [] if domain is None else [id for id in self.config if self.is_descendant(id, domain)]

    def microstep(self, enabled):
        leaving = [id for id in reversed(self.order) if any(id in self.exits(one) for one in enabled)]
        domains = [(way, self.domain(source, way), self.targets(way)) for source, way in enabled]
        for id in leaving:
            for known in getattr(self.node[id], "states", ()):
                if isinstance(known, History):
                    deep = known.kind.value == "deep"
                    self.history[known.id] = [
                        other
                        for other in self.config
                        if (deep and not self.real(other) and self.is_descendant(other, id))
                        or (not deep and self.parent[other] == id)
                    ]
        for id in leaving:
            self.do(self.node[id].on_exit)
            self.config.remove(id)
        for _, way in enabled:
            self.do(way.actions)
        enter = self.empty()
        for way, domain, ends in domains:
            for id in way.target:
                self.descend(enter, id)
            for id in ends:
                self.ascend(enter, id, domain)
        self.enter_states(enter)

    # --- entering ------------------------------------------------------------------------------------
    @staticmethod
    def empty():
        return {"states": [], "default": [], "recalled": {}}

    def default_entry(self, enter, ids, domain):
        for id in ids:
            self.descend(enter, id)
        for id in ids:
            for end in list(self.history.get(id, self.node[id].default)) if self.is_history(id) else [id]:
                self.ascend(enter, end, domain)

    def descend(self, enter, id):
        if self.is_history(id):
            if id in self.history:
                ids = self.history[id]
            else:
                ids = self.node[id].default
                enter["recalled"][self.parent[id]] = self.node[id].actions
            for end in ids:
                self.descend(enter, end)
            for end in ids:
                self.ascend(enter, end, self.parent[id])
            return
        enter["states"].append(id)
        if self.is_parallel(id):
            self.regions(enter, id)
        elif self.real(id):
            enter["default"].append(id)
            self.default_entry(enter, self.node[id].initial or self.real(id)[:1], id)

    def ascend(self, enter, id, domain):
        for up in self.above(id, domain):
            if up is self.root:
                break
            enter["states"].append(up)
            if self.is_parallel(up):
                self.regions(enter, up)

    def regions(self, enter, id):
        for child in self.real(id):
            if not any(state == child or self.is_descendant(state, child) for state in enter["states"]):
                self.descend(enter, child)

    def enter_states(self, enter):
        for id in [id for id in self.order if id in enter["states"]]:
            self.config.append(id)
            self.do(self.node[id].on_entry)
            if id in enter["default"]:
                self.do(self.node[id].initial_actions)
            self.do(enter["recalled"].get(id, ()))
            if isinstance(self.node[id], Final):
                self.done(self.parent[id])

    def done(self, id):
        if id is self.root:
            self.running = False
            return
        self.inner.append(f"done.state.{id}")
        up = self.parent[id]
        while up is not self.root and self.is_parallel(up) and all(self.in_final(child) for child in self.real(up)):
            self.inner.append(f"done.state.{up}")
            up = self.parent[up]

    def in_final(self, id):
        if self.is_parallel(id):
            return all(self.in_final(child) for child in self.real(id))
        return any(isinstance(self.node[child], Final) and child in self.config for child in self.real(id))

    def do(self, actions):
        for action in actions:
            if isinstance(action, Raise):
                self.inner.append(action.event)
            elif isinstance(action, Send):
                self.outer.append(action.event)
            else:
                self.actions.append(action)

"""What a chart can be but hardly should: states never reached or never left, transitions that others always go before."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import combinations

from attrs import frozen

from itpm.errors import Fault
from itpm.findings import Finding, Severity
from itpm.statecharts.compiling import Arc, Compiled
from itpm.statecharts.nodes import Kind
from itpm.statecharts.transitions import covers

_MOST_PAIRS = 20_000


class Weakness(Enum):
    """What may be weak about a chart.

    Attributes:
        UNREACHABLE: a state that no way leads to.
        DEAD_END: a state that is not final and that no way leads out of.
        AMBIGUOUS: transitions for the same event of which only document order says which is taken.
    """

    UNREACHABLE = "unreachable"
    DEAD_END = "dead end"
    AMBIGUOUS = "ambiguous"


@frozen
class Weak:
    """One weakness of a chart."""

    kind: Weakness
    place: str
    subject: str
    message: str
    remedy: str

    def as_fault(self) -> Fault:
        """The weakness where it is not allowed."""
        return Fault(self.place, self.subject, f"{self.message}; {self.remedy}")

    def as_finding(self) -> Finding:
        """The weakness where it is allowed."""
        code = f"chart.{self.kind.name.lower()}"
        return Finding(
            code=code,
            subject=f"state:{self.subject}",
            message=self.message,
            severity=Severity.MINOR,
            remedy=self.remedy,
        )


def found_weaknesses(chart: Compiled) -> Iterator[Weak]:
    """Every weakness, in the order of the chart."""
    reached = _reached(chart)
    yield from _unreachable(chart, reached)
    yield from _dead_ends(chart, reached)
    yield from _shadowed(chart)
    yield from _rivals(chart, reached)


def _reached(chart: Compiled) -> set[int]:
    """States that some order of events leads to, were all guards to say yes."""
    found: set[int] = set()
    entered: set[int] = set()
    waiting = [*chart.initial[0]]
    while waiting:
        state = waiting.pop()
        if state in entered:
            continue
        entered.add(state)
        waiting += chart.initial[state]
        if chart.nodes[state].kind is Kind.SHALLOW:
            waiting += [child for child in chart.children[chart.nodes[state].parent] if child in found]
        for known in (state, *chart.ancestors(state)):
            if known and known not in found:
                found.add(known)
                waiting += _led_to(chart, known, entered)
    return found


def _led_to(chart: Compiled, state: int, entered: set[int]) -> list[int]:
    """States entered by default once this one can be active."""
    led = [target for arc in chart.arcs[state] for target in arc.targets]
    if chart.nodes[state].kind is Kind.PARALLEL:
        led += chart.children[state]
    beside = chart.histories[chart.nodes[state].parent]
    if any(chart.nodes[history].kind is Kind.SHALLOW and history in entered for history in beside):
        led.append(state)
    return led


def _unreachable(chart: Compiled, reached: set[int]) -> Iterator[Weak]:
    for number, node in enumerate(chart.nodes):
        inside_reached = node.parent <= 0 or node.parent in reached
        if number and number not in reached and not node.kind.is_history and inside_reached:
            yield Weak(
                Weakness.UNREACHABLE,
                node.place,
                node.id,
                "no way leads to it",
                "lead a transition to it, or leave it out",
            )


def _dead_ends(chart: Compiled, reached: set[int]) -> Iterator[Weak]:
    every = [arc for source in sorted(reached) for arc in chart.arcs[source]]
    for number in sorted(reached):
        node = chart.nodes[number]
        if node.kind is not Kind.ATOMIC or node.dead_end:
            continue
        above = [state for state in chart.ancestors(number) if state]
        own = [arc for source in (number, *above) for arc in chart.arcs[source]]
        others = every if any(chart.nodes[state].kind is Kind.PARALLEL for state in above) else []
        if not any(_leads_out(chart, arc, number) for arcs in (own, others) for arc in arcs):
            remedy = "lead a transition out of it, make it Final, or say dead_end=True"
            yield Weak(Weakness.DEAD_END, node.place, node.id, "no way leads out of it", remedy)


def _leads_out(chart: Compiled, arc: Arc, state: int) -> bool:
    """Whether taking the transition can leave the state for good."""
    if not arc.targets or arc.targets == (state,):
        return False
    domain = arc.domain if arc.domain is not None else chart.common_compound((arc.source, *arc.targets))
    if not chart.is_inside(state, domain):
        return False
    is_own = arc.source == state or chart.is_inside(state, arc.source)
    return is_own or _are_parallel(chart, arc.source, state)


def _are_parallel(chart: Compiled, one: int, other: int) -> bool:
    """Whether the two can be active together without one being inside the other."""
    if one == other or chart.is_inside(one, other) or chart.is_inside(other, one):
        return False
    common = next(above for above in chart.ancestors(one) if chart.is_inside(other, above))
    return chart.nodes[common].kind is Kind.PARALLEL


def _shadowed(chart: Compiled) -> Iterator[Weak]:
    for number, arcs in enumerate(chart.arcs):
        for place, later in enumerate(arcs):
            earlier = next((arc for arc in arcs[:place] if _goes_before(arc, later)), None)
            if earlier is not None:
                node = chart.nodes[number]
                yield Weak(
                    Weakness.AMBIGUOUS,
                    f"{node.place}.transitions[{place}]",
                    node.id,
                    f"never taken: transitions[{earlier.number - arcs[0].number}] goes before it on {_said(later)}",
                    "guard the earlier one, or put this one first",
                )


def _goes_before(earlier: Arc, later: Arc) -> bool:
    """Whether the earlier transition is taken whenever the later one could be."""
    if earlier.asked is not None and earlier.transition.guard != later.transition.guard:
        return False
    mine, theirs = earlier.transition.event, later.transition.event
    if not mine or not theirs:
        return not mine and not theirs
    return all(any(covers(event, other) for event in mine) for other in theirs)


def _said(arc: Arc) -> str:
    return " or ".join(map(repr, arc.transition.event)) or "its own"


def _rivals(chart: Compiled, reached: set[int]) -> Iterator[Weak]:
    """Unguarded transitions of parallel regions for one event, each leaving what the other would."""
    arcs = [arc for source in sorted(reached) for arc in chart.arcs[source] if arc.targets and arc.asked is None]
    leaving = [arc for arc in arcs if arc.domain is not None and _leaves_region(chart, arc)]
    for pairs, (one, other) in enumerate(combinations(leaving, 2)):
        if pairs > _MOST_PAIRS:
            return
        common = _common_events(one, other)
        if common and one.targets != other.targets and _are_parallel(chart, one.source, other.source):
            names = f"{chart.nodes[one.source].id!r} and {chart.nodes[other.source].id!r}"
            node = chart.nodes[other.source]
            yield Weak(
                Weakness.AMBIGUOUS,
                f"{node.place}.transitions",
                node.id,
                f"on {common}, {names} lead out of the same parallel state to different places; the first is taken",
                "guard them, or put one transition on the parallel state",
            )


def _leaves_region(chart: Compiled, arc: Arc) -> bool:
    domain = arc.domain or 0
    return any(
        chart.nodes[above].kind is Kind.PARALLEL
        for above in (arc.source, *chart.ancestors(arc.source, domain))
        if chart.is_inside(above, domain)
    )


def _common_events(one: Arc, other: Arc) -> str:
    mine, theirs = one.transition.event, other.transition.event
    if not mine and not theirs:
        return "nothing"
    return next((repr(event) for event in mine for its in theirs if covers(event, its) or covers(its, event)), "")

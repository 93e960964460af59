"""A chart, and where it stands, as a Mermaid state diagram."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.statecharts.charts import Chart
from itpm.statecharts.compiling import Arc, Compiled
from itpm.statecharts.configurations import Configuration
from itpm.statecharts.nodes import Kind

_ACTIVE = "fill:#cfe2ff,stroke:#1f5fbf,color:#10203a,stroke-width:3px"
# Mermaid's escapes do not work in state diagrams, so marks that it reads are replaced by others that look alike.
_MARKS = {
    ":": "\u2236",
    ";": ",",
    "#": "No. ",
    '"': "'",
    "<": "\u2039",
    ">": "\u203a",
    "{": "(",
    "}": ")",
    "%": "\uff05",
}


def quoted(text: str) -> str:
    """Text in quotes, without the marks that Mermaid reads.

    Example:
        >>> quoted("open; see #4")
        '"open, see No. 4"'
    """
    return '"' + "".join(_MARKS.get(letter, letter) for letter in " ".join(text.split())) + '"'


def mermaid(chart: Chart, configuration: Configuration | None = None) -> str:
    """The chart as Mermaid's ``stateDiagram-v2``, the active states marked.

    A transition is labelled with its events; ``[?]`` says that a guard is asked. Transitions without a target are left out.
    Mermaid draws a transition to or from a history or between regions only as far as it can.

    Args:
        chart: what is drawn.
        configuration: where it stands; None: nowhere.

    Example:
        >>> from itpm.statecharts import State, Transition
        >>> print(mermaid(Chart("lamp", [State("off", transitions=Transition("press", "on")),
        ...                              State("on", transitions=Transition("press", "off"))])))
        stateDiagram-v2
            state "off" as n1
            state "on" as n2
            [*] --> n1
            n1 --> n2 : press
            n2 --> n1 : press
    """
    inner = chart.compiled
    lines = list(_inside(inner, 0))
    lines += [line for arcs in inner.arcs for arc in arcs for line in _way(arc)]
    if configuration is not None:
        lines.append(f"classDef active {_ACTIVE}")
        lines += [f"class n{inner.index[state]} active" for state in configuration.active]
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines)])


def _inside(chart: Compiled, state: int) -> Iterator[str]:
    parallel = chart.nodes[state].kind is Kind.PARALLEL
    for number, child in enumerate(chart.children[state]):
        if parallel and number:
            yield "--"
        yield from _drawn(chart, child)
    for history in chart.histories[state]:
        mark = "H*" if chart.nodes[history].kind is Kind.DEEP else "H"
        yield f"state {quoted(f'({mark}) {chart.nodes[history].id}')} as n{history}"
    for first in chart.initial[state]:
        if not parallel and chart.nodes[first].parent == state:
            yield f"[*] --> n{first}"


def _drawn(chart: Compiled, state: int) -> Iterator[str]:
    node = chart.nodes[state]
    name = f"state {quoted(node.id)} as n{state}"
    if node.kind in {Kind.COMPOUND, Kind.PARALLEL}:
        yield f"{name} {{"
        yield from (f"    {line}" for line in _inside(chart, state))
        yield "}"
        return
    yield name
    if node.kind is Kind.FINAL:
        yield f"n{state} --> [*]"


def _way(arc: Arc) -> Iterator[str]:
    events = " / ".join(arc.transition.event)
    label = f"{events} [?]".strip() if arc.asked is not None else events
    for target in arc.targets:
        yield f"n{arc.source} --> n{target}" + (f" : {quoted(label)[1:-1]}" if label else "")

"""A small reader of the oracle's charts: JSON as a converter of SCXML files wrote it."""

from __future__ import annotations

import re
from typing import Any

from itpm.statecharts import Chart, Final, History, In, Not, Raise, Send, State, Transition, Weakness

_ACTIONS: dict[str, Any] = {"raise": Raise, "send": Send}
_IN = re.compile(r"(!?)\s*In\('([^']+)'\)")


def chart_of(case: dict[str, Any]) -> Chart:
    """The chart of a case; oracles may be as weak as they like."""
    root = case["chart"]
    return Chart(
        case["name"], [_state(state) for state in root["states"]], initial=root.get("initial", ()), allow=list(Weakness)
    )


def _state(found: dict[str, Any]) -> State | Final | History:
    if found["kind"] == "history":
        (default,) = found["transitions"]
        return History(found["id"], default["target"], kind=found["history"], actions=_actions(default["actions"]))
    events: Any = {"on_entry": _actions(found["onentry"]), "on_exit": _actions(found["onexit"])}
    if found["kind"] == "final":
        return Final(found["id"], **events)
    return State(
        found["id"],
        [_state(state) for state in found["states"]],
        parallel=found["kind"] == "parallel",
        initial=found.get("initial", ()),
        initial_actions=_actions(found.get("initial_actions", ())),
        transitions=[_transition(way) for way in found["transitions"]],
        **events,
    )


def _transition(found: dict[str, Any]) -> Transition:
    return Transition(
        found["event"],
        found["target"],
        guard=_guard(found["cond"]),
        actions=_actions(found["actions"]),
        internal=found["type"] == "internal",
    )


def _guard(cond: str | None) -> Any:
    if cond is None:
        return None
    if cond in {"true", "false"}:
        return lambda _: cond == "true"
    match = _IN.fullmatch(cond)
    assert match, cond
    return Not(In(match[2])) if match[1] else In(match[2])


def _actions(found: Any) -> list[Raise | Send]:
    return [_ACTIONS[kind](event) for kind, event in found]

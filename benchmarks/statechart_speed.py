"""Events a second of one flat guarded machine: ours, with reasons, beside python-statemachine and transitions.

Usage: python benchmarks/statechart_speed.py [ROUNDS]     (default: 7)

The machine is the life of a document: five states in a ring, every transition guarded by one look at the context, and one
event in six refused because its guard says no. Ours answers a refusal with its reasons; the others with an exception or with
False, because that is all they have. Each library runs the same events in turns, timed by CPU seconds of this process; the
median of the rounds counts. The others are no dependency of itpm: ``pip install python-statemachine transitions`` to compare.
The floor is the least that any of them must do: look up the next state in a dictionary and ask the guard.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from itpm.statecharts import Chart, No, State, Transition, Yes, start, step

RING = ("draft", "review", "approved", "published", "retired")
EVENTS = ("submit", "approve", "publish", "retire", "renew")
ROUND = ("submit", "approve", "publish", "publish_again", "retire", "renew")
STEPS = tuple(zip(RING, EVENTS, (*RING[1:], RING[0]), strict=True))
CONTEXT = {"complete": True, "again": False}
OUR_BAR = 20.0

Runner = Callable[[int], None]


def complete(context: dict[str, bool]) -> Yes | No:
    """Whether the document may go on; our guard says why not."""
    return Yes() if context["complete"] else No(["the document is not complete"])


def again(context: dict[str, bool]) -> Yes | No:
    """Whether it may be published twice: never."""
    return Yes() if context["again"] else No(["it is published already"])


def ours() -> Runner:
    """The chart, stepped from configuration to configuration; the reasons of every refusal are read."""
    refused = {"published": Transition("publish_again", "published", guard=again)}
    chart = Chart(
        "document",
        [
            State(source, transitions=[Transition(event, target, guard=complete), *filter(None, [refused.get(source)])])
            for source, event, target in STEPS
        ],
    )

    def run(rounds: int) -> None:
        where, reasons = start(chart, CONTEXT).configuration, 0
        for _ in range(rounds):
            for event in ROUND:
                outcome = step(chart, where, event, CONTEXT)
                where = outcome.configuration
                if outcome.refused:
                    reasons += len(outcome.reasons)
        if reasons != rounds:
            raise SystemExit(f"expected one refusal a round, got {reasons} in {rounds}")

    return run


def floor() -> Runner:
    """A dictionary and a guard."""
    table = {(source, event): (complete, target) for source, event, target in STEPS}
    table["published", "publish_again"] = (again, "published")

    def run(rounds: int) -> None:
        where = RING[0]
        for _ in range(rounds):
            for event in ROUND:
                guard, target = table[where, event]
                if type(guard(CONTEXT)) is Yes:
                    where = target

    return run


def with_statemachine() -> Runner:
    """The same machine in python-statemachine; a refusal is its exception."""
    # Any: the library is no dependency, and its classes are made while running
    import statemachine  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    from statemachine.exceptions import TransitionNotAllowed  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415

    states: dict[str, Any] = {name: statemachine.State(initial=name == RING[0]) for name in RING}
    body: dict[str, Any] = dict(states)
    for source, event, target in STEPS:
        body[event] = states[source].to(states[target], cond="is_complete")
    body["publish_again"] = states["published"].to.itself(cond="is_again")
    body["is_complete"] = lambda _: CONTEXT["complete"]
    body["is_again"] = lambda _: CONTEXT["again"]
    machine = type("Document", (statemachine.StateMachine,), body)()

    def run(rounds: int) -> None:
        for _ in range(rounds):
            for event in ROUND:
                try:
                    machine.send(event)
                except TransitionNotAllowed:
                    continue

    return run


def with_transitions() -> Runner:
    """The same machine in transitions; a refusal is False."""
    from transitions import Machine  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415

    class Document:
        def is_complete(self) -> bool:
            return CONTEXT["complete"]

        def is_again(self) -> bool:
            return CONTEXT["again"]

    document: Any = Document()  # Any: the library adds its methods while running
    machine = Machine(document, states=list(RING), initial=RING[0], auto_transitions=False)
    for source, event, target in STEPS:
        machine.add_transition(event, source, target, conditions="is_complete")
    machine.add_transition("publish_again", "published", "published", conditions="is_again")

    def run(rounds: int) -> None:
        for _ in range(rounds):
            for event in ROUND:
                getattr(document, event)()

    return run


PEERS = {"python-statemachine": with_statemachine, "transitions": with_transitions}
REPEATS = {"floor": 20_000, "itpm.statecharts": 20_000, "python-statemachine": 300, "transitions": 2_000}


def _seconds_an_event(run: Runner, repeats: int) -> float:
    gc.collect()
    before = time.process_time()
    run(repeats)
    return (time.process_time() - before) / (repeats * len(ROUND))


def main(rounds: int) -> int:
    """Measure, print, and say whether the bars are met."""
    runners: dict[str, Runner] = {"floor": floor(), "itpm.statecharts": ours()}
    missing = []
    for name, make in PEERS.items():
        try:
            version(name)
            runners[name] = make()
        except (PackageNotFoundError, ImportError):
            missing.append(name)
    for name, run in runners.items():
        run(max(1, REPEATS[name] // 10))
    seconds: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            seconds[name].append(_seconds_an_event(run, REPEATS[name]))
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    own = medians["itpm.statecharts"]
    for name, median in medians.items():
        known = f" {version(name)}" if name in PEERS else ""
        print(f"{name + known:30s} {1 / median:12,.0f} events/s  {median * 1e6:8.2f} us  {median / own:7.1f} x ours")
    for name in missing:
        print(f"{name} is not installed: no comparison with it, its bar is not checked")
    met = all(
        medians[name] / own >= bar
        for name, bar in (("python-statemachine", OUR_BAR), ("transitions", 1.0))
        if name in medians
    )
    print(f"bar: at least {OUR_BAR:.0f} x python-statemachine, ahead of transitions: {_said(met=met, missing=missing)}")
    return 0 if met else 1


def _said(*, met: bool, missing: list[str]) -> str:
    if not met:
        return "MISSED"
    return f"not checked for {' and '.join(missing)}" if missing else "met"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7))

"""What a plan asks for and no date can keep: the dates stand all the same, and these findings say what they do not keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itpm.findings import Finding
from itpm.model.windows import Window
from itpm.scheduling.networks import Network


def conflicts_of(network: Network) -> tuple[Finding, ...]:
    """What no date can keep: calendars that never work, then, in plan order, tasks that fit into none of their windows."""
    return (*(_idle(network, names) for names in network.idle), *_unfit(network))


def without_windows(windows: Sequence[Window]) -> str:
    """What became of a task that fits into none of these windows."""
    listed = ", ".join(map(str, windows))
    return f"fits into no time that {listed} leaves, and is placed without {'it' if len(windows) == 1 else 'them'}"


def _unfit(network: Network) -> Iterator[Finding]:
    for node, windows in sorted(network.unfit.items()):
        task = network.plan.tasks[node]
        yield Finding(
            code="CNF001",
            subject=f"task:{task.id}",
            message=f"{task.label} {without_windows(windows)}",
            remedy="open a longer or later window, let the task pause, or take it out of the window",
            evidence=(("windows", windows),),
        )


def _idle(network: Network, names: Sequence[str | None]) -> Finding:
    name = names[0]
    if len(names) > 1:
        shared = " and ".join(map(repr, names))
        return Finding(
            code="CNF003",
            subject=f"calendar:{name}",
            message=f"calendars {shared} share no regular working time; a task that needs both goes by {name!r}",
            remedy="give them hours in common, or let the task ignore the calendars of its resources",
        )
    whose, instead = ("the plan's calendar", "the clock") if name is None else (f"calendar {name!r}", "the plan's")
    return Finding(
        code="CNF002",
        subject=f"calendar:{network.plan.calendar.name if name is None else name}",
        message=f"{whose} has no regular working time; what goes by it goes by {instead} instead",
        remedy="give it working hours",
    )

"""Named alternatives side by side: when each finishes, how firm it is, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from itpm.errors import Fault, PlanError
from itpm.model.durations import Duration, seconds_of
from itpm.model.moments import to_seconds
from itpm.scheduling.changing.batches import Changes
from itpm.scheduling.changing.what_ifs import what_if
from itpm.scheduling.schedules import Schedule
from itpm.tables import Column, Table, Tabular

_AS_IS = "as it is"


@frozen(kw_only=True)
class Alternative:
    """One way the plan could go.

    Attributes:
        name: what it is called.
        schedule: its dates.
        finish: when it finishes.
        later: by how much that lies behind the plan as it is, in the plan's working time; negative is earlier.
        critical_path: the chain that holds the finish.
        joined: tasks that are critical in it and not in the plan as it is, in plan order.
        left: tasks that are critical in the plan as it is and not in it.
    """

    name: str
    schedule: Schedule = field(repr=False)
    finish: datetime
    later: Duration
    critical_path: tuple[str, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]


@frozen
class Alternatives(Tabular):
    """Alternatives in the order they were named, the plan as it is first.

    Attributes:
        rows: one for each.
    """

    rows: tuple[Alternative, ...]

    def __getitem__(self, name: str) -> Alternative:
        """The alternative of that name.

        Raises:
            KeyError: there is none.
        """
        return {row.name: row for row in self.rows}[name]

    @property
    def soonest(self) -> Alternative:
        """The one that finishes first; of several, the first named."""
        return min(self.rows, key=lambda row: row.finish)

    def table(self) -> Table:
        """Finish, difference, critical path and what becomes or stops being critical."""
        return Table(
            title="Alternatives",
            columns=(
                Column("Alternative", key="name"),
                Column("Finish"),
                Column("Later by", key="later", align="right"),
                Column("Critical path", key="critical_path"),
                Column("Becomes critical", key="joined"),
                Column("No longer critical", key="left"),
            ),
            rows=[
                (row.name, row.finish, row.later, _chain(row.critical_path), ", ".join(row.joined), ", ".join(row.left))
                for row in self.rows
            ],
        )


def scenarios(base: Schedule, alternatives: Mapping[str, Changes | Mapping[str, object]]) -> Alternatives:
    """The plan as it is and named alternatives to it, side by side.

    Args:
        base: the plan as it is.
        alternatives: changes by name; a mapping holds the fields of `Changes`.

    Raises:
        PlanError: an alternative cannot exist, or is called as the plan without changes is, "as it is".

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> found = scenarios(schedule(plan), {"with help": {"durations": {"pack": "1d"}}})
        >>> [(row.name, str(row.later)) for row in found.rows]
        [('as it is', '0d'), ('with help', '-1d')]
    """
    if _AS_IS in alternatives:
        said = f"{_AS_IS!r} is the plan without changes, give the alternative another name"
        raise PlanError([Fault("alternatives", _AS_IS, said)])
    batches = {
        name: batch if isinstance(batch, Changes) else Changes(**batch)  # type: ignore[arg-type]  # fields by name
        for name, batch in alternatives.items()
    }
    schedules = {_AS_IS: base, **{name: what_if(base, batch) for name, batch in batches.items()}}
    return Alternatives(tuple(_alternative(name, found, base) for name, found in schedules.items()))


def _alternative(name: str, found: Schedule, base: Schedule) -> Alternative:
    before, after = set(base.critical_tasks), set(found.critical_tasks)
    seconds = base.plan.calendar.compiled.between(to_seconds(base.finish), to_seconds(found.finish))
    return Alternative(
        name=name,
        schedule=found,
        finish=found.finish,
        later=seconds_of(seconds, day=base.plan.day),
        critical_path=found.critical_path,
        joined=tuple(task for task in found.critical_tasks if task not in before),
        left=tuple(task for task in base.critical_tasks if task not in after),
    )


def _chain(tasks: tuple[str, ...]) -> str:
    shown = tasks if len(tasks) <= 6 else (*tasks[:3], "...", *tasks[-2:])
    return " > ".join(shown)

"""The schedule: what a plan's dates are, as people read them.

A `Schedule` is a view of a `Network` and its `Solution`: rows are made when asked for, floats when first needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from itpm.errors import PlanError, UnknownTaskError, nearest
from itpm.findings import Explanation, Finding
from itpm.model.durations import DayLength, Duration
from itpm.model.given import expect
from itpm.model.moments import to_datetime
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.structure import Structure
from itpm.scheduling.conflicts import conflicts_of
from itpm.scheduling.display import ShownDates, at_working_edges
from itpm.scheduling.explaining import explanation
from itpm.scheduling.floats import Floats, floats_of, independent_floats
from itpm.scheduling.networks import Network, build_network
from itpm.scheduling.one_line import OneLine, on_one_line
from itpm.scheduling.paths import FloatPath, driving_chain, near_critical_paths
from itpm.scheduling.schedule_rows import RowMaker, ScheduledTask
from itpm.scheduling.settling import settled
from itpm.scheduling.solutions import Solution
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    import networkx as nx

    from itpm.scheduling.changing.batches import Changes
    from itpm.scheduling.why.levers import Levers


__all__ = ["Schedule", "ScheduledTask", "schedule"]

_COLUMNS = (
    Column("Task", key="id"),
    Column("Name"),
    Column("Start"),
    Column("Finish"),
    Column("Early start"),
    Column("Early finish"),
    Column("Late start"),
    Column("Late finish"),
    Column("Total float", key="total_float_minutes", align="right"),
    Column("Free float", key="free_float_minutes", align="right"),
    Column("Critical", key="is_critical"),
)


class Schedule(Tabular):
    """All dates of a plan: rows in plan order, look-up by task id.

    Two schedules are equal when plan order, dates and floats are equal.

    Attributes:
        plan: what was scheduled.
        policy: how it was scheduled.

    Example:
        >>> from itpm.model import Plan, Task
        >>> s = schedule(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])]))
        >>> s["move"].start, s.critical_path
        (datetime.datetime(2026, 1, 7, 8, 0), ('pack', 'move'))
    """

    plan: Plan
    policy: SchedulingPolicy
    line: OneLine | None
    """The dates of a plain plan as numbers on one line; None where the plan went the general way."""

    def __init__(self, network: Network, solution: Solution) -> None:
        self.plan, self.policy = network.plan, network.policy
        self.line = None
        self.__dict__.update(network=network, solution=solution)

    @classmethod
    def on_one_line(cls, line: OneLine) -> Schedule:
        """The schedule of a plain plan; its network and its instants are made when they are first needed."""
        made = cls.__new__(cls)
        made.__dict__.update(plan=line.line.plan, policy=line.line.policy, line=line)
        return made

    @cached_property
    def network(self) -> Network:
        """The compiled plan."""
        network = build_network(self.plan, self.policy)
        return network if self.line is not None else settled(network)[0]

    @cached_property
    def solution(self) -> Solution:
        """Its dates as integers."""
        return self.line.solution if self.line is not None else settled(self.network)[1]

    @cached_property
    def start(self) -> datetime:
        """When the first task starts; the plan's start where there is none."""
        if self.line is not None:
            return to_datetime(min(self.solution.start))
        return to_datetime(min(self._dates(self.solution.start), default=self.network.start))

    @property
    def finish(self) -> datetime:
        """When the last task finishes."""
        return to_datetime(self.solution.project_finish if self.line is None else self.line.project_finish)

    def _dates(self, dates: list[int]) -> list[int]:
        return [dates[place] for place in range(len(self.plan.tasks)) if self.network.drives(place)]

    @cached_property
    def floats(self) -> Floats:
        """Total and free float of every task, in seconds, and whether it is critical."""
        return self.line.floats if self.line is not None else floats_of(self.network, self.solution)

    @cached_property
    def critical_path(self) -> tuple[str, ...]:
        """The chain of tasks that holds the project's finish, first to last."""
        return driving_chain(self.network, self.solution)

    @property
    def critical_tasks(self) -> tuple[str, ...]:
        """Every critical task, in plan order, summaries left out."""
        structure = self.plan.structure
        flags = self.floats.critical
        return tuple(
            t.id for place, t in enumerate(self.plan.tasks) if flags[place] and not structure.is_summary(place)
        )

    @cached_property
    def conflicts(self) -> tuple[Finding, ...]:
        """What the plan asks for and no date can keep: windows that a task does not fit into, calendars that never work."""
        return () if self.line is not None else conflicts_of(self.network)

    def near_critical_paths(self, within: Duration | str = "5d") -> tuple[FloatPath, ...]:
        """Chains of tasks whose total float is more than critical and at most `within`, least float first."""
        return near_critical_paths(self.network, self.solution, self.floats, within)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The networkx DAG of the plan, each node with its `ScheduledTask` as ``row`` and its dates as attributes.

        One node a task, one edge a pair of linked tasks with its links and whether it drives the successor.
        """
        graph = self.network.graph
        for row in self:
            graph.nodes[row.id].update(
                row=row,
                start=row.start,
                finish=row.finish,
                early_start=row.early_start,
                early_finish=row.early_finish,
                late_start=row.late_start,
                late_finish=row.late_finish,
                total_float=row.total_float,
                free_float=row.free_float,
                is_critical=row.is_critical,
            )
        return graph

    def explain(self, task_id: str) -> Explanation:
        """Why the task starts and finishes when it does: what holds it, back to the plan's start.

        Raises:
            UnknownTaskError: there is no such task.
        """
        return explanation(self.network, self.solution, self.floats, self._place(task_id))

    def why_critical(self, task_id: str) -> Explanation:
        """What a critical task holds, step by step on to the project's finish.

        Raises:
            UnknownTaskError: there is no such task.
        """
        from itpm.scheduling.why.questions import why_critical

        return why_critical(self.network, self.solution, self.floats, self._place(task_id))

    def why_not_critical(self, task_id: str) -> Explanation:
        """By how much a task could slip, and what it would meet then.

        Raises:
            UnknownTaskError: there is no such task.
        """
        from itpm.scheduling.why.questions import why_not_critical

        return why_not_critical(self.network, self.solution, self.floats, self._place(task_id))

    def what_moves(self, task_id: str, *, by: Duration | str = "1d", most: int = 10) -> Levers:
        """The single changes that would bring a task forward, the most effective first.

        Raises:
            UnknownTaskError: there is no such task.
        """
        from itpm.scheduling.why.levers import what_moves

        return what_moves(self, task_id, by=by, most=most)

    def what_if(self, changes: Changes | None = None, **fields: Any) -> Schedule:  # the fields of Changes
        """The schedule of the plan with a batch of changes: ``what_if(durations={"build": "15d"})``.

        Equal in every field to a fresh schedule of the changed plan; of a plain plan, a change of durations costs what it moves.

        Raises:
            PlanError: the changed plan cannot exist, with every fault.
        """
        from itpm.scheduling.changing.what_ifs import what_if

        return what_if(self, changes, **fields)

    def _place(self, task_id: str) -> int:
        position = self._structure.position
        if task_id not in position:
            raise UnknownTaskError(task_id, nearest(task_id, position))
        return position[task_id]

    def __getitem__(self, task_id: str) -> ScheduledTask:
        """The row of one task.

        Raises:
            UnknownTaskError: there is no such task; the nearest ids are offered.
        """
        return self._row(self._place(task_id))

    def __contains__(self, task_id: object) -> bool:
        return task_id in self.plan.structure.position

    def __iter__(self) -> Iterator[ScheduledTask]:
        return (self._row(place) for place in range(len(self.plan.tasks)))

    def __len__(self) -> int:
        return len(self.plan.tasks)

    @cached_property
    def _shown(self) -> Solution | ShownDates:
        """The dates that rows show: as computed, or at the edges of working time."""
        if self.policy.date_display == "as_computed":
            return self.solution
        return at_working_edges(self.network, self.solution)

    def _row(self, place: int) -> ScheduledTask:
        solution, floats = self._shown, self.floats
        dates, early = (solution.start, solution.finish), (solution.early_start, solution.early_finish)
        late = (solution.late_start, solution.late_finish)
        return self._made(
            self.plan.tasks[place].id,
            (dates[0][place], dates[1][place]),
            (early[0][place], early[1][place]),
            (late[0][place], late[1][place]),
            (floats.total[place], floats.free[place], self._independent(place)),
            is_critical=floats.critical[place],
            elapsed=self.line is None and self.network.own_calendar[place] == 0,
        )

    def _made(
        self,
        name: str,
        dates: tuple[int, int],
        early: tuple[int, int],
        late: tuple[int, int],
        floats: tuple[int, int, int],
        *,
        is_critical: bool,
        elapsed: bool = False,
    ) -> ScheduledTask:
        """A row from numbers; `floats` are total, free and independent [s]."""
        return self._maker.row(name, dates, early, late, floats, is_critical=is_critical, elapsed=elapsed)

    @cached_property
    def _maker(self) -> RowMaker:
        return RowMaker(self._day)

    @property
    def _day(self) -> DayLength:
        return self.plan.day

    @property
    def _structure(self) -> Structure:
        return self.plan.structure

    def _independent(self, place: int) -> int:
        if self.line is not None:
            return self.line.independent[place]
        return self._independents[place]

    @cached_property
    def _independents(self) -> list[int]:
        """Independent floats of all tasks [s]."""
        return independent_floats(self.network, self.solution, self.floats)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Schedule):
            return NotImplemented
        return self._compared() == other._compared()

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(task.id for task in self.plan.tasks)

    def __hash__(self) -> int:
        return hash((self._ids, tuple(self.solution.start), tuple(self.solution.finish)))

    def _compared(self) -> tuple[object, ...]:
        count, found = len(self.plan.tasks), self.solution
        early, late = (found.early_start, found.early_finish), (found.late_start, found.late_finish)
        dates = (found.start, found.finish, *early, *late)
        floats = (self.floats.total, self.floats.free, self.floats.critical)
        return (self._ids, *(part[:count] for part in dates), *floats)

    def __getstate__(self) -> dict[str, object]:
        return {"plan": self.plan, "policy": self.policy, "solution": self.solution}

    def __setstate__(self, state: dict[str, object]) -> None:
        plan, policy, solution = state["plan"], state["policy"], state["solution"]
        if not isinstance(plan, Plan) or not isinstance(policy, SchedulingPolicy) or not isinstance(solution, Solution):
            raise TypeError("not the state of a schedule")
        self.plan, self.policy, self.line = plan, policy, on_one_line(plan, policy)
        self.__dict__["solution"] = solution

    def __repr__(self) -> str:
        return f"<Schedule of {self.plan.name!r}: {len(self)} tasks, {self.start:%Y-%m-%d} to {self.finish:%Y-%m-%d}>"

    def table(self) -> Table:
        """Dates and floats of every task; floats in days for people, in minutes in records."""
        rows = list(self)
        tasks = self.plan.tasks
        shown = [
            (r.id, t.label, r.start, r.finish, r.early_start, r.early_finish, r.late_start, r.late_finish)
            for r, t in zip(rows, tasks, strict=True)
        ]
        return Table(
            title=self.plan.name,
            columns=_COLUMNS,
            rows=[(*cells, r.total_float, r.free_float, r.is_critical) for cells, r in zip(shown, rows, strict=True)],
            values=[
                (*cells, r.total_float.minutes, r.free_float.minutes, r.is_critical)
                for cells, r in zip(shown, rows, strict=True)
            ],
        )


def schedule(plan: Plan, *, policy: SchedulingPolicy | None = None) -> Schedule:
    """All dates and floats of a plan.

    Args:
        plan: what is to be scheduled.
        policy: how; default: the plan's own policy, else MS Project's.

    Raises:
        PlanError: no plan, or one with a date beyond the years 1 to 9999; any other has a schedule, and what no date can keep is
            among its `Schedule.conflicts`.

    Example:
        >>> from itpm.model import Plan, Task
        >>> schedule(Plan("One", start="2026-01-05", tasks=[Task("a", "5d")])).finish
        datetime.datetime(2026, 1, 9, 17, 0)
    """
    expect(plan, "plan", Plan, error=PlanError)
    used = policy or plan.policy or SchedulingPolicy.ms_project()
    line = on_one_line(plan, used)
    if line is not None:
        return Schedule.on_one_line(line)
    return Schedule(*settled(build_network(plan, used)))

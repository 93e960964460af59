"""Why did we slip? The change of a finish between two updates, shared out among the kinds of change, exactly.

The changes are applied to the plan as it was, one kind at a time in the order of `ChangeKind`, and each plan on the way is
scheduled: a kind's share is by how much its step moved the finish. So the shares add up to the whole slip, on the clock and in
working time. That is counted in one calendar: the plan's as it was, in which a new holiday is a day lost. What two kinds do only
together counts for the later one; that is why the order is part of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from attrs import field, frozen

from itpm.errors import Fault, FaultsError, Hints, ItpmError
from itpm.findings import Explanation
from itpm.model.calendars import WorkCalendar
from itpm.model.durations import ElapsedDuration, Unit, WorkDuration
from itpm.model.moments import to_datetime
from itpm.model.plans import Plan
from itpm.scheduling.comparing.changes import ChangeKind, PlanChange, changes_between, policy_changes
from itpm.scheduling.comparing.showing import signed
from itpm.scheduling.comparing.stages import stages
from itpm.scheduling.schedules import Schedule, schedule
from itpm.tables import Column, Table, Tabular

_MOST_CHANGES = 3


@frozen(kw_only=True)
class SlipPart:
    """What one kind of change did to a finish.

    Attributes:
        kind: the kind of change.
        finish: the finish once it is applied, and all kinds before it.
        slip: by how much it moved the finish; negative is earlier. Working time of the plan's calendar.
        elapsed: the same on the clock.
    """

    kind: ChangeKind
    finish: datetime
    slip: WorkDuration
    elapsed: ElapsedDuration


def _parts(parts: Iterable[SlipPart]) -> tuple[SlipPart, ...]:
    return tuple(parts)


@frozen(kw_only=True)
class SlipLine:
    """The slip of one finish.

    Attributes:
        task: id of the task; empty for the project.
        before: the finish as it was forecast before.
        after: as it is forecast now.
        slip: from the one to the other; the sum of the parts.
        elapsed: the same on the clock.
        parts: what each kind of change did, in the order in which they were applied.
    """

    task: str = ""
    before: datetime
    after: datetime
    slip: WorkDuration
    elapsed: ElapsedDuration
    parts: tuple[SlipPart, ...] = field(converter=_parts)

    def part(self, kind: ChangeKind) -> SlipPart:
        """What one kind of change did."""
        return next(part for part in self.parts if part.kind is kind)


def _lines(lines: Iterable[SlipLine]) -> tuple[SlipLine, ...]:
    return tuple(lines)


def _changes(changes: Iterable[PlanChange]) -> tuple[PlanChange, ...]:
    return tuple(changes)


def _kinds(kinds: Iterable[ChangeKind]) -> tuple[ChangeKind, ...]:
    return tuple(kinds)


@frozen(kw_only=True)
class Slip(Tabular):
    """Why finishes moved between two updates.

    Attributes:
        lines: the project first, then the tasks that were asked for.
        changes: everything that differs between the two plans.
        together: kinds whose plan could not be scheduled without the next kind; the next one's share is that of both.
    """

    lines: tuple[SlipLine, ...] = field(converter=_lines)
    changes: tuple[PlanChange, ...] = field(default=(), converter=_changes, repr=False)
    together: tuple[ChangeKind, ...] = field(default=(), converter=_kinds)

    @property
    def project(self) -> SlipLine:
        """The slip of the project's finish."""
        return self.lines[0]

    @property
    def summary(self) -> str:
        """The project's slip and its largest causes, in one sentence."""
        return _sentence(self.project)

    def of(self, kind: ChangeKind) -> tuple[PlanChange, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    def explain(self) -> Explanation:
        """The project's slip, and below it each kind of change that moved it, with the changes themselves."""
        return _explained(self)

    def table(self) -> Table:
        """One row a kind of change, in the order applied: its share in each finish, and what changed."""
        return _table(self)


def slip(
    before: Plan | Schedule,
    after: Plan | Schedule,
    *,
    of: Iterable[str] | str = (),
    calendar: WorkCalendar | None = None,
) -> Slip:
    """Why the project's finish moved between two updates, and the finishes of chosen tasks or milestones.

    Args:
        before: the plan of the earlier update, or its schedule.
        after: the plan of the later one, or its schedule.
        of: ids of tasks that both plans have.
        calendar: the working time that slips are counted in; default: that of the earlier plan.

    Raises:
        FaultsError: a task is in neither plan, or in one only.
        PlanError: one of the plans cannot be scheduled.

    Example:
        >>> from itpm.model import Task
        >>> before = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> after = before.with_tasks([Task("pack", "3d"), Task("clean", "2d", after=["move"])])
        >>> [(part.kind.value, str(part.slip)) for part in slip(before, after).project.parts if part.slip.amount]
        [('duration', '1d'), ('scope added', '2d')]
    """
    old = before if isinstance(before, Schedule) else schedule(before)
    new = after if isinstance(after, Schedule) else schedule(after)
    names = _checked(old.plan, new.plan, (of,) if isinstance(of, str) else tuple(of))
    finishes, together = _finishes(old, new, names)
    changes = (*changes_between(old.plan, new.plan), *policy_changes(old.policy, new.policy))
    time = calendar or old.plan.calendar
    lines = [_line(time, name, [row[place] for row in finishes]) for place, name in enumerate(("", *names))]
    return Slip(lines=lines, changes=changes, together=together)


def _checked(before: Plan, after: Plan, names: tuple[str, ...]) -> tuple[str, ...]:
    hint = Hints()
    faults = []
    for name in names:
        if name not in before and name not in after:
            faults.append(Fault("of", name, f"there is no task {name!r}{hint(name, after.structure.position)}"))
        elif name not in before or name not in after:
            which = "before: it was added" if name not in before else "after: it was removed"
            faults.append(Fault("of", name, f"task {name!r} is not in the plan {which}, so it has not slipped"))
    if faults:
        raise FaultsError(faults)
    return names


def _finishes(old: Schedule, new: Schedule, names: tuple[str, ...]) -> tuple[list[list[int]], list[ChangeKind]]:
    """For the beginning and each kind of change, the finishes of the project and the tasks; and what was not schedulable."""
    rows, together = [_row(old, names, [])], []
    known = old
    for stage in stages(old.plan, new.plan):
        try:
            plan = stage.made()
            reached = known if plan == known.plan else schedule(plan, policy=old.policy)
        except ItpmError:
            together.append(stage.kind)
            rows.append(rows[-1])
            continue
        known = reached
        rows.append(_row(reached, names, rows[-1]))
    rows.append(_row(new, names, rows[-1]))
    return rows, together


def _row(found: Schedule, names: tuple[str, ...], last: list[int]) -> list[int]:
    """The finishes [s]; of a task that is away just then, the last one known."""
    position, finish = found.plan.structure.position, found.solution.finish
    tasks = [finish[position[name]] if name in position else last[place] for place, name in enumerate(names, 1)]
    return [found.solution.project_finish, *tasks]


def _line(time: WorkCalendar, name: str, finishes: list[int]) -> SlipLine:
    calendar = time.compiled

    def between(begin: int, end: int) -> tuple[WorkDuration, ElapsedDuration]:
        work = Decimal(calendar.between(begin, end))
        return WorkDuration(work, Unit.SECOND, day=time.day), ElapsedDuration(Decimal(end - begin), Unit.SECOND)

    parts = []
    for kind, (begin, end) in zip(ChangeKind, pairwise(finishes), strict=True):
        work, clock = between(begin, end)
        parts.append(SlipPart(kind=kind, finish=to_datetime(end), slip=work, elapsed=clock))
    work, clock = between(finishes[0], finishes[-1])
    first, last = to_datetime(finishes[0]), to_datetime(finishes[-1])
    return SlipLine(task=name, before=first, after=last, slip=work, elapsed=clock, parts=parts)


# --- showing it -----------------------------------------------------------------------------------------


def _sentence(line: SlipLine) -> str:
    what = f"task {line.task}" if line.task else "the project"
    if line.before == line.after:
        moved = f"{what} still finishes {line.after:%a %Y-%m-%d %H:%M}"
    else:
        how = "later" if line.after > line.before else "earlier"
        amount = str(line.slip if line.slip.amount else line.elapsed).removeprefix("-")
        moved = f"{what} finishes {amount} {how}: {line.before:%a %Y-%m-%d %H:%M} -> {line.after:%a %Y-%m-%d %H:%M}"
    parts = [f"{signed(part.slip)} {part.kind.value}" for part in line.parts if part.slip.amount]
    return f"{moved} ({', '.join(parts)})" if parts else moved


def _explained(found: Slip) -> Explanation:
    causes = []
    for part in found.project.parts:
        own = found.of(part.kind)
        if part.slip.amount or part.elapsed.amount:
            because = [Explanation(_subject(change), str(change)) for change in own]
            causes.append(Explanation("plan", f"{part.kind.value}: {signed(part.slip)}", because, evidence=part))
    return Explanation("plan", found.summary, causes, evidence=found.project)


def _subject(change: PlanChange) -> str:
    return f"task:{change.task}" if change.task else "plan"


def _table(found: Slip) -> Table:
    columns = [Column("Kind of change", key="kind")]
    for line in found.lines:
        name, key = (line.task, f"{line.task}_slip_minutes") if line.task else ("Project", "project_slip_minutes")
        columns.append(Column(name, key=key, align="right"))
    columns += [Column("Finish then", key="finish"), Column("What changed", key="changes")]
    rows: list[list[object]] = []
    values: list[list[object]] = []
    for number, part in enumerate(found.project.parts):
        slips = [line.parts[number].slip for line in found.lines]
        rows.append([part.kind.value, *map(signed, slips), part.finish, _listed(found.of(part.kind), _MOST_CHANGES)])
        values.append([part.kind.value, *(one.minutes for one in slips), part.finish, _listed(found.of(part.kind))])
    totals = [line.slip for line in found.lines]
    rows.append(["together", *map(signed, totals), found.project.after, ""])
    values.append(["together", *(one.minutes for one in totals), found.project.after, ""])
    note = "".join(f"{kind.value} could not be scheduled alone and counts with the next. " for kind in found.together)
    return Table(
        title=found.summary[:1].upper() + found.summary[1:],
        columns=columns,
        rows=rows,
        values=values,
        note=note.rstrip(),
    )


def _listed(changes: tuple[PlanChange, ...], most: int | None = None) -> str:
    shown = "; ".join(map(str, changes[:most]))
    left = 0 if most is None else len(changes) - most
    return f"{shown}; and {left} more" if left > 0 else shown

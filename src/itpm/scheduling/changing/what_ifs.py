"""What if: the schedule of a plan with a batch of changes, at the price of what they move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import attrs

from itpm.model.durations import DayLength, ElapsedDuration, scheduled
from itpm.model.moments import LAST, to_datetime
from itpm.model.plans import Plan, with_durations
from itpm.model.structure import Structure
from itpm.scheduling.changing.batches import Changes
from itpm.scheduling.changing.overlays import Overlay
from itpm.scheduling.one_line import OneLine
from itpm.scheduling.schedules import Schedule, ScheduledTask, schedule

_LONGEST = LAST // 40


def what_if(base: Schedule, changes: Changes | None = None, **fields: Any) -> Schedule:  # the fields of Changes
    """The schedule of the changed plan: equal in every field to a fresh one, by the same policy.

    Of a plain plan (durations and links on one calendar) a change of durations costs what it moves; everything else is scheduled
    afresh.

    Args:
        base: the schedule before.
        changes: what is changed, or
        fields: its parts by name: ``durations={"build": "15d"}``.

    Raises:
        PlanError: the changed plan cannot exist, with every fault.

    Example:
        >>> from itpm.model import Task
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> before = schedule(plan)
        >>> after = what_if(before, durations={"pack": "4d"})
        >>> before.finish.day, after.finish.day, after["move"].start.day
        (7, 9, 9)
    """
    batch = changes if changes is not None else Changes()
    if fields:
        batch = attrs.evolve(batch, **fields)
    line = base.line
    if line is not None and batch.is_durations_only:
        lengths = _lengths(line, base.plan, batch)
        if lengths is not None:
            changed = ChangedSchedule(base, batch, Overlay(line, lengths))
            if changed.is_in_range():
                return changed
    return schedule(batch.applied(base.plan), policy=base.policy)


def _lengths(line: OneLine, plan: Plan, batch: Changes) -> Mapping[int, int] | None:
    """The new lengths by place; None where the change is not one of plain durations alone [s]."""
    position, children = plan.structure.position, plan.structure.children
    lengths: dict[int, int] = {}
    for name, value in batch.durations:
        place = position.get(name)
        if place is None or value is None or children[place] or isinstance(scheduled(value), ElapsedDuration):
            return None
        amount = scheduled(value).amount
        if not amount.is_finite() or amount <= 0 or not line.line.lengths[place]:
            return None
        seconds = scheduled(value).seconds(plan.day)
        if not 0 < seconds < _LONGEST or value is not scheduled(value):
            return None
        lengths[place] = seconds
    return lengths if line.line.takes(lengths) else None


class ChangedSchedule(Schedule):
    """A schedule after a change of durations; plan, network and lists of dates are made when they are first needed."""

    def __init__(self, base: Schedule, batch: Changes, overlay: Overlay) -> None:
        self.__dict__.update(policy=base.policy, _base=base.plan, _batch=batch, _overlay=overlay)

    _base: Plan
    _batch: Changes
    _overlay: Overlay

    @cached_property
    def plan(self) -> Plan:  # type: ignore[override]  # made when asked for
        """What was scheduled."""
        return with_durations(self._base, dict(self._batch.durations))

    @cached_property
    def line(self) -> OneLine | None:  # type: ignore[override]  # made when asked for
        """Its dates as numbers on one line."""
        return self._overlay.planned(self.plan)

    @property
    def finish(self) -> datetime:
        """When the last task finishes."""
        return to_datetime(self._overlay.sides.project_finish)

    @property
    def changed(self) -> tuple[str, ...]:
        """Ids of the tasks whose duration, early or late dates differ from those before, in plan order."""
        tasks = self._base.tasks
        return tuple(tasks[place].id for place in sorted(self._overlay.changed))

    def is_in_range(self) -> bool:
        """Whether the last date can be told."""
        return self._overlay.line.tells(self._overlay.finish)

    def _row(self, place: int) -> ScheduledTask:
        overlay = self._overlay
        moved = self.policy.date_display != "as_computed"
        if moved or "line" in self.__dict__ or overlay.is_wide or self._structure.children[place]:
            return super()._row(place)
        calendar, length = overlay.line.calendar, overlay.length_at(place)
        early, late = overlay.early_at(place), overlay.late_at(place)
        begins, must_end = (
            not length and not overlay.sides.starts_late(place),
            not length and overlay.sides.ends_early(place),
        )
        start = calendar.earliest(early) if begins else calendar.latest(early)
        late_start = calendar.earliest(late) if must_end else calendar.latest(late)
        dates = (start, calendar.earliest(early + length) if length else start)
        floats = overlay.floats_at(place)
        return self._made(
            self._base.tasks[place].id,
            dates,
            dates,
            (late_start, calendar.earliest(late + length) if length else late_start),
            floats,
            is_critical=floats[0] <= self.policy.critical_limit.seconds(self._day),
        )

    @property
    def _day(self) -> DayLength:
        return self._base.day

    @property
    def _structure(self) -> Structure:
        return self._base.structure

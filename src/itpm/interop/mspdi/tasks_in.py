"""The file's tasks.

What MS Project computed (start, finish, early and late dates, slack, a summary's duration and progress) is never
read: it would come back as if it had been asked for. Only tasks that keep their own dates, manual and external ones,
bring them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, frozen

from itpm.interop.mspdi.assignments_in import assignments_of
from itpm.interop.mspdi.calendars_in import Calendars
from itpm.interop.mspdi.custom_fields import CustomFields
from itpm.interop.mspdi.elements_out import raw_groups
from itpm.interop.mspdi.links import Linking
from itpm.interop.mspdi.measures import Measures
from itpm.interop.mspdi.outline import Row
from itpm.interop.mspdi.progress_in import progress_of, summary_progress
from itpm.interop.mspdi.records import Record
from itpm.interop.mspdi.resources_in import ACCRUALS
from itpm.interop.mspdi.splits import Interruptions
from itpm.interop.mspdi.task_fields import READ, TASK_GROUPS, USUAL
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.durations import Duration, Unit, WorkDuration
from itpm.model.resources import Accrual, Resource
from itpm.model.tasks import NO_DETAILS, EarnedValueMethod, EffortType, Task, TaskDetails, TaskKind

_CONSTRAINTS = {str(kind.value): kind for kind in ConstraintType if kind.value < 8}
_EFFORTS = {str(effort.value): effort for effort in EffortType}
_EARNED_VALUE = {"0": None, "1": EarnedValueMethod.PHYSICAL_PERCENT}
_USUAL_PRIORITY = 500
_ONE_DAY = WorkDuration(1, Unit.DAY)
_TYPED = ("ManualDuration", "Duration")
_ACTIVITY_TYPE = "activity type"
_LEVEL_OF_EFFORT = "level of effort"


@frozen(kw_only=True)
class TaskReader:
    """What reading a task needs to know of the file around it.

    Attributes:
        measures: how amounts are read.
        calendars: the calendars.
        resources: the resources by UID.
        assignments: the assignments' elements by the UID of their task.
        linking: how links are read.
        fields: custom fields.
        interruptions: how splits are found.
        from_finish: whether the project is scheduled from its finish, so that going as early as possible is a constraint.
    """

    measures: Measures
    calendars: Calendars
    resources: Mapping[str, Resource]
    assignments: Mapping[str, list[Record]]
    linking: Linking
    fields: CustomFields
    interruptions: Interruptions
    from_finish: bool = False

    def task(self, row: Row) -> Task:
        """The task of a row."""
        record = row.record
        custom = self.fields.custom(record)
        kind = _kind(record, row, custom)
        assigned = self.assignments.get(row.uid, [])
        calendar = self.calendars.name_of(record)
        priority = record.integer("Priority")
        found = Task(
            row.uid,
            self._duration(row, kind),
            name=record.text("Name"),
            after=self.linking.links_of(row.uid, record),
            parent=row.parent,
            kind=kind,
            constraints=_constraints(record, from_finish=self.from_finish),
            deadline=record.moment("Deadline", edge="finish"),
            calendar=calendar,
            assignments=assignments_of(assigned, self.resources, self.measures),
            progress=summary_progress(record) if row.is_summary else progress_of(record, self.measures, assigned),
            priority=_USUAL_PRIORITY if priority is None else priority,
            details=self._details(record, kind, custom, self._parts(row, kind, assigned, calendar)),
        )
        return found if found.details != NO_DETAILS else evolve(found, details=None)

    def _duration(self, row: Row, kind: TaskKind) -> Duration | None:
        """What was typed; a summary's is computed, and a new task's is a day.

        A manual task whose duration is a text has none in the file but what is left of it.
        """
        if kind is TaskKind.MANUAL:
            names = _TYPED if row.record.flag("Milestone") or row.is_summary else (*_TYPED, "RemainingDuration")
            found = [typed for name in names if (typed := self.measures.duration(row.record, name)) is not None]
            return next((typed for typed in found if typed.amount), found[0] if found else None)
        if row.is_summary:
            return None
        return self.measures.duration(row.record, "Duration") or _ONE_DAY

    def _parts(
        self, row: Row, kind: TaskKind, assigned: list[Record], calendar: str | None
    ) -> tuple[tuple[datetime, datetime], ...]:
        """The parts of a split task; what is over, keeps its own dates or holds others needs none."""
        if not assigned or row.is_summary or kind is not TaskKind.TASK or row.record.text("ActualFinish"):
            return ()
        return self.interruptions.parts(assigned, calendar)

    def _details(
        self,
        record: Record,
        kind: TaskKind,
        custom: tuple[tuple[str, str], ...],
        splits: tuple[tuple[datetime, datetime], ...],
    ) -> TaskDetails:
        start, finish = _own_dates(record, kind)
        return TaskDetails(
            active=record.flag("Active", default=True),
            milestone=record.flag("Milestone"),
            effort=record.choice("Type", _EFFORTS, EffortType.FIXED_UNITS),
            effort_driven=record.flag("EffortDriven"),
            ignores_resource_calendars=record.flag("IgnoreResourceCalendar"),
            levelling_delay=self.measures.levelling_delay(record),
            splits=splits,
            manual_start=start,
            manual_finish=finish,
            fixed_cost=self.measures.some_cost(record, "FixedCost"),
            fixed_cost_accrual=record.choice("FixedCostAccrual", ACCRUALS, Accrual.PRORATED),
            earned_value=record.choice("EarnedValueMethod", _EARNED_VALUE, None),
            wbs=record.text("WBS"),
            codes=self.fields.codes(record),
            custom=custom,
            notes=record.text("Notes"),
            foreign=(*record.foreign(READ, USUAL), *raw_groups(record.strangers(TASK_GROUPS))),
        )


def _kind(record: Record, row: Row, custom: tuple[tuple[str, str], ...]) -> TaskKind:
    """External, manual or automatic; a level of effort is one by the field in which exports from P6 say so."""
    if record.flag("ExternalTask"):
        return TaskKind.EXTERNAL
    if record.flag("Manual"):
        return TaskKind.MANUAL
    if not row.is_summary and any(
        name.lower() == _ACTIVITY_TYPE and value.lower() == _LEVEL_OF_EFFORT for name, value in custom
    ):
        return TaskKind.LEVEL_OF_EFFORT
    return TaskKind.TASK


def _constraints(record: Record, *, from_finish: bool) -> tuple[Constraint, ...]:
    kind = record.choice("ConstraintType", _CONSTRAINTS, ConstraintType.ASAP)
    if kind is ConstraintType.ASAP:
        return (Constraint(kind),) if from_finish and record.text("ConstraintType") else ()
    date = record.moment("ConstraintDate", edge="finish" if kind.on_finish else "start") if kind.has_date else None
    if kind.has_date and date is None:
        if not record.text("ConstraintDate"):
            record.fault("ConstraintDate", "", f"expected the date of the constraint {kind.name}")
        return ()
    return (Constraint(kind, date),)


def _own_dates(record: Record, kind: TaskKind) -> tuple[datetime | None, datetime | None]:
    """The dates of a task that keeps its own: those typed, else those shown; never one of each."""
    if kind not in (TaskKind.MANUAL, TaskKind.EXTERNAL):
        return None, None
    typed = "Manual" if record.text("ManualStart") or record.text("ManualFinish") else ""
    return record.moment(f"{typed}Start"), record.moment(f"{typed}Finish", edge="finish")

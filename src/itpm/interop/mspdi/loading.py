"""From MS Project XML to a plan."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import attrs

from itpm.errors import Fault, FaultsError, PlanError
from itpm.interop.kept import Fields, is_reserved, unsaid
from itpm.interop.mspdi.assignments_in import assignment_records
from itpm.interop.mspdi.baselines_in import baselines_of
from itpm.interop.mspdi.calendars_in import Calendars, calendars_of
from itpm.interop.mspdi.custom_fields import CustomFields, custom_fields_of
from itpm.interop.mspdi.elements_out import raw_pairs
from itpm.interop.mspdi.links import Linking
from itpm.interop.mspdi.measures import Measures, currency_code, day_length
from itpm.interop.mspdi.outline import Row, project_summary, rows_of
from itpm.interop.mspdi.records import Record
from itpm.interop.mspdi.resources_in import resources_of
from itpm.interop.mspdi.restoring import kept_in
from itpm.interop.mspdi.splits import Interruptions
from itpm.interop.mspdi.task_fields import PROJECT_GROUPS, PROJECT_READ
from itpm.interop.mspdi.tasks_in import TaskReader
from itpm.interop.restoring import restored
from itpm.interop.xml_text import parse_xml
from itpm.model.durations import DayLength, Unit, WorkDuration
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.resources import Resource
from itpm.model.tasks import Task

_UNSAID = datetime(1984, 1, 1)


def loads(text: str | bytes) -> Plan:
    """The plan that an MS Project XML (MSPDI) file holds.

    Task ids are the file's UIDs. The dates MS Project computed are left out, see `stored_dates`; durations of
    automatic tasks and the dates of manual ones are what was typed, and come along. The plan's policy is MS
    Project's, with the file's options.

    Args:
        text: the file's text; bytes are decoded as they declare.

    Raises:
        PlanError: not MS Project XML, or not a possible plan; with every fault and its place.

    Example:
        >>> plan = loads('''<Project xmlns="http://schemas.microsoft.com/project"><Title>Move</Title>
        ...   <StartDate>2026-01-05T08:00:00</StartDate>
        ...   <Tasks>
        ...     <Task><UID>1</UID><Name>pack</Name><Duration>PT16H0M0S</Duration><DurationFormat>7</DurationFormat></Task>
        ...     <Task><UID>2</UID><Name>move</Name><Duration>PT8H0M0S</Duration><DurationFormat>7</DurationFormat>
        ...       <PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink></Task>
        ...   </Tasks>
        ... </Project>''')
        >>> print(plan.name, plan["1"].duration, plan["2"].after[0])
        Move 2d 1 -> 2
    """
    faults: list[Fault] = []
    project = Record(parse_xml(text, root="Project"), "", faults)
    try:
        plan = Plan(**plan_fields(project))
    except FaultsError as error:
        raise PlanError([*faults, *error.faults]) from None
    if faults:
        raise PlanError(faults)
    return plan


def plan_fields(project: Record) -> Fields:
    """The fields of the plan that a file holds; what cannot be read goes to the record's faults."""
    measures = Measures(day=day_length(project), usual=_usual_format(project), currency=currency_code(project))
    calendars = calendars_of(project, measures.day)
    fields = custom_fields_of(project)
    resources = resources_of(project, measures, calendars, fields)
    rows = rows_of(project)
    from_finish = not project.flag("ScheduleFromStart", default=True)
    finish = project.moment("FinishDate", edge="finish") if from_finish else None
    found: Fields = {
        "name": _name(project),
        "start": _start(project) or finish or _UNSAID,
        "tasks": _tasks(project, rows, measures=measures, calendars=calendars, resources=resources, fields=fields),
        "dependencies": (),
        "calendar": calendars.usual,
        "calendars": tuple(calendars.by_name.items()),
        "day": measures.day,
        "resources": resources,
        "currency": measures.currency,
        "deadline": None,
        "finish": finish,
        "data_date": project.moment("StatusDate", edge="finish"),
        "baselines": baselines_of(rows, project, measures),
        "policy": _policy(project),
        "schedule_from": "finish" if from_finish else "start",
        "foreign": (*project.foreign(PROJECT_READ, {}), *calendars.foreign, *_raw(project, fields)),
    }
    return restored(unsaid(found) | found, kept_in(project, fields))


def _raw(project: Record, fields: CustomFields) -> tuple[tuple[str, str], ...]:
    """Elements with elements inside that nothing else reads, and definitions that need more than a name."""
    strangers = [
        pair for name in project.groups if name not in PROJECT_GROUPS for pair in raw_pairs(name, project.groups[name])
    ]
    definitions = project.elements_of("ExtendedAttributes", "ExtendedAttribute")
    tables = project.elements_of("OutlineCodes", "OutlineCode")
    return (
        *strangers,
        *raw_pairs("ExtendedAttribute", (one for one in definitions if not is_reserved(fields.name_of(one)))),
        *raw_pairs("OutlineCode", tables),
    )


def _usual_format(project: Record) -> int:
    """Code of the unit that durations are typed in where they do not say."""
    return Measures(day=DayLength()).code(project, "DurationFormat")


def _name(project: Record) -> str:
    summary = project_summary(project)
    names = (project.text("Title"), project.text("Name"), summary.text("Name") if summary is not None else "")
    return next(filter(None, names), "Project")


def _start(project: Record) -> datetime | None:
    if not project.text("StartDate") and not project.text("FinishDate"):
        project.faults.append(Fault("StartDate", None, "expected when the project starts"))
    return project.moment("StartDate")


def _tasks(
    project: Record,
    rows: list[Row],
    *,
    measures: Measures,
    calendars: Calendars,
    resources: tuple[Resource, ...],
    fields: CustomFields,
) -> list[Task]:
    by_uid = {resource.id: resource for resource in resources}
    external = frozenset(row.uid for row in rows if row.record.flag("ExternalTask"))
    linking = Linking(measures, frozenset(row.uid for row in rows), external, {})
    reader = TaskReader(
        measures=measures,
        calendars=calendars,
        resources=by_uid,
        assignments=assignment_records(project),
        linking=linking,
        fields=fields,
        interruptions=Interruptions(by_uid, calendars.by_name, calendars.usual),
        from_finish=not project.flag("ScheduleFromStart", default=True),
    )
    tasks = [reader.task(row) for row in rows]
    return [*tasks, *linking.found.values()]


def _policy(project: Record) -> SchedulingPolicy:
    """MS Project's rules with the file's options; the critical slack limit is in days."""
    limit = project.integer("CriticalSlackLimit") or 0
    return attrs.evolve(
        SchedulingPolicy.ms_project(),
        critical_limit=WorkDuration(Decimal(limit), Unit.DAY) if limit else "0h",
        honour_constraints=project.flag("HonorConstraints", default=True),
        open_ends_critical=project.flag("MultipleCriticalPaths"),
    )

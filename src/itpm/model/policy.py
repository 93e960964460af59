"""How dates are computed where tools and textbooks differ, as one named value.

A plan schedules differently in MS Project, in Primavera P6 and on paper. Each difference is a field here; the three named
policies are their settings, and any mix is a value too: ``attrs.evolve(SchedulingPolicy.textbook(), floor_at_start=False)``.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen
from attrs.validators import in_

from itpm.errors import Fault, NotationError
from itpm.model.durations import NO_TIME, WorkDuration, duration

LagCalendar: TypeAlias = Literal["predecessor", "successor", "project", "continuous"]
OutOfSequence: TypeAlias = Literal["retained_logic", "progress_override", "actual_dates"]
FloatFrom: TypeAlias = Literal["start", "finish", "smaller"]
CriticalBy: TypeAlias = Literal["float", "longest_path"]
DeadlineEffect: TypeAlias = Literal["caps", "replaces", "ignored"]
FinishHolds: TypeAlias = Literal["all", "open_ends"]
StartedDates: TypeAlias = Literal["actual", "remaining"]
Milestones: TypeAlias = Literal["either_edge", "by_kind"]
AsLateAsPossible: TypeAlias = Literal["late_dates", "free_float"]
StartedHolds: TypeAlias = Literal["remaining", "resume"]
FreeFloatBy: TypeAlias = Literal["logic", "own_links"]
SummaryFloats: TypeAlias = Literal["own", "of_tasks"]
DateDisplay: TypeAlias = Literal["as_computed", "working_edges"]


def _limit(value: WorkDuration | str) -> WorkDuration:
    found = duration(value, place="policy.critical_limit")
    if not isinstance(found, WorkDuration):
        raise NotationError([Fault("policy.critical_limit", value, f"expected working time, got {found}")])
    return found


@frozen(kw_only=True)
class SchedulingPolicy:
    """The options of a schedule.

    Attributes:
        lag_calendar: whose working time a lag counts: the predecessor's (P6's default), the successor's (MS Project), the
            plan's, or the clock's (24 h).
        out_of_sequence: what holds the remaining work of a task that began before its predecessors ended: their logic
            (P6's default, ``retained_logic``), nothing (``progress_override``, MS Project), or their actual dates.
        remaining_from_data_date: whether unfinished work is moved to the data date (P6) or stays (MS Project).
        started_holds: by when what precedes a started task must have ended: the latest start of its remaining work (the
            literature, P6), or the date on which that work is to go on, however much float it has (MS Project).
        started_dates: what the early and late dates of a begun task are: the actual ones, so far as there are any (the
            literature, MS Project), or those of what is left of the work, from the data date on and as logic holds it; of a
            complete task nothing is left, but logic still passes through it, and lags count from its actual dates (P6).
        expected_finish: whether an expected finish says how long what is left of a task lasts (P6's option of that name).
        milestones: whether a milestone may stand at the end of a working day as well as at the beginning of one (the
            literature, MS Project), or goes by its kind: one that marks a beginning stands where work begins, one that marks an
            end stays where its predecessors end (P6).
        as_late_as_possible: how late "as late as possible" is: at the late dates, pushing what follows (MS Project), or as late
            as nothing that follows is moved (P6).
        free_float_by: whether free float also ends at the links of a task's summaries (the literature), or at the task's
            own links only (MS Project).
        free_float_capped: whether free float is never more than total float nor less than nothing (the literature, MS Project),
            or what lies between a task and those that follow it, however late it is itself (P6).
        float_from: whether total float is measured at the start, the finish (P6's default) or the smaller of both (MS Project).
        critical_by: critical is a float at or below `critical_limit`, or membership in the longest path.
        critical_limit: the most total float a critical task has.
        spans_critical: whether a level of effort or hammock is critical by its float like any other task (P6), or never, since
            it drives nothing (the literature).
        summary_floats: whether a summary has floats and is critical like a task of its span (MS Project), or can slip at its
            finish only, has no free float, and is critical as soon as one of its tasks is (P6's WBS nodes).
        floor_at_start: whether no task may be scheduled before the plan's start. False allows negative starts.
        floor_yields: whether the plan's start holds only tasks that nothing else places: one with a predecessor's date, or a
            date not to start before, may then lie before it (MS Project).
        finish_floor_frees: whether a date not to finish before frees a task's late dates from the links out of its start (MS
            Project, see Microsoft's article 192027), though they still hold what follows, or not (the literature, P6).
        finish_cap_replaces: whether a date not to finish after takes the place of the project's finish for a task that nothing
            waits for, even a later one (MS Project, see Microsoft's article 182899), or only ends it (the literature, P6).
        milestones_leave_start: whether a milestone that nothing but the plan's start holds moves on to working time, like any
            other (the literature, P6), or stands there on a day on which nobody works (MS Project).
        open_ends_critical: whether a task without successors gets no float from the project's finish (MS Project's
            "calculate multiple critical paths").
        project_finish_holds: whether the project's finish holds the late finish of all tasks, or only of those without
            successors (the literature: a task whose only successor waits for its start may then have float beyond the
            project's finish).
        deadline: whether the plan's deadline caps late dates, replaces the project's finish in the backward pass (P6's
            "must finish by"), or is ignored.
        honour_constraints: whether date constraints win over logic that pushes past them (MS Project's "tasks will always
            honour their constraint dates").
        date_display: whether rows show dates as computed (all three tools), or a start outside working time as the next start
            of work and a finish outside it as the last end of work; a milestone that touches working time stays. Floats, links,
            comparisons and `Schedule.finish` go by the dates as computed.
    """

    lag_calendar: LagCalendar = field(
        default="successor", validator=in_(("predecessor", "successor", "project", "continuous"))
    )
    out_of_sequence: OutOfSequence = field(
        default="progress_override", validator=in_(("retained_logic", "progress_override", "actual_dates"))
    )
    remaining_from_data_date: bool = False
    started_holds: StartedHolds = field(default="resume", validator=in_(("remaining", "resume")))
    started_dates: StartedDates = field(default="actual", validator=in_(("actual", "remaining")))
    expected_finish: bool = False
    milestones: Milestones = field(default="either_edge", validator=in_(("either_edge", "by_kind")))
    as_late_as_possible: AsLateAsPossible = field(default="late_dates", validator=in_(("late_dates", "free_float")))
    free_float_by: FreeFloatBy = field(default="own_links", validator=in_(("logic", "own_links")))
    free_float_capped: bool = True
    float_from: FloatFrom = field(default="smaller", validator=in_(("start", "finish", "smaller")))
    critical_by: CriticalBy = field(default="float", validator=in_(("float", "longest_path")))
    critical_limit: WorkDuration = field(default=NO_TIME, converter=_limit)
    spans_critical: bool = False
    summary_floats: SummaryFloats = field(default="own", validator=in_(("own", "of_tasks")))
    floor_at_start: bool = True
    floor_yields: bool = True
    finish_floor_frees: bool = True
    finish_cap_replaces: bool = True
    milestones_leave_start: bool = False
    open_ends_critical: bool = False
    project_finish_holds: FinishHolds = field(default="all", validator=in_(("all", "open_ends")))
    deadline: DeadlineEffect = field(default="caps", validator=in_(("caps", "replaces", "ignored")))
    honour_constraints: bool = True
    date_display: DateDisplay = field(default="as_computed", validator=in_(("as_computed", "working_edges")))

    @classmethod
    def ms_project(cls) -> SchedulingPolicy:
        """Microsoft Project's defaults."""
        return cls()

    @classmethod
    def primavera(cls) -> SchedulingPolicy:
        """Primavera P6's defaults."""
        return cls(
            lag_calendar="predecessor",
            out_of_sequence="retained_logic",
            remaining_from_data_date=True,
            started_holds="remaining",
            started_dates="remaining",
            expected_finish=True,
            milestones="by_kind",
            as_late_as_possible="free_float",
            free_float_by="logic",
            free_float_capped=False,
            float_from="finish",
            spans_critical=True,
            summary_floats="of_tasks",
            floor_yields=False,
            finish_floor_frees=False,
            finish_cap_replaces=False,
            milestones_leave_start=True,
            deadline="replaces",
            honour_constraints=False,
        )

    @classmethod
    def textbook(cls) -> SchedulingPolicy:
        """The literature's convention: EF = ES + d, lags in the successor's working time, dates as computed."""
        return cls(
            out_of_sequence="retained_logic",
            started_holds="remaining",
            free_float_by="logic",
            floor_yields=False,
            finish_floor_frees=False,
            finish_cap_replaces=False,
            milestones_leave_start=True,
            project_finish_holds="open_ends",
            honour_constraints=False,
        )

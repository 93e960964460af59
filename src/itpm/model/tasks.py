"""Tasks: the work packages, milestones and summaries a plan is made of.

A task holds what most tasks have; `TaskDetails` holds what few have. Creating a task checks notation (a text that is no
duration is refused); whether its values make sense together is for the plan to say, which reports all faults at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from attrs import Converter, field, frozen

from itpm.errors import Fault, NotationError
from itpm.model.constraints import Constraint
from itpm.model.dependencies import Dependency, dependency
from itpm.model.durations import Duration, ElapsedDuration, ThreePointEstimate, duration, estimate
from itpm.model.given import several, shortened, text_pairs
from itpm.model.moments import Moment, finish_moment, start_moment
from itpm.model.money import Money, optional_money
from itpm.model.progress import Progress
from itpm.model.resources import Accrual, Assignment


class TaskKind(Enum):
    """What kind of work a task is.

    A level of effort and a hammock last as long as what they are linked to; a manual task keeps its own dates; an external
    one belongs to another plan.
    """

    TASK = 1
    LEVEL_OF_EFFORT = 2
    HAMMOCK = 3
    MANUAL = 4
    EXTERNAL = 5


class EffortType(Enum):
    """Which of duration, units and work stays when another changes."""

    FIXED_UNITS = 0
    FIXED_DURATION = 1
    FIXED_WORK = 2


class EarnedValueMethod(Enum):
    """How a work package earns its budget."""

    PERCENT_COMPLETE = "percent complete"
    PHYSICAL_PERCENT = "physical percent complete"
    ZERO_HUNDRED = "0/100"
    FIFTY_FIFTY = "50/50"
    LEVEL_OF_EFFORT = "level of effort"


def _splits(parts: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((start, finish) for start, finish in parts)


def _elapsed(value: ElapsedDuration | str | None) -> ElapsedDuration | None:
    if value is None or isinstance(value, ElapsedDuration):
        return value
    found = duration(value)
    if isinstance(found, ElapsedDuration):
        return found
    raise NotationError([Fault("details.levelling_delay", value, f"expected clock time like 3ed, got {found}")])


@frozen(kw_only=True)
class TaskDetails:
    """What few tasks have.

    Attributes:
        active: False: kept for the record, holds nothing and is held by nothing.
        milestone: shown as a milestone though it has a duration.
        start_milestone: a milestone that marks a beginning: it stands where working time begins, never at the end of the day
            before (P6's start milestone).
        expected_finish: when people expect it to be finished; where the policy uses it, what is left of the work lasts until
            then (P6).
        effort: which of duration, units and work is fixed.
        effort_driven: whether more people make it shorter.
        ignores_resource_calendars: whether the task's own calendar alone counts.
        levelling_delay: clock time by which levelling put the task off.
        splits: working parts of a split task, as (start, finish) pairs.
        manual_start: own start of a manual task.
        manual_finish: own finish of a manual task.
        fixed_cost: cost that is nobody's work.
        fixed_cost_accrual: when that cost is incurred.
        earned_value: how the task earns its budget; None: the plan's default, percent complete.
        cost_account: control account it is booked on.
        wbs: work breakdown structure code, as the organisation numbers it.
        codes: activity codes, as (code, value) pairs: ``("Phase", "Build")``.
        custom: custom fields, as (field, text) pairs.
        notes: free text.
        foreign: (element, text) pairs that a file held and the library does not read, kept for the writer.
    """

    active: bool = True
    milestone: bool = False
    start_milestone: bool = False
    expected_finish: datetime | None = field(default=None, converter=finish_moment)
    effort: EffortType = EffortType.FIXED_DURATION
    effort_driven: bool = False
    ignores_resource_calendars: bool = False
    levelling_delay: ElapsedDuration | None = field(default=None, converter=_elapsed)
    splits: tuple[tuple[datetime, datetime], ...] = field(default=(), converter=_splits)
    manual_start: datetime | None = field(default=None, converter=start_moment)
    manual_finish: datetime | None = field(default=None, converter=finish_moment)
    fixed_cost: Money | None = field(default=None, converter=optional_money)
    fixed_cost_accrual: Accrual = Accrual.PRORATED
    earned_value: EarnedValueMethod | None = None
    cost_account: str = ""
    wbs: str = ""
    codes: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)
    custom: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)
    notes: str = ""
    foreign: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)


NO_DETAILS = TaskDetails()


def _duration(value: object, task: Any) -> Duration | ThreePointEstimate | None:  # attrs hands the half-made task
    return estimate(value, place=f"task {task.id!r}.duration")  # type: ignore[arg-type]  # whatever was typed: estimate refuses it


def _after(value: object, task: Any) -> tuple[Dependency, ...]:  # as above
    if value == ():
        return ()
    place = f"task {task.id!r}.after"
    if isinstance(value, (str, Dependency)) or not isinstance(value, Iterable):
        raise NotationError(
            [Fault(place, value, f"expected a list of links like ['build SS+5d'], got {shortened(value)}")]
        )
    links: list[Dependency] = []
    faults: list[Fault] = []
    for link in value:
        try:
            links.append(dependency(link, task.id, place=place))
        except NotationError as error:
            faults.extend(error.faults)
    if faults:
        raise NotationError(faults)
    return tuple(links)


def _constraints(values: Constraint | str | Iterable[Constraint | str]) -> tuple[Constraint, ...]:
    """Constraints, or their short forms: ``"ALAP"``, ``"SNET 2026-01-12"``."""
    if values == ():
        return ()
    listed = (values,) if isinstance(values, Constraint | str) else tuple(values)
    wrong = [value for value in listed if not isinstance(value, Constraint | str)]
    if wrong:
        expected = 'expected a Constraint, or its short form like "SNET 2026-01-12"'
        raise NotationError(
            [Fault("task.constraints", value, f"{expected}, got {shortened(value)}") for value in wrong]
        )
    return tuple(
        value if isinstance(value, Constraint) else Constraint(*(value.split(None, 1) or [""])) for value in listed
    )


def _assignments(values: Iterable[Assignment]) -> tuple[Assignment, ...]:
    return () if values == () else several(values, Assignment, "assignments")


def _deadline(value: object) -> datetime | None:
    return None if value is None else finish_moment(value)  # type: ignore[arg-type]  # whatever was typed: moment refuses it


_READ_DURATION = Converter(_duration, takes_self=True)
_READ_AFTER = Converter(_after, takes_self=True)


@frozen
class Task:
    """A work package, milestone or summary.

    Attributes:
        id: what links and look-ups call it; never empty, never ending like a link (`` FS+2d``).
        duration: how long it takes: one duration, three (optimistic, most likely, pessimistic), ``"0d"`` or None for a
            milestone, None for a summary.
        name: what people call it; empty: its id.
        after: what it waits for; the short form is ``"build SS+5d"``.
        parent: id of its summary in the work breakdown; a summary is a task that is a parent.
        kind: task, level of effort, hammock, manual or external.
        constraints: dates it is held to; short forms (``"ALAP"``, ``"SNET 2026-01-12"``) are accepted.
        deadline: date it should be finished by; caps late dates, never moves early ones.
        calendar: name of its calendar in the plan's calendars; None: the plan's.
        assignments: who and what does it.
        progress: what is known of its past.
        priority: 0 to 1000; who goes first when resources are short.
        details: what few tasks have.

    Raises:
        NotationError: a duration, link or date cannot be read.

    Example:
        >>> Task("train", "5d", after=["build SS+10d"]).after[0].lag
        WorkDuration(amount=Decimal('10'), unit=<Unit.DAY: 'd'>)
    """

    id: str
    duration: Duration | ThreePointEstimate | None = field(default=None, converter=_READ_DURATION)  # type: ignore[misc]  # mypy cannot follow a Converter
    name: str = field(default="", kw_only=True)
    after: tuple[Dependency, ...] = field(default=(), kw_only=True, converter=_READ_AFTER)  # type: ignore[misc]  # mypy cannot follow a Converter
    parent: str | None = field(default=None, kw_only=True)
    kind: TaskKind = field(default=TaskKind.TASK, kw_only=True)
    constraints: tuple[Constraint, ...] = field(default=(), kw_only=True, converter=_constraints)
    deadline: datetime | None = field(default=None, kw_only=True, converter=_deadline)
    calendar: str | None = field(default=None, kw_only=True)
    assignments: tuple[Assignment, ...] = field(default=(), kw_only=True, converter=_assignments)
    progress: Progress | None = field(default=None, kw_only=True)
    priority: int = field(default=500, kw_only=True)
    details: TaskDetails | None = field(default=None, kw_only=True)

    if TYPE_CHECKING:  # what the converters accept: checkers cannot follow one that knows the task

        def __init__(
            self,
            id: str,
            duration: Duration | ThreePointEstimate | str | Sequence[Duration | str] | None = None,
            *,
            name: str = "",
            after: Iterable[Dependency | str] = (),
            parent: str | None = None,
            kind: TaskKind = TaskKind.TASK,
            constraints: Constraint | str | Iterable[Constraint | str] = (),
            deadline: Moment | None = None,
            calendar: str | None = None,
            assignments: Iterable[Assignment] = (),
            progress: Progress | None = None,
            priority: int = 500,
            details: TaskDetails | None = None,
        ) -> None: ...

    @property
    def label(self) -> str:
        """What people call it: the name, else the id."""
        return self.name or self.id

    @property
    def extra(self) -> TaskDetails:
        """Its details, or the defaults where it has none."""
        return self.details or NO_DETAILS

    @property
    def is_active(self) -> bool:
        """Whether it counts."""
        return self.details is None or self.details.active

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is left to be done."""
        return self.progress is not None and self.progress.is_complete

    @property
    def spans_others(self) -> bool:
        """Whether it lasts as long as what it is linked to, and drives nothing."""
        return self.kind is TaskKind.LEVEL_OF_EFFORT or self.kind is TaskKind.HAMMOCK

    def percent_complete(self) -> Decimal:
        """Share of the duration that lies behind [%], 0 where nothing is recorded."""
        if self.is_complete:
            return Decimal(100)
        return (self.progress and self.progress.percent_complete) or Decimal(0)

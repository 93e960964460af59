"""Ready to run it, and ready to go: operational readiness, the go/no-go, hypercare.

Source: AXELOS, ITIL 4, practices release management, deployment management, service level management, monitoring and event
management, incident management, service continuity management.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from attrs import field, frozen

from itpm.lifecycle.deliverables.checks import Check, check_faults, check_gaps, checks
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import number, repeated
from itpm.model.given import several, texts
from itpm.model.moments import finish_moment, start_moment
from itpm.rules.wording import day, listed

OPERATIONAL_CHECKS = (
    "monitoring sees every component, and its alarms reach somebody",
    "somebody is on call from the first minute",
    "backup runs, and a restore from it was tested",
    "runbooks are written, and operations has used them",
    "capacity suffices for the highest load expected",
    "operations has the access rights it needs, and the project gives up its own",
    "licences and maintenance contracts are in force",
    "service levels are agreed, and can be measured",
    "the service desk knows the service, its users and its known errors",
    "configuration items and their owners are recorded",
)
"""What operations asks before it takes a service over."""

GO_NO_GO_CHECKS = (
    "all tests that had to pass have passed",
    "no defect is open that stops people from working",
    "the cut-over was rehearsed, and fits its window",
    "the way back was rehearsed, and the point of no return is known",
    "data were migrated in a rehearsal, and the numbers agreed",
    "operations is ready to take over",
    "users are trained, and know what changes when",
    "everybody in the cut-over knows when and where to be",
    "partners and suppliers are told, and stand by",
)
"""What is asked before a go."""

_OPERATIONAL, _GO_NO_GO = checks(OPERATIONAL_CHECKS), checks(GO_NO_GO_CHECKS)


@frozen
class OperationalReadiness(Deliverable):
    """Whether operations can run it from the first minute.

    Attributes:
        checks: what operations asks; default: `OPERATIONAL_CHECKS`, unanswered.
        accepted_by: who takes the service over.
    """

    key: ClassVar[str] = "operational_readiness"
    noun: ClassVar[str] = "the operational readiness"
    is_reviewed_by_others: ClassVar[bool] = True

    checks: tuple[Check, ...] = field(default=_OPERATIONAL, converter=checks)
    accepted_by: str = field(default="", kw_only=True)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.checks:
            yield Gap("checks", "operations asks nothing", "ask what operations needs before it takes over")
        yield from check_gaps(self.checks)
        if not self.accepted_by:
            yield Gap("accepted_by", "nobody takes the service over", "name who does")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "not_ready", tuple(check.question for check in self.checks if check.is_required and not check.answer)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        return check_faults(self.checks)


@frozen
class Vote:
    """What one of those says who decide.

    Attributes:
        role: as what: ``"operations"``.
        go: True or False; None while nothing was said.
        by: who says it.
        condition: on what.
        condition_due: by when that must hold; a bare date means the end of that day.
    """

    role: str
    go: bool | None = None
    by: str = field(default="", kw_only=True)
    condition: str = field(default="", kw_only=True)
    condition_due: datetime | None = field(default=None, kw_only=True, converter=finish_moment)


def _votes(values: Iterable[Vote | str]) -> tuple[Vote, ...]:
    return tuple(value if isinstance(value, Vote) else Vote(value) for value in values)


@frozen
class GoNoGo(Deliverable):
    """The decision to go: the checklist, and what each of those says who decide.

    Attributes:
        checks: what is asked; default: `GO_NO_GO_CHECKS`, unanswered.
        votes: one for each role that decides.
        held_at: when; a bare date means the end of that day.
    """

    key: ClassVar[str] = "go_no_go"
    noun: ClassVar[str] = "the go/no-go"

    checks: tuple[Check, ...] = field(default=_GO_NO_GO, converter=checks)
    votes: tuple[Vote, ...] = field(default=(), kw_only=True, converter=_votes)
    held_at: datetime | None = field(default=None, kw_only=True, converter=finish_moment)

    @property
    def is_go(self) -> bool:
        """Whether every role that decides says go."""
        return bool(self.votes) and all(vote.go for vote in self.votes)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        yield from check_gaps(self.checks)
        if not self.votes:
            yield Gap("votes", "nobody is named who decides", "name the roles that do")
        if self.held_at is None:
            yield Gap("held_at", "the go/no-go has no date", "hold it, and say when")
        for vote in self.votes:
            yield from _vote_gaps(vote)

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "is_go", self.is_go if self.votes else None
        yield "against", tuple(vote.role for vote in self.votes if vote.go is False)
        yield "conditions", tuple(vote.condition for vote in self.votes if vote.condition)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        yield from check_faults(self.checks)
        for role, times in repeated(vote.role for vote in self.votes).items():
            yield "votes", role, f"{role!r} votes {times} times"


def _vote_gaps(vote: Vote) -> Iterator[Gap]:
    name = f"votes.{vote.role}"
    if vote.go is None:
        yield Gap(name, f"{vote.role} has not said go or no-go", "ask")
    elif not vote.go:
        reason = f": {vote.condition}" if vote.condition else ""
        yield Gap(name, f"{vote.role} says no-go{reason}", "do away with the reason, and ask again")
    elif not vote.by:
        yield Gap(name, f"nobody is named who says go as {vote.role}", "say who")
    elif vote.condition and vote.condition_due is None:
        yield Gap(name, f"{vote.role} says go on a condition without a date: {vote.condition}", "give it a date")


def _optional_number(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else number(value)


@frozen
class ExitCriterion:
    """What must hold before hypercare ends.

    Attributes:
        name: what is measured: ``"severity-1 incidents in the last five days"``.
        limit: what it must not exceed, or must reach.
        measured: what it is; None while nobody has measured.
        better: whether lower or higher is better.

    Example:
        >>> ExitCriterion("open severity-2 incidents", 3, 5).is_met
        False
    """

    name: str
    limit: Decimal = field(converter=number)
    measured: Decimal | None = field(default=None, converter=_optional_number)
    better: Literal["lower", "higher"] = field(default="lower", kw_only=True)

    @property
    def is_met(self) -> bool | None:
        """Whether it holds; None while nobody has measured."""
        if self.measured is None:
            return None
        return self.measured <= self.limit if self.better == "lower" else self.measured >= self.limit


def _criteria(values: Iterable[ExitCriterion]) -> tuple[ExitCriterion, ...]:
    return several(values, ExitCriterion, "exit_criteria", DeliverableError)


@frozen(kw_only=True)
class Hypercare(Deliverable):
    """The first weeks, with those at hand who built it, and what must hold before they leave.

    Attributes:
        starts: from when.
        finish: until when at least; a bare date means the end of that day.
        team: who is at hand.
        exit_criteria: what must hold before it ends.
        measured_at: when that was measured; a bare date means the end of that day.
        handed_over_to: who goes on alone.
    """

    key: ClassVar[str] = "hypercare"
    noun: ClassVar[str] = "hypercare"
    is_reviewed_by_others: ClassVar[bool] = True

    starts: datetime | None = field(default=None, converter=start_moment)
    finish: datetime | None = field(default=None, converter=finish_moment)
    team: tuple[str, ...] = field(default=(), converter=texts)
    exit_criteria: tuple[ExitCriterion, ...] = field(default=(), converter=_criteria)
    measured_at: datetime | None = field(default=None, converter=finish_moment)
    handed_over_to: str = ""

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if self.starts is None or self.finish is None:
            yield Gap("starts", "nothing says from when to when hypercare lasts", "say it")
        if not self.team:
            yield Gap("team", "nobody is at hand in hypercare", "name those who are")
        if not self.exit_criteria:
            yield Gap("exit_criteria", "nothing says when hypercare may end", "name what must hold, in numbers")
        open_ = [criterion.name for criterion in self.exit_criteria if criterion.measured is None]
        if open_:
            yield Gap("exit_criteria", f"not measured: {listed(open_)}", "measure it")
        for criterion in self.exit_criteria:
            if criterion.is_met is False:
                wanted = "at most" if criterion.better == "lower" else "at least"
                message = f"{criterion.name}: {criterion.measured}, {wanted} {criterion.limit} is wanted"
                yield Gap(f"exit_criteria.{criterion.name}", message, "go on with hypercare, and measure again")
        if self.measured_at and self.finish and self.measured_at < self.finish:
            message = f"measured on {day(self.measured_at)}, and hypercare lasts until {day(self.finish)}"
            yield Gap("measured_at", message, "measure again at its end")
        if not self.handed_over_to:
            yield Gap("handed_over_to", "nobody is named who goes on after hypercare", "name who does")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "not_met", tuple(criterion.name for criterion in self.exit_criteria if not criterion.is_met)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        if self.starts and self.finish and self.finish <= self.starts:
            yield "finish", self.finish, f"it ends {self.finish}, not after it starts {self.starts}"
        for name, times in repeated(criterion.name for criterion in self.exit_criteria).items():
            yield "exit_criteria", name, f"{name!r} is listed {times} times"
        for criterion in self.exit_criteria:
            if criterion.better not in {"lower", "higher"}:
                yield "exit_criteria", criterion.better, f"expected 'lower' or 'higher', got {criterion.better!r}"

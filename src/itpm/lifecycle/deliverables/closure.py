"""What a project ends with: a support team, trained users, the final report, the post-mortem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.deliverables.shares import optional_share
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import is_count, number
from itpm.model.given import several, texts
from itpm.model.moments import finish_moment, start_moment
from itpm.model.numbers import quotient
from itpm.rules.wording import listed


@frozen
class SupportMember:
    """Who helps users, and how one reaches them."""

    name: str
    role: str = ""
    contact: str = field(default="", kw_only=True)


@frozen
class ServiceLevel:
    """What users may expect: ``ServiceLevel("answer to a severity-1 incident", "30m")``."""

    name: str
    target: str = ""


def _members(items: Iterable[SupportMember]) -> tuple[SupportMember, ...]:
    return several(items, SupportMember, "members", DeliverableError)


def _levels(items: Iterable[ServiceLevel]) -> tuple[ServiceLevel, ...]:
    return several(items, ServiceLevel, "service_levels", DeliverableError)


@frozen
class SupportTeam(Deliverable):
    """Who runs it after the project, with which promises and instructions.

    Attributes:
        members: who helps.
        service_levels: what users may expect.
        runbooks: instructions handed over.
        starts: from when.
    """

    key: ClassVar[str] = "support_team"
    noun: ClassVar[str] = "the support team"

    members: tuple[SupportMember, ...] = field(default=(), converter=_members)
    service_levels: tuple[ServiceLevel, ...] = field(default=(), kw_only=True, converter=_levels)
    runbooks: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    starts: datetime | None = field(default=None, kw_only=True, converter=start_moment)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.members:
            yield Gap("members", "the support team has no members", "name who helps users after the project")
        unreachable = [member.name for member in self.members if not member.contact]
        if unreachable:
            yield Gap("contact", f"nothing says how to reach {listed(unreachable)}", "give a contact")
        if not self.service_levels:
            yield Gap("service_levels", "no service levels are agreed", "agree what users may expect")
        vague = [level.name for level in self.service_levels if not level.target]
        if vague:
            yield Gap("service_levels", f"nothing is promised for {listed(vague)}", "give each a target, in numbers")
        if not self.runbooks:
            yield Gap("runbooks", "no runbooks were handed over", "hand over the instructions for running it")
        if self.starts is None:
            yield Gap("starts", "nothing says when the support team takes over", "set a date")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "starts", self.starts
        yield "runbooks", len(self.runbooks)
        yield "service_levels", len(self.service_levels)


@frozen
class UserGroup:
    """Users with the same needs.

    Attributes:
        name: the group.
        users: how many there are [1].
        trained: how many of them were trained [1].
    """

    name: str
    users: int = field(kw_only=True, validator=is_count)
    trained: int = field(default=0, kw_only=True, validator=is_count)

    @property
    def coverage(self) -> Decimal:
        """Share of the users who were trained [1]; an empty group is covered."""
        return quotient(self.trained, self.users) if self.users else Decimal(1)


def _groups(items: Iterable[UserGroup]) -> tuple[UserGroup, ...]:
    return several(items, UserGroup, "groups", DeliverableError)


@frozen
class Training(Deliverable):
    """Which users were trained.

    Attributes:
        groups: the groups of users.
        required: share of every group that has to be trained [1].
        materials: what remains to look things up in.
    """

    key: ClassVar[str] = "training"
    noun: ClassVar[str] = "the training"

    groups: tuple[UserGroup, ...] = field(default=(), converter=_groups)
    required: Decimal = field(default=Decimal("0.9"), kw_only=True, converter=number)
    materials: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.groups:
            yield Gap("groups", "no user group is named", "name the groups and how many users each has")
        for group in self.groups:
            if group.coverage < self.required:
                message = (
                    f"{group.trained} of {group.users} in {group.name} are trained, {self.required:.0%} are required"
                )
                yield Gap(f"groups.{group.name}", message, f"train the {group.name}")
        if not self.materials:
            yield Gap("materials", "there is no training material", "leave users something to look things up in")

    @property
    def coverage(self) -> Decimal | None:
        """Share of all users who were trained [1]; None where there are none."""
        return optional_share(sum(group.trained for group in self.groups), sum(group.users for group in self.groups))

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "coverage", self.coverage
        yield "lowest_coverage", min((group.coverage for group in self.groups), default=None)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for group in self.groups:
            if not 0 <= group.trained <= group.users:
                yield f"groups.{group.name}", group.trained, f"{group.trained} of {group.users} users cannot be trained"
        if not 0 <= self.required <= 1:
            yield "required", self.required, f"a share lies between 0 and 1, got {self.required}"


@frozen
class FinalReport(Deliverable):
    """How the project ended, against what was promised.

    Attributes:
        summary: the outcome in a few sentences.
        scope: what was delivered, against the scope statement.
        schedule: when, against the baseline.
        budget: at what cost, against the budget.
        quality: how well, against the success criteria.
        open_points: what is left to others.
    """

    key: ClassVar[str] = "final_report"
    noun: ClassVar[str] = "the final report"
    is_reviewed_by_others: ClassVar[bool] = True

    summary: str = ""
    scope: str = field(default="", kw_only=True)
    schedule: str = field(default="", kw_only=True)
    budget: str = field(default="", kw_only=True)
    quality: str = field(default="", kw_only=True)
    open_points: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        for name, remedy in _REPORT_PARTS:
            if not getattr(self, name):
                yield Gap(name, f"the final report says nothing on {_said(name)}", remedy)


_REPORT_PARTS = (
    ("summary", "sum up how the project ended"),
    ("scope", "compare what was delivered with the scope statement"),
    ("schedule", "compare the dates with the baseline"),
    ("budget", "compare the cost with the budget"),
    ("quality", "compare the result with the success criteria"),
)


def _said(part: str) -> str:
    return "the outcome" if part == "summary" else part


@frozen
class Lesson:
    """Something to do otherwise next time.

    Attributes:
        statement: what.
        owner: who sees to it.
        tag: where it belongs, so that the next project finds it: ``"estimation"``, ``"vendor"``.
    """

    statement: str
    owner: str = field(default="", kw_only=True)
    tag: str = field(default="", kw_only=True)


def _lessons(items: Iterable[Lesson]) -> tuple[Lesson, ...]:
    return several(items, Lesson, "lessons", DeliverableError)


@frozen(kw_only=True)
class PostMortem(Deliverable):
    """What went well, what did not, why, and what follows.

    Attributes:
        went_well: what to keep.
        went_badly: what to change.
        causes: why it went so.
        lessons: what follows.
        held_at: when it was held; a bare date means the end of that day.
        participants: who took part.
    """

    key: ClassVar[str] = "post_mortem"
    noun: ClassVar[str] = "the post-mortem"

    went_well: tuple[str, ...] = field(default=(), converter=texts)
    went_badly: tuple[str, ...] = field(default=(), converter=texts)
    causes: tuple[str, ...] = field(default=(), converter=texts)
    lessons: tuple[Lesson, ...] = field(default=(), converter=_lessons)
    held_at: datetime | None = field(default=None, converter=finish_moment)
    participants: tuple[str, ...] = field(default=(), converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        for name, message in _POST_MORTEM_PARTS:
            if not getattr(self, name):
                yield Gap(name, f"the post-mortem {message}", f"add it: revise(post_mortem, {name}=...)")
        unowned = [lesson.statement for lesson in self.lessons if not lesson.owner]
        if unowned:
            yield Gap("lessons.owner", f"nobody owns the lesson: {listed(unowned)}", "name an owner")
        untagged = [lesson.statement for lesson in self.lessons if not lesson.tag]
        if untagged:
            yield Gap(
                "lessons.tag", f"a lesson has no tag: {listed(untagged)}", "tag it, so that the next project finds it"
            )

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "lessons", len(self.lessons)


_POST_MORTEM_PARTS = (
    ("held_at", "has no date"),
    ("participants", "names nobody who took part"),
    ("went_well", "names nothing that went well"),
    ("went_badly", "names nothing that went badly"),
    ("causes", "names no causes"),
    ("lessons", "draws no lessons"),
)

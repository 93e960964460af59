"""What an agile project has instead of a plan on paper: the backlog, the release plan, the increment of each sprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.backlogs import Backlog, done_in, sprint_forecast
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import is_count, repeated
from itpm.model.given import several, texts
from itpm.model.moments import finish_moment
from itpm.rules.wording import listed


@frozen
class ProductBacklog(Deliverable):
    """What is to be made, in order, with what it is for.

    Attributes:
        backlog: items and sprints.
        goal: what the product is for.
        product_owner: who decides on the order.
    """

    key: ClassVar[str] = "product_backlog"
    noun: ClassVar[str] = "the product backlog"

    backlog: Backlog | None = None
    goal: str = field(default="", kw_only=True)
    product_owner: str = field(default="", kw_only=True)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.goal:
            yield Gap("goal", "the product backlog has no goal", "say what the product is for")
        if not self.product_owner:
            yield Gap("product_owner", "nobody decides on the order of the backlog", "name a product owner")
        if self.backlog is None or not len(self.backlog):
            yield Gap("items", "the product backlog has no items", "write down what is to be made")
            return
        for finding in self.backlog.findings():
            yield Gap(f"backlog.{finding.code}", finding.message, finding.remedy)
        unsized = [item.key for item in self.backlog.open_items if item.points is None and not item.resized]
        if unsized:
            yield Gap("points", f"not estimated: {listed(unsized)}", "estimate them, at least roughly")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        if self.backlog is None:
            return
        seen = sprint_forecast(self.backlog)
        yield "remaining", seen.remaining
        yield "velocity", seen.velocity.mean
        yield "scope_growth", seen.velocity.mean_growth
        yield "sprints_over", self.backlog.sprints_over
        yield "sprints_left", seen.expected if seen.velocity.done else None
        yield "sprints_left_at_worst", seen.most if seen.velocity.done else None


@frozen
class Release:
    """A release that is planned.

    Attributes:
        name: what people call it.
        due: by when; a bare date means the end of that day.
        items: keys of what is to be in it.
    """

    name: str
    due: datetime | None = field(default=None, converter=finish_moment)
    items: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)


def _releases(values: Iterable[Release]) -> tuple[Release, ...]:
    return several(values, Release, "releases", DeliverableError)


@frozen
class ReleasePlan(Deliverable):
    """Which releases there will be, when, and what is in them.

    Attributes:
        releases: in order.
        definition_of_done: what every item must meet.
    """

    key: ClassVar[str] = "release_plan"
    noun: ClassVar[str] = "the release plan"

    releases: tuple[Release, ...] = field(default=(), converter=_releases)
    definition_of_done: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.releases:
            yield Gap("releases", "no release is planned", "plan at least the first")
        if not self.definition_of_done:
            yield Gap("definition_of_done", "nothing says when an item is done", "agree on a definition of done")
        product = beside.get(ProductBacklog.key)
        backlog = product.backlog if isinstance(product, ProductBacklog) else None
        known = {item.key for item in backlog.items} if backlog else None
        for release in self.releases:
            if release.due is None:
                yield Gap(f"releases.{release.name}", f"{release.name} has no date", "say by when")
            if not release.items:
                yield Gap(f"releases.{release.name}", f"nothing is in {release.name}", "say what is to be in it")
            strangers = [key for key in release.items if known is not None and key not in known]
            if strangers:
                message = f"{release.name} holds what the backlog has not: {listed(strangers)}"
                yield Gap(f"releases.{release.name}", message, "put it into the backlog, or leave it out")

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for name, times in repeated(release.name for release in self.releases).items():
            yield "releases", name, f"the release {name!r} is listed {times} times"


@frozen
class Increment(Deliverable):
    """What a sprint made that can be used, and what those said for whom it is made.

    Attributes:
        sprint: number of the sprint [1].
        items: keys of what it holds; what the backlog says is done in the sprint.
        shown_to: who looked at it.
        goal_met: whether the sprint's goal was reached.
        released: whether it is in use.
    """

    key: ClassVar[str] = "increment"
    noun: ClassVar[str] = "the increment"

    sprint: int = field(default=1, validator=is_count)
    items: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    shown_to: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    goal_met: bool | None = field(default=None, kw_only=True)
    released: bool = field(default=False, kw_only=True)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.items:
            yield Gap("items", f"the increment of sprint {self.sprint} holds nothing", "say what is done")
        if not self.shown_to:
            yield Gap("shown_to", f"nobody looked at the increment of sprint {self.sprint}", "review the sprint")
        if self.goal_met is None:
            message = f"nothing says whether the goal of sprint {self.sprint} was reached"
            yield Gap("goal_met", message, "say it in the review")
        product = beside.get(ProductBacklog.key)
        if isinstance(product, ProductBacklog) and product.backlog is not None:
            yield from self._undone(product.backlog)

    def _undone(self, backlog: Backlog) -> Iterator[Gap]:
        done = {item.key for sprint in range(1, self.sprint + 1) for item in done_in(backlog, sprint)}
        undone = [key for key in self.items if key not in done]
        if undone:
            message = f"not done by the definition of done: {listed(undone)}"
            yield Gap("items", message, "finish it, or take it out of the increment")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "sprint", self.sprint
        yield "goal_met", self.goal_met

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        if self.sprint < 1:
            yield "sprint", self.sprint, f"sprints are numbered from 1, got {self.sprint}"


@frozen
class SprintReview(Deliverable):
    """What was shown at the end of a sprint, and what those said for whom it is made.

    Attributes:
        sprint: number of the sprint [1].
        held_at: when; a bare date means the end of that day.
        attended_by: who looked.
        shown: keys of the items that were shown.
        rejected: keys of the items that were not accepted.
        feedback: what was said.
        changes: what changes in the backlog because of it.
    """

    key: ClassVar[str] = "sprint_review"
    noun: ClassVar[str] = "the sprint review"

    sprint: int = field(default=1, validator=is_count)
    held_at: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    attended_by: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    shown: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    rejected: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    feedback: str = field(default="", kw_only=True)
    changes: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if self.held_at is None:
            yield Gap("held_at", f"the review of sprint {self.sprint} has no date", "hold it, and say when")
        if not self.attended_by:
            yield Gap(
                "attended_by", f"nobody looked in the review of sprint {self.sprint}", "invite those it is made for"
            )
        if not self.shown:
            yield Gap("shown", f"nothing was shown in the review of sprint {self.sprint}", "show what is done")
        if not self.feedback:
            yield Gap("feedback", f"nothing was said in the review of sprint {self.sprint}", "write down what was said")
        increment = beside.get(Increment.key)
        if isinstance(increment, Increment) and increment.sprint == self.sprint:
            kept = [key for key in self.rejected if key in increment.items]
            if kept:
                message = f"rejected, and still in the increment: {listed(kept)}"
                yield Gap("rejected", message, "take it out of the increment, and put it back into the backlog")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "sprint", self.sprint
        yield "rejected", self.rejected

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        if self.sprint < 1:
            yield "sprint", self.sprint, f"sprints are numbered from 1, got {self.sprint}"

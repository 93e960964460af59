"""What stands in a log beside the risks: issues, actions, assumptions, decisions."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from itpm.errors import Fault, shortened
from itpm.model.durations import Duration, duration
from itpm.model.given import text_faults, texts
from itpm.model.moments import day_of, finish_moment, start_moment
from itpm.model.money import Money, money
from itpm.risk.inputs import RiskError
from itpm.risk.responses import ratings


@frozen
class LogEntry:
    """Base of what a log holds.

    Attributes:
        title: what people call it; unique among its kind.
        owner: who sees to it.
        due: until when; a bare date is the day's end.
        raised: when it was written down; a bare date is the day's beginning.
        tasks: ids of the tasks it concerns.
        deliverables: names of the deliverables it concerns.
        systems: names of the systems it concerns.
        about: titles of other entries, or names of risks, that it belongs to.
        notes: free text.

    Raises:
        RiskError: with every fault.
    """

    title: str
    owner: str = field(default="", kw_only=True)
    due: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    raised: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    tasks: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    deliverables: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    systems: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    about: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    notes: str = field(default="", kw_only=True)

    kind: ClassVar[str] = "entry"

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.title, str) or not self.title.strip():
            raise RiskError([Fault(f"{self.kind}.title", self.title, f"expected a title, got {shortened(self.title)}")])
        RiskError.refuse([*text_faults(self, f"{self}"), *self._faults()])

    def _faults(self) -> list[Fault]:
        return []

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return True

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        return "open" if self.is_open else "done"

    def was_raised(self, at: datetime) -> bool:
        """Whether it was written down then; a bare date is the day's beginning, where the day before ends."""
        return self.raised is None or self.raised < at

    def as_known(self, at: datetime) -> Self:
        """The entry as it stood then: open, where it was settled later."""
        return self._reopened() if self._settled is not None and self._settled > at else self

    @property
    def _settled(self) -> datetime | None:
        return None

    def _reopened(self) -> Self:
        return self

    def __str__(self) -> str:
        return f"{self.kind} {self.title!r}"


class IssueStatus(Enum):
    """Where an issue stands."""

    OPEN = "open"
    IN_WORK = "in work"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


def _cost(value: Money | str | None) -> Money | None:
    return None if value is None else money(value, place="issue.cost")


def _delay(value: Duration | str | None) -> Duration | None:
    return None if value is None else duration(value, place="issue.delay")


@frozen
class Issue(LogEntry):
    """A risk that occurred: what it did, and what is done about it. Without `risk`, one that nobody had foreseen.

    Attributes:
        risk: name of the risk it was.
        occurred: when; a bare date is the day's beginning.
        cost: by how much it changed the cost.
        delay: by how much it delayed the tasks it struck.
        impact: (objective, rating) pairs where the effect is rated instead of measured.
        status: where it stands.
        resolved: when it was resolved; a bare date is the day's end.
        resolution: what resolved it.

    Example:
        >>> issue = Issue("vendor late", risk="vendor late", occurred="2026-03-12", cost="35k EUR", delay="8d", owner="bo")
        >>> print(issue, issue.state, issue.cost)
        issue 'vendor late' open 35,000 EUR
    """

    risk: str = field(default="", kw_only=True)
    occurred: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    cost: Money | None = field(default=None, kw_only=True, converter=_cost)
    delay: Duration | None = field(default=None, kw_only=True, converter=_delay)
    impact: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, converter=ratings)
    status: IssueStatus = field(default=IssueStatus.OPEN, kw_only=True)
    resolved: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    resolution: str = field(default="", kw_only=True)

    kind = "issue"

    def _faults(self) -> list[Fault]:
        found = []
        if not isinstance(self.status, IssueStatus):
            found.append(Fault(f"{self}.status", self.status, f"expected an IssueStatus, got {shortened(self.status)}"))
        elif (self.status is IssueStatus.RESOLVED) != (self.resolved is not None):
            message = "a resolved issue has a date of resolution, and only a resolved one"
            found.append(Fault(f"{self}.resolved", self.resolved, message))
        if self.resolved is not None and self.occurred is not None and self.resolved < self.occurred:
            message = (
                f"it cannot be resolved on {day_of(self.resolved)}, before it occurred on {self.occurred:%Y-%m-%d}"
            )
            found.append(Fault(f"{self}.resolved", self.resolved, message))
        return found

    @property
    def _settled(self) -> datetime | None:
        return self.resolved

    def _reopened(self) -> Self:
        return evolve(self, status=IssueStatus.OPEN, resolved=None)

    @property
    def is_open(self) -> bool:
        """Whether it still has to be resolved."""
        return self.status is not IssueStatus.RESOLVED

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        return self.status.value


@frozen
class Action(LogEntry):
    """Something that somebody has agreed to do.

    Attributes:
        done: when it was done; a bare date is the day's end.

    Example:
        >>> Action("call the vendor", owner="bo", due="2026-03-20", about=["vendor late"]).is_open
        True
    """

    done: datetime | None = field(default=None, kw_only=True, converter=finish_moment)

    kind = "action"

    @property
    def _settled(self) -> datetime | None:
        return self.done

    def _reopened(self) -> Self:
        return evolve(self, done=None)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done is None


class AssumptionStatus(Enum):
    """Whether an assumption has proved true."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@frozen
class Assumption(LogEntry):
    """Something the plan takes for true; `due` is when it has to be checked.

    Attributes:
        if_wrong: what follows if it is not true.
        risk: name of the risk that stands for its being wrong.
        status: whether it has proved true.
        checked: when that was seen; a bare date is the day's end.

    Example:
        >>> Assumption("the ERP stays on release 12", if_wrong="a new interface", owner="ines", due="2026-04-30").state
        'open'
    """

    if_wrong: str = field(default="", kw_only=True)
    risk: str = field(default="", kw_only=True)
    status: AssumptionStatus = field(default=AssumptionStatus.OPEN, kw_only=True)
    checked: datetime | None = field(default=None, kw_only=True, converter=finish_moment)

    kind = "assumption"

    def _faults(self) -> list[Fault]:
        if isinstance(self.status, AssumptionStatus):
            return []
        return [Fault(f"{self}.status", self.status, f"expected an AssumptionStatus, got {shortened(self.status)}")]

    @property
    def _settled(self) -> datetime | None:
        return self.checked

    def _reopened(self) -> Self:
        return evolve(self, status=AssumptionStatus.OPEN, checked=None)

    @property
    def is_open(self) -> bool:
        """Whether it still has to be checked."""
        return self.status is AssumptionStatus.OPEN

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        return self.status.value


@frozen
class DecisionRecord(LogEntry):
    """A decision that is to be taken, or was. `tasks` wait for it: the late start of the first says when it is needed.

    Attributes:
        options: what can be chosen.
        decided: when it was taken; a bare date is the day's end.
        decision: what was decided.
        because: why.

    Raises:
        RiskError: with every fault; one is a date without a decision, or a decision without a date.

    Example:
        >>> hosting = DecisionRecord("where to host", options=["own", "cloud"], tasks=["install"], owner="Dr. Koch")
        >>> hosting.is_open
        True
    """

    options: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    decided: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    decision: str = field(default="", kw_only=True)
    because: str = field(default="", kw_only=True)

    kind = "decision"

    def _faults(self) -> list[Fault]:
        if not isinstance(self.decision, str) or (self.decided is None) == (not self.decision.strip()):
            return []
        return [Fault(f"{self}.decided", self.decided, "what was decided and when belong together")]

    @property
    def _settled(self) -> datetime | None:
        return self.decided

    def _reopened(self) -> Self:
        return evolve(self, decided=None, decision="")

    @property
    def is_open(self) -> bool:
        """Whether it is still to be taken."""
        return self.decided is None

    @property
    def state(self) -> str:
        """Where it stands: open, or what was decided."""
        return "open" if self.decided is None else f"decided: {self.decision}"

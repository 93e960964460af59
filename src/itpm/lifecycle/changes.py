"""What can be changed about a methodology when it is fitted to a project, as data."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field, frozen

from itpm.lifecycle.deliverables.kinds import DeliverableKind
from itpm.lifecycle.stages import GateCriterion, Repetition, Stage
from itpm.model.given import texts


@frozen(kw_only=True)
class BaseChange:
    """A change of a methodology.

    Attributes:
        because: why it is made.
    """

    because: str = ""


@frozen
class DropDeliverable(BaseChange):
    """A gate asks for a deliverable no more; a mandatory one needs a reason.

    Attributes:
        gate: the gate.
        deliverable: key of the deliverable.
    """

    gate: str
    deliverable: str


@frozen
class AddDeliverable(BaseChange):
    """A gate asks for one more deliverable.

    Attributes:
        gate: the gate.
        deliverable: its key, or its kind where the methodology does not know it yet.
        is_mandatory: whether it stands against passing; else it warns.
    """

    gate: str
    deliverable: str | DeliverableKind
    is_mandatory: bool = field(default=True, kw_only=True)


@frozen
class AddCriterion(BaseChange):
    """A gate asks that a fact says something.

    Attributes:
        gate: the gate.
        criterion: what is asked.
    """

    gate: str
    criterion: GateCriterion


@frozen
class SetApprovers(BaseChange):
    """Other roles approve a gate.

    Attributes:
        gate: the gate.
        approvers: the roles.
    """

    gate: str
    approvers: tuple[str, ...] = field(converter=texts)


@frozen
class SetRules(BaseChange):
    """A gate asks for other rules.

    Attributes:
        gate: the gate.
        rules: codes or prefixes.
    """

    gate: str
    rules: tuple[str, ...] = field(converter=texts)


@frozen
class ReplaceStage(BaseChange):
    """A stage is done in another way; what its gate no longer asks for is dropped, which needs a reason.

    Attributes:
        stage: key of the stage.
        by_stage: the stage in its place; stages that come after the old one come after it.
    """

    stage: str
    by_stage: Stage


@frozen
class AddStage(BaseChange):
    """One more stage.

    Attributes:
        stage: the stage; what it comes after is in it.
        before: keys of stages that from now on come after it.
    """

    stage: Stage
    before: tuple[str, ...] = field(default=(), converter=texts)


@frozen
class DropStage(BaseChange):
    """A stage is left out; stages after it come after those that it came after.

    Attributes:
        stage: key of the stage.
    """

    stage: str


@frozen
class OverlapStage(BaseChange):
    """A stage begins when another one has begun, not when it is left; it is still left after it.

    Attributes:
        stage: key of the stage that begins earlier.
        with_stage: key of the stage that it overlaps from now on.
    """

    stage: str
    with_stage: str


@frozen
class RepeatStage(BaseChange):
    """A stage is worked on in iterations.

    Attributes:
        stage: key of the stage.
        repeats: what is repeated.
    """

    stage: str
    repeats: Repetition


@frozen
class AddEarlyClosure(BaseChange):
    """A project that is terminated before its time is closed by a stage of its own.

    Attributes:
        stage: the stage; it comes after nothing, and its exit gate ends the project.
    """

    stage: Stage


Change: TypeAlias = (
    DropDeliverable
    | AddDeliverable
    | AddCriterion
    | SetApprovers
    | SetRules
    | ReplaceStage
    | AddStage
    | DropStage
    | OverlapStage
    | RepeatStage
    | AddEarlyClosure
)

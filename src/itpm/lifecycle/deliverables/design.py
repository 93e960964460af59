"""What a project is designed and built with: prototypes, task assignments, the selection of tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import number
from itpm.model.given import pairs, several, texts
from itpm.rules.wording import listed
from itpm.selection import Scoring, SelectionCriterion, SelectionError, weighted_scoring
from itpm.selection.inputs import rounded


@frozen
class Prototype:
    """Something built to answer a question.

    Attributes:
        name: what was built.
        question: what it was to answer.
        finding: what it answered.
        shown_to: who saw it.
    """

    name: str
    question: str = field(default="", kw_only=True)
    finding: str = field(default="", kw_only=True)
    shown_to: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)


def _prototypes(items: Iterable[Prototype]) -> tuple[Prototype, ...]:
    return several(items, Prototype, "items", DeliverableError)


@frozen
class Prototypes(Deliverable):
    """The prototypes, and what was learnt from them."""

    key: ClassVar[str] = "prototypes"
    noun: ClassVar[str] = "the set of prototypes"

    items: tuple[Prototype, ...] = field(default=(), converter=_prototypes)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.items:
            yield Gap("items", "there is no prototype", "build one for the riskiest question")
        for item in self.items:
            if not item.question:
                yield Gap(
                    f"{item.name}.question", f"{item.name} answers no stated question", "say what it is to answer"
                )
            if not item.finding:
                yield Gap(f"{item.name}.finding", f"{item.name} has no finding", "say what was learnt from it")
            if not item.shown_to:
                yield Gap(
                    f"{item.name}.shown_to", f"{item.name} was shown to nobody", "show it to those who will use it"
                )


@frozen
class TaskAssignment:
    """Who does a task.

    Attributes:
        task: id of the task.
        people: who does it; none yet is a gap.
    """

    task: str
    people: tuple[str, ...] = field(default=(), converter=texts)


def _assignments(items: Iterable[TaskAssignment]) -> tuple[TaskAssignment, ...]:
    return several(items, TaskAssignment, "items", DeliverableError)


@frozen
class TaskAssignments(Deliverable):
    """Who does what. Tasks without anybody belong in the list too: they are what it lacks."""

    key: ClassVar[str] = "assignments"
    noun: ClassVar[str] = "the list of assignments"

    items: tuple[TaskAssignment, ...] = field(default=(), converter=_assignments)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.items:
            yield Gap("items", "no task is assigned", "say who does what")
        nobody = [item.task for item in self.items if not item.people]
        if nobody:
            verb = "has" if len(nobody) == 1 else "have"
            yield Gap("people", f"{listed(nobody)} {verb} nobody to do them", "assign somebody to each")


@frozen
class Criterion:
    """What tools are judged by, and how much it counts [1]."""

    name: str
    weight: Decimal = field(default=Decimal(1), converter=number)


def _scores(
    scores: Mapping[str, Decimal | int | str] | Iterable[tuple[str, Decimal | int | str]],
) -> tuple[tuple[str, Decimal], ...]:
    return tuple((name, number(score)) for name, score in pairs(scores, "scores", DeliverableError))


@frozen
class ToolOption:
    """A tool that could be chosen, with its score [1] by criterion."""

    name: str
    scores: tuple[tuple[str, Decimal], ...] = field(default=(), converter=_scores)


def _criteria(items: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return several(items, Criterion, "criteria", DeliverableError)


def _options(items: Iterable[ToolOption]) -> tuple[ToolOption, ...]:
    return several(items, ToolOption, "options", DeliverableError)


@frozen(kw_only=True)
class ToolSelection(Deliverable):
    """Which tool was chosen, out of which, by what, and why.

    Attributes:
        criteria: what counts, and how much.
        options: what could be chosen, with scores.
        choice: name of the option chosen.
        reason: why, where it is not the one with the highest score.

    Example:
        >>> selection = ToolSelection(criteria=[Criterion("fit", 3), Criterion("price", 1)],
        ...     options=[ToolOption("Alpha", {"fit": 4, "price": 2}), ToolOption("Beta", {"fit": 3, "price": 5})])
        >>> [(name, str(score)) for name, score in selection.ranking]
        [('Alpha', '3.5'), ('Beta', '3.5')]
    """

    key: ClassVar[str] = "tool_selection"
    noun: ClassVar[str] = "the tool selection"
    is_reviewed_by_others: ClassVar[bool] = True

    criteria: tuple[Criterion, ...] = field(default=(), converter=_criteria)
    options: tuple[ToolOption, ...] = field(default=(), converter=_options)
    choice: str = ""
    reason: str = ""

    @property
    def ranking(self) -> tuple[tuple[str, Decimal], ...]:
        """(option, weighted mean score [1]) of the options scored on every criterion, best first, then as listed."""
        scoring = self.scoring
        if scoring is None:
            return ()
        totals = dict(zip(scoring.options, scoring.exact_totals, strict=True))
        return tuple((name, rounded(totals[name])) for name in scoring.ranking)

    @property
    def scoring(self) -> Scoring | None:
        """The options scored on every criterion, as a weighted scoring; None where there are none.

        `itpm.selection.weight_changes` says of it how firm the choice is.
        """
        return self._weighed()

    def _weighed(self) -> Scoring | None:
        names = {criterion.name for criterion in self.criteria}
        scored = {option.name: dict(option.scores) for option in self.options if names <= dict(option.scores).keys()}
        criteria = [SelectionCriterion(criterion.name, criterion.weight) for criterion in self.criteria]
        return weighted_scoring(scored, criteria) if scored and criteria else None

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.criteria:
            yield Gap("criteria", "the tool selection has no criteria", "say what counts, and how much")
        if len(self.options) < 2:
            yield Gap("options", f"the tool selection compares {len(self.options)} option(s)", "compare at least two")
        for option in self.options:
            unscored = [c.name for c in self.criteria if c.name not in dict(option.scores)]
            if unscored:
                yield Gap(f"options.{option.name}", f"{option.name} has no score for {listed(unscored)}", "score it")
        yield from self._choice_gaps()

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "choice", self.choice or None

    def _choice_gaps(self) -> Iterator[Gap]:
        if not self.choice:
            yield Gap("choice", "no tool is chosen", "choose one: revise(selection, choice=...)")
            return
        ranking = dict(self.ranking)
        best = max(ranking.values(), default=None)
        if best is not None and ranking.get(self.choice, best) < best and not self.reason:
            top = next(name for name, score in self.ranking if score == best)
            yield Gap(
                "reason", f"{self.choice} is chosen although {top} scores higher, without a reason", "give the reason"
            )

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        found = list(self._own_faults())
        return iter(found or self._scoring_faults())

    def _scoring_faults(self) -> list[tuple[str, object, str]]:
        try:
            self._weighed()
        except SelectionError as error:
            return [("options", fault.value, fault.message) for fault in error.faults]
        return []

    def _own_faults(self) -> Iterator[tuple[str, object, str]]:
        names = {option.name for option in self.options}
        known = {criterion.name for criterion in self.criteria}
        if self.choice and self.choice not in names:
            yield "choice", self.choice, f"{self.choice!r} is not among the options {listed(map(repr, sorted(names)))}"
        if len(names) < len(self.options):
            yield "options", tuple(o.name for o in self.options), "an option is listed twice"
        if len(known) < len(self.criteria):
            yield "criteria", tuple(criterion.name for criterion in self.criteria), "a criterion is listed twice"
        for criterion in self.criteria:
            if criterion.weight <= 0:
                yield f"criteria.{criterion.name}", criterion.weight, f"a weight is above zero, got {criterion.weight}"
        for option in self.options:
            for name, score in option.scores:
                if name not in known:
                    yield f"options.{option.name}", score, f"it has a score for {name!r}, which is not a criterion"

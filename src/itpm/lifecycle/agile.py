"""Agile: a release planned, built in sprints with review and definition of done, released; as many releases as wanted."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.lifecycle.deliverables.kinds import DELIVERABLE_KINDS, DeliverableKind
from itpm.lifecycle.errors import MethodologyError
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Gate, GateCriterion, Repetition, Stage
from itpm.model.given import whole

_MOST_RELEASES = 1000
DEFINITION_OF_DONE = (
    GateCriterion(
        "done", "every item counted as done meets the definition of done", fact="sprint.done_unmet", at_most=0
    ),
    GateCriterion("tests", "no test of the sprint fails", fact="sprint.tests_failed", at_most=0),
)
EARLY_CLOSURE = Stage(
    "early_closure",
    "Early closure",
    exit=Gate("GX", title="End of an ended project", requires=("final_report", "post_mortem"), approvers=("sponsor",)),
)


def with_kinds(own: Iterable[DeliverableKind]) -> tuple[DeliverableKind, ...]:
    """The library's deliverables, and those of one's own that it does not have."""
    known = {kind.key for kind in DELIVERABLE_KINDS}
    return (*DELIVERABLE_KINDS, *(kind for kind in own if kind.key not in known))


def agile(
    *,
    releases: int = 1,
    definition_of_done: Iterable[GateCriterion] = DEFINITION_OF_DONE,
    most_sprints: int | None = None,
    sprint: str = "sprint",
) -> Methodology:
    """Initiation, release planning, sprints, release, closure.

    A sprint is begun with `BeginIteration` and ended by passing gate ``S1``: the increment and the sprint review accepted,
    the definition of done met, the product owner's approval. With several releases, planning, sprints and release come
    once for each, numbered.

    Args:
        releases: how many releases are made [1].
        definition_of_done: what facts must say at the end of a sprint.
        most_sprints: how many sprints a release may take [1]; None: any number.
        sprint: what a sprint is called.

    Raises:
        MethodologyError: no release.

    Example:
        >>> [stage.key for stage in agile().stages]
        ['initiation', 'release_planning', 'sprints', 'release', 'closure']
        >>> agile().gate("S1").approvers
        ('product owner',)
    """
    whole(releases, "releases", least=1, most=_MOST_RELEASES, error=MethodologyError)
    done = tuple(definition_of_done)
    stages = [
        Stage(
            "initiation",
            "Initiation",
            exit=Gate("A1", title="Vision and charter", requires=("goal", "charter"), approvers=("sponsor",)),
        )
    ]
    for number in range(1, releases + 1):
        stages += _release(number, stages[-1].key, done, most_sprints, sprint, several=releases > 1)
    stages.append(
        Stage(
            "closure",
            "Closure",
            after=(stages[-1].key,),
            exit=Gate(
                "A9", title="Closure", requires=("support_team", "final_report", "post_mortem"), approvers=("sponsor",)
            ),
        )
    )
    return Methodology(
        "agile",
        stages=stages,
        ending=EARLY_CLOSURE,
        edition="The Scrum Guide, November 2020",
    )


def _release(
    number: int, after: str, done: tuple[GateCriterion, ...], most: int | None, sprint: str, *, several: bool
) -> list[Stage]:
    key, title = (f"_{number}", f" {number}") if several else ("", "")
    planning, sprints = f"release_planning{key}", f"sprints{key}"
    owner = ("product owner",)
    end = Gate(f"S{number}", title="Review", requires=("increment", "sprint_review"), criteria=done, approvers=owner)
    return [
        Stage(
            planning,
            f"Release planning{title}",
            after=(after,),
            exit=Gate(
                f"R{number}", title="Release plan", requires=("product_backlog", "release_plan"), approvers=owner
            ),
        ),
        Stage(
            sprints,
            f"{sprint.capitalize()}s{title}",
            after=(planning,),
            repeats=Repetition(noun=sprint, end=end, at_most=most),
            exit=Gate(f"B{number}", title="Fit for release", approvers=owner),
        ),
        Stage(
            f"release{key}",
            f"Release{title}",
            after=(sprints,),
            exit=Gate(f"L{number}", title="Released", requires=("delivery", "training"), approvers=("sponsor", *owner)),
        ),
    ]

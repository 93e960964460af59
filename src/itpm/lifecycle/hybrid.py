"""Hybrid: planned phases around an iterative build, the rollout overlapping it."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.lifecycle.agile import DEFINITION_OF_DONE, EARLY_CLOSURE
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Gate, GateCriterion, Repetition, Stage

_SPONSOR = ("sponsor",)


def hybrid(
    *, definition_of_done: Iterable[GateCriterion] = DEFINITION_OF_DONE, iteration: str = "iteration"
) -> Methodology:
    """Initiation and planning by phases, the build in iterations, a rollout that overlaps it, closure.

    The rollout is entered through a gate of its own once the build has begun, and left after it.

    Args:
        definition_of_done: what facts must say at the end of an iteration.
        iteration: what an iteration is called.

    Example:
        >>> [(stage.key, stage.after, stage.alongside) for stage in hybrid().stages][2:4]
        [('build', ('planning',), ()), ('rollout', ('planning',), ('build',))]
    """
    return Methodology(
        "hybrid",
        stages=[
            Stage(
                "initiation",
                "Initiation",
                exit=Gate("H1", requires=("goal", "feasibility_study", "charter"), approvers=_SPONSOR),
            ),
            Stage(
                "planning",
                "Definition & Planning",
                after="initiation",
                exit=Gate(
                    "H2", requires=("scope", "budget", "resource_plan", "plan", "product_backlog"), approvers=_SPONSOR
                ),
            ),
            _build(tuple(definition_of_done), iteration),
            _rollout(),
            Stage(
                "closure",
                "Closure & Follow-up",
                after=("build", "rollout"),
                exit=Gate("H5", requires=("support_team", "final_report", "post_mortem"), approvers=_SPONSOR),
            ),
        ],
        ending=EARLY_CLOSURE,
    )


def _build(definition_of_done: tuple[GateCriterion, ...], iteration: str) -> Stage:
    end = Gate(
        "H3i",
        title="Review",
        requires=("increment",),
        desired=("sprint_review",),
        criteria=definition_of_done,
        approvers=("product owner",),
    )
    return Stage(
        "build",
        "Iterative build",
        after="planning",
        repeats=Repetition(noun=iteration, end=end),
        exit=Gate("H3", title="Built", requires=("risk_reviews",), approvers=(*_SPONSOR, "product owner")),
    )


def _rollout() -> Stage:
    return Stage(
        "rollout",
        "Rollout",
        after="planning",
        alongside="build",
        entry=Gate("H4e", title="Ready to roll out", requires=("increment", "training"), approvers=("product owner",)),
        exit=Gate("H4", title="Rolled out", requires=("delivery", "status_updates"), approvers=_SPONSOR),
    )

"""Ready-made criteria that a gate of an IT project may set: what a fact must say, whatever the deliverable allows itself."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from itpm.errors import UnknownNameError, nearest
from itpm.lifecycle.stages import GateCriterion

IT_CRITERIA = (
    GateCriterion(
        "no_severity_1",
        "no defect is open with which nobody can work",
        fact="deliverable.test_report.open_severity_1",
        at_most=0,
        remedy="mend them, and test again",
    ),
    GateCriterion(
        "no_severity_2",
        "no defect is open with which many cannot work",
        fact="deliverable.test_report.open_severity_2",
        at_most=0,
        remedy="mend them, or find a way round",
    ),
    GateCriterion(
        "pass_rate",
        "tests pass",
        fact="deliverable.test_report.pass_rate",
        at_least="0.95",
        remedy="mend what failed, and run it again",
    ),
    GateCriterion(
        "requirements_tested",
        "a test shows every requirement",
        fact="deliverable.requirements.coverage",
        at_least=1,
        remedy="write and run the missing tests",
    ),
    GateCriterion(
        "asvs_level",
        "the security test was of level 2 or higher",
        fact="deliverable.security_test.level",
        at_least=2,
        remedy="have it tested to that level",
    ),
    GateCriterion(
        "no_high_vulnerability",
        "no high vulnerability is open",
        fact="deliverable.security_test.open_high",
        at_most=0,
        remedy="mend it and have it tested again, or have somebody accept it with a reason",
    ),
    GateCriterion(
        "no_high_privacy_risk",
        "no high risk to those concerned remains",
        fact="deliverable.privacy_assessment.high_risks",
        at_most=0,
        remedy="do more against it",
    ),
    GateCriterion(
        "accessibility_checked",
        "every success criterion of the level was checked",
        fact="deliverable.accessibility_audit.checked",
        at_least=1,
        remedy="check the others",
    ),
    GateCriterion(
        "rejects",
        "hardly a record is rejected in the migration",
        fact="deliverable.migration_rehearsal.rejected",
        at_most="0.001",
        remedy="mend the data or the mapping, and rehearse again",
    ),
    GateCriterion(
        "runbook_fits",
        "the runbook fits its window",
        fact="deliverable.cutover_plan.fits",
        remedy="shorten it, or have a longer window",
    ),
    GateCriterion(
        "window_reserve",
        "an hour of the window is left",
        fact="deliverable.cutover_plan.slack_minutes",
        at_least=60,
        remedy="shorten what holds the end, or have a longer window",
    ),
    GateCriterion(
        "training",
        "users of every group are trained",
        fact="deliverable.training.lowest_coverage",
        at_least="0.9",
        remedy="train the others",
    ),
    GateCriterion(
        "go",
        "everybody who decides says go",
        fact="deliverable.go_no_go.is_go",
        remedy="do away with the reasons against it, and ask again",
    ),
)
"""By key; `it_criterion` finds one."""


def it_criterion(
    key: str, *, at_least: Decimal | int | str | None = None, at_most: Decimal | int | str | None = None
) -> GateCriterion:
    """A ready-made criterion, with another limit where one is given.

    Args:
        key: its key in `IT_CRITERIA`.
        at_least: the least that the fact may be, instead of its own.
        at_most: the most that the fact may be, instead of its own.

    Raises:
        UnknownNameError: there is no such criterion; the nearest is offered.

    Example:
        >>> it_criterion("window_reserve", at_least=120).at_least
        Decimal('120')
    """
    found = next((known for known in IT_CRITERIA if known.key == key), None)
    if found is None:
        raise UnknownNameError("criterion", key, nearest(key, [known.key for known in IT_CRITERIA]))
    return evolve(
        found,
        at_least=found.at_least if at_least is None else at_least,
        at_most=found.at_most if at_most is None else at_most,
    )

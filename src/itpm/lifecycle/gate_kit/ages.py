"""Rules that gates of an IT project may ask for beside its deliverables: what was tried is not too old, and was tried enough.

A deliverable says whether its content will do; only a rule knows the moment at which the gate is asked. Each threshold is a
parameter that a profile may set.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from itpm.findings import Finding
from itpm.lifecycle.deliverables import DELIVERABLE_FACTS
from itpm.rules import RuleContext, RulePackBuilder
from itpm.rules.wording import day

_pack = RulePackBuilder("itpm.it_gates", prefix="ITG", version="1.0", catalogue=DELIVERABLE_FACTS)

_SECURITY = "deliverable.security_test.tested_at"
_RECOVERY = "deliverable.recovery_test.tested_at"
_CUTOVER = "deliverable.cutover_plan.rehearsed_at"
_MIGRATION = "deliverable.migration_rehearsal.rehearsed_at"
_VOLUME = "deliverable.migration_rehearsal.share_rehearsed"
_RETURN = "deliverable.cutover_plan.point_of_no_return"
_TIGHTER = {"max_days": "lower"}


def _too_old(context: RuleContext, fact: str, what: str) -> Iterator[Finding]:
    at: datetime = context.facts[fact]
    subject = fact.rpartition(".")[0].replace(".", ":")
    said = f"{at:%Y-%m-%d}" if fact == _CUTOVER else day(at)  # a rehearsal's moment is its beginning
    most: int = context.params.max_days
    if context.as_of - at > timedelta(days=most):
        days = (context.as_of - at).days
        message = f"{what} was on {said}, {days} days ago; {most} are allowed"
        yield context.fail(subject, message, evidence={"days": days})


@_pack.rule(
    "ITG001",
    "The security test is recent",
    needs=(_SECURITY,),
    source="OWASP Application Security Verification Standard",
    params={"max_days": 180},
    tighter=_TIGHTER,
    fix="test it again",
    passing={_SECURITY: "2026-01-15"},
    failing={_SECURITY: "2025-06-01"},
)
def security_test_is_recent(context: RuleContext) -> Iterator[Finding]:
    """The security test ended at most `max_days` [day] ago.

    Why: what was tested is no longer what will run.
    """
    yield from _too_old(context, _SECURITY, "the security test")


@_pack.rule(
    "ITG002",
    "Recovery was tested recently",
    needs=(_RECOVERY,),
    source="ISO 22301:2019, 8.5",
    params={"max_days": 365},
    tighter=_TIGHTER,
    fix="test it again",
    passing={_RECOVERY: "2026-01-15"},
    failing={_RECOVERY: "2025-01-15"},
)
def recovery_test_is_recent(context: RuleContext) -> Iterator[Finding]:
    """Every service was brought back in a test at most `max_days` [day] ago.

    Why: systems change, and what brought them back last year may not do so now.
    """
    yield from _too_old(context, _RECOVERY, "the oldest recovery test")


@_pack.rule(
    "ITG003",
    "The cut-over was rehearsed recently",
    needs=(_CUTOVER,),
    source="ITIL 4, deployment management",
    params={"max_days": 30},
    tighter=_TIGHTER,
    fix="rehearse again",
    passing={_CUTOVER: "2026-01-15"},
    failing={_CUTOVER: "2025-12-15"},
)
def cutover_rehearsal_is_recent(context: RuleContext) -> Iterator[Finding]:
    """The last rehearsal of the cut-over was at most `max_days` [day] ago.

    Why: data grow, people change, and a runbook that was not run for months is a guess.
    """
    yield from _too_old(context, _CUTOVER, "the last rehearsal of the cut-over")


@_pack.rule(
    "ITG004",
    "The migration was rehearsed recently",
    needs=(_MIGRATION,),
    source="ITIL 4, deployment management",
    params={"max_days": 60},
    tighter=_TIGHTER,
    fix="rehearse again with a fresh copy of the data",
    passing={_MIGRATION: "2026-01-15"},
    failing={_MIGRATION: "2025-11-15"},
)
def migration_rehearsal_is_recent(context: RuleContext) -> Iterator[Finding]:
    """The last rehearsal of the migration was at most `max_days` [day] ago.

    Why: the data that nobody has migrated yet are those that came in since.
    """
    yield from _too_old(context, _MIGRATION, "the last rehearsal of the migration")


@_pack.rule(
    "ITG005",
    "The migration was rehearsed with enough data",
    needs=(_VOLUME,),
    params={"min_share": Decimal("0.2")},
    tighter={"min_share": "higher"},
    fix="rehearse with more of the data",
    passing={_VOLUME: Decimal("0.25")},
    failing={_VOLUME: Decimal("0.01")},
)
def migration_rehearsal_is_big_enough(context: RuleContext) -> Iterator[Finding]:
    """The last rehearsal moved at least the share `min_share` [1] of all data.

    Why: a rate measured with a handful of records says nothing of a weekend.
    """
    moved = Decimal(context.facts[_VOLUME])
    least = Decimal(context.params.min_share)
    if moved < least:
        message = f"the last rehearsal of the migration moved {moved:.0%} of the data, at least {least:.0%} are wanted"
        yield context.fail("deliverable:migration_rehearsal", message, evidence={"share": moved})


@_pack.rule(
    "ITG006",
    "The point of no return lies ahead",
    needs=(_RETURN,),
    source="ITIL 4, release management",
    fix="go back and have a new window, or decide knowingly that there is no way back",
    passing={_RETURN: "2026-06-28 21:00"},
    failing={_RETURN: "2026-01-31 21:00"},
)
def return_is_possible(context: RuleContext) -> Iterator[Finding]:
    """The point of no return has not passed.

    Why: who says go behind it decides nothing any more.
    """
    limit: datetime = context.facts[_RETURN]
    if context.as_of > limit:
        message = f"the point of no return was {limit:%a %d %b %H:%M}"
        yield context.fail("deliverable:cutover_plan", message, evidence={"point_of_no_return": limit})


IT_GATE_RULES = _pack.build()
"""What gates of an IT project may ask for by rule: ages and volumes."""

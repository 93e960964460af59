"""Obligations and changes: whether what is demanded is met and can be shown, and whether what is planned was approved."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.rules import RuleContext, RulePackBuilder

_compliance = RulePackBuilder("itpm.compliance", prefix="CMP", version="1.0", catalogue=FACT_CATALOGUE)


@_compliance.rule(
    "CMP001",
    "Obligations are met in time",
    severity=Severity.CRITICAL,
    needs=("compliance.overdue_obligations",),
    source="ISO 37301:2021, 4.5 and 8.1",
    fix="meet it, and record the evidence",
)
def obligation_overdue(context: RuleContext) -> Iterator[Finding]:
    """What law or contract demands by a day is done by that day.

    How: obligations past their date that are not met.

    Example:
        >>> duty = Obligation("impact assessment", "GDPR, art. 35", owner="kim", due="2026-03-01")
        >>> outcome_of("CMP001", Project("CRM", obligations=[duty]), as_of="2026-03-01")
        <Outcome.PASS: 1>
        >>> outcome_of("CMP001", Project("CRM", obligations=[duty]), as_of="2026-03-02")
        <Outcome.FAIL: 2>
    """
    for name in context.facts["compliance.overdue_obligations"]:
        yield context.fail(f"obligation:{name}", f"the obligation {name!r} is overdue")


@_compliance.rule(
    "CMP002",
    "What is met can be shown",
    needs=("compliance.without_evidence",),
    source="ISO 37301:2021, 7.5",
    fix="record the evidence",
)
def no_evidence(context: RuleContext) -> Iterator[Finding]:
    """An auditor believes documents, not assurances.

    How: obligations that are said to be met and have no evidence.

    Example:
        >>> shown = Obligation("impact assessment", met="2026-02-20", evidence=["DPIA v1.2, signed"])
        >>> outcome_of("CMP002", Project("CRM", obligations=[shown]), as_of="2026-03-01")
        <Outcome.PASS: 1>
        >>> said = Obligation("impact assessment", met="2026-02-20")
        >>> outcome_of("CMP002", Project("CRM", obligations=[said]), as_of="2026-03-01")
        <Outcome.FAIL: 2>
    """
    for name in context.facts["compliance.without_evidence"]:
        yield context.fail(f"obligation:{name}", f"nothing shows that the obligation {name!r} is met")


compliance = _compliance.build()

_change = RulePackBuilder("itpm.change", prefix="CHG", version="1.0", catalogue=FACT_CATALOGUE)


@_change.rule(
    "CHG001",
    "The plan has no work of a change that nobody approved",
    needs=("change.unapproved_tasks",),
    source="PMBOK Guide, 6th ed., 4.6",
    fix="have the change decided, or take the task out of the plan",
)
def unapproved_change(context: RuleContext) -> Iterator[Finding]:
    """Scope that comes in by the back door is paid for by the front door.

    How: tasks in the plan that belong to a change and to no approved one.

    Example:
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "5d"), Task("sso", "3d")])
        >>> yes = Change("CR-7", tasks=["sso"], status="approved", decided_by="ann", decided_at="2026-01-12")
        >>> outcome_of("CHG001", Project("CRM", plan, changes=[yes]), as_of="2026-01-12")
        <Outcome.PASS: 1>
        >>> outcome_of("CHG001", Project("CRM", plan, changes=[Change("CR-7", tasks=["sso"])]), as_of="2026-01-12")
        <Outcome.FAIL: 2>
    """
    for task_id in context.facts["change.unapproved_tasks"]:
        yield context.fail(f"task:{task_id}", f"task {task_id!r} belongs to a change that nobody has approved")


change = _change.build()

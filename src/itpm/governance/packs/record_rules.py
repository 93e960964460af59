"""Obligations and changes: whether what is demanded is met and can be shown, and whether what is planned was approved."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import activity, facts, plan
from itpm.governance.projects import Project
from itpm.governance.records import Change, ChangeLog, Obligation
from itpm.lifecycle import Requirement, Requirements
from itpm.rules import RuleContext, RulePackBuilder

_compliance = RulePackBuilder("itpm.compliance", prefix="CMP", version="1.0", catalogue=FACT_CATALOGUE)


@_compliance.rule(
    "CMP001",
    "Obligations are met in time",
    severity=Severity.CRITICAL,
    needs=("compliance.overdue_obligations",),
    source="ISO 37301:2021, 4.5 and 8.1",
    fix="meet it, and record the evidence",
    passing=lambda: facts(
        Project("CRM", obligations=[Obligation("impact assessment", "GDPR, art. 35", owner="kim", due="2026-03-01")]),
        "2026-03-01",
    ),
    failing=lambda: facts(
        Project("CRM", obligations=[Obligation("impact assessment", "GDPR, art. 35", owner="kim", due="2026-03-01")]),
        "2026-03-02",
    ),
)
def obligation_overdue(context: RuleContext) -> Iterator[Finding]:
    """What law or contract demands by a day is done by that day.

    How: obligations past their date that are not met.
    """
    for name in context.facts["compliance.overdue_obligations"]:
        yield context.fail(f"obligation:{name}", f"the obligation {name!r} is overdue")


@_compliance.rule(
    "CMP002",
    "What is met can be shown",
    needs=("compliance.without_evidence",),
    source="ISO 37301:2021, 7.5",
    fix="record the evidence",
    passing=lambda: facts(
        Project("CRM", obligations=[Obligation("impact assessment", met="2026-02-20", evidence=["DPIA, signed"])]),
        "2026-03-01",
    ),
    failing=lambda: facts(
        Project("CRM", obligations=[Obligation("impact assessment", met="2026-02-20")]), "2026-03-01"
    ),
)
def no_evidence(context: RuleContext) -> Iterator[Finding]:
    """An auditor believes documents, not assurances.

    How: obligations that are said to be met and have no evidence.
    """
    for name in context.facts["compliance.without_evidence"]:
        yield context.fail(f"obligation:{name}", f"nothing shows that the obligation {name!r} is met")


@_compliance.rule(
    "CMP003",
    "Somebody sees to every obligation",
    needs=("compliance.without_owner",),
    source="ISO 37301:2021, 5.3",
    fix="name an owner",
    passing=lambda: facts(Project("CRM", obligations=[Obligation("impact assessment", owner="kim")])),
    failing=lambda: facts(Project("CRM", obligations=[Obligation("impact assessment")])),
)
def obligation_unowned(context: RuleContext) -> Iterator[Finding]:
    """What law or contract demands is somebody's task, or it is met too late.

    How: obligations that are not met and have no owner.

    What to do: name an owner.
    """
    for name in context.facts["compliance.without_owner"]:
        yield context.fail(f"obligation:{name}", f"nobody sees to the obligation {name!r}")


compliance = _compliance.build()

_change = RulePackBuilder("itpm.change", prefix="CHG", version="1.0", catalogue=FACT_CATALOGUE)


@_change.rule(
    "CHG001",
    "The plan has no work of a change that nobody approved",
    needs=("change.unapproved_tasks",),
    source="PMBOK Guide, 6th ed., 4.6",
    fix="have the change decided, or take the task out of the plan",
    passing=lambda: facts(_asked(status="approved", decided_by="ann", decided_at="2026-01-12"), "2026-01-12"),
    failing=lambda: facts(_asked(), "2026-01-12"),
)
def unapproved_change(context: RuleContext) -> Iterator[Finding]:
    """Scope that comes in by the back door is paid for by the front door.

    How: tasks in the plan that belong to a change and to no approved one.
    """
    for task_id in context.facts["change.unapproved_tasks"]:
        yield context.fail(f"task:{task_id}", f"task {task_id!r} belongs to a change that nobody has approved")


@_change.rule(
    "CHG002",
    "Changes are decided in time",
    severity=Severity.MINOR,
    needs=("change", "change.undecided"),
    source="PMBOK Guide, 6th ed., 4.6",
    params={"max_days": 14},
    tighter={"max_days": "lower"},
    fix="approve or reject it",
    passing=lambda: facts(_asked(asked_at="2026-01-12"), "2026-01-26"),
    failing=lambda: facts(_asked(asked_at="2026-01-12"), "2026-01-27"),
)
def undecided_change(context: RuleContext) -> Iterator[Finding]:
    """While a change waits, somebody builds it and somebody else does not.

    How: changes proposed more than `max_days` [day] ago and neither approved nor rejected nor withdrawn. One without a
    date of asking cannot be late.

    What to do: approve or reject it.
    """
    log: ChangeLog = context.facts["change"]
    for finding in log.findings(context.as_of, patience=context.params.max_days):
        yield context.fail(finding.subject, finding.message)


def _asked(
    *, status: str = "proposed", decided_by: str = "", decided_at: str | None = None, asked_at: str | None = None
) -> Project:
    """A project with a task that a change brings."""
    asked = Change(
        "CR-7", tasks=["sso"], status=status, decided_by=decided_by, decided_at=decided_at, asked_at=asked_at
    )
    return Project("CRM", plan(activity("build", "5d"), activity("sso", "3d")), changes=[asked])


change = _change.build()

_scope = RulePackBuilder("itpm.scope", prefix="SCO", version="1.0", catalogue=FACT_CATALOGUE)


@_scope.rule(
    "SCO001",
    "Every requirement has work that makes it",
    needs=("deliverable.requirements.uncovered",),
    source="PMBOK Guide, 6th ed., 5.2.3.2; ISO/IEC/IEEE 29148:2018, 5.2.8",
    fix="plan the work, or drop the requirement",
    passing=lambda: facts(_requiring(work_packages=["build"])),
    failing=lambda: facts(_requiring(work_packages=[])),
)
def uncovered_requirement(context: RuleContext) -> Iterator[Finding]:
    """A requirement without a work package is a promise that nobody has planned to keep.

    How: requirements in scope (all but "won't") that trace to no work package. Without a list of requirements it cannot
    be decided.

    What to do: plan the work, or drop the requirement.
    """
    for key in context.facts["deliverable.requirements.uncovered"]:
        yield context.fail(f"requirement:{key}", f"no work package makes the requirement {key!r}")


def _requiring(work_packages: list[str]) -> Project:
    """A project with one requirement that these work packages make."""
    return Project(
        "CRM", deliverables=[Requirements([Requirement("R-1", "leads can be found", work_packages=work_packages)])]
    )


@_scope.rule(
    "SCO002",
    "Everything that is made was asked for",
    severity=Severity.MINOR,
    needs=("deliverable.requirements.orphans",),
    source="PMBOK Guide, 6th ed., 5.6: gold plating",
    fix="trace it to a requirement, or leave it out",
    passing=lambda: facts(_planned(["build"])),
    failing=lambda: facts(_planned(["build", "party"])),
)
def gold_plating(context: RuleContext) -> Iterator[Finding]:
    """What nobody asked for costs money, is tested and supported, and delays what was asked for.

    How: work packages, tests and delivered things that the list of requirements knows and that no requirement traces to.

    What to do: trace it to a requirement, or leave it out.
    """
    for name in context.facts["deliverable.requirements.orphans"]:
        yield context.fail(f"scope:{name}", f"no requirement asks for {name}")


def _planned(work_packages: list[str]) -> Project:
    """A project with one requirement, made by "build", and these work packages."""
    asked = Requirement("R-1", "leads can be found", work_packages=["build"])
    return Project("CRM", deliverables=[Requirements([asked], work_packages=work_packages)])


scope = _scope.build()

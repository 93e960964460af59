"""People: whether those concerned are told, somebody is accountable, and newcomers are brought in."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import facts
from itpm.governance.projects import Project
from itpm.governance.records import (
    CommunicationPlan,
    Responsibilities,
    Stakeholder,
    TeamMember,
    UpdatePlan,
    UpdatesDue,
)
from itpm.rules import RuleContext, RulePackBuilder
from itpm.rules.wording import day

_communication = RulePackBuilder("itpm.communication", prefix="COM", version="1.0", catalogue=FACT_CATALOGUE)


@_communication.rule(
    "COM001",
    "Stakeholders are told as promised",
    needs=("communication.updates_due",),
    source="PMBOK Guide, 6th ed., 10.2",
    params={"grace_days": 0},
    tighter={"grace_days": "lower"},
    fix="send the update, and record that it was sent",
    passing=lambda: facts(
        Project(
            "CRM",
            communication=CommunicationPlan(
                [Stakeholder("ann", channel="mail")], [UpdatePlan("ann", 14, sent=["2026-03-16"])]
            ),
        ),
        "2026-03-30",
    ),
    failing=lambda: facts(
        Project(
            "CRM",
            communication=CommunicationPlan(
                [Stakeholder("ann", channel="mail")], [UpdatePlan("ann", 14, sent=["2026-03-16"])]
            ),
        ),
        "2026-03-31",
    ),
)
def update_overdue(context: RuleContext) -> Iterator[Finding]:
    """Who waits for news hears rumours.

    How: updates that should have been sent more than `grace_days` [day] ago. One that is due on the day asked about is
    not overdue yet.
    """
    updates: UpdatesDue = context.facts["communication.updates_due"]
    for update in updates:
        if update.days_overdue > context.params.grace_days:
            message = f"{update.to} has waited for the {update.what} since {day(update.due)}"
            yield context.fail(f"stakeholder:{update.to}", message, evidence={"days_overdue": update.days_overdue})


@_communication.rule(
    "COM002",
    "Every stakeholder can be reached",
    severity=Severity.MINOR,
    needs=("communication.without_channel",),
    source="PMBOK Guide, 6th ed., 10.1.3.1",
    fix="agree on a channel",
    passing=lambda: facts(Project("CRM", communication=CommunicationPlan([Stakeholder("ann", channel="mail")]))),
    failing=lambda: facts(Project("CRM", communication=CommunicationPlan([Stakeholder("ann")]))),
)
def no_channel(context: RuleContext) -> Iterator[Finding]:
    """Whoever cannot be reached will hear of the project when it is too late to object.

    How: stakeholders without a channel.
    """
    for name in context.facts["communication.without_channel"]:
        yield context.fail(f"stakeholder:{name}", f"nothing says how {name} is told")


@_communication.rule(
    "COM003",
    "Who has power or interest is promised an update",
    severity=Severity.MINOR,
    needs=("communication.without_updates",),
    source="PMBOK Guide, 6th ed., 13.2.3.1 and 10.1",
    fix="promise them an update: what, how often, by whom",
    passing=lambda: facts(_told([UpdatePlan("ann", 14)])),
    failing=lambda: facts(_told([])),
)
def nothing_promised(context: RuleContext) -> Iterator[Finding]:
    """Who can stop the project should not have to ask how it goes.

    How: stakeholders with high power or interest for whom no update is planned.

    What to do: promise them an update: what, how often, by whom.
    """
    for name in context.facts["communication.without_updates"]:
        yield context.fail(f"stakeholder:{name}", f"nobody has promised {name} any update")


def _told(updates: list[UpdatePlan]) -> Project:
    """A project with a mighty stakeholder and these promises."""
    return Project("CRM", communication=CommunicationPlan([Stakeholder("ann", channel="mail", power="high")], updates))


communication = _communication.build()

_responsibility = RulePackBuilder("itpm.responsibility", prefix="RAC", version="1.0", catalogue=FACT_CATALOGUE)


@_responsibility.rule(
    "RAC001",
    "Exactly one person is accountable for each item",
    needs=("responsibility.without_accountable", "responsibility.several_accountable"),
    source="PMBOK Guide, 6th ed., 9.1.2.2",
    fix="leave exactly one who is accountable",
    passing=lambda: facts(Project("CRM", responsibilities=Responsibilities({"build": {"kim": "A", "bo": "R"}}))),
    failing=lambda: facts(Project("CRM", responsibilities=Responsibilities({"build": {"kim": "A", "bo": "AR"}}))),
)
def accountability(context: RuleContext) -> Iterator[Finding]:
    """What two are accountable for, nobody is.

    How: items of the responsibility matrix without an A, or with several.
    """
    for item in context.facts["responsibility.without_accountable"]:
        yield context.fail(f"item:{item}", f"nobody is accountable for {item!r}")
    for item in context.facts["responsibility.several_accountable"]:
        yield context.fail(f"item:{item}", f"more than one is accountable for {item!r}")


@_responsibility.rule(
    "RAC002",
    "Somebody does each item",
    needs=("responsibility.without_responsible",),
    source="PMBOK Guide, 6th ed., 9.1.2.2",
    fix="name who does it",
    passing=lambda: facts(Project("CRM", responsibilities=Responsibilities({"build": {"kim": "A", "bo": "R"}}))),
    failing=lambda: facts(Project("CRM", responsibilities=Responsibilities({"build": {"kim": "C"}}))),
)
def nobody_responsible(context: RuleContext) -> Iterator[Finding]:
    """What everybody is consulted about and nobody does is not done.

    How: items of the responsibility matrix without an R; who alone is accountable does it where nobody else is named.

    What to do: name who does it.
    """
    for item in context.facts["responsibility.without_responsible"]:
        yield context.fail(f"item:{item}", f"nobody does {item!r}")


responsibility = _responsibility.build()

_team = RulePackBuilder("itpm.team", prefix="TEA", version="1.0", catalogue=FACT_CATALOGUE)


@_team.rule(
    "TEA001",
    "Every newcomer's onboarding is planned",
    severity=Severity.MINOR,
    needs=("team.onboarding_unplanned",),
    source="PMBOK Guide, 6th ed., 9.3 and 9.4",
    fix="plan it, and say by when they can work alone",
    passing=lambda: facts(
        Project("CRM", team=[TeamMember("kim", hired="2026-03-02", onboarded="2026-03-20")]), "2026-03-10"
    ),
    failing=lambda: facts(Project("CRM", team=[TeamMember("kim", hired="2026-03-02")]), "2026-03-10"),
)
def onboarding_unplanned(context: RuleContext) -> Iterator[Finding]:
    """Until somebody is brought in, the plan counts on work that will not be done.

    How: members who have joined and have no date by which they can work alone.
    """
    for name in context.facts["team.onboarding_unplanned"]:
        yield context.fail(f"member:{name}", f"{name} has joined, and no onboarding is planned")


team = _team.build()

"""The RAID log: whether somebody sees to every entry, by when, and whether decisions come before what waits for them.

The codes are those of `itpm.risk.raid_findings`, which finds the offenders.
"""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import activity, facts, plan
from itpm.governance.packs.wording import passed_on
from itpm.governance.projects import Project
from itpm.risk import (
    Action,
    Assumption,
    AssumptionStatus,
    DecisionRecord,
    Issue,
    RaidLog,
    RiskRegister,
    RiskStatus,
    Threat,
)
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.log", prefix="LOG", version="1.0", catalogue=FACT_CATALOGUE)


@_pack.rule(
    "LOG001",
    "Somebody sees to every open entry of the log",
    needs=("log.findings",),
    source="PMBOK Guide, 6th ed., 4.3.3.3; ISO 21502:2020, 7.9",
    fix="name who sees to it",
    passing=lambda: facts(_calling(owner="bo")),
    failing=lambda: facts(_calling(owner="")),
)
def entry_unowned(context: RuleContext) -> Iterator[Finding]:
    """An issue that everybody knows of and nobody owns stays.

    How: open issues, actions, assumptions and decisions without an owner.

    What to do: name who sees to it.
    """
    yield from passed_on(context, context.facts["log.findings"])


@_pack.rule(
    "LOG002",
    "Entries of the log are settled in time",
    needs=("log.findings",),
    source="PMBOK Guide, 6th ed., 4.3.3.3 and 4.5; ISO 21502:2020, 7.9",
    fix="do it, or agree on another date",
    passing=lambda: facts(_calling(due="2026-03-20"), "2026-03-20"),
    failing=lambda: facts(_calling(due="2026-03-20"), "2026-03-21"),
)
def entry_overdue(context: RuleContext) -> Iterator[Finding]:
    """A date that passes without consequence was never a date.

    How: open issues, actions, assumptions and decisions that were due before the moment asked about. What is due on that
    day is not overdue yet.

    What to do: do it, or agree on another date.
    """
    yield from passed_on(context, context.facts["log.findings"])


@_pack.rule(
    "LOG003",
    "Every open entry of the log has a date",
    severity=Severity.MINOR,
    needs=("log.findings",),
    source="PMBOK Guide, 6th ed., 4.3.3.3",
    fix="agree until when",
    passing=lambda: facts(_calling(due="2026-03-20")),
    failing=lambda: facts(_calling(due=None)),
)
def entry_undated(context: RuleContext) -> Iterator[Finding]:
    """What has no date is done when everything else is done.

    How: open entries without a date. A decision that tasks wait for has one: the late start of the first of them.

    What to do: agree until when.
    """
    yield from passed_on(context, context.facts["log.findings"])


@_pack.rule(
    "LOG004",
    "Decisions are taken before what waits for them is late",
    severity=Severity.CRITICAL,
    needs=("log.schedule_findings",),
    source="PMBOK Guide, 6th ed., 6.5.2.2: late start by the critical path method",
    fix="decide, or plan what can be done without it",
    passing=lambda: facts(_hosting(), "2026-01-08"),
    failing=lambda: facts(_hosting(), "2026-01-12"),
)
def decision_late(context: RuleContext) -> Iterator[Finding]:
    """From the late start of what waits for it, every day without the decision delays the project by a day.

    How: open decisions whose needed-by date has passed: the earliest late start of the tasks that wait for it, of a started
    task its start. Without a plan it cannot be decided.

    What to do: decide, or plan what can be done without it.
    """
    yield from passed_on(context, context.facts["log.schedule_findings"])


@_pack.rule(
    "LOG005",
    "Decisions are agreed for before they are needed",
    needs=("log.schedule_findings",),
    source="PMBOK Guide, 6th ed., 6.5.2.2: late start by the critical path method",
    fix="agree on an earlier date",
    passing=lambda: facts(_hosting(due="2026-01-09")),
    failing=lambda: facts(_hosting(due="2026-01-14")),
)
def decision_agreed_too_late(context: RuleContext) -> Iterator[Finding]:
    """A decision that comes on the day agreed can still come too late for the plan.

    How: open decisions that are due on a later day than the late start of what waits for them.

    What to do: agree on an earlier date.
    """
    yield from passed_on(context, context.facts["log.schedule_findings"])


@_pack.rule(
    "LOG006",
    "The log names tasks that the plan has",
    needs=("log.schedule_findings",),
    source="ISO 21502:2020, 7.9",
    fix="correct it",
    passing=lambda: facts(_hosting(task="install")),
    failing=lambda: facts(_hosting(task="instal")),
)
def unknown_task(context: RuleContext) -> Iterator[Finding]:
    """An issue on a task that is not there delays nothing that anybody looks at.

    How: entries that name a task that the plan does not have.

    What to do: correct it.
    """
    yield from passed_on(context, context.facts["log.schedule_findings"])


@_pack.rule(
    "LOG007",
    "What follows from a wrong assumption is written down",
    needs=("log.findings",),
    source="PMBOK Guide, 6th ed., 4.1.3.2 and 11.2.2.3",
    fix="write down what follows, as a risk or an issue",
    passing=lambda: facts(_refuted(Issue("a new interface", owner="ines", about=["the ERP stays"]))),
    failing=lambda: facts(_refuted()),
)
def assumption_unanswered(context: RuleContext) -> Iterator[Finding]:
    """The plan was built on it; that it is wrong changes the plan, or nobody has noticed.

    How: refuted assumptions that name no risk and that no issue is about.

    What to do: write down what follows, as a risk or an issue.
    """
    yield from passed_on(context, context.facts["log.findings"])


@_pack.rule(
    "LOG008",
    "A risk that occurred is an issue",
    needs=("log.findings",),
    source="PMBOK Guide, 6th ed., 11.7; ISO 21502:2020, 7.8 and 7.9",
    fix="record the issue",
    passing=lambda: facts(_vendor(RiskStatus.OCCURRED, Issue("vendor late", risk="vendor late", owner="bo"))),
    failing=lambda: facts(_vendor(RiskStatus.OCCURRED)),
)
def risk_without_issue(context: RuleContext) -> Iterator[Finding]:
    """A risk that occurred and is no issue leaves the register, and nobody deals with it.

    How: risks of the log that occurred and that no issue names.

    What to do: record the issue; `itpm.risk.risk_occurs` does both at once.
    """
    yield from passed_on(context, context.facts["log.findings"])


@_pack.rule(
    "LOG009",
    "What occurred is not counted as a risk any more",
    severity=Severity.MINOR,
    needs=("log.findings",),
    source="PMBOK Guide, 6th ed., 11.7",
    fix="say that it occurred, or, if it may occur again, resolve the issue first",
    passing=lambda: facts(_vendor(RiskStatus.OCCURRED, Issue("vendor late", risk="vendor late", owner="bo"))),
    failing=lambda: facts(_vendor(RiskStatus.ANALYSED, Issue("vendor late", risk="vendor late", owner="bo"))),
)
def issue_of_open_risk(context: RuleContext) -> Iterator[Finding]:
    """A thing that has happened is not 30 % probable: counted as both, it is paid for twice.

    How: open risks that an open issue names.

    What to do: say that it occurred (`itpm.risk.risk_occurs`), or, if it may occur again, resolve the issue first.
    """
    yield from passed_on(context, context.facts["log.findings"])


@_pack.rule(
    "LOG010",
    "Something is done about every issue",
    severity=Severity.MINOR,
    needs=("log.findings",),
    source="PMBOK Guide, 6th ed., 4.3.3.3; ISO 21502:2020, 7.9",
    fix="say who does what about it",
    passing=lambda: facts(_down(Action("restart it", owner="bo", about=["server down"]))),
    failing=lambda: facts(_down()),
)
def issue_without_action(context: RuleContext) -> Iterator[Finding]:
    """An issue that is only written down is not dealt with.

    How: open issues that no action is about.

    What to do: say who does what about it, as an action.
    """
    yield from passed_on(context, context.facts["log.findings"])


def _calling(*, owner: str = "bo", due: str | None = "2026-03-20") -> Project:
    """A project with one action."""
    return Project("CRM", log=RaidLog(actions=[Action("call the vendor", owner=owner, due=due)]))


def _hosting(*, due: str | None = None, task: str = "install") -> Project:
    """A project in which a task that can begin on Monday, 12 January, at the latest waits for a decision."""
    tasks = plan(activity("build", "10d"), activity("install", "5d"), activity("live", after=["build", "install"]))
    asked = DecisionRecord("where to host", owner="koch", due=due, tasks=[task])
    return Project("CRM", tasks, log=RaidLog(decisions=[asked]))


def _refuted(*issues: Issue) -> Project:
    """A project that took something for true that is not, with these issues."""
    wrong = Assumption("the ERP stays", status=AssumptionStatus.REFUTED)
    return Project("CRM", log=RaidLog(assumptions=[wrong], issues=issues))


def _vendor(status: RiskStatus, *issues: Issue) -> Project:
    """A project with a risk that stands there, and these issues."""
    late = Threat("vendor late", probability=0.3, owner="bo", status=status)
    return Project("CRM", log=RaidLog(RiskRegister([late]), issues=issues))


def _down(*actions: Action) -> Project:
    """A project with one issue and these actions."""
    return Project("CRM", log=RaidLog(issues=[Issue("server down", owner="bo")], actions=actions))


log = _pack.build()

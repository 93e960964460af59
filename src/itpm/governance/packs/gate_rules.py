"""Gates and deliverables: whether what was decided still stands, and what stands against the next decision."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import facts
from itpm.governance.projects import Project
from itpm.lifecycle import Begun, GateCondition, GatePassed, ProjectCharter, PutOnHold
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.gates", prefix="GAT", version="1.0", catalogue=FACT_CATALOGUE)


@_pack.rule(
    "GAT001",
    "What the next gate asks for is accepted",
    severity=Severity.INFO,
    needs=("gate.lacking", "lifecycle.next_gate"),
    source="PMBOK Guide, 6th ed., 1.2.4.2; HHS Enterprise Performance Life Cycle, exit criteria",
    fix="have it written, reviewed and accepted before the gate",
    passing={"lifecycle.next_gate": "G1", "gate.lacking": ()},
    failing=lambda: facts(Project("CRM", history=[Begun("2026-01-05")])),
)
def gate_not_ready(context: RuleContext) -> Iterator[Finding]:
    """Whoever sees early what a gate asks for does not meet it unprepared.

    How: deliverables that the next gate asks for and that are not accepted. Long before the gate that is as it should be,
    so the rule only informs; `decide` refuses the gate itself.

    What to do: have them written, reviewed and accepted before the gate.
    """
    gate = context.facts["lifecycle.next_gate"]
    for key in context.facts["gate.lacking"]:
        yield context.fail(
            f"deliverable:{key}", f"gate {gate} asks for {key!r}, which is not accepted", evidence={"gate": gate}
        )


@_pack.rule(
    "GAT002",
    "Conditions of gates are met in time",
    severity=Severity.CRITICAL,
    needs=("lifecycle.overdue_conditions",),
    source="PMBOK Guide, 6th ed., 1.2.4.2; Cooper, Winning at New Products: conditional go",
    fix="do what was promised, or take the decision again",
    passing=lambda: facts(_conditional(), "2026-02-13"),
    failing={"lifecycle.overdue_conditions": ("G1.charter",)},
)
def condition_overdue(context: RuleContext) -> Iterator[Finding]:
    """A gate passed on conditions is passed only if they are met.

    How: conditions on which a gate was passed, not met and past their date.

    What to do: do what was promised, or take the decision again.
    """
    for name in context.facts["lifecycle.overdue_conditions"]:
        yield context.fail(f"condition:{name}", f"the condition {name} was not met in time")


@_pack.rule(
    "GAT003",
    "What a gate rested on still stands",
    needs=("gate.undone",),
    source="PMBOK Guide, 6th ed., 4.6.3.1",
    fix="have it accepted again, or take the gate's decision again",
    passing={"gate.undone": ()},
    failing=lambda: facts(_rewritten()),
)
def gate_undone(context: RuleContext) -> Iterator[Finding]:
    """A decision taken on a charter that is being rewritten was taken on something else.

    How: deliverables that a passed gate asked for and that are in draft or in review again; those for which the gate was
    passed on a condition aside.

    What to do: have it accepted again, or take the gate's decision again.
    """
    for key in context.facts["gate.undone"]:
        yield context.fail(f"deliverable:{key}", f"a gate was passed with {key!r}, which is not accepted any more")


@_pack.rule(
    "GAT004",
    "What is accepted lacks nothing",
    needs=("gate.accepted_with_gaps",),
    source="PMBOK Guide, 6th ed., 8.3 and 5.5",
    fix="complete it, and have it reviewed again",
    passing=lambda: facts(Project("CRM", deliverables=[ProjectCharter("one CRM")])),
    failing=lambda: facts(_waved_through()),
)
def accepted_with_gaps(context: RuleContext) -> Iterator[Finding]:
    """An acceptance without a look at the content is a signature, not a review.

    How: accepted deliverables that still lack something their kind demands.

    What to do: complete it, and have it reviewed again.
    """
    for key in context.facts["gate.accepted_with_gaps"]:
        yield context.fail(f"deliverable:{key}", f"{key!r} is accepted, and lacks something all the same")


@_pack.rule(
    "GAT005",
    "No project stays on hold unnoticed",
    needs=("lifecycle.status", "lifecycle.days_since_event"),
    source="PMBOK Guide, 6th ed., 4.7: premature close is decided, not drifted into",
    params={"max_days": 60},
    tighter={"max_days": "lower"},
    fix="resume it or end it",
    passing=lambda: facts(_held(), "2026-02-27"),
    failing=lambda: facts(_held(), "2026-06-30"),
)
def forgotten_on_hold(context: RuleContext) -> Iterator[Finding]:
    """A project on hold keeps people, licences and hopes.

    How: the project is on hold, and nothing has happened in its lifecycle for more than `max_days` [day].

    What to do: resume it or end it.
    """
    days = context.facts["lifecycle.days_since_event"]
    if context.facts["lifecycle.status"] == "on hold" and days > context.params.max_days:
        yield context.fail("lifecycle:status", f"the project has been on hold for {days} days", evidence={"days": days})


def _conditional() -> Project:
    """A project that passed its first gate on a condition, to be met by 1 March 2026."""
    condition = GateCondition("G1.charter", "the sponsor signs", due="2026-03-01", owner="ann")
    passed = GatePassed(gate="G1", at="2026-02-02", by="ann", conditions=[condition])
    return Project("CRM", history=[Begun("2026-01-05"), passed])


def _rewritten() -> Project:
    """A project that passed its first gate, and whose charter is a draft again."""
    passed = GatePassed(gate="G1", at="2026-01-05", by="ann")
    return Project("CRM", history=[Begun("2026-01-05"), passed], deliverables=[ProjectCharter("one CRM")])


def _waved_through() -> Project:
    """A project with an accepted charter that has neither sponsor nor criteria."""
    charter = ProjectCharter("one CRM", status="accepted", reviewer="ann", reviewed="2026-01-05")
    return Project("CRM", deliverables=[charter])


def _held() -> Project:
    """A project that was put on hold at the end of January."""
    return Project("CRM", history=[Begun("2026-01-05"), PutOnHold(reason="no budget", by="ann", at="2026-01-30")])


gates = _pack.build()

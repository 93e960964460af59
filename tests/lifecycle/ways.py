"""A methodology with everything in it, facts that satisfy it, and what does away with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from attrs import evolve

from itpm.lifecycle import (
    Accepted,
    ApproveGate,
    BeginIteration,
    DeliverableKind,
    Gate,
    GateCriterion,
    MeetCondition,
    Methodology,
    PassGate,
    RaiseException,
    Repetition,
    Resume,
    SettleException,
    Stage,
    Tolerance,
    decide,
)
from itpm.lifecycle.gate_checks import changed_since
from itpm.lifecycle.holders import holders
from itpm.rules import Facts

KINDS = [DeliverableKind(key, f"the {key}") for key in ("idea", "design", "increment", "handover", "farewell")]
RICH = Methodology(
    "rich",
    kinds=KINDS,
    stages=[
        Stage("start", "Start", exit=Gate("G1", requires="idea", approvers="sponsor")),
        Stage(
            "build",
            "Build",
            after="start",
            repeats=Repetition(
                noun="sprint",
                end=Gate(
                    "S",
                    requires="increment",
                    approvers="owner",
                    criteria=[GateCriterion("tests", "no test fails", fact="tests.failed", at_most=0)],
                ),
                at_least=2,
                at_most=3,
            ),
            tolerances=[Tolerance("cost", fact="stage.cost_deviation", at_most=10)],
            exceptions_to="board",
            exit=Gate("G2", requires="design", approvers="sponsor"),
        ),
        Stage(
            "rollout",
            "Rollout",
            after="start",
            alongside="build",
            entry=Gate("E3", requires="design", approvers="owner"),
            exit=Gate("G3", requires="handover", approvers="sponsor", is_delegable=False),
        ),
        Stage("close", "Close", after=("build", "rollout"), exit=Gate("G4", approvers="sponsor")),
    ],
    ending=Stage("end", "Early closure", exit=Gate("GX", requires="farewell", approvers="sponsor")),
)
GOOD: dict[str, object] = {
    **{f"deliverable.{kind.key}.accepted": True for kind in KINDS},
    **{f"deliverable.{kind.key}.status": "accepted" for kind in KINDS},
    **{f"deliverable.{kind.key}.lacks": () for kind in KINDS},
    **{f"deliverable.{kind.key}.fingerprint": "v1" for kind in KINDS},
    "tests.failed": 0,
    "stage.cost_deviation": 0,
    "role.sponsor": "ann",
    "role.owner": ["bo", "cy"],
    "role.board": ["dee", "fay"],
}
HOLDERS = {"sponsor": "ann", "owner": "bo", "board": "dee"}
# Reasons that nothing does away with: what is asked for is so already, or can never be.
FINAL = {
    "LIF004",
    "LIF005",
    "LIF007",
    "LIF008",
    "LIF009",
    "LIF010",
    "LIF015",
    "LIF020",
    "LIF021",
    "LIF022",
    "LIF023",
    "LIF025",
}


class Case:
    """A command in a state with what is known, changed as the reasons ask, and only so."""

    def __init__(self, method: Methodology, state: Any, command: Any, values: dict[str, object], as_of: Any) -> None:
        self.method, self.state, self.command = method, state, command
        self.values, self.as_of = dict(values), Facts.of({}, as_of=as_of).as_of

    def decide(self):
        return decide(self.method, self.state, self.command, Facts.of(self.values, as_of=self.as_of))

    def lift(self, reasons):
        for reason in reasons:
            assert reason.remedy, reason
        if any(reason.code in {"LIF001", "LIF002"} for reason in reasons):
            self.command = evolve(self.command, at=max(self.command.at, self.state.last, self.as_of))
        for reason in reasons:
            self.lift_one(reason)

    def lift_one(self, reason):  # noqa: C901  # one case a code
        match reason.code.split("."):
            case ["LIF001" | "LIF002"]:
                pass
            case ["LIF003"]:
                self.grant(Resume(by="ann", at=self.command.at))
            case ["LIF006"]:
                self.pass_all(reason.remedy.removeprefix("pass ").replace(" and ", ", ").split(", "))
            case ["LIF017"]:
                able = [name for name in ("dee", "fay") if name != self.state.exception("build").by]
                self.values["role.board"] = able
                self.command = evolve(self.command, by=able[0])
            case ["LIF011"]:
                role = reason.subject.removeprefix("role:")
                named = holders(role, Facts.of(self.values, as_of=self.as_of)) or (HOLDERS[role],)
                changes = {"by": named[0]} | ({"delegated_by": ""} if hasattr(self.command, "delegated_by") else {})
                self.command = evolve(self.command, **changes)
            case ["LIF024"]:
                named = holders(self.command.role, Facts.of(self.values, as_of=self.as_of))
                self.command = evolve(self.command, by=(*named, self.command.delegated_by)[0], delegated_by="")
            case ["LIF012"]:
                _, gate, *rest = reason.subject.replace(":", ".").split(".")
                self.grant(MeetCondition(gate, ".".join(rest), by="ann", at=self.command.at))
            case ["LIF013"] if reason.remedy.startswith("begin"):
                self.grant(BeginIteration("build", by="ann", at=self.command.at))
            case ["LIF013"]:
                self.pass_one("S")
            case ["LIF014"]:
                self.iterate()
            case ["LIF016"]:
                self.grant(SettleException("build", "go on", by=self.judge(), at=self.command.at))
            case ["LIF018"]:
                later = self.command.at + timedelta(days=9)
                self.command = evolve(
                    self.command,
                    conditions=[evolve(known, due=max(known.due, later)) for known in self.command.conditions],
                )
            case ["LIF019"]:
                self.command = evolve(self.command, conditions=())
                for gate in self.method.gates:
                    if gate.key == self.command.gate:
                        self.satisfy(gate.key)
            case [_, "tolerance", area]:
                self.values |= {name: GOOD[name] for name in reason.missing}
                if not reason.missing:
                    self.except_for(area, reason.evidence[0][1])
            case [gate, "approval"]:
                self.values |= {name: GOOD[name] for name in GOOD if "fingerprint" in name}
                if not reason.missing:
                    self.approve(gate, reason.subject.removeprefix("approval:"))
            case _:
                self.supply(reason)

    def supply(self, reason):
        key = reason.code.split(".")[1]
        self.values |= {name: GOOD[name] for name in GOOD if name.startswith((f"deliverable.{key}.", f"{key}."))}
        self.values |= {name: GOOD[name] for name in reason.missing}
        if reason.missing == () and reason.evidence:
            self.values[reason.evidence[0][0]] = GOOD[reason.evidence[0][0]]

    def satisfy(self, gate):
        """Everything known to be as the gate wants it; that is what its reasons ask for."""
        self.values |= GOOD
        for role in self.method.gate(gate).approvers:
            if self.state.approval(gate, role) is None:
                self.approve(gate, role)

    def approve(self, gate, role):
        given = self.state.approval(gate, role)
        if given is None or changed_since(given, Facts.of(self.values, as_of=self.as_of)):
            self.grant(ApproveGate(gate, role, by=HOLDERS[role], at=self.command.at))

    def judge(self):
        return "fay" if self.state.exception("build").by == "dee" else "dee"

    def except_for(self, area, value):
        if self.state.exception("build") is None:
            self.grant(RaiseException("build", "dear", by="kim", at=self.command.at))
        self.grant(SettleException("build", "go on", by=self.judge(), at=self.command.at, allows={area: value}))

    def iterate(self):
        repeats: Any = self.method.stage("build").repeats
        while sum(not known.is_open for known in self.state.iterations_of("build")) < repeats.at_least:
            if self.state.iteration("build") is None:
                self.grant(BeginIteration("build", by="ann", at=self.command.at))
            self.pass_one("S")

    def pass_all(self, gates):
        for gate in gates:
            self.pass_one(gate)

    def pass_one(self, gate):
        """Pass a gate with everything as it should be, doing away with what stands against it."""
        case = Case(self.method, self.state, PassGate(gate, by="ann", at=self.command.at), GOOD, self.command.at)
        case.resolve()
        self.state = case.decide().unwrap()

    def grant(self, command):
        case = Case(self.method, self.state, command, {**GOOD, **self.kept()}, self.command.at)
        case.resolve()
        self.state = case.decide().unwrap()

    def kept(self):
        return {}

    def resolve(self):
        """Do away with reasons until there are none or one that nothing does away with."""
        for _ in range(12):
            decision = self.decide()
            if isinstance(decision, Accepted) or any(reason.code in FINAL for reason in decision.reasons):
                return decision
            self.lift(decision.reasons)
        return self.decide()

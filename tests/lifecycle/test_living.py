"""A project as a machine that hypothesis drives: whatever is asked in whatever order, what is promised holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from itpm.lifecycle import (
    Accepted,
    ApproveGate,
    BeginIteration,
    Begun,
    GateCondition,
    Hold,
    LifecycleEvent,
    LifecycleStatus,
    MeetCondition,
    PassGate,
    RaiseException,
    RecycleGate,
    Resume,
    SettleException,
    Terminate,
    configuration_of,
    options,
    replay,
)
from itpm.lifecycle.folding import advanced, folded
from itpm.rules import Facts
from itpm.statecharts import restore

from tests.lifecycle.ways import FINAL, GOOD, RICH, Case

GATES = st.sampled_from([gate.key for gate in RICH.gates])
NAMES = st.sampled_from(["ann", "bo", "dee", "eve"])
VALUES: dict[str, list[object]] = {
    "deliverable.idea.accepted": [True, False],
    "deliverable.idea.fingerprint": ["v1", "v2"],
    "deliverable.design.accepted": [True, False],
    "deliverable.increment.lacks": [(), ("no tests",)],
    "deliverable.handover.status": ["accepted", "draft"],
    "tests.failed": [0, 3],
    "stage.cost_deviation": [0, 25],
    "role.sponsor": ["ann", "eve"],
    "role.board": ["dee", "fay"],
}


class Project(RuleBasedStateMachine):
    """Commands of all kinds at ever later moments, with facts good and bad."""

    def __init__(self) -> None:
        super().__init__()
        self.at = datetime(2026, 1, 5)
        self.history: list[LifecycleEvent] = [Begun(self.at)]
        self.state = replay(RICH, self.history)
        self.values = dict(GOOD)

    def ask(self, command):
        """Ask, and look at whether the answer keeps its promises."""
        decision = Case(RICH, self.state, command, self.values, self.at).decide()
        if isinstance(decision, Accepted):
            self.history += decision.events
            assert replay(RICH, self.history) == decision.state
            self.state = decision.state
            return
        assert replay(RICH, self.history) == self.state
        final = {reason.code for reason in decision.reasons} & FINAL
        if final:
            assert len(decision.reasons) == 1
            return
        case = Case(RICH, self.state, command, self.values, self.at)
        case.lift(decision.reasons)
        after = case.decide()
        # what was done to lift a reason may itself have changed what a command is about: then that is said, and only that
        # lifting a reason may settle what was asked for: then that is said, and only that
        assert isinstance(after, Accepted) or {reason.code for reason in after.reasons} <= FINAL, (decision, after)

    @rule(days=st.integers(0, 20))
    def time_goes_on(self, days):
        self.at += timedelta(days=days)

    @rule(data=st.data(), name=st.sampled_from(sorted(VALUES)))
    def something_becomes_known(self, data, name):
        self.values[name] = data.draw(st.sampled_from(VALUES[name]))

    @rule(name=st.sampled_from(sorted(VALUES)))
    def something_is_known_no_more(self, name):
        self.values.pop(name, None)

    @rule()
    def all_is_well(self):
        self.values = dict(GOOD)

    @rule(gate=GATES)
    def pass_a_gate(self, gate):
        self.ask(PassGate(gate, by="ann", at=self.at))

    @rule(
        gate=GATES, days=st.integers(-1, 15), covers=st.sampled_from(["G1.idea", "G2.design", "build.tolerance.cost"])
    )
    def pass_a_gate_on_condition(self, gate, days, covers):
        condition = GateCondition(covers, "do it", due=self.at + timedelta(days=days), owner="bo")
        self.ask(PassGate(gate, by="ann", at=self.at, conditions=[condition]))

    @rule(gate=GATES, by=NAMES, delegated=st.sampled_from(["", "ann"]))
    def approve_a_gate(self, gate, by, delegated):
        self.ask(ApproveGate(gate, RICH.gate(gate).approvers[0], by=by, delegated_by=delegated, at=self.at))

    @rule()
    def get_on(self):
        """Whatever can be done is done, so that the machine gets somewhere."""
        facts = Facts.of(self.values, as_of=self.at)
        doable = [
            command
            for by in ("ann", "bo")
            for command in options(RICH, self.state, facts, by=by, at=self.at).possible
            if isinstance(command, (PassGate, ApproveGate, BeginIteration))
        ]
        for command in doable[:1]:
            self.ask(command)

    @rule(gate=GATES, to=st.sampled_from(["", "start", "build"]))
    def recycle(self, gate, to):
        self.ask(RecycleGate(gate, "not good enough", to=to, by="ann", at=self.at))

    @rule()
    def begin_a_sprint(self):
        self.ask(BeginIteration("build", by="bo", at=self.at))

    @rule(by=NAMES)
    def raise_an_exception(self, by):
        self.ask(RaiseException("build", "too dear", by=by, at=self.at))

    @rule(by=NAMES, allows=st.sampled_from([{}, {"cost": 30}]))
    def settle_an_exception(self, by, allows):
        self.ask(SettleException("build", "go on", by=by, allows=allows, at=self.at))

    @precondition(lambda self: self.state.conditions)
    @rule()
    def meet_a_condition(self):
        open_ = self.state.conditions[0]
        self.ask(MeetCondition(open_.gate, open_.condition.covers, by="bo", at=self.at))

    @rule()
    def hold(self):
        self.ask(Hold("frozen", by="ann", at=self.at))

    @rule()
    def resume(self):
        self.ask(Resume(by="ann", at=self.at))

    @precondition(lambda self: len(self.history) > 12)
    @rule()
    def terminate(self):
        self.ask(Terminate("merged", by="ann", at=self.at))

    @invariant()
    def the_books_agree_with_the_chart(self):
        if self.state.status in {LifecycleStatus.RUNNING, LifecycleStatus.ON_HOLD}:
            where = configuration_of(RICH, self.state)
            assert restore(RICH.chart, where.states, history=where.history) == where

    @invariant()
    def any_past_state_can_be_had(self):
        half = self.history[: len(self.history) // 2 + 1]
        assert replay(RICH, self.history, at=half[-1].at).begun == self.state.begun
        last = len([event for event in self.history if event.at <= half[-1].at])
        expected = advanced(RICH, replay(RICH, self.history[:last]), half[-1].at)
        assert replay(RICH, self.history, at=half[-1].at) == expected

    @invariant()
    def folding_one_by_one_is_replaying(self):
        state = replay(RICH, self.history[:1])
        for event in self.history[1:]:
            state = folded(RICH, state, event)
        assert state == self.state


TestProject = Project.TestCase
TestProject.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)

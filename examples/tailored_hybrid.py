"""A hybrid methodology fitted to a project: what was changed and why, a gate refused and passed, a history replayed.

Run it: ``python examples/tailored_hybrid.py``. A portal is rolled out region by region while it is still being built. There was
a feasibility study for the whole programme, so this project drops its own; for a security test and a privacy assessment the
gates ask in addition.
"""

from __future__ import annotations

from itpm.lifecycle import (
    AddCriterion,
    AddDeliverable,
    ApproveGate,
    BeginIteration,
    Begun,
    Command,
    DropDeliverable,
    GateCondition,
    GateCriterion,
    Hold,
    LifecycleEvent,
    Methodology,
    PassGate,
    Refused,
    Resume,
    SetApprovers,
    TailoringRecord,
    decide,
    hybrid,
    replay,
    standing,
    state_diagram,
    tailor,
    timeline,
)
from itpm.rules import Facts

SPONSOR, OWNER, OFFICER = "Iris Koch", "Omar Haddad", "Dana Weiss"
ROLES = {"sponsor": SPONSOR, "product owner": OWNER, "security officer": OFFICER}


def fitted() -> tuple[Methodology, TailoringRecord]:
    """The library's hybrid methodology, fitted; and the record of it."""
    tailored = tailor(
        hybrid(),
        [
            DropDeliverable("H1", "feasibility_study", because="phase 2 of an approved programme"),
            AddDeliverable("H2", "privacy_assessment", because="personal data of customers"),
            AddDeliverable("H4e", "security_test", because="the portal is public"),
            AddCriterion(
                "H4e",
                GateCriterion("load", "1,000 users at once are served", fact="load_test.users", at_least=1000),
                because="campaigns",
            ),
            SetApprovers("H4e", ["product owner", "security officer"], because="the portal is public"),
        ],
        by="project office",
        name="portal hybrid",
    )
    return tailored.methodology, tailored.record


METHOD, RECORD = fitted()


def facts(at: str, **changes: object) -> Facts:
    """Everything a gate could ask for is as it should be, except for the changes; two underscores stand for a dot."""
    known: dict[str, object] = {}
    for kind in METHOD.kinds:
        known |= {f"deliverable.{kind.key}.accepted": True, f"deliverable.{kind.key}.lacks": ()}
    known |= {"sprint.done_unmet": 0, "sprint.tests_failed": 0, "load_test.users": 1400}
    known |= {f"role.{role.replace(' ', '_')}": name for role, name in ROLES.items()}
    return Facts.of(known | {name.replace("__", "."): value for name, value in changes.items()}, as_of=at)


def gate(key: str, at: str) -> list[Command]:
    """A gate approved by all who have to, and passed."""
    approvals: list[Command] = [ApproveGate(key, role, by=ROLES[role], at=at) for role in METHOD.gate(key).approvers]
    return [*approvals, PassGate(key, by=OWNER, at=at)]


def before_the_rollout() -> list[LifecycleEvent]:
    """The history until the rollout could begin: planned phases, two iterations, a hold in between."""
    history: list[LifecycleEvent] = [Begun("2026-01-05")]
    charter_open: dict[str, object] = {"deliverable__charter__accepted": False}
    condition = GateCondition("H1.charter", "the sponsor signs the charter", due="2026-02-13", owner=SPONSOR)
    steps: list[tuple[Command, dict[str, object]]] = [
        (ApproveGate("H1", "sponsor", by=SPONSOR, at="2026-01-23"), {}),
        (PassGate("H1", by=OWNER, at="2026-01-23", conditions=[condition]), charter_open),
        *((command, {}) for command in (*gate("H1", "2026-02-16"), *gate("H2", "2026-02-20"))),
        (BeginIteration("build", goal="sign in", by=OWNER, at="2026-02-23"), {}),
        *((command, {}) for command in gate("H3i", "2026-03-06")),
        (Hold("the vendor is late", by=SPONSOR, at="2026-03-09"), {}),
        (Resume(by=SPONSOR, at="2026-03-16"), {}),
        (BeginIteration("build", goal="orders", by=OWNER, at="2026-03-17"), {}),
        *((command, {}) for command in gate("H3i", "2026-03-27")),
    ]
    for command, changes in steps:
        state = replay(METHOD, history, at=command.at)
        decision = decide(METHOD, state, command, facts("2026-01-16", **changes))
        history += decision.events if not isinstance(decision, Refused) else decision.unwrap()
    return history


def report() -> str:
    """The tailoring, the entry gate of the rollout refused and passed, the past replayed, the picture."""
    history = before_the_rollout()
    state = replay(METHOD, history)
    tested = facts("2026-03-30", deliverable__security_test__accepted=False, load_test__users=600)
    refused = decide(METHOD, state, PassGate("H4e", by=OWNER, at="2026-03-30"), tested)
    lines = [str(RECORD), "", "May the rollout begin on 2026-03-30?", str(refused), ""]
    for command in gate("H4e", "2026-04-02"):
        decision = decide(METHOD, state, command, facts("2026-04-02"))
        state = decision.unwrap()
        history += decision.events if not isinstance(decision, Refused) else ()
    lines += ["And on 2026-04-02, tested again? Yes; build and rollout go on side by side.", str(state), ""]
    lines += ["On 2026-02-15 the condition of H1 had run out, and the gate was open again:"]
    lines += [str(replay(METHOD, history, at="2026-02-15")), ""]
    lines += [str(timeline(METHOD, history, at="2026-04-10", facts=facts("2026-04-10"))), ""]
    lines += [str(standing(METHOD, state, facts("2026-04-10"), gate="H4")), "", state_diagram(METHOD, state)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())

"""An agile project from its first gate to its closure, sprint after sprint.

Run it: ``python examples/agile_release.py``. Every step is a command that is asked for and either granted or refused with all
of its reasons; a sprint ends when its increment is accepted, its review held, and its definition of done met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from itpm.lifecycle import (
    Acceptance,
    Accepted,
    ApproveGate,
    BeginIteration,
    Begun,
    Command,
    Deliverable,
    Delivery,
    FinalReport,
    Goal,
    Increment,
    Lesson,
    LifecycleEvent,
    LifecycleState,
    PassGate,
    PostMortem,
    ProductBacklog,
    ProjectCharter,
    Release,
    ReleasePlan,
    ServiceLevel,
    SprintReview,
    SupportMember,
    SupportTeam,
    Training,
    UserGroup,
    agile,
    decide,
    deliverable_facts,
    replay,
    state_diagram,
    timeline,
)
from itpm.lifecycle.backlogs import Backlog, BacklogItem, Sprint, sprint_burn_up, sprint_facts, sprint_forecast
from itpm.rules import Facts

METHOD = agile()
SPONSOR, OWNER = "Iris Koch", "Omar Haddad"
DONE = ("tested", "documented")
GOALS = ("leads can be entered", "old data is in", "reports are there")
SPRINTS = (("2026-02-02", "2026-02-13"), ("2026-02-16", "2026-02-27"), ("2026-03-02", "2026-03-13"))
# item, points, sprint in which it is done, sprint in which it came up
ITEMS = (
    ("lead form", 5, 1, 0),
    ("search", 5, 1, 0),
    ("import", 8, 2, 0),
    ("duplicates", 3, 2, 1),
    ("reports", 8, 3, 0),
    ("export", 2, 3, 2),
)


def backlog(over: int) -> Backlog:
    """The backlog when so many sprints are over; what came up in a sprint is in it from then on."""
    items = [
        BacklogItem(key, points, added=added, status="done", sprint=done, meets=DONE)
        if done <= over
        else BacklogItem(key, points, added=added)
        for key, points, done, added in ITEMS
        if added <= over
    ]
    sprints = [
        Sprint(number, goal=GOALS[number - 1], start=start, finish=finish)
        for number, (start, finish) in enumerate(SPRINTS[:over], start=1)
    ]
    return Backlog(items, sprints=sprints, definition_of_done=DONE)


def made(over: int) -> Iterator[Deliverable]:
    """What is there when so many sprints are over."""
    keys = [key for key, _, done, _ in ITEMS if done == over]
    yield Goal("one CRM for sales", measure="no lead outside it", target_date="2026-12-31", benefits="fewer lost leads")
    yield ProjectCharter(
        "one CRM for sales",
        sponsor=SPONSOR,
        project_manager="Petra Lindner",
        authority="spends up to 10k EUR alone",
        success_criteria=["all leads in one place"],
        budget_limit="250k EUR",
    )
    yield ProductBacklog(backlog(over), goal="one CRM for sales", product_owner=OWNER)
    first = [key for key, _, _, added in ITEMS if added == 0]
    yield ReleasePlan([Release("1.0", "2026-04-30", items=first)], definition_of_done=DONE)
    if over:
        yield Increment(over, items=keys, shown_to=["sales"], goal_met=True)
        yield SprintReview(
            over, held_at="2026-02-13", attended_by=["sales"], shown=keys, feedback="quicker than before"
        )


def closing() -> Iterator[Deliverable]:
    """What is there at the end besides."""
    yield Delivery(
        ["release 1.0"],
        delivered_at="2026-04-10",
        client="sales",
        acceptances=[Acceptance("all leads in one place", True, by="sales")],
    )
    yield Training([UserGroup("sales", users=40, trained=40)], materials=["handbook"])
    yield SupportTeam(
        [SupportMember("Fay", "first level", contact="4711")],
        service_levels=[ServiceLevel("answer to severity 1", "30m")],
        runbooks=["restart"],
        starts="2026-04-13",
    )
    yield FinalReport("done", scope="all of it", schedule="on time", budget="3 % below", quality="criteria met")
    yield PostMortem(
        went_well=["short sprints"],
        went_badly=["old data"],
        causes=["nobody owned it"],
        lessons=[Lesson("look at the data first", owner="Petra Lindner", tag="migration")],
        held_at="2026-04-24",
        participants=["Petra Lindner", OWNER],
    )


def accepted(deliverables: Iterable[Deliverable]) -> list[Deliverable]:
    """All of them reviewed and accepted."""
    return [evolve(one, status="accepted", reviewer="review board", reviewed="2026-01-10") for one in deliverables]


def facts(over: int, at: str, deliverables: Iterable[Deliverable], *, tests_failed: int | None = 0) -> Facts:
    """What is known when so many sprints are over."""
    known = {**deliverable_facts(deliverables), **sprint_facts(backlog(over), tests_failed=tests_failed)}
    return Facts.of({**known, "role.product_owner": OWNER, "role.sponsor": SPONSOR}, as_of=at)


class Story:
    """The project while it is told: its state, its history, and the lines of the report."""

    def __init__(self) -> None:
        self.history: list[LifecycleEvent] = [Begun("2026-01-05")]
        self.state: LifecycleState = replay(METHOD, self.history)
        self.lines: list[str] = []

    def ask(self, command: Command, known: Facts) -> None:
        """Ask for a command; tell what the answer is."""
        decision = decide(METHOD, self.state, command, known)
        about = getattr(command, "gate", "") or getattr(command, "stage", "")
        if isinstance(decision, Accepted):
            self.history += decision.events
            self.state = decision.state
            self.lines.append(f"{type(command).__name__} {about}: granted")
            return
        self.lines.append(f"{type(command).__name__} {about}: refused")
        self.lines += [f"    {reason}" for reason in decision.reasons]

    def through(self, gate: str, at: str, known: Facts) -> None:
        """Have a gate approved by all who have to, and pass it."""
        for role in METHOD.gate(gate).approvers:
            self.ask(ApproveGate(gate, role, by=SPONSOR if role == "sponsor" else OWNER, at=at), known)
        self.ask(PassGate(gate, by="Petra Lindner", at=at), known)


def run() -> Story:
    """The project from beginning to end."""
    story = Story()
    begun = facts(0, "2026-01-16", accepted(made(0)))
    story.ask(PassGate("A1", by="Petra Lindner", at="2026-01-16"), facts(0, "2026-01-16", made(0)))
    story.through("A1", "2026-01-16", begun)
    story.through("R1", "2026-01-30", begun)
    for number, (start, end) in enumerate(SPRINTS, start=1):
        story.ask(BeginIteration("sprints", goal=GOALS[number - 1], by=OWNER, at=f"{start} 09:00"), begun)
        if number == 2:  # red tests: the definition of done is not met
            red = facts(2, end, accepted(made(2)), tests_failed=3)
            story.ask(PassGate("S1", by=OWNER, at=end), red)
        story.through("S1", end, facts(number, end, accepted(made(number))))
    everything = facts(3, "2026-03-16", accepted([*made(3), *closing()]))
    story.through("B1", "2026-03-16", everything)
    story.through("L1", "2026-04-10", everything)
    story.through("A9", "2026-04-24", everything)
    return story


def report() -> str:
    """The commands with their answers; the time in each stage; scope, what is done, the forecast; a picture."""
    story = run()
    middle = replay(METHOD, story.history, at="2026-02-20")
    return "\n".join(
        [
            *story.lines,
            "",
            str(timeline(METHOD, story.history, at="2026-04-24")),
            "",
            str(sprint_burn_up(backlog(3))),
            "",
            str(sprint_forecast(backlog(2))),
            "",
            "On 2026-02-20:",
            state_diagram(METHOD, middle, direction="LR"),
        ]
    )


if __name__ == "__main__":
    print(report())

"""A small rule pack over few facts, for the tests of the rules engine and of gates."""

from __future__ import annotations

from itpm.rules import Facts, FactSpec, FactType, RulePack, RulePackBuilder, Waiver

CATALOGUE = (
    FactSpec(name="plan.leads", type=FactType.LIST, doc="ids of activities with a lead"),
    FactSpec(name="plan.baseline", type=FactType.TEXT, doc="name of the baseline"),
    FactSpec(name="team.size", type=FactType.NUMBER, unit="1", doc="people in the team"),
    FactSpec(name="phase", type=FactType.TEXT, doc="key of the phase"),
)


def schedule_pack(version: str = "1.0") -> RulePack:
    pack = RulePackBuilder("sample.schedule", prefix="SCH", version=version, catalogue=CATALOGUE)

    @pack.rule(
        "SCH003",
        "Activities carry no lead",
        severity="minor",
        needs=("plan.leads",),
        source="DCMA-14 #2",
        params={"max_leads": 0},
        fix="split the predecessor",
    )
    def leads(context):
        """A lead hides work that nobody planned."""
        offenders = context.facts["plan.leads"]
        if len(offenders) > context.params.max_leads:
            for task in reversed(offenders):
                yield context.fail(
                    f"task:{task}", f"{task} starts before its predecessor ends", evidence={"task": task}
                )

    @pack.rule("SCH001", "The plan has a baseline", needs=("phase",), optional=("plan.baseline",))
    def baseline(context):
        if not context.facts.known("plan.baseline"):
            yield context.fail("plan:all", "there is no baseline", remedy="set one")

    return pack.build()


def team_pack() -> RulePack:
    pack = RulePackBuilder("sample.team", prefix="TEAM", version="2.1", catalogue=CATALOGUE)

    @pack.rule(
        "TEAM001",
        "Nobody works alone",
        severity="critical",
        needs=("team.size", "phase"),
        applies=lambda context: context.facts["phase"] != "closure",
    )
    def alone(context):
        if context.facts["team.size"] < 2:
            yield context.fail("team:all", "one person carries the project")

    return pack.build()


def facts(**values: object) -> Facts:
    """Facts as of 2 February 2026; two underscores stand for the dot."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    return Facts.of(named, as_of="2026-02-02", catalogue=CATALOGUE)


def waiver(code: str = "SCH003", subject: str = "task:a", expires: str = "2026-06-30") -> Waiver:
    return Waiver(code, subject, reason="vendor date fixed", owner="jo", approved_by="pmo", expires=expires)

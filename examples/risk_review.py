"""The monthly risk review of a small project on one page: what may go wrong, what became of it, what pays, what to decide.

Run it: ``python examples/risk_review.py``. The register is kept from month to month: risks are found, analysed and answered, one
occurs and becomes an issue, one is over. Every figure of the page comes from the register, the log and the schedule.
"""

# Durations and links are typed as text here and read by Task's converters, which pyright cannot follow.
# pyright: reportArgumentType=false

from __future__ import annotations

from attrs import evolve

from itpm import Plan, Schedule, Task
from itpm.model import Progress
from itpm.risk import (
    Action,
    Assumption,
    Avoid,
    DecisionRecord,
    Enhance,
    Mitigate,
    Opportunity,
    RaidLog,
    RiskAppetite,
    RiskLimit,
    RiskRegister,
    Threat,
    Transfer,
    burn_down,
    contingency_reserve,
    decisions_due,
    raid_findings,
    realised_risks,
    response_worth,
    risk_findings,
    risk_occurs,
)
from itpm.scheduling import schedule

AS_OF = "2026-03-31"
DONE = Progress(actual_start="2026-01-05", actual_finish="2026-01-30")

PLAN = Plan(
    "Customer portal",
    start="2026-01-05",
    deadline="2026-05-29",
    data_date=AS_OF,
    tasks=[
        Task("design", "20d", progress=DONE),
        Task("contract", "5d", name="Contract with a second vendor", after=["design FS+42d"]),
        Task("build", "60d", progress=Progress(actual_start="2026-02-02", percent_complete=60), after=["design"]),
        Task("cleanse", "8d", name="Cleanse customer data", after=["design FS+45d"]),
        Task("install", "5d", name="Install production", after=["design FS+50d"]),
        Task("migrate", "3d", name="Migrate data", after=["cleanse", "install"]),
        Task("train", "8d", name="Train the service desk", after=["build"]),
        Task("test", "15d", name="Acceptance test", after=["build", "migrate"]),
        Task("live", name="Go live", after=["test", "train"]),
    ],
)

APPETITE = RiskAppetite(
    [
        RiskLimit("moderate", "moderate"),
        RiskLimit("low", "low", category="technical/security"),
        RiskLimit(category="commercial", expected_cost="10k EUR"),
    ]
)


def january() -> RaidLog:
    """The log after the first workshop."""
    register = RiskRegister(
        [
            Threat(
                "vendor delivers late",
                id="R1",
                probability=0.4,
                delay=("5d", "10d", "20d"),
                cost="15k EUR",
                on=["build"],
                category="commercial/vendor",
                cause="one developer for two customers",
                effect="a later acceptance test",
                owner="Bo",
                raised="2026-01-12",
                reviewed="2026-01-30",
                triggers=["a demonstration is put off"],
                response=Mitigate(
                    "a second vendor under contract", cost="6k EUR", probability=0.15, tasks=["contract"]
                ),
            ),
            Threat(
                "customer data are worse than known",
                id="R2",
                probability=0.5,
                delay=("2d", "5d", "12d"),
                cost=("5k EUR", "10k EUR", "24k EUR"),
                on=["cleanse"],
                category="technical/data",
                owner="Dana",
                raised="2026-01-12",
                reviewed="2026-01-30",
                fallback="cleanse the 500 largest customers only",
                response=Mitigate("sample in February", cost="2k EUR", probability=0.3),
            ),
            Threat(
                "penetration test finds a severe flaw",
                id="R3",
                probability=0.25,
                delay="8d",
                cost="12k EUR",
                on=["test"],
                impact={"quality": "high"},
                category="technical/security",
                owner="Tom",
                raised="2026-01-19",
                reviewed="2026-01-30",
                urgency="2026-05-29",
            ),
            Threat(
                "service desk is not released for training",
                id="R4",
                probability=0.6,
                delay="6d",
                on=["train"],
                category="organisation/people",
                owner="Bea",
                raised="2026-01-19",
                reviewed="2026-01-30",
                response=Avoid("two groups of four", cost="4k EUR"),
            ),
            Opportunity(
                "single sign-on of the intranet can be used",
                id="O1",
                probability=0.4,
                delay="-5d",
                cost="-8k EUR",
                on=["build"],
                category="technical/interfaces",
                owner="Ines",
                raised="2026-01-19",
                reviewed="2026-01-30",
                expires="2026-04-30",
                response=Enhance("a prototype in March", cost="1k EUR", probability=0.7),
            ),
        ],
        budget="300k EUR",
        duration="130d",
        day_value="2k EUR",
    )
    for name in ("R1", "R2", "R3", "R4", "O1"):
        register = register.advanced(name, "analysed", at="2026-01-30", by="all")
    return RaidLog(
        register,
        assumptions=[
            Assumption("the ERP stays on release 12", if_wrong="a new interface", owner="Ines", due="2026-03-20"),
        ],
        decisions=[
            DecisionRecord(
                "where to host", owner="Dr. Koch", options=["own", "cloud"], tasks=["install"], due="2026-04-17"
            ),
            DecisionRecord("who trains", owner="Bea", tasks=["train"], due="2026-04-30"),
            DecisionRecord("scope of the pilot", owner="Petra", due="2026-04-10"),
        ],
    )


def february() -> RaidLog:
    """Responses are planned, the sample of the data is drawn; the works council is a new risk."""
    log = january()
    register = log.register.advanced("R1", "response planned", at="2026-02-16", by="Bo")
    register = register.advanced("R2", "response planned", at="2026-02-16", by="Dana")
    register = register.advanced("R2", "response in place", at="2026-02-23", by="Dana")
    council = Threat(
        "works council objects to reports on persons",
        id="R5",
        probability=0.2,
        delay="10d",
        cost="6k EUR",
        on=["build"],
        category="organisation/works council",
        owner="Petra",
        raised="2026-02-09",
    )
    return evolve(log, register=reviewed(register.with_risks([council]), "2026-02-27"))


def march() -> RaidLog:
    """The data are bad indeed; the works council has agreed; the flaw would be insured."""
    log = risk_occurs(
        february(),
        "R2",
        at="2026-03-18",
        cost="9k EUR",
        delay="4d",
        due="2026-04-15",
        by="Dana",
        notes="12 % fail in the sample",
    )
    register = log.register.advanced(
        "R5", "closed", at="2026-03-20", by="Petra", note="reports show teams of five and more only"
    )
    insured = evolve(
        register["R3"],
        response=Transfer(
            "the vendor mends its own flaws at its own cost", cost="2k EUR", residual_cost="3k EUR", owner="Bo"
        ),
    )
    register = register.with_risks([insured]).advanced("R3", "response planned", at="2026-03-30", by="Tom")
    log = evolve(log, register=reviewed(register, AS_OF))
    return log.with_entries([Action("name deputies for the service desk", owner="Bea", due="2026-03-27", about=["R4"])])


def reviewed(register: RiskRegister, at: str) -> RiskRegister:
    """The register after all open risks were looked at."""
    return register.with_risks(evolve(risk, reviewed=at) for risk in register.open)


def page(log: RaidLog, dates: Schedule) -> str:
    """The review on one page."""
    register = log.register
    reviews = [("2026-01-31", january().register), ("2026-02-28", february().register), (AS_OF, register)]
    ahead = burn_down(reviews, planned_at=["2026-04-30", "2026-05-31", "2026-06-30"], schedule=dates)
    ranking = (
        register.ranked()
        .table()
        .select("rank", "risk", "score", "band", "emv_eur", "band_after", "emv_after_eur", "owner")
    )
    reserve = contingency_reserve(register)
    findings = [
        *risk_findings(register, as_of=AS_OF, appetite=APPETITE, schedule=dates, review_days=31),
        *raid_findings(log, as_of=AS_OF, schedule=dates),
    ]
    parts = [
        f"{dates.plan.name}: risk review of 31 March 2026; go-live {dates.finish:%d %B}, deadline 29 May",
        register.heat_map(),
        register.heat_map(after_responses=True),
        ranking,
        register.breakdown(),
        ahead,
        response_worth(register, schedule=dates)
        .table()
        .select("risk", "response", "days_won", "gain_eur", "cost_eur", "net_eur", "verdict"),
        reserve,
        f"Set aside {reserve.threats} if no opportunity comes true; {reserve.at('80%')} is enough at 80 % (normal approximation)",
        realised_risks(log),
        decisions_due(log, dates, as_of=AS_OF),
        "What has to be looked at\n" + "\n".join(f"  {finding}" for finding in findings),
    ]
    return "\n\n".join(str(part) for part in parts)


def main() -> None:
    """Print the page."""
    print(page(march(), schedule(PLAN)))


if __name__ == "__main__":
    main()

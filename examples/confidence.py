"""From a plan and its risk register to a sentence for the steering committee: how sure is the date, and who owns the rest?

Run it: ``python examples/confidence.py`` (needs ``pip install 'itpm[simulation]'``).
"""

# Durations and amounts are typed as text here and read by converters, which pyright cannot follow.
# pyright: reportArgumentType=false
from __future__ import annotations

import itpm
from itpm import risk
from itpm.risk.simulation import RiskDriver, simulate

PLAN = itpm.Plan(
    "CRM rollout",
    start="2026-01-21",
    deadline="2026-06-26",
    currency="EUR",
    calendar=itpm.WorkCalendar.standard().with_holidays(["2026-04-03", "2026-04-06", "2026-05-01", "2026-05-25"]),
    resources=[
        itpm.Resource("team", rates=[itpm.Rate(standard=itpm.Money(320, "EUR"))]),
        itpm.Resource("vendor", rates=[itpm.Rate(standard=itpm.Money(240, "EUR"))]),
    ],
    tasks=[
        itpm.Task("analysis", ("8d", "10d", "15d"), assignments=[itpm.Assignment(resource="team")]),
        itpm.Task("contract", ("5d", "10d", "20d")),
        itpm.Task("design", ("12d", "15d", "20d"), after=["analysis"], assignments=[itpm.Assignment(resource="team")]),
        itpm.Task("portal", ("20d", "25d", "35d"), after=["design"], assignments=[itpm.Assignment(resource="team")]),
        itpm.Task(
            "interfaces",
            ("18d", "25d", "40d"),
            after=["design", "contract"],
            assignments=[itpm.Assignment(resource="vendor")],
        ),
        itpm.Task("migration", ("10d", "12d", "20d"), after=["design SS+10d"]),
        itpm.Task(
            "test",
            ("15d", "18d", "25d"),
            after=["portal", "interfaces", "migration"],
            assignments=[itpm.Assignment(resource="team")],
        ),
        itpm.Task("training", ("5d", "5d", "8d"), after=["portal"]),
        itpm.Task("go live", "0d", after=["test", "training"]),
    ],
)

REGISTER = risk.RiskRegister(
    [
        risk.Threat(
            "vendor late",
            probability=0.35,
            delay=("5d", "15d", "30d"),
            cost=("5k EUR", "15k EUR", "40k EUR"),
            on=["interfaces"],
            response=risk.Mitigate("second source", cost="9k EUR", probability=0.1),
        ),
        risk.Threat("dirty data", probability=0.5, delay=("5d", "10d", "20d"), cost="12k EUR", on=["test"]),
        risk.Threat("key people leave", probability=0.2, delay=("5d", "10d", "25d"), on=["portal", "test"]),
        risk.Threat(
            "audit asks for more",
            probability=0.15,
            cost="30k EUR",
            response=risk.Transfer("insure", cost="12k EUR", residual_cost="5k EUR"),
        ),
        risk.Opportunity("re-use portal", probability=0.4, delay=("-8d", "-5d", "-2d"), on=["portal"]),
    ]
)

DRIVERS = [RiskDriver("new platform", probability=0.4, factor=(0.95, 1.05, 1.25), on=["portal", "interfaces", "test"])]


def report(iterations: int = 10_000) -> str:
    """What a risk manager says to the steering committee."""
    found = simulate(PLAN, REGISTER, drivers=DRIVERS, iterations=iterations, seed=2026)
    split, responses = found.drivers(80), found.response_values(80, day="1.5k EUR")
    owners = [name for name in split.owners(2 / 3) if name in found.run.recipe.causes]
    worth = [f"{gain.response} ({gain.price})" for gain in responses.gains if gain.is_worth]
    both, sure = found.probability(finish="2026-06-26", cost="330k EUR"), found.finish.p80
    return "\n".join(
        [
            f"P80 is {sure.day} {sure:%B}; {split.amount(split.whole)} of that are contingency.",
            f"{len(owners)} risks own two thirds of the contingency: {', '.join(owners)}.",
            f"Worth its price: {', '.join(worth) or 'no response'}.",
            f"26 June and 330,000 EUR are kept together with {both.value:.0%}.",
            *(
                "",
                str(found),
                "",
                str(split),
                "",
                str(responses),
                "",
                str(found.joint(70)),
                "",
                str(found.criticality()),
            ),
            *("", str(found.tornado("cause")), "", str(found.merge_bias()), "", str(found.analytic())),
        ]
    )


if __name__ == "__main__":
    print(report())

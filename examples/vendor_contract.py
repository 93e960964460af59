"""Buying part of a CRM roll-out: who, on which terms, what will it cost, when to order, and is the project still worth it?

Run it: ``python examples/vendor_contract.py``.
"""

from __future__ import annotations

from itpm.cost import contracts, finance
from itpm.selection import SelectionCriterion, weight_changes

AS_OF = "2026-03-31"

BIDS = (
    contracts.Bid("Acme", "880k EUR", per_year=["60k EUR"] * 5, scores={"fit": 9, "references": 7}),
    contracts.Bid("Beta", "790k EUR", per_year=["110k EUR"] * 5, scores={"fit": 8, "references": 9}),
    contracts.Bid("Core", "610k EUR", per_year=["150k EUR"] * 5, scores={"fit": 4, "references": 6}),
)
CRITERIA = (
    SelectionCriterion("fit", 35, minimum=6),
    SelectionCriterion("references", 15),
    SelectionCriterion(contracts.WHOLE_LIFE_COST, 50),
)

TALK = contracts.NegotiationRange(
    buyer_target="820k EUR", buyer_limit="900k EUR", seller_target="930k EUR", seller_limit="860k EUR"
)

TERMS = contracts.FixedPriceIncentive(
    target_cost="800k EUR", target_profit="80k EUR", ceiling="960k EUR", buyer_share="60/40"
)

CONTRACT = contracts.Contract(
    id="PO-2026-014",
    seller="Acme",
    terms=TERMS,
    signed="2026-01-15",
    changes=[("2026-03-10", "15k EUR")],
    deliveries=[
        contracts.ContractDelivery("data migration", "2026-03-13", worth="220k EUR", delivered="2026-03-20"),
        contracts.ContractDelivery("integration", "2026-06-30", worth="400k EUR"),
        contracts.ContractDelivery("acceptance", "2026-08-31", worth="275k EUR"),
    ],
    invoices=[
        contracts.Invoice("A-101", "2026-02-10", amount="120k EUR", paid="2026-03-10"),
        contracts.Invoice("A-117", "2026-03-25", amount="80k EUR"),
    ],
    retainage="10%",
    damages=contracts.LiquidatedDamages("2k EUR", cap="60k EUR", grace=2),
)

CASE = finance.BusinessCase(
    "CRM",
    start="2026-01-01",
    finish="2026-09-01",
    until="2031-09-01",
    rate="0.08",
    payments=[("2026-02-15", "240k EUR"), ("2026-05-15", "400k EUR"), ("2026-08-31", "400k EUR")],
    benefits=[
        finance.Benefit(
            "more orders", "360k EUR", owner="head of sales", measure="orders a week", ramp=finance.linear_ramp(9)
        ),
        finance.Benefit("fewer calls", "90k EUR", owner="head of service", measure="calls a week", review=3),
    ],
    running_costs=[finance.RunningCost("licences and operation", "60k EUR")],
)


def choice() -> contracts.BidComparison:
    """The bids on merit and whole-life cost at 5 % a year."""
    return contracts.compare_bids(BIDS, CRITERIA, rate="0.05")


def payouts() -> contracts.Payouts:
    """What Acme is paid over the costs that may come."""
    return contracts.payout_table(
        TERMS, ["700k EUR", "800k EUR", "900k EUR", TERMS.point_of_total_assumption, "1M EUR"]
    )


def status() -> contracts.ContractStatus:
    """Where the contract stands if the work ends up costing Acme 900k."""
    return contracts.contract_status(CONTRACT, as_of=AS_OF, expected_cost="900k EUR")


def servers() -> contracts.Procurement:
    """By when the servers must be ordered that integration needs on 4 May."""
    steps = [("tender", "15d"), ("award", "5d"), ("delivery", "42ed"), ("set-up", "3d")]
    return contracts.procurement("servers", steps, need="2026-05-04 08:00")


def gate() -> finance.GateAppraisal:
    """The business case with the forecast of today: 60k dearer for Acme's overrun and the change, a month late."""
    return finance.reappraise(CASE, as_of=AS_OF, spent="265k EUR", at_completion="1115k EUR", finish="2026-10-01")


def report() -> str:
    """Everything, as text."""
    firm = weight_changes(choice().scoring).smallest
    price = contracts.payout(TERMS, "900k EUR")
    decision = "go on" if gate().worth_going_on else "stop"
    return "\n\n".join(
        [
            str(choice()),
            f"Choose {choice().best[0]}; {firm.winner} would win if {firm.criterion} had a share of {firm.threshold:.0%}.",
            str(TALK),
            str(payouts()),
            f"If the work costs {price.cost}, we pay {price.price} and {CONTRACT.seller} keeps {price.profit}.",
            str(status()),
            "\n".join([str(servers()), *map(str, servers().findings(AS_OF))]),
            str(gate()),
            f"Decision at the gate: {decision}; still to earn is worth {gate().to_go.npv} more than still to pay.",
        ]
    )


def main() -> None:
    """Print the report."""
    print(report())


if __name__ == "__main__":
    main()

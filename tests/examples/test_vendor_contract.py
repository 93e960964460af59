"""The example of a vendor: its figures against sums made here."""

from __future__ import annotations

from decimal import Decimal

import vendor_contract as example

from itpm.cost.contracts import payout
from itpm.cost.finance import xnpv
from itpm.model import Money


def eur(amount):
    return Money(amount, "EUR")


def test_at_900k_the_vendor_costs_940k_and_the_point_of_total_assumption_is_933k():
    assert payout(example.TERMS, "900k EUR").price == eur(940_000)
    assert example.TERMS.point_of_total_assumption.rounded() == eur("933333.33")
    assert [p.price.rounded().amount for p in example.payouts()] == [820_000, 880_000, 940_000, 960_000, 960_000]


def test_the_vendor_is_chosen_on_merit_and_whole_life_cost():
    choice = example.choice()
    assert (choice.best, choice.cheapest) == (("Acme",), "Acme")
    expected = 880_000 + sum(60_000 / 1.05**year for year in range(1, 6))
    assert abs(float(choice.cost_of("Acme").amount) - expected) < 0.01
    assert list(choice.scoring.rejected) == ["Core"]


def test_the_contract_s_status_adds_up():
    status = example.status()
    assert status.committed == eur(940_000 + 15_000)
    assert (status.paid, status.retained, status.payable) == (eur(108_000), eur(20_000), eur(72_000))
    assert status.penalties == eur((7 - 2) * 2_000)
    assert status.to_pay == eur(955_000 - 10_000 - 108_000)


def test_the_servers_are_ordered_too_late():
    servers = example.servers()
    assert f"{servers.order_by:%Y-%m-%d %H:%M}" == "2026-02-18 08:00"
    assert [finding.code for finding in servers.findings(example.AS_OF)] == ["PRC001"]


def test_at_the_gate_the_case_is_worth_less_and_still_worth_going_on():
    gate = example.gate()
    assert gate.case.investment == eur(1_115_000)
    assert abs(gate.now.npv.amount - xnpv(Decimal("0.08"), gate.case.flows)) < Decimal("1e-9")
    assert gate.to_go.npv > gate.now.npv > eur(0)
    assert gate.now.npv < gate.agreed.npv


def test_the_report_says_it_all():
    report = example.report()
    for sentence in (
        "Choose Acme; Beta would win if references had a share of 32%.",
        "If the work costs 900,000 EUR, we pay 940,000 EUR and Acme keeps 40,000 EUR.",
        "PO-2026-014, Acme, 2026-03-31",
        "servers: order by 2026-02-18 08:00, needed 2026-05-04 08:00",
        "Decision at the gate: go on",
    ):
        assert sentence in report

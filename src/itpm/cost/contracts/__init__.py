"""Vendors and contracts: choosing a seller, what each contract type pays, what is still to come, when to order."""

from itpm.cost.contracts.bids import WHOLE_LIFE_COST, Bid, BidComparison, compare_bids
from itpm.cost.contracts.damages import LiquidatedDamages
from itpm.cost.contracts.ledger import Contract, ContractDelivery, ContractStatus, Invoice, contract_status
from itpm.cost.contracts.negotiating import MakeOrBuy, NegotiationRange, make_or_buy
from itpm.cost.contracts.payouts import Payout, Payouts, payout, payout_table
from itpm.cost.contracts.procuring import Procurement, ProcurementStep, StepDates, need_date, procurement
from itpm.cost.contracts.terms import (
    ContractError,
    CostPlusFixedFee,
    CostPlusIncentiveFee,
    FirmFixedPrice,
    FixedPriceIncentive,
    Terms,
    TimeAndMaterial,
)

__all__ = [
    "WHOLE_LIFE_COST",
    "Bid",
    "BidComparison",
    "Contract",
    "ContractDelivery",
    "ContractError",
    "ContractStatus",
    "CostPlusFixedFee",
    "CostPlusIncentiveFee",
    "FirmFixedPrice",
    "FixedPriceIncentive",
    "Invoice",
    "LiquidatedDamages",
    "MakeOrBuy",
    "NegotiationRange",
    "Payout",
    "Payouts",
    "Procurement",
    "ProcurementStep",
    "StepDates",
    "Terms",
    "TimeAndMaterial",
    "compare_bids",
    "contract_status",
    "make_or_buy",
    "need_date",
    "payout",
    "payout_table",
    "procurement",
]

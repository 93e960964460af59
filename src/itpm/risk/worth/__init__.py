"""What is worth doing: decision trees, responses that pay, and what to set aside."""

from itpm.risk.worth.delays import finish_delay
from itpm.risk.worth.paying import PaidResponse, ResponseWorth, compare_responses, response_worth
from itpm.risk.worth.reserves import ContingencyReserve, ReserveLine, contingency_reserve
from itpm.risk.worth.trees import BestOption, Chance, Decision, Option, best_option

__all__ = [
    "BestOption",
    "Chance",
    "ContingencyReserve",
    "Decision",
    "Option",
    "PaidResponse",
    "ReserveLine",
    "ResponseWorth",
    "best_option",
    "compare_responses",
    "contingency_reserve",
    "finish_delay",
    "response_worth",
]

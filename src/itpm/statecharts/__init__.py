"""Statecharts as data, stepped by pure functions that know their reasons."""

from itpm.statecharts.charts import Chart, Final, History, HistoryKind, State
from itpm.statecharts.configurations import Configuration, Refusal, Step, Taken
from itpm.statecharts.errors import ChartError, EndlessStepError, GuardError
from itpm.statecharts.guards import AllOf, AnyOf, In, No, Not, Unknown, Yes
from itpm.statecharts.pictures import mermaid
from itpm.statecharts.restoring import Offer, offers, restore
from itpm.statecharts.stepping import start, step
from itpm.statecharts.transitions import Raise, Send, Transition
from itpm.statecharts.weaknesses import Weakness

__all__ = [
    "AllOf",
    "AnyOf",
    "Chart",
    "ChartError",
    "Configuration",
    "EndlessStepError",
    "Final",
    "GuardError",
    "History",
    "HistoryKind",
    "In",
    "No",
    "Not",
    "Offer",
    "Raise",
    "Refusal",
    "Send",
    "State",
    "Step",
    "Taken",
    "Transition",
    "Unknown",
    "Weakness",
    "Yes",
    "mermaid",
    "offers",
    "restore",
    "start",
    "step",
]

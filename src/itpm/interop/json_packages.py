"""The packages whose public values documents can hold, and the values that they deliberately cannot.

A package stands in one of the two lists; a test walks the library and names what stands in neither. After a change here,
the published schema is written anew: ``python tools/json_schema.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PACKAGES = (
    "model",
    "scheduling",
    "scheduling.living",
    "scheduling.comparing",
    "scheduling.changing",
    "scheduling.why",
    "rules",
    "lifecycle",
    "lifecycle.deliverables",
    "lifecycle.cutover",
    "lifecycle.backlogs",
    "lifecycle.gate_kit",
    "cost",
    "cost.budgeting",
    "cost.contracts",
    "cost.earned",
    "cost.estimation",
    "cost.finance",
    "risk",
    "selection",
    "governance",
    "governance.packs",
    "governance.packs.dcma",
    "rules.conditions",
)
"""Packages whose every public value can be written, in this order: of two values with one name, the first one has it."""

_FUNCTIONS = "holds functions"
_CONDITIONS = "holds conditions, which have a notation of their own"
_COMPILED = "a compiled form, made again from what it was compiled from"
_RESULT = "a result that holds the whole plan or rules it was made from; its table is what is shared"
_SCHEDULES = "a comparison that holds schedules; its table, or the changed plans, are what is shared"

NOT_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        # packages
        "itpm.statecharts": "a guard may be any object that answers, so charts are written in code",
        "itpm.risk.simulation": "a result holds the whole plan and arrays; its tables, or its own bytes, are what is shared",
        # values
        "itpm.cost.EacForm": _RESULT,
        "itpm.cost.EacTimeForm": _RESULT,
        "itpm.cost.Forecasts": _RESULT,
        "itpm.rules.CompiledCondition": _COMPILED,
        "itpm.rules.DecisionTable": _CONDITIONS,
        "itpm.rules.DeclaredFacts": _FUNCTIONS,
        "itpm.rules.Derived": _FUNCTIONS,
        "itpm.rules.Facts": _FUNCTIONS,
        "itpm.rules.Later": _FUNCTIONS,
        "itpm.rules.Parameters": "holds the types of parameters, which are no values",
        "itpm.rules.Policy": _CONDITIONS,
        "itpm.rules.ReportComparison": _RESULT,
        "itpm.rules.Rule": _FUNCTIONS,
        "itpm.rules.RuleContext": "lives only while a rule is asked",
        "itpm.rules.RulePack": _FUNCTIONS,
        "itpm.rules.RuleSet": _COMPILED,
        "itpm.rules.TableInput": _CONDITIONS,
        "itpm.rules.TableRow": _CONDITIONS,
        "itpm.scheduling.Changes": "an argument that takes whatever was typed; the changed plan is what is shared",
        "itpm.scheduling.Lever": _SCHEDULES,
        "itpm.scheduling.Levers": _SCHEDULES,
        "itpm.scheduling.Network": _COMPILED,
        "itpm.scheduling.Solution": "integer dates of a network; a `Schedule` is what is shared",
    }
)
"""Why a package's values, or a single value, cannot be written: by the name it is imported by."""

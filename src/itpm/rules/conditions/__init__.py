"""Policies as data: a closed, typed, three-valued condition language."""

from itpm.rules.conditions.compiled import CompiledCondition, compile_condition
from itpm.rules.conditions.terms import (
    AS_OF,
    ITEM,
    Condition,
    F,
    ItemTerm,
    P,
    Term,
    all_of,
    any_of,
    days_between,
    greatest_of,
    least_of,
)

__all__ = [
    "AS_OF",
    "ITEM",
    "CompiledCondition",
    "Condition",
    "F",
    "ItemTerm",
    "P",
    "Term",
    "all_of",
    "any_of",
    "compile_condition",
    "days_between",
    "greatest_of",
    "least_of",
]

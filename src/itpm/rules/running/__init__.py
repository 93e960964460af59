"""Rules asked about facts: once, again and again, and over their own examples."""

from itpm.rules.running.evaluation import RuleSet, compile_rules, evaluate
from itpm.rules.running.examples import EXAMPLE_DAY, check_examples, unexemplified

__all__ = [
    "EXAMPLE_DAY",
    "RuleSet",
    "check_examples",
    "compile_rules",
    "evaluate",
    "unexemplified",
]

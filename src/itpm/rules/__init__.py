"""Rules over facts: pass, fail, or what it would need to know."""

from itpm.rules.catalogue import FactSpec, FactType, catalogue_table
from itpm.rules.context import RuleContext
from itpm.rules.errors import (
    FactError,
    MissingFactError,
    RuleError,
    RulesError,
    UnknownFactError,
    UnknownParameterError,
    UnknownRuleError,
)
from itpm.rules.evaluation import evaluate
from itpm.rules.facts import Facts
from itpm.rules.packs import Rule, RulePack, RulePackBuilder, rule
from itpm.rules.profiles import Enforcement, RuleProfile, Waiver
from itpm.rules.report import Outcome, RuleReport, RuleResult
from itpm.rules.sources import Derived, Later

__all__ = [
    "Derived",
    "Enforcement",
    "FactError",
    "FactSpec",
    "FactType",
    "Facts",
    "Later",
    "MissingFactError",
    "Outcome",
    "Rule",
    "RuleContext",
    "RuleError",
    "RulePack",
    "RulePackBuilder",
    "RuleProfile",
    "RuleReport",
    "RuleResult",
    "RulesError",
    "UnknownFactError",
    "UnknownParameterError",
    "UnknownRuleError",
    "Waiver",
    "catalogue_table",
    "evaluate",
    "rule",
]

"""Choosing: weighted scoring, the analytic hierarchy process, and how firm a choice is."""

from itpm.selection.comparing import ACCEPTED_RATIO, Comparisons, comparison_matrix, pairwise
from itpm.selection.hierarchy import Hierarchy, HierarchyNode, analytic_hierarchy
from itpm.selection.inputs import SelectionError
from itpm.selection.random_index import RANDOM_INDICES, random_index
from itpm.selection.scoring import Scoring, SelectionCriterion, weighted_scoring
from itpm.selection.sensitivity import WeightChange, WeightChanges, weight_changes

__all__ = [
    "ACCEPTED_RATIO",
    "RANDOM_INDICES",
    "Comparisons",
    "Hierarchy",
    "HierarchyNode",
    "Scoring",
    "SelectionCriterion",
    "SelectionError",
    "WeightChange",
    "WeightChanges",
    "analytic_hierarchy",
    "comparison_matrix",
    "pairwise",
    "random_index",
    "weight_changes",
    "weighted_scoring",
]

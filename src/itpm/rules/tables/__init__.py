"""Decision tables with DMN's hit policies, verified without running them."""

from itpm.rules.tables.columns import Aggregation, HitPolicy, TableInput, TableOutput
from itpm.rules.tables.decision_tables import DecisionTable
from itpm.rules.tables.ready_made import approval_table, escalation_table, methodology_table, scoring_table
from itpm.rules.tables.results import TableResult
from itpm.rules.tables.rows import TableRow

__all__ = [
    "Aggregation",
    "DecisionTable",
    "HitPolicy",
    "TableInput",
    "TableOutput",
    "TableResult",
    "TableRow",
    "approval_table",
    "escalation_table",
    "methodology_table",
    "scoring_table",
]

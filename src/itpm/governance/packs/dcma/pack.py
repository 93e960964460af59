"""The fourteen checks as one pack."""

from __future__ import annotations

from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.dcma.logic_checks import hard_constraints, lags, leads, link_types, logic
from itpm.governance.packs.dcma.path_test import critical_path_test
from itpm.governance.packs.dcma.progress_checks import (
    baseline_execution_index,
    critical_path_length_index,
    missed_tasks,
)
from itpm.governance.packs.dcma.time_checks import high_float, invalid_dates, long_tasks, negative_float, resources
from itpm.rules import RulePack

dcma14 = RulePack(
    "itpm.dcma14",
    prefix="DCMA",
    version="1.0",
    catalogue=FACT_CATALOGUE,
    rules=[
        logic,
        leads,
        lags,
        link_types,
        hard_constraints,
        high_float,
        negative_float,
        long_tasks,
        invalid_dates,
        resources,
        missed_tasks,
        critical_path_test,
        critical_path_length_index,
        baseline_execution_index,
    ],
)
"""The DCMA's fourteen checks, by number: DCMA001 to DCMA014."""

"""Schedule health: whether a plan's dates can be believed.

These are the library's own rules; the fourteen checks of the DCMA, with their exact populations and thresholds, are a pack
of their own. Every rule carries an example that passes and one that fails.
"""

from __future__ import annotations

from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.date_rules import (
    deadlines_missed,
    negative_float,
    progress_out_of_sequence,
    status_beyond_data_date,
)
from itpm.governance.packs.logic_rules import hard_constraints, lags_used, leads_used, logic_on_summaries, missing_logic
from itpm.governance.packs.structure_rules import (
    dangling,
    duplicated,
    idle_calendars,
    long_lags,
    redundant,
    reverse_critical,
    unschedulable,
)
from itpm.rules import RulePack

schedule_health = RulePack(
    "itpm.schedule_health",
    prefix="SCH",
    version="1.1",
    catalogue=FACT_CATALOGUE,
    rules=[
        missing_logic,
        leads_used,
        lags_used,
        hard_constraints,
        negative_float,
        progress_out_of_sequence,
        status_beyond_data_date,
        logic_on_summaries,
        deadlines_missed,
        redundant,
        dangling,
        reverse_critical,
        duplicated,
        long_lags,
        idle_calendars,
        unschedulable,
    ],
)

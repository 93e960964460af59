"""SCHEDOPTIONS and the project's own settings as a scheduling policy.

Source:
    Oracle, "P6 EPPM/Professional help: schedule options", and the column names of the SCHEDOPTIONS table.
"""

from __future__ import annotations

import attrs

from itpm.interop.xer.codes import CRITICAL, FLOATS, LAG_CALENDARS, LONGEST_PATH, TOTAL_FLOAT
from itpm.interop.xer.rows import Row, Tables
from itpm.model.durations import NO_TIME
from itpm.model.policy import OutOfSequence, SchedulingPolicy

OPTIONS_READ = frozenset(
    {
        "sched_calendar_on_relationship_lag",
        "sched_float_type",
        "sched_open_critical_flag",
        "sched_progress_override",
        "sched_retained_logic",
        "sched_use_expect_end_flag",
    }
)
PROJECT_READ = frozenset({"critical_drtn_hr_cnt", "critical_path_type"})


def policy_of(tables: Tables, project: Row) -> SchedulingPolicy:
    """The policy a project is scheduled with; what the file leaves open is as P6 has it by default."""
    policy = SchedulingPolicy.primavera()
    options = options_row(tables, project)
    if options is not None:
        policy = attrs.evolve(
            policy,
            lag_calendar=options.choice("sched_calendar_on_relationship_lag", LAG_CALENDARS, policy.lag_calendar),
            float_from=options.choice("sched_float_type", FLOATS, policy.float_from),
            open_ends_critical=options.flag("sched_open_critical_flag"),
            expected_finish=options.flag("sched_use_expect_end_flag", default=True),
            out_of_sequence=_out_of_sequence(options),
        )
    path = project.choice("critical_path_type", CRITICAL, TOTAL_FLOAT)
    limit = project.hours("critical_drtn_hr_cnt")
    return attrs.evolve(
        policy,
        critical_by="longest_path" if path == LONGEST_PATH else "float",
        critical_limit=NO_TIME if limit is None else limit,
    )


def options_row(tables: Tables, project: Row) -> Row | None:
    """The project's row of options; the file's only one where it names no project."""
    rows = tables.rows("SCHEDOPTIONS")
    own = [row for row in rows if row.raw("proj_id") == project.raw("proj_id")]
    return own[0] if own else rows[0] if len(rows) == 1 and not rows[0].raw("proj_id") else None


def _out_of_sequence(options: Row) -> OutOfSequence:
    """Two flags for three settings; neither says that actual dates count."""
    if options.flag("sched_progress_override"):
        return "progress_override"
    return "retained_logic" if options.flag("sched_retained_logic", default=True) else "actual_dates"

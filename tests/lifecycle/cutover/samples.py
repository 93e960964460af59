"""A weekend's cut-over, as it would be accepted: 1.8 million records in a window from Friday 20:00 to Monday 06:00."""

from __future__ import annotations

from typing import Any

from itpm.lifecycle.cutover import CutoverRunbook, CutoverStep, Rehearsal, StepTiming

OPENS, CLOSES = "2026-06-26 20:00", "2026-06-29 06:00"


def step(key: str, duration: str | None = None, **fields: Any) -> CutoverStep:
    """A step that has all it needs."""
    return CutoverStep(key, duration, **{"owner": key, "rollback": "0m", "verification": "seen", **fields})


STEPS = (
    step("stop", "1h", rollback="30m", undo="open the old system"),
    step("backup", "2h", after="stop"),
    step("migrate", "20h", after="backup", amount=1_800_000, rollback="6h", undo="restore the backup"),
    step("interfaces", "5h", after="backup", rollback="2h", undo="point them back"),
    step("reconcile", "3h", after="migrate"),
    step("validate", "6h", after=["reconcile", "interfaces"], is_validation=True),
    step("open", "0m", after="validate", is_irreversible=True, not_before="2026-06-28 20:00"),
)
REHEARSAL = Rehearsal(
    "2026-06-13",
    [
        StepTiming("stop", "45m"),
        StepTiming("backup", "2h"),
        StepTiming("migrate", "5h", amount=450_000),
        StepTiming("interfaces", "5h"),
        StepTiming("reconcile", "3h"),
        StepTiming("validate", "6h"),
    ],
    rollback="8h",
)


def runbook(steps: Any = STEPS, **fields: Any) -> CutoverRunbook:
    """The runbook, with other fields where they are given."""
    given = {"opens": OPENS, "closes": CLOSES, "rollback": "9h", "rehearsals": [REHEARSAL], **fields}
    return CutoverRunbook("CRM", steps, **given)

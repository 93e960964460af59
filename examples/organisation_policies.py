"""An organisation keeps its policies as JSON, a project tightens them, one offence is waived, and SARIF goes to the dashboard.

Run it: ``python examples/organisation_policies.py``. The policies are in ``organisation_policies.json``: text, which anybody can
edit and review. Opening the file is this example's business; the library itself does no I/O.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import itpm
from itpm.rules import (
    Facts,
    FactSpec,
    FactType,
    RulePack,
    RuleProfile,
    RuleReport,
    RulesError,
    Waiver,
    compile_rules,
    escalation_table,
    merge_profiles,
    to_sarif,
)

FILE = Path(__file__).with_name("organisation_policies.json")
AS_OF = "2026-02-02"


# Any: a task takes durations and links as text, which is read where the task is made.
def _task(name: str, duration: Any, *after: Any) -> itpm.Task:
    return itpm.Task(name, duration, after=after)


PLAN = itpm.Plan(
    "CRM rollout",
    start="2026-01-05",
    deadline="2026-02-24",
    tasks=[
        _task("design", "10d"),
        _task("build", ("15d", "20d", "30d"), "design"),
        _task("train", "5d", "build"),
        _task("archive", "2d"),
    ],
)
OWN_FACTS = (
    FactSpec(name="office.phase", type=FactType.TEXT, doc="the phase, as the project office calls it"),
    FactSpec(name="office.last_status", type=FactType.MOMENT, doc="when the last status report was sent"),
)
CATALOGUE = (*itpm.FACT_CATALOGUE, *OWN_FACTS)

BANK = RuleProfile("bank", enforcement={"OFF": "hard", "OFF004": "soft"}, params={"OFF002.max_days": 14})
PROJECT = RuleProfile("crm", params={"OFF002.max_days": 7})
LAX = RuleProfile("crm", params={"OFF002.max_days": 30}, enforcement={"OFF003": "advisory"})
WAIVER = Waiver(
    "OFF004",
    "plan:estimates",
    reason="three of four tasks are routine",
    owner="kim",
    approved_by="pmo",
    expires="2026-03-31",
)


def policies(text: str) -> RulePack:
    """The organisation's policies; an unknown fact or a clash of kinds is refused here, with the nearest name."""
    return RulePack.from_dict(json.loads(text), catalogue=CATALOGUE)


def facts(last_status: str) -> Facts:
    """What the library knows of the plan, and what only the office knows."""
    own = Facts.of({"office.phase": "build", "office.last_status": last_status}, as_of=AS_OF, catalogue=OWN_FACTS)
    return itpm.facts_of(PLAN, as_of=AS_OF) | own


def evaluated(text: str, last_status: str = "2026-01-23") -> RuleReport:
    """The project's report: the organisation's policies, tightened by the project, with its waiver."""
    pack = policies(text)
    profile = merge_profiles(BANK, PROJECT, packs=[pack])
    return compile_rules(pack, profile, catalogue=CATALOGUE).evaluate(facts(last_status), waivers=[WAIVER])


def page(text: str) -> str:
    """What the project office reads."""
    pack, report = policies(text), evaluated(text)
    late = next(finding for finding in report.findings if finding.code == "OFF002")
    after = evaluated(text, last_status="2026-02-01")
    fixed = ", ".join(finding.code for finding in after.compare(report).fixed)
    return "\n\n".join(
        [
            str(report),
            str(report.explain("OFF002")),
            f"A project that wants it easier is refused: {_refusal(pack)}",
            f"Who decides: {escalation_table().decide({'severity': late.severity.name.lower(), 'days_open': 3})}",
            f"Once the report is sent, fixed: {fixed}; the deadline still blocks: {after['OFF003'].findings[0].message}",
        ]
    )


def sarif(text: str) -> str:
    """What the dashboard reads."""
    return to_sarif(evaluated(text))


def _refusal(pack: RulePack) -> RulesError | None:
    try:
        merge_profiles(BANK, LAX, packs=[pack])
    except RulesError as refusal:
        return refusal
    return None


def main() -> None:
    """Read the policies and print the page."""
    print(page(FILE.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()

"""From an MS Project file to the decision whether the project may enter its next phase.

Run it: ``make demo``, or ``python examples/crm_rollout.py [FILE.xml]``. Opening the file is this example's business; the
library itself does no I/O. What the file does not say (where the project stands in its lifecycle, its risks, the state of its
deliverables) is in ``crm_project.py``.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import crm_project

import itpm
from itpm.governance import packs
from itpm.interop import mspdi

FILE = Path(__file__).with_name("crm_rollout.xml")
GATE_RULES = {"G3": ["SCH009", "BUD003", "BUD004", "RSK001"]}
RULES = packs.all_packs()


def project(mspdi_text: str) -> itpm.Project:
    """The project: the plan from the file, everything else from `crm_project`."""
    return itpm.Project(
        "CRM rollout",
        mspdi.loads(mspdi_text),
        methodology=itpm.waterfall(rules=GATE_RULES),
        history=crm_project.HISTORY,
        deliverables=crm_project.DELIVERABLES,
        register=crm_project.REGISTER,
    )


def report(mspdi_text: str) -> str:
    """The status page, and the decision on the next gate with what lifts each reason against it."""
    crm = project(mspdi_text)
    page = itpm.render.status_text(crm, rules=RULES)
    return f"{page}\n{levers(crm)}\n\n{decision(crm)}"


def levers(crm: itpm.Project) -> str:
    """Which single change would bring the last task of the chain forward most."""
    if crm.plan is None:
        return ""
    dates = itpm.schedule(crm.plan)
    return str(dates.what_moves(dates.critical_path[-1], by="5d", most=5))


def decision(crm: itpm.Project) -> str:
    """What the library says to the command "pass the next gate"."""
    state = crm.state_at(crm_project.AS_OF)
    if state is None:
        return "The project has not begun."
    facts = itpm.facts_of(crm, as_of=crm_project.AS_OF)
    command = itpm.PassGate("G3", by=crm_project.MANAGER, at=crm_project.AS_OF)
    match itpm.decide(crm.methodology, state, command, facts, rules=RULES):
        case itpm.Accepted(state=after):
            return f"Gate G3 is passed; the project is in {', '.join(after.active)}."
        case itpm.Refused(reasons=reasons):
            codes = Counter(reason.code for reason in reasons)
            listed = ", ".join(code if count == 1 else f"{code} ({count})" for code, count in codes.items())
            return f"Asked to pass gate G3 today, the library refuses, for {len(reasons)} reasons: {listed}."


def main() -> None:
    """Read the file and print the report."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    print(report(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()

"""The library's rules on plans that people and tools have made."""

from __future__ import annotations

from itpm.governance import all_packs, facts_of, packs
from itpm.interop import mspdi
from itpm.model import Plan
from itpm.rules import Outcome, evaluate

from tests.support import oracle

_NO_PROJECT = {pack.prefix for pack in (packs.risk, packs.communication, packs.responsibility, packs.team)}


def test_every_rule_judges_every_plan_of_the_oracle() -> None:
    files = sorted(oracle("msproject").rglob("*.xml"))
    assert files
    for file in files:
        plan = mspdi.loads(file.read_text(encoding="utf-8-sig"))
        report = evaluate(all_packs(), facts_of(plan, as_of=plan.data_date or plan.start))
        outcomes = {result.code: result.outcome for result in report}
        assert all(outcomes[rule.code] is not Outcome.UNKNOWN for rule in packs.schedule_health), file.name
        assert {outcomes[code] for code in outcomes if code[:3] in _NO_PROJECT} == {Outcome.UNKNOWN}, file.name
        assert len(report["SCH002"].findings) == _leads(plan), file.name


def _leads(plan: Plan) -> int:
    """The obvious count: links with a minus sign before what is not complete and counts."""
    spanning = {task.id for task in plan.tasks if task.spans_others or not task.is_active}
    complete = {task.id for task in plan.tasks if task.progress is not None and task.progress.actual_finish is not None}
    return len(
        {
            str(link)
            for link in plan.links
            if str(link.lag).startswith("-")
            and not {link.predecessor, link.successor} & spanning
            and link.successor not in complete
        }
    )

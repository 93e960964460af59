"""Words that several rules share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itpm.findings import Finding
from itpm.model.tasks import Task
from itpm.rules import RuleContext

GAO = "GAO-16-89G, Schedule Assessment Guide"


def label(task: Task) -> str:
    """A task as a sentence calls it: its name with its id, or the id alone."""
    return f"{task.label!r} ({task.id})" if task.name else repr(task.id)


def passed_on(context: RuleContext, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What an engine found under the rule's code, as findings of the rule."""
    for one in findings:
        if one.code == context.code:
            yield context.fail(one.subject, one.message, evidence=one.evidence, remedy=one.remedy)

"""What several deliverables are made of: questions to be answered with yes, and findings to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import field, frozen

from itpm.lifecycle.deliverables.workflow import Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several
from itpm.model.moments import finish_moment
from itpm.rules.wording import listed


@frozen
class Check:
    """A question that has to be answered with yes.

    Attributes:
        question: what is asked: ``"somebody is on call from the first minute"``.
        answer: True or False; None while nobody has looked.
        by: who looked.
        evidence: what shows it.
        is_required: whether a no, or no answer, stands against it.
    """

    question: str
    answer: bool | None = None
    by: str = field(default="", kw_only=True)
    evidence: str = field(default="", kw_only=True)
    is_required: bool = field(default=True, kw_only=True)


def checks(values: Iterable[Check | str]) -> tuple[Check, ...]:
    """The checks; a text alone is a question that nobody has answered."""
    return tuple(value if isinstance(value, Check) else Check(value) for value in values)


def check_gaps(items: tuple[Check, ...], field_name: str = "checks") -> Iterator[Gap]:
    """What the answers still lack."""
    required = [item for item in items if item.is_required]
    open_ = [item.question for item in required if item.answer is None]
    if open_:
        yield Gap(field_name, f"{len(open_)} of {len(items)} questions not answered: {listed(open_)}", "answer them")
    for item in required:
        if item.answer is False:
            yield Gap(
                f"{field_name}.{item.question}", f"the answer is no: {item.question}", "see to it, and answer again"
            )
    nobody = [item.question for item in required if item.answer and not item.by]
    if nobody:
        yield Gap(f"{field_name}.by", f"nobody is named who says so: {listed(nobody)}", "say who looked")


def check_faults(items: tuple[Check, ...], field_name: str = "checks") -> Iterator[tuple[str, object, str]]:
    """Questions asked twice."""
    for question, times in repeated(item.question for item in items).items():
        yield field_name, question, f"{question!r} is asked {times} times"


@frozen
class ReviewFinding:
    """Something a review found.

    Attributes:
        statement: what.
        is_blocking: whether it must be mended before one goes on.
        is_resolved: whether it is mended.
        owner: who sees to it.
        due: by when; a bare date means the end of that day.
    """

    statement: str
    is_blocking: bool = field(default=False, kw_only=True)
    is_resolved: bool = field(default=False, kw_only=True)
    owner: str = field(default="", kw_only=True)
    due: datetime | None = field(default=None, kw_only=True, converter=finish_moment)


def review_findings(values: Iterable[ReviewFinding]) -> tuple[ReviewFinding, ...]:
    """The findings."""
    return several(values, ReviewFinding, "findings", DeliverableError)


def finding_gaps(items: tuple[ReviewFinding, ...]) -> Iterator[Gap]:
    """Findings that stand against going on, and open ones that nobody sees to."""
    for item in items:
        if item.is_blocking and not item.is_resolved:
            yield Gap("findings", f"not mended: {item.statement}", "mend it, and have it looked at again")
        elif not item.is_resolved and not (item.owner and item.due):
            yield Gap("findings", f"nobody is to mend it by a date: {item.statement}", "name an owner and a date")

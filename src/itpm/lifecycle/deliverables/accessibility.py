"""The accessibility audit: success criterion by success criterion.

Source: W3C, Web Content Accessibility Guidelines (WCAG) 2.2, 2023: 86 success criteria, 31 of level A, 24 of AA, 31 of AAA;
conformance to a level asks for all criteria up to it (section 5.2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar, Literal

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several, shortened, texts
from itpm.model.moments import finish_moment
from itpm.model.numbers import quotient
from itpm.rules.wording import listed

_A = """
1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2
2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4
3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7
4.1.2
"""
_AA = """
1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13
2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8
3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8
4.1.3
"""
_AAA = """
1.2.6 1.2.7 1.2.8 1.2.9 1.3.6 1.4.6 1.4.7 1.4.8 1.4.9
2.1.3 2.2.3 2.2.4 2.2.5 2.2.6 2.3.2 2.3.3 2.4.8 2.4.9 2.4.10 2.4.12 2.4.13 2.5.5 2.5.6
3.1.3 3.1.4 3.1.5 3.1.6 3.2.5 3.3.5 3.3.6 3.3.9
"""
_BY_LEVEL = (("A", _A), ("AA", _AA), ("AAA", _AAA))
WCAG_LEVELS = ("A", "AA", "AAA")


def _number_key(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def success_criteria(level: str = "AAA") -> tuple[str, ...]:
    """Numbers of the success criteria of WCAG 2.2 up to a level: ``"A"``, ``"AA"`` or ``"AAA"``.

    Raises:
        DeliverableError: no such level.

    Example:
        >>> len(success_criteria("A")), len(success_criteria("AA")), len(success_criteria())
        (31, 55, 86)
    """
    if level not in WCAG_LEVELS:
        raise DeliverableError([Fault("level", level, f"expected A, AA or AAA, got {shortened(level)}")])
    numbers = [number for known, text in _BY_LEVEL if len(known) <= len(level) for number in text.split()]
    return tuple(sorted(numbers, key=_number_key))


@frozen
class CriterionResult:
    """One success criterion, looked at.

    Attributes:
        number: its number: ``"1.4.3"``.
        passed: True or False; None where it does not apply, which meets it.
        note: what was found, and where.
    """

    number: str
    passed: bool | None = True
    note: str = field(default="", kw_only=True)


def _results(values: Iterable[CriterionResult]) -> tuple[CriterionResult, ...]:
    return several(values, CriterionResult, "results", DeliverableError)


@frozen(kw_only=True)
class AccessibilityAudit(Deliverable):
    """Which success criteria are met, on which pages, tried with which aids.

    Attributes:
        level: the level that is asked for: A, AA or AAA.
        results: the criteria that were looked at.
        pages: what was looked at.
        tried_with: assistive technology, and users of it, that it was tried with.
        audited_at: when; a bare date means the end of that day.

    Example:
        >>> audit = AccessibilityAudit(level="A", results=[CriterionResult("1.1.1", False, note="logo has no text")])
        >>> audit.failed, len(audit.unchecked)
        (('1.1.1',), 30)
    """

    key: ClassVar[str] = "accessibility_audit"
    noun: ClassVar[str] = "the accessibility audit"
    is_reviewed_by_others: ClassVar[bool] = True

    level: Literal["A", "AA", "AAA"] = "AA"
    results: tuple[CriterionResult, ...] = field(default=(), converter=_results)
    pages: tuple[str, ...] = field(default=(), converter=texts)
    tried_with: tuple[str, ...] = field(default=(), converter=texts)
    audited_at: datetime | None = field(default=None, converter=finish_moment)

    @property
    def failed(self) -> tuple[str, ...]:
        """Numbers of the criteria up to the level that are not met."""
        needed = set(success_criteria(self.level))
        return tuple(result.number for result in self.results if result.passed is False and result.number in needed)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Numbers of the criteria up to the level that nobody looked at."""
        looked = {result.number for result in self.results}
        return tuple(number for number in success_criteria(self.level) if number not in looked)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        needed = len(success_criteria(self.level))
        if self.unchecked:
            left = listed(self.unchecked) if len(self.unchecked) <= _MOST_NAMED else f"{len(self.unchecked)} are left"
            message = f"{needed - len(self.unchecked)} of the {needed} criteria up to {self.level} are checked: {left}"
            yield Gap("results", message, "check the others")
        notes = {result.number: result.note for result in self.results}
        for criterion in self.failed:
            note = f": {notes[criterion]}" if notes[criterion] else ""
            yield Gap(f"results.{criterion}", f"criterion {criterion} is not met{note}", "mend it, and look again")
        if not self.pages:
            yield Gap("pages", "nothing says which pages were looked at", "name them, whole processes among them")
        if not self.tried_with:
            yield Gap("tried_with", "it was not tried with assistive technology", "try it with those who use it")
        if self.audited_at is None:
            yield Gap("audited_at", "the accessibility audit has no date", "say when it was")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        needed = len(success_criteria(self.level))
        yield "level", self.level
        yield "failed", self.failed
        yield "checked", quotient(needed - len(self.unchecked), needed)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        known = success_criteria()
        if self.level not in WCAG_LEVELS:
            yield "level", self.level, f"expected A, AA or AAA, got {shortened(self.level)}"
        for result in self.results:
            if result.number not in known:
                hint = did_you_mean(result.number, known)
                yield "results", result.number, f"WCAG 2.2 has no success criterion {result.number!r}{hint}"
        for number, times in repeated(result.number for result in self.results).items():
            yield "results", number, f"criterion {number} is judged {times} times"


_MOST_NAMED = 6

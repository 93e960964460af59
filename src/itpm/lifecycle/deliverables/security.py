"""The security test: what was looked at, by whom, to which level, and what is still open.

Source: OWASP Application Security Verification Standard, levels 1 to 3; FIRST, CVSS v4.0 specification, qualitative severity
ratings (the bands of v3.1 are the same).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import is_count, number, repeated
from itpm.model.given import several, texts
from itpm.model.moments import finish_moment
from itpm.rules.wording import listed

_BANDS = (("critical", Decimal(9)), ("high", Decimal(7)), ("medium", Decimal(4)), ("low", Decimal("0.1")))
RATINGS = ("none", "low", "medium", "high", "critical")
"""Of a vulnerability, by its CVSS score: 0, from 0.1, from 4, from 7, from 9."""
ASVS_LEVELS = (1, 2, 3)


@frozen
class Vulnerability:
    """A weakness that the test found.

    Attributes:
        key: what people call it.
        score: how bad it is, by CVSS, 0 to 10 [1].
        title: what it is.
        is_fixed: whether it is mended, and that was tested again.
        accepted_by: who answers for leaving it open.
        because: why.
    """

    key: str
    score: Decimal = field(converter=number)
    title: str = field(default="", kw_only=True)
    is_fixed: bool = field(default=False, kw_only=True)
    accepted_by: str = field(default="", kw_only=True)
    because: str = field(default="", kw_only=True)

    @property
    def rating(self) -> str:
        """One of `RATINGS`."""
        return next((rating for rating, from_ in _BANDS if self.score >= from_), "none")

    @property
    def is_open(self) -> bool:
        """Whether it is neither mended nor accepted with a reason."""
        return not self.is_fixed and not (self.accepted_by and self.because)


def _vulnerabilities(values: Iterable[Vulnerability]) -> tuple[Vulnerability, ...]:
    return several(values, Vulnerability, "vulnerabilities", DeliverableError)


@frozen(kw_only=True)
class SecurityTest(Deliverable):
    """What a security test looked at and found.

    Attributes:
        level: level of the verification standard that was asked for, 1 to 3 [1].
        scope: what was tested.
        tested_by: who tested; not who built it.
        built_by: who built it.
        tested_at: when the test ended; a bare date means the end of that day.
        failed: requirements of the standard that are not met: ``"V8.2.1"``.
        vulnerabilities: what was found.
        blocking: the least rating that must not be open.

    Example:
        >>> test = SecurityTest(vulnerabilities=[Vulnerability("V-1", "7.5"), Vulnerability("V-2", "9.1", is_fixed=True)])
        >>> test.open_vulnerabilities("high")
        ('V-1',)
    """

    key: ClassVar[str] = "security_test"
    noun: ClassVar[str] = "the security test"
    is_reviewed_by_others: ClassVar[bool] = True

    level: int = field(default=2, validator=is_count)
    scope: tuple[str, ...] = field(default=(), converter=texts)
    tested_by: str = ""
    built_by: tuple[str, ...] = field(default=(), converter=texts)
    tested_at: datetime | None = field(default=None, converter=finish_moment)
    failed: tuple[str, ...] = field(default=(), converter=texts)
    vulnerabilities: tuple[Vulnerability, ...] = field(default=(), converter=_vulnerabilities)
    blocking: str = "high"

    def open_vulnerabilities(self, rating: str = "low") -> tuple[str, ...]:
        """Keys of what is open and at least of that rating."""
        least = RATINGS.index(rating)
        return tuple(v.key for v in self.vulnerabilities if v.is_open and RATINGS.index(v.rating) >= least)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.scope:
            yield Gap("scope", "nothing says what the security test looked at", "say what was in its scope")
        if not self.tested_by:
            yield Gap("tested_by", "nobody is named who tested the security", "say who did")
        if self.tested_at is None:
            yield Gap("tested_at", "the security test has no date", "say when it ended")
        if self.failed:
            message = f"requirements of level {self.level} are not met: {listed(self.failed)}"
            yield Gap("failed", message, "meet them, and have it tested again")
        for found in self.vulnerabilities:
            if found.is_open and RATINGS.index(found.rating) >= RATINGS.index(self.blocking):
                title = f": {found.title}" if found.title else ""
                message = f"{found.key} is open, {found.rating} ({found.score}){title}"
                remedy = "mend it and have it tested again, or have somebody accept it with a reason"
                yield Gap(f"vulnerabilities.{found.key}", message, remedy)

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "tested_at", self.tested_at
        yield "level", self.level
        for rating in ("critical", "high", "medium"):
            found = [v for v in self.vulnerabilities if v.rating == rating]
            yield f"open_{rating}", sum(v.is_open for v in found)
        yield "left_open", tuple(v.key for v in self.vulnerabilities if not v.is_fixed and not v.is_open)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        if self.level not in ASVS_LEVELS:
            yield "level", self.level, f"the standard has levels 1, 2 and 3, got {self.level!r}"
        if self.blocking not in RATINGS:
            yield "blocking", self.blocking, f"expected one of {', '.join(RATINGS)}, got {self.blocking!r}"
        if self.tested_by and self.tested_by in self.built_by:
            yield "tested_by", self.tested_by, f"{self.tested_by} built it, so somebody else tests it"
        for key, times in repeated(found.key for found in self.vulnerabilities).items():
            yield "vulnerabilities", key, f"{key!r} is listed {times} times"
        for found in self.vulnerabilities:
            if not 0 <= found.score <= 10:
                yield (
                    f"vulnerabilities.{found.key}",
                    found.score,
                    f"a CVSS score lies between 0 and 10, got {found.score}",
                )

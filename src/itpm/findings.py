"""Two shapes that the whole library speaks: `Finding` (something to look at) and `Explanation` (why a number is what it is).

Rule findings, a plan's faults of quality and a refusal's reasons are all findings; every "why" is an explanation. So one
renderer, one ordering and one comparison serve them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import field, frozen


class Severity(Enum):
    """How much a finding matters, least first."""

    INFO = 1
    MINOR = 2
    MAJOR = 3
    CRITICAL = 4


def _pairs(evidence: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    if not evidence:
        return ()
    pairs = evidence.items() if isinstance(evidence, (dict, Mapping)) else evidence  # dict first: it is quick to tell
    return tuple([(str(name), value) for name, value in pairs])


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


@frozen(kw_only=True)
class Finding:
    """Something to look at: a rule that failed, a weakness of a plan, a reason for a refusal.

    Attributes:
        code: stable code, never re-used: ``"SCH003"``, ``"G1.charter"``.
        subject: what it is about, as ``kind:id``: ``"task:17"``, ``"gate:G1"``.
        message: one sentence for people.
        severity: how much it matters.
        missing: names of facts without which it cannot be decided; non-empty means "unknown", not "bad".
        remedy: what lifts it, as an instruction.
        evidence: (name, value) pairs behind the message; a mapping is accepted.

    Example:
        >>> print(Finding(code="G1.charter", subject="gate:G1", message="the charter has no sponsor",
        ...               remedy="name a sponsor"))
        G1.charter: the charter has no sponsor. Lift it: name a sponsor
    """

    code: str
    subject: str
    message: str
    severity: Severity = Severity.MAJOR
    missing: tuple[str, ...] = field(default=(), converter=_names)
    remedy: str = ""
    evidence: tuple[tuple[str, object], ...] = field(default=(), converter=_pairs)

    @property
    def fingerprint(self) -> str:
        """Identity across runs: code and subject, never the message."""
        return f"{self.code}|{self.subject}"

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Order by code, then subject, then message."""
        return self.code, self.subject, self.message

    def __str__(self) -> str:
        remedy = f". Lift it: {self.remedy}" if self.remedy else ""
        return f"{self.code}: {self.message}{remedy}"


def _explanations(because: Iterable[Explanation]) -> tuple[Explanation, ...]:
    return tuple(because)


@frozen
class Explanation:
    """Why something is as it is: a statement, and the explanations it rests on.

    ``str()`` gives the sentences, causes indented below what they cause.

    Attributes:
        subject: what is explained, as ``kind:id``.
        statement: one sentence.
        because: the explanations it rests on, strongest first.
        evidence: the value behind the statement; its type depends on who explains.

    Example:
        >>> print(Explanation("task:b", "b starts on Monday", (Explanation("task:a", "a finishes on Friday"),)))
        b starts on Monday
          a finishes on Friday
    """

    subject: str
    statement: str
    because: tuple[Explanation, ...] = field(default=(), converter=_explanations)
    evidence: object = None

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """The sentences, one a line, each two spaces deeper than what it explains."""
        lines: list[str] = []
        stack: list[tuple[Explanation, int]] = [(self, 0)]
        while stack:
            explanation, depth = stack.pop()
            lines.append("  " * depth + explanation.statement)
            stack.extend((cause, depth + 1) for cause in reversed(explanation.because))
        return lines

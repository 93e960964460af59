"""What a rule sees while it is evaluated: its facts, its parameters, the moment, and how to report an offence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from itpm.errors import nearest
from itpm.findings import Finding, Severity
from itpm.rules.errors import UnknownFactError, UnknownParameterError
from itpm.rules.facts import Facts


@frozen
class DeclaredFacts:
    """The facts a rule declared, and no others.

    What a rule read undeclared could change without the rule's being asked again.
    """

    facts: Facts = field(repr=False)
    names: tuple[str, ...]

    # Any: what a fact holds depends on its name; the catalogue says which.
    def __getitem__(self, name: str) -> Any:
        self._declared(name)
        return self.facts[name]

    def known(self, name: str) -> bool:
        """Whether the fact has a value.

        Raises:
            UnknownFactError: the rule did not declare it.
        """
        self._declared(name)
        return self.facts.supplied(name)

    def _declared(self, name: str) -> None:
        if name not in self.names:
            raise UnknownFactError(name, nearest(name, self.names))


@frozen
class Parameters:
    """A rule's parameters as attributes: ``context.params.max_leads``; iterated, (name, value) of each."""

    _values: Mapping[str, object] = field(factory=dict)

    # Any: a parameter's type is its rule's affair.
    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._values:
            raise UnknownParameterError(name, nearest(name, self._values))
        return self._values[name]

    def __iter__(self) -> Iterator[tuple[str, object]]:
        return iter(self._values.items())


@frozen(kw_only=True)
class RuleContext:
    """What a rule sees.

    Attributes:
        code: the rule's.
        severity: given to its findings.
        facts: the facts it declared.
        params: its parameters as the profile set them.
        as_of: the moment the facts hold at.
        fix: remedy of findings that bring none.
    """

    code: str
    severity: Severity
    facts: DeclaredFacts
    params: Parameters
    as_of: datetime
    fix: str = ""

    def fail(
        self,
        subject: str,
        message: str,
        *,
        evidence: Mapping[str, object] | Iterable[tuple[str, object]] = (),
        remedy: str = "",
    ) -> Finding:
        """A finding of this rule.

        Args:
            subject: what offends, as ``kind:id``: ``"task:17"``.
            message: one sentence for people.
            evidence: values behind the message.
            remedy: what lifts it; default: the rule's fix.
        """
        return Finding(
            code=self.code,
            subject=subject,
            message=message,
            severity=self.severity,
            remedy=remedy or self.fix,
            evidence=evidence,
        )
